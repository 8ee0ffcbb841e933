/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A heap in memory of the caller, for mbedTLS, which is the only part that allocates. First fit, four
 * bytes a block (mbedTLS's own takes 32), wiped when freed. One for the whole program, since
 * mbedTLS's functions have no context.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Begin, with nothing allocated. size is rounded down to a multiple of 8. */
void arena_init(uint64_t *memory, size_t size);

/** Zeroed memory, aligned for any type; NULL when there is none, which is counted. */
void *arena_calloc(size_t count, size_t size);

void arena_free(void *block);

/** The end of what has ever been used. A smaller arena may do, at the price of fragmentation. */
size_t arena_peak(void);

/** Bytes in use, headers included. */
size_t arena_used(void);

/** Counts requests that were refused; for quatrix_tls_config. */
extern uint32_t arena_failures;

#endif
