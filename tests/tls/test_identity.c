/* SPDX-License-Identifier: MIT */
/*
 * The client's own certificate: shown to servers that ask, in every form keys come in; what servers say
 * that do not like it; what cannot be read or does not match.
 */
#define _GNU_SOURCE

#include "certificates.h"
#include "rig.h"

#include <mbedtls/pk.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

enum { PARTS = 2, SIZE = 8192, ALERT = -0x7780 };

static struct rig rig;
static struct peer peer;
static struct quatrix_identity identity;
static struct quatrix_anchor chain[PARTS];
static char part_bytes[PARTS][SIZE];
static char key_bytes[SIZE];

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

/* A server that asks for a certificate of a CA, or does not ask (NULL). */
static void start_asking(const char *ca, const char *version)
{
    static char path[CERTIFICATE_PATH];
    const char *const asking[] = { version,   "-Verify", "3", "-verify_return_error",
                                   "-CAfile", path,      NULL };
    const char *const silent[] = { version, NULL };

    if (ca != NULL) {
        certificate_path(ca, CERTIFICATE_PEM, path);
    }
    peer_start(&peer, "good", ca != NULL ? asking : silent);
}

static void set_part(size_t index, const char *name, bool der)
{
    size_t len =
        certificate_read(name, der ? CERTIFICATE_DER : CERTIFICATE_PEM, part_bytes[index], SIZE);

    chain[index].data = (const uint8_t *)part_bytes[index];
    chain[index].len = der ? len : len + 1;
    identity.chain = chain;
    identity.chain_count = index + 1;
}

/* The key of a certificate as openssl's command writes it. */
static void set_key(const char *name, const char *command, bool der)
{
    char path[CERTIFICATE_PATH];
    char line[400];
    FILE *pipe;
    size_t len;

    certificate_path(name, CERTIFICATE_KEY, path);
    (void)snprintf(line, sizeof line, "openssl %s -in %s 2>/dev/null", command, path);
    pipe = popen(line, "r");
    assert_non_null(pipe);
    len = fread(key_bytes, 1, SIZE - 1, pipe);
    assert_int_equal(0, pclose(pipe));
    assert_in_range(len, 50, SIZE - 2);
    key_bytes[len] = '\0';
    identity.key = (const uint8_t *)key_bytes;
    identity.key_len = der ? len : len + 1;
    identity.password = NULL;
}

static void set_identity(const char *name)
{
    rig_end(&rig); /* which may have it in use */
    memset(&identity, 0, sizeof identity);
    identity.load = quatrix_identity_load;
    set_part(0, name, true);
    if (strcmp(name, "device") == 0) {
        set_part(1, "middle", true);
    }
    set_key(name, "pkey", false);
}

static void restart(void)
{
    rig_end(&rig);
    rig_begin(&rig);
    rig.identity = &identity;
    rig.dial = peer.port;
}

static void expect_good_call(void)
{
    restart();
    expect(QUATRIX_OK, rig_init(&rig));
    rig_call_well(&rig, &peer);
}

/* --- shown and accepted --- */

static void a_server_that_asks_is_shown_the_certificate(void **state)
{
    start_asking("root", *state);
    set_identity("device");
    expect_good_call();
    assert_true(peer_wait_for(&peer, "Client certificate"));
    assert_true(peer_wait_for(&peer, "CN = Device"));
    start_asking("rsa-root", *state);
    set_identity("rsa-device");
    expect_good_call();
    assert_true(peer_wait_for(&peer, "CN = RSA device"));
}

static void a_server_that_does_not_ask_is_shown_none(void **state)
{
    start_asking(NULL, *state);
    set_identity("device");
    expect_good_call();
    assert_false(peer_saw(&peer, "Client certificate"));
    assert_false(peer_saw(&peer, "CN = Device"));
}

static void the_chain_may_be_pem_or_der(void **state)
{
    start_asking("root", *state);
    set_identity("device");
    set_part(0, "device", false);
    set_part(1, "middle", true);
    expect_good_call();

    set_identity("device"); /* both in one */
    set_part(0, "device", false);
    (void)certificate_read("middle", CERTIFICATE_PEM, part_bytes[0] + strlen(part_bytes[0]),
                           SIZE - strlen(part_bytes[0]));
    chain[0].len = strlen(part_bytes[0]) + 1;
    expect_good_call();
}

static void keys_come_in_many_forms(void **state)
{
    const char *const names[] = { "device", "rsa-device" };

    for (size_t i = 0; i < 2; i++) {
        start_asking(i == 0 ? "root" : "rsa-root", *state);
        set_identity(names[i]);
        set_key(names[i], "pkey -outform DER", true);
        expect_good_call();
        set_key(names[i], "pkey -traditional", false);
        expect_good_call();
        set_key(names[i], "pkey -traditional -outform DER", true);
        expect_good_call();
        set_key(names[i], "pkcs8 -topk8 -v2 des3 -passout pass:open-it", false);
        identity.password = "open-it";
        expect_good_call();
        set_key(names[i], "pkcs8 -topk8 -v2 des3 -passout pass:open-it -outform DER", true);
        identity.password = "open-it";
        expect_good_call();
    }
}

static void sessions_are_resumed_with_a_certificate(void **state)
{
    static uint8_t blob[4096];
    size_t len = 0;

    start_asking("root", *state);
    set_identity("device");
    expect_good_call();
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    rig_call_well(&rig, &peer);
    assert_int_equal(1, quatrix_tls_resumed(&rig.tls));
    expect(QUATRIX_OK, quatrix_tls_export_session(&rig.tls, blob, sizeof blob, &len));

    restart();
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_OK, quatrix_tls_import_session(&rig.tls, blob, len));
    rig_call_well(&rig, &peer);
    assert_int_equal(1, quatrix_tls_resumed(&rig.tls));

    rig_end(&rig); /* the server would take the client for the one it was */
    rig_begin(&rig);
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_E_SESSION_OTHER, quatrix_tls_import_session(&rig.tls, blob, len));
    set_identity("rsa-device");
    restart();
    expect(QUATRIX_OK, rig_init(&rig));
    expect(QUATRIX_E_SESSION_OTHER, quatrix_tls_import_session(&rig.tls, blob, len));
}

/* --- not accepted --- */

/* In TLS 1.3 the client is through before the server has seen its certificate. */
static void expect_alert(const char *version)
{
    const struct quatrix_error *error = quatrix_client_error(&rig.client);
    bool early = strcmp(version, "-tls1_2") == 0;

    rig.dial = peer.port;
    expect(early ? QUATRIX_E_HANDSHAKE : QUATRIX_E_TLS, rig_call(&rig, &peer));
    assert_int_equal(ALERT, error->tls_code);
    assert_int_equal(0, error->verify_flags);
    assert_int_equal(early ? QUATRIX_PHASE_HANDSHAKE : QUATRIX_PHASE_HEAD, error->phase);
    assert_int_equal(0, peer.requests);
}

static void without_a_certificate_the_server_sends_an_alert(void **state)
{
    start_asking("root", *state);
    rig_end(&rig);
    rig_begin(&rig);
    expect(QUATRIX_OK, rig_init(&rig));
    expect_alert(*state);
    start_asking(NULL, *state); /* another server takes it */
    rig_call_well(&rig, &peer);
}

static void to_a_certificate_of_another_ca_the_server_sends_an_alert(void **state)
{
    start_asking("root", *state);
    set_identity("foreign-device");
    restart();
    expect(QUATRIX_OK, rig_init(&rig));
    expect_alert(*state);
    set_identity("device"); /* without what leads to the CA */
    identity.chain_count = 1;
    restart();
    expect(QUATRIX_OK, rig_init(&rig));
    expect_alert(*state);
    set_identity("device");
    expect_good_call();
}

/* --- not readable --- */

static void refuse(enum quatrix_status status)
{
    restart();
    expect(status, rig_init(&rig));
    assert_true((rig.tls.transport.tls_code == 0) == (status == QUATRIX_E_ARGUMENT));
    expect(status, rig_call(&rig, &peer));
    assert_int_equal(0, rig.dials);
    assert_int_equal(0, rig.tls.priv.config.identity != NULL);
    assert_int_equal(0, identity.priv.chain.version);
    assert_int_equal(MBEDTLS_PK_NONE, mbedtls_pk_get_type(&identity.priv.key));
}

static void a_certificate_that_cannot_be_read_is_an_error(void **state)
{
    static const char nonsense[] =
        "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
    size_t len;

    start_asking("root", *state);
#define REFUSE(bytes, length)                                                                      \
    set_identity("device");                                                                        \
    chain[0].data = (const uint8_t *)(bytes);                                                      \
    chain[0].len = (length);                                                                       \
    refuse(QUATRIX_E_OWN_CERT)

    REFUSE("", 0);
    REFUSE("", 1);
    REFUSE("0", 1);
    REFUSE(nonsense, sizeof nonsense);
    REFUSE(nonsense, sizeof nonsense - 1);
    REFUSE(key_bytes, strlen(key_bytes) + 1); /* the key in its place */
    REFUSE(part_bytes[0], chain[0].len - 1);
    REFUSE(part_bytes[0], chain[0].len / 2);
#undef REFUSE
    set_identity("device"); /* the second of two */
    chain[1].len -= 1;
    refuse(QUATRIX_E_OWN_CERT);
    set_identity("device"); /* of a bundle */
    set_part(0, "device", false);
    len = strlen(part_bytes[0]);
    memcpy(part_bytes[0] + len, nonsense, sizeof nonsense);
    chain[0].len = len + sizeof nonsense;
    refuse(QUATRIX_E_OWN_CERT);

    set_identity("device");
    expect_good_call();
}

static void a_key_that_cannot_be_read_is_an_error(void **state)
{
    start_asking("root", *state);
    set_identity("device");
#define REFUSE(length)                                                                             \
    identity.key_len = (length);                                                                   \
    refuse(QUATRIX_E_OWN_KEY)

    REFUSE(strlen(key_bytes)); /* without its NUL */
    REFUSE(1);
    set_key("device", "pkey -outform DER", true);
    REFUSE(identity.key_len - 1);
    REFUSE(20);
    set_key("device", "pkey -pubout", false);
    REFUSE(identity.key_len);
    set_key("device", "pkcs8 -topk8 -v2 des3 -passout pass:open-it", false);
    REFUSE(identity.key_len); /* no password */
    identity.password = "open-is";
    REFUSE(identity.key_len);
    identity.password = "";
    REFUSE(identity.key_len);
#undef REFUSE
    memcpy(key_bytes, "-----BEGIN", 11);
    identity.key_len = 11;
    refuse(QUATRIX_E_OWN_KEY);

    set_key("device", "pkey", false);
    expect_good_call();
}

static void a_key_of_another_certificate_is_an_error(void **state)
{
    const char *const others[] = { "good", "rsa-device", "sha384" };

    start_asking("root", *state);
    for (size_t i = 0; i < 3; i++) {
        set_identity("device");
        set_key(others[i], "pkey", false);
        refuse(QUATRIX_E_OWN_PAIR);
    }
    set_identity("device"); /* the wrong order */
    set_part(0, "middle", true);
    set_part(1, "device", true);
    refuse(QUATRIX_E_OWN_PAIR);
}

static void an_incomplete_identity_is_an_error(void **state)
{
    start_asking("root", *state);
    set_identity("device");
    identity.load = NULL;
    refuse(QUATRIX_E_ARGUMENT);
    set_identity("device");
    identity.chain = NULL;
    refuse(QUATRIX_E_ARGUMENT);
    set_identity("device");
    identity.chain_count = 0;
    refuse(QUATRIX_E_ARGUMENT);
    set_identity("device");
    chain[1].data = NULL;
    refuse(QUATRIX_E_ARGUMENT);
    set_identity("device");
    identity.key = NULL;
    refuse(QUATRIX_E_ARGUMENT);
    set_identity("device");
    identity.key_len = 0;
    refuse(QUATRIX_E_ARGUMENT);
}

/* --- whose it is --- */

static void an_identity_is_for_one_channel_alone(void **state)
{
    struct quatrix_tls_config config;
    static struct quatrix_tls other;

    start_asking("root", *state);
    set_identity("device");
    expect_good_call();
    config = rig_tls_config(&rig);
    expect(QUATRIX_E_ARGUMENT, quatrix_tls_init(&other, &config));
    quatrix_tls_deinit(&other);
    config.anchor_count = 0;
    expect(QUATRIX_E_NO_ANCHOR, quatrix_tls_init(&other, &config));
    quatrix_tls_deinit(&other);
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    quatrix_tls_forget_session(&rig.tls);
    rig_call_well(&rig, &peer);
    assert_int_equal(2, quatrix_tls_handshakes(&rig.tls));
    rig_end(&rig);
    assert_int_equal(MBEDTLS_PK_NONE, mbedtls_pk_get_type(&identity.priv.key));
    expect_good_call(); /* free again */
}

#if RIG_MBEDTLS_3

static void reading_a_key_takes_random_bytes(void **state)
{
    start_asking("root", *state);
    set_identity("device");
    restart();
    rig.entropy = 0;
    expect(QUATRIX_E_ENTROPY, rig_init(&rig));
    expect(QUATRIX_E_ENTROPY, rig_call(&rig, &peer));
    assert_int_equal(0, rig.dials);
    expect_good_call();
}

#endif

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
    TEST_BOTH(a_server_that_asks_is_shown_the_certificate),
    TEST_BOTH(a_server_that_does_not_ask_is_shown_none),
    TEST_BOTH(the_chain_may_be_pem_or_der),
    TEST_BOTH(keys_come_in_many_forms),
    TEST_BOTH(sessions_are_resumed_with_a_certificate),
    TEST_BOTH(without_a_certificate_the_server_sends_an_alert),
    TEST_BOTH(to_a_certificate_of_another_ca_the_server_sends_an_alert),
    TEST_OVER(a_certificate_that_cannot_be_read_is_an_error, "1_2"),
    TEST_OVER(a_key_that_cannot_be_read_is_an_error, "1_2"),
    TEST_OVER(a_key_of_another_certificate_is_an_error, "1_2"),
    TEST_OVER(an_incomplete_identity_is_an_error, "1_2"),
    TEST_BOTH(an_identity_is_for_one_channel_alone),
#if RIG_MBEDTLS_3
    TEST_OVER(reading_a_key_takes_random_bytes, "1_2"),
#endif
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_identity", tests, rig_begin_group, rig_end_group);
}
