/* SPDX-License-Identifier: MIT */
#include "random.h"

#include "unit/unit.h"

/* xorshift64*. */
uint64_t random_bits(struct random *random)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return random->state * UINT64_C(2685821657736338717);
}

uint32_t random_below(struct random *random, uint32_t below)
{
    return (uint32_t)((random_bits(random) >> 32) * below >> 32);
}

bool random_chance(struct random *random, uint32_t percent)
{
    return random_below(random, 100) < percent;
}

int64_t random_int64(struct random *random)
{
    static const int64_t ends[] = {
        0,
        1,
        -1,
        INT64_MAX,
        INT64_MIN,
        INT64_MAX - 1,
        INT64_MIN + 1,
        INT32_MAX,
        INT32_MIN,
        INT64_C(9007199254740993),
        INT64_C(999999),
        INT64_C(1000000),
        INT64_C(-1000000),
    };

    if (random_chance(random, 50)) {
        return ends[random_below(random, COUNT(ends))];
    }
    return (int64_t)random_bits(random) >> random_below(random, 64);
}

static uint32_t wide_character(struct random *random)
{
    static const uint32_t edges[] = { 0x80,   0x7FF,  0x800,  0xD7FF,  0xE000,
                                      0xFDD0, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF };
    static const struct {
        uint32_t first;
        uint32_t count;
    } ranges[] = { { 0x80, 0x780 }, { 0x800, 0xD000 }, { 0xE000, 0x2000 }, { 0x10000, 0x100000 } };
    uint32_t range = random_below(random, COUNT(ranges) + 1);

    if (range == COUNT(ranges)) {
        return edges[random_below(random, COUNT(edges))];
    }
    return ranges[range].first + random_below(random, ranges[range].count);
}

uint32_t random_character(struct random *random, unsigned classes)
{
    static const char quotes[] = "\"\\/";
    static const char plain[] = "!#$%&'()*+,-.0123456789;<=>?@ABCXYZ[]^_`abcnrtuxyz{|}~";
    unsigned class;

    do {
        class = 1U << random_below(random, 6);
    } while ((classes & class) == 0);
    switch (class) {
    case RANDOM_SPACE:
        return ' ';
    case RANDOM_COLON:
        return ':';
    case RANDOM_QUOTES:
        return (uint8_t)quotes[random_below(random, 3)];
    case RANDOM_CONTROL:
        return random_chance(random, 10) ? 0x7F : 1 + random_below(random, 0x1F);
    case RANDOM_WIDE:
        return wide_character(random);
    default:
        return (uint8_t)plain[random_below(random, sizeof plain - 1)];
    }
}

size_t random_put(struct bytes *out, uint32_t code)
{
    static const uint8_t leads[] = { 0, 0xC0, 0xE0, 0xF0 };
    unsigned more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

    bytes_char(out, leads[more] | code >> (6 * more));
    for (unsigned i = more; i-- > 0;) {
        bytes_char(out, 0x80 | (code >> (6 * i) & 0x3F));
    }
    return more + 1;
}
