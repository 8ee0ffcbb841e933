/* SPDX-License-Identifier: MIT */
/** @file The parts of the device, put together: network, TLS, client, scenario. All memory is static. */
#ifndef DEVICE_H
#define DEVICE_H

#include "scenario.h"
#include <quatrix/tls.h>

/** Zero: as a device is run. */
struct device_options {
    size_t arena_size;   /**< Bytes of the arena to use; 0: all of it. */
    uint32_t timeout_ms; /**< Of a call; 0: the library's. */
    bool no_resumption;
    enum quatrix_versions versions;
};

/** Set everything up as the store says. False: the console says why. */
bool device_start(const struct device_options *options); /* options must stay */

/** Provision the account. Can be called again, whatever came of it. With a server that can only be
    reached by TLS 1.2 alone (see enum quatrix_versions), it does that. */
bool device_run(void);

/** Close and wipe. */
void device_stop(void);

/** What the runs took of arena, stack and handshakes, on the console. */
void device_report(void);

/** For tests that want more than a run. */
struct quatrix_client *device_client(void);
struct quatrix_tls *device_tls(void);
struct scenario *device_scenario(void);
size_t device_arena_size(void);

/** Write a line on the console. */
void device_print(const char *line);

#endif
