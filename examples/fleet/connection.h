/* SPDX-License-Identifier: MIT */
/** @file The client: connected, authorized, patient. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "options.h"
#include "reason.h"

enum { CONNECTION_ATTEMPTS = 4 };

/** One in a program: its memory is static. */

/** Set up and log in. False: *reason; usage: it is the caller's settings that are wrong. */
struct quatrix_client *connection_open(const struct options *options, struct reason *reason,
                                       bool *usage);

/** Log out, forget every secret. */
void connection_close(void);

/** Sleep before another attempt (the first is 1): as long as the server asked for in its last answer, else
    longer each time. False: that would be too long. */
bool connection_pause(const struct quatrix_client *client, unsigned attempt);

#endif
