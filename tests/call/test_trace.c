/* SPDX-License-Identifier: MIT */
/* The trace shows the wire as it is, but for secrets, however request and reply are sliced. */
#include "evidence/evidence.h"
#include "secrets.h"

#include <quatrix/relogin.h>
#include <quatrix/retry.h>

#include <stdio.h>
#include <string.h>

enum { SENT_SIDE = 1 };

struct seen {
    char text[2][16384]; /* received, sent */
    size_t len[2];
};

static struct seen seen;

static void see(void *ctx, bool sent, const char *text, size_t len)
{
    struct seen *s = ctx;

    CHECK(len > 0);
    CHECK(len < sizeof s->text[0] - s->len[sent]);
    memcpy(s->text[sent] + s->len[sent], text, len);
    s->len[sent] += len;
    s->text[sent][s->len[sent]] = 0;
}

static void prepare(struct bench *b)
{
    seen.len[0] = seen.len[1] = 0;
    seen.text[0][0] = seen.text[1][0] = 0;
    bench_prepare(b);
}

static void begin_traced(struct bench *b, const struct operation *op, enum bench_auth auth)
{
    begin(b, op, auth); /* what precedes the call is not traced */
    assert_int_equal(QUATRIX_OK, quatrix_client_trace(&b->client, see, &seen));
}

/* Everywhere in text. */
static void replace(char *text, const char *from, const char *to)
{
    char *at = text;

    while ((at = strstr(at, from)) != NULL) {
        memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
        memcpy(at, to, strlen(to));
        at += strlen(to);
    }
}

/* What the text should look like in a trace. */
static void redact(char *text)
{
    static const char *const secrets[] = {
        "36480de2-bd5c-4366-b517-da60fb69e070 ",
        "36480de2-bd5c-4366-b517-da60fb69e070",
        "459ccb82-1b42-4c79-b926-a2d089b8a6a0",
        "0c1fa3f5-90d7-4a8e-bb68-2a3f64e0d111",
        BENCH_TOKEN,
        "Basic ZGFuYS5rQGV4YW1wbGUub3JnOlRyNGlsLW1peCE3",
        ("Bearer " BENCH_KEY),
        BENCH_KEY,
        BENCH_ISSUED_KEY,
        BENCH_CAPTCHA,
        BENCH_PGP_PRIVATE,
        BENCH_UPLOAD_KEY,
        "plan-key-7", /* no secret, but a `key` */
        "tag-7",      /* no secret, but a `value` */
        BENCH_CODE,
        "NDgxNTE=",
        "VHI0aWwtbWl4ITc=",
        "UXUxZXQtUjF2ZXJfMjI=",
    };

    for (size_t i = 0; i < COUNT(secrets); i++) {
        replace(text, secrets[i], "***");
    }
}

static void each_request_is_shown_without_its_secrets(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned auth = BENCH_SESSION; auth < BENCH_AUTHS; auth++) {
            const struct operation *op = &operations[i];
            char due[BENCH_SENT];
            size_t len = 1;
            for (size_t take = 1; may_call(op, (enum bench_auth)auth) && take <= len; take++) {
                char reply[4096];
                size_t head;
                struct bench b;
                bench_case("%s, authorization %u, taken %zu at a time", op->name, auth, take);
                len = golden_request(due, sizeof due, op, (enum bench_auth)auth);
                redact(due);
                prepare(&b);
                bench_answer(&b.line[0], reply,
                             render(reply, sizeof reply, op, &travels[0], &head));
                begin_traced(&b, op, (enum bench_auth)auth);
                b.take = take;
                b.pending[BENCH_SEND] = take % 4;
                CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
                CHECK_TEXT(due, seen.text[SENT_SIDE]);
                bench_close(&b);
            }
        }
    }
}

static void each_reply_is_shown_without_its_secrets(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < travels_count; k++) {
            const struct operation *op = &operations[i];
            size_t len = 1;
            /* The work buffer bounds what is read at once. */
            for (size_t slice = 1; slice <= len && slice < 520; slice += slice < 200 ? 1 : 11) {
                static char reply[16384];
                static char due[16384];
                size_t head;
                struct bench b;
                bench_case("%s, %s, slices of %zu", op->name, travels[k].name, slice);
                prepare(&b);
                len = render(reply, sizeof reply, op, &travels[k], &head);
                bench_answer(&b.line[0], reply, len);
                b.line[0].end = travels[k].framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
                begin_traced(&b, op, BENCH_SESSION);
                b.slice = slice;
                b.block = 1 + slice % 70;
                CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
                (void)snprintf(due, sizeof due, "%.*s%s", (int)head, reply,
                               (op->flags & (RAW | SECRET_REPLY)) != 0 ? "***" : op->body);
                redact(due);
                CHECK_TEXT(due, seen.text[0]);
                CHECK(find_secret(seen.text[0], seen.len[0], true) == NULL);
                bench_close(&b);
            }
        }
    }
}

#define OK "HTTP/1.1 200 OK\r\n"

/* Where a secret (S3CRET...) may stand. "shown" and "***" are due to be seen in each. */
static const struct {
    const char *headers;
    const char *body;
} places[] = {
    { "X-Auth-Token: S3CRET1\r\nX-A: shown\r\n", "" },
    { "x-auth-token:S3CRET1\r\nX-A: shown\r\n", "" },
    { "X-AUTH-TOKEN:\t S3CRET1 S3CRET2\tS3CRET3 \r\nX-A:shown\r\n", "" },
    { "Set-Cookie: sid=S3CRET1; Path=/\r\nset-cookie: S3CRET2\r\nX-A: shown\r\n", "" },
    { "Authorization: Basic S3CRET1\r\nX-A: shown\r\n", "" },
    { "PROXY-authorization: x:S3CRET1\r\nX-A: shown\r\n", "" },
    { "Cookie: S3CRET1\r\nX-A: shown\r\n", "" },
    { "X-Auth-Token-In-A-Name-That-Is-Long: shown\r\nX-Auth-Token: S3CRET1\r\n", "" },
    { "X-A: shown\r\nX-Auth-Token-Shown: shown\r\nX-Auth-Token: S3CRET1\r\n", "" },
    { "", "{\"session_id\":\"S3CRET1\",\"name\":\"shown\"}" },
    { "", "{ \"session_id\" :\n\t\"S3CRET1\" , \"name\" : \"shown\" }" },
    { "", "{\"Session_ID\":\"S3CRET1\",\"name\":\"shown\"}" },
    { "", "{\"name\":\"shown\",\"x\":{\"y\":[{\"password\":\"S3CRET1\"}]}}" },
    { "", "{\"password\":\"S3CRET1\",\"new_password\":\"S3CRET2\",\"pin\":\"S3CRET3\",\"x\":"
          "\"shown\"}" },
    { "", "{\"session_id\":\"a\\\"S3CRET1\\\\\",\"name\":\"shown\"}" },
    { "", "{\"session_id\":\"\\u0053S3CRET1\\\\\\\"S3CRET2\",\"name\":\"shown\"}" },
    { "", "{\"session_\\u0069d\":\"S3CRET1\",\"name\":\"shown\"}" },
    { "", "{\"\\u0073ession_id\":\"S3CRET1\",\"name\":\"shown\"}" },
    { "", "{\"s\\u0065ssion_i\\u0064\":\"S3CRET1\",\"name\":\"shown\"}" },
    { "", "{\"code\\u\":\"S3CRET1\",\"name\":\"shown\"}" },
    { "", "{\"session_ids\":[\"S3CRET1\",\"S3CRET2\"],\"name\":\"shown\"}" },
    { "", "{\"session_ids\" : [ \"S3CRET1\" ,\r\n\"S3CRET2\" ] , \"name\":\"shown\"}" },
    { "", "{\"session_ids\":[[\"S3CRET1\"],\"S3CRET2\"],\"name\":\"shown\"}" },
    { "", "{\"session_ids\":[{\"x\":\"S3CRET1\"},\"S3CRET2\"],\"name\":\"shown\"}" },
    { "", "{\"session_ids\":[],\"token\":\"S3CRET1\",\"name\":\"shown\"}" },
    { "", "{\"value\":{\"code\":\"S3CRET1\"},\"name\":\"shown\"}" },
    { "", "{\"value\":{\"name\":\"S3CRET1\",\"pin\":\"S3CRET2\"},\"name\":\"shown\"}" },
    { "", "{\"session_id\":null,\"name\":\"shown\",\"code\":\"S3CRET1\"}" },
    { "", "{\"code\":83,\"name\":\"shown\",\"key\":\"S3CRET1\"}" },
    { "", "{\"msg\":\"password\",\"name\":\"shown\",\"code\":\"S3CRET1\"}" },
    { "", "[\"code\",\"shown\",{\"code\":\"S3CRET1\"}]" },
};

static void no_secret_is_shown_wherever_it_stands(void **state)
{
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";

    (void)state;
    for (size_t i = 0; i < COUNT(places); i++) {
        for (size_t k = 0; k < travels_count + 1; k++) {
            size_t len = 1;
            for (size_t slice = 1; slice <= len; slice++) {
                struct travel travel = travels[k % travels_count];
                char reply[4096];
                size_t head;
                struct bench b;
                travel.before = k == travels_count ? interim : travel.before;
                bench_case("%s%s, %s (%zu), slices of %zu", places[i].headers, places[i].body,
                           travel.name, k, slice);
                prepare(&b);
                len = render_reply(reply, sizeof reply, "200 OK", places[i].headers, places[i].body,
                                   &travel, &head);
                bench_answer(&b.line[0], reply, len);
                b.line[0].end = travel.framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
                b.slice = slice;
                begin_traced(&b, operation("keepalive"), BENCH_SESSION);
                CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
                if (strstr(seen.text[0], "S3CRET") != NULL ||
                    strstr(seen.text[0], "shown") == NULL || strstr(seen.text[0], "***") == NULL) {
                    CHECK_TEXT("no S3CRET, but shown and ***", seen.text[0]);
                }
                CHECK(strstr(seen.text[0], " 200 OK\r\n") != NULL);
                bench_close(&b);
            }
        }
    }
}

/* A secret value nested deeper than can be counted stays hidden to its end, and beyond. */
static void a_secret_nested_without_end_stays_hidden(void **state)
{
    char body[2000] = "{\"session_ids\":";
    size_t len = strlen(body);
    char reply[4096];
    size_t head;
    struct bench b;

    (void)state;
    memset(body + len, '[', 400);
    memset(body + len + 400, ']', 390); /* ten are still open */
    strcpy(body + len + 790, ",\"S3CRET\"]]]]]]]]]]}");
    bench_case("400 brackets");
    prepare(&b);
    len = render_reply(reply, sizeof reply, "200 OK", "", body, &travels[0], &head);
    bench_answer(&b.line[0], reply, len);
    begin_traced(&b, operation("keepalive"), BENCH_SESSION);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK(strstr(seen.text[0], "S3CRET") == NULL);
    CHECK(strstr(seen.text[0], "***") != NULL);
    bench_close(&b);
}

/* The image is one secret, whatever it looks like, and so is what comes in its place. */
static void the_image_is_never_shown(void **state)
{
    static const char *const bodies[] = { "S3CRET", "\"S3CRET\"", "{\"name\":\"S3CRET\"}",
                                          "data:image/png;base64,S3CRET\r\n\r\nX-A: S3CRET",
                                          "\r\n\r\nS3CRET" };
    static const char *const lines[] = { "200 OK", "400 No" };

    (void)state;
    for (size_t i = 0; i < COUNT(bodies) * COUNT(lines); i++) {
        for (size_t k = 0; k < travels_count; k++) {
            size_t len = 1;
            for (size_t slice = 1; slice <= len; slice++) {
                const char *body = bodies[i / COUNT(lines)];
                char reply[2000];
                size_t head;
                struct bench b;
                bench_case("%s, %s, %s, slices of %zu", body, lines[i % COUNT(lines)],
                           travels[k].name, slice);
                prepare(&b);
                len = render_reply(reply, sizeof reply, lines[i % COUNT(lines)], JSON, body,
                                   &travels[k], &head);
                bench_answer(&b.line[0], reply, len);
                b.line[0].end = travels[k].framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
                b.slice = slice;
                b.block = 1 + slice % 5;
                begin_traced(&b, operation("profile_2fa_generate"), BENCH_SESSION);
                CHECK_ENDS(i % COUNT(lines) == 0 ? QUATRIX_OK : QUATRIX_E_HTTP, &b,
                           bench_finish(&b, quatrix_profile_2fa_generate_start(&b.client)));
                if (i % COUNT(lines) == 0) {
                    CHECK_BYTES(body, strlen(body), b.body, b.body_len);
                }
                CHECK(strstr(seen.text[0], "S3CRET") == NULL);
                CHECK_NUMBER(head + 3, seen.len[0]);
                CHECK(memcmp(seen.text[0], reply, head) == 0);
                CHECK_TEXT("***", seen.text[0] + head);
                bench_close(&b);
            }
        }
    }
}

/* Asked for in the middle of a reply, whose secrets cannot be told any more, it begins with the next. */
static void a_trace_asked_for_late_waits_for_the_next_message(void **state)
{
    struct bench b;
    enum quatrix_status status = QUATRIX_PENDING;

    (void)state;
    bench_case("asked for in the middle");
    prepare(&b);
    answer(&b, 0, "200 OK", JSON, "{\"name\":\"a\",\"session_id\":\"S3CRET\"}");
    answer(&b, 0, "200 OK", JSON, "{\"name\":\"shown\"}");
    answer(&b, 0, "200 OK", "", "");
    begin(&b, operation("keepalive"), BENCH_SESSION);
    b.slice = 1;
    b.pending[BENCH_RECV] = 1;
    status = quatrix_session_keepalive_start(&b.client);
    while (status == QUATRIX_PENDING && !b.client.priv.replied) {
        status = quatrix_step(&b.client);
    }
    CHECK_STATUS(QUATRIX_PENDING, status);
    assert_int_equal(QUATRIX_OK, quatrix_client_trace(&b.client, see, &seen));
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_wait(&b.client, status));
    b.pending[BENCH_RECV] = 0;
    CHECK_NUMBER(0, seen.len[0]);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK(strstr(seen.text[0], "shown") != NULL);
    assert_int_equal(QUATRIX_OK, quatrix_client_trace(&b.client, NULL, NULL));
    seen.len[0] = 0;
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK_NUMBER(0, seen.len[0]);
    bench_close(&b);
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_client_trace(NULL, see, &seen));
}

/* A second call on the same client starts afresh. */
static void one_call_does_not_colour_the_next(void **state)
{
    struct bench b;

    (void)state;
    bench_case("two calls");
    prepare(&b);
    answer(&b, 0, "200 OK", JSON, "{\"session_id\":\"S3CRET");
    answer(&b, 0, "200 OK", JSON "Connection: close\r\n", "{\"name\":\"shown\"}");
    begin_traced(&b, operation("keepalive"), BENCH_SESSION);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
    CHECK(strstr(seen.text[0], "S3CRET") == NULL);
    CHECK_TEXT("{\"name\":\"shown\"}", strstr(seen.text[0], "{\"name"));
    bench_close(&b);
}

/* What is sent twice is shown twice; what was never sent on a dead connection, once. */
static void a_request_that_is_dialled_again_is_shown_as_often_as_it_is_sent(void **state)
{
    (void)state;
    for (unsigned end_after = 1; end_after <= 2; end_after++) {
        struct bench b;
        char due[BENCH_SENT];
        bench_case("connection dies before request %u", end_after);
        (void)golden_request(due, sizeof due, operation("keepalive"), BENCH_SESSION);
        redact(due);
        prepare(&b);
        answer(&b, 0, "200 OK", "", "");
        answer(&b, 1, "200 OK", "", "");
        b.line[0].end = QUATRIX_E_CLOSED;
        b.line[0].end_after = end_after;
        begin(&b, operation("keepalive"), BENCH_SESSION);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
        assert_int_equal(QUATRIX_OK, quatrix_client_trace(&b.client, see, &seen));
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
        CHECK_NUMBER(2, b.lines);
        CHECK_NUMBER(end_after * strlen(due), seen.len[SENT_SIDE]);
        CHECK_TEXT(due, seen.text[SENT_SIDE] + (end_after - 1) * strlen(due));
        bench_close(&b);
    }
}

/* --- however a call ends --- */

static unsigned long long traced;

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
    (void)factor;
    (void)snprintf(code, QUATRIX_RELOGIN_CODE_MAX + 1, "%s", BENCH_CODE);
    return true;
}

/* With both policies: what is sent again, and the login in a call, are traced as well. */
static void begin_with(struct bench *b, const struct operation *op, enum bench_auth auth)
{
    static const struct quatrix_relogin relogin = { NULL, give_credentials, NULL, give_code };
    static const struct quatrix_retry retry = { .attempts = 3 };

    b->config.work_size = 1024;
    begin_traced(b, op, auth);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&b->client, &relogin));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b->client, &retry));
}

/* Run the call, whatever it ends with; of what was seen on either side nothing is secret. */
static void check_trace(struct bench *b, const struct operation *op)
{
    (void)bench_finish(b, op->start(b));
    for (unsigned side = 0; side < 2; side++) {
        const char *found = find_any_form(seen.text[side], seen.len[side]);
        CHECK_TEXT("", found == NULL ? "" : found);
    }
    CHECK(b->wire[0].sent_len == 0 || seen.len[SENT_SIDE] > 0);
    bench_close(b);
    traced++;
}

static void check_refused(const struct operation *op, enum bench_auth auth)
{
    static const char *const lines[] = { "400 No", "401 No", "429 No", "500 No",
                                         "503 No", "302 No", "207 No", "200 OK" };
    static const char *const types[] = { JSON "Mfa-Code: 71\r\n", "Content-Type: text/html\r\n" };

    for (size_t k = 0; k < COUNT(types) * COUNT(lines); k++) {
        struct bench b;
        bench_case("%s, authorization %u, %s", op->name, auth, lines[k / COUNT(types)]);
        prepare(&b);
        for (unsigned i = 0; i < 4; i++) { /* to the login as well, and when it is tried again */
            answer(&b, 0, lines[k / COUNT(types)], types[k % COUNT(types)],
                   "{\"code\":1,\"msg\":\"no\",\"session_id\":\"" BENCH_TOKEN
                   "\",\"password\":\"" BENCH_PASSWORD "\"}");
        }
        begin_with(&b, op, auth);
        check_trace(&b, op);
    }
}

/* The session is over, or the server busy: then the golden reply, cut where it is. */
static void check_made_up_for(const struct operation *op, enum bench_auth auth, bool renewed,
                              size_t cut)
{
    char reply[16384];
    size_t head;
    size_t len = render(reply, sizeof reply, op, &travels[0], &head);
    struct bench b;

    bench_case("%s, authorization %u, renewed %u, cut after %zu", op->name, auth, renewed, cut);
    prepare(&b);
    if (renewed) {
        answer(&b, 0, "401 No", JSON, "{\"code\":14,\"session_id\":\"" BENCH_TOKEN "\"}");
        answer(&b, 0, "207 No", JSON "Mfa-Code: 71\r\nX-Auth-Token: " BENCH_TOKEN "\r\n",
               "{\"session_id\":\"" BENCH_TOKEN "\"}");
        answer(&b, 0, "200 OK", JSON, "{\"session_id\":\"" BENCH_TOKEN "\"}");
    } else {
        answer(&b, 0, "503 No", JSON, "{\"code\":1,\"token\":\"" BENCH_TOKEN "\"}");
    }
    bench_answer(&b.line[0], reply, cut < len ? cut : len);
    b.line[0].end = QUATRIX_E_CUT;
    b.line[0].end_after = renewed ? 4 : 2;
    b.slice = 1 + cut % 60;
    begin_with(&b, op, auth);
    check_trace(&b, op);
}

static void check_failed_at(const struct operation *op, enum bench_auth auth, unsigned call)
{
    char reply[16384];
    size_t head;
    struct bench b;

    bench_case("%s, authorization %u, call %u fails", op->name, auth, call);
    prepare(&b);
    bench_answer(&b.line[0], reply, render(reply, sizeof reply, op, &travels[4], &head));
    bench_answer(&b.line[1], reply, render(reply, sizeof reply, op, &travels[4], &head));
    begin_with(&b, op, auth);
    b.slice = 50;
    b.take = 50;
    b.fail_call = b.all_calls + call;
    b.fail_with = QUATRIX_E_NETWORK;
    check_trace(&b, op);
}

static void nothing_secret_is_shown_however_a_call_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS * BENCH_AUTHS; i++) {
        const struct operation *op = &operations[i / BENCH_AUTHS];
        enum bench_auth auth = (enum bench_auth)(i % BENCH_AUTHS);
        if (!may_call(op, auth)) {
            continue;
        }
        check_refused(op, auth);
        for (size_t cut = 1; cut < 500; cut += auth == BENCH_SESSION ? 1 : 50) {
            check_made_up_for(op, auth, false, cut);
            check_made_up_for(op, auth, true, cut);
        }
        for (unsigned call = 1; call < 20; call++) {
            check_failed_at(op, auth, call);
        }
    }
}

/* What is looked for would be found. */
static void every_form_is_found(void **state)
{
    static const char *const forms[] = {
        "..Tr4il-mix!7..",
        "..Tr4il-mix%217..",
        "..%54%72%34%69%6c%2d%6d%69%78%21%37..",
        "\\u0054\\u0072\\u0034\\u0069\\u006c\\u002d\\u006d\\u0069\\u0078\\u0021\\u0037",
        "VHI0aWwtbWl4ITc=",             /* alone */
        "b25lLVRyNGlsLW1peCE3LQ==",     /* one-Tr4il-mix!7- */
        "dHdvZS1UcjRpbC1taXghNy0=",     /* twoe-Tr4il-mix!7- */
        "dGhyZWUtVHI0aWwtbWl4ITctLQ==", /* three-Tr4il-mix!7-- */
        "547234696c2d6d69782137",
        "547234696C2D6D69782137",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        bench_case("%s", forms[i]);
        CHECK(find_any_form(forms[i], strlen(forms[i])) != NULL);
    }
    CHECK(find_any_form("nothing at all, Tr4il-m", 23) == NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_request_is_shown_without_its_secrets),
    cmocka_unit_test(each_reply_is_shown_without_its_secrets),
    cmocka_unit_test(no_secret_is_shown_wherever_it_stands),
    cmocka_unit_test(a_secret_nested_without_end_stays_hidden),
    cmocka_unit_test(the_image_is_never_shown),
    cmocka_unit_test(a_trace_asked_for_late_waits_for_the_next_message),
    cmocka_unit_test(one_call_does_not_colour_the_next),
    cmocka_unit_test(a_request_that_is_dialled_again_is_shown_as_often_as_it_is_sent),
    cmocka_unit_test(every_form_is_found),
    cmocka_unit_test(nothing_secret_is_shown_however_a_call_ends),
};

int main(void)
{
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    evidence("secrets/traced", traced);
    return failed;
}
