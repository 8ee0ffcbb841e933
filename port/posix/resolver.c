/* SPDX-License-Identifier: MIT */
/*
 * getaddrinfo() can block for as long as a name server stays silent, and POSIX has no other way
 * to resolve a name. So each lookup runs in a detached thread of its own, on a slot of a pool.
 *
 * The pool is the only mutable static state of this port. It cannot live in struct quatrix_posix:
 * when a call is cancelled or its deadline passes, getaddrinfo() cannot be interrupted, the caller
 * may free its struct, and yet the thread will write its answer somewhere. It writes to the slot,
 * which is then an orphan that nobody waits for and which the thread frees itself. A static pool
 * instead of memory from the heap also bounds the number of threads: with all slots taken, further
 * lookups stay pending until one is free, and the deadline of the call bounds that.
 */
#define _POSIX_C_SOURCE 200809L /* threads and getaddrinfo(), which strict C99 hides */

#include "resolver.h"

#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
    SLOTS = 4,
    HOST_MAX = 255, /* DNS allows 253 characters and a final dot */
    /* What musl gives any thread. glibc's getaddrinfo() was measured to use 16 KB, the rest is for
       name service plugins. Pages that are never touched take no memory. */
    STACK_SIZE = 128 * 1024
};

enum slot_state {
    SLOT_FREE,
    SLOT_RUNNING,  /* the thread is at work */
    SLOT_ORPHANED, /* the same, but nobody wants the answer: the thread frees the slot */
    SLOT_DONE      /* answered, the thread is gone; the client frees the slot */
};

struct slot {
    enum slot_state state;
    enum quatrix_status status;
    uint8_t count;
    char host[HOST_MAX + 1]; /* written before the thread starts, then only read by it */
    struct quatrix_posix_address addresses[QUATRIX_POSIX_ADDRESSES];
};

/* lock guards all of slots but host; changed is signalled when a slot becomes done or free. */
static struct {
    pthread_once_t once;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool usable;
    struct slot slots[SLOTS];
} pool = { .once = PTHREAD_ONCE_INIT, .lock = PTHREAD_MUTEX_INITIALIZER };

/* A condition variable waits by the calendar unless told otherwise: setting the clock back
   would then stretch a wait of a second to one of hours. */
static void init_once(void)
{
    pthread_condattr_t attributes;

    if (pthread_condattr_init(&attributes) != 0) {
        return;
    }
    pool.usable = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                  pthread_cond_init(&pool.changed, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
}

bool quatrix_posix_resolver_init(void)
{
    return pthread_once(&pool.once, init_once) == 0 && pool.usable;
}

static void lock(void)
{
    (void)pthread_mutex_lock(&pool.lock);
}

static void unlock(void)
{
    (void)pthread_mutex_unlock(&pool.lock);
}

/* Next entry of IPv4 or IPv6 that is (or is not) of this family. */
static const struct addrinfo *seek(const struct addrinfo *at, int family, bool same)
{
    while (at != NULL) {
        bool usable = at->ai_family == AF_INET || at->ai_family == AF_INET6;

        if (usable && (at->ai_family == family) == same &&
            at->ai_addrlen <= QUATRIX_POSIX_ADDRESS_SIZE) {
            break;
        }
        at = at->ai_next;
    }
    return at;
}

/* The system has sorted the list by RFC 6724, usually IPv6 first. Take the families in turn, as
   RFC 8305 section 4 does: where one of them leads nowhere, the second attempt already is of the
   other one, however many addresses there are. */
static uint8_t take_addresses(struct quatrix_posix_address *out, const struct addrinfo *list)
{
    const struct addrinfo *cursor[2] = { NULL, NULL };
    int family = list != NULL ? list->ai_family : AF_UNSPEC;
    unsigned turn = 0;
    uint8_t count = 0;

    cursor[0] = seek(list, family, true);
    cursor[1] = seek(list, family, false);
    while (count < QUATRIX_POSIX_ADDRESSES && (cursor[0] != NULL || cursor[1] != NULL)) {
        const struct addrinfo *at = cursor[turn];

        if (at != NULL) {
            memcpy(out[count].bytes, at->ai_addr, at->ai_addrlen);
            out[count].length = (uint8_t)at->ai_addrlen;
            count++;
            cursor[turn] = seek(at->ai_next, family, turn == 0);
        }
        turn ^= 1U;
    }
    return count;
}

/* No AI_ADDRCONFIG: it does not count loopback as an address, so that "localhost" can vanish on a
   machine without a network. An address of a family that is not configured fails at once. */
static enum quatrix_status look_up(const char *host, int flags, struct quatrix_posix_address *out,
                                   uint8_t *count)
{
    struct addrinfo hints = { .ai_flags = flags,
                              .ai_family = AF_UNSPEC,
                              .ai_socktype = SOCK_STREAM,
                              .ai_protocol = IPPROTO_TCP };
    struct addrinfo *list = NULL;
    int failure = getaddrinfo(host, NULL, &hints, &list);

    *count = 0;
    if (failure == EAI_MEMORY || failure == EAI_SYSTEM) {
        return QUATRIX_E_NETWORK;
    }
    if (failure != 0) {
        return QUATRIX_E_RESOLVE;
    }
    *count = take_addresses(out, list);
    freeaddrinfo(list);
    return *count > 0 ? QUATRIX_OK : QUATRIX_E_RESOLVE;
}

static void *run(void *argument)
{
    struct slot *slot = argument;
    struct quatrix_posix_address addresses[QUATRIX_POSIX_ADDRESSES];
    uint8_t count = 0;
    enum quatrix_status status = look_up(slot->host, 0, addresses, &count);

    lock();
    if (slot->state == SLOT_ORPHANED) {
        slot->state = SLOT_FREE;
    } else {
        memcpy(slot->addresses, addresses, count * sizeof addresses[0]);
        slot->count = count;
        slot->status = status;
        slot->state = SLOT_DONE;
    }
    (void)pthread_cond_broadcast(&pool.changed);
    unlock();
    return NULL;
}

/* Signals are blocked in the thread: handlers belong to the program's own threads. The mask is
   inherited, so it is set here, before the thread can run. */
static bool start_thread(struct slot *slot)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all;
    sigset_t before;
    bool started = false;

    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    (void)sigfillset(&all);
    if (pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
        pthread_attr_setstacksize(&attributes, STACK_SIZE) == 0 &&
        pthread_sigmask(SIG_SETMASK, &all, &before) == 0) {
        started = pthread_create(&thread, &attributes, run, slot) == 0;
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    (void)pthread_attr_destroy(&attributes);
    return started;
}

static int find_free(void)
{
    for (int i = 0; i < SLOTS; i++) {
        if (pool.slots[i].state == SLOT_FREE) {
            return i;
        }
    }
    return QUATRIX_POSIX_NO_LOOKUP;
}

/* The lock is held: the slot must not be seen running before there is a thread. */
static enum quatrix_status start(int *lookup, const char *host, size_t length)
{
    int i = find_free();
    struct slot *slot;

    if (i < 0) {
        return QUATRIX_PENDING;
    }
    slot = &pool.slots[i];
    memcpy(slot->host, host, length + 1);
    slot->state = SLOT_RUNNING;
    if (!start_thread(slot)) {
        slot->state = SLOT_FREE;
        return QUATRIX_E_NETWORK;
    }
    *lookup = i;
    return QUATRIX_PENDING;
}

static enum quatrix_status begin(int *lookup, const char *host,
                                 struct quatrix_posix_address *addresses, uint8_t *count)
{
    size_t length = strlen(host);
    enum quatrix_status status;

    if (length == 0 || length > HOST_MAX) {
        return QUATRIX_E_RESOLVE;
    }
    /* A literal asks no server, so it needs no thread and works with all slots taken. */
    if (look_up(host, AI_NUMERICHOST, addresses, count) == QUATRIX_OK) {
        return QUATRIX_OK;
    }
    lock();
    status = start(lookup, host, length);
    unlock();
    return status;
}

enum quatrix_status quatrix_posix_resolve(int *lookup, const char *host,
                                          struct quatrix_posix_address *addresses, uint8_t *count)
{
    struct slot *slot;
    enum quatrix_status status = QUATRIX_PENDING;

    if (*lookup == QUATRIX_POSIX_NO_LOOKUP) {
        return begin(lookup, host, addresses, count);
    }
    slot = &pool.slots[*lookup];
    lock();
    if (slot->state == SLOT_DONE) {
        status = slot->status;
        *count = slot->count;
        memcpy(addresses, slot->addresses, sizeof slot->addresses);
        slot->state = SLOT_FREE;
        *lookup = QUATRIX_POSIX_NO_LOOKUP;
        (void)pthread_cond_broadcast(&pool.changed);
    }
    unlock();
    return status;
}

void quatrix_posix_resolve_wait(int lookup, uint32_t max_ms)
{
    struct timespec until;
    int failure = 0;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(max_ms / 1000);
    until.tv_nsec += (long)(max_ms % 1000) * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    lock();
    /* Without a lookup of its own the caller waits for any slot to become free. */
    while (failure == 0 &&
           (lookup == QUATRIX_POSIX_NO_LOOKUP ? find_free() == QUATRIX_POSIX_NO_LOOKUP
                                              : pool.slots[lookup].state == SLOT_RUNNING)) {
        failure = pthread_cond_timedwait(&pool.changed, &pool.lock, &until);
    }
    unlock();
}

void quatrix_posix_resolve_cancel(int *lookup)
{
    struct slot *slot;

    if (*lookup == QUATRIX_POSIX_NO_LOOKUP) {
        return;
    }
    slot = &pool.slots[*lookup];
    lock();
    if (slot->state == SLOT_RUNNING) {
        slot->state = SLOT_ORPHANED;
    } else {
        slot->state = SLOT_FREE;
        (void)pthread_cond_broadcast(&pool.changed);
    }
    unlock();
    *lookup = QUATRIX_POSIX_NO_LOOKUP;
}
