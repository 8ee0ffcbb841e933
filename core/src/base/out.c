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

void quatrix_out_number(struct quatrix_out *out, uint32_t number)
{
    char digits[10];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    quatrix_out_bytes(out, digits + at, sizeof digits - at);
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

void quatrix_out_base64(struct quatrix_out *out, const char *text, const char *more)
{
    size_t text_len = strlen(text);
    size_t len = more == NULL ? text_len : text_len + 1 + strlen(more);

    if ((len + 2) / 3 > (out->size - out->len) / 4) {
        out->full = true;
    }
    for (size_t i = 0; i < len; i += 3) {
        char quad[4];
        uint32_t bits = 0;
        for (size_t k = i; k < i + 3; k++) {
            uint8_t byte = 0;
            if (k < text_len) {
                byte = (uint8_t)text[k];
            } else if (k < len) {
                byte = (uint8_t)(k == text_len ? ':' : more[k - text_len - 1]);
            }
            bits = bits << 8 | byte;
        }
        for (size_t k = 0; k < 4; k++) {
            quad[k] = i + k <= len ? base64_digit(bits >> (18 - 6 * k) & 63U) : '=';
        }
        quatrix_out_bytes(out, quad, sizeof quad);
    }
}
