/* SPDX-License-Identifier: MIT */
#include <quatrix/session.h>

#include "api/factor.h"
#include "base/utf8.h"

#include <string.h>

static const struct quatrix_json_member session_members[QUATRIX_SESSION_MEMBERS] = {
    [QUATRIX_SESSION_SESSION_ID] = JSON_ID("session_id", struct quatrix_session, session_id),
};
/* Without a size: a reply that does not name the session leaves the one that is held. */
static const struct quatrix_json_model session_model = { session_members, 0,
                                                         JSON_COUNT(session_members), 0 };

/* What the server gave goes into a header of every later request: nothing may hide in it. */
static bool token_is_usable(const struct quatrix_session *session)
{
    return quatrix_text_check(session->session_id.text, QUATRIX_ID_MAX, QUATRIX_TEXT_ASCII) ==
           QUATRIX_OK;
}

/* Nothing came that would be a session. */
static enum quatrix_status no_session(struct quatrix_client *client, enum quatrix_status status)
{
    quatrix_call_forget_session(client);
    if (status != QUATRIX_E_FACTOR) {
        client->priv.error.member = session_members[QUATRIX_SESSION_SESSION_ID].name;
    }
    return status;
}

static enum quatrix_status end_login(struct quatrix_client *client, enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;

    if (status != QUATRIX_OK) {
        quatrix_call_forget_session(client);
        return status;
    }
    if (!quatrix_has(p->session.present, QUATRIX_SESSION_SESSION_ID)) {
        return no_session(client, QUATRIX_E_MISSING);
    }
    if (!token_is_usable(&p->session)) {
        return no_session(client, QUATRIX_E_TYPE);
    }
    if (p->error.http_status == 207) {
        /* Codes 71 and 73 are known; 61 occurs in one description without an explanation. */
        if (p->error.mfa_code != QUATRIX_FACTOR_2FA && p->error.mfa_code != QUATRIX_FACTOR_PIN) {
            return no_session(client, QUATRIX_E_FACTOR);
        }
        p->session.factor = (enum quatrix_factor)p->error.mfa_code;
    }
    p->credentials = (struct quatrix_credentials){ NULL, NULL, QUATRIX_AUTH_SESSION };
    return p->session.factor == QUATRIX_FACTOR_NONE ? QUATRIX_OK : QUATRIX_MFA_REQUIRED;
}

enum quatrix_status quatrix_session_login_start(struct quatrix_client *client, const char *email,
                                                const char *password)
{
    static const struct quatrix_endpoint_end endpoint = {
        .endpoint =
            {
                .path = "/session/login",
                .reply = &session_model,
                .flags = QUATRIX_REPEATABLE | QUATRIX_LOGIN | QUATRIX_KEEP_SESSION | QUATRIX_ENDS,
            },
        .end = end_login,
    };

    return quatrix_call_start_login(client, email, password, &endpoint.endpoint);
}

/* The answer may carry a new token, the old one, or none: then the old one has become whole. */
static enum quatrix_status end_login_mfa(struct quatrix_client *client, enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;

    if (status == QUATRIX_OK && !token_is_usable(&p->session)) {
        return no_session(client, QUATRIX_E_TYPE);
    }
    if (status == QUATRIX_OK) {
        p->session.factor = QUATRIX_FACTOR_NONE;
    } else if (p->error.http_status >= 200 && p->error.http_status < 300) {
        quatrix_call_forget_session(client); /* accepted, but which token counts was lost */
    }
    return status;
}

/* The request is SessionLoginPostResp of the API's description, despite its name. */
enum quatrix_status quatrix_session_login_mfa_start(struct quatrix_client *client,
                                                    enum quatrix_factor factor, const char *code)
{
    static const struct quatrix_endpoint_end endpoint = {
        .endpoint =
            {
                .path = "/session/login",
                .request = &quatrix_factor_code_form,
                .reply = &session_model,
                .flags = QUATRIX_POST | QUATRIX_LOGIN | QUATRIX_PARTIAL | QUATRIX_KEEP_SESSION | QUATRIX_ENDS,
            },
        .end = end_login_mfa,
    };

    return quatrix_factor_start(client, factor, code, NULL, &endpoint.endpoint);
}

/* Differences of the clock are right also where it has wrapped in between, once. */
uint32_t quatrix_session_keepalive_due(const struct quatrix_client *client, uint32_t idle_ms)
{
    const uint32_t most = idle_ms == 0 ? QUATRIX_KEEPALIVE_MS : idle_ms;
    const struct quatrix_client_priv *p;
    uint32_t idle;

    if (client == NULL || client->priv.credentials.auth != QUATRIX_AUTH_SESSION ||
        client->priv.session.factor != QUATRIX_FACTOR_NONE) {
        return UINT32_MAX;
    }
    p = &client->priv;
    idle = p->config.transport->ops->now_ms(p->config.transport) - p->renewed;
    return p->renewed == 0 || idle >= most ? 0 : most - idle;
}

enum quatrix_status quatrix_session_keepalive_start(struct quatrix_client *client)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/session/keepalive",
        .flags = QUATRIX_REPEATABLE | QUATRIX_PARTIAL,
    };

    return quatrix_call_get(client, NULL, &endpoint);
}

static enum quatrix_status end_logout(struct quatrix_client *client, enum quatrix_status status)
{
    bool gone = client->priv.error.http_status == 401;

    quatrix_call_forget_session(client);
    return status == QUATRIX_E_UNAUTHORIZED && gone ? QUATRIX_OK : status;
}

enum quatrix_status quatrix_session_logout_start(struct quatrix_client *client)
{
    static const struct quatrix_endpoint_end endpoint = {
        .endpoint =
            {
                .path = "/session/logout",
                .flags = QUATRIX_PARTIAL | QUATRIX_SESSION_ONLY | QUATRIX_ENDS,
            },
        .end = end_logout,
    };

    return quatrix_call_get(client, NULL, &endpoint.endpoint);
}

struct captcha_request {
    uint64_t present;
    const char *token;
};

static const struct quatrix_field captcha_request_members[] = {
    FIELD_STRING("token", struct captcha_request, token, 4096, QUATRIX_TEXT_ASCII),
};
static const struct quatrix_form captcha_request_form =
    FORM_OF(struct captcha_request, captcha_request_members);

static const struct quatrix_json_member
    captcha_reply_members[QUATRIX_SESSION_UNBLOCK_CAPTCHA_MEMBERS] = {
        [QUATRIX_SESSION_UNBLOCK_CAPTCHA_VALID] =
            JSON_BOOL("valid", struct quatrix_session_unblock_captcha_reply, valid),
    };
static const struct quatrix_json_model captcha_reply_model =
    JSON_MODEL_OF(struct quatrix_session_unblock_captcha_reply, captcha_reply_members);

static enum quatrix_status start_captcha(struct quatrix_client *client, const char *token,
                                         struct quatrix_session_unblock_captcha_reply *out,
                                         const struct quatrix_endpoint *endpoint)
{
    const struct captcha_request request = { 1, token };

    return quatrix_call_start_texts(client, &request, out, endpoint);
}

/* Declared with a session, but wanted by those whom the server lets have none. */
enum quatrix_status
quatrix_session_unblock_captcha_start(struct quatrix_client *client, const char *token,
                                      struct quatrix_session_unblock_captcha_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/session/unblock-captcha",
        .request = &captcha_request_form,
        .reply = &captcha_reply_model,
        .flags = QUATRIX_ANYBODY | QUATRIX_KEEP_SESSION,
    };

    return start_captcha(client, token, out, &endpoint);
}

enum quatrix_status
quatrix_session_post_captcha_start(struct quatrix_client *client, const char *token,
                                   struct quatrix_session_unblock_captcha_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/session/unblock-captcha",
        .request = &captcha_request_form,
        .reply = &captcha_reply_model,
        .flags = QUATRIX_POST | QUATRIX_ANYBODY | QUATRIX_KEEP_SESSION,
    };

    return start_captcha(client, token, out, &endpoint);
}
