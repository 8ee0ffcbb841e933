/* SPDX-License-Identifier: MIT */
/* Head and body lie side by side in the work buffer, so that they leave in one TLS record. */
#include "call/engine.h"

#include "base/out.h"
#include "json/encode.h"

#include <string.h>

static void put_header(struct quatrix_out *out, const char *name, const char *value)
{
    quatrix_out_text(out, name);
    quatrix_out_text(out, value);
    quatrix_out_text(out, "\r\n");
}

static void put_host(struct quatrix_out *out, const struct quatrix_config *config)
{
    bool literal = strchr(config->host, ':') != NULL; /* IPv6 */

    quatrix_out_text(out, literal ? "Host: [" : "Host: ");
    quatrix_out_text(out, config->host);
    if (literal) {
        quatrix_out_char(out, ']');
    }
    if (config->port != 443) {
        quatrix_out_char(out, ':');
        quatrix_out_number(out, config->port);
    }
    quatrix_out_text(out, "\r\n");
}

static void put_auth(struct quatrix_out *out, const struct quatrix_client_priv *p)
{
    const struct quatrix_credentials *c = &p->credentials;

    if (c->auth == QUATRIX_AUTH_SESSION) {
        put_header(out, "X-Auth-Token: ", p->session.session_id.text);
    } else if (c->auth == QUATRIX_AUTH_KEY) {
        put_header(out, "Authorization: Bearer ", c->user);
    } else {
        quatrix_out_text(out, "Authorization: Basic ");
        quatrix_out_base64(out, c->user, c->password);
        quatrix_out_text(out, "\r\n");
    }
}

/* The length stands before the body but is known after it: leave a gap for the longest number the
   buffer allows, and close what is left of it. */
#define GAP "              " /* ten digits and an empty line */

static enum quatrix_status put_body(struct quatrix_out *out, const struct quatrix_json_model *model,
                                    const void *request, const char **member)
{
    static const char end[] = "\r\n\r\n";
    struct quatrix_out length;
    enum quatrix_status status;
    size_t at;
    size_t body;

    quatrix_out_text(out, "Content-Type: application/json\r\nContent-Length: ");
    at = out->len;
    quatrix_out_text(out, GAP);
    body = out->len;
    status = quatrix_json_encode(model, request, out, member);
    if (status != QUATRIX_OK || out->full) {
        return status;
    }
    length = *out;
    length.len = at;
    quatrix_out_number(&length, (uint32_t)(out->len - body));
    quatrix_out_text(&length, end);
    memmove(out->buf + length.len, out->buf + body, out->len - body);
    out->len -= body - length.len;
    return QUATRIX_OK;
}

enum quatrix_status quatrix_request_render(struct quatrix_client_priv *p,
                                           const struct quatrix_endpoint *endpoint,
                                           const void *request)
{
    struct quatrix_out out = { p->config.work, p->config.work_size, 0, false };
    enum quatrix_status status = QUATRIX_OK;

    p->error.member = NULL;
    quatrix_out_text(&out, endpoint->method == QUATRIX_GET ? "GET " : "POST ");
    quatrix_out_text(&out, p->config.base_path);
    quatrix_out_text(&out, endpoint->path);
    quatrix_out_text(&out, " HTTP/1.1\r\n");
    put_host(&out, &p->config);
    put_auth(&out, p);
    quatrix_out_text(&out, (endpoint->flags & QUATRIX_RAW) != 0 ? "Accept: */*\r\n"
                                                                : "Accept: application/json\r\n");
    if (p->config.user_agent != NULL) {
        put_header(&out, "User-Agent: ", p->config.user_agent);
    }
    if (endpoint->request != NULL) {
        status = put_body(&out, endpoint->request, request, &p->error.member);
    } else {
        quatrix_out_text(&out, "\r\n");
    }
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
