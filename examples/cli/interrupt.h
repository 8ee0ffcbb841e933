/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Ctrl-C and its relatives set a flag; whoever waits looks at it.
 */
#ifndef QUATRIX_CLI_INTERRUPT_H
#define QUATRIX_CLI_INTERRUPT_H

/** Longest a wait may sleep before it looks at the flag again, in milliseconds. */
#define INTERRUPT_POLL_MS 200

/** Catch SIGINT, SIGTERM, SIGHUP and SIGQUIT; ignore SIGPIPE, which becomes a write error. */
void interrupt_install(void);

/** The signal that came in, 0 if none. */
int interrupt_signal(void);

#endif
