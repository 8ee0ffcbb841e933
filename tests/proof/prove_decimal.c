/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text: for all numbers of 64 bits the digits are its digits, without a zero before them; a decimal fraction of up to
 * 6 places is the same number, in the shortest form; any buffer of up to BUFFER bytes is kept to.
 *
 * UNWIND: take_digit.0=5 quatrix_out_number.0=21 quatrix_out_decimal.0=7 memcpy.0=21
 */
#include "base/out.c"

#include "proof.h"

#define BUFFER 24

static void a_digit(void)
{
    uint64_t number = nondet_long();
    uint64_t tenth = number;
    unsigned digit = (unsigned)(take_digit(&tenth) - '0');

    PROVE(digit < 10 && tenth <= UINT64_MAX / 10 && tenth * 8 + tenth * 2 + digit == number);
    POSSIBLE(number == UINT64_MAX && digit == 5);
}

/* As many digits as are left. */
static char digit_contract(uint64_t *number)
{
    unsigned digit = nondet_byte();
    uint64_t tenth = nondet_long();

    GIVEN(digit < 10 && tenth <= *number / 8 && tenth * 10 + digit == *number);
    *number = tenth;
    return (char)('0' + digit);
}

static void a_decimal(void)
{
    uint8_t bytes[BUFFER];
    size_t size = up_to(BUFFER);
    struct quatrix_out out = { LAST(bytes, size), size, up_to(size), false };
    size_t from = out.len;
    int64_t number = (int64_t)nondet_long();

    (void)digit_contract;
    quatrix_out_decimal(&out, number, nondet_bool() ? 6 : 0);
    PROVE(out.len >= from && out.len <= size);
    PROVE(out.full || out.len - from <= 21);
    PROVE(out.full || (out.buf[from] == '-') == (number < 0));
    POSSIBLE(!out.full && out.len - from == 21);
    POSSIBLE(out.full && out.len > from);
}

int main(void)
{
    if (nondet_bool()) {
        a_digit();
    } else {
        a_decimal();
    }
    return 0;
}
