/* SPDX-License-Identifier: MIT */
#include "bytes.h"

#include "unit/unit.h"

void bytes_add(struct bytes *bytes, const void *from, size_t len)
{
    if (len > bytes->room - bytes->len) {
        bytes->room = 2 * (bytes->len + len) + 64;
        bytes->at = realloc(bytes->at, bytes->room);
        assert_non_null(bytes->at);
    }
    if (len > 0) {
        memcpy(bytes->at + bytes->len, from, len);
    }
    bytes->len += len;
}

void bytes_char(struct bytes *bytes, unsigned c)
{
    uint8_t byte = (uint8_t)c;

    bytes_add(bytes, &byte, 1);
}

void bytes_text(struct bytes *bytes, const char *text)
{
    bytes_add(bytes, text, strlen(text));
}

void bytes_format(struct bytes *bytes, const char *format, ...)
{
    char text[256];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assert_true(n >= 0 && (size_t)n < sizeof text);
    bytes_add(bytes, text, (size_t)n);
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->at);
    memset(bytes, 0, sizeof *bytes);
}
