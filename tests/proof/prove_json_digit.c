/* SPDX-License-Identifier: MIT */
/*
 * One digit more of a JSON number: for any number so far, it becomes the number that it should, or is refused, and that only when it
 * might pass 64 bits. Short numbers take a way of their own: for any text of up to FEW bytes they are the value of their digits.
 *
 * SOURCES: base/utf8.c
 * UNWIND: few_digits.0=13 few_digits.1=8
 */
#include "json/value.c"

#include "proof.h"

static void a_digit(void)
{
    uint64_t before = nondet_long();
    uint64_t value = before;
    unsigned digit = (unsigned)up_to(9);
    bool good = push(&value, digit);

    PROVE(good == (before <= (UINT64_MAX - 9) / 10));
    PROVE(!good || value == before * 8 + before * 2 + digit);
    POSSIBLE(good && value > INT64_MAX);
    POSSIBLE(!good);
}

static void a_few(void)
{
    uint8_t bytes[FEW];
    size_t len = up_to(FEW);
    int64_t number = -1;
    bool good = few_digits(LAST(bytes, len), len, (unsigned)up_to(6), &number);

    PROVE(good == (number >= 0));
    POSSIBLE(good && number == INT64_C(999999999999000000));
    POSSIBLE(!good && len == FEW);
}

int main(void)
{
    if (nondet_bool()) {
        a_digit();
    } else {
        a_few();
    }
    return 0;
}
