/* SPDX-License-Identifier: MIT */
/* What each operation sends, byte by byte, and what it makes of the reply, however that travels. */
#include "points.h"

#include <stdio.h>
#include <string.h>

static char reply[16384];

static void prepare(struct bench *b, const struct operation *op, const struct travel *travel)
{
    size_t head;
    size_t len = render(reply, sizeof reply, op, travel, &head);

    bench_prepare(b);
    bench_answer(&b->line[0], reply, len);
    b->line[0].end = travel->framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
}

static void each_operation_sends_its_golden_request(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned auth = BENCH_NONE; auth < BENCH_AUTHS; auth++) {
            const struct operation *op = &operations[i];
            struct bench b;
            if (!may_call(op, (enum bench_auth)auth)) {
                continue;
            }
            bench_case("%s, authorization %u", op->name, auth);
            prepare(&b, op, &travels[0]);
            begin(&b, op, (enum bench_auth)auth);
            CHECK_ENDS(op->ends, &b, op->call(&b));
            op->check(&b);
            check_request(&b, 0, op, (enum bench_auth)auth);
            CHECK_NUMBER(1, b.calls[BENCH_SEND]); /* head and body in one record */
            CHECK_NUMBER(1, b.lines);
            CHECK_NUMBER(0, b.calls[BENCH_CLOSE]); /* kept for the next call */
            bench_close(&b);
        }
    }
}

static void without_credentials_nothing_is_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (unsigned auth = BENCH_NONE; auth < BENCH_AUTHS; auth++) {
            const struct operation *op = &operations[i];
            struct bench b;
            if (may_call(op, (enum bench_auth)auth)) {
                continue;
            }
            bench_case("%s, authorization %u", op->name, auth);
            prepare(&b, op, &travels[0]);
            begin(&b, op, (enum bench_auth)auth);
            CHECK_ENDS((op->flags & SECOND) != 0 ? QUATRIX_E_STATE : QUATRIX_E_AUTH, &b,
                       op->start(&b));
            CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b.client));
            CHECK_NUMBER(0, b.all_calls);
            CHECK(quatrix_client_error(&b.client)->member == NULL);
            bench_close(&b);
        }
    }
}

static void each_reply_decodes_to_the_same_for_any_slicing(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < travels_count; k++) {
            const struct operation *op = &operations[i];
            size_t len = 1;
            for (size_t slice = 1; slice <= len; slice++) {
                struct bench b;
                prepare(&b, op, &travels[k]);
                len = b.line[0].reply[0].len;
                bench_case("%s, %s, slices of %zu", op->name, travels[k].name, slice);
                /* The work buffer bounds what is read at once: more than it holds is no case. */
                if (slice > b.config.work_size && slice < len) {
                    slice = len;
                }
                b.slice = slice;
                begin(&b, op, BENCH_SESSION);
                CHECK_ENDS(op->ends, &b, bench_finish(&b, op->start(&b)));
                op->check(&b);
                CHECK_NUMBER(op->http, quatrix_client_error(&b.client)->http_status);
                CHECK_NUMBER(1, b.wire[0].replies);
                CHECK(b.client.priv.connected == (travels[k].framing != BY_CLOSE));
                check_over(&b, POINT_SLICED);
            }
        }
    }
}

static void a_raw_reply_is_pulled_in_blocks_of_any_size(void **state)
{
    static const size_t slices[] = { 0, 1, 7, 50 };
    const struct operation *op = operation("profile_2fa_generate");

    (void)state;
    for (size_t k = 0; k < travels_count; k++) {
        for (size_t s = 0; s < COUNT(slices); s++) {
            for (size_t block = 1; block <= strlen(op->body) + 1; block++) {
                struct bench b;
                bench_case("%s, slices of %zu, blocks of %zu", travels[k].name, slices[s], block);
                prepare(&b, op, &travels[k]);
                b.slice = slices[s];
                b.block = block;
                begin(&b, op, BENCH_SESSION);
                CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, op->start(&b)));
                op->check(&b);
                CHECK(b.client.priv.connected == (travels[k].framing != BY_CLOSE));
                bench_close(&b);
            }
        }
    }
}

static void a_raw_reply_may_be_empty(void **state)
{
    static const char *const replies[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        struct bench b;
        size_t len = 9;
        uint8_t block[4];
        bench_case("%s", replies[i]);
        bench_open(&b, replies[i], 0);
        b.line[0].end = i == 3 ? QUATRIX_E_CLOSED : QUATRIX_OK;
        CHECK_STATUS(QUATRIX_READY, quatrix_profile_2fa_generate(&b.client));
        CHECK_STATUS(QUATRIX_READY, quatrix_step(&b.client));
        CHECK_STATUS(QUATRIX_READY, quatrix_wait(&b.client, QUATRIX_READY));
        CHECK_STATUS(QUATRIX_E_BUSY, quatrix_profile_info_start(&b.client, &b.out.info));
        CHECK_STATUS(QUATRIX_END, quatrix_body_read_wait(&b.client, block, sizeof block, &len));
        CHECK_NUMBER(0, len);
        CHECK_TEXT("", quatrix_client_content_type(&b.client));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_body_read(&b.client, block, sizeof block, &len));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b.client));
        CHECK(b.client.priv.connected == (i != 3));
        bench_close(&b);
    }
}

/* Text over the whole of 8 bits passes through unchanged. */
static void a_raw_reply_may_be_binary(void **state)
{
    static char bytes[200 + 256];
    int head =
        snprintf(bytes, sizeof bytes,
                 "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 256\r\n\r\n");
    struct bench b;

    (void)state;
    for (size_t i = 0; i < 256; i++) {
        bytes[(size_t)head + i] = (char)(uint8_t)(255 - i);
    }
    for (size_t slice = 1; slice < 256 + (size_t)head; slice++) {
        bench_case("slices of %zu", slice);
        bench_prepare(&b);
        b.slice = slice;
        bench_answer(&b.line[0], bytes, (size_t)head + 256);
        bench_begin(&b, BENCH_SESSION);
        CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, quatrix_profile_2fa_generate(&b.client)));
        CHECK_BYTES(bytes + head, 256, b.body, b.body_len);
        CHECK_TEXT("image/png", quatrix_client_content_type(&b.client));
        bench_close(&b);
    }
}

static const struct {
    const char *host;
    uint16_t port;
    const char *base_path;
    const char *user_agent;
    const char *request;
} places[] = {
    { "acme.example.net", 0, NULL, NULL,
      "GET /api/1.0/session/keepalive HTTP/1.1\r\nHost: acme.example.net\r\n"
      "X-Auth-Token: " BENCH_TOKEN "\r\nAccept: application/json\r\n\r\n" },
    { "acme.example.net", 443, "/api/1.0", NULL,
      "GET /api/1.0/session/keepalive HTTP/1.1\r\nHost: acme.example.net\r\n"
      "X-Auth-Token: " BENCH_TOKEN "\r\nAccept: application/json\r\n\r\n" },
    { "127.0.0.1", 8443, "", "pump/1.2 (test; \xC3\xB6)",
      "GET /session/keepalive HTTP/1.1\r\nHost: 127.0.0.1:8443\r\n"
      "X-Auth-Token: " BENCH_TOKEN "\r\nAccept: application/json\r\n"
      "User-Agent: pump/1.2 (test; \xC3\xB6)\r\n\r\n" },
    { "2001:db8::17", 443, "/x/y", NULL,
      "GET /x/y/session/keepalive HTTP/1.1\r\nHost: [2001:db8::17]\r\n"
      "X-Auth-Token: " BENCH_TOKEN "\r\nAccept: application/json\r\n\r\n" },
    { "::1", 65535, NULL, NULL,
      "GET /api/1.0/session/keepalive HTTP/1.1\r\nHost: [::1]:65535\r\n"
      "X-Auth-Token: " BENCH_TOKEN "\r\nAccept: application/json\r\n\r\n" },
};

static void the_request_names_the_place_it_goes_to(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(places); i++) {
        struct bench b;
        bench_case("%s %u", places[i].host, places[i].port);
        bench_prepare(&b);
        b.config.host = places[i].host;
        b.config.port = places[i].port;
        b.config.base_path = places[i].base_path;
        b.config.user_agent = places[i].user_agent;
        bench_answer(&b.line[0], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0);
        bench_begin(&b, BENCH_SESSION);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_session_keepalive(&b.client));
        CHECK_BYTES(places[i].request, strlen(places[i].request), b.wire[0].sent,
                    b.wire[0].sent_len);
        bench_close(&b);
    }
}

/* Only members whose bit is set are sent. */
static void profile_set_sends_what_is_marked(void **state)
{
    static const char *const members[] = { "\"name\":\"N\"", "\"email\":\"e@x\"",
                                           "\"language\":\"de\"", "\"message_signature\":\"\"" };
    struct quatrix_profile_set_request request = { 0, "N", "e@x", "de", "" };

    (void)state;
    for (uint64_t mask = 0; mask < 16; mask++) {
        struct bench b;
        char body[100] = "{";
        const char *end;
        bench_case("members %x", (unsigned)mask);
        for (unsigned i = 0; i < COUNT(members); i++) {
            if (quatrix_has(mask, i)) {
                strcat(strcat(body, body[1] == 0 ? "" : ","), members[i]);
            }
        }
        strcat(body, "}");
        bench_open(&b, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 0);
        request.present = mask;
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_set(&b.client, &request, &b.out.set));
        b.wire[0].sent[b.wire[0].sent_len] = 0;
        end = strstr((const char *)b.wire[0].sent, "\r\n\r\n");
        assert_non_null(end);
        CHECK_TEXT(body, end + 4);
        CHECK_NUMBER(1, b.wire[0].requests); /* so Content-Length fits */
        CHECK_NUMBER(0, b.out.set.present);
        bench_close(&b);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_operation_sends_its_golden_request),
    cmocka_unit_test(without_credentials_nothing_is_sent),
    cmocka_unit_test(each_reply_decodes_to_the_same_for_any_slicing),
    cmocka_unit_test(a_raw_reply_is_pulled_in_blocks_of_any_size),
    cmocka_unit_test(a_raw_reply_may_be_empty),
    cmocka_unit_test(a_raw_reply_may_be_binary),
    cmocka_unit_test(the_request_names_the_place_it_goes_to),
    cmocka_unit_test(profile_set_sends_what_is_marked),
};

int main(void)
{
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    tell_points("failures/call");
    return failed;
}
