/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Functions of libc that port/posix calls, replaced at link time (-Wl,--wrap=...): one of them fails when
 * a test says so, all else goes to the real libc.
 */
#ifndef QUATRIX_PORT_FAILING_CALLS_H
#define QUATRIX_PORT_FAILING_CALLS_H

#include <netdb.h>

enum failing_call {
    CALL_CONNECT,
    CALL_GETSOCKOPT,
    CALL_SEND,
    CALL_RECV,
    CALL_POLL,
    CALL_FCNTL,         /* of F_SETFL alone */
    CALL_CLOCK_GETTIME, /* of CLOCK_REALTIME alone */
    CALL_GETRANDOM,
    CALL_GETADDRINFO, /* of names alone */
    CALL_PTHREAD_ONCE,
    CALL_CONDATTR_INIT,
    CALL_CONDATTR_SETCLOCK,
    CALL_COND_INIT,
    CALL_ATTR_INIT,
    CALL_ATTR_SETDETACHSTATE,
    CALL_ATTR_SETSTACKSIZE,
    CALL_SIGMASK,
    CALL_PTHREAD_CREATE,
    CALLS
};

/** The next `times` calls fail with this error, as they would; 0: they answer 0, whatever that means. */
void failing_call_set(enum failing_call call, unsigned times, int error);

/** How many of them have failed since, or answered 0. */
unsigned failing_call_seen(enum failing_call call);

/** What getaddrinfo() answers for names while it is told to answer 0. */
void failing_call_list(struct addrinfo *list);

/** The longest time poll() was asked to wait since this was asked for, in milliseconds. */
int failing_call_longest_poll(void);

#endif
