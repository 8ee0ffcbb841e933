/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "bench.h"

#include "dump.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

enum { UNMEASURED = 2, STACK_SIZE = 4 << 20, STACK_PAINT = 0xA5 };

enum mode { MODE_NONE, MODE_CALLS, MODE_STRACE, MODE_SPY, MODE_TIME, MODE_STACK, MODE_DUMP, MODES };

static const char *const mode_names[MODES] = { "",       "--calls", "--strace", "--spy",
                                               "--time", "--stack", "--dump" };

static const struct quatrix_profile_set_request set_request = {
    .present = (UINT64_C(1) << QUATRIX_PROFILE_SET_MEMBERS) - 1,
    .name = "Rosa Lind-\xC3\x85ngstr\xC3\xB6m",
    .email = "rosa.lind@north.station.example",
    .language = "en_GB",
    .message_signature = "Field station North\nPump 7 by the old mill",
};

/* Of the running program; there is one. */
static struct {
    struct bench bench;
    const struct bench_program *program;
    const char *work;
    enum mode mode;
    bool reconnects;   /* each time */
    bool instrumented; /* as a whole */
    uint64_t hash;     /* of the users of a list */
    uint64_t cpu_ns;
    uint64_t real_ns;
    uint8_t *stack; /* painted */
    uint8_t *stack_top;
} run;

void bench_fail(const char *what, long code)
{
    fprintf(stderr, "%s: %ld\n", what, code);
    exit(EXIT_FAILURE);
}

/* --- marks --- */

static void write_mark(const char *text)
{
    if (write(-1, text, strlen(text)) >= 0) {
        bench_fail("the mark was written", 0);
    }
}

static void call_spy(const char *name)
{
    void (*function)(void) = NULL;
    void *found = dlsym(RTLD_DEFAULT, name);

    memcpy(&function, &found, sizeof function);
    if (function == NULL) {
        bench_fail("spy.c is not preloaded", 0);
    }
    function();
}

static uint64_t nanoseconds(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* Unsigned, so that a start may be subtracted and an end added. */
static void note_time(bool end)
{
    uint64_t cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t real = nanoseconds(CLOCK_MONOTONIC);

    run.cpu_ns += end ? cpu : 0 - cpu;
    run.real_ns += end ? real : 0 - real;
}

static void begin(void)
{
    if (run.mode == MODE_STRACE) {
        write_mark("bench: begins");
    } else if (run.mode == MODE_SPY) {
        call_spy("spy_begin");
    } else if (run.mode == MODE_TIME) {
        note_time(false);
    } else if (run.mode == MODE_CALLS && run.reconnects && !run.instrumented) {
        run.instrumented = true;
        CALLGRIND_START_INSTRUMENTATION;
    }
    if (!run.reconnects) {
        CALLGRIND_TOGGLE_COLLECT;
    }
}

static void end(bool last)
{
    if (!run.reconnects) {
        CALLGRIND_TOGGLE_COLLECT;
    }
    if (run.mode == MODE_STRACE) {
        write_mark("bench: ends");
    } else if (run.mode == MODE_SPY) {
        call_spy("spy_end");
    } else if (run.mode == MODE_TIME) {
        note_time(true);
    } else if (run.mode == MODE_CALLS && run.reconnects && last) {
        CALLGRIND_STOP_INSTRUMENTATION;
    }
}

/* --- work: once, with the result checked; step 0 is the first that is measured --- */

static void check_same(const void *now, void *first, size_t size, bool *again)
{
    if (*again && memcmp(now, first, size) != 0) {
        bench_fail("another result than the first one", 0);
    }
    *again = true;
    memcpy(first, now, size);
}

static bool is_last(int step)
{
    return step + 1 == (int)run.bench.count;
}

static void do_profile(int step)
{
    static struct quatrix_profile first;
    static struct quatrix_profile profile;
    static bool again;

    memset(&profile, 0xA5, sizeof profile); /* what was there before must not matter */
    if (step >= 0) {
        begin();
    }
    run.program->profile(&profile);
    if (run.reconnects) {
        run.program->disconnect(strcmp(run.work, "cold") == 0);
    }
    if (step >= 0) {
        end(is_last(step));
    }
    if (run.program->fetch_profile != NULL) {
        run.program->fetch_profile(&profile);
    }
    check_same(&profile, &first, sizeof first, &again);
    if (run.mode == MODE_DUMP) {
        dump_profile(&profile);
        exit(EXIT_SUCCESS);
    }
}

static void do_set(int step)
{
    static struct quatrix_profile_set_reply first;
    static struct quatrix_profile_set_reply reply;
    static bool again;

    memset(&reply, 0xA5, sizeof reply);
    if (step >= 0) {
        begin();
    }
    run.program->set(&set_request, &reply);
    if (step >= 0) {
        end(is_last(step));
    }
    if (run.program->fetch_set != NULL) {
        run.program->fetch_set(&reply);
    }
    check_same(&reply, &first, sizeof first, &again);
    if (run.mode == MODE_DUMP) {
        dump_set_reply(&reply);
        exit(EXIT_SUCCESS);
    }
}

static void do_handshake(int step)
{
    if (step >= 0) {
        begin();
    }
    run.program->handshake();
    run.program->disconnect(true);
    if (step >= 0) {
        end(is_last(step));
    }
}

static void hash(const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < len; i++) {
        run.hash = (run.hash ^ at[i]) * UINT64_C(1099511628211);
    }
}

void bench_take_user(const struct quatrix_user *user)
{
    if (run.mode == MODE_DUMP) {
        hash(user, offsetof(struct quatrix_user, parent_id));
        hash(user->email, strlen(user->email));
        hash(&user->modified, sizeof user->modified);
        hash(&user->groups.count, sizeof user->groups.count);
        hash(user->groups.item[0].name, strlen(user->groups.item[0].name));
        hash(user->services.item[0].service_key.text,
             strlen(user->services.item[0].service_key.text));
        hash(&user->storage_used, sizeof user->storage_used);
        hash(user->sftp_login, strlen(user->sftp_login));
    }
}

static void do_list(int step)
{
    uint64_t users;

    if (step < 0) {
        do_profile(step);
        return;
    }
    begin();
    users = run.program->list();
    end(is_last(step));
    if (run.mode == MODE_DUMP) {
        printf("{\"users\":%llu,\"hash\":\"%016llx\"}\n", (unsigned long long)users,
               (unsigned long long)run.hash);
        exit(EXIT_SUCCESS);
    }
}

static void work(void)
{
    static const struct {
        const char *name;
        void (*once)(int step);
        bool reconnects;
    } works[] = { { "profile", do_profile, false }, { "set", do_set, false },
                  { "cold", do_profile, true },     { "resumed", do_profile, true },
                  { "list", do_list, false },       { "handshake", do_handshake, true } };

    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        if (strcmp(run.work, works[i].name) == 0) {
            run.reconnects = works[i].reconnects;
            for (int step = -UNMEASURED; step < (int)run.bench.count; step++) {
                works[i].once(run.mode == MODE_DUMP ? 0 : step);
            }
            return;
        }
    }
    bench_fail("no such work", 0);
}

/* --- the stack: a thread works on a painted one --- */

static void *work_in_thread(void *top)
{
    uint8_t here = 0;

    (void)top;
    run.stack_top = run.stack + (&here - run.stack);
    work();
    return NULL;
}

static void print_stack(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    const uint8_t *lowest;

    if (posix_memalign((void **)&run.stack, 4096, STACK_SIZE) != 0) {
        bench_fail("posix_memalign", 0);
    }
    memset(run.stack, STACK_PAINT, STACK_SIZE);
    if (pthread_attr_init(&attributes) != 0 ||
        pthread_attr_setstack(&attributes, run.stack, STACK_SIZE) != 0 ||
        pthread_create(&thread, &attributes, work_in_thread, NULL) != 0 ||
        pthread_join(thread, NULL) != 0) {
        bench_fail("a thread with its own stack", 0);
    }
    (void)pthread_attr_destroy(&attributes);
    for (lowest = run.stack; *lowest == STACK_PAINT; lowest++) {
    }
    printf("stack %lu\n", (unsigned long)(run.stack_top - lowest));
    free(run.stack);
}

/* --- the command line --- */

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

static bool take_flag(const char *name)
{
    if (strcmp(name, "--tls12") == 0) {
        run.bench.tls12 = true;
        return true;
    }
    for (int mode = MODE_NONE + 1; mode < MODES; mode++) {
        if (strcmp(name, mode_names[mode]) == 0) {
            run.mode = (enum mode)mode;
            return true;
        }
    }
    return false;
}

static bool take_value(struct bench *bench, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **value;
    } texts[] = { { "--host", &bench->host },
                  { "--base", &bench->base },
                  { "--ca", &bench->ca_path },
                  { "--token", &bench->token },
                  { "--work", &run.work } };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].value = value;
            return true;
        }
    }
    if (strcmp(name, "--port") == 0) {
        bench->port = (uint16_t)strtoul(value, NULL, 10);
    } else if (strcmp(name, "--count") == 0) {
        bench->count = (unsigned)strtoul(value, NULL, 10);
    } else {
        return false;
    }
    return true;
}

static void read_arguments(struct bench *bench, int argc, char **argv)
{
    bench->count = 1;
    for (int i = 1; i < argc; i++) {
        if (take_flag(argv[i])) {
            continue;
        }
        if (i + 1 >= argc || !take_value(bench, argv[i], argv[i + 1])) {
            bench_fail("not an option, or without its value, argument", i);
        }
        i++;
    }
    if (bench->host == NULL || bench->base == NULL || bench->token == NULL ||
        bench->ca_path == NULL || bench->port == 0 || run.work == NULL) {
        bench_fail("needs --host, --port, --base, --ca, --token and --work", 0);
    }
}

int bench_main(int argc, char **argv, const struct bench_program *program)
{
    read_arguments(&run.bench, argc, argv);
    read_ca(&run.bench);
    run.program = program;
    run.hash = UINT64_C(14695981039346656037);
    program->set_up(&run.bench);
    if (run.mode == MODE_STACK) {
        print_stack();
    } else {
        work();
    }
    program->tear_down();
    if (run.mode == MODE_SPY) {
        call_spy("spy_print");
    } else if (run.mode == MODE_TIME) {
        printf("cpu %llu\nreal %llu\n", (unsigned long long)run.cpu_ns,
               (unsigned long long)run.real_ns);
    }
    free(run.bench.ca);
    return 0;
}
