/* SPDX-License-Identifier: MIT */
/*
 * A heap, for the tests alone: they put what they pass into blocks of its exact size. It is the
 * board's PSRAM, which programs do not use otherwise.
 */
#include <stddef.h>
#include <stdint.h>

#define PSRAM      UINT32_C(0x21000000)
#define PSRAM_SIZE UINT32_C(0x01000000)

void *_sbrk(ptrdiff_t more);

void *_sbrk(ptrdiff_t more)
{
    static uint32_t used;
    uint32_t block = PSRAM + used;

    if (more > (ptrdiff_t)(PSRAM_SIZE - used)) {
        return (void *)-1;
    }
    used += (uint32_t)more;
    return (void *)block;
}
