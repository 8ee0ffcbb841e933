/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <mbedtls/ssl.h> /* the configuration, by a name that 2.28 and 3.6 share */

#ifdef MBEDTLS_MEMORY_BUFFER_ALLOC_C
#include <mbedtls/memory_buffer_alloc.h>

/* Enough for the CA bundle of a whole system, which takes about 1 MB. With the one anchor that a
   device needs it is the connection that counts: see what the program reports. */
static unsigned char arena[2 * 1024 * 1024];

bool arena_init(void)
{
    mbedtls_memory_buffer_alloc_init(arena, sizeof arena);
    return true;
}

size_t arena_size(void)
{
    return sizeof arena;
}

/* Blocks are taken from the beginning, and what was never used is still zero. */
size_t arena_peak(void)
{
    size_t used = sizeof arena;

    while (used > 0 && arena[used - 1] == 0) {
        used--;
    }
    return used;
}

#else

bool arena_init(void)
{
    return false;
}

size_t arena_size(void)
{
    return 0;
}

size_t arena_peak(void)
{
    return 0;
}

#endif
