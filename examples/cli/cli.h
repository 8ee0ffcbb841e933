/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One run of the program, and the exit statuses.
 */
#ifndef QUATRIX_CLI_CLI_H
#define QUATRIX_CLI_CLI_H

#include "options.h"
#include "output.h"
#include "secrets.h"
#include "table.h"
#include "trace.h"
#include <quatrix/posix.h>
#include <quatrix/relogin.h>
#include <quatrix/retry.h>
#include <quatrix/tls.h>

/** Exit statuses; README.md and --help list them. 128 + n: ended by signal n. */
enum cli_exit {
    CLI_OK = 0,
    CLI_USAGE = 1,        /**< Command line, settings, or a value the API does not allow. */
    CLI_NETWORK = 2,      /**< No address, no connection, timeout, connection lost. */
    CLI_TLS = 3,          /**< The server could not be verified, or TLS failed. */
    CLI_REPLY = 4,        /**< The reply breaks a rule or does not fit. */
    CLI_REFUSED = 5,      /**< 4xx, or a redirect. */
    CLI_UNAUTHORIZED = 6, /**< Credentials, code or session. */
    CLI_LIMITED = 7,      /**< 429 */
    CLI_SERVER = 8,       /**< 5xx */
    CLI_FILE = 9,         /**< A local file or standard output. */
    CLI_DEFECT = 10,      /**< A defect of this program. */
    CLI_SIGNAL = 128
};

#ifndef QUATRIX_CLI_VERSION
#define QUATRIX_CLI_VERSION "unknown"
#endif

/** Requests and values of replies; far more than a device needs. */
#define CLI_WORK_SIZE 16384

/** Most identifiers, names or times of one command line. */
#define CLI_TEXTS_MAX 1024

union cli_struct {
    int64_t align_int;
    void *align_pointer;
    uint8_t bytes[CLI_STRUCT_MAX];
};

struct cli {
    struct options options;
    struct secrets secrets;
    const struct cli_family *family;
    const struct cli_operation *operation;
    char what[64]; /**< "profile get" */
    struct output out;
    struct trace trace;
    bool posix_open;
    bool tls_open;
    bool client_open;
    struct quatrix_posix posix;
    struct quatrix_tls tls;
    struct quatrix_client client;
    struct quatrix_retry retry;
    struct quatrix_relogin relogin;
    union cli_struct request;
    union cli_struct reply;
    size_t text_count;
    const char *texts[CLI_TEXTS_MAX]; /**< What struct quatrix_texts of the request points to. */
    int64_t times[CLI_TEXTS_MAX];     /**< Likewise struct quatrix_times. */
    uint8_t work[CLI_WORK_SIZE];
};

#endif
