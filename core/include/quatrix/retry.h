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
 * devices that failed together do not come back together. Without random bytes it is the whole.
 */
struct quatrix_retry {
    uint8_t attempts;           /**< In all, the first included; 0: 4. 1: nothing is tried again. */
    bool each;                  /**< quatrix_config.timeout_ms is for each attempt, pauses excluded;
                            false: it is for the whole call, pauses included. */
    uint32_t first_ms;          /**< Length of the first pause, at most 2^30; 0: 500. */
    uint32_t cap_ms;            /**< Longest length, at most 2^30; 0: 8000. */
    uint32_t retry_after_max_s; /**< Longest pause a server may ask for (Retry-After), at most 2^20;
                                     0: 60. One that asks for more is not asked again. */
};

/**
 * Try calls of this client again, from the next one on. A program that does not call this carries no
 * code for it.
 *
 * Tried again is what cannot do harm: calls that change nothing, after a failure of the network
 * (QUATRIX_E_RESOLVE, _CONNECT, _TIMEOUT, _CLOSED, _CUT, _NETWORK) or the HTTP status 429, 500, 502,
 * 503, 504 or 509; any call, if the network failed before a byte of its request had left; neither
 * once a reply has begun that is pulled (QUATRIX_READY). A login that is refused with 429 only if the
 * server says how long to wait. TLS failures and all others end the call at once, as does a pause that
 * would last beyond the deadline or that a server wants longer than the policy allows:
 * quatrix_error.retry_after_s then says when it makes sense to come back.
 *
 * While it pauses, a call is pending as ever: quatrix_step() does not block, quatrix_wait() lets the
 * port sleep, quatrix_cancel() ends it (phase QUATRIX_PHASE_PAUSE). quatrix_error.retries counts;
 * with a policy retry_after_s is filled from a date as well, if the server sends its own time or the
 * port's clock is trusted.
 *
 * The request stays in the work buffer until the call ends, also what is secret in it, and the reply
 * has what is left of it. A request that leaves less than 128 bytes is not kept, nor is one whose
 * reply needs the room for a single value: the call is then not tried again once it has been sent.
 *
 * @param client  Idle.
 * @param retry   Not copied: must stay valid while it is in use. NULL: no policy any more.
 * @return QUATRIX_OK, QUATRIX_E_BUSY, or QUATRIX_E_ARGUMENT for a value out of range or a client
 *         that is not initialized
 */
enum quatrix_status quatrix_client_retry(struct quatrix_client *client,
                                         const struct quatrix_retry *retry);

#ifdef __cplusplus
}
#endif
#endif
