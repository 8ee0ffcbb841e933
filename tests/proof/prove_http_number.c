/* SPDX-License-Identifier: MIT */
/*
 * The number of a header: any text of up to DIGITS characters. A number is the value its digits have, or
 * it is refused; none is cut, none wraps.
 *
 * SOURCES: base/text.c
 * UNWIND: quatrix_http_number.0=21 any_text.0=21 header_value.0=21
 */
#include "http/http.c"

#include "proof.h"

#define DIGITS 20

/* The value of a text of digits, 2^64 - 1 for all that is above 2^63 - 1, or no such text. */
static uint64_t header_value(const char *text)
{
    uint64_t value = 0;

    if (*text == 0) {
        return UINT64_MAX;
    }
    for (; *text != 0; text++) {
        uint64_t digit = (uint64_t)*text & 15U;
        if (*text < '0' || *text > '9' || value > INT64_MAX / 10 || (value == INT64_MAX / 10 && digit > INT64_MAX % 10)) {
            return UINT64_MAX;
        }
        value = value * 10 + digit;
    }
    return value;
}

int main(void)
{
    char array[DIGITS + 1];
    const char *text = any_text(array, sizeof array);
    uint64_t number;
    bool good = quatrix_http_number(text, &number);

    PROVE(good == (header_value(text) <= INT64_MAX));
    PROVE(!good || number == header_value(text));
    POSSIBLE(good && number == INT64_MAX && text == array);
    POSSIBLE(!good && *text >= '1' && *text <= '9');
    return 0;
}
