/* SPDX-License-Identifier: MIT */
/*
 * A date as seconds: for every day of the years below these are the days that the calendar has between, by a table; and for every
 * second of the last, with those of the day. Year by year: CBMC does far better with what it knows.
 *
 * UNWIND: main.0=9 count.0=137 count.1=12
 */
#include "http/date.c"

#include "proof.h"

/* Days from 1970-01-01: of the leap years, every fourth, the only one that is left out is 2100. */
static uint32_t days_by_table(uint32_t year, uint32_t month, uint32_t day)
{
    static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    uint32_t leap_days = ((year - 1969) >> 2) - (year > 2100 ? 1U : 0U);
    bool leap = (year & 3U) == 0 && year != 2100;

    return 365 * (year - 1970) + leap_days + before[month] + (leap && month > 1 ? 1U : 0U) + day -
           1;
}

static void a_year(uint32_t year)
{
    struct date date;
    uint32_t days;

    date.year = year;
    if (year != 2105) {
        date.hour = date.minute = date.second = 0;
    }
    GIVEN(date.month < 12 && exists(&date));
    days = days_by_table(year, date.month, date.day);
    PROVE(count(&date) == ((days * 24 + date.hour) * 60 + date.minute) * 60 + date.second);
    PROVE(date.day <= 31 && (date.month != 1 || date.day <= 29));
    POSSIBLE(date.month == 1 && date.day == 29 && year == 2000);
    POSSIBLE(year == 2105 && date.month == 11 && date.second == 60);
}

int main(void)
{
    static const uint32_t years[] = { 1970, 1972, 1999, 2000, 2038, 2100, 2101, 2105 };

    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        if (nondet_bool()) {
            a_year(years[i]);
            return 0;
        }
    }
    return 0;
}
