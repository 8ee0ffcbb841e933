/* SPDX-License-Identifier: MIT */
/*
 * Servers that a client must accept, and what it does with the connection.
 */
#include "certificates.h"
#include "rig.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

#define V12     "-tls1_2"
#define V13     "-tls1_3"
#define HIGHEST (RIG_TLS_1_3 ? "TLSv1.3" : "TLSv1.2")

static struct rig rig;
static struct rig second;
static struct peer peer;
static struct peer second_peer;

/* A server to accept. */
struct accepted {
    const char *certificate;
    const char *options[10]; /* of s_server */
    const char *host;        /* NULL: the usual one */
    const char *version;     /* NULL: do not look */
};

static int end_all(void **state)
{
    (void)state;
    rig_end(&rig);
    rig_end(&second);
    peer_kill(&peer);
    peer_kill(&second_peer);
    return 0;
}

static void open_rig(const char *certificate, const char *const options[])
{
    peer_start(&peer, certificate, options);
    rig_open(&rig, &peer);
}

static void accept_server(void **state)
{
    const struct accepted *wanted = *state;

    peer_start(&peer, wanted->certificate, wanted->options);
    rig_begin(&rig);
    rig.host = wanted->host != NULL ? wanted->host : rig.host;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
    if (wanted->version != NULL) {
        assert_string_equal(wanted->version, quatrix_tls_version(&rig.tls));
    }
    assert_true(peer_saw(&peer, "GET /api/1.0/profile/info HTTP/1.1\r\n"));
}

static void the_highest_version_of_both_is_taken_and_reported(void **state)
{
    (void)state;
    open_rig("good", NULL);
    assert_string_equal("", quatrix_tls_version(&rig.tls));
    rig_call_well(&rig, &peer);
    assert_string_equal(HIGHEST, quatrix_tls_version(&rig.tls));
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    assert_string_equal("", quatrix_tls_version(&rig.tls));
}

static void tls_1_2_alone_can_be_offered(void **state)
{
    (void)state;
    peer_start(&peer, "good", NULL);
    rig_begin(&rig);
    rig.versions = QUATRIX_VERSIONS_1_2;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
    assert_string_equal("TLSv1.2", quatrix_tls_version(&rig.tls));
    assert_false(peer_saw(&peer, "RSA-PSS"));
}

static void a_server_of_tls_1_2_that_prefers_pss_can_be_reached_so(void **state)
{
    static const char *const options[] = { V12, "-serverpref", NULL };

    (void)state;
    peer_start(&peer, "rsa", options);
    rig_begin(&rig);
    rig.versions = QUATRIX_VERSIONS_1_2;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
}

/* s_server has a second certificate for the name, and none that fits without the name. */
static void the_server_is_told_which_host_is_wanted(void **state)
{
    char cert[CERTIFICATE_PATH];
    char key[CERTIFICATE_PATH];
    const char *const options[] = { "-servername", CERTIFICATE_HOST, "-cert2", cert, "-key2", key,
                                    NULL };

    (void)state;
    certificate_path("good", CERTIFICATE_PEM, cert);
    certificate_path("good", CERTIFICATE_KEY, key);
    peer_start(&peer, "elsewhere", options);
    rig_begin(&rig);
    rig_trust(&rig, 1, "middle", true); /* the second certificate comes without its issuers */
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
    assert_true(peer_saw(&peer, "Hostname in TLS extension: \"" CERTIFICATE_HOST "\""));
}

static void no_session_ticket_is_asked_for_without_resumption(void **state)
{
    static const char *const options[] = { "-tlsextdebug", NULL };

    (void)state;
    peer_start(&peer, "good", options);
    rig_begin(&rig);
    rig.no_resumption = true;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
    assert_true(peer_saw(&peer, "TLS client extension \"server name\""));
    assert_false(peer_saw(&peer, "TLS client extension \"session ticket\""));
}

static void closing_says_close_notify(void **state)
{
    const char *const options[] = { *state, "-msg", "-naccept", "1", NULL };

    open_rig("good", options);
    rig_call_well(&rig, &peer);
    assert_false(peer_saw(&peer, "close_notify"));
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    peer_wait_for_end(&peer);
    assert_true(peer_saw(&peer, "Alert [length 0002], warning close_notify"));
}

static void deinit_alone_says_close_notify_as_well(void **state)
{
    const char *const options[] = { "-msg", "-naccept", "1", NULL };

    (void)state;
    open_rig("good", options);
    rig_call_well(&rig, &peer);
    rig_end(&rig);
    peer_wait_for_end(&peer);
    assert_true(peer_saw(&peer, "Alert [length 0002], warning close_notify"));
}

static void many_calls_share_one_handshake(void **state)
{
    const char *const options[] = { *state, NULL };

    open_rig("good", options);
    assert_int_equal(0, quatrix_tls_handshakes(&rig.tls));
    for (uint32_t i = 1; i <= 10; i++) {
        rig_call_well(&rig, &peer);
        assert_int_equal(i, peer.requests);
    }
    assert_int_equal(1, quatrix_tls_handshakes(&rig.tls));
    assert_int_equal(1, rig.dials);
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    rig_call_well(&rig, &peer);
    assert_int_equal(2, quatrix_tls_handshakes(&rig.tls));
    assert_int_equal(2, rig.dials);
}

/* Or refused, where mbedTLS has no room for them. */
static void records_of_16_kb_are_read(void **state)
{
    enum { BODY = 40000 };
    static char reply[BODY + 200];
    static uint8_t body[BODY + 700];
    const char *const options[] = { *state, NULL };
    struct quatrix_transport *transport = quatrix_tls_transport(&rig.tls);
    enum quatrix_status status;
    uint32_t waits;
    size_t total = 0;
    size_t len = 0;
    int head;

    open_rig("good", options);
    head = snprintf(reply, sizeof reply,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                    "Content-Length: %d\r\n\r\n",
                    BODY);
    for (int i = 0; i < BODY; i++) {
        reply[head + i] = (char)('a' + i % 26);
    }
    peer.reply = reply;
    peer.reply_len = (size_t)head + BODY;
    status = rig_finish(&rig, &peer, quatrix_profile_2fa_generate_start(&rig.client));
    if (MBEDTLS_SSL_IN_CONTENT_LEN < 16384) {
        assert_int_equal(QUATRIX_E_TLS_RECORD, status);
        return;
    }
    assert_int_equal(QUATRIX_READY, status);
    while ((status = rig_pull(&rig, &peer, body + total, 700, &len)) == QUATRIX_OK) {
        total += len;
        if (total == 700) { /* what mbedTLS holds of a record must be taken before anybody sleeps */
            waits = rig.waits[false];
            transport->ops->wait(transport, 5000);
            assert_int_equal(waits, rig.waits[false]);
        }
        assert_in_range(total, 1, BODY);
    }
    assert_int_equal(QUATRIX_END, status);
    assert_int_equal(BODY, total);
    assert_memory_equal(reply + head, body, BODY);
    assert_in_range(rig.largest, 16384, 16384 + 256);
}

static void a_connection_of_single_bytes_will_do(void **state)
{
    const char *const options[] = { *state, NULL };

    open_rig("rsa", options);
    rig.piece = 1;
    rig_call_well(&rig, &peer);
    rig_call_well(&rig, &peer);
    assert_int_equal(1, quatrix_tls_handshakes(&rig.tls));
}

static void nobody_waits_for_a_network_that_takes_all(void **state)
{
    open_rig("good", (const char *const[]){ *state, NULL });
    rig_call_well(&rig, &peer);
    rig_call_well(&rig, &peer);
    assert_int_equal(0, rig.waits[true]);
    assert_int_not_equal(0, rig.waits[false]);
}

static void a_request_is_one_record(void **state)
{
    int32_t before;

    (void)state;
    open_rig("good", NULL);
    rig_call_well(&rig, &peer);
    before = rig.sent;
    rig_call_well(&rig, &peer);
    /* Header, tag and, in 1.2, the explicit nonce. */
    assert_in_range(rig.sent - before, 1, (int32_t)rig.client.priv.memory.request_peak + 29);
}

static void two_clients_do_not_disturb_each_other(void **state)
{
    static struct quatrix_profile_info info;
    const char *const options[] = { V12, NULL };
    enum quatrix_status one;
    enum quatrix_status two;

    (void)state;
    open_rig("good", NULL);
    peer_start(&second_peer, "rsa", options);
    rig_open(&second, &second_peer);
    for (int i = 0; i < 3; i++) {
        one = quatrix_profile_info_start(&rig.client, &rig.info);
        two = quatrix_profile_info_start(&second.client, &info);
        while (one == QUATRIX_PENDING || two == QUATRIX_PENDING) {
            peer_serve(&peer);
            peer_serve(&second_peer);
            one = one == QUATRIX_PENDING ? quatrix_step(&rig.client) : one;
            two = two == QUATRIX_PENDING ? quatrix_step(&second.client) : two;
        }
        assert_int_equal(QUATRIX_OK, one);
        assert_int_equal(QUATRIX_OK, two);
    }
    assert_string_equal(HIGHEST, quatrix_tls_version(&rig.tls));
    assert_string_equal("TLSv1.2", quatrix_tls_version(&second.tls));
    rig_end(&second);
    rig_call_well(&rig, &peer);
    assert_int_equal(4, peer.requests);
    assert_int_equal(3, second_peer.requests);
}

static void anchors_may_be_several_certificates_in_one_pem_text(void **state)
{
    static char text[2 * RIG_ANCHOR_SIZE];
    size_t len;

    (void)state;
    peer_start(&peer, "good", NULL);
    rig_begin(&rig);
    len = certificate_read("rsa-root", CERTIFICATE_PEM, text, sizeof text);
    len += certificate_read("root", CERTIFICATE_PEM, text + len, sizeof text - len);
    rig.anchors[0].data = (const uint8_t *)text;
    rig.anchors[0].len = len + 1;
    rig.anchor_count = 1;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
}

#define ACCEPT(sentence, ...)                                                                      \
    {                                                                                              \
        sentence, accept_server, NULL, end_all, &(struct accepted)                                 \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define SUITE12(suite, kind)                                                                       \
    ACCEPT("the suite " suite " is accepted", kind, { V12, "-cipher", suite }, NULL, "TLSv1.2")
#define SUITE13(suite)                                                                             \
    ACCEPT("the suite " suite " is accepted", "good", { V13, "-ciphersuites", suite }, NULL,       \
           "TLSv1.3")
#define TEST(function)                                                                             \
    {                                                                                              \
#function, function, NULL, end_all, NULL                                                   \
    }
#define TEST_WITH(function, option)                                                                \
    {                                                                                              \
#function " (" option ")", function, NULL, end_all, option                                 \
    }
#if RIG_TLS_1_3
#define TEST_BOTH(function) TEST_WITH(function, V12), TEST_WITH(function, V13)
#else
#define TEST_BOTH(function) TEST_WITH(function, V12)
#endif

static const struct CMUnitTest tests[] = {
    ACCEPT("an elliptic chain is accepted over TLS 1.2", "good", { V12 }, NULL, "TLSv1.2"),
    ACCEPT("an RSA chain is accepted over TLS 1.2", "rsa", { V12 }, NULL, "TLSv1.2"),
    ACCEPT("a P-384 certificate with SHA-384 is accepted", "sha384", { V12 }, NULL, NULL),
    ACCEPT("a server of TLS 1.2 that knows RSA-PSS and follows the client is accepted", "rsa",
           { V12, "-sigalgs", "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA+SHA256" }, NULL, "TLSv1.2"),
    ACCEPT("a server of TLS 1.2 that signs with PKCS#1 alone is accepted", "rsa",
           { V12, "-sigalgs", "RSA+SHA256" }, NULL, "TLSv1.2"),
    ACCEPT("a name that a wildcard covers is accepted", "wildcard", { 0 }, "any." CERTIFICATE_HOST,
           NULL),
    ACCEPT("a host name in other letters is accepted", "good", { 0 }, "Quatrix.TEST", NULL),
    SUITE12("ECDHE-ECDSA-AES128-GCM-SHA256", "good"),
    SUITE12("ECDHE-ECDSA-AES256-GCM-SHA384", "good"),
    SUITE12("ECDHE-ECDSA-CHACHA20-POLY1305", "good"),
    SUITE12("ECDHE-RSA-AES128-GCM-SHA256", "rsa"),
    SUITE12("ECDHE-RSA-AES256-GCM-SHA384", "rsa"),
    SUITE12("ECDHE-RSA-CHACHA20-POLY1305", "rsa"),
#if RIG_TLS_1_3
    ACCEPT("an elliptic chain is accepted over TLS 1.3", "good", { V13 }, NULL, "TLSv1.3"),
    ACCEPT("an RSA chain is accepted over TLS 1.3", "rsa", { V13 }, NULL, "TLSv1.3"),
    ACCEPT("new session tickets are no data", "good", { V13, "-num_tickets", "9" }, NULL, NULL),
    SUITE13("TLS_AES_128_GCM_SHA256"),
    SUITE13("TLS_AES_256_GCM_SHA384"),
    SUITE13("TLS_CHACHA20_POLY1305_SHA256"),
#endif
#if RIG_MBEDTLS_3 /* 2.28 does not match addresses */
    ACCEPT("an IPv4 address in the certificate is accepted", "address", { 0 }, "127.0.0.1", NULL),
    ACCEPT("an IPv6 address in the certificate is accepted", "address", { 0 }, "::1", NULL),
#endif
    TEST(the_highest_version_of_both_is_taken_and_reported),
    TEST(tls_1_2_alone_can_be_offered),
    TEST(a_server_of_tls_1_2_that_prefers_pss_can_be_reached_so),
    TEST(the_server_is_told_which_host_is_wanted),
    TEST(no_session_ticket_is_asked_for_without_resumption),
    TEST_BOTH(closing_says_close_notify),
    TEST(deinit_alone_says_close_notify_as_well),
    TEST_BOTH(many_calls_share_one_handshake),
    TEST_BOTH(records_of_16_kb_are_read),
    TEST_BOTH(a_connection_of_single_bytes_will_do),
    TEST_BOTH(nobody_waits_for_a_network_that_takes_all),
    TEST(a_request_is_one_record),
    TEST(two_clients_do_not_disturb_each_other),
    TEST(anchors_may_be_several_certificates_in_one_pem_text),
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_verified", tests, rig_begin_group, rig_end_group);
}
