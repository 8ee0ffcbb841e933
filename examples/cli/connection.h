/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The client over TLS over sockets, and waiting for it while Ctrl-C works.
 */
#ifndef QUATRIX_CLI_CONNECTION_H
#define QUATRIX_CLI_CONNECTION_H

#include "cli.h"

/** Set up port, TLS and client; nothing is sent. @return an exit status; it has said why. */
int connection_open(struct cli *cli);

/** Close and wipe; also after a failed connection_open(). */
void connection_close(struct cli *cli);

/** As quatrix_wait(), but a signal cancels the call: QUATRIX_E_CANCELLED. */
enum quatrix_status connection_wait(struct cli *cli, enum quatrix_status status);

/** As quatrix_list_next_wait(), likewise. What was printed goes out before each wait. */
enum quatrix_status connection_next(struct cli *cli);

/** Sleep until something may have moved. False after a signal: the call has been cancelled. */
bool connection_pause(struct cli *cli);

/** As quatrix_body_read_wait(), likewise. */
enum quatrix_status connection_read(struct cli *cli, uint8_t *buf, size_t size, size_t *len);

#endif
