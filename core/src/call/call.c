/* SPDX-License-Identifier: MIT */
/*
 * idle > connect > handshake > send > head > body > idle, driven by quatrix_step(). A step goes on
 * until the transport has nothing to offer; one deadline covers them all. Policies may let a call
 * begin anew where it would end, at once or after a pause.
 */
#include "call/engine.h"

#include "base/utf8.h"
#include "call/again.h"
#include "http/http.h"
#include "json/decode.h"
#include "json/encode.h"

#include <string.h>

#define PATH_ID_MAX 64

static bool passed(uint32_t now, uint32_t deadline)
{
    return now - deadline < UINT32_C(0x80000000); /* also where the clock has wrapped */
}

static void put_off_deadline(struct quatrix_client_priv *p)
{
    p->deadline = p->config.transport->ops->now_ms(p->config.transport) + p->config.timeout_ms;
}

bool quatrix_call_overdue(const struct quatrix_client_priv *p)
{
    return passed(p->config.transport->ops->now_ms(p->config.transport), p->deadline);
}

typedef char phases_are_the_states[(int)QUATRIX_CALL_CONNECT == (int)QUATRIX_PHASE_CONNECT &&
                                           (int)QUATRIX_CALL_PAUSE == (int)QUATRIX_PHASE_PAUSE
                                       ? 1
                                       : -1];

void quatrix_call_show(struct quatrix_client *client, unsigned what, const uint8_t *text,
                       size_t len)
{
    if (client->priv.trace.pass != NULL) {
        client->priv.trace.pass(client, what, text, len);
    }
}

static void disconnect(struct quatrix_client_priv *p)
{
    p->config.transport->ops->close(p->config.transport);
    p->connected = false;
}

void quatrix_call_forget_session(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;

    quatrix_wipe(&p->session, sizeof p->session);
    if (p->credentials.auth == QUATRIX_AUTH_SESSION) {
        p->credentials.auth = QUATRIX_AUTH_NONE;
    }
}

static void wipe_work(struct quatrix_client_priv *p)
{
    quatrix_wipe(p->window, p->dirty);
    quatrix_wipe(p->http.text, sizeof p->http.text);
    quatrix_wipe(p->trace.text, sizeof p->trace.text);
    p->dirty = 0;
    p->request_len = 0;
}

enum quatrix_status quatrix_call_consult(struct quatrix_client *client, enum quatrix_event event,
                                         enum quatrix_status status)
{
    return client->priv.policies.ask == NULL ? status
                                             : client->priv.policies.ask(client, event, status);
}

/* The call is over: leave nothing of it behind but the error and the caller's struct. QUATRIX_OK while
   the client is not idle: a policy lets it go on. */
static enum quatrix_status finish(struct quatrix_client *client, enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;
    const struct quatrix_endpoint *endpoint;

    p->error.phase = (enum quatrix_phase)p->state;
    p->error.tls_code = p->config.transport->tls_code;
    p->error.verify_flags = p->config.transport->verify_flags;
    p->state = QUATRIX_CALL_IDLE;
    status = quatrix_call_consult(client, QUATRIX_EVENT_ENDED, status);
    if (p->state != QUATRIX_CALL_IDLE) {
        return QUATRIX_OK;
    }
    endpoint = p->endpoint;
    p->endpoint = NULL;
    p->extra = NULL;
    wipe_work(p);
    if (status == QUATRIX_E_UNAUTHORIZED && p->credentials.auth == QUATRIX_AUTH_SESSION &&
        (endpoint->flags & QUATRIX_KEEP_SESSION) == 0) {
        quatrix_call_forget_session(client);
    }
    status = quatrix_call_end(client, endpoint, status);
    p->reply = NULL;
    p->error.status = status;
    return status;
}

/* The connection cannot be used any more, or must not. A reply nobody decodes says all in its status
   line: losing the rest costs the connection only. */
static enum quatrix_status fail(struct quatrix_client *client, enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;

    if (p->state == QUATRIX_CALL_BODY && (status == QUATRIX_END || p->verdict != QUATRIX_OK)) {
        status = (enum quatrix_status)p->verdict;
    }
    disconnect(p);
    return finish(client, status);
}

static bool authorized(const struct quatrix_client_priv *p, unsigned flags)
{
    if ((flags & (QUATRIX_OPEN | QUATRIX_ANYBODY)) != 0) {
        return true;
    }
    if (p->credentials.auth == QUATRIX_AUTH_SESSION) {
        return p->session.factor == QUATRIX_FACTOR_NONE || (flags & QUATRIX_PARTIAL) != 0;
    }
    return p->credentials.auth != QUATRIX_AUTH_NONE && (flags & QUATRIX_SESSION_ONLY) == 0;
}

void quatrix_call_reset(struct quatrix_client_priv *p)
{
    memset(&p->error, 0, sizeof p->error);
    p->config.transport->tls_code = 0;
    p->config.transport->verify_flags = 0;
    p->content_type[0] = 0;
    p->sent = p->held = p->raw = p->raw_end = 0;
    p->passed = 0;
    p->interim = 0;
    p->replied = p->begun = false;
    p->element = NULL;
    p->reused = p->connected;
    p->state = p->connected ? QUATRIX_CALL_SEND : QUATRIX_CALL_CONNECT;
    quatrix_reply_begin(p);
}

static enum quatrix_status start(struct quatrix_client *client,
                                 const struct quatrix_endpoint *endpoint,
                                 const struct quatrix_request *request, void *reply)
{
    struct quatrix_client_priv *p = &client->priv;
    enum quatrix_status status = quatrix_request_render(p, endpoint, request);

    if (status != QUATRIX_OK) {
        wipe_work(p);
        return quatrix_call_refuse(client, status, p->error.member);
    }
    if (p->request_len > p->memory.request_peak) {
        p->memory.request_peak = p->request_len;
    }
    if (reply != NULL) {
        memset(reply, 0, endpoint->reply->size);
    }
    quatrix_call_reset(p);
    p->endpoint = endpoint;
    p->reply = reply;
    put_off_deadline(p);
    return quatrix_call_consult(client, QUATRIX_EVENT_BEGUN, QUATRIX_PENDING);
}

/* An identifier at the end of a path: no path of its own, and none that leads upwards. */
static enum quatrix_status check_id(const char *id)
{
    enum quatrix_status status = quatrix_text_check(id, PATH_ID_MAX, QUATRIX_TEXT_ASCII);

    if (status == QUATRIX_OK && id[strspn(id, ".")] == 0) {
        return QUATRIX_E_TEXT;
    }
    return status;
}

static enum quatrix_status start_checked(struct quatrix_client *client,
                                         const struct quatrix_endpoint *endpoint,
                                         const struct quatrix_request *request, void *reply)
{
    enum quatrix_status status = quatrix_call_idle(client);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (request->id != NULL) {
        status = check_id(request->id);
        if (status != QUATRIX_OK) {
            return quatrix_call_refuse(client, status, "id");
        }
    }
    if (reply == NULL && endpoint->reply != NULL) {
        return quatrix_call_refuse(client, QUATRIX_E_ARGUMENT, "out");
    }
    if (request->data == NULL && endpoint->request != NULL) {
        return quatrix_call_refuse(client, QUATRIX_E_ARGUMENT, "request");
    }
    if (!authorized(&client->priv, endpoint->flags)) {
        return quatrix_call_refuse(client, QUATRIX_E_AUTH, NULL);
    }
    return start(client, endpoint, request, reply);
}

enum quatrix_status quatrix_call_start_id(struct quatrix_client *client, const char *id,
                                          void *reply, const struct quatrix_endpoint *endpoint)
{
    const struct quatrix_request request = { id == NULL ? "" : id, NULL, NULL };

    return start_checked(client, endpoint, &request, reply);
}

enum quatrix_status quatrix_call_start_at(struct quatrix_client *client, const char *id,
                                          const void *data, void *reply,
                                          const struct quatrix_endpoint *endpoint)
{
    const struct quatrix_request request = { id == NULL ? "" : id, data, quatrix_json_encode };

    return start_checked(client, endpoint, &request, reply);
}

enum quatrix_status quatrix_call_start(struct quatrix_client *client, const void *data, void *reply,
                                       const struct quatrix_endpoint *endpoint)
{
    const struct quatrix_request request = { NULL, data, quatrix_json_encode };

    return start_checked(client, endpoint, &request, reply);
}

enum quatrix_status quatrix_call_start_texts(struct quatrix_client *client, const void *data,
                                             void *reply, const struct quatrix_endpoint *endpoint)
{
    const struct quatrix_request request = { NULL, data, quatrix_json_encode_texts };

    return start_checked(client, endpoint, &request, reply);
}

enum quatrix_status quatrix_call_get(struct quatrix_client *client, void *reply,
                                     const struct quatrix_endpoint *endpoint)
{
    const struct quatrix_request request = { NULL, NULL, NULL };

    return start_checked(client, endpoint, &request, reply);
}

/* The request is rendered as if these had been in use, and what was in use stays so. */
enum quatrix_status quatrix_call_start_login(struct quatrix_client *client, const char *email,
                                             const char *password,
                                             const struct quatrix_endpoint *endpoint)
{
    const struct quatrix_request request = { NULL, NULL, NULL };
    enum quatrix_status status = quatrix_check_basic(client, email, password);
    struct quatrix_credentials held;

    if (status != QUATRIX_OK) {
        return status;
    }
    quatrix_call_forget_session(client);
    held = client->priv.credentials;
    client->priv.credentials = (struct quatrix_credentials){ email, password, QUATRIX_AUTH_BASIC };
    status = start(client, endpoint, &request, &client->priv.session);
    client->priv.credentials = held;
    return status;
}

/* A kept connection may have died while idle. Dialling again is safe while the server cannot have
   acted on the request: it may be repeated, or no byte of it was handed over. */
static bool redial(struct quatrix_client_priv *p, enum quatrix_status status)
{
    bool broken =
        status == QUATRIX_E_CLOSED || status == QUATRIX_E_CUT || status == QUATRIX_E_NETWORK;

    if (!broken || !p->reused || p->replied ||
        (p->sent > 0 && (p->endpoint->flags & QUATRIX_REPEATABLE) == 0)) {
        return false;
    }
    disconnect(p);
    p->reused = false;
    p->sent = 0;
    p->begun = false;
    p->state = QUATRIX_CALL_CONNECT;
    return true;
}

static enum quatrix_status step_connect(struct quatrix_client_priv *p)
{
    struct quatrix_transport *t = p->config.transport;
    enum quatrix_status status = t->ops->connect(t, p->config.host, p->config.port);

    if (status == QUATRIX_OK) {
        p->state = QUATRIX_CALL_HANDSHAKE;
    }
    return status;
}

static enum quatrix_status step_handshake(struct quatrix_client_priv *p)
{
    enum quatrix_status status = p->config.transport->ops->handshake(p->config.transport);

    if (status == QUATRIX_OK) {
        p->connected = true;
        p->state = QUATRIX_CALL_SEND;
    }
    return status;
}

/* Before a request on a kept connection: did the server close it? Then dialling again is safe, even
   for what must not be sent twice. Whatever it has said without being asked is no reply, and makes
   the connection useless. */
static enum quatrix_status probe(struct quatrix_client_priv *p)
{
    struct quatrix_transport *t = p->config.transport;
    uint8_t byte;
    int32_t n = t->ops->recv(t, &byte, 1);

    if (n == 0) {
        return QUATRIX_OK;
    }
    return n > 0 ? QUATRIX_E_CUT : (enum quatrix_status)n;
}

/* While it takes no more of a body, the server may have said why: its reply counts then, though the
   request is not whole. QUATRIX_OK: it has begun. */
static enum quatrix_status listen(struct quatrix_client_priv *p, enum quatrix_status otherwise)
{
    struct quatrix_transport *t = p->config.transport;
    int32_t n = t->ops->recv(t, p->window, p->window_size);

    if (n <= 0) {
        return otherwise != QUATRIX_PENDING || n == 0 ? otherwise : (enum quatrix_status)n;
    }
    p->raw_end = (size_t)n;
    if (p->dirty < p->raw_end) {
        p->dirty = p->raw_end;
    }
    p->replied = true;
    p->state = QUATRIX_CALL_HEAD;
    return QUATRIX_OK;
}

/* The body, in blocks. QUATRIX_READY: the next one is wanted. */
static enum quatrix_status send_body(struct quatrix_client_priv *p)
{
    struct quatrix_transport *t = p->config.transport;
    struct quatrix_extra *extra = p->extra;

    while (extra->due > 0) {
        int32_t n;
        if (extra->block_len == 0) {
            return QUATRIX_READY;
        }
        n = t->ops->send(t, extra->block, extra->block_len);
        if (n <= 0) {
            extra->block = n == 0 ? extra->block : NULL; /* it takes nothing any more */
            return listen(p, n == 0 ? QUATRIX_PENDING : (enum quatrix_status)n);
        }
        extra->block += n;
        extra->block_len -= (size_t)n;
        extra->due -= (uint64_t)n;
        if (extra->block_len > 0 || extra->due == 0) {
            put_off_deadline(
                p); /* it bounds the time without progress; who supplies a block does the same */
        }
    }
    p->state = QUATRIX_CALL_HEAD;
    return QUATRIX_PENDING;
}

static enum quatrix_status step_send(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    struct quatrix_transport *t = p->config.transport;
    int32_t n;

    if (!p->begun) {
        if (p->reused) {
            enum quatrix_status status = probe(p);
            if (status != QUATRIX_OK) {
                return status;
            }
        }
        p->begun = true;
        quatrix_call_show(client, QUATRIX_TRACE_ANEW | QUATRIX_TRACE_SENT, p->request,
                          p->request_len);
    }
    while (p->sent < p->request_len) {
        n = t->ops->send(t, p->request + p->sent, p->request_len - p->sent);
        if (n <= 0) {
            return n == 0 ? QUATRIX_PENDING : (enum quatrix_status)n;
        }
        p->sent += (size_t)n;
    }
    if (p->request == p->window && (!p->reused || (p->endpoint->flags & QUATRIX_REPEATABLE) == 0)) {
        /* Else it may be needed once more, at least until the reply begins. */
        quatrix_wipe(p->window, p->dirty);
    }
    if (p->extra != NULL) {
        return send_body(p);
    }
    p->state = QUATRIX_CALL_HEAD;
    return QUATRIX_PENDING; /* the reply takes its time: wait before asking for it */
}

/* True when the reply leaves the connection fit for another call. */
static bool reusable(const struct quatrix_client_priv *p)
{
    return (p->http.flags & QUATRIX_HTTP_CLOSE) == 0 && quatrix_http_done(&p->http) &&
           p->raw == p->raw_end && /* bytes after the reply poison it */
           (p->extra == NULL || p->extra->due == 0);
}

static void note_memory(struct quatrix_client_priv *p)
{
    if (p->json.tokens_used > p->memory.tokens_peak) {
        p->memory.tokens_peak = p->json.tokens_used;
    }
    if (p->json.largest > p->memory.work_value_peak) {
        p->memory.work_value_peak = p->json.largest;
    }
}

static enum quatrix_status end_reply(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    enum quatrix_status status = (enum quatrix_status)p->verdict;

    if (p->mode == QUATRIX_MODE_ERROR && quatrix_json_finish(&p->json) != QUATRIX_OK) {
        quatrix_reply_clear_error(p);
    }
    if (p->mode == QUATRIX_MODE_MODEL || p->mode == QUATRIX_MODE_LIST) {
        note_memory(p);
        status = quatrix_json_finish(&p->json);
        if (status != QUATRIX_OK) {
            p->error.member = p->json.member;
            return fail(client, status);
        }
    }
    return reusable(p) ? finish(client, status) : fail(client, status);
}

static enum quatrix_status step_head(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    enum quatrix_status status = quatrix_reply_head(client);

    if (status == QUATRIX_PENDING && p->extra != NULL && p->extra->due > 0 &&
        p->extra->block != NULL && p->http.status == 0 && p->http.len == 0) {
        p->state = QUATRIX_CALL_SEND; /* that was an interim reply: the body goes on */
        return QUATRIX_OK;
    }
    if (status != QUATRIX_OK) {
        return status;
    }
    p->state = QUATRIX_CALL_BODY;
    return QUATRIX_OK;
}

static enum quatrix_status step_body(struct quatrix_client *client)
{
    enum quatrix_status status = QUATRIX_READY;

    if (client->priv.mode < QUATRIX_MODE_LIST) {
        status = quatrix_reply_body(client);
        if (status == QUATRIX_OK) {
            return end_reply(client);
        }
    }
    return status;
}

/* One state further. QUATRIX_OK: go on at once, unless the call has ended: the client is idle then. */
static enum quatrix_status advance(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;

    switch (p->state) {
    case QUATRIX_CALL_CONNECT:
        return step_connect(p);
    case QUATRIX_CALL_HANDSHAKE:
        return step_handshake(p);
    case QUATRIX_CALL_SEND:
        return step_send(client);
    case QUATRIX_CALL_PAUSE:
        return quatrix_call_consult(client, QUATRIX_EVENT_PAUSED, QUATRIX_PENDING);
    case QUATRIX_CALL_HEAD:
        return step_head(client);
    default:
        return step_body(client);
    }
}

enum quatrix_status quatrix_step(struct quatrix_client *client)
{
    struct quatrix_client_priv *p;
    enum quatrix_status status;

    if (client == NULL || client->priv.state == QUATRIX_CALL_IDLE) {
        return QUATRIX_E_STATE;
    }
    p = &client->priv;
    p->moved = false;
    do {
        status = advance(client);
        if (status == QUATRIX_PENDING && quatrix_call_overdue(p)) {
            status = QUATRIX_E_TIMEOUT;
        }
        if (p->state != QUATRIX_CALL_IDLE && (status < 0 || status == QUATRIX_END)) {
            status = redial(p, status) ? QUATRIX_OK : fail(client, status);
        }
    } while (status == QUATRIX_OK && p->state != QUATRIX_CALL_IDLE);
    return status;
}

/* Let the port sleep, but not past the deadline. */
static void sleep_on(struct quatrix_client_priv *p)
{
    struct quatrix_transport *t = p->config.transport;
    uint32_t now = t->ops->now_ms(t);

    if (!passed(now, p->deadline)) {
        t->ops->wait(t, p->deadline - now);
    }
}

enum quatrix_status quatrix_wait(struct quatrix_client *client, enum quatrix_status status)
{
    while (status == QUATRIX_PENDING) {
        status = quatrix_step(client);
        if (status == QUATRIX_PENDING) {
            sleep_on(&client->priv);
        }
    }
    return status;
}

enum quatrix_status quatrix_cancel(struct quatrix_client *client)
{
    if (client == NULL || client->priv.state == QUATRIX_CALL_IDLE) {
        return QUATRIX_E_STATE;
    }
    client->priv.verdict = QUATRIX_OK; /* no policy is to see another reason */
    fail(client, QUATRIX_E_CANCELLED);
    client->priv.error.status = QUATRIX_E_CANCELLED; /* whatever the operation made of it */
    return QUATRIX_OK;
}

/* A call whose reply is pulled in this way has begun to arrive: QUATRIX_READY. */
static enum quatrix_status pull(struct quatrix_client *client, unsigned flag)
{
    if (client->priv.state == QUATRIX_CALL_IDLE || (client->priv.endpoint->flags & flag) == 0) {
        return QUATRIX_E_STATE;
    }
    return quatrix_step(client);
}

/* What came of it. The deadline bounds the server's time, not what the caller does with it. */
static enum quatrix_status pulled(struct quatrix_client *client, enum quatrix_status status)
{
    switch (status) {
    case QUATRIX_PENDING:
        return quatrix_call_overdue(&client->priv) ? fail(client, QUATRIX_E_TIMEOUT) : status;
    case QUATRIX_READY:
        put_off_deadline(&client->priv);
        return QUATRIX_OK;
    case QUATRIX_SKIPPED:
        put_off_deadline(&client->priv);
        return status;
    case QUATRIX_OK:
        status = end_reply(client);
        return status == QUATRIX_OK ? QUATRIX_END : status;
    default:
        return fail(client, status);
    }
}

enum quatrix_status quatrix_body_read(struct quatrix_client *client, uint8_t *buf, size_t size,
                                      size_t *len)
{
    enum quatrix_status status;

    if (client == NULL || buf == NULL || size == 0 || len == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    *len = 0;
    status = pull(client, QUATRIX_RAW);
    if (status != QUATRIX_READY) {
        return status;
    }
    status = quatrix_reply_read(client, buf, size, len);
    return pulled(client, *len > 0 ? QUATRIX_READY : status);
}

enum quatrix_status quatrix_body_read_wait(struct quatrix_client *client, uint8_t *buf, size_t size,
                                           size_t *len)
{
    enum quatrix_status status = quatrix_body_read(client, buf, size, len);

    while (status == QUATRIX_PENDING) {
        sleep_on(&client->priv);
        status = quatrix_body_read(client, buf, size, len);
    }
    return status;
}

enum quatrix_status quatrix_list_next(struct quatrix_client *client)
{
    enum quatrix_status status;

    if (client == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    status = pull(client, QUATRIX_LIST);
    return status == QUATRIX_READY ? pulled(client, quatrix_reply_body(client)) : status;
}

enum quatrix_status quatrix_list_next_wait(struct quatrix_client *client)
{
    enum quatrix_status status = quatrix_list_next(client);

    while (status == QUATRIX_PENDING) {
        sleep_on(&client->priv);
        status = quatrix_list_next(client);
    }
    return status;
}
