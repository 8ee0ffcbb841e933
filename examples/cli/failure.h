/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Why a call failed, as one line on stderr and an exit status.
 */
#ifndef QUATRIX_CLI_FAILURE_H
#define QUATRIX_CLI_FAILURE_H

#include "cli.h"

/** Exit status of a failed call. */
int failure_exit(const struct quatrix_error *error, enum quatrix_status status);

/**
 * Say why a call of cli->client failed.
 *
 * @param what    "profile get"
 * @param status  What the call returned, negative.
 * @return the exit status
 */
int failure_report(struct cli *cli, const char *what, enum quatrix_status status);

/** Say which element of a list was passed over, and why. @return CLI_REPLY */
int failure_skipped(struct cli *cli);

/** As failure_report() for a failure that does not end the program: begun with "warning: ". */
void failure_warn(struct cli *cli, const char *what, enum quatrix_status status);

#endif
