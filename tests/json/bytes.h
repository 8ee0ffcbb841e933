/* SPDX-License-Identifier: MIT */
/* Bytes that grow as they are added, NULs among them. Zero it to begin; bytes_free() in the end. */
#ifndef TESTS_JSON_BYTES_H
#define TESTS_JSON_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *at;
    size_t len;
    size_t room;
};

void bytes_add(struct bytes *bytes, const void *from, size_t len);
void bytes_char(struct bytes *bytes, unsigned c);
void bytes_text(struct bytes *bytes, const char *text);
void bytes_format(struct bytes *bytes, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
void bytes_free(struct bytes *bytes);

#endif
