/* SPDX-License-Identifier: MIT */
/* Arrays and sizes: what does not fit, in buffers of every size; and the end of a reply. */
#include "unit/json/decode_model.h"

/* Arrays. */

static void what_an_array_cannot_hold_is_counted(void **state)
{
    static const struct decode_case cases[] = {
        { "texts", "{\"words\":[\"a\",\"b\",\"c\"]}", "words=[a,b]/3*" },
        { "many texts", "{\"codes\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"],\"flag\":true}",
          "flag=1 codes=[1,2,3]/7*" },
        { "one or several", "{\"any\":[\"a\",\"b\",\"c\"]}", "any=[a,b]/3*" },
        { "models", "{\"list\":[{\"n\":1},{\"n\":2},{\"n\":3},{\"n\":4}],\"flag\":true}",
          "flag=1 list=[{n=1 },{n=2 }]/4*" },
        { "texts too long for an element pass", "{\"codes\":[\"1\",\"2\",\"3\",\"too long\"]}",
          "codes=[1,2,3]/4*" },
        { "in a model", "{\"inner\":{\"tags\":[\"a\",\"b\",\"c\",\"d\"],\"n\":1}}",
          "inner={n=1 tags=[a,b]/4* }" },
        { "in a list", "{\"list\":[{\"tags\":[\"a\",\"b\",\"c\"]},{\"tags\":[\"d\"]}]}",
          "list=[{tags=[a,b]/3* },{tags=[d]/1 }]/2" },
        { "only the array concerned is marked",
          "{\"words\":[\"a\",\"b\",\"c\"],\"any\":[\"a\",\"b\"]}", "words=[a,b]/3* any=[a,b]/2" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void surplus_elements_may_be_of_any_size(void **state)
{
    static char text[2000];
    static struct unit_log log;
    struct result result;
    size_t len;

    (void)state;
    len = (size_t)snprintf(text, sizeof text, "{\"words\":[\"a\",\"b\",\"%0600d\",\"%0500d\"]}", 1,
                           2);
    for (size_t slice = 1; slice <= len; slice += 7) {
        run(text, len, 64, slice, &result);
        describe(&result, &log);
        assert_string_equal("words=[a,b]/4*", log.text);
    }
    len = (size_t)snprintf(text, sizeof text,
                           "{\"list\":[{},{\"n\":1},{\"n\":2,\"note\":\"%0600d\",\"leaf\":{}}],"
                           "\"flag\":true}",
                           1);
    for (size_t slice = 1; slice <= len; slice += 7) {
        run(text, len, 64, slice, &result);
        describe(&result, &log);
        assert_string_equal("flag=1 list=[{},{n=1 }]/3*", log.text);
    }
    /* nor are they counted in tokens */
    len = (size_t)snprintf(text, sizeof text, "{\"list\":[{},{},{\"what\":[0");
    for (size_t i = 0; i < 2 * QUATRIX_TOKENS && len < sizeof text - 20; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, ",0");
    }
    len += (size_t)snprintf(text + len, sizeof text - len, "]}]}");
    run(text, len, 64, 1, &result);
    describe(&result, &log);
    assert_string_equal("list=[{},{}]/3*", log.text);
}

/* Sizes. */

static void a_nested_object_needs_no_more_tokens_than_there_are(void **state)
{
    char text[16 * QUATRIX_TOKENS + 64];
    struct result result;

    (void)state;
    for (int more = 0; more < 2; more++) {
        /* object, name, array: the rest are elements */
        size_t elements = QUATRIX_TOKENS - 3 + (size_t)more;
        size_t len = (size_t)snprintf(text, sizeof text, "{\"inner\":{\"what\":[0");
        for (size_t i = 1; i < elements; i++) {
            len += (size_t)snprintf(text + len, sizeof text - len, ",0");
        }
        len += (size_t)snprintf(text + len, sizeof text - len, "]},\"flag\":true}");
        for (size_t slice = 1; slice <= len; slice++) {
            run(text, len, len, slice, &result);
            assert_int_equal(more == 0 ? QUATRIX_OK : QUATRIX_E_SPACE, result.status);
            if (more == 0) {
                assert_int_equal(QUATRIX_TOKENS, result.tokens_used);
                assert_true(result.out.flag);
            } else {
                assert_string_equal("inner", result.member);
            }
        }
    }
}

static void the_most_tokens_taken_are_remembered(void **state)
{
    static const char text[] = "{\"list\":[{\"n\":1,\"on\":true},{}],\"inner\":{\"n\":1}}";
    struct result result;

    (void)state;
    run(TEXT(text), 100, 3, &result);
    assert_int_equal(QUATRIX_OK, result.status);
    assert_int_equal(5, result.tokens_used);
    run(TEXT("{\"number\":1,\"words\":[\"a\",\"b\"]}"), 100, 3, &result);
    assert_int_equal(QUATRIX_OK, result.status);
    assert_int_equal(0, result.tokens_used);
}

/* Same as with room for all of it, or no room; never anything else. */
static void check_all_sizes(const char *text, size_t from, bool fits_from)
{
    size_t len = strlen(text);
    static struct unit_log want;
    static struct unit_log got;
    struct result whole;
    struct result result;
    size_t space = 0;

    run(text, len, len + 1, len, &whole);
    describe(&whole, &want);
    for (size_t size = from; size <= len; size++) {
        for (size_t slice = 1; slice <= size; slice++) {
            run(text, len, size, slice, &result);
            if (result.status == QUATRIX_E_SPACE && whole.status != QUATRIX_E_SPACE) {
                space++;
                assert_non_null(result.member);
                continue;
            }
            if (result.status == whole.status &&
                (whole.status != QUATRIX_OK ||
                 memcmp(&result.out, &whole.out, sizeof whole.out) == 0)) {
                continue;
            }
            describe(&result, &got);
            fail_msg("%s\n  buffer %zu, slices of %zu\n  want %s\n  got  %s", text, size, slice,
                     want.text, got.text);
        }
    }
    if (fits_from) {
        assert_int_equal(0, space);
    }
}

static void any_buffer_gives_the_same_result_or_no_room(void **state)
{
    (void)state;
    /* values of up to 64 bytes, but for texts that are cut and what nobody wants */
    check_all_sizes("{\"flag\":true,\"number\":-1234567890.5,\"what\":\"a text nobody wants, so "
                    "that it may be of any length at all\",\"cut\":\"a text that is cut: so it "
                    "may also be of any length \\u00e4\\u00f6\\u00fc, escapes included\",\"id\":"
                    "\"12345678\",\"words\":[\"a\",\"b\",\"c, which is past the end of the array, "
                    "so that it passes\"],\"inner\":{\"n\":1,\"tags\":[\"a\",\"b\"]},\"list\":"
                    "[{\"id\":\"x\",\"leaf\":{\"word\":\"w\"}}],\"any\":\"one\"}",
                    64, true);
}

static void texts_of_an_array_are_cut_in_any_buffer(void **state)
{
    (void)state;
    check_all_sizes("{\"words\":[\"a text that is longer than the buffer and than the array; it "
                    "is cut, but counts as one\",\"b\",\"c\"],\"any\":\"another text that is "
                    "longer than the buffer, and that comes without brackets\",\"flag\":true}",
                    48, true);
    check_all_sizes("{\"words\":[\"one\",\"a text that is longer than the buffer and than the "
                    "array; it is cut, but counts as one\"],\"any\":[\"another text that is longer "
                    "than the buffer, in brackets\"],\"flag\":true}",
                    48, true);
}

static void overflow_is_an_error_of_its_own_kind(void **state)
{
    (void)state;
    check_all_sizes("{\"flag\":true,\"inner\":{\"n\":1,\"note\":\"abcdefghijk\",\"leaf\":{\"word\":"
                    "\"w\",\"tags\":[\"a\",\"b\"]},\"what\":[1,2,3]},\"number\":12345}",
                    8, false);
    check_all_sizes("{\"list\":[{\"id\":\"a\",\"note\":\"abcdefghijk\"},{\"n\":2,\"tags\":[\"a\","
                    "\"b\",\"c\"]},{\"n\":3}],\"time\":1469450513.123456}",
                    8, false);
    check_all_sizes("{\"number\":\"0000000000000000000000000000000000000000000000000000000012\"}",
                    8, false);
    check_all_sizes("{\"text\":\"this text is too long for its row, which is no room as well\"}", 8,
                    false);
    check_all_sizes("{\"codes\":[\"abcd\",\"\\u0061\\u0062\\u0063\\u0064\"],\"id\":\"12345678\"}",
                    8, false);
    check_all_sizes("{\"a name that is longer than any that is known, whatever the buffer\":true,"
                    "\"flag\":true}",
                    8, true);
    check_all_sizes("{\"flag\":true,\"words\":\"a text in place of an array, of any length\"}", 8,
                    false);
    check_all_sizes("{\"flag\":true,\"flag\":[{\"a\":\"0123456789012345678901234567890\"}]}", 8,
                    false);
    check_all_sizes("{\"number\":1,\"what\":[[[[1,2,3]]]],\"cut\":\"abc\" \"cut\":1}", 8, false);
}

static void a_member_that_does_not_fit_is_named(void **state)
{
    static const struct {
        const char *text;
        const char *member;
    } cases[] = {
        { "{\"flag\":true,\"text\":\"0123456789012345678901234567890\"}", "text" },
        { "{\"flag\":true,\"id\":\"0123456789012345678901234567890\"}", "id" },
        { "{\"flag\":true,\"number\":123456789012345678901234567890}", "number" },
        { "{\"flag\":true,\"time\":1.5678901234567890123456789}", "time" },
        { "{\"flag\":true,\"flag\":\"0123456789012345678901234567890\"}", "flag" },
        { "{\"inner\":{\"id\":\"0123456789012345678901234567890\"}}", "inner" },
        { "{\"inner\":{\"what\":{\"0123456789012345678901234567890\":1}}}", "inner" },
        { "{\"list\":[{\"n\":12345678901234567}]}", "list" },
        { "{\"codes\":[\"a\",\"0123456789012345678901234567890\"]}", "codes" },
    };
    struct result result;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].text);
        for (size_t slice = 1; slice <= 16; slice++) {
            run(cases[i].text, len, 16, slice, &result);
            CHECK(result.status == QUATRIX_E_SPACE || result.status == QUATRIX_E_DUPLICATE,
                  "%s: %s", cases[i].text, quatrix_status_name(result.status));
            assert_string_equal(cases[i].member, result.member);
        }
    }
}

static void an_endless_string_at_the_top_is_refused(void **state)
{
    static const char text[] = "\"0123456789012345678901234567890123456789\"";
    struct result result;

    (void)state;
    for (size_t size = 4; size < sizeof text; size++) {
        run(TEXT(text), size, size, &result);
        assert_int_equal(QUATRIX_E_TYPE, result.status);
    }
}

/* A row larger than the buffer: what is kept fills the row to within one character, or there is no
   room. */
static void a_text_is_cut_by_its_row_and_not_by_the_buffer(void **state)
{
    struct wide {
        uint64_t present;
        uint64_t truncated;
        char text[100];
    };
    static const struct quatrix_json_member members[] = {
        JSON_CUT("text", struct wide, text),
    };
    static const struct quatrix_json_model model = JSON_MODEL_OF(struct wide, members);
    char text[400];
    size_t len = (size_t)snprintf(text, sizeof text, "{\"text\":\"%0300d\"}", 7);

    (void)state;
    for (size_t size = 16; size <= len; size++) {
        struct wide wide = { .present = 0 };
        struct result result;
        bool fits = size >= sizeof wide.text - 4;
        decode(&model, &wide, text, len, size, size, &result);
        CHECK(result.status == (fits ? QUATRIX_OK : QUATRIX_E_SPACE), "buffer of %zu: %s", size,
              quatrix_status_name(result.status));
        if (fits) {
            size_t kept = size < sizeof wide.text ? size : sizeof wide.text - 1;
            assert_int_equal(kept, strlen(wide.text));
            assert_int_equal(1, wide.present);
            assert_int_equal(1, wide.truncated);
        }
    }
}

static void a_cut_text_that_overflows_keeps_whole_characters(void **state)
{
    char text[400];
    struct result result;

    (void)state;
    for (size_t pad = 0; pad < 8; pad++) {
        static const char *const units[] = { "\xF0\x9F\x98\x80", "\\uD83D\\uDE00", "\xC3\xA4",
                                             "\\u00e4", "\\n" };
        for (size_t u = 0; u < COUNT(units); u++) {
            size_t len =
                (size_t)snprintf(text, sizeof text, "{\"cut\":\"%.*s", (int)pad, "abcdefgh");
            while (len < 300) {
                len += (size_t)snprintf(text + len, sizeof text - len, "%s", units[u]);
            }
            len += (size_t)snprintf(text + len, sizeof text - len, "\",\"flag\":true}");
            for (size_t size = 96; size <= 108; size++) {
                struct result whole;
                run(text, len, len, len, &whole);
                run(text, len, size, size, &result);
                assert_int_equal(QUATRIX_OK, whole.status);
                assert_int_equal(QUATRIX_OK, result.status);
                assert_true(quatrix_has(result.out.truncated, CUT));
                assert_memory_equal(&whole.out, &result.out, sizeof whole.out);
            }
        }
    }
}

static void models_nest_as_deep_as_there_are_frames(void **state)
{
    static const struct decode_case cases[] = {
        { "deepest", "{\"inner\":{\"leaf\":{\"tags\":[\"a\"]}}}", "inner={leaf={tags=[a]/1 } }" },
        { "deepest in a list", "{\"list\":[{\"leaf\":{\"word\":\"a\"},\"tags\":[\"b\"]}]}",
          "list=[{leaf={word=a } tags=[b]/1 }]/1" },
        { "deepest in models of a model", "{\"inner\":{\"leaves\":[{\"word\":\"a\"}]}}",
          "inner={leaves=[{word=a }]/1 }" },
        { "too deep for the engine, in models of a model",
          "{\"inner\":{\"leaves\":[{\"tags\":[]}]}}", "E_DEPTH" },
        { "too deep for the engine, models in models", "{\"list\":[{\"leaves\":[{}]}]}",
          "E_DEPTH" },
        { "too deep for the engine", "{\"list\":[{\"leaf\":{\"tags\":[\"a\"]}}]}", "E_DEPTH" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void nesting_is_limited(void **state)
{
    char text[2 * QUATRIX_DEPTH_MAX + 64];
    static struct unit_log log;
    struct result result;

    (void)state;
    for (int more = 0; more < 2; more++) {
        size_t depth = QUATRIX_DEPTH_MAX - 1 + (size_t)more; /* beside the object at the top */
        size_t len = (size_t)snprintf(text, sizeof text, "{\"what\":");
        memset(text + len, '[', depth);
        memset(text + len + depth, ']', depth);
        len += 2 * depth;
        len += (size_t)snprintf(text + len, sizeof text - len, ",\"flag\":true}");
        for (size_t slice = 1; slice <= len; slice++) {
            run(text, len, len, slice, &result);
            describe(&result, &log);
            assert_string_equal(more == 0 ? "flag=1" : "E_DEPTH", log.text);
        }
    }
}

/* The end. */

static void a_reply_cut_anywhere_is_no_json(void **state)
{
    static const char text[] = " {\"flag\":true,\"number\":12,\"cut\":\"a text to cut\",\"inner\":"
                               "{\"n\":1,\"tags\":[\"a\"]},\"words\":[\"a\",\"b\",\"c\"],\"list\":"
                               "[{\"id\":\"x\"}],\"what\":[{\"a\":null}]} ";
    struct result result;

    (void)state;
    for (size_t len = 0; len < sizeof text; len++) {
        bool complete = len <= 1 || len >= sizeof text - 2;
        for (size_t slice = 1; slice <= len || slice == 1; slice++) {
            run(text, len, sizeof text, slice, &result);
            CHECK(result.status == (complete ? QUATRIX_OK : QUATRIX_E_JSON), "cut at %zu: %s", len,
                  quatrix_status_name(result.status));
            CHECK(!complete || len > 1 || result.out.present == 0, "cut at %zu", len);
        }
        run(text, len, 40, 40, &result);
        CHECK(result.status == (complete ? QUATRIX_OK : QUATRIX_E_JSON), "cut at %zu: %s", len,
              quatrix_status_name(result.status));
    }
}

static void nothing_white_space_and_null_are_empty_replies(void **state)
{
    static const struct {
        const char *text;
        enum quatrix_status want;
    } cases[] = {
        { "", QUATRIX_OK },
        { " ", QUATRIX_OK },
        { "\r\n\t \n", QUATRIX_OK },
        { "null", QUATRIX_OK },
        { " null ", QUATRIX_OK },
        { "nul", QUATRIX_E_JSON },
        { "n", QUATRIX_E_JSON },
        { "nulll", QUATRIX_E_JSON },
        { "null null", QUATRIX_E_JSON },
        { "null{}", QUATRIX_E_JSON },
        { "{", QUATRIX_E_JSON },
        { "{}{}", QUATRIX_E_JSON },
        { "{} x", QUATRIX_E_JSON },
        { "{},", QUATRIX_E_JSON },
        { "{}]", QUATRIX_E_JSON },
        { "}", QUATRIX_E_JSON },
        { "x", QUATRIX_E_JSON },
        { "\xEF\xBB\xBF{}", QUATRIX_E_JSON },
        { "<html>", QUATRIX_E_JSON },
        { "{\"flag\":tru5}", QUATRIX_E_JSON },
        { "{\"flag\"}", QUATRIX_E_JSON },
        { "{\"number\":1,}", QUATRIX_E_JSON },
        { "{\"number\":01}", QUATRIX_E_JSON },
        { "{\"words\":[\"a\",,\"b\"]}", QUATRIX_E_JSON },
        { "{\"words\":[\"a\"", QUATRIX_E_JSON },
        { "{\"inner\":{\"n\":1,}}", QUATRIX_E_JSON },
        { "{\"inner\":{\"n\"}}", QUATRIX_E_JSON },
        { "{\"inner\":{n:1}}", QUATRIX_E_JSON },
        { "{\"inner\":{\"n\":1]}", QUATRIX_E_JSON },
        { "{\"inner\":{\"what\":\"\\u0000\"}}", QUATRIX_E_JSON },
        { "{\"what\":\"\\uDE00\"}", QUATRIX_E_JSON },
        { "{\"what\":[1,2}", QUATRIX_E_JSON },
        { "{\"cut\":\"\xC0\x80\"}", QUATRIX_E_JSON },
        { "{\"text\":\"a\nb\"}", QUATRIX_E_JSON },
    };
    struct result result;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].text);
        for (size_t slice = 1; slice <= len || slice == 1; slice++) {
            run(cases[i].text, len, 100, slice, &result);
            CHECK(result.status == cases[i].want, "\"%s\": %s", cases[i].text,
                  quatrix_status_name(result.status));
        }
    }
}

static void feed_says_when_the_object_is_complete(void **state)
{
    static const char text[] = "{\"flag\":true}  ";
    struct outer out = { .present = 0 };
    struct quatrix_json json;

    (void)state;
    quatrix_json_init(&json, &outer_model.model, &out);
    for (size_t len = 0; len < sizeof text; len++) {
        enum quatrix_status status = quatrix_json_feed(&json, (const uint8_t *)text, len);
        assert_int_equal(len < strlen("{\"flag\":true}") ? QUATRIX_PENDING : QUATRIX_OK, status);
    }
    quatrix_json_init(&json, &outer_model.model, &out);
    assert_int_equal(QUATRIX_PENDING, quatrix_json_feed(&json, (const uint8_t *)"nul", 3));
    assert_int_equal(QUATRIX_OK, quatrix_json_feed(&json, (const uint8_t *)"null", 4));
    assert_int_equal(QUATRIX_E_JSON, quatrix_json_feed(&json, (const uint8_t *)"nullx", 5));
}

static void an_unknown_megabyte_passes_through_a_small_buffer(void **state)
{
    enum { SIZE = 384, LONG = 1000000 };
    static const char *const before[] = {
        "{\"number\":1,\"what\":\"", "{\"number\":1,\"what\":[\"", "{\"number\":1,\"what\":[1",
        "{\"number\":1,\"cut\":\"",  "{\"number\":1,\"",           "{\"number\":1,\"what\":{\""
    };
    static const char *const after[] = { "\",\"flag\":true}",   "\"],\"flag\":true}",
                                         "],\"flag\":true}",    "\",\"flag\":true}",
                                         "\":1,\"flag\":true}", "\":[{}]},\"flag\":true}" };
    static const size_t slices[] = { 1, 7, 383, 384 };
    char *text = malloc(LONG + 100);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(before); i++) {
        size_t len = strlen(before[i]);
        memcpy(text, before[i], len);
        memset(text + len, '1', LONG);
        memcpy(text + len + LONG, after[i], strlen(after[i]));
        len += LONG + strlen(after[i]);
        for (size_t s = 0; s < COUNT(slices); s++) {
            struct result result;
            run(text, len, SIZE, slices[s], &result);
            assert_int_equal(QUATRIX_OK, result.status);
            assert_int_equal(1, result.out.number);
            assert_true(result.out.flag);
            assert_true(quatrix_has(result.out.truncated, CUT) == (i == 3));
        }
    }
    free(text);
}
/* Whatever is wrong with it. */
static void any_reply_is_the_same_for_any_slicing_and_buffer(void **state)
{
    static const char *const replies[] = {
        "{\"flag\":true,\"number\":-12.0e1,\"cut\":\"abcdefg\\u00e4\\uD83D\\uDE00\",\"id\":\"\"}",
        "{\"words\":[\"a\",null,\"b\",\"c\"],\"any\":\"one\",\"codes\":[\"1\",\"2\"],\"time\":1.5}",
        "{\"inner\":{\"n\":1,\"leaf\":{\"tags\":[\"a\"]},\"what\":[{}]},\"text\":\"x\"}",
        "{\"list\":[{\"id\":\"x\",\"on\":false},{},{\"n\":[]}],\"inner\":null,\"else\":[1,[2]]}",
        "{\"number\":\"77\",\"number\":77,\"inner\":{\"leaves\":[{\"word\":\"w\"},{},{}]}}",
    };
    uint32_t seed = 29;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[200];
        const char *reply = replies[unit_random(&seed, COUNT(replies))];
        size_t len = strlen(reply);
        struct result whole;
        memcpy(text, reply, len);
        unit_mutate(&seed, "\"\"\\{}[]:,0159.e-tnfu \n\xC3\x01", text, &len);
        run(text, len, len + 1, len + 1, &whole);
        for (int i = 0; i < 6; i++) {
            size_t size = i < 3 ? len + 1 : 48 + unit_random(&seed, 100);
            size_t slice = 1 + unit_random(&seed, (uint32_t)(i % 3 == 0 ? 4 : size));
            struct result got;
            run(text, len, size, slice, &got);
            CHECK((i >= 3 && got.status == QUATRIX_E_SPACE) || got.status == whole.status,
                  "%.*s\n  buffer %zu, slices of %zu: %s, not %s", (int)len, text, size, slice,
                  quatrix_status_name(got.status), quatrix_status_name(whole.status));
            CHECK(got.status != QUATRIX_OK || memcmp(&got.out, &whole.out, sizeof whole.out) == 0,
                  "%.*s\n  buffer %zu, slices of %zu: another result", (int)len, text, size, slice);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_array_cannot_hold_is_counted),
        cmocka_unit_test(surplus_elements_may_be_of_any_size),
        cmocka_unit_test(a_nested_object_needs_no_more_tokens_than_there_are),
        cmocka_unit_test(the_most_tokens_taken_are_remembered),
        cmocka_unit_test(any_buffer_gives_the_same_result_or_no_room),
        cmocka_unit_test(texts_of_an_array_are_cut_in_any_buffer),
        cmocka_unit_test(overflow_is_an_error_of_its_own_kind),
        cmocka_unit_test(a_member_that_does_not_fit_is_named),
        cmocka_unit_test(an_endless_string_at_the_top_is_refused),
        cmocka_unit_test(a_text_is_cut_by_its_row_and_not_by_the_buffer),
        cmocka_unit_test(a_cut_text_that_overflows_keeps_whole_characters),
        cmocka_unit_test(models_nest_as_deep_as_there_are_frames),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(a_reply_cut_anywhere_is_no_json),
        cmocka_unit_test(nothing_white_space_and_null_are_empty_replies),
        cmocka_unit_test(feed_says_when_the_object_is_complete),
        cmocka_unit_test(any_reply_is_the_same_for_any_slicing_and_buffer),
        cmocka_unit_test(an_unknown_megabyte_passes_through_a_small_buffer),
    };

    return cmocka_run_group_tests_name("json/decode_sizes", tests, NULL, NULL);
}
