/* SPDX-License-Identifier: MIT */
/*
 * Sessions resumed: when, with whom, and that it is counted.
 */
#include "certificates.h"
#include "rig.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

static struct rig rig;
static struct peer peer;
static struct peer second_peer;

static int end_all(void **state)
{
    (void)state;
    rig_end(&rig);
    peer_kill(&peer);
    peer_kill(&second_peer);
    return 0;
}

static void open_rig(const char *certificate, const char *version, const char *more)
{
    const char *const options[] = { version, more, NULL };

    peer_start(&peer, certificate, options);
    rig_open(&rig, &peer);
}

/* One call on a connection of its own; resumed sessions so far. */
static uint32_t call_anew(struct peer *server)
{
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    rig.dial = server->port;
    rig_call_well(&rig, server);
    return quatrix_tls_resumed(&rig.tls);
}

static void a_session_is_resumed(void **state)
{
    open_rig("good", *state, NULL);
    assert_int_equal(0, call_anew(&peer));
    for (uint32_t i = 1; i <= 3; i++) {
        assert_int_equal(i, call_anew(&peer));
        assert_int_equal(i + 1, quatrix_tls_handshakes(&rig.tls));
    }
}

/* What s_server without tickets offers in TLS 1.2: an entry in its own cache. */
static void a_session_without_a_ticket_is_resumed(void **state)
{
    (void)state;
    open_rig("rsa", "-tls1_2", "-no_ticket");
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(1, call_anew(&peer));
}

static void a_server_that_knows_no_session_does_it_in_full(void **state)
{
    const char *const options[] = { *state, NULL };

    open_rig("good", *state, NULL);
    assert_int_equal(0, call_anew(&peer));
    peer_start(&second_peer, "good", options); /* restarted: other keys for its tickets */
    assert_int_equal(0, call_anew(&second_peer));
    assert_int_equal(1, call_anew(&second_peer));
    assert_int_equal(3, quatrix_tls_handshakes(&rig.tls));
}

static void without_resumption_each_handshake_is_full(void **state)
{
    const char *const options[] = { *state, NULL };

    peer_start(&peer, "good", options);
    rig_begin(&rig);
    rig.no_resumption = true;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(2, quatrix_tls_handshakes(&rig.tls));
}

static void a_forgotten_session_is_not_resumed(void **state)
{
    open_rig("good", *state, NULL);
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    quatrix_tls_forget_session(&rig.tls);
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(1, call_anew(&peer));
}

/* The server would resume, but its certificate does not hold for the other name, and a resumed
   handshake shows none. */
static void a_session_is_not_offered_under_another_name(void **state)
{
    struct quatrix_config config;

    open_rig("good", *state, NULL);
    assert_int_equal(0, call_anew(&peer));
    quatrix_client_deinit(&rig.client);
    memset(&config, 0, sizeof config);
    rig.host = "other.test";
    config.host = rig.host;
    config.transport = quatrix_tls_transport(&rig.tls);
    config.work = rig.work;
    config.work_size = sizeof rig.work;
    assert_int_equal(QUATRIX_OK, quatrix_client_init(&rig.client, &config));
    assert_int_equal(QUATRIX_OK, quatrix_client_use_basic(&rig.client, RIG_EMAIL, RIG_PASSWORD));
    assert_int_equal(QUATRIX_E_CERT_NAME, rig_call(&rig, &peer));
    assert_int_equal(0, quatrix_tls_resumed(&rig.tls));
}

/* As above, by time. */
static void a_session_ends_with_its_certificate(void **state)
{
    open_rig("good", *state, NULL);
    rig.own_clock = true;
    rig.clock = QUATRIX_CLOCK_TRUSTED;
    rig.now = (int64_t)time(NULL);
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(1, call_anew(&peer));
    rig.now += INT64_C(200) * 365 * 86400;
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    assert_int_equal(QUATRIX_E_CERT_DATE, rig_call(&rig, &peer));
    assert_int_equal(1, quatrix_tls_resumed(&rig.tls));
}

/* The full handshake that follows would not need it; nor is it worth more than that. */
static void a_handshake_that_fails_costs_the_session(void **state)
{
    open_rig("good", *state, NULL);
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    rig.flips = 60; /* in the ServerHello */
    assert_true(rig_call(&rig, &peer) < 0);
    rig_mend(&rig);
    assert_int_equal(0, call_anew(&peer));
    assert_int_equal(1, call_anew(&peer));
}

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function, NULL, end_all, NULL                                                   \
    }
#define TEST_OVER(function, version)                                                               \
    {                                                                                              \
#function " over TLS " version, function, NULL, end_all, "-tls" version                    \
    }
#if RIG_TLS_1_3
#define TEST_BOTH(function) TEST_OVER(function, "1_2"), TEST_OVER(function, "1_3")
#else
#define TEST_BOTH(function) TEST_OVER(function, "1_2")
#endif

static const struct CMUnitTest tests[] = {
    TEST_BOTH(a_session_is_resumed),
    TEST(a_session_without_a_ticket_is_resumed),
    TEST_BOTH(a_server_that_knows_no_session_does_it_in_full),
    TEST_BOTH(without_resumption_each_handshake_is_full),
    TEST_BOTH(a_forgotten_session_is_not_resumed),
    TEST_BOTH(a_session_is_not_offered_under_another_name),
    TEST_BOTH(a_session_ends_with_its_certificate),
    TEST_BOTH(a_handshake_that_fails_costs_the_session),
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_resumed", tests, rig_begin_group, rig_end_group);
}
