/* SPDX-License-Identifier: MIT */
/* After a call its secrets are nowhere in the client or its work buffer. How it fails at each point is in
   test_failures.c and test_composed.c, where the same is looked for. */
#include "secrets.h"

#include <string.h>

static char reply[16384];

static void prepare(struct bench *b, const struct operation *op, const struct travel *travel,
                    enum bench_auth auth)
{
    size_t head;
    size_t len = render(reply, sizeof reply, op, travel, &head);

    bench_prepare(b);
    bench_answer(&b->line[0], reply, len);
    b->line[0].end = travel->framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
    begin(b, op, auth);
    b->slice = 40;
    b->take = 70;
    for (unsigned part = 0; part < BENCH_CLOSE; part++) {
        b->pending[part] = 1;
    }
}

/* The search must be able to find: before the request is sent its secrets are in the buffer. */
static void a_request_under_way_holds_its_secrets(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned auth = BENCH_SESSION; auth < BENCH_AUTHS; auth++) {
            struct bench b;
            bench_case("%s, authorization %u", operations[i].name, auth);
            if (!may_call(&operations[i], (enum bench_auth)auth)) {
                continue;
            }
            prepare(&b, &operations[i], &travels[0], (enum bench_auth)auth);
            check_no_secret(&b);
            CHECK_STATUS(QUATRIX_PENDING, operations[i].start(&b));
            if ((operations[i].flags & OPEN) == 0 || (operations[i].flags & SECRET_BODY) != 0) {
                CHECK(find_secret(b.work, b.config.work_size, true) != NULL);
            }
            bench_close(&b);
        }
    }
    CHECK(find_secret("..t-R1ver_..", 12, true) != NULL);
    CHECK(find_secret("..-R1ver_2", 10, true) != NULL);
    CHECK(find_secret("..R1ver_2", 9, true) == NULL);
    CHECK(find_secret(BENCH_PIN, 5, true) != NULL);
}

static void after_success_no_secret_is_left(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < travels_count; k++) {
            for (unsigned auth = BENCH_SESSION; auth < BENCH_AUTHS; auth++) {
                for (size_t slice = 0; slice < 120; slice += 17) {
                    struct bench b;
                    bench_case("%s, %s, authorization %u, slices of %zu", operations[i].name,
                               travels[k].name, auth, slice);
                    if (!may_call(&operations[i], (enum bench_auth)auth)) {
                        continue;
                    }
                    prepare(&b, &operations[i], &travels[k], (enum bench_auth)auth);
                    b.slice = slice;
                    CHECK_ENDS(operations[i].ends, &b, bench_finish(&b, operations[i].start(&b)));
                    check_no_secret(&b);
                    CHECK(!holds(b.work, b.config.work_size, "iVBOR"));
                    CHECK(!holds(&b.client, sizeof b.client, "iVBOR"));
                    bench_close(&b);
                }
            }
        }
    }
}

static void after_an_error_reply_no_secret_is_left(void **state)
{
    static const char *const lines[] = { "400 No", "401 No", "500 No", "302 No" };
    static const char *const types[] = { JSON, "Content-Type: text/html\r\n" };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < 2 * COUNT(lines); k++) {
            struct bench b;
            bench_case("%s, %s", operations[i].name, lines[k / 2]);
            prepare(&b, &operations[i], &travels[0], BENCH_SESSION);
            memset(b.line[0].reply, 0, sizeof b.line[0].reply);
            answer(&b, 0, lines[k / 2], types[k % 2], "{\"code\":1,\"msg\":\"no\"}");
            (void)bench_finish(&b, operations[i].start(&b));
            check_no_secret(&b);
            bench_close(&b);
        }
    }
}

/* The server gives back what it was sent, where it should not. */
static void an_echoed_secret_is_left_nowhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t slice = 0; slice < 64; slice += 9) {
            struct bench b;
            bench_case("%s, slices of %zu", operations[i].name, slice);
            prepare(&b, &operations[i], &travels[0], BENCH_SESSION);
            memset(b.line[0].reply, 0, sizeof b.line[0].reply);
            b.slice = slice;
            answer(&b, 0, "400 No",
                   "X-Auth-Token: " BENCH_TOKEN "\r\nX-Y: " BENCH_PASSWORD "\r\n" JSON,
                   "{\"password\":\"" BENCH_PASSWORD "\",\"session_id\":\"" BENCH_TOKEN
                   "\",\"code\":1,\"x\":\"" BENCH_NEW_PASSWORD "\"}");
            (void)bench_finish(&b, operations[i].start(&b));
            check_no_secret(&b);
            bench_close(&b);
        }
    }
}

static void see_nothing(void *ctx, bool sent, const char *text, size_t len)
{
    (void)ctx;
    (void)sent;
    (void)text;
    (void)len;
}

/* A trace compares strings with the names it knows; what the server calls otherwise it may show, but not
   keep. */
static void an_echoed_secret_is_not_left_in_the_trace(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        struct bench b;
        bench_case("%s", operations[i].name);
        prepare(&b, &operations[i], &travels[0], BENCH_SESSION);
        memset(b.line[0].reply, 0, sizeof b.line[0].reply);
        CHECK_STATUS(QUATRIX_OK, quatrix_client_trace(&b.client, see_nothing, NULL));
        answer(&b, 0, "400 No", JSON, "{\"code\":1,\"x\":\"" BENCH_TOKEN "\"}");
        (void)bench_finish(&b, operations[i].start(&b));
        check_no_secret(&b);
        bench_close(&b);
    }
}

/* Cancelled after each step; the token stays where the session does. */
static void after_cancelling_no_secret_is_left(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        enum quatrix_status got = QUATRIX_PENDING;
        for (unsigned steps = 0; got == QUATRIX_PENDING; steps++) {
            struct bench b;
            bench_case("%s, cancelled after %u steps", op->name, steps);
            prepare(&b, op, &travels[0], BENCH_SESSION);
            got = op->start(&b);
            for (unsigned n = 0; n < steps && got == QUATRIX_PENDING; n++) {
                got = quatrix_step(&b.client);
            }
            (void)quatrix_cancel(&b.client);
            check_no_secret(&b);
            bench_close(&b);
        }
    }
}

static void what_cannot_start_leaves_no_secret(void **state)
{
    char long_text[400];
    struct bench b;
    struct quatrix_client *c = &b.client;

    (void)state;
    bench_case("cannot start");
    memset(long_text, 'n', 255);
    long_text[255] = 0;
    bench_prepare(&b);
    b.config.work_size = QUATRIX_WORK_MIN;
    bench_begin(&b, BENCH_SESSION);
    CHECK_STATUS(QUATRIX_E_SPACE,
                 quatrix_profile_set_password(c, BENCH_PASSWORD, long_text, &b.out.password));
    check_no_secret(&b);
    CHECK_STATUS(QUATRIX_E_TEXT,
                 quatrix_profile_set_password(c, BENCH_PASSWORD, "\n", &b.out.password));
    check_no_secret(&b);
    CHECK(quatrix_profile_set_mfa(c, QUATRIX_FACTOR_2FA, BENCH_PASSWORD, &b.out.set_mfa) < 0);
    check_no_secret(&b);
    long_text[254] = 0;
    CHECK_STATUS(QUATRIX_E_SPACE, quatrix_session_login(c, long_text, BENCH_PASSWORD));
    check_no_secret(&b);
    CHECK_STATUS(QUATRIX_E_TEXT, quatrix_client_use_session(c, BENCH_PASSWORD " "));
    CHECK_STATUS(QUATRIX_E_TEXT, quatrix_client_use_api_key(c, BENCH_KEY " "));
    check_no_secret(&b);
    bench_close(&b);
}

/* Where the session is over its token is nowhere in the client either. */
static void a_session_that_is_over_is_wiped(void **state)
{
    struct bench b;

    (void)state;
    for (unsigned how = 0; how < 6; how++) {
        bench_case("over in way %u", how);
        bench_prepare(&b);
        answer(&b, 0, how == 1 ? "401 No" : "200 OK", "", "");
        bench_begin(&b, BENCH_SESSION);
        CHECK(holds(&b.client, sizeof b.client, BENCH_TOKEN));
        switch (how) {
        case 0:
            CHECK_STATUS(QUATRIX_OK, quatrix_session_logout(&b.client));
            break;
        case 1:
            CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, quatrix_session_keepalive(&b.client));
            break;
        case 2:
            CHECK_STATUS(QUATRIX_OK, quatrix_client_forget(&b.client));
            break;
        case 3:
            CHECK_STATUS(QUATRIX_OK, quatrix_client_use_api_key(&b.client, BENCH_KEY));
            break;
        case 4:
            CHECK_STATUS(QUATRIX_OK,
                         quatrix_client_use_basic(&b.client, BENCH_EMAIL, BENCH_PASSWORD));
            break;
        default:
            CHECK_STATUS(QUATRIX_PENDING,
                         quatrix_session_login_start(&b.client, BENCH_EMAIL, BENCH_PASSWORD));
            break;
        }
        CHECK(!holds(&b.client, sizeof b.client, "32833106"));
        CHECK_NUMBER(0, quatrix_client_session(&b.client)->present);
        bench_close(&b);
    }
}

/* As soon as a request has served its secrets go: when it has left, or, where the connection was
   used before and it may have to be repeated, when the reply begins. */
static void a_request_that_has_served_is_wiped(void **state)
{
    static const char keepalive[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned used = 0; used < 2; used++) {
            const struct operation *op = &operations[i];
            struct bench b;
            size_t head;
            unsigned steps = 0;
            bench_case("%s, connection used %u", op->name, used);
            bench_prepare(&b);
            begin(&b, op, BENCH_SESSION);
            if (used) {
                b.line[0].reply[0].bytes = keepalive;
                CHECK_STATUS(QUATRIX_OK, quatrix_session_keepalive(&b.client));
            }
            CHECK_STATUS(QUATRIX_PENDING, op->start(&b));
            while (b.wire[0].requests <= used && steps++ < 9) {
                CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
            }
            if (used == 0 || (op->flags & REPEATABLE) == 0) {
                CHECK(find_secret(b.work, b.config.work_size, true) == NULL);
            }
            bench_answer(&b.line[0], reply, render(reply, sizeof reply, op, &travels[0], &head));
            b.slice = 1;
            b.pending[BENCH_RECV] = 1;
            while (b.wire[0].read == 0 && steps++ < 20) {
                CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
            }
            CHECK_NUMBER(1, b.wire[0].read);
            CHECK(find_secret(b.work, b.config.work_size, true) == NULL);
            bench_close(&b);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_under_way_holds_its_secrets),
    cmocka_unit_test(after_success_no_secret_is_left),
    cmocka_unit_test(after_an_error_reply_no_secret_is_left),
    cmocka_unit_test(an_echoed_secret_is_left_nowhere),
    cmocka_unit_test(an_echoed_secret_is_not_left_in_the_trace),
    cmocka_unit_test(after_cancelling_no_secret_is_left),
    cmocka_unit_test(what_cannot_start_leaves_no_secret),
    cmocka_unit_test(a_session_that_is_over_is_wiped),
    cmocka_unit_test(a_request_that_has_served_is_wiped),
};

BENCH_MAIN(tests)
