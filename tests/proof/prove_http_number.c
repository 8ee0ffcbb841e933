/* SPDX-License-Identifier: MIT */
/*
 * The number of a header: any text of up to TEXT characters is read within its end. Nothing is no number.
 *
 * REPLACE: add_digit=add_contract
 * UNWIND: any_text.0=21 quatrix_http_number.0=22
 */
#include "http/http.c"

#include "proof.h"

#define TEXT 20

/* prove_http_digit.c */
bool add_contract(uint64_t *number, uint8_t c, uint32_t base);
bool add_contract(uint64_t *number, uint8_t c, uint32_t base)
{
    PROVE(*number <= INT64_MAX && base == 10);
    *number = nondet_long();
    return *number <= INT64_MAX && c >= '0' && c <= '9';
}

int main(void)
{
    char array[TEXT + 1];
    const char *text = any_text(array, sizeof array);
    uint64_t number;
    bool good = quatrix_http_number(text, &number);

    PROVE(!good || (*text != 0 && number <= INT64_MAX));
    POSSIBLE(good && text == array);
    POSSIBLE(!good);
    return 0;
}
