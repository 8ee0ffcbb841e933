/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the conformance test talks to, for Linux: one listener per conformance_role.
 */
#ifndef QUATRIX_PORT_PEERS_H
#define QUATRIX_PORT_PEERS_H

#include "conformance.h"

#include <sys/types.h>

enum { PEERS_HOST_MAX = 64, PEERS_FILLERS = 8 };

struct peers {
    char host[PEERS_HOST_MAX]; /* address literal */
    uint16_t ports[CONFORMANCE_ROLES];
    int sockets[CONFORMANCE_ROLES]; /* -1: none */
    int fillers[PEERS_FILLERS];     /* connections that keep the blackhole's queue full */
    pid_t child;
};

/** Bind to an address literal; base_port + role, or any free ports for 0. False: no such address,
    or a port is taken. */
bool peers_open(struct peers *peers, const char *host, uint16_t base_port);

/** A listener whose queue is full: the kernel drops every further SYN. One role's worth of
    peers_open(), at a port of choice. */
bool peers_open_blackhole(struct peers *peers, const char *host, uint16_t port);

/** Serve all roles for ever, a thread each. Returns only if there are no threads. */
void peers_serve(const struct peers *peers);

/** peers_open() on free ports and peers_serve() in a child process, which dies with this one. */
bool peers_start(struct peers *peers, const char *host);

/** End the child, close everything. Repeatable. */
void peers_stop(struct peers *peers);

/** Describe the peers to the conformance test; names are the caller's to add. */
void peers_fill(const struct peers *peers, struct conformance_setup *setup);

#endif
