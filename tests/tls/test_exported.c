/* SPDX-License-Identifier: MIT */
/*
 * Sessions exported and imported: after a restart they are resumed, with whom and as long as they may
 * be, and what is not what was exported is refused.
 */
#include "certificates.h"
#include "rig.h"

#include <mbedtls/md.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#if defined(MBEDTLS_PSA_CRYPTO_C)
#include <psa/crypto.h>
#endif

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

#if !RIG_MBEDTLS_3
#define MBEDTLS_PRIVATE(member) member /* 2.28 hides nothing */
#endif

enum { BLOB_SIZE = 4096, HASH_SIZE = 32 };

/* Where things are in what is exported, see core/src/tls/session.c. */
enum { AT_VERSION = 3, AT_RECORDS = 36, AT_SESSION = 53, AROUND = 85 };

static struct rig rig;
static struct peer peer;
static struct peer second_peer;
static uint8_t blob[BLOB_SIZE];
static size_t blob_len;

static int end_all(void **state)
{
    (void)state;
    rig_end(&rig);
    peer_kill(&peer);
    peer_kill(&second_peer);
    return 0;
}

static void start_peer(struct peer *server, const char *certificate, const char *version)
{
    const char *const options[] = { version, NULL };

    peer_start(server, certificate, options);
}

static void expect(enum quatrix_status wanted, enum quatrix_status got)
{
    assert_string_equal(quatrix_status_name(wanted), quatrix_status_name(got));
}

/* A client as after a start of the program; what the last test wanted of it is forgotten. */
static void restart(void)
{
    rig_end(&rig);
#if defined(MBEDTLS_PSA_CRYPTO_C)
    mbedtls_psa_crypto_free();
#endif
    rig_begin(&rig);
}

static void restart_and_init(void)
{
    restart();
    expect(QUATRIX_OK, rig_init(&rig));
}

static enum quatrix_status export(void) {
    return quatrix_tls_export_session(&rig.tls, blob, sizeof blob, &blob_len);
}

static enum quatrix_status import(void)
{
    return quatrix_tls_import_session(&rig.tls, blob, blob_len);
}

static void call_and_export(void)
{
    rig_call_well(&rig, &peer);
    expect(QUATRIX_OK, export());
    assert_in_range(blob_len, AROUND + 100, sizeof blob);
}

/* Have a blob of a session with the peer, and a client that starts anew. */
static void have_blob(const char *version)
{
    start_peer(&peer, "good", version);
    restart_and_init();
    call_and_export();
    restart_and_init();
}

/* A call on a connection of its own; whether its session was resumed. */
static bool resumes(struct peer *server)
{
    uint32_t before = quatrix_tls_resumed(&rig.tls);

    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    rig_call_well(&rig, server);
    return quatrix_tls_resumed(&rig.tls) != before;
}

/* --- what it is for --- */

static void an_exported_session_is_resumed_after_a_restart(void **state)
{
    start_peer(&peer, "good", *state);
    restart_and_init();
    call_and_export();
    for (int i = 0; i < 3; i++) {
        restart_and_init();
        expect(QUATRIX_OK, import());
        call_and_export(); /* with TLS 1.3 another ticket */
        assert_int_equal(1, quatrix_tls_handshakes(&rig.tls));
        assert_int_equal(1, quatrix_tls_resumed(&rig.tls));
    }
    assert_int_equal(4, peer.requests);
}

static void a_session_without_a_ticket_is_exported_as_well(void **state)
{
    const char *const options[] = { "-tls1_2", "-no_ticket", NULL };

    (void)state;
    peer_start(&peer, "rsa", options);
    restart_and_init();
    call_and_export();
    restart_and_init();
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
}

static void an_imported_session_can_be_exported_unused(void **state)
{
    static uint8_t again[BLOB_SIZE];
    size_t len = 0;

    have_blob(*state);
    expect(QUATRIX_OK, import());
    expect(QUATRIX_OK, quatrix_tls_export_session(&rig.tls, again, sizeof again, &len));
    assert_in_range(len, AROUND + 100, blob_len); /* the name of its server is added later */
    memcpy(blob, again, len);
    blob_len = len;
    restart_and_init();
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
}

static void a_server_that_does_not_know_it_does_it_in_full(void **state)
{
    have_blob(*state);
    start_peer(&second_peer, "good", *state); /* restarted: other keys for its tickets */
    expect(QUATRIX_OK, import());
    assert_false(resumes(&second_peer));
    assert_true(resumes(&second_peer));
}

#if RIG_TLS_1_3

/* After that there is none, not even the old one, which was of no use. */
static void a_full_handshake_without_a_ticket_leaves_nothing_to_export(void **state)
{
    const char *const options[] = { "-tls1_3", "-num_tickets", "0", NULL };

    (void)state;
    have_blob("-tls1_3");
    peer_start(&second_peer, "good", options);
    expect(QUATRIX_OK, import());
    assert_false(resumes(&second_peer));
    expect(QUATRIX_E_SESSION, export());
    assert_null(rig.tls.priv.session.MBEDTLS_PRIVATE(ticket));
    assert_false(resumes(&second_peer));
}

#endif

static void a_forgotten_import_is_not_offered(void **state)
{
    have_blob(*state);
    expect(QUATRIX_OK, import());
    quatrix_tls_forget_session(&rig.tls);
    assert_false(resumes(&peer));
}

/* --- when there is nothing, or no room --- */

static void without_a_session_there_is_nothing_to_export(void **state)
{
    start_peer(&peer, "good", *state);
    restart_and_init();
    blob_len = 1;
    expect(QUATRIX_E_SESSION, export());
    assert_int_equal(0, blob_len);
    rig_call_well(&rig, &peer);
    expect(QUATRIX_OK, export());
    quatrix_tls_forget_session(&rig.tls);
    expect(QUATRIX_E_SESSION, export());

    restart();
    rig.no_resumption = true;
    expect(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
    expect(QUATRIX_E_SESSION, export());

    restart();
    rig.anchor_count = 0;
    expect(QUATRIX_E_NO_ANCHOR, rig_init(&rig));
    expect(QUATRIX_E_NO_ANCHOR, export());
    expect(QUATRIX_E_NO_ANCHOR, quatrix_tls_import_session(&rig.tls, blob, 100));
}

static void a_handshake_that_is_cut_leaves_nothing_to_export(void **state)
{
    have_blob(*state);
    expect(QUATRIX_OK, import());
    rig.flips = 60; /* in the ServerHello */
    assert_true(rig_call(&rig, &peer) < 0);
    expect(QUATRIX_E_SESSION, export());
}

/* The chain of a server was looked at, so its dates are those of no session. */
static void a_full_handshake_that_is_cancelled_leaves_nothing_to_export(void **state)
{
    enum quatrix_status status;

    have_blob(*state);
    start_peer(&second_peer, "good", *state);
    expect(QUATRIX_OK, import());
    rig.dial = second_peer.port;
    rig.lazy = true;
    rig.piece = 16;
    status = quatrix_profile_info_start(&rig.client, &rig.info);
    while (status == QUATRIX_PENDING && !rig.tls.priv.verified) {
        quatrix_tls_transport(&rig.tls)->ops->wait(quatrix_tls_transport(&rig.tls), 1);
        status = quatrix_step(&rig.client);
    }
    assert_int_equal(0, quatrix_tls_handshakes(&rig.tls));
    quatrix_cancel(&rig.client);
    expect(QUATRIX_E_SESSION, export());
    rig_mend(&rig);
    assert_false(resumes(&peer));
}

static void a_buffer_too_small_is_told_the_size(void **state)
{
    static uint8_t small[BLOB_SIZE];
    static uint8_t untouched[BLOB_SIZE];
    size_t needed;
    size_t len = 0;

    start_peer(&peer, "good", *state);
    restart_and_init();
    call_and_export();
    needed = blob_len;
    memset(small, 0x5A, sizeof small);
    memset(untouched, 0x5A, sizeof untouched);
    expect(QUATRIX_E_SPACE, quatrix_tls_export_session(&rig.tls, NULL, 0, &len));
    assert_int_equal(needed, len);
    for (size_t size = 0; size < needed; size++) {
        len = 0;
        expect(QUATRIX_E_SPACE, quatrix_tls_export_session(&rig.tls, small, size, &len));
        assert_int_equal(needed, len);
    }
    assert_memory_equal(untouched, small, sizeof small);
    expect(QUATRIX_OK, quatrix_tls_export_session(&rig.tls, small, needed, &len));
    assert_int_equal(needed, len);
    assert_memory_equal(untouched + needed, small + needed, sizeof small - needed);
}

static void wrong_arguments_are_results(void **state)
{
    size_t len = 7;

    have_blob(*state);
    expect(QUATRIX_E_ARGUMENT, quatrix_tls_export_session(NULL, blob, sizeof blob, &len));
    assert_int_equal(0, len);
    expect(QUATRIX_E_ARGUMENT, quatrix_tls_export_session(&rig.tls, blob, sizeof blob, NULL));
    expect(QUATRIX_E_ARGUMENT, quatrix_tls_export_session(&rig.tls, NULL, sizeof blob, &len));
    expect(QUATRIX_E_ARGUMENT, quatrix_tls_import_session(NULL, blob, blob_len));
    expect(QUATRIX_E_ARGUMENT, quatrix_tls_import_session(&rig.tls, NULL, blob_len));
    rig_call_well(&rig, &peer);
    expect(QUATRIX_E_BUSY, import()); /* there is a connection */
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    expect(QUATRIX_OK, import());

    restart();
    rig.no_resumption = true;
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_E_ARGUMENT, import());
}

/* --- what is not what was exported --- */

static void refuse(enum quatrix_status wanted, const uint8_t *bytes, size_t len)
{
    expect(wanted, quatrix_tls_import_session(&rig.tls, bytes, len));
}

static void a_cut_or_altered_session_is_refused(void **state)
{
    static uint8_t altered[BLOB_SIZE + 1];

    have_blob(*state);
    expect(QUATRIX_OK, import()); /* this one stays */
    memcpy(altered, blob, blob_len);
    for (size_t len = 0; len < blob_len; len++) {
        refuse(QUATRIX_E_SESSION, altered, len);
        refuse(QUATRIX_E_SESSION, altered + blob_len - len, len);
    }
    refuse(QUATRIX_E_SESSION, altered, blob_len + 1);
    for (size_t i = 0; i < blob_len; i++) {
        enum quatrix_status wanted = i == AT_VERSION ? QUATRIX_E_SESSION_OTHER : QUATRIX_E_SESSION;
        altered[i] ^= 0x01;
        refuse(wanted, altered, blob_len);
        altered[i] ^= 0x80;
        refuse(wanted, altered, blob_len);
        altered[i] ^= 0x81;
    }
    memset(altered, 0xFF, sizeof altered); /* flash that was erased */
    refuse(QUATRIX_E_SESSION, altered, blob_len);
    memset(altered, 0, sizeof altered);
    refuse(QUATRIX_E_SESSION, altered, blob_len);
    assert_true(resumes(&peer));
}

/* Make the hash right again, as another version of the library would have. */
static void seal(uint8_t *bytes, size_t len)
{
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);

    assert_int_equal(0, mbedtls_md(sha256, bytes, len - HASH_SIZE, bytes + len - HASH_SIZE));
}

static void refuse_with(size_t at, uint8_t flip)
{
    static uint8_t other[BLOB_SIZE];

    memcpy(other, blob, blob_len);
    other[at] ^= flip;
    seal(other, blob_len);
    refuse(QUATRIX_E_SESSION_OTHER, other, blob_len);
}

static void a_session_of_another_version_or_configuration_is_refused(void **state)
{
    have_blob(*state);
    seal(blob, blob_len);
    expect(QUATRIX_OK, import());
    refuse_with(AT_VERSION, 0x03);
    refuse_with(AT_RECORDS, 0x01);
    for (size_t i = 0; i < 5; i++) { /* mbedTLS: three numbers of its version, its configuration */
        rig.tls.transport.tls_code = 0;
        refuse_with(AT_SESSION + i, 0x01);
        assert_int_equal(MBEDTLS_ERR_SSL_VERSION_MISMATCH, rig.tls.transport.tls_code);
    }
    assert_false(resumes(&peer)); /* none is kept after these */
}

#if RIG_MBEDTLS_3

static void a_session_with_what_is_not_offered_is_refused(void **state)
{
    have_blob(*state);
    refuse_with(AT_SESSION + 5, 0x04); /* version of TLS */
    refuse_with(AT_SESSION + 7, 0x80); /* suite */
    refuse_with(AT_SESSION + 8, 0x80);
    assert_null(rig.tls.priv.session.MBEDTLS_PRIVATE(ticket)); /* nor kept for nothing */
    assert_false(resumes(&peer));
}

#endif

#if RIG_TLS_1_3

static void a_session_of_tls_1_3_is_refused_where_1_2_alone_is_offered(void **state)
{
    (void)state;
    have_blob("-tls1_3");
    restart();
    rig.versions = QUATRIX_VERSIONS_1_2;
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_E_SESSION_OTHER, import());

    start_peer(&peer, "good", "-tls1_2");
    rig_call_well(&rig, &peer);
    expect(QUATRIX_OK, export());
    restart();
    rig.versions = QUATRIX_VERSIONS_1_2;
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
}

#endif

/* The hash is right, the session of mbedTLS within is cut: nothing is read beyond its end. */
static void a_session_cut_within_is_refused(void **state)
{
    static uint8_t cut[BLOB_SIZE];
    uint32_t failures = 0;

    have_blob(*state);
    restart();
    rig.allocation_failures = &failures;
    expect(QUATRIX_OK, rig_init(&rig));
    failures = 1; /* of another time, and not taken for the cause */
    for (size_t len = AROUND; len < blob_len; len++) {
        memcpy(cut, blob, len - HASH_SIZE);
        seal(cut, len);
        refuse(QUATRIX_E_SESSION_OTHER, cut, len);
    }
    assert_false(resumes(&peer));
    rig_end(&rig); /* before what it counts is gone */
}

/* By somebody who can make the hash: what is taken can be exported and offered without reading beyond
   its parts. */
static void a_session_altered_within_does_no_harm(void **state)
{
    static uint8_t altered[BLOB_SIZE];
    static uint8_t again[BLOB_SIZE];
    unsigned taken = 0;

    have_blob(*state);
    for (size_t at = AT_SESSION; at < blob_len - HASH_SIZE; at++) {
        enum quatrix_status status;
        size_t len;
        memcpy(altered, blob, blob_len);
        altered[at] ^= 0x20;
        seal(altered, blob_len);
        status = quatrix_tls_import_session(&rig.tls, altered, blob_len);
        if (status == QUATRIX_OK) {
            expect(QUATRIX_OK, quatrix_tls_export_session(&rig.tls, again, sizeof again, &len));
            taken++;
        } else {
            expect(QUATRIX_E_SESSION_OTHER, status);
        }
    }
    assert_in_range(taken, 50, blob_len); /* keys and tickets look like others */
}

/* --- whom it is offered --- */

static void an_imported_session_is_not_offered_to_another_server(void **state)
{
    have_blob(*state);
    restart();
    rig.host = "other.test"; /* its certificate would not hold for that name */
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_OK, import());
    expect(QUATRIX_E_CERT_NAME, rig_call(&rig, &peer));

    restart();
    rig.asks = 8443;
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_OK, import());
    assert_false(resumes(&peer));
}

static void under_other_anchors_it_is_refused(void **state)
{
    have_blob(*state);
    restart();
    rig_trust(&rig, 1, "other-root", false);
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_E_SESSION_OTHER, import());

    restart();
    rig.anchor_count = 1;
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_E_SESSION_OTHER, import());

    restart();
    rig_trust(&rig, 0, "root", false); /* the same in another form */
    rig_trust(&rig, 1, "rsa-root", true);
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
}

static void restart_at(enum quatrix_dates dates, enum quatrix_clock clock, int64_t now)
{
    restart();
    rig.dates = dates;
    rig.own_clock = true;
    rig.clock = clock;
    rig.now = now;
    expect(QUATRIX_OK, rig_init(&rig));
}

static void an_imported_session_ends_with_its_certificate(void **state)
{
    const int64_t now = (int64_t)time(NULL);
    const int64_t century = INT64_C(36525) * 86400;

    have_blob(*state);
    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, now + century);
    expect(QUATRIX_E_CERT_DATE, import());
    restart_at(QUATRIX_DATES_FLOOR, QUATRIX_CLOCK_FLOOR, now + century);
    expect(QUATRIX_E_CERT_DATE, import());
    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, now - century); /* not yet valid */
    expect(QUATRIX_E_CERT_DATE, import());

    restart_at(QUATRIX_DATES_OPTIONAL, QUATRIX_CLOCK_UNKNOWN, 0);
    expect(QUATRIX_OK, import()); /* and judged once there is a clock */
    rig.clock = QUATRIX_CLOCK_FLOOR;
    rig.now = now + century;
    expect(QUATRIX_E_CERT_DATE, rig_call(&rig, &peer));
    assert_int_equal(0, quatrix_tls_resumed(&rig.tls));

    restart_at(QUATRIX_DATES_OPTIONAL, QUATRIX_CLOCK_UNKNOWN, 0);
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
}

/* --- the age of a ticket of TLS 1.3 --- */

#if RIG_TLS_1_3 && MBEDTLS_VERSION_NUMBER >= 0x03060000 && defined(MBEDTLS_HAVE_TIME)

/* mbedTLS counts by a clock that begins with the device. */
static void a_ticket_outlives_the_clock_of_the_device(void **state)
{
    (void)state;
    start_peer(&peer, "good", "-tls1_3");
    restart_and_init();
    rig_call_well(&rig, &peer);
    rig.tls.priv.session.MBEDTLS_PRIVATE(ticket_reception_time) +=
        1000000000; /* before the reset */
    expect(QUATRIX_OK, export());
    restart_and_init();
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
}

/* openssl s_server says two hours, and would take it for longer than these tests last. */
static void a_ticket_that_has_expired_is_not_offered(void **state)
{
    const int64_t now = (int64_t)time(NULL);

    (void)state;
    start_peer(&peer, "good", "-tls1_3");
    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, now);
    call_and_export();

    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, now + 7100);
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, now + 7300);
    expect(QUATRIX_OK, import());
    assert_false(resumes(&peer));

    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, now + 7100);
    expect(QUATRIX_OK, import());
    expect(QUATRIX_OK, export()); /* its age goes with it */
    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, now + 7300);
    expect(QUATRIX_OK, import());
    assert_false(resumes(&peer));

    restart_at(QUATRIX_DATES_FLOOR, QUATRIX_CLOCK_FLOOR, now + 7300); /* not known how long ago */
    expect(QUATRIX_OK, import());
    assert_true(resumes(&peer));
    restart_at(QUATRIX_DATES_CHECKED, QUATRIX_CLOCK_TRUSTED, INT64_C(4000000000)); /* long ago */
    expect(QUATRIX_OK, import());
    assert_false(resumes(&peer));
}

#define AGE 1
#else
#define AGE 0
#endif

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
    TEST_BOTH(an_exported_session_is_resumed_after_a_restart),
    TEST(a_session_without_a_ticket_is_exported_as_well),
    TEST_BOTH(an_imported_session_can_be_exported_unused),
    TEST_BOTH(a_server_that_does_not_know_it_does_it_in_full),
    TEST_BOTH(a_forgotten_import_is_not_offered),
    TEST_BOTH(without_a_session_there_is_nothing_to_export),
    TEST_BOTH(a_handshake_that_is_cut_leaves_nothing_to_export),
    TEST_BOTH(a_full_handshake_that_is_cancelled_leaves_nothing_to_export),
    TEST_BOTH(a_buffer_too_small_is_told_the_size),
    TEST_BOTH(wrong_arguments_are_results),
    TEST_BOTH(a_cut_or_altered_session_is_refused),
    TEST_BOTH(a_session_of_another_version_or_configuration_is_refused),
#if RIG_MBEDTLS_3
    TEST_BOTH(a_session_with_what_is_not_offered_is_refused),
#endif
#if RIG_TLS_1_3
    TEST(a_full_handshake_without_a_ticket_leaves_nothing_to_export),
    TEST(a_session_of_tls_1_3_is_refused_where_1_2_alone_is_offered),
#endif
    TEST_BOTH(a_session_cut_within_is_refused),
    TEST_BOTH(a_session_altered_within_does_no_harm),
    TEST_BOTH(an_imported_session_is_not_offered_to_another_server),
    TEST_BOTH(under_other_anchors_it_is_refused),
    TEST_BOTH(an_imported_session_ends_with_its_certificate),
#if AGE
    TEST(a_ticket_outlives_the_clock_of_the_device),
    TEST(a_ticket_that_has_expired_is_not_offered),
#endif
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_exported", tests, rig_begin_group, rig_end_group);
}
