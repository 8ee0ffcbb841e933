/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE

#include "bench.h"

#include "dump.h"
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void bench_fail(const char *what, long code)
{
    fprintf(stderr, "%s: %ld\n", what, code);
    exit(EXIT_FAILURE);
}

void bench_write_mark(const char *text)
{
    if (write(-1, text, strlen(text)) >= 0) {
        bench_fail("the mark was written", 0);
    }
}

static void read_ca(struct bench *bench)
{
    FILE *file = fopen(bench->ca_path, "rb");
    size_t got;

    bench->ca_size = 8192;
    bench->ca = calloc(1, bench->ca_size);
    if (file == NULL || bench->ca == NULL) {
        bench_fail(bench->ca_path, 0);
    }
    got = fread(bench->ca, 1, bench->ca_size - 1, file);
    (void)fclose(file);
    bench->ca_size = got + 1;
}

static bool take_flag(struct bench *bench, const char *name)
{
    if (strcmp(name, "--cold") == 0) {
        bench->cold = true;
    } else if (strcmp(name, "--mark") == 0) {
        bench->mark = true;
    } else if (strcmp(name, "--wire") == 0) {
        bench->wire = true;
    } else if (strcmp(name, "--dump") == 0) {
        bench->dump = true;
    } else {
        return false;
    }
    return true;
}

static bool take_value(struct bench *bench, const char *name, const char *value)
{
    if (strcmp(name, "--host") == 0) {
        bench->host = value;
    } else if (strcmp(name, "--port") == 0) {
        bench->port = (uint16_t)strtoul(value, NULL, 10);
    } else if (strcmp(name, "--ca") == 0) {
        bench->ca_path = value;
    } else if (strcmp(name, "--token") == 0) {
        bench->token = value;
    } else if (strcmp(name, "--calls") == 0) {
        bench->calls = (unsigned)strtoul(value, NULL, 10);
    } else {
        return false;
    }
    return true;
}

void bench_begin(struct bench *bench, int argc, char **argv)
{
    memset(bench, 0, sizeof *bench);
    bench->calls = 1;
    for (int i = 1; i < argc; i++) {
        if (take_flag(bench, argv[i])) {
            continue;
        }
        if (i + 1 >= argc || !take_value(bench, argv[i], argv[i + 1])) {
            bench_fail("not an option, or without its value, argument", i);
        }
        i++;
    }
    if (bench->host == NULL || bench->token == NULL || bench->ca_path == NULL || bench->port == 0) {
        bench_fail("needs --host, --port, --ca and --token", 0);
    }
    read_ca(bench);
}

void bench_end(struct bench *bench)
{
    free(bench->ca);
}

static void call_measured(const struct bench *bench, bench_call *call, void *ctx,
                          struct quatrix_profile *profile)
{
    if (bench->mark) {
        bench_write_mark("bench: a call begins");
    }
    CALLGRIND_TOGGLE_COLLECT;
    call(ctx, profile);
    CALLGRIND_TOGGLE_COLLECT;
    if (bench->mark) {
        bench_write_mark("bench: a call ends");
    }
}

static void call_checked(const struct bench *bench, bench_call *call, void *ctx, bool measured)
{
    static struct quatrix_profile first;
    static struct quatrix_profile profile;
    static bool again;

    memset(&profile, 0xA5, sizeof profile); /* what was there before must not matter */
    if (measured) {
        call_measured(bench, call, ctx, &profile);
    } else {
        call(ctx, &profile);
    }
    if (again && memcmp(&first, &profile, sizeof first) != 0) {
        bench_fail("a call gave another profile than the first one", 0);
    }
    again = true;
    memcpy(&first, &profile, sizeof first);
    if (bench->dump) {
        dump_profile(&profile);
        exit(EXIT_SUCCESS);
    }
}

void bench_run(const struct bench *bench, bench_call *call, void *ctx, const int *fd)
{
    struct wire_segments before;

    for (unsigned i = 0; i < BENCH_UNMEASURED; i++) {
        call_checked(bench, call, ctx, bench->cold && i == 0);
    }
    if (bench->cold) {
        return;
    }
    wire_reset();
    wire_read_segments(*fd, &before);
    for (unsigned i = 0; i < bench->calls; i++) {
        call_checked(bench, call, ctx, true);
    }
    if (bench->wire) {
        wire_print(*fd, &before);
    }
}
