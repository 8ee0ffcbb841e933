/* SPDX-License-Identifier: MIT */
/* Everything that can be wrong on this side is found before anything is sent. */
#include "run.h"
#include "arguments.h"
#include "connection.h"
#include "download.h"
#include "failure.h"
#include "login.h"
#include "message.h"

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
    output_reply(&cli->out, operation->reply, cli->reply.bytes);
    return CLI_OK;
}

static int run_online(struct cli *cli, enum credential credential)
{
    const struct cli_operation *operation = cli->operation;
    int result = operation->auth == CLI_AUTH_OWN ? CLI_OK : login(cli, credential);

    if (result != CLI_OK) {
        return result;
    }
    if (operation->run != NULL) {
        return operation->run(cli, cli->request.bytes);
    }
    return operation->form == CLI_FORM_MODEL ? run_call(cli) : download_run(cli);
}

/* A server that cannot be reached or trusted gets no second call. */
static bool worth_a_logout(int result)
{
    return result != CLI_NETWORK && result != CLI_TLS && result < CLI_SIGNAL;
}

static int check_options(const struct cli *cli)
{
    const bool *given = cli->options.given;
    enum cli_form form = cli->operation->form;

    if (form == CLI_FORM_MODEL && given[OPTION_OUT]) {
        message("--out is for replies that are bytes, and that of %s is text", cli->what);
        return CLI_USAGE;
    }
    if (form != CLI_FORM_IMAGE && given[OPTION_RAW]) {
        message("--raw is for images, which %s has none of", cli->what);
        return CLI_USAGE;
    }
    return form != CLI_FORM_MODEL ? download_check(cli) : CLI_OK;
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
        result = options_credential(&cli->options, operation->auth != CLI_AUTH_ANY, credential);
    }
    if (result == CLI_OK) {
        result = login_prepare(cli, *credential);
    }
    if (result == CLI_OK) {
        result = arguments_secrets(cli);
    }
    if (result == CLI_OK && operation->prepare != NULL) {
        result = operation->prepare(cli, cli->request.bytes);
    }
    return result;
}

int run_operation(struct cli *cli)
{
    enum credential credential;
    int result = prepare(cli, &credential);
    int written;

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
