/* SPDX-License-Identifier: MIT */
/* getopt_long() permutes the command line, so options may stand anywhere. */
#include "options.h"
#include "cli.h"
#include "message.h"
#include "values.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

const struct option_row option_rows[OPTION_COUNT] = {
    [OPTION_HOST] = { "host", "NAME", "QUATRIX_HOST", "account host, such as acme.quatrix.it" },
    [OPTION_PORT] = { "port", "N", "QUATRIX_PORT", "TCP port (443)" },
    [OPTION_CA] = { "ca", "FILE", "QUATRIX_CA",
                    "whom to trust, PEM (/etc/ssl/certs/ca-certificates.crt)" },
    [OPTION_USER] = { "user", "EMAIL", "QUATRIX_USER", "log in as this user" },
    [OPTION_PASSWORD_FILE] = { "password-file", "FILE", "QUATRIX_PASSWORD_FILE",
                               "current password (else asked for)" },
    [OPTION_API_KEY_FILE] = { "api-key-file", "FILE", "QUATRIX_API_KEY_FILE",
                              "use this API key instead of a user" },
    [OPTION_TOTP_SECRET_FILE] = { "totp-secret-file", "FILE", "QUATRIX_TOTP_SECRET_FILE",
                                  "compute 2FA codes from this base32 secret" },
    [OPTION_PIN_FILE] = { "pin-file", "FILE", "QUATRIX_PIN_FILE", "PIN to log in with" },
    [OPTION_NEW_PASSWORD_FILE] = { "new-password-file", "FILE", NULL,
                                   "profile set-password: the new one" },
    [OPTION_NEW_PIN_FILE] = { "new-pin-file", "FILE", NULL, "profile set-mfa: the PIN to set" },
    [OPTION_BASIC] = { "basic", NULL, NULL, "HTTP Basic on the call instead of a session" },
    [OPTION_TIMEOUT] = { "timeout", "SECONDS", NULL, "deadline of each call (30)" },
    [OPTION_RETRIES] = { "retries", "N", "QUATRIX_RETRIES",
                         "how often to call again what changes nothing (0)" },
    [OPTION_PIN] = { "pin", "SHA256[,...]", "QUATRIX_PINS",
                     "public keys, one of which the server must have" },
    [OPTION_CLIENT_CERT] = { "client-cert", "FILE", "QUATRIX_CLIENT_CERT",
                             "own certificate and those above it" },
    [OPTION_CLIENT_KEY] = { "client-key", "FILE", "QUATRIX_CLIENT_KEY", "its private key" },
    [OPTION_CLIENT_KEY_PASSWORD_FILE] = { "client-key-password-file", "FILE", NULL,
                                          "password of that key (else asked for)" },
    [OPTION_SESSION_CACHE] = { "session-cache", "FILE", "QUATRIX_SESSION_CACHE",
                               "keep the TLS session in FILE, mode 0600" },
    [OPTION_JSON] = { "json", NULL, NULL, "print JSON" },
    [OPTION_TRACE] = { "trace", NULL, NULL, "show the wire on stderr, secrets redacted" },
    [OPTION_OUT] = { "out", "FILE", NULL, "write bytes to FILE, mode 0600; -: standard output" },
    [OPTION_RAW] = { "raw", NULL, NULL, "leave bytes as the server sent them" },
    [OPTION_QUIET] = { "quiet", NULL, NULL, "no progress bar" },
    [OPTION_HELP] = { "help", NULL, NULL, "this text; with a family: its operations" },
    [OPTION_VERSION] = { "version", NULL, NULL, "print the version" },
    [OPTION_KEY_FILE] = { "key-file", "FILE", NULL,
                          "write the key to FILE, mode 0600, and show it nowhere" },
    [OPTION_LONG] = { "long", NULL, NULL, "type, size, time and name" },
    [OPTION_OVERWRITE] = { "overwrite", NULL, NULL, "replace a file that is there" },
    [OPTION_PARENTS] = { "parents", NULL, NULL,
                         "make the folders above as well; one that is there will do" },
    [OPTION_RECURSIVE] = { "recursive", NULL, NULL, "folders too, with all that is in them" },
    [OPTION_PERMANENTLY] = { "permanently", NULL, NULL, "erase at once, not into the Trash" },
    [OPTION_CHUNK_SIZE] = { "chunk-size", "BYTES", NULL, "of a request, such as 64K or 8M (1M)" },
    [OPTION_MULTIPART] = { "multipart", NULL, NULL, "all in one request, which cannot be resumed" },
    [OPTION_MTIME] = { "mtime", "TIME", NULL,
                       "time of last change (that of LOCAL); now: the server's" },
    [OPTION_SHA256] = { "sha256", NULL, NULL, "print the SHA-256 of the bytes" },
    [OPTION_RESUME] = { "resume", NULL, NULL, "only go on with what was interrupted" },
    [OPTION_RESTART] = { "restart", NULL, NULL, "begin anew, whatever was interrupted" },
    [OPTION_TRIES] = { "tries", "N", NULL, "after a failure that may pass, in a row (5)" },
};

/* Short forms; none of them takes a value. */
static const struct {
    char letter;
    enum option_id id;
} short_forms[] = {
    { 'f', OPTION_OVERWRITE }, { 'h', OPTION_HELP },  { 'l', OPTION_LONG },
    { 'p', OPTION_PARENTS },   { 'q', OPTION_QUIET }, { 'r', OPTION_RECURSIVE },
};

char option_letter(size_t id)
{
    for (size_t i = 0; i < CLI_COUNT(short_forms); i++) {
        if (short_forms[i].id == id) {
            return short_forms[i].letter;
        }
    }
    return '\0';
}

/* Not options, but what people try: without these, --password would be short for --password-file
   and the password would be taken for a file name and shown in an error. */
static const struct {
    const char *name;
    const char *instead;
} forbidden[] = {
    { "password", "--password-file FILE, or wait to be asked" },
    { "new-password", "--new-password-file FILE, or wait to be asked" },
    { "api-key", "--api-key-file FILE" },
    { "client-key-password", "--client-key-password-file FILE, or wait to be asked" },
    { "totp-secret", "--totp-secret-file FILE" },
};

#define TRIES_DEFAULT 5

enum { FORBIDDEN_BASE = 1000, ID_BASE = 256 };

static void fill_long_options(struct option *list)
{
    size_t n = 0;

    for (size_t i = 0; i < OPTION_COUNT; i++, n++) {
        list[n].name = option_rows[i].name;
        list[n].has_arg = option_rows[i].value != NULL ? required_argument : no_argument;
        list[n].val = (int)i + ID_BASE;
    }
    for (size_t i = 0; i < CLI_COUNT(forbidden); i++, n++) {
        list[n].name = forbidden[i].name;
        list[n].has_arg = optional_argument;
        list[n].val = (int)i + FORBIDDEN_BASE;
    }
}

/* The colon: a missing value is told from an unknown option. */
static void fill_letters(char *letters)
{
    *letters++ = ':';
    for (size_t i = 0; i < CLI_COUNT(short_forms); i++) {
        *letters++ = short_forms[i].letter;
    }
    *letters = '\0';
}

static int refuse_secret(int val)
{
    size_t i = (size_t)(val - FORBIDDEN_BASE);

    message("--%s: secrets do not belong on the command line, where every user of this machine "
            "can read them; use %s",
            forbidden[i].name, forbidden[i].instead);
    return CLI_USAGE;
}

/* Names no more than the option: what follows it may be a secret. */
static int refuse_option(int result, char *const *argv)
{
    const char *text = argv[optind - 1];

    if (optopt > 0 && optopt < ID_BASE) {
        message("unknown option -%c; see quatrix --help", optopt);
    } else if (result == ':') {
        message("%s needs a value; see quatrix --help", text);
    } else {
        message("unknown, ambiguous or misused option %.*s; see quatrix --help",
                (int)strcspn(text, "="), text);
    }
    return CLI_USAGE;
}

/* The row of a short option; there is one, or getopt_long() had refused it. */
static size_t of_letter(char letter)
{
    size_t i = 0;

    while (short_forms[i].letter != letter) {
        i++;
    }
    return (size_t)short_forms[i].id;
}

static int take_option(struct options *options, int result, char *const *argv)
{
    size_t id;

    if (result == ':' || result == '?') {
        return refuse_option(result, argv);
    }
    if (result >= FORBIDDEN_BASE) {
        return refuse_secret(result);
    }
    if (result >= ID_BASE) {
        id = (size_t)(result - ID_BASE);
    } else {
        id = of_letter((char)result);
    }
    options->value[id] = option_rows[id].value != NULL ? optarg : "";
    options->given[id] = true;
    return CLI_OK;
}

static void take_environment(struct options *options)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const char *name = option_rows[i].environment;
        const char *value = name != NULL ? getenv(name) : NULL;

        if (options->value[i] == NULL && value != NULL && value[0] != '\0') {
            options->value[i] = value;
        }
    }
}

int options_read(struct options *options, int argc, char **argv)
{
    struct option list[OPTION_COUNT + CLI_COUNT(forbidden) + 1];
    char letters[CLI_COUNT(short_forms) + 2];
    int result;

    memset(options, 0, sizeof *options);
    memset(list, 0, sizeof list);
    fill_long_options(list);
    fill_letters(letters);
    opterr = 0;
    while ((result = getopt_long(argc, argv, letters, list, NULL)) != -1) {
        int status = take_option(options, result, argv);
        if (status != CLI_OK) {
            return status;
        }
    }
    options->words = argv + optind;
    options->word_count = (size_t)(argc - optind);
    take_environment(options);
    return CLI_OK;
}

/* "12" or "0.5" in thousandths; false when it is anything else or more than max. */
static bool read_thousandths(const char *text, uint32_t max, uint32_t *result)
{
    uint64_t value = 0;
    int places = -1; /* digits after the point */

    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    for (; *text != '\0'; text++) {
        if (*text == '.' && places < 0) {
            places = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || places == 3 || value > max) {
            return false;
        }
        value = value * 10 + (uint64_t)(*text - '0');
        places += places >= 0;
    }
    for (places = places < 0 ? 0 : places; places < 3; places++) {
        value *= 10;
    }
    *result = (uint32_t)value;
    return value > 0 && value <= max;
}

static int check_host(const struct options *options)
{
    const char *host = options->value[OPTION_HOST];

    if (host == NULL) {
        message("which host? Give --host NAME or set QUATRIX_HOST");
        return CLI_USAGE;
    }
    if (strstr(host, "://") != NULL || strchr(host, '/') != NULL) {
        message("--host takes a host name alone, without https:// and path: %s", host);
        return CLI_USAGE;
    }
    if (strchr(host, ':') != NULL && strchr(host, ':') == strrchr(host, ':')) {
        message("--host takes a host name alone; the port goes into --port: %s", host);
        return CLI_USAGE;
    }
    return CLI_OK;
}

static int check_transfer(struct options *options)
{
    const char *chunk_size = options->value[OPTION_CHUNK_SIZE];
    const char *mtime = options->value[OPTION_MTIME];
    const char *tries = options->value[OPTION_TRIES];
    const char *retries = options->value[OPTION_RETRIES];
    uint64_t size = 0;
    int64_t count = TRIES_DEFAULT;

    if (chunk_size != NULL && (!value_size(chunk_size, &size) || size == 0 || size > UINT32_MAX)) {
        message("--chunk-size takes bytes, such as 65536, 64K or 8M, not %s", chunk_size);
        return CLI_USAGE;
    }
    options->mtime_given = mtime != NULL;
    if (mtime != NULL && strcmp(mtime, "now") != 0 && !value_time(mtime, &options->mtime)) {
        message("--mtime takes now, seconds since 1970, or such as 2023-11-14T22:13:20Z, not %s",
                mtime);
        return CLI_USAGE;
    }
    if (tries != NULL && (!value_int(tries, &count) || count < 0 || count > 255)) {
        message("--tries takes a number from 0 to 255, not %s", tries);
        return CLI_USAGE;
    }
    options->tries = (uint8_t)count;
    count = 0;
    if (retries != NULL && (!value_int(retries, &count) || count < 0 || count > 254)) {
        message("--retries takes a number from 0 to 254, not %s", retries);
        return CLI_USAGE;
    }
    options->retries = (uint8_t)count;
    options->chunk_size = (uint32_t)size;
    if (option_set(options, OPTION_RESUME) && option_set(options, OPTION_RESTART)) {
        message("--resume and --restart exclude each other");
        return CLI_USAGE;
    }
    return CLI_OK;
}

int options_check(struct options *options)
{
    int status = check_transfer(options);

    const char *port = options->value[OPTION_PORT];
    const char *timeout = options->value[OPTION_TIMEOUT];
    uint32_t thousandths = 0;

    if (status != CLI_OK) {
        return status;
    }
    if (port != NULL) {
        if (strchr(port, '.') != NULL || !read_thousandths(port, 65535000, &thousandths)) {
            message("--port takes a number from 1 to 65535, not %s", port);
            return CLI_USAGE;
        }
        options->port = (uint16_t)(thousandths / 1000);
    }
    if (timeout != NULL && !read_thousandths(timeout, INT32_MAX, &options->timeout_ms)) {
        message("--timeout takes seconds, such as 10 or 0.5, not %s", timeout);
        return CLI_USAGE;
    }
    return check_host(options);
}

static bool api_key_set(const struct options *options)
{
    return option_set(options, OPTION_API_KEY_FILE) || getenv("QUATRIX_API_KEY") != NULL;
}

static int check_combination(const struct options *options, bool session)
{
    const bool *given = options->given;
    const char *problem = NULL;

    if (given[OPTION_API_KEY_FILE] && given[OPTION_USER]) {
        problem = "--api-key-file and --user exclude each other";
    } else if (given[OPTION_API_KEY_FILE] && given[OPTION_BASIC]) {
        problem = "--api-key-file and --basic exclude each other";
    } else if (session && given[OPTION_API_KEY_FILE]) {
        problem = "an API key has no session; give --user instead of --api-key-file";
    } else if (session && given[OPTION_BASIC]) {
        problem = "--basic does without a session, which is what this operation is about";
    }
    if (problem != NULL) {
        message("%s", problem);
        return CLI_USAGE;
    }
    return CLI_OK;
}

int options_credential(const struct options *options, bool session, enum credential *result)
{
    const bool *given = options->given;
    int status = check_combination(options, session);

    *result = CREDENTIAL_NONE;
    if (status != CLI_OK) {
        return status;
    }
    if (!session && !given[OPTION_USER] && !given[OPTION_BASIC] && api_key_set(options)) {
        *result = CREDENTIAL_API_KEY;
        return CLI_OK;
    }
    if (!option_set(options, OPTION_USER)) {
        message("as whom? Give --user EMAIL%s, or set QUATRIX_USER%s",
                session ? "" : " or --api-key-file FILE",
                session ? "" : " or QUATRIX_API_KEY_FILE");
        return CLI_USAGE;
    }
    *result = option_set(options, OPTION_BASIC) ? CREDENTIAL_BASIC : CREDENTIAL_SESSION;
    return CLI_OK;
}
