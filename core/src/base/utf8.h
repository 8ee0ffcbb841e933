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

/* Length of the longest prefix of text, at most max bytes, that does not cut a sequence.
   text is valid UTF-8 of at least max bytes. */
size_t quatrix_utf8_cut(const char *text, size_t max);

/* What argument text may be. */
struct quatrix_text_rule {
    uint16_t max;   /* bytes, or characters where max_chars is set */
    bool max_chars; /* max counts characters */
    bool empty;     /* may be empty */
    bool control;   /* may hold control characters */
    bool ascii;     /* printable ASCII without space only */
    char never;     /* a character it may not hold; 0: none */
};

/* QUATRIX_OK, or E_ARGUMENT (NULL, empty), E_TEXT, E_TOO_LONG. */
enum quatrix_status quatrix_text_check(const char *text, const struct quatrix_text_rule *rule);

#endif
