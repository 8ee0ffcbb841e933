/* SPDX-License-Identifier: MIT */
/*
 * A login nested in a call. What the call needs to go on lies in the work buffer meanwhile:
 *
 *     work: [ request | struct call | window: request and reply of the login ]
 */
#include <quatrix/relogin.h>
#include <quatrix/session.h>

#include "call/again.h"

#include <string.h>

#define TOKEN_HEADER "\r\nX-Auth-Token: "

/* The call that waits for the login. */
struct call {
    const struct quatrix_endpoint *endpoint;
    void *reply;
    void *element;
    struct quatrix_extra *extra;
    uint8_t *request;
    size_t request_len;
    uint32_t deadline;
    uint8_t retries;
};

/* No login helps, or the login would be lost on it. */
static bool concerned(const struct quatrix_client_priv *p)
{
    const unsigned never =
        QUATRIX_LOGIN | QUATRIX_KEEP_SESSION | QUATRIX_SESSION_ONLY | QUATRIX_OPEN;

    return p->credentials.auth == QUATRIX_AUTH_SESSION &&
           p->session.factor == QUATRIX_FACTOR_NONE && (p->endpoint->flags & never) == 0;
}

/* Whoever is not let in any more is not let in by logging in: logins are limited. */
static bool hopeless(int64_t code)
{
    return code == 13 || code == 15 || code == 80 || code == 81;
}

/* The call goes on where it was left, but for its session. */
static void restore(struct quatrix_client_priv *p, const struct call *call)
{
    p->endpoint = call->endpoint;
    p->reply = call->reply;
    p->element = call->element;
    p->extra = call->extra;
    p->request = call->request;
    p->request_len = call->request_len;
    p->deadline = call->deadline;
    p->error.retries = call->retries;
    p->policies.stage = QUATRIX_RELOGIN_DONE;
}

/* What the login left behind goes, and what was kept for it. */
static void take_back(struct quatrix_client_priv *p, struct call *call)
{
    quatrix_wipe(p->window, p->dirty);
    p->dirty = 0;
    p->window -= sizeof *call;
    p->window_size += sizeof *call;
    memcpy(call, p->window, sizeof *call);
    quatrix_wipe(p->window, sizeof *call);
}

/* The login has failed, and with it the call. */
static enum quatrix_status give_up(struct quatrix_client *client, const struct call *call,
                                   enum quatrix_status why)
{
    quatrix_call_forget_session(client);
    restore(&client->priv, call);
    client->priv.error.relogin = why;
    return why == QUATRIX_E_CANCELLED ? why : QUATRIX_E_UNAUTHORIZED;
}

/* A request of the login has started, or not. */
static enum quatrix_status started(struct quatrix_client *client, struct call *call,
                                   enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;
    size_t needed = (size_t)(p->window - p->config.work) + p->request_len;

    if (status != QUATRIX_PENDING) {
        take_back(p, call);
        return give_up(client, call, status);
    }
    p->deadline = call->deadline;
    if (needed > p->memory.request_peak) {
        p->memory.request_peak = needed;
    }
    return status;
}

/* The session is over. The credentials are asked for before anything is given up. */
static enum quatrix_status log_in(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    const struct quatrix_relogin *hook = p->policies.relogin;
    struct call call = { p->endpoint, p->reply,       p->element,  p->extra,
                         p->request,  p->request_len, p->deadline, p->error.retries };
    const char *email = NULL;
    const char *password = NULL;
    enum quatrix_status status;

    if (!hook->credentials(hook->ctx, &email, &password)) {
        return give_up(client, &call, QUATRIX_E_AUTH);
    }
    quatrix_wipe(p->window, p->dirty);
    p->dirty = 0;
    memcpy(p->window, &call, sizeof call);
    p->window += sizeof call;
    p->window_size -= sizeof call;
    p->extra = NULL;
    p->policies.stage = QUATRIX_RELOGIN_NOW;
    status = quatrix_session_login_start(client, email, password);
    if (hook->done != NULL) {
        hook->done(hook->ctx);
    }
    return started(client, &call, status);
}

static enum quatrix_status prove_factor(struct quatrix_client *client)
{
    struct quatrix_client_priv *p = &client->priv;
    const struct quatrix_relogin *hook = p->policies.relogin;
    char code[QUATRIX_RELOGIN_CODE_MAX + 1] = { 0 };
    enum quatrix_status status = QUATRIX_MFA_REQUIRED;
    struct call call;

    memcpy(&call, p->window - sizeof call, sizeof call);
    if (hook->code != NULL && hook->code(hook->ctx, p->session.factor, code)) {
        code[QUATRIX_RELOGIN_CODE_MAX] = 0;
        status = quatrix_session_login_mfa_start(client, p->session.factor, code);
    }
    quatrix_wipe(code, sizeof code);
    return started(client, &call, status);
}

/* The end of the header before the token in the request that is kept. */
static uint8_t *find_token(const struct quatrix_client_priv *p)
{
    const size_t len = sizeof TOKEN_HEADER - 1;
    uint8_t *at = p->request;

    while (memcmp(at, TOKEN_HEADER, len) != 0) { /* it is there: the call was authorized by it */
        at++;
    }
    return at + len;
}

/* Another token, whatever its length; the window begins anew behind the request. It has room:
   quatrix_call_keep() saw to it. */
static void put_token(struct quatrix_client_priv *p)
{
    const char *text = p->session.session_id.text;
    const size_t len = strlen(text);
    uint8_t *token = find_token(p);
    uint8_t *rest = token;
    uint8_t *end = p->request + p->request_len;

    while (*rest != '\r') {
        rest++;
    }
    memmove(token + len, rest, (size_t)(end - rest));
    for (size_t i = 0; i < len; i++) {
        token[i] = (uint8_t)text[i];
    }
    p->request_len = (size_t)(token - p->request) + len + (size_t)(end - rest);
    p->window_size += (size_t)(p->window - p->request) - p->request_len;
    p->window = p->request + p->request_len;
    if (p->window < end) {
        quatrix_wipe(p->window, (size_t)(end - p->window));
    }
}

/* A request of the login has ended: what comes next? */
static enum quatrix_status login_ended(struct quatrix_client *client, enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;
    const struct quatrix_endpoint *endpoint = p->endpoint;
    struct call call;

    quatrix_wipe(p->window, p->dirty);
    p->dirty = 0;
    status = quatrix_call_end(client, endpoint, status);
    if (status == QUATRIX_MFA_REQUIRED) {
        return prove_factor(client);
    }
    take_back(p, &call);
    if (status != QUATRIX_OK) {
        return give_up(client, &call, status);
    }
    restore(p, &call);
    put_token(p);
    quatrix_call_repeat(p);
    return QUATRIX_OK;
}

static enum quatrix_status ask(struct quatrix_client *client, unsigned event,
                               enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;

    if (event == QUATRIX_EVENT_FULL) {
        return quatrix_call_widen(p) ? QUATRIX_OK : status;
    }
    if (event == QUATRIX_EVENT_BEGUN && p->policies.stage != QUATRIX_RELOGIN_NOW) {
        p->policies.stage = QUATRIX_RELOGIN_NOT;
        if (concerned(p)) {
            quatrix_call_keep(p);
        }
    }
    if (event == QUATRIX_EVENT_ENDED) {
        if (p->policies.stage == QUATRIX_RELOGIN_NOW) {
            return login_ended(client, status);
        }
        if (status == QUATRIX_E_UNAUTHORIZED && p->policies.stage == QUATRIX_RELOGIN_NOT &&
            concerned(p) && quatrix_call_kept(p) && !hopeless(p->error.server_code)) {
            return log_in(client);
        }
    }
    return status;
}

enum quatrix_status quatrix_client_relogin(struct quatrix_client *client,
                                           const struct quatrix_relogin *hook)
{
    enum quatrix_status status = quatrix_call_idle(client);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (hook != NULL && hook->credentials == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    client->priv.policies.relogin = hook;
    quatrix_call_set_policy(client, QUATRIX_POLICY_RELOGIN, hook != NULL ? ask : NULL);
    return QUATRIX_OK;
}
