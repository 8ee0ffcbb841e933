/* SPDX-License-Identifier: MIT */
/* The small forms of strchr, strcmp and strstr, against those. */
#include "base/text.h"

#include "unit/unit.h"

static const char *const texts[] = {
    "",     "a",    "b",     "aa",    "ab",    "ba",        "aab",
    "aaab", "abab", "ababb", "jjson", "json;", "text/json", "jso"
};

static void a_character_is_in_a_set_or_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        for (unsigned c = 1; c < 256; c++) {
            assert_int_equal(strchr(texts[i], (int)c) != NULL, quatrix_char_in((char)c, texts[i]));
        }
        assert_false(quatrix_char_in(0, texts[i]));
    }
}

static void texts_are_equal_or_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        for (size_t k = 0; k < COUNT(texts); k++) {
            CHECK(quatrix_text_equal(texts[i], texts[k]) == (i == k), "\"%s\", \"%s\"", texts[i],
                  texts[k]);
        }
    }
}

static void a_part_is_found_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        for (size_t k = 1; k < COUNT(texts); k++) {
            CHECK(quatrix_text_has(texts[i], texts[k]) == (strstr(texts[i], texts[k]) != NULL),
                  "\"%s\" in \"%s\"", texts[k], texts[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_character_is_in_a_set_or_not),
        cmocka_unit_test(texts_are_equal_or_not),
        cmocka_unit_test(a_part_is_found_anywhere),
    };

    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
