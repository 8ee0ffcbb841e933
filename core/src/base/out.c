/* SPDX-License-Identifier: MIT */
#include "base/out.h"

#include <string.h>

void quatrix_out_bytes(struct quatrix_out *out, const void *bytes, size_t len)
{
    if (out->full || len > out->size - out->len) {
        out->full = true;
        return;
    }
    if (len > 0) {
        memcpy(out->buf + out->len, bytes, len);
        out->len += len;
    }
}

void quatrix_out_text(struct quatrix_out *out, const char *text)
{
    quatrix_out_bytes(out, text, strlen(text));
}

void quatrix_out_char(struct quatrix_out *out, char c)
{
    quatrix_out_bytes(out, &c, 1);
}

/* A tenth of the number, and the last digit: by 16 bits at a time, since dividing 64 bits takes a
   library function of its own on a microcontroller. */
static char take_digit(uint64_t *number)
{
    uint64_t tenth = 0;
    uint32_t rest = 0;

    for (unsigned shift = 64; shift > 0;) {
        shift -= 16;
        rest = rest << 16 | (uint32_t)(*number >> shift & 0xFFFFU);
        tenth = tenth << 16 | rest / 10;
        rest %= 10;
    }
    *number = tenth;
    return (char)('0' + rest);
}

void quatrix_out_number(struct quatrix_out *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    uint32_t low;

    while (number > UINT32_MAX) {
        digits[--at] = take_digit(&number);
    }
    low = (uint32_t)number;
    do {
        digits[--at] = (char)('0' + low % 10);
        low /= 10;
    } while (low > 0);
    quatrix_out_bytes(out, digits + at, sizeof digits - at);
}

void quatrix_out_decimal(struct quatrix_out *out, int64_t number, unsigned places)
{
    uint64_t value = number < 0 ? (uint64_t) - (number + 1) + 1 : (uint64_t)number;
    char fraction[20];
    size_t end = 0;

    if (number < 0) {
        quatrix_out_char(out, '-');
    }
    for (unsigned i = places; i-- > 0;) {
        fraction[i] = take_digit(&value);
        if (fraction[i] != '0' && end == 0) {
            end = i + 1;
        }
    }
    quatrix_out_number(out, value);
    if (end > 0) {
        quatrix_out_char(out, '.');
        quatrix_out_bytes(out, fraction, end);
    }
}

void quatrix_out_percent(struct quatrix_out *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; *text != 0; text++) {
        uint8_t c = (uint8_t)*text;
        uint8_t letter = c | 0x20U;
        char code[3] = { '%', hex[c >> 4], hex[c & 15] };
        bool plain = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '.' || c == '_' || c == '~';
        quatrix_out_bytes(out, plain ? text : code, plain ? 1 : sizeof code);
    }
}

/* Six bits to their digit, by ranges: a table would cost more flash than it saves time here. */
static char base64_digit(uint32_t six)
{
    if (six < 26) {
        return (char)('A' + six);
    }
    if (six < 52) {
        return (char)('a' + (six - 26));
    }
    if (six < 62) {
        return (char)('0' + (six - 52));
    }
    return six == 62 ? '+' : '/';
}

/* In place, from the last group of bytes to the first, since three become four. */
void quatrix_out_base64(struct quatrix_out *out, size_t from)
{
    uint8_t *text = out->buf + from;
    size_t len = out->len - from;
    size_t groups = (len + 2) / 3;

    if (out->full || groups > (out->size - from) / 4) {
        memset(text, 0, len); /* often a secret, and not what was asked for */
        out->len = from;
        out->full = true;
        return;
    }
    out->len = from + 4 * groups;
    while (groups-- > 0) {
        size_t at = 3 * groups;
        uint32_t bits = (uint32_t)text[at] << 16;
        bits |= at + 1 < len ? (uint32_t)text[at + 1] << 8 : 0U;
        bits |= at + 2 < len ? text[at + 2] : 0U;
        for (size_t k = 4; k-- > 0; bits >>= 6) {
            text[4 * groups + k] = (uint8_t)(at + k <= len ? base64_digit(bits & 63U) : '=');
        }
    }
}
