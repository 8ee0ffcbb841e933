/* SPDX-License-Identifier: MIT */
#include "reference.h"

#include <quatrix/config.h>

#include <ctype.h>
#include <string.h>

size_t reference_utf8(const uint8_t *text, size_t len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t need = 0;
    uint32_t code;

    if (len == 0) {
        return 0;
    }
    if (text[0] < 0x80) {
        return 1;
    }
    while (need < 8 && (text[0] << need & 0x80) != 0) {
        need++;
    }
    if (need < 2 || need > 4 || need > len) {
        return 0;
    }
    code = text[0] & (0x7FU >> need);
    for (size_t i = 1; i < need; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
        code = code << 6 | (text[i] & 0x3FU);
    }
    return code < least[need] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0 : need;
}

bool reference_is_utf8(const char *text)
{
    size_t len = strlen(text);
    size_t at = 0;

    while (at < len) {
        size_t n = reference_utf8((const uint8_t *)text + at, len - at);
        if (n == 0) {
            return false;
        }
        at += n;
    }
    return true;
}

/* --- JSON --- */

struct reader {
    const uint8_t *text;
    size_t len;
    size_t at;
    unsigned depth;
};

#define WHOLE REFERENCE_WHOLE
#define CUT   REFERENCE_CUT
#define BAD   REFERENCE_BAD

static void skip_space(struct reader *r)
{
    while (r->at < r->len && r->text[r->at] != 0 && strchr(" \t\r\n", r->text[r->at]) != NULL) {
        r->at++;
    }
}

static enum reference_verdict read_word(struct reader *r, const char *word)
{
    for (; *word != 0; word++, r->at++) {
        if (r->at == r->len) {
            return CUT;
        }
        if (r->text[r->at] != (uint8_t)*word) {
            return BAD;
        }
    }
    return WHOLE;
}

static enum reference_verdict read_digits(struct reader *r)
{
    size_t from = r->at;

    while (r->at < r->len && isdigit(r->text[r->at])) {
        r->at++;
    }
    return r->at == r->len ? CUT : r->at > from ? WHOLE : BAD;
}

static enum reference_verdict read_number(struct reader *r)
{
    enum reference_verdict verdict;

    r->at += r->text[r->at] == '-';
    if (r->at < r->len && r->text[r->at] == '0') {
        r->at++;
        verdict = r->at == r->len ? CUT : isdigit(r->text[r->at]) ? BAD : WHOLE;
    } else {
        verdict = read_digits(r);
    }
    if (verdict == WHOLE && r->text[r->at] == '.') {
        r->at++;
        verdict = read_digits(r);
    }
    if (verdict == WHOLE && (r->text[r->at] == 'e' || r->text[r->at] == 'E')) {
        r->at++;
        r->at += r->at < r->len && (r->text[r->at] == '+' || r->text[r->at] == '-');
        verdict = read_digits(r);
    }
    return verdict;
}

/* The four digits of \uXXXX. */
static enum reference_verdict read_unit(struct reader *r, uint32_t *unit)
{
    *unit = 0;
    for (unsigned i = 0; i < 4; i++, r->at++) {
        int c;
        if (r->at == r->len) {
            return CUT;
        }
        c = tolower(r->text[r->at]);
        if (!isxdigit(c)) {
            return BAD;
        }
        *unit = *unit << 4 | (uint32_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
    }
    return WHOLE;
}

/* Behind "\u". */
static enum reference_verdict read_unicode(struct reader *r)
{
    uint32_t unit;
    enum reference_verdict verdict = read_unit(r, &unit);

    if (verdict == WHOLE && unit >= 0xD800 && unit < 0xDC00) {
        verdict = read_word(r, "\\u");
        if (verdict == WHOLE) {
            verdict = read_unit(r, &unit);
        }
        return verdict != WHOLE || (unit >= 0xDC00 && unit < 0xE000) ? verdict : BAD;
    }
    return verdict != WHOLE || (unit != 0 && (unit < 0xD800 || unit >= 0xE000)) ? verdict : BAD;
}

static enum reference_verdict read_character(struct reader *r)
{
    const uint8_t *c = r->text + r->at;
    size_t left = r->len - r->at;
    size_t len;

    if (*c < 0x20) {
        return BAD;
    }
    if (*c == '\\') {
        r->at++;
        if (left == 1) {
            return CUT;
        }
        r->at++;
        return c[1] == 'u' ? read_unicode(r)
                           : (c[1] != 0 && strchr("\"\\/bfnrt", c[1]) != NULL ? WHOLE : BAD);
    }
    len = reference_utf8(c, left);
    if (len == 0) { /* is it one that is cut? */
        static const uint8_t ends[] = { 0x80, 0x90, 0x8F, 0xA0, 0x9F, 0xBF };
        uint8_t whole[4] = { 0x80, 0x80, 0x80, 0x80 };
        size_t most = left < 3 ? left : 3;
        memcpy(whole, c, most);
        for (size_t i = 0; i < sizeof ends; i++) {
            for (size_t all = most + 1; all <= 4; all++) {
                whole[most] = ends[i];
                if (left < 4 && reference_utf8(whole, all) == all) {
                    r->at = r->len;
                    return CUT;
                }
            }
        }
        return BAD;
    }
    r->at += len;
    return WHOLE;
}

static enum reference_verdict read_string(struct reader *r)
{
    enum reference_verdict verdict = WHOLE;

    if (r->at == r->len) {
        return CUT;
    }
    if (r->text[r->at++] != '"') {
        return BAD;
    }
    while (verdict == WHOLE) {
        if (r->at == r->len) {
            return CUT;
        }
        if (r->text[r->at] == '"') {
            r->at++;
            return WHOLE;
        }
        verdict = read_character(r);
    }
    return verdict;
}

static enum reference_verdict read_value(struct reader *r);

static enum reference_verdict read_member(struct reader *r, bool object)
{
    enum reference_verdict verdict = WHOLE;

    skip_space(r);
    if (object) {
        verdict = read_string(r);
        if (verdict == WHOLE) {
            skip_space(r);
            verdict = read_word(r, ":");
        }
    }
    if (verdict == WHOLE) {
        verdict = read_value(r);
    }
    skip_space(r);
    return verdict;
}

static enum reference_verdict read_container(struct reader *r, char end)
{
    if (++r->depth > QUATRIX_DEPTH_MAX) {
        return REFERENCE_DEEP;
    }
    r->at++;
    skip_space(r);
    if (r->at < r->len && r->text[r->at] == (uint8_t)end) {
        r->at++;
        r->depth--;
        return WHOLE;
    }
    for (;;) {
        enum reference_verdict verdict = read_member(r, end == '}');
        if (verdict != WHOLE) {
            return verdict;
        }
        if (r->at == r->len) {
            return CUT;
        }
        if (r->text[r->at] == (uint8_t)end) {
            r->at++;
            r->depth--;
            return WHOLE;
        }
        if (r->text[r->at] != ',') {
            return BAD;
        }
        r->at++;
    }
}

static enum reference_verdict read_value(struct reader *r)
{
    skip_space(r);
    if (r->at == r->len) {
        return CUT;
    }
    switch (r->text[r->at]) {
    case '{':
        return read_container(r, '}');
    case '[':
        return read_container(r, ']');
    case '"':
        return read_string(r);
    case 'n':
        return read_word(r, "null");
    case 't':
        return read_word(r, "true");
    case 'f':
        return read_word(r, "false");
    default:
        return r->text[r->at] == '-' || isdigit(r->text[r->at]) ? read_number(r) : BAD;
    }
}

enum reference_verdict reference_json(const uint8_t *text, size_t len)
{
    struct reader r = { text, len, 0, 0 };
    enum reference_verdict verdict = read_value(&r);

    skip_space(&r);
    return verdict == WHOLE && r.at < r.len ? BAD : verdict;
}

/* --- strings --- */

static size_t put_code(uint32_t code, uint8_t *out)
{
    size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t marks[] = { 0, 0xC0, 0xE0, 0xF0 };

    for (size_t i = more; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (uint8_t)(marks[more] | code);
    return more + 1;
}

size_t reference_unescape(const uint8_t *text, size_t len, uint8_t *out)
{
    static const char letters[] = "bfnrt";
    static const char meanings[] = "\b\f\n\r\t";
    struct reader r = { text, len, 0, 0 };
    size_t n = 0;

    while (r.at < len) {
        uint32_t code = text[r.at++];
        uint32_t low;
        if (code != '\\') {
            out[n++] = (uint8_t)code;
            continue;
        }
        code = text[r.at++];
        if (code == 'u') {
            (void)read_unit(&r, &code);
            if (code >= 0xD800 && code < 0xDC00) {
                r.at += 2;
                (void)read_unit(&r, &low);
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            }
        } else if (strchr(letters, (int)code) != NULL) {
            code = (uint8_t)meanings[strchr(letters, (int)code) - letters];
        }
        n += put_code(code, out + n);
    }
    return n;
}
