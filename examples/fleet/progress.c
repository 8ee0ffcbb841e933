/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#define CLEAR "\r\x1b[K"

enum { WIDTH = 30, USERS_EACH = 1000 };

void progress_begin(struct progress *progress, const char *csv, size_t total, bool dry_run)
{
    progress->csv = csv;
    progress->total = total;
    progress->dry_run = dry_run;
    progress->terminal = isatty(STDOUT_FILENO) == 1;
}

void progress_users(const struct progress *progress, unsigned long count)
{
    if (progress->terminal && count % USERS_EACH == 0) {
        (void)printf(CLEAR "reading the list of users: %lu", count);
        (void)fflush(stdout);
    }
}

void progress_device(const struct progress *progress, const struct device *device)
{
    size_t filled = progress->done * WIDTH / progress->total;

    if (!progress->terminal) {
        return;
    }
    (void)fputs(CLEAR "[", stdout);
    for (size_t i = 0; i < WIDTH; i++) {
        (void)putchar(i < filled ? '#' : '.');
    }
    (void)printf("] %zu/%zu ", progress->done, progress->total);
    say_to(stdout, "%.60s", device->email);
    (void)fflush(stdout);
}

void progress_end(const struct progress *progress)
{
    if (progress->terminal) {
        (void)fputs(CLEAR, stdout);
    }
    (void)fflush(stdout);
}

static void line(const struct progress *progress, const struct device *device, const char *what,
                 const char *why)
{
    progress_end(progress);
    (void)printf("[%zu/%zu] ", progress->done, progress->total);
    say_to(stdout, "%s: %s%s", device->email, what, why);
    (void)putchar('\n');
    (void)fflush(stdout);
}

void progress_did(struct progress *progress, const struct device *device, const char *what)
{
    progress->done++;
    if (!progress->terminal || progress->dry_run) {
        line(progress, device, what, "");
    }
}

void progress_failed(struct progress *progress, const struct device *device, const char *why)
{
    progress->done++;
    if (progress->failed < PROGRESS_FAILURES) {
        progress->failure[progress->failed].line = device->line;
        progress->failure[progress->failed].email = device->email;
        (void)snprintf(progress->failure[progress->failed].why,
                       sizeof progress->failure[progress->failed].why, "%s", why);
    }
    progress->failed++;
    line(progress, device, "failed: ", why);
}

void progress_summary(const struct progress *progress)
{
    const char *would = progress->dry_run ? "would be " : "";

    (void)printf(
        "%zu devices: %lu users %screated, %lu found; %lu keys %sissued, %lu lost keys %sdeleted; "
        "%lu skipped, %lu failed",
        progress->total, progress->created, would, progress->found, progress->issued, would,
        progress->deleted, would, progress->skipped, progress->failed);
    if (progress->done < progress->total) {
        (void)printf(", %zu not tried", progress->total - progress->done);
    }
    (void)putchar('\n');
    for (unsigned long i = 0; i < progress->failed && i < PROGRESS_FAILURES; i++) {
        say_to(stdout, "  %s:%u: %s: %s", progress->csv, progress->failure[i].line,
               progress->failure[i].email, progress->failure[i].why);
        (void)putchar('\n');
    }
    if (progress->failed > PROGRESS_FAILURES) {
        (void)printf("  and %lu more\n", progress->failed - PROGRESS_FAILURES);
    }
    (void)fflush(stdout);
}
