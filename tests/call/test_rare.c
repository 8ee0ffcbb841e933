/* SPDX-License-Identifier: MIT */
/* Turns of the engine that no golden reply takes. */
#include "operations.h"
#include "secrets.h"

#include <quatrix/account.h>
#include <quatrix/file.h>
#include <quatrix/relogin.h>
#include <quatrix/retry.h>
#include <quatrix/upload.h>
#include <quatrix/user.h>

#include <stdio.h>
#include <string.h>

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = BENCH_EMAIL;
    *password = BENCH_PASSWORD;
    return true;
}

static const struct quatrix_relogin hook = { NULL, give_credentials, NULL, NULL };
static const struct quatrix_retry retry;

/* --- the room a kept request takes --- */

/* One value, as large as it may be, which fits beside the request or instead of it, or not at all. */
static void fetch_a_large_value(size_t work_size, unsigned policies, struct bench *b,
                                struct quatrix_account_info *info)
{
    static char agent[160];
    char body[QUATRIX_OBJECT_MAX + 40];

    bench_case("%zu bytes, policies %u", work_size, policies);
    memset(agent, 'a', sizeof agent - 1);
    (void)snprintf(body, sizeof body, "{\"properties\":{\"note\":\"%0*d\"}}",
                   QUATRIX_OBJECT_MAX - 11, 7);
    bench_prepare(b);
    b->config.work_size = work_size;
    b->config.user_agent = agent;
    bench_begin(b, BENCH_SESSION);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&b->client, policies % 2 == 1 ? &hook : NULL));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b->client, policies / 2 == 1 ? &retry : NULL));
    answer(b, 0, "200 OK", JSON, body);
    CHECK_ENDS(QUATRIX_OK, b, quatrix_account_info(&b->client, info));
}

/* Whichever policy had it kept, the request goes when a value of the reply needs its room. */
static void a_value_that_needs_the_room_gets_it(void **state)
{
    static struct quatrix_account_info info;
    unsigned tight = 0;

    (void)state;
    for (size_t size = 480; size < 700; size += 5) {
        for (unsigned policies = 0; policies < 4; policies++) {
            struct bench b;
            fetch_a_large_value(size, policies, &b, &info);
            CHECK_NUMBER(QUATRIX_OBJECT_MAX, strlen(info.properties));
            CHECK_NUMBER(0, info.truncated);
            tight += b.wire[0].sent_len + QUATRIX_OBJECT_MAX > size;
            bench_close(&b);
        }
    }
    CHECK(tight > 10);
}

/* The text of an error is worth less than the request, which may be sent again. */
static void an_error_that_fills_the_room_leaves_the_request(void **state)
{
    const struct operation *op = operation("profile_get");
    char golden[BENCH_SENT];
    size_t len = golden_request(golden, sizeof golden, op, BENCH_SESSION);
    char body[900];
    struct bench b;

    (void)state;
    (void)snprintf(body, sizeof body, "{\"msg\":\"%0*d\",\"code\":7}", 800, 0);
    bench_prepare(&b);
    b.config.work_size = len + 600;
    begin(&b, op, BENCH_SESSION);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, &retry));
    answer(&b, 0, "503 Busy", JSON, body);
    answer(&b, 0, "403 Forbidden", JSON, body);
    CHECK_ENDS(QUATRIX_E_HTTP, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(7, quatrix_client_error(&b.client)->server_code);
    CHECK_NUMBER(2 * len, b.wire[0].sent_len);
    CHECK_BYTES(golden, len, b.wire[0].sent + len, len);
    bench_close(&b);
}

/* Nor is the call's own request given up for a reply to the login. */
static void a_login_that_fills_the_room_leaves_the_request(void **state)
{
    const struct operation *op = operation("profile_get");
    char body[900];

    (void)state;
    for (unsigned policies = 1; policies <= 3; policies += 2) {
        struct bench b;
        bench_case("policies %u", policies);
        bench_prepare(&b);
        b.config.work_size = 800;
        begin(&b, op, BENCH_SESSION);
        CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&b.client, &hook));
        CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, policies == 3 ? &retry : NULL));
        (void)snprintf(body, sizeof body, "{\"session_id\":\"%0*d\"}", 850, 0);
        answer(&b, 0, "401 Unauthorized", JSON, "{\"code\":14,\"msg\":\"Not authorised\"}");
        answer(&b, 0, "200 OK", JSON, body);
        CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, &b, bench_finish(&b, op->start(&b)));
        CHECK_STATUS(QUATRIX_E_SPACE, quatrix_client_error(&b.client)->relogin);
        check_no_secret(&b);
        bench_close(&b);
    }
}

/* --- requests with a body in blocks --- */

static int32_t read_letters(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    (void)ctx;
    (void)offset;
    memset(buf, 'a', size);
    return (int32_t)size;
}

static uint8_t block[500];
static const struct quatrix_upload_config file = {
    .name = "a.bin",
    .parent_id = BENCH_TOKEN,
    .size = 2000,
    .block = block,
    .block_size = sizeof block,
    .read = read_letters,
};

#define LINK "{\"upload_key\":\"" BENCH_UPLOAD_KEY "\",\"file_id\":\"" BENCH_TOKEN "\"}"

/* Where the API lies elsewhere, so do uploads; without it they lie at the root. */
static void uploads_go_to_the_bare_host(void **state)
{
    static const struct {
        const char *base;
        const char *link;
        const char *chunk;
    } ways[] = {
        { NULL, "POST /api/1.0/upload/link ", "POST /upload/chunked/" },
        { "/api/1.0", "POST /api/1.0/upload/link ", "POST /upload/chunked/" },
        { "/q/api/2", "POST /q/api/2/upload/link ", "POST /q/upload/chunked/" },
        { "/q", "POST /q/upload/link ", "POST /q/upload/chunked/" },
        { "", "POST /upload/link ", "POST /upload/chunked/" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct quatrix_upload upload;
        struct bench b;
        char sent[BENCH_SENT + 1];
        bench_case("base %s", ways[i].base == NULL ? "none" : ways[i].base);
        bench_prepare(&b);
        b.config.base_path = ways[i].base;
        bench_begin(&b, BENCH_SESSION);
        answer(&b, 0, "200 OK", JSON "Connection: close\r\n", LINK);
        b.line[1].end = QUATRIX_E_CLOSED;
        CHECK_STATUS(QUATRIX_E_CLOSED, quatrix_upload(&upload, &b.client, &file));
        memcpy(sent, b.wire[0].sent, b.wire[0].sent_len);
        sent[b.wire[0].sent_len] = 0;
        CHECK(strncmp(sent, ways[i].link, strlen(ways[i].link)) == 0);
        memcpy(sent, b.wire[1].sent, b.wire[1].sent_len);
        sent[b.wire[1].sent_len] = 0;
        CHECK(strncmp(sent, ways[i].chunk, strlen(ways[i].chunk)) == 0);
        bench_close(&b);
    }
}

/* Whoever takes no more of a body may have hung up meanwhile. */
static void a_connection_lost_while_a_body_waits_is_told(void **state)
{
    static const enum quatrix_status ends[] = { QUATRIX_E_CUT, QUATRIX_E_CLOSED,
                                                QUATRIX_E_NETWORK };

    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct quatrix_upload upload;
        struct bench b;
        bench_case("end %zu", i);
        bench_prepare(&b);
        bench_begin(&b, BENCH_SESSION);
        answer(&b, 0, "200 OK", JSON "Connection: close\r\n", LINK);
        b.line[1].send = QUATRIX_PENDING;
        b.line[1].send_after = 600;
        b.line[1].end = ends[i];
        CHECK_ENDS(ends[i], &b, quatrix_upload(&upload, &b.client, &file));
        CHECK_NUMBER(600, b.wire[1].sent_len);
        bench_close(&b);
    }
}

/* --- details --- */

static void a_content_type_ends_where_its_parameters_begin(void **state)
{
    static const struct {
        const char *header;
        const char *type;
    } ways[] = {
        { "Content-Type: image/png\r\n", "image/png" },
        { "Content-Type: image/png;q=1\r\n", "image/png" },
        { "Content-Type: image/png ; q=1\r\n", "image/png" },
        { "Content-Type: image/png \r\n", "image/png" },
        { "Content-Type: ;\r\n", "" },
        { "Content-Type:\r\n", "" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct bench b;
        bench_case("%s", ways[i].header);
        bench_prepare(&b);
        bench_begin(&b, BENCH_SESSION);
        answer(&b, 0, "200 OK", ways[i].header, "12");
        b.block = 10;
        CHECK_ENDS(QUATRIX_OK, &b,
                   bench_finish(&b, quatrix_file_download_start(&b.client, BENCH_TOKEN)));
        CHECK_TEXT(ways[i].type, quatrix_client_content_type(&b.client));
        bench_close(&b);
    }
}

/* A clock from before 1970, trusted all the same, and a server in the year 2105. */
static void a_pause_longer_than_can_be_said_is_as_long_as_can_be_said(void **state)
{
    const struct operation *op = operation("profile_get");
    struct bench b;

    (void)state;
    bench_prepare(&b);
    begin(&b, op, BENCH_SESSION);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&b.client, &retry));
    b.clock = QUATRIX_CLOCK_TRUSTED;
    b.unix_time = -10000000;
    answer(&b, 0, "503 Busy", "Retry-After: Thu, 31 Dec 2105 23:59:59 GMT\r\n", "");
    CHECK_ENDS(QUATRIX_E_SERVER, &b, bench_finish(&b, op->start(&b)));
    CHECK_NUMBER(UINT32_MAX, quatrix_client_error(&b.client)->retry_after_s);
    CHECK_NUMBER(0, quatrix_client_error(&b.client)->retries);
    bench_close(&b);
}

static void see(void *ctx, bool sent, const char *text, size_t len)
{
    (void)ctx;
    (void)sent;
    (void)text;
    (void)len;
}

static void what_is_no_client_is_told_from_one(void **state)
{
    static struct quatrix_client zero;
    static const struct quatrix_memory none;
    struct quatrix_memory memory;
    struct bench b;

    (void)state;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_list_next(NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_trace(NULL, see, NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_client_trace(&zero, see, NULL));
    memset(&memory, 0xA5, sizeof memory);
    quatrix_client_memory(&zero, &memory);
    CHECK_NUMBER(sizeof zero, memory.client_size);
    CHECK_NUMBER(QUATRIX_TOKENS, memory.tokens);
    memory.client_size = 0;
    memory.tokens = 0;
    CHECK(memcmp(&memory, &none, sizeof none) == 0);
    bench_prepare(&b);
    bench_begin(&b, BENCH_SESSION);
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_file_download_link_start(&b.client, NULL, &b.out.id));
    CHECK_TEXT("ids", quatrix_client_error(&b.client)->member);
    CHECK_NUMBER(0, b.lines);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_value_that_needs_the_room_gets_it),
    cmocka_unit_test(an_error_that_fills_the_room_leaves_the_request),
    cmocka_unit_test(a_login_that_fills_the_room_leaves_the_request),
    cmocka_unit_test(uploads_go_to_the_bare_host),
    cmocka_unit_test(a_connection_lost_while_a_body_waits_is_told),
    cmocka_unit_test(a_content_type_ends_where_its_parameters_begin),
    cmocka_unit_test(a_pause_longer_than_can_be_said_is_as_long_as_can_be_said),
    cmocka_unit_test(what_is_no_client_is_told_from_one),
};

BENCH_MAIN(tests)
