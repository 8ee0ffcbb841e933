/* SPDX-License-Identifier: MIT */
/*
 * What every bench program shares: its command line, and the marks around a measured call.
 *
 *     PROGRAM --host H --port N --ca FILE --token T [--calls N] [--cold | --mark | --wire | --dump]
 *
 * All calls go over one connection. The first two, with the handshake, are never measured, except
 * that --cold measures the first one alone. Outside of a tool the marks cost a few instructions.
 *
 *   (nothing)  for callgrind: it collects between the marks alone
 *   --mark     for strace: a write() that fails stands before and after each measured call
 *   --wire     prints TLS records, TCP segments and bytes of all measured calls
 *   --dump     prints the decoded profile as JSON
 */
#ifndef BENCH_H
#define BENCH_H

#include <quatrix/profile.h>
#include <valgrind/callgrind.h>

#include <stdbool.h>
#include <stdint.h>

enum { BENCH_UNMEASURED = 2 };

struct bench {
    const char *host;
    const char *token;
    const char *ca_path;
    char *ca; /* PEM text with its NUL */
    size_t ca_size;
    uint16_t port;
    unsigned calls; /* measured ones */
    bool cold;
    bool mark;
    bool wire;
    bool dump;
};

/* Prints what is wrong and ends the program unless all is there. */
void bench_begin(struct bench *bench, int argc, char **argv);

void bench_end(struct bench *bench);

/* Print why, and end the program. */
void bench_fail(const char *what, long code);

/* Stands in strace's output; not measured itself. */
void bench_write_mark(const char *text);

/* One call: ask for the profile and decode it. Ends the program when that fails. */
typedef void bench_call(void *ctx, struct quatrix_profile *profile);

/* Make all calls, check that each result is the first one, and report what was asked for.
   The connection's socket is in *fd once there is a connection. */
void bench_run(const struct bench *bench, bench_call *call, void *ctx, const int *fd);

#endif
