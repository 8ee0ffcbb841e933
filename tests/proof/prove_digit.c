/* SPDX-License-Identifier: MIT */
/*
 * A digit is cut off a number: for all numbers of 64 bits, what is left and the digit make up the number.
 *
 * UNWIND: take_digit.0=5
 */
#include "base/out.c"

#include "proof.h"

int main(void)
{
    uint64_t number = nondet_long();
    uint64_t tenth = number;
    char digit = take_digit(&tenth);

    PROVE(digit >= '0' && digit <= '9' && tenth <= UINT64_MAX / 10);
    PROVE(tenth * 8 + tenth * 2 + (uint64_t)(digit - '0') == number);
    POSSIBLE(number == UINT64_MAX && digit == '5');
    return 0;
}
