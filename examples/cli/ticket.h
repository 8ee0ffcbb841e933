/* SPDX-License-Identifier: MIT */
/**
 * @file
 * --session-cache: the TLS session of this run in a file, so that the next one need not begin with a full
 * handshake. Whoever can read the file can read what is said; whoever can write it can pose as the server.
 */
#ifndef QUATRIX_CLI_TICKET_H
#define QUATRIX_CLI_TICKET_H

#include "cli.h"

/** Offer the session that is kept, if there is one of use. @return CLI_OK, or CLI_FILE after saying why */
int ticket_load(struct cli *cli);

/** Keep the session of this run; a failure is a warning. */
void ticket_save(struct cli *cli);

#endif
