/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The store of the host program: a folder with one file per item, for its owner alone.
 *
 * A device keeps the same in flash. What matters is the promise of scenario_hooks.save: a file is
 * written beside the old one, brought to the disk, and then takes its place.
 */
#ifndef HOST_STORE_H
#define HOST_STORE_H

#include "scenario.h"

struct host_store {
    const char *path;
    int folder; /**< Descriptor, or -1. */
};

/** Open the folder, making it when missing. False: standard error says why. */
bool host_store_open(struct host_store *store, const char *path);

void host_store_close(struct host_store *store);

/** As scenario_hooks.load and save. */
bool host_store_load(struct host_store *store, enum scenario_item item, char *text, size_t size);
bool host_store_save(struct host_store *store, enum scenario_item item, const char *text);

/** Take over what the environment brings; see the usage of the program. Passwords are removed from
    the environment. False: standard error says why. */
bool host_store_seed(struct host_store *store);

/** Name of an item's file in the folder. */
const char *host_store_file(enum scenario_item item);

/** The first line of a file, as load. ENOENT, EFBIG and so on in errno after false. */
bool host_read_line(int folder, const char *path, char *text, size_t size);

#endif
