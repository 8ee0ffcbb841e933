/* SPDX-License-Identifier: MIT */
/* What becomes of the session: where its token comes from, when it is held, when it is forgotten.
 */
#include "operations.h"

#include <stdio.h>
#include <string.h>

#define OTHER   "36480de2-bd5c-4366-b517-da60fb69e070"
#define LONGEST "012345678901234567890123456789012345678"
#define LONG    "0123456789012345678901234567890123456789" /* 40: one too many */

static void check_session(const struct bench *b, const char *token, enum quatrix_factor factor)
{
    const struct quatrix_session *session = quatrix_client_session(&b->client);

    CHECK_NUMBER(token[0] != 0, session->present);
    CHECK_TEXT(token, session->session_id.text);
    CHECK_NUMBER(factor, session->factor);
    if (token[0] == 0) { /* nothing at all */
        struct quatrix_session none;
        memset(&none, 0, sizeof none);
        CHECK(memcmp(&none, session, sizeof none) == 0);
    }
}

static const struct {
    const char *status;
    const char *headers;
    const char *body;
    enum quatrix_status due;
    const char *token;
    enum quatrix_factor factor;
    const char *member;
} logins[] = {
    /* Where the token comes from. */
    { "200 OK", JSON, "{\"session_id\":\"" OTHER "\"}", QUATRIX_OK, OTHER, 0, NULL },
    { "201 Created", JSON, "{\"session_id\":\"a\"}", QUATRIX_OK, "a", 0, NULL },
    { "200 OK", "X-Auth-Token: " OTHER "\r\n", "", QUATRIX_OK, OTHER, 0, NULL },
    { "204 No Content", "x-auth-token:" OTHER "\r\n", "", QUATRIX_OK, OTHER, 0, NULL },
    { "200 OK", JSON "X-Auth-Token: " OTHER "\r\n", "{\"account_id\":\"x\"}", QUATRIX_OK, OTHER, 0,
      NULL },
    { "200 OK", JSON "X-Auth-Token: " OTHER "\r\n", "{\"session_id\":null}", QUATRIX_OK, OTHER, 0,
      NULL },
    { "200 OK", JSON "X-Auth-Token: " OTHER "\r\n", "{\"session_id\":\"\"}", QUATRIX_OK, OTHER, 0,
      NULL },
    { "200 OK", JSON "X-Auth-Token: header\r\n", "{\"session_id\":\"body\"}", QUATRIX_OK, "body", 0,
      NULL },
    { "200 OK", JSON "X-Auth-Token:\r\n", "{\"session_id\":\"body\"}", QUATRIX_OK, "body", 0,
      NULL },
    { "200 OK", JSON, "{\"session_id\":\"!~\\u0041\\/\"}", QUATRIX_OK, "!~A/", 0, NULL },
    { "200 OK", "Mfa-Code: 71\r\n" JSON, "{\"session_id\":\"a\"}", QUATRIX_OK, "a", 0, NULL },
    { "200 OK", "X-Auth-Token: " LONGEST "\r\n", "", QUATRIX_OK, LONGEST, 0, NULL },
    { "200 OK", JSON, "{\"session_id\":\"" LONGEST "\"}", QUATRIX_OK, LONGEST, 0, NULL },
    /* None. */
    { "200 OK", "", "", QUATRIX_E_MISSING, "", 0, "session_id" },
    { "200 OK", JSON, "{}", QUATRIX_E_MISSING, "", 0, "session_id" },
    { "200 OK", JSON, "null", QUATRIX_E_MISSING, "", 0, "session_id" },
    { "200 OK", JSON, "{\"session_id\":null}", QUATRIX_E_MISSING, "", 0, "session_id" },
    { "200 OK", JSON, "{\"session_id\":\"\"}", QUATRIX_E_MISSING, "", 0, "session_id" },
    { "200 OK", JSON "X-Auth-Token: \r\n", "{}", QUATRIX_E_MISSING, "", 0, "session_id" },
    { "207 MFA", "Mfa-Code: 71\r\n", "", QUATRIX_E_MISSING, "", 0, "session_id" },
    /* One that cannot be. */
    { "200 OK", JSON, "{\"session_id\":\"a\\r\\nX-Evil: 1\"}", QUATRIX_E_TYPE, "", 0,
      "session_id" },
    { "200 OK", JSON, "{\"session_id\":\"a b\"}", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "200 OK", JSON, "{\"session_id\":\" \"}", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "200 OK", JSON, "{\"session_id\":\"\\u00f6\"}", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "200 OK", JSON, "{\"session_id\":\"a\\u007f\"}", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "200 OK", JSON, "{\"session_id\":17}", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "200 OK", JSON, "{\"session_id\":[\"a\"]}", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "200 OK", "X-Auth-Token: a b\r\n", "", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "200 OK", "X-Auth-Token: a\xFF\r\n", "", QUATRIX_E_TYPE, "", 0, "session_id" },
    { "207 MFA", "Mfa-Code: 71\r\nX-Auth-Token: a\tb\r\n", "", QUATRIX_E_TYPE, "", 0,
      "session_id" },
    { "200 OK", JSON, "{\"session_id\":\"" LONG "\"}", QUATRIX_E_SPACE, "", 0, "session_id" },
    { "200 OK", "X-Auth-Token: " LONG "\r\n", "", QUATRIX_E_SPACE, "", 0, "X-Auth-Token" },
    { "200 OK", "X-Auth-Token: " LONG LONG "\r\n", "", QUATRIX_E_HEADER, "", 0, NULL },
    { "200 OK", JSON, "{\"session_id\":\"a\",\"session_id\":\"b\"}", QUATRIX_E_DUPLICATE, "", 0,
      "session_id" },
    { "200 OK", JSON, "{\"session_id\":\"a\"", QUATRIX_E_JSON, "", 0, NULL },
    { "200 OK", "Content-Type: text/html\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_CONTENT, "", 0,
      NULL },
    /* A second factor. */
    { "207 MFA", JSON "Mfa-Code: 71\r\n", "{\"session_id\":\"a\"}", QUATRIX_MFA_REQUIRED, "a",
      QUATRIX_FACTOR_2FA, NULL },
    { "207 MFA", JSON "mFA-cODE:\t73 \r\n", "{\"session_id\":\"a\"}", QUATRIX_MFA_REQUIRED, "a",
      QUATRIX_FACTOR_PIN, NULL },
    { "207 MFA", "Mfa-Code: 71\r\nX-Auth-Token: a\r\n", "", QUATRIX_MFA_REQUIRED, "a",
      QUATRIX_FACTOR_2FA, NULL },
    { "207 MFA", JSON "Mfa-Code: 61\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0, NULL },
    { "207 MFA", JSON "Mfa-Code: 0\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0, NULL },
    { "207 MFA", JSON "Mfa-Code: 327\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0,
      NULL },
    { "207 MFA", JSON "Mfa-Code: 2147483718\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0,
      NULL },
    { "207 MFA", JSON "Mfa-Code: 4294967367\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0,
      NULL },
    { "207 MFA", JSON "Mfa-Code: 4294967367\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0,
      NULL },
    { "207 MFA", JSON "Mfa-Code: 71x\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0,
      NULL },
    { "207 MFA", JSON, "{\"session_id\":\"a\"}", QUATRIX_E_FACTOR, "", 0, NULL },
    /* Refused: no token, whatever comes along. */
    { "401 No", JSON "X-Auth-Token: a\r\n", "{\"session_id\":\"a\",\"code\":14}",
      QUATRIX_E_UNAUTHORIZED, "", 0, NULL },
    { "302 Found", JSON "X-Auth-Token: a\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_REDIRECT, "", 0,
      NULL },
    { "500 Oh", JSON "X-Auth-Token: a\r\n", "{\"session_id\":\"a\"}", QUATRIX_E_SERVER, "", 0,
      NULL },
};

static void a_login_ends_with_a_session_or_without_any(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(logins); i++) {
        for (unsigned auth = BENCH_NONE; auth < BENCH_AUTHS; auth++) {
            for (size_t slice = 0; slice < 40; slice += 3) {
                enum quatrix_status then = QUATRIX_OK;
                struct bench b;
                bench_case("%s %s%s, authorization %u, slices of %zu", logins[i].status,
                           logins[i].headers, logins[i].body, auth, slice);
                bench_prepare(&b);
                b.slice = slice;
                answer(&b, 0, logins[i].status, logins[i].headers, logins[i].body);
                bench_begin(&b, (enum bench_auth)auth);
                CHECK_ENDS(logins[i].due, &b,
                           quatrix_session_login(&b.client, BENCH_EMAIL, BENCH_PASSWORD));
                check_session(&b, logins[i].token, logins[i].factor);
                if (logins[i].member != NULL) {
                    CHECK_TEXT(logins[i].member, quatrix_client_error(&b.client)->member);
                }
                /* What authorizes now: the new session, or what did before, but no old session. */
                if (logins[i].factor != QUATRIX_FACTOR_NONE ||
                    (logins[i].token[0] == 0 && auth <= BENCH_SESSION)) {
                    then = QUATRIX_E_AUTH;
                }
                CHECK_STATUS(then == QUATRIX_OK ? QUATRIX_PENDING : then,
                             quatrix_profile_info_start(&b.client, &b.out.info));
                bench_close(&b);
            }
        }
    }
}

static void a_session_authorizes_what_follows(void **state)
{
    struct bench b;

    (void)state;
    bench_case("then");
    for (unsigned auth = BENCH_NONE; auth < BENCH_AUTHS; auth++) {
        bench_case("after authorization %u", auth);
        bench_prepare(&b);
        answer(&b, 0, "200 OK", JSON "Connection: close\r\n",
               "{\"session_id\":\"" BENCH_TOKEN "\"}");
        answer(&b, 1, "200 OK", "", "");
        bench_begin(&b, (enum bench_auth)auth);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_login(&b.client, BENCH_EMAIL, BENCH_PASSWORD));
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
        check_request(&b, 1, operation("keepalive"), BENCH_SESSION);
        /* Once it is over nothing else takes its place. */
        answer(&b, 1, "200 OK", "", "");
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_logout(&b.client));
        check_session(&b, "", QUATRIX_FACTOR_NONE);
        CHECK_STATUS(QUATRIX_E_AUTH, quatrix_session_keepalive(&b.client));
        bench_close(&b);
    }
}

static void a_partial_session_allows_three_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        bool allowed = (op->flags & (PARTIAL | LOGIN | OPEN)) != 0;
        struct bench b;
        bench_case("%s", op->name);
        bench_prepare(&b);
        bench_begin(&b, BENCH_NONE);
        bench_partial(&b, QUATRIX_FACTOR_2FA);
        CHECK_STATUS(allowed ? QUATRIX_PENDING : QUATRIX_E_AUTH, op->start(&b));
        CHECK_NUMBER(0, b.all_calls);
        if (!allowed) {
            check_session(&b, BENCH_TOKEN, QUATRIX_FACTOR_2FA);
        }
        bench_close(&b);
    }
}

static void keeping_a_partial_session_alive_does_not_complete_it(void **state)
{
    struct bench b;

    (void)state;
    bench_case("keepalive");
    bench_prepare(&b);
    answer(&b, 0, "200 OK", "X-Auth-Token: other\r\n" JSON, "{\"session_id\":\"other\"}");
    bench_begin(&b, BENCH_NONE);
    bench_partial(&b, QUATRIX_FACTOR_PIN);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    check_session(&b, BENCH_TOKEN, QUATRIX_FACTOR_PIN);
    answer(&b, 0, "200 OK", "", "");
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_logout(&b.client));
    check_session(&b, "", QUATRIX_FACTOR_NONE);
    CHECK_STATUS(QUATRIX_E_STATE,
                 quatrix_session_login_mfa(&b.client, QUATRIX_FACTOR_PIN, BENCH_PIN));
    bench_close(&b);
}

static const struct {
    const char *status;
    const char *headers;
    const char *body;
    enum quatrix_status due;
    const char *token;
    bool complete;
} seconds[] = {
    { "200 OK", JSON, "{\"session_id\":\"" OTHER "\"}", QUATRIX_OK, OTHER, true },
    { "200 OK", JSON, "{\"session_id\":\"" BENCH_TOKEN "\"}", QUATRIX_OK, BENCH_TOKEN, true },
    { "200 OK", "X-Auth-Token: " OTHER "\r\n", "", QUATRIX_OK, OTHER, true },
    { "200 OK", "", "", QUATRIX_OK, BENCH_TOKEN, true },
    { "204 No Content", "", "", QUATRIX_OK, BENCH_TOKEN, true },
    { "200 OK", JSON, "{}", QUATRIX_OK, BENCH_TOKEN, true },
    { "200 OK", JSON, "{\"session_id\":null}", QUATRIX_OK, BENCH_TOKEN, true },
    { "200 OK", JSON, "{\"session_id\":\"\"}", QUATRIX_OK, BENCH_TOKEN, true },
    { "200 OK", JSON, "{\"session_id\":\"a b\"}", QUATRIX_E_TYPE, "", false },
    { "200 OK", JSON, "{\"session_id\":\"a\\nb\"}", QUATRIX_E_TYPE, "", false },
    { "200 OK", JSON, "{\"session_id\":\"" LONG "\"}", QUATRIX_E_SPACE, "", false },
    { "200 OK", JSON, "{\"session_id\":\"a\"", QUATRIX_E_JSON, "", false },
    { "401 No", JSON, "{\"code\":83,\"msg\":\"Code is wrong\"}", QUATRIX_E_UNAUTHORIZED,
      BENCH_TOKEN, false },
    { "401 No", JSON "X-Auth-Token: evil\r\n", "{\"session_id\":\"evil\",\"code\":83}",
      QUATRIX_E_UNAUTHORIZED, BENCH_TOKEN, false },
    { "400 No", "", "", QUATRIX_E_HTTP, BENCH_TOKEN, false },
    { "429 No", "", "", QUATRIX_E_RATE_LIMITED, BENCH_TOKEN, false },
    { "500 No", "", "", QUATRIX_E_SERVER, BENCH_TOKEN, false },
    { "302 No", "", "", QUATRIX_E_REDIRECT, BENCH_TOKEN, false },
};

static void the_second_factor_completes_the_session_or_leaves_it_partial(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(seconds); i++) {
        for (size_t slice = 0; slice < 40; slice += 3) {
            enum quatrix_factor factor = i % 2 == 0 ? QUATRIX_FACTOR_2FA : QUATRIX_FACTOR_PIN;
            struct bench b;
            bench_case("%s %s%s, slices of %zu", seconds[i].status, seconds[i].headers,
                       seconds[i].body, slice);
            bench_prepare(&b);
            answer(&b, 0, seconds[i].status, seconds[i].headers, seconds[i].body);
            bench_begin(&b, BENCH_NONE);
            bench_partial(&b, factor);
            b.slice = slice;
            CHECK_ENDS(seconds[i].due, &b,
                       quatrix_session_login_mfa(&b.client, factor, BENCH_CODE));
            check_session(&b, seconds[i].token,
                          seconds[i].complete || seconds[i].token[0] == 0 ? QUATRIX_FACTOR_NONE
                                                                          : factor);
            CHECK_STATUS(seconds[i].complete ? QUATRIX_PENDING : QUATRIX_E_AUTH,
                         quatrix_profile_info_start(&b.client, &b.out.info));
            bench_close(&b);
        }
    }
}

/* Nothing of a reply that was not read to its end becomes the session. */
static void a_second_factor_cut_short_leaves_no_half_checked_token(void **state)
{
    static const char reply[] = "HTTP/1.1 200 OK\r\nX-Auth-Token: a b\r\nX-Auth-Token: cd\r\n"
                                "Content-Length: 19\r\n\r\n{\"session_id\":\"efg\"}";

    (void)state;
    for (size_t cut = 0; cut < sizeof reply - 1; cut++) {
        const char *token;
        struct bench b;
        bench_case("cut after %zu", cut);
        bench_prepare(&b);
        bench_begin(&b, BENCH_NONE);
        bench_partial(&b, QUATRIX_FACTOR_2FA);
        b.line[0].end = QUATRIX_E_CUT;
        b.line[0].end_after = 1;
        if (cut > 0) {
            bench_answer(&b.line[0], reply, cut);
        }
        CHECK(quatrix_session_login_mfa(&b.client, QUATRIX_FACTOR_2FA, BENCH_CODE) < 0);
        token = quatrix_client_session(&b.client)->session_id.text;
        CHECK(token[0] == 0 || strcmp(token, BENCH_TOKEN) == 0);
        check_session(&b, token, token[0] == 0 ? QUATRIX_FACTOR_NONE : QUATRIX_FACTOR_2FA);
        bench_close(&b);
    }
}

/* However it ends, and whatever the server thinks of it. */
static void logging_out_forgets_the_session(void **state)
{
    static const struct {
        const char *status;
        enum quatrix_status due;
    } ends[] = {
        { "200 OK", QUATRIX_OK },
        { "204 OK", QUATRIX_OK },
        { "401 No", QUATRIX_OK },
        { "403 No", QUATRIX_E_HTTP },
        { "429 No", QUATRIX_E_RATE_LIMITED },
        { "500 No", QUATRIX_E_SERVER },
        { "302 No", QUATRIX_E_REDIRECT },
    };
    struct bench b;

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        bench_case("%s", ends[i].status);
        bench_prepare(&b);
        answer(&b, 0, ends[i].status, JSON, "");
        bench_begin(&b, BENCH_SESSION);
        CHECK_ENDS(ends[i].due, &b, quatrix_session_logout(&b.client));
        check_session(&b, "", QUATRIX_FACTOR_NONE);
        CHECK_STATUS(QUATRIX_E_AUTH, quatrix_session_logout_start(&b.client));
        bench_close(&b);
    }
    bench_case("no connection");
    bench_open(&b, NULL, 0);
    b.line[0].connect = QUATRIX_E_CONNECT;
    CHECK_ENDS(QUATRIX_E_CONNECT, &b, quatrix_session_logout(&b.client));
    check_session(&b, "", QUATRIX_FACTOR_NONE);
    bench_close(&b);
}

static const struct {
    const char *ids;
    bool own;
} closed[] = {
    { "\"" BENCH_TOKEN "\"", true },
    { "[\"" BENCH_TOKEN "\"]", true },
    { "[\"" OTHER "\",\"x\",\"y\",\"" BENCH_TOKEN "\"]", true },
    /* Also when it is not among those that are kept. */
    { "[\"1\",\"2\",\"3\",\"4\",\"" BENCH_TOKEN "\"]", true },
    { "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"" BENCH_TOKEN "\",\"8\"]", true },
    { "\"" OTHER "\"", false },
    { "[\"" OTHER "\",\"3283310\",\"" BENCH_TOKEN "x\"]", false },
    { "[]", false },
    { "null", false },
    { "\"\"", false },
};

static void set_mfa_forgets_the_session_if_it_was_closed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(closed); i++) {
        for (unsigned auth = BENCH_SESSION; auth < BENCH_AUTHS; auth++) {
            for (unsigned pin = 0; pin < 2; pin++) {
                char body[400];
                bool gone = auth == BENCH_SESSION && closed[i].own;
                struct bench b;
                bench_case("%s, authorization %u", closed[i].ids, auth);
                bench_prepare(&b);
                (void)snprintf(body, sizeof body, "{\"session_ids\":%s}", closed[i].ids);
                answer(&b, 0, "200 OK", JSON, body);
                bench_begin(&b, (enum bench_auth)auth);
                CHECK_ENDS(QUATRIX_OK, &b,
                           quatrix_profile_set_mfa(&b.client,
                                                   pin ? QUATRIX_FACTOR_PIN : QUATRIX_FACTOR_2FA,
                                                   BENCH_CODE, &b.out.set_mfa));
                check_session(&b, auth == BENCH_SESSION && !gone ? BENCH_TOKEN : "", 0);
                CHECK_STATUS(gone ? QUATRIX_E_AUTH : QUATRIX_PENDING,
                             quatrix_session_keepalive_start(&b.client));
                bench_close(&b);
            }
        }
    }
}

/* Export and import: over a reset, and into itself. */
static void a_session_can_be_stored_and_used_again(void **state)
{
    char token[QUATRIX_ID_MAX + 1];
    struct bench b;

    (void)state;
    bench_case("stored");
    bench_prepare(&b);
    answer(&b, 0, "200 OK", JSON "Connection: close\r\n", "{\"session_id\":\"" BENCH_TOKEN "\"}");
    bench_begin(&b, BENCH_NONE);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_login(&b.client, BENCH_EMAIL, BENCH_PASSWORD));
    strcpy(token, quatrix_client_session(&b.client)->session_id.text);
    bench_close(&b);

    bench_prepare(&b);
    answer(&b, 0, "200 OK", "", "");
    bench_begin(&b, BENCH_API_KEY);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_use_session(&b.client, token));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_use_session(
                                 &b.client, quatrix_client_session(&b.client)->session_id.text));
    memset(token, 'x', sizeof token); /* it was copied */
    check_session(&b, BENCH_TOKEN, QUATRIX_FACTOR_NONE);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    check_request(&b, 0, operation("keepalive"), BENCH_SESSION);
    bench_close(&b);
}

/* One way to authorize at a time: the last one set. */
static void each_way_to_authorize_replaces_the_others(void **state)
{
    (void)state;
    for (unsigned first = BENCH_NONE; first < BENCH_AUTHS; first++) {
        for (unsigned then = BENCH_NONE; then < BENCH_AUTHS; then++) {
            struct bench b;
            bench_case("%u, then %u", first, then);
            bench_prepare(&b);
            answer(&b, 0, "200 OK", "", "");
            bench_begin(&b, (enum bench_auth)first);
            bench_authorize(&b, (enum bench_auth)then);
            check_session(&b, then == BENCH_SESSION ? BENCH_TOKEN : "", 0);
            if (then == BENCH_NONE) {
                CHECK_STATUS(QUATRIX_E_AUTH, quatrix_session_keepalive(&b.client));
            } else {
                CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
                check_request(&b, 0, operation("keepalive"), (enum bench_auth)then);
            }
            bench_close(&b);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_login_ends_with_a_session_or_without_any),
    cmocka_unit_test(a_session_authorizes_what_follows),
    cmocka_unit_test(a_partial_session_allows_three_calls),
    cmocka_unit_test(keeping_a_partial_session_alive_does_not_complete_it),
    cmocka_unit_test(the_second_factor_completes_the_session_or_leaves_it_partial),
    cmocka_unit_test(a_second_factor_cut_short_leaves_no_half_checked_token),
    cmocka_unit_test(logging_out_forgets_the_session),
    cmocka_unit_test(set_mfa_forgets_the_session_if_it_was_closed),
    cmocka_unit_test(a_session_can_be_stored_and_used_again),
    cmocka_unit_test(each_way_to_authorize_replaces_the_others),
};

BENCH_MAIN(tests)
