/* SPDX-License-Identifier: MIT */
/*
 * Servers that a client must refuse. Each time: the exact status, nothing of the request has left,
 * and the same client then makes a call to a good server.
 */
#include "certificates.h"
#include "rig.h"

#include <mbedtls/x509_crt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

#define V12 "-tls1_2"
#define V13 "-tls1_3"

/* Flags a verdict may have. */
#define UNTRUSTED MBEDTLS_X509_BADCERT_NOT_TRUSTED
#define NAME      MBEDTLS_X509_BADCERT_CN_MISMATCH

static struct rig rig;
static struct peer good;
static struct peer bad;

/* A server to refuse. */
struct refused {
    const char *certificate;
    enum quatrix_status status;
    uint32_t flags;
    const char *options[6]; /* of s_server; none: once with each version */
    const char *host;       /* NULL: the usual one */
    const char *anchor;     /* to trust besides "root"; NULL: "rsa-root" */
    bool alone;             /* the intermediate is not sent */
};

static int begin_all(void **state)
{
    (void)rig_begin_group(state);
    peer_start(&good, "good", NULL);
    return 0;
}

static int end_all(void **state)
{
    peer_kill(&good);
    return rig_end_group(state);
}

static int end_test(void **state)
{
    (void)state;
    rig_end(&rig);
    peer_kill(&bad);
    return 0;
}

static void expect_error(enum quatrix_status status, enum quatrix_phase phase, uint32_t flags)
{
    const struct quatrix_error *error = quatrix_client_error(&rig.client);

    if (error->status != status) {
        fail_msg("%s, mbedTLS says -0x%x, flags 0x%x", quatrix_status_name(error->status),
                 (unsigned)-error->tls_code, (unsigned)error->verify_flags);
    }
    assert_string_equal(quatrix_phase_name(phase), quatrix_phase_name(error->phase));
    assert_int_equal(flags, error->verify_flags);
    assert_int_equal(0, quatrix_tls_handshakes(&rig.tls));
    assert_string_equal("", quatrix_tls_version(&rig.tls));
}

/* What left was no request, neither in the clear nor for the server to decrypt. */
static void expect_no_request(const struct peer *peer)
{
    assert_int_equal(0, peer->requests);
    assert_false(peer_saw(peer, "HTTP/1.1"));
    assert_false(peer_saw(peer, "Authorization"));
    assert_false(peer_saw(peer, "Basic"));
}

/* The client has been harmed by nothing. */
static void expect_a_good_call(void)
{
    rig_mend(&rig);
    rig_call_well(&rig, &good);
    assert_int_equal(1, quatrix_tls_handshakes(&rig.tls));
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
}

static void open_rig(const char *host, const char *anchor)
{
    rig_begin(&rig);
    rig.host = host != NULL ? host : rig.host;
    if (anchor != NULL) {
        rig_trust(&rig, 1, anchor, true);
    }
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
}

static void refuse(const struct refused *wanted, const char *const options[])
{
    const char *all[12] = { "-naccept", "1" };
    enum quatrix_status status;

    for (size_t i = 0; options[i] != NULL; i++) {
        all[2 + i] = options[i];
    }
    (wanted->alone ? peer_start_without_issuers : peer_start)(&bad, wanted->certificate, all);
    open_rig(wanted->host, wanted->anchor);
    status = rig_call(&rig, &bad);
    peer_wait_for_end(&bad);
    expect_no_request(&bad);
    assert_int_equal(status, quatrix_client_error(&rig.client)->status);
    expect_error(wanted->status, QUATRIX_PHASE_HANDSHAKE, wanted->flags);
    assert_int_not_equal(0, quatrix_client_error(&rig.client)->tls_code);
    if (wanted->host == NULL) {
        expect_a_good_call();
    }
    rig_end(&rig);
}

static void refuse_server(void **state)
{
    static const char *const v12[] = { V12, NULL };
    static const char *const v13[] = { V13, NULL };
    const struct refused *wanted = *state;

    if (wanted->options[0] != NULL) {
        refuse(wanted, wanted->options);
        return;
    }
    refuse(wanted, v12);
    if (RIG_TLS_1_3) {
        refuse(wanted, v13);
    }
}

/* --- no certificate is to blame --- */

static void talk_to_raw(const void *bytes, size_t len, enum peer_end end,
                        enum quatrix_status status)
{
    peer_start_raw(&bad, bytes, len, end);
    open_rig(NULL, NULL);
    (void)rig_call(&rig, &bad);
    peer_serve(&bad);
    expect_error(status, QUATRIX_PHASE_HANDSHAKE, 0);
    expect_no_request(&bad);
    expect_a_good_call();
}

static void a_plain_http_server_is_refused(void **state)
{
    static const char reply[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

    (void)state;
    talk_to_raw(reply, sizeof reply - 1, PEER_WAITS, QUATRIX_E_HANDSHAKE);
}

static void garbage_instead_of_tls_is_refused(void **state)
{
    char garbage[3000];

    (void)state;
    for (size_t i = 0; i < sizeof garbage; i++) {
        garbage[i] = (char)(i * i + 99);
    }
    talk_to_raw(garbage, sizeof garbage, PEER_CLOSES, QUATRIX_E_HANDSHAKE);
}

static void a_record_longer_than_any_is_refused(void **state)
{
    (void)state;
    talk_to_raw("\x16\x03\x03\xff\xff\x02", 6, PEER_WAITS, QUATRIX_E_HANDSHAKE);
}

static void a_fatal_alert_is_a_refusal(void **state)
{
    (void)state;
    talk_to_raw("\x15\x03\x03\x00\x02\x02\x28", 7, PEER_CLOSES, QUATRIX_E_HANDSHAKE);
}

static void a_close_notify_instead_of_a_hello_is_a_refusal(void **state)
{
    (void)state;
    talk_to_raw("\x15\x03\x03\x00\x02\x01\x00", 7, PEER_CLOSES, QUATRIX_E_HANDSHAKE);
}

static void a_server_that_closes_at_once_has_closed(void **state)
{
    (void)state;
    talk_to_raw("", 0, PEER_CLOSES, QUATRIX_E_CLOSED);
}

static void a_server_that_resets_has_closed(void **state)
{
    (void)state;
    talk_to_raw("\x16\x03", 2, PEER_RESETS, QUATRIX_E_CLOSED);
}

static void a_silent_server_is_left_at_the_deadline(void **state)
{
    uint32_t start_ms;
    uint32_t took_ms;

    (void)state;
    peer_start_raw(&bad, "", 0, PEER_WAITS);
    rig_begin(&rig);
    rig.timeout_ms = 300;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    start_ms = rig.port.now_ms(&rig);
    assert_int_equal(QUATRIX_E_TIMEOUT, rig_call(&rig, &bad));
    took_ms = rig.port.now_ms(&rig) - start_ms;
    assert_in_range(took_ms, 300, 3000);
    peer_serve(&bad);
    expect_error(QUATRIX_E_TIMEOUT, QUATRIX_PHASE_HANDSHAKE, 0);
    expect_no_request(&bad);
}

static void a_closed_port_is_no_matter_of_tls(void **state)
{
    (void)state;
    peer_start_raw(&bad, "", 0, PEER_CLOSES);
    peer_kill(&bad);
    open_rig(NULL, NULL);
    (void)rig_call(&rig, &bad);
    expect_error(QUATRIX_E_CONNECT, QUATRIX_PHASE_CONNECT, 0);
    expect_a_good_call();
}

/* --- anchors --- */

static void refuse_anchors(const struct quatrix_anchor *anchors, size_t count,
                           enum quatrix_status status)
{
    struct quatrix_tls_config config;
    struct quatrix_tls tls;

    rig_begin(&rig);
    rig.dial = good.port;
    rig.anchor_count = 0;
    if (anchors != NULL) {
        assert_true(count <= RIG_ANCHORS);
        memcpy(rig.anchors, anchors, count * sizeof *anchors);
        rig.anchor_count = count;
    }
    assert_string_equal(quatrix_status_name(status), quatrix_status_name(rig_init(&rig)));
    (void)rig_call(&rig, &good);
    expect_error(status, QUATRIX_PHASE_CONNECT, 0);
    assert_int_equal(0, rig.dials);

    config = rig_tls_config(&rig);
    config.anchors = NULL;
    config.anchor_count = 1;
    assert_int_equal(QUATRIX_E_NO_ANCHOR, quatrix_tls_init(&tls, &config));
    quatrix_tls_deinit(&tls);
    rig_end(&rig);
}

static void without_an_anchor_nobody_is_dialled(void **state)
{
    static const struct quatrix_anchor nothing = { NULL, 100 };

    (void)state;
    refuse_anchors(NULL, 0, QUATRIX_E_NO_ANCHOR);
    refuse_anchors(&nothing, 1, QUATRIX_E_NO_ANCHOR);
}

static void an_anchor_that_is_no_certificate_is_an_error(void **state)
{
    static const char text[] = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
    static const char words[] = "no certificate at all";
    static char pem[RIG_ANCHOR_SIZE];
    static char der[RIG_ANCHOR_SIZE];
    static char key[RIG_ANCHOR_SIZE];
    struct quatrix_anchor anchor;
    size_t pem_len;
    size_t der_len;

    (void)state;
    pem_len = certificate_read("root", CERTIFICATE_PEM, pem, sizeof pem);
    der_len = certificate_read("root", CERTIFICATE_DER, der, sizeof der);
    (void)certificate_read("root", CERTIFICATE_KEY, key, sizeof key);

#define REFUSE(bytes, length)                                                                      \
    anchor.data = (const uint8_t *)(bytes);                                                        \
    anchor.len = (length);                                                                         \
    refuse_anchors(&anchor, 1, QUATRIX_E_ANCHOR)

    REFUSE("", 0);
    REFUSE("", 1);
    REFUSE("0", 1);
    REFUSE("0", 2);
    REFUSE(text, sizeof text);
    REFUSE(words, sizeof words);
    REFUSE(words, sizeof words - 1);
    REFUSE(key, strlen(key) + 1);
    REFUSE(pem, pem_len); /* without its NUL */
    REFUSE(der, der_len - 1);
    REFUSE(der, der_len / 2);
    der[der_len - 100] = 0; /* PEM ends so, but a certificate in DER may as well */
    REFUSE(der, der_len - 99);
    der[10] ^= 0x55;
    REFUSE(der, der_len);
#undef REFUSE
}

static void one_bad_anchor_of_two_is_an_error(void **state)
{
    static char der[RIG_ANCHOR_SIZE];
    struct quatrix_anchor anchors[2];

    (void)state;
    anchors[0].len = certificate_read("root", CERTIFICATE_DER, der, sizeof der);
    anchors[0].data = (const uint8_t *)der;
    anchors[1].data = (const uint8_t *)"bad";
    anchors[1].len = 4;
    refuse_anchors(anchors, 2, QUATRIX_E_ANCHOR);
    anchors[1] = anchors[0];
    anchors[0].data = (const uint8_t *)"bad";
    anchors[0].len = 4;
    refuse_anchors(anchors, 2, QUATRIX_E_ANCHOR);
}

/* --- random bytes --- */

static void without_random_bytes_no_connection_is_made(void **state)
{
    const char *const options[] = { *state, NULL };
    int32_t n = 0;

    peer_start(&bad, "rsa", options);
    open_rig(NULL, NULL);
    for (;; n++) {
        rig_mend(&rig);
        rig.entropy = n;
        if (rig_call(&rig, &bad) == QUATRIX_OK) {
            break;
        }
        expect_error(QUATRIX_E_ENTROPY, QUATRIX_PHASE_HANDSHAKE, 0);
        expect_no_request(&bad);
        assert_in_range(n, 0, 1000);
    }
    assert_in_range(n, 1, 1000);
    assert_int_equal(1, bad.requests);
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
}

/* What one connection failed with says nothing about the next. */
static void a_failure_is_told_once(void **state)
{
    (void)state;
    open_rig(NULL, NULL);
    rig.entropy = 0;
    (void)rig_call(&rig, &good);
    expect_error(QUATRIX_E_ENTROPY, QUATRIX_PHASE_HANDSHAKE, 0);
    rig_mend(&rig);
    rig.receives = 100;
    (void)rig_call(&rig, &good);
    expect_error(QUATRIX_E_CLOSED, QUATRIX_PHASE_HANDSHAKE, 0);
    rig_mend(&rig);
    rig.flips = 0;
    (void)rig_call(&rig, &good);
    expect_error(QUATRIX_E_HANDSHAKE, QUATRIX_PHASE_HANDSHAKE, 0);
    expect_a_good_call();
}

static void what_the_port_lacks_is_an_error(void **state)
{
    struct quatrix_tls_config config;
    struct quatrix_tls tls;
    struct quatrix_port port;

    (void)state;
    rig_begin(&rig);
    config = rig_tls_config(&rig);
    config.port = NULL;
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_tls_init(&tls, &config));
    quatrix_tls_deinit(&tls);
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_tls_init(&tls, NULL));
    quatrix_tls_deinit(&tls);
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_tls_init(NULL, &config));
    quatrix_tls_deinit(NULL);
    config.port = &port;
    assert_int_equal(QUATRIX_E_CONFIG, quatrix_tls_init_sized(&tls, sizeof tls + 8, &config));

#define LACK(function)                                                                             \
    port = rig.port;                                                                               \
    port.function = NULL;                                                                          \
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_tls_init(&tls, &config));                         \
    quatrix_tls_deinit(&tls)

    LACK(connect);
    LACK(send);
    LACK(recv);
    LACK(close);
    LACK(wait);
    LACK(now_ms);
    LACK(unix_time);
    LACK(entropy);
#undef LACK
}

#define REFUSE(sentence, server, verdict, ...) /* the flags, then further members */               \
    {                                                                                              \
        sentence, refuse_server, NULL, end_test, &(struct refused)                                 \
        {                                                                                          \
            .certificate = (server), .status = (verdict), .flags = __VA_ARGS__                     \
        }                                                                                          \
    }
#define SUITE(suite, kind)                                                                         \
    REFUSE("the suite " suite " is refused", kind, QUATRIX_E_HANDSHAKE, 0,                         \
           .options = { V12, "-cipher", suite ":@SECLEVEL=0" })
#define VERSION(sentence, option)                                                                  \
    REFUSE(sentence, "good", QUATRIX_E_HANDSHAKE, 0, .options = { option })
#define TEST(function)                                                                             \
    {                                                                                              \
#function, function, NULL, end_test, NULL                                                  \
    }
#define TEST_WITH(function, option)                                                                \
    {                                                                                              \
#function " (" option ")", function, NULL, end_test, option                                \
    }

static const struct CMUnitTest tests[] = {
    REFUSE("a chain to an unknown CA is refused", "unknown", QUATRIX_E_CERT_UNTRUSTED, UNTRUSTED),
    REFUSE("a chain to a CA with the name of a known one is refused", "forged",
           QUATRIX_E_CERT_UNTRUSTED, UNTRUSTED),
    REFUSE("a certificate that signed itself is refused", "self", QUATRIX_E_CERT_UNTRUSTED,
           UNTRUSTED),
    REFUSE("a chain without its intermediate is refused", "good", QUATRIX_E_CERT_UNTRUSTED,
           UNTRUSTED, .alone = true),
    REFUSE("an expired certificate is refused", "expired", QUATRIX_E_CERT_DATE,
           MBEDTLS_X509_BADCERT_EXPIRED),
    REFUSE("a certificate of the future is refused", "future", QUATRIX_E_CERT_DATE,
           MBEDTLS_X509_BADCERT_FUTURE),
    REFUSE("an expired intermediate is refused", "below-expired", QUATRIX_E_CERT_DATE,
           MBEDTLS_X509_BADCERT_EXPIRED),
    REFUSE("a certificate for another host is refused", "elsewhere", QUATRIX_E_CERT_NAME, NAME),
    REFUSE("a name in the subject alone is refused", "cn-alone", QUATRIX_E_CERT_NAME, NAME),
    REFUSE("a wildcard for subdomains does not cover the domain", "wildcard", QUATRIX_E_CERT_NAME,
           NAME),
    REFUSE("a wildcard covers one label only", "wildcard", QUATRIX_E_CERT_NAME, NAME,
           .host = "a.b." CERTIFICATE_HOST),
    REFUSE("a certificate for a name is none for its address", "good", QUATRIX_E_CERT_NAME, NAME,
           .host = "127.0.0.1"),
    REFUSE("a certificate for an address is none for another address", "address",
           QUATRIX_E_CERT_NAME, NAME, .host = "127.0.0.2"),
    REFUSE("a certificate for an address is none for a name", "address", QUATRIX_E_CERT_NAME, NAME),
    REFUSE("an anchor that is no CA is refused", "below-plain-root", QUATRIX_E_CERT_UNTRUSTED,
           UNTRUSTED, .anchor = "plain-root"),
    REFUSE("an intermediate that is no CA is refused", "below-plain-middle",
           QUATRIX_E_CERT_UNTRUSTED, UNTRUSTED),
    REFUSE("a chain longer than its CA allows is refused", "too-deep", QUATRIX_E_CERT_UNTRUSTED,
           UNTRUSTED),
    REFUSE("a certificate for TLS clients is refused", "client", QUATRIX_E_CERT,
           MBEDTLS_X509_BADCERT_EXT_KEY_USAGE),
    REFUSE("an RSA key of 1024 bits is refused", "weak", QUATRIX_E_CERT,
           MBEDTLS_X509_BADCERT_BAD_KEY),
    REFUSE("a certificate signed with SHA-1 is refused", "sha1", QUATRIX_E_CERT,
           MBEDTLS_X509_BADCERT_BAD_MD),
    REFUSE("a critical extension nobody knows is refused", "mystery", QUATRIX_E_CERT, 0),
    VERSION("a server of TLS 1.0 alone is refused", "-tls1"),
    VERSION("a server of TLS 1.1 alone is refused", "-tls1_1"),
#if !RIG_TLS_1_3
    VERSION("a server of TLS 1.3 alone is refused", V13),
#endif
    SUITE("ECDHE-ECDSA-AES128-SHA256", "good"), /* CBC */
    SUITE("ECDHE-ECDSA-AES128-SHA", "good"),
    SUITE("ECDHE-ECDSA-AES128-CCM", "good"), /* not on the list */
    SUITE("ECDHE-RSA-AES256-SHA384", "rsa"),
    SUITE("AES128-GCM-SHA256", "rsa"), /* no forward secrecy */
    SUITE("DHE-RSA-AES128-GCM-SHA256", "rsa"),
#if RIG_MBEDTLS_3
    /* A limit of mbedTLS 3.6: it announces RSA-PSS for the sake of TLS 1.3 and refuses it in 1.2.
       Servers that follow the client's preference are no matter, see test_verified.c. */
    REFUSE("a server of TLS 1.2 that insists on RSA-PSS cannot be reached", "rsa",
           QUATRIX_E_HANDSHAKE, 0, .options = { V12, "-sigalgs", "RSA-PSS+SHA256" }),
    REFUSE("a server of TLS 1.2 that prefers RSA-PSS cannot be reached", "rsa", QUATRIX_E_HANDSHAKE,
           0, .options = { V12, "-serverpref" }),
#endif
    TEST(a_plain_http_server_is_refused),
    TEST(garbage_instead_of_tls_is_refused),
    TEST(a_record_longer_than_any_is_refused),
    TEST(a_fatal_alert_is_a_refusal),
    TEST(a_close_notify_instead_of_a_hello_is_a_refusal),
    TEST(a_server_that_closes_at_once_has_closed),
    TEST(a_server_that_resets_has_closed),
    TEST(a_silent_server_is_left_at_the_deadline),
    TEST(a_closed_port_is_no_matter_of_tls),
    TEST(without_an_anchor_nobody_is_dialled),
    TEST(an_anchor_that_is_no_certificate_is_an_error),
    TEST(one_bad_anchor_of_two_is_an_error),
    TEST_WITH(without_random_bytes_no_connection_is_made, V12),
#if RIG_TLS_1_3
    TEST_WITH(without_random_bytes_no_connection_is_made, V13),
#endif
    TEST(a_failure_is_told_once),
    TEST(what_the_port_lacks_is_an_error),
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_refused", tests, begin_all, end_all);
}
