/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Names to addresses without blocking the caller. Internal to port/posix.
 */
#ifndef QUATRIX_POSIX_RESOLVER_H
#define QUATRIX_POSIX_RESOLVER_H

#include <quatrix/posix.h>

enum { QUATRIX_POSIX_NO_LOOKUP = -1 };

/** Once before anything else, repeatable. False: the system lacks a monotonic clock. */
bool quatrix_posix_resolver_init(void);

/**
 * Start a lookup or ask how it is getting on; address literals are answered at once.
 *
 * @param lookup     QUATRIX_POSIX_NO_LOOKUP at first; the lookup's number while it is pending.
 * @param host       Copied, may go away afterwards.
 * @param addresses  QUATRIX_POSIX_ADDRESSES of them, without a port; filled with QUATRIX_OK.
 * @return QUATRIX_PENDING, QUATRIX_OK with *count > 0, QUATRIX_E_RESOLVE, QUATRIX_E_NETWORK
 */
enum quatrix_status quatrix_posix_resolve(int *lookup, const char *host,
                                          struct quatrix_posix_address *addresses, uint8_t *count);

/** Sleep until quatrix_posix_resolve() should be called again, at most max_ms. */
void quatrix_posix_resolve_wait(int lookup, uint32_t max_ms);

/** Give up on a lookup; the thread behind it may go on for a while. Harmless when repeated. */
void quatrix_posix_resolve_cancel(int *lookup);

#endif
