/* SPDX-License-Identifier: MIT */
/*
 * TLS sessions that are imported. As it was exported a session is taken, and exported again is the same.
 * Changed it is refused; changed by somebody who can make its hash, it is refused or at worst useless: a
 * connection begins with it as with any, and what is exported then can be imported.
 *
 * Input: flags, then changes to an exported session (fuzz.h), or all of what is imported.
 */
#include "fuzz.h"

#include "tls/channel.h"

#include <quatrix/tls.h>

#include <stdlib.h>
#include <string.h>

enum flag { VERSION_1_2, SEALED, RAW, CONNECT };

enum { SESSION_MAX = 4096, LENGTHENED_MAX = 2 * SESSION_MAX, TICKET = 48 };

/* Where things are, see core/src/tls/session.c. */
enum { AT_AGE = 32, AT_SESSION = 53, AROUND = 85 };

/* Nobody has its key. */
static const char anchor[] = "-----BEGIN CERTIFICATE-----\n"
                             "MIIBYjCCAQigAwIBAgIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARmdXp6MCAX\n"
                             "DTI2MTEyNDE1MjIzN1oYDzIxMjYxMDMxMTUyMjM3WjAPMQ0wCwYDVQQDDARmdXp6\n"
                             "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGt3gyOr8JsJLuPUAx7VNTnFq+mx5\n"
                             "owTC40DhTnQ/+ADVUW3aMwlgfx1F1eeZYQbwwR5QZhrziyzUm2v7Mo0KYKNTMFEw\n"
                             "HQYDVR0OBBYEFEqdl5gUR4ncV6dFaAekbqACpxlKMB8GA1UdIwQYMBaAFEqdl5gU\n"
                             "R4ncV6dFaAekbqACpxlKMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAw\n"
                             "RQIhAJqUZcuqxG1hniLS4SHzXaWBNL4UToA6aTwKCmDqQmpxAiAcI3GskkbHuGRN\n"
                             "i0uqUMbRuwKbP6sogZMot2Zpf2n51g==\n"
                             "-----END CERTIFICATE-----\n";

/* --- a port whose server takes everything and says nothing --- */

static enum quatrix_status on_connect(void *ctx, const char *host, uint16_t port)
{
    (void)ctx;
    (void)host;
    (void)port;
    return QUATRIX_OK;
}

static int32_t on_send(void *ctx, const uint8_t *buf, size_t len)
{
    (void)ctx;
    FUZZ_CHECK(buf != NULL && len > 0);
    return (int32_t)len;
}

static int32_t on_recv(void *ctx, uint8_t *buf, size_t len)
{
    (void)ctx;
    FUZZ_CHECK(buf != NULL && len > 0);
    return 0;
}

static void on_close(void *ctx)
{
    (void)ctx;
}

static void on_wait(void *ctx, bool want_write, uint32_t max_ms)
{
    (void)ctx;
    (void)want_write;
    (void)max_ms;
}

static uint32_t on_now_ms(void *ctx)
{
    (void)ctx;
    return 1000;
}

static enum quatrix_clock on_unix_time(void *ctx, int64_t *seconds)
{
    (void)ctx;
    *seconds = INT64_C(1800000000);
    return QUATRIX_CLOCK_TRUSTED;
}

static bool on_entropy(void *ctx, uint8_t *buf, size_t len)
{
    (void)ctx;
    memset(buf, 0x5C, len);
    return true;
}

static const struct quatrix_port port = { NULL,    on_connect, on_send,      on_recv,   on_close,
                                          on_wait, on_now_ms,  on_unix_time, on_entropy };

/* --- a channel that has a session --- */

static struct quatrix_tls tls;

/* Up to where the server would have to say something: QUATRIX_PENDING. */
static enum quatrix_status begin_connection(void)
{
    struct quatrix_transport *t = quatrix_tls_transport(&tls);
    enum quatrix_status status;

    FUZZ_CHECK(t->ops->connect(t, "fuzz.example.net", 443) == QUATRIX_OK);
    status = t->ops->handshake(t);
    t->ops->close(t);
    return status;
}

static void set_up(void)
{
    static const struct quatrix_anchor anchors[] = { { (const uint8_t *)anchor, sizeof anchor } };
    const struct quatrix_tls_config config = { .port = &port,
                                               .anchors = anchors,
                                               .anchor_count = 1 };

    FUZZ_CHECK(quatrix_tls_init(&tls, &config) == QUATRIX_OK);
    FUZZ_CHECK(begin_connection() == QUATRIX_PENDING); /* from then on it knows its server */
}

/* As a handshake leaves it, with a ticket. */
static void make_session(bool version_1_2)
{
    mbedtls_ssl_session *session = &tls.priv.session;

    quatrix_tls_forget_session(&tls);
    session->MBEDTLS_PRIVATE(ciphersuite) = MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
#if QUATRIX_MBEDTLS_3
    session->MBEDTLS_PRIVATE(tls_version) = MBEDTLS_SSL_VERSION_TLS1_2;
#endif
#if QUATRIX_MBEDTLS_3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
    if (!version_1_2) {
        session->MBEDTLS_PRIVATE(tls_version) = MBEDTLS_SSL_VERSION_TLS1_3;
        session->MBEDTLS_PRIVATE(ciphersuite) = MBEDTLS_TLS1_3_AES_128_GCM_SHA256;
        session->MBEDTLS_PRIVATE(resumption_key_len) = 32;
        session->MBEDTLS_PRIVATE(ticket_flags) = 0x05;
    }
#else
    (void)version_1_2;
#endif
    session->MBEDTLS_PRIVATE(ticket) = calloc(1, TICKET);
    FUZZ_CHECK(session->MBEDTLS_PRIVATE(ticket) != NULL);
    session->MBEDTLS_PRIVATE(ticket_len) = TICKET;
    session->MBEDTLS_PRIVATE(ticket_lifetime) = 7200;
    tls.priv.session_server = tls.priv.server;
    tls.priv.valid_from = INT64_C(1700000000);
    tls.priv.valid_to = INT64_C(1900000000);
}

static size_t export_session(uint8_t *buf)
{
    size_t len = 0;

    FUZZ_CHECK(quatrix_tls_export_session(&tls, NULL, 0, &len) == QUATRIX_E_SPACE);
    FUZZ_CHECK(len > AROUND && len <= LENGTHENED_MAX);
    FUZZ_CHECK(quatrix_tls_export_session(&tls, buf, len, &len) == QUATRIX_OK);
    return len;
}

/* Where the hash is right again. */
static void seal(uint8_t *buf, size_t len)
{
    FUZZ_CHECK(len < AROUND ||
               quatrix_tls_hash(buf, len - QUATRIX_HASH_SIZE, buf + len - QUATRIX_HASH_SIZE) == 0);
}

static enum quatrix_status import_session(const uint8_t *buf, size_t len)
{
    uint8_t *block = fuzz_block(buf, len);
    enum quatrix_status status = quatrix_tls_import_session(&tls, block, len);

    free(block);
    FUZZ_CHECK(status == QUATRIX_OK || status == QUATRIX_E_SESSION ||
               status == QUATRIX_E_SESSION_OTHER || status == QUATRIX_E_CERT_DATE ||
               status == QUATRIX_E_TLS_MEMORY);
    return status;
}

/* Age and time of the ticket are counted by a clock that runs: they do not take part. */
static void check_same(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    FUZZ_CHECK(a_len == b_len);
    FUZZ_CHECK(memcmp(a, b, AT_AGE) == 0);
    FUZZ_CHECK(memcmp(a + AT_AGE + 4, b + AT_AGE + 4, AT_SESSION - AT_AGE - 4) == 0);
}

/* A session that makes no sense may cost one connection, not the next. */
static void check_connections(void)
{
    enum quatrix_status status = begin_connection();

    FUZZ_CHECK(status == QUATRIX_PENDING || status == QUATRIX_E_HANDSHAKE);
    FUZZ_CHECK(begin_connection() == QUATRIX_PENDING);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t exported[LENGTHENED_MAX];
    static uint8_t changed[LENGTHENED_MAX];
    static uint8_t again[LENGTHENED_MAX];
    static bool ready;
    struct fuzz_input in = { data, size };
    uint8_t flags = fuzz_byte(&in);
    size_t exported_len;
    size_t len;
    bool same;
    enum quatrix_status status;

    if (size > SESSION_MAX) {
        return 0;
    }
    if (!ready) {
        set_up();
        ready = true;
    }
    make_session(fuzz_bit(flags, VERSION_1_2));
    exported_len = export_session(exported);
    memset(exported + AT_AGE, 0, 4);
    seal(exported, exported_len);
    quatrix_tls_forget_session(&tls);
    tls.priv.valid_from = tls.priv.valid_to = 1; /* nothing is left of it but what was exported */
    FUZZ_CHECK(import_session(exported, exported_len) == QUATRIX_OK);
    len = export_session(again);
    check_same(exported, exported_len, again, len);

    if (fuzz_bit(flags, RAW)) {
        len = in.left;
        memcpy(changed, in.at, len);
    } else {
        memcpy(changed, exported, exported_len);
        len = fuzz_edit(&in, changed, exported_len, sizeof changed);
    }
    same = len == exported_len && memcmp(changed, exported, len) == 0;
    if (fuzz_bit(flags, SEALED)) {
        seal(changed, len);
    }
    status = import_session(changed, len);
    FUZZ_CHECK(status != QUATRIX_OK || same || fuzz_bit(flags, SEALED));
    if (status == QUATRIX_OK && tls.priv.session_server == 0) { /* sealed so: there is none */
        FUZZ_CHECK(fuzz_bit(flags, SEALED));
    } else if (status == QUATRIX_OK) {
        len = export_session(again);
        FUZZ_CHECK(import_session(again, len) == QUATRIX_OK);
    } else if (quatrix_tls_export_session(&tls, again, sizeof again, &len) != QUATRIX_E_SESSION) {
        check_same(exported, exported_len, again, len); /* that of before */
    }
    if (fuzz_bit(flags, CONNECT)) {
        check_connections();
    }
    quatrix_tls_forget_session(&tls);
    return 0;
}
