/* SPDX-License-Identifier: MIT */
/* Whole numbers throughout; nothing is cut or rounded: what does not fit is refused. */
#include "values.h"
#include <string.h>

#define MICROSECONDS 1000000
#define DAY_S        86400

bool value_bool(const char *text, bool *result)
{
    bool yes = strcmp(text, "true") == 0 || strcmp(text, "yes") == 0;

    if (!yes && strcmp(text, "false") != 0 && strcmp(text, "no") != 0) {
        return false;
    }
    *result = yes;
    return true;
}

/* Digits, from least to most of them; *text is set behind them. */
static bool take_digits(const char **text, int least, int most, uint64_t *result)
{
    uint64_t value = 0;
    int digits = 0;

    for (; **text >= '0' && **text <= '9' && digits < most; (*text)++, digits++) {
        value = value * 10 + (uint64_t)(**text - '0');
    }
    *result = value;
    return digits >= least && (**text < '0' || **text > '9');
}

bool value_int(const char *text, int64_t *result)
{
    bool negative = *text == '-';
    uint64_t size;

    text += negative;
    if (!take_digits(&text, 1, 19, &size) || *text != '\0' || size > INT64_MAX) {
        return false;
    }
    *result = negative ? -(int64_t)size : (int64_t)size;
    return true;
}

/* ".25", or nothing. */
static bool take_fraction(const char **text, int64_t *micro)
{
    const char *begin;
    uint64_t value;

    *micro = 0;
    if (**text != '.') {
        return true;
    }
    begin = ++*text;
    if (!take_digits(text, 1, 6, &value)) {
        return false;
    }
    for (long digits = *text - begin; digits < 6; digits++) {
        value *= 10;
    }
    *micro = (int64_t)value;
    return true;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. A year that begins in March has its leap
   day at the end. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static bool is_leap(uint64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool take_date(const char **text, int64_t *days)
{
    static const uint8_t lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    uint64_t year;
    uint64_t month;
    uint64_t day;

    if (!take_digits(text, 4, 4, &year) || *(*text)++ != '-' || !take_digits(text, 2, 2, &month) ||
        *(*text)++ != '-' || !take_digits(text, 2, 2, &day)) {
        return false;
    }
    if (year == 0 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1] ||
        (month == 2 && day == 29 && !is_leap(year))) {
        return false;
    }
    *days = days_of((int64_t)year, (int64_t)month, (int64_t)day);
    return true;
}

static bool take_clock(const char **text, int64_t *seconds)
{
    uint64_t part[3];

    for (int i = 0; i < 3; i++) {
        if (!take_digits(text, 2, 2, &part[i]) || (i < 2 && *(*text)++ != ':')) {
            return false;
        }
    }
    *seconds = (int64_t)(part[0] * 3600 + part[1] * 60 + part[2]);
    return part[0] < 24 && part[1] < 60 && part[2] < 60;
}

static bool read_calendar(const char *text, int64_t *result)
{
    int64_t days;
    int64_t seconds = 0;
    int64_t micro = 0;

    if (!take_date(&text, &days)) {
        return false;
    }
    if (*text != '\0' && (*text++ != 'T' || !take_clock(&text, &seconds) ||
                          !take_fraction(&text, &micro) || strcmp(text, "Z") != 0)) {
        return false;
    }
    *result = (days * DAY_S + seconds) * MICROSECONDS + micro;
    return true;
}

bool value_time(const char *text, int64_t *result)
{
    bool negative = *text == '-';
    const char *at = text + negative;
    uint64_t seconds;
    int64_t micro;

    if (strlen(text) >= 5 && text[4] == '-') {
        return read_calendar(text, result);
    }
    if (!take_digits(&at, 1, 12, &seconds) || !take_fraction(&at, &micro) || *at != '\0') {
        return false;
    }
    micro += (int64_t)seconds * MICROSECONDS;
    *result = negative ? -micro : micro;
    return true;
}

bool value_size(const char *text, uint64_t *result)
{
    static const char units[] = "KMG";
    const char *unit;
    uint64_t size;

    if (!take_digits(&text, 1, 18, &size)) {
        return false;
    }
    if (*text != '\0') {
        unit = strchr(units, *text);
        if (unit == NULL || text[1] != '\0') {
            return false;
        }
        for (const char *at = units; at <= unit; at++) {
            if (size > UINT64_MAX / 1024) {
                return false;
            }
            size *= 1024;
        }
    }
    *result = size;
    return true;
}

static int digit_of(char letter)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = letter == '\0' ? NULL : strchr(digits, letter);
    int digit = at == NULL ? -1 : (int)(at - digits);

    return digit < 16 ? digit : digit - 6;
}

bool value_hex(const char *text, uint8_t *bytes, size_t len, const char **end)
{
    for (size_t i = 0; i < len; i++) {
        int high = digit_of(text[2 * i]);
        int low = high < 0 ? -1 : digit_of(text[2 * i + 1]);
        if (low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    *end = text + 2 * len;
    return true;
}
