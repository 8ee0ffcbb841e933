/* SPDX-License-Identifier: MIT */
/*
 * The body of an HTTP/1.1 reply (RFC 9112 sections 6 and 7): which of the bytes that arrive are
 * payload, and whether it is complete. Pure: it only says where the payload lies.
 */
#ifndef QUATRIX_HTTP_BODY_H
#define QUATRIX_HTTP_BODY_H

#include "http/head.h"

/* A run of payload in the bytes handed in. */
struct quatrix_http_span {
    size_t at;  /* first byte */
    size_t len; /* may be 0 */
};

/* What follows a complete head. */
void quatrix_http_body_init(struct quatrix_http_body *body, const struct quatrix_http_head *head);

/* True when nothing is due any more. */
bool quatrix_http_body_done(const struct quatrix_http_body *body);

/* True when the body ends with the connection: only then is its orderly end no error. */
bool quatrix_http_body_until_close(const struct quatrix_http_body *body);

/* Bytes of payload that certainly follow without anything between them. */
uint64_t quatrix_http_body_run(const struct quatrix_http_body *body);

/**
 * Look at the next bytes.
 *
 * @param span  The next run of payload among them; only what precedes its end was looked at.
 * @param used  Bytes looked at, span included.
 * @return QUATRIX_PENDING  more is due
 *         QUATRIX_OK       complete
 *         QUATRIX_E_PROTOCOL
 */
enum quatrix_status quatrix_http_body_feed(struct quatrix_http_body *body, const uint8_t *buf,
                                           size_t len, struct quatrix_http_span *span,
                                           size_t *used);

#endif
