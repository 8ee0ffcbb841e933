/* SPDX-License-Identifier: MIT */
/** @file Lines of words on the board's console, in and out. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stddef.h>
#include <stdint.h>

enum { CONSOLE_LINE_MAX = 159 };

/** The next line, without its end. The network goes on meanwhile. */
void console_read(char line[CONSOLE_LINE_MAX + 1]);

/** The word at *text, cut off there; *text moves on to the next. "" when there is none. */
const char *console_word(char **text);

void console_write(const char *text);
void console_write_number(int64_t number);
void console_write_hex(const uint8_t *bytes, size_t len);

#endif
