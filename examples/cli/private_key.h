/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Replies with a key in them that may go to a file of its own, as --key-file says.
 */
#ifndef QUATRIX_CLI_PRIVATE_KEY_H
#define QUATRIX_CLI_PRIVATE_KEY_H

#include "cli.h"

/**
 * Make the call of cli->operation and print the reply; with --key-file, write the key to that file.
 *
 * @param member  Of the reply: the key.
 * @param hidden  Model of the reply with the key not shown, for when it went to a file.
 * @return an exit status; it has said why
 */
int private_key_run(struct cli *cli, size_t member, const struct cli_model *hidden);

#endif
