/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Operations of the family "file" that go by paths and move no bytes.
 */
#ifndef QUATRIX_CLI_TREE_H
#define QUATRIX_CLI_TREE_H

#include "cli.h"

extern const struct cli_argument cli_ls_arguments[1];
extern const struct cli_argument cli_path_arguments[1];
extern const struct cli_argument cli_paths_arguments[1];
extern const struct cli_argument cli_two_paths_arguments[2];

/* cli_operation.run */
int cli_ls(struct cli *cli, const void *request);
int cli_mkdir(struct cli *cli, const void *request);
int cli_rm(struct cli *cli, const void *request);
int cli_mv(struct cli *cli, const void *request);
int cli_cp(struct cli *cli, const void *request);

#endif
