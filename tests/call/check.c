/* SPDX-License-Identifier: MIT */
/* Checks that say which case of a table they are about. */
#include "bench.h"

#include <stdio.h>
#include <string.h>

static char label[200];
static unsigned cases;

void bench_case(const char *format, ...)
{
    va_list args;

    cases++;
    va_start(args, format);
    (void)vsnprintf(label, sizeof label, format, args);
    va_end(args);
}

unsigned bench_cases(void)
{
    return cases;
}

static void fail_at(const char *file, int line)
{
    if (label[0] != 0) {
        print_error("case: %s\n", label);
    }
    _fail(file, line);
}

void bench_check(bool good, const char *text, const char *file, int line)
{
    if (!good) {
        print_error("not so: %s\n", text);
        fail_at(file, line);
    }
}

void bench_check_status(enum quatrix_status want, enum quatrix_status got, const char *file,
                        int line)
{
    if (want != got) {
        print_error("status: %s due, got %s\n", quatrix_status_name(want),
                    quatrix_status_name(got));
        fail_at(file, line);
    }
}

void bench_check_number(int64_t want, int64_t got, const char *what, const char *file, int line)
{
    if (want != got) {
        print_error("%s: %lld due, got %lld\n", what, (long long)want, (long long)got);
        fail_at(file, line);
    }
}

void bench_check_text(const char *want, const char *got, const char *file, int line)
{
    if (got == NULL || want == NULL || strcmp(want, got) != 0) {
        print_error("text: \"%s\" due, got \"%s\"\n", want == NULL ? "(null)" : want,
                    got == NULL ? "(null)" : got);
        fail_at(file, line);
    }
}

void bench_check_bytes(const void *want, size_t want_len, const void *got, size_t got_len,
                       const char *file, int line)
{
    if (want_len != got_len || memcmp(want, got, got_len) != 0) {
        print_error("bytes: these %zu are due:\n%.*s\ngot these %zu:\n%.*s\n", want_len,
                    (int)want_len, (const char *)want, got_len, (int)got_len, (const char *)got);
        fail_at(file, line);
    }
}
