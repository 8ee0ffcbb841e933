/* SPDX-License-Identifier: MIT */
/*
 * rtos_clients HOST PORT CA ROUNDS USER PASSWORD USER PASSWORD
 *
 * Two clients in two threads, each with its own account, at the same time: log in, read the profile
 * a few times over one connection and over a new one, log out; ROUNDS times. Every reply must be
 * the thread's own. A line for each thread: calls made, handshakes, calls that went wrong, calls
 * that began while the other thread was in one.
 *
 * What the threads share is mbedTLS. Built with MBEDTLS_THREADING_C it takes care of that itself,
 * and the plain blocking calls will do. Built without, one lock is held whenever mbedTLS may be
 * reached, and not while a client sleeps; that is all of run() below.
 */
#include "network.h"

#include <quatrix/profile.h>
#include <quatrix/session.h>
#include <quatrix/tls.h>

#ifdef MBEDTLS_MEMORY_BUFFER_ALLOC_C
#include <mbedtls/memory_buffer_alloc.h>
#endif
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2, READS = 4, NAP_MS = 100 };

struct device {
    struct quatrix_lwip_socket net;
    struct quatrix_tls tls;
    struct quatrix_client client;
    struct quatrix_profile profile;
    uint8_t work[768];
    const char *user;
    const char *password;
    long rounds;
    unsigned calls;
    unsigned wrong;
    unsigned together;
    uint32_t handshakes;
};

static struct device devices[THREADS];
static uint8_t ca[16 * 1024];
static struct quatrix_anchor anchor = { ca, 0 };
static pthread_barrier_t ready;
static int
    calling; /* threads that are in a call; atomic and relaxed, so as to order nothing else */

#ifdef MBEDTLS_THREADING_C
static void lock(void)
{
}

static void unlock(void)
{
}
#else
static pthread_mutex_t tls_lock = PTHREAD_MUTEX_INITIALIZER;

static void lock(void)
{
    (void)pthread_mutex_lock(&tls_lock);
}

static void unlock(void)
{
    (void)pthread_mutex_unlock(&tls_lock);
}
#endif

/* To the end of a call that was begun under the lock; releases it. */
static enum quatrix_status run(struct device *me, enum quatrix_status status)
{
    struct quatrix_transport *transport = quatrix_tls_transport(&me->tls);

    me->together += __atomic_add_fetch(&calling, 1, __ATOMIC_RELAXED) > 1 ? 1 : 0;
    while (status == QUATRIX_PENDING) {
        status = quatrix_step(&me->client);
        if (status == QUATRIX_PENDING) {
            unlock();
            transport->ops->wait(transport, NAP_MS);
            lock();
        }
    }
    unlock();
    (void)__atomic_sub_fetch(&calling, 1, __ATOMIC_RELAXED);
    return status;
}

static void note(struct device *me, const char *what, enum quatrix_status status, bool right)
{
    me->calls++;
    if (status != QUATRIX_OK || !right) {
        me->wrong++;
        (void)fprintf(stderr, "%s: %s: %s\n", me->user, what, quatrix_status_name(status));
    }
}

static void read_profile(struct device *me)
{
    enum quatrix_status status;

    memset(&me->profile, 0, sizeof me->profile);
    lock();
    status = run(me, quatrix_profile_get_start(&me->client, &me->profile));
    note(me, "profile", status, strcmp(me->profile.email, me->user) == 0);
}

static void go_round(struct device *me)
{
    enum quatrix_status status;

    lock();
    status = run(me, quatrix_session_login_start(&me->client, me->user, me->password));
    note(me, "login", status, true);
    for (int i = 0; i < READS; i++) {
        read_profile(me);
        if (i == READS / 2) {
            lock();
            (void)quatrix_client_close(&me->client);
            unlock();
        }
    }
    lock();
    status = run(me, quatrix_session_logout_start(&me->client));
    note(me, "logout", status, true);
}

static void *be_a_device(void *argument)
{
    struct device *me = argument;

    (void)pthread_barrier_wait(&ready);
    for (long i = 0; i < me->rounds; i++) {
        go_round(me);
    }
    lock();
    me->handshakes = quatrix_tls_handshakes(&me->tls);
    quatrix_client_deinit(&me->client);
    quatrix_tls_deinit(&me->tls);
    unlock();
    quatrix_lwip_socket_deinit(&me->net);
    return NULL;
}

static bool set_up(struct device *me, char **argv)
{
    const struct quatrix_tls_config trust = { .port = &me->net.port,
                                              .anchors = &anchor,
                                              .anchor_count = 1 };
    const struct quatrix_config config = { .host = argv[1],
                                           .port = (uint16_t)strtol(argv[2], NULL, 10),
                                           .transport = quatrix_tls_transport(&me->tls),
                                           .work = me->work,
                                           .work_size = sizeof me->work };

    me->rounds = strtol(argv[4], NULL, 10);
    return quatrix_lwip_socket_init(&me->net, &network_hooks) == QUATRIX_OK &&
           quatrix_tls_init(&me->tls, &trust) == QUATRIX_OK &&
           quatrix_client_init(&me->client, &config) == QUATRIX_OK;
}

static bool read_anchor(const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return false;
    }
    anchor.len = fread(ca, 1, sizeof ca - 1, file) + 1; /* PEM counts its NUL */
    return fclose(file) == 0;
}

static void use_arena(void)
{
#ifdef MBEDTLS_MEMORY_BUFFER_ALLOC_C
    static unsigned char arena[256 * 1024];

    mbedtls_memory_buffer_alloc_init(arena, sizeof arena);
#endif
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    bool good = true;

    if (argc != 9 || !read_anchor(argv[3])) {
        return 2;
    }
    use_arena();
    network_up();
    (void)pthread_barrier_init(&ready, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        devices[i].user = argv[5 + 2 * i];
        devices[i].password = argv[6 + 2 * i];
        if (!set_up(&devices[i], argv)) {
            return 2;
        }
    }
    for (int i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, be_a_device, &devices[i]) != 0) {
            return 2;
        }
    }
    for (int i = 0; i < THREADS; i++) {
        (void)pthread_join(threads[i], NULL);
        (void)printf("calls %u handshakes %" PRIu32 " wrong %u together %u\n", devices[i].calls,
                     devices[i].handshakes, devices[i].wrong, devices[i].together);
        good = good && devices[i].wrong == 0;
    }
    return good ? 0 : 1;
}
