/* SPDX-License-Identifier: MIT */
/*
 * Pinned public keys: one must be in the chain, besides all else that is checked, and no session made
 * without them counts.
 */
#define _GNU_SOURCE

#include "certificates.h"
#include "rig.h"

#include <mbedtls/x509.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

enum { PINS = 3 };

static struct rig rig;
static struct peer peer;
static uint8_t hashes[PINS][QUATRIX_PIN_SIZE];
static struct quatrix_pins pins;

static int end_all(void **state)
{
    (void)state;
    rig_end(&rig);
    peer_kill(&peer);
    return 0;
}

static void expect(enum quatrix_status wanted, enum quatrix_status got)
{
    assert_string_equal(quatrix_status_name(wanted), quatrix_status_name(got));
}

/* The pin of a certificate, by openssl. */
static void pin(size_t index, const char *certificate)
{
    char path[CERTIFICATE_PATH];
    char command[400];
    FILE *pipe;

    certificate_path(certificate, CERTIFICATE_PEM, path);
    (void)snprintf(command, sizeof command,
                   "openssl x509 -in %s -pubkey -noout | openssl pkey -pubin -outform DER | "
                   "openssl dgst -sha256 -binary",
                   path);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_int_equal(QUATRIX_PIN_SIZE, fread(hashes[index], 1, QUATRIX_PIN_SIZE, pipe));
    assert_int_equal(0, pclose(pipe));
}

/* A client with the first so many pins. */
static void open_pinned(size_t count)
{
    rig_end(&rig);
    rig_begin(&rig);
    rig.pins = &pins;
    pins.check = quatrix_pins_check;
    pins.hashes = (const uint8_t(*)[QUATRIX_PIN_SIZE])hashes;
    pins.count = count;
    expect(QUATRIX_OK, rig_init(&rig));
}

static void start_peer(const char *certificate, const char *version)
{
    const char *const options[] = { version, NULL };

    peer_start(&peer, certificate, options);
}

static void expect_refusal(enum quatrix_status status, uint32_t flags)
{
    const struct quatrix_error *error = quatrix_client_error(&rig.client);

    expect(status, rig_call(&rig, &peer));
    assert_int_equal(flags, error->verify_flags);
    assert_int_equal(QUATRIX_PHASE_HANDSHAKE, error->phase);
    assert_int_equal(-0x2700, error->tls_code);
    assert_int_equal(0, quatrix_tls_handshakes(&rig.tls));
    peer_serve(&peer);
    assert_int_equal(0, peer.requests);
}

static void any_key_of_the_chain_will_do(void **state)
{
    const char *const keys[] = { "good", "middle", "root" };

    start_peer("good", *state);
    for (size_t i = 0; i < 3; i++) {
        pin(0, keys[i]);
        open_pinned(1);
        rig_call_well(&rig, &peer);
    }
    start_peer("rsa", *state);
    pin(0, "rsa");
    open_pinned(1);
    rig_call_well(&rig, &peer);
    pin(0, "rsa-root"); /* that of the intermediate as well */
    open_pinned(1);
    rig_call_well(&rig, &peer);
}

static void one_pin_of_a_set_is_enough(void **state)
{
    start_peer("good", *state);
    for (size_t i = 0; i < PINS; i++) {
        pin(0, "other-root");
        pin(1, "rsa-root");
        pin(2, "sha384");
        pin(i, "middle");
        open_pinned(PINS);
        rig_call_well(&rig, &peer);
    }
}

static void without_a_pinned_key_the_server_is_refused(void **state)
{
    start_peer("good", *state);
    pin(0, "other-root");
    pin(1, "rsa-root");
    pin(2, "good"); /* not among the first two */
    open_pinned(2);
    expect_refusal(QUATRIX_E_CERT_PIN, MBEDTLS_X509_BADCERT_OTHER);
    expect_refusal(QUATRIX_E_CERT_PIN, MBEDTLS_X509_BADCERT_OTHER); /* nothing is remembered */
    open_pinned(3);
    rig_call_well(&rig, &peer);
}

/* That one had the key does not excuse the next, as seen by the same client. */
static void every_server_has_to_have_a_pinned_key(void **state)
{
    start_peer("good", *state);
    pin(0, "middle");
    open_pinned(1);
    rig_call_well(&rig, &peer);
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    start_peer("rsa", *state);
    expect(QUATRIX_E_CERT_PIN, rig_call(&rig, &peer));
    assert_int_equal(1, quatrix_tls_handshakes(&rig.tls));
}

static void a_pin_must_match_in_every_byte(void **state)
{
    start_peer("good", *state);
    pin(0, "good");
    for (size_t i = 0; i < QUATRIX_PIN_SIZE; i++) {
        hashes[0][i] ^= 0x10;
        open_pinned(1);
        expect_refusal(QUATRIX_E_CERT_PIN, MBEDTLS_X509_BADCERT_OTHER);
        hashes[0][i] ^= 0x10;
    }
}

static void with_no_pins_in_the_set_every_server_is_refused(void **state)
{
    start_peer("good", *state);
    pin(0, "good");
    open_pinned(0);
    expect_refusal(QUATRIX_E_CERT_PIN, MBEDTLS_X509_BADCERT_OTHER);
    open_pinned(1);
    pins.hashes = NULL;
    expect_refusal(QUATRIX_E_CERT_PIN, MBEDTLS_X509_BADCERT_OTHER);
    rig_end(&rig);
    rig_begin(&rig);
    rig.pins = &pins;
    pins.check = NULL;
    expect(QUATRIX_E_ARGUMENT, rig_init(&rig));
    expect(QUATRIX_E_ARGUMENT, rig_call(&rig, &peer));
}

/* Any server can send a certificate; only those its own hangs on count. */
static void a_pinned_key_beside_the_chain_does_not_count(void **state)
{
    char chain[CERTIFICATE_PATH];
    char bytes[8192];
    size_t len = certificate_read("good", CERTIFICATE_ISSUERS, bytes, sizeof bytes);
    const char *const options[] = { "-cert_chain", chain, *state, NULL };
    FILE *file;

    (void)certificate_read("other-root", CERTIFICATE_PEM, bytes + len, sizeof bytes - len);
    (void)snprintf(chain, sizeof chain, "%s/beside", certificates_folder());
    file = fopen(chain, "w");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(0, fclose(file));
    peer_start_without_issuers(&peer, "good", options);
    pin(0, "other-root");
    open_pinned(1);
    expect_refusal(QUATRIX_E_CERT_PIN, MBEDTLS_X509_BADCERT_OTHER);
    pin(0, "root");
    open_pinned(1);
    rig_call_well(&rig, &peer);
}

/* A server to refuse for another reason, with its own key pinned and with another. */
static void refuse(const char *certificate, const char *version, enum quatrix_status status,
                   uint32_t flags)
{
    start_peer(certificate, version);
    pin(0, certificate);
    open_pinned(1);
    expect_refusal(status, flags);
    pin(0, "rsa-root");
    open_pinned(1);
    expect_refusal(status, flags | MBEDTLS_X509_BADCERT_OTHER);
}

static void a_pin_replaces_no_other_check(void **state)
{
    refuse("unknown", *state, QUATRIX_E_CERT_UNTRUSTED, MBEDTLS_X509_BADCERT_NOT_TRUSTED);
    refuse("self", *state, QUATRIX_E_CERT_UNTRUSTED, MBEDTLS_X509_BADCERT_NOT_TRUSTED);
    refuse("elsewhere", *state, QUATRIX_E_CERT_NAME, MBEDTLS_X509_BADCERT_CN_MISMATCH);
    refuse("expired", *state, QUATRIX_E_CERT_DATE, MBEDTLS_X509_BADCERT_EXPIRED);
}

/* --- sessions --- */

static uint8_t blob[4096];
static size_t blob_len;

static void expect_import(enum quatrix_status status)
{
    expect(status, quatrix_tls_import_session(&rig.tls, blob, blob_len));
}

static void export(void)
{
    rig_call_well(&rig, &peer);
    expect(QUATRIX_OK, quatrix_tls_export_session(&rig.tls, blob, sizeof blob, &blob_len));
}

static void a_session_of_a_pinned_server_is_resumed(void **state)
{
    start_peer("good", *state);
    pin(0, "good");
    pin(1, "sha384");
    open_pinned(2);
    export();
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    rig_call_well(&rig, &peer);
    assert_int_equal(1, quatrix_tls_resumed(&rig.tls));
    open_pinned(2);
    expect_import(QUATRIX_OK);
    rig_call_well(&rig, &peer);
    assert_int_equal(1, quatrix_tls_resumed(&rig.tls));
}

static void a_session_made_under_other_pins_is_refused(void **state)
{
    start_peer("good", *state);
    pin(0, "good");
    pin(1, "sha384");
    open_pinned(1);
    export();
    open_pinned(2);
    expect_import(QUATRIX_E_SESSION_OTHER);
    pin(0, "middle");
    open_pinned(1);
    expect_import(QUATRIX_E_SESSION_OTHER);
    rig_end(&rig);
    rig_begin(&rig);
    expect(QUATRIX_OK, rig_init(&rig)); /* no pins */
    expect_import(QUATRIX_E_SESSION_OTHER);

    export(); /* a server nobody has looked at the keys of */
    pin(0, "rsa-root");
    open_pinned(1);
    expect_import(QUATRIX_E_SESSION_OTHER);
    expect(QUATRIX_E_CERT_PIN, rig_call(&rig, &peer));
    assert_int_equal(0, quatrix_tls_resumed(&rig.tls));
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
    TEST_BOTH(any_key_of_the_chain_will_do),
    TEST_BOTH(one_pin_of_a_set_is_enough),
    TEST_BOTH(without_a_pinned_key_the_server_is_refused),
    TEST_BOTH(every_server_has_to_have_a_pinned_key),
    TEST_BOTH(a_pin_must_match_in_every_byte),
    TEST_BOTH(with_no_pins_in_the_set_every_server_is_refused),
    TEST_BOTH(a_pinned_key_beside_the_chain_does_not_count),
    TEST_BOTH(a_pin_replaces_no_other_check),
    TEST_BOTH(a_session_of_a_pinned_server_is_resumed),
    TEST_BOTH(a_session_made_under_other_pins_is_refused),
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_pins", tests, rig_begin_group, rig_end_group);
}
