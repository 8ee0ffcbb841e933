/* SPDX-License-Identifier: MIT */
/*
 * What every bench program shares: its command line, the work it does, and the marks around it.
 *
 *     PROGRAM --host H --port N --base PATH --ca FILE --token T --work WORK [--count N] [--tls12]
 *             [--calls | --strace | --spy | --time | --stack | --dump]
 *
 * WORK, done N times:
 *   profile    GET PATH/profile on a connection that is there
 *   set        POST PATH/profile/set on it
 *   cold       connect, shake hands, GET PATH/profile, close
 *   resumed    the same, resuming the TLS session of the connection before
 *   handshake  connect, shake hands, close
 *   list       GET PATH/user on a connection that is there
 * Two calls that are not measured go before. Each result is compared with the first one.
 *
 *   --calls   for callgrind, which collects between marks alone; with cold, resumed and handshake from
 *             the first to the last (--instr-atstart=no), since the library looks names up in a thread
 *   --strace  a write() that fails stands before and after each
 *   --spy     prints what spy.c, preloaded, has counted
 *   --time    prints nanoseconds of CPU and of real time
 *   --stack   prints the most bytes of stack in use, below main()
 *   --dump    prints the result as JSON; of a list how many there are, and a hash of them
 * Outside of a tool the marks cost a few instructions.
 */
#ifndef BENCH_H
#define BENCH_H

#include <quatrix/profile.h>
#include <quatrix/user.h>

#include <stdbool.h>
#include <stdint.h>

struct bench {
    const char *host;
    const char *base; /* path before "/profile" */
    const char *token;
    const char *ca_path;
    char *ca; /* PEM text with its NUL */
    size_t ca_size;
    uint16_t port;
    unsigned count; /* how often the work is done */
    bool tls12;     /* offer nothing newer */
};

/* A client. Each function ends the program when it fails. */
struct bench_program {
    void (*set_up)(const struct bench *bench); /* sends nothing */
    void (*tear_down)(void);
    /* Ask for the profile; connect before, where there is no connection. What is not in *out by then,
       fetch_profile puts there; NULL: all is. Likewise below. */
    void (*profile)(struct quatrix_profile *out);
    void (*fetch_profile)(struct quatrix_profile *out);
    void (*set)(const struct quatrix_profile_set_request *request,
                struct quatrix_profile_set_reply *out);
    void (*fetch_set)(struct quatrix_profile_set_reply *out);
    /* Ask for the users; hand each to bench_take_user(), or count it. Answers how many. */
    uint64_t (*list)(void);
    /* Connect, and shake hands. NULL: cannot do that alone. */
    void (*handshake)(void);
    /* Close the connection; forget: also what would resume its session. */
    void (*disconnect)(bool forget);
};

/* What main() is to return. */
int bench_main(int argc, char **argv, const struct bench_program *program);

/* One user of the list. */
void bench_take_user(const struct quatrix_user *user);

/* Print why, and end the program. */
void bench_fail(const char *what, long code);

#endif
