/* SPDX-License-Identifier: MIT */
/*
 * One TCP connection over non-blocking sockets of lwIP, and the platform's hooks. Holds no state
 * but the caller's struct. Only lwIP's socket API is used here, by its own names: they are there
 * also where plain socket() belongs to somebody else. Names are resolved in resolver.c.
 *
 * errno must be one for each thread, as it is with newlib on FreeRTOS
 * (configUSE_NEWLIB_REENTRANT) and in ESP-IDF.
 */
#define _DEFAULT_SOURCE /* ssize_t, which lwIP takes from the C library and strict C99 hides */

#include <quatrix/lwip_socket.h>

#include "resolver.h"

#include <lwip/errno.h>
#include <lwip/opt.h>
#include <lwip/sockets.h>
#include <lwip/sys.h>
#include <string.h>

#if defined(LWIP_SOCKET) && (!LWIP_SOCKET || !LWIP_TCP)
#error "port/lwip_socket needs LWIP_SOCKET=1 and LWIP_TCP=1"
#endif
#if defined(LWIP_SOCKET_SELECT) && !LWIP_SOCKET_SELECT
#error "port/lwip_socket needs LWIP_SOCKET_SELECT=1"
#endif

enum state { STATE_CLOSED, STATE_RESOLVING, STATE_CONNECTING, STATE_CONNECTED };

enum {
    /* How often to look whether a name was found. lwIP has nothing to wait by that needs no memory
       of an RTOS for every connection; a lookup takes two or three of these. */
    NAP_MS = 10,
    LONGEST_WAIT_MS = 60 * 60 * 1000, /* lwip_select() counts in a long that may have 32 bits */
    SILENCE_MS = 1000                 /* of a peer that was sent something, to be given up on */
};

static uint32_t port_now_ms(void *ctx)
{
    const struct quatrix_lwip_socket *self = ctx;

    return self->priv.hooks.now_ms != NULL ? self->priv.hooks.now_ms(self->priv.hooks.ctx)
                                           : sys_now();
}

/* Sleep until a socket can be read or written; with -1 for it, just sleep. True: it can. */
static bool await(int fd, bool want_write, uint32_t max_ms)
{
    fd_set set;
    struct timeval limit;
    uint32_t ms = max_ms < LONGEST_WAIT_MS ? max_ms : LONGEST_WAIT_MS;

    limit.tv_sec = (long)(ms / 1000U);
    limit.tv_usec = (long)(ms % 1000U) * 1000L;
    FD_ZERO(&set);
    if (fd < 0) {
        return lwip_select(0, NULL, NULL, NULL, &limit) > 0;
    }
    FD_SET((unsigned)fd, &set); /* newlib counts in unsigned */
    /* Not for reading as well when writing is what is wanted: with unread bytes lying there a
       blocked sender would spin. */
    return lwip_select(fd + 1, want_write ? NULL : &set, want_write ? &set : NULL, NULL, &limit) >
           0;
}

/* lwIP keeps a closed connection, unsent bytes included, until the peer has taken them or lwIP has
   tried for minutes. A device that tries again meanwhile runs out of control blocks and of memory,
   so a peer that does not read, or does not answer any more, gets a reset and no goodbye. */
static void give_up_quickly(struct quatrix_lwip_socket *self)
{
#if LWIP_SO_LINGER
    const struct linger at_once = { 1, 0 };
    bool silent = self->priv.unanswered && port_now_ms(self) - self->priv.since_ms >= SILENCE_MS;

    if (self->priv.blocked || silent) {
        (void)lwip_setsockopt(self->priv.fd, SOL_SOCKET, SO_LINGER, &at_once,
                              (socklen_t)sizeof at_once);
    }
#else
    (void)self;
#endif
}

static void drop_socket(struct quatrix_lwip_socket *self)
{
    if (self->priv.fd >= 0) {
        give_up_quickly(self);
        (void)lwip_close(self->priv.fd);
        self->priv.fd = -1;
    }
}

static void port_close(void *ctx)
{
    struct quatrix_lwip_socket *self = ctx;

    drop_socket(self);
    quatrix_lwip_socket_forget(self->priv.lookups);
    self->priv.state = STATE_CLOSED;
}

/* Did this device fail, rather than the way to the other one? EHOSTUNREACH is how lwIP says that
   no interface is up that leads there; what routers report does not reach TCP. */
static bool is_local_failure(int error)
{
    return error == ENOMEM || error == ENOBUFS || error == EHOSTUNREACH || error == EAGAIN;
}

static enum quatrix_status failed_attempt(struct quatrix_lwip_socket *self, int error)
{
    drop_socket(self);
    self->priv.answered = self->priv.answered || !is_local_failure(error);
    return QUATRIX_E_CONNECT;
}

static int open_socket(int family)
{
    int fd = lwip_socket(family, SOCK_STREAM, IPPROTO_TCP);
    int on = 1;

    if (fd < 0) {
        return -1;
    }
    if (lwip_ioctl(fd, (long)FIONBIO, &on) != 0) {
        (void)lwip_close(fd);
        return -1;
    }
    /* TLS records are complete messages that the server answers, Nagle's algorithm would only
       delay them. Should it stay on, all still works: no reason to fail. */
    (void)lwip_setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, (socklen_t)sizeof on);
    return fd;
}

static socklen_t set_port(union quatrix_lwip_socket_address *to, uint16_t port)
{
#if LWIP_IPV6
    if (to->base.sa_family == AF_INET6) {
        to->v6.sin6_port = lwip_htons(port);
        return (socklen_t)sizeof to->v6;
    }
#endif
#if LWIP_IPV4
    to->v4.sin_port = lwip_htons(port);
    return (socklen_t)sizeof to->v4;
#else
    return 0;
#endif
}

/* Start connecting to an address. QUATRIX_E_CONNECT: not this one. */
static enum quatrix_status dial(struct quatrix_lwip_socket *self,
                                union quatrix_lwip_socket_address *to, uint16_t port)
{
    socklen_t length = set_port(to, port);

    self->priv.state = STATE_CONNECTING;
    self->priv.dialled = true;
    self->priv.blocked = false;
    self->priv.unanswered = false;
    self->priv.since_ms = port_now_ms(self);
    self->priv.fd = open_socket(to->base.sa_family);
    if (self->priv.fd < 0) {
        return QUATRIX_E_CONNECT; /* and not answered */
    }
    if (lwip_connect(self->priv.fd, &to->base, length) == 0) {
        return QUATRIX_OK;
    }
    return errno == EINPROGRESS ? QUATRIX_PENDING : failed_attempt(self, errno);
}

/* What is left of an address's share of time. A first address that swallows packets (a broken
   IPv6 route is the usual case) must not eat the deadline of the whole call, which the port does
   not know. In 5 s lwIP sends SYN twice (after 0 and 3 s): lossy links get through. The last
   address may take what the deadline leaves. */
static uint32_t time_left_ms(struct quatrix_lwip_socket *self)
{
    uint32_t spent_ms;

    if (!quatrix_lwip_socket_has_next(self->priv.lookups)) {
        return UINT32_MAX;
    }
    spent_ms = port_now_ms(self) - self->priv.since_ms;
    return spent_ms < QUATRIX_LWIP_SOCKET_ADDRESS_MS ? QUATRIX_LWIP_SOCKET_ADDRESS_MS - spent_ms
                                                     : 0;
}

/* Has the attempt under way come to an end? */
static enum quatrix_status check_dial(struct quatrix_lwip_socket *self)
{
    int error = 0;
    socklen_t length = (socklen_t)sizeof error;

    if (!await(self->priv.fd, true, 0)) {
        return time_left_ms(self) > 0 ? QUATRIX_PENDING : failed_attempt(self, ETIMEDOUT);
    }
    if (lwip_getsockopt(self->priv.fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        error = ENOTCONN;
    }
    return error == 0 ? QUATRIX_OK : failed_attempt(self, error);
}

static enum quatrix_status next_address(struct quatrix_lwip_socket *self, const char *host,
                                        union quatrix_lwip_socket_address *address)
{
    if (quatrix_lwip_socket_literal(host, address)) {
        return self->priv.dialled ? QUATRIX_E_RESOLVE : QUATRIX_OK;
    }
    return quatrix_lwip_socket_resolve(self->priv.lookups, host, address);
}

/* No further address: what to call it. */
static enum quatrix_status verdict(const struct quatrix_lwip_socket *self,
                                   enum quatrix_status resolved)
{
    if (!self->priv.dialled) {
        return resolved;
    }
    return self->priv.answered ? QUATRIX_E_CONNECT : QUATRIX_E_NETWORK;
}

/* Go on until an address accepts, one keeps us waiting, or none is left. */
static enum quatrix_status connect_any(struct quatrix_lwip_socket *self, const char *host,
                                       uint16_t port)
{
    union quatrix_lwip_socket_address address;
    enum quatrix_status status = QUATRIX_E_CONNECT;

    if (self->priv.fd >= 0) {
        status = check_dial(self);
    }
    while (status == QUATRIX_E_CONNECT) {
        status = next_address(self, host, &address);
        if (status == QUATRIX_PENDING) {
            self->priv.state = STATE_RESOLVING;
        } else if (status != QUATRIX_OK) {
            return verdict(self, status);
        } else {
            status = dial(self, &address, port);
        }
    }
    return status;
}

static enum quatrix_status port_connect(void *ctx, const char *host, uint16_t port)
{
    struct quatrix_lwip_socket *self = ctx;
    enum quatrix_status status;

    if (self->priv.state == STATE_CONNECTED) {
        return QUATRIX_OK;
    }
    if (self->priv.state == STATE_CLOSED) {
        self->priv.state = STATE_RESOLVING;
        self->priv.dialled = false;
        self->priv.answered = false;
    }
    status = connect_any(self, host, port);
    if (status == QUATRIX_OK) {
        quatrix_lwip_socket_forget(self->priv.lookups);
        self->priv.state = STATE_CONNECTED;
    } else if (status != QUATRIX_PENDING) {
        port_close(self);
    }
    return status;
}

/* A reset is told once, after that the socket is one that is not connected. ECONNABORTED, lwIP
   having given up on a silent peer, is not among them. */
static int32_t io_failure(int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK) {
        return 0;
    }
    if (error == ECONNRESET || error == ENOTCONN) {
        return QUATRIX_E_CLOSED;
    }
    return QUATRIX_E_NETWORK;
}

/* send() and recv() may not answer more than fits an int32_t. */
static size_t at_most(size_t len)
{
    return len < (size_t)INT32_MAX ? len : (size_t)INT32_MAX;
}

static int32_t port_send(void *ctx, const uint8_t *buf, size_t len)
{
    struct quatrix_lwip_socket *self = ctx;
    ssize_t sent = lwip_send(self->priv.fd, buf, at_most(len), 0);
    int32_t result = sent >= 0 ? (int32_t)sent : io_failure(errno);

    self->priv.blocked = result == 0;
    if (result > 0 && !self->priv.unanswered) {
        self->priv.unanswered = true;
        self->priv.since_ms = port_now_ms(self);
    }
    return result;
}

static int32_t port_recv(void *ctx, uint8_t *buf, size_t len)
{
    struct quatrix_lwip_socket *self = ctx;
    ssize_t got = lwip_recv(self->priv.fd, buf, at_most(len), 0);

    if (got == 0) {
        return QUATRIX_E_CLOSED; /* end of stream; "nothing now" is EAGAIN */
    }
    if (got < 0) {
        return io_failure(errno);
    }
    self->priv.unanswered = false;
    return (int32_t)got;
}

/* Without a connection this just sleeps: a client can wait for its next attempt by it. */
static void port_wait(void *ctx, bool want_write, uint32_t max_ms)
{
    struct quatrix_lwip_socket *self = ctx;
    bool connecting = self->priv.state == STATE_CONNECTING;
    uint32_t limit_ms = UINT32_MAX;

    if (connecting) {
        limit_ms = time_left_ms(self);
    }
    if (self->priv.state == STATE_RESOLVING ||
        (connecting && quatrix_lwip_socket_is_busy(self->priv.lookups))) {
        limit_ms = limit_ms < NAP_MS ? limit_ms : NAP_MS;
    }
    (void)await(self->priv.fd, want_write || connecting, max_ms < limit_ms ? max_ms : limit_ms);
}

static enum quatrix_clock port_unix_time(void *ctx, int64_t *seconds)
{
    const struct quatrix_lwip_socket *self = ctx;

    return self->priv.hooks.unix_time != NULL
               ? self->priv.hooks.unix_time(self->priv.hooks.ctx, seconds)
               : QUATRIX_CLOCK_UNKNOWN;
}

static bool port_entropy(void *ctx, uint8_t *buf, size_t len)
{
    const struct quatrix_lwip_socket *self = ctx;

    return self->priv.hooks.entropy(self->priv.hooks.ctx, buf, len);
}

enum quatrix_status quatrix_lwip_socket_init(struct quatrix_lwip_socket *net,
                                             const struct quatrix_lwip_socket_hooks *hooks)
{
    if (net == NULL || hooks == NULL || hooks->entropy == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(net, 0, sizeof *net);
    net->priv.hooks = *hooks;
    net->priv.fd = -1;
    net->priv.state = STATE_CLOSED;
    net->port.ctx = net;
    net->port.connect = port_connect;
    net->port.send = port_send;
    net->port.recv = port_recv;
    net->port.close = port_close;
    net->port.wait = port_wait;
    net->port.now_ms = port_now_ms;
    net->port.unix_time = port_unix_time;
    net->port.entropy = port_entropy;
    return QUATRIX_OK;
}

void quatrix_lwip_socket_deinit(struct quatrix_lwip_socket *net)
{
    if (net == NULL || net->port.ctx != net) {
        return; /* never initialized: 0 would be somebody's socket */
    }
    port_close(net);
    while (quatrix_lwip_socket_is_busy(net->priv.lookups)) {
        (void)await(-1, false, NAP_MS);
    }
}
