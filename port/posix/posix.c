/* SPDX-License-Identifier: MIT */
/*
 * One TCP connection over non-blocking sockets, the system's clocks and its random numbers.
 * Assumes getrandom(2), SOCK_NONBLOCK and MSG_NOSIGNAL: Linux with glibc or musl, the BSDs.
 * Holds no state but the caller's struct; what names need is in resolver.c.
 */
#define _GNU_SOURCE /* POSIX, which strict C99 hides, and SOCK_NONBLOCK, getrandom() */

#include <quatrix/posix.h>

#include "resolver.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A wait of at least so much is a recv() that blocks as long, and may end early. */
#define BLOCK_MS 1000

enum state { STATE_CLOSED, STATE_RESOLVING, STATE_CONNECTING, STATE_CONNECTED };

union any_address {
    struct sockaddr base;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* Not smaller than what the resolver copies into it. */
typedef char address_size_matches[sizeof(union any_address) == QUATRIX_POSIX_ADDRESS_SIZE ? 1 : -1];

static uint32_t port_now_ms(void *ctx)
{
    struct timespec now = { 0, 0 };

    (void)ctx;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000U + (uint64_t)now.tv_nsec / 1000000U);
}

static void drop_socket(struct quatrix_posix *self)
{
    if (self->priv.fd >= 0) {
        (void)close(self->priv.fd); /* not again after EINTR: the number may be another's by then */
        self->priv.fd = -1;
    }
}

static void port_close(void *ctx)
{
    struct quatrix_posix *self = ctx;

    drop_socket(self);
    quatrix_posix_resolve_cancel(&self->priv.lookup);
    self->priv.ahead_at = self->priv.ahead_end = 0;
    self->priv.failure = 0;
    self->priv.state = STATE_CLOSED;
    self->priv.count = 0;
}

/* Did this machine fail, rather than the way to the other one? */
static bool is_local_failure(int error)
{
    return error == ENETDOWN || error == ENOBUFS || error == ENOMEM || error == EADDRNOTAVAIL ||
           error == EAGAIN;
}

static enum quatrix_status failed_attempt(struct quatrix_posix *self, int error)
{
    drop_socket(self);
    self->priv.answered = self->priv.answered || !is_local_failure(error);
    return QUATRIX_E_CONNECT;
}

static int open_socket(int family)
{
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    int on = 1;

    if (fd >= 0) {
        /* TLS records are complete messages that the server answers, Nagle's algorithm would only
           delay them. Should it stay on, all still works: no reason to fail. */
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, (socklen_t)sizeof on);
    }
    return fd;
}

/* Start connecting to the next address. QUATRIX_E_CONNECT: not this one. */
static enum quatrix_status dial(struct quatrix_posix *self, uint16_t port)
{
    const struct quatrix_posix_address *address = &self->priv.addresses[self->priv.next++];
    union any_address to;

    memcpy(&to, address->bytes, address->length);
    if (to.base.sa_family == AF_INET6) {
        to.v6.sin6_port = htons(port);
    } else {
        to.v4.sin_port = htons(port);
    }
    self->priv.since_ms = port_now_ms(self);
    self->priv.fd = open_socket(to.base.sa_family);
    if (self->priv.fd < 0) {
        return QUATRIX_E_CONNECT; /* and not answered */
    }
    if (connect(self->priv.fd, &to.base, address->length) == 0) {
        return QUATRIX_OK;
    }
    /* After EINTR the attempt goes on by itself, as POSIX has it. */
    if (errno == EINPROGRESS || errno == EINTR) {
        return QUATRIX_PENDING;
    }
    return failed_attempt(self, errno);
}

/* What is left of an address's share of time. A first address that swallows packets (a broken
   IPv6 route is the usual case) must not eat the deadline of the whole call, which the port does
   not know. 5 s are three SYNs (sent after 0, 1 and 3 s): lossy links get through. The last
   address may take what the deadline leaves. */
static uint32_t time_left_ms(const struct quatrix_posix *self)
{
    uint32_t spent_ms;

    if (self->priv.next == self->priv.count) {
        return UINT32_MAX;
    }
    spent_ms = port_now_ms(NULL) - self->priv.since_ms;
    return spent_ms < QUATRIX_POSIX_ADDRESS_MS ? QUATRIX_POSIX_ADDRESS_MS - spent_ms : 0;
}

/* Has the attempt under way come to an end? */
static enum quatrix_status check_dial(struct quatrix_posix *self)
{
    struct pollfd poll_fd = { .fd = self->priv.fd, .events = POLLOUT, .revents = 0 };
    int error = 0;
    socklen_t length = (socklen_t)sizeof error;

    if (poll(&poll_fd, 1, 0) <= 0) {
        return time_left_ms(self) > 0 ? QUATRIX_PENDING : failed_attempt(self, ETIMEDOUT);
    }
    if (getsockopt(self->priv.fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        error = errno;
    }
    return error == 0 ? QUATRIX_OK : failed_attempt(self, error);
}

/* Go on with the addresses in hand until one accepts, one keeps us waiting, or none is left. */
static enum quatrix_status connect_any(struct quatrix_posix *self, uint16_t port)
{
    enum quatrix_status status = QUATRIX_E_CONNECT;

    if (self->priv.fd >= 0) {
        status = check_dial(self);
    }
    while (status == QUATRIX_E_CONNECT && self->priv.next < self->priv.count) {
        status = dial(self, port);
    }
    if (status == QUATRIX_E_CONNECT && !self->priv.answered) {
        status = QUATRIX_E_NETWORK;
    }
    return status;
}

/* From now on only what says so returns at once, and what does not waits for a second: see port_wait(). */
static bool let_block(int fd)
{
    const struct timeval second = { .tv_sec = BLOCK_MS / 1000, .tv_usec = 0 };

    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, (socklen_t)sizeof second) == 0 &&
           fcntl(fd, F_SETFL, 0) == 0;
}

static enum quatrix_status port_connect(void *ctx, const char *host, uint16_t port)
{
    struct quatrix_posix *self = ctx;
    enum quatrix_status status = QUATRIX_OK;

    if (self->priv.state == STATE_CONNECTED) {
        return QUATRIX_OK;
    }
    if (self->priv.state != STATE_CONNECTING) {
        self->priv.state = STATE_RESOLVING;
        self->priv.next = 0;
        self->priv.answered = false;
        status = quatrix_posix_resolve(&self->priv.lookup, host, self->priv.addresses,
                                       &self->priv.count);
    }
    if (status == QUATRIX_OK) {
        self->priv.state = STATE_CONNECTING;
        status = connect_any(self, port);
    }
    if (status == QUATRIX_OK) {
        self->priv.state = STATE_CONNECTED;
        self->priv.may_block = let_block(self->priv.fd);
    } else if (status != QUATRIX_PENDING) {
        port_close(self);
    }
    return status;
}

static int32_t io_failure(int error)
{
    if (error == EAGAIN) { /* the same as EWOULDBLOCK on the systems above */
        return 0;
    }
    if (error == ECONNRESET || error == EPIPE) {
        return QUATRIX_E_CLOSED;
    }
    return QUATRIX_E_NETWORK;
}

/* send() and recv() may not answer more than fits an int32_t. */
static size_t at_most(size_t len)
{
    return len < (size_t)INT32_MAX ? len : (size_t)INT32_MAX;
}

/* MSG_NOSIGNAL: a peer that is gone is an answer to the client, not a SIGPIPE for the program. */
static int32_t port_send(void *ctx, const uint8_t *buf, size_t len)
{
    const struct quatrix_posix *self = ctx;
    ssize_t sent;

    do {
        sent = send(self->priv.fd, buf, at_most(len), MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0 ? (int32_t)sent : io_failure(errno);
}

static int32_t receive(const struct quatrix_posix *self, uint8_t *buf, size_t len, int flags)
{
    ssize_t got;

    do {
        got = recv(self->priv.fd, buf, at_most(len), flags);
    } while (got < 0 && errno == EINTR && flags != 0);
    if (got == 0) {
        return QUATRIX_E_CLOSED; /* end of stream; "nothing now" is EAGAIN */
    }
    return got > 0 ? (int32_t)got : errno == EINTR ? 0 : io_failure(errno);
}

/* What comes next, before it is asked for. */
static int32_t read_ahead(struct quatrix_posix *self, int flags)
{
    int32_t got = receive(self, self->priv.ahead, sizeof self->priv.ahead, flags);

    self->priv.ahead_at = 0;
    self->priv.ahead_end = got > 0 ? (size_t)got : 0;
    return got;
}

/* TLS asks for the few bytes of a record's head first. What lies behind it is read with it, so that a
   short record takes one system call; a long one goes straight to where it is wanted. */
static int32_t port_recv(void *ctx, uint8_t *buf, size_t len)
{
    struct quatrix_posix *self = ctx;
    int32_t got = self->priv.failure;
    size_t here;

    if (self->priv.ahead_at == self->priv.ahead_end && got == 0) {
        if (len >= sizeof self->priv.ahead) {
            return receive(self, buf, len, MSG_DONTWAIT);
        }
        got = read_ahead(self, MSG_DONTWAIT);
    }
    here = self->priv.ahead_end - self->priv.ahead_at;
    if (here == 0) {
        return got;
    }
    here = here < len ? here : len;
    memcpy(buf, self->priv.ahead + self->priv.ahead_at, here);
    self->priv.ahead_at += here;
    return (int32_t)here;
}

/* For something to read: as a rule it will be wanted, so it is read at once, in one system call. What
   went wrong with that is told to who asks for it. */
static void wait_to_read(struct quatrix_posix *self)
{
    int32_t got = read_ahead(self, 0);

    if (got < 0) {
        self->priv.failure = got;
    }
}

/* Without a connection this just sleeps, as poll() skips negative descriptors: a client can wait
   for its next attempt by it. A signal ends the wait early, which the contract allows. */
static void port_wait(void *ctx, bool want_write, uint32_t max_ms)
{
    struct quatrix_posix *self = ctx;
    struct pollfd poll_fd = { .fd = self->priv.fd, .events = POLLIN, .revents = 0 };

    if (self->priv.state == STATE_RESOLVING) {
        quatrix_posix_resolve_wait(self->priv.lookup, max_ms);
        return;
    }
    if (self->priv.state == STATE_CONNECTED && !want_write) {
        if (self->priv.ahead_at < self->priv.ahead_end || self->priv.failure != 0) {
            return; /* there is something */
        }
        if (self->priv.may_block && max_ms >= BLOCK_MS) {
            wait_to_read(self);
            return;
        }
    }
    if (self->priv.state == STATE_CONNECTING) {
        uint32_t left_ms = time_left_ms(self);

        max_ms = max_ms < left_ms ? max_ms : left_ms;
        want_write = true;
    }
    if (want_write) {
        /* Not POLLIN as well: with unread bytes lying there a blocked sender would spin. */
        poll_fd.events = POLLOUT;
    }
    (void)poll(&poll_fd, 1, max_ms < (uint32_t)INT_MAX ? (int)max_ms : INT_MAX);
}

/* Believed: on a host somebody keeps the clock. A device without one replaces port.unix_time. */
static enum quatrix_clock port_unix_time(void *ctx, int64_t *seconds)
{
    struct timespec now;

    (void)ctx;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return QUATRIX_CLOCK_UNKNOWN;
    }
    *seconds = (int64_t)now.tv_sec;
    return QUATRIX_CLOCK_TRUSTED;
}

/* There is no fallback to another source. Nor is there waiting, which only wait() may do: while
   the kernel's generator is not seeded yet (the first seconds after power-on), the answer is no. */
static bool port_entropy(void *ctx, uint8_t *buf, size_t len)
{
    (void)ctx;
    while (len > 0) {
        ssize_t got = getrandom(buf, len, GRND_NONBLOCK);

        if (got > 0) {
            buf += got;
            len -= (size_t)got;
        } else if (got == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

enum quatrix_status quatrix_posix_init(struct quatrix_posix *posix)
{
    if (posix == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(posix, 0, sizeof *posix);
    posix->priv.fd = -1;
    posix->priv.lookup = QUATRIX_POSIX_NO_LOOKUP;
    posix->priv.state = STATE_CLOSED;
    posix->port.ctx = posix;
    posix->port.connect = port_connect;
    posix->port.send = port_send;
    posix->port.recv = port_recv;
    posix->port.close = port_close;
    posix->port.wait = port_wait;
    posix->port.now_ms = port_now_ms;
    posix->port.unix_time = port_unix_time;
    posix->port.entropy = port_entropy;
    return quatrix_posix_resolver_init() ? QUATRIX_OK : QUATRIX_E_NETWORK;
}

void quatrix_posix_deinit(struct quatrix_posix *posix)
{
    if (posix != NULL &&
        posix->port.ctx == posix) { /* else never initialized: 0 is no socket of ours */
        port_close(posix);
    }
}
