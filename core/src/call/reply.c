/* SPDX-License-Identifier: MIT */
/*
 * The reply, read into the window of the work buffer and used from there:
 *
 *     window: [ payload held | gap | raw bytes not yet looked at | free ]
 *             0         held      raw                       raw_end
 *
 * Payload is closed up (the framing of chunks falls out) and given to the JSON decoder, which says
 * how much of it must stay: nothing, or one value. So the buffer never holds more than that and
 * what was read ahead.
 */
#include "call/engine.h"

#include "base/text.h"
#include "call/again.h"
#include "http/http.h"
#include "json/decode.h"

#include <string.h>

/* So much of a reply nobody wants is read to keep the connection; beyond, it is closed. */
#define PASS_MAX    16384U
#define INTERIM_MAX 8

/* What an HTTP status means for the caller. A part of what was asked for is of use to those alone who
   asked for a part. */
static enum quatrix_status verdict(const struct quatrix_client_priv *p)
{
    uint16_t http_status = p->http.status;

    if (http_status < 300) {
        return http_status == 206 && p->extra == NULL ? QUATRIX_E_PART : QUATRIX_OK;
    }
    if (http_status < 400) {
        return QUATRIX_E_REDIRECT;
    }
    if (http_status == 401) {
        return QUATRIX_E_UNAUTHORIZED;
    }
    if (http_status == 429) {
        return QUATRIX_E_RATE_LIMITED;
    }
    return http_status < 500 ? QUATRIX_E_HTTP : QUATRIX_E_SERVER;
}

/* Read behind what is held. QUATRIX_OK: at least one byte. */
static enum quatrix_status fill(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    struct quatrix_transport *t = p->config.transport;
    int32_t n;

    if (p->moved && quatrix_call_overdue(p)) {
        return QUATRIX_E_TIMEOUT; /* the server talks without end */
    }
    p->raw = p->raw_end = p->held;
    n = t->ops->recv(t, p->window + p->held, p->window_size - p->held);
    if (n <= 0) {
        return n == 0 ? QUATRIX_PENDING : (enum quatrix_status)n;
    }
    p->raw_end += (size_t)n;
    p->moved = true;
    if (!p->replied && p->dirty > p->raw_end) {
        /* The request has served: whatever it held beyond what has overwritten it goes. */
        quatrix_wipe(p->window + p->raw_end, p->dirty - p->raw_end);
        p->dirty = p->raw_end;
    }
    p->replied = true;
    if (p->raw_end > p->dirty) {
        p->dirty = p->raw_end;
    }
    return QUATRIX_OK;
}

static void take_content_type(struct quatrix_client_priv *p)
{
    size_t len = 0;

    while (p->http.text[len] != 0 && p->http.text[len] != ';' && p->http.text[len] != ' ') {
        p->content_type[len] = p->http.text[len];
        len++;
    }
    p->content_type[len] = 0;
}

/* The oldest description puts the token here instead of into the body. */
static enum quatrix_status take_token(struct quatrix_client_priv *p)
{
    if ((p->endpoint->flags & QUATRIX_LOGIN) == 0 || p->http.status > 299 || p->http.text[0] == 0) {
        return QUATRIX_OK;
    }
    if (strlen(p->http.text) > QUATRIX_ID_MAX) {
        p->error.member = "X-Auth-Token";
        return QUATRIX_E_SPACE;
    }
    memcpy(p->session.session_id.text, p->http.text, strlen(p->http.text) + 1);
    p->session.present |= QUATRIX_BIT(QUATRIX_SESSION_SESSION_ID);
    return QUATRIX_OK;
}

/* Numbers that make no sense are as good as absent. */
static void take_number(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    uint64_t number;

    if (!quatrix_http_number(p->http.text, &number)) {
        quatrix_call_consult(client, QUATRIX_EVENT_FIELD, QUATRIX_OK);
        return;
    }
    if (p->http.field == QUATRIX_HTTP_MFA_CODE && number <= INT32_MAX) {
        p->error.mfa_code = (int32_t)number;
    } /* seconds; a date is left to a policy, or to the caller's own patience */
    if (p->http.field == QUATRIX_HTTP_RETRY_AFTER && number <= UINT32_MAX) {
        p->error.retry_after_s = (uint32_t)number;
    }
}

static enum quatrix_status take_field(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;

    if (p->http.status < 200) {
        return QUATRIX_OK; /* an interim reply says nothing of the final one */
    }
    if (p->http.field == QUATRIX_HTTP_X_AUTH_TOKEN) {
        return take_token(p);
    }
    if (p->http.field >= QUATRIX_HTTP_CONTENT_RANGE) {
        p->extra->take_field(p->extra, &p->http);
    } else if (p->http.field == QUATRIX_HTTP_CONTENT_TYPE) {
        take_content_type(p);
    } else {
        take_number(client);
    }
    return QUATRIX_OK;
}

static const struct quatrix_json_model *error_model(void);

/* The head is complete: what is to become of the body? JSON is decoded; a reply without a body needs
   no type. */
static void choose_mode(struct quatrix_client_priv *p)
{
    bool json = quatrix_text_has(p->content_type, "json");

    p->verdict = (int8_t)verdict(p);
    if (p->verdict == QUATRIX_OK && (p->endpoint->flags & QUATRIX_OPEN) == 0) {
        p->renewed = p->deadline - p->config.timeout_ms; /* when the call began, or later */
    }
    p->mode = QUATRIX_MODE_IGNORE;
    if (p->verdict != QUATRIX_OK) {
        if (json) { /* gateways answer in HTML */
            p->mode = QUATRIX_MODE_ERROR;
            quatrix_json_init(&p->json, error_model(), &p->error);
        }
    } else if ((p->endpoint->flags & QUATRIX_RAW) != 0) {
        p->mode = QUATRIX_MODE_RAW;
    } else if ((p->endpoint->flags & QUATRIX_LIST) != 0 && p->element == NULL) {
        p->mode = QUATRIX_MODE_LIST; /* a bare array */
        quatrix_json_init_list(&p->json, p->endpoint->reply, p->reply);
    } else if (p->endpoint->reply != NULL) {
        p->mode = p->element != NULL ? QUATRIX_MODE_LIST : QUATRIX_MODE_MODEL;
        quatrix_json_init(&p->json, p->endpoint->reply, p->reply);
        p->json.element = p->element;
    }
    p->unfit =
        !json && p->content_type[0] != 0 && !quatrix_text_equal(p->content_type, "text/plain");
}

void quatrix_reply_begin(struct quatrix_client_priv *p)
{
    quatrix_http_init(&p->http);
    if (p->extra != NULL && p->extra->take_field != NULL) {
        p->http.flags = QUATRIX_HTTP_PARTS;
    }
}

/* 1xx replies precede the real one (RFC 9110 section 15.2). */
static enum quatrix_status end_head(struct quatrix_client_priv *p)
{
    if (p->http.longest > p->memory.header_longest) {
        p->memory.header_longest = p->http.longest;
    }
    if (p->http.status < 200) {
        if (p->http.status == 101 || ++p->interim > INTERIM_MAX) {
            return QUATRIX_E_PROTOCOL;
        }
        quatrix_reply_begin(p);
        return QUATRIX_PENDING;
    }
    quatrix_http_begin_body(&p->http);
    choose_mode(p);
    return QUATRIX_OK;
}

/* However the connection ended: was there a reply? */
static enum quatrix_status lost(const struct quatrix_client_priv *p, enum quatrix_status status)
{
    if (status != QUATRIX_E_CLOSED && status != QUATRIX_E_CUT) {
        return status;
    }
    return p->replied ? QUATRIX_E_CUT : QUATRIX_E_CLOSED;
}

enum quatrix_status quatrix_reply_head(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;

    for (;;) {
        enum quatrix_status status;
        unsigned what = p->http.room == QUATRIX_HTTP_HEAD_MAX ? QUATRIX_TRACE_ANEW : 0;
        size_t used;
        if (p->raw == p->raw_end) {
            p->held = 0;
            status = fill(client);
            if (status != QUATRIX_OK) {
                return lost(p, status);
            }
        }
        status = quatrix_http_feed_head(&p->http, p->window + p->raw, p->raw_end - p->raw, &used);
        quatrix_call_show(client, what, p->window + p->raw, used);
        p->raw += used;
        p->error.http_status = p->http.status < 200 ? 0 : p->http.status;
        if (status == QUATRIX_READY) {
            status = take_field(client);
            if (status != QUATRIX_OK) {
                return status;
            }
        } else if (status == QUATRIX_OK) {
            status = end_head(p);
            if (status != QUATRIX_PENDING) {
                return status;
            }
        } else if (status != QUATRIX_PENDING) {
            return status;
        }
    }
}

void quatrix_reply_clear_error(struct quatrix_client_priv *p)
{
    const size_t from =
        offsetof(struct quatrix_error, server_code); /* to the end: the ErrorModel */

    p->error.present = p->error.truncated = 0;
    memset((uint8_t *)&p->error + from, 0, sizeof p->error - from);
}

static enum quatrix_status end_element(struct quatrix_client_priv *p, enum quatrix_status status)
{
    p->error.elements++;
    if (status == QUATRIX_SKIPPED) {
        p->error.status = (enum quatrix_status)p->json.reason;
        p->error.phase = QUATRIX_PHASE_BODY;
        p->error.member = p->json.member;
    }
    return status;
}

/* What is held goes to the decoder. The server's own words about an error are welcome but not needed:
   the HTTP status says enough. */
static enum quatrix_status decode(struct quatrix_client_priv *p)
{
    enum quatrix_status status;

    if (p->unfit) {
        return QUATRIX_E_CONTENT;
    }
    status = quatrix_json_feed(&p->json, p->window, p->held);
    if (status == QUATRIX_READY || status == QUATRIX_SKIPPED) {
        return end_element(p, status);
    }
    if (status >= 0) {
        return QUATRIX_OK;
    }
    if (p->mode != QUATRIX_MODE_ERROR) {
        p->error.member = p->json.member;
        return status;
    }
    quatrix_reply_clear_error(p);
    p->mode = QUATRIX_MODE_IGNORE;
    return QUATRIX_OK;
}

/* New payload may lie at the end of what is held. */
static enum quatrix_status use(struct quatrix_client_priv *p)
{
    if (p->mode != QUATRIX_MODE_IGNORE && p->held > 0) {
        enum quatrix_status status = decode(p);
        if (status != QUATRIX_OK) {
            return status;
        }
    }
    if (p->mode == QUATRIX_MODE_IGNORE) {
        p->passed += (uint32_t)p->held;
        p->held = 0;
        if (p->passed > PASS_MAX) {
            return QUATRIX_END; /* enough of it */
        }
    }
    return QUATRIX_OK;
}

/* Make room behind what must stay. */
static enum quatrix_status make_room(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    struct quatrix_json_scan *scan = &p->json.scan;
    size_t keep;

    if (p->mode == QUATRIX_MODE_IGNORE) {
        return QUATRIX_OK;
    }
    keep = quatrix_json_scan_keep(scan);
    p->held -= keep;
    memmove(p->window, p->window + keep, p->held);
    quatrix_json_scan_rebase(scan, keep);
    if (p->held == p->window_size &&
        quatrix_call_consult(client, QUATRIX_EVENT_FULL, QUATRIX_E_SPACE) != QUATRIX_OK) {
        enum quatrix_status status = quatrix_json_overflow(&p->json, p->window, p->held);
        if (status != QUATRIX_OK) {
            p->error.member = p->json.member;
            return status;
        }
        quatrix_json_scan_rebase(scan, p->held);
        p->held = 0;
    }
    return QUATRIX_OK;
}

/* The next run of payload, out of at most so many raw bytes; its place in the work buffer. */
static enum quatrix_status next_run(struct quatrix_client *client, size_t most,
                                    struct quatrix_http_span *span)
{
    struct quatrix_client_priv *p = &client->priv;
    size_t given = p->raw_end - p->raw;
    enum quatrix_status status =
        quatrix_http_feed_body(&p->http, p->window + p->raw, given < most ? given : most, span);

    if (status < 0) {
        return status;
    }
    span->at += p->raw;
    p->raw = span->at + span->len;
    quatrix_call_show(client, QUATRIX_TRACE_BODY, p->window + span->at, span->len);
    return QUATRIX_OK;
}

/* One run of payload, closed up to what is held. */
static enum quatrix_status take_run(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    struct quatrix_http_span span;
    enum quatrix_status status = next_run(client, SIZE_MAX, &span);

    if (status != QUATRIX_OK) {
        return status;
    }
    memmove(p->window + p->held, p->window + span.at, span.len);
    p->held += span.len;
    return QUATRIX_OK;
}

/* An orderly end of the connection ends a body that has no other end. */
static enum quatrix_status ended(const struct quatrix_client_priv *p, enum quatrix_status status)
{
    if (status == QUATRIX_E_CLOSED) {
        return quatrix_http_until_close(&p->http) ? QUATRIX_OK : QUATRIX_E_CUT;
    }
    return status;
}

enum quatrix_status quatrix_reply_body(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    enum quatrix_status status;

    for (;;) {
        status = use(p);
        if (status != QUATRIX_OK || quatrix_http_done(&p->http)) {
            return status;
        }
        if (p->raw == p->raw_end) {
            status = make_room(client);
            if (status == QUATRIX_OK) {
                status = fill(client);
            }
            if (status != QUATRIX_OK) {
                return ended(p, status);
            }
        }
        status = take_run(client);
        if (status != QUATRIX_OK) {
            return status;
        }
    }
}

/* Straight into the caller's buffer where nothing lies between the bytes. */
static enum quatrix_status read_through(struct quatrix_client *client, uint8_t *buf, size_t size,
                                        size_t *len)
{
    struct quatrix_client_priv *p = &client->priv;
    struct quatrix_transport *t = p->config.transport;
    uint64_t run = quatrix_http_run(&p->http);
    struct quatrix_http_span span;
    int32_t n;

    n = t->ops->recv(t, buf, run < size ? (size_t)run : size);
    if (n <= 0) {
        return n == 0 ? QUATRIX_PENDING : ended(p, (enum quatrix_status)n);
    }
    quatrix_http_feed_body(&p->http, buf, (size_t)n, &span);
    quatrix_call_show(client, QUATRIX_TRACE_BODY, buf, (size_t)n);
    *len = (size_t)n;
    return QUATRIX_OK;
}

/* QUATRIX_OK with *len 0: the body is complete. */
enum quatrix_status quatrix_reply_read(struct quatrix_client *client, uint8_t *buf, size_t size,
                                       size_t *len)
{
    struct quatrix_client_priv *p = &client->priv;

    while (!quatrix_http_done(&p->http)) {
        struct quatrix_http_span span;
        enum quatrix_status status;
        if (p->raw == p->raw_end) {
            if (quatrix_http_run(&p->http) > 0) {
                return read_through(client, buf, size, len);
            }
            p->held = 0;
            status = fill(client);
            if (status != QUATRIX_OK) {
                return ended(p, status);
            }
        }
        status = next_run(client, size, &span);
        if (status != QUATRIX_OK) {
            return status;
        }
        memcpy(buf, p->window + span.at, span.len);
        if (span.len > 0) {
            *len = span.len;
            return QUATRIX_OK;
        }
    }
    return QUATRIX_OK;
}

static const struct quatrix_json_member details_members[QUATRIX_ERROR_DETAILS_MEMBERS] = {
    [QUATRIX_ERROR_DETAILS_STATUS] = JSON_CUT("status", struct quatrix_error_details, status),
    [QUATRIX_ERROR_DETAILS_NAME] = JSON_CUT("name", struct quatrix_error_details, name),
    [QUATRIX_ERROR_DETAILS_IP] = JSON_CUT("ip", struct quatrix_error_details, ip),
};
static const struct quatrix_json_model details_model =
    JSON_MODEL_OF(struct quatrix_error_details, details_members);
static const struct quatrix_json_model *const error_subs[] = { &details_model };

static const struct quatrix_json_member error_members[QUATRIX_ERROR_MEMBERS] = {
    [QUATRIX_ERROR_MSG] = JSON_LENIENT_CUT("msg", struct quatrix_error, server_msg),
    [QUATRIX_ERROR_CODE] = JSON_LENIENT_INT64("code", struct quatrix_error, server_code),
    [QUATRIX_ERROR_DETAILS] = JSON_LENIENT_MODEL("details", struct quatrix_error, details, 0),
};

static const struct quatrix_json_model *error_model(void)
{
    static const struct quatrix_json_nest model =
        JSON_NEST(JSON_MODEL_OF(struct quatrix_error, error_members), error_subs);

    return &model.model;
}
