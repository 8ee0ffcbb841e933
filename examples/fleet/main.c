/* SPDX-License-Identifier: MIT */
/* Users and API keys for a fleet of devices. Killed at any moment it leaves nothing that the next run would
 * not put right. All memory is static; what is not used of it is never touched. */
#include "fleet.h"
#include "index.h"
#include "steps.h"
#include "users.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

enum { ALL = 0, SOME = 1, USAGE = 2, AGAIN = 3 };

static struct fleet fleet;

/* What earlier runs did. Devices that are not in the CSV any more are none of ours. */
static void remember(void *ctx, const struct journal_entry *entry, int64_t at)
{
    struct device *device = index_find(entry->email);

    (void)ctx;
    if (device == NULL) {
        return;
    }
    switch (entry->kind) {
    case JOURNAL_ISSUE:
        device->issue_user = entry->user;
        device->issue_at = at;
        break;
    case JOURNAL_STORED:
        device->stored_user = entry->user;
        device->stored_key = entry->key[0];
        memset(&device->issue_user, 0, sizeof device->issue_user);
        break;
    case JOURNAL_REFUSED:
        memset(&device->issue_user, 0, sizeof device->issue_user);
        break;
    default:
        break;
    }
}

static bool open_folder(void)
{
    static char server[300];
    struct credentials *credentials = &fleet.credentials;

    credentials->path = fleet.options.out;
    credentials->host = fleet.options.host;
    credentials->port = fleet.options.port;
    if (!credentials_open(credentials, fleet.options.dry_run)) {
        say("%s: %s", fleet.options.out,
            errno == EPERM ? "others can look into it: chmod 700 it" : strerror(errno));
        return false;
    }
    (void)snprintf(server, sizeof server, "%.253s:%u", fleet.options.host, fleet.options.port);
    if (!journal_open(&fleet.journal, credentials->folder, server, fleet.options.dry_run, remember,
                      NULL)) {
        say("%s/%s", fleet.options.out, fleet.journal.why);
        return false;
    }
    return true;
}

static int stopped(void)
{
    say("%s", fleet.reason.text);
    return fleet.reason.stop ? AGAIN : SOME;
}

static int work_off(void)
{
    struct devices *devices = &fleet.devices;
    bool go_on = true;

    if (devices->with_groups) {
        if (!groups_load(&fleet.groups, fleet.client, &fleet.reason)) {
            return stopped();
        }
        if (!groups_check(&fleet.groups, devices)) {
            return USAGE;
        }
    }
    progress_begin(&fleet.progress, devices->path, devices->count, fleet.options.dry_run);
    if (!users_look(&fleet)) {
        progress_end(&fleet.progress);
        return stopped();
    }
    for (size_t i = 0; go_on && i < devices->count; i++) {
        go_on = steps_device(&fleet, &devices->each[i]);
    }
    progress_end(&fleet.progress);
    progress_summary(&fleet.progress);
    if (fleet.unreadable > 0) {
        say("the list of users has entries that are not understood: %lu", fleet.unreadable);
    }
    return !go_on ? AGAIN : fleet.progress.failed > 0 ? SOME : ALL;
}

static int run(void)
{
    bool usage = false;
    int status;

    fleet.client = connection_open(&fleet.options, &fleet.reason, &usage);
    if (fleet.client == NULL) {
        status = stopped();
        status = usage ? USAGE : status;
    } else {
        status = work_off();
    }
    connection_close();
    return status;
}

int main(int argc, char **argv)
{
    int status = USAGE;

    (void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
    if (options_read(&fleet.options, argc, argv) &&
        devices_read(&fleet.devices, fleet.options.csv)) {
        fleet.journal.fd = -1;
        status = open_folder() ? run() : SOME;
        journal_close(&fleet.journal);
        credentials_close(&fleet.credentials);
    }
    return status;
}
