/* SPDX-License-Identifier: MIT */
/**
 * @file
 * TLS 1.2 and 1.3 over mbedTLS and a port: the transport most programs use.
 *
 * The server is always verified: chain, host name, dates, usage. There is no switch to leave that
 * out. mbedTLS allocates; on a device give it a static arena before quatrix_tls_init()
 * (MBEDTLS_MEMORY_BUFFER_ALLOC_C, mbedtls_memory_buffer_alloc_init()). The library does not do
 * it, since the arena belongs to the whole program.
 */
#ifndef QUATRIX_TLS_H
#define QUATRIX_TLS_H

#include <mbedtls/ssl.h>
#include <quatrix/config.h>
#include <quatrix/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What to do about certificate dates when the port's clock is not trusted. */
enum quatrix_dates {
    QUATRIX_DATES_CHECKED = 0, /**< Only a trusted clock will do; else QUATRIX_E_CLOCK. */
    QUATRIX_DATES_FLOOR = 1, /**< A floor will do: what expired before it is refused; a certificate
                                  not yet valid cannot be told then. Unknown: QUATRIX_E_CLOCK. */
    QUATRIX_DATES_OPTIONAL = 2 /**< As FLOOR, but without any time dates are not looked at. */
};

/** Which versions to offer. */
enum quatrix_versions {
    QUATRIX_VERSIONS_ALL = 0,
    /** For servers with an RSA certificate that know no TLS 1.3 and prefer their own order of
        signatures: they choose RSA-PSS, which mbedTLS 3.6 has to offer for TLS 1.3 but cannot use in
        1.2. Such a server otherwise ends the handshake with QUATRIX_E_HANDSHAKE, tls_code -0x6600. */
    QUATRIX_VERSIONS_1_2 = 1
};

/** One or more CA certificates. */
struct quatrix_anchor {
    const uint8_t *data; /**< DER of one certificate, or PEM text of any number. */
    size_t len;          /**< Bytes; for PEM including its terminating NUL. */
};

/** Zero it, then set what you need. Everything pointed to must outlive the transport. */
struct quatrix_tls_config {
    const struct quatrix_port *port;      /**< Required. */
    const struct quatrix_anchor *anchors; /**< Whom to trust; at least one. DER is not copied. */
    size_t anchor_count;
    enum quatrix_dates dates;       /**< 0: a trusted clock is required. */
    enum quatrix_versions versions; /**< 0: TLS 1.2 and 1.3, as far as mbedTLS has them. */
    /** False: a later connection to the same server resumes the session of the one before, if the
        server gave a ticket and mbedTLS has MBEDTLS_SSL_SESSION_TICKETS. The session stays in mbedTLS's
        memory (about 300 bytes with its ticket; with MBEDTLS_SSL_KEEP_PEER_CERTIFICATE also the server's
        certificate) until quatrix_tls_forget_session() or quatrix_tls_deinit(). */
    bool no_resumption;
    /** How many allocations mbedTLS was refused so far, counted by whoever gives it memory. With it
        QUATRIX_E_TLS_MEMORY is told from an untrusted certificate for certain: mbedTLS itself reports a
        signature it had no memory to check as a wrong one. NULL: told by whether memory is scarce when
        the handshake fails, so that with little to spare an untrusted server too is E_TLS_MEMORY. */
    const uint32_t *allocation_failures;
};

/** A TLS channel, in memory the caller owns; for one client alone. Do not copy it. */
struct quatrix_tls {
    struct quatrix_transport transport;
    struct quatrix_tls_priv {
        /* What is used most comes first: small offsets make small code on Thumb and RISC-V. */
        uint8_t state;
        bool want_write;
        bool entropy_failed;
        bool verified;              /* a certificate was looked at: the handshake is a full one */
        enum quatrix_status usable; /* what quatrix_tls_init() found */
        int32_t port_error;         /* what the port said when mbedTLS saw only an error */
        const char *host;
        uint32_t handshakes;
        uint32_t resumed;
        uint32_t server;              /* hash of the host and port dialled */
        uint32_t session_server;      /* the same, of the session; 0: there is none */
        uint32_t allocation_failures; /* before the handshake */
        int64_t valid_from;           /* of the chain that was verified last, seconds since 1970 */
        int64_t valid_to;
        struct quatrix_tls_config config;
        mbedtls_ssl_context ssl;
        mbedtls_ssl_config conf;
        mbedtls_x509_crt anchors;
        mbedtls_ssl_session session;
    } priv;
};

/** What quatrix_tls_init() calls; see there. */
enum quatrix_status quatrix_tls_init_sized(struct quatrix_tls *tls, size_t tls_size,
                                           const struct quatrix_tls_config *config);

/**
 * Set up a channel. Nothing is sent. Reads the anchors.
 *
 * @param tls     Uninitialized or zeroed memory.
 * @param config  Copied; what it points to is not.
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT    no port, or a function of it is not set
 *         QUATRIX_E_NO_ANCHOR   no trust anchor
 *         QUATRIX_E_ANCHOR      an anchor is neither PEM nor DER of a certificate, see
 *                               transport.tls_code; of a PEM bundle what mbedTLS cannot read is
 *                               left out, as long as one certificate remains
 *         QUATRIX_E_TLS_MEMORY  mbedTLS has no memory left
 *         QUATRIX_E_ENTROPY     the PSA random generator could not be seeded
 *         QUATRIX_E_CONFIG      program and library see different mbedTLS configurations
 * After an error every connection is refused with the same error.
 */
static inline enum quatrix_status quatrix_tls_init(struct quatrix_tls *tls,
                                                   const struct quatrix_tls_config *config)
{
    return quatrix_tls_init_sized(tls, sizeof *tls, config);
}

/** Close the connection and free what mbedTLS holds. Deinit the client first. */
void quatrix_tls_deinit(struct quatrix_tls *tls);

/** For quatrix_config.transport. */
static inline struct quatrix_transport *quatrix_tls_transport(struct quatrix_tls *tls)
{
    return &tls->transport;
}

/** Protocol version of the connection, "TLSv1.2" or "TLSv1.3"; "" when there is none. Static. */
const char *quatrix_tls_version(const struct quatrix_tls *tls);

/** Full and resumed handshakes completed so far. */
uint32_t quatrix_tls_handshakes(const struct quatrix_tls *tls);

/** Those of them that resumed a session. */
uint32_t quatrix_tls_resumed(const struct quatrix_tls *tls);

/** Wipe the session kept for resumption: the next handshake is a full one. The connection stays. */
void quatrix_tls_forget_session(struct quatrix_tls *tls);

#ifdef __cplusplus
}
#endif
#endif
