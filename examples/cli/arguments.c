/* SPDX-License-Identifier: MIT */
/* A request struct begins with `uint64_t present`. Words are cut where they lie, at their commas. */
#include "arguments.h"
#include "message.h"
#include "suggest.h"
#include "values.h"
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

/* A member of the request, which is sent. */
static void store(struct cli *cli, size_t bit, const void *value, size_t size)
{
    uint64_t present;
    uint8_t *request = cli->request.bytes;

    memcpy(request + cli->operation->arguments[bit].offset, value, size);
    memcpy(&present, request, sizeof present);
    present |= QUATRIX_BIT(bit);
    memcpy(request, &present, sizeof present);
}

static int refuse(const struct cli_argument *argument, const char *wanted)
{
    message("%s is %s", argument->name, wanted);
    return CLI_USAGE;
}

#define WANTED_TIME "a time: seconds since 1970, or such as 2023-11-14T22:13:20Z"

static int store_factor(struct cli *cli, size_t bit, const char *value)
{
    const struct cli_argument *argument = &cli->operation->arguments[bit];
    enum quatrix_factor factor = QUATRIX_FACTOR_2FA;

    if (strcmp(value, "PIN") == 0) {
        factor = QUATRIX_FACTOR_PIN;
    } else if (strcmp(value, "2FA") != 0) {
        message("%s is 2FA or PIN, not %s", argument->name, value);
        return CLI_USAGE;
    }
    store(cli, bit, &factor, sizeof factor);
    return CLI_OK;
}

static int store_bool(struct cli *cli, size_t bit, const char *value)
{
    bool yes;

    if (!value_bool(value, &yes)) {
        return refuse(&cli->operation->arguments[bit], "true or false");
    }
    store(cli, bit, &yes, sizeof yes);
    return CLI_OK;
}

static int store_number(struct cli *cli, size_t bit, const char *value)
{
    const struct cli_argument *argument = &cli->operation->arguments[bit];
    bool is_time = argument->kind == CLI_ARG_TIME;
    int64_t number;

    if (!(is_time ? value_time(value, &number) : value_int(value, &number))) {
        return refuse(argument, is_time ? WANTED_TIME : "a whole number");
    }
    store(cli, bit, &number, sizeof number);
    return CLI_OK;
}

static int store_bytes(struct cli *cli, size_t bit, const char *value)
{
    uint64_t size;
    int64_t number;

    if (!value_size(value, &size) || size > INT64_MAX) {
        return refuse(&cli->operation->arguments[bit], "a number of bytes, such as 65536 or 64K");
    }
    number = (int64_t)size;
    store(cli, bit, &number, sizeof number);
    return CLI_OK;
}

/* Several values: those of one word, behind those of the words before. */

static bool add_text(struct cli *cli, const char *text)
{
    if (cli->text_count == CLI_TEXTS_MAX) {
        message("more than %d values", CLI_TEXTS_MAX);
        return false;
    }
    cli->texts[cli->text_count++] = text;
    return true;
}

static bool add_parts(struct cli *cli, char *text)
{
    for (;;) {
        char *comma = strchr(text, ',');
        if (comma != NULL) {
            *comma = '\0';
        }
        if (!add_text(cli, text)) {
            return false;
        }
        if (comma == NULL) {
            return true;
        }
        text = comma + 1;
    }
}

static int store_times(struct cli *cli, size_t bit, size_t first)
{
    struct quatrix_times times = { cli->times + first, cli->text_count - first };

    for (size_t i = first; i < cli->text_count; i++) {
        if (!value_time(cli->texts[i], &cli->times[i])) {
            return refuse(&cli->operation->arguments[bit], WANTED_TIME);
        }
    }
    store(cli, bit, &times, sizeof times);
    return CLI_OK;
}

static int store_texts(struct cli *cli, size_t bit, size_t first)
{
    struct quatrix_texts texts = { cli->texts + first, cli->text_count - first };

    if (cli->operation->arguments[bit].kind == CLI_ARG_TIMES) {
        return store_times(cli, bit, first);
    }
    store(cli, bit, &texts, sizeof texts);
    return CLI_OK;
}

/* All words of this name at once, so that what they hold lies side by side. */
static int collect(struct cli *cli, size_t bit)
{
    const struct cli_argument *argument = &cli->operation->arguments[bit];
    size_t len = strlen(argument->name);
    size_t first = cli->text_count;

    for (size_t i = 2; i < cli->options.word_count; i++) {
        char *word = cli->options.words[i];
        bool same = strncmp(word, argument->name, len) == 0 && word[len] == '=';
        if (same && !(argument->kind == CLI_ARG_TEXTS ? add_text(cli, word + len + 1)
                                                      : add_parts(cli, word + len + 1))) {
            return CLI_USAGE;
        }
    }
    return store_texts(cli, bit, first);
}

static bool is_several(const struct cli_argument *argument)
{
    return argument->kind == CLI_ARG_IDS || argument->kind == CLI_ARG_TEXTS ||
           argument->kind == CLI_ARG_TIMES;
}

static int store_value(struct cli *cli, size_t bit, const char *value)
{
    switch (cli->operation->arguments[bit].kind) {
    case CLI_ARG_FACTOR:
        return store_factor(cli, bit, value);
    case CLI_ARG_BOOL:
        return store_bool(cli, bit, value);
    case CLI_ARG_INT:
    case CLI_ARG_TIME:
        return store_number(cli, bit, value);
    case CLI_ARG_BYTES:
        return store_bytes(cli, bit, value);
    case CLI_ARG_IDS:
    case CLI_ARG_TEXTS:
    case CLI_ARG_TIMES:
        return collect(cli, bit);
    default:
        store(cli, bit, &value, sizeof value);
        return CLI_OK;
    }
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
        if (is_several(argument)) {
            return CLI_OK; /* taken with the first one */
        }
        message("%s stands twice", argument->name);
        return CLI_USAGE;
    }
    seen[bit] = true;
    return store_value(cli, bit, equals + 1);
}

static int read_named(struct cli *cli, bool *seen)
{
    for (size_t i = 2; i < cli->options.word_count; i++) {
        int status = read_word(cli, cli->options.words[i], seen);
        if (status != CLI_OK) {
            return status;
        }
    }
    return CLI_OK;
}

/* The last argument takes all words that are left, if it can hold several. */
static int read_placed(struct cli *cli, bool *seen)
{
    const struct cli_operation *operation = cli->operation;
    size_t bit = 0;

    for (size_t i = 2; i < cli->options.word_count; i++, bit++) {
        const char *word = cli->options.words[i];
        if (bit == operation->argument_count) {
            message("%s: one word too many: %s", cli->what, word);
            return CLI_USAGE;
        }
        seen[bit] = true;
        if (!is_several(&operation->arguments[bit])) {
            store(cli, bit, &word, sizeof word);
            continue;
        }
        for (; i < cli->options.word_count; i++) {
            if (!add_text(cli, cli->options.words[i])) {
                return CLI_USAGE;
            }
        }
        return store_texts(cli, bit, 0);
    }
    return CLI_OK;
}

static int check_complete(const struct cli *cli, const bool *seen)
{
    const struct cli_operation *operation = cli->operation;
    bool any = false;

    for (size_t i = 0; i < operation->argument_count; i++) {
        const struct cli_argument *argument = &operation->arguments[i];
        any = any || (seen[i] && !argument->required);
        if (argument->required && argument->kind != CLI_ARG_SECRET && !seen[i]) {
            message("%s needs %s%s (%s)", cli->what, argument->name,
                    operation->placed ? "" : "=VALUE", argument->help);
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
    int status = cli->operation->placed ? read_placed(cli, seen) : read_named(cli, seen);

    return status == CLI_OK ? check_complete(cli, seen) : status;
}

int arguments_secrets(struct cli *cli)
{
    for (size_t i = 0; i < cli->operation->argument_count; i++) {
        const struct cli_argument *argument = &cli->operation->arguments[i];
        const char *text;
        int status;

        if (argument->kind != CLI_ARG_SECRET ||
            (!argument->required && !secret_given(&cli->options, argument->secret))) {
            continue;
        }
        status = secret_get(&cli->secrets, &cli->options, argument->secret, &text);
        if (status != CLI_OK) {
            return status;
        }
        store(cli, i, &text, sizeof text);
    }
    return CLI_OK;
}
