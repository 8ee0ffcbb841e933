/* SPDX-License-Identifier: MIT */
/*
 * The failure points of calls that are more than one exchange: on a connection that was used before,
 * tried again after a refusal, and logging in again, with a second factor as well. Where the first
 * failure is made up for the call succeeds; where it is not, it ends with that failure.
 */
#include "points.h"

#include <quatrix/relogin.h>
#include <quatrix/retry.h>

#include <stdio.h>
#include <string.h>

#define LOGGED_IN "{\"session_id\":\"36480de2-bd5c-4366-b517-da60fb69e070\"}"

enum { TIMEOUT = 5000 };

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = BENCH_EMAIL;
    *password = BENCH_PASSWORD;
    return true;
}

static bool give_code(void *ctx, enum quatrix_factor factor,
                      char code[QUATRIX_RELOGIN_CODE_MAX + 1])
{
    (void)ctx;
    CHECK_NUMBER(QUATRIX_FACTOR_2FA, factor);
    (void)snprintf(code, QUATRIX_RELOGIN_CODE_MAX + 1, "%s", BENCH_CODE);
    return true;
}

static const struct quatrix_retry retry = { .attempts = 3, .first_ms = 100 };
static const struct quatrix_relogin relogin = { NULL, give_credentials, NULL, give_code };

/* --- the server --- */

#define LENGTH_53 "Content-Type: application/json\r\nContent-Length: 53\r\n\r\n"

static const struct bench_reply empty = { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0 };
static const struct bench_reply logged_in = { "HTTP/1.1 200 OK\r\n" LENGTH_53 LOGGED_IN, 0 };
static const struct bench_reply factor_due = {
    "HTTP/1.1 207 Multi-Status\r\nMfa-Code: 71\r\n" LENGTH_53 LOGGED_IN, 0
};
static const struct bench_reply ended = {
    "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
    "Content-Length: 34\r\n\r\n{\"code\":14,\"msg\":\"Not authorised\"}",
    0
};
static const struct bench_reply busy = {
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", 0
};

/* To the call itself. */
static struct bench_reply golden;
static unsigned refusals; /* still due */
static bool two_factors;

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static struct bench_reply serve(struct bench *b, const char *request)
{
    if (b->client.priv.policies.relogin != NULL) {
        if (begins_with(request, "POST /api/1.0/session/login ")) {
            return logged_in;
        }
        if (begins_with(request, "GET /api/1.0/session/login ")) {
            return two_factors ? factor_due : logged_in;
        }
        if (strstr(request, BENCH_TOKEN) != NULL) {
            return ended;
        }
    }
    if (refusals > 0) {
        refusals--;
        return busy;
    }
    return golden;
}

static void use_before(struct bench *b)
{
    b->line[0].reply[0] = empty;
    CHECK_STATUS(QUATRIX_OK, quatrix_session_keepalive(&b->client));
}

static void refuse_once(struct bench *b)
{
    refusals = 1;
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b->client, &retry));
}

static void end_session(struct bench *b)
{
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&b->client, &relogin));
}

static void end_session_of_two_factors(struct bench *b)
{
    two_factors = true;
    end_session(b);
}

static void end_session_on_a_kept_connection_and_refuse(struct bench *b)
{
    use_before(b);
    end_session(b);
    refuse_once(b);
}

/* --- the ways --- */

static bool any_call(const struct operation *op)
{
    (void)op;
    return true;
}

static bool repeatable(const struct operation *op)
{
    return (op->flags & REPEATABLE) != 0;
}

/* A call that logs in again: see quatrix/relogin.h. */
static bool renewable(const struct operation *op)
{
    return (op->flags & (LOGIN | SECOND | SESSION | KEEP)) == 0;
}

static bool both(const struct operation *op)
{
    return repeatable(op) && renewable(op);
}

/* How a call comes to be composed. */
static const struct way {
    const char *name;
    bool (*concerns)(const struct operation *op);
    void (*lead)(struct bench *b); /* up to the golden reply */
    bool logs_in;
} ways[] = {
    { "on a kept connection", any_call, use_before, false },
    { "tried again", repeatable, refuse_once, false },
    { "logging in again", renewable, end_session, true },
    { "logging in again with a second factor", renewable, end_session_of_two_factors, true },
    { "on a kept connection, logging in again, tried again", both,
      end_session_on_a_kept_connection_and_refuse, true },
};

/* Ready to start. */
static void prepare(struct bench *b, const struct way *way, const struct operation *op,
                    const struct travel *travel)
{
    static char text[16384];
    static const struct operation *last_op;
    static const struct travel *last_travel;

    if (last_op != op || last_travel != travel) {
        size_t head;
        golden.bytes = text;
        golden.len = render(text, sizeof text, op, travel, &head);
        last_op = op;
        last_travel = travel;
    }
    bench_prepare(b);
    b->config.timeout_ms = TIMEOUT;
    b->config.work_size = 1024;
    begin(b, op, BENCH_SESSION);
    refusals = 0;
    two_factors = false;
    way->lead(b);
    b->serve = serve;
    b->all_read = 0;
    b->all_calls = 0;
}

/* The call ends as it should, or with that failure: of its own, or of the login in it. A connection that
   breaks has two names, by whether some of the reply was there. */
static void check_ended(struct bench *b, const struct way *way, const struct operation *op,
                        enum quatrix_status got, enum quatrix_status failure)
{
    const struct quatrix_error *error = quatrix_client_error(&b->client);
    enum quatrix_status why = error->relogin != QUATRIX_OK ? error->relogin : got;

    if (why == QUATRIX_E_CUT && failure == QUATRIX_E_CLOSED) {
        why = failure;
    } else if (why == QUATRIX_E_CLOSED && failure == QUATRIX_E_CUT) {
        why = failure;
    }
    if (error->relogin != QUATRIX_OK) {
        CHECK(way->logs_in);
        CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, b, got);
        CHECK_NUMBER(0, quatrix_client_session(&b->client)->present);
    }
    if (got == op->ends) {
        CHECK_ENDS(op->ends, b, got);
        op->check(b);
    } else {
        CHECK_STATUS(failure, why);
    }
}

/* False: it was over before that call. */
static bool fails_at(const struct way *way, const struct operation *op, unsigned call,
                     enum quatrix_status failure)
{
    struct bench b;
    enum quatrix_status got;

    bench_case("%s, %s, call %u fails with %s", op->name, way->name, call,
               quatrix_status_name(failure));
    prepare(&b, way, op, &travels[0]);
    b.slice = 60;
    b.take = 90;
    b.fail_call = call;
    b.fail_with = failure;
    got = bench_finish(&b, op->start(&b));
    if (b.all_calls < b.fail_call) {
        CHECK_ENDS(op->ends, &b, got);
        bench_close(&b);
        return false;
    }
    check_ended(&b, way, op, got, failure);
    check_over(&b, point_of(failure));
    return true;
}

static void may_fail(const struct way *way, const struct operation *op)
{
    static const enum quatrix_status failures[] = { QUATRIX_E_CUT,       QUATRIX_E_CLOSED,
                                                    QUATRIX_E_NETWORK,   QUATRIX_E_RESOLVE,
                                                    QUATRIX_E_CERT_NAME, QUATRIX_E_TLS_MEMORY };

    for (size_t k = 0; k < COUNT(failures); k++) {
        unsigned call = 1;
        while (fails_at(way, op, call, failures[k])) {
            call++;
        }
        CHECK(call >= 4);
    }
}

/* False: it was over before that call. */
static bool stalls_at(const struct way *way, const struct operation *op, unsigned call)
{
    struct bench b;
    enum quatrix_status got;
    uint32_t begun;

    bench_case("%s, %s, stalled at call %u", op->name, way->name, call);
    prepare(&b, way, op, &travels[0]);
    b.slice = 60;
    b.take = 90;
    b.nap = call % 2 == 0 ? 600 : UINT32_MAX;
    b.stall_call = call;
    begun = b.now;
    got = bench_finish(&b, op->start(&b));
    if (b.all_calls < b.stall_call) {
        CHECK_ENDS(op->ends, &b, got);
        bench_close(&b);
        return false;
    }
    check_ended(&b, way, op, got, QUATRIX_E_TIMEOUT);
    CHECK(got != op->ends);
    CHECK(b.now - begun == TIMEOUT ||
          ((op->flags & (RAW | LIST)) != 0 && b.now - begun > TIMEOUT &&
           b.now - begun < TIMEOUT + call + 100)); /* the pause of a retry */
    check_over(&b, POINT_STALLED);
    return true;
}

static void may_stall(const struct way *way, const struct operation *op)
{
    unsigned call = 1;

    while (stalls_at(way, op, call)) {
        call++;
    }
    CHECK(call >= 4);
}

static void may_be_short(const struct way *way, const struct operation *op)
{
    unsigned calls = 1;

    for (unsigned call = 1; call <= calls; call++) {
        struct bench b;
        bench_case("%s, %s, call %u is short", op->name, way->name, call);
        prepare(&b, way, op, &travels[3]);
        b.slice = 60;
        b.take = 90;
        b.short_call = call;
        CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
        op->check(&b);
        calls = b.all_calls;
        check_over(&b, POINT_SHORT);
    }
    CHECK(calls >= 4);
}

/* False: there were not so many bytes. */
static bool is_cut_at(const struct way *way, const struct operation *op, size_t cut,
                      enum quatrix_status with)
{
    struct bench b;
    enum quatrix_status got;

    bench_case("%s, %s, cut after %zu of all that is read", op->name, way->name, cut);
    prepare(&b, way, op, &travels[4]);
    b.cut_after = cut;
    b.cut_with = with;
    got = bench_finish(&b, op->start(&b));
    if (b.cut_with != QUATRIX_OK) {
        CHECK_ENDS(op->ends, &b, got);
        bench_close(&b);
        return false;
    }
    check_ended(&b, way, op, got, with);
    check_over(&b, POINT_CUT);
    return true;
}

static void may_be_cut(const struct way *way, const struct operation *op)
{
    size_t cut = 0;

    while (is_cut_at(way, op, cut, cut % 2 == 0 ? QUATRIX_E_CUT : QUATRIX_E_CLOSED)) {
        cut++;
    }
    CHECK(cut > 20);
}

static void may_be_sliced(const struct way *way, const struct operation *op)
{
    size_t len = 1;

    for (size_t slice = 1; slice <= len; slice++) {
        struct bench b;
        bench_case("%s, %s, slices of %zu", op->name, way->name, slice);
        prepare(&b, way, op, &travels[4]);
        b.slice = slice;
        CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
        op->check(&b);
        len = b.all_read < b.config.work_size ? b.all_read : b.config.work_size;
        check_over(&b, POINT_SLICED);
    }
}

/* False: it was over before so many steps. */
static bool is_left_after(const struct way *way, const struct operation *op, unsigned steps)
{
    struct bench b;
    enum quatrix_status status;

    bench_case("%s, %s, cancelled after %u steps", op->name, way->name, steps);
    prepare(&b, way, op, &travels[2]);
    b.slice = 60;
    b.take = 90;
    for (unsigned part = 0; part < BENCH_CLOSE; part++) {
        b.pending[part] = 1;
    }
    status = op->start(&b);
    for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
        status = quatrix_step(&b.client);
        b.now += b.client.priv.state == QUATRIX_PHASE_PAUSE ? 10 : 0;
    }
    if (status != QUATRIX_PENDING) {
        bench_close(&b);
        return false;
    }
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
    CHECK_STATUS(QUATRIX_E_CANCELLED, quatrix_client_error(&b.client)->status);
    check_over(&b, POINT_LEFT);
    return true;
}

static void may_be_cancelled(const struct way *way, const struct operation *op)
{
    unsigned steps = 0;

    while (is_left_after(way, op, steps)) {
        steps++;
    }
    CHECK(steps >= 4);
}

static void all(void (*test)(const struct way *way, const struct operation *op))
{
    for (size_t w = 0; w < COUNT(ways); w++) {
        for (size_t i = 0; i < OPERATIONS; i++) {
            if (ways[w].concerns(&operations[i])) {
                test(&ways[w], &operations[i]);
            }
        }
    }
}

static void each_call_of_the_transport_may_fail(void **state)
{
    (void)state;
    all(may_fail);
}

static void each_call_of_the_transport_may_stall(void **state)
{
    (void)state;
    all(may_stall);
}

static void each_call_of_the_transport_may_be_short(void **state)
{
    (void)state;
    all(may_be_short);
}

static void all_that_is_read_may_be_cut(void **state)
{
    (void)state;
    all(may_be_cut);
}

static void it_may_arrive_in_slices_of_any_size(void **state)
{
    (void)state;
    all(may_be_sliced);
}

static void it_may_be_cancelled_after_each_step(void **state)
{
    (void)state;
    all(may_be_cancelled);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_call_of_the_transport_may_fail),
    cmocka_unit_test(each_call_of_the_transport_may_stall),
    cmocka_unit_test(each_call_of_the_transport_may_be_short),
    cmocka_unit_test(all_that_is_read_may_be_cut),
    cmocka_unit_test(it_may_arrive_in_slices_of_any_size),
    cmocka_unit_test(it_may_be_cancelled_after_each_step),
};

int main(void)
{
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    tell_points("failures/composed");
    return failed;
}
