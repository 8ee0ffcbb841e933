/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Numbers, times and switches as people write them.
 */
#ifndef QUATRIX_CLI_VALUES_H
#define QUATRIX_CLI_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each function: false when the text is nothing of the kind; *result is left alone then. */

/** "true", "false", "yes", "no". */
bool value_bool(const char *text, bool *result);

/** A whole number. */
bool value_int(const char *text, int64_t *result);

/** A time in microseconds since 1970-01-01 UTC: "1700000000", "1700000000.25",
    "2023-11-14T22:13:20Z", "2023-11-14T22:13:20.25Z" or "2023-11-14". */
bool value_time(const char *text, int64_t *result);

/** A number of bytes: "65536", "64K", "8M", "1G". */
bool value_size(const char *text, uint64_t *result);

/** len bytes as twice as many hexadecimal digits; *end: what follows them. */
bool value_hex(const char *text, uint8_t *bytes, size_t len, const char **end);

#endif
