/* SPDX-License-Identifier: MIT */
/* Strings and numbers as the scanner has cut them, into C values. */
#include "json/value.h"

#include "unit/unit.h"

/* Texts. */

struct character {
    const char *source; /* as it is in JSON */
    const char *text;
};

/* What src should become in size bytes, character by character. */
static void want_text(const struct character *const *characters, size_t count, size_t size,
                      char *out, bool *whole)
{
    size_t n = 0;

    *whole = true;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(characters[i]->text);
        if (len > size - 1 - n) {
            *whole = false;
            break;
        }
        memcpy(out + n, characters[i]->text, len);
        n += len;
    }
    out[n] = 0;
}

static const struct character characters[] = {
    { "a", "a" },
    { "~", "~" },
    { "\x7F", "\x7F" },
    { "/", "/" },
    { "\\\"", "\"" },
    { "\\\\", "\\" },
    { "\\/", "/" },
    { "\\b", "\b" },
    { "\\f", "\f" },
    { "\\n", "\n" },
    { "\\r", "\r" },
    { "\\t", "\t" },
    { "\xC2\x80", "\xC2\x80" },
    { "\xC3\xA4", "\xC3\xA4" },
    { "\xE2\x82\xAC", "\xE2\x82\xAC" },
    { "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80" },
    { "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF" },
    { "\\u0001", "\x01" },
    { "\\u0061", "a" },
    { "\\u007f", "\x7F" },
    { "\\u007F", "\x7F" },
    { "\\u0080", "\xC2\x80" },
    { "\\u00e4", "\xC3\xA4" },
    { "\\u00E4", "\xC3\xA4" },
    { "\\u07ff", "\xDF\xBF" },
    { "\\u0800", "\xE0\xA0\x80" },
    { "\\u20aC", "\xE2\x82\xAC" },
    { "\\ud7ff", "\xED\x9F\xBF" },
    { "\\ue000", "\xEE\x80\x80" },
    { "\\uffFF", "\xEF\xBF\xBF" },
    { "\\uD800\\uDC00", "\xF0\x90\x80\x80" },
    { "\\uD83D\\uDE00", "\xF0\x9F\x98\x80" },
    { "\\ud83d\\ude00", "\xF0\x9F\x98\x80" },
    { "\\uDBFF\\uDFFF", "\xF4\x8F\xBF\xBF" },
};

static void check_text(const struct character *const *parts, size_t count)
{
    char source[128] = "";
    size_t len;
    uint8_t *exact;

    for (size_t i = 0; i < count; i++) {
        (void)strcat(source, parts[i]->source);
    }
    len = strlen(source);
    exact = unit_copy(source, len);
    for (size_t size = 1; size <= len + 2; size++) {
        char want[128];
        bool whole_wanted;
        bool whole = false;
        uint8_t *out = malloc(size);
        size_t n;
        assert_non_null(out);
        memset(out, 0xA5, size);
        want_text(parts, count, size, want, &whole_wanted);
        n = quatrix_json_text(exact, len, (char *)out, size, &whole);
        CHECK(whole == whole_wanted && n == strlen(want) && memcmp(out, want, n + 1) == 0,
              "\"%s\" in %zu bytes: %zu, %s", source, size, n, whole ? "whole" : "cut");
        free(out);
    }
    free(exact);
}

static void every_character_fits_whole_or_is_left_out(void **state)
{
    (void)state;
    check_text(NULL, 0);
    for (size_t i = 0; i < COUNT(characters); i++) {
        const struct character *parts[3] = { &characters[i], &characters[i], &characters[i] };
        check_text(parts, 1);
        check_text(parts, 3);
        for (size_t k = 0; k < COUNT(characters); k++) {
            parts[1] = &characters[k];
            check_text(parts, 2);
            check_text(parts, 3);
        }
    }
}

static void every_unit_becomes_its_utf8(void **state)
{
    (void)state;
    for (uint32_t code = 1; code < 0x10000; code++) {
        char source[8];
        char want[4] = { 0 };
        char out[8];
        bool whole = false;
        size_t n;
        if (code >= 0xD800 && code <= 0xDFFF) {
            continue;
        }
        if (code < 0x80) {
            want[0] = (char)code;
        } else if (code < 0x800) {
            want[0] = (char)(0xC0 + code / 64);
            want[1] = (char)(0x80 + code % 64);
        } else {
            want[0] = (char)(0xE0 + code / 4096);
            want[1] = (char)(0x80 + code / 64 % 64);
            want[2] = (char)(0x80 + code % 64);
        }
        (void)snprintf(source, sizeof source, code % 2 == 0 ? "\\u%04x" : "\\u%04X",
                       (unsigned)code);
        n = quatrix_json_text((const uint8_t *)source, 6, out, sizeof out, &whole);
        CHECK(whole && n == strlen(want) && strcmp(out, want) == 0, "%s", source);
    }
}

/* The buffer may end anywhere in a text that is too long for it. */
static void a_source_cut_inside_a_character_is_not_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(characters); i++) {
        size_t len = strlen(characters[i].source);
        for (size_t cut = 1; cut < len; cut++) {
            uint8_t *exact = unit_copy(characters[i].source, cut);
            char out[16];
            bool whole = true;
            size_t n = quatrix_json_text(exact, cut, out, sizeof out, &whole);
            CHECK(n == 0 && !whole && out[0] == 0, "%s, %zu bytes", characters[i].source, cut);
            free(exact);
        }
    }
}

/* The scanner lets none of this pass; it must be harmless all the same. */
static void any_bytes_are_safe(void **state)
{
    static const char alphabet[] = "\\\\\\uuuud8dcDF09a\"/bn\x80\xC3\xE2\xF0\xFF\x01";
    uint32_t seed = 3;

    (void)state;
    for (int round = 0; round < 50000; round++) {
        uint8_t source[24];
        size_t len = unit_random(&seed, sizeof source + 1);
        size_t size = 1 + unit_random(&seed, 30);
        uint8_t *exact;
        char *out = malloc(size);
        bool whole;
        size_t n;
        assert_non_null(out);
        for (size_t i = 0; i < len; i++) {
            source[i] = (uint8_t)alphabet[unit_random(&seed, sizeof alphabet)];
        }
        exact = unit_copy(source, len);
        n = quatrix_json_text(exact, len, out, size, &whole);
        assert_true(n < size);
        assert_int_equal(0, out[n]);
        free(exact);
        free(out);
    }
}

/* Numbers. */

struct number_case {
    const char *text;
    unsigned places;
    enum quatrix_status status;
    int64_t value;
    bool exact;
};

#define EXACT(text, places, value)                                                                 \
    {                                                                                              \
        text, places, QUATRIX_OK, value, true                                                      \
    }
#define FRACTION(text, places, value)                                                              \
    {                                                                                              \
        text, places, QUATRIX_OK, value, false                                                     \
    }
#define RANGE(text, places)                                                                        \
    {                                                                                              \
        text, places, QUATRIX_E_RANGE, 0, true                                                     \
    }
#define NOT(text)                                                                                  \
    {                                                                                              \
        text, 0, QUATRIX_E_TYPE, 0, true                                                           \
    }

static void check_number(const char *text, size_t len, unsigned places,
                         const struct number_case *want)
{
    uint8_t *exact_copy = unit_copy(text, len);
    int64_t value = 4711;
    bool exact = !want->exact;
    enum quatrix_status status = quatrix_json_int64(exact_copy, len, places, &value, &exact);

    CHECK(status == want->status, "%.60s at %u places: %s", text, places,
          quatrix_status_name(status));
    if (status == QUATRIX_OK) {
        CHECK(value == want->value && exact == want->exact, "%.60s at %u places: %lld%s", text,
              places, (long long)value, exact ? "" : ", not exact");
    }
    free(exact_copy);
}

static void numbers_are_exact(void **state)
{
    static const struct number_case cases[] = {
        EXACT("0", 0, 0),
        EXACT("-0", 0, 0),
        EXACT("0.0", 0, 0),
        EXACT("-0.000", 0, 0),
        EXACT("1", 0, 1),
        EXACT("-1", 0, -1),
        EXACT("10", 0, 10),
        EXACT("1234567890123456789", 0, 1234567890123456789),
        EXACT("9007199254740993", 0, 9007199254740993), /* no double holds it */
        EXACT("9223372036854775807", 0, INT64_MAX),
        EXACT("9223372036854775806", 0, INT64_MAX - 1),
        RANGE("9223372036854775808", 0),
        RANGE("9223372036854775809", 0),
        RANGE("9223372036854775810", 0),
        RANGE("9999999999999999999", 0),
        RANGE("10000000000000000000", 0),
        RANGE("18446744073709551616", 0), /* 2^64 */
        RANGE("18446744073709551617", 0),
        RANGE("92233720368547758070", 0),
        EXACT("-9223372036854775807", 0, -INT64_MAX),
        EXACT("-9223372036854775808", 0, INT64_MIN),
        RANGE("-9223372036854775809", 0),
        RANGE("-9223372036854775810", 0),
        RANGE("-92233720368547758080", 0),
        RANGE("-18446744073709551616", 0),
        RANGE("123456789012345678901234567890", 0),
        EXACT("9223372036854775807.0", 0, INT64_MAX),
        RANGE("9223372036854775808.0", 0),
        EXACT("-9223372036854775808.0", 0, INT64_MIN),
        EXACT("00000000000000000000000000000000000000012", 0, 12),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_number(cases[i].text, strlen(cases[i].text), cases[i].places, &cases[i]);
    }
}

static void points_and_exponents_move_the_digits(void **state)
{
    static const struct number_case cases[] = {
        EXACT("1024.0", 0, 1024),
        EXACT("1024.000000", 0, 1024),
        EXACT("1.024e3", 0, 1024),
        EXACT("1.024E3", 0, 1024),
        EXACT("1.024e+3", 0, 1024),
        EXACT("1.024e003", 0, 1024),
        EXACT("0.1024e4", 0, 1024),
        EXACT("0.0001024e7", 0, 1024),
        EXACT("102400e-2", 0, 1024),
        EXACT("10240.0E-01", 0, 1024),
        EXACT("-1.024e3", 0, -1024),
        EXACT("1e0", 0, 1),
        EXACT("1e-0", 0, 1),
        EXACT("1e18", 0, 1000000000000000000),
        EXACT("-1e18", 0, -1000000000000000000),
        EXACT("9e18", 0, 9000000000000000000),
        EXACT("9.223372036854775807e18", 0, INT64_MAX),
        EXACT("922337203685477580700e-2", 0, INT64_MAX),
        EXACT("-9.223372036854775808e18", 0, INT64_MIN),
        RANGE("9.223372036854775808e18", 0),
        RANGE("-9.223372036854775809e18", 0),
        RANGE("1e19", 0),
        RANGE("-1e19", 0),
        RANGE("1e20", 0),
        RANGE("1e999999999", 0),
        RANGE("1e99999999999999999999999999", 0),
        RANGE("-1e4294967296", 0), /* 2^32 is not 0 */
        RANGE("0.0000000001e30", 0),
        EXACT("0e999999999", 0, 0),
        EXACT("0.000e99999999999999999999", 0, 0),
        EXACT("-0e5", 0, 0),
        EXACT("0e-999999999", 0, 0),
        FRACTION("1e-999999999", 0, 0),
        FRACTION("1e-4294967296", 0, 0),
        FRACTION("0.5", 0, 0),
        FRACTION("-0.5", 0, 0),
        FRACTION("0.999999999999999999999999", 0, 0),
        FRACTION("-1.5", 0, -1),
        FRACTION("10.75", 0, 10),
        FRACTION("1.0241e3", 0, 1024),
        FRACTION("1.02401e3", 0, 1024),
        FRACTION("12345e-2", 0, 123),
        FRACTION("5e-1", 0, 0),
        FRACTION("9223372036854775807.9", 0, INT64_MAX),
        FRACTION("-9223372036854775808.9", 0, INT64_MIN),
        FRACTION("1.00000000000000000000000000000000000001", 0, 1),
        EXACT("1.00000000000000000000000000000000000000", 0, 1),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_number(cases[i].text, strlen(cases[i].text), cases[i].places, &cases[i]);
    }
}

static void times_have_six_places(void **state)
{
    static const struct number_case cases[] = {
        EXACT("0", 6, 0),
        EXACT("1", 6, 1000000),
        EXACT("1.5", 6, 1500000),
        EXACT("-1.5", 6, -1500000),
        EXACT("0.000001", 6, 1),
        EXACT("-0.000001", 6, -1),
        EXACT("1e-6", 6, 1),
        FRACTION("0.0000001", 6, 0),
        FRACTION("1e-7", 6, 0),
        EXACT("1469450513", 6, 1469450513000000),
        EXACT("1469450513.123456", 6, 1469450513123456),
        EXACT("1469450513.1", 6, 1469450513100000),
        EXACT("1469450513.1234560", 6, 1469450513123456),
        FRACTION("1469450513.1234567", 6, 1469450513123456),
        EXACT("1.469450513123456e9", 6, 1469450513123456),
        EXACT("9223372036854.775807", 6, INT64_MAX),
        FRACTION("9223372036854.7758079", 6, INT64_MAX),
        RANGE("9223372036854.775808", 6),
        RANGE("9223372036855", 6),
        EXACT("-9223372036854.775808", 6, INT64_MIN),
        RANGE("-9223372036854.775809", 6),
        RANGE("1e13", 6),
        EXACT("1e12", 6, 1000000000000000000),
        EXACT("0e999999999", 6, 0),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_number(cases[i].text, strlen(cases[i].text), cases[i].places, &cases[i]);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    static const struct number_case cases[] = {
        NOT(""),      NOT("-"),       NOT("+"),    NOT("+1"),    NOT("--1"),   NOT("1-"),
        NOT(" 1"),    NOT("1 "),      NOT("."),    NOT(".5"),    NOT("-.5"),   NOT("1.2.3"),
        NOT("1..2"),  NOT("e"),       NOT("e5"),   NOT("1e"),    NOT("1e+"),   NOT("1e-"),
        NOT("1e5.5"), NOT("1e5e5"),   NOT("1e 5"), NOT("1e--5"), NOT("1e+-5"), NOT("0x10"),
        NOT("1,000"), NOT("1_000"),   NOT("true"), NOT("null"),  NOT("NaN"),   NOT("Infinity"),
        NOT("1a"),    NOT("\\u0031"), NOT("12/3"), NOT("12:3"),  NOT("1e/"),   NOT("1e:"),
        NOT("\xB1"),  NOT("1e\xB1"),  NOT("1E5x"), NOT("-e5"),   NOT("1.e."),  NOT("one"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_number(cases[i].text, strlen(cases[i].text), 0, &cases[i]);
    }
    for (unsigned c = 1; c < 256; c++) {
        char text[] = "1?1";
        text[1] = (char)c;
        if ((c < '0' || c > '9') && c != '.' && c != 'e' && c != 'E') {
            check_number(text, 3, 0, &cases[0]);
        }
    }
    {
        static const struct number_case nul = NOT("a NUL inside");
        check_number("1\0001", 3, 0, &nul);
        check_number("\0", 1, 0, &nul);
    }
}

/* before, then count zeros, then after. */
static void check_long(const char *before, size_t count, const char *after,
                       const struct number_case *want)
{
    size_t head = strlen(before);
    size_t tail = strlen(after);
    char *text = malloc(head + count + tail + 1);

    assert_non_null(text);
    memcpy(text, before, head);
    memset(text + head, '0', count);
    memcpy(text + head + count, after, tail + 1);
    check_number(text, head + count + tail, want->places, want);
    free(text);
}

static void digits_beyond_number_are_counted_right(void **state)
{
    static const struct number_case one = EXACT("", 0, 1);
    static const struct number_case time = EXACT("", 6, 1000000);
    static const struct number_case zero = EXACT("", 0, 0);
    static const struct number_case small = FRACTION("", 0, 0);
    static const struct number_case large = RANGE("", 0);
    static const struct number_case none = NOT("");
    static const size_t counts[] = { 10, 990, 998, 999, 1000, 1001, 1500, 20000, 32000 };

    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        char up[16];
        char down[16];
        (void)snprintf(up, sizeof up, "1e%zu", counts[i] + 1);
        (void)snprintf(down, sizeof down, "e-%zu", counts[i]);
        check_long("0.", counts[i], up, &one);
        check_long("1", counts[i], down, &one);
        check_long("1", counts[i], down, &time);
        check_long("0.", counts[i], "1", &small);
        check_long("1.", counts[i], "", &one);
        check_long("0.", counts[i], "", &zero);
        check_long("", counts[i], "1", &one);
        if (counts[i] > 20) {
            check_long("1", counts[i], "", &large);
            check_long("1", counts[i], ".0", &large);
        }
    }
    check_long("", 100000, "1", &none); /* nobody's number */
    check_long("0.", 100000, "1", &none);
    check_long("1", 100000, "", &none);
    check_long("1", 40000, ".0", &none);
}

/* All numbers near the limits, by another way. */
static void every_number_survives_printing(void **state)
{
    uint32_t seed = 7;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        int64_t value = 0;
        int64_t got = 0;
        bool exact = false;
        char text[32];
        for (uint32_t digits = unit_random(&seed, 19); digits > 0; digits--) {
            value = value * 10 + unit_random(&seed, 10);
        }
        value = round % 2 == 0 ? value : -value;
        value = round % 16 == 0 ? INT64_MAX - unit_random(&seed, 1000) : value;
        value = round % 16 == 1 ? INT64_MIN + unit_random(&seed, 1000) : value;
        (void)snprintf(text, sizeof text, "%lld", (long long)value);
        assert_int_equal(QUATRIX_OK,
                         quatrix_json_int64((const uint8_t *)text, strlen(text), 0, &got, &exact));
        assert_true(exact);
        assert_true(got == value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_fits_whole_or_is_left_out),
        cmocka_unit_test(every_unit_becomes_its_utf8),
        cmocka_unit_test(a_source_cut_inside_a_character_is_not_whole),
        cmocka_unit_test(any_bytes_are_safe),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(points_and_exponents_move_the_digits),
        cmocka_unit_test(times_have_six_places),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(digits_beyond_number_are_counted_right),
        cmocka_unit_test(every_number_survives_printing),
    };

    return cmocka_run_group_tests_name("json/value", tests, NULL, NULL);
}
