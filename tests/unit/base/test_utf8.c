/* SPDX-License-Identifier: MIT */
/*
 * UTF-8 against a decoder of another make: arithmetic on code points instead of tables of bounds.
 * Then the rules for texts the caller hands in.
 */
#include "base/utf8.h"

#include "unit/unit.h"

static enum quatrix_status check_any(const char *text)
{
    return quatrix_text_check(text, 1000, QUATRIX_TEXT_EMPTY | QUATRIX_TEXT_CONTROL);
}

static size_t encode(uint32_t code, char *out)
{
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    if (len == 1) {
        out[0] = (char)code;
        return 1;
    }
    for (size_t i = len; i-- > 1; code >>= 6) {
        out[i] = (char)(0x80U | (code & 0x3FU));
    }
    out[0] = (char)((0xF00U >> len & 0xFFU) | code);
    return len;
}

/* Length of the character s begins with, 0 if it is none: decode, then encode again. */
static size_t character(const char *s)
{
    uint8_t lead = (uint8_t)s[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t code = len == 1 ? lead : lead & (0x7FU >> len);
    char again[4];

    if (len == 0 || lead >= 0xF8) {
        return 0;
    }
    for (size_t i = 1; i < len; i++) {
        if (((uint8_t)s[i] & 0xC0U) != 0x80) {
            return 0;
        }
        code = code << 6 | ((uint8_t)s[i] & 0x3FU);
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return 0;
    }
    return encode(code, again) == len ? len : 0;
}

static void check_text(const char *text)
{
    bool valid = true;

    for (const char *s = text; *s != 0 && valid;) {
        size_t len = character(s);
        valid = len > 0;
        s += len;
    }
    CHECK(check_any(text) == (valid ? QUATRIX_OK : QUATRIX_E_TEXT), "<%02x %02x %02x %02x>",
          (uint8_t)text[0], (uint8_t)text[1], (uint8_t)text[2], (uint8_t)text[3]);
}

static void every_code_point_is_accepted_but_surrogates(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x110000; code++) {
        char text[8] = { 0 };
        bool valid = code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
        enum quatrix_status status;
        (void)encode(code, text);
        status = check_any(text);
        CHECK(status == (valid ? QUATRIX_OK : QUATRIX_E_TEXT), "U+%04X: %s", (unsigned)code,
              quatrix_status_name(status));
    }
}

/* All of two and three bytes; of four where it matters. NUL ends a text. */
static void every_other_sequence_is_refused(void **state)
{
    static const uint8_t ends[] = { 0, 1, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF };

    (void)state;
    for (unsigned a = 1; a < 256; a++) {
        for (unsigned b = 0; b < 256; b++) {
            char text[5] = { (char)a, (char)b, 0, 0, 0 };
            check_text(text);
            for (size_t c = 0; c < COUNT(ends); c++) {
                text[2] = (char)ends[c];
                text[3] = 0;
                check_text(text);
                for (size_t d = 0; d < COUNT(ends); d++) {
                    text[3] = (char)ends[d];
                    check_text(text);
                }
            }
        }
    }
}

static void invalid_sequences_are_refused(void **state)
{
    static const struct {
        const char *name;
        const char *text;
    } cases[] = {
        { "continuation alone", "\x80" },
        { "continuation after text", "a\xBF" },
        { "cut after the first of two", "\xC3" },
        { "cut after the first of three", "\xE2" },
        { "cut after the second of three", "\xE2\x82" },
        { "cut after the third of four", "\xF0\x9F\x98" },
        { "cut by text", "\xF0\x9F\x98x" },
        { "cut by another", "\xE2\x82\xC3\xA4" },
        { "overlong NUL", "\xC0\x80" },
        { "overlong slash", "\xC0\xAF" },
        { "overlong of two", "\xC1\xBF" },
        { "overlong of three", "\xE0\x80\xAF" },
        { "overlong of three, the last", "\xE0\x9F\xBF" },
        { "overlong of four", "\xF0\x80\x80\xAF" },
        { "overlong of four, the last", "\xF0\x8F\xBF\xBF" },
        { "first surrogate", "\xED\xA0\x80" },
        { "last surrogate", "\xED\xBF\xBF" },
        { "a pair of surrogates (CESU-8)", "\xED\xA0\xBD\xED\xB8\x80" },
        { "U+110000", "\xF4\x90\x80\x80" },
        { "F5", "\xF5\x80\x80\x80" },
        { "five bytes", "\xF8\x88\x80\x80\x80" },
        { "six bytes", "\xFC\x84\x80\x80\x80\x80" },
        { "FE", "\xFE" },
        { "FF", "\xFF" },
        { "Latin-1", "caf\xE9" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].text);
        char *exact = (char *)unit_copy(cases[i].text, len + 1);
        CHECK(check_any(exact) == QUATRIX_E_TEXT, "%s", cases[i].name);
        free(exact);
    }
}

static void a_lead_byte_tells_what_may_follow(void **state)
{
    (void)state;
    for (unsigned lead = 0x80; lead < 256; lead++) {
        struct quatrix_utf8 rest = { 0, 0, 0 };
        bool lead_ok = quatrix_utf8_lead((uint8_t)lead, &rest);
        bool found = false;
        unsigned low = 0;
        unsigned top = 0;
        size_t len = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        for (unsigned second = 0x80; second < 0xC0; second++) {
            char text[5] = { (char)lead, (char)second, (char)0x80, (char)0x80, 0 };
            if (character(text) > 0) {
                low = found ? low : second;
                top = second;
                found = true;
            }
        }
        CHECK(lead_ok == found, "<%02x>", lead);
        if (found) {
            CHECK(rest.more == len - 1 && rest.low == low && rest.top == top,
                  "<%02x>: %u bytes, <%02x> to <%02x>", lead, rest.more, rest.low, rest.top);
        }
    }
}

/* Looked at in words: every byte at every place of every length, between bytes at the limits. */
static void a_plain_run_ends_at_the_first_byte_that_is_not(void **state)
{
    static const char fill[] = " !#[]~\x7F"
                               "a";

    (void)state;
    for (size_t f = 0; fill[f] != 0; f++) {
        for (size_t len = 0; len <= 20; len++) {
            uint8_t *exact = malloc(len > 0 ? len : 1);
            assert_non_null(exact);
            memset(exact, fill[f], len);
            assert_int_equal(len, quatrix_plain_run(exact, len, '"', '\\'));
            for (size_t at = 0; at < len; at++) {
                for (unsigned c = 0; c < 256; c++) {
                    bool plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
                    size_t run;
                    exact[at] = (uint8_t)c;
                    run = quatrix_plain_run(exact, len, '"', '\\');
                    CHECK(run == (plain ? len : at), "<%02x> at %zu of %zu: %zu", c, at, len, run);
                    if (fill[f] != 0x7F) {
                        plain = c >= 0x20 && c < 0x7F;
                        run = quatrix_plain_run(exact, len, 0x7F, 0x7F);
                        CHECK(run == (plain ? len : at), "<%02x> at %zu of %zu: %zu", c, at, len,
                              run);
                    }
                }
                exact[at] = (uint8_t)fill[f];
            }
            free(exact);
        }
    }
}

static void a_plain_run_of_any_text_is_found(void **state)
{
    uint32_t seed = 13;

    (void)state;
    for (int round = 0; round < 50000; round++) {
        static const uint8_t limits[] = { 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D,
                                          0x7F, 0x80, 0xA2, 0xDC, 0xFF, 0x00, 0x41 };
        size_t len = unit_random(&seed, 40);
        uint8_t *text = malloc(len > 0 ? len : 1);
        size_t want = 0;
        assert_non_null(text);
        for (size_t i = 0; i < len; i++) {
            bool any_byte = unit_random(&seed, 8) == 0;
            text[i] = any_byte ? limits[unit_random(&seed, COUNT(limits))] : 'x';
        }
        while (want < len && text[want] >= 0x20 && text[want] < 0x80 && text[want] != '"' &&
               text[want] != '\\') {
            want++;
        }
        assert_int_equal(want, quatrix_plain_run(text, len, '"', '\\'));
        free(text);
    }
}

static void rules_say_what_a_text_may_be(void **state)
{
    static const struct {
        size_t max;
        unsigned rules;
        const char *text;
        enum quatrix_status want;
    } cases[] = {
        { 4, 0, NULL, QUATRIX_E_ARGUMENT },
        { 4, 0, "", QUATRIX_E_ARGUMENT },
        { 4, 0, "a", QUATRIX_OK },
        { 4, 0, "abcd", QUATRIX_OK },
        { 4, 0, "abcde", QUATRIX_E_TOO_LONG },
        { 4, 0, "\xC3\xA4\xC3\xA4", QUATRIX_OK },
        { 4, 0, "a\xC3\xA4\xC3\xA4", QUATRIX_E_TOO_LONG },
        { 4, 0, "\xF0\x9F\x98\x80", QUATRIX_OK },
        { 4, 0, "\xF0\x9F\x98\x80!", QUATRIX_E_TOO_LONG },
        { 4, 0, "a b:", QUATRIX_OK },
        { 4, 0, "a\n", QUATRIX_E_TEXT },
        { 4, 0, "\r", QUATRIX_E_TEXT },
        { 4, 0, "\t", QUATRIX_E_TEXT },
        { 4, 0, "\x01", QUATRIX_E_TEXT },
        { 4, 0, "\x1F", QUATRIX_E_TEXT },
        { 4, 0, "\x7F", QUATRIX_E_TEXT },
        { 4, 0, " ~", QUATRIX_OK },
        { 4, 0, "abc\n", QUATRIX_E_TEXT },
        { 4, 0, "abc\xFF", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_CHARS, "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80",
          QUATRIX_OK },
        { 4, QUATRIX_TEXT_CHARS,
          "a\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80", QUATRIX_E_TOO_LONG },
        { 4, QUATRIX_TEXT_CHARS, "abcd", QUATRIX_OK },
        { 4, QUATRIX_TEXT_CHARS, "abcde", QUATRIX_E_TOO_LONG },
        { 4, QUATRIX_TEXT_CHARS, "", QUATRIX_E_ARGUMENT },
        { 4, QUATRIX_TEXT_EMPTY, NULL, QUATRIX_E_ARGUMENT },
        { 4, QUATRIX_TEXT_EMPTY, "", QUATRIX_OK },
        { 4, QUATRIX_TEXT_EMPTY, "abcde", QUATRIX_E_TOO_LONG },
        { 4, QUATRIX_TEXT_CONTROL, "\x01\n\x1F\x7F", QUATRIX_OK },
        { 4, QUATRIX_TEXT_CONTROL, "\xC0\x80", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_ASCII, "a~!9", QUATRIX_OK },
        { 4, QUATRIX_TEXT_ASCII, "a b", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_ASCII, "\xC3\xA4", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_ASCII, "\n", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_ASCII, "\x7F", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_NO_COLON, "a;b", QUATRIX_OK },
        { 4, QUATRIX_TEXT_NO_COLON, "a:b", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_NO_COLON, ":", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_NO_COLON, "\xC3\xBA", QUATRIX_OK },
        { 0, QUATRIX_TEXT_EMPTY, "", QUATRIX_OK },
        { 0, QUATRIX_TEXT_EMPTY, "a", QUATRIX_E_TOO_LONG },
        { SIZE_MAX, 0, "abc", QUATRIX_OK },
        { 4, QUATRIX_TEXT_CHARS | QUATRIX_TEXT_NO_COLON, "a:", QUATRIX_E_TEXT },
        { 4, QUATRIX_TEXT_CHARS | QUATRIX_TEXT_NO_COLON, "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4",
          QUATRIX_OK },
        { 4, QUATRIX_TEXT_ASCII | QUATRIX_TEXT_EMPTY, "", QUATRIX_OK },
        { 4, QUATRIX_TEXT_ASCII | QUATRIX_TEXT_NO_COLON, "a:", QUATRIX_E_TEXT },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum quatrix_status got = quatrix_text_check(cases[i].text, cases[i].max, cases[i].rules);
        CHECK(got == cases[i].want, "row %zu: %s", i, quatrix_status_name(got));
    }
}

static void a_very_long_text_is_too_long(void **state)
{
    const size_t len = 70000;
    char *text = malloc(len + 1);

    (void)state;
    assert_non_null(text);
    memset(text, 'a', len);
    text[len] = 0;
    assert_int_equal(QUATRIX_E_TOO_LONG, quatrix_text_check(text, UINT16_MAX, 0));
    text[UINT16_MAX] = 0;
    assert_int_equal(QUATRIX_OK, quatrix_text_check(text, UINT16_MAX, 0));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_accepted_but_surrogates),
        cmocka_unit_test(every_other_sequence_is_refused),
        cmocka_unit_test(invalid_sequences_are_refused),
        cmocka_unit_test(a_lead_byte_tells_what_may_follow),
        cmocka_unit_test(a_plain_run_ends_at_the_first_byte_that_is_not),
        cmocka_unit_test(a_plain_run_of_any_text_is_found),
        cmocka_unit_test(rules_say_what_a_text_may_be),
        cmocka_unit_test(a_very_long_text_is_too_long),
    };

    return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
