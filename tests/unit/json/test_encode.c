/* SPDX-License-Identifier: MIT */
/* Requests, by a model with a row of every kind, into memory of every size. */
#include "json/encode.h"

#include "base/utf8.h"
#include "json/decode.h"

#include "unit/unit.h"

struct request {
    uint64_t present;
    const char *line;   /* 8 bytes, no control characters */
    const char *text;   /* 8 characters, may be empty, may have control characters */
    const char *email;  /* 12 bytes, no colon */
    const char *digits; /* 6 of them */
    const char *secret; /* 8 bytes, in base64 */
};

enum { LINE, TEXT_, EMAIL, DIGITS, SECRET, MEMBERS };

static const struct quatrix_field members[MEMBERS] = {
    [LINE] = FIELD_STRING("line", struct request, line, 8, 0),
    [TEXT_] = FIELD_STRING("text", struct request, text, 8,
                           QUATRIX_TEXT_CHARS | QUATRIX_TEXT_CONTROL | QUATRIX_TEXT_EMPTY),
    [EMAIL] = FIELD_STRING("email", struct request, email, 12, QUATRIX_TEXT_NO_COLON),
    [DIGITS] = FIELD_DIGITS("digits", struct request, digits, 6),
    [SECRET] = FIELD_BASE64("secret", struct request, secret, 8),
};
static const struct quatrix_form form = FORM_OF(struct request, members);

enum { ROOM = 256, GUARD = 0xA5 };

struct bench {
    uint8_t buf[ROOM];
    struct quatrix_out out;
    enum quatrix_status status;
    const char *member;
};

static void encode(struct bench *b, const struct request *request, size_t size)
{
    memset(b->buf, GUARD, sizeof b->buf);
    b->out.buf = b->buf;
    b->out.size = size;
    b->out.len = 0;
    b->out.full = false;
    b->member = "nothing";
    b->status = quatrix_json_encode(&form, request, &b->out, false, &b->member);
}

static void set(struct request *request, unsigned member, const char *text)
{
    const char **at[MEMBERS] = { &request->line, &request->text, &request->email, &request->digits,
                                 &request->secret };

    *at[member] = text;
    request->present |= QUATRIX_BIT(member);
}

/* Whole where it fits; else marked as full, and nothing past the end is touched. */
static void check(const struct request *request, const char *want)
{
    size_t len = strlen(want);

    for (size_t size = 0; size <= len + 4; size++) {
        struct bench b;
        encode(&b, request, size);
        assert_int_equal(QUATRIX_OK, b.status);
        assert_null(b.member);
        CHECK(b.out.full == (size < len), "%s in %zu bytes: full is %d", want, size, b.out.full);
        CHECK(b.out.len <= size && (b.out.len == len || b.out.full), "%s in %zu bytes: %zu", want,
              size, b.out.len);
        CHECK(memcmp(b.buf, want, b.out.len) == 0, "%s in %zu bytes:\n  got %.*s", want, size,
              (int)b.out.len, (const char *)b.buf);
        for (size_t i = b.out.len; i < sizeof b.buf; i++) {
            CHECK(b.buf[i] == GUARD || (i < size && b.buf[i] == 0), "%s in %zu bytes: wrote at %zu",
                  want, size, i); /* zero: text was there that had to become base64, and is gone */
        }
    }
}

static void only_members_with_their_bit_are_sent(void **state)
{
    struct request request = { 0, "a", "b", "c", "123456", "f" };

    (void)state;
    check(&request, "{}");
    request.present = QUATRIX_BIT(LINE);
    check(&request, "{\"line\":\"a\"}");
    request.present = QUATRIX_BIT(SECRET);
    check(&request, "{\"secret\":\"Zg==\"}");
    request.present = QUATRIX_BIT(LINE) | QUATRIX_BIT(DIGITS);
    check(&request, "{\"line\":\"a\",\"digits\":\"123456\"}");
    request.present = QUATRIX_BIT(MEMBERS) - 1;
    check(&request, "{\"line\":\"a\",\"text\":\"b\",\"email\":\"c\",\"digits\":\"123456\","
                    "\"secret\":\"Zg==\"}");
    request.line = NULL; /* without its bit it is not looked at */
    request.present = QUATRIX_BIT(TEXT_);
    check(&request, "{\"text\":\"b\"}");
}

static void bits_beyond_the_model_are_refused(void **state)
{
    (void)state;
    for (unsigned bit = MEMBERS; bit < 64; bit++) {
        struct request request = { 1, "a", "b", "c", "123456", "f" };
        struct bench b;
        request.present |= QUATRIX_BIT(bit);
        encode(&b, &request, ROOM);
        assert_int_equal(QUATRIX_E_ARGUMENT, b.status);
        assert_string_equal("present", b.member);
        assert_int_equal(0, b.out.len);
    }
}

/* A model may have as many members as there are bits. */
static void a_model_of_64_members_has_no_bit_beyond(void **state)
{
    struct wide {
        uint64_t present;
        const char *text;
    } wide = { UINT64_C(1) << 63, "x" };
    struct quatrix_field rows[64];
    struct quatrix_form wide_form = FORM_OF(struct wide, rows);
    struct bench b;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        rows[i] = (struct quatrix_field)FIELD_STRING("other", struct wide, text, 8, 0);
    }
    rows[63].name = "last";
    b.out = (struct quatrix_out){ b.buf, sizeof b.buf, 0, false };
    assert_int_equal(QUATRIX_OK, quatrix_json_encode(&wide_form, &wide, &b.out, false, &b.member));
    assert_int_equal(strlen("{\"last\":\"x\"}"), b.out.len);
    assert_memory_equal("{\"last\":\"x\"}", b.buf, b.out.len);
}

static void text_is_escaped_where_json_wants_it(void **state)
{
    static const struct {
        const char *text;
        const char *want;
    } cases[] = {
        { "", "" },
        { "plain", "plain" },
        { "\"", "\\\"" },
        { "\\", "\\\\" },
        { "/", "/" },
        { "\b\f\n\r\t", "\\b\\f\\n\\r\\t" },
        { "\x01\x0b\x0e\x1b\x1f", "\\u0001\\u000b\\u000e\\u001b\\u001f" },
        { "\x10", "\\u0010" },
        { "\x7f", "\\u007f" },
        { "a\"b", "a\\\"b" },
        { "\"\"\\\\", "\\\"\\\"\\\\\\\\" },
        { "a\n", "a\\n" },
        { "\nb", "\\nb" },
        { "\xC3\xA4\xE2\x82\xAC", "\xC3\xA4\xE2\x82\xAC" },
        { "\xF0\x9F\x98\x80\"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80\\\"\xF0\x9F\x98\x80" },
        { "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80"
          "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80",
          "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80"
          "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80" },
        { "{}[],:", "{}[],:" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct request request = { .present = 0 };
        char want[128];
        set(&request, TEXT_, cases[i].text);
        (void)snprintf(want, sizeof want, "{\"text\":\"%s\"}", cases[i].want);
        check(&request, want);
    }
}

static void secrets_go_out_in_base64(void **state)
{
    static const struct {
        const char *text;
        const char *want;
    } cases[] = {
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foobar", "Zm9vYmFy" },
        { "p\"\\:/ ~", "cCJcOi8gfg==" },
        { "\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F", "w6TDtsO8w58=" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct request request = { .present = 0 };
        char want[128];
        set(&request, SECRET, cases[i].text);
        (void)snprintf(want, sizeof want, "{\"secret\":\"%s\"}", cases[i].want);
        check(&request, want);
    }
}

static void every_row_has_its_rule(void **state)
{
    static const struct {
        unsigned member;
        const char *text;
        enum quatrix_status want;
    } cases[] = {
        { LINE, NULL, QUATRIX_E_ARGUMENT },
        { LINE, "", QUATRIX_E_ARGUMENT },
        { LINE, "12345678", QUATRIX_OK },
        { LINE, "123456789", QUATRIX_E_TOO_LONG },
        { LINE, "1234567\xC3\xA4", QUATRIX_E_TOO_LONG },
        { LINE, "a\nb", QUATRIX_E_TEXT },
        { LINE, "a\x7f", QUATRIX_E_TEXT },
        { LINE, "a\"\\:", QUATRIX_OK },
        { LINE, "\xFF", QUATRIX_E_TEXT },
        { TEXT_, NULL, QUATRIX_E_ARGUMENT },
        { TEXT_, "", QUATRIX_OK },
        { TEXT_, "1234567\xC3\xA4", QUATRIX_OK },
        { TEXT_, "12345678\xC3\xA4", QUATRIX_E_TOO_LONG },
        { TEXT_, "\r\n\x01", QUATRIX_OK },
        { TEXT_, "\xED\xA0\x80", QUATRIX_E_TEXT },
        { TEXT_, "\xC0\x80", QUATRIX_E_TEXT },
        { EMAIL, NULL, QUATRIX_E_ARGUMENT },
        { EMAIL, "", QUATRIX_E_ARGUMENT },
        { EMAIL, "a@b.example", QUATRIX_OK },
        { EMAIL, "\xC3\xA4@b.example", QUATRIX_OK },
        { EMAIL, "\xC3\xA4\xC3\xA4@b.example", QUATRIX_E_TOO_LONG },
        { EMAIL, "a:b@c", QUATRIX_E_TEXT },
        { EMAIL, "a\r\nb", QUATRIX_E_TEXT },
        { DIGITS, NULL, QUATRIX_E_ARGUMENT },
        { DIGITS, "", QUATRIX_E_ARGUMENT },
        { DIGITS, "000000", QUATRIX_OK },
        { DIGITS, "999999", QUATRIX_OK },
        { DIGITS, "12345", QUATRIX_E_ARGUMENT },
        { DIGITS, "1234567", QUATRIX_E_TOO_LONG },
        { DIGITS, "12345x", QUATRIX_E_TEXT },
        { DIGITS, "x", QUATRIX_E_TEXT },
        { DIGITS, "123 56", QUATRIX_E_TEXT },
        { DIGITS, "-12345", QUATRIX_E_TEXT },
        { DIGITS, "12345/", QUATRIX_E_TEXT },
        { DIGITS, "12345:", QUATRIX_E_TEXT },
        { DIGITS, "\xD9\xA1\xD9\xA2\xD9\xA3", QUATRIX_E_TEXT },
        { SECRET, NULL, QUATRIX_E_ARGUMENT },
        { SECRET, "", QUATRIX_E_ARGUMENT },
        { SECRET, "12345678", QUATRIX_OK },
        { SECRET, "123456789", QUATRIX_E_TOO_LONG },
        { SECRET, "a\nb", QUATRIX_E_TEXT },
        { SECRET, "a\xE9", QUATRIX_E_TEXT },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct request request = { .present = 0 };
        struct bench b;
        if (cases[i].member != LINE) {
            set(&request, LINE, "before");
        }
        set(&request, cases[i].member, cases[i].text);
        if (cases[i].member != SECRET) {
            set(&request, SECRET, "after");
        }
        encode(&b, &request, ROOM);
        CHECK(b.status == cases[i].want, "row %zu: %s", i, quatrix_status_name(b.status));
        if (cases[i].want != QUATRIX_OK) {
            assert_string_equal(members[cases[i].member].name, b.member);
        } else {
            assert_null(b.member);
        }
    }
}

/* The faulty member is found although the memory is full already. */
static void a_bad_text_is_found_at_any_size(void **state)
{
    struct request request = { .present = 0 };

    (void)state;
    set(&request, LINE, "fine");
    set(&request, DIGITS, "12345x");
    for (size_t size = 0; size < 64; size++) {
        struct bench b;
        encode(&b, &request, size);
        assert_int_equal(QUATRIX_E_TEXT, b.status);
        assert_string_equal("digits", b.member);
    }
}

static void what_is_there_is_appended_to(void **state)
{
    struct request request = { .present = 0 };
    struct bench b;
    const char *member = NULL;

    (void)state;
    set(&request, LINE, "a");
    encode(&b, &request, ROOM);
    assert_int_equal(QUATRIX_OK, quatrix_json_encode(&form, &request, &b.out, false, &member));
    assert_int_equal(2 * strlen("{\"line\":\"a\"}"), b.out.len);
    assert_memory_equal("{\"line\":\"a\"}{\"line\":\"a\"}", b.buf, b.out.len);
}

/* The other way. */

struct reply {
    uint64_t present;
    uint64_t truncated;
    char line[9];
    char text[33];
    char email[13];
    char digits[7];
};

static const struct quatrix_json_member reply_members[] = {
    [LINE] = JSON_TEXT("line", struct reply, line),
    [TEXT_] = JSON_TEXT("text", struct reply, text),
    [EMAIL] = JSON_TEXT("email", struct reply, email),
    [DIGITS] = JSON_TEXT("digits", struct reply, digits),
};
static const struct quatrix_json_model reply_model = JSON_MODEL_OF(struct reply, reply_members);

/* A valid text of count characters. */
static void random_text(uint32_t *seed, uint32_t count, bool control, char *out)
{
    static const char *const wide[] = { "\xC3\xA4",        "\xDF\xBF",     "\xE0\xA0\x80",
                                        "\xE2\x82\xAC",    "\xEF\xBF\xBF", "\xF0\x90\x80\x80",
                                        "\xF4\x8F\xBF\xBF" };
    size_t n = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t kind = unit_random(seed, 4);
        if (kind == 0 && control) {
            const char *one = wide[unit_random(seed, COUNT(wide))];
            memcpy(out + n, one, strlen(one));
            n += strlen(one);
        } else if (kind == 1 && control) {
            out[n++] = (char)(1 + unit_random(seed, 0x1F));
        } else if (kind == 2) {
            out[n++] = "\"\\/u"[unit_random(seed, 4)];
        } else {
            out[n++] = (char)(0x20 + unit_random(seed, 0x7F - 0x20));
        }
    }
    out[n] = 0;
}

static void what_is_encoded_decodes_to_the_same(void **state)
{
    uint32_t seed = 11;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        struct request request = { .present = 0 };
        struct reply reply = { .present = 0 };
        struct quatrix_json json;
        struct bench b;
        char line[16];
        char text[40];
        random_text(&seed, 1 + unit_random(&seed, 8), false, line);
        random_text(&seed, unit_random(&seed, 9), true, text);
        set(&request, LINE, line);
        set(&request, TEXT_, text);
        set(&request, DIGITS, "012345");
        encode(&b, &request, ROOM);
        assert_int_equal(QUATRIX_OK, b.status);
        assert_false(b.out.full);
        quatrix_json_init(&json, &reply_model, &reply);
        assert_int_equal(QUATRIX_OK, quatrix_json_feed(&json, b.buf, b.out.len));
        assert_int_equal(QUATRIX_OK, quatrix_json_finish(&json));
        assert_int_equal(request.present, reply.present);
        assert_int_equal(0, reply.truncated);
        assert_string_equal(line, reply.line);
        assert_string_equal(text, reply.text);
        assert_string_equal("012345", reply.digits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_members_with_their_bit_are_sent),
        cmocka_unit_test(bits_beyond_the_model_are_refused),
        cmocka_unit_test(a_model_of_64_members_has_no_bit_beyond),
        cmocka_unit_test(text_is_escaped_where_json_wants_it),
        cmocka_unit_test(secrets_go_out_in_base64),
        cmocka_unit_test(every_row_has_its_rule),
        cmocka_unit_test(a_bad_text_is_found_at_any_size),
        cmocka_unit_test(what_is_there_is_appended_to),
        cmocka_unit_test(what_is_encoded_decodes_to_the_same),
    };

    return cmocka_run_group_tests_name("json/encode", tests, NULL, NULL);
}
