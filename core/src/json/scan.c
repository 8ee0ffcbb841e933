/* SPDX-License-Identifier: MIT */
#include "json/scan.h"

#include "base/utf8.h"
#include "json/value.h"

#include <string.h>

typedef char depth_fits_the_stack_word[QUATRIX_DEPTH_MAX >= 4 && QUATRIX_DEPTH_MAX <= 32 ? 1 : -1];

enum state {
    EXPECT_VALUE,
    EXPECT_ELEMENT, /* or the end of the array */
    EXPECT_MEMBER,  /* or the end of the object */
    EXPECT_NAME,
    EXPECT_COLON,
    EXPECT_NEXT, /* a comma, or the end of the container */
    COMPLETE,
    IN_STRING, /* the scalars come last */
    IN_NUMBER,
    IN_LITERAL
};

enum in_string { PLAIN, ESCAPE, HEX, UTF8 };

enum in_number { MINUS, ZERO, DIGITS, POINT, FRACTION, E, SIGN, EXPONENT };

/* What a step inside a scalar says. */
enum step { STEP_MORE, STEP_DONE, STEP_BAD };

void quatrix_json_scan_init(struct quatrix_json_scan *scan)
{
    memset(scan, 0, sizeof *scan);
    scan->want = true;
}

void quatrix_json_scan_enter(struct quatrix_json_scan *scan)
{
    scan->cut = scan->depth;
}

void quatrix_json_scan_hold(struct quatrix_json_scan *scan)
{
    scan->holding = true;
    scan->start = scan->pos - 1;
}

void quatrix_json_scan_drop(struct quatrix_json_scan *scan)
{
    scan->holding = false;
}

size_t quatrix_json_scan_keep(const struct quatrix_json_scan *scan)
{
    return scan->holding ? scan->start : scan->pos;
}

void quatrix_json_scan_rebase(struct quatrix_json_scan *scan, size_t by)
{
    scan->pos -= by;
    scan->start = scan->holding ? scan->start - by : 0;
}

bool quatrix_json_scan_complete(const struct quatrix_json_scan *scan)
{
    return scan->state == COMPLETE;
}

static bool in_object(const struct quatrix_json_scan *scan)
{
    return (scan->stack & 1U) != 0;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* A \uXXXX is complete: NUL and halves of a pair are refused (RFC 8259 section 8.2). */
static enum step end_unit(struct quatrix_json_scan *scan)
{
    bool is_high = scan->unit >= 0xD800 && scan->unit <= 0xDBFF;
    bool is_low = scan->unit >= 0xDC00 && scan->unit <= 0xDFFF;

    if (scan->unit == 0 || is_low != (scan->high != 0)) {
        return STEP_BAD;
    }
    scan->high = is_high ? scan->unit : 0;
    scan->sub = PLAIN;
    return STEP_MORE;
}

static enum step step_hex(struct quatrix_json_scan *scan, uint8_t c)
{
    unsigned digit;

    if (is_digit(c)) {
        digit = c - (unsigned)'0';
    } else {
        c |= 0x20U;
        if (c < 'a' || c > 'f') {
            return STEP_BAD;
        }
        digit = c - (unsigned)'a' + 10;
    }
    scan->unit = (uint16_t)((unsigned)scan->unit << 4 | digit);
    return --scan->need == 0 ? end_unit(scan) : STEP_MORE;
}

static enum step step_escape(struct quatrix_json_scan *scan, uint8_t c)
{
    scan->escaped = true;
    if (c == 'u') {
        scan->sub = HEX;
        scan->need = 4;
        scan->unit = 0;
        return STEP_MORE;
    }
    if (scan->high != 0 || quatrix_json_unescape((char)c) == 0) {
        return STEP_BAD;
    }
    scan->sub = PLAIN;
    return STEP_MORE;
}

static enum step step_utf8(struct quatrix_json_scan *scan, uint8_t c)
{
    if (c < scan->low || c > scan->top) {
        return STEP_BAD;
    }
    scan->low = 0x80;
    scan->top = 0xBF;
    if (--scan->need == 0) {
        scan->sub = PLAIN;
    }
    return STEP_MORE;
}

/* What ends a run of plain characters, but for the closing quote. */
static enum step step_plain(struct quatrix_json_scan *scan, uint8_t c)
{
    struct quatrix_utf8 rest;

    if (c == '\\') {
        scan->sub = ESCAPE;
        return STEP_MORE;
    }
    if (scan->high != 0 || !quatrix_utf8_lead(c, &rest)) { /* also a control character */
        return STEP_BAD;
    }
    scan->sub = UTF8;
    scan->need = rest.more;
    scan->low = rest.low;
    scan->top = rest.top;
    return STEP_MORE;
}

static enum step step_string(struct quatrix_json_scan *scan, uint8_t c)
{
    switch (scan->sub) {
    case PLAIN:
        return step_plain(scan, c);
    case ESCAPE:
        return step_escape(scan, c);
    case HEX:
        return step_hex(scan, c);
    default:
        return step_utf8(scan, c);
    }
}

/* To the closing quote, or as far as the buffer goes. */
static enum step scan_string(struct quatrix_json_scan *scan, const uint8_t *buf, size_t len)
{
    size_t i = scan->pos;
    enum step step = STEP_MORE;

    while (i < len && step == STEP_MORE) {
        if (scan->sub == PLAIN && scan->high == 0) { /* most text: run through it */
            i += quatrix_plain_run(buf + i, len - i, '"', '\\');
            if (i < len && buf[i] == '"') {
                scan->pos = i + 1;
                return STEP_DONE;
            }
        }
        if (i < len) {
            step = step_string(scan, buf[i++]);
        }
    }
    scan->pos = i;
    return step;
}

/* STEP_DONE: c is not part of the number any more. */
static enum step step_number(struct quatrix_json_scan *scan, uint8_t c)
{
    bool digit = is_digit(c);

    switch (scan->sub) {
    case MINUS:
        scan->sub = c == '0' ? ZERO : DIGITS;
        return digit ? STEP_MORE : STEP_BAD;
    case DIGITS: /* digits were run through */
    case ZERO:
        if (digit) {
            return STEP_BAD; /* a leading zero */
        }
        if (c == '.') {
            scan->sub = POINT;
            return STEP_MORE;
        }
        break;
    case POINT:
        scan->sub = FRACTION;
        return digit ? STEP_MORE : STEP_BAD;
    case FRACTION: /* digits were run through */
        break;
    case E:
        scan->sub = EXPONENT;
        if (c == '+' || c == '-') {
            scan->sub = SIGN;
            return STEP_MORE;
        }
        return digit ? STEP_MORE : STEP_BAD;
    case SIGN:
        scan->sub = EXPONENT;
        return digit ? STEP_MORE : STEP_BAD;
    default:
        return digit ? STEP_MORE : STEP_DONE;
    }
    if (c == 'e' || c == 'E') {
        scan->sub = E;
        return STEP_MORE;
    }
    return STEP_DONE;
}

static enum step scan_number(struct quatrix_json_scan *scan, const uint8_t *buf, size_t len)
{
    size_t i = scan->pos;
    enum step step = STEP_MORE;

    while (i < len && step == STEP_MORE) {
        if (scan->sub == DIGITS || scan->sub == FRACTION) { /* most of it: run through them */
            while (i < len && is_digit(buf[i])) {
                i++;
            }
        }
        if (i < len) {
            step = step_number(scan, buf[i]);
            i += step == STEP_MORE;
        }
    }
    scan->pos = i;
    return step;
}

static enum step scan_literal(struct quatrix_json_scan *scan, const uint8_t *buf, size_t len)
{
    static const char *const words[] = {
        [QUATRIX_JSON_NULL] = "null", [QUATRIX_JSON_FALSE] = "false", [QUATRIX_JSON_TRUE] = "true"
    };
    const char *due = words[scan->kind] + scan->sub;
    size_t i = scan->pos;

    while (i < len && *due != 0) {
        if (buf[i++] != (uint8_t)*due++) {
            return STEP_BAD;
        }
    }
    scan->sub = (uint8_t)(due - words[scan->kind]);
    scan->pos = i;
    return *due == 0 ? STEP_DONE : STEP_MORE;
}

/* A scalar begins at pos. */
static void begin(struct quatrix_json_scan *scan, enum state state, enum quatrix_json_kind kind,
                  uint8_t sub)
{
    scan->state = (uint8_t)state;
    scan->kind = (uint8_t)kind;
    scan->sub = sub;
    scan->holding = scan->holding || (scan->depth == scan->cut && scan->want);
}

static void begin_string(struct quatrix_json_scan *scan, bool name)
{
    bool was_holding = scan->holding;

    if (name) {
        scan->want = scan->depth == scan->cut || scan->want;
    }
    begin(scan, IN_STRING, QUATRIX_JSON_STRING, PLAIN);
    scan->name = name;
    scan->escaped = false;
    scan->high = 0;
    scan->pos++;
    if (!was_holding) {
        scan->start = scan->pos; /* without the quote */
    }
}

static enum quatrix_json_event open(struct quatrix_json_scan *scan, bool object)
{
    bool report = scan->depth == scan->cut && scan->want;

    if (scan->depth >= QUATRIX_DEPTH_MAX) {
        return QUATRIX_JSON_TOO_DEEP;
    }
    scan->stack = scan->stack << 1 | (object ? 1U : 0U);
    scan->depth++;
    scan->pos++;
    scan->state = object ? EXPECT_MEMBER : EXPECT_ELEMENT;
    scan->kind = object ? QUATRIX_JSON_OBJECT : QUATRIX_JSON_ARRAY;
    return report ? QUATRIX_JSON_OPEN : QUATRIX_JSON_MORE;
}

/* A value is over. QUATRIX_JSON_MORE: nothing to report, go on. */
static enum quatrix_json_event end_value(struct quatrix_json_scan *scan, const uint8_t *buf,
                                         size_t end, struct quatrix_json_span *span)
{
    scan->state = scan->depth == 0 ? COMPLETE : EXPECT_NEXT;
    if (scan->depth != scan->cut) {
        return QUATRIX_JSON_MORE;
    }
    if (!scan->holding) {
        return QUATRIX_JSON_SKIPPED;
    }
    scan->holding = false;
    span->at = buf + scan->start;
    span->len = end - scan->start;
    span->kind = (enum quatrix_json_kind)scan->kind;
    span->escaped = scan->escaped;
    return QUATRIX_JSON_VALUE;
}

static enum quatrix_json_event close(struct quatrix_json_scan *scan, const uint8_t *buf,
                                     struct quatrix_json_span *span)
{
    bool entered = scan->depth == scan->cut;

    scan->kind = in_object(scan) ? QUATRIX_JSON_OBJECT : QUATRIX_JSON_ARRAY;
    scan->pos++;
    scan->depth--;
    scan->stack >>= 1;
    if (entered) {
        scan->cut = scan->depth;
        scan->state = scan->depth == 0 ? COMPLETE : EXPECT_NEXT;
        return QUATRIX_JSON_CLOSE;
    }
    return end_value(scan, buf, scan->pos, span);
}

static enum quatrix_json_event end_name(struct quatrix_json_scan *scan, const uint8_t *buf,
                                        struct quatrix_json_span *span)
{
    scan->state = EXPECT_COLON;
    if (scan->depth != scan->cut) {
        return QUATRIX_JSON_MORE;
    }
    if (!scan->holding) { /* dropped: longer than any name we know */
        scan->want = false;
        return QUATRIX_JSON_MORE;
    }
    scan->holding = false;
    span->at = buf + scan->start;
    span->len = scan->pos - 1 - scan->start;
    span->kind = QUATRIX_JSON_STRING;
    span->escaped = scan->escaped;
    return QUATRIX_JSON_NAME;
}

static enum quatrix_json_event begin_value(struct quatrix_json_scan *scan, uint8_t c)
{
    bool was_holding = scan->holding;

    switch (c) {
    case '"':
        begin_string(scan, false);
        return QUATRIX_JSON_MORE;
    case '{':
        return open(scan, true);
    case '[':
        return open(scan, false);
    case 'n':
        begin(scan, IN_LITERAL, QUATRIX_JSON_NULL, 0);
        break;
    case 'f':
        begin(scan, IN_LITERAL, QUATRIX_JSON_FALSE, 0);
        break;
    case 't':
        begin(scan, IN_LITERAL, QUATRIX_JSON_TRUE, 0);
        break;
    default:
        if (c != '-' && !is_digit(c)) {
            return QUATRIX_JSON_BAD;
        }
        begin(scan, IN_NUMBER, QUATRIX_JSON_NUMBER,
              (uint8_t)(c == '-'   ? MINUS
                        : c == '0' ? ZERO
                                   : DIGITS));
        scan->pos++;
        if (!was_holding) {
            scan->start = scan->pos - 1;
        }
        return QUATRIX_JSON_MORE;
    }
    if (!was_holding) {
        scan->start = scan->pos;
    }
    return QUATRIX_JSON_MORE;
}

static void comma(struct quatrix_json_scan *scan)
{
    scan->pos++;
    scan->state = in_object(scan) ? EXPECT_NAME : EXPECT_VALUE;
}

/* Between scalars. */
static enum quatrix_json_event punctuation(struct quatrix_json_scan *scan, const uint8_t *buf,
                                           uint8_t c, struct quatrix_json_span *span)
{
    switch (scan->state) {
    case EXPECT_ELEMENT:
        if (c == ']') {
            return close(scan, buf, span);
        }
        /* fall through */
    case EXPECT_VALUE:
        return begin_value(scan, c);
    case EXPECT_MEMBER:
        if (c == '}') {
            return close(scan, buf, span);
        }
        /* fall through */
    case EXPECT_NAME:
        if (c != '"') {
            return QUATRIX_JSON_BAD;
        }
        begin_string(scan, true);
        return QUATRIX_JSON_MORE;
    case EXPECT_COLON:
        scan->pos++;
        scan->state = EXPECT_VALUE;
        return c == ':' ? QUATRIX_JSON_MORE : QUATRIX_JSON_BAD;
    case EXPECT_NEXT:
        if (c == ',') {
            comma(scan);
            return QUATRIX_JSON_MORE;
        }
        return c == (in_object(scan) ? '}' : ']') ? close(scan, buf, span) : QUATRIX_JSON_BAD;
    default:
        return QUATRIX_JSON_BAD; /* text after the value */
    }
}

/* Inside a scalar. */
static enum quatrix_json_event scalar(struct quatrix_json_scan *scan, const uint8_t *buf,
                                      size_t len, struct quatrix_json_span *span)
{
    enum quatrix_json_event event;
    enum step step;

    if (scan->state == IN_STRING) {
        step = scan_string(scan, buf, len);
    } else if (scan->state == IN_NUMBER) {
        step = scan_number(scan, buf, len);
    } else {
        step = scan_literal(scan, buf, len);
    }
    if (step != STEP_DONE) {
        return step == STEP_MORE ? QUATRIX_JSON_MORE : QUATRIX_JSON_BAD;
    }
    if (scan->state == IN_STRING && scan->name) {
        event = end_name(scan, buf, span);
        if (scan->pos < len && buf[scan->pos] == ':') { /* as a rule: saves a round, as below */
            scan->pos++;
            scan->state = EXPECT_VALUE;
        }
        return event;
    }
    return end_value(scan, buf, scan->state == IN_STRING ? scan->pos - 1 : scan->pos, span);
}

bool quatrix_json_scan_name(struct quatrix_json_scan *scan, const uint8_t *buf, size_t len,
                            const char *name)
{
    const uint8_t *at;
    size_t n;

    if (scan->state == EXPECT_NEXT && in_object(scan) && scan->pos < len && buf[scan->pos] == ',') {
        scan->pos++;
        scan->state = EXPECT_NAME;
    }
    if ((scan->state != EXPECT_NAME && scan->state != EXPECT_MEMBER) || scan->depth != scan->cut ||
        scan->pos >= len || buf[scan->pos] != '"') {
        return false;
    }
    at = buf + scan->pos;
    n = strlen(name);
    if (len - scan->pos < n + 3 || memcmp(at + 1, name, n) != 0 || at[n + 1] != '"' ||
        at[n + 2] != ':') {
        return false;
    }
    scan->pos += n + 3;
    scan->state = EXPECT_VALUE;
    scan->want = true;
    return true;
}

bool quatrix_json_scan_plain(struct quatrix_json_scan *scan, const uint8_t *buf, size_t len,
                             struct quatrix_json_span *span)
{
    size_t from = scan->pos + 1;
    size_t end;

    if (from >= len || buf[from - 1] != '"') {
        return false;
    }
    end = from + quatrix_plain_run(buf + from, len - from, '"', '\\');
    if (end >= len || buf[end] != '"') {
        return false;
    }
    span->at = buf + from;
    span->len = end - from;
    span->kind = QUATRIX_JSON_STRING;
    span->escaped = false;
    scan->pos = end + 1;
    scan->state = EXPECT_NEXT;
    return true;
}

enum quatrix_json_event quatrix_json_scan(struct quatrix_json_scan *scan, const uint8_t *buf,
                                          size_t len, struct quatrix_json_span *span)
{
    enum quatrix_json_event event = QUATRIX_JSON_MORE;

    while (scan->pos < len && event == QUATRIX_JSON_MORE) {
        uint8_t c = buf[scan->pos];
        if (scan->state < IN_STRING) {
            if (c > ' ') {
                event = punctuation(scan, buf, c, span);
            } else if (is_space(c)) {
                scan->pos++;
            } else {
                event = QUATRIX_JSON_BAD;
            }
        }
        if (scan->state >= IN_STRING) { /* perhaps since this byte */
            event = scalar(scan, buf, len, span);
        }
    }
    return event;
}
