/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Questions at the controlling terminal, whatever standard input and output are.
 */
#ifndef QUATRIX_CLI_TERMINAL_H
#define QUATRIX_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/** Whether the process has a controlling terminal. */
bool terminal_present(void);

/**
 * Ask for a line that is not shown while it is typed.
 *
 * @param prompt  Shown, followed by " for WHOM" unless whom is NULL, and a colon.
 * @param text    NUL-terminated; a secret, also after an error.
 * @return CLI_OK, CLI_USAGE (nothing was entered), CLI_FILE (the terminal failed) or
 *         CLI_SIGNAL + n; what went wrong was said. The terminal is as it was before.
 */
int terminal_ask(const char *prompt, const char *whom, char *text, size_t size);

#endif
