/* SPDX-License-Identifier: MIT */
/* A client's configuration, and what it answers while it is busy, idle, or not set up. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

static char long_text[300];

static const char *text_of(size_t len)
{
    memset(long_text, 'x', sizeof long_text);
    long_text[len] = 0;
    return long_text;
}

static void check_config(const struct bench *b, enum quatrix_status due, const char *member)
{
    struct quatrix_client client;
    struct quatrix_profile out;

    memset(&client, 0x5A, sizeof client);
    CHECK_STATUS(due, quatrix_client_init(&client, &b->config));
    CHECK_NUMBER(0, b->all_calls);
    if (due != QUATRIX_OK) {
        CHECK_STATUS(due, quatrix_client_error(&client)->status);
        CHECK_TEXT(member, quatrix_client_error(&client)->member);
        CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_profile_get_start(&client, &out));
        CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_use_api_key(&client, "x"));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&client));
    }
    quatrix_client_deinit(&client);
}

static const struct {
    const char *member;
    const char *text; /* NULL with len: of that length */
    size_t len;
    enum quatrix_status due;
} texts[] = {
    { "host", NULL, 0, QUATRIX_E_ARGUMENT },
    { "host", "", 0, QUATRIX_E_ARGUMENT },
    { "host", "https://acme.example.net", 0, QUATRIX_E_TEXT },
    { "host", "acme.example.net/", 0, QUATRIX_E_TEXT },
    { "host", "dana@acme.example.net", 0, QUATRIX_E_TEXT },
    { "host", "[::1]", 0, QUATRIX_E_TEXT },
    { "host", "example.net.", 0, QUATRIX_E_TEXT },
    { "host", ".", 0, QUATRIX_E_TEXT },
    { "host", "acme?x", 0, QUATRIX_E_TEXT },
    { "host", "acme#x", 0, QUATRIX_E_TEXT },
    { "host", "acme example", 0, QUATRIX_E_TEXT },
    { "host", "acme\r\nX-Evil: 1", 0, QUATRIX_E_TEXT },
    { "host", "acme\n", 0, QUATRIX_E_TEXT },
    { "host", "acme\t", 0, QUATRIX_E_TEXT },
    { "host", "\xC3\xB6.example", 0, QUATRIX_E_TEXT },
    { "host", "\xFF", 0, QUATRIX_E_TEXT },
    { "host", NULL, 253, QUATRIX_OK },
    { "host", NULL, 254, QUATRIX_E_TOO_LONG },
    { "host", "::1", 0, QUATRIX_OK },
    { "base_path", NULL, 0, QUATRIX_OK },
    { "base_path", "", 0, QUATRIX_OK },
    { "base_path", "/", 0, QUATRIX_OK },
    { "base_path", "/a b", 0, QUATRIX_E_TEXT },
    { "base_path", "/a\r\nX: 1", 0, QUATRIX_E_TEXT },
    { "base_path", "/\xC3\xB6", 0, QUATRIX_E_TEXT },
    { "base_path", NULL, 256, QUATRIX_E_TOO_LONG },
    { "user_agent", NULL, 0, QUATRIX_OK },
    { "user_agent", "", 0, QUATRIX_E_ARGUMENT },
    { "user_agent", "a (b) c/1", 0, QUATRIX_OK },
    { "user_agent", "a\r\nX: 1", 0, QUATRIX_E_TEXT },
    { "user_agent", "a\rb", 0, QUATRIX_E_TEXT },
    { "user_agent", "\xFF", 0, QUATRIX_E_TEXT },
    { "user_agent", NULL, 255, QUATRIX_OK },
    { "user_agent", NULL, 256, QUATRIX_E_TOO_LONG },
};

static void each_text_of_a_configuration_is_judged(void **state)
{
    static uint8_t work[512];

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *text = texts[i].len > 0 ? text_of(texts[i].len) : texts[i].text;
        struct bench b;
        bench_case("%s \"%.30s\" %zu", texts[i].member, text == NULL ? "NULL" : text, texts[i].len);
        bench_prepare(&b);
        b.config.work = work;
        switch (texts[i].member[0]) {
        case 'h':
            b.config.host = text;
            break;
        case 'b':
            b.config.base_path = text;
            break;
        default:
            b.config.user_agent = text;
            break;
        }
        check_config(&b, texts[i].due, texts[i].member);
    }
}

/* It would make a request line that is none. */
static void a_base_path_begins_with_a_slash(void **state)
{
    static const char *const paths[] = { "api", "api/1.0", "*", "x/", "/a#b", "/a?b" };
    static uint8_t work[512];

    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct bench b;
        bench_case("base_path %s", paths[i]);
        bench_prepare(&b);
        b.config.work = work;
        b.config.base_path = paths[i];
        check_config(&b, QUATRIX_E_TEXT, "base_path");
    }
}

static void the_rest_of_a_configuration_is_judged(void **state)
{
    static uint8_t work[512];
    struct bench b;
    struct quatrix_transport transport;

    (void)state;
    bench_case("configuration");
    bench_prepare(&b);
    b.config.work = work;
    check_config(&b, QUATRIX_OK, NULL);
    b.config.timeout_ms = INT32_MAX;
    check_config(&b, QUATRIX_OK, NULL);
    b.config.timeout_ms = (uint32_t)INT32_MAX + 1;
    check_config(&b, QUATRIX_E_ARGUMENT, "timeout_ms");
    b.config.timeout_ms = 0;
    b.config.work = NULL;
    check_config(&b, QUATRIX_E_ARGUMENT, "work");
    b.config.work = work;
    b.config.work_size = (size_t)INT32_MAX + 1;
    check_config(&b, QUATRIX_E_ARGUMENT, "work");
    b.config.work_size = sizeof work;
    b.config.transport = NULL;
    check_config(&b, QUATRIX_E_ARGUMENT, "transport");
    memset(&transport, 0, sizeof transport);
    b.config.transport = &transport;
    check_config(&b, QUATRIX_E_ARGUMENT, "transport");
}

static void a_program_of_other_sizes_is_refused(void **state)
{
    static uint8_t work[512];
    struct bench b;
    struct quatrix_client untouched;

    (void)state;
    bench_case("sizes");
    bench_prepare(&b);
    b.config.work = work;
    memset(&b.client, 0x5A, sizeof b.client);
    memset(&untouched, 0x5A, sizeof untouched);
    CHECK_STATUS(QUATRIX_E_CONFIG, quatrix_client_init_sized(&b.client, sizeof b.client - 8,
                                                             QUATRIX_CONFIG_ID, &b.config));
    CHECK_STATUS(QUATRIX_E_CONFIG, quatrix_client_init_sized(&b.client, sizeof b.client,
                                                             QUATRIX_CONFIG_ID + 1, &b.config));
    CHECK(memcmp(&untouched, &b.client, sizeof untouched) == 0);
}

/* While a call runs everything else is refused and changes nothing, its error included. */
static void a_busy_client_is_left_alone(void **state)
{
    struct bench b;
    struct quatrix_client *c = &b.client;
    struct quatrix_profile profile;
    struct quatrix_profile_set_request request = { 1, "n", "e", "l", "m" };
    size_t len = 7;

    (void)state;
    for (unsigned step = 0; step < 4; step++) {
        bench_case("after %u steps", step);
        bench_prepare(&b);
        answer(&b, 0, "200 OK", JSON, golden_profile);
        b.pending[BENCH_RECV] = b.pending[BENCH_HANDSHAKE] = 1;
        b.slice = 300;
        bench_begin(&b, BENCH_SESSION);
        CHECK_STATUS(QUATRIX_PENDING, quatrix_profile_get_start(c, &b.out.profile));
        for (unsigned i = 0; i < step; i++) {
            CHECK_STATUS(QUATRIX_PENDING, quatrix_step(c));
        }
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_use_basic(c, "", NULL));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_use_api_key(c, NULL));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_use_session(c, "x y"));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_forget(c));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_close(c));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_session_login_start(c, NULL, ""));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_session_login_mfa_start(c, QUATRIX_FACTOR_NONE, NULL));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_session_keepalive_start(c));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_session_logout_start(c));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_profile_get_start(c, &profile));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_profile_get_start(c, NULL));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_profile_info_start(c, NULL));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_profile_set_start(c, &request, NULL));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_profile_set_password_start(c, NULL, "b", NULL));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_profile_2fa_generate_start(c));
        CHECK_STATUS(QUATRIX_E_BUSY,
                     quatrix_profile_set_mfa_start(c, QUATRIX_FACTOR_NONE, NULL, NULL));
        CHECK_STATUS(QUATRIX_E_BUSY,
                     quatrix_profile_remove_mfa_start(c, QUATRIX_FACTOR_NONE, NULL));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_body_read(c, b.body, 1, &len));
        CHECK_NUMBER(0, len);
        CHECK_STATUS(QUATRIX_OK, quatrix_client_error(c)->status);
        CHECK(quatrix_client_error(c)->member == NULL);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_wait(c, QUATRIX_PENDING));
        check_profile(&b.out.profile);
        check_request(&b, 0, operation("profile_get"), BENCH_SESSION);
        bench_close(&b);
    }
}

/* An idle client has nothing to go on with, and its last error stays readable. */
static void an_idle_client_has_no_call(void **state)
{
    struct bench b;
    struct quatrix_client *c = &b.client;
    size_t len = 7;

    (void)state;
    bench_case("idle");
    bench_open(&b, NULL, 0);
    b.line[0].connect = QUATRIX_E_RESOLVE;
    for (unsigned i = 0; i < 2; i++) {
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(c));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_cancel(c));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_wait(c, QUATRIX_PENDING));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_body_read(c, b.body, 1, &len));
        CHECK_NUMBER(0, len);
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_body_read_wait(c, b.body, 1, &len));
        CHECK_STATUS(QUATRIX_END, quatrix_wait(c, QUATRIX_END));
        CHECK_STATUS(i == 0 ? QUATRIX_OK : QUATRIX_E_RESOLVE, quatrix_client_error(c)->status);
        CHECK_NUMBER(i, b.all_calls);
        if (i == 0) {
            CHECK_ENDS(QUATRIX_E_RESOLVE, &b, quatrix_profile_info(c, &b.out.info));
            CHECK_NUMBER(QUATRIX_PHASE_CONNECT, quatrix_client_error(c)->phase);
        }
    }
    bench_close(&b);
}

/* Bad arguments to the pull leave the call running. */
static void a_bad_pull_leaves_the_call_running(void **state)
{
    struct bench b;
    struct quatrix_client *c = &b.client;
    size_t len = 7;

    (void)state;
    bench_case("pull");
    bench_open(&b, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 0);
    CHECK_STATUS(QUATRIX_READY, quatrix_profile_2fa_generate(c));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_body_read(c, NULL, 4, &len));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_body_read(c, b.body, 0, &len));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_body_read(c, b.body, 4, NULL));
    CHECK_STATUS(QUATRIX_OK, quatrix_body_read(c, b.body, 4, &len));
    CHECK_BYTES("abc", 3, b.body, len);
    CHECK_STATUS(QUATRIX_END, quatrix_body_read(c, b.body, 4, &len));
    CHECK_NUMBER(0, len);
    bench_close(&b);
}

/* The pull drives a call that has only been started, up to its failure. */
static void a_pull_drives_the_call_from_its_start(void **state)
{
    struct bench b;
    size_t len = 7;

    (void)state;
    bench_case("driven by the pull");
    bench_open(&b, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 0);
    CHECK_STATUS(QUATRIX_PENDING, quatrix_profile_2fa_generate_start(&b.client));
    CHECK_STATUS(QUATRIX_OK, quatrix_body_read_wait(&b.client, b.body, 9, &len));
    CHECK_BYTES("abc", 3, b.body, len);
    bench_close(&b);
    bench_open(&b, "HTTP/1.1 403 No\r\nContent-Length: 3\r\n\r\nabc", 0);
    CHECK_STATUS(QUATRIX_PENDING, quatrix_profile_2fa_generate_start(&b.client));
    CHECK_ENDS(QUATRIX_E_HTTP, &b, quatrix_body_read_wait(&b.client, b.body, 9, &len));
    CHECK_NUMBER(0, len);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_text_of_a_configuration_is_judged),
    cmocka_unit_test(a_base_path_begins_with_a_slash),
    cmocka_unit_test(the_rest_of_a_configuration_is_judged),
    cmocka_unit_test(a_program_of_other_sizes_is_refused),
    cmocka_unit_test(a_busy_client_is_left_alone),
    cmocka_unit_test(an_idle_client_has_no_call),
    cmocka_unit_test(a_bad_pull_leaves_the_call_running),
    cmocka_unit_test(a_pull_drives_the_call_from_its_start),
};

BENCH_MAIN(tests)
