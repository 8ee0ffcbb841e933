/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include <errno.h>
#include <quatrix/api_key.h>
#include <string.h>
#include <strings.h>

enum { NO_SUCH_KEY = 404 };

/* Keys of a user. */
struct keys {
    size_t count;
    bool more; /* than fit */
    struct quatrix_id each[JOURNAL_KEYS];
};

static bool same(const struct quatrix_id *a, const struct quatrix_id *b)
{
    return strcmp(a->text, b->text) == 0;
}

bool keys_unfinished(const struct device *device)
{
    return device->issue_user.text[0] != 0 && same(&device->issue_user, &device->user_id);
}

bool keys_stored(const struct device *device)
{
    return device->stored_user.text[0] != 0 && same(&device->stored_user, &device->user_id);
}

/* ---- Journal */

static bool note(struct fleet *fleet, const struct device *device, struct journal_entry *entry,
                 enum journal_kind kind, int64_t *at)
{
    entry->kind = kind;
    entry->user = device->user_id;
    (void)snprintf(entry->email, sizeof entry->email, "%s", device->email);
    return journal_append(&fleet->journal, entry, at) ||
           reason_stop(&fleet->reason, "%s", fleet->journal.why);
}

static bool note_key(struct fleet *fleet, const struct device *device, enum journal_kind kind,
                     const struct quatrix_id *key)
{
    struct journal_entry entry = { .count = 1 };

    entry.key[0] = *key;
    return note(fleet, device, &entry, kind, NULL);
}

static bool note_stored(struct fleet *fleet, struct device *device, const struct quatrix_id *key)
{
    if (!note_key(fleet, device, JOURNAL_STORED, key)) {
        return false;
    }
    device->stored_user = device->user_id;
    device->stored_key = *key;
    memset(&device->issue_user, 0, sizeof device->issue_user);
    return true;
}

/* Certainly no key: those that come to the user later are none of ours. */
static bool note_refused(struct fleet *fleet, struct device *device)
{
    struct journal_entry entry = { .count = 0 };
    struct reason why = fleet->reason;

    if (!note(fleet, device, &entry, JOURNAL_REFUSED, NULL)) {
        return false;
    }
    memset(&device->issue_user, 0, sizeof device->issue_user);
    fleet->reason = why;
    return false;
}

/* ---- What the server has */

static bool is_among(const struct journal_entry *before, const struct quatrix_id *id)
{
    for (size_t i = 0; before != NULL && i < before->count; i++) {
        if (same(&before->key[i], id)) {
            return true;
        }
    }
    return false;
}

/* Those that were not there before, without the one to keep. */
static enum quatrix_status list_once(struct fleet *fleet, const struct device *device,
                                     const struct journal_entry *before,
                                     const struct quatrix_id *keep, struct keys *keys)
{
    struct quatrix_api_key key;
    enum quatrix_status status =
        quatrix_api_key_list_of_user(fleet->client, device->user_id.text, &key);

    memset(keys, 0, sizeof *keys);
    if (status != QUATRIX_READY) {
        return status;
    }
    while ((status = quatrix_list_next_wait(fleet->client)) == QUATRIX_OK ||
           status == QUATRIX_SKIPPED) {
        if (status == QUATRIX_SKIPPED || !journal_id_fits(&key.id) || keys->count == JOURNAL_KEYS) {
            keys->more = true;
        } else if (!is_among(before, &key.id) && (keep == NULL || !same(keep, &key.id))) {
            keys->each[keys->count++] = key.id;
        }
    }
    quatrix_wipe(&key, sizeof key); /* some servers show keys in lists */
    return status;
}

static bool list(struct fleet *fleet, const struct device *device,
                 const struct journal_entry *before, const struct quatrix_id *keep,
                 struct keys *keys)
{
    for (unsigned attempt = 1;; attempt++) {
        enum quatrix_status status = list_once(fleet, device, before, keep, keys);
        if (status == QUATRIX_END) {
            return true;
        }
        if (attempt == CONNECTION_ATTEMPTS || status > QUATRIX_E_RESOLVE ||
            status < QUATRIX_E_NETWORK ||
            quatrix_client_error(fleet->client)->phase != QUATRIX_PHASE_BODY) {
            return reason_call(&fleet->reason, fleet->client, "the keys of the user");
        }
        (void)connection_pause(fleet->client, attempt);
    }
}

/* Its answer may get lost; so the list tells afterwards whether it has worked. */
static bool delete_one(struct fleet *fleet, const struct device *device,
                       const struct quatrix_id *key)
{
    struct quatrix_id_reply reply;

    for (unsigned attempt = 1;; attempt++) {
        enum quatrix_status status = quatrix_api_key_delete(fleet->client, key->text, &reply);
        if (status == QUATRIX_OK) {
            fleet->progress.deleted++;
            return note_key(fleet, device, JOURNAL_DELETED, key);
        }
        if (quatrix_client_error(fleet->client)->http_status == NO_SUCH_KEY ||
            reason_uncertain(status)) {
            return true;
        }
        (void)reason_call(&fleet->reason, fleet->client, "deleting a lost key");
        if (status != QUATRIX_E_RATE_LIMITED || attempt == CONNECTION_ATTEMPTS ||
            !connection_pause(fleet->client, attempt)) {
            return false;
        }
        fleet->reason.stop = false;
    }
}

/* Delete keys that were neither there before nor are to be kept, until none is left. */
static bool sweep(struct fleet *fleet, const struct device *device,
                  const struct journal_entry *before, const struct quatrix_id *keep)
{
    struct keys keys;

    for (unsigned attempt = 1; attempt <= CONNECTION_ATTEMPTS; attempt++) {
        if (!list(fleet, device, before, keep, &keys)) {
            return false;
        }
        if (keys.count == 0 && !keys.more) {
            return true;
        }
        for (size_t i = 0; i < keys.count; i++) {
            if (!delete_one(fleet, device, &keys.each[i])) {
                return false;
            }
        }
        if (attempt > 1) {
            (void)connection_pause(fleet->client, attempt);
        }
    }
    return reason_failed(&fleet->reason, "a lost key of the user could not be deleted");
}

bool keys_count_lost(struct fleet *fleet, const struct device *device, unsigned long *count)
{
    struct journal_entry before;
    struct keys keys = { .count = 0 };

    if (keys_unfinished(device)) {
        if (!journal_read(&fleet->journal, device->issue_at, &before)) {
            return reason_stop(&fleet->reason, "%s", fleet->journal.why);
        }
        if (!list(fleet, device, &before, NULL, &keys)) {
            return false;
        }
    }
    *count = keys.count;
    return true;
}

/* ---- A new key */

/* Say in the journal what is there, but for a stored key that is to be replaced. */
static bool begin(struct fleet *fleet, struct device *device, struct journal_entry *before)
{
    struct keys keys;

    if (!list(fleet, device, NULL, keys_stored(device) ? &device->stored_key : NULL, &keys)) {
        return false;
    }
    if (keys.more) {
        return reason_failed(&fleet->reason,
                             "the user has too many keys, or one that is not understood");
    }
    memset(before, 0, sizeof *before);
    before->count = keys.count;
    memcpy(before->key, keys.each, sizeof before->key);
    if (!note(fleet, device, before, JOURNAL_ISSUE, &device->issue_at)) {
        return false;
    }
    device->issue_user = device->user_id;
    return true;
}

/* What was there before, now or when an earlier attempt began; whatever came since is deleted. */
static bool prepare(struct fleet *fleet, struct device *device, struct journal_entry *before,
                    bool *again)
{
    *again = keys_unfinished(device) || keys_stored(device);
    if (!keys_unfinished(device)) {
        if (!begin(fleet, device, before)) {
            return false;
        }
    } else if (!journal_read(&fleet->journal, device->issue_at, before)) {
        return reason_stop(&fleet->reason, "%s", fleet->journal.why);
    }
    return !*again || sweep(fleet, device, before, NULL);
}

static enum quatrix_status create(struct fleet *fleet, const struct device *device,
                                  struct quatrix_api_key *key)
{
    const struct quatrix_api_key_create_request request = {
        .present =
            QUATRIX_BIT(QUATRIX_API_KEY_CREATE_NAME) | QUATRIX_BIT(QUATRIX_API_KEY_CREATE_ROLE_ID),
        .name = "fleet",
        .role_id = device->user_id.text,
    };

    return quatrix_api_key_create(fleet->client, &request, key);
}

/* A file of lines takes it, and HTTP does. */
static bool is_usable(const char *key)
{
    for (const char *at = key; *at != 0; at++) {
        if (*at <= ' ' || *at > '~') {
            return false;
        }
    }
    return key[0] != 0;
}

/* A server that does not know role_id would issue a key of the administrator. */
static bool is_of(const struct quatrix_api_key *key, const struct device *device)
{
    return quatrix_has(key->present, QUATRIX_API_KEY_ROLE_ID)
               ? same(&key->role_id, &device->user_id)
               : strcasecmp(key->email, device->email) == 0;
}

/* On the disk, or gone. */
static bool keep(struct fleet *fleet, struct device *device, const struct journal_entry *before,
                 const struct quatrix_api_key *key, bool uncertain)
{
    const struct credentials_owner owner = { .user = device->user_id, .key = key->id };

    if (!is_of(key, device)) {
        (void)delete_one(fleet, device, &key->id);
        return reason_stop(&fleet->reason, "the server issued a key for another user");
    }
    if (!journal_id_fits(&key->id) || !is_usable(key->key)) {
        if (sweep(fleet, device, before, NULL)) {
            (void)reason_failed(&fleet->reason, "the server did not show the key");
        }
        return false;
    }
    if (!credentials_store(&fleet->credentials, device->email, &owner, key->key)) {
        int why = errno;
        (void)sweep(fleet, device, before, NULL);
        return reason_stop(&fleet->reason, "%s: %s", fleet->credentials.path, strerror(why));
    }
    fleet->progress.issued++;
    return (!uncertain || sweep(fleet, device, before, &key->id)) &&
           note_stored(fleet, device, &key->id);
}

/* uncertain: a key may come to light that an earlier attempt has left. */
static bool issue(struct fleet *fleet, struct device *device, const struct journal_entry *before,
                  struct quatrix_api_key *key, bool uncertain)
{
    for (unsigned attempt = 1;; attempt++) {
        enum quatrix_status status = create(fleet, device, key);
        struct reason why = { .stop = false };

        if (status == QUATRIX_OK) {
            return keep(fleet, device, before, key, uncertain);
        }
        (void)reason_call(&why, fleet->client, "the key");
        fleet->reason = why;
        if (!reason_uncertain(status) && status != QUATRIX_E_RATE_LIMITED) {
            return uncertain ? false : note_refused(fleet, device);
        }
        if (!connection_pause(fleet->client, attempt)) {
            return false;
        }
        if (status != QUATRIX_E_RATE_LIMITED) {
            uncertain = true;
            if (!sweep(fleet, device, before, NULL)) {
                return false;
            }
        }
        fleet->reason = why;
        if (attempt == CONNECTION_ATTEMPTS) {
            return false;
        }
        fleet->reason.stop = false;
    }
}

bool keys_issue(struct fleet *fleet, struct device *device)
{
    struct journal_entry before;
    struct quatrix_api_key key;
    bool again;
    bool fine;

    if (!prepare(fleet, device, &before, &again)) {
        return false;
    }
    if (!credentials_reserve(&fleet->credentials)) {
        return reason_stop(&fleet->reason, "%s: %s", fleet->credentials.path, strerror(errno));
    }
    fine = issue(fleet, device, &before, &key, again);
    quatrix_wipe(&key, sizeof key);
    credentials_release(&fleet->credentials);
    return fine;
}

bool keys_finish(struct fleet *fleet, struct device *device, const struct quatrix_id *key)
{
    struct journal_entry before;

    if (!keys_unfinished(device)) { /* the journal is a new one */
        return note_stored(fleet, device, key);
    }
    if (!journal_read(&fleet->journal, device->issue_at, &before)) {
        return reason_stop(&fleet->reason, "%s", fleet->journal.why);
    }
    return sweep(fleet, device, &before, key) && note_stored(fleet, device, key);
}
