/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Replies that are bytes, to a file or standard output.
 */
#ifndef QUATRIX_CLI_DOWNLOAD_H
#define QUATRIX_CLI_DOWNLOAD_H

#include "cli.h"

/** Whether --out can be served; refuses a terminal unless --out - asks for it.
    @return an exit status; it has said why. */
int download_check(const struct cli *cli);

/** Run cli->operation, whose reply is bytes, and store them; a report goes to standard output
    unless the bytes do. @return as download_check() */
int download_run(struct cli *cli);

#endif
