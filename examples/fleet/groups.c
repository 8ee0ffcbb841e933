/* SPDX-License-Identifier: MIT */
#include "groups.h"

#include "connection.h"

#include <quatrix/user.h>
#include <string.h>

static enum quatrix_status load_once(struct groups *groups, struct quatrix_client *client)
{
    struct quatrix_short_group group;
    enum quatrix_status status = quatrix_user_group(client, &group);

    groups->count = 0;
    if (status != QUATRIX_READY) {
        return status;
    }
    while ((status = quatrix_list_next_wait(client)) == QUATRIX_OK || status == QUATRIX_SKIPPED) {
        struct group *kept = &groups->each[groups->count];
        if (status == QUATRIX_SKIPPED || groups->count == GROUPS_MAX) {
            continue; /* a device that needs it will say so */
        }
        kept->id = group.id;
        kept->name[0] = 0;
        if (!quatrix_has(group.truncated, QUATRIX_SHORT_GROUP_NAME)) {
            memcpy(kept->name, group.name, sizeof kept->name);
        }
        groups->count += group.id.text[0] != 0 ? 1U : 0U;
    }
    return status;
}

bool groups_load(struct groups *groups, struct quatrix_client *client, struct reason *reason)
{
    for (unsigned attempt = 1;; attempt++) {
        enum quatrix_status status = load_once(groups, client);
        if (status == QUATRIX_END) {
            return true;
        }
        if (status != QUATRIX_E_CUT || attempt == CONNECTION_ATTEMPTS) {
            return reason_call(reason, client, "the groups");
        }
        (void)connection_pause(client, attempt);
    }
}

static bool is(const char *text, size_t len, const char *other)
{
    return strlen(other) == len && memcmp(text, other, len) == 0;
}

static const char *find_one(const struct groups *groups, const char *text, size_t len,
                            const char **id)
{
    unsigned named = 0;

    for (size_t i = 0; i < groups->count; i++) {
        const struct group *group = &groups->each[i];
        if (is(text, len, group->id.text)) {
            *id = group->id.text;
            return NULL;
        }
        if (is(text, len, group->name)) {
            *id = group->id.text;
            named++;
        }
    }
    return named == 1   ? NULL
           : named == 0 ? "no such group"
                        : "several groups have that name: use its id";
}

const char *groups_find(const struct groups *groups, const char *text, const char *ids[GROUPS_EACH],
                        size_t *count)
{
    const char *why = NULL;

    *count = 0;
    while (why == NULL && *(text += strspn(text, " ;")) != 0) {
        size_t whole = strcspn(text, ";");
        size_t len = whole;
        while (text[len - 1] == ' ') {
            len--;
        }
        why = *count == GROUPS_EACH ? "more than 16 groups"
                                    : find_one(groups, text, len, &ids[*count]);
        *count += 1;
        text += whole;
    }
    return why;
}

bool groups_check(const struct groups *groups, const struct devices *devices)
{
    const char *ids[GROUPS_EACH];
    size_t count;
    bool fine = true;

    for (size_t i = 0; i < devices->count; i++) {
        const char *why = groups_find(groups, devices->each[i].groups, ids, &count);
        if (why != NULL) {
            devices_complain(devices, devices->each[i].line, DEVICES_GROUPS, why);
            fine = false;
        }
    }
    return fine;
}
