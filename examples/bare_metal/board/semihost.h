/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Arm semihosting, what is needed of it: QEMU and debuggers answer, a board alone faults. Here it
 * stands for hardware that the emulated board lacks: a random number generator and a calendar clock.
 */
#ifndef SEMIHOST_H
#define SEMIHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** End the emulator with this status. */
void semihost_exit(int status);

/** Seconds since 1970-01-01 UTC, by the host. */
uint32_t semihost_time(void);

/** Random bytes of the host's kernel; false if there are none. */
bool semihost_random(uint8_t *buf, size_t len);

#endif
