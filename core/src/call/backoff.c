/* SPDX-License-Identifier: MIT */
#include "call/backoff.h"

#include <string.h>

#define ATTEMPTS          4
#define FIRST_MS          500
#define CAP_MS            8000
#define RETRY_AFTER_MAX_S 60

static uint32_t or_default(uint32_t value, uint32_t otherwise)
{
    return value == 0 ? otherwise : value;
}

/* Doubled with each attempt that failed, up to the cap. */
static uint32_t length_ms(const struct quatrix_retry *retry, unsigned failed)
{
    uint32_t cap = or_default(retry->cap_ms, CAP_MS);
    uint32_t length = or_default(retry->first_ms, FIRST_MS);

    while (failed > 1 && length < cap) {
        length *= 2;
        failed--;
    }
    return length < cap ? length : cap;
}

/* 0 to most. */
static uint32_t any(struct quatrix_transport *t, uint32_t most)
{
    uint8_t bytes[4];
    uint32_t number;

    if (!t->ops->entropy(t, bytes, sizeof bytes)) {
        return most;
    }
    memcpy(&number, bytes, sizeof number);
    return (uint32_t)(((uint64_t)number * (most + UINT64_C(1))) >> 32);
}

uint32_t quatrix_backoff_ms(const struct quatrix_retry *retry, unsigned failed,
                            uint32_t retry_after_s, struct quatrix_transport *t)
{
    uint32_t length = length_ms(retry, failed);
    uint32_t least = length / 2;

    if (failed >= or_default(retry->attempts, ATTEMPTS) ||
        retry_after_s > or_default(retry->retry_after_max_s, RETRY_AFTER_MAX_S)) {
        return QUATRIX_BACKOFF_NONE;
    }
    if (retry_after_s * 1000 > least) {
        least = retry_after_s * 1000;
    }
    return least + any(t, length - length / 2);
}
