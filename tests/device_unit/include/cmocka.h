/* SPDX-License-Identifier: MIT */
/*
 * The part of cmocka's interface that tests/unit/ uses, for a device: no signals, no files, no
 * clock. Results go to standard output in the XML that cmocka writes, so they are counted alike.
 */
#ifndef TESTS_DEVICE_UNIT_CMOCKA_H
#define TESTS_DEVICE_UNIT_CMOCKA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct CMUnitTest {
    const char *name;
    void (*function)(void **state);
};

#define cmocka_unit_test(function)                                                                 \
    {                                                                                              \
#function, function                                                                        \
    }

/* Without setup and teardown: NULL in both places. */
#define cmocka_run_group_tests_name(name, tests, setup, teardown)                                  \
    device_unit_run(name, tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)

#define assert_true(holds)  device_unit_true((holds) != 0, #holds, __FILE__, __LINE__)
#define assert_false(holds) device_unit_true((holds) == 0, "!(" #holds ")", __FILE__, __LINE__)
#define assert_non_null(p)  device_unit_true((p) != NULL, #p " != NULL", __FILE__, __LINE__)
#define assert_null(p)      device_unit_true((p) == NULL, #p " == NULL", __FILE__, __LINE__)
#define assert_int_equal(a, b)                                                                     \
    device_unit_int_equal((uintmax_t)(a), (uintmax_t)(b), __FILE__, __LINE__)
#define assert_string_equal(a, b)      device_unit_string_equal(a, b, __FILE__, __LINE__)
#define assert_memory_equal(a, b, len) device_unit_memory_equal(a, b, len, __FILE__, __LINE__)
#define fail_msg(...)                                                                              \
    do {                                                                                           \
        device_unit_fail(__FILE__, __LINE__, __VA_ARGS__);                                         \
    } while (0)

/* How many tests failed. */
int device_unit_run(const char *group, const struct CMUnitTest *tests, size_t count,
                    const void *setup, const void *teardown);

__attribute__((noreturn, format(printf, 3, 4))) void device_unit_fail(const char *file, int line,
                                                                      const char *format, ...);
void device_unit_true(bool holds, const char *what, const char *file, int line);
void device_unit_int_equal(uintmax_t a, uintmax_t b, const char *file, int line);
void device_unit_string_equal(const char *a, const char *b, const char *file, int line);
void device_unit_memory_equal(const void *a, const void *b, size_t len, const char *file, int line);

#endif
