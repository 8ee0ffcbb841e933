/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What the library needs from a platform: one TCP connection at a time, a clock, random bytes.
 * port/template/ is a skeleton to fill in; tests/port/ checks any implementation.
 */
#ifndef QUATRIX_PORT_H
#define QUATRIX_PORT_H

#include <quatrix/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How far the platform's calendar time can be believed; certificate dates are judged by it. */
enum quatrix_clock {
    QUATRIX_CLOCK_UNKNOWN = 0, /**< No time at all. */
    QUATRIX_CLOCK_FLOOR = 1,   /**< Certainly not earlier than this, for example the build time. */
    QUATRIX_CLOCK_TRUSTED = 2  /**< Set from a source the device believes in. */
};

/**
 * Functions of a platform. Called only from the thread that steps the client, and none of them
 * may block but wait(). Every function must be set.
 */
struct quatrix_port {
    void *ctx; /**< Handed to every function below; never read by the library. */

    /**
     * Resolve host and connect to port, trying every address in turn.
     *
     * @param host  Name or address literal (IPv6 without brackets); stays valid until the
     *              connection is made, has failed, or close() is called.
     * @return QUATRIX_PENDING    under way: call again with the same arguments
     *         QUATRIX_OK         connected
     *         QUATRIX_E_RESOLVE  the name has no address
     *         QUATRIX_E_CONNECT  no address accepted
     *         QUATRIX_E_NETWORK  the stack failed (no socket, interface down)
     */
    enum quatrix_status (*connect)(void *ctx, const char *host, uint16_t port);

    /** Bytes taken, 1 to len; 0 if the call would block; or a negative quatrix_status:
        QUATRIX_E_CLOSED when the peer is gone, QUATRIX_E_NETWORK otherwise. len is not 0. */
    int32_t (*send)(void *ctx, const uint8_t *buf, size_t len);

    /** Bytes stored, 1 to len; 0 if nothing is there now; or a negative quatrix_status.
        A peer that has closed or reset is QUATRIX_E_CLOSED, never 0. len is not 0. */
    int32_t (*recv)(void *ctx, uint8_t *buf, size_t len);

    /** Release the connection; also while connecting or after a failure. Harmless when repeated. */
    void (*close)(void *ctx);

    /** Sleep until the connection can be read (or written, where want_write), at most max_ms
        milliseconds. While connecting: until connect() should be called again. Without a connection:
        max_ms; a client pauses by it. May return early. */
    void (*wait)(void *ctx, bool want_write, uint32_t max_ms);

    /** Milliseconds from any start, monotonic; wraps at 2^32. */
    uint32_t (*now_ms)(void *ctx);

    /** Seconds since 1970-01-01 UTC into *seconds, and how far to believe them.
     *seconds is ignored for QUATRIX_CLOCK_UNKNOWN. */
    enum quatrix_clock (*unix_time)(void *ctx, int64_t *seconds);

    /** Fill buf with len bytes fit for keys (a conditioned hardware source or a seeded generator).
        False when that is not possible: the connection is then refused with QUATRIX_E_ENTROPY. */
    bool (*entropy)(void *ctx, uint8_t *buf, size_t len);
};

#ifdef __cplusplus
}
#endif
#endif
