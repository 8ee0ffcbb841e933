/* SPDX-License-Identifier: MIT */
/* What every test here uses: cmocka, and checks that name the row of the table they are about. */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* after the headers it relies on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A literal as the two members `text` and `len` of a row; it may hold NUL. */
#define TEXT(literal) (literal), sizeof(literal) - 1

/* Fail with a printf-like message unless it holds. */
#define CHECK(holds, ...)                                                                          \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            fail_msg(__VA_ARGS__);                                                                 \
        }                                                                                          \
    } while (0)

/* A block of exactly len bytes, so that sanitizers and valgrind see a read past its end. */
static inline uint8_t *unit_copy(const void *bytes, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);

    assert_non_null(copy);
    if (len > 0) {
        memcpy(copy, bytes, len);
    }
    return copy;
}

/* The same numbers in every run. */
static inline uint32_t unit_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (*seed >> 8) % below;
}

/* A log of what happened, as text that a table can state. */
struct unit_log {
    char text[4096];
    size_t len;
};

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static inline void
unit_log(struct unit_log *log, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(log->text + log->len, sizeof log->text - log->len, format, args);
    va_end(args);
    assert_true(n >= 0 && (size_t)n < sizeof log->text - log->len);
    log->len += (size_t)n;
}

/* Text, with bytes outside printable ASCII as <xx>. */
static inline void unit_log_bytes(struct unit_log *log, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < len; i++) {
        unit_log(log, at[i] >= 0x20 && at[i] < 0x7F ? "%c" : "<%02x>", at[i]);
    }
}

#endif
