/* SPDX-License-Identifier: MIT */
/** @file A static arena for mbedTLS, which is the only part that allocates. */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>

/** Whether mbedTLS was built so that it can have one. If not, it uses the ordinary heap. */
bool arena_init(void);

size_t arena_size(void);

/** The smallest arena that would have been enough so far, block headers included. */
size_t arena_peak(void);

#endif
