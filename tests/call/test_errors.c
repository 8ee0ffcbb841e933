/* SPDX-License-Identifier: MIT */
/* The server says no, in every way that servers do. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

#define ALL                                                                                        \
    "{\"code\":31,\"msg\":\"This address belongs to \\\"another\\\" user\",\"x\":[1,{\"y\":2}],"   \
    "\"details\":{\"status\":\"A\",\"name\":\"dana.k@example.org\",\"z\":[],\"ip\":"               \
    "\"2001:db8::17\"}}"

static enum quatrix_status due_for(unsigned http)
{
    if (http < 400) {
        return QUATRIX_E_REDIRECT;
    }
    if (http == 401) {
        return QUATRIX_E_UNAUTHORIZED;
    }
    if (http == 429) {
        return QUATRIX_E_RATE_LIMITED;
    }
    return http < 500 ? QUATRIX_E_HTTP : QUATRIX_E_SERVER;
}

static enum quatrix_status due_of(const struct operation *op, unsigned http)
{
    if ((op->flags & LOOK_UP) != 0 && http == 404) {
        return QUATRIX_E_MISSING;
    }
    /* Who logs out and is told that there is no session has what he wants. */
    return strcmp(op->name, "logout") == 0 && http == 401 ? QUATRIX_OK : due_for(http);
}

static void check_all(const struct bench *b)
{
    const struct quatrix_error *error = quatrix_client_error(&b->client);

    CHECK_NUMBER(7, error->present);
    CHECK_NUMBER(0, error->truncated);
    CHECK_NUMBER(31, error->server_code);
    CHECK_TEXT("This address belongs to \"another\" user", error->server_msg);
    CHECK_NUMBER(7, error->details.present);
    CHECK_NUMBER(0, error->details.truncated);
    CHECK_TEXT("dana.k@example.org", error->details.name);
    CHECK_TEXT("2001:db8::17", error->details.ip);
    CHECK_TEXT("A", error->details.status.text);
    CHECK_NUMBER(QUATRIX_PHASE_BODY, error->phase);
}

static void check_none(const struct bench *b)
{
    struct quatrix_error error = *quatrix_client_error(&b->client);

    CHECK_NUMBER(0, error.present);
    CHECK_NUMBER(0, error.truncated);
    CHECK_NUMBER(0, error.server_code);
    CHECK_TEXT("", error.server_msg);
    CHECK_NUMBER(0, error.details.present);
    CHECK_TEXT("", error.details.name);
    CHECK_TEXT("", error.details.ip);
    CHECK_TEXT("", error.details.status.text);
}

static void each_status_has_its_meaning_for_each_operation(void **state)
{
    static const unsigned statuses[] = {
        300, 301, 302, 303, 304, 305, 307, 308, 399, 400, 401, 402, 403, 404, 405, 408, 409, 410,
        413, 418, 422, 428, 429, 430, 431, 451, 499, 500, 501, 502, 503, 504, 505, 509, 511, 599
    };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(statuses); k++) {
            for (unsigned auth = BENCH_SESSION; auth < BENCH_AUTHS; auth++) {
                const struct operation *op = &operations[i];
                char line[40];
                struct bench b;
                if (!may_call(op, (enum bench_auth)auth)) {
                    continue;
                }
                bench_case("%s, %u, authorization %u", op->name, statuses[k], auth);
                (void)snprintf(line, sizeof line, "%u Reason: %u", statuses[k], statuses[k]);
                bench_prepare(&b);
                answer(&b, 0, line, JSON "Retry-After: 17\r\nX-Auth-Token: abc\r\n", ALL);
                begin(&b, op, (enum bench_auth)auth);
                CHECK_ENDS(due_of(op, statuses[k]), &b, bench_finish(&b, op->start(&b)));
                CHECK_NUMBER(statuses[k], quatrix_client_error(&b.client)->http_status);
                CHECK_NUMBER(17, quatrix_client_error(&b.client)->retry_after_s);
                CHECK_NUMBER(1, b.lines);
                if (statuses[k] != 304) { /* which has no body: what looks like one is garbage */
                    check_all(&b);
                    CHECK(b.client.priv.connected);
                }
                bench_close(&b);
            }
        }
    }
}

static void only_401_ends_a_session_and_not_where_it_may_mean_a_wrong_code(void **state)
{
    static const char *const lines[] = { "400 No", "401 No", "403 No", "404 No",
                                         "429 No", "503 No", "302 No" };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(lines); k++) {
            const struct operation *op = &operations[i];
            bool kept = k != 1 || (op->flags & KEEP) != 0;
            struct bench b;
            bench_case("%s, %s", op->name, lines[k]);
            bench_prepare(&b);
            answer(&b, 0, lines[k], "", "");
            begin(&b, op, BENCH_SESSION);
            (void)bench_finish(&b, op->start(&b));
            if ((op->flags & LOGIN) != 0 || strcmp(op->name, "logout") == 0) {
                kept = false; /* was forgotten before, or is in any case */
            }
            CHECK_NUMBER(kept, quatrix_client_session(&b.client)->present);
            CHECK_TEXT(kept ? BENCH_TOKEN : "", quatrix_client_session(&b.client)->session_id.text);
            if ((op->flags & SECOND) != 0) {
                CHECK_NUMBER(op->factor, quatrix_client_session(&b.client)->factor);
            }
            CHECK_STATUS(kept && (op->flags & SECOND) == 0 ? QUATRIX_PENDING : QUATRIX_E_AUTH,
                         quatrix_profile_info_start(&b.client, &b.out.info));
            bench_close(&b);
        }
    }
}

/* A call that was not told 401 in full ends otherwise, and the next one hears it anew. */
static void a_401_that_is_cut_ends_no_session(void **state)
{
    static const char text[] = "HTTP/1.1 401 No\r\nX-A: b\r\n"
                               "Content-Type: application/json\r\nContent-Length: 21\r\n\r\n"
                               "{\"code\":14,\"msg\":\"no\"}";
    unsigned over = 0;

    (void)state;
    for (size_t cut = 1; cut < sizeof text; cut++) {
        enum quatrix_status status;
        struct bench b;
        bench_case("after %zu bytes", cut);
        bench_open(&b, text, 0);
        b.line[0].reply[0].len = cut;
        b.line[0].end = QUATRIX_E_CUT;
        status = quatrix_profile_info(&b.client, &b.out.info);
        CHECK(status == QUATRIX_E_CUT || status == QUATRIX_E_UNAUTHORIZED);
        CHECK_NUMBER(status == QUATRIX_E_CUT, quatrix_client_session(&b.client)->present);
        over += status == QUATRIX_E_UNAUTHORIZED;
        bench_close(&b);
    }
    CHECK(over > 0 && over < sizeof text - 1);
}

static void a_401_leaves_other_credentials_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned auth = BENCH_BASIC; auth <= BENCH_API_KEY; auth++) {
            const struct operation *op = &operations[i];
            struct bench b;
            if (!may_call(op, (enum bench_auth)auth)) {
                continue;
            }
            bench_case("%s, authorization %u", op->name, auth);
            bench_prepare(&b);
            answer(&b, 0, "401 No", "Connection: close\r\n", "");
            begin(&b, op, (enum bench_auth)auth);
            CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, &b, op->call(&b));
            answer(&b, 1, "200 OK", "", "");
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
            check_request(&b, 1, operation("keepalive"), (enum bench_auth)auth);
            bench_close(&b);
        }
    }
}

static const struct {
    const char *what;
    const char *headers;
    const char *body;
    int64_t code;
    const char *msg;
    uint64_t present;
    uint64_t truncated;
} bodies[] = {
    { "charset", "Content-Type: Application/JSON;charset=utf-8\r\n", "{\"code\":-1,\"msg\":\"m\"}",
      -1, "m", 3, 0 },
    { "problem", "Content-Type: application/problem+json\r\n", "{\"msg\":\"m\",\"code\":122}", 122,
      "m", 3, 0 },
    { "code alone", JSON, "{\"code\":83}", 83, "", 2, 0 },
    { "empty object", JSON, "{}", 0, "", 0, 0 },
    { "nothing", JSON, "", 0, "", 0, 0 },
    { "white space", JSON, " \n", 0, "", 0, 0 },
    { "null members", JSON, "{\"code\":null,\"msg\":null,\"details\":null}", 0, "", 0, 0 },
    { "code as text", JSON, "{\"code\":\"14\",\"msg\":\"m\"}", 14, "m", 3, 0 },
    { "code as float", JSON, "{\"code\":14.0,\"msg\":\"m\"}", 14, "m", 3, 0 },
    { "HTML", "Content-Type: text/html\r\n", "<html>{\"code\":1}</html>", 0, "", 0, 0 },
    { "JSON called text", "Content-Type: text/plain\r\n", "{\"code\":1}", 0, "", 0, 0 },
    { "JSON without a type", "", "{\"code\":1}", 0, "", 0, 0 },
    { "not JSON", JSON, "<html>", 0, "", 0, 0 },
    { "an array", JSON, "[{\"code\":1}]", 0, "", 0, 0 },
    { "a string", JSON, "\"no\"", 0, "", 0, 0 },
    { "null", JSON, "null", 0, "", 0, 0 },
    { "code of another type", JSON, "{\"msg\":\"m\",\"code\":true}", 0, "m", 1, 2 },
    { "code out of range", JSON, "{\"code\":1e30,\"msg\":\"m\"}", 0, "m", 1, 2 },
    { "code an array", JSON, "{\"code\":[{\"msg\":1}],\"msg\":\"m\"}", 0, "m", 1, 2 },
    { "msg of another type", JSON, "{\"code\":1,\"msg\":7}", 1, "", 2, 1 },
    { "msg an object", JSON, "{\"msg\":{\"code\":9},\"code\":1}", 1, "", 2, 1 },
    { "a member twice", JSON, "{\"code\":1,\"msg\":\"a\",\"code\":2}", 0, "", 0, 0 },
    { "a fraction, then broken", JSON, "{\"code\":1.5,]", 0, "", 0, 0 },
    { "broken after msg", JSON, "{\"code\":1,\"msg\":\"a\",}", 0, "", 0, 0 },
    { "broken in details", JSON, "{\"details\":{\"name\":\"x\"},\"code\":1 \"", 0, "", 0, 0 },
    { "not UTF-8", JSON, "{\"code\":1,\"msg\":\"\xFF\"}", 0, "", 0, 0 },
    { "text behind it", JSON, "{\"code\":1,\"msg\":\"a long one\"}x", 0, "", 0, 0 },
    { "cut in JSON", JSON, "{\"code\":1,\"msg\":\"a\"", 0, "", 0, 0 },
    { "too deep", JSON, "{\"code\":1,\"x\":[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]}", 0, "", 0, 0 },
    { "a long msg", JSON,
      "{\"msg\":\"0123456789012345678901234567890123456789012345678901234567890123456789"
      "012345678901234567890123\xC3\xB6 and more\",\"code\":5}",
      5,
      "0123456789012345678901234567890123456789012345678901234567890123456789"
      "012345678901234567890123",
      3, 1 },
};

static void an_error_model_is_read_if_it_is_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        for (size_t slice = 0; slice < 60; slice++) {
            const struct quatrix_error *error;
            struct bench b;
            bench_case("%s, slices of %zu", bodies[i].what, slice);
            bench_open(&b, NULL, slice);
            answer(&b, 0, "409 Conflict", bodies[i].headers, bodies[i].body);
            CHECK_ENDS(QUATRIX_E_HTTP, &b, quatrix_profile_get(&b.client, &b.out.profile));
            error = quatrix_client_error(&b.client);
            CHECK_NUMBER(409, error->http_status);
            CHECK_NUMBER(bodies[i].code, error->server_code);
            CHECK_TEXT(bodies[i].msg, error->server_msg);
            CHECK_NUMBER(bodies[i].present, error->present);
            CHECK_NUMBER(bodies[i].truncated, error->truncated);
            CHECK_TEXT("", error->details.name);
            for (size_t k = strlen(error->server_msg); k < sizeof error->server_msg; k++) {
                CHECK_NUMBER(0, error->server_msg[k]); /* of what was read before it broke */
            }
            CHECK(b.client.priv.connected);
            bench_close(&b);
        }
    }
}

/* `details` depends on the call: what it holds beyond what is described costs no more than itself.
 */
static void details_of_another_form_leave_code_and_msg(void **state)
{
    static const char *const details[] = {
        "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10}",
        "[\"name\"]",
        "\"text\"",
        "7",
        "{\"name\":[\"a\",\"b\"]}",
        "{\"status\":5}",
        "{\"name\":\"left over\",\"ip\":\"::1\",\"status\":[]}"
    };

    (void)state;
    for (size_t i = 0; i < COUNT(details); i++) {
        char body[200];
        struct bench b;
        bench_case("%s", details[i]);
        (void)snprintf(body, sizeof body, "{\"code\":30,\"details\":%s,\"msg\":\"taken\"}",
                       details[i]);
        bench_open(&b, NULL, 0);
        answer(&b, 0, "400 Bad", JSON, body);
        CHECK_ENDS(QUATRIX_E_HTTP, &b, quatrix_profile_get(&b.client, &b.out.profile));
        CHECK_NUMBER(30, quatrix_client_error(&b.client)->server_code);
        CHECK_TEXT("taken", quatrix_client_error(&b.client)->server_msg);
        CHECK_NUMBER(QUATRIX_BIT(QUATRIX_ERROR_DETAILS),
                     quatrix_client_error(&b.client)->truncated);
        CHECK_NUMBER(QUATRIX_BIT(QUATRIX_ERROR_CODE) | QUATRIX_BIT(QUATRIX_ERROR_MSG),
                     quatrix_client_error(&b.client)->present);
        CHECK_NUMBER(0, quatrix_client_error(&b.client)->details.present);
        CHECK_TEXT("", quatrix_client_error(&b.client)->details.name);
        CHECK_TEXT("", quatrix_client_error(&b.client)->details.ip);
        CHECK(b.client.priv.connected);
        bench_close(&b);
    }
}

/* Once the status line is there it is the answer, however the rest is lost. */
static void an_error_reply_may_be_cut_after_each_byte(void **state)
{
    static const char *const types[] = { JSON, "Content-Type: text/html\r\n" };

    (void)state;
    for (size_t i = 0; i < travels_count; i++) {
        for (size_t k = 0; k < 2 * COUNT(types); k++) {
            char reply[4096];
            const char *line;
            size_t head;
            size_t len = render_reply(reply, sizeof reply, "404 Not Found", types[k / 2], ALL,
                                      &travels[i], &head);
            for (size_t cut = 1; cut < len; cut++) {
                struct bench b;
                bench_case("%s, %s, cut after %zu", travels[i].name, types[k / 2], cut);
                bench_open(&b, NULL, 0);
                bench_answer(&b.line[0], reply, cut);
                b.line[0].end = k % 2 == 0 ? QUATRIX_E_CUT : QUATRIX_E_CLOSED;
                CHECK_ENDS(cut < head ? QUATRIX_E_CUT : QUATRIX_E_HTTP, &b,
                           quatrix_profile_get(&b.client, &b.out.profile));
                line = strstr(reply, " 404");
                assert_non_null(line);
                CHECK_NUMBER(cut >= (size_t)(strchr(line, '\n') + 1 - reply) ? 404 : 0,
                             quatrix_client_error(&b.client)->http_status);
                bench_works_again(&b);
                bench_close(&b);
            }
        }
    }
}

static void an_error_reply_that_stalls_is_the_answer_at_the_deadline(void **state)
{
    static const char *const types[] = { JSON, "Content-Type: text/html\r\n" };

    (void)state;
    for (size_t k = 0; k < COUNT(types); k++) {
        for (size_t i = 0; i < OPERATIONS; i++) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s, %s", op->name, types[k]);
            bench_prepare(&b);
            begin(&b, op, BENCH_SESSION);
            answer(&b, 0, "500 Oh", types[k], ALL);
            b.line[0].reply[0].len = strlen(b.line[0].reply[0].bytes) - 1;
            CHECK_ENDS(QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
            CHECK_NUMBER(500, quatrix_client_error(&b.client)->http_status);
            CHECK(b.now >= 1000 + QUATRIX_TIMEOUT_MS);
            bench_works_again(&b);
            bench_close(&b);
        }
    }
}

static void a_huge_error_body_costs_the_connection_only(void **state)
{
    static char body[200001];
    static const struct {
        size_t len;
        const char *headers;
        bool kept;
    } sizes[] = {
        { 15000, "Content-Type: text/html\r\n", true },
        { 17000, "Content-Type: text/html\r\n", false },
        { 17000, "", false },
        { 200000, "Content-Type: text/html\r\n", false },
        { 200000, JSON, false }, /* not JSON at the first byte */
    };

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < COUNT(sizes); k++) {
            const struct operation *op = &operations[i];
            struct bench b;
            bench_case("%s, %zu bytes, %s", op->name, sizes[k].len, sizes[k].headers);
            memset(body, '<', sizes[k].len);
            body[sizes[k].len] = 0;
            bench_prepare(&b);
            begin(&b, op, BENCH_SESSION);
            answer(&b, 0, "502 Bad Gateway", sizes[k].headers, body);
            CHECK_ENDS(QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
            CHECK_NUMBER(502, quatrix_client_error(&b.client)->http_status);
            check_none(&b);
            CHECK_NUMBER(!sizes[k].kept, b.calls[BENCH_CLOSE]);
            CHECK(sizes[k].kept || b.wire[0].read < 20000);
            if (!sizes[k].kept) {
                bench_works_again(&b);
            }
            bench_close(&b);
        }
    }
}

/* Also the body of a success that nobody wants. */
static void a_huge_body_nobody_wants_costs_the_connection_only(void **state)
{
    static char body[100001];
    struct bench b;

    (void)state;
    memset(body, 'x', sizeof body - 1);
    bench_open(&b, NULL, 0);
    answer(&b, 0, "200 OK", "", body);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK(b.wire[0].read < 20000);
    bench_works_again(&b);
    bench_close(&b);
}

static void retry_after_is_read_where_it_is_seconds(void **state)
{
    static const struct {
        const char *value;
        uint32_t seconds;
    } values[] = {
        { "0", 0 },          { "1", 1 },
        { "  120 ", 120 },   { "4294967295", UINT32_MAX },
        { "4294967296", 0 }, { "99999999999999999999999", 0 },
        { "-1", 0 },         { "1.5", 0 },
        { "1 2", 0 },        { "soon", 0 },
        { "", 0 },           { "Wed, 21 Oct 2015 07:28:00 GMT", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        char headers[100];
        struct bench b;
        bench_case("%s", values[i].value);
        (void)snprintf(headers, sizeof headers, "retry-AFTER:%s\r\n", values[i].value);
        bench_open(&b, NULL, 0);
        answer(&b, 0, "429 Slow down", headers, "");
        answer(&b, 0, "200 OK", "", "{}");
        CHECK_ENDS(QUATRIX_E_RATE_LIMITED, &b, quatrix_profile_info(&b.client, &b.out.info));
        CHECK_NUMBER(values[i].seconds, quatrix_client_error(&b.client)->retry_after_s);
        /* The error is valid until the next call, no longer. */
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_info(&b.client, &b.out.info));
        CHECK_NUMBER(0, quatrix_client_error(&b.client)->retry_after_s);
        CHECK_NUMBER(200, quatrix_client_error(&b.client)->http_status);
        bench_close(&b);
    }
}

static void headers_of_an_interim_reply_say_nothing_of_the_final_one(void **state)
{
    struct bench b;

    (void)state;
    bench_open(&b,
               "HTTP/1.1 103 Early Hints\r\nContent-Type: text/html\r\nRetry-After: 9\r\n"
               "Mfa-Code: 71\r\nX-Auth-Token: evil\r\nContent-Length: 7\r\n\r\n"
               "HTTP/1.1 207 OK\r\nContent-Length: 21\r\n\r\n{\"session_id\":\"abcd\"}",
               0);
    CHECK_ENDS(QUATRIX_E_FACTOR, &b, quatrix_session_login(&b.client, BENCH_EMAIL, BENCH_PASSWORD));
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->retry_after_s);
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->mfa_code);
    CHECK_TEXT("", quatrix_client_content_type(&b.client));
    bench_close(&b);
}

/* Limits are for one call: what came before on the same connection does not count. */
static void one_call_does_not_weigh_on_the_next(void **state)
{
    static const char interim[] =
        "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\n"
        "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\n"
        "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\n";
    static char body[10001];
    static char replies[3][11000];
    struct travel travel = travels[0];
    struct bench b;
    size_t head;

    (void)state;
    bench_case("three calls");
    memset(body, 'x', sizeof body - 1);
    travel.before = interim;
    bench_prepare(&b);
    for (unsigned i = 0; i < 3; i++) {
        bench_answer(&b.line[0], replies[i],
                     render_reply(replies[i], sizeof replies[i], i < 2 ? "500 No" : "200 OK",
                                  i < 2 ? "Content-Type: text/html\r\n" : "", i < 2 ? body : "{}",
                                  &travel, &head));
    }
    bench_begin(&b, BENCH_SESSION);
    CHECK_ENDS(QUATRIX_E_SERVER, &b, quatrix_profile_info(&b.client, &b.out.info));
    CHECK_TEXT("text/html", quatrix_client_content_type(&b.client));
    CHECK_ENDS(QUATRIX_E_SERVER, &b, quatrix_profile_info(&b.client, &b.out.info));
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_info(&b.client, &b.out.info));
    CHECK_TEXT("", quatrix_client_content_type(&b.client));
    CHECK_NUMBER(1, b.lines);
    bench_close(&b);
}

/* So many 1xx replies as the test above has, and no more. */
static void nine_interim_replies_are_too_many(void **state)
{
    char reply[400] = "";
    struct bench b;

    (void)state;
    bench_case("nine");
    for (unsigned i = 0; i < 9; i++) {
        strcat(reply, "HTTP/1.1 102 P\r\n\r\n");
    }
    strcat(reply, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    bench_open(&b, reply, 0);
    CHECK_ENDS(QUATRIX_E_PROTOCOL, &b, quatrix_profile_info(&b.client, &b.out.info));
    bench_works_again(&b);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_status_has_its_meaning_for_each_operation),
    cmocka_unit_test(only_401_ends_a_session_and_not_where_it_may_mean_a_wrong_code),
    cmocka_unit_test(a_401_that_is_cut_ends_no_session),
    cmocka_unit_test(a_401_leaves_other_credentials_alone),
    cmocka_unit_test(an_error_model_is_read_if_it_is_one),
    cmocka_unit_test(details_of_another_form_leave_code_and_msg),
    cmocka_unit_test(an_error_reply_may_be_cut_after_each_byte),
    cmocka_unit_test(an_error_reply_that_stalls_is_the_answer_at_the_deadline),
    cmocka_unit_test(a_huge_error_body_costs_the_connection_only),
    cmocka_unit_test(a_huge_body_nobody_wants_costs_the_connection_only),
    cmocka_unit_test(retry_after_is_read_where_it_is_seconds),
    cmocka_unit_test(headers_of_an_interim_reply_say_nothing_of_the_final_one),
    cmocka_unit_test(one_call_does_not_weigh_on_the_next),
    cmocka_unit_test(nine_interim_replies_are_too_many),
};

BENCH_MAIN(tests)
