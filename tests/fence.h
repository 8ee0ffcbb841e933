/* SPDX-License-Identifier: MIT */
/*
 * A fence stands before and behind what the library writes to inside a larger struct. Where AddressSanitizer watches,
 * nobody crosses it, to read or to write; elsewhere it is only a gap.
 */
#ifndef FENCE_H
#define FENCE_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FENCE_IS_WATCHED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define FENCE_IS_WATCHED 1
#endif
#if defined(FENCE_IS_WATCHED)
#include <sanitizer/asan_interface.h>
#endif

struct fence {
    uint64_t posts[4]; /* as long as AddressSanitizer's own between variables */
};

/* Has to be opened before its memory is used for anything else. */
static inline void fence_set(const struct fence *fence, bool closed)
{
#if defined(FENCE_IS_WATCHED)
    if (closed) {
        __asan_poison_memory_region(fence, sizeof *fence);
    } else {
        __asan_unpoison_memory_region(fence, sizeof *fence);
    }
#else
    (void)fence;
    (void)closed;
#endif
}

#endif
