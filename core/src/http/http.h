/* SPDX-License-Identifier: MIT */
/*
 * An HTTP/1.1 reply (RFC 9112), byte by byte: any slicing gives the same result. Pure: bytes in,
 * events out.
 *
 * All that is text comes in lines: the head, and in a chunked body what lies around the data. So
 * one machine reads both. Of a header that matters the value is kept in `text`; all others are
 * checked and skipped, of any length. What frames the body (Content-Length, Transfer-Encoding,
 * Connection) is kept here; other headers that matter are handed to the caller one at a time.
 */
#ifndef QUATRIX_HTTP_HTTP_H
#define QUATRIX_HTTP_HTTP_H

#include <quatrix/private.h>
#include <quatrix/status.h>

enum quatrix_http_field {
    QUATRIX_HTTP_OTHER,
    QUATRIX_HTTP_CONNECTION,
    QUATRIX_HTTP_CONTENT_ENCODING,
    QUATRIX_HTTP_CONTENT_LENGTH,
    QUATRIX_HTTP_CONTENT_TYPE,
    QUATRIX_HTTP_MFA_CODE,
    QUATRIX_HTTP_RETRY_AFTER,
    QUATRIX_HTTP_TRANSFER_ENCODING,
    QUATRIX_HTTP_X_AUTH_TOKEN,
    QUATRIX_HTTP_DATE, /* of an error alone: there it may be what Retry-After counts from */
    QUATRIX_HTTP_CONTENT_RANGE, /* from here on only with QUATRIX_HTTP_PARTS */
    QUATRIX_HTTP_ETAG
};

enum quatrix_http_flag {
    QUATRIX_HTTP_CHUNKED = 1,
    QUATRIX_HTTP_CLOSE = 2, /* the connection ends with this reply */
    QUATRIX_HTTP_PARTS = 8, /* set it to be handed what tells of parts and versions of a file */
    QUATRIX_HTTP_BODY = 4   /* the head is over: header lines are trailers, and nobody's */
};

/* Most bytes of a head; of a line before a chunk; of all trailers. A server may send as much of
   each as it likes, but not without end. */
#define QUATRIX_HTTP_HEAD_MAX  UINT32_C(262144)
#define QUATRIX_HTTP_CHUNK_MAX UINT32_C(16384)

/* A run of payload in the bytes handed in. Up to its end they were looked at. */
struct quatrix_http_span {
    size_t at;  /* first byte */
    size_t len; /* may be 0 */
};

/* A reply begins. */
void quatrix_http_init(struct quatrix_http *http);

/**
 * Look at the next bytes of a head.
 *
 * @param used  Bytes looked at; the rest was not touched.
 * @return QUATRIX_PENDING      more bytes are needed
 *         QUATRIX_READY        http->field is complete, its value (trimmed, NUL-terminated, all
 *                              but a token in lower case) in http->text; call again with what is
 *                              left
 *         QUATRIX_OK           the head is complete; the body begins after *used
 *         QUATRIX_E_PROTOCOL, QUATRIX_E_HEADER, QUATRIX_E_ENCODING
 */
enum quatrix_status quatrix_http_feed_head(struct quatrix_http *http, const uint8_t *buf,
                                           size_t len, size_t *used);

/* The head is complete: on to what it says of the body. */
void quatrix_http_begin_body(struct quatrix_http *http);

/* True when nothing is due any more. */
bool quatrix_http_done(const struct quatrix_http *http);

/* True when the body ends with the connection: only then is its orderly end no error. Of a head: no
   length has come. */
bool quatrix_http_until_close(const struct quatrix_http *http);

/* Bytes of payload that certainly follow without anything between them. */
uint64_t quatrix_http_run(const struct quatrix_http *http);

/**
 * Look at the next bytes of a body, up to the end of the next run of payload among them.
 *
 * @return QUATRIX_PENDING  more is due
 *         QUATRIX_OK       complete
 *         QUATRIX_E_PROTOCOL
 */
enum quatrix_status quatrix_http_feed_body(struct quatrix_http *http, const uint8_t *buf,
                                           size_t len, struct quatrix_http_span *span);

/* Digits alone, as RFC 9110 has 1*DIGIT. False if empty, not digits, or above 2^63 - 1. */
bool quatrix_http_number(const char *text, uint64_t *number);

#endif
