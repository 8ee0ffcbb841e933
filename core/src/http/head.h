/* SPDX-License-Identifier: MIT */
/*
 * The head of an HTTP/1.1 reply (RFC 9112), byte by byte: any slicing gives the same result.
 *
 * As much of each line is kept in `text` as a header that matters may have; all others are checked
 * and skipped, of any length. What frames the body (Content-Length, Transfer-Encoding, Connection)
 * is kept here; other headers that matter are handed to the caller one at a time.
 */
#ifndef QUATRIX_HTTP_HEAD_H
#define QUATRIX_HTTP_HEAD_H

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
    QUATRIX_HTTP_X_AUTH_TOKEN
};

enum quatrix_http_head_flag {
    QUATRIX_HTTP_HAS_LENGTH = 1, /* content_length counts */
    QUATRIX_HTTP_CHUNKED = 2,
    QUATRIX_HTTP_CLOSE = 4 /* the connection ends with this reply */
};

void quatrix_http_head_init(struct quatrix_http_head *head);

/**
 * Look at the next bytes of a reply.
 *
 * @param used  Bytes looked at; the rest was not touched.
 * @return QUATRIX_PENDING      more bytes are needed
 *         QUATRIX_READY        head->field is complete, its value (trimmed, NUL-terminated) in
 *                              head->text; call again with what is left
 *         QUATRIX_OK           the head is complete; the body begins after *used
 *         QUATRIX_E_PROTOCOL, QUATRIX_E_HEADER, QUATRIX_E_ENCODING
 */
enum quatrix_status quatrix_http_head_feed(struct quatrix_http_head *head, const uint8_t *buf,
                                           size_t len, size_t *used);

/* A character of a header name. */
bool quatrix_http_is_token(uint8_t c);

/* Digits alone, as RFC 9110 has 1*DIGIT. False if empty, not digits, or above max. */
bool quatrix_http_number(const char *text, uint64_t max, uint64_t *number);

#endif
