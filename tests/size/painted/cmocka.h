/* SPDX-License-Identifier: MIT */
/* That of tests/device_unit/, and what more tests/call/ and tests/transfer/ use. */
#ifndef TESTS_SIZE_PAINTED_CMOCKA_H
#define TESTS_SIZE_PAINTED_CMOCKA_H

#include "../../device_unit/include/cmocka.h"

#define print_error                 printf
#define print_message               printf
#define _fail(file, line)           device_unit_fail(file, line, "failed")
#define cmocka_run_group_tests(...) cmocka_run_group_tests_name("painted", __VA_ARGS__)

int printf(const char *format, ...);

#endif
