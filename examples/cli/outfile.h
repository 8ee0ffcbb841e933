/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A file that appears whole or not at all, readable by its owner alone.
 */
#ifndef QUATRIX_CLI_OUTFILE_H
#define QUATRIX_CLI_OUTFILE_H

#include <stddef.h>
#include <stdint.h>

#define OUTFILE_NAME_MAX 4095

struct outfile {
    const char *name; /**< NULL: standard output. */
    int fd;
    int64_t bytes; /**< Written so far. */
    char part[OUTFILE_NAME_MAX + 8];
};

/* Every function returns an exit status and has said why. */

/** Whether a file of that name may be written: a new one, or a regular one to replace. */
int outfile_check(const char *name);

/** Begin: a temporary file beside the final one, mode 0600. name stays the caller's. */
int outfile_open(struct outfile *file, const char *name);

int outfile_write(struct outfile *file, const uint8_t *data, size_t len);

/** End: with CLI_OK the file gets its name, else it is removed. Returns result, or what failed. */
int outfile_close(struct outfile *file, int result);

#endif
