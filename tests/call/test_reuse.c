/* SPDX-License-Identifier: MIT */
/* When a connection serves another call, when it does not, and when a call is dialled again. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

static char reply[16384];

static const char keepalive[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

static size_t golden(const struct operation *op)
{
    size_t head;

    return render(reply, sizeof reply, op, &travels[0], &head);
}

/* A client that has just used its connection for a call. */
static void open_used(struct bench *b, const struct operation *op)
{
    bench_prepare(b);
    begin(b, op, BENCH_SESSION);
    b->line[0].reply[0].bytes = keepalive;
    CHECK_ENDS(QUATRIX_OK, b, quatrix_session_keepalive(&b->client));
}

/* What is sent after that call is the golden request, and nothing else. */
static void check_again(const struct bench *b, const struct operation *op)
{
    char request[BENCH_SENT];
    size_t before = golden_request(request, sizeof request, operation("keepalive"), BENCH_SESSION);
    size_t len = golden_request(request, sizeof request, op, BENCH_SESSION);

    CHECK_BYTES(request, len, b->wire[0].sent + before, b->wire[0].sent_len - before);
}

static size_t sent_again(const struct bench *b)
{
    char request[BENCH_SENT];

    return b->wire[0].sent_len -
           golden_request(request, sizeof request, operation("keepalive"), BENCH_SESSION);
}

static void one_connection_serves_many_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t slice = 0; slice < 50; slice += 7) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s, slices of %zu", op->name, slice);
            open_used(&b, op);
            b.slice = slice;
            bench_answer(&b.line[0], reply, golden(op));
            CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
            op->check(&b);
            check_again(&b, op);
            b.line[0].reply[2].bytes = keepalive;
            if (quatrix_client_session(&b.client)->present != 0) {
                CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
            }
            CHECK_NUMBER(1, b.lines);
            CHECK_NUMBER(1, b.calls[BENCH_CONNECT]);
            CHECK_NUMBER(1, b.calls[BENCH_HANDSHAKE]);
            bench_close(&b);
        }
    }
}

static const struct {
    const char *reply;
    bool kept;
    enum quatrix_status end;
} endings[] = {
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", true, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}", true,
      QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nConnection: closed, x-close\r\nContent-Length: 2\r\n\r\n{}", true,
      QUATRIX_OK },
    { "HTTP/1.1 204 No Content\r\n\r\n", true, QUATRIX_OK },
    { "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", true, QUATRIX_OK },
    { "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true, QUATRIX_OK },
    { "HTTP/1.1 103 Early\r\nConnection: close\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
      true, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nconnection:Keep-Alive ,\tCLOSE \r\n\r\n{}", false,
      QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nConnection: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false,
      QUATRIX_OK },
    { "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", false, QUATRIX_OK },
    { "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}", false,
      QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\n\r\n{}", false, QUATRIX_E_CLOSED },
    { "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n", false, QUATRIX_E_CLOSED },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}x", false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}\r\n", false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
      false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nx", false,
      QUATRIX_OK },
    { "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}", false, QUATRIX_OK },
    { "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", true, QUATRIX_OK },
    { "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n\n", false, QUATRIX_OK },
    { "HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false, QUATRIX_OK },
    { "HTTP/1.1 503 Oh\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>", true,
      QUATRIX_OK },
    { "HTTP/1.1 304 Not Modified\r\n\r\n", true, QUATRIX_OK },
    { "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n", false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnot json!", false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"email\":", false, QUATRIX_OK },
    { "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>", false,
      QUATRIX_OK },
    { "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", true, QUATRIX_OK },
};

static void the_reply_decides_whether_the_connection_is_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(endings); i++) {
        struct bench b;
        bench_case("%s", endings[i].reply);
        bench_open(&b, endings[i].reply, 0);
        b.line[0].end = endings[i].end;
        (void)quatrix_profile_set_password(&b.client, "a", "b", &b.out.password);
        CHECK_NUMBER(endings[i].kept ? 0 : 1, b.calls[BENCH_CLOSE]);
        bench_answer(&b.line[0], keepalive, 0);
        bench_answer(&b.line[1], keepalive, 0);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
        CHECK_NUMBER(endings[i].kept ? 1 : 2, b.lines);
        bench_close(&b);
    }
}

/* Wherever the slices end, nothing that follows a reply becomes the next one. */
static void what_follows_a_reply_is_never_the_next_one(void **state)
{
    static const char *const unasked[] = {
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"email\":\"forged\"}", "\r\n"
    };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(unasked); k++) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s after \"%.20s\"", op->name, unasked[k]);
            open_used(&b, op);
            b.line[0].unasked = unasked[k];
            bench_answer(&b.line[1], reply, golden(op));
            CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
            op->check(&b);
            CHECK_NUMBER(2, b.lines);
            check_request(&b, 1, op, BENCH_SESSION);
            bench_close(&b);
        }
    }
}

static const enum quatrix_status deaths[] = { QUATRIX_E_CLOSED, QUATRIX_E_CUT, QUATRIX_E_NETWORK };

static void a_connection_that_died_while_idle_is_dialled_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(deaths); k++) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s, %s", op->name, quatrix_status_name(deaths[k]));
            open_used(&b, op);
            b.line[0].end = deaths[k];
            bench_answer(&b.line[1], reply, golden(op));
            CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
            op->check(&b);
            CHECK_NUMBER(2, b.lines);
            check_request(&b, 1, op, BENCH_SESSION);
            if ((op->flags & REPEATABLE) == 0) {
                CHECK_NUMBER(0, sent_again(&b));
            }
            bench_close(&b);
        }
    }
}

/* The transport takes `taken` bytes of the request on a used connection, then fails. */
static void break_after(const struct operation *op, size_t taken, enum quatrix_status death)
{
    bool again = taken == 0 || (op->flags & REPEATABLE) != 0;
    struct bench b;

    open_used(&b, op);
    b.line[0].send = death;
    b.line[0].send_after = b.wire[0].sent_len + taken;
    bench_answer(&b.line[1], reply, golden(op));
    if (again) {
        CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
        op->check(&b);
        check_request(&b, 1, op, BENCH_SESSION);
        CHECK_NUMBER(2, b.lines);
        CHECK_NUMBER(taken, sent_again(&b));
    } else {
        CHECK_ENDS(death, &b, bench_finish(&b, op->start(&b)));
        CHECK_NUMBER(QUATRIX_PHASE_SEND, quatrix_client_error(&b.client)->phase);
        CHECK_NUMBER(1, b.lines);
        bench_works_again(&b);
    }
    bench_close(&b);
}

static void a_request_is_dialled_again_only_when_that_is_safe(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        char request[BENCH_SENT];
        size_t len = golden_request(request, sizeof request, &operations[i], BENCH_SESSION);
        for (size_t taken = 0; taken < len; taken += taken < 3 ? 1 : 17) {
            for (size_t k = 0; k < COUNT(deaths); k++) {
                bench_case("%s, %zu bytes taken, %s", operations[i].name, taken,
                           quatrix_status_name(deaths[k]));
                break_after(&operations[i], taken, deaths[k]);
            }
        }
    }
}

static void a_request_without_a_reply_is_repeated_only_when_that_is_safe(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(deaths); k++) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s, %s", op->name, quatrix_status_name(deaths[k]));
            open_used(&b, op);
            b.line[0].end = deaths[k];
            b.line[0].end_after = 2;
            bench_answer(&b.line[1], reply, golden(op));
            if ((op->flags & REPEATABLE) != 0) {
                CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
                op->check(&b);
                check_request(&b, 1, op, BENCH_SESSION);
            } else {
                CHECK_ENDS(deaths[k] == QUATRIX_E_CUT ? QUATRIX_E_CLOSED : deaths[k], &b,
                           bench_finish(&b, op->start(&b)));
                CHECK_NUMBER(QUATRIX_PHASE_HEAD, quatrix_client_error(&b.client)->phase);
            }
            check_again(&b, op);
            CHECK_NUMBER((op->flags & REPEATABLE) != 0 ? 2 : 1, b.lines);
            bench_close(&b);
        }
    }
}

static void no_request_is_dialled_three_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(deaths); k++) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s, %s", op->name, quatrix_status_name(deaths[k]));
            open_used(&b, op);
            b.line[0].end = deaths[k];
            b.line[1].end = deaths[k];
            b.line[1].end_after = 1;
            bench_answer(&b.line[2], reply, golden(op));
            CHECK_ENDS(deaths[k] == QUATRIX_E_CUT ? QUATRIX_E_CLOSED : deaths[k], &b,
                       bench_finish(&b, op->start(&b)));
            CHECK_NUMBER(2, b.lines);
            bench_works_again(&b);
            bench_close(&b);
        }
    }
}

static void after_the_first_byte_of_a_reply_nothing_is_repeated(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(deaths); k++) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s, %s", op->name, quatrix_status_name(deaths[k]));
            open_used(&b, op);
            bench_answer(&b.line[0], "H", 1);
            b.line[0].end = deaths[k];
            b.line[0].end_after = 2;
            CHECK_ENDS(deaths[k] == QUATRIX_E_CLOSED ? QUATRIX_E_CUT : deaths[k], &b,
                       bench_finish(&b, op->start(&b)));
            CHECK_NUMBER(1, b.lines);
            bench_works_again(&b);
            bench_close(&b);
        }
    }
}

/* Neither a new connection, nor a failure that says nothing of an idle one. */
static void other_failures_are_not_dialled_again(void **state)
{
    static const enum quatrix_status others[] = { QUATRIX_E_TLS, QUATRIX_E_TLS_RECORD,
                                                  QUATRIX_E_TLS_MEMORY };

    (void)state;
    for (size_t k = 0; k < COUNT(others); k++) {
        const struct operation *op = operation("profile_get");
        struct bench b;
        bench_case("%s", quatrix_status_name(others[k]));
        open_used(&b, op);
        b.line[0].end = others[k];
        b.line[0].end_after = 2;
        CHECK_ENDS(others[k], &b, op->call(&b));
        CHECK_NUMBER(1, b.lines);
        bench_works_again(&b);
        bench_close(&b);
    }
    for (size_t k = 0; k < COUNT(deaths); k++) {
        struct bench b;
        bench_case("new, %s", quatrix_status_name(deaths[k]));
        bench_open(&b, NULL, 0);
        b.line[0].end = deaths[k];
        CHECK(quatrix_profile_info(&b.client, &b.out.info) < 0);
        CHECK_NUMBER(1, b.lines);
        bench_close(&b);
    }
}

static void dialling_again_fails_like_dialling(void **state)
{
    static const struct {
        enum quatrix_status connect;
        enum quatrix_status handshake;
        enum quatrix_status due;
        enum quatrix_phase phase;
    } second[] = {
        { QUATRIX_E_CONNECT, QUATRIX_OK, QUATRIX_E_CONNECT, QUATRIX_PHASE_CONNECT },
        { QUATRIX_E_NETWORK, QUATRIX_OK, QUATRIX_E_NETWORK, QUATRIX_PHASE_CONNECT },
        { QUATRIX_OK, QUATRIX_E_CERT_NAME, QUATRIX_E_CERT_NAME, QUATRIX_PHASE_HANDSHAKE },
        { QUATRIX_OK, QUATRIX_E_CLOSED, QUATRIX_E_CLOSED, QUATRIX_PHASE_HANDSHAKE },
        { QUATRIX_PENDING, QUATRIX_OK, QUATRIX_E_TIMEOUT, QUATRIX_PHASE_CONNECT },
        { QUATRIX_OK, QUATRIX_PENDING, QUATRIX_E_TIMEOUT, QUATRIX_PHASE_HANDSHAKE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(second); i++) {
        const struct operation *op = operation("profile_get");
        struct bench b;
        uint32_t begun;
        bench_case("%s", quatrix_status_name(second[i].due));
        open_used(&b, op);
        b.line[0].end = QUATRIX_E_CLOSED;
        b.line[1].connect = second[i].connect;
        b.line[1].handshake = second[i].handshake;
        begun = b.now;
        CHECK_ENDS(second[i].due, &b, op->call(&b));
        CHECK_NUMBER(second[i].phase, quatrix_client_error(&b.client)->phase);
        CHECK_NUMBER(2, b.lines);
        CHECK_NUMBER(0, b.wire[1].sent_len);
        CHECK(second[i].due != QUATRIX_E_TIMEOUT || b.now - begun == QUATRIX_TIMEOUT_MS);
        bench_works_again(&b);
        bench_close(&b);
    }
}

static void closing_keeps_the_session(void **state)
{
    struct bench b;

    (void)state;
    bench_open(&b, keepalive, 0);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_close(&b.client));
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_close(&b.client));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_close(&b.client));
    bench_answer(&b.line[1], keepalive, 0);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(2, b.lines);
    check_request(&b, 1, operation("keepalive"), BENCH_SESSION);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_connection_serves_many_calls),
    cmocka_unit_test(the_reply_decides_whether_the_connection_is_kept),
    cmocka_unit_test(what_follows_a_reply_is_never_the_next_one),
    cmocka_unit_test(a_connection_that_died_while_idle_is_dialled_again),
    cmocka_unit_test(a_request_is_dialled_again_only_when_that_is_safe),
    cmocka_unit_test(a_request_without_a_reply_is_repeated_only_when_that_is_safe),
    cmocka_unit_test(no_request_is_dialled_three_times),
    cmocka_unit_test(after_the_first_byte_of_a_reply_nothing_is_repeated),
    cmocka_unit_test(other_failures_are_not_dialled_again),
    cmocka_unit_test(dialling_again_fails_like_dialling),
    cmocka_unit_test(closing_keeps_the_session),
};

BENCH_MAIN(tests)
