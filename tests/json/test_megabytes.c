/* SPDX-License-Identifier: MIT */
/* The whole client: replies of megabytes through a work buffer of 512 bytes. */
#include "bytes.h"

#include "call/operations.h"

#include <string.h>

enum { SIZE = 2 << 20 };

/* A body: unit over and over between two texts; and how the call ends. */
static const struct {
    const char *before;
    const char *unit;
    const char *after;
    enum quatrix_status due;
    const char *member;
} replies[] = {
    { "{\"id\":\"a\",\"x\":\"", "\\u00e9", "\",\"uid\":7}", QUATRIX_OK, NULL },
    { "{\"id\":\"a\",\"message_signature\":\"", "sincerely ", "\",\"uid\":7}", QUATRIX_OK, NULL },
    { "{\"id\":\"a\",\"x\":[0", ",{\"y\":[1,2]}", "],\"uid\":7}", QUATRIX_OK, NULL },
    { "{\"id\":\"a\",\"auth_methods\":[\"2FA\"", ",\"PIN\"", "],\"uid\":7}", QUATRIX_OK, NULL },
    { "{\"id\":\"a\",\"services\":[{\"id\":\"s\"}", ",{\"id\":\"t\"}", "],\"uid\":7}", QUATRIX_OK,
      NULL },
    { "{\"id\":\"a\",", "                ", "\"uid\":7}", QUATRIX_OK, NULL },
    { "{\"id\":\"a\",\"email\":\"", "dana", "\",\"uid\":7}", QUATRIX_E_SPACE, "email" },
    { "{\"id\":\"", "0", "\",\"uid\":7}", QUATRIX_E_SPACE, "id" },
    { "{\"id\":\"a\",\"quota\":1", "0", ",\"uid\":7}", QUATRIX_E_SPACE, "quota" },
    { "{\"id\":\"a\",\"share_types\":{\"x\":\"", "0", "\"},\"uid\":7}", QUATRIX_E_SPACE,
      "share_types" },
    { "{\"id\":\"a\",\"x\":\"", "a", "\x1F\",\"uid\":7}", QUATRIX_E_JSON, NULL },
    { "{\"id\":\"a\",\"x\":\"", "\xE2\x82\xAC", "\xE2\x82\",\"uid\":7}", QUATRIX_E_JSON, NULL },
    { "{\"id\":\"a\",\"uid\":7}", " ", ".", QUATRIX_E_JSON, NULL },
};

static void build(struct bytes *text, const char *before, const char *unit, const char *after)
{
    bytes_text(text, before);
    for (size_t n = 0; n < SIZE; n += strlen(unit)) {
        bytes_text(text, unit);
    }
    bytes_text(text, after);
}

static void a_reply_of_megabytes(void **state)
{
    static struct bench b;

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        struct bytes body = { 0 };
        struct bytes reply = { 0 };
        build(&body, replies[i].before, replies[i].unit, replies[i].after);
        bytes_format(&reply, "HTTP/1.1 200 OK\r\n" JSON "Content-Length: %zu\r\n\r\n", body.len);
        bytes_add(&reply, body.at, body.len);
        bench_case("2 MB of %s behind %s", replies[i].unit, replies[i].before);
        bench_open(&b, NULL, 1460);
        bench_answer(&b.line[0], (const char *)reply.at, reply.len);
        CHECK_ENDS(replies[i].due, &b, quatrix_profile_get(&b.client, &b.out.profile));
        if (replies[i].due == QUATRIX_OK) {
            CHECK_TEXT("a", b.out.profile.id.text);
            CHECK_NUMBER(7, b.out.profile.uid);
        } else if (replies[i].member != NULL) {
            CHECK_TEXT(replies[i].member, quatrix_client_error(&b.client)->member);
        }
        bench_close(&b);
        bytes_free(&reply);
        bytes_free(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_reply_of_megabytes) };

    return cmocka_run_group_tests_name("json/megabytes", tests, NULL, NULL);
}
