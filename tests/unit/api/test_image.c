/* SPDX-License-Identifier: MIT */
/* The QR image in every form the reply may have, in blocks of every size. */
#include <quatrix/image.h>

#include "unit/unit.h"

/* Begins like a PNG; the rest holds every value of six bits, CR, LF, NUL and quotes. */
static const uint8_t png[] = { 0x89, 'P',  'N',  'G',  '\r', '\n', 0x1A, '\n', 0,    0,
                               0,    13,   'I',  'H',  'D',  'R',  '"',  '\\', '=',  ' ',
                               0xFF, 0x00, 0x10, 0x83, 0x10, 0x51, 0x87, 0x20, 0x92, 0x8B,
                               0x30, 0xD3, 0x8F, 0x41, 0x14, 0x93, 0x51, 0x55, 0x97, 0x61,
                               0x96, 0x9B, 0x71, 0xD7, 0x9F, 0x82, 0x18, 0xA3, 0x92, 0x59,
                               0xA7, 0xA2, 0x9A, 0xAB, 0xB2, 0xDB, 0xAF, 0xC3, 0x1C, 0xB3,
                               0xD3, 0x5D, 0xB7, 0xE3, 0x9E, 0xBB, 0xF3, 0xDF, 0xBF };

static void base64(const uint8_t *bytes, size_t len, char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;

    for (size_t bit = 0; bit < 8 * len; bit += 6) {
        unsigned value = 0;
        for (size_t k = bit; k < bit + 6; k++) {
            unsigned one = k < 8 * len ? (unsigned)bytes[k / 8] >> (7 - k % 8) & 1U : 0;
            value = value << 1 | one;
        }
        text[n++] = digits[value];
    }
    while (n % 4 != 0) {
        text[n++] = '=';
    }
    text[n] = 0;
}

struct outcome {
    enum quatrix_status status;
    uint8_t bytes[512];
    size_t len;
};

/* first bytes, then blocks of slice bytes; each block is no larger than it has to be. */
static void decode(const void *reply, size_t len, size_t first, size_t slice, struct outcome *o)
{
    struct quatrix_image image = { 0 };

    o->status = QUATRIX_OK;
    o->len = 0;
    for (size_t at = 0; at < len && o->status == QUATRIX_OK;) {
        size_t wanted = at == 0 ? first : slice;
        size_t given = len - at < wanted ? len - at : wanted;
        size_t n = given;
        uint8_t *block = unit_copy((const uint8_t *)reply + at, given);
        o->status = quatrix_image_decode(&image, block, &n);
        assert_true(n <= given);
        if (o->status == QUATRIX_OK) {
            assert_true(o->len + n <= sizeof o->bytes);
            memcpy(o->bytes + o->len, block, n);
            o->len += n;
        } else {
            assert_int_equal(0, n);
            for (size_t i = 0; i < given; i++) {
                assert_int_equal(0, block[i]); /* half an image is a secret as well */
            }
        }
        free(block);
        at += given;
    }
    if (o->status == QUATRIX_OK) {
        o->status = quatrix_image_finish(&image);
    } else {
        uint8_t byte = 'A';
        size_t one = 1;
        assert_int_equal(QUATRIX_E_IMAGE, quatrix_image_finish(&image));
        assert_int_equal(QUATRIX_E_IMAGE, quatrix_image_decode(&image, &byte, &one));
    }
}

static void check(const char *name, const void *reply, size_t len, enum quatrix_status want,
                  const uint8_t *bytes, size_t bytes_len)
{
    static struct outcome o;

    for (size_t slice = 1; slice <= len || slice == 1; slice++) {
        for (int whole = 0; whole < 2; whole++) {
            decode(reply, len, slice, whole ? len : slice, &o);
            CHECK(o.status == want, "%s, %s %zu: %s", name, whole ? "cut at" : "slices of", slice,
                  quatrix_status_name(o.status));
            CHECK(want != QUATRIX_OK ||
                      (o.len == bytes_len && memcmp(o.bytes, bytes, bytes_len) == 0),
                  "%s, %s %zu: other bytes", name, whole ? "cut at" : "slices of", slice);
        }
    }
}

/* before, the image in base64 and after, for images of every length modulo 3. */
static void check_form(const char *name, const char *before, const char *after)
{
    for (size_t len = sizeof png - 4; len <= sizeof png; len++) {
        char text[128];
        char reply[256];
        base64(png, len, text);
        (void)snprintf(reply, sizeof reply, "%s%s%s", before, text, after);
        check(name, reply, strlen(reply), QUATRIX_OK, png, len);
    }
}

static void a_png_is_passed_on(void **state)
{
    (void)state;
    check("png", png, sizeof png, QUATRIX_OK, png, sizeof png);
    for (size_t len = 8; len <= sizeof png; len++) {
        check("shorter png", png, len, QUATRIX_OK, png, len);
    }
}

static void base64_is_decoded(void **state)
{
    (void)state;
    check_form("base64", "", "");
    check_form("line end", "", "\r\n");
    check_form("white space around", " \t\r\n", " \t\r\n ");
}

static void base64_in_json_is_decoded(void **state)
{
    (void)state;
    check_form("quotes", "\"", "\"");
    check_form("white space around quotes", " \n\"", "\"\r\n");
}

static void a_data_uri_is_decoded(void **state)
{
    (void)state;
    check_form("data uri", "data:image/png;base64,", "");
    check_form("line end", "data:image/png;base64,", "\n");
    check_form("in quotes", "\"data:image/png;base64,", "\"");
    check_form("in quotes, escaped", "\"data:image\\/png;base64,", "\"");
    check_form("white space before", " \"data:image/png;base64,", "\" ");
}

static void json_may_escape_the_slash(void **state)
{
    char text[128];
    char reply[256] = "\"";
    size_t n = 1;
    size_t slashes = 0;

    (void)state;
    base64(png, sizeof png, text);
    for (size_t i = 0; text[i] != 0; i++) {
        if (text[i] == '/') {
            reply[n++] = '\\';
            slashes++;
        }
        reply[n++] = text[i];
    }
    reply[n++] = '"';
    assert_true(slashes > 0);
    check("escaped slashes", reply, n, QUATRIX_OK, png, sizeof png);
}

/* As MIME has it; in JSON the line ends are escapes. */
static void base64_may_come_in_lines(void **state)
{
    static const char *const ends[] = { "\n", "\r\n", "\\n", "\\r\\n" };

    (void)state;
    for (size_t e = 0; e < COUNT(ends); e++) {
        bool quoted = ends[e][0] == '\\';
        for (size_t width = 1; width <= 76; width += 5) {
            char text[128];
            char reply[640] = "";
            base64(png, sizeof png, text);
            (void)strcat(reply, quoted ? "\"" : "");
            for (size_t i = 0; i < strlen(text); i += width) {
                (void)strncat(reply, text + i, width);
                (void)strcat(reply, ends[e]);
            }
            (void)strcat(reply, quoted ? "\"" : "");
            check("lines", reply, strlen(reply), QUATRIX_OK, png, sizeof png);
        }
    }
}

static void padding_may_be_missing(void **state)
{
    (void)state;
    for (size_t len = 8; len <= sizeof png; len++) {
        char text[128];
        base64(png, len, text);
        text[strcspn(text, "=")] = 0;
        check("no padding", text, strlen(text), QUATRIX_OK, png, len);
    }
}

static void an_empty_reply_has_its_own_error(void **state)
{
    static const char *const replies[] = {
        "",
        " ",
        "\r\n",
        " \t\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        check(replies[i], replies[i], strlen(replies[i]), QUATRIX_E_EMPTY, NULL, 0);
    }
    check("quotes", "\"\"", 2, QUATRIX_E_EMPTY, NULL, 0);
    check("quotes and white space", " \"\" \n", 5, QUATRIX_E_EMPTY, NULL, 0);
    check("white space in quotes", "\" \"", 3, QUATRIX_E_EMPTY, NULL, 0);
}

static void other_replies_are_refused(void **state)
{
    static const struct {
        const char *name;
        const char *text;
        size_t len;
    } cases[] = {
        { "html", TEXT("<!DOCTYPE html><html></html>") },
        { "object", TEXT("{\"image\":\"iVBORw0KGgo=\"}") },
        { "array", TEXT("[\"iVBORw0KGgo=\"]") },
        { "null", TEXT("null") },
        { "true", TEXT("true") },
        { "number", TEXT("5") },
        { "jpeg", TEXT("\xFF\xD8\xFF\xE0\0\x10JFIF") },
        { "gif", TEXT("GIF89a") },
        { "svg", TEXT("<svg xmlns=\"http://www.w3.org/2000/svg\">") },
        { "jpeg in base64", TEXT("/9j/4AAQSkZJRg==") },
        { "gif in base64", TEXT("R0lGODlhAQABAAAAACw=") },
        { "jpeg data uri", TEXT("data:image/jpeg;base64,/9j/4AAQSkZJRg==") },
        { "data uri without base64", TEXT("data:image/png,iVBORw0KGgo=") },
        { "data uri with a jpeg inside", TEXT("data:image/png;base64,/9j/4AAQSkZJRg==") },
        { "jpeg in base64, escaped", TEXT("\"\\/9j\\/4AAQSkZJRg==\"") },
        { "otpauth uri", TEXT("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP") },
        { "quote in base64", TEXT("iVBORw0K\"GgoAAAAN") },
        { "quote after base64", TEXT("iVBORw0KGgo=\"") },
        { "apostrophes", TEXT("'iVBORw0KGgo='") },
        { "two quotes before", TEXT("\"\"iVBORw0KGgo=") },
        { "two quotes after", TEXT("\"iVBORw0KGgo=\"\"") },
        { "text after the quotes", TEXT("\"iVBORw0KGgo=\"x") },
        { "a second string", TEXT("\"iVBORw0KGgo=\",\"iVBORw0KGgo=\"") },
        { "a backslash outside quotes", TEXT("iVBORw0KGgo\\/AAAA") },
        { "a backslash before the quote", TEXT("\\\"iVBORw0KGgo=\"") },
        { "a needless escape", TEXT("\"iVBORw0KGgo\\A\"") },
        { "an escaped quote", TEXT("\"iVBORw0KGgo=\\\"") },
        { "unicode escape", TEXT("\"iVBORw0KGgo\\u003d\"") },
        { "escaped backslash", TEXT("\"iVBORw0KGgo\\\\/\"") },
        { "tab escape", TEXT("\"iVBORw0K\\tGgo=\"") },
        { "base64url", TEXT("iVBORw0KGgo-_w==") },
        { "just above 9", TEXT("iVBORw0KGgo:") },
        { "just below A", TEXT("iVBORw0KGgo@") },
        { "just above Z", TEXT("iVBORw0KGgo[") },
        { "just below a", TEXT("iVBORw0KGgo`") },
        { "just above z", TEXT("iVBORw0KGgo{") },
        { "just below +", TEXT("iVBORw0KGgo*") },
        { "comma", TEXT("iVBORw0KGgo,") },
        { "NUL", TEXT("iVBORw0KGgo\0") },
        { "a byte above ASCII", TEXT("iVBORw0KGgo\xC3\xA4") },
        { "a PNG after base64", TEXT("iVBORw0KGgo=\x89PNG\r\n\x1A\n") },
        { "padding first", TEXT("=iVBORw0KGgo=") },
        { "padding after one digit", TEXT("iVBORw0KGgoAA===") },
        { "padding after four digits", TEXT("iVBORw0KGgoA=") },
        { "padding inside", TEXT("iVBORw0KGgo=AAAA") },
        { "PNG with its line ends changed", TEXT("\x89PNG\n\x1A\n\0\0\0\rIHDR") },
        { "PNG without its first byte", TEXT("PNG\r\n\x1A\n\0\0\0\rIHDR") },
        { "other base64", TEXT("aGVsbG8gd29ybGQ=") },
        { "upper case", TEXT("IVBORW0KGGO=") },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check(cases[i].name, cases[i].text, cases[i].len, QUATRIX_E_IMAGE, NULL, 0);
    }
}

/* As far as it can be seen: a longer part of a PNG is for the decoder of PNG to judge. */
static void a_cut_reply_is_refused(void **state)
{
    char text[128];
    char reply[256];
    size_t prefix = strlen("data:image/png;base64,");

    (void)state;
    for (size_t len = 1; len < 8; len++) {
        check("cut signature", png, len, QUATRIX_E_IMAGE, NULL, 0);
    }
    base64(png, sizeof png, text);
    for (size_t len = 1; len < 11; len++) { /* eleven digits hold eight bytes */
        check("cut base64", text, len, QUATRIX_E_IMAGE, NULL, 0);
    }
    for (size_t len = 13; len < strlen(text); len += 4) {
        check("a digit alone", text, len, QUATRIX_E_IMAGE, NULL, 0);
    }
    (void)snprintf(reply, sizeof reply, "\"%s\"", text);
    for (size_t len = 1; len < strlen(reply); len++) {
        check("cut in quotes", reply, len, QUATRIX_E_IMAGE, NULL, 0);
    }
    (void)snprintf(reply, sizeof reply, "data:image/png;base64,%s", text);
    for (size_t len = 1; len < prefix + 11; len++) {
        check("cut data uri", reply, len, QUATRIX_E_IMAGE, NULL, 0);
    }
    (void)snprintf(reply, sizeof reply, "\"data:image\\/png;base64,%s\"", text);
    for (size_t len = 1; len < strlen(reply); len++) {
        check("cut data uri in quotes", reply, len, QUATRIX_E_IMAGE, NULL, 0);
    }
}

static void empty_blocks_change_nothing(void **state)
{
    struct quatrix_image image = { 0 };
    uint8_t block[] = "iVBORw0KGgo=";
    size_t len = 0;

    (void)state;
    assert_int_equal(QUATRIX_OK, quatrix_image_decode(&image, NULL, &len));
    assert_int_equal(0, len);
    assert_int_equal(QUATRIX_E_EMPTY, quatrix_image_finish(&image));
    len = 5;
    assert_int_equal(QUATRIX_OK, quatrix_image_decode(&image, block, &len));
    assert_int_equal(3, len);
    len = 0;
    assert_int_equal(QUATRIX_OK, quatrix_image_decode(&image, NULL, &len));
    len = 7;
    assert_int_equal(QUATRIX_OK, quatrix_image_decode(&image, block + 5, &len));
    assert_int_equal(5, len);
    assert_int_equal(QUATRIX_OK, quatrix_image_finish(&image));
}

/* What is counted does not wrap to "nothing yet". */
static void a_long_image_is_no_other(void **state)
{
    struct quatrix_image image = { 0 };
    static uint8_t block[4096];
    size_t len = 8;

    (void)state;
    memcpy(block, png, 8);
    assert_int_equal(QUATRIX_OK, quatrix_image_decode(&image, block, &len));
    for (int i = 0; i < 1024; i++) {
        memset(block, i, sizeof block);
        len = sizeof block;
        assert_int_equal(QUATRIX_OK, quatrix_image_decode(&image, block, &len));
        assert_int_equal(sizeof block, len);
        assert_int_equal((uint8_t)i, block[len - 1]);
    }
    image.passed = UINT32_MAX - 100; /* four gigabytes later */
    len = sizeof block;
    assert_int_equal(QUATRIX_OK, quatrix_image_decode(&image, block, &len));
    assert_int_equal(sizeof block, len);
    assert_int_equal(QUATRIX_OK, quatrix_image_finish(&image));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_is_passed_on),
        cmocka_unit_test(base64_is_decoded),
        cmocka_unit_test(base64_in_json_is_decoded),
        cmocka_unit_test(a_data_uri_is_decoded),
        cmocka_unit_test(json_may_escape_the_slash),
        cmocka_unit_test(base64_may_come_in_lines),
        cmocka_unit_test(padding_may_be_missing),
        cmocka_unit_test(an_empty_reply_has_its_own_error),
        cmocka_unit_test(other_replies_are_refused),
        cmocka_unit_test(a_cut_reply_is_refused),
        cmocka_unit_test(empty_blocks_change_nothing),
        cmocka_unit_test(a_long_image_is_no_other),
    };

    return cmocka_run_group_tests_name("api/image", tests, NULL, NULL);
}
