/* SPDX-License-Identifier: MIT */
#include "users.h"

#include "index.h"

#include <quatrix/user.h>
#include <string.h>

enum { ORDINARY_USER = 3, EMAIL_TAKEN = 31 };

static void take(const struct quatrix_user *user)
{
    struct device *device = index_find(user->email);

    if (device != NULL && journal_id_fits(&user->id)) {
        device->user_id = user->id;
        device->disabled = strcmp(user->status.text, "D") == 0;
        device->administrator = user->super_admin;
    }
}

static enum quatrix_status look_once(struct fleet *fleet)
{
    struct quatrix_user user;
    enum quatrix_status status = quatrix_user_list(fleet->client, &user);
    unsigned long count = 0;

    fleet->unreadable = 0;
    if (status != QUATRIX_READY) {
        return status;
    }
    while ((status = quatrix_list_next_wait(fleet->client)) == QUATRIX_OK ||
           status == QUATRIX_SKIPPED) {
        progress_users(&fleet->progress, ++count);
        if (status == QUATRIX_OK) {
            take(&user);
        } else {
            fleet->unreadable++;
        }
    }
    return status;
}

/* A list that breaks off is not begun anew by the library. */
static bool worth_repeating(enum quatrix_status status)
{
    return status == QUATRIX_E_CUT || status == QUATRIX_E_NETWORK || status == QUATRIX_E_CLOSED ||
           status == QUATRIX_E_TIMEOUT;
}

bool users_look(struct fleet *fleet)
{
    for (unsigned attempt = 1;; attempt++) {
        enum quatrix_status status = look_once(fleet);
        fleet->looked = status == QUATRIX_END;
        if (fleet->looked) {
            return true;
        }
        if (!worth_repeating(status) || attempt == CONNECTION_ATTEMPTS ||
            quatrix_client_error(fleet->client)->phase != QUATRIX_PHASE_BODY) {
            return reason_call(&fleet->reason, fleet->client, "the list of users");
        }
        (void)connection_pause(fleet->client, attempt);
    }
}

static enum quatrix_status create(struct fleet *fleet, const struct device *device,
                                  struct quatrix_user *user)
{
    const char *groups[GROUPS_EACH];
    struct quatrix_user_create_request request = {
        .present = QUATRIX_BIT(QUATRIX_USER_CREATE_NAME) | QUATRIX_BIT(QUATRIX_USER_CREATE_EMAIL) |
                   QUATRIX_BIT(QUATRIX_USER_CREATE_USER_OPERATIONS) |
                   QUATRIX_BIT(QUATRIX_USER_CREATE_GROUPS),
        .name = device->name,
        .email = device->email,
        .user_operations = ORDINARY_USER,
        .groups = { .item = groups },
    };

    (void)groups_find(&fleet->groups, device->groups, groups, &request.groups.count); /* checked */
    if (device->has_quota) {
        request.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_QUOTA);
        request.quota = device->quota;
    }
    if (device->language[0] != 0) {
        request.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_LANGUAGE);
        request.language = device->language;
    }
    return quatrix_user_create(fleet->client, &request, user);
}

static enum users_made created(struct fleet *fleet, const struct device *device)
{
    struct journal_entry entry = { .kind = JOURNAL_CREATED, .user = device->user_id };

    (void)snprintf(entry.email, sizeof entry.email, "%s", device->email);
    if (!journal_append(&fleet->journal, &entry, NULL)) {
        (void)reason_stop(&fleet->reason, "%s", fleet->journal.why);
        return USERS_FAILED;
    }
    return USERS_CREATED;
}

/* Somebody has the address: who? */
static enum users_made look_who(struct fleet *fleet, const struct device *device)
{
    if (!users_look(fleet)) {
        return USERS_FAILED;
    }
    if (device->user_id.text[0] != 0) {
        return USERS_FOUND;
    }
    (void)reason_failed(&fleet->reason,
                        "the server says that the address is taken, but lists no user with it "
                        "(a contact, or one you may not manage?)");
    return USERS_FAILED;
}

static bool is_taken(const struct quatrix_client *client)
{
    const struct quatrix_error *error = quatrix_client_error(client);

    return error->status == QUATRIX_E_HTTP && error->server_code == EMAIL_TAKEN;
}

/* Whether the server acted is not known: does it list the user? USERS_FAILED, without a change of the
   reason: no. */
static enum users_made look_whether(struct fleet *fleet, const struct device *device)
{
    struct reason why = fleet->reason;

    if (!users_look(fleet)) {
        return USERS_FAILED;
    }
    fleet->reason = why;
    return device->user_id.text[0] != 0 ? created(fleet, device) : USERS_FAILED;
}

static enum users_made refused(struct fleet *fleet, const struct device *device, bool uncertain)
{
    enum users_made made = look_who(fleet, device);

    return made == USERS_FOUND && uncertain ? created(fleet, device) : made; /* it was us */
}

enum users_made users_create(struct fleet *fleet, struct device *device)
{
    bool uncertain = false;

    for (unsigned attempt = 1;; attempt++) {
        struct quatrix_user user;
        enum quatrix_status status = create(fleet, device, &user);

        if (status == QUATRIX_OK && journal_id_fits(&user.id)) {
            device->user_id = user.id;
            device->disabled = strcmp(user.status.text, "D") == 0;
            return created(fleet, device);
        }
        if (is_taken(fleet->client)) {
            return refused(fleet, device, uncertain);
        }
        (void)reason_call(&fleet->reason, fleet->client, "the user");
        if ((status != QUATRIX_E_RATE_LIMITED && !reason_uncertain(status)) ||
            !connection_pause(fleet->client, attempt)) {
            return USERS_FAILED;
        }
        if (status != QUATRIX_E_RATE_LIMITED) {
            uncertain = true;
            if (look_whether(fleet, device) == USERS_CREATED) {
                return USERS_CREATED;
            }
            if (!fleet->looked) {
                return USERS_FAILED;
            }
        }
        if (attempt == CONNECTION_ATTEMPTS) {
            return USERS_FAILED;
        }
        fleet->reason.stop = false;
    }
}
