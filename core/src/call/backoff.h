/* SPDX-License-Identifier: MIT */
/* How long to pause between attempts. */
#ifndef QUATRIX_CALL_BACKOFF_H
#define QUATRIX_CALL_BACKOFF_H

#include <quatrix/retry.h>

#define QUATRIX_BACKOFF_NONE UINT32_MAX

/**
 * The pause before the next attempt.
 *
 * @param retry          Within its limits; zeros are defaults.
 * @param failed         Attempts made so far, at least 1.
 * @param retry_after_s  What the server asked for; 0: nothing. The pause is never shorter.
 * @param t              For random bytes; without them the pause is as long as it may be.
 * @return Milliseconds, below 2^31, or QUATRIX_BACKOFF_NONE: do not try again.
 */
uint32_t quatrix_backoff_ms(const struct quatrix_retry *retry, unsigned failed,
                            uint32_t retry_after_s, struct quatrix_transport *t);

#endif
