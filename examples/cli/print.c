/* SPDX-License-Identifier: MIT */
/* Whole numbers throughout: a double holds no microseconds of today. */
#include "print.h"
#include "escape.h"
#include <inttypes.h>
#include <string.h>
#include <time.h>

#define MICROSECONDS 1000000

void print_text(FILE *file, const char *text)
{
    escape_text(file, text, strlen(text), ESCAPE_LINE);
}

void print_json_text(FILE *file, const char *text)
{
    (void)fputc('"', file);
    escape_text(file, text, strlen(text), ESCAPE_JSON);
    (void)fputc('"', file);
}

void print_json_value(FILE *file, const char *text)
{
    escape_text(file, text[0] != '\0' ? text : "null", text[0] != '\0' ? strlen(text) : 4,
                ESCAPE_VALUE);
}

static void print_seconds(FILE *file, int64_t time)
{
    uint64_t size = time < 0 ? UINT64_C(0) - (uint64_t)time : (uint64_t)time;

    (void)fprintf(file, "%s%" PRIu64 ".%06u", time < 0 ? "-" : "", size / MICROSECONDS,
                  (unsigned)(size % MICROSECONDS));
}

static void print_time(FILE *file, int64_t time)
{
    int64_t seconds = time / MICROSECONDS;
    int64_t micro = time % MICROSECONDS;
    time_t when;
    struct tm parts;

    if (micro < 0) {
        micro += MICROSECONDS;
        seconds--;
    }
    when = (time_t)seconds;
    if (gmtime_r(&when, &parts) == NULL || parts.tm_year < -1900 || parts.tm_year > 8099) {
        print_seconds(file, time);
        return;
    }
    (void)fprintf(file, "%04d-%02d-%02dT%02d:%02d:%02d", parts.tm_year + 1900, parts.tm_mon + 1,
                  parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    if (micro != 0) {
        (void)fprintf(file, ".%06d", (int)micro);
    }
    (void)fputc('Z', file);
}

void print_number(FILE *file, enum cli_kind kind, const void *value)
{
    int64_t number;

    if (kind == CLI_BOOL) {
        (void)fputs(*(const bool *)value ? "true" : "false", file);
        return;
    }
    memcpy(&number, value, sizeof number);
    if (kind == CLI_TIME) {
        print_time(file, number);
    } else {
        (void)fprintf(file, "%" PRId64, number);
    }
}

void print_json_time(FILE *file, const void *value)
{
    int64_t number;

    memcpy(&number, value, sizeof number);
    print_seconds(file, number);
}
