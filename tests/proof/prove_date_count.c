/* SPDX-License-Identifier: MIT */
/*
 * A date as seconds: for every second of every day that exists, from 1970 to 2105, these are the days that the calendar has between,
 * by another way of counting, and the seconds of the day. Year by year, for CBMC does far better with what it knows.
 *
 * UNWIND: main.0=137 count.0=137 count.1=13
 */
#include "http/date.c"

#include "proof.h"

/* Days from 1970-01-01, by the day of the year that begins in March (Hinnant's way to count). */
static uint32_t days_by_march(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t y = month < 2 ? year - 1 : year;
    uint32_t of_year = (153 * ((month + 10) % 12) + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

static void a_year(uint32_t year)
{
    struct date date;
    uint32_t days;

    date.year = year;
    GIVEN(date.month < 12 && exists(&date));
    days = days_by_march(year, date.month, date.day);
    PROVE(count(&date) == ((days * 24 + date.hour) * 60 + date.minute) * 60 + date.second);
    PROVE(date.day <= 31 && (date.month != 1 || date.day <= 29));
    POSSIBLE(date.month == 1 && date.day == 29 && year == 2000);
    POSSIBLE(year == 2105 && date.month == 11 && date.second == 60);
}

int main(void)
{
    for (uint32_t year = 1970; year < 2106; year++) {
        if (nondet_bool()) {
            a_year(year);
            return 0;
        }
    }
    return 0;
}
