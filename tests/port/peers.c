/* SPDX-License-Identifier: MIT */
/*
 * Blocking, one connection at a time per role: the conformance test has no more. Test equipment
 * for Linux; the blackhole relies on how Linux treats a full accept queue.
 */
#define _GNU_SOURCE

#include "peers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BACKLOG = 16, KEPT = 8 };

union any_address {
    struct sockaddr base;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static void empty(struct peers *peers)
{
    memset(peers, 0, sizeof *peers);
    for (int i = 0; i < CONFORMANCE_ROLES; i++) {
        peers->sockets[i] = -1;
    }
    for (int i = 0; i < PEERS_FILLERS; i++) {
        peers->fillers[i] = -1;
    }
}

static void shut(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

/* What the socket was bound to; family AF_UNSPEC if that cannot be told. */
static socklen_t get_address(int fd, union any_address *own)
{
    socklen_t length = sizeof *own;

    memset(own, 0, sizeof *own);
    if (getsockname(fd, &own->base, &length) != 0) {
        own->base.sa_family = AF_UNSPEC;
    }
    return length;
}

/* A bound socket, and its port if that was left to the system. */
static int bind_to(const char *host, uint16_t *port)
{
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                              .ai_socktype = SOCK_STREAM };
    struct addrinfo *list = NULL;
    union any_address own;
    char service[8];
    int on = 1;
    int fd;

    (void)snprintf(service, sizeof service, "%u", (unsigned)*port);
    if (getaddrinfo(host, service, &hints, &list) != 0) {
        return -1;
    }
    fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && *port != 0) {
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    if (fd >= 0 && bind(fd, list->ai_addr, list->ai_addrlen) != 0) {
        shut(&fd);
    }
    if (fd >= 0) {
        (void)get_address(fd, &own);
        *port = ntohs(own.base.sa_family == AF_INET6 ? own.v6.sin6_port : own.v4.sin_port);
    }
    freeaddrinfo(list);
    return fd;
}

/* Connections that nobody accepts, more than the queue takes. */
static bool fill_queue(struct peers *peers, int listener)
{
    union any_address to;
    socklen_t length = get_address(listener, &to);

    for (int i = 0; i < PEERS_FILLERS; i++) {
        peers->fillers[i] =
            socket(to.base.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (peers->fillers[i] < 0 ||
            (connect(peers->fillers[i], &to.base, length) != 0 && errno != EINPROGRESS)) {
            return false;
        }
    }
    return true;
}

static bool open_role(struct peers *peers, const char *host, int role)
{
    int fd = bind_to(host, &peers->ports[role]);

    peers->sockets[role] = fd;
    if (fd < 0) {
        return false;
    }
    if (role == CONFORMANCE_REFUSING) {
        return true; /* bound, so that nobody else gets the port, but not listening */
    }
    if (role == CONFORMANCE_BLACKHOLE) {
        return listen(fd, 0) == 0 && fill_queue(peers, fd);
    }
    return listen(fd, BACKLOG) == 0;
}

static bool is_served(int role)
{
    return role != CONFORMANCE_NOBODY && role != CONFORMANCE_ECHO_NAMED &&
           role != CONFORMANCE_UNRESOLVABLE;
}

static bool set_host(struct peers *peers, const char *host)
{
    int length = snprintf(peers->host, sizeof peers->host, "%s", host);

    return length > 0 && length < (int)sizeof peers->host;
}

bool peers_open(struct peers *peers, const char *host, uint16_t base_port)
{
    bool opened;

    empty(peers);
    opened = set_host(peers, host);
    for (int role = 0; opened && role < CONFORMANCE_ROLES; role++) {
        if (is_served(role)) {
            peers->ports[role] = (uint16_t)(base_port != 0 ? base_port + role : 0);
            opened = open_role(peers, host, role);
        }
    }
    if (!opened) {
        peers_stop(peers);
    }
    return opened;
}

bool peers_open_blackhole(struct peers *peers, const char *host, uint16_t port)
{
    empty(peers);
    peers->ports[CONFORMANCE_BLACKHOLE] = port;
    if (!set_host(peers, host) || !open_role(peers, host, CONFORMANCE_BLACKHOLE)) {
        peers_stop(peers);
        return false;
    }
    return true;
}

static bool send_all(int fd, const uint8_t *buf, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(fd, buf, len, MSG_NOSIGNAL);

        if (sent <= 0) {
            return false;
        }
        buf += sent;
        len -= (size_t)sent;
    }
    return true;
}

static void reset(int fd)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    (void)close(fd);
}

static void serve_echo(int fd)
{
    uint8_t buf[4096];
    ssize_t got = recv(fd, buf, sizeof buf, 0);

    while (got > 0 && send_all(fd, buf, (size_t)got)) {
        got = recv(fd, buf, sizeof buf, 0);
    }
    (void)close(fd);
}

static void serve_closing(int fd)
{
    (void)close(fd);
}

static void serve_resetting(int fd)
{
    uint8_t byte;

    (void)recv(fd, &byte, 1, 0);
    reset(fd);
}

static void serve_greeting(int fd)
{
    uint8_t greeting[CONFORMANCE_GREETING_SIZE];

    for (uint32_t i = 0; i < sizeof greeting; i++) {
        greeting[i] = conformance_byte(i);
    }
    (void)send_all(fd, greeting, sizeof greeting);
    (void)close(fd);
}

static int accept_one(int listener)
{
    int fd = accept(listener, NULL, NULL);

    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) {
        fd = accept(listener, NULL, NULL);
    }
    return fd;
}

static void serve_each(int listener, void (*serve)(int fd))
{
    int fd = accept_one(listener);

    while (fd >= 0) {
        serve(fd);
        fd = accept_one(listener);
    }
}

/* Nothing tells this peer that a port with unsent bytes has gone away, so the oldest goes. */
static void serve_silent(int listener)
{
    int kept[KEPT] = { -1, -1, -1, -1, -1, -1, -1, -1 };
    unsigned next = 0;
    int fd = accept_one(listener);

    while (fd >= 0) {
        if (kept[next] >= 0) {
            reset(kept[next]);
        }
        kept[next] = fd;
        next = (next + 1U) % KEPT;
        fd = accept_one(listener);
    }
}

static void *run_echo(void *argument)
{
    serve_each(*(const int *)argument, serve_echo);
    return NULL;
}

static void *run_closing(void *argument)
{
    serve_each(*(const int *)argument, serve_closing);
    return NULL;
}

static void *run_resetting(void *argument)
{
    serve_each(*(const int *)argument, serve_resetting);
    return NULL;
}

static void *run_greeting(void *argument)
{
    serve_each(*(const int *)argument, serve_greeting);
    return NULL;
}

static void *run_silent(void *argument)
{
    serve_silent(*(const int *)argument);
    return NULL;
}

void peers_serve(const struct peers *peers)
{
    static void *(*const run[CONFORMANCE_ROLES])(void *) = {
        [CONFORMANCE_ECHO] = run_echo,           [CONFORMANCE_CLOSING] = run_closing,
        [CONFORMANCE_RESETTING] = run_resetting, [CONFORMANCE_GREETING] = run_greeting,
        [CONFORMANCE_SILENT] = run_silent,
    };
    int listeners[CONFORMANCE_ROLES];
    pthread_t thread;

    memcpy(listeners, peers->sockets, sizeof listeners);
    for (int role = 0; role < CONFORMANCE_ROLES; role++) {
        if (run[role] != NULL && pthread_create(&thread, NULL, run[role], &listeners[role]) != 0) {
            return;
        }
    }
    for (;;) {
        (void)pause();
    }
}

bool peers_start(struct peers *peers, const char *host)
{
    pid_t parent = getpid();

    if (!peers_open(peers, host, 0)) {
        return false;
    }
    peers->child = fork();
    if (peers->child == 0) {
        /* Die with the parent, even if it died before this line. */
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent) {
            peers_serve(peers);
        }
        _exit(1);
    }
    if (peers->child < 0) {
        peers_stop(peers);
        return false;
    }
    return true;
}

void peers_stop(struct peers *peers)
{
    if (peers->child > 0) {
        (void)kill(peers->child, SIGKILL);
        (void)waitpid(peers->child, NULL, 0);
        peers->child = 0;
    }
    for (int i = 0; i < CONFORMANCE_ROLES; i++) {
        shut(&peers->sockets[i]);
    }
    for (int i = 0; i < PEERS_FILLERS; i++) {
        shut(&peers->fillers[i]);
    }
}

void peers_fill(const struct peers *peers, struct conformance_setup *setup)
{
    for (int role = 0; role < CONFORMANCE_ROLES; role++) {
        if (peers->sockets[role] >= 0) {
            setup->peers[role].host = peers->host;
            setup->peers[role].port = peers->ports[role];
        }
    }
}
