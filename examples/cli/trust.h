/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the TLS channel is set up with: whom to trust, which keys are pinned, the client's certificate.
 */
#ifndef QUATRIX_CLI_TRUST_H
#define QUATRIX_CLI_TRUST_H

#include "cli.h"

/* Both functions return an exit status, and have said why it is not CLI_OK. */

/** Check --pin, and have the password of the client's key ready: before anything is sent. */
int trust_check(struct cli *cli);

/** Fill in anchors, pins and identity of a configuration, in memory that stays. */
int trust_read(struct cli *cli, struct quatrix_tls_config *config);

/** The file that quatrix_tls_init() does not like, by what it says. */
const char *trust_file(const struct cli *cli, enum quatrix_status status);

/** quatrix_tls_init() has read the client's key: wipe the copy here. */
void trust_wipe(void);

#endif
