/* SPDX-License-Identifier: MIT */
/* The policy of quatrix/retry.h. */
#include <quatrix/retry.h>

#include "call/again.h"
#include "call/backoff.h"
#include "call/engine.h"
#include "http/date.h"
#include "http/http.h"

static uint32_t now_ms(const struct quatrix_client_priv *p)
{
    return p->config.transport->ops->now_ms(p->config.transport);
}

/* Retry-After may be a date, and then Date says what time it is for the server. */
static void take_date(struct quatrix_client_priv *p)
{
    uint32_t seconds;

    if (!quatrix_http_date(p->http.text, &seconds)) {
        return;
    }
    if (p->http.field == QUATRIX_HTTP_DATE) {
        p->policies.date = seconds;
    }
    if (p->http.field == QUATRIX_HTTP_RETRY_AFTER) {
        p->policies.retry_at = seconds;
    }
}

/* The server's clock is right for this by definition; ours only if it can be believed. */
static void count_from_date(struct quatrix_client_priv *p)
{
    struct quatrix_transport *t = p->config.transport;
    int64_t from = p->policies.date;

    if (p->policies.retry_at == 0 ||
        (from == 0 && t->ops->unix_time(t, &from) != QUATRIX_CLOCK_TRUSTED)) {
        return;
    }
    if (from < p->policies.retry_at) {
        uint64_t wait = (uint64_t)p->policies.retry_at - (uint64_t)from;
        p->error.retry_after_s = wait < UINT32_MAX ? (uint32_t)wait : UINT32_MAX;
    }
}

/* The network may be back soon. TLS says no for reasons that stay. */
static bool network(enum quatrix_status status)
{
    return status <= QUATRIX_E_RESOLVE && status >= QUATRIX_E_NETWORK;
}

/* What rclone's backend tries again too. A login is limited to few in a quarter of an hour: without a
   time to wait for, another attempt only makes it worse. */
static bool busy(const struct quatrix_client_priv *p)
{
    switch (p->error.http_status) {
    case 429:
        return (p->endpoint->flags & QUATRIX_LOGIN) == 0 || p->error.retry_after_s > 0;
    case 500:
    case 502:
    case 503:
    case 504:
    case 509:
        return true;
    default:
        return false;
    }
}

/* The server can have acted on what it got only if it got something. What the caller has begun to
   pull is not begun anew behind his back. */
static bool worth_repeating(const struct quatrix_client_priv *p, enum quatrix_status status)
{
    bool refused = status == QUATRIX_E_SERVER || status == QUATRIX_E_RATE_LIMITED;

    if (p->error.phase == QUATRIX_PHASE_BODY && !refused && p->mode >= QUATRIX_MODE_LIST) {
        return false;
    }
    if (network(status) && p->sent == 0) {
        return true;
    }
    return (network(status) || (refused && busy(p))) &&
           (p->endpoint->flags & QUATRIX_REPEATABLE) != 0 && quatrix_call_kept(p);
}

/* Pause, if that leaves time for another attempt. */
static void begin_pause(struct quatrix_client_priv *p)
{
    const struct quatrix_retry *retry = p->policies.retry;
    uint32_t now = now_ms(p);
    uint32_t length = quatrix_backoff_ms(retry, p->error.retries + 1U, p->error.retry_after_s,
                                         p->config.transport);

    if (length == QUATRIX_BACKOFF_NONE ||
        (!retry->each && (int32_t)length >= (int32_t)(p->deadline - now))) {
        return;
    }
    p->policies.deadline = p->deadline;
    p->deadline = now + length; /* so that quatrix_wait() sleeps no longer */
    p->state = QUATRIX_CALL_PAUSE;
}

static void go_on(struct quatrix_client_priv *p)
{
    p->deadline = p->policies.retry->each ? now_ms(p) + p->config.timeout_ms : p->policies.deadline;
    p->error.retries++;
    quatrix_call_repeat(p);
}

static void ended(struct quatrix_client_priv *p, enum quatrix_status status)
{
    if (p->error.phase == QUATRIX_PHASE_PAUSE) {
        if (status == QUATRIX_E_TIMEOUT) { /* it was over just after we had looked */
            go_on(p);
        }
        return;
    }
    count_from_date(p);
    if (worth_repeating(p, status)) {
        begin_pause(p);
    }
}

/* A connection that the server closes meanwhile would keep the port from sleeping. */
static enum quatrix_status in_pause(struct quatrix_client_priv *p)
{
    struct quatrix_transport *t = p->config.transport;
    uint8_t byte;

    if (quatrix_call_overdue(p)) {
        go_on(p);
        return QUATRIX_OK;
    }
    if (p->connected && t->ops->recv(t, &byte, 1) != 0) {
        t->ops->close(t);
        p->connected = false;
    }
    return QUATRIX_PENDING;
}

static enum quatrix_status ask(struct quatrix_client *client, unsigned event,
                               enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;

    switch (event) {
    case QUATRIX_EVENT_BEGUN:
        p->policies.date = p->policies.retry_at = 0;
        if ((p->endpoint->flags & QUATRIX_REPEATABLE) != 0 &&
            p->policies.stage != QUATRIX_RELOGIN_NOW) {
            quatrix_call_keep(p);
        }
        return status;
    case QUATRIX_EVENT_FIELD:
        take_date(p);
        return status;
    case QUATRIX_EVENT_FULL:
        return quatrix_call_widen(p) ? QUATRIX_OK : status;
    case QUATRIX_EVENT_PAUSED:
        return in_pause(p);
    default: /* a login within the call is over by now, or goes on and nobody asks */
        ended(p, status);
        return status;
    }
}

enum quatrix_status quatrix_client_retry(struct quatrix_client *client,
                                         const struct quatrix_retry *retry)
{
    enum quatrix_status status = quatrix_call_idle(client);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (retry != NULL &&
        (retry->cap_ms > UINT32_C(1) << 30 || retry->first_ms > UINT32_C(1) << 30 ||
         retry->retry_after_max_s > UINT32_C(1) << 20)) {
        return QUATRIX_E_ARGUMENT;
    }
    client->priv.policies.retry = retry;
    quatrix_call_set_policy(client, QUATRIX_POLICY_RETRY, retry != NULL ? ask : NULL);
    return QUATRIX_OK;
}
