/* SPDX-License-Identifier: MIT */
/* Lists come from the tables of options, families and operations: only prose is here. */
#include "help.h"
#include "cli.h"
#include <mbedtls/version.h>
#include <string.h>

static const char usage[] =
    "Usage: quatrix [OPTION]... FAMILY OPERATION [MEMBER=VALUE]...\n"
    "Calls the REST API of a Quatrix account, over verified TLS.\n"
    "\n"
    "  quatrix --host acme.quatrix.it --user dana.k@example.org profile get\n"
    "  quatrix profile set name=\"Pump 7\"\n"
    "  quatrix profile 2fa-generate --out qr.png\n"
    "  quatrix user list --json\n"
    "  quatrix api-key create name=\"pump 7\" --key-file pump-7.key\n"
    "  quatrix file ls -l /plans\n"
    "  quatrix file put pump.pdf /plans/\n"
    "  quatrix file get /plans/pump.pdf .\n";

static const char secrets_text[] =
    "\n"
    "Secrets come from files of one line (mode 0600; - is standard input, a line each) or, on a\n"
    "terminal, from a prompt; never from the command line. QUATRIX_PASSWORD and QUATRIX_API_KEY\n"
    "may hold the secret itself, but every program started from here inherits them: files are\n"
    "better. What stands on the command line goes before the environment, and there an API key\n"
    "goes before a user.\n"
    "\n"
    "With --user the program logs in, calls, and logs out; with an API key or --basic it only\n"
    "calls. A session that ends meanwhile is begun again, as far as no question has to be asked.\n"
    "\n"
    "Lists are printed as they arrive, a line each: columns with tabs between, or with --json an\n"
    "object. Elements that cannot be read are told of on stderr, and make the exit status 4.\n"
    "Times are given as seconds since 1970 or such as 2023-11-14T22:13:20Z.\n"
    "\n"
    "Ctrl-C during file put and file get leaves LOCAL.quatrix-upload, or LOCAL.part and\n"
    "LOCAL.quatrix-part: the same command goes on from there. So it does after a failure, or when\n"
    "the program was killed. A second Ctrl-C ends it at once.\n";

static const struct {
    int status;
    const char *meaning;
} statuses[] = {
    { CLI_OK, "done" },
    { CLI_USAGE, "command line, settings, or a value the API does not allow; nothing was sent" },
    { CLI_NETWORK, "no address, no connection, timeout, connection lost" },
    { CLI_TLS, "the server could not be verified, or TLS failed" },
    { CLI_REPLY, "the reply breaks a rule or does not fit" },
    { CLI_REFUSED, "refused by the server (4xx), or a redirect" },
    { CLI_UNAUTHORIZED, "wrong credentials or code, or the session is over" },
    { CLI_LIMITED, "too many requests (429)" },
    { CLI_SERVER, "the server failed (5xx)" },
    { CLI_FILE, "a local file or standard output" },
    { CLI_DEFECT, "a defect of this program" },
    { CLI_SIGNAL + 2, "Ctrl-C; likewise 128 + n for other signals" },
};

static void print_option(FILE *file, size_t id)
{
    const struct option_row *row = &option_rows[id];
    char letter = option_letter(id);
    char left[48];
    size_t len = 0;

    if (letter != 0) {
        len = (size_t)snprintf(left, sizeof left, "-%c, ", letter);
    }
    (void)snprintf(left + len, sizeof left - len, "--%s%s%s", row->name,
                   row->value != NULL ? " " : "", row->value != NULL ? row->value : "");
    if (strlen(left) > 25) {
        (void)fprintf(file, "  %s\n", left);
        left[0] = '\0';
    }
    (void)fprintf(file, "  %-25s %s\n", left, row->help);
    if (row->environment != NULL) {
        (void)fprintf(file, "  %-25s %s\n", "", row->environment);
    }
}

static void print_options(FILE *file)
{
    (void)fputs("\nOptions, and variables of the environment with the same meaning:\n", file);
    for (size_t id = 0; id < OPTION_OWN; id++) {
        print_option(file, id);
    }
    (void)fputs("\nOptions of some operations (quatrix --help FAMILY says which):\n", file);
    for (size_t id = OPTION_OWN; id < OPTION_COUNT; id++) {
        print_option(file, id);
    }
}

static void print_statuses(FILE *file)
{
    (void)fputs("\nExit status:\n", file);
    for (size_t i = 0; i < CLI_COUNT(statuses); i++) {
        (void)fprintf(file, "  %3d  %s\n", statuses[i].status, statuses[i].meaning);
    }
}

static void print_operations(FILE *file, const struct cli_family *family)
{
    for (size_t i = 0; i < family->count; i++) {
        (void)fprintf(file, "  %s %-*s %s\n", family->name, 24 - (int)strlen(family->name),
                      family->operations[i].name, family->operations[i].summary);
    }
}

void help_print(FILE *file)
{
    (void)fputs(usage, file);
    (void)fputs("\nOperations (quatrix --help FAMILY, or --help FAMILY OPERATION, says more):\n",
                file);
    for (size_t i = 0; cli_families[i] != NULL; i++) {
        print_operations(file, cli_families[i]);
    }
    print_options(file);
    (void)fputs(secrets_text, file);
    print_statuses(file);
}

static const char *kind_note(const struct cli_argument *argument)
{
    switch (argument->kind) {
    case CLI_ARG_BOOL:
        return " (true or false)";
    case CLI_ARG_INT:
        return " (a number)";
    case CLI_ARG_BYTES:
        return " (bytes)";
    case CLI_ARG_TIME:
        return " (a time)";
    case CLI_ARG_IDS:
        return " (one or more, commas between)";
    case CLI_ARG_TIMES:
        return " (one or more times, commas between)";
    case CLI_ARG_TEXTS:
        return " (may be repeated)";
    default:
        return "";
    }
}

static void print_secret(FILE *file, const struct cli_argument *argument)
{
    (void)fprintf(file, "      %s: %s; %s--%s FILE\n", argument->name, argument->help,
                  argument->required ? "asked for, or " : "only with ",
                  secret_option(argument->secret));
}

static void print_argument(FILE *file, const struct cli_operation *operation,
                           const struct cli_argument *argument)
{
    if (argument->kind == CLI_ARG_SECRET) {
        print_secret(file, argument);
    } else {
        (void)fprintf(file, "      %s%s%s: %s%s\n", argument->name,
                      operation->placed ? "" : "=VALUE", argument->required ? "" : " (optional)",
                      argument->help, operation->placed ? "" : kind_note(argument));
    }
}

/* "file put LOCAL PATH": a line for what is called without names of members. */
static void print_usage(FILE *file, const struct cli_family *family,
                        const struct cli_operation *operation)
{
    (void)fprintf(file, "      quatrix %s %s", family->name, operation->name);
    for (size_t i = 0; i < operation->argument_count; i++) {
        const struct cli_argument *argument = &operation->arguments[i];
        (void)fprintf(file, argument->required ? " %s%s" : " [%s]%s", argument->name,
                      argument->kind == CLI_ARG_TEXTS ? "..." : "");
    }
    (void)fputc('\n', file);
}

static void print_own_options(FILE *file, const struct cli_operation *operation)
{
    for (size_t id = OPTION_OWN; id < OPTION_COUNT; id++) {
        const struct option_row *row = &option_rows[id];
        if ((operation->options & CLI_OPTION(id)) != 0) {
            (void)fprintf(file, "      --%s%s%s: %s\n", row->name, row->value != NULL ? " " : "",
                          row->value != NULL ? row->value : "", row->help);
        }
    }
}

static void print_forms(FILE *file, const struct cli_operation *operation)
{
    if (operation->form == CLI_FORM_BYTES || operation->form == CLI_FORM_IMAGE) {
        (void)fprintf(file, "      --out FILE: where the bytes go; - for standard output%s\n",
                      operation->form == CLI_FORM_IMAGE ? "; --raw: as the server sent them" : "");
    }
    if (operation->column_count > 0) {
        (void)fputs("      a line each, tabs between: ", file);
        for (size_t i = 0; i < operation->column_count; i++) {
            (void)fprintf(file, "%s%s", i == 0 ? "" : ", ",
                          operation->reply->rows[operation->columns[i]].name);
        }
        (void)fputs("; all members with --json\n", file);
    }
    if (operation->auth == CLI_AUTH_SESSION || operation->auth == CLI_AUTH_OWN) {
        (void)fputs("      needs --user\n", file);
    } else if (operation->auth == CLI_AUTH_NONE) {
        (void)fputs("      needs no credentials, and sends none\n", file);
    }
}

static void print_operation(FILE *file, const struct cli_family *family,
                            const struct cli_operation *operation)
{
    (void)fprintf(file, "\n  %s: %s\n", operation->name, operation->summary);
    if (operation->placed) {
        print_usage(file, family, operation);
    }
    if (operation->note != NULL) {
        (void)fprintf(file, "      %s\n", operation->note);
    }
    for (size_t i = 0; i < operation->argument_count; i++) {
        print_argument(file, operation, &operation->arguments[i]);
    }
    print_own_options(file, operation);
    print_forms(file, operation);
}

void help_family(FILE *file, const struct cli_family *family)
{
    (void)fprintf(file, "Usage: quatrix [OPTION]... %s OPERATION [MEMBER=VALUE]...\n%s: %s\n",
                  family->name, family->name, family->summary);
    for (size_t i = 0; i < family->count; i++) {
        print_operation(file, family, &family->operations[i]);
    }
}

void help_operation(FILE *file, const struct cli_family *family,
                    const struct cli_operation *operation)
{
    (void)fprintf(file, "Usage: quatrix [OPTION]... %s %s%s\n", family->name, operation->name,
                  operation->placed || operation->argument_count == 0 ? "" : " MEMBER=VALUE...");
    print_operation(file, family, operation);
    (void)fputs("\nquatrix --help says what all operations have in common.\n", file);
}

void help_version(FILE *file)
{
    (void)fprintf(file, "quatrix %s (%s)\n", QUATRIX_CLI_VERSION, MBEDTLS_VERSION_STRING_FULL);
}
