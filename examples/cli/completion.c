/* SPDX-License-Identifier: MIT */
/* Family "completion": a script for bash, made from the tables of families, operations and options. It
 * needs nothing but bash, and offers files of this machine where the command line wants some. */
#include "cli.h"
#include <string.h>

/* Bash takes name=value for three words. Behind a "=" the word before it is what is asked for. */
static const char head[] = "# bash completion for quatrix. Made by: quatrix completion bash\n"
                           "# To use it: source <(quatrix completion bash)\n"
                           "\n"
                           "_quatrix_words() {\n"
                           "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
                           "    [[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace 2>/dev/null\n"
                           "}\n"
                           "\n"
                           "_quatrix_files() {\n"
                           "    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
                           "    compopt -o filenames 2>/dev/null\n"
                           "}\n"
                           "\n";

/* Which words stand before the one to complete: family, operation, and how many more. */
static const char scan[] =
    "_quatrix() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local family='' operation='' members='' own='' values='' word\n"
    "    local -i at place=0\n"
    "    local -a places=()\n"
    "    COMPREPLY=()\n"
    "    if [[ $cur == = ]]; then\n"
    "        cur=''\n"
    "    elif [[ $before == = ]] && ((COMP_CWORD > 1)); then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    for ((at = 1; at < COMP_CWORD; at++)); do\n"
    "        word=${COMP_WORDS[at]}\n"
    "        if [[ $word == = ]]; then\n"
    "            ((at++))\n"
    "        elif _quatrix_takes_value \"$word\"; then\n"
    "            [[ ${COMP_WORDS[at + 1]} == = ]] || ((at++))\n"
    "        elif [[ $word == -?* ]]; then\n"
    "            :\n"
    "        elif [[ -z $family ]]; then\n"
    "            family=$word\n"
    "        elif [[ -z $operation ]]; then\n"
    "            operation=$word\n"
    "        else\n"
    "            ((place++))\n"
    "        fi\n"
    "    done\n";

static const char finish[] =
    "    if _quatrix_takes_file \"$before\"; then\n"
    "        _quatrix_files\n"
    "    elif _quatrix_takes_value \"$before\"; then\n"
    "        :\n"
    "    elif [[ $cur == -* ]]; then\n"
    "        _quatrix_words \"$options $own\"\n"
    "    elif [[ -z $family ]]; then\n"
    "        _quatrix_words \"$families\"\n"
    "    elif [[ -z $operation ]]; then\n"
    "        _quatrix_words \"$operations\"\n"
    "    elif [[ ${COMP_WORDS[COMP_CWORD]} == = || ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then\n"
    "        _quatrix_words \"$values\"\n"
    "    elif [[ ${places[place]-} == file ]]; then\n"
    "        _quatrix_files\n"
    "    else\n"
    "        _quatrix_words \"$members\"\n"
    "    fi\n"
    "}\n"
    "complete -F _quatrix quatrix\n";

/* "case $1 in --host | --port) return 0 ;; esac": the options that take a value, or a file. */
static void print_option_test(FILE *file, const char *name, bool files_alone)
{
    const char *separator = "";

    (void)fprintf(file, "%s() {\n    case $1 in\n    ", name);
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const char *value = option_rows[id].value;
        if (value != NULL && (!files_alone || strcmp(value, "FILE") == 0)) {
            (void)fprintf(file, "%s--%s", separator, option_rows[id].name);
            separator = " | ";
        }
    }
    (void)fputs(") return 0 ;;\n    esac\n    return 1\n}\n\n", file);
}

static void print_options(FILE *file, const char *variable, uint64_t wanted)
{
    const char *separator = "";

    (void)fprintf(file, "%s'", variable);
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        if ((wanted & CLI_OPTION(id)) != 0) {
            (void)fprintf(file, "%s--%s", separator, option_rows[id].name);
            separator = " ";
        }
    }
    (void)fputs("'\n", file);
}

static void print_families(FILE *file)
{
    (void)fputs("    local families='", file);
    for (size_t i = 0; cli_families[i] != NULL; i++) {
        (void)fprintf(file, "%s%s", i == 0 ? "" : " ", cli_families[i]->name);
    }
    (void)fputs("' operations=''\n    case $family in\n", file);
    for (size_t i = 0; cli_families[i] != NULL; i++) {
        const struct cli_family *family = cli_families[i];

        (void)fprintf(file, "    %s) operations='", family->name);
        for (size_t j = 0; j < family->count; j++) {
            (void)fprintf(file, "%s%s", j == 0 ? "" : " ", family->operations[j].name);
        }
        (void)fputs("' ;;\n", file);
    }
    (void)fputs("    esac\n", file);
}

/* What is written behind a name and its "=". */
static const char *values_of(const struct cli_argument *argument)
{
    switch (argument->kind) {
    case CLI_ARG_BOOL:
        return "true false";
    case CLI_ARG_FACTOR:
        return "2FA PIN";
    default:
        return NULL;
    }
}

static void print_members(FILE *file, const struct cli_operation *operation)
{
    (void)fputs("        members='", file);
    for (size_t i = 0; i < operation->argument_count; i++) {
        if (operation->arguments[i].kind != CLI_ARG_SECRET) {
            (void)fprintf(file, "%s=%s", operation->arguments[i].name,
                          i + 1 < operation->argument_count ? " " : "");
        }
    }
    (void)fputs("'\n", file);
    for (size_t i = 0; i < operation->argument_count; i++) {
        const char *values = values_of(&operation->arguments[i]);
        if (values != NULL) {
            (void)fprintf(file, "        [[ $before != %s ]] || values='%s'\n",
                          operation->arguments[i].name, values);
        }
    }
}

static void print_places(FILE *file, const struct cli_operation *operation)
{
    (void)fputs("        places=(", file);
    for (size_t i = 0; i < operation->argument_count; i++) {
        const struct cli_argument *argument = &operation->arguments[i];
        (void)fprintf(file, "%s%s", i == 0 ? "" : " ", argument->local ? "file" : "other");
    }
    (void)fputs(")\n", file);
}

/* Nothing for what takes no arguments. */
static void print_operation(FILE *file, const struct cli_family *family,
                            const struct cli_operation *operation)
{
    if (operation->options == 0 && operation->argument_count == 0) {
        return;
    }
    (void)fprintf(file, "    '%s %s')\n", family->name, operation->name);
    if (operation->options != 0) {
        print_options(file, "        own=", operation->options);
    }
    if (operation->placed) {
        print_places(file, operation);
    } else if (operation->argument_count > 0) {
        print_members(file, operation);
    }
    (void)fputs("        ;;\n", file);
}

static int run_bash(struct cli *cli, const void *request)
{
    FILE *file = cli->out.file;

    (void)request;
    (void)fputs(head, file);
    print_option_test(file, "_quatrix_takes_value", false);
    print_option_test(file, "_quatrix_takes_file", true);
    (void)fputs(scan, file);
    print_options(file, "    local options=", CLI_OPTION(OPTION_OWN) - 1);
    print_families(file);
    (void)fputs("    case \"$family $operation\" in\n", file);
    for (size_t i = 0; cli_families[i] != NULL; i++) {
        for (size_t j = 0; j < cli_families[i]->count; j++) {
            print_operation(file, cli_families[i], &cli_families[i]->operations[j]);
        }
    }
    (void)fputs("    esac\n", file);
    (void)fputs(finish, file);
    return CLI_OK;
}

static const struct cli_operation operations[] = {
    { .name = "bash",
      .summary = "print a script for tab completion",
      .note = "to use it: source <(quatrix completion bash)",
      .auth = CLI_AUTH_OFFLINE,
      .run = run_bash },
};

const struct cli_family cli_family_completion = { .name = "completion",
                                                  .summary = "tab completion",
                                                  .operations = operations,
                                                  .count = CLI_COUNT(operations) };
