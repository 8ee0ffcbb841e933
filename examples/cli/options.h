/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Settings from the command line and the environment. The command line wins.
 */
#ifndef QUATRIX_CLI_OPTIONS_H
#define QUATRIX_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_id {
    OPTION_HOST,
    OPTION_PORT,
    OPTION_CA,
    OPTION_USER,
    OPTION_PASSWORD_FILE,
    OPTION_API_KEY_FILE,
    OPTION_TOTP_SECRET_FILE,
    OPTION_PIN_FILE,
    OPTION_NEW_PASSWORD_FILE,
    OPTION_NEW_PIN_FILE,
    OPTION_BASIC,
    OPTION_TIMEOUT,
    OPTION_RETRIES,
    OPTION_PIN,
    OPTION_CLIENT_CERT,
    OPTION_CLIENT_KEY,
    OPTION_CLIENT_KEY_PASSWORD_FILE,
    OPTION_SESSION_CACHE,
    OPTION_JSON,
    OPTION_TRACE,
    OPTION_OUT,
    OPTION_RAW,
    OPTION_QUIET,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_OWN, /**< From here on: for those operations alone that name it. */
    OPTION_KEY_FILE = OPTION_OWN,
    OPTION_LONG,
    OPTION_OVERWRITE,
    OPTION_PARENTS,
    OPTION_RECURSIVE,
    OPTION_PERMANENTLY,
    OPTION_CHUNK_SIZE,
    OPTION_MULTIPART,
    OPTION_MTIME,
    OPTION_SHA256,
    OPTION_RESUME,
    OPTION_RESTART,
    OPTION_TRIES,
    OPTION_COUNT
};

struct option_row {
    const char *name;
    const char *value;       /**< What stands for the value in --help; NULL: a flag. */
    const char *environment; /**< Variable with the same meaning, or NULL. */
    const char *help;
};

/** By enum option_id. */
extern const struct option_row option_rows[OPTION_COUNT];

/** Short form of an option, or 0. */
char option_letter(size_t id);

enum credential { CREDENTIAL_NONE, CREDENTIAL_API_KEY, CREDENTIAL_SESSION, CREDENTIAL_BASIC };

struct options {
    const char *value[OPTION_COUNT]; /**< NULL: not set. "" for a flag that is. */
    bool given[OPTION_COUNT];        /**< On the command line. */
    char *const *words;              /**< What is no option: family, operation, member=value. */
    size_t word_count;
    uint16_t port;       /**< 0: the library's default. */
    uint32_t timeout_ms; /**< 0: the library's default. */
    uint8_t retries;     /**< Of calls. */
    uint32_t chunk_size; /**< 0: the library's default. */
    uint8_t tries;       /**< Of a transfer. */
    bool mtime_given;
    int64_t mtime; /**< Microseconds since 1970; 0: the server's time. */
};

/** Whether a setting is there. */
static inline bool option_set(const struct options *options, enum option_id id)
{
    return options->value[id] != NULL;
}

/** Read the command line and the environment.
    @return CLI_OK, or CLI_USAGE after saying why. */
int options_read(struct options *options, int argc, char **argv);

/** Check what a call needs: host, port, timeout. @return as options_read(). */
int options_check(struct options *options);

/**
 * Which credentials to use. What stands on the command line goes before the environment; of the
 * environment an API key goes before a user.
 *
 * @param session  The operation works on a session: an API key of the environment does not count.
 * @param result   CREDENTIAL_NONE only after an error.
 * @return as options_read()
 */
int options_credential(const struct options *options, bool session, enum credential *result);

#endif
