/* SPDX-License-Identifier: MIT */
/* Everything that can be wrong on this side is found before anything is sent. */
#include "run.h"
#include "arguments.h"
#include "connection.h"
#include "download.h"
#include "failure.h"
#include "listing.h"
#include "login.h"
#include "message.h"
#include "trust.h"

/* The plain case: one call, one reply. */
static int run_call(struct cli *cli)
{
    const struct cli_operation *operation = cli->operation;
    enum quatrix_status status =
        operation->start(&cli->client, cli->request.bytes, cli->reply.bytes);

    status = connection_wait(cli, status);
    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
    if (operation->reply != NULL) {
        output_reply(&cli->out, operation->reply, cli->reply.bytes);
    }
    return CLI_OK;
}

static int run_online(struct cli *cli, enum credential credential)
{
    const struct cli_operation *operation = cli->operation;
    bool needs = operation->auth != CLI_AUTH_OWN && operation->auth != CLI_AUTH_NONE;
    int result = needs ? login(cli, credential) : CLI_OK;

    if (result != CLI_OK) {
        return result;
    }
    if (operation->run != NULL) {
        return operation->run(cli, cli->request.bytes);
    }
    if (operation->form == CLI_FORM_LIST) {
        return listing_run(cli);
    }
    return operation->form == CLI_FORM_MODEL ? run_call(cli) : download_run(cli);
}

/* A server that cannot be reached or trusted gets no second call. */
static bool worth_a_logout(int result)
{
    return result != CLI_NETWORK && result != CLI_TLS && result < CLI_SIGNAL;
}

static bool has_bytes(const struct cli_operation *operation)
{
    return operation->form == CLI_FORM_BYTES || operation->form == CLI_FORM_IMAGE;
}

static int check_options(const struct cli *cli)
{
    const bool *given = cli->options.given;
    const struct cli_operation *operation = cli->operation;

    if (!has_bytes(operation) && given[OPTION_OUT]) {
        message("--out is for replies that are bytes, and that of %s is text", cli->what);
        return CLI_USAGE;
    }
    if (operation->form != CLI_FORM_IMAGE && given[OPTION_RAW]) {
        message("--raw is for images, which %s has none of", cli->what);
        return CLI_USAGE;
    }
    for (size_t id = OPTION_OWN; id < OPTION_COUNT; id++) {
        if (given[id] && (operation->options & CLI_OPTION(id)) == 0) {
            message("--%s is nothing for %s", option_rows[id].name, cli->what);
            return CLI_USAGE;
        }
    }
    return has_bytes(operation) ? download_check(cli) : CLI_OK;
}

/* Who makes the call, and by what. */
static int prepare_credential(struct cli *cli, enum credential *credential)
{
    enum cli_auth auth = cli->operation->auth;
    int result;

    *credential = CREDENTIAL_NONE;
    if (auth == CLI_AUTH_NONE) {
        return CLI_OK;
    }
    result = options_credential(&cli->options, auth != CLI_AUTH_ANY, credential);
    return result == CLI_OK ? login_prepare(cli, *credential) : result;
}

static int prepare(struct cli *cli, enum credential *credential)
{
    const struct cli_operation *operation = cli->operation;
    int result = check_options(cli);

    if (result == CLI_OK) {
        result = arguments_read(cli);
    }
    if (result == CLI_OK) {
        result = options_check(&cli->options);
    }
    if (result == CLI_OK) {
        result = prepare_credential(cli, credential);
    }
    if (result == CLI_OK) {
        result = trust_check(cli);
    }
    if (result == CLI_OK) {
        result = arguments_secrets(cli);
    }
    if (result == CLI_OK && operation->prepare != NULL) {
        result = operation->prepare(cli, cli->request.bytes);
    }
    return result;
}

static int run_offline(struct cli *cli)
{
    int result = check_options(cli);

    if (result == CLI_OK) {
        result = arguments_read(cli);
    }
    if (result == CLI_OK) {
        result = cli->operation->run(cli, cli->request.bytes);
    }
    return result == CLI_OK ? output_finish(&cli->out) : result;
}

int run_operation(struct cli *cli)
{
    enum credential credential;
    int result;
    int written;

    if (cli->operation->auth == CLI_AUTH_OFFLINE) {
        return run_offline(cli);
    }
    result = prepare(cli, &credential);
    if (result == CLI_OK) {
        result = connection_open(cli);
    }
    if (result == CLI_OK) {
        result = run_online(cli, credential);
        if (worth_a_logout(result)) {
            logout(cli);
        }
    }
    connection_close(cli);
    written = output_finish(&cli->out);
    return result != CLI_OK ? result : written;
}
