/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Keys that are issued once. Before a key is asked for, the journal says which ones its user has; until it
 * says that the new one is stored, every other key of that user is one that got lost, and is deleted.
 */
#ifndef KEYS_H
#define KEYS_H

#include "fleet.h"

/** Issue a key for the device's user and store it; lost ones, and one that the journal says was stored, are
    deleted. False: fleet->reason. */
bool keys_issue(struct fleet *fleet, struct device *device);

/** The file of the device was written, but the journal does not say so yet: what was left to do. */
bool keys_finish(struct fleet *fleet, struct device *device, const struct quatrix_id *key);

/** Does the journal say that a key of the device's user may have got lost? */
bool keys_unfinished(const struct device *device);

/** Does it say that one was stored? */
bool keys_stored(const struct device *device);

/** Count the keys that keys_issue() would delete. */
bool keys_count_lost(struct fleet *fleet, const struct device *device, unsigned long *count);

#endif
