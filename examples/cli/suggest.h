/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What somebody may have meant: a message that names the nearest valid word and lists them all.
 */
#ifndef QUATRIX_CLI_SUGGEST_H
#define QUATRIX_CLI_SUGGEST_H

#include "table.h"

void suggest_family(const char *word);
void suggest_operation(const struct cli_family *family, const char *word);

/** what: "member of profile set"; word is not terminated: a value may follow. */
void suggest_argument(const struct cli_operation *operation, const char *what, const char *word,
                      size_t len);

#endif
