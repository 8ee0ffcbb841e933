/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Replies that are lists of any length, printed as they arrive.
 */
#ifndef QUATRIX_CLI_LISTING_H
#define QUATRIX_CLI_LISTING_H

#include "cli.h"

/** Start the call of cli->operation and print its elements. @return an exit status; it has said why.
    Elements that had to be passed over are told of on stderr, and make it CLI_REPLY at the end. */
int listing_run(struct cli *cli);

/**
 * The elements of a call that was started.
 *
 * @param status  What starting it returned.
 * @param show    Called for each element; NULL: output_element().
 * @return likewise
 */
int listing_elements(struct cli *cli, enum quatrix_status status,
                     void (*show)(const struct cli *cli, const void *element));

#endif
