/* SPDX-License-Identifier: MIT */
/* A request struct begins with `uint64_t present`. */
#include "arguments.h"
#include "message.h"
#include "suggest.h"
#include <string.h>

static const struct cli_argument *find(const struct cli_operation *operation, const char *word,
                                       size_t len, size_t *bit)
{
    for (*bit = 0; *bit < operation->argument_count; (*bit)++) {
        const struct cli_argument *argument = &operation->arguments[*bit];
        if (strlen(argument->name) == len && strncmp(argument->name, word, len) == 0) {
            return argument;
        }
    }
    return NULL;
}

static void store_text(struct cli *cli, size_t bit, const char *text)
{
    uint64_t present;
    uint8_t *request = cli->request.bytes;

    memcpy(request + cli->operation->arguments[bit].offset, &text, sizeof text);
    memcpy(&present, request, sizeof present);
    present |= QUATRIX_BIT(bit);
    memcpy(request, &present, sizeof present);
}

static int store_factor(struct cli *cli, const struct cli_argument *argument, const char *value)
{
    enum quatrix_factor factor;

    if (strcmp(value, "2FA") == 0) {
        factor = QUATRIX_FACTOR_2FA;
    } else if (strcmp(value, "PIN") == 0) {
        factor = QUATRIX_FACTOR_PIN;
    } else {
        message("%s is 2FA or PIN, not %s", argument->name, value);
        return CLI_USAGE;
    }
    memcpy(cli->request.bytes + argument->offset, &factor, sizeof factor);
    return CLI_OK;
}

static int refuse_secret(const struct cli_argument *argument)
{
    message("%s does not belong on the command line, where every user of this machine can read "
            "it; leave it out and wait to be asked, or give --%s FILE",
            argument->name, secret_option(argument->secret));
    return CLI_USAGE;
}

static int refuse_unknown(const struct cli *cli, const char *word, size_t len)
{
    char what[sizeof cli->what + 16];

    (void)snprintf(what, sizeof what, "member of %s", cli->what);
    suggest_argument(cli->operation, what, word, len);
    return CLI_USAGE;
}

static int read_word(struct cli *cli, const char *word, bool *seen)
{
    const char *equals = strchr(word, '=');
    size_t len = equals != NULL ? (size_t)(equals - word) : strlen(word);
    size_t bit;
    const struct cli_argument *argument = find(cli->operation, word, len, &bit);

    if (argument == NULL) {
        return refuse_unknown(cli, word, len);
    }
    if (argument->kind == CLI_ARG_SECRET) {
        return refuse_secret(argument);
    }
    if (equals == NULL) {
        message("%s needs a value: %s=VALUE", word, word);
        return CLI_USAGE;
    }
    if (seen[bit]) {
        message("%s stands twice", argument->name);
        return CLI_USAGE;
    }
    seen[bit] = true;
    if (argument->kind == CLI_ARG_FACTOR) {
        return store_factor(cli, argument, equals + 1);
    }
    store_text(cli, bit, equals + 1);
    return CLI_OK;
}

static int check_complete(const struct cli *cli, const bool *seen)
{
    const struct cli_operation *operation = cli->operation;
    bool any = false;

    for (size_t i = 0; i < operation->argument_count; i++) {
        any = any || seen[i];
        if (operation->arguments[i].required && !seen[i]) {
            message("%s needs %s=VALUE (%s)", cli->what, operation->arguments[i].name,
                    operation->arguments[i].help);
            return CLI_USAGE;
        }
    }
    if (operation->changes && !any) {
        message("%s: nothing to change; see quatrix --help %s", cli->what, cli->family->name);
        return CLI_USAGE;
    }
    return CLI_OK;
}

int arguments_read(struct cli *cli)
{
    bool seen[64] = { false }; /* as many as `present` has bits */

    for (size_t i = 2; i < cli->options.word_count; i++) {
        int status = read_word(cli, cli->options.words[i], seen);
        if (status != CLI_OK) {
            return status;
        }
    }
    return check_complete(cli, seen);
}

int arguments_secrets(struct cli *cli)
{
    for (size_t i = 0; i < cli->operation->argument_count; i++) {
        const struct cli_argument *argument = &cli->operation->arguments[i];
        const char *text;
        int status;

        if (argument->kind != CLI_ARG_SECRET) {
            continue;
        }
        status = secret_get(&cli->secrets, &cli->options, argument->secret, &text);
        if (status != CLI_OK) {
            return status;
        }
        store_text(cli, i, text);
    }
    return CLI_OK;
}
