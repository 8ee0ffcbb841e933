/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What of the board MPS2 with image AN385 (Cortex-M3 at 25 MHz) programs use: two serial lines,
 * time, sleep, and the stack's high water. Ready when main() begins.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum board_line { BOARD_CONSOLE = 0, BOARD_OPERATOR = 1 };

/** Send text as it is. Waits for room. */
void board_write(enum board_line line, const char *text);

/** Send bytes. Waits for room. */
void board_write_bytes(enum board_line line, const uint8_t *bytes, size_t len);

/** The next byte received, or -1 when there is none. One byte is kept by the hardware. */
int board_read(enum board_line line);

/** Milliseconds since the start; wraps at 2^32. */
uint32_t board_ms(void);

/** Cycles of the 25 MHz clock; wraps after 171 s. With QEMU's -icount shift=0 a cycle is 40
    instructions. */
uint32_t board_cycles(void);

/** Cycles spent in board_sleep() so far; wraps likewise. */
uint32_t board_sleep_cycles(void);

/** Sleep until the next millisecond, or until a frame has arrived. */
void board_sleep(void);

/** Most bytes of stack used so far: the stack was painted before main(). */
size_t board_stack_peak(void);
size_t board_stack_size(void);

/** End the program with an exit status, through the debugger; without one, stop. */
__attribute__((noreturn)) void board_exit(int status);

#endif
