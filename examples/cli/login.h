/* SPDX-License-Identifier: MIT */
/**
 * @file
 * From the settings to an authorized client, and back.
 * Every function returns an exit status and has said why.
 */
#ifndef QUATRIX_CLI_LOGIN_H
#define QUATRIX_CLI_LOGIN_H

#include "cli.h"

/** Collect the credentials before anything is sent, so that a wait at a prompt costs no session. */
int login_prepare(struct cli *cli, enum credential credential);

/** Authorize the client; for CREDENTIAL_SESSION log in, with the second factor if one is due. */
int login(struct cli *cli, enum credential credential);

/** The first step of a session alone. *factor: what is still due, or QUATRIX_FACTOR_NONE. */
int login_password(struct cli *cli, enum quatrix_factor *factor);

/** The second step: a code computed, read or asked for. */
int login_factor(struct cli *cli, enum quatrix_factor factor);

/** Whether login_factor() has a code to send, or somebody to ask. */
bool login_can_prove(const struct cli *cli, enum quatrix_factor factor);

/** A code of six digits: from the TOTP secret and the clock if stored, else asked for.
    id: SECRET_CODE or SECRET_NEW_CODE. */
int login_code(struct cli *cli, enum secret_id id, const char **code);

/** End the session if there is one; failures are warnings. */
void logout(struct cli *cli);

#endif
