/* SPDX-License-Identifier: MIT */
/*
 * An object that lies in the buffer whole, by jsmn's tokens. The scanner has checked its grammar
 * before a token is looked at.
 */
#include "json/frames.h"

#include <string.h>

#define JSMN_STATIC
#include <jsmn.h>

typedef char tokens_have_the_size_reserved[sizeof(jsmntok_t) == 4 * sizeof(int32_t) &&
                                                   QUATRIX_TOKENS >= 8 && QUATRIX_TOKENS <= 1024
                                               ? 1
                                               : -1];

/* The tokens of one object, in the order of the text. */
struct walk {
    const uint8_t *text;
    const jsmntok_t *tokens;
    int count;
    int at;
    uint8_t base;                  /* frames that were there before */
    bool name;                     /* a name is due in the object on top */
    bool escaped;                  /* there is an escape somewhere */
    int ends[QUATRIX_JSON_FRAMES]; /* where the container of each frame ends in the text */
};

static void walk_skip(struct walk *w)
{
    int end = w->tokens[w->at].end;

    do {
        w->at++;
    } while (w->at < w->count && w->tokens[w->at].start < end);
}

static enum quatrix_status walk_container(struct quatrix_json *json, struct walk *w,
                                          const jsmntok_t *token)
{
    enum quatrix_status status;
    bool slot = true;

    status = token->type == JSMN_OBJECT ? quatrix_json_open_object(json, &slot)
                                        : quatrix_json_open_array(json);
    if (status != QUATRIX_OK) {
        return status;
    }
    if (!slot) {
        walk_skip(w);
        return QUATRIX_OK;
    }
    w->ends[json->frames - 1] = token->end;
    w->at++;
    return QUATRIX_OK;
}

static void token_span(const struct walk *w, const jsmntok_t *token, struct quatrix_json_span *span)
{
    span->at = w->text + token->start;
    span->len = (size_t)(token->end - token->start);
    span->escaped = w->escaped && memchr(span->at, '\\', span->len) != NULL;
    if (token->type == JSMN_STRING) {
        span->kind = QUATRIX_JSON_STRING;
        return;
    }
    switch (span->at[0]) {
    case 'n':
        span->kind = QUATRIX_JSON_NULL;
        break;
    case 't':
        span->kind = QUATRIX_JSON_TRUE;
        break;
    case 'f':
        span->kind = QUATRIX_JSON_FALSE;
        break;
    default:
        span->kind = QUATRIX_JSON_NUMBER;
        break;
    }
}

/* One token, or a container and all that is in it when it is not wanted. */
static enum quatrix_status walk_token(struct quatrix_json *json, struct walk *w)
{
    const jsmntok_t *token = &w->tokens[w->at];
    struct quatrix_json_span span;
    enum quatrix_status status;
    bool wanted = true;

    while (json->frames > w->base + 1 && token->start >= w->ends[json->frames - 1]) {
        json->frames--;
    }
    if (w->name || quatrix_json_top(json)->array) {
        w->name = false;
        if (token->type == JSMN_OBJECT || token->type == JSMN_ARRAY) {
            return walk_container(json, w, token);
        }
        token_span(w, token, &span);
        w->at++;
        return quatrix_json_take_scalar(json, &span);
    }
    token_span(w, token, &span);
    status = quatrix_json_take_name(json, &span, &wanted);
    w->at++;
    if (wanted) {
        w->name = true;
    } else if (w->at < w->count) {
        walk_skip(w);
    }
    return status;
}

/* An object that was held whole. */
enum quatrix_status quatrix_json_take_object(struct quatrix_json *json,
                                             const struct quatrix_json_span *span)
{
    jsmntok_t *tokens = (void *)json->tokens;
    enum quatrix_status status;
    struct walk w = { 0 };
    jsmn_parser parser;
    bool slot;

    jsmn_init(&parser);
    w.count = jsmn_parse(&parser, (const char *)span->at, span->len, tokens, QUATRIX_TOKENS);
    if (w.count < 1) {
        return w.count == JSMN_ERROR_NOMEM ? QUATRIX_E_SPACE : QUATRIX_E_JSON;
    }
    if (w.count > json->tokens_used) {
        json->tokens_used = (uint16_t)w.count;
    }
    w.text = span->at;
    w.escaped = memchr(span->at, '\\', span->len) != NULL;
    w.tokens = tokens;
    w.base = json->frames;
    status = quatrix_json_open_object(json, &slot);
    w.at = slot ? 1 : w.count; /* there is one: an object for which there is none is not held */
    while (w.at < w.count && status == QUATRIX_OK) {
        status = walk_token(json, &w);
    }
    json->frames = w.base;
    return status;
}
