/* SPDX-License-Identifier: MIT */
/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF. */
#ifndef QUATRIX_BASE_UTF8_H
#define QUATRIX_BASE_UTF8_H

#include <quatrix/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the first byte of a sequence says of the rest. */
struct quatrix_utf8 {
    uint8_t more; /* bytes that follow, 1 to 3 */
    uint8_t low;  /* bounds of the next one; of those after it 0x80 to 0xBF */
    uint8_t top;
};

/* False if no sequence begins with this byte. lead is 0x80 or above. */
bool quatrix_utf8_lead(uint8_t lead, struct quatrix_utf8 *rest);

/* Length of the run of ASCII at text, at most len bytes, without the characters below 0x20 and these
   two, which are ASCII themselves. */
size_t quatrix_plain_run(const uint8_t *text, size_t len, uint8_t stop, uint8_t other);

/* What argument text may be. */
enum quatrix_text_rule {
    QUATRIX_TEXT_CHARS = 1,    /* max counts characters, else bytes */
    QUATRIX_TEXT_EMPTY = 2,    /* may be empty */
    QUATRIX_TEXT_CONTROL = 4,  /* may hold control characters */
    QUATRIX_TEXT_ASCII = 8,    /* printable ASCII without space alone */
    QUATRIX_TEXT_NO_COLON = 16 /* may not hold a colon */
};

/* QUATRIX_OK, or E_ARGUMENT (NULL, empty), E_TEXT, E_TOO_LONG. */
enum quatrix_status quatrix_text_check(const char *text, size_t max, unsigned rules);

#endif
