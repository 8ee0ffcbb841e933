/* SPDX-License-Identifier: MIT */
/* Replies of status 200 that break a rule, each with its own error, and those that merely look odd.
 */
#include "operations.h"

#include <stdio.h>
#include <string.h>

#define OK   "HTTP/1.1 200 OK\r\n"
#define DEEP "[[[[[[[[[[[[[[[" /* 15 */
#define UP   "]]]]]]]]]]]]]]]"

/* Bodies in answer to GET /profile, of type application/json. */
static const struct {
    const char *body;
    enum quatrix_status due;
    const char *member;
} bodies[] = {
    { "", QUATRIX_OK, NULL },
    { " \r\n\t", QUATRIX_OK, NULL },
    { "{}", QUATRIX_OK, NULL },
    { " { } \n", QUATRIX_OK, NULL },
    { "null", QUATRIX_OK, NULL },
    { "{\"unknown\":" DEEP UP "}", QUATRIX_OK, NULL },
    { "{\"x\":1,\"x\":2,\"\":[],\"\":3}", QUATRIX_OK, NULL },
    { "{\"\\u0069d\":\"x\"}", QUATRIX_OK, NULL },
    { "hello", QUATRIX_E_JSON, NULL },
    { "<html>", QUATRIX_E_JSON, NULL },
    { "{", QUATRIX_E_JSON, NULL },
    { "{\"id\":\"x\"", QUATRIX_E_JSON, NULL },
    { "{\"id\":\"x", QUATRIX_E_JSON, NULL },
    { "{\"id\"", QUATRIX_E_JSON, NULL },
    { "nul", QUATRIX_E_JSON, NULL },
    { "{\"id\"}", QUATRIX_E_JSON, NULL },
    { "{\"quota\":1,}", QUATRIX_E_JSON, NULL },
    { "{,}", QUATRIX_E_JSON, NULL },
    { "{quota:1}", QUATRIX_E_JSON, NULL },
    { "{'quota':1}", QUATRIX_E_JSON, NULL },
    { "{\"quota\":tru5}", QUATRIX_E_JSON, NULL },
    { "{\"quota\":01}", QUATRIX_E_JSON, NULL },
    { "{\"quota\":+1}", QUATRIX_E_JSON, NULL },
    { "{\"quota\":1.}", QUATRIX_E_JSON, NULL },
    { "{\"quota\":NaN}", QUATRIX_E_JSON, NULL },
    { "{\"auth_methods\":[,]}", QUATRIX_E_JSON, NULL },
    { "{\"auth_methods\":[\"a\",]}", QUATRIX_E_JSON, NULL },
    { "{\"auth_methods\":[\"a\"}", QUATRIX_E_JSON, NULL },
    { "{\"services\":[{\"id\":\"a\",}]}", QUATRIX_E_JSON, NULL },
    { "{\"services\":[{\"id\"}]}", QUATRIX_E_JSON, NULL },
    { "{\"services\":[{\"id\":\"a\"]}", QUATRIX_E_JSON, NULL },
    { "{\"x\":[1,,2]}", QUATRIX_E_JSON, NULL },
    { "{\"x\":\"\\q\"}", QUATRIX_E_JSON, NULL },
    { "{}x", QUATRIX_E_JSON, NULL },
    { "{}{}", QUATRIX_E_JSON, NULL },
    { "{} null", QUATRIX_E_JSON, NULL },
    { "\xEF\xBB\xBF{}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"a\tb\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\xC3\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\xC0\xAF\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\xED\xA0\x80\"}", QUATRIX_E_JSON, NULL },
    { "{\"x\":\"\xF8\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\\u0000\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\\ud800\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\\udc00\\ud800\"}", QUATRIX_E_JSON, NULL },
    { "{\"x\":\"\\ud800x\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\\ud800\\u0041\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\\ud800\\ud800\"}", QUATRIX_E_JSON, NULL },
    { "{\"name\":\"\\ud800\\n\"}", QUATRIX_E_JSON, NULL },
    { "{\"x\":[" DEEP "[" UP "]]}", QUATRIX_E_DEPTH, NULL },
    { "{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{\"x\":"
      "{\"x\":{\"x\":{\"x\":{}}}}}}}}}}}}}}}}}",
      QUATRIX_E_DEPTH, NULL },
    { "{\"services\":[{\"x\":" DEEP UP "}]}", QUATRIX_E_DEPTH, NULL },
    { "[]", QUATRIX_E_TYPE, NULL },
    { "\"x\"", QUATRIX_E_TYPE, NULL },
    { "12 ", QUATRIX_E_TYPE, NULL },
    { "true", QUATRIX_E_TYPE, NULL },
    { "{\"id\":\"a\",\"quota\":{}}", QUATRIX_E_TYPE, "quota" },
    { "{\"id\":\"a\",\"id\":\"a\"}", QUATRIX_E_DUPLICATE, "id" },
    { "{\"uid\":null,\"name\":\"x\",\"uid\":1}", QUATRIX_E_DUPLICATE, "uid" },
    { "{\"uid\":1,\"\\u0075id\":1}", QUATRIX_E_DUPLICATE, "uid" },
    { "{\"services\":[{\"id\":\"a\",\"id\":\"b\"}]}", QUATRIX_E_DUPLICATE, "id" },
    { "{\"share_types\":{\"public_share\":true,\"public_share\":true}}", QUATRIX_E_DUPLICATE,
      "public_share" },
    { "{\"quota\":9223372036854775808}", QUATRIX_E_RANGE, "quota" },
    { "{\"quota\":-9223372036854775809}", QUATRIX_E_RANGE, "quota" },
    { "{\"quota\":1e19}", QUATRIX_E_RANGE, "quota" },
    { "{\"created\":9223372036855}", QUATRIX_E_RANGE, "created" },
};

static void each_body_has_its_verdict_however_it_is_sliced(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        size_t len = 1;
        for (size_t slice = 0; slice < len; slice++) {
            struct bench b;
            bench_case("%s, slices of %zu", bodies[i].body, slice);
            bench_open(&b, NULL, slice);
            len = answer(&b, 0, "200 OK", JSON, bodies[i].body);
            CHECK_ENDS(bodies[i].due, &b, quatrix_profile_get(&b.client, &b.out.profile));
            if (bodies[i].due == QUATRIX_OK) {
                CHECK_NUMBER(strstr(bodies[i].body, "u0069d") != NULL, b.out.profile.present);
                CHECK(b.client.priv.connected);
            } else {
                CHECK_NUMBER(QUATRIX_PHASE_BODY, quatrix_client_error(&b.client)->phase);
                CHECK_NUMBER(200, quatrix_client_error(&b.client)->http_status);
                if (bodies[i].member != NULL) {
                    CHECK_TEXT(bodies[i].member, quatrix_client_error(&b.client)->member);
                }
                bench_works_again(&b);
            }
            bench_close(&b);
        }
    }
}

/* Whole replies, heads included. */
static const struct {
    const char *reply;
    enum quatrix_status due;
} replies[] = {
    { OK "Content-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", QUATRIX_E_CONTENT },
    { OK "Content-Type: text/html\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_CONTENT },
    { OK "Content-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      QUATRIX_E_CONTENT },
    { OK "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { OK "Content-Type: TEXT/JSON; charset=x\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { OK "Content-Type: application/vnd.x+json\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { OK "Content-Type: text/html\r\nContent-Length: 0\r\n\r\n", QUATRIX_OK },
    { OK "Content-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { OK "Content-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { "HTTP/1.1 204 No Content\r\n\r\n", QUATRIX_OK },
    { "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 102 P\r\n\r\n" OK "Content-Length: 2\r\n\r\n{}", QUATRIX_OK },
    { OK "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1F\x8B", QUATRIX_E_ENCODING },
    { OK "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", QUATRIX_E_ENCODING },
    { OK "Transfer-Encoding: identity\r\n\r\n{}", QUATRIX_E_ENCODING },
    { OK "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", QUATRIX_E_PROTOCOL },
    { OK "Content-Length: 2, 3\r\n\r\n{} ", QUATRIX_E_PROTOCOL },
    { OK "Content-Length: +2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "Content-Length: 2a\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "Content-Length: 99999999999999999999\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n", QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n", QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n", QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n a: b\r\n\r\n", QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n: b\r\n\r\n", QUATRIX_E_PROTOCOL },
    { OK "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\na: b\n\r\n", QUATRIX_E_PROTOCOL },
    { OK " Content-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "A : b\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK ": b\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "A: b\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "A: b\rc\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { OK "A: \x01\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "http/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "HTTP/1.1 600 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "HTTP/1.1 101 Switching\r\n\r\n", QUATRIX_E_PROTOCOL },
    { "\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", QUATRIX_E_PROTOCOL },
    { "{\"id\":\"x\"}", QUATRIX_E_PROTOCOL },
    { "SSH-2.0-OpenSSH\r\n", QUATRIX_E_PROTOCOL },
    { OK "Content-Type: application/json; "
         "x=0123456789012345678901234567890123456789012\r\nContent-Length: 2\r\n\r\n{}",
      QUATRIX_OK },
    { OK "Content-Type: application/json; "
         "x=01234567890123456789012345678901234567890123\r\nContent-Length: 2\r\n\r\n{}",
      QUATRIX_E_HEADER },
};

static void each_reply_has_its_verdict_however_it_is_sliced(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        for (size_t slice = 0; slice < strlen(replies[i].reply); slice++) {
            struct bench b;
            bench_case("%s, slices of %zu", replies[i].reply, slice);
            bench_open(&b, replies[i].reply, slice);
            CHECK_ENDS(replies[i].due, &b, quatrix_profile_get(&b.client, &b.out.profile));
            if (replies[i].due != QUATRIX_OK) {
                CHECK(!b.client.priv.connected);
                bench_works_again(&b);
            }
            bench_close(&b);
        }
    }
}

/* Also while the body is pulled by the caller. */
static void a_raw_reply_with_bad_chunks_is_refused(void **state)
{
    static const char *const bad[] = {
        OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nx\r\n",
        OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n a: b\r\n\r\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        for (size_t slice = 0; slice < strlen(bad[i]); slice++) {
            struct bench b;
            bench_case("%s, slices of %zu", bad[i], slice);
            bench_open(&b, bad[i], slice);
            b.block = 1 + slice % 5;
            CHECK_ENDS(QUATRIX_E_PROTOCOL, &b,
                       bench_finish(&b, quatrix_profile_2fa_generate_start(&b.client)));
            CHECK_BYTES("abc", 3, b.body, b.body_len);
            CHECK_NUMBER(QUATRIX_PHASE_BODY, quatrix_client_error(&b.client)->phase);
            bench_works_again(&b);
            bench_close(&b);
        }
    }
}

/* A NUL in any place, which no string literal can hold. */
static void a_nul_is_refused_wherever_it_stands(void **state)
{
    static const char good[] = OK "X-Y: z\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 20\r\n\r\n{\"name\":\"a\",\"x\":\"b\"}";
    size_t len = sizeof good - 1;

    (void)state;
    CHECK_NUMBER(20, strlen(strchr(good, '{')));
    for (size_t at = 0; at < len; at++) {
        char bad[sizeof good];
        struct bench b;
        bench_case("NUL at %zu", at);
        memcpy(bad, good, sizeof good);
        bad[at] = 0;
        bench_open(&b, bad, 0);
        b.line[0].reply[0].len = len;
        CHECK_ENDS(at < len - 20 ? QUATRIX_E_PROTOCOL : QUATRIX_E_JSON, &b,
                   quatrix_profile_get(&b.client, &b.out.profile));
        bench_works_again(&b);
        bench_close(&b);
    }
}

/* What is decoded into is touched when the call starts and not when it cannot. */
static void a_reply_starts_from_nothing(void **state)
{
    struct bench b;

    (void)state;
    bench_open(&b, OK "Content-Length: 14\r\n\r\n{\"quota\":null}", 0);
    memset(&b.out, 0xFF, sizeof b.out);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
    for (size_t i = 0; i < sizeof b.out.profile; i++) {
        CHECK_NUMBER(0, ((const uint8_t *)&b.out.profile)[i]);
    }
    bench_close(&b);
}

/* A header nobody needs may have any length, in the smallest buffer. */
static void unneeded_headers_may_be_long(void **state)
{
    static char headers[120000];
    struct quatrix_memory memory;
    struct bench b;

    (void)state;
    memcpy(headers, "X-Long: ", 8);
    memset(headers + 8, 'h', 100000);
    memcpy(headers + 100008, "\r\n", 3);
    bench_prepare(&b);
    b.config.work_size = QUATRIX_WORK_MIN;
    answer(&b, 0, "200 OK", headers, "{}");
    bench_begin(&b, BENCH_SESSION);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
    quatrix_client_memory(&b.client, &memory);
    CHECK_NUMBER(100010, memory.header_longest);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_body_has_its_verdict_however_it_is_sliced),
    cmocka_unit_test(each_reply_has_its_verdict_however_it_is_sliced),
    cmocka_unit_test(a_raw_reply_with_bad_chunks_is_refused),
    cmocka_unit_test(a_nul_is_refused_wherever_it_stands),
    cmocka_unit_test(a_reply_starts_from_nothing),
    cmocka_unit_test(unneeded_headers_may_be_long),
};

BENCH_MAIN(tests)
