/* SPDX-License-Identifier: MIT */
/* What the parts of the call state machine share; nobody else includes this. */
#ifndef QUATRIX_CALL_ENGINE_H
#define QUATRIX_CALL_ENGINE_H

#include "call/call.h"
#include "json/encode.h"

enum quatrix_call_state {
    QUATRIX_CALL_IDLE,
    QUATRIX_CALL_CONNECT,
    QUATRIX_CALL_HANDSHAKE,
    QUATRIX_CALL_SEND,
    QUATRIX_CALL_HEAD,
    QUATRIX_CALL_BODY,
    QUATRIX_CALL_PAUSE
};

/* What becomes of the body. */
enum quatrix_call_mode {
    QUATRIX_MODE_IGNORE, /* passed over */
    QUATRIX_MODE_MODEL,  /* decoded into the caller's struct */
    QUATRIX_MODE_ERROR,  /* an ErrorModel, if it is one */
    QUATRIX_MODE_LIST,   /* its elements are pulled by the caller */
    QUATRIX_MODE_RAW     /* its bytes are */
};

/* request.c: the request into the work buffer; the error's member names what is at fault. */
struct quatrix_request {
    const char *id;   /* at the end of the path; or NULL */
    const void *data; /* of the endpoint's request form; or NULL */
    quatrix_json_encoder *encode;
};
enum quatrix_status quatrix_request_render(struct quatrix_client_priv *p,
                                           const struct quatrix_endpoint *endpoint,
                                           const struct quatrix_request *request);

/* reply.c: go on with the head, or the body. QUATRIX_PENDING: nothing more is there now.
   QUATRIX_OK: complete. QUATRIX_END: nobody wants the rest, and it is long. QUATRIX_READY: an element of
   a list. QUATRIX_SKIPPED: the same, but it is of no use. */
void quatrix_reply_begin(struct quatrix_client_priv *p); /* nothing of it has arrived */
enum quatrix_status quatrix_reply_head(struct quatrix_client *client);
enum quatrix_status quatrix_reply_body(struct quatrix_client *client);
enum quatrix_status quatrix_reply_read(struct quatrix_client *client, uint8_t *buf, size_t size,
                                       size_t *len);

/* call.c: true once the deadline has passed. */
bool quatrix_call_overdue(const struct quatrix_client_priv *p);

/* reply.c: what came was no ErrorModel after all. */
void quatrix_reply_clear_error(struct quatrix_client_priv *p);

/* What is shown to a trace; a set of these. */
enum quatrix_trace_what {
    QUATRIX_TRACE_ANEW = 1, /* a message begins */
    QUATRIX_TRACE_SENT = 2,
    QUATRIX_TRACE_BODY = 4 /* of a reply */
};

/* call.c: show text to the trace, if there is one. */
void quatrix_call_show(struct quatrix_client *client, unsigned what, const uint8_t *text,
                       size_t len);

#endif
