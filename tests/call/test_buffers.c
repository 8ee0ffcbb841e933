/* SPDX-License-Identifier: MIT */
/* The work buffer and the tokens: any size gives the same, what does not fit is refused or cut, and
   the memory report says what was used. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

static char body[230000];

static void open_small(struct bench *b, size_t work_size, size_t slice)
{
    bench_prepare(b);
    b->config.work_size = work_size;
    b->slice = slice;
    bench_begin(b, BENCH_SESSION);
}

static void a_profile_is_the_same_in_any_work_buffer(void **state)
{
    static char reply[16384];
    static const size_t slices[] = { 0, 9, 100 };

    (void)state;
    for (size_t k = 0; k < travels_count; k += 3) {
        size_t head;
        size_t len = render(reply, sizeof reply, operation("profile_get"), &travels[k], &head);
        for (size_t size = QUATRIX_WORK_MIN; size <= 2048; size++) {
            struct bench b;
            bench_case("%s, work buffer of %zu", travels[k].name, size);
            open_small(&b, size, slices[size % COUNT(slices)]);
            bench_answer(&b.line[0], reply, len);
            b.line[0].end = travels[k].framing == BY_CLOSE ? QUATRIX_E_CLOSED : QUATRIX_OK;
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
            check_profile(&b.out.profile);
            bench_close(&b);
        }
    }
}

static void too_small_a_work_buffer_is_refused(void **state)
{
    static uint8_t work[QUATRIX_WORK_MIN];
    struct bench b;

    (void)state;
    bench_prepare(&b);
    b.config.work = work;
    for (size_t size = 0; size < QUATRIX_WORK_MIN; size++) {
        bench_case("work buffer of %zu", size);
        b.config.work_size = size;
        CHECK_ENDS(QUATRIX_E_ARGUMENT, &b, quatrix_client_init(&b.client, &b.config));
        CHECK_TEXT("work", quatrix_client_error(&b.client)->member);
    }
}

/* Members nobody asked for, of 200 KB, in the smallest buffer. */
static void an_unknown_member_may_have_any_size(void **state)
{
    static const struct {
        const char *before;
        const char *pattern;
        const char *after;
    } members[] = {
        { "\"x\":\"", "abcdefghij", "\"" },       { "\"x\":\"", "\\ud83d\\udd27", "\"" },
        { "\"x\":\"", "\xF0\x9F\x94\xA7", "\"" }, { "\"x\":[0", ",[1,{\"id\":2}]", "]" },
        { "\"x\":{\"id\":0", ",\"id\":[]", "}" }, { "\"x\":1", "234567890", "" },
        { "\"x\":0.", "00000", "1e-5" },          { "\"", "a_name_that_is_long", "\":1" },
        { "\"", "\\u0069d", "\":\"x\"" },         { "", "\"x\":1,", "\"x\":2" },
        { "", "  \n\t", "\"x\":null" },
    };
    static const size_t slices[] = { 0, 23 };

    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        for (size_t k = 0; k < COUNT(slices); k++) {
            size_t len = (size_t)sprintf(body, "{\"id\":\"a\",%s", members[i].before);
            struct bench b;
            bench_case("%s%s..., slices of %zu", members[i].before, members[i].pattern, slices[k]);
            while (len < 200000) {
                len += (size_t)sprintf(body + len, "%s", members[i].pattern);
            }
            (void)sprintf(body + len, "%s,\"uid\":5}", members[i].after);
            open_small(&b, QUATRIX_WORK_MIN, slices[k]);
            answer(&b, 0, "200 OK", JSON, body);
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
            CHECK_TEXT("a", b.out.profile.id.text);
            CHECK_NUMBER(5, b.out.profile.uid);
            CHECK_NUMBER(QUATRIX_BIT(QUATRIX_PROFILE_ID) | QUATRIX_BIT(QUATRIX_PROFILE_UID),
                         b.out.profile.present);
            bench_close(&b);
        }
    }
}

/* However the characters fall on the ends of array, buffer and slices. */
static void a_long_display_text_is_cut_and_marked(void **state)
{
    static const struct {
        const char *json;
        const char *text;
    } characters[] = { { "s", "s" },
                       { "\xC3\xB6", "\xC3\xB6" },
                       { "\\u00f6", "\xC3\xB6" },
                       { "\\n", "\n" },
                       { "\xE2\x82\xAC", "\xE2\x82\xAC" },
                       { "\xF0\x9F\x94\xA7", "\xF0\x9F\x94\xA7" },
                       { "\\uD83D\\uDD27", "\xF0\x9F\x94\xA7" } };
    static const size_t lengths[] = { 96, 384, 385, 1000, 100000 };

    (void)state;
    for (size_t i = 0; i < COUNT(characters); i++) {
        for (size_t k = 0; k < COUNT(lengths); k++) {
            for (size_t lead = 0; lead < (lengths[k] < 2000 ? 13 : 3); lead++) {
                size_t len = (size_t)sprintf(body, "{\"message_signature\":\"%.*s", (int)lead,
                                             "xxxxxxxxxxxxxxxx");
                size_t width = strlen(characters[i].text);
                const char *got;
                struct bench b;
                bench_case("%s, %zu bytes after %zu", characters[i].json, lengths[k], lead);
                for (size_t n = 0; n < lengths[k] && len < 200000; n += width) {
                    len += (size_t)sprintf(body + len, "%s", characters[i].json);
                }
                (void)sprintf(body + len, "\",\"uid\":5}");
                open_small(&b, QUATRIX_WORK_MIN, lead % 2 == 0 ? 0 : lead * 10);
                answer(&b, 0, "200 OK", JSON, body);
                CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
                CHECK_NUMBER(QUATRIX_BIT(QUATRIX_PROFILE_MESSAGE_SIGNATURE),
                             b.out.profile.truncated);
                CHECK_NUMBER(5, b.out.profile.uid);
                got = b.out.profile.message_signature;
                len = strlen(got);
                CHECK(len <= QUATRIX_SIGNATURE_MAX && len + width > QUATRIX_SIGNATURE_MAX);
                for (size_t n = lead; n < len; n += width) {
                    CHECK(strncmp(got + n, characters[i].text, width) == 0);
                }
                bench_close(&b);
            }
        }
    }
}

static void what_must_be_whole_does_not_fit(void **state)
{
    static const struct {
        const char *before;
        const char *after;
        const char *member;
    } values[] = {
        { "{\"email\":\"", "\"}", "email" },
        { "{\"id\":\"", "\"}", "id" },
        { "{\"sftp_url\":\"", "\"}", "sftp_url" },
        { "{\"services\":[{\"service_key\":\"", "\"}]}", NULL },
        { "{\"share_types\":{\"x\":\"", "\"}}", NULL },
        { "{\"quota\":\"", "\"}", "quota" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        for (size_t slice = 0; slice < 400; slice += 39) {
            size_t len = (size_t)sprintf(body, "%s", values[i].before);
            struct bench b;
            bench_case("%s, slices of %zu", values[i].before, slice);
            memset(body + len, '1', 1000);
            (void)sprintf(body + len + 1000, "%s", values[i].after);
            open_small(&b, QUATRIX_WORK_MIN, slice);
            answer(&b, 0, "200 OK", JSON, body);
            CHECK_ENDS(QUATRIX_E_SPACE, &b, quatrix_profile_get(&b.client, &b.out.profile));
            CHECK(quatrix_client_error(&b.client)->member != NULL);
            if (values[i].member != NULL) {
                CHECK_TEXT(values[i].member, quatrix_client_error(&b.client)->member);
            }
            bench_works_again(&b);
            bench_close(&b);
        }
    }
}

/* An element that is cut counts once. */
static void a_long_element_of_an_array_is_cut_and_marked(void **state)
{
    (void)state;
    for (size_t len = 10; len < 1200; len += len < 20 ? 1 : 97) {
        for (size_t slice = 0; slice < 400; slice += 57) {
            const struct quatrix_factors *f;
            struct bench b;
            bench_case("element of %zu bytes, slices of %zu", len, slice);
            (void)sprintf(body, "{\"auth_methods\":[\"%0*d\",\"PIN\"]}", (int)len, 0);
            open_small(&b, QUATRIX_WORK_MIN, slice);
            answer(&b, 0, "200 OK", JSON, body);
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
            f = &b.out.profile.auth_methods;
            CHECK_NUMBER(2, f->count.total);
            CHECK_NUMBER(2, f->count.kept);
            CHECK_NUMBER(len < QUATRIX_WORD_MAX ? len : QUATRIX_WORD_MAX, strlen(f->item[0].text));
            CHECK_TEXT("PIN", f->item[1].text);
            CHECK_NUMBER(len > QUATRIX_WORD_MAX ? QUATRIX_BIT(QUATRIX_PROFILE_AUTH_METHODS) : 0,
                         b.out.profile.truncated);
            bench_close(&b);
        }
    }
}

/* Elements nobody keeps may have any size. */
static void an_element_past_the_capacity_may_have_any_size(void **state)
{
    static const char *const arrays[] = {
        "{\"services\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"},{\"id\":\"",
        "{\"auth_methods\":[\"1\",\"2\",\"3\",\""
    };

    (void)state;
    for (size_t i = 0; i < COUNT(arrays); i++) {
        struct bench b;
        size_t len = (size_t)sprintf(body, "%s", arrays[i]);
        const struct quatrix_profile *p = &b.out.profile;
        bench_case("%s", arrays[i]);
        memset(body + len, 'x', 3000);
        (void)sprintf(body + len + 3000, i == 0 ? "\"}],\"uid\":4}" : "\"],\"uid\":4}");
        open_small(&b, QUATRIX_WORK_MIN, 50);
        answer(&b, 0, "200 OK", JSON, body);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
        CHECK_NUMBER(4, p->services.count.total + p->auth_methods.count.total);
        CHECK_NUMBER(3, p->services.count.kept + p->auth_methods.count.kept);
        CHECK_NUMBER(4, p->uid);
        bench_close(&b);
    }
}

/* A nested value with more tokens than there are; one with exactly as many fits. */
static void a_nested_value_may_have_so_many_tokens(void **state)
{
    (void)state;
    for (unsigned members = 0; members < QUATRIX_TOKENS; members++) {
        size_t len = (size_t)sprintf(body, "{\"share_types\":{");
        bool fits = 1 + 2 * members <= QUATRIX_TOKENS;
        struct quatrix_memory memory;
        struct bench b;
        bench_case("%u members", members);
        for (unsigned i = 0; i < members; i++) {
            len += (size_t)sprintf(body + len, "%s\"%c\":%u", i > 0 ? "," : "", 'a' + (int)i, i);
        }
        (void)sprintf(body + len, "},\"services\":[{\"id\":\"a\"}]}"); /* three tokens */
        open_small(&b, 512, 0);
        answer(&b, 0, "200 OK", JSON, body);
        CHECK_ENDS(fits ? QUATRIX_OK : QUATRIX_E_SPACE, &b,
                   quatrix_profile_get(&b.client, &b.out.profile));
        quatrix_client_memory(&b.client, &memory);
        if (fits) {
            CHECK_NUMBER(members < 1 ? 3 : 1 + 2 * members, memory.tokens_peak);
        } else {
            CHECK_TEXT("share_types", quatrix_client_error(&b.client)->member);
        }
        bench_close(&b);
    }
}

static void the_report_says_what_was_used(void **state)
{
    struct quatrix_memory memory;
    char request[BENCH_SENT];
    size_t longest =
        golden_request(request, sizeof request, operation("profile_set"), BENCH_SESSION);
    struct bench b;

    (void)state;
    bench_case("the report");
    open_small(&b, 700, 60);
    b.heap_peak = 31415;
    quatrix_client_memory(&b.client, &memory);
    CHECK_NUMBER(sizeof(struct quatrix_client), memory.client_size);
    CHECK_NUMBER(700, memory.work_size);
    CHECK_NUMBER(QUATRIX_TOKENS, memory.tokens);
    CHECK_NUMBER(31415, memory.tls_heap_peak);
    CHECK_NUMBER(0, memory.work_peak);
    CHECK_NUMBER(0, memory.work_value_peak);
    CHECK_NUMBER(0, memory.request_peak);
    CHECK_NUMBER(0, memory.tokens_peak);
    CHECK_NUMBER(0, memory.header_longest);

    answer(&b, 0, "200 OK", "X-A: 0123456789\r\n" JSON, golden_profile);
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
    quatrix_client_memory(&b.client, &memory);
    CHECK_NUMBER(golden_request(request, sizeof request, operation("profile_get"), BENCH_SESSION),
                 memory.request_peak);
    CHECK_NUMBER(7, memory.tokens_peak); /* share_types: three names, three values, itself */
    CHECK_NUMBER(strlen(JSON), memory.header_longest);
    /* The largest value that had to lie there whole. */
    CHECK_NUMBER(
        strlen("{\"id\":\"42a68fec-c75a-43c4-8d0d-866b16519537\",\"service_key\":\"SFTP\"}"),
        memory.work_value_peak);
    CHECK(memory.work_peak >= memory.work_value_peak && memory.work_peak >= memory.request_peak);
    CHECK(memory.work_peak <= memory.work_value_peak + 60 ||
          memory.work_peak == memory.request_peak);

    answer(&b, 0, "200 OK", JSON, "{}");
    b.slice = 0;
    CHECK_ENDS(QUATRIX_OK, &b, operation("profile_set")->call(&b));
    quatrix_client_memory(&b.client, &memory);
    CHECK_NUMBER(longest, memory.request_peak);
    CHECK_NUMBER(7, memory.tokens_peak);

    answer(&b, 0, "200 OK", JSON, "{}"); /* peaks stay */
    CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
    quatrix_client_memory(&b.client, &memory);
    CHECK_NUMBER(longest, memory.request_peak);
    CHECK(memory.work_peak >= longest && memory.work_value_peak > 60);
    bench_close(&b);
}

/* A request is refused when it does not fit by one byte, and sent when it does. */
static void a_request_fits_the_work_buffer_or_is_not_sent(void **state)
{
    static char signature[501];
    struct quatrix_profile_set_request request = {
        QUATRIX_BIT(QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE), NULL, NULL, NULL, signature
    };

    (void)state;
    for (size_t len = 100; len < 300; len++) {
        struct bench b;
        enum quatrix_status got;
        bench_case("signature of %zu bytes", len);
        memset(signature, 's', len);
        signature[len] = 0;
        open_small(&b, QUATRIX_WORK_MIN, 0);
        answer(&b, 0, "200 OK", JSON, "{}");
        got = quatrix_profile_set(&b.client, &request, &b.out.set);
        b.wire[0].sent[b.wire[0].sent_len] = 0;
        if (got == QUATRIX_OK) {
            CHECK(b.wire[0].sent_len <= QUATRIX_WORK_MIN && b.wire[0].requests == 1);
            (void)sprintf(body, "{\"message_signature\":\"%s\"}", signature);
            CHECK_TEXT(body, strstr((const char *)b.wire[0].sent, "{\""));
        } else {
            CHECK_ENDS(QUATRIX_E_SPACE, &b, got);
            CHECK(quatrix_client_error(&b.client)->member == NULL);
            CHECK_NUMBER(0, b.all_calls);
            CHECK(len > 160); /* not refused without need */
        }
        bench_close(&b);
    }
}

/* Two clients, step by step in turn: neither sees the other. */
static void two_clients_may_be_stepped_in_turn(void **state)
{
    static char first[16384];
    static char second[16384];

    (void)state;
    for (size_t i = 0; i < OPERATIONS; i++) {
        for (size_t k = 0; k < OPERATIONS; k++) {
            const struct operation *ops[2] = { &operations[i], &operations[k] };
            enum quatrix_status got[2];
            struct bench b[2];
            size_t head;
            bench_case("%s with %s", ops[0]->name, ops[1]->name);
            for (unsigned n = 0; n < 2; n++) {
                char *text = n == 0 ? first : second;
                size_t len = render(text, sizeof first, ops[n], &travels[3], &head);
                bench_prepare(&b[n]);
                bench_answer(&b[n].line[0], text, len);
                b[n].slice = 31 + n;
                b[n].pending[BENCH_RECV] = 1;
                begin(&b[n], ops[n],
                      n == 0                            ? BENCH_SESSION
                      : may_call(ops[n], BENCH_API_KEY) ? BENCH_API_KEY
                                                        : BENCH_SESSION);
                got[n] = ops[n]->start(&b[n]);
            }
            for (unsigned turn = 0; got[0] == QUATRIX_PENDING || got[1] == QUATRIX_PENDING;
                 turn++) {
                if (got[turn % 2] == QUATRIX_PENDING) {
                    got[turn % 2] = quatrix_step(&b[turn % 2].client);
                }
            }
            for (unsigned n = 0; n < 2; n++) {
                CHECK_ENDS(ops[n]->ends, &b[n], bench_finish(&b[n], got[n]));
                ops[n]->check(&b[n]);
                check_request(&b[n], 0, ops[n],
                              n == 0                            ? BENCH_SESSION
                              : may_call(ops[n], BENCH_API_KEY) ? BENCH_API_KEY
                                                                : BENCH_SESSION);
            }
            bench_close(&b[0]);
            bench_close(&b[1]);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_profile_is_the_same_in_any_work_buffer),
    cmocka_unit_test(too_small_a_work_buffer_is_refused),
    cmocka_unit_test(an_unknown_member_may_have_any_size),
    cmocka_unit_test(a_long_display_text_is_cut_and_marked),
    cmocka_unit_test(what_must_be_whole_does_not_fit),
    cmocka_unit_test(a_long_element_of_an_array_is_cut_and_marked),
    cmocka_unit_test(an_element_past_the_capacity_may_have_any_size),
    cmocka_unit_test(a_nested_value_may_have_so_many_tokens),
    cmocka_unit_test(the_report_says_what_was_used),
    cmocka_unit_test(a_request_fits_the_work_buffer_or_is_not_sent),
    cmocka_unit_test(two_clients_may_be_stepped_in_turn),
};

BENCH_MAIN(tests)
