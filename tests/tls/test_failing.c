/* SPDX-License-Identifier: MIT */
/* mbedTLS fails where it seldom does: each such answer, and what becomes of it. */
#include "certificates.h"
#include "failing.h"
#include "rig.h"

#include <quatrix/digest.h>
#include <quatrix/totp.h>

#include <mbedtls/asn1.h>
#include <mbedtls/bignum.h>
#include <mbedtls/cipher.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/pem.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#if RIG_MBEDTLS_3
#include <psa/crypto.h>
#endif
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#if !RIG_MBEDTLS_3
#define MBEDTLS_PRIVATE(member) member /* 2.28 hides nothing */
#endif

enum { BLOB_SIZE = 4096, AT_AGE = 32 };

static struct rig rig;
static struct peer peer;
static uint8_t blob[BLOB_SIZE];
static size_t blob_len;

static int end_test(void **state)
{
    (void)state;
    (void)failed_call();
    fail_verify_result(0, 0);
    rig_end(&rig);
    peer_kill(&peer);
    return 0;
}

static void expect(enum quatrix_status wanted, enum quatrix_status got)
{
    assert_string_equal(quatrix_status_name(wanted), quatrix_status_name(got));
}

static void open_rig(void)
{
    static const char *const options[] = { "-tls1_2", NULL };

    peer_start(&peer, "good", options);
    rig_open(&rig, &peer);
}

/* --- sessions --- */

static bool is_zero(const uint8_t *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] == 0) {
        len--;
    }
    return len == 0;
}

static void have_blob(void)
{
    open_rig();
    rig_call_well(&rig, &peer);
    expect(QUATRIX_OK, quatrix_tls_export_session(&rig.tls, blob, sizeof blob, &blob_len));
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
}

static void an_export_that_fails_leaves_nothing(void **state)
{
    static const enum failing calls[] = { FAILING_SAVE, FAILING_MD };
    static const unsigned due[] = { 2, 2 * RIG_ANCHORS + 1 };

    (void)state;
    have_blob();
    for (size_t i = 0; i < COUNT(calls); i++) {
        for (unsigned nth = 1; nth <= due[i] + 1; nth++) {
            static uint8_t other[BLOB_SIZE];
            size_t len = 7;
            enum quatrix_status status;
            memset(other, 0, sizeof other);
            fail_call(calls[i], nth, MBEDTLS_ERR_SSL_INTERNAL_ERROR);
            status = quatrix_tls_export_session(&rig.tls, other, sizeof other, &len);
            assert_int_equal(nth <= due[i], failed_call());
            expect(nth <= due[i] ? QUATRIX_E_TLS : QUATRIX_OK, status);
            assert_int_equal(nth <= due[i] ? 0 : blob_len, len);
            assert_int_equal(nth <= due[i], is_zero(other, sizeof other));
        }
    }
}

static void an_import_that_fails_leaves_the_session_there_was(void **state)
{
    (void)state;
    have_blob();
    for (unsigned nth = 1; nth <= 2 * RIG_ANCHORS + 2; nth++) {
        bool fails = nth <= 2 * RIG_ANCHORS + 1;
        fail_call(FAILING_MD, nth, MBEDTLS_ERR_MD_BAD_INPUT_DATA);
        expect(fails ? QUATRIX_E_TLS : QUATRIX_OK,
               quatrix_tls_import_session(&rig.tls, blob, blob_len));
        assert_int_equal(fails, failed_call());
    }
    rig_call_well(&rig, &peer);
    assert_int_equal(1, quatrix_tls_resumed(&rig.tls));
}

/* How long ago the ticket came, in milliseconds, by whatever clock there is. */
static void the_age_of_a_ticket_stays_in_its_bounds(void **state)
{
#if RIG_TLS_1_3
    static const struct {
        int64_t ago;
        uint32_t least;
        uint32_t most;
    } ages[] = {
        { -100000, 0, 0 },
        { 0, 0, 60000 },
        { 5000000, 5000000, 5060000 },
        { UINT32_MAX, UINT32_MAX, UINT32_MAX },
        { (int64_t)UINT32_MAX + 100000, UINT32_MAX, UINT32_MAX },
    };

    have_blob();
    for (size_t i = 0; i < COUNT(ages); i++) {
        uint32_t age = 0;
        rig.tls.priv.session.MBEDTLS_PRIVATE(ticket_reception_time) =
            mbedtls_ms_time() - ages[i].ago;
        expect(QUATRIX_OK, quatrix_tls_export_session(&rig.tls, blob, sizeof blob, &blob_len));
        for (size_t byte = 0; byte < 4; byte++) {
            age = age << 8 | blob[AT_AGE + byte];
        }
        assert_in_range(age, ages[i].least, ages[i].most);
    }
#else
    have_blob(); /* without tickets of TLS 1.3 nobody asks for their age */
    assert_int_equal(0, blob[AT_AGE] | blob[AT_AGE + 1] | blob[AT_AGE + 2] | blob[AT_AGE + 3]);
#endif
    (void)state;
}

static void a_session_that_cannot_be_kept_costs_a_full_handshake(void **state)
{
    (void)state;
    open_rig();
    fail_call(FAILING_GET_SESSION, 1, MBEDTLS_ERR_SSL_ALLOC_FAILED);
    rig_call_well(&rig, &peer);
    assert_true(failed_call());
    expect(QUATRIX_E_SESSION, quatrix_tls_export_session(&rig.tls, blob, sizeof blob, &blob_len));
    for (uint32_t resumed = 0; resumed < 2; resumed++) { /* the second one is kept */
        assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
        rig_call_well(&rig, &peer);
        assert_int_equal(resumed, quatrix_tls_resumed(&rig.tls));
    }
}

/* --- setting up --- */

struct answer {
    enum failing call;
    int code;
    enum quatrix_status status;
};

static void a_channel_that_cannot_be_set_up_says_why(void **state)
{
    static const struct answer answers[] = {
#if RIG_MBEDTLS_3
        { FAILING_PSA_INIT, PSA_ERROR_INSUFFICIENT_MEMORY, QUATRIX_E_TLS_MEMORY },
        { FAILING_PSA_INIT, PSA_ERROR_INSUFFICIENT_ENTROPY, QUATRIX_E_ENTROPY },
        { FAILING_PSA_INIT, PSA_ERROR_GENERIC_ERROR, QUATRIX_E_ENTROPY },
#endif
        { FAILING_DEFAULTS, MBEDTLS_ERR_MPI_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { FAILING_DEFAULTS, MBEDTLS_ERR_SSL_BAD_INPUT_DATA, QUATRIX_E_TLS },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(answers); i++) {
        rig_begin(&rig);
        fail_call(answers[i].call, 1, answers[i].code);
        expect(answers[i].status, rig_init(&rig));
        assert_true(failed_call());
        assert_int_equal(answers[i].code, rig.tls.transport.tls_code);
        expect(answers[i].status, rig_call(&rig, &peer)); /* and it is not used */
        assert_int_equal(0, rig.dials);
        rig_end(&rig);
    }
}

static void a_handshake_that_cannot_begin_says_why(void **state)
{
    static const struct answer answers[] = {
        { FAILING_SETUP, MBEDTLS_ERR_SSL_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { FAILING_SETUP, MBEDTLS_ERR_SSL_BAD_INPUT_DATA, QUATRIX_E_HANDSHAKE },
        { FAILING_SET_HOSTNAME, MBEDTLS_ERR_SSL_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { FAILING_SET_HOSTNAME, MBEDTLS_ERR_SSL_BAD_INPUT_DATA, QUATRIX_E_HANDSHAKE },
    };

    (void)state;
    open_rig();
    for (size_t i = 0; i < COUNT(answers); i++) {
        fail_call(answers[i].call, 1, answers[i].code);
        expect(answers[i].status, rig_call(&rig, &peer));
        assert_true(failed_call());
        assert_int_equal(answers[i].code, quatrix_client_error(&rig.client)->tls_code);
        rig_call_well(&rig, &peer);
        assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    }
}

/* --- what an error means --- */

static void expect_of_handshake(int code, uint32_t flags, enum quatrix_status status)
{
    fail_verify_result(1, flags);
    fail_call(FAILING_HANDSHAKE, 1, code);
    if (rig_call(&rig, &peer) != status) {
        fail_msg("-0x%04x with flags 0x%x: %s", (unsigned)-code, (unsigned)flags,
                 quatrix_status_name(quatrix_client_error(&rig.client)->status));
    }
    assert_true(failed_call());
    assert_int_equal(code, quatrix_client_error(&rig.client)->tls_code);
    fail_verify_result(0, 0);
}

static void each_verdict_on_a_certificate_has_its_status(void **state)
{
    static const int codes[] = { MBEDTLS_ERR_X509_CERT_VERIFY_FAILED, -0x7A00 };
    static const struct {
        uint32_t flags;
        enum quatrix_status status;
    } verdicts[] = {
        { MBEDTLS_X509_BADCERT_NOT_TRUSTED, QUATRIX_E_CERT_UNTRUSTED },
        { MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_CN_MISMATCH,
          QUATRIX_E_CERT_UNTRUSTED },
        { MBEDTLS_X509_BADCERT_CN_MISMATCH | MBEDTLS_X509_BADCERT_EXPIRED, QUATRIX_E_CERT_NAME },
        { MBEDTLS_X509_BADCERT_EXPIRED, QUATRIX_E_CERT_DATE },
        { MBEDTLS_X509_BADCERT_FUTURE, QUATRIX_E_CERT_DATE },
        { MBEDTLS_X509_BADCERT_OTHER, QUATRIX_E_CERT_PIN },
        { MBEDTLS_X509_BADCERT_BAD_KEY, QUATRIX_E_CERT },
    };

    (void)state;
    open_rig();
    for (size_t i = 0; i < COUNT(verdicts); i++) {
        for (size_t k = 0; k < COUNT(codes); k++) {
            expect_of_handshake(codes[k], verdicts[i].flags, verdicts[i].status);
            assert_int_equal(verdicts[i].flags, quatrix_client_error(&rig.client)->verify_flags);
        }
        expect_of_handshake(MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE, verdicts[i].flags,
                            QUATRIX_E_HANDSHAKE); /* not about it */
        assert_int_equal(0, quatrix_client_error(&rig.client)->verify_flags);
    }
    for (size_t k = 0; k < COUNT(codes); k++) { /* no verdict was reached */
        enum quatrix_status status = k == 0 ? QUATRIX_E_CERT : QUATRIX_E_HANDSHAKE;
        expect_of_handshake(codes[k], 0, status);
        expect_of_handshake(codes[k], UINT32_MAX, status);
        assert_int_equal(0, quatrix_client_error(&rig.client)->verify_flags);
    }
}

static void each_want_of_memory_is_told(void **state)
{
    static const struct {
        int code;
        enum quatrix_status status;
    } codes[] = {
        { MBEDTLS_ERR_SSL_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_X509_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_ECP_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_PK_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_MD_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_CIPHER_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_PEM_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_MPI_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_ASN1_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_X509_INVALID_FORMAT + MBEDTLS_ERR_ASN1_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_PK_INVALID_PUBKEY + MBEDTLS_ERR_MPI_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_PK_ALLOC_FAILED - 0x7F, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_PK_ALLOC_FAILED - 0x01, QUATRIX_E_TLS_MEMORY },
        { MBEDTLS_ERR_X509_INVALID_FORMAT + MBEDTLS_ERR_ASN1_OUT_OF_DATA, QUATRIX_E_CERT },
        /* the first and the last of X.509, and what lies beyond */
        { MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE, QUATRIX_E_CERT },
        { MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE + 1, QUATRIX_E_HANDSHAKE },
        { MBEDTLS_ERR_X509_FATAL_ERROR, QUATRIX_E_CERT },
        { MBEDTLS_ERR_X509_FATAL_ERROR - 1, QUATRIX_E_HANDSHAKE },
        { MBEDTLS_ERR_SSL_INTERNAL_ERROR, QUATRIX_E_HANDSHAKE },
    };

    (void)state;
    open_rig();
    for (size_t i = 0; i < COUNT(codes); i++) {
        expect_of_handshake(codes[i].code, 0, codes[i].status);
    }
    rig_call_well(&rig, &peer);
}

static void what_reading_says_is_told(void **state)
{
    static const struct {
        int code;
        enum quatrix_status status;
    } codes[] = {
        { MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY, QUATRIX_E_CLOSED },
        { MBEDTLS_ERR_SSL_CONN_EOF, QUATRIX_E_TLS }, /* and the port has seen no end */
        { 0, QUATRIX_E_TLS },
        { MBEDTLS_ERR_SSL_INVALID_MAC, QUATRIX_E_TLS },
        { MBEDTLS_ERR_SSL_ALLOC_FAILED, QUATRIX_E_TLS_MEMORY },
    };

    (void)state;
    open_rig();
    for (size_t i = 0; i < COUNT(codes); i++) {
        fail_call(FAILING_READ, 1, codes[i].code);
        expect(codes[i].status, rig_call(&rig, &peer));
        assert_true(failed_call());
        rig_call_well(&rig, &peer);
        assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    }
}

/* --- beside the channel --- */

static void what_cannot_be_hashed_is_not_pinned(void **state)
{
    static char der[RIG_ANCHOR_SIZE];
    static uint8_t hash[1][QUATRIX_PIN_SIZE];
    const struct quatrix_pins pins = { .hashes = (const uint8_t(*)[QUATRIX_PIN_SIZE])hash,
                                       .count = 1,
                                       .check = quatrix_pins_check };
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    mbedtls_x509_crt crt;
    uint32_t flags = 0;

    (void)state;
    rig_begin(&rig);
    rig.pins = &pins;
    expect(QUATRIX_OK, rig_init(&rig));
    mbedtls_x509_crt_init(&crt);
    assert_int_equal(
        0, mbedtls_x509_crt_parse_der(&crt, (const uint8_t *)der,
                                      certificate_read("root", CERTIFICATE_DER, der, sizeof der)));
    assert_int_equal(0, mbedtls_md(sha256, crt.pk_raw.p, crt.pk_raw.len, hash[0]));
    fail_call(FAILING_MD, 1, MBEDTLS_ERR_MD_BAD_INPUT_DATA);
    quatrix_pins_check(&rig.tls, &crt, 0, &flags);
    assert_true(failed_call());
    assert_int_equal(MBEDTLS_X509_BADCERT_OTHER, flags);
    flags = 0;
    quatrix_pins_check(&rig.tls, &crt, 0, &flags);
    assert_int_equal(0, flags);
    mbedtls_x509_crt_free(&crt);
}

static void a_digest_that_failed_once_has_failed(void **state)
{
    static const enum failing calls[] = { FAILING_SHA256_STARTS, FAILING_SHA256_UPDATE,
                                          FAILING_SHA256_FINISH };
    static const uint8_t empty[] = { 0xE3, 0xB0, 0xC4, 0x42 };
    uint8_t hash[QUATRIX_SHA256_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        struct quatrix_sha256 sha256;
        fail_call(calls[i], 1, -1);
        quatrix_sha256_init(&sha256);
        sha256.digest.update(&sha256.digest, (const uint8_t *)"ab", 1);
        sha256.digest.update(&sha256.digest, (const uint8_t *)"b", 1);
        memset(hash, 0xA5, sizeof hash);
        expect(QUATRIX_E_TLS, quatrix_sha256_finish(&sha256, hash));
        assert_true(failed_call());
        assert_true(is_zero(hash, sizeof hash));
        quatrix_sha256_init(&sha256);
        expect(QUATRIX_OK, quatrix_sha256_finish(&sha256, hash));
        assert_memory_equal(empty, hash, sizeof empty);
    }
}

static void without_an_hmac_there_is_no_code(void **state)
{
    static const enum failing calls[] = { FAILING_MD_INFO, FAILING_HMAC };

    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        char code[QUATRIX_TOTP_DIGITS + 1] = "123456";
        fail_call(calls[i], 1, -1);
        expect(QUATRIX_E_TLS, quatrix_totp((const uint8_t *)"12345678901234567890", 20, 59, code));
        assert_true(failed_call());
        assert_string_equal("", code);
        expect(QUATRIX_OK, quatrix_totp((const uint8_t *)"12345678901234567890", 20, 59, code));
        assert_string_equal("287082", code);
    }
}

/* The rest of the port, as policies ask for it. */
static void the_transport_hands_on_the_clock_and_the_random_bytes(void **state)
{
    struct quatrix_transport *t = quatrix_tls_transport(&rig.tls);
    uint8_t bytes[64] = { 0 };
    int64_t seconds = 0;

    (void)state;
    rig_begin(&rig);
    rig.own_clock = true;
    rig.clock = QUATRIX_CLOCK_TRUSTED;
    rig.now = 1700000000;
    expect(QUATRIX_OK, rig_init(&rig));
    assert_int_equal(QUATRIX_CLOCK_TRUSTED, t->ops->unix_time(t, &seconds));
    assert_int_equal(1700000000, seconds);
    rig.clock = QUATRIX_CLOCK_UNKNOWN;
    assert_int_equal(QUATRIX_CLOCK_UNKNOWN, t->ops->unix_time(t, &seconds));
    assert_true(t->ops->entropy(t, bytes, sizeof bytes));
    assert_false(is_zero(bytes, sizeof bytes));
    rig.entropy = 0;
    assert_false(t->ops->entropy(t, bytes, sizeof bytes));
}

#define TLS_TEST(test) cmocka_unit_test_teardown(test, end_test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TLS_TEST(an_export_that_fails_leaves_nothing),
        TLS_TEST(an_import_that_fails_leaves_the_session_there_was),
        TLS_TEST(the_age_of_a_ticket_stays_in_its_bounds),
        TLS_TEST(a_session_that_cannot_be_kept_costs_a_full_handshake),
        TLS_TEST(a_channel_that_cannot_be_set_up_says_why),
        TLS_TEST(a_handshake_that_cannot_begin_says_why),
        TLS_TEST(each_verdict_on_a_certificate_has_its_status),
        TLS_TEST(each_want_of_memory_is_told),
        TLS_TEST(what_reading_says_is_told),
        TLS_TEST(what_cannot_be_hashed_is_not_pinned),
        TLS_TEST(a_digest_that_failed_once_has_failed),
        TLS_TEST(without_an_hmac_there_is_no_code),
        TLS_TEST(the_transport_hands_on_the_clock_and_the_random_bytes),
    };

    return cmocka_run_group_tests(tests, rig_begin_group, rig_end_group);
}
