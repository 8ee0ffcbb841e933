/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One operation, from prompts to printed reply.
 */
#ifndef QUATRIX_CLI_RUN_H
#define QUATRIX_CLI_RUN_H

#include "cli.h"

/** Run cli->operation. @return an exit status; it has said why. */
int run_operation(struct cli *cli);

#endif
