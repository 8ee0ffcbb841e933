/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "libc_stand_in.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

/* The linker's names: what the port calls, and what it would have called. */
int __wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **list);
int __real_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **list);
void __wrap_freeaddrinfo(struct addrinfo *list);
void __real_freeaddrinfo(struct addrinfo *list);
int __wrap_socket(int family, int type, int protocol);
int __real_socket(int family, int type, int protocol);
ssize_t __wrap_getrandom(void *buf, size_t len, unsigned flags);
ssize_t __real_getrandom(void *buf, size_t len, unsigned flags);

enum { MANY = 10 };

struct name {
    const char *host;
    int failure;
    struct addrinfo *list;
};

static struct sockaddr_in first_v4;
static struct sockaddr_in second_v4;
static struct sockaddr_in6 loopback_v6;
static struct sockaddr_un local;

static struct addrinfo echo_list[1];
static struct addrinfo two_list[2];
static struct addrinfo many_list[MANY];
static struct addrinfo hole_list[2];
static struct addrinfo local_list[1];

static const struct name names[] = {
    { "echo.test", 0, echo_list },       { "slow.test", 0, echo_list },
    { "two.test", 0, two_list },         { "many.test", 0, many_list },
    { "hole.test", 0, hole_list },       { "local.test", 0, local_list },
    { "again.test", EAI_AGAIN, NULL },   { "memory.test", EAI_MEMORY, NULL },
    { "system.test", EAI_SYSTEM, NULL },
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool hold;
    int held;
    int socket_error;
    size_t random_most;
    int random_error;
    unsigned random_calls;
} stand_in = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static void set_v4(struct addrinfo *entry, struct sockaddr_in *address)
{
    entry->ai_family = AF_INET;
    entry->ai_addr = (struct sockaddr *)address;
    entry->ai_addrlen = sizeof *address;
}

static void set_v6(struct addrinfo *entry)
{
    entry->ai_family = AF_INET6;
    entry->ai_addr = (struct sockaddr *)&loopback_v6;
    entry->ai_addrlen = sizeof loopback_v6;
}

void stand_in_init(void)
{
    first_v4.sin_family = AF_INET;
    first_v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    second_v4.sin_family = AF_INET;
    second_v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    loopback_v6.sin6_family = AF_INET6;
    loopback_v6.sin6_addr = in6addr_loopback;
    local.sun_family = AF_UNIX;

    set_v4(&echo_list[0], &first_v4);
    set_v6(&two_list[0]);
    set_v4(&two_list[1], &first_v4);
    two_list[0].ai_next = &two_list[1];
    for (int i = 0; i < MANY - 1; i++) {
        set_v6(&many_list[i]);
        many_list[i].ai_next = &many_list[i + 1];
    }
    set_v4(&many_list[MANY - 1], &first_v4);
    set_v4(&hole_list[0], &second_v4);
    set_v4(&hole_list[1], &first_v4);
    hole_list[0].ai_next = &hole_list[1];
    local_list[0].ai_family = AF_UNIX;
    local_list[0].ai_addr = (struct sockaddr *)&local;
    local_list[0].ai_addrlen = sizeof local;
}

void stand_in_hold(bool hold)
{
    (void)pthread_mutex_lock(&stand_in.lock);
    stand_in.hold = hold;
    (void)pthread_cond_broadcast(&stand_in.changed);
    (void)pthread_mutex_unlock(&stand_in.lock);
}

bool stand_in_wait_held(int count, unsigned max_ms)
{
    struct timespec until;
    int failure = 0;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(max_ms / 1000);
    until.tv_nsec += (long)(max_ms % 1000) * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    (void)pthread_mutex_lock(&stand_in.lock);
    while (stand_in.held != count && failure == 0) {
        failure = pthread_cond_timedwait(&stand_in.changed, &stand_in.lock, &until);
    }
    (void)pthread_mutex_unlock(&stand_in.lock);
    return failure == 0;
}

void stand_in_fail_socket(int error)
{
    (void)pthread_mutex_lock(&stand_in.lock);
    stand_in.socket_error = error;
    (void)pthread_mutex_unlock(&stand_in.lock);
}

void stand_in_getrandom(size_t most, int error)
{
    (void)pthread_mutex_lock(&stand_in.lock);
    stand_in.random_most = most;
    stand_in.random_error = error;
    stand_in.random_calls = 0;
    (void)pthread_mutex_unlock(&stand_in.lock);
}

static void wait_while_held(void)
{
    (void)pthread_mutex_lock(&stand_in.lock);
    stand_in.held++;
    (void)pthread_cond_broadcast(&stand_in.changed);
    while (stand_in.hold) {
        (void)pthread_cond_wait(&stand_in.changed, &stand_in.lock);
    }
    stand_in.held--;
    (void)pthread_cond_broadcast(&stand_in.changed);
    (void)pthread_mutex_unlock(&stand_in.lock);
}

int __wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **list)
{
    if ((hints->ai_flags & AI_NUMERICHOST) != 0) {
        return __real_getaddrinfo(host, service, hints, list);
    }
    if (strcmp(host, "slow.test") == 0) {
        wait_while_held();
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(host, names[i].host) == 0) {
            *list = names[i].list;
            return names[i].failure;
        }
    }
    return EAI_NONAME;
}

void __wrap_freeaddrinfo(struct addrinfo *list)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (list == names[i].list) {
            return; /* ours are static */
        }
    }
    __real_freeaddrinfo(list);
}

int __wrap_socket(int family, int type, int protocol)
{
    int error;

    (void)pthread_mutex_lock(&stand_in.lock);
    error = stand_in.socket_error;
    (void)pthread_mutex_unlock(&stand_in.lock);
    if (error != 0) {
        errno = error;
        return -1;
    }
    return __real_socket(family, type, protocol);
}

ssize_t __wrap_getrandom(void *buf, size_t len, unsigned flags)
{
    size_t most;
    int error;

    (void)pthread_mutex_lock(&stand_in.lock);
    most = stand_in.random_most;
    error = stand_in.random_error;
    if (most != 0 && error == 0 && stand_in.random_calls++ % 2 == 0) {
        error = EINTR;
    }
    (void)pthread_mutex_unlock(&stand_in.lock);
    if (error != 0) {
        errno = error;
        return -1;
    }
    return __real_getrandom(buf, most != 0 && most < len ? most : len, flags);
}
