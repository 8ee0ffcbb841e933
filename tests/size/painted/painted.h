/* SPDX-License-Identifier: MIT */
/*
 * A stack for core alone. painted.py builds the tests such that they call core through painted_enter(), and hand
 * leave_NAME() to it for each callback NAME that is listed there.
 */
#ifndef PAINTED_H
#define PAINTED_H

#include <quatrix/quatrix.h>

/* Paint it, and how much of the paint is gone: bytes of the deepest path since then. */
void painted_begin(void);
size_t painted_peak(void);

/* What the tests call in place of quatrix_client_init_sized(): the transport's functions leave the stack. */
enum quatrix_status painted_client_init_sized(struct quatrix_client *client, size_t client_size,
                                              uint32_t config_id,
                                              const struct quatrix_config *config);

/* Print "stack NAME BYTES" for all that they run. */
void painted_calls(void);
void painted_transfers(void);
extern int painted_failed; /* groups of tests */

static inline size_t painted_larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

#endif
