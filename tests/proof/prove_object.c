/* SPDX-License-Identifier: MIT */
/*
 * An object that was held whole: whatever jsmn makes of it, and whatever the steps of the walk (prove_tokens.c) come to, it ends
 * after at most as many steps as there are tokens, and leaves the frames as they were.
 *
 * DEFINE: QUATRIX_TOKENS=8
 * REPLACE: jsmn_parse=parse_contract walk_token=walk_contract quatrix_json_open_object=object_contract
 * UNWIND: quatrix_json_take_object.0=9
 */
#include "json/nested.c"

#include "proof.h"

#define TEXT 6

static const uint8_t *text;

/* CBMC has none. */
void *memchr(const void *from, int byte, size_t len)
{
    PROVE(byte == '\\' && __CPROVER_r_ok(from, len));
    return nondet_bool() ? (void *)from : NULL;
}

/* prove_jsmn.c */
int parse_contract(jsmn_parser *parser, const char *js, size_t len, jsmntok_t *tokens,
                   unsigned int num_tokens);
int parse_contract(jsmn_parser *parser, const char *js, size_t len, jsmntok_t *tokens,
                   unsigned int num_tokens)
{
    PROVE(parser->pos == 0 && parser->toknext == 0 && parser->toksuper == -1);
    PROVE(__CPROVER_r_ok(js, len) && __CPROVER_w_ok(tokens, num_tokens * sizeof *tokens));
    if (nondet_bool()) {
        return nondet_bool()   ? JSMN_ERROR_NOMEM
               : nondet_bool() ? JSMN_ERROR_INVAL
                               : JSMN_ERROR_PART;
    }
    return (int)up_to(num_tokens);
}

/* prove_decode_open.c */
enum quatrix_status object_contract(struct quatrix_json *json, bool *slot);
enum quatrix_status object_contract(struct quatrix_json *json, bool *slot)
{
    PROVE(json->frames > 0);
    *slot = nondet_bool();
    if (!*slot) {
        return QUATRIX_OK;
    }
    if (nondet_bool() || json->frames >= QUATRIX_JSON_FRAMES) {
        return nondet_bool() ? QUATRIX_E_TYPE : QUATRIX_E_DEPTH;
    }
    json->frame[json->frames++].array = false;
    return QUATRIX_OK;
}

/* prove_tokens.c */
enum quatrix_status walk_contract(struct quatrix_json *json, struct walk *w);
enum quatrix_status walk_contract(struct quatrix_json *json, struct walk *w)
{
    PROVE(w->count >= 1 && w->count <= QUATRIX_TOKENS && w->at >= 1 && w->at < w->count);
    PROVE(json->frames <= QUATRIX_JSON_FRAMES && json->frames > w->base);
    PROVE(w->text == text && w->tokens == (void *)json->tokens);
    if (nondet_bool()) {
        json->frames = (uint8_t)up_to(UINT8_MAX);
        return QUATRIX_E_TYPE;
    }
    w->at += 1 + (int)up_to((size_t)(w->count - w->at - 1));
    json->frames = (uint8_t)(w->base + 1 + up_to(QUATRIX_JSON_FRAMES - 1U - w->base));
    return QUATRIX_OK;
}

int main(void)
{
    uint8_t bytes[TEXT];
    size_t len = up_to(TEXT);
    struct quatrix_json_span span = { LAST(bytes, len), len, QUATRIX_JSON_OBJECT, false };
    struct quatrix_json json;
    enum quatrix_status status;
    uint8_t frames = (uint8_t)(1 + up_to(QUATRIX_JSON_FRAMES - 1));
    uint16_t used = json.tokens_used;

    text = span.at;
    json.frames = frames;
    status = quatrix_json_take_object(&json, &span);

    PROVE(json.frames == frames);
    PROVE(json.tokens_used == used ||
          (json.tokens_used > used && json.tokens_used <= QUATRIX_TOKENS));
    POSSIBLE(status == QUATRIX_OK && json.tokens_used == QUATRIX_TOKENS);
    POSSIBLE(status == QUATRIX_E_SPACE);
    POSSIBLE(status == QUATRIX_E_JSON);
    POSSIBLE(status == QUATRIX_E_DEPTH && frames == QUATRIX_JSON_FRAMES);
    return 0;
}
