/* SPDX-License-Identifier: MIT */
/*
 * The body of a reply, over every slicing. A case states what is seen as one line of text: the
 * payload in quotes, then "done", "more" or the error, then the bytes that were not touched.
 */
#include "http/http.h"

#include "unit/unit.h"

#define UNTIL_CLOSE UINT64_MAX /* for the length */

struct body_case {
    const char *name;
    const char *text;
    size_t len;
    const char *want;
};

static void begin(struct quatrix_http *body, uint16_t status, uint8_t flags, uint64_t length)
{
    memset(body, 0xA5, sizeof *body);
    quatrix_http_init(body);
    body->status = status;
    body->flags = flags;
    body->left = length;
    quatrix_http_begin_body(body);
}

/* Everything up to the end of one piece. QUATRIX_PENDING when there is more to come. */
static enum quatrix_status feed_piece(struct quatrix_http *body, const uint8_t *piece, size_t len,
                                      size_t *used, struct unit_log *payload)
{
    for (;;) {
        struct quatrix_http_span span = { SIZE_MAX, SIZE_MAX };
        uint64_t run = quatrix_http_run(body);
        size_t given = len - *used;
        size_t step;
        enum quatrix_status status = quatrix_http_feed_body(body, piece + *used, given, &span);
        if (status != QUATRIX_OK && status != QUATRIX_PENDING) {
            return status;
        }
        assert_true(span.at <= given && span.len <= given - span.at);
        step = span.at + span.len;
        if (run > 0) { /* then all of it is payload */
            assert_int_equal(run < given ? run : given, span.len);
            assert_true(span.at == 0 && step == span.len);
        }
        unit_log_bytes(payload, piece + *used + span.at, span.len);
        *used += step;
        assert_int_equal(status == QUATRIX_OK, quatrix_http_done(body));
        if (status == QUATRIX_OK || *used == len) {
            return status;
        }
        assert_true(step > 0);
    }
}

/* first bytes, then pieces of slice bytes. */
static void run(const struct quatrix_http *start, const char *text, size_t len, size_t first,
                size_t slice, struct unit_log *log)
{
    struct quatrix_http body = *start;
    enum quatrix_status status = quatrix_http_done(&body) ? QUATRIX_OK : QUATRIX_PENDING;
    size_t at = 0;

    log->len = 0;
    log->text[0] = 0;
    unit_log(log, "\"");
    while (status == QUATRIX_PENDING && at < len) {
        size_t wanted = at == 0 ? first : slice;
        size_t n = len - at < wanted ? len - at : wanted;
        uint8_t *piece = unit_copy(text + at, n);
        size_t used = 0;
        status = feed_piece(&body, piece, n, &used, log);
        free(piece);
        at += used;
    }
    unit_log(log, "\" ");
    if (status == QUATRIX_OK) {
        assert_true(quatrix_http_run(&body) == 0);
        unit_log(log, "done");
        if (at < len) {
            unit_log(log, " ");
            unit_log_bytes(log, text + at, len - at);
        }
    } else {
        unit_log(log, "%s", status == QUATRIX_PENDING ? "more" : quatrix_status_name(status));
    }
}

/* What came before an error depends on the slices. */
static const char *verdict(const char *log)
{
    const char *error = strstr(log, "E_");

    return error != NULL ? error : log;
}

static void check_case(const struct quatrix_http *start, const struct body_case *c)
{
    static struct unit_log log;

    for (size_t slice = 1; slice <= c->len || slice == 1; slice++) {
        for (int whole = 0; whole < 2; whole++) {
            run(start, c->text, c->len, slice, whole ? c->len : slice, &log);
            CHECK(strcmp(verdict(log.text), c->want) == 0, "%s, %s %zu:\n  want %s\n  got  %s",
                  c->name, whole ? "cut at" : "slices of", slice, c->want, log.text);
        }
    }
}

static void a_length_counts_the_bytes(void **state)
{
    static const struct {
        uint64_t length;
        struct body_case c;
    } cases[] = {
        { 0, { "nothing", TEXT(""), "\"\" done" } },
        { 0, { "nothing, and another reply", TEXT("HTTP/1.1"), "\"\" done HTTP/1.1" } },
        { 1, { "one", TEXT("a"), "\"a\" done" } },
        { 1, { "one, and more", TEXT("ab"), "\"a\" done b" } },
        { 5, { "all", TEXT("hello"), "\"hello\" done" } },
        { 5, { "too little", TEXT("hell"), "\"hell\" more" } },
        { 5, { "none yet", TEXT(""), "\"\" more" } },
        { 5, { "too much", TEXT("hello world"), "\"hello\" done  world" } },
        { 5, { "any byte", TEXT("\0\r\n\xff:x"), "\"<00><0d><0a><ff>:\" done x" } },
        { INT64_MAX, { "a lot is due", TEXT("hello"), "\"hello\" more" } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct quatrix_http body;
        begin(&body, 200, 0, cases[i].length);
        assert_false(quatrix_http_until_close(&body));
        assert_true(quatrix_http_run(&body) == cases[i].length);
        check_case(&body, &cases[i].c);
    }
}

static void chunks_are_put_together(void **state)
{
    static const struct body_case cases[] = {
        { "RFC 9112 7.1", TEXT("4\r\nWiki\r\n5\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\n\r\n"),
          "\"Wikipedia in<0d><0a><0d><0a>chunks.\" done" },
        { "no chunk", TEXT("0\r\n\r\n"), "\"\" done" },
        { "bytes after it", TEXT("1\r\na\r\n0\r\n\r\nHTTP/1.1"), "\"a\" done HTTP/1.1" },
        { "an empty line after it", TEXT("0\r\n\r\n\r\n"), "\"\" done <0d><0a>" },
        { "upper case", TEXT("1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"),
          "\"abcdefghijklmnopqrstuvwxyz\" done" },
        { "lower case", TEXT("1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"),
          "\"abcdefghijklmnopqrstuvwxyz\" done" },
        { "f", TEXT("f\r\nabcdefghijklmno\r\n0\r\n\r\n"), "\"abcdefghijklmno\" done" },
        { "F", TEXT("F\r\nabcdefghijklmno\r\n0\r\n\r\n"), "\"abcdefghijklmno\" done" },
        { "leading zeros", TEXT("0000000000000000000000005\r\nhello\r\n000\r\n\r\n"),
          "\"hello\" done" },
        { "payload that looks like framing", TEXT("7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"),
          "\"<0d><0a>0<0d><0a><0d><0a>\" done" },
        { "any byte", TEXT("4\r\n\0\xff\r\n\r\n0\r\n\r\n"), "\"<00><ff><0d><0a>\" done" },
        { "extension", TEXT("5;a=b\r\nhello\r\n0;last\r\n\r\n"), "\"hello\" done" },
        { "extension in quotes", TEXT("5;a=\"b;c\\\"\"\r\nhello\r\n0\r\n\r\n"), "\"hello\" done" },
        { "several extensions", TEXT("5;a;b=c;d=\"e\"\r\nhello\r\n0\r\n\r\n"), "\"hello\" done" },
        { "white space before an extension", TEXT("5 \t;a=b\r\nhello\r\n0\r\n\r\n"),
          "\"hello\" done" },
        { "white space around an extension", TEXT("5 ; a = b\r\nhello\r\n0\r\n\r\n"),
          "\"hello\" done" },
        { "spaces after the size", TEXT("5  \r\nhello\r\n0 \r\n\r\n"), "\"hello\" done" },
        { "trailer", TEXT("5\r\nhello\r\n0\r\nETag: x\r\n\r\n"), "\"hello\" done" },
        { "trailers", TEXT("0\r\nA: b\r\nContent-Length: 7\r\nC:\r\n\r\nrest"), "\"\" done rest" },
        { "a trailer with obs-text", TEXT("0\r\nA: \t\xFC b\r\n\r\n"), "\"\" done" },
        { "cut in a size", TEXT("5"), "\"\" more" },
        { "cut after a size", TEXT("5\r"), "\"\" more" },
        { "cut before the data", TEXT("5\r\n"), "\"\" more" },
        { "cut in the data", TEXT("5\r\nhell"), "\"hell\" more" },
        { "cut after the data", TEXT("5\r\nhello"), "\"hello\" more" },
        { "cut between chunks", TEXT("5\r\nhello\r\n"), "\"hello\" more" },
        { "cut before the last line", TEXT("5\r\nhello\r\n0\r\n"), "\"hello\" more" },
        { "cut in the last line", TEXT("5\r\nhello\r\n0\r\n\r"), "\"hello\" more" },
        { "cut in a trailer", TEXT("0\r\nA: b\r\n"), "\"\" more" },
        { "nothing yet", TEXT(""), "\"\" more" },
        { "largest size", TEXT("7fffffffffffffff\r\nhello"), "\"hello\" more" },
    };
    struct quatrix_http body;

    (void)state;
    begin(&body, 200, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
    assert_false(quatrix_http_until_close(&body));
    assert_true(quatrix_http_run(&body) == 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_case(&body, &cases[i]);
    }
}

static void malformed_chunks_are_refused(void **state)
{
#define BAD(name, text)                                                                            \
    {                                                                                              \
        name, TEXT(text), "E_PROTOCOL"                                                             \
    }
    static const struct body_case cases[] = {
        BAD("no size", "\r\nhello\r\n0\r\n\r\n"),
        BAD("no size after a chunk", "1\r\na\r\n\r\n0\r\n\r\n"),
        BAD("no hexadecimal digit", "g\r\n"),
        BAD("just below 0", "/\r\n"),
        BAD("just above 9", ":\r\n"),
        BAD("just below A", "@\r\n"),
        BAD("just below a", "`\r\n"),
        BAD("a later one", "5g\r\nhello\r\n0\r\n\r\n"),
        BAD("0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        BAD("a control character for a digit", "\x10\r\n"),
        BAD("a byte above ASCII", "\xb5\r\nhello\r\n0\r\n\r\n"),
        BAD("plus", "+5\r\nhello\r\n0\r\n\r\n"),
        BAD("minus", "-5\r\nhello\r\n0\r\n\r\n"),
        BAD("space before", " 5\r\nhello\r\n0\r\n\r\n"),
        BAD("extension without size", ";a=b\r\nhello\r\n0\r\n\r\n"),
        BAD("2^63", "8000000000000000\r\nhello\r\n"),
        BAD("2^64", "10000000000000000\r\nhello\r\n"),
        BAD("2^64 + 5", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        BAD("huge", "ffffffffffffffffffffffffffffffff\r\nhello\r\n"),
        BAD("LF after the size", "5\nhello\r\n0\r\n\r\n"),
        BAD("CR alone after the size", "5\rhello\r\n0\r\n\r\n"),
        BAD("two CR after the size", "5\r\r\nhello\r\n0\r\n\r\n"),
        BAD("NUL after the size", "5\0\r\nhello\r\n0\r\n\r\n"),
        BAD("LF in an extension", "5;a\nhello\r\n0\r\n\r\n"),
        BAD("CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        BAD("NUL in an extension", "5;a\0b\r\nhello\r\n0\r\n\r\n"),
        BAD("DEL in an extension", "5;a\x7f\r\nhello\r\n0\r\n\r\n"),
        BAD("no CRLF after the data", "5\r\nhello0\r\n\r\n"),
        BAD("LF after the data", "5\r\nhello\n0\r\n\r\n"),
        BAD("CR alone after the data", "5\r\nhello\r0\r\n\r\n"),
        BAD("data longer than its size", "5\r\nhello!\r\n0\r\n\r\n"),
        BAD("data shorter than its size", "5\r\nhell\r\n0\r\n\r\n"),
        BAD("HTML instead", "<html></html>"),
        BAD("LF for the last line", "0\r\n\n"),
        BAD("CR alone for the last line", "0\r\n\rx"),
        BAD("LF after a trailer", "0\r\nA: b\n\r\n"),
        BAD("CR in a trailer", "0\r\nA: b\rc\r\n\r\n"),
        BAD("NUL in a trailer", "0\r\nA: b\0\r\n\r\n"),
        BAD("NUL for a trailer", "0\r\n\0: b\r\n\r\n"),
        BAD("obs-fold in the trailers, space", "0\r\nA: b\r\n c\r\n\r\n"),
        BAD("obs-fold in the trailers, tab", "0\r\nA: b\r\n\tc\r\n\r\n"),
        BAD("obs-fold as first trailer", "0\r\n A: b\r\n\r\n"),
    };
    struct quatrix_http body;

    (void)state;
    begin(&body, 200, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_case(&body, &cases[i]);
    }
}

/* RFC 9112 section 7.1.1: what two parsers might read as two sizes. */
static void only_an_extension_may_follow_a_chunk_size(void **state)
{
    static const struct body_case cases[] = {
        BAD("a second size", "5 6\r\nhello\r\n0\r\n\r\n"),
        BAD("a second size after a tab", "5\t6\r\nhello\r\n0\r\n\r\n"),
        BAD("a word", "5 x\r\nhello\r\n0\r\n\r\n"),
        BAD("a comma", "5 , 5\r\nhello\r\n0\r\n\r\n"),
        BAD("a word after the last size", "0 x\r\n\r\n"),
    };
    struct quatrix_http body;

    (void)state;
    begin(&body, 200, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_case(&body, &cases[i]);
    }
}

/* RFC 9112 section 7.1.2: field lines, as in the head. */
static void trailers_are_field_lines(void **state)
{
    static const struct body_case cases[] = {
        BAD("no colon", "0\r\ngarbage\r\n\r\n"),
        BAD("no colon in the second", "0\r\nA: b\r\ngarbage\r\n\r\n"),
        BAD("no name", "0\r\n: b\r\n\r\n"),
        BAD("space before the colon", "0\r\nA : b\r\n\r\n"),
        BAD("no name of a field", "0\r\n<a>: b\r\n\r\n"),
        BAD("a chunk after the last", "0\r\n5\r\nhello\r\n0\r\n\r\n"),
        BAD("a reply without an empty line before", "0\r\nHTTP/1.1 200 OK\r\n\r\n"),
    };
    struct quatrix_http body;

    (void)state;
    begin(&body, 200, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_case(&body, &cases[i]);
    }
}

/* Feeds before, then count times c, then after. */
static enum quatrix_status feed_long(const char *before, size_t count, char c, const char *after,
                                     size_t slice)
{
    size_t head = strlen(before);
    size_t len = head + count + strlen(after);
    char *text = malloc(len + 1);
    struct quatrix_http body;
    enum quatrix_status status = QUATRIX_PENDING;
    static struct unit_log log;

    assert_non_null(text);
    memcpy(text, before, head);
    memset(text + head, c, count);
    memcpy(text + head + count, after, strlen(after) + 1);
    log.len = 0;
    begin(&body, 200, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
    for (size_t at = 0; at < len && status == QUATRIX_PENDING;) {
        size_t used = 0;
        status = feed_piece(&body, (const uint8_t *)text + at, len - at < slice ? len - at : slice,
                            &used, &log);
        at += used;
    }
    free(text);
    return status;
}

static void what_surrounds_chunks_is_bounded(void **state)
{
    static const size_t slices[] = { 1, 5, 383, SIZE_MAX };
    const size_t max = 16384;

    (void)state;
    for (size_t i = 0; i < COUNT(slices); i++) {
        size_t s = slices[i];
        assert_int_equal(QUATRIX_OK, feed_long("1;", max - 4, 'x', "\r\na\r\n0\r\n\r\n", s));
        assert_int_equal(QUATRIX_E_PROTOCOL,
                         feed_long("1;", max - 3, 'x', "\r\na\r\n0\r\n\r\n", s));
        assert_int_equal(QUATRIX_E_PROTOCOL, feed_long("1;", 100000, 'x', "\r\na\r\n0\r\n\r\n", s));
        assert_int_equal(QUATRIX_OK,
                         feed_long("1\r\na\r\n1;", max - 4, 'x', "\r\na\r\n0\r\n\r\n", s));
        assert_int_equal(QUATRIX_E_PROTOCOL,
                         feed_long("1\r\na\r\n1;", max - 3, 'x', "\r\na\r\n0\r\n\r\n", s));
        assert_int_equal(QUATRIX_OK, feed_long("", max - 2, '0', "\r\n\r\n", s));
        assert_int_equal(QUATRIX_E_PROTOCOL, feed_long("", max - 1, '0', "\r\n\r\n", s));
        assert_int_equal(QUATRIX_OK, feed_long("0\r\nA:", max - 6, 'x', "\r\n\r\n", s));
        assert_int_equal(QUATRIX_E_PROTOCOL, feed_long("0\r\nA:", max - 5, 'x', "\r\n\r\n", s));
        assert_int_equal(QUATRIX_E_PROTOCOL, feed_long("0\r\nA:", 100000, 'x', "\r\n\r\n", s));
    }
}

/* The bound is for one line: a long body of small chunks is fine. */
static void any_number_of_chunks_may_come(void **state)
{
    static const char chunk[] = "1;extension=of some length\r\na\r\n";
    struct quatrix_http body;
    struct quatrix_http_span span;
    size_t payload = 0;

    (void)state;
    begin(&body, 200, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
    for (int i = 0; i < 5000; i++) {
        for (size_t at = 0; at < sizeof chunk - 1; at += span.at + span.len) {
            assert_int_equal(QUATRIX_PENDING,
                             quatrix_http_feed_body(&body, (const uint8_t *)chunk + at,
                                                    sizeof chunk - 1 - at, &span));
            payload += span.len;
        }
    }
    assert_int_equal(5000, payload);
    for (int i = 0; i < 1000; i++) { /* trailers are counted together */
        static const char trailer[] = "ABCDEFGHIJKLM: x\r\n";
        const char *text = i == 0 ? "0\r\n" : trailer;
        if (quatrix_http_feed_body(&body, (const uint8_t *)text, strlen(text), &span) ==
            QUATRIX_E_PROTOCOL) {
            return;
        }
    }
    fail_msg("trailers without end");
}

static void some_replies_have_no_body(void **state)
{
    static const struct {
        uint16_t status;
        uint8_t flags;
        uint64_t length;
        bool close; /* a body is announced all the same */
    } cases[] = {
        { 204, 0, UNTIL_CLOSE, false },
        { 204, 0, 0, false },
        { 204, 0, 5, true },
        { 204, 0, INT64_MAX, true },
        { 204, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE, true },
        { 204, QUATRIX_HTTP_CLOSE, UNTIL_CLOSE, true },
        { 304, 0, 1234, true },
        { 304, 0, UNTIL_CLOSE, false },
        { 304, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE, true },
        { 100, 0, UNTIL_CLOSE, false },
        { 199, 0, 5, true },
    };
    static const struct body_case c = { "body after none", TEXT("5\r\nhello"),
                                        "\"\" done 5<0d><0a>hello" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct quatrix_http body;
        struct quatrix_http_span span;
        begin(&body, cases[i].status, cases[i].flags, cases[i].length);
        assert_true(quatrix_http_done(&body));
        assert_false(quatrix_http_until_close(&body));
        assert_true(quatrix_http_run(&body) == 0);
        assert_int_equal(cases[i].close, (body.flags & QUATRIX_HTTP_CLOSE) != 0);
        check_case(&body, &c);
        assert_int_equal(QUATRIX_OK, quatrix_http_feed_body(&body, (const uint8_t *)"x", 1, &span));
        assert_true(span.at == 0 && span.len == 0);
    }
}

static void other_replies_have_one(void **state)
{
    static const uint16_t statuses[] = { 200, 203, 205, 207, 300, 303, 305, 400, 404, 500, 599 };

    (void)state;
    for (size_t i = 0; i < COUNT(statuses); i++) {
        struct quatrix_http body;
        begin(&body, statuses[i], 0, 5);
        assert_false(quatrix_http_done(&body));
        begin(&body, statuses[i], QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
        assert_false(quatrix_http_done(&body));
        begin(&body, statuses[i], 0, UNTIL_CLOSE);
        assert_false(quatrix_http_done(&body));
    }
}

static void without_length_the_body_ends_with_the_connection(void **state)
{
    static const struct body_case cases[] = {
        { "text", TEXT("hello\r\n0\r\n\r\n"), "\"hello<0d><0a>0<0d><0a><0d><0a>\" more" },
        { "nothing", TEXT(""), "\"\" more" },
        { "any byte", TEXT("\0\xff"), "\"<00><ff>\" more" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct quatrix_http body;
        for (uint8_t flags = 0; flags <= QUATRIX_HTTP_CLOSE; flags += QUATRIX_HTTP_CLOSE) {
            begin(&body, 200, flags, UNTIL_CLOSE);
            assert_true(quatrix_http_until_close(&body));
            assert_true(quatrix_http_run(&body) == UINT64_MAX);
            check_case(&body, &cases[i]);
        }
    }
}

static void chunked_wins_and_a_length_of_another_reply_is_forgotten(void **state)
{
    static const struct body_case c = { "chunk", TEXT("1\r\na\r\n0\r\n\r\n"), "\"a\" done" };
    struct quatrix_http body;

    (void)state;
    begin(&body, 200, 0, 1000);
    begin(&body, 200, QUATRIX_HTTP_CHUNKED, 1000);
    check_case(&body, &c);
    begin(&body, 200, QUATRIX_HTTP_CHUNKED | QUATRIX_HTTP_CLOSE, UNTIL_CLOSE);
    assert_false(quatrix_http_until_close(&body));
    check_case(&body, &c);
}

/* Whatever is wrong with it. */
static void any_body_is_the_same_for_any_slicing(void **state)
{
    static const char *const bodies[] = {
        "4\r\nWiki\r\n5\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\n\r\n",
        "1 ;a=b\r\n1\r\n01\r\n\r\r\n0\t;x\r\nA: b\r\nC-D:\r\n\r\nrest",
    };
    uint32_t seed = 19;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[200];
        const char *from = bodies[unit_random(&seed, COUNT(bodies))];
        size_t len = strlen(from);
        struct quatrix_http body;
        static struct unit_log whole;
        static struct unit_log log;
        memcpy(text, from, len);
        unit_mutate(&seed, "\r\n\t ;:aFg01289\x7f\x01", text, &len);
        begin(&body, 200, QUATRIX_HTTP_CHUNKED, UNTIL_CLOSE);
        run(&body, text, len, len, len, &whole);
        for (size_t slice = 1; slice < len; slice += 1 + unit_random(&seed, 20)) {
            run(&body, text, len, 1 + unit_random(&seed, (uint32_t)len), slice, &log);
            CHECK(strcmp(verdict(whole.text), verdict(log.text)) == 0,
                  "%.*s\n  whole %s\n  slices of %zu %s", (int)len, text, whole.text, slice,
                  log.text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_length_counts_the_bytes),
        cmocka_unit_test(chunks_are_put_together),
        cmocka_unit_test(malformed_chunks_are_refused),
        cmocka_unit_test(only_an_extension_may_follow_a_chunk_size),
        cmocka_unit_test(trailers_are_field_lines),
        cmocka_unit_test(what_surrounds_chunks_is_bounded),
        cmocka_unit_test(any_number_of_chunks_may_come),
        cmocka_unit_test(some_replies_have_no_body),
        cmocka_unit_test(other_replies_have_one),
        cmocka_unit_test(without_length_the_body_ends_with_the_connection),
        cmocka_unit_test(any_body_is_the_same_for_any_slicing),
        cmocka_unit_test(chunked_wins_and_a_length_of_another_reply_is_forgotten),
    };

    return cmocka_run_group_tests_name("http/body", tests, NULL, NULL);
}
