/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Single values, as people or as programs read them.
 */
#ifndef QUATRIX_CLI_PRINT_H
#define QUATRIX_CLI_PRINT_H

#include "table.h"
#include <stdio.h>

/** One line of text; control characters are escaped. */
void print_text(FILE *file, const char *text);

/** A JSON string. */
void print_json_text(FILE *file, const char *text);

/** Text that is JSON; empty text as null. */
void print_json_value(FILE *file, const char *text);

/** A CLI_BOOL, CLI_INT or CLI_TIME at value. A time as RFC 3339 in UTC, microseconds only if there
    are any; one outside the years 0 to 9999 as seconds. */
void print_number(FILE *file, enum cli_kind kind, const void *value);

/** A CLI_TIME at value in seconds, with six decimals. */
void print_json_time(FILE *file, const void *value);

#endif
