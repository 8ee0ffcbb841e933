/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Names to addresses without blocking the caller. Internal to port/lwip_socket.
 */
#ifndef QUATRIX_LWIP_SOCKET_RESOLVER_H
#define QUATRIX_LWIP_SOCKET_RESOLVER_H

#include <quatrix/lwip_socket.h>

#include <lwip/opt.h>
#include <lwip/sockets.h>

/** An address as lwIP's sockets take it. */
union quatrix_lwip_socket_address {
    struct sockaddr base;
#if LWIP_IPV4
    struct sockaddr_in v4;
#endif
#if LWIP_IPV6
    struct sockaddr_in6 v6;
#endif
};

/** An address literal into address, with port 0. False: it is a name. */
bool quatrix_lwip_socket_literal(const char *host, union quatrix_lwip_socket_address *address);

/**
 * The next address of a name that was not handed out yet. Starts the lookups when needed.
 *
 * @param lookups  QUATRIX_LWIP_SOCKET_FAMILIES of them, zeroed at first.
 * @param host     The same at each call until quatrix_lwip_socket_forget().
 * @param address  With port 0.
 * @return QUATRIX_OK         an address
 *         QUATRIX_PENDING    none so far
 *         QUATRIX_E_RESOLVE  no further address, or none at all
 *         QUATRIX_E_NETWORK  the same, and lwIP knows no name server
 */
enum quatrix_status quatrix_lwip_socket_resolve(struct quatrix_lwip_socket_lookup *lookups,
                                                const char *host,
                                                union quatrix_lwip_socket_address *address);

/** Is there an address that was not handed out? */
bool quatrix_lwip_socket_has_next(struct quatrix_lwip_socket_lookup *lookups);

/** Could lwIP still write into the lookups? */
bool quatrix_lwip_socket_is_busy(struct quatrix_lwip_socket_lookup *lookups);

/** The results are not wanted any more. Repeatable. */
void quatrix_lwip_socket_forget(struct quatrix_lwip_socket_lookup *lookups);

#endif
