/* SPDX-License-Identifier: MIT */
#include "reference.h"

#include "unit/unit.h"

#include <quatrix/config.h>

/* Where the reading stands. */
struct reader {
    struct document *doc;
    size_t at;
    size_t inside; /* the container that is open; 0: none */
    unsigned depth;
};

static int byte_at(const struct document *doc, size_t at)
{
    return at < doc->len ? doc->text[at] : -1;
}

static bool wrong(struct reader *r, size_t at, enum quatrix_status status)
{
    r->doc->status = status;
    r->doc->wrong = at;
    return false;
}

static size_t add_node(struct reader *r)
{
    struct document *doc = r->doc;
    struct node *node;
    size_t index = ++doc->nodes;

    if (index >= doc->room) {
        doc->room = 2 * index + 16;
        doc->node = realloc(doc->node, doc->room * sizeof *doc->node);
        assert_non_null(doc->node);
    }
    node = &doc->node[index];
    memset(node, 0, sizeof *node);
    node->parent = r->inside;
    if (r->inside != 0) {
        struct node *parent = &doc->node[r->inside];
        if (parent->last != 0) {
            doc->node[parent->last].next = index;
        } else {
            parent->child = index;
        }
        parent->last = index;
    }
    return index;
}

static void skip_space(struct reader *r)
{
    int c = byte_at(r->doc, r->at);

    while (c == 0x20 || c == 0x09 || c == 0x0A || c == 0x0D) {
        c = byte_at(r->doc, ++r->at);
    }
}

/* Of each length of UTF-8: the bits the first byte must have, the smallest code point. */
size_t reference_character(const uint8_t *text, size_t len)
{
    static const struct {
        uint8_t mask;
        uint8_t lead;
        uint32_t least;
    } forms[] = {
        { 0x80, 0, 0 }, { 0xE0, 0xC0, 0x80 }, { 0xF0, 0xE0, 0x800 }, { 0xF8, 0xF0, 0x10000 }
    };

    for (size_t more = 0; more < COUNT(forms); more++) {
        uint32_t code;
        if ((text[0] & forms[more].mask) != forms[more].lead) {
            continue;
        }
        if (more >= len) {
            return 0;
        }
        code = text[0] & (uint8_t)~forms[more].mask;
        for (size_t i = 1; i <= more; i++) {
            if ((text[i] & 0xC0) != 0x80) {
                return 0;
            }
            code = code * 64 + (text[i] & 0x3FU);
        }
        return code < forms[more].least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)
                   ? 0
                   : more + 1;
    }
    return 0;
}

/* The value of \uXXXX; -1: it is none. */
static int32_t unit_at(const uint8_t *text, size_t len)
{
    int32_t value = 0;

    if (len < 6 || text[0] != '\\' || text[1] != 'u') {
        return -1;
    }
    for (size_t i = 2; i < 6; i++) {
        static const char digits[] = "0123456789abcdefABCDEF";
        const char *digit = text[i] == 0 ? NULL : strchr(digits, text[i]);
        int32_t n;
        if (digit == NULL) {
            return -1;
        }
        n = (int32_t)(digit - digits);
        value = value * 16 + (n < 16 ? n : n - 6);
    }
    return value;
}

/* The code point of an escape and how long the escape is; 0: it is none that may be. */
static size_t escape_at(const uint8_t *text, size_t len, uint32_t *code)
{
    static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
    int32_t high;
    int32_t low;

    if (len < 2) {
        return 0;
    }
    for (size_t i = 0; i < sizeof letters - 1; i += 2) {
        if (text[1] == (uint8_t)letters[i]) {
            *code = (uint8_t)letters[i + 1];
            return 2;
        }
    }
    high = unit_at(text, len);
    if (high <= 0 || (high >= 0xDC00 && high < 0xE000)) {
        return 0;
    }
    if (high < 0xD800 || high >= 0xE000) {
        *code = (uint32_t)high;
        return 6;
    }
    low = unit_at(text + 6, len - 6);
    if (low < 0xDC00 || low >= 0xE000) {
        return 0;
    }
    *code = 0x10000 + (uint32_t)(high - 0xD800) * 0x400 + (uint32_t)(low - 0xDC00);
    return 12;
}

/* From the opening quote to behind the closing one. */
static bool read_string(struct reader *r)
{
    const struct document *doc = r->doc;
    size_t at = r->at + 1;

    for (;;) {
        uint32_t code;
        size_t len;
        int c = byte_at(doc, at);
        if (c == '"') {
            r->at = at + 1;
            return true;
        }
        if (c < 0x20) { /* also the end */
            return wrong(r, at, QUATRIX_E_JSON);
        }
        len = c == '\\' ? escape_at(doc->text + at, doc->len - at, &code)
                        : reference_character(doc->text + at, doc->len - at);
        if (len == 0) {
            return wrong(r, at, QUATRIX_E_JSON);
        }
        at += len;
    }
}

static size_t digits_at(const uint8_t *text, size_t len)
{
    size_t n = 0;

    while (n < len && text[n] >= '0' && text[n] <= '9') {
        n++;
    }
    return n;
}

/* How many bytes of it are a number by RFC 8259 section 6; *good false: it cannot be one. */
static size_t number_at(const uint8_t *text, size_t len, bool *good)
{
    size_t at = len > 0 && text[0] == '-' ? 1 : 0;
    size_t n = digits_at(text + at, len - at);

    *good = n > 0 && (n == 1 || text[at] != '0');
    at += n;
    if (*good && at < len && text[at] == '.') {
        n = digits_at(text + at + 1, len - at - 1);
        *good = n > 0;
        at += n + 1;
    }
    if (*good && at < len && (text[at] == 'e' || text[at] == 'E')) {
        at += at + 1 < len && (text[at + 1] == '+' || text[at + 1] == '-') ? 2 : 1;
        n = digits_at(text + at, len - at);
        *good = n > 0;
        at += n;
    }
    return at;
}

static bool read_number(struct reader *r)
{
    bool good;
    size_t n = number_at(r->doc->text + r->at, r->doc->len - r->at, &good);

    if (!good) {
        return wrong(r, r->at + n, QUATRIX_E_JSON);
    }
    r->at += n;
    /* Whether a number is over, the next byte tells. */
    return r->at < r->doc->len || wrong(r, r->at, QUATRIX_E_JSON);
}

static bool read_word(struct reader *r, const char *word)
{
    for (size_t i = 0; word[i] != 0; i++) {
        if (byte_at(r->doc, r->at + i) != word[i]) {
            return wrong(r, r->at + i, QUATRIX_E_JSON);
        }
    }
    r->at += strlen(word);
    return true;
}

static bool open(struct reader *r, size_t node, enum node_kind kind)
{
    if (r->depth == QUATRIX_DEPTH_MAX) {
        return wrong(r, r->at, QUATRIX_E_DEPTH);
    }
    r->depth++;
    r->doc->node[node].kind = kind;
    r->inside = node;
    r->at++;
    return true;
}

static bool read_scalar(struct reader *r, size_t node, int c)
{
    struct node *n = &r->doc->node[node];
    bool good;

    switch (c) {
    case '"':
        n->kind = NODE_STRING;
        good = read_string(r);
        break;
    case 'n':
        n->kind = NODE_NULL;
        good = read_word(r, "null");
        break;
    case 'f':
        n->kind = NODE_FALSE;
        good = read_word(r, "false");
        break;
    case 't':
        n->kind = NODE_TRUE;
        good = read_word(r, "true");
        break;
    default:
        n->kind = NODE_NUMBER;
        good = read_number(r);
        break;
    }
    n->end = good ? r->at : 0;
    return good;
}

/* A value begins; containers are only entered. */
static bool read_value(struct reader *r, size_t node)
{
    int c = byte_at(r->doc, r->at);

    r->doc->node[node].start = r->at;
    if (c == '{' || c == '[') {
        return open(r, node, c == '{' ? NODE_OBJECT : NODE_ARRAY);
    }
    if (c < 0 || strchr("\"nft-0123456789", c) == NULL || c == 0) {
        return wrong(r, r->at, QUATRIX_E_JSON);
    }
    return read_scalar(r, node, c);
}

static bool read_member(struct reader *r)
{
    size_t node;
    size_t name = r->at + 1;

    if (byte_at(r->doc, r->at) != '"') {
        return wrong(r, r->at, QUATRIX_E_JSON);
    }
    if (!read_string(r)) {
        return false;
    }
    node = add_node(r);
    r->doc->node[node].name = name;
    r->doc->node[node].name_end = r->at - 1;
    skip_space(r);
    if (byte_at(r->doc, r->at) != ':') {
        return wrong(r, r->at, QUATRIX_E_JSON);
    }
    r->at++;
    skip_space(r);
    return read_value(r, node);
}

static void close(struct reader *r)
{
    struct node *node = &r->doc->node[r->inside];

    node->end = ++r->at;
    r->inside = node->parent;
    r->depth--;
}

/* In a container: what comes next, or its end. */
static bool read_next(struct reader *r)
{
    const struct node *node = &r->doc->node[r->inside];
    bool object = node->kind == NODE_OBJECT;
    bool first = node->child == 0;
    int c;

    skip_space(r);
    c = byte_at(r->doc, r->at);
    if (c == (object ? '}' : ']')) {
        close(r);
        return true;
    }
    if (!first) {
        if (c != ',') {
            return wrong(r, r->at, QUATRIX_E_JSON);
        }
        r->at++;
        skip_space(r);
    }
    return object ? read_member(r) : read_value(r, add_node(r));
}

void document_read(struct document *doc, const void *text, size_t len)
{
    struct reader r = { doc, 0, 0, 0 };
    bool good;

    memset(doc, 0, sizeof *doc);
    doc->text = text;
    doc->len = len;
    skip_space(&r);
    if (r.at == len) {
        return; /* nothing at all */
    }
    good = read_value(&r, add_node(&r));
    while (good && r.inside != 0) {
        good = read_next(&r);
    }
    if (good) {
        skip_space(&r);
        if (r.at < len) {
            (void)wrong(&r, r.at, QUATRIX_E_JSON);
        }
    }
}

void document_free(struct document *doc)
{
    free(doc->node);
    doc->node = NULL;
}

static void put_code(struct bytes *out, uint32_t code)
{
    if (code < 0x80) {
        bytes_char(out, code);
        return;
    }
    if (code < 0x800) {
        bytes_char(out, 0xC0 + code / 64);
    } else {
        if (code < 0x10000) {
            bytes_char(out, 0xE0 + code / 4096);
        } else {
            bytes_char(out, 0xF0 + code / 262144);
            bytes_char(out, 0x80 + code / 4096 % 64);
        }
        bytes_char(out, 0x80 + code / 64 % 64);
    }
    bytes_char(out, 0x80 + code % 64);
}

void reference_text(const uint8_t *text, size_t len, struct bytes *out)
{
    size_t at = 0;

    while (at < len) {
        uint32_t code;
        if (text[at] == '\\') {
            at += escape_at(text + at, len - at, &code);
            put_code(out, code);
        } else {
            bytes_char(out, text[at++]);
        }
    }
}

enum { DIGITS_MAX = 32767 }; /* a point among them counts as one */

/* The parts of a number. Of one in a text, the grammar is somewhat wider: zeros may lead, digits may
   be missing behind the point. */
struct parts {
    bool negative;
    const uint8_t *whole;
    size_t wholes;
    const uint8_t *fraction;
    size_t fractions;
    long exponent;
};

static bool take_parts(const uint8_t *text, size_t len, struct parts *p)
{
    size_t at = len > 0 && text[0] == '-' ? 1 : 0;

    memset(p, 0, sizeof *p);
    p->negative = at > 0;
    p->whole = text + at;
    p->wholes = digits_at(text + at, len - at);
    at += p->wholes;
    if (p->wholes > 0 && at < len && text[at] == '.') {
        p->fraction = text + at + 1;
        p->fractions = digits_at(text + at + 1, len - at - 1);
        at += p->fractions + 1;
    }
    if (p->wholes > 0 && at < len && (text[at] == 'e' || text[at] == 'E')) {
        bool minus = at + 1 < len && text[at + 1] == '-';
        size_t digits;
        at += minus || (at + 1 < len && text[at + 1] == '+') ? 2 : 1;
        digits = digits_at(text + at, len - at);
        for (size_t i = 0; i < digits; i++) {
            p->exponent = p->exponent * 10 + (text[at + i] - '0');
            p->exponent =
                p->exponent > 10000000 ? 10000000 : p->exponent; /* beyond any text here */
        }
        p->exponent = minus ? -p->exponent : p->exponent;
        at = digits > 0 ? at + digits : len + 1;
    }
    return p->wholes > 0 && at == len &&
           p->wholes + p->fractions + (p->fraction != NULL) <= DIGITS_MAX;
}

/* The digits one after the other, zeros without end on both sides. */
static unsigned digit_of(const struct parts *p, long i)
{
    if (i < 0) {
        return 0;
    }
    if ((size_t)i < p->wholes) {
        return p->whole[i] - (unsigned)'0';
    }
    i -= (long)p->wholes;
    return (size_t)i < p->fractions ? p->fraction[i] - (unsigned)'0' : 0;
}

enum quatrix_status reference_number(const uint8_t *text, size_t len, int places, int64_t *value,
                                     bool *exact)
{
    struct parts p;
    long all;
    long counting; /* digits before the point, once it is moved */
    long first = 0;
    uint64_t n = 0;

    if (!take_parts(text, len, &p)) {
        return QUATRIX_E_TYPE;
    }
    all = (long)(p.wholes + p.fractions);
    counting = (long)p.wholes + p.exponent + places;
    while (first < all && digit_of(&p, first) == 0) {
        first++;
    }
    *value = 0;
    *exact = first == all;
    if (first == all || counting <= first) {
        return QUATRIX_OK; /* zero, or all fraction */
    }
    if (counting - first > 19) {
        return QUATRIX_E_RANGE;
    }
    for (long i = first; i < counting; i++) {
        n = n * 10 + digit_of(&p, i); /* 19 digits are less than 2^64 */
    }
    if (n > (uint64_t)INT64_MAX + (p.negative ? 1 : 0)) {
        return QUATRIX_E_RANGE;
    }
    *value = p.negative ? (int64_t)(UINT64_MAX - n + 1) : (int64_t)n;
    *exact = true;
    for (long i = counting; i < all; i++) {
        *exact = *exact && digit_of(&p, i) == 0;
    }
    return QUATRIX_OK;
}
