/* SPDX-License-Identifier: MIT */
/*
 * HTTP dates: any text of up to TEXT characters is read within its end. Every day and second that exist, from 1970 to 2105, become
 * the seconds that the calendar has between; what does not exist is refused.
 *
 * UNWIND: any_text.0=31 take_name.0=13 strncmp.0=4 take_number.0=5 take_part.0=31 take_form.0=16 quatrix_http_date.0=4 count.0=137 count.1=12
 */
#include "http/date.c"

#include "proof.h"

#define TEXT 30

static void a_text(void)
{
    char array[TEXT + 1];
    const char *text = any_text(array, sizeof array);
    uint32_t seconds = 0;
    bool good = quatrix_http_date(text, &seconds);

    PROVE(good || seconds == 0);
    POSSIBLE(good);
    POSSIBLE(good && text[6] == ',');
    POSSIBLE(good && text[8] == ' ');
}

/* Days from 1970-01-01, by the day of the year that begins in March (Hinnant's way to count). */
static uint32_t days_by_march(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t y = month < 2 ? year - 1 : year;
    uint32_t of_year = (153 * ((month + 10) % 12) + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

static void a_date(void)
{
    struct date date;
    uint32_t days;

    GIVEN(date.month < 12 && exists(&date));
    days = days_by_march(date.year, date.month, date.day);
    PROVE(count(&date) == days * 86400 + date.hour * 3600 + date.minute * 60 + date.second);
    PROVE(date.day <= 31 && (date.month != 1 || date.day <= 29));
    POSSIBLE(date.month == 1 && date.day == 29 && date.year == 2000);
    POSSIBLE(date.year == 2105 && date.month == 11 && date.second == 60);
}

int main(void)
{
    if (nondet_bool()) {
        a_text();
    } else {
        a_date();
    }
    return 0;
}
