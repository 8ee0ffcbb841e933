/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The port for bare metal: lwIP 2.2 with NO_SYS=1, its raw API, no threads.
 *
 *     static const struct quatrix_lwip_raw_platform platform = { NULL, poll, now_ms, unix_time, entropy };
 *     static struct quatrix_lwip_raw net;
 *     quatrix_lwip_raw_init(&net, &platform);
 *     config.port = &net.port;
 *
 * One struct carries one connection, so each client needs its own. About 80 bytes, and no state
 * outside of it but lwIP's. Everything runs in the thread that drives lwIP: step clients from
 * there, never from an interrupt or from one of lwIP's callbacks.
 */
#ifndef QUATRIX_LWIP_RAW_H
#define QUATRIX_LWIP_RAW_H

#include <quatrix/port.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QUATRIX_LWIP_RAW_ADDRESS_MS = 5000 /**< Time for an address while another one is left. */
};

/** What only the board knows. Every function must be set; ctx is handed to each. */
struct quatrix_lwip_raw_platform {
    void *ctx;

    /** Drive the network once: hand frames that have arrived to lwIP and call
        sys_check_timeouts(). Where there was nothing to do it may sleep, at most max_ms
        milliseconds and no longer than sys_timeouts_sleeptime(), until a frame arrives. A program
        that steps its clients without quatrix_wait() calls this itself. */
    void (*poll)(void *ctx, uint32_t max_ms);

    /** These three as in quatrix/port.h. */
    uint32_t (*now_ms)(void *ctx);
    enum quatrix_clock (*unix_time)(void *ctx, int64_t *seconds);
    bool (*entropy)(void *ctx, uint8_t *buf, size_t len);
};

struct tcp_pcb;
struct pbuf;

/** Must stay where it is from init to deinit. */
struct quatrix_lwip_raw {
    struct quatrix_port port; /**< Give its address to the client. */

    struct {
        const struct quatrix_lwip_raw_platform *platform;
        struct tcp_pcb *pcb;
        struct pbuf *received; /* not handed out yet */
        uint32_t since_ms;     /* of the address that is tried */
        uint16_t to_port;
        uint8_t state;
        uint8_t next;    /* family to ask the name for */
        uint8_t lookups; /* that lwIP will still answer, those of a closed connection included */
        int8_t end;      /* the quatrix_status in which the connection ended, or 0 */
        bool found;      /* the name has an address */
        bool answered;   /* the network was there, whatever the answer */
        bool moved;      /* since connect() was called last */
        bool full;       /* send() found no room */
    } priv;
};

/**
 * Fill in port; there is no connection yet. lwIP must be initialized before the first connect().
 *
 * @param platform  Must outlive the struct.
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT  something is NULL
 */
enum quatrix_status quatrix_lwip_raw_init(struct quatrix_lwip_raw *net,
                                          const struct quatrix_lwip_raw_platform *platform);

/** Close the connection, if there is one. While a name is being looked up this polls until lwIP has
    given up, at most some seconds: lwIP would otherwise answer into memory that is another's. */
void quatrix_lwip_raw_deinit(struct quatrix_lwip_raw *net);

#ifdef __cplusplus
}
#endif
#endif
