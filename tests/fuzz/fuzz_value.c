/* SPDX-License-Identifier: MIT */
/*
 * Scalars of JSON, and checks of text: numbers against arithmetic on their digits, strings and UTF-8
 * against reference.h.
 *
 * Input: places of the number, room for the text (2 bytes), the text.
 */
#include "fuzz.h"
#include "reference.h"

#include "base/out.h"
#include "base/text.h"
#include "base/utf8.h"
#include "json/value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

/* A decimal number taken apart: digits without zeros at either end, times a power of ten. */
struct decimal {
    bool negative;
    uint8_t digits[FUZZ_INPUT_MAX];
    long count;
    long power;
};

/* What follows the "e". */
static bool read_power(const char *text, long *power)
{
    bool negative = *text == '-';

    *power = 0;
    text += *text == '-' || *text == '+';
    if (*text == 0) {
        return false;
    }
    for (; isdigit((unsigned char)*text); text++) {
        *power = *power * 10 + (*text - '0');
        *power = *power > 100000 ? 100000 : *power;
    }
    *power = negative ? -*power : *power;
    return *text == 0;
}

/* False: not of the form [-]digits[.digits][e[+-]digits], the fraction perhaps without digits. */
static bool read_decimal(const char *text, struct decimal *d)
{
    bool point = false;

    d->negative = *text == '-';
    text += d->negative;
    d->count = d->power = 0;
    if (!isdigit((unsigned char)*text)) {
        return false;
    }
    for (; isdigit((unsigned char)*text) || (*text == '.' && !point); text++) {
        if (*text == '.') {
            point = true;
        } else {
            d->digits[d->count++] = (uint8_t)(*text - '0');
            d->power -= point;
        }
    }
    if (*text == 'e' || *text == 'E') {
        long power;
        if (!read_power(text + 1, &power)) {
            return false;
        }
        d->power += power;
    } else if (*text != 0) {
        return false;
    }
    while (d->count > 0 && d->digits[d->count - 1] == 0) {
        d->count--;
        d->power++;
    }
    return true;
}

/* The whole part; false: beyond 64 bits. *exact: there is no other part. */
static bool whole_part(const struct decimal *d, int64_t *value, bool *exact)
{
    uint64_t sum = 0;
    uint64_t limit = (uint64_t)INT64_MAX + (d->negative ? 1U : 0U);
    long places = d->count + d->power; /* digits before the point */

    *exact = d->power >= 0 || d->count == 0;
    for (long i = 0; i < places && d->count > 0; i++) {
        unsigned digit = i < d->count ? d->digits[i] : 0;
        if (sum > (limit - digit) / 10) {
            return false;
        }
        sum = sum * 10 + digit;
    }
    *value = (int64_t)(d->negative ? 0 - sum : sum);
    return true;
}

static void check_number(const char *text, unsigned places)
{
    static struct decimal d;
    size_t len = strlen(text);
    uint8_t *block = fuzz_block((const uint8_t *)text, len);
    int64_t value = 77;
    int64_t wanted;
    bool exact;
    bool wanted_exact;
    enum quatrix_status status = quatrix_json_int64(block, len, places, &value, &exact);

    free(block);
    if (!read_decimal(text, &d)) {
        FUZZ_CHECK(status == QUATRIX_E_TYPE);
        return;
    }
    d.power += (long)places;
    if (!whole_part(&d, &wanted, &wanted_exact)) {
        FUZZ_CHECK(status == QUATRIX_E_RANGE);
        return;
    }
    FUZZ_CHECK(status == QUATRIX_OK && value == wanted && exact == wanted_exact);
}

/* Written as the library writes it, any number is read again. */
static void check_written(const char *text, unsigned places)
{
    uint8_t buf[64];
    struct quatrix_out out = { buf, sizeof buf, 0, false };
    int64_t number = 0;
    int64_t again;
    bool exact;

    memcpy(&number, text, strlen(text) < sizeof number ? strlen(text) : sizeof number);
    quatrix_out_decimal(&out, number, places);
    FUZZ_CHECK(!out.full);
    FUZZ_CHECK(quatrix_json_int64(buf, out.len, places, &again, &exact) == QUATRIX_OK);
    FUZZ_CHECK(again == number && exact);
}

/* --- text --- */

/* As much of the text as there is room for, up to the end of a character. */
static void check_string(const uint8_t *text, size_t len, size_t room)
{
    static uint8_t quoted[FUZZ_INPUT_MAX + 2];
    static uint8_t wanted[FUZZ_INPUT_MAX];
    uint8_t *block = fuzz_block(text, len);
    char *out = (char *)fuzz_block(quoted, room);
    bool whole;
    size_t n = quatrix_json_text(block, len, out, room, &whole);

    free(block);
    FUZZ_CHECK(n < room && out[n] == 0);
    memset(quoted, '"', len + 2);
    memcpy(quoted + 1, text, len);
    if (reference_json(quoted, len + 2) == REFERENCE_WHOLE) {
        size_t all = reference_unescape(text, len, wanted);
        FUZZ_CHECK(whole == (all < room) && n <= all && memcmp(out, wanted, n) == 0);
        FUZZ_CHECK(reference_is_utf8(out) && strlen(out) == n);
        FUZZ_CHECK(n == all || n + reference_utf8(wanted + n, all - n) >= room);
    }
    free(out);
}

static void check_utf8(const char *text)
{
    size_t len = strlen(text);
    size_t run = quatrix_plain_run((const uint8_t *)text, len, '"', '\\');
    enum quatrix_status status =
        quatrix_text_check(text, len, QUATRIX_TEXT_EMPTY | QUATRIX_TEXT_CONTROL);

    FUZZ_CHECK(status == (reference_is_utf8(text) ? QUATRIX_OK : QUATRIX_E_TEXT));
    for (size_t i = 0; i <= run && i < len; i++) {
        uint8_t c = (uint8_t)text[i];
        bool plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
        FUZZ_CHECK(plain == (i < run));
    }
    FUZZ_CHECK(run <= len);
    if (len > 1) {
        char *tail = (char *)fuzz_block((const uint8_t *)text + len / 2, len - len / 2 + 1);
        FUZZ_CHECK(quatrix_text_has(text, tail));
        FUZZ_CHECK(quatrix_text_equal(text, tail) == (strcmp(text, tail) == 0));
        tail[0] = (char)(tail[0] == 'x' ? 'y' : 'x');
        FUZZ_CHECK(quatrix_text_has(text, tail) == (strstr(text, tail) != NULL));
        free(tail);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    unsigned places = fuzz_byte(&in) % 7;
    size_t room = fuzz_byte(&in);
    char *text;

    room = 1 + (room << 4 | fuzz_number(&in, 16));
    if (size > FUZZ_INPUT_MAX) {
        return 0;
    }
    check_string(in.at, in.left, room);
    text = fuzz_text(&in, in.left);
    check_number(text, places);
    check_written(text, places);
    check_utf8(text);
    free(text);
    return 0;
}
