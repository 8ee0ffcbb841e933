/* SPDX-License-Identifier: MIT */
/* Arguments no call can be made of: refused by name, before anything is sent. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

static char long_text[600];

/* `len` bytes of text. */
static const char *text_of(size_t len)
{
    memset(long_text, 'x', sizeof long_text);
    long_text[len] = 0;
    return long_text;
}

/* Refused, named, and not a single operation of the transport called; the client is idle. */
static void check_refused(struct bench *b, enum quatrix_status due, const char *member,
                          enum quatrix_status got)
{
    const struct quatrix_error *error = quatrix_client_error(&b->client);

    CHECK_ENDS(due, b, got);
    if (member != NULL) {
        CHECK_TEXT(member, error->member);
    } else {
        CHECK(error->member == NULL);
    }
    CHECK_NUMBER(QUATRIX_PHASE_REQUEST, error->phase);
    CHECK_NUMBER(0, error->http_status);
    CHECK_NUMBER(0, b->all_calls);
    CHECK_NUMBER(0, b->calls[BENCH_CLOSE]);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b->client));
    for (size_t i = 0; i < b->config.work_size; i++) {
        CHECK(b->work[i] == 0 || b->work[i] == 0x5A); /* as bench_begin() left it, or wiped */
    }
}

/* Text that is refused as an e-mail address, a password, ...: by which of these rules. */
enum rule {
    EMAIL = 1,    /* of Basic */
    PASSWORD = 2, /* likewise, and of set-password */
    PIN = 4,      /* base64 on the wire, at most 32 bytes */
    DIGITS = 8,   /* six of them */
    NAME = 16,    /* one line, at most 511 characters */
    SET_EMAIL = 32,
    LANGUAGE = 64, /* one line, at most 15 characters */
    SIGNATURE = 128,
    TOKEN = 256, /* a header's value */
    API_KEY = 512,
    EVERYWHERE = 1023
};

#define LINES (EVERYWHERE & ~(unsigned)SIGNATURE)

static const struct {
    const char *text; /* NULL with len: text_of(len) */
    size_t len;
    unsigned refused_by;
    enum quatrix_status due;
} texts[] = {
    { NULL, 0, EVERYWHERE, QUATRIX_E_ARGUMENT },
    { "", 0, EVERYWHERE & ~(unsigned)SIGNATURE, QUATRIX_E_ARGUMENT },
    { "a\rb", 0, LINES, QUATRIX_E_TEXT },
    { "a\nb", 0, LINES, QUATRIX_E_TEXT },
    { "ab\r\nX-Evil: 1", 0, LINES, QUATRIX_E_TEXT },
    { "a\tb", 0, LINES, QUATRIX_E_TEXT },
    { "a\x7F", 0, LINES, QUATRIX_E_TEXT },
    { "\x01", 0, LINES, QUATRIX_E_TEXT },
    { "a\x80", 0, EVERYWHERE, QUATRIX_E_TEXT },
    { "\xC3", 0, EVERYWHERE, QUATRIX_E_TEXT },
    { "\xC0\x80", 0, EVERYWHERE, QUATRIX_E_TEXT },
    { "\xED\xA0\x80", 0, EVERYWHERE, QUATRIX_E_TEXT },
    { "\xF4\x90\x80\x80", 0, EVERYWHERE, QUATRIX_E_TEXT },
    { "\xE2\x82", 0, EVERYWHERE, QUATRIX_E_TEXT },
    { "a b", 0, TOKEN | API_KEY | DIGITS, QUATRIX_E_TEXT },
    { "\xC3\xB6", 0, TOKEN | API_KEY | DIGITS, QUATRIX_E_TEXT },
    { "a:b", 0, EMAIL | SET_EMAIL | DIGITS, QUATRIX_E_TEXT },
    { "12345a", 0, DIGITS, QUATRIX_E_TEXT },
    { "+12345", 0, DIGITS, QUATRIX_E_TEXT },
    { "12345", 0, DIGITS, QUATRIX_E_ARGUMENT },
    { "1", 0, DIGITS, QUATRIX_E_ARGUMENT },
    { "1234567", 0, DIGITS, QUATRIX_E_TOO_LONG },
    { NULL, 15, DIGITS, QUATRIX_E_TOO_LONG },
    { NULL, 16, LANGUAGE, QUATRIX_E_TOO_LONG },
    { NULL, 32, LANGUAGE, QUATRIX_E_TOO_LONG },
    { NULL, 33, LANGUAGE | PIN, QUATRIX_E_TOO_LONG },
    { NULL, 39, LANGUAGE | PIN, QUATRIX_E_TOO_LONG },
    { NULL, 40, LANGUAGE | PIN | TOKEN, QUATRIX_E_TOO_LONG },
    { NULL, 254, LANGUAGE | PIN | TOKEN, QUATRIX_E_TOO_LONG },
    { NULL, 255, LANGUAGE | PIN | TOKEN | EMAIL | SET_EMAIL, QUATRIX_E_TOO_LONG },
    { NULL, 256, LANGUAGE | PIN | TOKEN | EMAIL | SET_EMAIL | PASSWORD | API_KEY,
      QUATRIX_E_TOO_LONG },
    { NULL, 500, LANGUAGE | PIN | TOKEN | EMAIL | SET_EMAIL | PASSWORD | API_KEY,
      QUATRIX_E_TOO_LONG },
    { NULL, 501, LANGUAGE | PIN | TOKEN | EMAIL | SET_EMAIL | PASSWORD | API_KEY | SIGNATURE,
      QUATRIX_E_TOO_LONG },
    { NULL, 511, LANGUAGE | PIN | TOKEN | EMAIL | SET_EMAIL | PASSWORD | API_KEY | SIGNATURE,
      QUATRIX_E_TOO_LONG },
    { NULL, 512, LANGUAGE | PIN | TOKEN | EMAIL | SET_EMAIL | PASSWORD | API_KEY | SIGNATURE | NAME,
      QUATRIX_E_TOO_LONG },
};

/* Every place an argument goes to. */
static enum quatrix_status use_text(struct bench *b, unsigned place, const char *text)
{
    struct quatrix_profile_set_request request = { 0, text, text, text, text };

    switch (place) {
    case 0:
        return quatrix_session_login_start(&b->client, text, "p");
    case 1:
        return quatrix_session_login_start(&b->client, "e", text);
    case 2:
        return quatrix_client_use_basic(&b->client, text, "p");
    case 3:
        return quatrix_client_use_basic(&b->client, "e", text);
    case 4:
        return quatrix_client_use_api_key(&b->client, text);
    case 5:
        return quatrix_client_use_session(&b->client, text);
    case 6:
        return quatrix_profile_set_password_start(&b->client, text, "p", &b->out.password);
    case 7:
        return quatrix_profile_set_password_start(&b->client, "p", text, &b->out.password);
    case 8:
        return quatrix_profile_set_mfa_start(&b->client, QUATRIX_FACTOR_2FA, text, &b->out.set_mfa);
    case 9:
        return quatrix_profile_set_mfa_start(&b->client, QUATRIX_FACTOR_PIN, text, &b->out.set_mfa);
    case 10:
        return quatrix_session_login_mfa_start(&b->client, QUATRIX_FACTOR_2FA, text);
    case 11:
        return quatrix_session_login_mfa_start(&b->client, QUATRIX_FACTOR_PIN, text);
    default:
        request.present = QUATRIX_BIT(place - 12);
        return quatrix_profile_set_start(&b->client, &request, &b->out.set);
    }
}

static const struct {
    const char *member;
    enum rule rule;
    bool is_call; /* else a setting */
} places[] = {
    { "email", EMAIL, true },       { "password", PASSWORD, true },
    { "email", EMAIL, false },      { "password", PASSWORD, false },
    { "key", API_KEY, false },      { "token", TOKEN, false },
    { "password", PASSWORD, true }, { "new_password", PASSWORD, true },
    { "code", DIGITS, true },       { "code", PIN, true },
    { "code", DIGITS, true },       { "code", PIN, true },
    { "name", NAME, true },         { "email", SET_EMAIL, true },
    { "language", LANGUAGE, true }, { "message_signature", SIGNATURE, true },
};

static void each_text_is_judged_wherever_it_goes(void **state)
{
    (void)state;
    for (unsigned i = 0; i < COUNT(places); i++) {
        for (size_t k = 0; k < COUNT(texts); k++) {
            const char *text = texts[k].len > 0 ? text_of(texts[k].len) : texts[k].text;
            bool refused = (texts[k].refused_by & places[i].rule) != 0;
            enum quatrix_status due = texts[k].due;
            enum quatrix_status got;
            struct bench b;
            bench_case("place %u (%s): %zu \"%.20s\"", i, places[i].member, texts[k].len,
                       text == NULL ? "NULL" : text);
            bench_prepare(&b);
            b.config.work_size = 2048;
            bench_begin(&b, BENCH_SESSION);
            if (i == 10 || i == 11) {
                bench_partial(&b, QUATRIX_FACTOR_2FA);
            }
            got = use_text(&b, i, text);
            if (places[i].rule == DIGITS && texts[k].len > 0) {
                refused = true; /* neither digits nor six: one of both is said */
                due = got == QUATRIX_E_TEXT ? got : QUATRIX_E_TOO_LONG;
            }
            if (refused) {
                check_refused(&b, due, places[i].member, got);
            } else if (places[i].rule != DIGITS || strspn(text, "0123456789") == 6) {
                CHECK_STATUS(places[i].is_call ? QUATRIX_PENDING : QUATRIX_OK, got);
            }
            if (refused && i != 10 && i != 11) {
                CHECK_TEXT(BENCH_TOKEN, quatrix_client_session(&b.client)->session_id.text);
            }
            bench_close(&b);
        }
    }
}

/* Limits in characters are not limits in bytes. */
static void limits_in_characters_count_characters(void **state)
{
    static char text[2 * 512 + 1];

    (void)state;
    for (size_t n = 499; n < 513; n++) {
        struct quatrix_profile_set_request request = { 0, text, "e", "l", text };
        struct bench b;
        bench_case("%zu characters", n);
        for (size_t i = 0; i < n; i++) {
            memcpy(text + 2 * i, "\xC3\xB6", 3);
        }
        bench_prepare(&b);
        b.config.work_size = 2048;
        bench_begin(&b, BENCH_API_KEY);
        request.present = QUATRIX_BIT(QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE);
        CHECK_STATUS(n <= 500 ? QUATRIX_PENDING : QUATRIX_E_TOO_LONG,
                     quatrix_profile_set_start(&b.client, &request, &b.out.set));
        (void)quatrix_cancel(&b.client);
        request.present = QUATRIX_BIT(QUATRIX_PROFILE_SET_NAME);
        CHECK_STATUS(n <= 511 ? QUATRIX_PENDING : QUATRIX_E_TOO_LONG,
                     quatrix_profile_set_start(&b.client, &request, &b.out.set));
        bench_close(&b);
    }
}

static void what_else_a_call_needs_is_judged_too(void **state)
{
    static const struct quatrix_profile_set_request request = { 16, "n", "e", "l", "m" };
    static const int factors[] = { 0, 1, 61, 70, 72, 74, -71 };
    struct bench b;
    struct quatrix_client *c = &b.client;

    (void)state;
    bench_case("other arguments");
    bench_open(&b, NULL, 0);
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_profile_get_start(c, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_profile_info_start(c, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_profile_set_start(c, &request, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_profile_set_password_start(c, "a", "b", NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_profile_set_mfa_start(c, QUATRIX_FACTOR_2FA, "123456", NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_profile_remove_mfa_start(c, QUATRIX_FACTOR_2FA, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request",
                  quatrix_profile_set_start(c, NULL, &b.out.set));
    check_refused(&b, QUATRIX_E_ARGUMENT, "present",
                  quatrix_profile_set_start(c, &request, &b.out.set));
    for (size_t i = 0; i < COUNT(factors); i++) {
        enum quatrix_factor factor = (enum quatrix_factor)factors[i];
        bench_case("factor %d", factors[i]);
        check_refused(&b, QUATRIX_E_ARGUMENT, "factor",
                      quatrix_profile_set_mfa_start(c, factor, "123456", &b.out.set_mfa));
        check_refused(&b, QUATRIX_E_ARGUMENT, "factor",
                      quatrix_profile_remove_mfa_start(c, factor, &b.out.remove_mfa));
        check_refused(&b, QUATRIX_E_ARGUMENT, "factor",
                      quatrix_session_login_mfa_start(c, factor, "123456"));
    }
    /* The blocking form of a call that cannot start does not wait. */
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_profile_get(c, NULL));
    CHECK_NUMBER(0, b.waits);
    bench_close(&b);
}

/* The longest e-mail and password there are, in a buffer that holds them. */
static void the_longest_arguments_are_sent_whole(void **state)
{
    char email[255];
    char password[256];
    struct bench b;

    (void)state;
    bench_case("longest");
    memset(email, 'e', sizeof email);
    memset(password, 'p', sizeof password);
    email[254] = password[255] = 0;
    bench_prepare(&b);
    b.config.work_size = 1024;
    answer(&b, 0, "200 OK", "", "");
    bench_begin(&b, BENCH_NONE);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_use_basic(&b.client, email, password));
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK(b.wire[0].sent_len > 680 && b.wire[0].requests == 1);
    bench_close(&b);
}

static void every_function_bears_null_for_a_client(void **state)
{
    struct bench b;
    struct quatrix_client other;
    size_t len;

    (void)state;
    bench_case("NULL");
    bench_open(&b, NULL, 0);
    quatrix_client_deinit(NULL);
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_init(&other, NULL));
    CHECK_TEXT("config", quatrix_client_error(&other)->member);
    quatrix_client_deinit(&other);
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_client_init_sized(NULL, sizeof b.client, QUATRIX_CONFIG_ID, &b.config));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_use_basic(NULL, "a", "b"));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_use_api_key(NULL, "a"));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_use_session(NULL, "a"));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_forget(NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_close(NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_cancel(NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_body_read(NULL, b.body, 1, &len));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_wait(NULL, QUATRIX_E_ARGUMENT));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_session_login(NULL, "a", "b"));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_session_login_mfa(NULL, QUATRIX_FACTOR_2FA, "123456"));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_session_keepalive(NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_session_logout(NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_profile_get(NULL, &b.out.profile));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_profile_info(NULL, &b.out.info));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_profile_set(NULL, NULL, &b.out.set));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_profile_set_password(NULL, "a", "b", &b.out.password));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_profile_2fa_generate(NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_profile_set_mfa(NULL, QUATRIX_FACTOR_2FA, "123456", &b.out.set_mfa));
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_profile_remove_mfa(NULL, QUATRIX_FACTOR_2FA, &b.out.remove_mfa));
    CHECK_NUMBER(0, b.all_calls);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_text_is_judged_wherever_it_goes),
    cmocka_unit_test(limits_in_characters_count_characters),
    cmocka_unit_test(what_else_a_call_needs_is_judged_too),
    cmocka_unit_test(the_longest_arguments_are_sent_whole),
    cmocka_unit_test(every_function_bears_null_for_a_client),
};

BENCH_MAIN(tests)
