/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Text of a stranger, printed so that it cannot steer a terminal.
 */
#ifndef QUATRIX_CLI_ESCAPE_H
#define QUATRIX_CLI_ESCAPE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum escape_style {
    ESCAPE_LINE, /**< Line breaks, control characters and bidirectional controls as \n, \x1b,
                    \u202e. */
    ESCAPE_JSON, /**< The same by the rules of JSON strings, and the quotation mark and backslash. */
    ESCAPE_VALUE /**< The text is JSON already: white space becomes spaces, what else is a control can
                    stand in its strings alone. */
};

/** Text that arrives in pieces. Zero it to begin. */
struct escape {
    uint8_t held[4]; /**< Beginning of a UTF-8 sequence. */
    uint8_t count;
    uint8_t need;
};

/** Print a piece; an unfinished UTF-8 sequence is kept back for the next one. */
void escape_piece(struct escape *state, FILE *file, const char *text, size_t len,
                  enum escape_style style);

/** Print what was kept back. */
void escape_end(struct escape *state, FILE *file, enum escape_style style);

/** Print a whole text. */
void escape_text(FILE *file, const char *text, size_t len, enum escape_style style);

#endif
