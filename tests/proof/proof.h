/* SPDX-License-Identifier: MIT */
/*
 * The words of a proof, for CBMC. A harness includes the source it is about, so that it sees its static functions, and has one
 * main(), which CBMC runs for all values at once: a variable that is not set has any value.
 */
#ifndef PROOF_H
#define PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What holds before, so that nothing is said of other cases. */
#define GIVEN(condition) __CPROVER_assume(condition)

#ifdef PROOF_POSSIBLE
#define PROVE(condition)    ((void)sizeof(condition))
#define POSSIBLE(condition) __CPROVER_assert(!(condition), "possible: " #condition)
#else
/* What has to hold after. */
#define PROVE(condition)    __CPROVER_assert(condition, #condition)
/* What has to be seen to happen: without it, a proof could hold because nothing ever does. */
#define POSSIBLE(condition) ((void)sizeof(condition))
#endif

/* CBMC has a function of such a name return any value. */
bool nondet_bool(void);
uint8_t nondet_byte(void);
size_t nondet_size(void);
uint64_t nondet_long(void);

/* Any number up to a bound. */
static inline size_t up_to(size_t most)
{
    size_t size = nondet_size();

    GIVEN(size <= most);
    return size;
}

/* The last `len` elements of an array: one past them is past its end. */
#define LAST(array, len) ((array) + (sizeof(array) / sizeof((array)[0]) - (len)))

/* A text in the last elements of an array: a NUL at its end, and nowhere before. */
static inline const char *any_text(const char *array, size_t size)
{
    size_t len = up_to(size - 1);
    const char *text = array + (size - 1 - len);

    GIVEN(array[size - 1] == 0);
    for (size_t i = 0; i < len; i++) {
        GIVEN(text[i] != 0);
    }
    return text;
}

#endif
