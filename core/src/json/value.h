/* SPDX-License-Identifier: MIT */
/* Scalars of JSON, as the scanner has cut and checked them, into C values. Safe for any bytes:
   what the scanner has checked is relied on for the result, never for the bounds. */
#ifndef QUATRIX_JSON_VALUE_H
#define QUATRIX_JSON_VALUE_H

#include <quatrix/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Escapes of two characters (RFC 8259 section 7): the letter after the backslash for what it stands for, and
   the other way round. 0: there is none. */
char quatrix_json_escape_of(char c);
char quatrix_json_unescape(char letter);

/**
 * A string without its quotes into a NUL-terminated array.
 *
 * @param out   size bytes, at least 1. What does not fit is left out at a character boundary.
 * @return the number of bytes stored, without the NUL
 * @param whole  False when something was left out, or src ended inside a character.
 */
size_t quatrix_json_text(const uint8_t *src, size_t len, char *out, size_t size, bool *whole);

/**
 * Decimal text to an exact integer, in units of 10^-places.
 *
 * @param exact  False when a fraction was dropped.
 * @return QUATRIX_OK, QUATRIX_E_TYPE (not a number, or one of more than 32767 digits), or QUATRIX_E_RANGE
 *         (not within int64_t)
 */
enum quatrix_status quatrix_json_int64(const uint8_t *src, size_t len, unsigned places,
                                       int64_t *out, bool *exact);

#endif
