/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Does a port keep the contract of quatrix/port.h? Needs that header and nothing of an operating
 * system, so it runs on a board as well; the peers it talks to may run on a PC (peers_main.c).
 */
#ifndef QUATRIX_PORT_CONFORMANCE_H
#define QUATRIX_PORT_CONFORMANCE_H

#include <quatrix/port.h>

/** What a check needs at the other end of the line. */
enum conformance_role {
    CONFORMANCE_NOBODY,       /**< Nothing: the check needs no network. */
    CONFORMANCE_ECHO,         /**< Sends back what it gets until the port closes. */
    CONFORMANCE_ECHO_NAMED,   /**< The same, but host is a name to be resolved. */
    CONFORMANCE_REFUSING,     /**< Nobody listens there; the answer is a reset. */
    CONFORMANCE_UNRESOLVABLE, /**< host is a name without an address. */
    CONFORMANCE_CLOSING,      /**< Accepts and closes at once. */
    CONFORMANCE_RESETTING,    /**< Accepts and resets when a byte has come. */
    CONFORMANCE_GREETING,     /**< Sends CONFORMANCE_GREETING_SIZE bytes and closes. */
    CONFORMANCE_SILENT,       /**< Accepts, sends nothing and never reads. */
    CONFORMANCE_BLACKHOLE,    /**< Swallows packets: connecting has no outcome. */
    CONFORMANCE_ROLES
};

enum { CONFORMANCE_GREETING_SIZE = 20000 };

/** Byte number i of the greeting, and of what the echo checks send. */
uint8_t conformance_byte(uint32_t i);

struct conformance_peer {
    const char *host; /**< NULL: there is no such peer, skip the checks that need it. */
    uint16_t port;
};

enum conformance_result { CONFORMANCE_PASSED, CONFORMANCE_FAILED, CONFORMANCE_SKIPPED };

struct conformance_setup {
    struct conformance_peer peers[CONFORMANCE_ROLES];
    /** For one thing to happen, and how late wait() may be; 0: 20 s. Also bounds a name lookup. */
    uint32_t patience_ms;
    /** Longest time for a function that may not block; 0: 2 s. Generous: it is not a benchmark. */
    uint32_t block_ms;
    /** Called once for each check. why and value (a status, a count) are for people. May be NULL.
     */
    void (*report)(void *ctx, enum conformance_result result, const char *check, const char *why,
                   long value);
    void *report_ctx;
};

/** Run all checks; the number of those that failed. The port is closed before and after. */
int quatrix_port_conformance(const struct quatrix_port *port,
                             const struct conformance_setup *setup);

#endif
