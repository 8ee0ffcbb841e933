/* SPDX-License-Identifier: MIT */
/*
 * Connections that end, fall silent or are tampered with: in the handshake, and after it. No part
 * of a request leaves before the handshake is over, and whatever happens, the same client then
 * makes a good call.
 */
#include "rig.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

#define V12 "-tls1_2"
#define V13 "-tls1_3"

enum {
    STRIDE = 13, /* bytes between the places of a handshake that are tried */
    SHORT_MS = 200
};

static struct rig rig;
static struct peer peer;

static int end_test(void **state)
{
    (void)state;
    rig_end(&rig);
    peer_kill(&peer);
    return 0;
}

static void open_rig(const char *certificate, const char *option)
{
    const char *const options[] = { option, NULL };

    peer_start(&peer, certificate, options);
    rig_open(&rig, &peer);
}

/* Bytes received and sent in a handshake that succeeds. */
static void measure_handshake(int32_t *received, int32_t *sent)
{
    struct quatrix_transport *transport = quatrix_tls_transport(&rig.tls);
    enum quatrix_status status;

    do {
        status = transport->ops->connect(transport, rig.host, 443);
    } while (status == QUATRIX_PENDING);
    do {
        status = transport->ops->handshake(transport);
        transport->ops->wait(transport, 10);
    } while (status == QUATRIX_PENDING);
    assert_int_equal(QUATRIX_OK, status);
    *received = rig.received;
    *sent = rig.sent;
    transport->ops->close(transport);
    assert_in_range(*received, 400, 4000);
    assert_in_range(*sent, 200, 1000);
}

static void expect_failed_handshake(enum quatrix_status status, int32_t place)
{
    const struct quatrix_error *error = quatrix_client_error(&rig.client);

    if (error->status != status || error->phase != QUATRIX_PHASE_HANDSHAKE) {
        fail_msg("%s in phase %s at byte %d, mbedTLS says -0x%x",
                 quatrix_status_name(error->status), quatrix_phase_name(error->phase), (int)place,
                 (unsigned)-error->tls_code);
    }
    assert_int_equal(0, peer.requests);
    assert_int_equal(0, error->verify_flags);
}

static void expect_a_good_call(void)
{
    rig_mend(&rig);
    rig_call_well(&rig, &peer);
    assert_int_equal(1, peer.requests);
    peer.requests = 0;
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
}

/* --- the handshake --- */

static void a_handshake_may_end_after_any_byte_received(void **state)
{
    static const enum quatrix_status ends[] = { QUATRIX_E_CLOSED, QUATRIX_E_NETWORK };
    int32_t received;
    int32_t sent;

    open_rig("rsa", *state); /* whose signatures are of one length */
    measure_handshake(&received, &sent);
    for (int32_t at = 0; at < received; at += at < received - STRIDE ? STRIDE : 1) {
        rig.receives = at;
        rig.receive_status = ends[at % 2];
        (void)rig_call(&rig, &peer);
        expect_failed_handshake(ends[at % 2], at);
    }
    expect_a_good_call();
}

static void a_handshake_may_end_after_any_byte_sent(void **state)
{
    static const enum quatrix_status ends[] = { QUATRIX_E_CLOSED, QUATRIX_E_NETWORK };
    int32_t received;
    int32_t sent;

    open_rig("rsa", *state); /* whose signatures are of one length */
    measure_handshake(&received, &sent);
    for (int32_t at = 0; at < sent; at += at < sent - STRIDE ? STRIDE : 1) {
        rig.sends = at;
        rig.send_status = ends[at % 2];
        (void)rig_call(&rig, &peer);
        expect_failed_handshake(ends[at % 2], at);
    }
    expect_a_good_call();
}

static void a_handshake_may_fall_silent_anywhere(void **state)
{
    static const int32_t places[] = { 0, 3, 5, 90, 300 };
    const char *const options[] = { *state, NULL };

    peer_start(&peer, "good", options);
    rig_begin(&rig);
    rig.timeout_ms = SHORT_MS;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        rig.receives = places[i];
        rig.receive_status = 0;
        (void)rig_call(&rig, &peer);
        expect_failed_handshake(QUATRIX_E_TIMEOUT, places[i]);
    }
    rig_mend(&rig);
    for (size_t i = 0; i < 3; i++) {
        rig.sends = places[i];
        rig.send_status = 0;
        (void)rig_call(&rig, &peer);
        expect_failed_handshake(QUATRIX_E_TIMEOUT, places[i]);
    }
}

/* What it is taken for depends on the byte, but never for a good server. A changed length makes
   the client wait for more. */
static void a_handshake_with_a_changed_byte_never_succeeds(void **state)
{
    const char *const options[] = { *state, NULL };
    int32_t received;
    int32_t sent;

    peer_start(&peer, "rsa", options);
    rig_begin(&rig);
    rig.dial = peer.port;
    rig.timeout_ms = 10 * SHORT_MS;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    measure_handshake(&received, &sent);
    for (int32_t at = 0; at < received; at += 2 * STRIDE + 3) {
        const struct quatrix_error *error = quatrix_client_error(&rig.client);
        rig.flips = at;
        rig.receives = received + 2000;
        rig.receive_status = 0;
        (void)rig_call(&rig, &peer);
        switch (error->status) {
        case QUATRIX_E_CLOSED: /* the server did not like the answer */
        case QUATRIX_E_TIMEOUT:
        case QUATRIX_E_HANDSHAKE:
        case QUATRIX_E_CERT:
        case QUATRIX_E_CERT_UNTRUSTED:
        case QUATRIX_E_CERT_NAME:
        case QUATRIX_E_CERT_DATE:
            break;
        default:
            fail_msg("%s at byte %d, mbedTLS says -0x%x", quatrix_status_name(error->status),
                     (int)at, (unsigned)-error->tls_code);
        }
        assert_int_equal(QUATRIX_PHASE_HANDSHAKE, error->phase);
        assert_int_equal(0, peer.requests);
    }
    assert_false(peer_saw(&peer, "HTTP/1.1"));
}

static void a_lazy_network_will_do(void **state)
{
    open_rig("good", *state);
    rig.lazy = true;
    rig.piece = 50;
    rig_call_well(&rig, &peer);
    rig_call_well(&rig, &peer);
    assert_int_equal(1, quatrix_tls_handshakes(&rig.tls));
    assert_int_not_equal(0, rig.waits[true]); /* where the port would not take more */
    assert_int_not_equal(0, rig.waits[false]);
}

/* --- after the handshake --- */

/* The second reply on a connection arrives changed at that byte: of a record's header or of what
   it protects. */
static void a_changed_byte_of_a_reply_is_an_error(void **state)
{
    open_rig("good", *state);
    rig_call_well(&rig, &peer);
    for (int32_t at = 5; at < 100; at += 31) {
        rig_call_well(&rig, &peer);
        rig.flips = rig.received + at;
        assert_string_equal("E_TLS", quatrix_status_name(rig_call(&rig, &peer)));
        assert_int_equal(QUATRIX_PHASE_HEAD, quatrix_client_error(&rig.client)->phase);
        assert_int_not_equal(0, quatrix_client_error(&rig.client)->tls_code);
        assert_int_equal(0, quatrix_client_error(&rig.client)->verify_flags);
        rig_mend(&rig);
    }
    rig_call_well(&rig, &peer);
}

/* Half a record is sent. Whoever looks meanwhile whether something has come, as the engine does during a
   long body, still waits for room to send. */
static void what_is_half_sent_is_waited_for(void **state)
{
    static const uint8_t bytes[200];
    struct quatrix_transport *t = &rig.tls.transport;
    uint8_t byte;

    open_rig("good", *state);
    rig_call_well(&rig, &peer);
    rig.waits[false] = rig.waits[true] = 0;
    rig.sends = rig.sent + 50;
    rig.send_status = 0;
    assert_int_equal(0, t->ops->send(t, bytes, sizeof bytes));
    t->ops->wait(t, 1);
    assert_int_equal(0, t->ops->recv(t, &byte, 1));
    t->ops->wait(t, 1);
    assert_int_equal(2, rig.waits[true]);
    rig_mend(&rig);
    assert_int_equal(sizeof bytes, t->ops->send(t, bytes, sizeof bytes));
    t->ops->wait(t, 1);
    assert_int_equal(1, rig.waits[false]);
    assert_int_equal(2, rig.waits[true]);
}

static void a_request_to_renegotiate_is_refused(void **state)
{
    static const char *const options[] = { V12, "-msg", NULL };

    (void)state;
    peer_start(&peer, "good", options);
    rig_open(&rig, &peer);
    rig_call_well(&rig, &peer);
    peer_say(&peer, "r\n", 2);
    assert_true(peer_wait_for(&peer, "HelloRequest"));
    (void)rig_call(&rig, &peer); /* the server may give up, or only the connection */
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    assert_true(peer_wait_for(&peer, "warning no_renegotiation"));
    rig_call_well(&rig, &peer);
}

/* How the connection ends decides whether a body that it delimits is whole. */
struct ending {
    const char *fault; /* of the stand-in */
    enum quatrix_status status;
    enum quatrix_phase phase;
};

static const struct ending endings[] = {
    { "{\"kind\":\"no_length\",\"end\":\"close\"}", QUATRIX_END, QUATRIX_PHASE_BODY },
    { "{\"kind\":\"no_length\",\"end\":\"fin\"}", QUATRIX_E_CUT, QUATRIX_PHASE_BODY },
    { "{\"kind\":\"no_length\",\"end\":\"rst\"}", QUATRIX_E_CUT, QUATRIX_PHASE_BODY },
    { "{\"kind\":\"cut_after\",\"bytes\":9,\"of\":\"body\",\"end\":\"close\"}", QUATRIX_E_CUT,
      QUATRIX_PHASE_BODY },
    { "{\"kind\":\"cut_after\",\"bytes\":9,\"of\":\"body\",\"end\":\"fin\"}", QUATRIX_E_CUT,
      QUATRIX_PHASE_BODY },
    { "{\"kind\":\"cut_after\",\"bytes\":9,\"of\":\"body\",\"end\":\"rst\"}", QUATRIX_E_CUT,
      QUATRIX_PHASE_BODY },
    { "{\"kind\":\"cut_after\",\"bytes\":9,\"end\":\"close\"}", QUATRIX_E_CUT, QUATRIX_PHASE_HEAD },
    { "{\"kind\":\"cut_after\",\"bytes\":9,\"end\":\"fin\"}", QUATRIX_E_CUT, QUATRIX_PHASE_HEAD },
    { "{\"kind\":\"cut_after\",\"bytes\":0,\"end\":\"close\"}", QUATRIX_E_CLOSED,
      QUATRIX_PHASE_HEAD },
    { "{\"kind\":\"cut_after\",\"bytes\":0,\"end\":\"fin\"}", QUATRIX_E_CLOSED,
      QUATRIX_PHASE_HEAD },
    { "{\"kind\":\"reset\"}", QUATRIX_E_CLOSED, QUATRIX_PHASE_HEAD },
};

enum { ENDINGS = sizeof endings / sizeof endings[0] };

/* GET /profile/2fa/generate to its end. */
static enum quatrix_status pull_image(size_t *total)
{
    uint8_t buf[300];
    size_t len = 0;
    enum quatrix_status status =
        rig_finish(&rig, NULL, quatrix_profile_2fa_generate_start(&rig.client));

    *total = 0;
    if (status != QUATRIX_READY) {
        return status;
    }
    do {
        status = rig_pull(&rig, NULL, buf, sizeof buf, &len);
        *total += len;
    } while (status == QUATRIX_OK);
    return status;
}

static void only_close_notify_ends_a_body_without_a_length(void **state)
{
    static char faults[2000] = "faults=[";
    static char key[64];
    const char *const options[] = { "--tls", *state, "--set", faults, NULL };
    size_t total;

    faults[8] = '\0';
    for (size_t i = 0; i < ENDINGS; i++) {
        strcat(strcat(faults, i > 0 ? "," : ""), endings[i].fault);
    }
    strcat(faults, "]");
    rig_begin(&rig);
    peer_start_standin(&peer, options, rig.anchor_bytes[0], key);
    rig.anchors[0].len = strlen(rig.anchor_bytes[0]) + 1;
    rig.host = "localhost";
    rig.dial = peer.port;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    assert_int_equal(QUATRIX_OK, quatrix_client_use_api_key(&rig.client, key));
    for (size_t i = 0; i < ENDINGS; i++) {
        const struct quatrix_error *error = quatrix_client_error(&rig.client);
        enum quatrix_status status = pull_image(&total);
        if (status != endings[i].status) {
            fail_msg("%s after %s", quatrix_status_name(status), endings[i].fault);
        }
        if (status < 0) {
            assert_string_equal(quatrix_phase_name(endings[i].phase),
                                quatrix_phase_name(error->phase));
        }
        assert_true(total > 0 || endings[i].phase == QUATRIX_PHASE_HEAD);
        assert_int_equal(i + 1, quatrix_tls_handshakes(&rig.tls));
    }
    assert_int_equal(QUATRIX_END, pull_image(&total));
    assert_int_equal(QUATRIX_END, pull_image(&total));
    assert_int_equal(ENDINGS + 1, quatrix_tls_handshakes(&rig.tls));
}

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function, NULL, end_test, NULL                                                  \
    }
#define TEST_WITH(function, option)                                                                \
    {                                                                                              \
#function " (" option ")", function, NULL, end_test, option                                \
    }
#if RIG_TLS_1_3
#define TEST_BOTH(function) TEST_WITH(function, V12), TEST_WITH(function, V13)
#else
#define TEST_BOTH(function) TEST_WITH(function, V12)
#endif

static const struct CMUnitTest tests[] = {
    TEST_BOTH(a_handshake_may_end_after_any_byte_received),
    TEST_BOTH(a_handshake_may_end_after_any_byte_sent),
    TEST_BOTH(a_handshake_may_fall_silent_anywhere),
    TEST_BOTH(a_handshake_with_a_changed_byte_never_succeeds),
    TEST_BOTH(a_lazy_network_will_do),
    TEST_BOTH(a_changed_byte_of_a_reply_is_an_error),
    TEST_BOTH(what_is_half_sent_is_waited_for),
    TEST(a_request_to_renegotiate_is_refused),
    TEST_WITH(only_close_notify_ends_a_body_without_a_length, "1.2"),
#if RIG_TLS_1_3
    TEST_WITH(only_close_notify_ends_a_body_without_a_length, "1.3"),
#endif
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_broken", tests, rig_begin_group, rig_end_group);
}
