/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Calls that failed for want of network or server are tried again, after a pause. Without a policy
 * nothing is, but for a kept connection that has died while idle, which is dialled again once.
 */
#ifndef QUATRIX_RETRY_H
#define QUATRIX_RETRY_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How often, and after what pauses. Zero it for defaults, then set what you need. A pause is chosen at
 * random between the half and the whole of a length that doubles from attempt to attempt, so that
 * devices that failed together do not come back together.
 */
struct quatrix_retry {
    uint8_t attempts;           /**< In all, the first included; 0: 4. 1: nothing is tried again. */
    bool each;                  /**< quatrix_config.timeout_ms is for each attempt, pauses excluded;
                                     false: it is for the whole call, pauses included. */
    uint32_t first_ms;          /**< Length of the first pause, at most cap_ms; 0: 500. */
    uint32_t cap_ms;            /**< Longest length, at most 2^30; 0: 8000. */
    uint32_t retry_after_max_s; /**< A server that asks for a longer pause is not asked again, at
                                     most 2^20; 0: 60. */
};

#ifdef __cplusplus
}
#endif
#endif
