/* SPDX-License-Identifier: MIT */
/* Numbers that look random and are the same in every run and on every machine. */
#ifndef TESTS_JSON_RANDOM_H
#define TESTS_JSON_RANDOM_H

#include "bytes.h"

#include <stdbool.h>

struct random {
    uint64_t state; /* not 0 */
};

uint64_t random_bits(struct random *random);
/* 0 .. below - 1; below is at least 1. */
uint32_t random_below(struct random *random, uint32_t below);
bool random_chance(struct random *random, uint32_t percent);
/* The ends of its range as often as anything else. */
int64_t random_int64(struct random *random);

/* Which characters a text may have; a set of these. */
enum random_class {
    RANDOM_PLAIN = 1,    /* printable ASCII without space, colon, quotes, backslash */
    RANDOM_SPACE = 2,    /* space */
    RANDOM_COLON = 4,    /* colon */
    RANDOM_QUOTES = 8,   /* quote, backslash, slash */
    RANDOM_CONTROL = 16, /* U+0001 to U+001F, DEL */
    RANDOM_WIDE = 32,    /* two to four bytes, noncharacters among them */
    RANDOM_ALL = 63
};

/* A code point of one of the classes. */
uint32_t random_character(struct random *random, unsigned classes);
/* Append it as UTF-8; answers how many bytes that are. */
size_t random_put(struct bytes *out, uint32_t code);

#endif
