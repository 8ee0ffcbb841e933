/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A bar on stderr: how much is done, how fast, how long it will take. Nothing where stderr is no
 * terminal, nor with --quiet or --trace.
 */
#ifndef QUATRIX_CLI_PROGRESS_H
#define QUATRIX_CLI_PROGRESS_H

#include "cli.h"

struct progress {
    bool shown;      /**< Whether there is a bar at all. */
    bool drawn;      /**< Whether there is one on the screen. */
    bool measured;   /**< Whether a rate is known. */
    uint64_t when;   /**< Of the last drawing, in milliseconds. */
    uint64_t before; /**< Bytes done then. */
    uint64_t rate;   /**< Bytes a second, of late. */
};

/** Set up; nothing is drawn yet. */
void progress_begin(struct progress *progress, const struct cli *cli);

/** So much is done, of total bytes or QUATRIX_SIZE_UNKNOWN. Draws now and then. */
void progress_show(struct progress *progress, uint64_t done, uint64_t total);

/** Draw once more, and go on below the bar. */
void progress_end(struct progress *progress, uint64_t done, uint64_t total);

#endif
