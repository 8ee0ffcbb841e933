/* SPDX-License-Identifier: MIT */
#include "http/date.h"

#include <string.h>

struct date {
    uint32_t year;
    uint32_t month; /* from 0 */
    uint32_t day;   /* from 1 */
    uint32_t hour;
    uint32_t minute;
    uint32_t second;
};

static const char day_names[] = "sunmontuewedthufrisat";
static const char month_names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

/* One of the names, of three letters each; its number, and how far it reaches. */
static bool take_name(const char **text, const char *names, uint32_t *number)
{
    for (*number = 0; *names != 0; ++*number, names += 3) {
        if (strncmp(*text, names, 3) == 0) {
            *text += 3;
            return true;
        }
    }
    return false;
}

static bool take_number(const char **text, unsigned digits, uint32_t *number)
{
    for (*number = 0; digits > 0; digits--, ++*text) {
        if (**text < '0' || **text > '9') {
            return false;
        }
        *number = *number * 10 + (uint32_t)(**text - '0');
    }
    return true;
}

/* What one letter of a form stands for. */
static bool take_part(char part, const char **text, struct date *date)
{
    uint32_t ignored;

    switch (part) {
    case 'W': /* the name of a day, short or long */
        if (!take_name(text, day_names, &ignored)) {
            return false;
        }
        while (**text >= 'a' && **text <= 'z') {
            ++*text;
        }
        return true;
    case 'D':
        return take_number(text, 2, &date->day);
    case 'E': /* the same, without a zero before it */
        *text += **text == ' ';
        return take_number(text, (*text)[-2] == ' ' ? 1 : 2, &date->day);
    case 'M':
        return take_name(text, month_names, &date->month);
    case 'Z': /* the year, in two digits */
        if (!take_number(text, 2, &date->year)) {
            return false;
        }
        date->year += date->year < 70 ? 2000 : 1900;
        return true;
    default: /* 'Y' */
        return take_number(text, 4, &date->year);
    }
}

static bool take_time(const char **text, struct date *date)
{
    if (!take_number(text, 2, &date->hour) || *(*text)++ != ':' ||
        !take_number(text, 2, &date->minute) || *(*text)++ != ':') {
        return false;
    }
    return take_number(text, 2, &date->second);
}

/* Capitals are parts, 'T' the time; all else stands for itself. */
static bool take_form(const char *form, const char *text, struct date *date)
{
    for (; *form != 0; form++) {
        bool good;
        if (*form == 'T') {
            good = take_time(&text, date);
        } else if (*form >= 'A' && *form <= 'Z') {
            good = take_part(*form, &text, date);
        } else {
            good = *text++ == *form;
        }
        if (!good) {
            return false;
        }
    }
    return *text == 0;
}

static bool is_leap(uint32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint32_t days_in(uint32_t year, uint32_t month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month] + (month == 1 && is_leap(year) ? 1U : 0U);
}

/* A second 60 is a leap second. */
static bool exists(const struct date *date)
{
    return date->year >= 1970 && date->year < 2106 && date->day >= 1 &&
           date->day <= days_in(date->year, date->month) && date->hour < 24 && date->minute < 60 &&
           date->second <= 60;
}

static uint32_t count(const struct date *date)
{
    uint32_t days = 0;

    for (uint32_t year = 1970; year < date->year; year++) {
        days += is_leap(year) ? 366 : 365;
    }
    for (uint32_t month = 0; month < date->month; month++) {
        days += days_in(date->year, month);
    }
    days += date->day - 1;
    return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}

bool quatrix_http_date(const char *text, uint32_t *seconds)
{
    static const char *const forms[] = { "W, D M Y T gmt", "W, D-M-Z T gmt", "W M E T Y" };

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct date date = { 0, 0, 0, 0, 0, 0 };
        if (take_form(forms[i], text, &date) && exists(&date)) {
            *seconds = count(&date);
            return true;
        }
    }
    return false;
}
