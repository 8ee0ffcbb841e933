/* SPDX-License-Identifier: MIT */
/* The least a board must do for a test program. It calls main(). */
#ifndef TESTS_DEVICE_UNIT_BOARD_H
#define TESTS_DEVICE_UNIT_BOARD_H

void board_putchar(char c);

/* QEMU ends, with status 0 or 1. */
__attribute__((noreturn)) void board_exit(int status);

#endif
