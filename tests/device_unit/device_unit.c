/* SPDX-License-Identifier: MIT */
/* Runs tests and prints what became of them. A failed one is left by longjmp(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "board.h"

static jmp_buf end_of_test;

int device_unit_run(const char *group, const struct CMUnitTest *tests, size_t count,
                    const void *setup, const void *teardown)
{
    static size_t failed; /* what changes after setjmp() is no local variable */
    static size_t i;

    if (setup != NULL || teardown != NULL) {
        puts("setup and teardown: not on a device");
        return 1;
    }
    failed = 0;
    printf("<testsuites><testsuite name=\"%s\" tests=\"%u\">\n", group, (unsigned)count);
    for (i = 0; i < count; i++) {
        void *state = NULL;
        printf("<testcase name=\"%s\">", tests[i].name);
        if (setjmp(end_of_test) == 0) {
            tests[i].function(&state);
        } else {
            failed++;
        }
        puts("</testcase>");
    }
    puts("</testsuite></testsuites>");
    printf("stack: %zu of %zu bytes\n", board_stack_peak(), (size_t)QUATRIX_STACK);
    return failed != 0;
}

void device_unit_fail(const char *file, int line, const char *format, ...)
{
    va_list args;

    printf("<failure><![CDATA[%s:%d: ", file, line);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    puts("]]></failure>");
    longjmp(end_of_test, 1);
}

void device_unit_true(bool holds, const char *what, const char *file, int line)
{
    if (!holds) {
        device_unit_fail(file, line, "%s", what);
    }
}

void device_unit_int_equal(uintmax_t a, uintmax_t b, const char *file, int line)
{
    if (a != b) {
        device_unit_fail(file, line, "%lld != %lld", (long long)a, (long long)b);
    }
}

void device_unit_string_equal(const char *a, const char *b, const char *file, int line)
{
    if (strcmp(a, b) != 0) {
        device_unit_fail(file, line, "\"%s\" != \"%s\"", a, b);
    }
}

void device_unit_memory_equal(const void *a, const void *b, size_t len, const char *file, int line)
{
    const unsigned char *x = a;
    const unsigned char *y = b;

    for (size_t i = 0; i < len; i++) {
        if (x[i] != y[i]) {
            device_unit_fail(file, line, "byte %u: %02x != %02x", (unsigned)i, x[i], y[i]);
        }
    }
}
