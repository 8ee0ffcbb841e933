/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Ctrl-C and its relatives set a flag; whoever waits looks at it.
 */
#ifndef QUATRIX_CLI_INTERRUPT_H
#define QUATRIX_CLI_INTERRUPT_H

#include <stdbool.h>

/** Longest a wait may sleep before it looks at the flag again, in milliseconds. */
#define INTERRUPT_POLL_MS 200

/** Catch SIGINT, SIGTERM, SIGHUP and SIGQUIT, once: a second one ends the program. Ignore SIGPIPE, which becomes a write error. */
void interrupt_install(void);

/** While it is on, a second signal does not end the program at once: the terminal is not as it was. */
void interrupt_be_patient(bool on);

/** The signal that came in, 0 if none. */
int interrupt_signal(void);

#endif
