/* SPDX-License-Identifier: MIT */
/* When a session wants to be kept alive. */
#include "operations.h"

#include <quatrix/check.h>

#include <string.h>

#define MINUTE UINT32_C(60000)

static uint32_t due(const struct bench *b)
{
    return quatrix_session_keepalive_due(&b->client, 0);
}

/* Logged in at this moment of the clock. */
static void open_bench(struct bench *b, uint32_t now)
{
    bench_prepare(b);
    b->now = now;
    b->nap = 0;
    bench_begin(b, BENCH_NONE);
    answer(b, 0, "200 OK", JSON, "{\"session_id\":\"" BENCH_TOKEN "\"}");
    CHECK_STATUS(QUATRIX_OK, quatrix_session_login(&b->client, BENCH_EMAIL, BENCH_PASSWORD));
    CHECK_NUMBER(now, b->now);
}

static void it_is_due_after_five_minutes_or_what_is_asked_for(void **state)
{
    static const uint32_t starts[] = {
        0, 1, 1000, UINT32_C(0x7FFFFFFF), UINT32_C(0x80000000), UINT32_MAX - 5 * MINUTE, UINT32_MAX
    };

    (void)state;
    for (size_t i = 0; i < COUNT(starts); i++) {
        struct bench b;
        bench_case("from %u", (unsigned)starts[i]);
        open_bench(&b, starts[i] + 1);
        if (starts[i] + 1 == 0) { /* the one moment that counts as long ago */
            CHECK_NUMBER(0, due(&b));
            bench_close(&b);
            continue;
        }
        CHECK_NUMBER(5 * MINUTE, due(&b));
        CHECK_NUMBER(1, quatrix_session_keepalive_due(&b.client, 1));
        CHECK_NUMBER(14 * MINUTE, quatrix_session_keepalive_due(&b.client, 14 * MINUTE));
        b.now += 1;
        CHECK_NUMBER(5 * MINUTE - 1, due(&b));
        CHECK_NUMBER(0, quatrix_session_keepalive_due(&b.client, 1));
        b.now += 5 * MINUTE - 2;
        CHECK_NUMBER(1, due(&b));
        b.now += 1;
        CHECK_NUMBER(0, due(&b));
        CHECK_NUMBER(9 * MINUTE, quatrix_session_keepalive_due(&b.client, 14 * MINUTE));
        b.now += 30 * 24 * 60 * MINUTE; /* a month later it is still due */
        CHECK_NUMBER(0, due(&b));
        bench_close(&b);
    }
}

static void every_call_with_the_session_that_is_accepted_renews_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        char reply[16384];
        size_t head;
        struct bench b;
        if ((op->flags & (LOGIN | SECOND)) != 0 || strcmp(op->name, "logout") == 0) {
            continue;
        }
        bench_case("%s", op->name);
        bench_prepare(&b);
        begin(&b, op, BENCH_SESSION);
        bench_answer(&b.line[0], reply, render(reply, sizeof reply, op, &travels[0], &head));
        CHECK_STATUS(op->ends, bench_finish(&b, op->start(&b)));
        if (quatrix_client_session(&b.client)->session_id.text[0] != 0) {
            bool sent = (op->flags & OPEN) == 0; /* else it is as old as before: not known */
            CHECK_NUMBER(sent ? 5 * MINUTE - (b.now - 1000) : 0, due(&b)); /* since it began */
        }
        bench_close(&b);
    }
}

static void what_the_server_does_not_accept_renews_nothing(void **state)
{
    static const char *const lines[] = { "400 Bad Request", "404 Not Found",
                                         "429 Too Many Requests", "500 Oops", "302 Found" };
    struct bench b;

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        bench_case("%s", lines[i]);
        open_bench(&b, 5000);
        b.now += MINUTE;
        answer(&b, 0, lines[i], "", "");
        CHECK(quatrix_session_keepalive(&b.client) < 0);
        CHECK_NUMBER(4 * MINUTE, due(&b));
        bench_close(&b);
    }
    open_bench(&b, 5000);
    b.now += MINUTE;
    b.line[0].end = QUATRIX_E_CUT;
    b.line[1].connect = QUATRIX_E_CONNECT;
    CHECK_STATUS(QUATRIX_E_CONNECT, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(4 * MINUTE, due(&b));
    bench_close(&b);
}

static void a_call_without_the_session_renews_nothing(void **state)
{
    static struct quatrix_check_ping_reply pong;
    struct bench b;

    (void)state;
    open_bench(&b, 5000);
    b.now += MINUTE;
    answer(&b, 0, "200 OK", "", "");
    CHECK_STATUS(QUATRIX_OK, quatrix_check_ping(&b.client, NULL, &pong));
    CHECK_NUMBER(4 * MINUTE, due(&b));
    bench_close(&b);
}

/* The server may count from the request; whoever waits for the reply does not know better. */
static void a_slow_reply_does_not_make_it_younger(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, 5000);
    b.recv_time = 2000;
    b.pending[BENCH_RECV] = 1;
    answer(&b, 0, "200 OK", "", "");
    CHECK_STATUS(QUATRIX_OK, quatrix_session_keepalive(&b.client));
    CHECK(b.now > 5000);
    CHECK_NUMBER(5 * MINUTE - (b.now - 5000), due(&b));
    bench_close(&b);
}

static void without_a_session_it_is_never_due(void **state)
{
    struct bench b;

    (void)state;
    CHECK_NUMBER(UINT32_MAX, quatrix_session_keepalive_due(NULL, 0));
    for (unsigned auth = 0; auth < BENCH_AUTHS; auth++) {
        if (auth == BENCH_SESSION) {
            continue;
        }
        bench_case("authorization %u", auth);
        bench_prepare(&b);
        bench_begin(&b, (enum bench_auth)auth);
        b.now += 60 * MINUTE;
        CHECK_NUMBER(UINT32_MAX, due(&b));
        bench_close(&b);
    }
    bench_prepare(&b);
    bench_begin(&b, BENCH_NONE);
    bench_partial(&b, QUATRIX_FACTOR_2FA);
    b.now += 60 * MINUTE;
    CHECK_NUMBER(UINT32_MAX, due(&b));
    bench_close(&b);

    open_bench(&b, 5000);
    answer(&b, 0, "401 Unauthorized", "", "");
    CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(UINT32_MAX, due(&b));
    bench_close(&b);

    open_bench(&b, 5000);
    answer(&b, 0, "200 OK", "", "");
    CHECK_STATUS(QUATRIX_OK, quatrix_session_logout(&b.client));
    CHECK_NUMBER(UINT32_MAX, due(&b));
    bench_close(&b);
}

static void a_session_of_unknown_age_is_due_at_once(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, 5000);
    CHECK_NUMBER(5 * MINUTE, due(&b));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_use_session(&b.client, BENCH_TOKEN));
    CHECK_NUMBER(0, due(&b));
    b.now += 40 * 24 * 60 * MINUTE;
    CHECK_NUMBER(0, due(&b));
    answer(&b, 0, "200 OK", "", "");
    CHECK_STATUS(QUATRIX_OK, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(5 * MINUTE, due(&b));
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_due_after_five_minutes_or_what_is_asked_for),
    cmocka_unit_test(every_call_with_the_session_that_is_accepted_renews_it),
    cmocka_unit_test(what_the_server_does_not_accept_renews_nothing),
    cmocka_unit_test(a_call_without_the_session_renews_nothing),
    cmocka_unit_test(a_slow_reply_does_not_make_it_younger),
    cmocka_unit_test(without_a_session_it_is_never_due),
    cmocka_unit_test(a_session_of_unknown_age_is_due_at_once),
};

BENCH_MAIN(tests)
