/* SPDX-License-Identifier: MIT */
/* Head and body lie side by side in the work buffer, so that they leave in one TLS record. */
#include "call/engine.h"

#include "base/out.h"
#include "base/text.h"
#include "json/encode.h"

#include <string.h>

/* Two pieces of text. Headers begin with the end of the line before them. */
static void put(struct quatrix_out *out, const char *name, const char *value)
{
    quatrix_out_text(out, name);
    quatrix_out_text(out, value);
}

static void put_host(struct quatrix_out *out, const struct quatrix_config *config)
{
    bool literal = quatrix_char_in(':', config->host); /* IPv6 */

    quatrix_out_text(out, " HTTP/1.1\r\nHost: ");
    if (literal) {
        quatrix_out_char(out, '[');
    }
    quatrix_out_text(out, config->host);
    if (literal) {
        quatrix_out_char(out, ']');
    }
    if (config->port != 443) {
        quatrix_out_char(out, ':');
        quatrix_out_number(out, config->port);
    }
}

/* The bare host is the base path without "/api/1.0" and the like. */
static size_t bare_length(const char *base)
{
    size_t len = strlen(base);

    for (size_t i = len; i-- > 0;) {
        if (strncmp(base + i, "/api/", 5) == 0) {
            return i;
        }
    }
    return len;
}

static void put_path(struct quatrix_out *out, const struct quatrix_client_priv *p,
                     const struct quatrix_endpoint *endpoint, const char *id)
{
    const char *base = p->config.base_path;

    quatrix_out_bytes(out, base,
                      (endpoint->flags & QUATRIX_HOST) != 0 ? bare_length(base) : strlen(base));
    quatrix_out_text(out, endpoint->path);
    if (id != NULL) {
        quatrix_out_percent(out, id);
    }
}

static void put_auth(struct quatrix_out *out, const struct quatrix_client_priv *p)
{
    const struct quatrix_credentials *c = &p->credentials;
    size_t from;

    if (c->auth == QUATRIX_AUTH_SESSION) {
        put(out, "\r\nX-Auth-Token: ", p->session.session_id.text);
    } else if (c->auth == QUATRIX_AUTH_KEY) {
        put(out, "\r\nAuthorization: Bearer ", c->user);
    } else if (c->auth == QUATRIX_AUTH_BASIC) {
        quatrix_out_text(out, "\r\nAuthorization: Basic ");
        from = out->len;
        put(out, c->user, ":");
        quatrix_out_text(out, c->password);
        quatrix_out_base64(out, from);
    }
}

/* The length stands before the body but is known after it: leave a gap for the longest number the
   buffer allows, and close what is left of it. */
#define HEAD_END "\r\n\r\n"
#define GAP      "              " /* ten digits and an empty line */

static enum quatrix_status put_body(struct quatrix_out *out, const struct quatrix_form *form,
                                    const struct quatrix_request *request, const char **member)
{
    struct quatrix_out length;
    enum quatrix_status status;
    size_t at;
    size_t body;

    quatrix_out_text(out, "\r\nContent-Type: application/json\r\nContent-Length: ");
    at = out->len;
    quatrix_out_text(out, GAP);
    body = out->len;
    status = request->encode(form, request->data, out, false, member);
    if (status != QUATRIX_OK || out->full) {
        return status;
    }
    length = *out;
    length.len = at;
    quatrix_out_number(&length, out->len - body);
    quatrix_out_text(&length, HEAD_END);
    memmove(out->buf + length.len, out->buf + body, out->len - body);
    out->len -= body - length.len;
    return QUATRIX_OK;
}

enum quatrix_status quatrix_request_render(struct quatrix_client_priv *p,
                                           const struct quatrix_endpoint *endpoint,
                                           const struct quatrix_request *request)
{
    struct quatrix_out out = { p->window, p->window_size, 0, false };
    enum quatrix_status status = QUATRIX_OK;
    bool get = (endpoint->flags & QUATRIX_POST) == 0;

    p->error.member = NULL;
    quatrix_out_text(&out, get ? "GET " : "POST ");
    put_path(&out, p, endpoint, request->id);
    if (get && endpoint->request != NULL) {
        status = request->encode(endpoint->request, request->data, &out, true, &p->error.member);
    }
    put_host(&out, &p->config);
    if ((endpoint->flags & QUATRIX_OPEN) == 0) {
        put_auth(&out, p);
    }
    put(&out, "\r\nAccept: ", (endpoint->flags & QUATRIX_RAW) != 0 ? "*/*" : "application/json");
    if (p->config.user_agent != NULL) {
        put(&out, "\r\nUser-Agent: ", p->config.user_agent);
    }
    if (p->extra != NULL) {
        p->extra->put_head(p->extra, &out);
    }
    if (!get && endpoint->request != NULL) {
        status = put_body(&out, endpoint->request, request, &p->error.member);
    } else {
        /* A transfer says itself how long its body is. */
        quatrix_out_text(&out,
                         get || p->extra != NULL ? HEAD_END : "\r\nContent-Length: 0" HEAD_END);
    }
    p->request = p->window;
    p->request_len = out.len;
    p->dirty = out.len + sizeof GAP; /* where the body stood before it was moved */
    if (p->dirty > out.size) {
        p->dirty = out.size;
    }
    if (status == QUATRIX_OK && out.full) {
        p->error.member = NULL;
        return QUATRIX_E_SPACE;
    }
    return status;
}
