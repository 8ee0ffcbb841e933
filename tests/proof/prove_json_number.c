/* SPDX-License-Identifier: MIT */
/*
 * A JSON number as an integer: any text of up to TEXT bytes, whatever they are, and from 0 to 6 places. Within its bounds, it ends,
 * and a text of digits has their value or is out of range.
 *
 * SOURCES: base/utf8.c
 * UNWIND: few_digits.0=13 few_digits.1=8 measure.0=22 read_exponent.0=22 quatrix_json_int64.0=22 quatrix_json_int64.1=22 by_digit.0=22 times_ten.0=8
 */
#include "json/value.c"

#include "proof.h"

#define TEXT 21

/* The value of a text of digits; false: it is none, or is above 2^63 - 1, or 2^63 with a minus. */
static bool by_digit(const uint8_t *text, size_t len, bool negative, uint64_t *value)
{
    uint64_t most = (uint64_t)INT64_MAX + (negative ? 1 : 0);

    *value = 0;
    for (size_t i = 0; i < len; i++) {
        uint64_t digit = text[i] & 15U;
        if (text[i] < '0' || text[i] > '9' || *value > most / 10 || (*value == most / 10 && digit > most % 10)) {
            return false;
        }
        *value = *value * 10 + digit;
    }
    return len > 0;
}

static void any_bytes(const uint8_t *text, size_t len)
{
    int64_t number = 0;
    bool exact;
    enum quatrix_status status =
        quatrix_json_int64(text, len, (unsigned)up_to(6), &number, &exact);

    PROVE(status == QUATRIX_OK || status == QUATRIX_E_TYPE || status == QUATRIX_E_RANGE);
    POSSIBLE(status == QUATRIX_OK && number == INT64_MIN);
    POSSIBLE(status == QUATRIX_OK && !exact);
    POSSIBLE(status == QUATRIX_E_RANGE && len == 4);
    POSSIBLE(status == QUATRIX_E_TYPE && len == 0);
}

static void digits(const uint8_t *text, size_t len)
{
    bool negative = len > 0 && text[0] == '-';
    size_t sign = negative ? 1 : 0;
    uint64_t value;
    bool fits = by_digit(text + sign, len - sign, negative, &value);
    int64_t number = 0;
    bool exact;
    enum quatrix_status status = quatrix_json_int64(text, len, 0, &number, &exact);

    if (fits) {
        PROVE(status == QUATRIX_OK && exact);
        PROVE((negative ? 0 - (uint64_t)number : (uint64_t)number) == value);
    }
    POSSIBLE(fits && number == INT64_MIN);
}

int main(void)
{
    uint8_t bytes[TEXT];
    size_t len = up_to(TEXT);

    if (nondet_bool()) {
        any_bytes(LAST(bytes, len), len);
    } else {
        digits(LAST(bytes, len), len);
    }
    return 0;
}
