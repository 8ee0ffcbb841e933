/* SPDX-License-Identifier: MIT */
/*
 * The numbers of a reply, decimal and hexadecimal: for any number so far and any byte, one digit more makes the number that it
 * should, or is refused, and that only because it is no digit or the number passes 2^63 - 1. So by induction a number of any
 * length is its value, or refused.
 *
 * UNWIND: value_of.0=23
 */
#include "http/http.c"

#include "proof.h"

/* 16: no digit of any base. */
static uint64_t value_of(uint8_t c)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    for (size_t i = 0; i < sizeof digits - 1; i++) {
        if (c == (uint8_t)digits[i]) {
            return i < 16 ? i : i - 6;
        }
    }
    return 16;
}

/* Is number * base + digit at most 2^63 - 1? */
static bool fits(uint64_t number, uint64_t digit, uint32_t base)
{
    uint64_t most = INT64_MAX / base;

    return number < most || (number == most && digit <= INT64_MAX % base);
}

static void a_digit(uint32_t base)
{
    uint64_t before = nondet_long();
    uint64_t number = before;
    uint8_t c = nondet_byte();
    uint64_t value = value_of(c);
    bool good;

    GIVEN(before <= INT64_MAX);
    good = add_digit(&number, c, base);
    PROVE(good == (value < base && fits(before, value, base)));
    PROVE(!good || number == before * base + value);
    POSSIBLE(good && number == INT64_MAX);
    POSSIBLE(!good && value < base);
}

int main(void)
{
    if (nondet_bool()) {
        a_digit(10);
    } else {
        a_digit(16);
    }
    return 0;
}
