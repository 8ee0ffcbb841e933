/* SPDX-License-Identifier: MIT */
/* One-time codes against the vectors of RFC 4226 and RFC 6238, secrets against those of RFC 4648.
 */
#include <quatrix/totp.h>

#include "unit/unit.h"

static const uint8_t rfc_secret[] = "12345678901234567890";
enum { RFC_SECRET_LEN = 20 };

static void codes_are_those_of_rfc_4226(void **state)
{
    static const char *const codes[] = { "755224", "287082", "359152", "969429", "338314",
                                         "254676", "287922", "162583", "399871", "520489" };

    (void)state;
    for (size_t counter = 0; counter < COUNT(codes); counter++) {
        static const int64_t within[] = { 0, 1, 15, 29 }; /* seconds of a step */
        for (size_t i = 0; i < COUNT(within); i++) {
            char code[QUATRIX_TOTP_DIGITS + 1] = "??????";
            assert_int_equal(QUATRIX_OK, quatrix_totp(rfc_secret, RFC_SECRET_LEN,
                                                      (int64_t)counter * 30 + within[i], code));
            assert_string_equal(codes[counter], code);
        }
    }
}

/* Appendix B has eight digits: six are the last of them. */
static void codes_are_those_of_rfc_6238(void **state)
{
    static const struct {
        int64_t time;
        const char *code;
    } cases[] = {
        { 59, "94287082" },         { 1111111109, "07081804" },
        { 1111111111, "14050471" }, { 1234567890, "89005924" },
        { 2000000000, "69279037" }, { INT64_C(20000000000), "65353130" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char code[QUATRIX_TOTP_DIGITS + 1];
        memset(code, 'x', sizeof code);
        assert_int_equal(QUATRIX_OK, quatrix_totp(rfc_secret, RFC_SECRET_LEN, cases[i].time, code));
        assert_string_equal(cases[i].code + 2, code);
    }
}

/* From an independent implementation (Python's hmac). */
static void secrets_of_any_length_serve(void **state)
{
    static const struct {
        size_t len;
        int64_t time;
        const char *code;
    } cases[] = {
        { 1, INT64_C(0), "328482" },
        { 1, INT64_C(29), "328482" },
        { 1, INT64_C(30), "812658" },
        { 10, INT64_C(1700000000), "848662" },
        { 16, INT64_C(1700000000), "911487" },
        { 20, INT64_C(1700000029), "263231" },
        { 32, INT64_C(1700000030), "980670" },
        { 63, INT64_C(1700000000), "967683" },
        { 64, INT64_C(1700000000), "777962" },
        { 64, INT64_C(128849018880), "618803" },
        { 64, INT64_C(9223372036854775807), "106199" },
        { 20, INT64_C(38580), "000474" }, /* leading zeros */
    };
    uint8_t secret[QUATRIX_TOTP_SECRET_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof secret; i++) {
        secret[i] = (uint8_t)(i * 7);
    }
    for (size_t i = 0; i < COUNT(cases); i++) {
        char code[QUATRIX_TOTP_DIGITS + 1];
        uint8_t *exact = unit_copy(secret, cases[i].len);
        assert_int_equal(QUATRIX_OK, quatrix_totp(exact, cases[i].len, cases[i].time, code));
        CHECK(strcmp(code, cases[i].code) == 0, "%zu bytes at %lld: %s", cases[i].len,
              (long long)cases[i].time, code);
        free(exact);
    }
}

static void arguments_are_checked(void **state)
{
    uint8_t secret[QUATRIX_TOTP_SECRET_MAX + 1] = { 1 };
    char code[QUATRIX_TOTP_DIGITS + 1];
    static const struct {
        bool secret;
        size_t len;
        int64_t time;
        enum quatrix_status want;
    } cases[] = {
        { false, 20, 59, QUATRIX_E_ARGUMENT },
        { true, 0, 59, QUATRIX_E_ARGUMENT },
        { true, 1, 59, QUATRIX_OK },
        { true, QUATRIX_TOTP_SECRET_MAX, 59, QUATRIX_OK },
        { true, QUATRIX_TOTP_SECRET_MAX + 1, 59, QUATRIX_E_ARGUMENT },
        { true, SIZE_MAX, 59, QUATRIX_E_ARGUMENT },
        { true, 20, -1, QUATRIX_E_ARGUMENT },
        { true, 20, INT64_MIN, QUATRIX_E_ARGUMENT },
        { true, 20, 0, QUATRIX_OK },
        { true, 20, INT64_MAX, QUATRIX_OK },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum quatrix_status status;
        memset(code, 'x', sizeof code);
        status = quatrix_totp(cases[i].secret ? secret : NULL, cases[i].len, cases[i].time, code);
        CHECK(status == cases[i].want, "row %zu: %s", i, quatrix_status_name(status));
        assert_non_null(memchr(code, 0, sizeof code));
        assert_int_equal(status == QUATRIX_OK ? QUATRIX_TOTP_DIGITS : 0, strlen(code));
        assert_int_equal(strlen(code), strspn(code, "0123456789"));
    }
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_totp(secret, 20, 59, NULL));
}

/* Secrets as text. */

enum { ROOM = 16, GUARD = 0xA5 };

/* In memory of every size: stored whole or not at all, and nothing past it touched. */
static void check_secret(const char *text, const char *want, size_t want_len)
{
    for (size_t size = 0; size <= ROOM; size++) {
        uint8_t secret[ROOM + 4];
        size_t len = 4711;
        enum quatrix_status status;
        bool fits = want_len <= size;
        memset(secret, GUARD, sizeof secret);
        status = quatrix_totp_secret(text, secret, size, &len);
        CHECK(status == (fits ? QUATRIX_OK : QUATRIX_E_SPACE), "\"%s\" in %zu bytes: %s", text,
              size, quatrix_status_name(status));
        CHECK(len == (fits ? want_len : 0), "\"%s\" in %zu bytes: %zu", text, size, len);
        if (fits) {
            CHECK(memcmp(secret, want, want_len) == 0, "\"%s\"", text);
        } else {
            for (size_t i = 0; i < size; i++) {
                CHECK(secret[i] == 0, "\"%s\" in %zu bytes: part of it was left", text, size);
            }
        }
        for (size_t i = size; i < sizeof secret; i++) {
            CHECK(secret[i] == GUARD, "\"%s\" in %zu bytes: wrote at %zu", text, size, i);
        }
    }
}

static void base32_is_that_of_rfc_4648(void **state)
{
    static const struct {
        const char *text;
        const char *bytes;
    } cases[] = {
        { "MY======", "f" },     { "MZXQ====", "fo" },    { "MZXW6===", "foo" },
        { "MZXW6YQ=", "foob" },  { "MZXW6YTB", "fooba" }, { "MZXW6YTBOI======", "foobar" },
        { "JBSWY3DP", "Hello" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_secret(cases[i].text, cases[i].bytes, strlen(cases[i].bytes));
    }
}

static void secrets_are_read_as_people_type_them(void **state)
{
    static const char *const texts[] = {
        "MZXW6YTBOI======", "MZXW6YTBOI",     "mzxw6ytboi",     "MzXw6yTbOi",
        "MZXW 6YTB OI",     "mzxw-6ytb-oi",   " MZXW6YTBOI ",   "-M-Z-X-W-6-Y-T-B-O-I-",
        "MZXW6YTBOI=",      "MZXW6YTBOI== =", "MZXW6YTBOI= - ", "  MZXW  6YTB  OI== ====  ",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        check_secret(texts[i], "foobar", 6);
    }
}

static void every_digit_has_its_value(void **state)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    (void)state;
    for (unsigned c = 1; c < 256; c++) {
        char text[] = "A?AAAAAA"; /* ten bits: the five in question end in the second byte */
        const char *upper = strchr(digits, c >= 'a' && c <= 'z' ? (int)c - 32 : (int)c);
        uint8_t secret[5] = { 0 };
        size_t len = 0;
        enum quatrix_status status;
        text[1] = (char)c;
        status = quatrix_totp_secret(text, secret, sizeof secret, &len);
        if (upper != NULL) {
            size_t value = (size_t)(upper - digits);
            assert_int_equal(QUATRIX_OK, status);
            assert_int_equal(5, len);
            assert_int_equal(value >> 2, secret[0]);
            assert_int_equal((value & 3) << 6, secret[1]);
        } else if (c == ' ' || c == '-') { /* seven digits: four bytes */
            assert_int_equal(QUATRIX_OK, status);
            assert_int_equal(4, len);
        } else {
            CHECK(status == QUATRIX_E_TEXT, "<%02x>: %s", c, quatrix_status_name(status));
            assert_int_equal(0, len);
            assert_int_equal(0, secret[0]);
        }
    }
}

static void what_is_no_base32_is_refused(void **state)
{
    static const struct {
        const char *text;
        enum quatrix_status want;
    } cases[] = {
        { "", QUATRIX_E_ARGUMENT },
        { " - ", QUATRIX_E_ARGUMENT },
        { "====", QUATRIX_E_ARGUMENT },
        { "M", QUATRIX_E_TEXT }, /* one, three or six digits are cut off */
        { "MZX", QUATRIX_E_TEXT },
        { "MZXW6Y", QUATRIX_E_TEXT },
        { "MZXW6YTBM", QUATRIX_E_TEXT },
        { "MZXW6YTBMZX", QUATRIX_E_TEXT },
        { "M=======", QUATRIX_E_TEXT },
        { "MZXW6Y==", QUATRIX_E_TEXT },
        { "MY=MY", QUATRIX_E_TEXT },
        { "MY======MY======", QUATRIX_E_TEXT },
        { "MZXW6YT0", QUATRIX_E_TEXT },
        { "MZXW6YT1", QUATRIX_E_TEXT },
        { "MZXW6YT8", QUATRIX_E_TEXT },
        { "MZXW6YT9", QUATRIX_E_TEXT },
        { "MZXW6YT\n", QUATRIX_E_TEXT },
        { "MZXW\t6YTB", QUATRIX_E_TEXT },
        { "MZXW6YT\xC3\xA4", QUATRIX_E_TEXT },
        { "secret=JBSWY3DP", QUATRIX_E_TEXT },
        { "otpauth://totp/x?secret=JBSWY3DP", QUATRIX_E_TEXT },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t secret[ROOM];
        size_t len = 4711;
        enum quatrix_status status;
        memset(secret, GUARD, sizeof secret);
        status = quatrix_totp_secret(cases[i].text, secret, sizeof secret, &len);
        CHECK(status == cases[i].want, "\"%s\": %s", cases[i].text, quatrix_status_name(status));
        assert_int_equal(0, len);
        for (size_t k = 0; k < sizeof secret; k++) {
            assert_int_equal(0, secret[k]); /* nothing of it is left */
        }
    }
}

static void null_is_refused(void **state)
{
    uint8_t secret[4] = { 0 };
    size_t len = 4711;

    (void)state;
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_totp_secret(NULL, secret, sizeof secret, &len));
    assert_int_equal(0, len);
    len = 4711;
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_totp_secret("MY", NULL, sizeof secret, &len));
    assert_int_equal(0, len);
    assert_int_equal(QUATRIX_E_ARGUMENT, quatrix_totp_secret("MY", secret, sizeof secret, NULL));
}

/* As an unattended device does it. */
static void a_typed_secret_gives_the_code_of_the_app(void **state)
{
    uint8_t secret[QUATRIX_TOTP_SECRET_MAX];
    char code[QUATRIX_TOTP_DIGITS + 1];
    size_t len;

    (void)state;
    assert_int_equal(QUATRIX_OK, quatrix_totp_secret("gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
                                                     secret, sizeof secret, &len));
    assert_int_equal(RFC_SECRET_LEN, len);
    assert_memory_equal(rfc_secret, secret, len);
    assert_int_equal(QUATRIX_OK, quatrix_totp(secret, len, 59, code));
    assert_string_equal("287082", code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_rfc_4226),
        cmocka_unit_test(codes_are_those_of_rfc_6238),
        cmocka_unit_test(secrets_of_any_length_serve),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(base32_is_that_of_rfc_4648),
        cmocka_unit_test(secrets_are_read_as_people_type_them),
        cmocka_unit_test(every_digit_has_its_value),
        cmocka_unit_test(what_is_no_base32_is_refused),
        cmocka_unit_test(null_is_refused),
        cmocka_unit_test(a_typed_secret_gives_the_code_of_the_app),
    };

    return cmocka_run_group_tests_name("tls/totp", tests, NULL, NULL);
}
