/* SPDX-License-Identifier: MIT */
/* Texts, names, numbers, arrays and white space up to half a megabyte, through a buffer of a few bytes and
   through one that holds them: what is not wanted passes, what may be cut is, and the rest does not fit. */
#include "bytes.h"
#include "kinds.h"
#include "meaning.h"

#include "evidence/evidence.h"
#include "unit/unit.h"

enum { SMALL = 96, HALF_A_MEGABYTE = 1 << 19 };

static const struct shape as_kinds = { &kinds_model.model, false, NULL };
static const struct shape as_list = { &inner_model.model, true, NULL };
static const struct shape as_folder = { &folder_model.model, false, &inner_model.model };

/* What becomes of it in a buffer that is too small for it. */
enum small { SAME, DOES_NOT_FIT, IS_LEFT_OUT, IS_SKIPPED };

static const struct big {
    const char *name;
    const struct shape *shape;
    const char *before;
    const char *unit; /* as often as it takes */
    const char *after;
    enum quatrix_status due; /* in a buffer that holds all of it */
    enum small small;
} bigs[] = {
    { "a text nobody wants", &as_kinds, "{\"x\":\"", "a", "\",\"number\":7}", QUATRIX_OK, SAME },
    { "of escapes", &as_kinds, "{\"x\":\"", "\\u00e9", "\",\"number\":7}", QUATRIX_OK, SAME },
    { "of surrogate pairs", &as_kinds, "{\"x\":\"", "\\ud83d\\udd27", "\",\"number\":7}",
      QUATRIX_OK, SAME },
    { "of UTF-8", &as_kinds, "{\"x\":\"", "\xF0\x9F\x94\xA7", "\",\"number\":7}", QUATRIX_OK,
      SAME },
    { "that ends in a control character", &as_kinds, "{\"x\":\"", "a", "\x01\"}", QUATRIX_E_JSON,
      SAME },
    { "that ends in half a character", &as_kinds, "{\"x\":\"", "a", "\xC3\"}", QUATRIX_E_JSON,
      SAME },
    { "that never ends", &as_kinds, "{\"x\":\"", "a", "", QUATRIX_E_JSON, SAME },
    { "a text that may be cut", &as_kinds, "{\"cut\":\"", "a", "\",\"number\":7}", QUATRIX_OK,
      SAME },
    { "cut, of escapes", &as_kinds, "{\"cut\":\"", "\\n", "\",\"number\":7}", QUATRIX_OK, SAME },
    { "cut, of UTF-8", &as_kinds, "{\"cut\":\"", "\xE2\x82\xAC", "\",\"number\":7}", QUATRIX_OK,
      SAME },
    { "cut, with no end", &as_kinds, "{\"cut\":\"", "a", "", QUATRIX_E_JSON, SAME },
    { "cut, wrong behind the cut", &as_kinds, "{\"cut\":\"", "a", "\\x\"}", QUATRIX_E_JSON, SAME },
    { "a text that may not be cut", &as_kinds, "{\"text\":\"", "a", "\"}", QUATRIX_E_SPACE,
      DOES_NOT_FIT },
    { "an identifier", &as_kinds, "{\"id\":\"", "a", "\"}", QUATRIX_E_SPACE, DOES_NOT_FIT },
    { "a text among those that are cut", &as_kinds, "{\"words\":[\"", "a", "\",\"b\"]}", QUATRIX_OK,
      SAME },
    { "a text among those that are not", &as_kinds, "{\"codes\":[\"", "a", "\",\"b\"]}",
      QUATRIX_E_SPACE, DOES_NOT_FIT },
    { "one text or several", &as_kinds, "{\"any\":\"", "a", "\",\"number\":7}", QUATRIX_OK, SAME },
    { "a text in a nested struct", &as_kinds, "{\"inner\":{\"text\":\"", "a", "\"}}", QUATRIX_OK,
      DOES_NOT_FIT },
    { "a flag", &as_kinds, "{\"flag\":\"", "Y", "\"}", QUATRIX_E_TYPE, DOES_NOT_FIT },
    { "a name", &as_kinds, "{\"", "n", "\":1,\"number\":7}", QUATRIX_OK, SAME },
    { "a name of escapes", &as_kinds, "{\"", "\\u006e", "\":[1],\"number\":7}", QUATRIX_OK, SAME },
    { "a name that begins as a known one", &as_kinds, "{\"number", "r", "\":1,\"number\":7}",
      QUATRIX_OK, SAME },
    { "a number nobody wants", &as_kinds, "{\"x\":1", "0", ",\"number\":7}", QUATRIX_OK, SAME },
    { "a fraction nobody wants", &as_kinds, "{\"x\":0.", "7", "e9,\"number\":7}", QUATRIX_OK,
      SAME },
    { "an exponent nobody wants", &as_kinds, "{\"x\":1e", "9", ",\"number\":7}", QUATRIX_OK, SAME },
    { "a number that is left out", &as_kinds, "{\"loose\":\"", "7", "\",\"number\":7}", QUATRIX_OK,
      IS_LEFT_OUT },
    { "an array nobody wants", &as_kinds, "{\"x\":[0", ",0", "],\"number\":7}", QUATRIX_OK, SAME },
    { "an object nobody wants", &as_kinds, "{\"x\":{\"a\":0", ",\"a\":{}", "},\"number\":7}",
      QUATRIX_OK, SAME },
    { "many members nobody wants", &as_kinds, "{\"x\":0", ",\"x\":[null]", ",\"number\":7}",
      QUATRIX_OK, SAME },
    { "an array of texts", &as_kinds, "{\"words\":[\"a\"", ",\"b\"", "],\"number\":7}", QUATRIX_OK,
      SAME },
    { "an array of structs", &as_kinds, "{\"items\":[{\"n\":1}", ",{\"n\":2}", "],\"number\":7}",
      QUATRIX_OK, SAME },
    { "an array of nulls", &as_kinds, "{\"words\":[null", ",null", "],\"number\":7}", QUATRIX_OK,
      SAME },
    { "an array that goes wrong in the end", &as_kinds, "{\"words\":[\"a\"", ",\"b\"", ",]}",
      QUATRIX_E_JSON, SAME },
    { "JSON as it stands", &as_kinds, "{\"raw\":[0", ",0", "],\"number\":7}", QUATRIX_OK,
      IS_LEFT_OUT },
    { "white space before", &as_kinds, "", " ", "{\"number\":7}", QUATRIX_OK, SAME },
    { "white space within", &as_kinds, "{\"number\"", "\r\n\t ", ":7}", QUATRIX_OK, SAME },
    { "white space behind", &as_kinds, "{\"number\":7}", "\n", "", QUATRIX_OK, SAME },
    { "white space, then another value", &as_kinds, "{\"number\":7}", "\n", "{}", QUATRIX_E_JSON,
      SAME },
    { "nothing but white space", &as_kinds, "", "\t", "", QUATRIX_OK, SAME },
    { "arrays without end", &as_kinds, "{\"x\":", "[", "", QUATRIX_E_DEPTH, SAME },
    { "a list", &as_list, "[{\"id\":\"a\"}", ",{\"id\":\"b\",\"x\":[{}]}", "]", QUATRIX_OK, SAME },
    { "a list of other things", &as_list, "[{\"id\":\"a\"}", ",0", "]", QUATRIX_OK, SAME },
    { "a list that goes wrong in the end", &as_list, "[{\"id\":\"a\"}", ",{\"id\":\"b\"}", "}",
      QUATRIX_E_JSON, SAME },
    { "a text of an element", &as_list, "[{\"id\":\"", "a", "\"},{\"id\":\"b\"}]", QUATRIX_OK,
      IS_SKIPPED },
    { "a text of an element that is cut", &as_list, "[{\"id\":\"a\",\"text\":\"", "t",
      "\"},{\"id\":\"b\"}]", QUATRIX_OK, SAME },
    { "a scalar for an element", &as_list, "[\"", "a", "\",{\"id\":\"b\"}]", QUATRIX_OK,
      IS_SKIPPED },
    { "a nested struct of an element", &as_list, "[{\"id\":\"a\",\"leaf\":{\"x\":\"", "a",
      "\"}},{\"id\":\"b\"}]", QUATRIX_OK, IS_SKIPPED },
    { "an element that is skipped", &as_list, "[{\"n\":\"x\",\"text\":\"", "a",
      "\"},{\"id\":\"b\"}]", QUATRIX_OK, SAME },
    { "the list of a folder", &as_folder, "{\"content\":[{\"id\":\"a\"}", ",{\"id\":\"b\"}",
      "],\"name\":\"f\"}", QUATRIX_OK, SAME },
    { "the name of a folder", &as_folder, "{\"content\":[{\"id\":\"a\"}],\"name\":\"", "f", "\"}",
      QUATRIX_OK, SAME },
};

static const size_t sizes[] = { 4096, 65535, 65536, 65537, HALF_A_MEGABYTE };

static unsigned long long checked;

static void build(struct bytes *text, const struct big *big, size_t size)
{
    size_t unit = strlen(big->unit);

    bytes_text(text, big->before);
    for (size_t n = 0; n < size; n += unit) {
        bytes_text(text, big->unit);
    }
    bytes_text(text, big->after);
}

static void check_same(const struct big *big, size_t size, const struct outcome *due,
                       const struct outcome *got)
{
    const char *what = difference(due, got);

    CHECK(what == NULL, "%s, %zu: %s; due %s, got %s", big->name, size, what,
          quatrix_status_name(due->status), quatrix_status_name(got->status));
}

/* In a small buffer it is what it is in a large one, or what the documentation says of small ones. */
static void check_small(const struct big *big, size_t size, const struct outcome *due,
                        const struct outcome *got)
{
    const struct kinds *out = (const void *)got->out.at;

    switch (big->small) {
    case SAME:
        check_same(big, size, due, got);
        break;
    case DOES_NOT_FIT:
        CHECK(got->status == QUATRIX_E_SPACE, "%s, %zu: %s", big->name, size,
              quatrix_status_name(got->status));
        break;
    case IS_LEFT_OUT:
        CHECK(got->status == QUATRIX_OK, "%s, %zu: %s", big->name, size,
              quatrix_status_name(got->status));
        CHECK(out->present == QUATRIX_BIT(KINDS_NUMBER) && out->number == 7 &&
                  out->truncated != 0 && out->raw[0] == 0 && out->loose == 0,
              "%s, %zu: it is there", big->name, size);
        break;
    default:
        CHECK(got->status == QUATRIX_OK && got->ready == 1 && got->skipped == 1,
              "%s, %zu: %s, %zu and %zu", big->name, size, quatrix_status_name(got->status),
              got->ready, got->skipped);
        break;
    }
}

static void check_big(const struct big *big, size_t size)
{
    static const size_t slices[] = { 1, 331, 1460 };
    struct bytes text = { 0 };
    struct outcome due;
    struct outcome got;

    build(&text, big, size);
    meaning_of(big->shape, text.at, text.len, &due);
    CHECK(due.status == big->due, "%s, %zu: %s due, it means %s", big->name, size,
          quatrix_status_name(big->due), quatrix_status_name(due.status));
    decode_by_core(big->shape, text.at, text.len, text.len + 1, text.len, &got);
    check_same(big, size, &due, &got);
    outcome_free(&got);
    for (size_t i = size > 4096 ? 1 : 0; i < COUNT(slices); i++) {
        decode_by_core(big->shape, text.at, text.len, SMALL, slices[i], &got);
        check_small(big, size, &due, &got);
        outcome_free(&got);
        checked++;
    }
    outcome_free(&due);
    bytes_free(&text);
}

static void what_is_far_too_large(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bigs); i++) {
        for (size_t k = 0; k < COUNT(sizes); k++) {
            check_big(&bigs[i], sizes[k]);
        }
    }
}

/* Around each limit: that of the array, and that of the buffer. */

/* len letters as the value of a member, through a buffer of so many bytes. */
static enum quatrix_status decode_text(const char *member, size_t len, size_t buffer,
                                       struct kinds *out)
{
    struct bytes text = { 0 };
    struct outcome got;
    enum quatrix_status status;

    bytes_format(&text, "{\"%s\":\"", member);
    for (size_t i = 0; i < len; i++) {
        bytes_char(&text, (unsigned)('a' + i % 26));
    }
    bytes_text(&text, "\"}");
    decode_by_core(&as_kinds, text.at, text.len, buffer, 1, &got);
    memcpy(out, got.out.at, sizeof *out);
    status = got.status;
    outcome_free(&got);
    bytes_free(&text);
    checked++;
    return status;
}

static bool holds_letters(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] != (char)('a' + i % 26)) {
            return false;
        }
    }
    return text[len] == 0;
}

static void a_text_about_as_long_as_its_array(void **state)
{
    const size_t room = sizeof((struct kinds *)0)->text;

    (void)state;
    for (size_t len = 0; len <= room + 4; len++) {
        for (size_t buffer = 16; buffer <= room + 8; buffer++) {
            struct kinds out;
            enum quatrix_status status = decode_text("text", len, buffer, &out);
            /* with its closing quote it has to fit the buffer, with its NUL the array */
            bool fits = len < room && len < buffer;
            CHECK(status == (fits ? QUATRIX_OK : QUATRIX_E_SPACE), "%zu letters in %zu bytes: %s",
                  len, buffer, quatrix_status_name(status));
            if (fits) {
                assert_true(holds_letters(out.text, len));
                assert_int_equal(QUATRIX_BIT(KINDS_TEXT), out.present);
                assert_int_equal(0, out.truncated);
            }
        }
    }
}

static void a_text_that_is_cut(void **state)
{
    const size_t room = sizeof((struct kinds *)0)->cut;

    (void)state;
    for (size_t len = 0; len <= 3 * room; len++) {
        for (size_t buffer = 8; buffer <= 3 * room; buffer++) {
            struct kinds out;
            enum quatrix_status status = decode_text("cut", len, buffer, &out);
            size_t whole = len < room ? len : room - 1;
            size_t kept = strlen(out.cut);
            assert_int_equal(QUATRIX_OK, status);
            assert_true(holds_letters(out.cut, kept));
            /* to within one character of four bytes, where the buffer is as small as the array */
            CHECK(kept == whole || (len >= buffer && kept + 4 >= room && kept < whole),
                  "%zu letters in %zu bytes: %zu were kept", len, buffer, kept);
            /* one that ends where the buffer does looks as one that goes on */
            CHECK((out.truncated != 0) == (kept < len || len == buffer),
                  "%zu letters in %zu bytes: marked or not", len, buffer);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_far_too_large),
        cmocka_unit_test(a_text_about_as_long_as_its_array),
        cmocka_unit_test(a_text_that_is_cut),
    };
    int failed = cmocka_run_group_tests_name("json/gigantic", tests, NULL, NULL);

    evidence("json/gigantic", checked);
    return failed;
}
