/* SPDX-License-Identifier: MIT */
/*
 * Every failure point: the transport fails, stalls, writes and reads short, or ends at each of its
 * calls in turn, the reply is cut after each byte and sliced at each size, the call is cancelled after
 * each step. Each time there is a documented error, the deadline is held, no secret is left, and the
 * next call succeeds.
 */
#include "points.h"

#include <string.h>

/* The reply of the cases under way. */
static char reply[16384];
static size_t reply_head;
static size_t reply_len;
static const struct operation *reply_op;
static const struct travel *reply_travel;

static void prepare(struct bench *b, const struct operation *op, const struct travel *travel)
{
    if (op != reply_op || travel != reply_travel) {
        reply_len = render(reply, sizeof reply, op, travel, &reply_head);
        reply_op = op;
        reply_travel = travel;
    }
    bench_prepare(b);
    bench_answer(&b->line[0], reply, reply_len);
    b->line[0].end = travel->framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
}

static size_t length(const struct operation *op, const struct travel *travel)
{
    struct bench b;

    prepare(&b, op, travel);
    return reply_len;
}

/* What is due when the reply ends after `len` bytes, short of its end. */
static enum quatrix_status due_when_cut(const struct operation *op, const struct travel *travel,
                                        size_t len, enum quatrix_status end)
{
    if (len == 0) {
        return QUATRIX_E_CLOSED;
    }
    if (len < reply_head || end == QUATRIX_E_CUT || travel->framing != BY_CLOSE) {
        return QUATRIX_E_CUT;
    }
    if ((op->flags & (RAW | NO_REPLY)) != 0) {
        return QUATRIX_OK; /* an orderly end is all that a body without a length has */
    }
    return len > reply_head                     ? QUATRIX_E_JSON
           : (op->flags & (LOGIN | NEEDS)) == 0 ? QUATRIX_OK
                                                : QUATRIX_E_MISSING;
}

/* True when the first `len` bytes of the reply hold the final status line. */
static bool status_line_in(size_t len)
{
    const char *line = reply;

    while (line[9] == '1') { /* HTTP/1.1 1xx */
        line = strstr(line, "\r\n\r\n") + 4;
    }
    return len >= (size_t)(strchr(line, '\n') + 1 - reply);
}

static void cut_at(const struct operation *op, const struct travel *travel, size_t len,
                   enum quatrix_status end)
{
    struct bench b;
    enum quatrix_status due = due_when_cut(op, travel, len, end);
    enum quatrix_status got;
    const struct quatrix_error *error;

    prepare(&b, op, travel);
    b.line[0].reply[0].len = len;
    if (len == 0) {
        b.line[0].reply[0].bytes = NULL;
    }
    b.line[0].end = end;
    b.line[0].end_after = 1;
    begin(&b, op, BENCH_SESSION);
    got = bench_finish(&b, op->start(&b));
    error = quatrix_client_error(&b.client);
    if (due == QUATRIX_E_MISSING && got == QUATRIX_MFA_REQUIRED) {
        due = got; /* the token came in a header */
    }
    CHECK_ENDS(due, &b, got);
    if (due < 0) {
        CHECK_NUMBER(len < reply_head ? QUATRIX_PHASE_HEAD : QUATRIX_PHASE_BODY, error->phase);
        CHECK_NUMBER(status_line_in(len) ? op->http : 0, error->http_status);
    }
    CHECK(!b.client.priv.connected);
    check_over(&b, POINT_CUT);
}

static void a_reply_may_be_cut_after_each_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < travels_count; k++) {
            const struct operation *op = &operations[i];
            const struct travel *travel = &travels[k];
            size_t len = length(op, travel);
            /* Until close, the end of the body is only known by the end: not short there. */
            size_t last = travel->framing == BY_CLOSE ? reply_head + strlen(op->body) : len;
            for (size_t cut = 0; cut < last; cut++) {
                bench_case("%s, %s, cut after %zu of %zu", op->name, travel->name, cut, len);
                if (op->http == 200 && travel->framing == BY_CLOSE && cut > reply_head &&
                    strchr(op->body + (cut - reply_head), '}') == NULL &&
                    strchr(op->body, '}') != NULL) {
                    break; /* white space after the value: nothing is missing */
                }
                cut_at(op, travel, cut, QUATRIX_E_CUT);
                cut_at(op, travel, cut, QUATRIX_E_CLOSED);
            }
        }
    }
}

static void a_request_may_be_taken_in_pieces_of_any_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        char golden[BENCH_SENT];
        size_t len = golden_request(golden, sizeof golden, &operations[i], BENCH_SESSION);
        for (size_t take = 1; take <= len; take++) {
            struct bench b;
            bench_case("%s, taken %zu at a time", operations[i].name, take);
            prepare(&b, &operations[i], &travels[0]);
            begin(&b, &operations[i], BENCH_SESSION);
            b.take = take;
            b.pending[BENCH_SEND] = take % 3 == 0;
            CHECK_ENDS(operations[i].ends, &b, bench_finish(&b, operations[i].start(&b)));
            operations[i].check(&b);
            check_request(&b, 0, &operations[i], BENCH_SESSION);
            CHECK_NUMBER((1 + b.pending[BENCH_SEND]) * ((len + take - 1) / take),
                         b.calls[BENCH_SEND]);
            check_over(&b, POINT_SHORT);
        }
    }
}

static void each_part_of_a_call_may_take_its_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned pending = 1; pending < 4; pending++) {
            for (unsigned ops = 1; ops < 16; ops++) {
                struct bench b;
                bench_case("%s, %u times not now, parts %x", operations[i].name, pending, ops);
                prepare(&b, &operations[i], &travels[3]);
                begin(&b, &operations[i], BENCH_SESSION);
                b.slice = 100;
                b.take = 100;
                for (unsigned op = 0; op < BENCH_CLOSE; op++) {
                    b.pending[op] = (ops >> op & 1U) != 0 ? pending : 0;
                }
                CHECK_ENDS(operations[i].ends, &b, bench_finish(&b, operations[i].start(&b)));
                operations[i].check(&b);
                check_request(&b, 0, &operations[i], BENCH_SESSION);
                CHECK(b.waits >= pending);
                bench_close(&b);
            }
        }
    }
}

/* A call of several steps in every phase. */
static void prepare_long(struct bench *b, const struct operation *op, const struct travel *travel,
                         enum bench_auth auth)
{
    prepare(b, op, travel);
    b->config.timeout_ms = 5000;
    begin(b, op, auth);
    b->slice = 40;
    b->take = 70;
    b->block = 50;
    for (unsigned part = 0; part < BENCH_CLOSE; part++) {
        b->pending[part] = 1;
    }
}

static enum quatrix_status due_when_failed(const struct bench *b, enum quatrix_status with)
{
    if (b->failed_op != BENCH_RECV || (with != QUATRIX_E_CUT && with != QUATRIX_E_CLOSED)) {
        return with;
    }
    return b->wire[0].read > 0 ? QUATRIX_E_CUT : QUATRIX_E_CLOSED;
}

static enum quatrix_phase phase_of(const struct bench *b)
{
    if (b->failed_op != BENCH_RECV) {
        return (enum quatrix_phase)(QUATRIX_PHASE_CONNECT + b->failed_op);
    }
    return b->wire[0].read < reply_head && b->wire[0].replies == 0 ? QUATRIX_PHASE_HEAD
                                                                   : QUATRIX_PHASE_BODY;
}

/* False: the call was over before that. */
static bool fails_at(const struct operation *op, enum bench_auth auth, unsigned call,
                     enum quatrix_status failure)
{
    struct bench b;
    enum quatrix_status got;
    bool met;

    bench_case("%s, authorization %u, call %u fails with %s", op->name, auth, call,
               quatrix_status_name(failure));
    prepare_long(&b, op, &travels[0], auth);
    b.fail_call = b.all_calls + call;
    b.fail_with = failure;
    b.transport.tls_code = 4711; /* of an earlier call */
    b.transport.verify_flags = 4712;
    got = bench_finish(&b, op->start(&b));
    met = b.all_calls >= b.fail_call;
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->tls_code);
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->verify_flags);
    if (!met) {
        CHECK_ENDS(op->ends, &b, got);
        bench_close(&b);
        return false;
    }
    CHECK_ENDS(due_when_failed(&b, failure), &b, got);
    CHECK_NUMBER(phase_of(&b), quatrix_client_error(&b.client)->phase);
    CHECK_NUMBER(1, b.lines);
    check_over(&b, point_of(failure));
    return true;
}

static void each_call_of_the_transport_may_fail(void **state)
{
    static const enum quatrix_status failures[] = {
        QUATRIX_E_CUT,           QUATRIX_E_CLOSED,    QUATRIX_E_NETWORK,    QUATRIX_E_RESOLVE,
        QUATRIX_E_CONNECT,       QUATRIX_E_NO_ANCHOR, QUATRIX_E_ENTROPY,    QUATRIX_E_CLOCK,
        QUATRIX_E_CERT_NAME,     QUATRIX_E_HANDSHAKE, QUATRIX_E_TLS_MEMORY, QUATRIX_E_TLS_RECORD,
        QUATRIX_E_CERT_UNTRUSTED
    };

    (void)state;
    for (size_t i = 0; i < OPERATIONS * BENCH_AUTHS; i++) {
        const struct operation *op = &operations[i / BENCH_AUTHS];
        enum bench_auth auth = (enum bench_auth)(i % BENCH_AUTHS);
        for (size_t k = 0; k < COUNT(failures) && may_call(op, auth); k++) {
            unsigned call = 1;
            while (fails_at(op, auth, call, failures[k])) {
                call++;
            }
            CHECK(call > 12); /* several in each phase were met */
        }
    }
}

/* At one call alone a byte passes, as much as there is at all others. */
static void each_call_of_the_transport_may_be_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        unsigned calls = 1;
        for (unsigned call = 1; call <= calls; call++) {
            struct bench b;
            bench_case("%s, call %u is short", op->name, call);
            prepare_long(&b, op, &travels[3], BENCH_SESSION);
            memset(b.pending, 0, sizeof b.pending);
            b.short_call = call;
            CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
            op->check(&b);
            check_request(&b, 0, op, BENCH_SESSION);
            calls = b.all_calls;
            check_over(&b, POINT_SHORT);
        }
        CHECK(calls > 5);
    }
}

static void what_tls_says_is_in_the_error(void **state)
{
    struct bench b;

    (void)state;
    bench_prepare(&b);
    b.line[0].handshake = QUATRIX_E_CERT_DATE;
    bench_begin(&b, BENCH_API_KEY);
    CHECK_ENDS(QUATRIX_E_CERT_DATE, &b, quatrix_profile_info(&b.client, &b.out.info));
    CHECK_NUMBER(-0x2700, quatrix_client_error(&b.client)->tls_code);
    CHECK_NUMBER(8, quatrix_client_error(&b.client)->verify_flags);
    CHECK_NUMBER(QUATRIX_PHASE_HANDSHAKE, quatrix_client_error(&b.client)->phase);
    CHECK_NUMBER(0, b.wire[0].sent_len); /* no byte before the certificate is accepted */
    bench_works_again(&b);
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->tls_code);
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->verify_flags);
    bench_close(&b);
}

/* False: the call was over before that. */
static bool stalls_at(const struct operation *op, enum bench_auth auth, unsigned call,
                      uint32_t start)
{
    struct bench b;
    enum quatrix_status got;
    uint32_t took;
    bool met;

    bench_case("%s, authorization %u, from %u, stalled at call %u", op->name, auth, start, call);
    prepare_long(&b, op, &travels[0], auth);
    memset(b.pending, 0, sizeof b.pending);
    b.now = start;
    b.nap = call % 2 == 0 ? 600 : UINT32_MAX;
    b.stall_call = b.all_calls + call;
    got = bench_finish(&b, op->start(&b));
    met = b.all_calls >= b.stall_call;
    if (!met) {
        CHECK_ENDS(op->ends, &b, got);
        bench_close(&b);
        return false;
    }
    took = b.now - start;
    CHECK_ENDS(QUATRIX_E_TIMEOUT, &b, got);
    CHECK_NUMBER(phase_of(&b), quatrix_client_error(&b.client)->phase);
    /* What is pulled has a deadline from block to block, and few milliseconds went by before. */
    CHECK(took == 5000 || ((op->flags & (RAW | LIST)) != 0 && took > 5000 && took < 5000 + call));
    CHECK_NUMBER(1, b.lines);
    check_over(&b, POINT_STALLED);
    return true;
}

static void the_deadline_holds_at_each_call_of_the_transport(void **state)
{
    static const uint32_t starts[] = { 0, 1000, UINT32_MAX - 30, UINT32_MAX - 4999,
                                       UINT32_C(0x7FFFFFFF) };

    (void)state;
    for (size_t i = 0; i < OPERATIONS * BENCH_AUTHS; i++) {
        const struct operation *op = &operations[i / BENCH_AUTHS];
        enum bench_auth auth = (enum bench_auth)(i % BENCH_AUTHS);
        for (size_t k = 0; k < COUNT(starts) && may_call(op, auth); k++) {
            unsigned call = 1;
            while (stalls_at(op, auth, call, starts[k])) {
                call++;
            }
            CHECK(call > 5);
        }
    }
}

/* The clock moves between any two looks at it. */
static void the_deadline_holds_while_the_clock_runs(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (uint32_t tick = 1; tick < 6000; tick = tick * 3 / 2 + 1) {
            const struct operation *op = &operations[i];
            for (unsigned call = 1; call < 30; call += 4) {
                struct bench b;
                enum quatrix_status got;
                bench_case("%s, %u ms a look, stalled at call %u", op->name, tick, call);
                prepare_long(&b, op, &travels[0], BENCH_SESSION);
                b.tick = tick;
                b.stall_call = b.all_calls + call;
                got = bench_finish(&b, op->start(&b));
                if (got != op->ends) {
                    CHECK_ENDS(QUATRIX_E_TIMEOUT, &b, got);
                }
                CHECK(b.longest_wait <= 5000);
                check_over(&b, POINT_STALLED);
            }
        }
    }
}

/* What is pulled may take as long as it likes in all, while it moves. */
static void a_slow_image_arrives_as_long_as_it_moves(void **state)
{
    const struct operation *op = operation("profile_2fa_generate");
    struct bench b;

    (void)state;
    bench_case("slow image");
    prepare(&b, op, &travels[0]);
    b.config.timeout_ms = 5000;
    begin(&b, op, BENCH_SESSION);
    b.slice = 40;
    b.pending[BENCH_RECV] = 1;
    b.recv_time = 700;
    CHECK_ENDS(QUATRIX_OK, &b, op->call(&b));
    op->check(&b);
    CHECK(b.now > 1000 + 5000 + 1400);
    bench_close(&b);
}

static const struct {
    const char *what;
    const char *head;
    const char *endless;
    enum quatrix_status due;
} endless[] = {
    { "white space before the value", "HTTP/1.1 200 OK\r\n\r\n", " ", QUATRIX_E_TIMEOUT },
    { "an unknown member", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"x\":[0",
      ",1", QUATRIX_E_TIMEOUT },
    { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n",
      QUATRIX_E_TIMEOUT },
    { "an error with an unknown member",
      "HTTP/1.1 500 No\r\nContent-Type: application/json\r\n\r\n{\"x\":\"", "abcdefgh",
      QUATRIX_E_SERVER },
};

/* A server that never stops talking cannot hold the device for longer than the deadline. */
static void the_deadline_holds_against_an_endless_reply(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(endless); i++) {
        struct bench b;
        bench_case("endless: %s", endless[i].what);
        bench_open(&b, endless[i].head, 0);
        b.line[0].endless = endless[i].endless;
        b.recv_time = 10;
        CHECK_ENDS(endless[i].due, &b, quatrix_profile_info(&b.client, &b.out.info));
        CHECK(b.now - 1000 <= QUATRIX_TIMEOUT_MS + 1000);
        bench_works_again(&b);
        bench_close(&b);
    }
}

static const struct {
    const char *what;
    const char *head;
    const char *endless;
} endless_heads[] = {
    { "headers", "HTTP/1.1 200 OK\r\n", "X-Y: z\r\n" },
    { "one header", "HTTP/1.1 200 OK\r\nX-Y:", " z" },
    { "a reason", "HTTP/1.1 200 O", "K" },
    { "1xx replies", "", "HTTP/1.1 103 Early\r\n\r\n" },
    { "chunk extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x" },
    { "trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "a: b\r\n" },
};

static void nothing_around_a_reply_is_endless(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(endless_heads); i++) {
        struct bench b;
        bench_case("endless: %s", endless_heads[i].what);
        bench_open(&b, NULL, 0);
        if (endless_heads[i].head[0] != 0) {
            b.line[0].reply[0].bytes = endless_heads[i].head;
        }
        b.line[0].endless = endless_heads[i].endless;
        CHECK_ENDS(QUATRIX_E_PROTOCOL, &b, quatrix_profile_info(&b.client, &b.out.info));
        CHECK(b.wire[0].endless < 300000);
        bench_works_again(&b);
        bench_close(&b);
    }
}

/* Step without waiting, pulling what is raw, at most `steps` times; answers the last status. */
static enum quatrix_status go(struct bench *b, enum quatrix_status status, unsigned steps)
{
    size_t len = 0;

    while (steps-- > 0 && (status == QUATRIX_PENDING || status == QUATRIX_READY)) {
        if (status == QUATRIX_PENDING && b->body_len == 0) {
            status = quatrix_step(&b->client);
            continue;
        }
        status = quatrix_body_read(&b->client, b->body, 50, &len);
        b->body_len = 1;
        status = status == QUATRIX_OK ? QUATRIX_READY : status;
    }
    return status;
}

static void a_call_may_be_cancelled_after_each_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        enum quatrix_status got = QUATRIX_PENDING;
        unsigned steps = 0;
        for (; got == QUATRIX_PENDING || got == QUATRIX_READY; steps++) {
            struct bench b;
            bool kept = (op->flags & LOGIN) == 0 && strcmp(op->name, "logout") != 0;
            bench_case("%s, cancelled after %u steps", op->name, steps);
            prepare_long(&b, op, &travels[2], BENCH_SESSION);
            CHECK_STATUS(QUATRIX_E_STATE, quatrix_cancel(&b.client));
            got = go(&b, op->start(&b), steps);
            if (got == QUATRIX_PENDING || got == QUATRIX_READY) {
                CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_close(&b.client));
                CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
                CHECK_STATUS(QUATRIX_E_CANCELLED, quatrix_client_error(&b.client)->status);
                CHECK_STATUS(QUATRIX_E_STATE, quatrix_cancel(&b.client));
                CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b.client));
                if ((op->flags & SECOND) != 0 &&
                    quatrix_client_error(&b.client)->http_status != 0) {
                    kept = false; /* accepted, but the token may have been a new one */
                }
                CHECK_NUMBER(kept, quatrix_client_session(&b.client)->present);
                check_over(&b, POINT_LEFT);
                continue;
            }
            bench_close(&b);
        }
        CHECK(steps > 8);
    }
}

static void deinit_ends_a_call_after_each_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        enum quatrix_status got = QUATRIX_PENDING;
        for (unsigned steps = 0; got == QUATRIX_PENDING || got == QUATRIX_READY; steps++) {
            struct bench b;
            bench_case("%s, deinit after %u steps", operations[i].name, steps);
            prepare_long(&b, &operations[i], &travels[0], BENCH_SESSION);
            got = go(&b, operations[i].start(&b), steps);
            bench_close(&b); /* checks that nothing is left */
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_reply_may_be_cut_after_each_byte),
    cmocka_unit_test(a_request_may_be_taken_in_pieces_of_any_size),
    cmocka_unit_test(each_part_of_a_call_may_take_its_time),
    cmocka_unit_test(each_call_of_the_transport_may_fail),
    cmocka_unit_test(each_call_of_the_transport_may_be_short),
    cmocka_unit_test(what_tls_says_is_in_the_error),
    cmocka_unit_test(the_deadline_holds_at_each_call_of_the_transport),
    cmocka_unit_test(the_deadline_holds_while_the_clock_runs),
    cmocka_unit_test(a_slow_image_arrives_as_long_as_it_moves),
    cmocka_unit_test(the_deadline_holds_against_an_endless_reply),
    cmocka_unit_test(nothing_around_a_reply_is_endless),
    cmocka_unit_test(a_call_may_be_cancelled_after_each_step),
    cmocka_unit_test(deinit_ends_a_call_after_each_step),
};

int main(void)
{
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    tell_points("failures/call");
    return failed;
}
