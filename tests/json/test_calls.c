/* SPDX-License-Identifier: MIT */
/* Each case of cases/ as the body of a reply, and in it: whole calls over a scripted transport. */
#include "cases.h"
#include "meaning.h"
#include "models.h"

#include "call/operations.h"

#include "evidence/evidence.h"

#include <stdlib.h>
#include <string.h>

enum { WORK_MIN = 512, LONG_TEXT = 4000 };

/* Where the text of a case stands, in the reply to which operation. */
static const struct place {
    const char *operation;
    const char *before;
    const char *after;
} places[] = {
    { "profile_get", "", "" },
    { "profile_get", "{\"id\":\"a\",\"strange\":", ",\"uid\":7}" },
    { "profile_get", "{\"name\":", "}" },
    { "profile_get", "{\"quota\":", "}" },
    { "profile_get", "{\"services\":[", "]}" },
    { "languages_list", "[{\"id\":\"a\"},", "]" },
    { "languages_list", "[{\"strange\":", ",\"id\":\"b\"}]" },
    { "file_list", "{\"content\":[{\"id\":\"a\"},", "],\"id\":\"f\"}" },
    { "file_info", "{\"paths\":", "}" },
};

/* How the bytes arrive. */
static const struct route {
    enum framing framing;
    size_t slice;
    size_t chunk;
} routes[] = {
    { BY_LENGTH, 0, 0 },   { BY_LENGTH, 1, 0 }, { BY_LENGTH, 2, 0 },
    { BY_LENGTH, 5, 0 },   { BY_CHUNKS, 0, 1 }, { BY_CHUNKS, 3, 7 },
    { BY_CHUNKS, 1, 300 }, { BY_CLOSE, 1, 0 },  { BY_CLOSE, 0, 0 },
};

static struct bench b;
static unsigned long long calls;

static void put_reply(struct bytes *reply, const char *status, const struct bytes *body,
                      const struct route *route)
{
    bytes_format(reply, "HTTP/1.1 %s\r\nContent-Type: application/json\r\n", status);
    if (route->framing == BY_CLOSE) {
        bytes_text(reply, "\r\n");
        bytes_add(reply, body->at, body->len);
        return;
    }
    if (route->framing == BY_LENGTH) {
        bytes_format(reply, "Content-Length: %zu\r\n\r\n", body->len);
        bytes_add(reply, body->at, body->len);
        return;
    }
    bytes_text(reply, "Transfer-Encoding: chunked\r\n\r\n");
    for (size_t at = 0; at < body->len; at += route->chunk) {
        size_t n = body->len - at < route->chunk ? body->len - at : route->chunk;
        bytes_format(reply, "%zx\r\n", n);
        bytes_add(reply, body->at + at, n);
        bytes_text(reply, "\r\n");
    }
    bytes_text(reply, "0\r\n\r\n");
}

/* What the operation decodes into, and as what. */
static const struct shape *shape_of(const char *name)
{
    static struct reply_model models[MODELS_MAX];
    static size_t count;
    size_t i = 0;

    count = count > 0 ? count : models_of_replies(models);
    while (i < count && strcmp(models[i].name, name) != 0) {
        i++;
    }
    if (i == count) {
        fail_msg("%s: no operation with a reply of its own", name);
    }
    return &models[i].shape;
}

static void open_bench(const struct bytes *reply, const struct route *route, size_t work)
{
    bench_prepare(&b);
    b.slice = route->slice;
    b.config.work_size = work < WORK_MIN ? WORK_MIN : work;
    bench_answer(&b.line[0], (const char *)reply->at, reply->len);
    if (route->framing == BY_CLOSE) {
        b.line[0].end = QUATRIX_E_CLOSED;
        b.line[0].end_after = 1;
    }
    bench_begin(&b, BENCH_SESSION);
}

static void pull(const struct shape *shape, struct outcome *got)
{
    const struct quatrix_json_model *model = shape->list ? shape->model : shape->element;
    enum quatrix_status status;

    do {
        status = quatrix_list_next_wait(&b.client);
        if (status == QUATRIX_OK) { /* of a folder, it comes first in b.out */
            outcome_element(got, QUATRIX_READY, QUATRIX_OK, &b.out, model->size);
        } else if (status == QUATRIX_SKIPPED) {
            outcome_element(got, status, quatrix_client_error(&b.client)->status, NULL, 0);
        }
    } while (status == QUATRIX_OK || status == QUATRIX_SKIPPED);
    got->status = status == QUATRIX_END ? QUATRIX_OK : status;
}

static void call(const struct shape *shape, const char *name, struct outcome *got)
{
    const void *out = shape->element != NULL ? (const void *)&b.out.listing.folder : &b.out;

    memset(got, 0, sizeof *got);
    got->status = quatrix_wait(&b.client, operation(name)->start(&b));
    if (got->status == QUATRIX_READY) {
        pull(shape, got);
    }
    if (!shape->list) {
        bytes_add(&got->out, out, shape->model->size);
    }
}

/* What the client says of the call that has ended. */
static enum quatrix_status last_status(void)
{
    enum quatrix_status status = quatrix_client_error(&b.client)->status;

    return status == QUATRIX_END ? QUATRIX_OK : status;
}

static void check_call(const struct json_case *c, const struct place *place,
                       const struct route *route, const struct bytes *body,
                       const struct outcome *due)
{
    struct bytes reply = { 0 };
    struct outcome got;
    const struct shape *shape = shape_of(place->operation);
    const char *what;

    bench_case("%s in the reply to %s, slices of %zu", c->name, place->operation, route->slice);
    put_reply(&reply, "200 OK", body, route);
    open_bench(&reply, route, body->len + 1);
    call(shape, place->operation, &got);
    what = difference(due, &got);
    if (what != NULL) {
        print_error("%s, behind %s: %s; due %s, got %s\n", c->name, place->before, what,
                    quatrix_status_name(due->status), quatrix_status_name(got.status));
    }
    CHECK(what == NULL);
    CHECK_STATUS(due->status, last_status());
    if (due->status != QUATRIX_OK && route == routes) {
        CHECK_NUMBER(QUATRIX_PHASE_BODY, quatrix_client_error(&b.client)->phase);
        bench_works_again(&b);
    }
    bench_close(&b);
    calls++;
    outcome_free(&got);
    bytes_free(&reply);
}

static void wrap(struct bytes *body, const char *before, const struct json_case *c,
                 const char *after)
{
    bytes_text(body, before);
    bytes_add(body, c->text.at, c->text.len);
    bytes_text(body, after);
}

static void check_place(const struct json_case *c, const struct place *place)
{
    struct bytes body = { 0 };
    struct outcome due;
    const struct shape *shape = shape_of(place->operation);

    wrap(&body, place->before, c, place->after);
    meaning_of(shape, body.at, body.len, &due);
    for (size_t i = 0; i < COUNT(routes); i++) {
        bool slow = routes[i].slice > 0 || routes[i].chunk == 1;
        if (body.len < LONG_TEXT || !slow) {
            check_call(c, place, &routes[i], &body, &due);
        }
    }
    outcome_free(&due);
    bytes_free(&body);
}

/* What the server says of an error is welcome and not needed: whatever it is, the call ends the same. */
static void check_error(const struct json_case *c, const char *before, const char *after)
{
    struct bytes body = { 0 };
    struct bytes reply = { 0 };
    struct outcome due;
    const struct shape *shape = shape_of("an error");
    const struct quatrix_error *error;
    const struct quatrix_error *want;

    bench_case("%s in the reply to an error, behind %s", c->name, before);
    wrap(&body, before, c, after);
    meaning_of(shape, body.at, body.len, &due);
    if (due.status != QUATRIX_OK) {
        memset(due.out.at, 0, due.out.len);
    }
    put_reply(&reply, "409 Conflict", &body, &routes[3]);
    open_bench(&reply, &routes[3], body.len + 1);
    CHECK_ENDS(QUATRIX_E_HTTP, &b, quatrix_profile_get(&b.client, &b.out.profile));
    error = quatrix_client_error(&b.client);
    want = (const struct quatrix_error *)(const void *)due.out.at;
    CHECK_NUMBER(want->present, error->present);
    CHECK_NUMBER(want->truncated, error->truncated);
    CHECK_NUMBER(want->server_code, error->server_code);
    CHECK_TEXT(want->server_msg, error->server_msg);
    bench_close(&b);
    calls++;
    outcome_free(&due);
    bytes_free(&reply);
    bytes_free(&body);
}

static void check_folder(const char *folder)
{
    size_t count;
    struct json_case *cases = cases_read(folder, &count);

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < COUNT(places); k++) {
            if (!cases[i].alone || places[k].before[0] == 0) {
                check_place(&cases[i], &places[k]);
            }
        }
        check_error(&cases[i], "", "");
        if (!cases[i].alone) {
            check_error(&cases[i], "{\"code\":31,\"msg\":", "}");
            check_error(&cases[i], "{\"msg\":\"no\",\"code\":", "}");
        }
    }
    cases_free(cases, count);
}

static void what_must_be_accepted(void **state)
{
    (void)state;
    check_folder("accept");
}

static void what_must_be_rejected(void **state)
{
    (void)state;
    check_folder("reject");
}

static void what_the_standard_leaves_open(void **state)
{
    (void)state;
    check_folder("either");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_must_be_accepted),
        cmocka_unit_test(what_must_be_rejected),
        cmocka_unit_test(what_the_standard_leaves_open),
    };
    int failed = cmocka_run_group_tests_name("json/calls", tests, NULL, NULL);

    evidence("json/calls", calls);
    return failed;
}
