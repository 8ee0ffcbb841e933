/* SPDX-License-Identifier: MIT */
/*
 * HTTP dates: any text of up to TEXT characters, in any of the forms, is read within its end, and only a date that exists is
 * counted.
 *
 * REPLACE: take_part=part_contract take_number=number_contract count=count_contract
 * UNWIND: main.0=42 any_text.0=41 take_form.0=15 quatrix_http_date.0=4
 */
#include "http/date.c"

#include "proof.h"

#define TEXT 40

static char array[TEXT + 1];
static const char *start;

static size_t left_of(const char *text)
{
    PROVE(__CPROVER_same_object(text, array) && text >= start && text <= array + TEXT);
    return (size_t)(array + TEXT - text);
}

/* prove_date_part.c, these two */
bool number_contract(const char **text, unsigned digits, uint32_t *number);
bool number_contract(const char **text, unsigned digits, uint32_t *number)
{
    size_t left = left_of(*text);
    size_t read = up_to(left < digits ? left : digits);

    PROVE(digits <= 4);
    *text += read;
    *number = (uint32_t)up_to(9999);
    return read == digits;
}

/* How many characters a part has at least, and at most. */
static size_t least(char part)
{
    return part == 'W' || part == 'M' ? 3 : part == 'E' ? 1 : part == 'Y' ? 4 : 2;
}

bool part_contract(char part, const char **text, struct date *date);
bool part_contract(char part, const char **text, struct date *date)
{
    struct date any;
    size_t left = left_of(*text);
    size_t read = up_to(left);
    bool good;

    PROVE(part == 'W' || part == 'D' || part == 'E' || part == 'M' || part == 'Z' || part == 'Y');
    PROVE(part != 'E' || *text - start >= 2);
    *text += read;
    good = read >= least(part) && nondet_bool();
    GIVEN(!good || any.month < 12);
    *date = any;
    return good;
}

/* prove_date_count.c */
uint32_t count_contract(const struct date *date);
uint32_t count_contract(const struct date *date)
{
    PROVE(date->month < 12 && exists(date));
    return (uint32_t)up_to(UINT32_MAX);
}

int main(void)
{
    char any[sizeof array];
    uint32_t seconds = 0;
    bool good;

    for (size_t i = 0; i < sizeof array; i++) {
        array[i] = any[i];
    }
    start = any_text(array, sizeof array);
    good = quatrix_http_date(start, &seconds);
    PROVE(good || seconds == 0);
    POSSIBLE(good && start[6] == ',');
    POSSIBLE(good && start[8] == ' ' && start == array);
    POSSIBLE(!good);
    return 0;
}
