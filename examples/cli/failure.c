/* SPDX-License-Identifier: MIT */
/* quatrix: profile get: HTTP 401: Login failed (code 14) [E_UNAUTHORIZED, body] */
#include "failure.h"
#include "interrupt.h"
#include "print.h"
#include <inttypes.h>
#include <string.h>

/* The groups of status.h take twenty numbers each. */
static int exit_of_group(enum quatrix_status status)
{
    static const enum cli_exit groups[] = { CLI_USAGE, CLI_NETWORK, CLI_TLS, CLI_REPLY,
                                            CLI_REFUSED };
    unsigned group = (unsigned)-(int)status / 20U;

    return group < CLI_COUNT(groups) ? (int)groups[group] : CLI_DEFECT;
}

int failure_exit(const struct quatrix_error *error, enum quatrix_status status)
{
    switch (status) {
    case QUATRIX_E_BUSY:
    case QUATRIX_E_STATE:
    case QUATRIX_E_CONFIG:
        return CLI_DEFECT;
    case QUATRIX_E_CANCELLED:
        return CLI_SIGNAL + interrupt_signal();
    case QUATRIX_E_SPACE: /* of the request: a value too long; else the reply */
        return error->phase == QUATRIX_PHASE_REQUEST ? CLI_USAGE : CLI_REPLY;
    case QUATRIX_E_AUTH:
    case QUATRIX_E_FACTOR:
    case QUATRIX_E_UNAUTHORIZED:
        return CLI_UNAUTHORIZED;
    case QUATRIX_E_RATE_LIMITED:
        return CLI_LIMITED;
    case QUATRIX_E_SERVER:
        return CLI_SERVER;
    default:
        return exit_of_group(status);
    }
}

/* The argument that the library calls by this name, or NULL. */
static const char *argument_of(const struct cli_operation *operation, const char *member)
{
    for (size_t i = 0; i < operation->argument_count; i++) {
        const struct cli_argument *argument = &operation->arguments[i];
        const char *name = argument->member != NULL ? argument->member : argument->name;
        if (strcmp(name, member) == 0) {
            return argument->name;
        }
    }
    return NULL;
}

/* Whether a member has the name of an option of this operation, but for dashes. */
static bool is_option(const struct cli_operation *operation, size_t id, const char *name)
{
    const char *option = option_rows[id].name;

    while (*name != '\0' && *option == (*name == '_' ? '-' : *name)) {
        name++;
        option++;
    }
    return *name == '\0' && *option == '\0' && (operation->options & CLI_OPTION(id)) != 0;
}

/* By the name under which the command line has it, if it does. */
static void print_member(const struct cli *cli, const char *name)
{
    const char *argument = name != NULL ? argument_of(cli->operation, name) : NULL;

    if (name == NULL) {
        return;
    }
    for (size_t id = OPTION_OWN; argument == NULL && id < OPTION_COUNT; id++) {
        if (is_option(cli->operation, id, name)) {
            (void)fprintf(stderr, "--%s: ", option_rows[id].name);
            return;
        }
    }
    (void)fprintf(stderr, "%s: ", argument != NULL ? argument : name);
}

/* What the error is about: the host, or a member. */
static void print_subject(const struct cli *cli, const struct quatrix_error *error,
                          enum quatrix_status status)
{
    if (error->http_status != 0) {
        (void)fprintf(stderr, "HTTP %u: ", error->http_status);
    } else if (exit_of_group(status) == CLI_NETWORK || exit_of_group(status) == CLI_TLS) {
        print_text(stderr, cli->options.value[OPTION_HOST]);
        (void)fprintf(stderr,
                      " port %u: ", cli->options.port != 0 ? (unsigned)cli->options.port : 443U);
    }
    print_member(cli, error->member);
}

/* The server's own words if there are any, else the library's. */
static void print_reason(const struct quatrix_error *error, enum quatrix_status status)
{
    bool said = quatrix_has(error->present, QUATRIX_ERROR_MSG) && error->server_msg[0] != '\0';

    if (said) {
        print_text(stderr, error->server_msg);
        (void)fputs(quatrix_has(error->truncated, QUATRIX_ERROR_MSG) ? "..." : "", stderr);
    } else {
        (void)fputs(quatrix_status_text(status), stderr);
    }
}

static void print_details(const struct quatrix_error *error)
{
    if (quatrix_has(error->present, QUATRIX_ERROR_CODE)) {
        (void)fprintf(stderr, " (code %" PRId64 ")", error->server_code);
    }
    if (quatrix_has(error->present, QUATRIX_ERROR_DETAILS) &&
        quatrix_has(error->details.present, QUATRIX_ERROR_DETAILS_NAME)) {
        (void)fputs(" (about ", stderr);
        print_text(stderr, error->details.name);
        (void)fputc(')', stderr);
    }
    if (error->mfa_code != 0) {
        (void)fprintf(stderr, " (Mfa-Code %" PRId32 ")", error->mfa_code);
    }
    if (error->verify_flags != 0) {
        (void)fprintf(stderr, " (verify flags 0x%" PRIx32 ")", error->verify_flags);
    }
    if (error->tls_code != 0) {
        (void)fprintf(stderr, " (mbedTLS -0x%04" PRIx32 ")",
                      (uint32_t)0 - (uint32_t)error->tls_code);
    }
    if (error->relogin != QUATRIX_OK) {
        (void)fprintf(stderr, " (when logging in again: %s)", quatrix_status_name(error->relogin));
    }
    if (error->retries != 0) {
        (void)fprintf(stderr, " (after %u more tries)", error->retries);
    }
    if (error->retry_after_s != 0) {
        (void)fprintf(stderr, "; the server asks to wait %" PRIu32 " seconds",
                      error->retry_after_s);
    }
}

static void print_hint(const struct cli *cli, enum quatrix_status status)
{
    if (status == QUATRIX_E_CERT_UNTRUSTED && !option_set(&cli->options, OPTION_CA)) {
        (void)fputs("; if the host has a CA of its own, give --ca FILE", stderr);
    } else if (status == QUATRIX_E_REDIRECT) {
        (void)fputs("; is --host the account's own host name?", stderr);
    }
}

static void print_line(struct cli *cli, const char *kind, const char *what,
                       enum quatrix_status status)
{
    static const struct quatrix_error nothing;
    const struct quatrix_error *error = quatrix_client_error(&cli->client);

    if (error->status != status) {
        error = &nothing; /* the call did not even begin */
    }
    trace_flush(&cli->trace);
    (void)fprintf(stderr, "quatrix: %s%s: ", kind, what);
    print_subject(cli, error, status);
    print_reason(error, status);
    print_details(error);
    print_hint(cli, status);
    (void)fprintf(stderr, " [%s, %s]\n", quatrix_status_name(status),
                  quatrix_phase_name(error->phase));
}

int failure_report(struct cli *cli, const char *what, enum quatrix_status status)
{
    print_line(cli, "", what, status);
    return failure_exit(quatrix_client_error(&cli->client), status);
}

void failure_warn(struct cli *cli, const char *what, enum quatrix_status status)
{
    print_line(cli, "warning: ", what, status);
}

int failure_skipped(struct cli *cli)
{
    const struct quatrix_error *error = quatrix_client_error(&cli->client);

    trace_flush(&cli->trace);
    (void)fprintf(stderr, "quatrix: %s: element %" PRIu32 " was passed over: ", cli->what,
                  error->elements);
    print_member(cli, error->member);
    (void)fprintf(stderr, "%s [%s]\n", quatrix_status_text(error->status),
                  quatrix_status_name(error->status));
    return CLI_REPLY;
}
