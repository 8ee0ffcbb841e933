/* SPDX-License-Identifier: MIT */
/*
 * The grammar of RFC 8259 in pieces of every size, and what the scanner reports of it. Every piece
 * lies in a block of its own, with what had to be kept before it: nothing else may be looked at.
 *
 * What is to become of a value depends on the first letter of its member name:
 *     h  held whole     e  entered     s  not wanted     o  opened, but neither entered nor held
 * The value at the top is entered, elements of an array are treated like the array.
 */
#include "json/scan.h"

#include "unit/unit.h"

enum verdict { ACCEPT, REJECT, INCOMPLETE, TOO_DEEP };

struct scanner {
    struct quatrix_json_scan scan;
    uint8_t *buf; /* what must be kept, then the next piece */
    size_t len;
    size_t longest; /* most bytes kept between pieces */
    char top;       /* what becomes of the value at the top */
    char how[40];   /* by depth, what becomes of the values in a container */
    size_t depth;   /* containers entered */
    char next;      /* what becomes of the value of the last name */
    struct unit_log *log;
};

static void log_span(struct scanner *s, const char *what, const struct quatrix_json_span *span)
{
    assert_true(span->at >= s->buf && span->at + span->len <= s->buf + s->len);
    if (s->log != NULL) {
        unit_log(s->log, "%s", what);
        unit_log_bytes(s->log, span->at, span->len);
        unit_log(s->log, span->escaped && span->kind == QUATRIX_JSON_STRING ? "~ " : " ");
    }
}

static void log_word(struct scanner *s, const char *word)
{
    if (s->log != NULL) {
        unit_log(s->log, "%s ", word);
    }
}

/* What becomes of the values in the container entered last. */
static char how_now(const struct scanner *s)
{
    return s->depth == 0 ? s->top : s->how[s->depth - 1];
}

static void take_open(struct scanner *s)
{
    char how = s->next != 0 ? s->next : how_now(s);

    s->next = 0;
    log_word(s, s->scan.kind == QUATRIX_JSON_OBJECT ? "{" : "[");
    if (how == 'h') {
        quatrix_json_scan_hold(&s->scan);
    } else if (how == 'e') {
        quatrix_json_scan_enter(&s->scan);
        assert_true(s->depth < sizeof s->how);
        s->how[s->depth++] = 'e';
    }
}

static const char *const kinds[] = {
    [QUATRIX_JSON_NULL] = "null:",     [QUATRIX_JSON_FALSE] = "false:",
    [QUATRIX_JSON_TRUE] = "true:",     [QUATRIX_JSON_NUMBER] = "number:",
    [QUATRIX_JSON_STRING] = "string:", [QUATRIX_JSON_OBJECT] = "object:",
    [QUATRIX_JSON_ARRAY] = "array:",
};

/* Everything in the buffer. The last event: MORE, BAD or TOO_DEEP. */
static enum quatrix_json_event scan_all(struct scanner *s)
{
    for (;;) {
        struct quatrix_json_span span = { NULL, 0, QUATRIX_JSON_NULL, false };
        enum quatrix_json_event event = quatrix_json_scan(&s->scan, s->buf, s->len, &span);
        assert_true(s->scan.pos <= s->len);
        switch (event) {
        case QUATRIX_JSON_NAME:
            s->next = span.len > 0 ? (char)span.at[0] : 's';
            s->scan.want = s->next == 'h' || s->next == 'e' || s->next == 'o';
            log_span(s, "name:", &span);
            break;
        case QUATRIX_JSON_OPEN:
            take_open(s);
            break;
        case QUATRIX_JSON_VALUE:
            s->next = 0;
            log_span(s, kinds[span.kind], &span);
            break;
        case QUATRIX_JSON_SKIPPED:
            s->next = 0;
            log_word(s, "skipped");
            break;
        case QUATRIX_JSON_CLOSE:
            assert_true(s->depth > 0);
            s->depth--;
            log_word(s, "close");
            break;
        case QUATRIX_JSON_MORE:
            assert_int_equal(s->len, s->scan.pos);
            return event;
        default:
            log_word(s, event == QUATRIX_JSON_BAD ? "bad" : "deep");
            return event;
        }
    }
}

/* A block for what must be kept of the last one and the next piece. */
static void next_piece(struct scanner *s, const char *text, size_t n)
{
    size_t keep = quatrix_json_scan_keep(&s->scan);
    size_t kept = s->len - keep;
    uint8_t *buf = malloc(kept + n);

    assert_true(keep <= s->len);
    assert_non_null(buf);
    if (kept > 0) {
        memcpy(buf, s->buf + keep, kept);
    }
    memcpy(buf + kept, text, n);
    quatrix_json_scan_rebase(&s->scan, keep);
    free(s->buf);
    s->buf = buf;
    s->len = kept + n;
    s->longest = kept > s->longest ? kept : s->longest;
}

/* The text in pieces. */
static enum verdict scan(struct scanner *s, char top, const char *text, size_t len, size_t slice,
                         struct unit_log *log)
{
    enum quatrix_json_event event = QUATRIX_JSON_MORE;
    enum verdict verdict;

    memset(s, 0xA5, sizeof *s);
    quatrix_json_scan_init(&s->scan);
    s->scan.want = top != 's';
    s->buf = NULL;
    s->len = 0;
    s->longest = 0;
    s->top = top;
    s->depth = 0;
    s->next = 0;
    s->log = log;
    if (log != NULL) {
        log->len = 0;
        log->text[0] = 0;
    }
    for (size_t at = 0; at < len && event == QUATRIX_JSON_MORE; at += slice) {
        next_piece(s, text + at, len - at < slice ? len - at : slice);
        event = scan_all(s);
    }
    free(s->buf);
    s->buf = NULL;
    if (event == QUATRIX_JSON_BAD) {
        verdict = REJECT;
    } else if (event == QUATRIX_JSON_TOO_DEEP) {
        verdict = TOO_DEEP;
    } else {
        verdict = quatrix_json_scan_complete(&s->scan) ? ACCEPT : INCOMPLETE;
    }
    return verdict;
}

/* before, text and after, with every treatment of the value at the top, at every slicing. */
static void check_verdict(const char *before, const char *text, size_t len, const char *after,
                          enum verdict want, bool exactly)
{
    static const char tops[] = "hes";
    size_t head = strlen(before);
    size_t all = head + len + strlen(after);
    char *whole = malloc(all + 1);

    assert_non_null(whole);
    memcpy(whole, before, head);
    memcpy(whole + head, text, len);
    memcpy(whole + head + len, after, strlen(after) + 1);
    for (size_t t = 0; tops[t] != 0; t++) {
        for (size_t slice = 1; slice <= all; slice++) {
            struct scanner s;
            enum verdict got = scan(&s, tops[t], whole, all, slice, NULL);
            bool ok = exactly ? got == want : (got == ACCEPT) == (want == ACCEPT);
            CHECK(ok, "%s, at the top %c, slices of %zu: %d", whole, tops[t], slice, got);
        }
    }
    free(whole);
}

/* Alone, and as a value that is held, entered, skipped or left, in objects and arrays. */
static void check_everywhere(const char *text, size_t len, enum verdict want)
{
    static const char *const before[] = { "{\"h\":", "{\"e\":", "{\"s\":",         "{\"o\":",
                                          "[",       "[1,",     "{\"s\":[{\"h\":", "{\"e\":[[" };
    static const char *const after[] = { "}", ",\"x\":1}", "}", "}", "]", ",1]", "}]}", "]]}" };

    /* a number ends with the first byte that is no part of it */
    check_verdict("", text, len, " ", want, true);
    check_verdict(" \r\n\t", text, len, "\n ", want, want == ACCEPT);
    for (size_t i = 0; i < COUNT(before); i++) {
        check_verdict(before[i], text, len, after[i], want, want == ACCEPT);
    }
}

struct text {
    const char *text;
    size_t len;
};

static void check_texts(const struct text *texts, size_t count, enum verdict want)
{
    for (size_t i = 0; i < count; i++) {
        check_everywhere(texts[i].text, texts[i].len, want);
    }
}

static void what_must_be_accepted_is(void **state)
{
    static const struct text texts[] = {
        /* literals */
        { TEXT("null") },
        { TEXT("true") },
        { TEXT("false") },
        /* numbers */
        { TEXT("0") },
        { TEXT("-0") },
        { TEXT("1") },
        { TEXT("9") },
        { TEXT("-1") },
        { TEXT("1234567890") },
        { TEXT("0.1") },
        { TEXT("-0.0") },
        { TEXT("0.00000000000000000000001") },
        { TEXT("123.456789") },
        { TEXT("1e5") },
        { TEXT("1E5") },
        { TEXT("1e+5") },
        { TEXT("1E-5") },
        { TEXT("0e0") },
        { TEXT("0E+00") },
        { TEXT("1.5e-07") },
        { TEXT("-1.5E+07") },
        { TEXT("123456789012345678901234567890") },
        { TEXT("1e999999") },
        /* strings */
        { TEXT("\"\"") },
        { TEXT("\"a\"") },
        { TEXT("\" \"") },
        { TEXT("\"\x7F\"") },
        { TEXT("\"'/{}[]:,\"") },
        { TEXT("\"\\\"\"") },
        { TEXT("\"\\\\\"") },
        { TEXT("\"\\\\\\\"\"") },
        { TEXT("\"\\/\\b\\f\\n\\r\\t\"") },
        { TEXT("\"\\u0001\"") },
        { TEXT("\"\\u0061\\u00e4\\u00E4\\uFFFF\\uffff\"") },
        { TEXT("\"\\u0022\\u005C\"") },
        { TEXT("\"\\uD7FF\\uE000\"") },
        { TEXT("\"\\uD800\\uDC00\"") },
        { TEXT("\"\\uDBFF\\uDFFF\"") },
        { TEXT("\"\\ud83d\\ude00\\ud83d\\ude00\"") },
        { TEXT("\"x\\uD83D\\uDE00x\"") },
        { TEXT("\"\xC2\x80\xDF\xBF\"") },
        { TEXT("\"\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\"") },
        { TEXT("\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"") },
        { TEXT("\"\xEF\xBB\xBF\"") },
        { TEXT("\"\xE2\x80\xA8\xE2\x80\xA9\"") }, /* U+2028, U+2029 */
        { TEXT("\"null\"") },
        /* arrays */
        { TEXT("[]") },
        { TEXT("[ \t\r\n]") },
        { TEXT("[1]") },
        { TEXT("[ 1 , 2\n,\"3\"]") },
        { TEXT("[null,true,false]") },
        { TEXT("[[],[[]],{}]") },
        { TEXT("[\"a\",[\"b\",[\"c\"]]]") },
        { TEXT("[1e1,-1]") },
        /* objects */
        { TEXT("{}") },
        { TEXT("{ \t\r\n}") },
        { TEXT("{\"\":0}") },
        { TEXT("{\"a\":1}") },
        { TEXT("{ \"a\" : 1 , \"b\"\n:\r[ ] }") },
        { TEXT("{\"a\":{\"a\":{\"a\":null}}}") },
        { TEXT("{\"a\":1,\"a\":2}") }, /* duplicates: the decoder's business */
        { TEXT("{\"\\u0061\\n\":\"\\\"\"}") },
        { TEXT("{\"\xC3\xA4\":[{\"b\":[]},{}]}") },
        { TEXT("{\"h\":1,\"e\":{\"h\":[1]},\"s\":[[1]],\"o\":{\"h\":1}}") },
    };

    (void)state;
    check_texts(texts, COUNT(texts), ACCEPT);
}

static void what_must_be_rejected_is(void **state)
{
    static const struct text texts[] = {
        /* literals */
        { TEXT("nul ") },
        { TEXT("nulL") },
        { TEXT("Null") },
        { TEXT("NULL") },
        { TEXT("nulll") },
        { TEXT("tru5") },
        { TEXT("truth") },
        { TEXT("True") },
        { TEXT("truefalse") },
        { TEXT("fals,") },
        { TEXT("falsee") },
        { TEXT("undefined") },
        { TEXT("NaN") },
        { TEXT("Infinity") },
        { TEXT("-Infinity") },
        { TEXT("nan") },
        { TEXT("a") },
        { TEXT("\x80") },
        { TEXT("\xC3\xA4") },
        /* numbers */
        { TEXT("01") },
        { TEXT("-01") },
        { TEXT("00") },
        { TEXT("-00") },
        { TEXT("012e3") },
        { TEXT("+1") },
        { TEXT("--1") },
        { TEXT("-+1") },
        { TEXT("- 1") },
        { TEXT("-a") },
        { TEXT("-.5") },
        { TEXT(".5") },
        { TEXT(".") },
        { TEXT("1.,") },
        { TEXT("1. ") },
        { TEXT("1.e5") },
        { TEXT("1..5") },
        { TEXT("1.5.5") },
        { TEXT("1.-5") },
        { TEXT("1e ") },
        { TEXT("1e,") },
        { TEXT("1e+ ") },
        { TEXT("1e-,") },
        { TEXT("1e+-5") },
        { TEXT("1e5.5") },
        { TEXT("1ee5") },
        { TEXT("1e5e5") },
        { TEXT("1eE5") },
        { TEXT("0x10") },
        { TEXT("1a") },
        { TEXT("1 2") },
        { TEXT("1-2") },
        { TEXT("1+2") },
        { TEXT("1_000") },
        { TEXT("1/2") },
        { TEXT("1\"2\"") },
        { TEXT("0e") },
        { TEXT("0e+") },
        { TEXT("1\0") },
        { TEXT("\xEF\xBC\x91") }, /* a full-width one */
        /* strings */
        { TEXT("'a'") },
        { TEXT("`a`") },
        { TEXT("\"\t\"") },
        { TEXT("\"a\nb\"") },
        { TEXT("\"\r\"") },
        { TEXT("\"\0\"") },
        { TEXT("\"\x01\"") },
        { TEXT("\"\x1F\"") },
        { TEXT("\"\\a\"") },
        { TEXT("\"\\v\"") },
        { TEXT("\"\\'\"") },
        { TEXT("\"\\0\"") },
        { TEXT("\"\\x41\"") },
        { TEXT("\"\\U0041\"") },
        { TEXT("\"\\ \"") },
        { TEXT("\"\\\0\"") },
        { TEXT("\"\\\n\"") },
        { TEXT("\"\\\xC3\xA4\"") },
        { TEXT("\"\\u\"") },
        { TEXT("\"\\u1\"") },
        { TEXT("\"\\u12\"") },
        { TEXT("\"\\u123\"") },
        { TEXT("\"\\u123g\"") },
        { TEXT("\"\\ug123\"") },
        { TEXT("\"\\u-123\"") },
        { TEXT("\"\\u+123\"") },
        { TEXT("\"\\u 123\"") },
        { TEXT("\"\\u/123\"") },
        { TEXT("\"\\u:123\"") },
        { TEXT("\"\\u@123\"") },
        { TEXT("\"\\u`123\"") },
        { TEXT("\"\\u\x11"
               "123\"") },
        { TEXT("\"\\u{61}\"") },
        /* what this library refuses of what RFC 8259 leaves open: NUL, halves of pairs */
        { TEXT("\"\\u0000\"") },
        { TEXT("\"a\\u0000b\"") },
        { TEXT("\"\\uD800\"") },
        { TEXT("\"\\uDBFF\"") },
        { TEXT("\"\\uDC00\"") },
        { TEXT("\"\\uDFFF\"") },
        { TEXT("\"\\uD800x\"") },
        { TEXT("\"\\uD800\\n\"") },
        { TEXT("\"\\uD800\\\\\"") },
        { TEXT("\"\\uD800\\u0061\"") },
        { TEXT("\"\\uD800\\uD800\"") },
        { TEXT("\"\\uD800\\uD800\\uDC00\"") },
        { TEXT("\"\\uD800\\uE000\"") },
        { TEXT("\"\\uD800\\uDBFF\"") },
        { TEXT("\"\\uDC00\\uD800\"") },
        { TEXT("\"\\uD800\\uDC00\\uDC00\"") },
        { TEXT("\"\\uD800\xC3\xA4\"") },
        { TEXT("\"\\uD800\\u0000\"") },
        { TEXT("\"\\uD83D\xED\xB8\x80\"") },
        /* UTF-8 */
        { TEXT("\"\x80\"") },
        { TEXT("\"\xBF\"") },
        { TEXT("\"\xC0\x80\"") },
        { TEXT("\"\xC0\xAF\"") },
        { TEXT("\"\xC1\xBF\"") },
        { TEXT("\"\xC3\"") },
        { TEXT("\"\xC3x\"") },
        { TEXT("\"\xC3\xC3\xA4\"") },
        { TEXT("\"\xE0\x80\x80\"") },
        { TEXT("\"\xE0\x9F\xBF\"") },
        { TEXT("\"\xE2\x82\"") },
        { TEXT("\"\xE2\x82\\n\"") },
        { TEXT("\"\xED\xA0\x80\"") },
        { TEXT("\"\xED\xA0\xBD\xED\xB8\x80\"") },
        { TEXT("\"\xF0\x80\x80\x80\"") },
        { TEXT("\"\xF0\x8F\xBF\xBF\"") },
        { TEXT("\"\xF0\x9F\x98\"") },
        { TEXT("\"\xF4\x90\x80\x80\"") },
        { TEXT("\"\xF5\x80\x80\x80\"") },
        { TEXT("\"\xF8\x88\x80\x80\x80\"") },
        { TEXT("\"\xFE\xFF\"") },
        { TEXT("\"caf\xE9\"") },
        /* arrays */
        { TEXT("[,]") },
        { TEXT("[1,]") },
        { TEXT("[,1]") },
        { TEXT("[1,,2]") },
        { TEXT("[1 2]") },
        { TEXT("[1;2]") },
        { TEXT("[1:2]") },
        { TEXT("[\"a\":1]") },
        { TEXT("[}") },
        { TEXT("[1}") },
        { TEXT("[[1}]") },
        { TEXT("]") },
        { TEXT("[]]") },
        { TEXT("[\v]") },
        { TEXT("[\f]") },
        { TEXT("[\xC2\xA0]") },
        { TEXT("[\\n]") },
        { TEXT("[\"a\" \"b\"]") },
        { TEXT("[\"a\"x]") },
        { TEXT("[\0]") },
        /* objects */
        { TEXT("{,}") },
        { TEXT("{\"a\"}") },
        { TEXT("{\"a\",\"b\"}") },
        { TEXT("{\"a\":}") },
        { TEXT("{\"a\":,}") },
        { TEXT("{\"a\":1,}") },
        { TEXT("{,\"a\":1}") },
        { TEXT("{\"a\":1,,\"b\":2}") },
        { TEXT("{\"a\":1 \"b\":2}") },
        { TEXT("{\"a\":1;\"b\":2}") },
        { TEXT("{\"a\"::1}") },
        { TEXT("{\"a\" 1}") },
        { TEXT("{\"a\"=1}") },
        { TEXT("{\"a\":1:2}") },
        { TEXT("{\"a\":1 2}") },
        { TEXT("{:1}") },
        { TEXT("{1:1}") },
        { TEXT("{null:1}") },
        { TEXT("{a:1}") },
        { TEXT("{'a':1}") },
        { TEXT("{[]:1}") },
        { TEXT("{\"a\":1]") },
        { TEXT("{]") },
        { TEXT("}") },
        { TEXT("{\"\\u0000\":1}") },
        { TEXT("{\"\\uD800\":1}") },
        { TEXT("{\"\xC3\":1}") },
        { TEXT("{\"a\nb\":1}") },
        { TEXT("{\"a\":1}}") },
        { TEXT("{\"a\":1}]") },
        /* around it */
        { TEXT("{}{}") },
        { TEXT("[][]") },
        { TEXT("null null") },
        { TEXT("\"a\"\"b\"") },
        { TEXT("{},") },
        { TEXT(",{}") },
        { TEXT(":") },
        { TEXT("{}x") },
        { TEXT("{}\0") },
        { TEXT("{};") },
        { TEXT("\xEF\xBB\xBF{}") }, /* a byte order mark */
        { TEXT("\xFF\xFE{\0}\0") },
        { TEXT("/* */{}") },
        { TEXT("{}// x") },
        { TEXT("[1/**/]") },
        { TEXT("# x") },
        { TEXT("<html>") },
        { TEXT("(1)") },
    };

    (void)state;
    check_texts(texts, COUNT(texts), REJECT);
}

static void what_is_cut_is_incomplete(void **state)
{
    static const struct text texts[] = {
        { TEXT("\"") },        { TEXT("\"abc") },      { TEXT("\"abc\\\"") }, { TEXT("\"\\") },
        { TEXT("\"\\u00") },   { TEXT("\"\\uD800") },  { TEXT("\"\xC3") },    { TEXT("[") },
        { TEXT("[1") },        { TEXT("[1,") },        { TEXT("[[]") },       { TEXT("{") },
        { TEXT("{\"a\"") },    { TEXT("{\"a\":") },    { TEXT("{\"a\":1") },  { TEXT("{\"a\":1,") },
        { TEXT("{\"a\":[1") }, { TEXT("{\"a\":{}") },  { TEXT("{\"a") },      { TEXT("[\"a") },
        { TEXT("[null") },     { TEXT("{\"s\":[{}") }, { TEXT("") },          { TEXT(" \n") },
    };
    static const struct text words[] = { { TEXT("n") },   { TEXT("nul") }, { TEXT("t") },
                                         { TEXT("tru") }, { TEXT("f") },   { TEXT("fals") },
                                         { TEXT("-") },   { TEXT("1.") },  { TEXT("1e") },
                                         { TEXT("1e-") } };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        check_verdict("", texts[i].text, texts[i].len, "", INCOMPLETE, true);
        check_verdict("{\"s\":", texts[i].text, texts[i].len, "", INCOMPLETE, true);
        check_verdict("[", texts[i].text, texts[i].len, "", INCOMPLETE, true);
    }
    for (size_t i = 0; i < COUNT(words); i++) {
        check_verdict("", words[i].text, words[i].len, "", INCOMPLETE, true);
        check_verdict("", words[i].text, words[i].len, " ", REJECT, true);
        check_verdict("{\"s\":", words[i].text, words[i].len, "}", REJECT, true);
        check_verdict("[", words[i].text, words[i].len, "]", REJECT, true);
    }
}

static void every_byte_is_judged_by_its_place(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char string[] = "[\"?\"]";
        char escape[] = "[\"\\?\"]";
        char hex[] = "[\"\\u00?1\"]";
        char between[] = "[1?]";
        bool plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
        bool escaped = c != 0 && strchr("\"\\/bfnrt", (int)c) != NULL;
        bool digit = c >= '0' && c <= '9';
        bool xdigit = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        string[2] = escape[3] = hex[6] = between[2] = (char)c;
        check_verdict("", TEXT(string), "", plain ? ACCEPT : REJECT, false);
        check_verdict("", TEXT(escape), "", escaped ? ACCEPT : REJECT, false);
        check_verdict("", TEXT(hex), "", xdigit ? ACCEPT : REJECT, false);
        check_verdict("", TEXT(between), "", digit || space ? ACCEPT : REJECT, false);
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') { /* after the value */
            char after[] = "{}?";
            after[2] = (char)c;
            check_verdict("", TEXT(after), "", REJECT, true);
        }
    }
}

static void nesting_is_limited(void **state)
{
    char text[2 * QUATRIX_DEPTH_MAX + 128];

    (void)state;
    for (size_t depth = 1; depth <= QUATRIX_DEPTH_MAX + 3; depth++) {
        enum verdict want = depth <= QUATRIX_DEPTH_MAX ? ACCEPT : TOO_DEEP;
        size_t len = 0;
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        check_verdict("", text, 2 * depth, "", want, true);
        for (size_t i = 0; i < depth && len < sizeof text - 8; i++) {
            memcpy(text + len, "{\"e\":", 5);
            len += 5;
        }
        if (len == 5 * depth) { /* of objects, where they fit */
            check_verdict("", text, len, "", depth <= QUATRIX_DEPTH_MAX ? INCOMPLETE : TOO_DEEP,
                          true);
        }
        memset(text, '[', depth);
        check_verdict("", text, depth, "", depth <= QUATRIX_DEPTH_MAX ? INCOMPLETE : TOO_DEEP,
                      true);
    }
    /* wide is not deep, and what was closed does not count */
    check_verdict("[", TEXT("[[[]]],[[[]]],{\"a\":[]},[[[]]],[[[]]],[[[]]],[[[]]],[[[]]]"), "]",
                  ACCEPT, true);
}

/* Which bracket closes is remembered at every depth. */
static void brackets_match_at_every_depth(void **state)
{
    uint32_t seed = 5;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        char text[8 * QUATRIX_DEPTH_MAX + 1];
        char close[QUATRIX_DEPTH_MAX + 1];
        size_t depth = 1 + unit_random(&seed, QUATRIX_DEPTH_MAX);
        size_t wrong = unit_random(&seed, (uint32_t)depth);
        size_t len = 0;
        struct scanner s;
        for (size_t i = 0; i < depth; i++) {
            bool object = unit_random(&seed, 2) == 0;
            len += (size_t)snprintf(text + len, sizeof text - len, object ? "{\"e\":" : "[");
            close[i] = object ? '}' : ']';
        }
        text[len++] = '0';
        for (size_t i = depth; i-- > 0;) {
            text[len++] = close[i];
        }
        text[len] = 0;
        CHECK(scan(&s, 'e', text, len, len, NULL) == ACCEPT, "%s", text);
        CHECK(scan(&s, 'h', text, len, 1, NULL) == ACCEPT, "%s", text);
        text[len - 1 - wrong] = text[len - 1 - wrong] == '}' ? ']' : '}';
        CHECK(scan(&s, 'e', text, len, len, NULL) == REJECT, "%s", text);
        CHECK(scan(&s, 's', text, len, 1, NULL) == REJECT, "%s", text);
    }
}

/* Events. */

struct events_case {
    const char *text;
    const char *want;
};

static void check_events(char top, const struct events_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(cases[i].text);
        for (size_t slice = 1; slice <= len; slice++) {
            static struct unit_log log;
            struct scanner s;
            (void)scan(&s, top, cases[i].text, len, slice, &log);
            CHECK(strcmp(log.text, cases[i].want) == 0, "%s, slices of %zu:\n  want %s\n  got  %s",
                  cases[i].text, slice, cases[i].want, log.text);
        }
    }
}

static void members_are_reported_one_by_one(void **state)
{
    static const struct events_case cases[] = {
        { "{}", "{ close " },
        { "{\"h\":1}", "{ name:h number:1 close " },
        { "{ \"h\" : -1.5e3 }", "{ name:h number:-1.5e3 close " },
        { "{\"h1\":null,\"h2\":true,\"h3\":false}",
          "{ name:h1 null:null name:h2 true:true name:h3 false:false close " },
        { "{\"h\":\"\"}", "{ name:h string: close " },
        { "{\"h\":\"a b\"}", "{ name:h string:a b close " },
        { "{\"h\":\"a\\n\\u0061\"}", "{ name:h string:a\\n\\u0061~ close " },
        { "{\"h\":\"\\n\",\"h\":\"a\"}", "{ name:h string:\\n~ name:h string:a close " },
        { "{\"h\\t\":\"a\"}", "{ name:h\\t~ string:a close " },
        { "{\"h\":\"a\xC3\xA4\"}", "{ name:h string:a<c3><a4> close " },
        { "{\"\":1}", "{ name: skipped close " },
        { "{\"s\":1,\"h\":2}", "{ name:s skipped name:h number:2 close " },
        { "{\"s\":\"x\",\"s\":{\"h\":1},\"s\":[1,2],\"s\":null}",
          "{ name:s skipped name:s skipped name:s skipped name:s skipped close " },
        { "{\"h\":{\"a\":[1, {}],\"b\":\"]}\"} , \"h\":[ 1,[2] ]}",
          "{ name:h { object:{\"a\":[1, {}],\"b\":\"]}\"} name:h [ array:[ 1,[2] ] close " },
        { "{\"h\":{},\"h\":[]}", "{ name:h { object:{} name:h [ array:[] close " },
        { "{\"o\":{\"h\":1},\"o\":[1],\"o\":2}",
          "{ name:o { skipped name:o [ skipped name:o number:2 close " },
        { "{\"e\":{\"h\":1,\"s\":2},\"h\":3}",
          "{ name:e { name:h number:1 name:s skipped close name:h number:3 close " },
        { "{\"e\":{\"e\":{\"h\":1}}}", "{ name:e { name:e { name:h number:1 close close close " },
        { "{\"e\":[1,\"a\",null,[2],{}]}",
          "{ name:e [ number:1 string:a null:null [ number:2 close { close close close " },
        { "{\"e\":[],\"e\":{}}", "{ name:e [ close name:e { close close " },
        { "{\"e\":[1,2", "{ name:e [ number:1 " },
        { "{\"h\":1,}", "{ name:h number:1 bad " },
        { "{\"h\":01}", "{ name:h bad " },
        { "{\"h\":{\"a\":\"\\u0000\"}}", "{ name:h { bad " },
        { "{\"s\":[tru5]}", "{ name:s bad " },
        { "{} x", "{ close bad " },
    };

    (void)state;
    check_events('e', cases, COUNT(cases));
}

static void the_value_at_the_top_may_be_anything(void **state)
{
    static const struct events_case entered[] = {
        { "null", "null:null " },
        { " true ", "true:true " },
        { "false", "false:false " },
        { "12 ", "number:12 " },
        { "\"a\"", "string:a " },
        { "[1,2]", "[ number:1 number:2 close " },
        { "[[1],{\"h\":2}]", "[ [ number:1 close { name:h number:2 close close " },
    };
    static const struct events_case held[] = {
        { "[1,2]", "[ array:[1,2] " },
        { " {\"h\":[1]} ", "{ object:{\"h\":[1]} " },
        { "{} {}", "{ object:{} bad " },
    };
    static const struct events_case left[] = {
        { "[1,2]", "[ skipped " },
        { "{\"h\":[1]}", "{ skipped " },
        { "5 ", "number:5 " },
    };
    static const struct events_case unwanted[] = {
        { "[1,2]", "skipped " }, { "{\"h\":[1]}", "skipped " }, { "5 ", "skipped " },
        { "\"a\"", "skipped " }, { "null", "skipped " },
    };

    (void)state;
    check_events('e', entered, COUNT(entered));
    check_events('h', held, COUNT(held));
    check_events('o', left, COUNT(left));
    check_events('s', unwanted, COUNT(unwanted));
}

/* Only what is wanted has to stay in the buffer. */
static void no_more_is_kept_than_the_value_being_held(void **state)
{
    static const struct {
        const char *text;
        size_t longest; /* in pieces of one byte: what was read of a value without its end */
    } cases[] = {
        { "{\"s\":\"a long string nobody wants\"}", 1 },
        { "{\"s\":[1,2,{\"h\":\"a long string nobody wants\"}],\"s\":123456789}", 1 },
        { "{\"s\":{\"a long name nobody wants\":1}}", 1 },
        { "{\"a long name\":1}", 11 },
        { "{\"h\":\"twelve bytes\"}", 12 },
        { "{\"h\":123456}", 6 },
        { "{\"h\":[1,2,3,4]}", 8 },
        { "{\"e\":[1234,5678,\"abcd\"]}", 4 },
        { "{          \"h\"     :       1     }", 1 },
    };
    struct scanner s;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(ACCEPT, scan(&s, 'e', cases[i].text, strlen(cases[i].text), 1, NULL));
        CHECK(s.longest == cases[i].longest, "%s: %zu", cases[i].text, s.longest);
    }
}

/* Feeds a text through one buffer of 384 bytes; what must be kept is dropped when it fills it. */
static enum quatrix_json_event through_buffer(const char *text, size_t len, struct unit_log *log)
{
    struct scanner s;
    uint8_t buf[384];
    size_t at = 0;
    enum quatrix_json_event event = QUATRIX_JSON_MORE;

    memset(&s, 0, sizeof s);
    quatrix_json_scan_init(&s.scan);
    s.top = 'e';
    s.buf = buf;
    s.log = log;
    log->len = 0;
    log->text[0] = 0;
    while (at < len && event == QUATRIX_JSON_MORE) {
        size_t keep = quatrix_json_scan_keep(&s.scan);
        size_t n;
        s.len -= keep;
        memmove(buf, buf + keep, s.len);
        quatrix_json_scan_rebase(&s.scan, keep);
        if (s.len == sizeof buf) {
            quatrix_json_scan_drop(&s.scan);
            log_word(&s, "dropped");
            continue;
        }
        n = sizeof buf - s.len < len - at ? sizeof buf - s.len : len - at;
        memcpy(buf + s.len, text + at, n);
        s.len += n;
        at += n;
        event = scan_all(&s);
    }
    assert_true(event != QUATRIX_JSON_MORE || quatrix_json_scan_complete(&s.scan));
    return event;
}

static void a_megabyte_passes_through_a_small_buffer(void **state)
{
    enum { LONG = 1 << 20 };
    static const struct {
        const char *before;
        char fill;
        const char *after;
        const char *want;
    } cases[] = {
        { "{\"s\":\"", 'x', "\",\"h\":1}", "{ name:s skipped name:h number:1 close " },
        { "{\"s\":[\"", 'x', "\"],\"h\":1}", "{ name:s skipped name:h number:1 close " },
        { "{\"s\":{\"", 'x', "\":[1]},\"h\":1}", "{ name:s skipped name:h number:1 close " },
        { "{\"s\":1", '0', ",\"h\":1}", "{ name:s skipped name:h number:1 close " },
        { "{\"s\":", ' ', "1,\"h\":1}", "{ name:s skipped name:h number:1 close " },
        { "{\"h\":", '\n', "1,\"h\":1}", "{ name:h number:1 name:h number:1 close " },
        { "{\"h\":\"", 'x', "\",\"h\":1}", "{ name:h dropped skipped name:h number:1 close " },
        { "{\"h\":1", '0', ",\"h\":1}", "{ name:h dropped skipped name:h number:1 close " },
        { "{\"h\":[\"", 'x', "\",[1]],\"h\":1}",
          "{ name:h [ dropped skipped name:h number:1 close " },
        { "{\"h\":{\"a\":\"", 'x', "\"},\"h\":1}",
          "{ name:h { dropped skipped name:h number:1 close " },
        { "{\"", 'h', "\":1,\"h\":{}}", "{ dropped skipped name:h { object:{} close " },
        { "{\"", 'h', "\":{\"h\":[1]},\"h\":2}", "{ dropped skipped name:h number:2 close " },
        { "{\"e\":[\"", 'x', "\",2],\"h\":1}",
          "{ name:e [ dropped skipped number:2 close name:h number:1 close " },
        { "{\"s\":\"", '\x01', "\"}", "{ name:s bad " },
        { "{\"h\":\"", '\xBF', "\"}", "{ name:h bad " },
    };
    char *text = malloc(LONG + 64);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t head = strlen(cases[i].before);
        size_t tail = strlen(cases[i].after);
        static struct unit_log log;
        memcpy(text, cases[i].before, head);
        memset(text + head, cases[i].fill, LONG);
        memcpy(text + head + LONG, cases[i].after, tail);
        (void)through_buffer(text, head + LONG + tail, &log);
        CHECK(strcmp(log.text, cases[i].want) == 0, "%s...\n  want %s\n  got  %s", cases[i].before,
              cases[i].want, log.text);
    }
    free(text);
}

/* A string that was dropped is checked to its end. */
static void what_is_dropped_is_still_checked(void **state)
{
    static const struct {
        const char *end;
        bool good;
    } cases[] = {
        { "\"}", true },         { "\\u0061\"}", true }, { "\xC3\xA4\"}", true },
        { "\\u0000\"}", false }, { "\xC3\"}", false },   { "\\q\"}", false },
        { "\\uD800\"}", false }, { "\n\"}", false },     { "\",}", false },
    };
    static char text[1200];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t pad = 380; pad < 780; pad++) {
            static struct unit_log log;
            size_t len =
                (size_t)snprintf(text, sizeof text, "{\"h\":\"%0*d%s", (int)pad, 1, cases[i].end);
            enum quatrix_json_event event = through_buffer(text, len, &log);
            CHECK((event == QUATRIX_JSON_MORE) == cases[i].good, "%s: %s", cases[i].end, log.text);
        }
    }
}

/* Whatever is wrong with it, and whatever becomes of its values. */
static void any_text_is_the_same_for_any_slicing(void **state)
{
    static const char *const texts[] = {
        "{\"h\":{\"a\":[1,-2.5e+3]},\"e\":[true,null,{\"h\":\"x\\n\"}],\"s\":\"\\uD83D\\uDE00\"}",
        "[[],{},\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\",false,{\"o\":[[0]],\"s\":1,\"h\":[]}]",
        "{ \"e\" : { \"e\" : [ { \"h\" : 1.5 } , 10 ] } , \"o\" : {\"\\u0061\":\"\\\"\"} }",
    };
    static const char tops[] = "heso";
    uint32_t seed = 23;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[200];
        const char *from = texts[unit_random(&seed, COUNT(texts))];
        char top = tops[unit_random(&seed, 4)];
        size_t len = strlen(from);
        static struct unit_log whole;
        static struct unit_log log;
        struct scanner s;
        enum verdict verdict;
        memcpy(text, from, len);
        unit_mutate(&seed, "\"\\{}[]:,01.e-+ntuhs \n\x80\xC3\xE2\x01", text, &len);
        verdict = scan(&s, top, text, len, len, &whole);
        for (size_t slice = 1; slice < len; slice += 1 + unit_random(&seed, 20)) {
            enum verdict got = scan(&s, top, text, len, slice, &log);
            CHECK(got == verdict && strcmp(whole.text, log.text) == 0,
                  "%.*s\n  whole %s\n  slices of %zu %s", (int)len, text, whole.text, slice,
                  log.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_must_be_accepted_is),
        cmocka_unit_test(what_must_be_rejected_is),
        cmocka_unit_test(what_is_cut_is_incomplete),
        cmocka_unit_test(every_byte_is_judged_by_its_place),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(brackets_match_at_every_depth),
        cmocka_unit_test(members_are_reported_one_by_one),
        cmocka_unit_test(the_value_at_the_top_may_be_anything),
        cmocka_unit_test(no_more_is_kept_than_the_value_being_held),
        cmocka_unit_test(a_megabyte_passes_through_a_small_buffer),
        cmocka_unit_test(what_is_dropped_is_still_checked),
        cmocka_unit_test(any_text_is_the_same_for_any_slicing),
    };

    return cmocka_run_group_tests_name("json/scan", tests, NULL, NULL);
}
