/* SPDX-License-Identifier: MIT */
/**
 * @file
 * TLS 1.2 and 1.3 over mbedTLS and a port: the transport most programs use.
 *
 * The server is always verified: chain, host name, dates, usage. There is no switch to leave that
 * out. The name has to be in subjectAltName; a common name does not count. Revocation is not checked.
 * Name constraints are not known, so that a CA with critical ones is refused.
 *
 * mbedTLS allocates; on a device give it a static arena before quatrix_tls_init()
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

struct quatrix_tls;

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

/** One or more certificates: of CAs to trust, or those of quatrix_identity. */
struct quatrix_anchor {
    const uint8_t *data; /**< DER of one certificate, or PEM text of any number. */
    size_t len;          /**< Bytes; for PEM including its terminating NUL. */
};

/** Bytes of a pin: the SHA-256 hash of a SubjectPublicKeyInfo (RFC 7469 section 2.4), as of
    openssl x509 -in cert.pem -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum */
#define QUATRIX_PIN_SIZE 32

/**
 * Public keys of which at least one must be in the server's chain: its own key, or that of a CA above
 * it. This comes on top of every other check and replaces none. Pin a spare key as well: a server that
 * has none of the pinned ones is lost until the pins are replaced.
 */
struct quatrix_pins {
    /** quatrix_pins_check: whoever names it links what pins take, some 100 bytes. */
    void (*check)(struct quatrix_tls *tls, const mbedtls_x509_crt *crt, int depth, uint32_t *flags);
    const uint8_t (*hashes)[QUATRIX_PIN_SIZE]; /**< Must not change until quatrix_tls_deinit(). */
    size_t count;                              /**< Without any every server is refused. */
};

/**
 * The client's own certificate and its private key, for servers that ask for them; others do not get
 * to see the certificate. Zero it, then set all but priv. For one channel alone. mbedTLS must be able
 * to sign: MBEDTLS_ECDSA_C without _SIGN_ALT that does not, MBEDTLS_RSA_C with PKCS1_V15, for TLS 1.3
 * with PKCS1_V21.
 *
 * quatrix_tls_init() reads it all; mbedTLS keeps the key in its memory (an EC key some 200 bytes, RSA
 * of 2048 bits some 2 KB) until quatrix_tls_deinit(), which wipes it. The library makes no copy, and
 * does not wipe the caller's.
 *
 * A server that does not like the certificate, or the lack of one, says so by an alert. In TLS 1.2
 * that ends the handshake: QUATRIX_E_HANDSHAKE. In TLS 1.3 the client's handshake is over by then and
 * the request may be sent: QUATRIX_E_TLS once the reply is read. Either way tls_code is
 * MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE (-0x7780). A server that closes without an alert, or whose alert
 * is lost with the connection, leaves QUATRIX_E_CLOSED, QUATRIX_E_CUT or QUATRIX_E_NETWORK.
 */
struct quatrix_identity {
    /** quatrix_identity_load: whoever names it links what it takes, mbedTLS's parser of keys foremost. */
    enum quatrix_status (*load)(struct quatrix_tls *tls, struct quatrix_identity *identity);
    const struct quatrix_anchor
        *chain;         /**< Own certificate first, then those that lead to its CA. */
    size_t chain_count; /**< At least 1. DER is not copied: it must outlive the channel. */
    const uint8_t
        *key;       /**< DER or PEM, PKCS#8, PKCS#1 or SEC 1. Read by quatrix_tls_init() only. */
    size_t key_len; /**< Bytes; for PEM including its terminating NUL. */
    const char *password; /**< Of an encrypted key; NULL: none. Read by quatrix_tls_init() only. */
    struct quatrix_identity_priv {
        mbedtls_x509_crt chain;
        mbedtls_pk_context key;
    } priv;
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
    const struct quatrix_pins *pins;   /**< NULL: none. */
    struct quatrix_identity *identity; /**< NULL: a server that asks for a certificate gets none. */
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
        bool pinned;                /* and a key of the chain is one of the pins */
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
 *         QUATRIX_E_ARGUMENT    no port, or a function of it is not set; pins without check; an
 *                               identity without load, chain or key, or one that another channel
 *                               has
 *         QUATRIX_E_NO_ANCHOR   no trust anchor
 *         QUATRIX_E_ANCHOR      an anchor is neither PEM nor DER of a certificate, see
 *                               transport.tls_code; of a PEM bundle what mbedTLS cannot read is
 *                               left out, as long as one certificate remains
 *         QUATRIX_E_OWN_CERT    a certificate of the identity is neither PEM nor DER, or of a kind
 *                               that mbedTLS cannot read, see transport.tls_code
 *         QUATRIX_E_OWN_KEY     the same of its key, or the password is missing or wrong
 *         QUATRIX_E_OWN_PAIR    the key is not that of the first certificate
 *         QUATRIX_E_TLS_MEMORY  mbedTLS has no memory left
 *         QUATRIX_E_ENTROPY     the PSA random generator could not be seeded, or the port has no
 *                               random bytes, which reading a key takes
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

/**
 * Write the session kept for resumption to memory, so that it can be imported after a restart. When
 * there is one: after a handshake of TLS 1.2; with TLS 1.3 once the server's ticket has come, as a rule
 * together with its first reply. Export anew after each connection: servers may take a ticket only once.
 *
 * What is written is a secret: who reads it can read and forge what is said on connections that resume
 * it, and who changes it can have the client accept another server. Keep it where the device alone
 * reads and writes, and wipe memory it was in (quatrix_wipe()).
 *
 * It holds the session of mbedTLS (about 300 bytes with its ticket; with
 * MBEDTLS_SSL_KEEP_PEER_CERTIFICATE and TLS 1.2 also the server's certificate) and 85 bytes besides: the
 * server and the dates of its chain, hashes of what it was verified by and of the whole.
 *
 * @param buf   Room for it; NULL if size is 0.
 * @param size  Bytes.
 * @param len   Bytes written, or needed (QUATRIX_E_SPACE), else 0.
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT  tls or len is NULL, or buf is while size is not 0
 *         QUATRIX_E_SESSION   no session is kept: there was no connection yet, the server gave no
 *                             ticket, the session was forgotten, or no_resumption
 *         QUATRIX_E_SPACE     larger than size; nothing was written
 *         QUATRIX_E_TLS       mbedTLS has no SHA-256
 *         or what quatrix_tls_init() said, if it failed
 */
enum quatrix_status quatrix_tls_export_session(const struct quatrix_tls *tls, uint8_t *buf,
                                               size_t size, size_t *len);

/**
 * Keep an exported session in place of the one kept so far: the next connection to its server offers
 * it. The server may not accept it; then the handshake is a full one. It is not offered to another host
 * or port, nor once the chain that was verified has expired, nor once the ticket has: with TLS 1.3 its
 * age counts from when it came, as far as the port had a trusted clock at both times.
 *
 * @param tls  Without a connection: quatrix_client_close() before.
 * @param buf  As exported; read before this returns.
 * @param len  Bytes, exactly as many as were exported.
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT       tls or buf is NULL, or no_resumption
 *         QUATRIX_E_BUSY           there is a connection
 *         QUATRIX_E_SESSION        not an exported session, or damaged, cut or lengthened
 *         QUATRIX_E_SESSION_OTHER  exported by another version of this library or of mbedTLS, by
 *                                  another configuration of it, or under other anchors, pins or
 *                                  another certificate of the client: it would bypass the new ones
 *         QUATRIX_E_CERT_DATE      the server's chain has expired, or is not yet valid
 *         QUATRIX_E_TLS_MEMORY     mbedTLS has no memory left
 *         QUATRIX_E_TLS            mbedTLS has no SHA-256
 *         or what quatrix_tls_init() said, if it failed
 * After an error there is the session of before, or none. Where mbedTLS had a say transport.tls_code
 * has its number.
 */
enum quatrix_status quatrix_tls_import_session(struct quatrix_tls *tls, const uint8_t *buf,
                                               size_t len);

/** For quatrix_pins.check alone. */
void quatrix_pins_check(struct quatrix_tls *tls, const mbedtls_x509_crt *crt, int depth,
                        uint32_t *flags);

/** For quatrix_identity.load alone. */
enum quatrix_status quatrix_identity_load(struct quatrix_tls *tls,
                                          struct quatrix_identity *identity);

#ifdef __cplusplus
}
#endif
#endif
