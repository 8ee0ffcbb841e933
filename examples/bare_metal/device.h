/* SPDX-License-Identifier: MIT */
/** @file The parts of the device, put together: network, TLS, client, scenario. All memory is static. */
#ifndef DEVICE_H
#define DEVICE_H

#include "scenario.h"

/** Set everything up as the store says, with so many bytes of the arena (0: all of it). False: the
    console says why. */
bool device_start(size_t arena_size);

/** Provision the account. Can be called again, whatever came of it. With a server that can only be
    reached by TLS 1.2 alone (see enum quatrix_versions), it does that. */
bool device_run(void);

/** Close and wipe. */
void device_stop(void);

/** What the run took of arena, stack and handshakes, on the console. */
void device_report(void);

/** Write a line on the console. */
void device_print(const char *line);

#endif
