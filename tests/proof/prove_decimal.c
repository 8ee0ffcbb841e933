/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text: all numbers of 64 bits, whole or with 6 places, in at most 21 characters and within any buffer of up to BUFFER
 * bytes.
 *
 * REPLACE: take_digit=digit_contract
 * UNWIND: quatrix_out_number.0=21 quatrix_out_number.1=11 quatrix_out_decimal.0=7 memcpy.0=21
 */
#include "base/out.c"

#include "proof.h"

#define BUFFER 24

/* prove_digit.c */
char digit_contract(uint64_t *number);
char digit_contract(uint64_t *number)
{
    unsigned digit = nondet_byte();
    uint64_t tenth = nondet_long();

    GIVEN(digit < 10 && digit <= *number && tenth <= UINT64_MAX / 10 &&
          tenth * 8 + tenth * 2 == *number - digit);
    *number = tenth;
    return (char)('0' + digit);
}

int main(void)
{
    uint8_t bytes[BUFFER];
    size_t size = up_to(BUFFER);
    struct quatrix_out out = { LAST(bytes, size), size, up_to(size), false };
    size_t from = out.len;
    int64_t number; /* any */

    quatrix_out_decimal(&out, number, nondet_bool() ? 6 : 0);
    PROVE(out.len >= from && out.len <= size);
    PROVE(out.full || out.len - from <= 21);
    PROVE(out.full || (out.buf[from] == '-') == (number < 0));
    POSSIBLE(!out.full && out.len - from == 21);
    POSSIBLE(out.full && out.len > from);
    return 0;
}
