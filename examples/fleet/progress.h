/* SPDX-License-Identifier: MIT */
/** @file What people see: a line a device, or a bar on a terminal; at the end a summary. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "devices.h"
#include "reason.h"

enum { PROGRESS_FAILURES = 100 };

struct progress {
    const char *csv;
    bool dry_run;
    bool terminal;
    size_t done;
    size_t total;

    unsigned long created;
    unsigned long found;
    unsigned long issued;
    unsigned long deleted; /**< Keys that nobody had. */
    unsigned long skipped;
    unsigned long failed;
    struct {
        unsigned line;
        const char *email;
        char why[REASON_TEXT];
    } failure[PROGRESS_FAILURES]; /**< The first of them. */
};

void progress_begin(struct progress *progress, const char *csv, size_t total, bool dry_run);

/** While the list of users is read. */
void progress_users(const struct progress *progress, unsigned long count);

/** Before a device. */
void progress_device(const struct progress *progress, const struct device *device);

/** After it: what became of it. */
void progress_did(struct progress *progress, const struct device *device, const char *what);
void progress_failed(struct progress *progress, const struct device *device, const char *why);

/** Nothing more comes: take the bar away. */
void progress_end(const struct progress *progress);

void progress_summary(const struct progress *progress);

#endif
