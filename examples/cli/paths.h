/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Paths of the account, such as /plans/pump.pdf: from the home folder on, with or without the first
 * slash.
 */
#ifndef QUATRIX_CLI_PATHS_H
#define QUATRIX_CLI_PATHS_H

#include "cli.h"
#include <quatrix/file.h>

/** Longest path, in bytes. */
#define PATHS_MAX 4095

/** A path without slashes at its ends and without doubled ones; "": the home folder. */
struct path {
    char text[PATHS_MAX + 1];
    bool folder; /**< It was written with a slash at its end: it has to be a folder. */
};

/** What lies at a path. */
struct found {
    bool there;
    bool folder;
    struct quatrix_id id;
};

/* Each function but path_name() returns an exit status, and has said why it is not CLI_OK. */

/** Read a path. */
int path_read(struct path *path, const char *word);

/** Go one name down. */
int path_append(struct path *path, const char *name);

/** Go one name up; name, of PATHS_MAX + 1 bytes: the one that was cut off. */
int path_split(struct path *path, char *name);

/** The last name of a path or of a file of this machine; in text. */
const char *path_name(const char *text);

/** Look what is there; nothing is no failure. */
int path_look(struct cli *cli, const struct path *path, struct found *found);

/** Look for what has to be there. */
int path_find(struct cli *cli, const struct path *path, struct found *found);

/** Look for a folder that has to be there. */
int path_find_folder(struct cli *cli, const struct path *path, struct found *found);

#endif
