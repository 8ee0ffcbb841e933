/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Passwords, keys, codes: from a file, the environment or a prompt without echo, in memory that is
 * wiped at the end.
 */
#ifndef QUATRIX_CLI_SECRETS_H
#define QUATRIX_CLI_SECRETS_H

#include <stdbool.h>

struct options;

enum secret_id {
    SECRET_PASSWORD,
    SECRET_NEW_PASSWORD,
    SECRET_API_KEY,
    SECRET_TOTP_SECRET,
    SECRET_CODE,     /**< To log in. */
    SECRET_NEW_CODE, /**< To switch 2FA on. */
    SECRET_PIN,
    SECRET_NEW_PIN,
    SECRET_KEY_PASSWORD, /**< Of the key of --client-key. */
    SECRET_COUNT
};

/** Longest secret, in bytes; the longest the library takes has 255. */
#define SECRET_MAX 300

/** Zero it to begin. */
struct secrets {
    char text[SECRET_COUNT][SECRET_MAX + 1]; /**< Empty: not asked for yet. */
};

/** Whether the command line names the file of a secret. */
bool secret_given(const struct options *options, enum secret_id id);

/** Whether secret_get() can do without a prompt. */
bool secret_stored(const struct options *options, enum secret_id id);

/** Whether there is a terminal to ask at. */
bool secret_can_ask(void);

/** Option that names the file of a secret, without dashes; NULL if there is none. */
const char *secret_option(enum secret_id id);

/**
 * A secret, asked for when it is not stored and no earlier call did.
 *
 * @param text  In memory of secrets; NULL after an error.
 * @return CLI_OK, or an exit status after saying why.
 */
int secret_get(struct secrets *secrets, const struct options *options, enum secret_id id,
               const char **text);

/** Forget them all. */
void secrets_wipe(struct secrets *secrets);

#endif
