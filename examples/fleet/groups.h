/* SPDX-License-Identifier: MIT */
/** @file The groups of the account, by name and by id. */
#ifndef GROUPS_H
#define GROUPS_H

#include "devices.h"
#include "reason.h"

enum { GROUPS_MAX = 1024, GROUPS_EACH = 16 };

struct groups {
    size_t count;
    struct group {
        struct quatrix_id id;
        char name[QUATRIX_NAME_MAX + 1]; /**< "": too long to be named. */
    } each[GROUPS_MAX];
};

/** Ask for them: GET /user/group. False: *reason. */
bool groups_load(struct groups *groups, struct quatrix_client *client, struct reason *reason);

/** The ids of what the CSV has between ";". NULL: *count of them are in ids; else what is wrong. */
const char *groups_find(const struct groups *groups, const char *text, const char *ids[GROUPS_EACH],
                        size_t *count);

/** False: some device names groups that are not there; all of them were said. */
bool groups_check(const struct groups *groups, const struct devices *devices);

#endif
