/* SPDX-License-Identifier: MIT */
/** @file The users of the devices. */
#ifndef USERS_H
#define USERS_H

#include "fleet.h"

/** Look through all users, one at a time, for those of the devices: GET /user. False: fleet->reason. */
bool users_look(struct fleet *fleet);

enum users_made { USERS_FAILED, USERS_CREATED, USERS_FOUND };

/**
 * Create the user of a device that has none. Whenever it is not certain what the server did, users_look()
 * says; an address is never asked for again before.
 *
 * @return USERS_CREATED, USERS_FOUND (somebody else was faster), or USERS_FAILED: fleet->reason
 */
enum users_made users_create(struct fleet *fleet, struct device *device);

#endif
