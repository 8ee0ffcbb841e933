/* SPDX-License-Identifier: MIT */
/*
 * A session to memory and back: mbedTLS's own form of it, and around that what the channel keeps
 * beside it, what it was verified by, and a hash of it all.
 */
#include "tls/channel.h"

#include <quatrix/model.h>

#include <mbedtls/platform.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <string.h>

/* Of TLS 1.3 mbedTLS counts the age of a ticket, by a clock that may start anew with the device. */
#if MBEDTLS_VERSION_NUMBER >= 0x03060000 && defined(MBEDTLS_HAVE_TIME) &&                          \
    defined(MBEDTLS_SSL_PROTO_TLS1_3) && defined(MBEDTLS_SSL_SESSION_TICKETS)
#include <mbedtls/platform_time.h>
#define TICKETS_AGE 1
#else
#define TICKETS_AGE 0
#endif

/* Where things are. Numbers have their highest byte first. The version stays where it is. */
enum {
    AT_VERSION = 3, /* after "QXS" */
    AT_SERVER = 4,
    AT_FROM = 8, /* validity of the chain */
    AT_TO = 16,
    AT_SAVED = 24,   /* when it was exported, seconds since 1970; 0: not known */
    AT_AGE = 32,     /* of the ticket then, milliseconds */
    AT_RECORDS = 36, /* as limit_records() asks for, and a session is bound to (RFC 6066) */
    AT_TRUST = 37,
    AT_SESSION = 53,
    AROUND = AT_SESSION + QUATRIX_HASH_SIZE
};

enum { VERSION = 1, TRUST_SIZE = AT_SESSION - AT_TRUST };

/* Longer than any ticket lives (RFC 8446 section 4.6.1: a week), in seconds. */
enum { LONG_AGO = 30 * 86400 };

static const uint8_t magic[AT_SERVER] = { 'Q', 'X', 'S', VERSION };

static void put(uint8_t *p, unsigned len, uint64_t number)
{
    while (len-- > 0) {
        p[len] = (uint8_t)(number & 0xFFU);
        number >>= 8;
    }
}

static uint64_t get(const uint8_t *p, unsigned len)
{
    uint64_t number = 0;

    for (unsigned i = 0; i < len; i++) {
        number = number << 8 | p[i];
    }
    return number;
}

/* --- what a session was verified by --- */

struct trust {
    uint8_t hash[QUATRIX_HASH_SIZE]; /* of what came before, then that of an item and its kind */
    uint8_t item[QUATRIX_HASH_SIZE];
    uint8_t kind;
};

static int add(struct trust *trust, uint8_t kind, const void *data, size_t len)
{
    int code = quatrix_tls_hash(data, len, trust->item);

    trust->kind = kind;
    return code != 0 ? code : quatrix_tls_hash((const uint8_t *)trust, sizeof *trust, trust->hash);
}

/* Anchors, pins and the client's certificate: a session made under others would bypass them. */
static int hash_trust(const struct quatrix_tls *tls, struct trust *trust)
{
    const struct quatrix_pins *pins = tls->priv.config.pins;
    const struct quatrix_identity *identity = tls->priv.config.identity;
    int code = 0;

    memset(trust, 0, sizeof *trust);
    for (const mbedtls_x509_crt *crt = &tls->priv.anchors; crt != NULL && code == 0;
         crt = crt->next) {
        code = add(trust, 1, crt->raw.p, crt->raw.len);
    }
    if (code == 0 && pins != NULL) {
        code = add(trust, 2, pins->hashes, pins->count * QUATRIX_PIN_SIZE);
    }
    if (code == 0 && identity != NULL) {
        code = add(trust, 3, identity->priv.chain.raw.p, identity->priv.chain.raw.len);
    }
    return code;
}

static uint8_t records_of(const struct quatrix_tls *tls)
{
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
    return tls->priv.conf.MBEDTLS_PRIVATE(mfl_code);
#else
    (void)tls;
    return 0;
#endif
}

/* --- the age of a ticket --- */

static int64_t trusted_time(const struct quatrix_tls *tls)
{
    const struct quatrix_port *port = tls->priv.config.port;
    int64_t now = 0;

    return port->unix_time(port->ctx, &now) == QUATRIX_CLOCK_TRUSTED ? now : 0;
}

static uint32_t age_of(const mbedtls_ssl_session *session)
{
#if TICKETS_AGE
    int64_t age = mbedtls_ms_time() - session->MBEDTLS_PRIVATE(ticket_reception_time);

    return age < 0 ? 0 : age > UINT32_MAX ? UINT32_MAX : (uint32_t)age;
#else
    (void)session;
    return 0;
#endif
}

/* What has passed since the export comes on top, as far as it is known. */
static void set_age(struct quatrix_tls *tls, const uint8_t *buf)
{
#if TICKETS_AGE
    int64_t saved = (int64_t)get(buf + AT_SAVED, 8);
    int64_t now = trusted_time(tls);
    int64_t since = saved > 0 && now > saved ? now - saved : 0;

    since = since < LONG_AGO ? since : LONG_AGO;
    tls->priv.session.MBEDTLS_PRIVATE(ticket_reception_time) =
        mbedtls_ms_time() - (int64_t)get(buf + AT_AGE, 4) - since * 1000;
#else
    (void)tls;
    (void)buf;
#endif
}

/* --- export --- */

enum quatrix_status quatrix_tls_export_session(const struct quatrix_tls *tls, uint8_t *buf,
                                               size_t size, size_t *len)
{
    const mbedtls_ssl_session *session;
    struct trust trust;
    size_t inner = 0;
    size_t end;

    if (len != NULL) {
        *len = 0;
    }
    if (tls == NULL || len == NULL || (buf == NULL && size != 0)) {
        return QUATRIX_E_ARGUMENT;
    }
    if (tls->priv.usable != QUATRIX_OK || tls->priv.session_server == 0) {
        return tls->priv.usable != QUATRIX_OK ? tls->priv.usable : QUATRIX_E_SESSION;
    }
    session = &tls->priv.session;
    if (mbedtls_ssl_session_save(session, NULL, 0, &inner) != MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL ||
        hash_trust(tls, &trust) != 0) {
        return QUATRIX_E_TLS;
    }
    *len = AROUND + inner;
    if (buf == NULL || size < *len) {
        return QUATRIX_E_SPACE;
    }
    memcpy(buf, magic, sizeof magic);
    put(buf + AT_SERVER, 4, tls->priv.session_server);
    put(buf + AT_FROM, 8, (uint64_t)tls->priv.valid_from);
    put(buf + AT_TO, 8, (uint64_t)tls->priv.valid_to);
    put(buf + AT_SAVED, 8, (uint64_t)trusted_time(tls));
    put(buf + AT_AGE, 4, age_of(session));
    buf[AT_RECORDS] = records_of(tls);
    memcpy(buf + AT_TRUST, trust.hash, TRUST_SIZE);
    end = AT_SESSION + inner;
    if (mbedtls_ssl_session_save(session, buf + AT_SESSION, inner, &inner) != 0 ||
        quatrix_tls_hash(buf, end, buf + end) != 0) {
        quatrix_wipe(buf, size);
        *len = 0;
        return QUATRIX_E_TLS;
    }
    return QUATRIX_OK;
}

/* --- import --- */

/* Whether it is whole and ours, and the channel would have made the same. */
static enum quatrix_status check(const struct quatrix_tls *tls, const uint8_t *buf, size_t len)
{
    uint8_t hash[QUATRIX_HASH_SIZE];
    struct trust trust;

    if (len < AROUND || memcmp(buf, magic, AT_VERSION) != 0) {
        return QUATRIX_E_SESSION;
    }
    if (buf[AT_VERSION] != VERSION) {
        return QUATRIX_E_SESSION_OTHER;
    }
    if (quatrix_tls_hash(buf, len - sizeof hash, hash) != 0 || hash_trust(tls, &trust) != 0) {
        return QUATRIX_E_TLS;
    }
    if (memcmp(buf + len - sizeof hash, hash, sizeof hash) != 0) {
        return QUATRIX_E_SESSION;
    }
    if (memcmp(buf + AT_TRUST, trust.hash, TRUST_SIZE) != 0 || buf[AT_RECORDS] != records_of(tls)) {
        return QUATRIX_E_SESSION_OTHER;
    }
    return quatrix_tls_judge_dates(tls, (int64_t)get(buf + AT_FROM, 8),
                                   (int64_t)get(buf + AT_TO, 8)) == 0
               ? QUATRIX_OK
               : QUATRIX_E_CERT_DATE;
}

/* Whether the version and suite of the session are offered: a server could only fail to take it. */
static bool is_offered(const struct quatrix_tls *tls)
{
    const mbedtls_ssl_session *session = &tls->priv.session;
    const int *suite = quatrix_tls_suites;

#if QUATRIX_MBEDTLS_3
    if (session->MBEDTLS_PRIVATE(tls_version) > tls->priv.conf.MBEDTLS_PRIVATE(max_tls_version)) {
        return false;
    }
#endif
    while (*suite != 0 && *suite != session->MBEDTLS_PRIVATE(ciphersuite)) {
        suite++;
    }
    return *suite != 0 && mbedtls_ssl_ciphersuite_from_id(*suite) != NULL;
}

/* mbedTLS takes the server's name as it was written, and does not see to it that it ends (3.6.6). It is
   not needed: session_server says which server it is, and name_session() gives it that one's name. */
static void drop_name(mbedtls_ssl_session *session)
{
#if QUATRIX_TLS_NAMES
    mbedtls_free(session->MBEDTLS_PRIVATE(hostname));
    session->MBEDTLS_PRIVATE(hostname) = NULL;
#else
    (void)session;
#endif
}

static enum quatrix_status load(struct quatrix_tls *tls, const uint8_t *buf, size_t len)
{
    int code = mbedtls_ssl_session_load(&tls->priv.session, buf + AT_SESSION, len - AROUND);

    drop_name(&tls->priv.session);
    if (code == 0) {
        return is_offered(tls) ? QUATRIX_OK : QUATRIX_E_SESSION_OTHER;
    }
    return quatrix_tls_lacks_memory(tls, code) && code != MBEDTLS_ERR_SSL_VERSION_MISMATCH
               ? QUATRIX_E_TLS_MEMORY
               : QUATRIX_E_SESSION_OTHER;
}

enum quatrix_status quatrix_tls_import_session(struct quatrix_tls *tls, const uint8_t *buf,
                                               size_t len)
{
    enum quatrix_status status;

    if (tls == NULL || buf == NULL || tls->priv.config.no_resumption) {
        return QUATRIX_E_ARGUMENT;
    }
    if (tls->priv.usable != QUATRIX_OK) {
        return tls->priv.usable;
    }
    if (tls->priv.state != QUATRIX_TLS_CLOSED) {
        return QUATRIX_E_BUSY;
    }
    status = check(tls, buf, len);
    if (status != QUATRIX_OK) {
        return status;
    }
    quatrix_tls_forget_session(tls);
    quatrix_tls_count_failures(tls);
    status = load(tls, buf, len);
    if (status != QUATRIX_OK) {
        quatrix_tls_forget_session(tls);
        return status;
    }
    set_age(tls, buf);
    tls->priv.valid_from = (int64_t)get(buf + AT_FROM, 8);
    tls->priv.valid_to = (int64_t)get(buf + AT_TO, 8);
    tls->priv.session_server = (uint32_t)get(buf + AT_SERVER, 4);
    return QUATRIX_OK;
}
