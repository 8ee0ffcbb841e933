/* SPDX-License-Identifier: MIT */
/*
 * The body of a reply: in chunks, of a declared length, up to the end of the connection, or none. However
 * it is cut, the payload is what a decoder finds that has the whole text before it.
 *
 * Input: how the body is framed, how to cut, its length (2 bytes), the text behind the head.
 */
#include "fuzz.h"

#include "http/http.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum framing { CHUNKED, BY_LENGTH, UNTIL_CLOSE, NO_CONTENT, FRAMINGS };

/* --- what the library reads --- */

struct outcome {
    enum quatrix_status status;
    size_t used;
    struct fuzz_log payload;
};

static void begin(struct quatrix_http *http, uint8_t framing, unsigned length)
{
    char head[100];
    size_t used;
    int len;

    len = snprintf(head, sizeof head, "HTTP/1.1 %u OK\r\n", framing == NO_CONTENT ? 204 : 200);
    if (framing == BY_LENGTH) {
        len += snprintf(head + len, sizeof head - (size_t)len, "Content-Length: %u\r\n", length);
    } else if (framing != UNTIL_CLOSE) {
        len += snprintf(head + len, sizeof head - (size_t)len, "Transfer-Encoding: chunked\r\n");
    }
    len += snprintf(head + len, sizeof head - (size_t)len, "\r\n");
    quatrix_http_init(http);
    FUZZ_CHECK(quatrix_http_feed_head(http, (const uint8_t *)head, (size_t)len, &used) ==
               QUATRIX_OK);
    quatrix_http_begin_body(http);
}

/* Up to the end of the next run. What was promised to be payload is. */
static size_t feed_run(struct outcome *o, struct quatrix_http *http, const uint8_t *text,
                       size_t len)
{
    uint64_t run = quatrix_http_run(http);
    struct quatrix_http_span span = { SIZE_MAX, SIZE_MAX };

    o->status = quatrix_http_feed_body(http, text, len, &span);
    FUZZ_CHECK(span.at <= len && span.len <= len - span.at);
    FUZZ_CHECK(run == 0 || (span.at == 0 && span.len == (run < len ? (size_t)run : len)));
    FUZZ_CHECK((o->status == QUATRIX_OK) == quatrix_http_done(http));
    FUZZ_CHECK(o->status < 0 || span.at + span.len > 0);
    if (o->status >= 0) {
        fuzz_log(&o->payload, text + span.at, span.len);
    }
    return span.at + span.len;
}

static void read_body(struct outcome *o, uint8_t framing, unsigned length, const uint8_t *text,
                      size_t len, uint8_t how)
{
    struct quatrix_http http;
    struct fuzz_slices slices;

    begin(&http, framing, length);
    o->used = o->payload.len = 0;
    o->status = quatrix_http_done(&http) ? QUATRIX_OK : QUATRIX_PENDING;
    fuzz_slices(&slices, how);
    while (o->status == QUATRIX_PENDING && o->used < len) {
        size_t n = fuzz_slice(&slices, len - o->used);
        uint8_t *piece = fuzz_block(text + o->used, n);
        size_t at = 0;
        while (o->status == QUATRIX_PENDING && at < n) {
            at += feed_run(o, &http, piece + at, n - at);
        }
        free(piece);
        o->used += at;
    }
}

/* --- what a decoder with the whole text finds --- */

struct decoder {
    const uint8_t *text;
    size_t len;
    size_t at;
    struct fuzz_log payload;
};

enum verdict { WHOLE, CUT, BAD };

/* Length of the line, without its end. */
static enum verdict find_line(const struct decoder *d, size_t *len)
{
    size_t i = d->at;

    while (i < d->len && (d->text[i] == '\t' || (d->text[i] >= 0x20 && d->text[i] != 0x7F))) {
        i++;
    }
    *len = i - d->at;
    if (i < d->len && d->text[i] != '\r') {
        return BAD;
    }
    return d->len - i < 2 ? CUT : d->text[i + 1] == '\n' ? WHOLE : BAD;
}

static bool read_size(const uint8_t *line, size_t len, uint64_t *size)
{
    size_t i = 0;

    *size = 0;
    for (; i < len && isxdigit(line[i]); i++) {
        int digit = isdigit(line[i]) ? line[i] - '0' : tolower(line[i]) - 'a' + 10;
        if (*size > (uint64_t)INT64_MAX >> 4) {
            return false;
        }
        *size = *size << 4 | (uint64_t)digit;
    }
    if (i == 0) {
        return false;
    }
    while (i < len && (line[i] == ' ' || line[i] == '\t')) {
        i++;
    }
    return i == len || line[i] == ';';
}

static bool is_trailer(const uint8_t *line, size_t len)
{
    size_t i = 0;

    while (i < len &&
           (isalnum(line[i]) || (line[i] != 0 && strchr("-_.!#$%&'*+^`|~", line[i]) != NULL))) {
        i++;
    }
    return i > 0 && i < len && line[i] == ':';
}

static enum verdict decode_trailers(struct decoder *d)
{
    for (;;) {
        size_t len;
        enum verdict line = find_line(d, &len);
        const uint8_t *text = d->text + d->at;
        if (line != WHOLE) {
            return line;
        }
        d->at += len + 2;
        if (len == 0) {
            return WHOLE;
        }
        if (!is_trailer(text, len)) {
            return BAD;
        }
    }
}

/* CUT may also mean that a line has begun which will not do, however it ends. */
static enum verdict decode_chunks(struct decoder *d)
{
    for (;;) {
        uint64_t size;
        size_t len;
        enum verdict line = find_line(d, &len);
        if (line != WHOLE) {
            return line;
        }
        if (!read_size(d->text + d->at, len, &size)) {
            return BAD;
        }
        d->at += len + 2;
        if (size == 0) {
            return decode_trailers(d);
        }
        len = size < d->len - d->at ? (size_t)size : d->len - d->at;
        fuzz_log(&d->payload, d->text + d->at, len);
        d->at += len;
        if (d->len - d->at < 2) {
            return d->at < d->len && d->text[d->at] != '\r' ? BAD : CUT;
        }
        if (memcmp(d->text + d->at, "\r\n", 2) != 0) {
            return BAD;
        }
        d->at += 2;
    }
}

static enum verdict decode(struct decoder *d, uint8_t framing, unsigned length)
{
    size_t len = framing == BY_LENGTH && length < d->len ? length : d->len;

    if (framing == CHUNKED) {
        return decode_chunks(d);
    }
    if (framing == NO_CONTENT) {
        return WHOLE;
    }
    fuzz_log(&d->payload, d->text, len);
    d->at = len;
    return framing == BY_LENGTH && len == length ? WHOLE : CUT;
}

static void compare(const struct outcome *o, const struct decoder *d, enum verdict verdict)
{
    FUZZ_CHECK((o->status == QUATRIX_OK) == (verdict == WHOLE));
    FUZZ_CHECK(o->status != QUATRIX_PENDING || verdict == CUT);
    FUZZ_CHECK(o->status >= 0 || o->status == QUATRIX_E_PROTOCOL);
    FUZZ_CHECK(o->payload.len <= d->payload.len);
    FUZZ_CHECK(memcmp(o->payload.bytes, d->payload.bytes, o->payload.len) == 0);
    FUZZ_CHECK(o->payload.len == d->payload.len);
    FUZZ_CHECK(verdict != WHOLE || o->used == d->at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct outcome outcome;
    static struct decoder decoder;
    struct fuzz_input in = { data, size };
    uint8_t framing = (uint8_t)fuzz_number(&in, FRAMINGS);
    uint8_t how = fuzz_byte(&in);
    unsigned length = fuzz_byte(&in);
    enum verdict verdict;

    length = length << 8 | fuzz_byte(&in);
    if (size > FUZZ_INPUT_MAX) {
        return 0;
    }
    decoder.text = in.at;
    decoder.len = in.left;
    decoder.at = decoder.payload.len = 0;
    verdict = decode(&decoder, framing, length);
    read_body(&outcome, framing, length, in.at, in.left, FUZZ_WHOLE);
    compare(&outcome, &decoder, verdict);
    read_body(&outcome, framing, length, in.at, in.left, FUZZ_BYTEWISE);
    compare(&outcome, &decoder, verdict);
    read_body(&outcome, framing, length, in.at, in.left, how);
    compare(&outcome, &decoder, verdict);
    return 0;
}
