/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Replies on standard output, as "name: value" lines or as JSON, by the rows of their model.
 */
#ifndef QUATRIX_CLI_OUTPUT_H
#define QUATRIX_CLI_OUTPUT_H

#include "table.h"
#include <stdbool.h>
#include <stdio.h>

struct output {
    FILE *file;
    bool json;
};

/**
 * Print what is present of a reply. JSON names what is shorter than the server sent in a member
 * "_truncated"; text marks it in brackets.
 */
void output_reply(const struct output *out, const struct cli_model *model, const void *reply);

/** Print an element of a list on one line: as JSON, or its columns with tabs between them and "-" for
    what is absent. */
void output_element(const struct output *out, const struct cli_operation *operation,
                    const void *element);

/** Print what stands around a list: as output_reply(), but JSON on one line. */
void output_around(const struct output *out, const struct cli_model *model, const void *reply);

/** Have everything written. @return CLI_OK, or CLI_FILE after saying why. */
int output_finish(const struct output *out);

#endif
