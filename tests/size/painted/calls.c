/* SPDX-License-Identifier: MIT */
/* Every operation of tests/call/, plain and with each policy. */
#include "call/operations.h"
#include "painted.h"

#include <quatrix/relogin.h>
#include <quatrix/retry.h>

#include <stdio.h>
#include <string.h>

#define ENDED       "{\"code\":14,\"msg\":\"Not authorised\",\"trace\":[1,{\"a\":\"b\"}]}"
#define NEW_SESSION "{\"session_id\":\"" BENCH_TOKEN "\"}"

/* Callbacks, as they leave core's stack. */
bool leave_give_credentials(void *ctx, const char **email, const char **password);
bool leave_give_code(void *ctx, enum quatrix_factor factor,
                     char code[QUATRIX_RELOGIN_CODE_MAX + 1]);
void leave_see(void *ctx, bool sent, const char *text, size_t len);

bool give_credentials(void *ctx, const char **email, const char **password);
bool give_code(void *ctx, enum quatrix_factor factor, char code[QUATRIX_RELOGIN_CODE_MAX + 1]);
void see(void *ctx, bool sent, const char *text, size_t len);

bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = BENCH_EMAIL;
    *password = BENCH_PASSWORD;
    return true;
}

bool give_code(void *ctx, enum quatrix_factor factor, char code[QUATRIX_RELOGIN_CODE_MAX + 1])
{
    (void)ctx;
    (void)factor;
    memcpy(code, BENCH_CODE, sizeof BENCH_CODE);
    return true;
}

static size_t seen;

void see(void *ctx, bool sent, const char *text, size_t len)
{
    (void)ctx;
    (void)sent;
    (void)text;
    seen += len;
}

static const struct quatrix_relogin relogin = { NULL, leave_give_credentials, NULL,
                                                leave_give_code };
static const struct quatrix_retry retry;

static char reply[16384];
static struct bench b;

static void prepare(const struct operation *op, size_t travel, size_t slice)
{
    size_t head;
    size_t len = render(reply, sizeof reply, op, &travels[travel], &head);

    bench_prepare(&b);
    b.config.work_size = 1024;
    b.slice = slice;
    bench_answer(&b.line[0], reply, len);
    b.line[0].end = travels[travel].framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
}

static size_t call(const struct operation *op, enum quatrix_status *got)
{
    painted_begin();
    *got = op->call(&b);
    return painted_peak();
}

/* It comes to its end. */
static size_t call_well(const struct operation *op)
{
    enum quatrix_status got;
    size_t peak = call(op, &got);

    CHECK_STATUS(op->ends, got);
    op->check(&b);
    return peak;
}

/* However it is authorized, however the reply travels. */
static size_t friendly(const struct operation *op)
{
    static const size_t slices[] = { 0, 1, 29 };
    size_t most = 0;

    for (unsigned auth = BENCH_NONE; auth < BENCH_AUTHS; auth++) {
        if (!may_call(op, (enum bench_auth)auth)) {
            continue;
        }
        for (size_t i = 0; i < travels_count * COUNT(slices); i++) {
            bench_case("%s, authorization %u, %zu", op->name, auth, i);
            prepare(op, i / COUNT(slices), slices[i % COUNT(slices)]);
            begin(&b, op, (enum bench_auth)auth);
            most = painted_larger(most, call_well(op));
            bench_close(&b);
        }
    }
    return most;
}

/* The server says no, or nothing at all. */
static size_t refused(const struct operation *op)
{
    enum quatrix_status got;
    size_t most;

    bench_case("%s, refused", op->name);
    bench_prepare(&b);
    begin(&b, op, BENCH_SESSION);
    (void)answer(&b, 0, "400 Bad Request", JSON,
                 "{\"code\":33,\"msg\":\"Not \\u00e9 possible\",\"details\":{\"a\":[1.5e3,null]}}");
    most = call(op, &got);
    CHECK(got < 0);
    bench_close(&b);
    bench_case("%s, cut", op->name);
    bench_prepare(&b);
    b.line[0].end = QUATRIX_E_CUT;
    begin(&b, op, BENCH_SESSION);
    most = painted_larger(most, call(op, &got));
    CHECK(got < 0);
    bench_close(&b);
    return most;
}

static void each_operation(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];

        printf("stack %s %zu\n", op->name, painted_larger(friendly(op), refused(op)));
    }
}

static bool logs_in_again(const struct operation *op)
{
    return (op->flags & (LOGIN | SECOND | SESSION | KEEP | OPEN | ANY)) == 0;
}

/* The session is over: a login with a second factor, and the call again. */
static void calls_that_log_in_again(void **state)
{
    size_t most = 0;

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        size_t head;
        if (!logs_in_again(op)) {
            continue;
        }
        bench_case("%s, after a login", op->name);
        bench_prepare(&b);
        b.config.work_size = 1024;
        begin(&b, op, BENCH_SESSION);
        CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&b.client, &relogin));
        (void)answer(&b, 0, "401 Unauthorized", JSON, ENDED);
        (void)answer(&b, 0, "207 Multi-Status", JSON "Mfa-Code: 71\r\n", NEW_SESSION);
        (void)answer(&b, 0, "200 OK", JSON, NEW_SESSION);
        bench_answer(&b.line[0], reply, render(reply, sizeof reply, op, &travels[0], &head));
        most = painted_larger(most, call_well(op));
        CHECK_NUMBER(4, b.wire[0].requests);
        bench_close(&b);
    }
    printf("stack relogin %zu\n", most);
}

/* The server is busy until a date. */
static void calls_that_are_tried_again(void **state)
{
    size_t most = 0;
    unsigned tried = 0;

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];
        size_t head;
        if ((op->flags & REPEATABLE) == 0 || (op->flags & SECOND) != 0) {
            continue;
        }
        bench_case("%s, tried again", op->name);
        bench_prepare(&b);
        b.config.work_size = 1024;
        begin(&b, op, BENCH_SESSION);
        CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, &retry));
        (void)answer(&b, 0, "503 Service Unavailable",
                     "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                     "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n",
                     "");
        bench_answer(&b.line[0], reply, render(reply, sizeof reply, op, &travels[0], &head));
        most = painted_larger(most, call_well(op));
        CHECK_NUMBER(2, b.wire[0].requests);
        bench_close(&b);
        tried++;
    }
    CHECK(tried > 20);
    printf("stack retry %zu\n", most);
}

static void calls_that_are_traced(void **state)
{
    size_t most = 0;

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        const struct operation *op = &operations[i];

        bench_case("%s, traced", op->name);
        prepare(op, 3, 0);
        begin(&b, op, BENCH_SESSION);
        CHECK_STATUS(QUATRIX_OK, quatrix_client_trace(&b.client, leave_see, NULL));
        seen = 0;
        most = painted_larger(most, call_well(op));
        CHECK(seen > strlen(op->request) / 2);
        bench_close(&b);
    }
    printf("stack trace %zu\n", most);
}

void painted_calls(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_operation),
        cmocka_unit_test(calls_that_log_in_again),
        cmocka_unit_test(calls_that_are_tried_again),
        cmocka_unit_test(calls_that_are_traced),
    };

    painted_failed += cmocka_run_group_tests(tests, NULL, NULL);
}
