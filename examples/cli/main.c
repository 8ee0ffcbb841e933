/* SPDX-License-Identifier: MIT */
/* quatrix: the REST API of a Quatrix account on the command line. */
#include "cli.h"
#include "help.h"
#include "interrupt.h"
#include "message.h"
#include "run.h"
#include "suggest.h"
#include <stdio.h>
#include <unistd.h>

/* Static: it is large, and what is secret in it lies in one place. */
static struct cli cli;

/* Of standard output, so that it can be wiped as well: an API key may have been printed. */
static char printed[8192];

/* Family and operation out of the first two words. */
static int find_operation(void)
{
    const struct options *options = &cli.options;

    if (options->word_count == 0) {
        help_print(stderr);
        return CLI_USAGE;
    }
    cli.family = cli_find_family(options->words[0]);
    if (cli.family == NULL) {
        suggest_family(options->words[0]);
        return CLI_USAGE;
    }
    if (options->word_count == 1) {
        help_family(stderr, cli.family);
        return CLI_USAGE;
    }
    cli.operation = cli_find_operation(cli.family, options->words[1]);
    if (cli.operation == NULL) {
        suggest_operation(cli.family, options->words[1]);
        return CLI_USAGE;
    }
    (void)snprintf(cli.what, sizeof cli.what, "%s %s", cli.family->name, cli.operation->name);
    return CLI_OK;
}

static int show_help(void)
{
    const struct options *options = &cli.options;
    const struct cli_operation *operation = NULL;
    const struct cli_family *family = NULL;

    if (options->word_count == 0) {
        help_print(stdout);
        return output_finish(&cli.out);
    }
    family = cli_find_family(options->words[0]);
    if (family == NULL) {
        suggest_family(options->words[0]);
        return CLI_USAGE;
    }
    if (options->word_count == 1) {
        help_family(stdout, family);
        return output_finish(&cli.out);
    }
    operation = cli_find_operation(family, options->words[1]);
    if (operation == NULL) {
        suggest_operation(family, options->words[1]);
        return CLI_USAGE;
    }
    help_operation(stdout, family, operation);
    return output_finish(&cli.out);
}

static int run(int argc, char **argv)
{
    int status = options_read(&cli.options, argc, argv);

    cli.out.file = stdout;
    if (status != CLI_OK) {
        return status;
    }
    cli.out.json = option_set(&cli.options, OPTION_JSON);
    if (option_set(&cli.options, OPTION_HELP)) {
        return show_help();
    }
    if (option_set(&cli.options, OPTION_VERSION)) {
        help_version(stdout);
        return output_finish(&cli.out);
    }
    status = find_operation();
    return status == CLI_OK ? run_operation(&cli) : status;
}

int main(int argc, char **argv)
{
    int status;

    interrupt_install();
    (void)setvbuf(stdout, printed, isatty(STDOUT_FILENO) != 0 ? _IOLBF : _IOFBF, sizeof printed);
    status = run(argc, argv);
    secrets_wipe(&cli.secrets);
    quatrix_wipe(&cli.request, sizeof cli.request);
    quatrix_wipe(&cli.reply, sizeof cli.reply);
    if (fflush(stdout) == 0) {
        quatrix_wipe(printed, sizeof printed);
    }
    if (interrupt_signal() != 0) {
        status = CLI_SIGNAL + interrupt_signal();
    }
    return status;
}
