/* SPDX-License-Identifier: MIT */
/* A call that finds the session over: it logs in, once, and goes on. */
#include "operations.h"
#include "secrets.h"

#include <quatrix/relogin.h>
#include <quatrix/retry.h>
#include <quatrix/user.h>

#include <stdio.h>
#include <string.h>

#define NEW_TOKEN "36480de2-bd5c-4366-b517-da60fb69e070"
#define NEW_BODY  "{\"session_id\":\"" NEW_TOKEN "\"}"
#define ENDED     "{\"code\":14,\"msg\":\"Not authorised\"}"

/* The login as it is sent. */
#define LOGIN_REQUEST                                                                              \
    "GET /api/1.0/session/login HTTP/1.1\r\nHost: " BENCH_HOST "\r\n"                              \
    "Authorization: Basic ZGFuYS5rQGV4YW1wbGUub3JnOlRyNGlsLW1peCE3\r\n"                            \
    "Accept: application/json\r\n\r\n"

/* Where credentials come from, and what was asked for. */
static struct {
    bool none;
    bool no_code;
    const char *email;
    const char *password;
    const char *code;
    unsigned asked;
    unsigned read; /* done() */
    unsigned codes;
    enum quatrix_factor factor;
} desk;

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    CHECK(ctx == &desk);
    CHECK_NUMBER(desk.read, desk.asked);
    desk.asked++;
    *email = desk.email;
    *password = desk.password;
    return !desk.none;
}

static void read_them(void *ctx)
{
    CHECK(ctx == &desk);
    desk.read++;
    CHECK_NUMBER(desk.asked, desk.read);
}

static bool give_code(void *ctx, enum quatrix_factor factor,
                      char code[QUATRIX_RELOGIN_CODE_MAX + 1])
{
    CHECK(ctx == &desk);
    desk.codes++;
    desk.factor = factor;
    (void)snprintf(code, QUATRIX_RELOGIN_CODE_MAX + 1, "%s", desk.code);
    return !desk.no_code;
}

static const struct quatrix_relogin hook = { &desk, give_credentials, read_them, give_code };
static const struct quatrix_retry retry;

static void set_hook(struct bench *b, const struct quatrix_relogin *with)
{
    memset(&desk, 0, sizeof desk);
    desk.email = BENCH_EMAIL;
    desk.password = BENCH_PASSWORD;
    desk.code = BENCH_CODE;
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&b->client, with));
}

/* Ready for the call, which will be answered with 401. */
static void open_bench(struct bench *b, const struct operation *op)
{
    bench_prepare(b);
    b->config.work_size = 1024;
    begin(b, op, BENCH_SESSION);
    set_hook(b, &hook);
    answer(b, 0, "401 Unauthorized", JSON, ENDED);
}

static void answer_golden(struct bench *b, size_t line, const struct operation *op)
{
    static char golden[16384];
    size_t head;
    size_t len = render(golden, sizeof golden, op, &travels[0], &head);

    bench_answer(&b->line[line], golden, len);
}

static bool concerned(const struct operation *op)
{
    return (op->flags & (LOGIN | SECOND | SESSION | KEEP)) == 0;
}

/* The golden request with another token. */
static size_t request_with(char *text, size_t size, const struct operation *op, const char *token)
{
    char golden[BENCH_SENT];
    size_t len = golden_request(golden, sizeof golden - 1, op, BENCH_SESSION);
    const char *at;

    golden[len] = 0;
    at = strstr(golden, BENCH_TOKEN);
    assert_non_null(at);
    (void)snprintf(text, size, "%.*s%s%s", (int)(at - golden), golden, token,
                   at + strlen(BENCH_TOKEN));
    return strlen(text);
}

static const struct quatrix_error *error_of(const struct bench *b)
{
    return quatrix_client_error(&b->client);
}

static void check_session(const struct bench *b, const char *token)
{
    CHECK_TEXT(token, quatrix_client_session(&b->client)->session_id.text);
    CHECK_NUMBER(QUATRIX_FACTOR_NONE, quatrix_client_session(&b->client)->factor);
}

/* The call failed because the login did; why is told, and nobody is logged in. */
static void check_failed(struct bench *b, enum quatrix_status why, enum quatrix_status status)
{
    CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, b, status);
    CHECK_STATUS(why, error_of(b)->relogin);
    check_session(b, "");
    check_no_secret(b);
    CHECK_STATUS(QUATRIX_E_AUTH, quatrix_session_keepalive(&b->client));
}

static void every_call_goes_on_with_a_new_session(void **state)
{
    static const char *const tokens[] = { NEW_TOKEN, "7", "short-token",
                                          "a-token-of-the-greatest-length-there-is" };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(tokens); k++) {
            for (size_t slice = 0; slice < 60; slice += 7) {
                const struct operation *op = &operations[i];
                char due[BENCH_SENT];
                char body[80];
                size_t len;
                struct bench b;
                if (!concerned(op)) {
                    continue;
                }
                bench_case("%s, %s, slices of %zu", op->name, tokens[k], slice);
                open_bench(&b, op);
                b.slice = b.take = slice;
                (void)snprintf(body, sizeof body, "{\"session_id\":\"%s\"}", tokens[k]);
                answer(&b, 0, "200 OK", JSON, body);
                answer_golden(&b, 0, op);
                CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
                op->check(&b);
                CHECK_STATUS(QUATRIX_OK, error_of(&b)->relogin);
                CHECK_NUMBER(0, error_of(&b)->retries);
                CHECK_NUMBER(1, desk.asked);
                CHECK_NUMBER(1, desk.read);
                CHECK_NUMBER(0, desk.codes);
                CHECK_NUMBER(1, b.lines);
                len = golden_request(due, sizeof due, op, BENCH_SESSION);
                CHECK_BYTES(due, len, b.wire[0].sent, len);
                CHECK_BYTES(LOGIN_REQUEST, sizeof LOGIN_REQUEST - 1, b.wire[0].sent + len,
                            sizeof LOGIN_REQUEST - 1);
                len += sizeof LOGIN_REQUEST - 1;
                CHECK_BYTES(due, request_with(due, sizeof due, op, tokens[k]), b.wire[0].sent + len,
                            b.wire[0].sent_len - len);
                if (strcmp(op->name, "profile_set_mfa 2FA") != 0 &&
                    strcmp(op->name, "profile_set_mfa PIN") != 0) {
                    check_session(&b, tokens[k]);
                }
                check_no_secret(&b);
                bench_close(&b);
            }
        }
    }
}

/* 401 on another connection each time; and one that dies between the two. */
static void connections_come_and_go(void **state)
{
    const struct operation *op = operation("profile_set");

    (void)state;
    for (unsigned dies = 0; dies < 2; dies++) {
        struct bench b;
        bench_case("dies %u", dies);
        bench_prepare(&b);
        b.config.work_size = 1024;
        begin(&b, op, BENCH_SESSION);
        set_hook(&b, &hook);
        answer(&b, 0, "401 Unauthorized", dies == 0 ? JSON "Connection: close\r\n" : JSON, ENDED);
        b.line[0].end = QUATRIX_E_CLOSED;
        b.line[0].end_after = 1;
        answer(&b, 1, "200 OK", JSON "Connection: close\r\n", NEW_BODY);
        answer_golden(&b, 2, op);
        CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
        CHECK_NUMBER(3, b.lines);
        op->check(&b);
        bench_close(&b);
    }
}

static void some_calls_are_refused_for_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        enum quatrix_status status;
        struct bench b;
        if (concerned(op)) {
            continue;
        }
        bench_case("%s", op->name);
        open_bench(&b, op);
        status = bench_finish(&b, op->start(&b));
        CHECK_STATUS(strcmp(op->name, "logout") == 0 ? QUATRIX_OK : QUATRIX_E_UNAUTHORIZED, status);
        CHECK_NUMBER(0, desk.asked);
        CHECK_NUMBER(1, b.wire[0].requests);
        bench_close(&b);
    }
}

static void only_a_session_can_be_over(void **state)
{
    const struct operation *op = operation("profile_get");

    (void)state;
    for (unsigned auth = BENCH_BASIC; auth < BENCH_AUTHS; auth++) {
        struct bench b;
        bench_case("authorization %u", auth);
        open_bench(&b, op);
        bench_authorize(&b, (enum bench_auth)auth);
        CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, &b, bench_finish(&b, op->start(&b)));
        CHECK_STATUS(QUATRIX_OK, error_of(&b)->relogin);
        CHECK_NUMBER(0, desk.asked);
        bench_close(&b);
    }
}

/* While a second factor is due it is for the program to go on. */
static void half_a_session_is_left_alone(void **state)
{
    struct bench b;

    (void)state;
    bench_prepare(&b);
    bench_begin(&b, BENCH_NONE);
    set_hook(&b, &hook);
    bench_partial(&b, QUATRIX_FACTOR_2FA);
    answer(&b, 0, "401 Unauthorized", JSON, ENDED);
    CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, &b, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(0, desk.asked);
    bench_close(&b);
}

static void it_happens_once_in_a_call(void **state)
{
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    open_bench(&b, op);
    answer(&b, 0, "200 OK", JSON, NEW_BODY);
    answer(&b, 0, "401 Unauthorized", JSON, "{\"code\":14,\"msg\":\"Still not\"}");
    CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, &b, bench_finish(&b, op->start(&b)));
    CHECK_STATUS(QUATRIX_OK, error_of(&b)->relogin);
    CHECK_TEXT("Still not", error_of(&b)->server_msg);
    CHECK_NUMBER(1, desk.asked);
    CHECK_NUMBER(3, b.wire[0].requests);
    check_session(&b, "");
    check_no_secret(&b);
    bench_close(&b);

    /* and again in the next one */
    open_bench(&b, op);
    answer(&b, 0, "200 OK", JSON, NEW_BODY);
    answer_golden(&b, 0, op);
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
    answer(&b, 0, "401 Unauthorized", JSON "Connection: close\r\n", ENDED);
    answer(&b, 1, "200 OK", JSON, NEW_BODY);
    answer_golden(&b, 1, op);
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(2, desk.asked);
    bench_close(&b);
}

/* The account itself is the reason: a login would be refused as well, and counted. */
static void who_is_locked_out_does_not_knock(void **state)
{
    (void)state;
    for (unsigned code = 0; code < 100; code++) {
        const struct operation *op = operation("profile_get");
        bool hopeless = code == 13 || code == 15 || code == 80 || code == 81;
        char body[40];
        struct bench b;
        bench_case("%u", code);
        bench_prepare(&b);
        b.config.work_size = 1024;
        begin(&b, op, BENCH_SESSION);
        set_hook(&b, &hook);
        (void)snprintf(body, sizeof body, "{\"code\":%u,\"msg\":\"No\"}", code);
        answer(&b, 0, "401 Unauthorized", JSON, body);
        answer(&b, 0, "200 OK", JSON, NEW_BODY);
        answer_golden(&b, 0, op);
        CHECK_ENDS(hopeless ? QUATRIX_E_UNAUTHORIZED : QUATRIX_OK, &b,
                   bench_finish(&b, op->start(&b)));
        CHECK_NUMBER(hopeless ? 0 : 1, desk.asked);
        if (hopeless) {
            CHECK_NUMBER(code, error_of(&b)->server_code);
        }
        bench_close(&b);
    }
}

static void a_refusal_without_words_is_enough(void **state)
{
    static const char *const replies[] = {
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>!",
        "HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{]",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        const struct operation *op = operation("profile_set");
        struct bench b;
        bench_case("%zu", i);
        bench_prepare(&b);
        b.config.work_size = 1024;
        begin(&b, op, BENCH_SESSION);
        set_hook(&b, &hook);
        bench_answer(&b.line[0], replies[i], 0);
        answer(&b, 0, "200 OK", JSON, NEW_BODY);
        answer_golden(&b, 0, op);
        CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
        bench_close(&b);
    }
}

static void a_second_factor_is_proven(void **state)
{
    static const struct {
        const char *mfa;
        const char *code;
        enum quatrix_factor factor;
        const char *body; /* of the second step */
        const char *token;
        const char *sent;
    } rows[] = {
        { "Mfa-Code: 71\r\n", BENCH_CODE, QUATRIX_FACTOR_2FA, NEW_BODY, NEW_TOKEN,
          "{\"auth_type\":\"2FA\",\"code\":\"" BENCH_CODE "\"}" },
        { "Mfa-Code: 71\r\n", BENCH_CODE, QUATRIX_FACTOR_2FA, "{}", "half-a-session",
          "{\"auth_type\":\"2FA\",\"code\":\"" BENCH_CODE "\"}" },
        { "Mfa-Code: 73\r\n", BENCH_PIN, QUATRIX_FACTOR_PIN, NEW_BODY, NEW_TOKEN,
          "{\"auth_type\":\"PIN\",\"code\":\"NDgxNTE=\"}" },
    };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(rows); k++) {
            const struct operation *op = &operations[i];
            char due[BENCH_SENT];
            size_t len;
            struct bench b;
            if (!concerned(op)) {
                continue;
            }
            bench_case("%s, %zu", op->name, k);
            open_bench(&b, op);
            desk.code = rows[k].code;
            answer(&b, 0, "207 Multi-Status", rows[k].mfa, "{\"session_id\":\"half-a-session\"}");
            answer(&b, 0, "200 OK", JSON, rows[k].body);
            answer_golden(&b, 0, op);
            CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
            op->check(&b);
            CHECK_NUMBER(1, desk.codes);
            CHECK_NUMBER(rows[k].factor, desk.factor);
            CHECK(holds(b.wire[0].sent, b.wire[0].sent_len, rows[k].sent));
            CHECK(holds(b.wire[0].sent, b.wire[0].sent_len, "X-Auth-Token: half-a-session\r\n"));
            len = request_with(due, sizeof due, op, rows[k].token);
            CHECK_BYTES(due, len, b.wire[0].sent + b.wire[0].sent_len - len, len);
            check_no_secret(&b);
            bench_close(&b);
        }
    }
}

static void a_login_that_fails_fails_the_call(void **state)
{
    static const struct {
        const char *status_line;
        const char *headers;
        const char *body;
        enum quatrix_status why;
        unsigned http;
        int64_t code;
        uint32_t retry_after_s;
    } rows[] = {
        { "401 Unauthorized", JSON, "{\"code\":14,\"msg\":\"Wrong\"}", QUATRIX_E_UNAUTHORIZED, 401,
          14, 0 },
        { "429 Too Many Requests", JSON "Retry-After: 900\r\n", "{\"code\":3}",
          QUATRIX_E_RATE_LIMITED, 429, 3, 900 },
        { "429 Too Many Requests", JSON "Retry-After: 1\r\n", "{}", QUATRIX_E_RATE_LIMITED, 429, 0,
          1 },
        { "503 Service Unavailable", "", "", QUATRIX_E_SERVER, 503, 0, 0 },
        { "302 Found", "", "", QUATRIX_E_REDIRECT, 302, 0, 0 },
        { "200 OK", JSON, "{}", QUATRIX_E_MISSING, 200, 0, 0 },
        { "200 OK", JSON, "{\"session_id\":\"a b\"}", QUATRIX_E_TYPE, 200, 0, 0 },
        { "200 OK", JSON, "{", QUATRIX_E_JSON, 200, 0, 0 },
        { "200 OK", "Content-Type: text/html\r\n", "<p>", QUATRIX_E_CONTENT, 200, 0, 0 },
        { "207 Multi-Status", JSON "Mfa-Code: 61\r\n", NEW_BODY, QUATRIX_E_FACTOR, 207, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned policy = 0; policy < 2; policy++) {
            const struct operation *op = operation("profile_get");
            struct bench b;
            bench_case("%s, policy %u", rows[i].status_line, policy);
            open_bench(&b, op);
            CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, policy == 0 ? NULL : &retry));
            answer(&b, 0, rows[i].status_line, rows[i].headers, rows[i].body);
            check_failed(&b, rows[i].why, bench_finish(&b, op->start(&b)));
            bench_close(&b);

            open_bench(&b, op);
            CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, policy == 0 ? NULL : &retry));
            answer(&b, 0, rows[i].status_line, rows[i].headers, rows[i].body);
            CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, bench_finish(&b, op->start(&b)));
            CHECK_NUMBER(rows[i].http, error_of(&b)->http_status);
            CHECK_NUMBER(rows[i].code, error_of(&b)->server_code);
            CHECK_NUMBER(rows[i].retry_after_s, error_of(&b)->retry_after_s);
            CHECK_NUMBER(2, b.wire[0].requests);
            CHECK_NUMBER(1, desk.asked);
            CHECK_STATUS(QUATRIX_OK, quatrix_client_close(&b.client));
            bench_works_again(&b);
            bench_close(&b);
        }
    }
}

static void a_code_that_is_wrong_fails_the_call(void **state)
{
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    open_bench(&b, op);
    answer(&b, 0, "207 Multi-Status", JSON "Mfa-Code: 71\r\n", NEW_BODY);
    answer(&b, 0, "401 Unauthorized", JSON, "{\"code\":83,\"msg\":\"Wrong code\"}");
    CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(83, error_of(&b)->server_code);
    CHECK_TEXT("Wrong code", error_of(&b)->server_msg);
    CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, error_of(&b)->relogin);
    CHECK_NUMBER(1, desk.codes);
    CHECK_NUMBER(3, b.wire[0].requests);
    check_session(&b, "");
    check_no_secret(&b);
    bench_close(&b);
}

static void what_is_not_given_fails_the_call(void **state)
{
    static const struct quatrix_relogin no_codes = { &desk, give_credentials, read_them, NULL };
    static const struct quatrix_relogin not_told = { &desk, give_credentials, NULL, give_code };
    const struct operation *op = operation("profile_get");
    char long_password[300];

    (void)state;
    memset(long_password, 'p', sizeof long_password);
    long_password[299] = 0;
    for (unsigned row = 0; row < 10; row++) {
        enum quatrix_status why = QUATRIX_MFA_REQUIRED;
        unsigned requests = 2;
        struct bench b;
        bench_case("%u", row);
        open_bench(&b, op);
        answer(&b, 0, "207 Multi-Status", JSON "Mfa-Code: 71\r\n", NEW_BODY);
        switch (row) {
        case 0:
            desk.none = true;
            why = QUATRIX_E_AUTH;
            requests = 1;
            break;
        case 1:
            desk.no_code = true;
            break;
        case 2:
            set_hook(&b, &no_codes);
            break;
        case 3:
            desk.code = "12x456";
            why = QUATRIX_E_TEXT;
            break;
        case 4:
            desk.code = "";
            why = QUATRIX_E_ARGUMENT;
            break;
        case 5:
            desk.code = "1234567";
            why = QUATRIX_E_TOO_LONG;
            break;
        case 6:
            desk.password = NULL;
            why = QUATRIX_E_ARGUMENT;
            requests = 1;
            break;
        case 7:
            desk.email = "a:b";
            why = QUATRIX_E_TEXT;
            requests = 1;
            break;
        case 8:
            desk.password = long_password;
            why = QUATRIX_E_TOO_LONG;
            requests = 1;
            break;
        default:
            set_hook(&b, &not_told);
            desk.no_code = true;
            break;
        }
        check_failed(&b, why, bench_finish(&b, op->start(&b)));
        CHECK_NUMBER(requests, b.wire[0].requests);
        CHECK_NUMBER(1, desk.asked);
        CHECK_NUMBER(row == 0 || row == 9 ? 0 : 1, desk.read);
        bench_close(&b);
    }
}

/* Wherever the way through both logins and the call breaks off. */
static void it_may_fail_at_any_point(void **state)
{
    static const enum quatrix_status failures[] = { QUATRIX_E_CUT, QUATRIX_E_CLOSED,
                                                    QUATRIX_E_NETWORK, QUATRIX_E_TLS };
    unsigned succeeded = 0;

    (void)state;
    for (size_t k = 0; k < COUNT(failures); k++) {
        for (unsigned call = 1; call < 60; call++) {
            const struct operation *op = operation("profile_set");
            enum quatrix_status status;
            struct bench b;
            bench_case("call %u fails with %d", call, failures[k]);
            open_bench(&b, op);
            b.slice = 40;
            answer(&b, 0, "207 Multi-Status", JSON "Mfa-Code: 71\r\n",
                   "{\"session_id\":\"half-a-session\"}");
            answer(&b, 0, "200 OK", JSON, NEW_BODY);
            answer_golden(&b, 0, op);
            b.fail_call = call;
            b.fail_with = failures[k];
            status = bench_finish(&b, op->start(&b));
            CHECK_STATUS(status, error_of(&b)->status);
            succeeded += status == QUATRIX_OK ? 1 : 0;
            if (error_of(&b)->relogin != QUATRIX_OK) {
                CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, status);
                check_session(&b, "");
            }
            check_no_secret(&b);
            CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b.client));
            b.fail_call = 0;
            CHECK_STATUS(QUATRIX_OK, quatrix_client_close(&b.client));
            bench_works_again(&b);
            bench_close(&b);
        }
    }
    CHECK(succeeded > 0 && succeeded < 4 * 59 - 60);
}

static void it_may_be_cancelled_at_any_point(void **state)
{
    const struct operation *op = operation("profile_get");
    unsigned cancelled = 0;

    (void)state;
    for (unsigned steps = 0; steps < 60; steps++) {
        enum quatrix_status status = QUATRIX_PENDING;
        struct bench b;
        bench_case("after %u steps", steps);
        open_bench(&b, op);
        b.slice = 64;
        for (unsigned i = 0; i < BENCH_OPS; i++) {
            b.pending[i] = 1;
        }
        answer(&b, 0, "207 Multi-Status", JSON "Mfa-Code: 71\r\n", NEW_BODY);
        answer(&b, 0, "200 OK", JSON, NEW_BODY);
        answer_golden(&b, 0, op);
        CHECK_STATUS(QUATRIX_PENDING, op->start(&b));
        for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
            status = quatrix_step(&b.client);
        }
        if (status == QUATRIX_PENDING) {
            cancelled++;
            CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
            CHECK_STATUS(QUATRIX_E_CANCELLED, error_of(&b)->status);
            bench_works_again(&b);
        }
        check_no_secret(&b);
        bench_close(&b);
    }
    CHECK(cancelled > 20);
}

static void the_deadline_of_the_call_covers_the_login(void **state)
{
    const struct operation *op = operation("profile_get");

    (void)state;
    for (unsigned silent = 1; silent < 4; silent++) {
        enum quatrix_status status;
        struct bench b;
        bench_case("silent after %u replies", silent);
        open_bench(&b, op);
        b.nap = 7000;
        if (silent > 1) {
            answer(&b, 0, "207 Multi-Status", JSON "Mfa-Code: 71\r\n", NEW_BODY);
        }
        if (silent > 2) {
            answer(&b, 0, "200 OK", JSON, NEW_BODY);
        }
        status = bench_finish(&b, op->start(&b));
        CHECK_NUMBER(1000 + QUATRIX_TIMEOUT_MS, b.now);
        if (silent < 3) {
            CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, status);
            CHECK_STATUS(QUATRIX_E_TIMEOUT, error_of(&b)->relogin);
            check_session(&b, "");
        } else {
            CHECK_STATUS(QUATRIX_E_TIMEOUT, status);
            check_session(&b, NEW_TOKEN);
        }
        check_no_secret(&b);
        bench_works_again(&b);
        bench_close(&b);
    }
}

/* Where the login does not fit behind the request, that is all that fails. */
static void work_buffers_of_every_size(void **state)
{
    const struct operation *op = operation("profile_set");
    char due[BENCH_SENT];
    size_t len = golden_request(due, sizeof due, op, BENCH_SESSION);
    unsigned seen[3] = { 0 };

    (void)state;
    for (size_t size = QUATRIX_WORK_MIN; size < 900; size++) {
        enum quatrix_status status;
        struct quatrix_memory memory;
        struct bench b;
        bench_case("%zu bytes", size);
        bench_prepare(&b);
        b.config.work_size = size;
        begin(&b, op, BENCH_SESSION);
        set_hook(&b, &hook);
        answer(&b, 0, "401 Unauthorized", JSON, ENDED);
        answer(&b, 0, "200 OK", JSON, NEW_BODY);
        answer_golden(&b, 0, op);
        status = bench_finish(&b, op->start(&b));
        quatrix_client_memory(&b.client, &memory);
        CHECK(memory.work_peak <= size);
        CHECK_NUMBER(size, memory.work_size);
        if (status == QUATRIX_OK) {
            op->check(&b);
            seen[2]++;
        } else {
            CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, status);
            CHECK_STATUS(size < len + 128 ? QUATRIX_OK : QUATRIX_E_SPACE, error_of(&b)->relogin);
            CHECK_NUMBER(size < len + 128 ? 0 : 1, desk.asked);
            CHECK_NUMBER(0, seen[2]); /* once it fits, it fits */
            check_session(&b, "");
            seen[size < len + 128 ? 0 : 1]++;
        }
        check_no_secret(&b);
        bench_close(&b);
    }
    CHECK(seen[0] > 0 && seen[1] > 0 && seen[2] > 0);
}

/* What was made of the password is gone once it has left, or the reply begins. */
static void the_password_goes_at_once(void **state)
{
    const struct operation *op = operation("profile_get");

    (void)state;
    for (unsigned kept = 0; kept < 2; kept++) {
        struct bench b;
        bench_case("connection kept %u", kept);
        bench_prepare(&b);
        b.config.work_size = 1024;
        begin(&b, op, BENCH_SESSION);
        set_hook(&b, &hook);
        answer(&b, 0, "401 Unauthorized", kept == 1 ? JSON : JSON "Connection: close\r\n", ENDED);
        answer(&b, 1 - kept, "200 OK", JSON, NEW_BODY);
        answer_golden(&b, 1 - kept, op);
        b.slice = 20;
        CHECK_STATUS(QUATRIX_PENDING, op->start(&b));
        while (!holds(b.wire[1 - kept].sent, b.wire[1 - kept].sent_len, LOGIN_REQUEST)) {
            CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
        }
        if (kept == 1) {
            b.pending[BENCH_RECV] = 1;
            CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client)); /* still silent */
            CHECK_STATUS(QUATRIX_OK, quatrix_wait(&b.client, QUATRIX_PENDING));
        } else {
            CHECK(find_secret(b.work, b.config.work_size, false) == NULL);
            CHECK_STATUS(QUATRIX_OK, quatrix_wait(&b.client, QUATRIX_PENDING));
        }
        check_no_secret(&b);
        bench_close(&b);
    }
}

static void both_policies_work_together(void **state)
{
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    bench_prepare(&b);
    b.config.work_size = 1024;
    begin(&b, op, BENCH_SESSION);
    set_hook(&b, &hook);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, &retry));
    answer(&b, 0, "503 X", "", "");
    answer(&b, 0, "401 X", JSON, ENDED);
    answer(&b, 0, "200 OK", JSON, NEW_BODY);
    answer(&b, 0, "503 X", "Connection: close\r\n", "");
    answer_golden(&b, 1, op);
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
    op->check(&b);
    CHECK_NUMBER(2, error_of(&b)->retries);
    CHECK_NUMBER(1500, b.paused);
    CHECK_NUMBER(1, desk.asked);
    CHECK(holds(b.wire[1].sent, b.wire[1].sent_len, NEW_TOKEN));
    check_no_secret(&b);
    bench_close(&b);

    /* a call that may not be repeated is repeated after 401, but not after 503 */
    op = operation("profile_set");
    open_bench(&b, op);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, &retry));
    answer(&b, 0, "200 OK", JSON, NEW_BODY);
    answer(&b, 0, "503 X", "", "");
    CHECK_ENDS(QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(0, error_of(&b)->retries);
    CHECK_STATUS(QUATRIX_OK, error_of(&b)->relogin);
    check_session(&b, NEW_TOKEN);
    bench_close(&b);
}

static void a_list_begins_with_a_new_session(void **state)
{
    static struct quatrix_user user;
    struct bench b;

    (void)state;
    open_bench(&b, operation("profile_get"));
    answer(&b, 0, "200 OK", JSON, NEW_BODY);
    answer(&b, 0, "200 OK", JSON,
           "[{\"id\":\"32833106-536e-45df-80b2-d002cc92d33d\",\"email\":\"a@example.org\"}]");
    CHECK_STATUS(QUATRIX_READY, quatrix_wait(&b.client, quatrix_user_list_start(&b.client, &user)));
    CHECK_STATUS(QUATRIX_OK, quatrix_list_next_wait(&b.client));
    CHECK_TEXT("a@example.org", user.email);
    CHECK_STATUS(QUATRIX_END, quatrix_list_next_wait(&b.client));
    check_no_secret(&b);
    bench_close(&b);
}

static char seen[16384];
static size_t seen_len;

static void see(void *ctx, bool sent, const char *text, size_t len)
{
    (void)ctx;
    (void)sent;
    CHECK(len <= sizeof seen - seen_len);
    memcpy(seen + seen_len, text, len);
    seen_len += len;
}

static void the_trace_shows_no_secret_of_it(void **state)
{
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    open_bench(&b, op);
    seen_len = 0;
    CHECK_STATUS(QUATRIX_OK, quatrix_client_trace(&b.client, see, NULL));
    answer(&b, 0, "207 Multi-Status", JSON "Mfa-Code: 71\r\n", NEW_BODY);
    answer(&b, 0, "200 OK", JSON, NEW_BODY);
    answer_golden(&b, 0, op);
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
    CHECK(holds(seen, seen_len, "POST /api/1.0/session/login"));
    CHECK(find_secret(seen, seen_len, true) == NULL);
    bench_close(&b);
}

static void what_is_no_hook_is_refused(void **state)
{
    static const struct quatrix_relogin empty = { NULL, NULL, NULL, NULL };
    static struct quatrix_client zero;
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_relogin(NULL, &hook));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_relogin(&zero, &hook));
    open_bench(&b, op);
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_relogin(&b.client, &empty));
    CHECK_STATUS(QUATRIX_PENDING, op->start(&b));
    CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_relogin(&b.client, NULL));
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&b.client, NULL));
    CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(0, desk.asked);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_call_goes_on_with_a_new_session),
    cmocka_unit_test(connections_come_and_go),
    cmocka_unit_test(some_calls_are_refused_for_good),
    cmocka_unit_test(only_a_session_can_be_over),
    cmocka_unit_test(half_a_session_is_left_alone),
    cmocka_unit_test(it_happens_once_in_a_call),
    cmocka_unit_test(who_is_locked_out_does_not_knock),
    cmocka_unit_test(a_refusal_without_words_is_enough),
    cmocka_unit_test(a_second_factor_is_proven),
    cmocka_unit_test(a_login_that_fails_fails_the_call),
    cmocka_unit_test(a_code_that_is_wrong_fails_the_call),
    cmocka_unit_test(what_is_not_given_fails_the_call),
    cmocka_unit_test(it_may_fail_at_any_point),
    cmocka_unit_test(it_may_be_cancelled_at_any_point),
    cmocka_unit_test(the_deadline_of_the_call_covers_the_login),
    cmocka_unit_test(work_buffers_of_every_size),
    cmocka_unit_test(the_password_goes_at_once),
    cmocka_unit_test(both_policies_work_together),
    cmocka_unit_test(a_list_begins_with_a_new_session),
    cmocka_unit_test(the_trace_shows_no_secret_of_it),
    cmocka_unit_test(what_is_no_hook_is_refused),
};

BENCH_MAIN(tests)
