/* SPDX-License-Identifier: MIT */
/*
 * The transport over mbedTLS 3.6 (2.28 as a courtesy, without TLS 1.3). All contact of the library
 * with mbedTLS is in this folder, since other major versions differ.
 */
#include "tls/channel.h"

#include <quatrix/model.h>

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ecp.h>
#include <mbedtls/pem.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <string.h>

#define IS_3 QUATRIX_MBEDTLS_3

#if IS_3 && defined(MBEDTLS_PSA_CRYPTO_C)
#include <psa/crypto.h>
#endif
#if defined(MBEDTLS_MEMORY_BUFFER_ALLOC_C)
#include <mbedtls/memory_buffer_alloc.h>
#endif

/* What the server may choose from: forward secrecy and AEAD only (RFC 9325). */
const int quatrix_tls_suites[] = {
#if IS_3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
#endif
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
#if !defined(MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH) /* which filters none of these by itself */
#if IS_3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
#endif
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
#endif
    0
};

#if IS_3
/* PKCS#1 before PSS: else mbedTLS 3.6 offering 1.2 and 1.3 fails against servers that know only
   1.2 and take the first signature offered for an RSA certificate. */
static const uint16_t signatures[] = {
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256,
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384,
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP521R1_SHA512,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384,
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA512,
    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256, /* not offered where 1.2 is the highest version */
    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384,
    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA512,
    MBEDTLS_TLS1_3_SIG_NONE,
};
#endif

static struct quatrix_tls *self(struct quatrix_transport *t)
{
    return (struct quatrix_tls *)(void *)t; /* its first member */
}

/* --- what mbedTLS asks for --- */

static int random_bytes(void *ctx, unsigned char *buf, size_t len)
{
    struct quatrix_tls *tls = ctx;
    const struct quatrix_port *port = tls->priv.config.port;

    if (!port->entropy(port->ctx, buf, len)) {
        tls->priv.entropy_failed = true;
        return MBEDTLS_ERR_SSL_NO_RNG;
    }
    return 0;
}

static int bio_result(struct quatrix_tls *tls, int32_t n, int again)
{
    if (n > 0) {
        return (int)n;
    }
    if (n == 0) {
        return again;
    }
    tls->priv.port_error = n;
    return MBEDTLS_ERR_SSL_CONN_EOF;
}

static int bio_send(void *ctx, const unsigned char *buf, size_t len)
{
    struct quatrix_tls *tls = ctx;
    const struct quatrix_port *port = tls->priv.config.port;

    return bio_result(tls, port->send(port->ctx, buf, len), MBEDTLS_ERR_SSL_WANT_WRITE);
}

static int bio_recv(void *ctx, unsigned char *buf, size_t len)
{
    struct quatrix_tls *tls = ctx;
    const struct quatrix_port *port = tls->priv.config.port;

    return bio_result(tls, port->recv(port->ctx, buf, len), MBEDTLS_ERR_SSL_WANT_READ);
}

/* Seconds since 1970-01-01 UTC of a date in a certificate, by the civil calendar. */
static int64_t seconds_of(const mbedtls_x509_time *t)
{
    int32_t year = t->mon > 2 ? t->year : t->year - 1;    /* mbedTLS allows 0 to 9999 */
    int32_t month = t->mon > 2 ? t->mon - 3 : t->mon + 9; /* from March */
    int32_t day = (153 * month + 2) / 5 + t->day - 1;
    int32_t days = year * 365 + year / 4 - year / 100 + year / 400 + day - 719468;

    int32_t seconds = t->hour * 3600 + t->min * 60 + t->sec;

    return (int64_t)days * 86400 + seconds;
}

/* What is wrong with a validity now: judged by the port's clock and the caller's policy, since mbedTLS
   may have no clock, or another. */
uint32_t quatrix_tls_judge_dates(const struct quatrix_tls *tls, int64_t from, int64_t to)
{
    const struct quatrix_port *port = tls->priv.config.port;
    int64_t now = 0;
    enum quatrix_clock clock = port->unix_time(port->ctx, &now);
    uint32_t flags = 0;

    if (clock != QUATRIX_CLOCK_UNKNOWN && now > to) {
        flags |= MBEDTLS_X509_BADCERT_EXPIRED;
    }
    if (clock == QUATRIX_CLOCK_TRUSTED && now < from) {
        flags |= MBEDTLS_X509_BADCERT_FUTURE;
    }
    return flags;
}

/* Called for each certificate of the chain, the server's own last. */
static int verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
    struct quatrix_tls *tls = ctx;
    int64_t from;
    int64_t to;

    if (tls->priv.config.pins != NULL) {
        tls->priv.config.pins->check(tls, crt, depth, flags);
    }
    if (depth == 0 && crt->subject_alt_names.buf.p == NULL) {
        /* RFC 9110 section 4.3.4: a CN is no name of a host */
        *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    }
    from = seconds_of(&crt->valid_from);
    to = seconds_of(&crt->valid_to);
    *flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
    *flags |= quatrix_tls_judge_dates(tls, from, to);
    /* What the chain as a whole is valid for outlives it, in a session. The one kept so far was not
       accepted, and these dates are not its own. */
    if (!tls->priv.verified || from > tls->priv.valid_from) {
        tls->priv.valid_from = from;
    }
    if (!tls->priv.verified || to < tls->priv.valid_to) {
        tls->priv.valid_to = to;
    }
    tls->priv.session_server = 0;
    tls->priv.verified = true;
    return 0;
}

/* --- what an error of mbedTLS means --- */

/* An mbedTLS error is the sum of a module's code and of what a lower module said. */
bool quatrix_tls_is_memory(int code)
{
    static const int16_t high[] = {
        MBEDTLS_ERR_SSL_ALLOC_FAILED, MBEDTLS_ERR_X509_ALLOC_FAILED,
        MBEDTLS_ERR_ECP_ALLOC_FAILED, MBEDTLS_ERR_PK_ALLOC_FAILED,
        MBEDTLS_ERR_MD_ALLOC_FAILED,  MBEDTLS_ERR_CIPHER_ALLOC_FAILED,
        MBEDTLS_ERR_PEM_ALLOC_FAILED,
    };
    int low_part = -(-code & 0x7F);
    int high_part = code - low_part;

    if (low_part == MBEDTLS_ERR_MPI_ALLOC_FAILED || low_part == MBEDTLS_ERR_ASN1_ALLOC_FAILED) {
        return true;
    }
    for (size_t i = 0; i < sizeof high / sizeof high[0]; i++) {
        if (high_part == high[i]) {
            return true;
        }
    }
    return false;
}

/* mbedTLS does not always tell that it had no memory: a signature it could not check is as bad as a
   wrong one. Ask whether it could have had any, before its other memory is freed. */
static bool is_short_of_memory(size_t size)
{
    mbedtls_mpi probe;
    int code;

    mbedtls_mpi_init(&probe);
    code = mbedtls_mpi_grow(&probe, size / sizeof(mbedtls_mpi_uint));
    mbedtls_mpi_free(&probe);
    return code != 0;
}

/* MBEDTLS_ERR_SSL_BAD_CERTIFICATE, in 2.28 ..._BAD_HS_CERTIFICATE: wrong usage, or unreadable. */
#define BAD_CERTIFICATE (-0x7A00)

static enum quatrix_status certificate_error(uint32_t flags)
{
    if ((flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) != 0) {
        return QUATRIX_E_CERT_UNTRUSTED;
    }
    if ((flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) != 0) {
        return QUATRIX_E_CERT_NAME;
    }
    if ((flags & (MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE)) != 0) {
        return QUATRIX_E_CERT_DATE;
    }
    return (flags & MBEDTLS_X509_BADCERT_OTHER) != 0 ? QUATRIX_E_CERT_PIN : QUATRIX_E_CERT;
}

void quatrix_tls_count_failures(struct quatrix_tls *tls)
{
    if (tls->priv.config.allocation_failures != NULL) {
        tls->priv.allocation_failures = *tls->priv.config.allocation_failures;
    }
}

bool quatrix_tls_ran_out(const struct quatrix_tls *tls, size_t size)
{
    const uint32_t *failures = tls->priv.config.allocation_failures;

    return failures != NULL ? *failures != tls->priv.allocation_failures : is_short_of_memory(size);
}

/* An alert, or a certificate with a fault of its own, is no want of memory. */
static enum quatrix_status handshake_error(struct quatrix_tls *tls, int code)
{
    uint32_t flags = mbedtls_ssl_get_verify_result(&tls->priv.ssl);
    bool judged = (code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED || code == BAD_CERTIFICATE) &&
                  flags != UINT32_MAX && flags != 0;

    if (judged) {
        tls->transport.verify_flags = flags;
    }
    if ((!judged ||
         (flags & ~(uint32_t)MBEDTLS_X509_BADCERT_OTHER) == MBEDTLS_X509_BADCERT_NOT_TRUSTED) &&
        code != MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE &&
        quatrix_tls_ran_out(tls, QUATRIX_VERIFY_HEAP)) {
        return QUATRIX_E_TLS_MEMORY;
    }
    if (judged) {
        return certificate_error(flags);
    }
    return code <= MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE && code >= MBEDTLS_ERR_X509_FATAL_ERROR
               ? QUATRIX_E_CERT
               : QUATRIX_E_HANDSHAKE;
}

static enum quatrix_status error_of(struct quatrix_tls *tls, int code)
{
    bool handshaking = tls->priv.state == QUATRIX_TLS_HANDSHAKING;

    tls->priv.state = QUATRIX_TLS_BROKEN;
    tls->transport.tls_code = code;
    if (tls->priv.entropy_failed) {
        return QUATRIX_E_ENTROPY;
    }
    if (code == MBEDTLS_ERR_SSL_CONN_EOF && tls->priv.port_error != 0) {
        /* The connection ended without close_notify: it may have been cut by anyone. */
        return tls->priv.port_error == QUATRIX_E_CLOSED && !handshaking
                   ? QUATRIX_E_CUT
                   : (enum quatrix_status)tls->priv.port_error;
    }
    if (quatrix_tls_is_memory(code)) {
        return QUATRIX_E_TLS_MEMORY;
    }
    if (handshaking) {
        return handshake_error(tls, code);
    }
#if defined(MBEDTLS_SSL_IN_CONTENT_LEN) && MBEDTLS_SSL_IN_CONTENT_LEN < 16384
    /* What a record too large for a small buffer looks like; a forged one is an invalid MAC. */
    if (code == MBEDTLS_ERR_SSL_INVALID_RECORD || code == MBEDTLS_ERR_SSL_BAD_INPUT_DATA) {
        return QUATRIX_E_TLS_RECORD;
    }
#endif
    return QUATRIX_E_TLS;
}

/* --- resumption --- */

/* mbedTLS frees tickets without wiping them. */
static void wipe_ticket(mbedtls_ssl_session *session)
{
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
    if (session != NULL && session->MBEDTLS_PRIVATE(ticket) != NULL) {
        quatrix_wipe(session->MBEDTLS_PRIVATE(ticket), session->MBEDTLS_PRIVATE(ticket_len));
    }
#else
    (void)session;
#endif
}

static void free_ssl(struct quatrix_tls *tls)
{
    wipe_ticket(tls->priv.ssl.MBEDTLS_PRIVATE(session));
    wipe_ticket(tls->priv.ssl.MBEDTLS_PRIVATE(session_negotiate));
    mbedtls_ssl_free(&tls->priv.ssl);
}

void quatrix_tls_forget_session(struct quatrix_tls *tls)
{
    wipe_ticket(&tls->priv.session);
    mbedtls_ssl_session_free(&tls->priv.session);
    tls->priv.session_server = 0;
}

/* Of TLS 1.3 there is nothing to keep before its ticket comes, after the handshake. */
static bool has_session(const struct quatrix_tls *tls)
{
#if IS_3
    return mbedtls_ssl_get_version_number(&tls->priv.ssl) == MBEDTLS_SSL_VERSION_TLS1_2;
#else
    (void)tls;
    return true;
#endif
}

/* Without memory for it the next handshake is a full one. */
static void keep_session(struct quatrix_tls *tls)
{
    quatrix_tls_forget_session(tls);
    if (!tls->priv.config.no_resumption &&
        mbedtls_ssl_get_session(&tls->priv.ssl, &tls->priv.session) == 0) {
        tls->priv.session_server = tls->priv.server;
    }
}

/* FNV-1a: a session must not be offered to another server of the program, where the certificate
   would not be looked at. Never 0. */
static uint32_t hash_server(const char *host, uint16_t port)
{
    uint32_t hash = (UINT32_C(2166136261) ^ port) * UINT32_C(16777619);

    for (; *host != 0; host++) {
        hash = (hash ^ (uint8_t)*host) * UINT32_C(16777619);
    }
    return hash | 1U;
}

/* --- the largest record --- */

#define RECORD_MAX                                                                                 \
    (MBEDTLS_SSL_IN_CONTENT_LEN < MBEDTLS_SSL_OUT_CONTENT_LEN ? MBEDTLS_SSL_IN_CONTENT_LEN         \
                                                              : MBEDTLS_SSL_OUT_CONTENT_LEN)

/* With buffers below 16 KB, ask the server for records that fit (RFC 6066 section 4). Not when TLS
   1.3 is offered, where mbedTLS together with this extension fails against OpenSSL. */
static int limit_records(struct quatrix_tls *tls)
{
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
#if IS_3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
    if (tls->priv.config.versions != QUATRIX_VERSIONS_1_2) {
        return 0;
    }
#endif
    if (RECORD_MAX < 16384) {
        return mbedtls_ssl_conf_max_frag_len(
            &tls->priv.conf, (unsigned char)(RECORD_MAX >= 4096   ? MBEDTLS_SSL_MAX_FRAG_LEN_4096
                                             : RECORD_MAX >= 2048 ? MBEDTLS_SSL_MAX_FRAG_LEN_2048
                                             : RECORD_MAX >= 1024 ? MBEDTLS_SSL_MAX_FRAG_LEN_1024
                                                                  : MBEDTLS_SSL_MAX_FRAG_LEN_512));
    }
#endif
    (void)tls;
    return 0;
}

/* --- the transport --- */

/* Without a clock the policy asks for, no certificate can be accepted: do not even dial. */
static enum quatrix_status check_clock(const struct quatrix_tls *tls)
{
    const struct quatrix_port *port = tls->priv.config.port;
    int64_t now = 0;
    enum quatrix_clock clock = port->unix_time(port->ctx, &now);

    switch (tls->priv.config.dates) {
    case QUATRIX_DATES_CHECKED:
        return clock == QUATRIX_CLOCK_TRUSTED ? QUATRIX_OK : QUATRIX_E_CLOCK;
    case QUATRIX_DATES_FLOOR:
        return clock != QUATRIX_CLOCK_UNKNOWN ? QUATRIX_OK : QUATRIX_E_CLOCK;
    default:
        return QUATRIX_OK;
    }
}

static enum quatrix_status tls_connect(struct quatrix_transport *t, const char *host, uint16_t port)
{
    struct quatrix_tls *tls = self(t);
    const struct quatrix_port *p = tls->priv.config.port;
    enum quatrix_status status;

    if (tls->priv.usable != QUATRIX_OK) {
        return tls->priv.usable;
    }
    if (tls->priv.state == QUATRIX_TLS_CLOSED) {
        status = check_clock(tls);
        if (status != QUATRIX_OK) {
            return status;
        }
        tls->priv.host = host;
        tls->priv.server = hash_server(host, port);
        tls->priv.port_error = 0;
        tls->priv.entropy_failed = false;
        tls->priv.state = QUATRIX_TLS_CONNECTING;
    }
    status = p->connect(p->ctx, host, port);
    if (status == QUATRIX_OK) {
        tls->priv.state = QUATRIX_TLS_CONNECTED;
    }
    return status;
}

/* A session that was imported has no name of its server. mbedTLS makes it a copy of ours. */
static int name_session(struct quatrix_tls *tls)
{
#if QUATRIX_TLS_NAMES
    mbedtls_ssl_session *session = &tls->priv.session;

    if (session->MBEDTLS_PRIVATE(tls_version) == MBEDTLS_SSL_VERSION_TLS1_3 &&
        session->MBEDTLS_PRIVATE(hostname) == NULL) {
        session->MBEDTLS_PRIVATE(hostname) = tls->priv.ssl.MBEDTLS_PRIVATE(hostname);
        tls->priv.ssl.MBEDTLS_PRIVATE(hostname) = NULL;
        return mbedtls_ssl_set_hostname(&tls->priv.ssl, tls->priv.host);
    }
#else
    (void)tls;
#endif
    return 0;
}

static int begin_handshake(struct quatrix_tls *tls)
{
    int code;

    mbedtls_ssl_init(&tls->priv.ssl);
    tls->priv.state = QUATRIX_TLS_HANDSHAKING;
    tls->priv.verified = tls->priv.pinned = false;
    quatrix_tls_count_failures(tls);
    code = mbedtls_ssl_setup(&tls->priv.ssl, &tls->priv.conf);
    if (code == 0) { /* for SNI as well as for the check of the certificate's names */
        code = mbedtls_ssl_set_hostname(&tls->priv.ssl, tls->priv.host);
    }
    if (code == 0 && tls->priv.session_server == tls->priv.server &&
        quatrix_tls_judge_dates(tls, tls->priv.valid_from, tls->priv.valid_to) == 0) {
        code = name_session(tls);
        if (code == 0) {
            code = mbedtls_ssl_set_session(&tls->priv.ssl, &tls->priv.session);
        }
    }
    mbedtls_ssl_set_bio(&tls->priv.ssl, tls, bio_send, bio_recv, NULL);
    return code;
}

/* 0 when the code only asks for another try, in a direction that is noted; else what it means. */
static enum quatrix_status judge(struct quatrix_tls *tls, int code)
{
    tls->priv.want_write = code == MBEDTLS_ERR_SSL_WANT_WRITE;
    return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE
               ? QUATRIX_OK
               : error_of(tls, code);
}

static enum quatrix_status tls_handshake(struct quatrix_transport *t)
{
    struct quatrix_tls *tls = self(t);
    int code = tls->priv.state == QUATRIX_TLS_CONNECTED ? begin_handshake(tls) : 0;

    if (code == 0) {
        code = mbedtls_ssl_handshake(&tls->priv.ssl);
    }
    if (code != 0) {
        enum quatrix_status status = judge(tls, code);
        if (status == QUATRIX_OK) {
            return QUATRIX_PENDING;
        }
        quatrix_tls_forget_session(tls); /* it may be the reason */
        return status;
    }
    tls->priv.state = QUATRIX_TLS_OPEN;
    tls->priv.handshakes++;
    tls->priv.resumed += tls->priv.verified ? 0U : 1U;
    if (has_session(tls)) {
        keep_session(tls);
    } else if (tls->priv.verified) {
        quatrix_tls_forget_session(tls);
    }
    return QUATRIX_OK;
}

static int32_t tls_send(struct quatrix_transport *t, const uint8_t *buf, size_t len)
{
    struct quatrix_tls *tls = self(t);
    int n = mbedtls_ssl_write(&tls->priv.ssl, buf, len);

    return n > 0 ? n : (int32_t)judge(tls, n);
}

static int32_t tls_recv(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    struct quatrix_tls *tls = self(t);
    int n = mbedtls_ssl_read(&tls->priv.ssl, buf, len);

    if (n > 0) {
        return n;
    }
#if defined(MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
    if (n == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
        keep_session(tls);
        n = MBEDTLS_ERR_SSL_WANT_READ; /* no data yet, and no failure */
    }
#endif
    if (n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return QUATRIX_E_CLOSED;
    }
    return judge(tls, n == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : n);
}

static void tls_close(struct quatrix_transport *t)
{
    struct quatrix_tls *tls = self(t);
    const struct quatrix_port *port = tls->priv.config.port;

    if (tls->priv.state == QUATRIX_TLS_CLOSED) {
        return;
    }
    if (tls->priv.state == QUATRIX_TLS_OPEN) {
        (void)mbedtls_ssl_close_notify(
            &tls->priv.ssl); /* goes out if the socket takes it at once */
    }
    if (tls->priv.state >= QUATRIX_TLS_HANDSHAKING) {
        free_ssl(tls);
    }
    port->close(port->ctx);
    tls->priv.state = QUATRIX_TLS_CLOSED;
    tls->priv.host = NULL;
}

/* While a record waits to be sent, somebody may look whether there is one to read. */
static bool wants_to_write(const struct quatrix_tls *tls)
{
    if (tls->priv.state == QUATRIX_TLS_OPEN) {
        return tls->priv.ssl.MBEDTLS_PRIVATE(out_left) > 0;
    }
    return tls->priv.want_write && tls->priv.state >= QUATRIX_TLS_HANDSHAKING;
}

static void tls_wait(struct quatrix_transport *t, uint32_t max_ms)
{
    struct quatrix_tls *tls = self(t);
    const struct quatrix_port *port = tls->priv.config.port;

    if (tls->priv.state == QUATRIX_TLS_OPEN && mbedtls_ssl_check_pending(&tls->priv.ssl) != 0) {
        return;
    }
    port->wait(port->ctx, wants_to_write(tls), max_ms);
}

static uint32_t tls_now_ms(struct quatrix_transport *t)
{
    const struct quatrix_port *port = self(t)->priv.config.port;

    return port->now_ms(port->ctx);
}

static enum quatrix_clock tls_unix_time(struct quatrix_transport *t, int64_t *seconds)
{
    const struct quatrix_port *port = self(t)->priv.config.port;

    return port->unix_time(port->ctx, seconds);
}

static bool tls_entropy(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    const struct quatrix_port *port = self(t)->priv.config.port;

    return port->entropy(port->ctx, buf, len);
}

static size_t tls_heap_peak(struct quatrix_transport *t)
{
    size_t used = 0;

    (void)t;
#if defined(MBEDTLS_MEMORY_BUFFER_ALLOC_C) && defined(MBEDTLS_MEMORY_DEBUG)
    {
        size_t blocks = 0;
        mbedtls_memory_buffer_alloc_max_get(&used, &blocks);
    }
#endif
    return used;
}

static const struct quatrix_transport_ops tls_ops = {
    tls_connect, tls_handshake, tls_send,      tls_recv,    tls_close,
    tls_wait,    tls_now_ms,    tls_unix_time, tls_entropy, tls_heap_peak,
};

/* --- setting up --- */

static enum quatrix_status add_anchors(struct quatrix_tls *tls)
{
    const struct quatrix_tls_config *config = &tls->priv.config;

    if (config->anchors == NULL || config->anchor_count == 0) {
        return QUATRIX_E_NO_ANCHOR;
    }
    for (size_t i = 0; i < config->anchor_count; i++) {
        int code;
        if (config->anchors[i].data == NULL) {
            return QUATRIX_E_NO_ANCHOR;
        }
        code = quatrix_tls_parse(&tls->priv.anchors, &config->anchors[i]);
        if (code < 0) {
            return quatrix_tls_lacks_memory(tls, code) ? QUATRIX_E_TLS_MEMORY : QUATRIX_E_ANCHOR;
        }
    }
    return tls->priv.anchors.version != 0 ? QUATRIX_OK : QUATRIX_E_ANCHOR;
}

static enum quatrix_status init_crypto(struct quatrix_tls *tls)
{
#if IS_3 && defined(MBEDTLS_PSA_CRYPTO_C)
    psa_status_t code = psa_crypto_init();

    if (code != PSA_SUCCESS) {
        tls->transport.tls_code = (int32_t)code;
        return code == PSA_ERROR_INSUFFICIENT_MEMORY || quatrix_tls_ran_out(tls, QUATRIX_PARSE_HEAP)
                   ? QUATRIX_E_TLS_MEMORY
                   : QUATRIX_E_ENTROPY;
    }
#endif
    (void)tls;
    return QUATRIX_OK;
}

static enum quatrix_status init_conf(struct quatrix_tls *tls)
{
    mbedtls_ssl_config *conf = &tls->priv.conf;
    int code = mbedtls_ssl_config_defaults(
        conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);

    if (code == 0) {
        code = limit_records(tls);
    }
    if (code != 0) {
        tls->transport.tls_code = code;
        return quatrix_tls_is_memory(code) ? QUATRIX_E_TLS_MEMORY : QUATRIX_E_TLS;
    }
    mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_verify(conf, verify, tls);
    mbedtls_ssl_conf_rng(conf, random_bytes, tls);
    mbedtls_ssl_conf_ca_chain(conf, &tls->priv.anchors, NULL);
    mbedtls_ssl_conf_ciphersuites(conf, quatrix_tls_suites);
#if IS_3
    mbedtls_ssl_conf_min_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_sig_algs(conf, signatures);
    if (tls->priv.config.versions == QUATRIX_VERSIONS_1_2) {
        mbedtls_ssl_conf_max_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2);
    }
#else
    mbedtls_ssl_conf_min_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
    mbedtls_ssl_conf_session_tickets(conf, tls->priv.config.no_resumption
                                               ? MBEDTLS_SSL_SESSION_TICKETS_DISABLED
                                               : MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
#endif
#if defined(MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED) &&                              \
    defined(MBEDTLS_SSL_PROTO_TLS1_3) /* since 3.6.1, off by default */
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        conf, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
    return QUATRIX_OK;
}

static bool port_is_whole(const struct quatrix_port *port)
{
    return port != NULL && port->connect != NULL && port->send != NULL && port->recv != NULL &&
           port->close != NULL && port->wait != NULL && port->now_ms != NULL &&
           port->unix_time != NULL && port->entropy != NULL;
}

static enum quatrix_status set_up(struct quatrix_tls *tls, struct quatrix_identity *identity)
{
    const struct quatrix_pins *pins = tls->priv.config.pins;
    enum quatrix_status status;

    if (!port_is_whole(tls->priv.config.port) || (pins != NULL && pins->check == NULL) ||
        (identity != NULL && identity->load == NULL)) {
        return QUATRIX_E_ARGUMENT;
    }
    status = init_crypto(tls);
    if (status == QUATRIX_OK) {
        status = add_anchors(tls);
    }
    if (status == QUATRIX_OK) {
        status = init_conf(tls);
    }
    return status == QUATRIX_OK && identity != NULL ? identity->load(tls, identity) : status;
}

enum quatrix_status quatrix_tls_init_sized(struct quatrix_tls *tls, size_t tls_size,
                                           const struct quatrix_tls_config *config)
{
    struct quatrix_identity *identity;

    if (tls == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    if (tls_size != sizeof *tls) {
        return QUATRIX_E_CONFIG; /* its size is not known: nothing of it is touched */
    }
    memset(tls, 0, sizeof *tls);
    tls->transport.ops = &tls_ops;
    mbedtls_ssl_config_init(&tls->priv.conf);
    mbedtls_x509_crt_init(&tls->priv.anchors);
    mbedtls_ssl_session_init(&tls->priv.session);
    if (config != NULL) {
        tls->priv.config = *config;
    }
    identity = tls->priv.config.identity;
    tls->priv.config.identity = NULL; /* not the channel's to free before it is loaded */
    quatrix_tls_count_failures(tls);
    tls->priv.usable = set_up(tls, identity);
    return tls->priv.usable;
}

void quatrix_tls_deinit(struct quatrix_tls *tls)
{
    if (tls == NULL || tls->transport.ops == NULL) {
        return;
    }
    tls_close(&tls->transport);
    quatrix_tls_forget_session(tls);
    mbedtls_ssl_config_free(&tls->priv.conf);
    mbedtls_x509_crt_free(&tls->priv.anchors);
    if (tls->priv.config.identity != NULL) {
        mbedtls_x509_crt_free(&tls->priv.config.identity->priv.chain);
        mbedtls_pk_free(&tls->priv.config.identity->priv.key); /* which wipes it */
    }
    quatrix_wipe(tls, sizeof *tls);
}

const char *quatrix_tls_version(const struct quatrix_tls *tls)
{
    return tls->priv.state == QUATRIX_TLS_OPEN ? mbedtls_ssl_get_version(&tls->priv.ssl) : "";
}

uint32_t quatrix_tls_handshakes(const struct quatrix_tls *tls)
{
    return tls->priv.handshakes;
}

uint32_t quatrix_tls_resumed(const struct quatrix_tls *tls)
{
    return tls->priv.resumed;
}
