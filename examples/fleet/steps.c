/* SPDX-License-Identifier: MIT */
#include "steps.h"

#include "keys.h"
#include "users.h"

#include <string.h>

/* What to do with a device whose user is there. */
enum plan {
    PLAN_ISSUE,
    PLAN_FINISH, /* the file is there, the journal lacks its end */
    PLAN_SKIP,
    PLAN_SKIP_GONE, /* the file has been moved away */
    PLAN_FAIL
};

static enum plan plan_for(struct fleet *fleet, const struct device *device,
                          struct credentials_owner *owner)
{
    enum credentials_found found = credentials_find(&fleet->credentials, device->email, owner);

    if (device->administrator) {
        (void)reason_failed(&fleet->reason, "the user is an administrator: no key is issued");
        return PLAN_FAIL;
    }
    if (device->disabled) {
        (void)reason_failed(&fleet->reason, "the user is disabled");
        return PLAN_FAIL;
    }
    if (found == CREDENTIALS_BAD) {
        (void)reason_failed(&fleet->reason, "its file in %s is not understood: move it away",
                            fleet->credentials.path);
        return PLAN_FAIL;
    }
    /* A user who was deleted and made anew has another id, and none of the keys. */
    if (found == CREDENTIALS_THERE && strcmp(owner->user.text, device->user_id.text) == 0) {
        return keys_unfinished(device) || !keys_stored(device) ? PLAN_FINISH : PLAN_SKIP;
    }
    if (keys_unfinished(device) || !keys_stored(device) || fleet->options.reissue) {
        return PLAN_ISSUE;
    }
    return PLAN_SKIP_GONE;
}

static void failed(struct fleet *fleet, const struct device *device)
{
    fleet->stop = fleet->reason.stop;
    progress_failed(&fleet->progress, device, fleet->reason.text);
}

static void skipped(struct fleet *fleet, const struct device *device, const char *what)
{
    fleet->progress.skipped++;
    progress_did(&fleet->progress, device, what);
}

static void would_issue(struct fleet *fleet, const struct device *device)
{
    char what[80] = "would issue a key";
    unsigned long lost;

    if (!keys_count_lost(fleet, device, &lost)) {
        failed(fleet, device);
        return;
    }
    if (lost > 0) {
        (void)snprintf(what, sizeof what, "would delete lost keys (%lu) and issue another", lost);
    }
    fleet->progress.deleted += lost;
    fleet->progress.found++;
    fleet->progress.issued++;
    progress_did(&fleet->progress, device, what);
}

static void would_create(struct fleet *fleet, const struct device *device)
{
    fleet->progress.created++;
    fleet->progress.issued++;
    progress_did(&fleet->progress, device, "would create the user and issue a key");
}

static void issue(struct fleet *fleet, struct device *device, enum users_made made)
{
    fleet->progress.found += made == USERS_FOUND ? 1U : 0U;
    if (!keys_issue(fleet, device)) {
        failed(fleet, device);
        return;
    }
    progress_did(&fleet->progress, device,
                 made == USERS_CREATED ? "user created, key issued" : "user found, key issued");
}

static void finish(struct fleet *fleet, struct device *device, const struct quatrix_id *key)
{
    if (fleet->options.dry_run || keys_finish(fleet, device, key)) {
        skipped(fleet, device, "done before");
    } else {
        failed(fleet, device);
    }
}

/* The user is there. */
static void follow_plan(struct fleet *fleet, struct device *device, enum users_made made)
{
    struct credentials_owner owner;

    switch (plan_for(fleet, device, &owner)) {
    case PLAN_ISSUE:
        if (fleet->options.dry_run) {
            would_issue(fleet, device);
        } else {
            issue(fleet, device, made);
        }
        break;
    case PLAN_FINISH:
        finish(fleet, device, &owner.key);
        break;
    case PLAN_SKIP:
        skipped(fleet, device, "done before");
        break;
    case PLAN_SKIP_GONE:
        skipped(fleet, device, "done before, its file is not there any more");
        break;
    case PLAN_FAIL:
        failed(fleet, device);
        break;
    }
}

bool steps_device(struct fleet *fleet, struct device *device)
{
    enum users_made made = USERS_FOUND;

    memset(&fleet->reason, 0, sizeof fleet->reason);
    progress_device(&fleet->progress, device);
    if (device->user_id.text[0] == 0) {
        if (fleet->options.dry_run) {
            would_create(fleet, device);
            return true;
        }
        made = users_create(fleet, device);
        if (made == USERS_FAILED) {
            failed(fleet, device);
            return !fleet->stop;
        }
        fleet->progress.created += made == USERS_CREATED ? 1U : 0U;
    }
    follow_plan(fleet, device, made);
    return !fleet->stop;
}
