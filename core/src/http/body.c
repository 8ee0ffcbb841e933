/* SPDX-License-Identifier: MIT */
#include "http/body.h"

#include <string.h>

/* Chunk extensions and trailers are skipped, but not without end. */
#define CHUNK_LINE_MAX UINT32_C(16384)

enum kind { NONE, LENGTH, CHUNKED, CLOSE };

enum state {
    SIZE_FIRST, /* first digit of a chunk size */
    SIZE,       /* further digits */
    SIZE_END,   /* white space after it */
    EXTENSION,  /* to the end of the line */
    SIZE_LF,    /* LF after a chunk size */
    DATA,
    DATA_CR, /* CR after the data of a chunk */
    DATA_LF,
    TRAILER, /* first byte of a trailer line, or the empty line */
    TRAILER_NAME,
    TRAILER_LINE,
    TRAILER_LF,
    END_LF,
    DONE
};

void quatrix_http_body_init(struct quatrix_http_body *body, const struct quatrix_http_head *head)
{
    memset(body, 0, sizeof *body);
    if (head->status == 204 || head->status == 304 || head->status < 200) {
        body->kind = NONE; /* whatever the headers say (RFC 9112 section 6.3) */
    } else if ((head->flags & QUATRIX_HTTP_CHUNKED) != 0) {
        body->kind = CHUNKED;
    } else if ((head->flags & QUATRIX_HTTP_HAS_LENGTH) != 0) {
        body->kind = LENGTH;
        body->left = head->content_length;
    } else {
        body->kind = CLOSE;
    }
}

bool quatrix_http_body_done(const struct quatrix_http_body *body)
{
    switch (body->kind) {
    case LENGTH:
        return body->left == 0;
    case CHUNKED:
        return body->state == DONE;
    case CLOSE:
        return false;
    default:
        return true;
    }
}

bool quatrix_http_body_until_close(const struct quatrix_http_body *body)
{
    return body->kind == CLOSE;
}

uint64_t quatrix_http_body_run(const struct quatrix_http_body *body)
{
    if (body->kind == CLOSE) {
        return UINT64_MAX;
    }
    return body->kind == LENGTH || (body->kind == CHUNKED && body->state == DATA) ? body->left : 0;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20U;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_text(uint8_t c)
{
    return c >= 0x20 ? c != 0x7F : c == '\t';
}

/* After a chunk size: the last chunk has none, and trailers follow it. */
static void size_done(struct quatrix_http_body *body)
{
    body->line = 0;
    body->state = body->left == 0 ? TRAILER : DATA;
}

static bool feed_size(struct quatrix_http_body *body, uint8_t c)
{
    int digit = body->state == SIZE_END ? -1 : hex_digit(c);

    if (digit >= 0) {
        if (body->left > UINT64_MAX >> 5) {
            return false;
        }
        body->left = body->left << 4 | (unsigned)digit;
        body->state = SIZE;
        return true;
    }
    if (body->state == SIZE_FIRST) {
        return false;
    }
    if (c == ' ' || c == '\t') {
        body->state = SIZE_END; /* bad form, but it occurs (BWS) */
        return true;
    }
    body->state = c == '\r' ? SIZE_LF : EXTENSION;
    return c == '\r' || c == ';';
}

static bool expect(struct quatrix_http_body *body, uint8_t c, uint8_t wanted, uint8_t next)
{
    body->state = next;
    return c == wanted;
}

static bool feed_line(struct quatrix_http_body *body, uint8_t c, uint8_t next)
{
    if (c == '\r') {
        body->state = next;
        return true;
    }
    return is_text(c);
}

/* One byte of what lies around the data of chunks. */
static bool feed(struct quatrix_http_body *body, uint8_t c)
{
    if (body->line++ >= CHUNK_LINE_MAX) {
        return false;
    }
    switch (body->state) {
    case SIZE_FIRST:
    case SIZE:
    case SIZE_END:
        return feed_size(body, c);
    case EXTENSION:
        return feed_line(body, c, SIZE_LF);
    case SIZE_LF:
        size_done(body);
        return c == '\n';
    case DATA_CR:
        return expect(body, c, '\r', DATA_LF);
    case DATA_LF:
        body->line = 0;
        return expect(body, c, '\n', SIZE_FIRST);
    case TRAILER:
        body->state = c == '\r' ? END_LF : TRAILER_NAME;
        return c == '\r' || quatrix_http_is_token(c); /* no obs-fold */
    case TRAILER_NAME:
        body->state = c == ':' ? TRAILER_LINE : TRAILER_NAME;
        return c == ':' || quatrix_http_is_token(c);
    case TRAILER_LINE:
        return feed_line(body, c, TRAILER_LF);
    case TRAILER_LF:
        return expect(body, c, '\n', TRAILER);
    case END_LF:
        return expect(body, c, '\n', DONE);
    default:
        return false;
    }
}

/* A run of payload at buf[at]: as much of it as has arrived. */
static void take(struct quatrix_http_body *body, size_t at, size_t len,
                 struct quatrix_http_span *span)
{
    span->at = at;
    span->len = len - at;
    if (body->left < span->len) {
        span->len = (size_t)body->left;
    }
    body->left -= span->len;
}

static enum quatrix_status feed_chunked(struct quatrix_http_body *body, const uint8_t *buf,
                                        size_t len, struct quatrix_http_span *span, size_t *used)
{
    size_t i = 0;

    while (i < len && body->state != DONE && body->state != DATA) {
        if (!feed(body, buf[i])) {
            return QUATRIX_E_PROTOCOL;
        }
        i++;
    }
    span->at = i;
    if (body->state == DATA && i < len) {
        take(body, i, len, span);
        if (body->left == 0) {
            body->state = DATA_CR;
        }
    }
    *used = i + span->len;
    return body->state == DONE ? QUATRIX_OK : QUATRIX_PENDING;
}

enum quatrix_status quatrix_http_body_feed(struct quatrix_http_body *body, const uint8_t *buf,
                                           size_t len, struct quatrix_http_span *span, size_t *used)
{
    span->at = 0;
    span->len = 0;
    *used = 0;
    switch (body->kind) {
    case LENGTH:
        take(body, 0, len, span);
        break;
    case CHUNKED:
        return feed_chunked(body, buf, len, span, used);
    case CLOSE:
        span->len = len;
        break;
    default:
        break;
    }
    *used = span->len;
    return quatrix_http_body_done(body) ? QUATRIX_OK : QUATRIX_PENDING;
}
