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

/* Change, remove or insert a few bytes of a text of *len bytes, in room for 8 more. */
static inline void unit_mutate(uint32_t *seed, const char *alphabet, char *text, size_t *len)
{
    for (uint32_t changes = 1 + unit_random(seed, 3); changes > 0 && *len > 0; changes--) {
        size_t at = unit_random(seed, (uint32_t)*len);
        char c = alphabet[unit_random(seed, (uint32_t)strlen(alphabet) + 1)]; /* NUL included */
        switch (unit_random(seed, 3)) {
        case 0:
            text[at] = c;
            break;
        case 1:
            memmove(text + at, text + at + 1, --*len - at);
            break;
        default:
            memmove(text + at + 1, text + at, (*len)++ - at);
            text[at] = c;
            break;
        }
    }
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
