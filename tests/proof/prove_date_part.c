/* SPDX-License-Identifier: MIT */
/*
 * A part of an HTTP date, or a number in it, at any place of any text of up to TEXT characters: read within its end, as many
 * characters as it should have, and a month is one of twelve.
 *
 * UNWIND: any_text.0=13 take_name.0=13 strncmp.0=4 take_number.0=5 take_part.0=13
 */
#include "http/date.c"

#include "proof.h"

#define TEXT 12

int main(void)
{
    char array[TEXT + 1];
    const char *start = any_text(array, sizeof array);
    const char *text = start + up_to((size_t)(array + TEXT - start));
    const char *from = text;
    struct date date = { 0, 0, 0, 0, 0, 0 };
    bool good;

    if (nondet_bool()) {
        unsigned digits = (unsigned)up_to(4);
        uint32_t number;
        good = take_number(&text, digits, &number);
        PROVE(!good || (size_t)(text - from) == digits);
        PROVE(number <= 9999);
        POSSIBLE(good && digits == 4 && number == 2026);
        POSSIBLE(!good && *text == 0 && text > from);
    } else {
        static const char parts[] = { 'W', 'D', 'E', 'M', 'Z', 'Y' };
        static const size_t least[] = { 3, 2, 1, 3, 2, 4 };
        size_t part = up_to(sizeof parts - 1);
        GIVEN(parts[part] != 'E' || from - start >= 2);
        good = take_part(parts[part], &text, &date);
        PROVE(!good || (text - from >= (ptrdiff_t)least[part]));
        PROVE(!good || date.month < 12);
        PROVE(date.month < 12 || parts[part] == 'M');
        POSSIBLE(good && parts[part] == 'M' && date.month == 11);
        POSSIBLE(good && parts[part] == 'W' && text == from + 9);
        POSSIBLE(good && parts[part] == 'E' && text == from + 2 && date.day == 7);
        POSSIBLE(good && parts[part] == 'Z' && date.year == 2026);
    }
    PROVE(text >= from && text <= array + TEXT);
    return 0;
}
