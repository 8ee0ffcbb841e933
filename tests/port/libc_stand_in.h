/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Functions of libc that the tests of port/posix replace at link time (-Wl,--wrap=...), so that
 * names resolve without a name server and rare failures can be had at will. Literals, and all
 * functions nobody asked to fail, go to the real libc.
 *
 * Names: "echo.test" 127.0.0.1; "two.test" ::1, 127.0.0.1; "many.test" ::1 nine times, then
 * 127.0.0.1; "hole.test" 127.0.0.2, 127.0.0.1; "local.test" only a Unix address; "slow.test" as
 * echo.test, but held back by stand_in_hold(); "again.test" EAI_AGAIN; "memory.test" EAI_MEMORY;
 * "system.test" EAI_SYSTEM; all others EAI_NONAME.
 */
#ifndef QUATRIX_PORT_LIBC_STAND_IN_H
#define QUATRIX_PORT_LIBC_STAND_IN_H

#include <stdbool.h>
#include <stddef.h>

/** Build the tables; before any other thread. */
void stand_in_init(void);

/** Lookups of "slow.test" block from now on, until they are let go. */
void stand_in_hold(bool hold);

/** Wait until exactly count lookups are blocked, or max_ms have passed: false. */
bool stand_in_wait_held(int count, unsigned max_ms);

/** socket() fails with this errno until told 0. */
void stand_in_fail_socket(int error);

/** getrandom() gives at most `most` bytes at once and fails with EINTR every other time; 0: the
    real one. It fails with `error`, if that is not 0. */
void stand_in_getrandom(size_t most, int error);

#endif
