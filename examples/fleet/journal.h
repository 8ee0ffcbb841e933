/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What was done, a line each, on the disk before the next step. No secret is in it.
 *
 *     fleet 1 HOST:PORT
 *     created EMAIL USER          the user was created
 *     issue EMAIL USER KEY...     about to issue a key; these the user had before
 *     stored EMAIL USER KEY       the key is in its file
 *     refused EMAIL USER          no key was issued
 *     deleted EMAIL USER KEY      a key that was never stored
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <quatrix/model.h>

enum { JOURNAL_KEYS = 64 };

enum journal_kind {
    JOURNAL_CREATED,
    JOURNAL_ISSUE,
    JOURNAL_STORED,
    JOURNAL_REFUSED,
    JOURNAL_DELETED,
    JOURNAL_KINDS
};

struct journal_entry {
    enum journal_kind kind;
    char email[QUATRIX_EMAIL_MAX + 1];
    struct quatrix_id user;
    size_t count;
    struct quatrix_id key[JOURNAL_KEYS];
};

struct journal {
    int fd;
    int64_t length;
    const char *server; /* "HOST:PORT" */
    char why[96];       /* of the last failure */
};

/**
 * Open "journal" in a folder, for this program alone. A last line without an end was never finished and
 * does not count.
 *
 * @param read_only  Nothing is written; a journal that is missing is empty.
 * @param each       Told of every entry, and where it lies.
 * @return false: journal->why.
 */
bool journal_open(struct journal *journal, int folder, const char *server, bool read_only,
                  void (*each)(void *ctx, const struct journal_entry *entry, int64_t at),
                  void *ctx);

/** Append an entry and bring it to the disk. *at: where it lies; may be NULL. False: journal->why. */
bool journal_append(struct journal *journal, const struct journal_entry *entry, int64_t *at);

/** Read the entry at a place that journal_open() or journal_append() told. */
bool journal_read(struct journal *journal, int64_t at, struct journal_entry *entry);

void journal_close(struct journal *journal);

/** Printable ASCII, neither empty nor with a space: only such identifiers can be kept. */
bool journal_id_fits(const struct quatrix_id *id);

#endif
