/* SPDX-License-Identifier: MIT */
/* Append-only text in the caller's memory. What does not fit sets `full` and is never half
   written by a single call; the caller checks once, at the end. */
#ifndef QUATRIX_BASE_OUT_H
#define QUATRIX_BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct quatrix_out {
    uint8_t *buf;
    size_t size;
    size_t len;
    bool full;
};

void quatrix_out_bytes(struct quatrix_out *out, const void *bytes, size_t len);
void quatrix_out_text(struct quatrix_out *out, const char *text);
void quatrix_out_char(struct quatrix_out *out, char c);
void quatrix_out_number(struct quatrix_out *out, uint64_t number);

/* In units of 10^-places: the digits after the point end with the last that is not 0. */
void quatrix_out_decimal(struct quatrix_out *out, int64_t number, unsigned places);

/* As part of a path or query: all but the unreserved characters of RFC 3986 as %XX. */
void quatrix_out_percent(struct quatrix_out *out, const char *text);

/* Everything from buf[from] on becomes base64 (RFC 4648 section 4, padded). If that does not fit,
   nothing of it is left. */
void quatrix_out_base64(struct quatrix_out *out, size_t from);

#endif
