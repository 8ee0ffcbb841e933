/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The port for an RTOS with lwIP: sockets and threads (NO_SYS=0), as FreeRTOS with lwIP, ESP-IDF
 * and vendor kits have them. lwIP must be up (tcpip_init()) before a connection is made.
 *
 *     static struct quatrix_lwip_socket net;
 *     static const struct quatrix_lwip_socket_hooks hooks = { .entropy = ..., .unix_time = ... };
 *     quatrix_lwip_socket_init(&net, &hooks);
 *     config.port = &net.port;
 *
 * One struct carries one connection, so each client needs its own. Different structs may be used
 * from different threads. About 130 bytes each on 32 bits; what lwIP takes is in the README.
 */
#ifndef QUATRIX_LWIP_SOCKET_H
#define QUATRIX_LWIP_SOCKET_H

#include <quatrix/port.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QUATRIX_LWIP_SOCKET_FAMILIES = 2,      /**< lwIP finds one IPv6 and one IPv4 address a name. */
    QUATRIX_LWIP_SOCKET_ADDRESS_SIZE = 28, /**< Bytes of lwIP's larger sockaddr. */
    QUATRIX_LWIP_SOCKET_ADDRESS_MS = 5000  /**< Time for an address while another one is left. */
};

/** What lwIP does not have. The functions may be called from any thread that steps a client. */
struct quatrix_lwip_socket_hooks {
    void *ctx; /**< Handed to every function below. */

    /** As quatrix_port.entropy: the hardware's generator, never rand(). Required. */
    bool (*entropy)(void *ctx, uint8_t *buf, size_t len);

    /** As quatrix_port.unix_time, for example from an RTC that SNTP has set. NULL: no time is
        known, and a client that checks dates will not connect. */
    enum quatrix_clock (*unix_time)(void *ctx, int64_t *seconds);

    /** As quatrix_port.now_ms. NULL: lwIP's sys_now(). */
    uint32_t (*now_ms)(void *ctx);
};

/** An address lookup, shared with lwIP's thread while it runs. */
struct quatrix_lwip_socket_lookup {
    uint8_t state;
    uint8_t address[QUATRIX_LWIP_SOCKET_ADDRESS_SIZE]; /* a sockaddr as plain bytes, so that this
                                                          header needs none of lwIP's */
};

/** Must stay where it is from init until deinit has returned. */
struct quatrix_lwip_socket {
    struct quatrix_port port; /**< Give its address to the client. */

    struct {
        struct quatrix_lwip_socket_hooks hooks;
        struct quatrix_lwip_socket_lookup lookups[QUATRIX_LWIP_SOCKET_FAMILIES];
        int fd;
        uint32_t since_ms; /* began to connect; later: was sent something */
        uint8_t state;
        bool dialled;
        bool answered;
        bool unanswered; /* nothing has come since since_ms */
        bool blocked;    /* the last send() answered 0 */
    } priv;
};

/**
 * Fill in port; there is no connection yet. What was in the struct before is not looked at, so it
 * must not be one that was in use and not deinitialized.
 *
 * @param hooks  Copied; what ctx points to is not.
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT  net or hooks is NULL, or there is no entropy
 */
enum quatrix_status quatrix_lwip_socket_init(struct quatrix_lwip_socket *net,
                                             const struct quatrix_lwip_socket_hooks *hooks);

/**
 * Close the connection, if there is one. The struct can be initialized again, or its memory used
 * for something else.
 *
 * A lookup under way cannot be stopped, and lwIP will write its result here: this waits for it.
 * With a silent name server that takes 8 s for each server lwIP knows, by its default options.
 */
void quatrix_lwip_socket_deinit(struct quatrix_lwip_socket *net);

#ifdef __cplusplus
}
#endif
#endif
