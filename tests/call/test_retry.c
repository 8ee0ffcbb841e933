/* SPDX-License-Identifier: MIT */
/* With a policy: what is tried again, after which pause, and what is not. */
#include "operations.h"
#include "secrets.h"

#include <quatrix/account.h>
#include <quatrix/retry.h>
#include <quatrix/user.h>

#include <stdio.h>
#include <string.h>

#define DATE "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

static const struct quatrix_retry defaults;
static char golden_reply[16384];

static void set_policy(struct bench *b, const struct quatrix_retry *retry)
{
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b->client, retry));
}

/* Ready for the call, with a policy. */
static void open_bench(struct bench *b, const struct operation *op,
                       const struct quatrix_retry *retry)
{
    bench_prepare(b);
    begin(b, op, BENCH_SESSION);
    set_policy(b, retry);
}

static void answer_golden(struct bench *b, size_t line, const struct operation *op)
{
    size_t head;
    size_t len = render(golden_reply, sizeof golden_reply, op, &travels[0], &head);

    bench_answer(&b->line[line], golden_reply, len);
}

static void refuse(struct bench *b, unsigned times, const char *status_line, const char *headers)
{
    while (times-- > 0) {
        answer(b, 0, status_line, headers, "");
    }
}

/* The request was sent so often on this connection, and nothing else. */
static void check_sent(const struct bench *b, size_t line, const struct operation *op, size_t times)
{
    char request[BENCH_SENT];
    size_t len = golden_request(request, sizeof request, op, BENCH_SESSION);

    CHECK_NUMBER(times * len, b->wire[line].sent_len);
    for (size_t i = 0; i < times; i++) {
        CHECK_BYTES(request, len, b->wire[line].sent + i * len, len);
    }
}

static unsigned retries(const struct bench *b)
{
    return quatrix_client_error(&b->client)->retries;
}

static bool busy(unsigned http)
{
    return http == 429 || http == 500 || http == 502 || http == 503 || http == 504 || http == 509;
}

static void six_statuses_are_tried_again_and_no_other(void **state)
{
    const struct operation *op = operation("profile_get");

    (void)state;
    for (unsigned http = 200; http < 600; http++) {
        enum quatrix_status status;
        char line[40];
        struct bench b;
        bench_case("%u", http);
        (void)snprintf(line, sizeof line, "%u Whatever", http);
        open_bench(&b, op, &defaults);
        refuse(&b, 1, line, JSON);
        answer_golden(&b, 0, op);
        status = bench_finish(&b, op->start(&b));
        if (busy(http)) {
            CHECK_ENDS(QUATRIX_OK, &b, status);
            op->check(&b);
        } else {
            CHECK((status == QUATRIX_OK) == (http < 300 && http != 206));
        }
        CHECK_NUMBER(busy(http) ? 1 : 0, retries(&b));
        CHECK_NUMBER(busy(http) ? 500 : 0, b.paused);
        check_sent(&b, 0, op, busy(http) ? 2 : 1);
        check_no_secret(&b);
        bench_close(&b);
    }
}

static void only_what_may_be_repeated_is_repeated(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t slice = 0; slice < 40; slice += 13) {
            const struct operation *op = &operations[i];
            bool again = (op->flags & REPEATABLE) != 0;
            struct bench b;
            bench_case("%s, slices of %zu", op->name, slice);
            open_bench(&b, op, &defaults);
            b.slice = slice;
            refuse(&b, 1, "503 Service Unavailable", JSON);
            answer_golden(&b, 0, op);
            CHECK_ENDS(again ? op->ends : QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
            CHECK_NUMBER(again ? 1 : 0, retries(&b));
            check_sent(&b, 0, op, again ? 2 : 1);
            if (again) {
                op->check(&b);
            }
            check_no_secret(&b);
            bench_close(&b);
        }
    }
}

/* Nothing has left yet: any call may be tried again, unless TLS says no. */
static void a_connection_that_is_not_made_is_tried_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (int status = -90; status < 0; status++) {
            for (unsigned in_handshake = 0; in_handshake < 2; in_handshake++) {
                const struct operation *op = &operations[i];
                bool again = status <= QUATRIX_E_RESOLVE && status >= QUATRIX_E_NETWORK;
                struct bench b;
                bench_case("%s, %d, handshake %u", op->name, status, in_handshake);
                open_bench(&b, op, &defaults);
                if (in_handshake == 1) {
                    b.line[0].handshake = (enum quatrix_status)status;
                } else {
                    b.line[0].connect = (enum quatrix_status)status;
                }
                answer_golden(&b, 1, op);
                CHECK_ENDS(again ? op->ends : (enum quatrix_status)status, &b,
                           bench_finish(&b, op->start(&b)));
                CHECK_NUMBER(again ? 1 : 0, retries(&b));
                CHECK_NUMBER(again ? 2 : 1, b.lines);
                check_sent(&b, 0, op, 0);
                check_sent(&b, 1, op, again ? 1 : 0);
                check_no_secret(&b);
                bench_close(&b);
            }
        }
    }
}

/* Some of it has left: the server may have acted. */
static void a_connection_that_dies_is_tried_again_where_that_is_harmless(void **state)
{
    static const enum quatrix_status ends[] = { QUATRIX_E_CLOSED, QUATRIX_E_CUT,
                                                QUATRIX_E_NETWORK };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(ends); k++) {
            const struct operation *op = &operations[i];
            char request[BENCH_SENT];
            size_t len = golden_request(request, sizeof request, op, BENCH_SESSION);
            for (size_t sent = 0; sent < len; sent += 19) {
                bool again = sent == 0 || (op->flags & REPEATABLE) != 0;
                enum quatrix_status status;
                struct bench b;
                bench_case("%s, %d after %zu", op->name, ends[k], sent);
                open_bench(&b, op, &defaults);
                b.line[0].send = ends[k];
                b.line[0].send_after = sent;
                answer_golden(&b, 1, op);
                status = bench_finish(&b, op->start(&b));
                CHECK_ENDS(again ? op->ends : ends[k], &b, status);
                CHECK_NUMBER(again ? 1 : 0, retries(&b));
                check_sent(&b, 1, op, again ? 1 : 0);
                bench_close(&b);
            }
        }
    }
}

static void a_reply_that_is_cut_anywhere_is_fetched_again(void **state)
{
    const struct operation *op = operation("profile_get");
    size_t head;
    size_t len = render(golden_reply, sizeof golden_reply, op, &travels[0], &head);

    (void)state;
    for (size_t cut = 0; cut < len; cut++) {
        struct bench b;
        bench_case("after %zu of %zu", cut, len);
        open_bench(&b, op, &defaults);
        if (cut > 0) {
            bench_answer(&b.line[0], golden_reply, cut);
        }
        b.line[0].end = cut % 2 == 0 ? QUATRIX_E_CLOSED : QUATRIX_E_CUT;
        b.line[0].end_after = 1;
        answer_golden(&b, 1, op);
        CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
        op->check(&b);
        CHECK_NUMBER(1, retries(&b));
        check_no_secret(&b);
        bench_close(&b);
    }
}

/* The end of a kept connection costs no attempt: it is dialled again at once, as without a policy. */
static void a_kept_connection_is_dialled_again_first(void **state)
{
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    open_bench(&b, op, &defaults);
    refuse(&b, 1, "503 Service Unavailable", "");
    b.line[0].end = QUATRIX_E_CLOSED; /* in the pause */
    b.line[0].end_after = 1;
    answer_golden(&b, 1, op);
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(1, retries(&b));
    CHECK_NUMBER(2, b.lines);
    bench_close(&b);

    open_bench(&b, op, &defaults);
    refuse(&b, 1, "200 OK", "");
    CHECK_STATUS(QUATRIX_OK, quatrix_session_keepalive(&b.client));
    b.line[0].end = QUATRIX_E_CLOSED; /* once the request is sent again */
    b.line[0].end_after = 2;
    answer_golden(&b, 1, op);
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(0, retries(&b));
    CHECK_NUMBER(2, b.lines);
    CHECK_NUMBER(0, b.draws);
    bench_close(&b);
}

static void attempts_are_counted_and_end(void **state)
{
    const struct operation *op = operation("profile_get");

    (void)state;
    for (unsigned attempts = 0; attempts < 5; attempts++) {
        struct quatrix_retry retry = { .attempts = (uint8_t)attempts };
        unsigned most = attempts == 0 ? 4 : attempts;
        struct bench b;
        bench_case("%u", attempts);
        open_bench(&b, op, &retry);
        refuse(&b, 4, "500 Oops", JSON);
        CHECK_ENDS(QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
        CHECK_NUMBER(500, quatrix_client_error(&b.client)->http_status);
        CHECK_NUMBER(most - 1, retries(&b));
        check_sent(&b, 0, op, most);
        CHECK_NUMBER(1, b.lines);
        bench_close(&b);
    }
}

static void without_a_policy_nothing_is_tried_again(void **state)
{
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    open_bench(&b, op, &defaults);
    set_policy(&b, NULL);
    refuse(&b, 1, "503 Service Unavailable", "");
    CHECK_ENDS(QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(0, retries(&b));
    check_sent(&b, 0, op, 1);
    bench_close(&b);
}

/* Step until something but waiting happens; how long that took. */
static uint32_t pause_of(struct bench *b, const char *headers, uint32_t most)
{
    const struct operation *op = operation("keepalive");
    uint32_t begun = b->now;
    enum quatrix_status status;

    refuse(b, 1, "503 Service Unavailable", headers);
    answer(b, 0, "200 OK", "", "");
    CHECK_STATUS(QUATRIX_PENDING, op->start(b));
    do {
        status = quatrix_step(&b->client);
        b->now += status == QUATRIX_PENDING ? 1 : 0;
    } while (status == QUATRIX_PENDING && b->now - begun < most);
    if (status != QUATRIX_OK) {
        CHECK_STATUS(QUATRIX_E_SERVER, status);
        return 0;
    }
    return b->now - begun - 2; /* less what sending takes, twice */
}

static void pauses_lie_between_half_and_whole_and_double(void **state)
{
    const struct operation *op = operation("keepalive");

    (void)state;
    for (unsigned random = 0; random < 256; random += 5) {
        for (unsigned entropy = 0; entropy < 2; entropy++) {
            uint32_t due[] = { 250, 500, 1000 };
            struct bench b;
            bench_case("bytes of %u, entropy %u", random, entropy);
            open_bench(&b, op, &defaults);
            b.random = (uint8_t)random;
            b.no_entropy = entropy == 0;
            refuse(&b, 3, "500 Oops", "");
            answer(&b, 0, "200 OK", "", "");
            CHECK_STATUS(QUATRIX_PENDING, op->start(&b));
            CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
            for (unsigned i = 0; i < COUNT(due); i++) {
                uint32_t from = b.now;
                uint64_t number = entropy == 0 ? UINT32_MAX : random * UINT64_C(0x01010101);
                uint32_t pause = due[i] + (uint32_t)((number * (due[i] + 1)) >> 32);
                CHECK_STATUS(QUATRIX_PENDING,
                             quatrix_step(&b.client)); /* the reply, then a pause */
                b.now = from + pause - 1;
                CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
                CHECK_NUMBER(i, retries(&b));
                b.now = from + pause;
                CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client)); /* sent again */
                CHECK_NUMBER(i + 1, retries(&b));
            }
            CHECK_STATUS(QUATRIX_OK, quatrix_step(&b.client));
            CHECK_NUMBER(3, b.draws);
            bench_close(&b);
        }
    }
}

static void the_server_says_how_long_to_wait(void **state)
{
    static const struct {
        const char *headers;
        enum quatrix_clock clock;
        uint32_t pause_ms;
        uint32_t seconds; /* as the error has it */
    } rows[] = {
        { "Retry-After: 7\r\n", QUATRIX_CLOCK_UNKNOWN, 7000, 7 },
        { "retry-after:  7 \r\n", QUATRIX_CLOCK_UNKNOWN, 7000, 7 },
        { "Retry-After: 20\r\n", QUATRIX_CLOCK_UNKNOWN, 20000, 20 },
        { "Retry-After: 0\r\n", QUATRIX_CLOCK_UNKNOWN, 250, 0 },
        { "Retry-After: 21\r\n", QUATRIX_CLOCK_UNKNOWN, 0, 21 },
        { "Retry-After: 86400\r\n", QUATRIX_CLOCK_UNKNOWN, 0, 86400 },
        { "Retry-After: 4294967295\r\n", QUATRIX_CLOCK_UNKNOWN, 0, UINT32_MAX },
        /* as good as absent */
        { "Retry-After: 4294967296\r\n", QUATRIX_CLOCK_UNKNOWN, 250, 0 },
        { "Retry-After: 99999999999999999999\r\n", QUATRIX_CLOCK_UNKNOWN, 250, 0 },
        { "Retry-After: \r\n", QUATRIX_CLOCK_UNKNOWN, 250, 0 },
        { "Retry-After: soon\r\n", QUATRIX_CLOCK_TRUSTED, 250, 0 },
        { "Retry-After: -1\r\n", QUATRIX_CLOCK_TRUSTED, 250, 0 },
        { "Retry-After: 1.5\r\n", QUATRIX_CLOCK_TRUSTED, 250, 0 },
        { "Retry-After: Sun, 06 Nov 1994 08:49:99 GMT\r\n", QUATRIX_CLOCK_TRUSTED, 250, 0 },
        /* counted from the server's own clock */
        { DATE "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n", QUATRIX_CLOCK_UNKNOWN, 3000, 3 },
        { "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n" DATE, QUATRIX_CLOCK_UNKNOWN, 3000, 3 },
        { DATE "Retry-After: Sunday, 06-Nov-94 08:49:40 GMT\r\n", QUATRIX_CLOCK_TRUSTED, 3000, 3 },
        { DATE "Retry-After: Sun Nov  6 08:49:40 1994\r\n", QUATRIX_CLOCK_UNKNOWN, 3000, 3 },
        { DATE "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", QUATRIX_CLOCK_UNKNOWN, 250, 0 },
        { DATE "Retry-After: Sun, 06 Nov 1994 08:49:36 GMT\r\n", QUATRIX_CLOCK_UNKNOWN, 250, 0 },
        { DATE "Retry-After: Mon, 07 Nov 1994 08:49:37 GMT\r\n", QUATRIX_CLOCK_UNKNOWN, 0, 86400 },
        { DATE "Retry-After: 5\r\n", QUATRIX_CLOCK_TRUSTED, 5000, 5 },
        /* from ours, if it is any good */
        { "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n", QUATRIX_CLOCK_TRUSTED, 4000, 4 },
        { "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n", QUATRIX_CLOCK_FLOOR, 250, 0 },
        { "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n", QUATRIX_CLOCK_UNKNOWN, 250, 0 },
        { "Date: never\r\nRetry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n", QUATRIX_CLOCK_TRUSTED,
          4000, 4 },
        { "Retry-After: Thu, 31 Dec 2105 23:59:59 GMT\r\n", QUATRIX_CLOCK_TRUSTED, 0, 3507635423 },
    };
    static const struct quatrix_retry retry = { .retry_after_max_s = 20 };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench b;
        bench_case("%s", rows[i].headers);
        open_bench(&b, operation("keepalive"), &retry);
        b.random = 0;
        b.clock = rows[i].clock;
        b.unix_time = 784111776; /* a second behind the server */
        CHECK_NUMBER(rows[i].pause_ms, pause_of(&b, rows[i].headers, 40000));
        if (rows[i].pause_ms == 0) {
            CHECK_NUMBER(rows[i].seconds, quatrix_client_error(&b.client)->retry_after_s);
            CHECK_NUMBER(1, b.wire[0].requests);
        }
        bench_close(&b);
    }
}

/* What was said to the first attempt is not what was said to the second. */
static void the_date_of_another_attempt_does_not_count(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, operation("keepalive"), &defaults);
    refuse(&b, 1, "503 X", DATE "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n");
    refuse(&b, 1, "503 X", "");
    refuse(&b, 1, "400 X", "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n");
    CHECK_ENDS(QUATRIX_E_HTTP, &b, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(2, retries(&b));
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->retry_after_s);
    CHECK_NUMBER(3250 + 1000, b.paused);
    bench_close(&b);

    open_bench(&b, operation("keepalive"), &defaults); /* nor that of another call */
    refuse(&b, 1, "400 X", DATE "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n");
    refuse(&b, 1, "400 X", "");
    CHECK_STATUS(QUATRIX_E_HTTP, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(3, quatrix_client_error(&b.client)->retry_after_s);
    CHECK_STATUS(QUATRIX_E_HTTP, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->retry_after_s);
    bench_close(&b);
}

/* Logins are few; but whoever is told when to come back may come back. */
static void a_limited_login_waits_to_be_told_when(void **state)
{
    const struct operation *op = operation("login");
    struct bench b;

    (void)state;
    open_bench(&b, op, &defaults);
    refuse(&b, 1, "429 Too Many Requests", "");
    CHECK_ENDS(QUATRIX_E_RATE_LIMITED, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(0, retries(&b));
    bench_close(&b);

    open_bench(&b, op, &defaults);
    refuse(&b, 1, "429 Too Many Requests", "Retry-After: 2\r\n");
    answer_golden(&b, 0, op);
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(1, retries(&b));
    bench_close(&b);
}

static void a_pause_that_leaves_no_time_is_not_made(void **state)
{
    const struct operation *op = operation("keepalive");

    (void)state;
    for (uint32_t timeout = 480; timeout < 520; timeout++) {
        bool again = timeout > 500;
        struct bench b;
        bench_case("%u ms", (unsigned)timeout);
        bench_prepare(&b);
        b.nap = 0;
        b.config.timeout_ms = timeout;
        begin(&b, op, BENCH_SESSION);
        set_policy(&b, &defaults);
        refuse(&b, 1, "503 X", "");
        answer(&b, 0, "200 OK", "", "");
        CHECK_ENDS(again ? QUATRIX_OK : QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
        CHECK_NUMBER(again ? 500 : 0, b.paused); /* it does not wait for nothing */
        bench_close(&b);
    }
}

/* 503, then silence. */
static uint32_t time_to_give_up(bool each, unsigned silent_from)
{
    const struct quatrix_retry retry = { .attempts = 3, .each = each };
    const struct operation *op = operation("profile_get");
    struct bench b;
    uint32_t now;

    bench_prepare(&b);
    b.config.timeout_ms = 10000;
    begin(&b, op, BENCH_SESSION);
    set_policy(&b, &retry);
    refuse(&b, silent_from, "503 X", "");
    CHECK_ENDS(QUATRIX_E_TIMEOUT, &b, bench_finish(&b, op->start(&b)));
    now = b.now - 1000;
    bench_works_again(&b);
    bench_close(&b);
    return now;
}

static void one_deadline_covers_all_attempts_unless_each_has_its_own(void **state)
{
    (void)state;
    CHECK_NUMBER(10000, time_to_give_up(false, 0));
    CHECK_NUMBER(10000, time_to_give_up(false, 1));
    CHECK_NUMBER(10000, time_to_give_up(false, 2));
    CHECK_NUMBER(10000 + 500 + 10000 + 1000 + 10000, time_to_give_up(true, 0));
    CHECK_NUMBER(20 + 500 + 10000 + 1000 + 10000, time_to_give_up(true, 1));
    CHECK_NUMBER(20 + 500 + 20 + 1000 + 10000, time_to_give_up(true, 2));
}

/* A clock that moves with every look: the pause may end between two looks. */
static void a_pause_may_end_at_any_moment(void **state)
{
    const struct operation *op = operation("profile_get");

    (void)state;
    for (uint32_t tick = 0; tick < 300; tick++) {
        for (uint32_t from = 0; from < 2; from++) {
            struct bench b;
            bench_case("%u ms a look, from %u", (unsigned)tick, (unsigned)from);
            open_bench(&b, op, &defaults);
            b.tick = tick;
            b.now = UINT32_MAX - 400 * from; /* the clock wraps as well */
            b.nap = 100 + tick;
            refuse(&b, 2, "503 X", "");
            answer_golden(&b, 0, op);
            answer_golden(&b, 1, op);
            CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
            op->check(&b);
            bench_close(&b);
        }
    }
}

static void a_call_can_be_cancelled_in_the_pause(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned steps = 0; steps < 3; steps++) {
            const struct operation *op = &operations[i];
            struct bench b;
            if ((op->flags & REPEATABLE) == 0) {
                continue;
            }
            bench_case("%s after %u steps", op->name, steps);
            open_bench(&b, op, &defaults);
            refuse(&b, 1, "503 X", "");
            CHECK_STATUS(QUATRIX_PENDING, op->start(&b));
            CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
            CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
            for (unsigned k = 0; k < steps; k++) {
                CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
            }
            CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
            CHECK_STATUS(QUATRIX_E_CANCELLED, quatrix_client_error(&b.client)->status);
            CHECK_NUMBER(QUATRIX_PHASE_PAUSE, quatrix_client_error(&b.client)->phase);
            CHECK_NUMBER(503, quatrix_client_error(&b.client)->http_status);
            CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b.client));
            check_no_secret(&b);
            bench_works_again(&b);
            bench_close(&b);
        }
    }
}

/* Cancelling a reply that would be tried again cancels it as well. */
static void a_refusal_that_is_cancelled_is_not_tried_again(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, operation("profile_get"), &defaults);
    bench_answer(&b.line[0], "HTTP/1.1 503 X\r\nContent-Length: 9\r\n\r\n12", 0);
    CHECK_STATUS(QUATRIX_PENDING, operation("profile_get")->start(&b));
    CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
    CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
    CHECK_STATUS(QUATRIX_E_CANCELLED, quatrix_client_error(&b.client)->status);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b.client));
    bench_works_again(&b);
    bench_close(&b);
}

static void a_client_can_be_given_up_in_the_pause(void **state)
{
    struct bench b;

    (void)state;
    open_bench(&b, operation("profile_get"), &defaults);
    refuse(&b, 1, "503 X", "");
    CHECK_STATUS(QUATRIX_PENDING, operation("profile_get")->start(&b));
    CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
    CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
    CHECK_STATUS(QUATRIX_E_BUSY, quatrix_client_retry(&b.client, NULL));
    bench_close(&b);
}

/* Whatever the size of the work buffer: where a call succeeds without a policy it succeeds with one,
   and its reply is the same. */
static void a_policy_costs_no_reply(void **state)
{
    const struct operation *op = operation("profile_get");
    unsigned again = 0;

    (void)state;
    for (size_t size = QUATRIX_WORK_MIN; size < 900; size++) {
        for (unsigned refusals = 0; refusals < 2; refusals++) {
            enum quatrix_status status[2];
            for (unsigned policy = 0; policy < 2; policy++) {
                struct bench b;
                bench_case("%zu bytes, %u refusals, policy %u", size, refusals, policy);
                bench_prepare(&b);
                b.config.work_size = size;
                begin(&b, op, BENCH_SESSION);
                set_policy(&b, policy == 0 ? NULL : &defaults);
                refuse(&b, policy == 0 ? 0 : refusals, "503 X", "");
                answer_golden(&b, 0, op);
                status[policy] = bench_finish(&b, op->start(&b));
                again += retries(&b);
                if (status[policy] == QUATRIX_OK) {
                    op->check(&b);
                }
                check_no_secret(&b);
                bench_close(&b);
            }
            CHECK_STATUS(status[0], status[1]);
        }
    }
    CHECK_NUMBER(900 - QUATRIX_WORK_MIN, again);
}

/* The largest value of the reply does not fit behind the request, but instead of it. */
static void a_value_that_needs_the_room_gets_it(void **state)
{
    static struct quatrix_account_info info;
    char properties[QUATRIX_OBJECT_MAX + 1];
    char body[QUATRIX_OBJECT_MAX + 40];
    char agent[256];
    unsigned tight = 0;

    (void)state;
    (void)snprintf(properties, sizeof properties, "{\"note\":\"%0*d\"}", QUATRIX_OBJECT_MAX - 12,
                   7);
    (void)snprintf(body, sizeof body, "{\"properties\":%s}", properties);
    memset(agent, 'a', sizeof agent - 1);
    agent[sizeof agent - 1] = 0;
    for (size_t len = 1; len < sizeof agent; len++) {
        for (size_t slice = 0; slice < 90; slice += 44) {
            struct bench b;
            bench_case("%zu bytes more, slices of %zu", len, slice);
            bench_prepare(&b);
            b.slice = slice;
            b.config.user_agent = agent + sizeof agent - 1 - len;
            bench_begin(&b, BENCH_SESSION);
            set_policy(&b, &defaults);
            refuse(&b, 1, "503 X", "");
            answer(&b, 0, "200 OK", JSON, body);
            CHECK_STATUS(QUATRIX_PENDING, quatrix_account_info_start(&b.client, &info));
            CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
            if (b.wire[0].sent_len + 128 <= b.config.work_size) {
                CHECK_ENDS(QUATRIX_OK, &b, quatrix_wait(&b.client, QUATRIX_PENDING));
                CHECK_TEXT(properties, info.properties);
                CHECK_NUMBER(0, info.truncated);
                CHECK_NUMBER(1, retries(&b));
                tight += b.wire[0].sent_len / 2 + strlen(properties) > b.config.work_size;
                check_no_secret(&b);
            }
            bench_close(&b);
        }
    }
    CHECK(tight > 0);
}

/* A request that leaves no room is sent once. */
static void a_request_that_fills_the_buffer_is_not_kept(void **state)
{
    char agent[300];

    (void)state;
    memset(agent, 'a', sizeof agent);
    for (size_t len = 1; len < 255; len++) {
        const struct operation *op = operation("profile_info");
        bool kept;
        struct bench b;
        bench_case("%zu more bytes", len);
        bench_prepare(&b);
        b.config.work_size = 400;
        b.config.user_agent = agent + sizeof agent - 1 - len;
        agent[sizeof agent - 1] = 0;
        bench_begin(&b, BENCH_SESSION);
        set_policy(&b, &defaults);
        refuse(&b, 1, "503 X", "");
        answer_golden(&b, 0, op);
        if (op->start(&b) == QUATRIX_E_SPACE) {
            bench_close(&b);
            continue;
        }
        CHECK_STATUS(QUATRIX_PENDING, quatrix_step(&b.client));
        kept = b.wire[0].sent_len + 128 <= 400;
        CHECK_ENDS(kept ? QUATRIX_OK : QUATRIX_E_SERVER, &b,
                   quatrix_wait(&b.client, QUATRIX_PENDING));
        CHECK_NUMBER(kept ? 1 : 0, retries(&b));
        bench_close(&b);
    }
}

static const char two_users[] =
    "[{\"id\":\"32833106-536e-45df-80b2-d002cc92d33d\",\"email\":\"a@example.org\"},"
    "{\"id\":\"42833106-536e-45df-80b2-d002cc92d33d\",\"email\":\"b@example.org\"}]";

/* A list is fetched again only as long as nobody has seen it begin. */
static void a_list_that_has_begun_is_not_begun_anew(void **state)
{
    static struct quatrix_user user;
    char text[512];
    size_t head;
    size_t len = render_reply(text, sizeof text, "200 OK", JSON, two_users, &travels[0], &head);

    (void)state;
    for (size_t cut = 0; cut <= len; cut++) {
        unsigned elements = 0;
        enum quatrix_status status;
        struct bench b;
        bench_case("after %zu of %zu", cut, len);
        open_bench(&b, operation("profile_get"), &defaults);
        if (cut > 0) {
            bench_answer(&b.line[0], text, cut);
        }
        b.line[0].end = QUATRIX_E_CUT;
        b.line[0].end_after = cut == len ? 2 : 1;
        bench_answer(&b.line[1], text, len);
        status = quatrix_wait(&b.client, quatrix_user_list_start(&b.client, &user));
        CHECK_STATUS(QUATRIX_READY, status);
        CHECK_NUMBER(cut < head ? 1 : 0, retries(&b));
        while ((status = quatrix_list_next_wait(&b.client)) == QUATRIX_OK) {
            CHECK_TEXT(elements == 0 ? "a@example.org" : "b@example.org", user.email);
            elements++;
        }
        CHECK_STATUS(cut < head || cut == len ? QUATRIX_END : QUATRIX_E_CUT, status);
        CHECK(elements == 2 || status == QUATRIX_E_CUT);
        CHECK_NUMBER(cut < head ? 2 : 1, b.lines);
        bench_close(&b);
    }
}

static void what_is_out_of_range_is_no_policy(void **state)
{
    static const struct quatrix_retry bad[] = {
        { .first_ms = (UINT32_C(1) << 30) + 1 },
        { .cap_ms = (UINT32_C(1) << 30) + 1 },
        { .retry_after_max_s = (UINT32_C(1) << 20) + 1 },
    };
    static const struct quatrix_retry edge = { 255, true, UINT32_C(1) << 30, UINT32_C(1) << 30,
                                               UINT32_C(1) << 20 };
    static struct quatrix_client zero;
    struct bench b;

    (void)state;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_retry(NULL, &defaults));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_retry(&zero, &defaults));
    open_bench(&b, operation("keepalive"), &defaults);
    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_retry(&b.client, &bad[i]));
    }
    set_policy(&b, &edge);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(six_statuses_are_tried_again_and_no_other),
    cmocka_unit_test(only_what_may_be_repeated_is_repeated),
    cmocka_unit_test(a_connection_that_is_not_made_is_tried_again),
    cmocka_unit_test(a_connection_that_dies_is_tried_again_where_that_is_harmless),
    cmocka_unit_test(a_reply_that_is_cut_anywhere_is_fetched_again),
    cmocka_unit_test(a_kept_connection_is_dialled_again_first),
    cmocka_unit_test(attempts_are_counted_and_end),
    cmocka_unit_test(without_a_policy_nothing_is_tried_again),
    cmocka_unit_test(pauses_lie_between_half_and_whole_and_double),
    cmocka_unit_test(the_server_says_how_long_to_wait),
    cmocka_unit_test(the_date_of_another_attempt_does_not_count),
    cmocka_unit_test(a_limited_login_waits_to_be_told_when),
    cmocka_unit_test(a_pause_that_leaves_no_time_is_not_made),
    cmocka_unit_test(one_deadline_covers_all_attempts_unless_each_has_its_own),
    cmocka_unit_test(a_pause_may_end_at_any_moment),
    cmocka_unit_test(a_call_can_be_cancelled_in_the_pause),
    cmocka_unit_test(a_refusal_that_is_cancelled_is_not_tried_again),
    cmocka_unit_test(a_client_can_be_given_up_in_the_pause),
    cmocka_unit_test(a_policy_costs_no_reply),
    cmocka_unit_test(a_value_that_needs_the_room_gets_it),
    cmocka_unit_test(a_request_that_fills_the_buffer_is_not_kept),
    cmocka_unit_test(a_list_that_has_begun_is_not_begun_anew),
    cmocka_unit_test(what_is_out_of_range_is_no_policy),
};

BENCH_MAIN(tests)
