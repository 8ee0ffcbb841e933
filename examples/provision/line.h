/* SPDX-License-Identifier: MIT */
/**
 * @file
 * One line of text put together from pieces, without stdio. What does not fit is left out.
 */
#ifndef LINE_H
#define LINE_H

#include <stddef.h>
#include <stdint.h>

/** Longest line, in bytes. */
#ifndef SCENARIO_LINE_MAX
#define SCENARIO_LINE_MAX 223
#endif

struct scenario_line {
    size_t len;
    char text[SCENARIO_LINE_MAX + 1]; /**< UTF-8, NUL-terminated. */
};

void line_begin(struct scenario_line *line);

/** Text as it is, but control characters, which a server might hide in it, become '?'. */
void line_add(struct scenario_line *line, const char *text);

void line_add_number(struct scenario_line *line, int64_t number);

/** -0x1a2b */
void line_add_hex(struct scenario_line *line, int64_t number);

/** Blanks up to a column. */
void line_pad(struct scenario_line *line, size_t column);

/** A number, flush right in so many columns. */
void line_add_column(struct scenario_line *line, uint64_t number, size_t width);

#endif
