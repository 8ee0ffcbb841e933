/* SPDX-License-Identifier: MIT */
/** @file What the steps share. */
#ifndef FLEET_H
#define FLEET_H

#include "connection.h"
#include "credentials.h"
#include "devices.h"
#include "groups.h"
#include "journal.h"
#include "options.h"
#include "progress.h"
#include "reason.h"

struct fleet {
    struct options options;
    struct devices devices;
    struct groups groups;
    struct credentials credentials;
    struct journal journal;
    struct progress progress;
    struct reason reason; /**< Of the last thing that did not work. */
    bool stop;            /**< A device failed, and the others would too. */
    struct quatrix_client *client;
    bool looked;              /**< The last list of users came to its end. */
    unsigned long unreadable; /**< Users in the last list that could not be decoded. */
};

#endif
