/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <string.h>

bool quatrix_utf8_lead(uint8_t lead, struct quatrix_utf8 *rest)
{
    rest->low = 0x80;
    rest->top = 0xBF;
    if (lead < 0xC2 || lead > 0xF4) {
        return false;
    }
    if (lead < 0xE0) {
        rest->more = 1;
    } else if (lead < 0xF0) {
        rest->more = 2;
        if (lead == 0xE0) {
            rest->low = 0xA0; /* overlong below */
        } else if (lead == 0xED) {
            rest->top = 0x9F; /* surrogates above */
        }
    } else {
        rest->more = 3;
        if (lead == 0xF0) {
            rest->low = 0x90; /* overlong below */
        } else if (lead == 0xF4) {
            rest->top = 0x8F; /* U+10FFFF is the last */
        }
    }
    return true;
}

/* Words at a time. With every byte below 0x80, subtracting sets its top bit where it is smaller; a
   borrow may then tell of a byte that is not there, but only of a more significant one. */
#define EACH(byte) (SIZE_MAX / 255 * (byte))

static bool little_endian(void)
{
    const uint16_t one = 1;
    uint8_t first;

    memcpy(&first, &one, 1);
    return first == 1;
}

size_t quatrix_plain_run(const uint8_t *text, size_t len, uint8_t stop, uint8_t other)
{
    size_t i = 0;

    while (len - i >= sizeof(size_t)) {
        size_t word;
        memcpy(&word, text + i, sizeof word);
        word = (word | (word - EACH(0x20)) | ((word ^ EACH(stop)) - EACH(1)) |
                ((word ^ EACH(other)) - EACH(1))) &
               EACH(0x80);
        if (word != 0) {
            while (little_endian() && (word & 0xFF) == 0) { /* the first one is certain */
                word >>= 8;
                i++;
            }
            break;
        }
        i += sizeof word;
    }
    while (i < len && text[i] >= 0x20 && text[i] < 0x80 && text[i] != stop && text[i] != other) {
        i++;
    }
    return i;
}

/* Length of the sequence at s, which ends with a NUL; 0 if there is none. */
static size_t sequence(const uint8_t *s)
{
    struct quatrix_utf8 rest;
    size_t len = 1;

    if (s[0] < 0x80) {
        return 1;
    }
    if (!quatrix_utf8_lead(s[0], &rest)) {
        return 0;
    }
    while (rest.more-- > 0) {
        if (s[len] < rest.low || s[len] > rest.top) {
            return 0; /* a NUL ends here as well */
        }
        rest.low = 0x80;
        rest.top = 0xBF;
        len++;
    }
    return len;
}

static bool allowed(uint8_t c, unsigned rules)
{
    if (c < 0x20 || c == 0x7F) {
        return (rules & QUATRIX_TEXT_CONTROL) != 0;
    }
    if ((rules & QUATRIX_TEXT_ASCII) != 0 && (c == 0x20 || c >= 0x80)) {
        return false;
    }
    return c != ':' || (rules & QUATRIX_TEXT_NO_COLON) == 0;
}

enum quatrix_status quatrix_text_check(const char *text, size_t max, unsigned rules)
{
    const uint8_t *s = (const uint8_t *)text;
    size_t count = 0;

    if (s == NULL || (s[0] == 0 && (rules & QUATRIX_TEXT_EMPTY) == 0)) {
        return QUATRIX_E_ARGUMENT;
    }
    while (*s != 0) {
        size_t len = sequence(s);
        if (len == 0 || !allowed(*s, rules)) {
            return QUATRIX_E_TEXT;
        }
        count += (rules & QUATRIX_TEXT_CHARS) != 0 ? 1 : len;
        if (count > max) {
            return QUATRIX_E_TOO_LONG;
        }
        s += len;
    }
    return QUATRIX_OK;
}
