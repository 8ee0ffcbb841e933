/* SPDX-License-Identifier: MIT */
/*
 * jsmn over the whole text, strict, then one walk over the tokens: what the decoders of limit_decode.c and limit_set.c
 * share, as functions of each, so that the compiler does with each as it likes. The struct comes out as the library
 * would fill it. Unlike there the JSON grammar is checked no further than jsmn does, and neither UTF-8 nor
 * duplicate members are looked at.
 */
#ifndef LIMIT_MEMBERS_H
#define LIMIT_MEMBERS_H

#include <quatrix/profile.h>

#include <string.h>

#define JSMN_STATIC
#define JSMN_STRICT
#include <jsmn.h>

enum { TOKENS = 160 };

/* One object that is being filled: its masks, and the value of one of its members. */
struct object {
    const char *json;
    const jsmntok_t *value;
    uint64_t present;
    uint64_t truncated;
};

static size_t length(const jsmntok_t *token)
{
    return (size_t)(token->end - token->start);
}

static bool is_null(const struct object *o)
{
    return o->value->type == JSMN_PRIMITIVE && o->json[o->value->start] == 'n';
}

/* Past a value and all that is in it. */
static const jsmntok_t *next(const jsmntok_t *token)
{
    const jsmntok_t *after = token + 1;

    if (token->type == JSMN_OBJECT || token->type == JSMN_ARRAY) {
        while (after->start < token->end) { /* the last token is followed by one far behind */
            after++;
        }
    }
    return after;
}

static bool hex4(const char *s, const char *end, uint32_t *unit)
{
    if (end - s < 4) {
        return false;
    }
    *unit = 0;
    for (int i = 0; i < 4; i++) { /* jsmn has checked the digits */
        uint32_t c = (uint8_t)s[i];
        *unit = *unit << 4 | (c <= '9' ? c - '0' : (c | 0x20U) - 'a' + 10);
    }
    return true;
}

/* \uXXXX, or two for a character beyond U+FFFF. Returns the end of it, NULL if it is wrong. */
static const char *unicode(const char *s, const char *end, char utf8[4], size_t *n)
{
    uint32_t code;
    uint32_t low;

    if (!hex4(s, end, &code) || code == 0 || (code >= 0xDC00 && code <= 0xDFFF)) {
        return NULL;
    }
    s += 4;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (end - s < 6 || s[0] != '\\' || s[1] != 'u' || !hex4(s + 2, end, &low) || low < 0xDC00 ||
            low > 0xDFFF) {
            return NULL;
        }
        code = 0x10000 + ((code & 0x3FFU) << 10 | (low & 0x3FFU));
        s += 6;
    }
    if (code < 0x80) {
        utf8[0] = (char)code;
        *n = 1;
    } else if (code < 0x800) {
        utf8[0] = (char)(0xC0U | code >> 6);
        utf8[1] = (char)(0x80U | (code & 0x3FU));
        *n = 2;
    } else if (code < 0x10000) {
        utf8[0] = (char)(0xE0U | code >> 12);
        utf8[1] = (char)(0x80U | (code >> 6 & 0x3FU));
        utf8[2] = (char)(0x80U | (code & 0x3FU));
        *n = 3;
    } else {
        utf8[0] = (char)(0xF0U | code >> 18);
        utf8[1] = (char)(0x80U | (code >> 12 & 0x3FU));
        utf8[2] = (char)(0x80U | (code >> 6 & 0x3FU));
        utf8[3] = (char)(0x80U | (code & 0x3FU));
        *n = 4;
    }
    return s;
}

/* Returns the end of the escape at s, NULL if it is wrong. */
static const char *escape(const char *s, const char *end, char utf8[4], size_t *n)
{
    char c = s[1]; /* jsmn lets no string end with a backslash */

    *n = 1;
    switch (c) {
    case 'b':
        utf8[0] = '\b';
        return s + 2;
    case 'f':
        utf8[0] = '\f';
        return s + 2;
    case 'n':
        utf8[0] = '\n';
        return s + 2;
    case 'r':
        utf8[0] = '\r';
        return s + 2;
    case 't':
        utf8[0] = '\t';
        return s + 2;
    case 'u':
        return unicode(s + 2, end, utf8, n);
    default:
        utf8[0] = c;
        return s + 2;
    }
}

/* A string with escapes. *whole: all of it fitted. */
static bool unescape(const char *s, const char *end, char *out, size_t size, bool *whole)
{
    size_t room = size - 1;

    *whole = true;
    while (s < end) {
        char utf8[4] = { *s };
        size_t n = 1;
        const char *after = s + 1;
        if (*s == '\\') {
            after = escape(s, end, utf8, &n);
            if (after == NULL) {
                return false;
            }
        } else { /* what belongs to a character stays together */
            while (after < end && n < 4 && ((uint8_t)*after & 0xC0U) == 0x80U) {
                utf8[n++] = *after++;
            }
        }
        if (n > room) {
            *whole = false;
            break;
        }
        memcpy(out, utf8, n);
        out += n;
        room -= n;
        s = after;
    }
    *out = 0;
    return true;
}

static bool copy_text(const char *s, size_t len, char *out, size_t size, bool *whole)
{
    if (len < size && memchr(s, '\\', len) == NULL) {
        memcpy(out, s, len);
        out[len] = 0;
        *whole = true;
        return true;
    }
    return unescape(s, s + len, out, size, whole);
}

/* Text that may be cut. */
static bool text(struct object *o, unsigned member, char *out, size_t size)
{
    bool whole;

    if (is_null(o)) {
        return true;
    }
    if (o->value->type != JSMN_STRING ||
        !copy_text(o->json + o->value->start, length(o->value), out, size, &whole)) {
        return false;
    }
    o->present |= QUATRIX_BIT(member);
    if (!whole) {
        o->truncated |= QUATRIX_BIT(member);
    }
    return true;
}

static bool text_whole(struct object *o, unsigned member, char *out, size_t size)
{
    return text(o, member, out, size) && !quatrix_has(o->truncated, member);
}

static bool word(struct object *o, unsigned member, struct quatrix_word *out)
{
    return text(o, member, out->text, sizeof out->text);
}

/* The value of a member is the current one; false ends the decoding. */
typedef bool take_member(struct object *o, const char *name, size_t len, void *out);

static bool members(struct object *o, const jsmntok_t *token, take_member *take, void *out)
{
    const jsmntok_t *name = token + 1;

    for (int i = 0; i < token->size; i++) {
        if (name->type != JSMN_STRING || name->size != 1) {
            return false;
        }
        o->value = name + 1;
        if (!take(o, o->json + name->start, length(name), out)) {
            return false;
        }
        name = next(name + 1);
    }
    return true;
}

#define IS(text_) (memcmp(name, (text_), sizeof(text_) - 1) == 0)

#endif
