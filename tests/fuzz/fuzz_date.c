/* SPDX-License-Identifier: MIT */
/*
 * Dates and Retry-After. A date that is read is within its range, and written anew in the form it had it
 * is the text that was read. What a client makes of Retry-After and Date is what the two say.
 *
 * Input: the value of Retry-After, and behind a line feed that of Date.
 */
#include "fuzz.h"

#include "call/bench.h"
#include "http/date.h"
#include "http/http.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- a date alone --- */

enum { FORMS = 3 };

/* The first second of 2106. */
#define AFTER_2105 UINT32_C(4291747200)

/* Seconds in one of the forms of RFC 9110, in lower case, without the name of the day. */
static void write_date(char *buf, size_t size, uint32_t seconds, int form)
{
    static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                          "jul", "aug", "sep", "oct", "nov", "dec" };
    time_t time = (time_t)seconds;
    const struct tm *t = gmtime(&time);

    FUZZ_CHECK(t != NULL);
    switch (form) {
    case 0:
        (void)snprintf(buf, size, ", %02d %s %04d %02d:%02d:%02d gmt", t->tm_mday,
                       months[t->tm_mon], t->tm_year + 1900, t->tm_hour, t->tm_min, t->tm_sec);
        break;
    case 1:
        (void)snprintf(buf, size, ", %02d-%s-%02d %02d:%02d:%02d gmt", t->tm_mday,
                       months[t->tm_mon], t->tm_year % 100, t->tm_hour, t->tm_min, t->tm_sec);
        break;
    default:
        (void)snprintf(buf, size, " %s %2d %02d:%02d:%02d %04d", months[t->tm_mon], t->tm_mday,
                       t->tm_hour, t->tm_min, t->tm_sec, t->tm_year + 1900);
        break;
    }
}

/* The text is this date in one of the forms, from behind the name of the day on. */
static bool is_date(const char *text, uint32_t seconds, bool zero_day)
{
    char written[80];

    for (int form = 0; form < FORMS; form++) {
        char *day;
        write_date(written, sizeof written, seconds, form);
        day = form == 2 ? strchr(written + 1, ' ') + 1 : NULL;
        if (zero_day && day != NULL && *day == ' ') {
            *day = '0';
        }
        if (strcmp(text, written) == 0) {
            return true;
        }
    }
    return false;
}

/* A second 60 is that after 59. */
static bool is_leap_second(const char *text, uint32_t seconds)
{
    char before[80];
    char *at;

    (void)snprintf(before, sizeof before, "%s", text);
    at = strstr(before, ":60");
    if (at == NULL || strchr(at + 1, ':') != NULL) {
        return false;
    }
    memcpy(at, ":59", 3);
    return is_date(before, seconds - 1, false) || is_date(before, seconds - 1, true);
}

static void check_date(const char *text)
{
    static const char days[] = "sun mon tue wed thu fri sat";
    char day[4] = "";
    uint32_t seconds = 123456789;
    const char *rest = text;

    if (!quatrix_http_date(text, &seconds)) {
        FUZZ_CHECK(seconds == 123456789);
        return;
    }
    FUZZ_CHECK(seconds <= AFTER_2105); /* the same second, if it is a leap second */
    memcpy(day, text, 3);
    FUZZ_CHECK(strlen(day) == 3 && strstr(days, day) != NULL);
    while (islower((unsigned char)*rest)) {
        rest++;
    }
    FUZZ_CHECK(is_date(rest, seconds, false) || is_date(rest, seconds, true) ||
               is_leap_second(rest, seconds));
}

/* Any second up to 2105 is read again, whatever its form. */
static void check_seconds(uint32_t seconds)
{
    char text[80] = "tue";
    uint32_t again;

    for (int form = 0; form < FORMS; form++) {
        write_date(text + 3, sizeof text - 3, seconds, form);
        if (form == 1) { /* of 1970 to 2069 alone */
            uint32_t last = UINT32_C(3155760000);
            FUZZ_CHECK(quatrix_http_date(text, &again));
            FUZZ_CHECK((again == seconds) == (seconds < last));
        } else {
            FUZZ_CHECK(quatrix_http_date(text, &again) && again == seconds);
        }
    }
}

/* --- a call that is told to come back later --- */

static bool fits_header(const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i < len; i++) {
        if (((uint8_t)text[i] < 0x20 && text[i] != '\t') || text[i] == 0x7F) {
            return false;
        }
    }
    return len <= QUATRIX_HEADER_MAX; /* with the white space around it */
}

/* As http.h hands it out. */
static void trim_and_lower(char *text)
{
    size_t from = strspn(text, " \t");
    size_t len = strlen(text) - from;

    memmove(text, text + from, len + 1);
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t')) {
        text[--len] = 0;
    }
    for (size_t i = 0; i < len; i++) {
        text[i] = (char)tolower((unsigned char)text[i]);
    }
}

/* Seconds to wait, by what the two headers say. */
static uint32_t due(char *after, char *date)
{
    uint32_t at;
    uint32_t now;
    uint64_t number = 0;
    size_t digits;

    trim_and_lower(after);
    trim_and_lower(date);
    digits = strspn(after, "0123456789");
    if (digits > 0 && after[digits] == 0) {
        for (size_t i = 0; i < digits; i++) {
            number = number * 10 + (uint64_t)(after[i] - '0');
            number = number > UINT32_MAX ? UINT64_C(1) << 40 : number;
        }
        return number > UINT32_MAX ? 0 : (uint32_t)number;
    }
    if (!quatrix_http_date(after, &at) || !quatrix_http_date(date, &now) || now == 0) {
        return 0; /* the clock is not known */
    }
    return at > now ? at - now : 0;
}

static void check_call(char *after, char *date)
{
    static const struct quatrix_retry once = { .attempts = 1 };
    static struct bench b;
    char reply[400];

    if (!fits_header(after) || !fits_header(date)) {
        return;
    }
    (void)snprintf(reply, sizeof reply,
                   "HTTP/1.1 429 Later\r\nRetry-After: %s\r\nDate: %s\r\nContent-Length: 0\r\n\r\n",
                   after, date);
    bench_open(&b, reply, 0);
    FUZZ_CHECK(quatrix_client_retry(&b.client, &once) == QUATRIX_OK);
    FUZZ_CHECK(quatrix_session_keepalive(&b.client) == QUATRIX_E_RATE_LIMITED);
    FUZZ_CHECK(quatrix_client_error(&b.client)->retry_after_s == due(after, date));
    bench_close(&b);
}

static void check_number(const char *text)
{
    uint64_t number;
    size_t digits = strspn(text, "0123456789");
    size_t zeros = strspn(text, "0");
    bool small = digits - zeros < 19 ||
                 (digits - zeros == 19 && memcmp(text + zeros, "9223372036854775807", 19) <= 0);

    FUZZ_CHECK(quatrix_http_number(text, &number) == (digits > 0 && text[digits] == 0 && small));
    if (digits > 0 && text[digits] == 0 && small) {
        FUZZ_CHECK(number == strtoull(text, NULL, 10));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    const uint8_t *feed = size > 0 ? memchr(data, '\n', size) : NULL;
    char *after;
    char *date;
    uint32_t seconds = 0;

    if (size > FUZZ_INPUT_MAX) {
        return 0;
    }
    for (size_t i = 0; i < size; i++) {
        seconds = (seconds ^ data[i]) * UINT32_C(16777619);
    }
    after = fuzz_text(&in, feed != NULL ? (size_t)(feed - data) : size);
    (void)fuzz_byte(&in);
    date = fuzz_text(&in, in.left);
    check_date(after);
    check_date(date);
    check_number(after);
    check_seconds(seconds % AFTER_2105);
    check_call(after, date);
    free(after);
    free(date);
    return 0;
}
