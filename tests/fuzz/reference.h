/* SPDX-License-Identifier: MIT */
/*
 * JSON, UTF-8 and numbers read anew, in the plainest way, to compare with: the whole text is there, and
 * functions call themselves.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reference_verdict {
    REFERENCE_WHOLE, /* one value, and white space */
    REFERENCE_CUT,   /* the beginning of one; also a number that may go on */
    REFERENCE_BAD,
    REFERENCE_DEEP /* more containers than QUATRIX_DEPTH_MAX */
};

/* RFC 8259, but for strings that name NUL or half a surrogate pair, which are bad. */
enum reference_verdict reference_json(const uint8_t *text, size_t len);

/* Bytes of the character at text, 0 if there is none, as RFC 3629 has it. */
size_t reference_utf8(const uint8_t *text, size_t len);

/* A string of which reference_json() approved, without its quotes, into UTF-8: at most len bytes. How
   many. */
size_t reference_unescape(const uint8_t *text, size_t len, uint8_t *out);

/* Text of a C string: nothing but whole characters of UTF-8. */
bool reference_is_utf8(const char *text);

#endif
