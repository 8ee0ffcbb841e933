/* SPDX-License-Identifier: MIT */
/**
 * @file
 * The secure channel as the call engine sees it. quatrix/tls.h supplies one over mbedTLS; a
 * modem or secure element that speaks TLS itself can supply another. Whoever does answers for
 * the verification of the server: the engine sends credentials once handshake() says QUATRIX_OK.
 */
#ifndef QUATRIX_TRANSPORT_H
#define QUATRIX_TRANSPORT_H

#include <quatrix/port.h>

#ifdef __cplusplus
extern "C" {
#endif

struct quatrix_transport;

/** None of these may block but wait(). Every function must be set. */
struct quatrix_transport_ops {
    /** As quatrix_port.connect; host stays valid until close(). May also answer what prevents any
        connection: QUATRIX_E_NO_ANCHOR, QUATRIX_E_ENTROPY, QUATRIX_E_CLOCK. */
    enum quatrix_status (*connect)(struct quatrix_transport *t, const char *host, uint16_t port);

    /** QUATRIX_PENDING, then QUATRIX_OK once the server is proven to be the host connected to,
        or a TLS error of quatrix/status.h. */
    enum quatrix_status (*handshake)(struct quatrix_transport *t);

    /** As quatrix_port.send. After 0 the next call passes the same bytes again. */
    int32_t (*send)(struct quatrix_transport *t, const uint8_t *buf, size_t len);

    /** As quatrix_port.recv. QUATRIX_E_CLOSED only for an orderly end (close_notify);
        a connection that just ends is QUATRIX_E_CUT. Also called after send() has failed, for what the
        server may have said before. */
    int32_t (*recv)(struct quatrix_transport *t, uint8_t *buf, size_t len);

    /** Say goodbye where possible, release the connection, forget its secrets. Repeatable. */
    void (*close)(struct quatrix_transport *t);

    /** Sleep until the pending operation can go on, at most max_ms. May return early. */
    void (*wait)(struct quatrix_transport *t, uint32_t max_ms);

    uint32_t (*now_ms)(struct quatrix_transport *t); /**< As quatrix_port. */
    enum quatrix_clock (*unix_time)(struct quatrix_transport *t,
                                    int64_t *seconds); /**< As quatrix_port. */

    /** Fill buf with random bytes; false when that is not possible. What they decide (how long to
        pause) is no secret. */
    bool (*entropy)(struct quatrix_transport *t, uint8_t *buf, size_t len);

    /** Most bytes of heap the TLS library has used so far; 0: not known. */
    size_t (*heap_peak)(struct quatrix_transport *t);
};

/** Zero it but for ops; the first member of what an implementation keeps. */
struct quatrix_transport {
    const struct quatrix_transport_ops *ops;
    int32_t tls_code; /**< Last failure in the TLS library's own numbers, else 0. */
    uint32_t
        verify_flags; /**< Why the certificate was refused (MBEDTLS_X509_BADCERT_...), else 0. */
};

#ifdef __cplusplus
}
#endif
#endif
