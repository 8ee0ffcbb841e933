/* SPDX-License-Identifier: MIT */
/**
 * @file
 * member=value words into a request struct, by the rows of the operation.
 */
#ifndef QUATRIX_CLI_ARGUMENTS_H
#define QUATRIX_CLI_ARGUMENTS_H

#include "cli.h"

/** Fill cli->request from the words after family and operation; secrets only are left out.
    @return an exit status; it has said why. */
int arguments_read(struct cli *cli);

/** Fill in the secrets of the request, asking for what is not stored. @return likewise */
int arguments_secrets(struct cli *cli);

#endif
