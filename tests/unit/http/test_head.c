/* SPDX-License-Identifier: MIT */
/*
 * The head of a reply, over every slicing. A case states what is seen as one line of text:
 *
 *     content-type: text/html | 200 length=5 | hello
 *
 * first the fields handed to the caller, then the head, then the bytes that were not touched. Or
 * the error, or "more" where the text ends too early.
 */
#include "http/http.h"

#include "unit/unit.h"

struct head_case {
    const char *name;
    const char *text;
    size_t len;
    const char *want;
};

static const char *field_name(uint8_t field)
{
    switch (field) {
    case QUATRIX_HTTP_CONTENT_TYPE:
        return "content-type";
    case QUATRIX_HTTP_MFA_CODE:
        return "mfa-code";
    case QUATRIX_HTTP_RETRY_AFTER:
        return "retry-after";
    case QUATRIX_HTTP_X_AUTH_TOKEN:
        return "x-auth-token";
    default:
        return "a field that is not the caller's";
    }
}

static void log_head(struct unit_log *log, const struct quatrix_http *head)
{
    unit_log(log, "%u", head->status);
    if (!quatrix_http_until_close(head)) {
        unit_log(log, " length=%llu", (unsigned long long)head->left);
    }
    if ((head->flags & QUATRIX_HTTP_CHUNKED) != 0) {
        unit_log(log, " chunked");
    }
    if ((head->flags & QUATRIX_HTTP_CLOSE) != 0) {
        unit_log(log, " close");
    }
}

/* Everything up to the end of one piece. True when there is more to come. */
static bool feed_piece(struct quatrix_http *head, const uint8_t *piece, size_t len, size_t *used,
                       struct unit_log *log)
{
    for (;;) {
        size_t step = SIZE_MAX;
        enum quatrix_status status =
            quatrix_http_feed_head(head, piece + *used, len - *used, &step);
        assert_true(step <= len - *used);
        *used += step;
        switch (status) {
        case QUATRIX_PENDING:
            assert_int_equal(len, *used);
            return true;
        case QUATRIX_READY:
            assert_true(strlen(head->text) <= QUATRIX_HEADER_MAX);
            unit_log(log, "%s: ", field_name(head->field));
            unit_log_bytes(log, head->text, strlen(head->text));
            unit_log(log, " | ");
            break;
        case QUATRIX_OK:
            log_head(log, head);
            return false;
        default:
            unit_log(log, "%s", quatrix_status_name(status));
            return false;
        }
    }
}

/* first bytes, then pieces of slice bytes. */
static void run(const char *text, size_t len, size_t first, size_t slice, struct unit_log *log)
{
    struct quatrix_http head;
    size_t at = 0;
    bool more = true;

    log->len = 0;
    log->text[0] = 0;
    memset(&head, 0xA5, sizeof head);
    quatrix_http_init(&head);
    while (more && at < len) {
        size_t wanted = at == 0 ? first : slice;
        size_t n = len - at < wanted ? len - at : wanted;
        uint8_t *piece = unit_copy(text + at, n);
        size_t used = 0;
        more = feed_piece(&head, piece, n, &used, log);
        free(piece);
        at += used;
    }
    if (more) {
        unit_log(log, "more");
    } else if (at < len && strstr(log->text, "E_") == NULL) {
        unit_log(log, " | ");
        unit_log_bytes(log, text + at, len - at);
    }
}

static void check_case(const struct head_case *c)
{
    static struct unit_log log;

    for (size_t slice = 1; slice <= c->len; slice++) {
        run(c->text, c->len, slice, slice, &log);
        CHECK(strcmp(log.text, c->want) == 0, "%s, slices of %zu:\n  want %s\n  got  %s", c->name,
              slice, c->want, log.text);
        run(c->text, c->len, slice, c->len, &log);
        CHECK(strcmp(log.text, c->want) == 0, "%s, cut at %zu:\n  want %s\n  got  %s", c->name,
              slice, c->want, log.text);
    }
}

static void check_cases(const struct head_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_case(&cases[i]);
    }
}

#define OK_LINE "HTTP/1.1 200 OK\r\n"

static void the_examples_of_the_rfcs_are_read(void **state)
{
    static const struct head_case cases[] = {
        { "RFC 9110 3.9",
          TEXT("HTTP/1.1 200 OK\r\n"
               "Date: Mon, 27 Jul 2009 12:28:53 GMT\r\n"
               "Server: Apache\r\n"
               "Last-Modified: Wed, 22 Jul 2009 19:15:56 GMT\r\n"
               "ETag: \"34aa387-d-1568eb00\"\r\n"
               "Accept-Ranges: bytes\r\n"
               "Content-Length: 51\r\n"
               "Vary: Accept-Encoding\r\n"
               "Content-Type: text/plain\r\n"
               "\r\n"
               "Hello World!"),
          "content-type: text/plain | 200 length=51 | Hello World!" },
        { "RFC 9112 7.1, chunked",
          TEXT("HTTP/1.1 200 OK\r\n"
               "Content-Type: text/plain\r\n"
               "Transfer-Encoding: chunked\r\n"
               "\r\n"
               "4\r\nWiki\r\n0\r\n\r\n"),
          "content-type: text/plain | 200 chunked | 4<0d><0a>Wiki<0d><0a>0<0d><0a><0d><0a>" },
        { "RFC 9112 9.6, close",
          TEXT("HTTP/1.1 200 OK\r\n"
               "Connection: close\r\n"
               "\r\n"),
          "200 close" },
        { "RFC 9110 15.2, interim and final",
          TEXT("HTTP/1.1 100 Continue\r\n"
               "\r\n"
               "HTTP/1.1 200 OK\r\n\r\n"),
          "100 | HTTP/1.1 200 OK<0d><0a><0d><0a>" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void status_lines_are_read_strictly(void **state)
{
    static const struct head_case cases[] = {
        { "reason of several words", TEXT("HTTP/1.1 404 Not Found Here\r\n\r\n"), "404" },
        { "empty reason", TEXT("HTTP/1.1 200 \r\n\r\n"), "200" },
        { "no reason and no space", TEXT("HTTP/1.1 200\r\n\r\n"), "200" },
        { "reason with tab and obs-text", TEXT("HTTP/1.1 200 \t\xFC\xC3\xBC\r\n\r\n"), "200" },
        { "HTTP/1.0 keeps no connection", TEXT("HTTP/1.0 200 OK\r\n\r\n"), "200 close" },
        { "lowest status", TEXT("HTTP/1.1 100 \r\n\r\n"), "100" },
        { "highest status", TEXT("HTTP/1.1 599 x\r\n\r\n"), "599" },
        { "an unassigned status", TEXT("HTTP/1.1 299 x\r\n\r\n"), "299" },
        { "status 099", TEXT("HTTP/1.1 099 x\r\n\r\n"), "E_PROTOCOL" },
        { "status 000", TEXT("HTTP/1.1 000\r\n\r\n"), "E_PROTOCOL" },
        { "status 600", TEXT("HTTP/1.1 600 x\r\n\r\n"), "E_PROTOCOL" },
        { "status 999", TEXT("HTTP/1.1 999 x\r\n\r\n"), "E_PROTOCOL" },
        { "two digits", TEXT("HTTP/1.1 20 OK\r\n\r\n"), "E_PROTOCOL" },
        { "four digits", TEXT("HTTP/1.1 2000 OK\r\n\r\n"), "E_PROTOCOL" },
        { "no digits", TEXT("HTTP/1.1 OK\r\n\r\n"), "E_PROTOCOL" },
        { "a sign", TEXT("HTTP/1.1 +20 OK\r\n\r\n"), "E_PROTOCOL" },
        { "just below a digit", TEXT("HTTP/1.1 2/0 OK\r\n\r\n"), "E_PROTOCOL" },
        { "just above a digit", TEXT("HTTP/1.1 2:0 OK\r\n\r\n"), "E_PROTOCOL" },
        { "tab instead of space", TEXT("HTTP/1.1\t200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "two spaces", TEXT("HTTP/1.1  200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "tab before the reason", TEXT("HTTP/1.1 200\tOK\r\n\r\n"), "E_PROTOCOL" },
        { "bare LF", TEXT("HTTP/1.1 200 OK\n\r\n"), "E_PROTOCOL" },
        { "bare LF after the code", TEXT("HTTP/1.1 200\n\r\n"), "E_PROTOCOL" },
        { "bare CR", TEXT("HTTP/1.1 200 O\rK\r\n\r\n"), "E_PROTOCOL" },
        { "bare CR, bare LF", TEXT("HTTP/1.1 200 O\rK\n\r\n"), "E_PROTOCOL" },
        { "two CR", TEXT("HTTP/1.1 200 OK\r\r\n\r\n"), "E_PROTOCOL" },
        { "NUL in the reason", TEXT("HTTP/1.1 200 O\0K\r\n\r\n"), "E_PROTOCOL" },
        { "escape in the reason", TEXT("HTTP/1.1 200 \x1b[2J\r\n\r\n"), "E_PROTOCOL" },
        { "DEL in the reason", TEXT("HTTP/1.1 200 \x7f\r\n\r\n"), "E_PROTOCOL" },
        { "HTTP/2", TEXT("HTTP/2 200\r\n\r\n"), "E_PROTOCOL" },
        { "HTTP/2.0", TEXT("HTTP/2.0 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "HTTP/0.9", TEXT("HTTP/0.9 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "HTTP/1.", TEXT("HTTP/1. 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "HTTP/1.11", TEXT("HTTP/1.11 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "HTTP/11.1", TEXT("HTTP/11.1 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "lower case", TEXT("http/1.1 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "another protocol", TEXT("SSH-2.0-OpenSSH_9.2\r\n"), "E_PROTOCOL" },
        { "ICY", TEXT("ICY 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "HTML at once", TEXT("<html><body>hello</body></html>"), "E_PROTOCOL" },
        { "a greeting without an end", TEXT("220 ready"), "E_PROTOCOL" },
        { "space before", TEXT(" HTTP/1.1 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "empty line before", TEXT("\r\nHTTP/1.1 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "byte order mark before", TEXT("\xEF\xBB\xBFHTTP/1.1 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "NUL before", TEXT("\0HTTP/1.1 200 OK\r\n\r\n"), "E_PROTOCOL" },
        { "a request", TEXT("GET / HTTP/1.1\r\n\r\n"), "E_PROTOCOL" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void headers_are_found_in_any_order_and_case(void **state)
{
    static const struct head_case cases[] = {
        { "lower case",
          TEXT(OK_LINE "content-length: 5\r\nconnection: close\r\ncontent-type: a/b\r\n\r\n"),
          "content-type: a/b | 200 length=5 close" },
        { "upper case",
          TEXT(OK_LINE "CONTENT-TYPE: A/B\r\nCONNECTION: CLOSE\r\nCONTENT-LENGTH: 5\r\n\r\n"),
          "content-type: a/b | 200 length=5 close" },
        { "values in lower case, but not a token",
          TEXT(OK_LINE "Content-Type: Az[`{\r\nX-Auth-Token: Az[`{\r\nRetry-After: M\r\n\r\n"),
          "content-type: az[`{ | x-auth-token: Az[`{ | retry-after: m | 200" },
        { "all that is handed on",
          TEXT("HTTP/1.1 207 Multi-Status\r\n"
               "Retry-After: 120\r\n"
               "MFA-Code: 71\r\n"
               "X-Auth-Token: 0d4f\r\n"
               "Content-Type: application/json; charset=utf-8\r\n"
               "\r\n"),
          "retry-after: 120 | mfa-code: 71 | x-auth-token: 0d4f | "
          "content-type: application/json; charset=utf-8 | 207" },
        { "no space before the value", TEXT(OK_LINE "Content-Type:a/b\r\n\r\n"),
          "content-type: a/b | 200" },
        { "white space around the value", TEXT(OK_LINE "Content-Type: \t  a/b \t \r\n\r\n"),
          "content-type: a/b | 200" },
        { "white space inside the value", TEXT(OK_LINE "Content-Type: a/b; \t x\r\n\r\n"),
          "content-type: a/b; <09> x | 200" },
        { "empty value", TEXT(OK_LINE "Content-Type:\r\n\r\n"), "content-type:  | 200" },
        { "blank value", TEXT(OK_LINE "Content-Type: \t \r\n\r\n"), "content-type:  | 200" },
        { "obs-text in a value", TEXT(OK_LINE "X-Auth-Token: \x80\xFF\r\n\r\n"),
          "x-auth-token: <80><ff> | 200" },
        { "twice: both are handed on", TEXT(OK_LINE "Mfa-Code: 71\r\nMfa-Code: 73\r\n\r\n"),
          "mfa-code: 71 | mfa-code: 73 | 200" },
        { "a shorter name is another", TEXT(OK_LINE "Content-Typ: a\r\nContent: b\r\n\r\n"),
          "200" },
        { "a longer name is another",
          TEXT(OK_LINE "Content-Types: a\r\nTransfer-Encodings: gzip\r\nContent-Length-X: y\r\n"
                       "X-Content-Length: y\r\n\r\n"),
          "200" },
        { "unneeded headers",
          TEXT(OK_LINE "a:\r\nB: \r\nSet-Cookie: a=b; c\r\n!#$%&'*+-.^_`|~9: :"
                       "\r\n\r\n"),
          "200" },
        { "a colon in an unneeded value", TEXT(OK_LINE "Date: 12:28:53: \r\n\r\n"), "200" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void malformed_header_lines_are_refused(void **state)
{
    static const struct head_case cases[] = {
        { "obs-fold with space", TEXT(OK_LINE "A: b\r\n c\r\n\r\n"), "E_PROTOCOL" },
        { "obs-fold with tab", TEXT(OK_LINE "A: b\r\n\tc\r\n\r\n"), "E_PROTOCOL" },
        { "obs-fold of a needed header", TEXT(OK_LINE "Content-Length: 5\r\n 5\r\n\r\n"),
          "E_PROTOCOL" },
        { "obs-fold of nothing", TEXT(OK_LINE "A: b\r\n \r\n\r\n"), "E_PROTOCOL" },
        { "fold after the status line", TEXT(OK_LINE " A: b\r\n\r\n"), "E_PROTOCOL" },
        { "NUL in an unneeded value", TEXT(OK_LINE "A: b\0c\r\n\r\n"), "E_PROTOCOL" },
        { "NUL in a needed value", TEXT(OK_LINE "Content-Type: b\0c\r\n\r\n"), "E_PROTOCOL" },
        { "NUL before a value",
          TEXT(OK_LINE "Content-Length:\0"
                       "5\r\n\r\n"),
          "E_PROTOCOL" },
        { "NUL in a name", TEXT(OK_LINE "A\0B: b\r\n\r\n"), "E_PROTOCOL" },
        { "NUL after a needed name", TEXT(OK_LINE "Content-Length\0: 5\r\n\r\n"), "E_PROTOCOL" },
        { "control character in a value", TEXT(OK_LINE "A: b\x01\r\n\r\n"), "E_PROTOCOL" },
        { "DEL in a value", TEXT(OK_LINE "A: b\x7f\r\n\r\n"), "E_PROTOCOL" },
        { "bare CR in an unneeded value", TEXT(OK_LINE "A: b\rc\r\n\r\n"), "E_PROTOCOL" },
        { "bare CR in a needed value", TEXT(OK_LINE "Content-Length: 5\r6\r\n\r\n"), "E_PROTOCOL" },
        { "bare CR, bare LF in a value", TEXT(OK_LINE "A: b\rc\n\r\n"), "E_PROTOCOL" },
        { "bare CR, bare LF around a name", TEXT(OK_LINE "\rA: b\n\r\n"), "E_PROTOCOL" },
        { "two CR after a value", TEXT(OK_LINE "A: b\r\r\n\r\n"), "E_PROTOCOL" },
        { "bare CR before a name", TEXT(OK_LINE "\rA: b\r\n\r\n"), "E_PROTOCOL" },
        { "bare LF after a value", TEXT(OK_LINE "A: b\n\r\n"), "E_PROTOCOL" },
        { "bare LF after a needed value", TEXT(OK_LINE "Content-Length: 5\n\r\n"), "E_PROTOCOL" },
        { "bare LF for the empty line", TEXT(OK_LINE "A: b\r\n\n"), "E_PROTOCOL" },
        { "LF CR", TEXT(OK_LINE "A: b\n\r\n\r"), "E_PROTOCOL" },
        { "space before the colon", TEXT(OK_LINE "Content-Length : 5\r\n\r\n"), "E_PROTOCOL" },
        { "tab before the colon", TEXT(OK_LINE "A\t: 5\r\n\r\n"), "E_PROTOCOL" },
        { "space in a name", TEXT(OK_LINE "Content Length: 5\r\n\r\n"), "E_PROTOCOL" },
        { "empty name", TEXT(OK_LINE ": b\r\n\r\n"), "E_PROTOCOL" },
        { "no colon", TEXT(OK_LINE "Server\r\n\r\n"), "E_PROTOCOL" },
        { "no name at all", TEXT(OK_LINE ":\r\n\r\n"), "E_PROTOCOL" },
        { "a name in quotes", TEXT(OK_LINE "\"a\": b\r\n\r\n"), "E_PROTOCOL" },
        { "a name with a slash", TEXT(OK_LINE "a/b: c\r\n\r\n"), "E_PROTOCOL" },
        { "a name with an at", TEXT(OK_LINE "a@b: c\r\n\r\n"), "E_PROTOCOL" },
        { "a name with a bracket", TEXT(OK_LINE "a[b: c\r\n\r\n"), "E_PROTOCOL" },
        { "a name with a brace", TEXT(OK_LINE "a{b: c\r\n\r\n"), "E_PROTOCOL" },
        { "a name outside ASCII", TEXT(OK_LINE "n\xC3\xA4me: b\r\n\r\n"), "E_PROTOCOL" },
        { "HTML after the status line", TEXT(OK_LINE "<html>\r\n</html>\r\n"), "E_PROTOCOL" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void a_length_is_digits_and_unambiguous(void **state)
{
#define LENGTH(value) TEXT(OK_LINE "Content-Length: " value "\r\n\r\n")
    static const struct head_case cases[] = {
        { "0", LENGTH("0"), "200 length=0" },
        { "leading zeros", LENGTH("0005"), "200 length=5" },
        { "largest", LENGTH("9223372036854775807"), "200 length=9223372036854775807" },
        { "2^63", LENGTH("9223372036854775808"), "E_PROTOCOL" },
        { "2^64", LENGTH("18446744073709551616"), "E_PROTOCOL" },
        { "2^64 + 5", LENGTH("18446744073709551621"), "E_PROTOCOL" },
        { "2^32 + 5", LENGTH("4294967301"), "200 length=4294967301" },
        { "huge", LENGTH("99999999999999999999999999999999999999"), "E_PROTOCOL" },
        { "plus", LENGTH("+5"), "E_PROTOCOL" },
        { "minus", LENGTH("-5"), "E_PROTOCOL" },
        { "minus zero", LENGTH("-0"), "E_PROTOCOL" },
        { "letters after", LENGTH("5a"), "E_PROTOCOL" },
        { "letters before", LENGTH("a5"), "E_PROTOCOL" },
        { "hexadecimal", LENGTH("0x5"), "E_PROTOCOL" },
        { "fraction", LENGTH("5.0"), "E_PROTOCOL" },
        { "exponent", LENGTH("5e0"), "E_PROTOCOL" },
        { "in quotes", LENGTH("\"5\""), "E_PROTOCOL" },
        { "just below a digit", LENGTH("/"), "E_PROTOCOL" },
        { "just above a digit", LENGTH(":"), "E_PROTOCOL" },
        { "space inside", LENGTH("5 5"), "E_PROTOCOL" },
        { "digits of another script", LENGTH("\xD9\xA5"), "E_PROTOCOL" },
        { "empty", LENGTH(""), "E_PROTOCOL" },
        { "blank", LENGTH(" \t "), "E_PROTOCOL" },
        { "repeated in one line", LENGTH("5, 5"), "200 length=5" },
        { "repeated in one line, tabs and none", LENGTH("5,5\t,\t5"), "200 length=5" },
        { "repeated with another spelling", LENGTH("5, 005"), "200 length=5" },
        { "differing in one line", LENGTH("5, 6"), "E_PROTOCOL" },
        { "differing late", LENGTH("5, 5, 5, 6"), "E_PROTOCOL" },
        { "5 and nothing", LENGTH("5,"), "E_PROTOCOL" },
        { "nothing and 5", LENGTH(",5"), "E_PROTOCOL" },
        { "5 and 5a", LENGTH("5, 5a"), "E_PROTOCOL" },
        { "5; 5", LENGTH("5; 5"), "E_PROTOCOL" },
        { "repeated in lines", TEXT(OK_LINE "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"),
          "200 length=5" },
        { "differing in lines", TEXT(OK_LINE "Content-Length: 5\r\nContent-Length: 6\r\n\r\n"),
          "E_PROTOCOL" },
        { "differing in lines, the first is 0",
          TEXT(OK_LINE "Content-Length: 0\r\nContent-Length: 6\r\n\r\n"), "E_PROTOCOL" },
        { "differing in lines, the second is 0",
          TEXT(OK_LINE "Content-Length: 6\r\nX: y\r\ncontent-length: 0\r\n\r\n"), "E_PROTOCOL" },
        { "the second is empty", TEXT(OK_LINE "Content-Length: 5\r\nContent-Length:\r\n\r\n"),
          "E_PROTOCOL" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void chunked_is_the_only_transfer_coding(void **state)
{
    static const struct head_case cases[] = {
        { "chunked", TEXT(OK_LINE "Transfer-Encoding: chunked\r\n\r\n"), "200 chunked" },
        { "in another case", TEXT(OK_LINE "TRANSFER-ENCODING:\tChunkeD \r\n\r\n"), "200 chunked" },
        { "HTTP/1.0", TEXT("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
          "200 chunked close" },
        { "gzip, chunked", TEXT(OK_LINE "Transfer-Encoding: gzip, chunked\r\n\r\n"), "E_ENCODING" },
        { "chunked, gzip", TEXT(OK_LINE "Transfer-Encoding: chunked, gzip\r\n\r\n"), "E_ENCODING" },
        { "gzip", TEXT(OK_LINE "Transfer-Encoding: gzip\r\n\r\n"), "E_ENCODING" },
        { "identity", TEXT(OK_LINE "Transfer-Encoding: identity\r\n\r\n"), "E_ENCODING" },
        { "a parameter", TEXT(OK_LINE "Transfer-Encoding: chunked;a=b\r\n\r\n"), "E_ENCODING" },
        { "in quotes", TEXT(OK_LINE "Transfer-Encoding: \"chunked\"\r\n\r\n"), "E_ENCODING" },
        { "a prefix of it", TEXT(OK_LINE "Transfer-Encoding: chunke\r\n\r\n"), "E_ENCODING" },
        { "more than it", TEXT(OK_LINE "Transfer-Encoding: xchunked\r\n\r\n"), "E_ENCODING" },
        { "vertical tab",
          TEXT(OK_LINE "Transfer-Encoding: \x0b"
                       "chunked\r\n\r\n"),
          "E_PROTOCOL" },
        { "twice", TEXT(OK_LINE "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
          "E_PROTOCOL" },
        { "chunked, then identity",
          TEXT(OK_LINE "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"),
          "E_ENCODING" },
        { "with a length after",
          TEXT(OK_LINE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"), "E_PROTOCOL" },
        { "with a length before",
          TEXT(OK_LINE "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"), "E_PROTOCOL" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void content_codings_are_refused(void **state)
{
    static const struct head_case cases[] = {
        { "identity", TEXT(OK_LINE "Content-Encoding: Identity\r\n\r\n"), "200" },
        { "empty", TEXT(OK_LINE "Content-Encoding:\r\n\r\n"), "200" },
        { "gzip", TEXT(OK_LINE "Content-Encoding: gzip\r\n\r\n"), "E_ENCODING" },
        { "GZIP", TEXT(OK_LINE "CONTENT-ENCODING: GZIP\r\n\r\n"), "E_ENCODING" },
        { "br", TEXT(OK_LINE "Content-Encoding: br\r\n\r\n"), "E_ENCODING" },
        { "identity, gzip", TEXT(OK_LINE "Content-Encoding: identity, gzip\r\n\r\n"),
          "E_ENCODING" },
        { "gzip in a second line",
          TEXT(OK_LINE "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n\r\n"),
          "E_ENCODING" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void close_is_found_in_lists(void **state)
{
#define CONNECTION(value) TEXT(OK_LINE "Connection: " value "\r\n\r\n")
    static const struct head_case cases[] = {
        { "close", CONNECTION("close"), "200 close" },
        { "another case", CONNECTION("Close"), "200 close" },
        { "first", CONNECTION("close, TE"), "200 close" },
        { "last", CONNECTION("TE,close"), "200 close" },
        { "middle, with tabs", CONNECTION("TE\t,\tclose\t,\tX-Y"), "200 close" },
        { "among empty members", CONNECTION(",, ,close,,"), "200 close" },
        { "keep-alive", CONNECTION("keep-alive"), "200" },
        { "empty", CONNECTION(""), "200" },
        { "commas alone", CONNECTION(" , ,"), "200" },
        { "longer", CONNECTION("closed"), "200" },
        { "shorter", CONNECTION("clos"), "200" },
        { "part of another", CONNECTION("not-close"), "200" },
        { "two words", CONNECTION("keep close"), "200" },
        { "second line", TEXT(OK_LINE "Connection: TE\r\nConnection: close\r\n\r\n"), "200 close" },
        { "not undone", TEXT(OK_LINE "Connection: close\r\nConnection: keep-alive\r\n\r\n"),
          "200 close" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void nothing_past_the_head_is_touched(void **state)
{
    static const struct head_case cases[] = {
        { "a body", TEXT(OK_LINE "Content-Length: 2\r\n\r\n{}"), "200 length=2 | {}" },
        { "CRLF", TEXT(OK_LINE "\r\n\r\n"), "200 | <0d><0a>" },
        { "another reply", TEXT(OK_LINE "\r\n" OK_LINE "\r\n"),
          "200 | HTTP/1.1 200 OK<0d><0a><0d><0a>" },
        { "NUL", TEXT(OK_LINE "\r\n\0"), "200 | <00>" },
        { "interim with headers",
          TEXT("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Type: a/b\r\n\r\nHTTP"),
          "content-type: a/b | 103 | HTTP" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void a_head_cut_anywhere_asks_for_more(void **state)
{
    static const char text[] = "HTTP/1.1 207 Multi-Status\r\n"
                               "Content-Length: 12\r\n"
                               "Mfa-Code: 71\r\n"
                               "Server: x\r\n"
                               "\r\n";
    static struct unit_log log;

    (void)state;
    run(TEXT(text), 1, 1, &log);
    assert_string_equal("mfa-code: 71 | 207 length=12", log.text);
    for (size_t len = 0; len < sizeof text - 1; len++) {
        run(text, len, len, len, &log);
        CHECK(strstr(log.text, "more") != NULL && strstr(log.text, "207") == NULL, "cut at %zu: %s",
              len, log.text);
    }
}

static void a_new_head_remembers_nothing(void **state)
{
    static const char first[] = "HTTP/1.0 207 x\r\nContent-Length: 12\r\nMfa-Code: 71\r\n\r\n";
    static const char second[] = "HTTP/1.1 200\r\n\r\n";
    struct quatrix_http head;
    static struct unit_log log;
    size_t used = 0;

    (void)state;
    log.len = 0;
    quatrix_http_init(&head);
    assert_false(feed_piece(&head, (const uint8_t *)first, sizeof first - 1, &used, &log));
    quatrix_http_init(&head);
    log.len = 0;
    used = 0;
    assert_false(feed_piece(&head, (const uint8_t *)second, sizeof second - 1, &used, &log));
    assert_string_equal("200", log.text);
    assert_true(quatrix_http_until_close(&head));
}

/* before, then count times c, then after; must be freed. */
static char *stretch(const char *before, size_t count, char c, const char *after, size_t *len)
{
    size_t head = strlen(before);
    size_t tail = strlen(after);
    char *text = malloc(head + count + tail + 1);

    assert_non_null(text);
    memcpy(text, before, head);
    memset(text + head, c, count);
    memcpy(text + head + count, after, tail + 1);
    *len = head + count + tail;
    return text;
}

static void check_stretched(const char *name, const char *before, size_t count, char c,
                            const char *after, const char *want)
{
    static const size_t slices[] = { 1, 7, 383, SIZE_MAX };
    static struct unit_log log;
    size_t len;
    char *text = stretch(before, count, c, after, &len);

    for (size_t i = 0; i < COUNT(slices); i++) {
        run(text, len, slices[i], slices[i], &log);
        CHECK(strcmp(log.text, want) == 0, "%s, %zu, slices of %zu:\n  want %s\n  got  %s", name,
              count, slices[i], want, log.text);
    }
    free(text);
}

static void headers_nobody_needs_may_be_of_any_length(void **state)
{
    (void)state;
    check_stretched("long value", OK_LINE "X-Trace: ", 100000, 'v',
                    "\r\nContent-Length: 5\r\n\r\n!", "200 length=5 | !");
    check_stretched("long name", OK_LINE, 100000, 'n', ": v\r\nContent-Length: 5\r\n\r\n!",
                    "200 length=5 | !");
    check_stretched("long white space", OK_LINE "X-Trace:", 100000, ' ',
                    "v\r\nContent-Length: 5\r\n\r\n!", "200 length=5 | !");
    check_stretched("long reason", "HTTP/1.1 200 ", 100000, 'r', "\r\n\r\n!", "200 | !");
    check_stretched("white space before a value that matters", OK_LINE "Content-Type:", 100000,
                    '\t', "a/b\r\n\r\n", "content-type: a/b | 200");
}

/* What of a line is not kept is looked at all the same, and forgotten with the line. */
static void long_lines_are_checked_to_their_end(void **state)
{
    static const size_t counts[] = { 30, 60, 70, 80, 81, 82, 83, 84, 85, 90, 1000 };

    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        size_t n = counts[i];
        check_stretched("no colon", OK_LINE, n, 'n', "\r\n\r\n", "E_PROTOCOL");
        check_stretched("space in a name", OK_LINE, n, 'n', " n: v\r\n\r\n", "E_PROTOCOL");
        check_stretched("space before the colon", OK_LINE, n, 'n', " : v\r\n\r\n", "E_PROTOCOL");
        check_stretched("no token", OK_LINE, n, 'n', "@n: v\r\n\r\n", "E_PROTOCOL");
        check_stretched("control in a name", OK_LINE, n, 'n', "\x01: v\r\n\r\n", "E_PROTOCOL");
        check_stretched("control in a value", OK_LINE "X: ", n, 'v', "\x01\r\n\r\n", "E_PROTOCOL");
        check_stretched("bare CR", OK_LINE "X: ", n, 'v', "\rv\r\n\r\n", "E_PROTOCOL");
        check_stretched("bare CR, bare LF", OK_LINE "X: ", n, 'v', "\rv\n\r\n", "E_PROTOCOL");
        check_stretched("fold", OK_LINE, n, ' ', "v: v\r\n\r\n", "E_PROTOCOL");
        check_stretched("colons", OK_LINE "X", n, ':', "\r\n\r\n", "200");
        check_stretched("no colon after a long line", OK_LINE "X: ", n, 'v', "\r\nServer\r\n\r\n",
                        "E_PROTOCOL");
        check_stretched("no token after a long line", OK_LINE "X: ", n, 'v',
                        "\r\nSer ver: x\r\n\r\n", "E_PROTOCOL");
        check_stretched("needed after a long line", OK_LINE "X: ", n, 'v',
                        "\r\nMfa-Code: 71\r\n\r\n", "mfa-code: 71 | 200");
        check_stretched("needed after a long reason", "HTTP/1.1 200 ", n, ':',
                        "\r\nMfa-Code: 71\r\n\r\n", "mfa-code: 71 | 200");
        check_stretched("needed after a long name", OK_LINE, n, 'n', ": \r\nMfa-Code: 71\r\n\r\n",
                        "mfa-code: 71 | 200");
        check_stretched("no colon after a long reason", "HTTP/1.1 200 ", n, ':',
                        "\r\nServer\r\n\r\n", "E_PROTOCOL");
    }
    check_stretched("space in a name after a long line",
                    OK_LINE "X-0123456789012345678901234567890123456789: 0123456789012345678901234"
                            "5678901234567890123456789012345678901234567890123456789\r\n",
                    200, 'n', " : v\r\n\r\n", "E_PROTOCOL");
}

static void a_header_that_matters_fits_or_is_an_error(void **state)
{
    static const char *const names[] = { "Content-Type", "X-Auth-Token", "Mfa-Code",
                                         "Retry-After" };
    static const char *const framing[] = { "Connection", "Content-Encoding", "Transfer-Encoding" };
    char value[QUATRIX_HEADER_MAX + 1];
    char before[64];
    static struct unit_log want;

    (void)state;
    memset(value, 'v', sizeof value);
    for (size_t i = 0; i < COUNT(names); i++) {
        (void)snprintf(before, sizeof before, OK_LINE "%s: ", names[i]);
        want.len = 0;
        for (size_t k = 0; k < strlen(names[i]); k++) {
            unit_log(&want, "%c",
                     names[i][k] >= 'A' && names[i][k] <= 'Z' ? names[i][k] + 32 : names[i][k]);
        }
        unit_log(&want, ": %.*s | 200", QUATRIX_HEADER_MAX, value);
        check_stretched(names[i], before, QUATRIX_HEADER_MAX, 'v', "\r\n\r\n", want.text);
        check_stretched(names[i], before, QUATRIX_HEADER_MAX + 1, 'v', "\r\n\r\n", "E_HEADER");
        check_stretched(names[i], before, 100000, 'v', "\r\n\r\n", "E_HEADER");
    }
    for (size_t i = 0; i < COUNT(framing); i++) {
        (void)snprintf(before, sizeof before, OK_LINE "%s: ", framing[i]);
        check_stretched(framing[i], before, QUATRIX_HEADER_MAX + 1, 'v', "\r\n\r\n", "E_HEADER");
    }
    check_stretched("Content-Length", OK_LINE "Content-Length: ", QUATRIX_HEADER_MAX - 1, '0',
                    "5\r\n\r\n", "200 length=5");
    check_stretched("Content-Length", OK_LINE "Content-Length: ", QUATRIX_HEADER_MAX, '0',
                    "5\r\n\r\n", "E_HEADER");
}

/* RFC 9110 section 5.5: white space around a value is no part of it. */
static void white_space_after_a_value_takes_no_room(void **state)
{
    static struct unit_log want;
    char before[sizeof OK_LINE + QUATRIX_HEADER_MAX + 32];
    size_t len;
    char *value = stretch("", QUATRIX_HEADER_MAX, 'v', "", &len);

    (void)state;
    want.len = 0;
    unit_log(&want, "content-type: %s | 200", value);
    (void)snprintf(before, sizeof before, OK_LINE "Content-Type: %s", value);
    check_stretched("spaces after", before, 1, ' ', "\r\n\r\n", want.text);
    check_stretched("spaces after", before, 500, '\t', "\r\n\r\n", want.text);
    check_stretched("more than spaces after", before, 3, ' ', "v\r\n\r\n", "E_HEADER");
    check_stretched("more than spaces after a short value", OK_LINE "Content-Type: v", 500, ' ',
                    "v\r\n\r\n", "E_HEADER");
    check_stretched("spaces after a short value", OK_LINE "Content-Type: v", 500, ' ', "\r\n\r\n",
                    "content-type: v | 200");
    free(value);
}

/* Two heads of the same size: one ends just before the limit, the other goes on. */
static void a_head_without_end_is_refused(void **state)
{
    const size_t max = 262144;
    const size_t around = strlen(OK_LINE "X: \r\n\r\n");
    char line[] = "X-Filler: yes\r\n";
    struct quatrix_http head;
    size_t used = 0;
    size_t total = 0;
    enum quatrix_status status;

    (void)state;
    check_stretched("largest head", OK_LINE "X: ", max - around, 'v', "\r\n\r\n!", "200 | !");
    check_stretched("one byte more", OK_LINE "X: ", max - around + 1, 'v', "\r\n\r\n!",
                    "E_PROTOCOL");
    check_stretched("endless reason", "HTTP/1.1 200 ", max + 10, 'v', "", "E_PROTOCOL");
    check_stretched("endless value", OK_LINE "X: ", max + 10, 'v', "", "E_PROTOCOL");
    check_stretched("endless white space", OK_LINE "X:", max + 10, ' ', "", "E_PROTOCOL");
    check_stretched("endless value that matters", OK_LINE "Content-Type:", max + 10, ' ', "",
                    "E_PROTOCOL");
    check_stretched("endless name", OK_LINE, max + 10, 'n', "", "E_PROTOCOL");

    quatrix_http_init(&head);
    status = quatrix_http_feed_head(&head, (const uint8_t *)OK_LINE, strlen(OK_LINE), &used);
    total = used;
    while (status == QUATRIX_PENDING && total < 2 * max) {
        status = quatrix_http_feed_head(&head, (const uint8_t *)line, sizeof line - 1, &used);
        total += used;
    }
    assert_int_equal(QUATRIX_E_PROTOCOL, status);
    assert_true(total <= max + sizeof line);
}

static void the_longest_header_line_is_measured(void **state)
{
    static const char text[] = "HTTP/1.1 200 a reason that is longer than any header line\r\n"
                               "A: b\r\n"
                               "Content-Type: application/json\r\n"
                               "Content-Length: 5\r\n"
                               "\r\n";
    const size_t longest = strlen("Content-Type: application/json\r\n");

    (void)state;
    for (size_t slice = 1; slice < sizeof text; slice++) {
        struct quatrix_http head;
        static struct unit_log log;
        size_t at = 0;
        log.len = 0;
        quatrix_http_init(&head);
        for (bool more = true; more;) {
            size_t used = 0;
            size_t left = sizeof text - 1 - at;
            more = feed_piece(&head, (const uint8_t *)text + at, left < slice ? left : slice, &used,
                              &log);
            at += used;
        }
        assert_int_equal(sizeof text - 1, at);
        assert_int_equal(sizeof text - 1, QUATRIX_HTTP_HEAD_MAX - head.room);
        assert_int_equal(longest, head.longest);
    }
}

static void every_byte_is_judged_by_its_place(void **state)
{
    static struct unit_log log;

    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char name[] = OK_LINE "A?B: c\r\n\r\n";
        char value[] = OK_LINE "A: b?c\r\n\r\n";
        char needed[] = OK_LINE "Mfa-Code: b?c\r\n\r\n";
        bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool token = alnum || (c != 0 && strchr("!#$%&'*+-.^_`|~", (int)c) != NULL);
        bool text = c == '\t' || (c >= 0x20 && c != 0x7F);
        *strchr(name, '?') = (char)c;
        *strchr(value, '?') = (char)c;
        *strchr(needed, '?') = (char)c;
        /* A colon ends the name: what follows is a value. */
        run(TEXT(name), 1, 1, &log);
        CHECK((strcmp(log.text, "200") == 0) == (token || c == ':'), "name <%02x>: %s", c,
              log.text);
        run(TEXT(value), 1, 1, &log);
        CHECK((strcmp(log.text, "200") == 0) == text, "value <%02x>: %s", c, log.text);
        run(TEXT(needed), 1, 1, &log);
        CHECK((strstr(log.text, "| 200") != NULL) == text, "needed value <%02x>: %s", c, log.text);
    }
}

/* Whatever is wrong with it. */
static void any_head_is_the_same_for_any_slicing(void **state)
{
    static const char *const heads[] = {
        "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 5, 5\r\nX: y\r\n\r\n",
        "HTTP/1.0 404\r\nConnection: TE, close\r\nMfa-Code:  71 \r\nA:\r\n\r\n{}",
        "HTTP/1.1 500 x\r\nTransfer-Encoding: chunked\r\nContent-Encoding: identity\r\n\r\n",
        "HTTP/1.1 200 \r\nX-Auth-Token:                                                        "
        "      0123456789012345678901234567890123456789 \r\nRetry-After: 1\r\n\r\n",
        "HTTP/1.1 200 a reason: that is longer than any line that has to be kept in memory, and "
        "then some more of it\r\nA-name-that-is-longer-than-any-line-that-has-to-be-kept-in-memo"
        "ry-and-then-some-more-of-it: x\r\n\r\n",
    };
    uint32_t seed = 17;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[400];
        const char *head = heads[unit_random(&seed, COUNT(heads))];
        size_t len = strlen(head);
        static struct unit_log whole;
        static struct unit_log log;
        memcpy(text, head, len);
        unit_mutate(&seed, "\r\n\t :,;aZ05-/\x7f\x80\x01", text, &len);
        run(text, len, len, len, &whole);
        for (size_t slice = 1; slice < len; slice += 1 + unit_random(&seed, 40)) {
            run(text, len, 1 + unit_random(&seed, (uint32_t)len), slice, &log);
            CHECK(strcmp(whole.text, log.text) == 0, "%.*s\n  whole %s\n  slices of %zu %s",
                  (int)len, text, whole.text, slice, log.text);
        }
    }
}

static void numbers_are_digits_within_63_bits(void **state)
{
    static const struct {
        const char *text;
        bool fits;
        uint64_t number;
    } cases[] = {
        { "0", true, 0 },
        { "1", true, 1 },
        { "9", true, 9 },
        { "10", true, 10 },
        { "71", true, 71 },
        { "2147483647", true, INT32_MAX },
        { "2147483648", true, UINT32_C(2147483648) },
        { "4294967295", true, UINT32_MAX },
        { "4294967296", true, UINT64_C(4294967296) },
        { "9223372036854775807", true, INT64_MAX },
        { "9223372036854775808", false, 0 },
        { "9999999999999999999", false, 0 },
        { "11529215046068469760", false, 0 },
        { "18446744073709551615", false, 0 },
        { "18446744073709551616", false, 0 },
        { "18446744073709551620", false, 0 },
        { "28446744073709551615", false, 0 },
        { "00000000000000000000000000000000000000000001", true, 1 },
        { "", false, 0 },
        { " 1", false, 0 },
        { "1 ", false, 0 },
        { "-1", false, 0 },
        { "+1", false, 0 },
        { "1.0", false, 0 },
        { "1\xB1", false, 0 },
        { "Mon, 27 Jul 2009 12:28:53 GMT", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t number = 4711;
        bool fits = quatrix_http_number(cases[i].text, &number);
        CHECK(fits == cases[i].fits && (!fits || number == cases[i].number), "\"%s\"",
              cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_rfcs_are_read),
        cmocka_unit_test(status_lines_are_read_strictly),
        cmocka_unit_test(headers_are_found_in_any_order_and_case),
        cmocka_unit_test(malformed_header_lines_are_refused),
        cmocka_unit_test(a_length_is_digits_and_unambiguous),
        cmocka_unit_test(chunked_is_the_only_transfer_coding),
        cmocka_unit_test(content_codings_are_refused),
        cmocka_unit_test(close_is_found_in_lists),
        cmocka_unit_test(nothing_past_the_head_is_touched),
        cmocka_unit_test(a_head_cut_anywhere_asks_for_more),
        cmocka_unit_test(a_new_head_remembers_nothing),
        cmocka_unit_test(headers_nobody_needs_may_be_of_any_length),
        cmocka_unit_test(long_lines_are_checked_to_their_end),
        cmocka_unit_test(a_header_that_matters_fits_or_is_an_error),
        cmocka_unit_test(white_space_after_a_value_takes_no_room),
        cmocka_unit_test(a_head_without_end_is_refused),
        cmocka_unit_test(the_longest_header_line_is_measured),
        cmocka_unit_test(every_byte_is_judged_by_its_place),
        cmocka_unit_test(any_head_is_the_same_for_any_slicing),
        cmocka_unit_test(numbers_are_digits_within_63_bits),
    };

    return cmocka_run_group_tests_name("http/head", tests, NULL, NULL);
}
