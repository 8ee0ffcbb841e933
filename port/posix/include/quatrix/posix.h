/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The port for Linux and its kin: BSD sockets, a resolver thread, the kernel's random numbers.
 *
 *     static struct quatrix_posix posix;
 *     quatrix_posix_init(&posix);
 *     config.port = &posix.port;
 *
 * One struct carries one connection, so each client needs its own. Different structs may be used
 * from different threads. About 2,400 bytes each; 2 KB more are shared by all for name resolution.
 */
#ifndef QUATRIX_POSIX_H
#define QUATRIX_POSIX_H

#include <quatrix/port.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QUATRIX_POSIX_ADDRESSES = 8,     /**< Addresses of one name that are tried. */
    QUATRIX_POSIX_ADDRESS_SIZE = 28, /**< Bytes of the larger of sockaddr_in and sockaddr_in6. */
    QUATRIX_POSIX_ADDRESS_MS = 5000, /**< Time for an address while another one is left. */
    QUATRIX_POSIX_AHEAD = 2048       /**< Bytes that are received before they are asked for. */
};

/** A sockaddr_in or sockaddr_in6 as plain bytes, so that this header needs no system header. */
struct quatrix_posix_address {
    uint8_t bytes[QUATRIX_POSIX_ADDRESS_SIZE];
    uint8_t length;
};

/** Must stay where it is from init to deinit. */
struct quatrix_posix {
    /** Give its address to the client. A function may be replaced after init, for example
        unix_time on a device whose clock starts at 1970. */
    struct quatrix_port port;

    struct {
        int fd;
        int lookup;
        uint32_t since_ms;
        uint8_t state;
        uint8_t count;
        uint8_t next;
        bool answered;
        bool may_block;  /* the socket blocks, for a second, unless told not to */
        int32_t failure; /* met while waiting; 0: none */
        struct quatrix_posix_address addresses[QUATRIX_POSIX_ADDRESSES];
        size_t ahead_at; /* what was received and is not asked for yet */
        size_t ahead_end;
        uint8_t ahead[QUATRIX_POSIX_AHEAD];
    } priv;
};

/**
 * Fill in port; there is no connection yet. What was in the struct before is not looked at.
 *
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT  posix is NULL
 *         QUATRIX_E_NETWORK   the system has no monotonic clock to wait by
 */
enum quatrix_status quatrix_posix_init(struct quatrix_posix *posix);

/** Close the connection, if there is one. The struct can be initialized again. */
void quatrix_posix_deinit(struct quatrix_posix *posix);

#ifdef __cplusplus
}
#endif
#endif
