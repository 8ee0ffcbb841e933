/* SPDX-License-Identifier: MIT */
/*
 * The wire for people, with secrets taken out as it passes, in constant memory. Two grammars are
 * followed just far enough: header lines, whose values are hidden by the name before the colon, and
 * JSON, whose strings are hidden by the member name before the colon. The framing of chunks is gone
 * before text comes here, so no name is cut in two by it.
 */
#include "call/engine.h"

#include <string.h>

enum state {
    ASLEEP, /* in the middle of a message nobody asked for: what it hides is not known */
    LINE,   /* first byte of a header line */
    NAME,   /* in a header name, or in the first line */
    KEY,    /* in a part of the path that is a secret */
    QUERY,  /* in the name of a parameter of the query */
    GIVEN,  /* in its value */
    VALUE,  /* in a header value */
    JSON,   /* outside strings */
    STRING, /* in a string that may turn out to be a name */
    ESCAPED /* after a backslash in it */
};

enum flag {
    HIDE = 1,      /* the current value is secret */
    HIDDEN = 2,    /* "***" was put in its place already */
    IN_SECRET = 4, /* the last member name was a secret one */
    SPELT = 8      /* the name has an escape, which can spell any name: take it for a secret one */
};

static const char *const secret_headers[] = { "authorization", "proxy-authorization",
                                              "x-auth-token", "cookie", "set-cookie" };

/* Members whose strings are secret, in requests and replies, and parameters of a query. A number is
   no secret here: `code` is one in an ErrorModel and a string where it opens something. */
static const char *const secret_members[] = {
    "password", "new_password", "code",        "session_id", "session_ids", "pin",       "key",
    "token",    "value",        "private_key", "private",    "api_key",     "upload_key"
};

/* Parts of a path that an upload key follows. */
static const char *const secret_paths[] = { "chunked", "multipart", "finalize" };

static bool listed(const struct quatrix_trace *trace, const char *const *list, size_t count)
{
    if (trace->len >= sizeof trace->text) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) == trace->len && memcmp(list[i], trace->text, trace->len) == 0) {
            return true;
        }
    }
    return false;
}

static void remember(struct quatrix_trace *trace, uint8_t c)
{
    if (trace->len < sizeof trace->text) {
        trace->text[trace->len++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
}

/* A slash of the path, or a byte of a secret part of it. No name of a header holds a slash. False: the
   byte is not shown. */
static bool path_byte(struct quatrix_trace *trace, uint8_t c)
{
    if (c == '/') {
        if (listed(trace, secret_paths, sizeof secret_paths / sizeof secret_paths[0])) {
            trace->state = KEY;
        } else if (trace->state != KEY) {
            trace->state = NAME;
        }
    } else if (c == '?' || c == ' ') {
        trace->state = c == '?' ? QUERY : NAME;
        trace->flags &= (uint8_t)~HIDDEN;
    } else {
        return false;
    }
    trace->len = 0;
    return true;
}

/* The query of the first line. No name of a header holds a question mark. False: the byte is not
   shown. */
static bool query_byte(struct quatrix_trace *trace, uint8_t c)
{
    if (c == ' ' || c == '&') {
        trace->state = c == '&' ? QUERY : NAME;
        trace->len = 0;
        trace->flags &= (uint8_t) ~(HIDE | HIDDEN);
    } else if (trace->state == GIVEN) {
        return (trace->flags & HIDE) == 0;
    } else if (c == '=') {
        trace->state = GIVEN;
        if (listed(trace, secret_members, sizeof secret_members / sizeof secret_members[0])) {
            trace->flags |= HIDE;
        }
    } else {
        remember(trace, c);
    }
    return true;
}

/* A header line, byte by byte. False: the byte is not shown. */
static bool head_byte(struct quatrix_trace *trace, uint8_t c)
{
    if (c == '\r' || c == '\n') {
        bool empty = trace->state == LINE && c == '\n';
        trace->flags &= (uint8_t) ~(HIDE | HIDDEN);
        if (c == '\n') {
            trace->state = empty ? JSON : LINE;
            trace->len = 0;
        }
        return true;
    }
    if (trace->state == VALUE) {
        return (trace->flags & HIDE) == 0 || (c == ' ' && (trace->flags & HIDDEN) == 0);
    }
    if (trace->state == QUERY || trace->state == GIVEN) {
        return query_byte(trace, c);
    }
    if (trace->state == KEY || c == '/' || c == '?') {
        return path_byte(trace, c);
    }
    trace->state = NAME;
    if (c != ':') {
        remember(trace, c);
        return true;
    }
    trace->state = VALUE;
    if (listed(trace, secret_headers, sizeof secret_headers / sizeof secret_headers[0])) {
        trace->flags |= HIDE;
    }
    return true;
}

/* A string has ended: shown, it may be the name of a secret. */
static void end_string(struct quatrix_trace *trace)
{
    trace->state = JSON;
    trace->flags &= (uint8_t) ~(HIDE | HIDDEN);
}

static void punctuation(struct quatrix_trace *trace, uint8_t c)
{
    bool in_secret = (trace->flags & IN_SECRET) != 0;

    switch (c) {
    case ':':
        if (!in_secret &&
            ((trace->flags & SPELT) != 0 ||
             listed(trace, secret_members, sizeof secret_members / sizeof secret_members[0]))) {
            trace->flags |= IN_SECRET;
            trace->nested = 0;
        }
        break;
    case '[':
    case '{':
        if (in_secret && trace->nested < UINT8_MAX) {
            trace->nested++;
        }
        break;
    case ']':
    case '}':
        if (trace->nested > 0 && trace->nested < UINT8_MAX) { /* else lost count: hide to the end */
            trace->nested--;
        }
        if (trace->nested == 0) {
            trace->flags &= (uint8_t)~IN_SECRET;
        }
        break;
    case ',':
        if (trace->nested == 0) {
            trace->flags &= (uint8_t)~IN_SECRET;
        }
        break;
    case '"':
        trace->state = STRING;
        trace->len = 0;
        trace->flags &= (uint8_t)~SPELT;
        trace->flags |= in_secret ? HIDE : 0;
        break;
    default:
        break;
    }
}

/* False: the byte is not shown. */
static bool json_byte(struct quatrix_trace *trace, uint8_t c)
{
    bool hide = (trace->flags & HIDE) != 0;

    if (trace->state == ESCAPED) {
        trace->state = STRING;
        return !hide;
    }
    if (trace->state != STRING) {
        punctuation(trace, c);
        return true;
    }
    if (c == '"') {
        end_string(trace);
        return true;
    }
    if (c == '\\') {
        trace->state = ESCAPED;
        trace->flags |= SPELT;
        return !hide;
    }
    if (!hide) {
        remember(trace, c);
    }
    return !hide;
}

static void emit(const struct quatrix_trace *trace, unsigned what, const uint8_t *text, size_t len)
{
    if (len > 0) {
        trace->see(trace->ctx, (what & QUATRIX_TRACE_SENT) != 0, (const char *)text, len);
    }
}

/* True when the byte may be seen. */
static bool shows(struct quatrix_trace *trace, uint8_t c, bool secret_body)
{
    if (trace->state < JSON) {
        return head_byte(trace, c);
    }
    return !secret_body && json_byte(trace, c);
}

static void pass(struct quatrix_client *client, unsigned what, const uint8_t *text, size_t len)
{
    struct quatrix_trace *trace = &client->priv.trace;
    bool secret_body = (what & QUATRIX_TRACE_BODY) != 0 &&
                       (client->priv.endpoint->flags & (QUATRIX_RAW | QUATRIX_SECRET)) != 0;
    size_t run = 0;

    if ((what & QUATRIX_TRACE_ANEW) != 0) {
        trace->state = LINE;
        trace->flags = trace->nested = trace->len = 0;
    }
    if (trace->state == ASLEEP) {
        return;
    }
    for (size_t i = 0; i < len; i++) {
        if (shows(trace, text[i], secret_body)) {
            continue;
        }
        emit(trace, what, text + run, i - run);
        run = i + 1;
        if ((trace->flags & HIDDEN) == 0) {
            trace->flags |= HIDDEN;
            emit(trace, what, (const uint8_t *)"***", 3);
        }
    }
    emit(trace, what, text + run, len - run);
}

enum quatrix_status
quatrix_client_trace(struct quatrix_client *client,
                     void (*see)(void *ctx, bool sent, const char *text, size_t len), void *ctx)
{
    if (client == NULL || client->priv.config.transport == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(&client->priv.trace, 0, sizeof client->priv.trace);
    client->priv.trace.see = see;
    client->priv.trace.ctx = ctx;
    client->priv.trace.pass = see != NULL ? pass : NULL;
    return QUATRIX_OK;
}
