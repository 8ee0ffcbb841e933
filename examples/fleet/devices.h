/* SPDX-License-Identifier: MIT */
/** @file The devices that are wanted, from a CSV file; see README.md for its columns. */
#ifndef DEVICES_H
#define DEVICES_H

#include <quatrix/model.h>

enum { DEVICES_MAX = 65536 };

/** One line of the file, and what became known of it. */
struct device {
    unsigned line;
    const char *name;
    const char *email;
    const char *groups;   /**< Names or ids with ";" in between; "": none. */
    const char *language; /**< "": the server's choice. */
    int64_t quota;        /**< Bytes; -1: none of the user's own. */
    bool has_quota;

    /* From the server */
    struct quatrix_id user_id; /**< "": there is no such user. */
    bool disabled;
    bool administrator;

    /* From the journal: what earlier runs did for which user. "": nothing. */
    struct quatrix_id stored_user; /**< A key was issued and stored. */
    struct quatrix_id stored_key;
    struct quatrix_id issue_user; /**< A key may have been issued that nobody knows. */
    int64_t issue_at;             /**< Where the journal says which keys there were before. */
};

struct devices {
    const char *path;
    size_t count;
    struct device *each;
    bool with_groups; /**< At least one device has groups. */
};

/** Read and check the file; once in a program, since what it has is static. False: every error was said
    with its line and column. */
bool devices_read(struct devices *devices, const char *path);

enum devices_column {
    DEVICES_NAME,
    DEVICES_EMAIL,
    DEVICES_GROUPS,
    DEVICES_QUOTA,
    DEVICES_LANGUAGE,
    DEVICES_COLUMNS
};

/** "PATH:LINE: column N (name): why" to standard error. */
void devices_complain(const struct devices *devices, unsigned line, enum devices_column column,
                      const char *why);

#endif
