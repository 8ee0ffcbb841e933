/* SPDX-License-Identifier: MIT */
/*
 * Blocks lie one behind the other, from the beginning to the end of the arena. Each begins with its
 * size, a multiple of 8, whose lowest bit says that it is in use. The first header lies 4 bytes off,
 * so that what follows each header is a multiple of 8. Free neighbours are joined by whoever passes.
 */
#include "arena.h"

#include <string.h>

enum { ALIGN = 8, HEADER = sizeof(uint32_t), USED = 1 };

static uint8_t *first;    /* header */
static uint8_t *end;      /* where another header would be */
static uint8_t *low_free; /* no free block lies before this one */
static uint8_t *peak;
uint32_t arena_failures;

static uint32_t *header(uint8_t *block)
{
    return (uint32_t *)(void *)block;
}

void arena_init(uint64_t *memory, size_t size)
{
    size_t usable = size > 2 * ALIGN ? (size - ALIGN) / ALIGN * ALIGN : 0;

    first = (uint8_t *)memory + ALIGN - HEADER;
    end = first + usable;
    low_free = first;
    peak = first;
    arena_failures = 0;
    if (usable > 0) {
        *header(first) = (uint32_t)usable;
    }
}

/* Join a free block with the free ones behind it. */
static void join(uint8_t *block)
{
    uint8_t *next = block + *header(block);

    while (next < end && (*header(next) & USED) == 0) {
        *header(block) += *header(next);
        next = block + *header(block);
    }
}

static uint8_t *find(uint32_t size)
{
    uint8_t *block = low_free;
    bool passed_free = false;

    while (block < end) {
        if ((*header(block) & USED) == 0) {
            join(block);
            low_free = passed_free ? low_free : block;
            passed_free = true;
            if (*header(block) >= size) {
                return block;
            }
        }
        block += *header(block) & ~(uint32_t)USED;
    }
    return NULL;
}

void *arena_calloc(size_t count, size_t size)
{
    size_t bytes = count * size;
    uint8_t *block = NULL;
    uint32_t rest;

    if (bytes > 0 && bytes / size == count && bytes < INT32_MAX) {
        bytes = (bytes + HEADER + ALIGN - 1) / ALIGN * ALIGN;
        block = find((uint32_t)bytes);
    }
    if (block == NULL) {
        arena_failures++;
        return NULL;
    }
    rest = *header(block) - (uint32_t)bytes;
    if (rest > 0) {
        *header(block + bytes) = rest;
    }
    *header(block) = (uint32_t)bytes | USED;
    peak = block + bytes > peak ? block + bytes : peak;
    return memset(block + HEADER, 0, bytes - HEADER);
}

void arena_free(void *memory)
{
    uint8_t *block = (uint8_t *)memory - HEADER;

    if (memory == NULL) {
        return;
    }
    *header(block) &= ~(uint32_t)USED;
    memset(memory, 0, *header(block) - HEADER);
    low_free = block < low_free ? block : low_free;
}

size_t arena_peak(void)
{
    return (size_t)(peak - first) + ALIGN;
}

size_t arena_used(void)
{
    size_t used = ALIGN;

    for (uint8_t *block = first; block < end; block += *header(block) & ~(uint32_t)USED) {
        used += (*header(block) & USED) != 0 ? *header(block) - USED : 0;
    }
    return used;
}
