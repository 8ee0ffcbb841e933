/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The board's sources of time and random bytes, for the port. Both come from the debugger, in place
 * of hardware that the board lacks; the store's settings can spoil them.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include <quatrix/port.h>

/** As in quatrix/port.h; ctx is not used. */
enum quatrix_clock sources_time(void *ctx, int64_t *seconds);
bool sources_random(void *ctx, uint8_t *buf, size_t len);

/** A decimal number; *text moves on behind it. */
uint32_t sources_number(const char **text);

#endif
