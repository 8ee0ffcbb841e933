/* SPDX-License-Identifier: MIT */
/* Output in the caller's memory, at every size from none to more than enough. */
#include "base/out.h"

#include "unit/unit.h"

enum { ROOM = 64, GUARD = 0xA5 };

struct bench {
    uint8_t buf[ROOM + 8];
    struct quatrix_out out;
};

static void begin(struct bench *b, size_t size)
{
    memset(b->buf, GUARD, sizeof b->buf);
    b->out.buf = b->buf;
    b->out.size = size;
    b->out.len = 0;
    b->out.full = false;
}

/* All of text is there if it fits, else nothing new; nothing past its end was touched. */
static void check(const struct bench *b, const char *before, const char *text, const char *name)
{
    size_t old = strlen(before);
    size_t len = strlen(text);
    bool fits = old + len <= b->out.size;

    CHECK(b->out.full == !fits, "%s, %zu bytes: full is %d", name, b->out.size, b->out.full);
    CHECK(b->out.len == (fits ? old + len : old), "%s, %zu bytes: %zu", name, b->out.size,
          b->out.len);
    assert_memory_equal(before, b->buf, old);
    if (fits) {
        assert_memory_equal(text, b->buf + old, len);
    }
    for (size_t i = b->out.len; i < sizeof b->buf; i++) {
        CHECK(b->buf[i] == GUARD, "%s, %zu bytes: wrote at %zu", name, b->out.size, i);
    }
}

static void text_is_written_whole_or_not_at_all(void **state)
{
    static const char *const texts[] = { "", "a", "hello", "a text of some more bytes" };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        for (size_t size = 0; size <= ROOM; size++) {
            struct bench b;
            begin(&b, size);
            quatrix_out_text(&b.out, texts[i]);
            check(&b, "", texts[i], texts[i]);
            begin(&b, size);
            quatrix_out_text(&b.out, "+");
            if (!b.out.full) {
                quatrix_out_text(&b.out, texts[i]);
                check(&b, "+", texts[i], texts[i]);
            }
        }
    }
}

static void bytes_and_characters_may_be_nul(void **state)
{
    struct bench b;

    (void)state;
    begin(&b, 4);
    quatrix_out_bytes(&b.out, "\0a", 2);
    quatrix_out_char(&b.out, 0);
    quatrix_out_char(&b.out, (char)0xFF);
    assert_false(b.out.full);
    assert_int_equal(4, b.out.len);
    assert_memory_equal("\0a\0\xff", b.buf, 4);
    quatrix_out_char(&b.out, 'x');
    assert_true(b.out.full);
    assert_int_equal(GUARD, b.buf[4]);
}

static void nothing_fits_into_no_memory(void **state)
{
    struct quatrix_out out = { NULL, 0, 0, false };

    (void)state;
    quatrix_out_bytes(&out, NULL, 0);
    quatrix_out_text(&out, "");
    assert_false(out.full);
    quatrix_out_char(&out, 'x');
    assert_true(out.full);
    assert_int_equal(0, out.len);
}

/* Otherwise a later, shorter piece would follow a gap. */
static void once_full_nothing_more_is_written(void **state)
{
    struct bench b;

    (void)state;
    begin(&b, 4);
    quatrix_out_text(&b.out, "ab");
    quatrix_out_text(&b.out, "cde");
    assert_true(b.out.full);
    quatrix_out_text(&b.out, "c");
    quatrix_out_char(&b.out, 'd');
    quatrix_out_number(&b.out, 1);
    quatrix_out_base64(&b.out, b.out.len);
    assert_true(b.out.full);
    assert_int_equal(2, b.out.len);
    check(&b, "ab", "cde", "once full");
}

static void a_huge_length_does_not_wrap_around(void **state)
{
    struct bench b;

    (void)state;
    begin(&b, 8);
    quatrix_out_text(&b.out, "ab");
    quatrix_out_bytes(&b.out, "x", SIZE_MAX);
    assert_true(b.out.full);
    assert_int_equal(2, b.out.len);
    assert_int_equal(GUARD, b.buf[2]);
}

static void numbers_are_decimal(void **state)
{
    static const struct {
        uint32_t number;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { 1, "1" },
        { 9, "9" },
        { 10, "10" },
        { 99, "99" },
        { 100, "100" },
        { 8443, "8443" },
        { 65535, "65535" },
        { 1000000000, "1000000000" },
        { UINT32_C(4294967295), "4294967295" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t size = 0; size <= ROOM; size++) {
            struct bench b;
            begin(&b, size);
            quatrix_out_number(&b.out, cases[i].number);
            check(&b, "", cases[i].text, cases[i].text);
        }
    }
}

/* text, or text, a colon and more; what stood there before stays. */
static void check_base64(size_t size, const char *before, const char *text, const char *more,
                         const char *want)
{
    size_t old = strlen(before);
    struct bench b;

    begin(&b, size);
    quatrix_out_text(&b.out, before);
    quatrix_out_text(&b.out, text);
    if (more != NULL) {
        quatrix_out_char(&b.out, ':');
        quatrix_out_text(&b.out, more);
    }
    quatrix_out_base64(&b.out, old < size ? old : b.out.len);
    if (old + strlen(want) <= size) {
        check(&b, before, want, want);
        return;
    }
    CHECK(b.out.full, "%s, %zu bytes: not full", want, size);
    CHECK(b.out.len == (old <= size ? old : 0), "%s, %zu bytes: %zu", want, size, b.out.len);
    assert_memory_equal(before, b.buf, b.out.len);
    for (size_t i = b.out.len; i < sizeof b.buf; i++) {
        CHECK(b.buf[i] == GUARD || (i < size && b.buf[i] == 0), "%s, %zu bytes: wrote at %zu", want,
              size, i); /* nothing of the text either */
    }
}

static void base64_is_that_of_the_rfcs(void **state)
{
    static const struct {
        const char *text;
        const char *more;
        const char *want;
    } cases[] = {
        /* RFC 4648 section 10 */
        { "", NULL, "" },
        { "f", NULL, "Zg==" },
        { "fo", NULL, "Zm8=" },
        { "foo", NULL, "Zm9v" },
        { "foob", NULL, "Zm9vYg==" },
        { "fooba", NULL, "Zm9vYmE=" },
        { "foobar", NULL, "Zm9vYmFy" },
        /* the digits at the ends of the ranges; bytes above 0x7F */
        { "\x03\xE0\x7F\x37\xFB\xFF", NULL, "A+B/N/v/" },
        { "\xFF", NULL, "/w==" },
        { "\xFB\xEF\xBE", NULL, "++++" },
        { "\xFF\xFF\xFF", NULL, "////" },
        { "\x69\xB7\x1D\x79\xF8\x2F", NULL, "abcdefgv" },
        /* RFC 7617 section 2, then 2.1 */
        { "Aladdin", "open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ==" },
        { "test", "123\xC2\xA3", "dGVzdDoxMjPCow==" },
        { "", "", "Og==" },
        { "a", "", "YTo=" },
        { "", "a", "OmE=" },
        { "ab", "", "YWI6" },
        { "a", "b", "YTpi" },
        { "ab", "c", "YWI6Yw==" },
        { "abc", "d:e", "YWJjOmQ6ZQ==" },
        { "user@example.com", "pass", "dXNlckBleGFtcGxlLmNvbTpwYXNz" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t size = 0; size <= ROOM; size++) {
            check_base64(size, "", cases[i].text, cases[i].more, cases[i].want);
            check_base64(size, "+", cases[i].text, cases[i].more, cases[i].want);
        }
    }
}

/* Every digit at every place. */
static void base64_has_64_digits(void **state)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    (void)state;
    for (unsigned value = 0; value < 64; value++) {
        for (unsigned place = 0; place < 4; place++) {
            uint32_t bits = UINT32_C(0x41041) & ~(UINT32_C(63) << 6 * place); /* no byte is 0 */
            char text[4];
            char want[5];
            bits |= UINT32_C(0x10) << 6 * (place == 0 ? 1 : place - 1);
            bits |= UINT32_C(0x10) << 6 * (place == 3 ? 2 : place + 1);
            bits |= (uint32_t)value << 6 * place;
            text[0] = (char)(bits >> 16 & 0xFFU);
            text[1] = (char)(bits >> 8 & 0xFFU);
            text[2] = (char)(bits & 0xFFU);
            text[3] = 0;
            if (strlen(text) != 3) {
                continue;
            }
            for (unsigned k = 0; k < 4; k++) {
                want[k] = digits[bits >> (18 - 6 * k) & 63U];
            }
            want[4] = 0;
            check_base64(ROOM, "", text, NULL, want);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_written_whole_or_not_at_all),
        cmocka_unit_test(bytes_and_characters_may_be_nul),
        cmocka_unit_test(nothing_fits_into_no_memory),
        cmocka_unit_test(once_full_nothing_more_is_written),
        cmocka_unit_test(a_huge_length_does_not_wrap_around),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(base64_is_that_of_the_rfcs),
        cmocka_unit_test(base64_has_64_digits),
    };

    return cmocka_run_group_tests_name("base/out", tests, NULL, NULL);
}
