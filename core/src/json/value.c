/* SPDX-License-Identifier: MIT */
#include "json/value.h"

#include "base/utf8.h"

#include <string.h>

/* What it stands for, then its letter. */
static const char escapes[] = "\"\"\\\\//\bb\ff\nn\rr\tt";

/* Its partner on the other side of a pair. */
static char partner(char c, size_t side)
{
    for (size_t i = 0; i < sizeof escapes - 1; i += 2) {
        if (escapes[i + side] == c) {
            return escapes[i + 1 - side];
        }
    }
    return 0;
}

char quatrix_json_escape_of(char c)
{
    return partner(c, 0);
}

char quatrix_json_unescape(char letter)
{
    return partner(letter, 1);
}

/* A character of a string: its UTF-8, and how many source bytes it took (0: cut off). */
struct character {
    uint8_t utf8[4];
    size_t len;
    size_t taken;
};

static bool hex4(const uint8_t *src, size_t len, uint32_t *unit)
{
    uint32_t value = 0;

    if (len < 6 || src[0] != '\\' || src[1] != 'u') {
        return false;
    }
    for (size_t i = 2; i < 6; i++) {
        uint32_t c = src[i];
        value = value << 4 | (c <= '9' ? c - '0' : ((c | 0x20U) - 'a' + 10)) % 16;
    }
    *unit = value;
    return true;
}

static void encode(uint32_t code, struct character *ch)
{
    static const uint8_t lead[] = { 0, 0xC0, 0xE0, 0xF0 };
    size_t more = (size_t)(code >= 0x80) + (code >= 0x800) + (code >= 0x10000);

    ch->len = more + 1;
    for (size_t i = more; i > 0; i--) {
        ch->utf8[i] = (uint8_t)(0x80U | (code & 0x3FU));
        code >>= 6;
    }
    ch->utf8[0] = (uint8_t)(lead[more] | code);
}

static void unescape_unit(const uint8_t *src, size_t len, struct character *ch)
{
    uint32_t code;
    uint32_t low;

    if (!hex4(src, len, &code)) {
        return;
    }
    ch->taken = 6;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (!hex4(src + 6, len - 6, &low)) {
            ch->taken = 0;
            return;
        }
        code = 0x10000 + ((code & 0x3FFU) << 10 | (low & 0x3FFU));
        ch->taken = 12;
    }
    encode(code, ch);
}

static void unescape(const uint8_t *src, size_t len, struct character *ch)
{
    if (len < 2) {
        return;
    }
    if (src[1] == 'u') {
        unescape_unit(src, len, ch);
        return;
    }
    ch->utf8[0] = (uint8_t)quatrix_json_unescape((char)src[1]);
    if (ch->utf8[0] != 0) {
        ch->len = 1;
        ch->taken = 2;
    }
}

static void next_character(const uint8_t *src, size_t len, struct character *ch)
{
    struct quatrix_utf8 rest;

    ch->len = 0;
    ch->taken = 0;
    if (src[0] == '\\') {
        unescape(src, len, ch);
        return;
    }
    if (!quatrix_utf8_lead(src[0], &rest) || (size_t)rest.more + 1 > len) {
        return;
    }
    ch->len = ch->taken = (size_t)rest.more + 1;
    memcpy(ch->utf8, src, ch->len);
}

size_t quatrix_json_text(const uint8_t *src, size_t len, char *out, size_t size, bool *whole)
{
    size_t room = size - 1;
    size_t n = 0;
    size_t i = 0;

    while (i < len && n < room) {
        struct character ch;
        size_t run = quatrix_plain_run(src + i, len - i < room - n ? len - i : room - n, '"', '\\');
        memcpy(out + n, src + i, run);
        n += run;
        i += run;
        if (i == len || n == room) {
            break;
        }
        next_character(src + i, len - i, &ch);
        if (ch.taken == 0 || ch.len > room - n) {
            break;
        }
        memcpy(out + n, ch.utf8, ch.len);
        n += ch.len;
        i += ch.taken;
    }
    out[n] = 0;
    *whole = i == len;
    return n;
}

/* Above the most digits a number may have: beyond it is out of range, or all fraction. */
#define EXPONENT_MAX 100000

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* What follows the "e", to the end. */
static bool read_exponent(const uint8_t *at, const uint8_t *end, int32_t *exponent)
{
    bool negative = at < end && *at == '-';
    int32_t value = 0;

    if (negative || (at < end && *at == '+')) {
        at++;
    }
    if (at == end) {
        return false;
    }
    for (; at < end && is_digit(*at); at++) {
        value = value * 10 + (*at - '0');
        value = value > EXPONENT_MAX ? EXPONENT_MAX : value;
    }
    *exponent = negative ? -value : value;
    return at == end;
}

/* Find the end of the digits, a point among them included, and how many of them come before the
   point once the exponent has moved it. */
static bool measure(const uint8_t *digits, const uint8_t *end, const uint8_t **stop, int32_t *point)
{
    const uint8_t *at = digits;
    const uint8_t *dot = NULL;
    int32_t exponent = 0;

    while (at < end && (is_digit(*at) || (*at == '.' && dot == NULL && at > digits))) {
        dot = *at == '.' ? at : dot;
        at++;
    }
    if (at == digits || at - digits > INT16_MAX ||
        (at < end && ((*at | 0x20U) != 'e' || !read_exponent(at + 1, end, &exponent)))) {
        return false;
    }
    *stop = at;
    *point = (int32_t)((dot != NULL ? dot : at) - digits) + exponent;
    return true;
}

/* False: beyond 64 bits, whatever the sign. */
static bool push(uint64_t *value, unsigned digit)
{
    if (*value > (UINT64_MAX - 9) / 10) {
        return false;
    }
    *value = *value * 10 + digit;
    return true;
}

/* The most common form: a few digits and nothing else, far from 64 bits. */
#define FEW 12
static bool few_digits(const uint8_t *src, size_t len, unsigned places, int64_t *out)
{
    uint64_t value = 0;

    if (len == 0 || len > FEW || places > 18 - FEW) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(src[i])) {
            return false;
        }
        value = value * 10 + (src[i] - (unsigned)'0');
    }
    while (places-- > 0) {
        value *= 10;
    }
    *out = (int64_t)value;
    return true;
}

enum quatrix_status quatrix_json_int64(const uint8_t *src, size_t len, unsigned places,
                                       int64_t *out, bool *exact)
{
    bool negative = len > 0 && *src == '-';
    const uint8_t *at = negative ? src + 1 : src;
    const uint8_t *stop;
    uint64_t value = 0;
    int32_t left; /* digits that still count */

    *exact = true;
    if (few_digits(src, len, places, out)) {
        return QUATRIX_OK;
    }
    if (!measure(at, src + len, &stop, &left)) {
        return QUATRIX_E_TYPE;
    }
    left += (int32_t)places;
    while (at < stop || (left > 0 && value != 0)) {
        unsigned digit = at < stop ? *at++ : (unsigned)'0';
        if (digit == '.') {
            continue;
        }
        if (left-- <= 0) {
            *exact = *exact && digit == '0';
        } else if (!push(&value, digit - '0')) {
            return QUATRIX_E_RANGE;
        }
    }
    if (value > (uint64_t)INT64_MAX + (negative ? 1U : 0U)) {
        return QUATRIX_E_RANGE;
    }
    *out = negative && value > 0 ? -(int64_t)(value - 1) - 1 : (int64_t)value;
    return QUATRIX_OK;
}
