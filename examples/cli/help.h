/* SPDX-License-Identifier: MIT */
/**
 * @file
 * --help and --version, from the tables.
 */
#ifndef QUATRIX_CLI_HELP_H
#define QUATRIX_CLI_HELP_H

#include "table.h"
#include <stdio.h>

/** The whole program. */
void help_print(FILE *file);

/** One family with its operations and their members. */
void help_family(FILE *file, const struct cli_family *family);

/** One operation. */
void help_operation(FILE *file, const struct cli_family *family,
                    const struct cli_operation *operation);
void help_version(FILE *file);

#endif
