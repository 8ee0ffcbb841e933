/* SPDX-License-Identifier: MIT */
/*
 * A JSON number as an integer: any text of up to TEXT bytes, whatever they are, and from 0 to 6 places: read within its end,
 * and it comes to one.
 *
 * SOURCES: base/utf8.c
 * REPLACE: push=push_contract
 * UNWIND: few_digits.0=13 few_digits.1=8 measure.0=15 read_exponent.0=15 quatrix_json_int64.0=38
 */
#include "json/value.c"

#include "proof.h"

#define TEXT 14

/* prove_json_digit.c */
bool push_contract(uint64_t *value, unsigned digit);
bool push_contract(uint64_t *value, unsigned digit)
{
    uint64_t before = *value;

    PROVE(digit <= 9);
    *value = nondet_long();
    GIVEN(*value >= digit && (before == 0 || *value >> 3 >= before));
    return nondet_bool() && before < UINT64_C(1) << 61;
}

int main(void)
{
    uint8_t bytes[TEXT];
    size_t len = up_to(TEXT);
    int64_t number = 0;
    bool exact;
    enum quatrix_status status =
        quatrix_json_int64(LAST(bytes, len), len, (unsigned)up_to(6), &number, &exact);

    PROVE(status == QUATRIX_OK || status == QUATRIX_E_TYPE || status == QUATRIX_E_RANGE);
    PROVE(status == QUATRIX_OK || number == 0);
    POSSIBLE(status == QUATRIX_OK && number == INT64_MIN);
    POSSIBLE(status == QUATRIX_OK && !exact);
    POSSIBLE(status == QUATRIX_E_RANGE && len == 4);
    POSSIBLE(status == QUATRIX_E_TYPE && len == 0);
    return 0;
}
