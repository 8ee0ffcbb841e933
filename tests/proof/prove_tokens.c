/* SPDX-License-Identifier: MIT */
/*
 * From tokens to the struct: whatever lies in the tokens, as long as they lie in the text (prove_jsmn.c), one step of the walk from
 * any state of it gets on, reads within the text and the tokens, and keeps to the frames. So the walk ends, after at most as many
 * steps as there are tokens.
 *
 * DEFINE: QUATRIX_TOKENS=8
 * REPLACE: quatrix_json_take_name=name_contract quatrix_json_take_scalar=scalar_contract quatrix_json_open_array=array_contract quatrix_json_open_object=object_contract
 * UNWIND: memchr.0=8 walk_skip.0=9 walk_token.0=5 tokens_lie.0=9
 */
#include "json/nested.c"

#include "proof.h"

#define TEXT 6

/* CBMC has none. */
void *memchr(const void *text, int byte, size_t len)
{
    const uint8_t *at = text;

    for (size_t i = 0; i < len; i++) {
        if (at[i] == (uint8_t)byte) {
            return (void *)&at[i];
        }
    }
    return NULL;
}

static bool tokens_lie(const jsmntok_t *tokens, int count, size_t len)
{
    for (int i = 0; i < QUATRIX_TOKENS; i++) {
        const jsmntok_t *t = &tokens[i];
        if (i < count &&
            (t->start < 0 || t->start > t->end || t->end > (int)len || t->type < JSMN_OBJECT ||
             t->type > JSMN_PRIMITIVE || (t->start == t->end && t->type != JSMN_STRING))) {
            return false;
        }
    }
    return true;
}

static bool span_lies(const struct quatrix_json_span *span)
{
    return __CPROVER_r_ok(span->at, span->len);
}

static enum quatrix_status any_status(void)
{
    return nondet_bool() ? QUATRIX_OK : QUATRIX_E_TYPE;
}

/* prove_decode_name.c, prove_decode.c, and prove_decode_open.c for the last two */
enum quatrix_status name_contract(struct quatrix_json *json, const struct quatrix_json_span *span,
                                  bool *wanted);
enum quatrix_status name_contract(struct quatrix_json *json, const struct quatrix_json_span *span,
                                  bool *wanted)
{
    PROVE(json->frames > 0 && !quatrix_json_top(json)->array && span_lies(span));
    *wanted = nondet_bool();
    return any_status();
}

enum quatrix_status scalar_contract(struct quatrix_json *json,
                                    const struct quatrix_json_span *span);
enum quatrix_status scalar_contract(struct quatrix_json *json, const struct quatrix_json_span *span)
{
    PROVE(json->frames > 0 && span_lies(span) && span->kind < QUATRIX_JSON_OBJECT);
    PROVE(span->len > 0 || span->kind == QUATRIX_JSON_STRING);
    return any_status();
}

static enum quatrix_status open_contract(struct quatrix_json *json, bool array)
{
    if (json->frames >= QUATRIX_JSON_FRAMES) {
        return QUATRIX_E_DEPTH;
    }
    json->frame[json->frames++].array = array;
    return QUATRIX_OK;
}

enum quatrix_status array_contract(struct quatrix_json *json);
enum quatrix_status array_contract(struct quatrix_json *json)
{
    return nondet_bool() ? open_contract(json, true) : QUATRIX_E_TYPE;
}

enum quatrix_status object_contract(struct quatrix_json *json, bool *slot);
enum quatrix_status object_contract(struct quatrix_json *json, bool *slot)
{
    *slot = nondet_bool();
    return *slot ? open_contract(json, false) : any_status();
}

int main(void)
{
    uint8_t bytes[TEXT];
    size_t len = up_to(TEXT);
    struct quatrix_json json;
    jsmntok_t tokens[QUATRIX_TOKENS];
    struct walk w;
    enum quatrix_status status;
    int before;

    w.text = LAST(bytes, len);
    w.tokens = tokens;
    GIVEN(w.count >= 1 && w.count <= QUATRIX_TOKENS && tokens_lie(tokens, w.count, len));
    GIVEN(w.at >= 1 && w.at < w.count);
    GIVEN(json.frames <= QUATRIX_JSON_FRAMES && json.frames > w.base);
    before = w.at;
    status = walk_token(&json, &w);

    PROVE(w.at > before || status < 0);
    PROVE(w.at <= w.count);
    PROVE(status < 0 || (json.frames > w.base && json.frames <= QUATRIX_JSON_FRAMES));
    POSSIBLE(status == QUATRIX_OK && w.at == before + 3);
    POSSIBLE(status == QUATRIX_OK && json.frames == QUATRIX_JSON_FRAMES);
    POSSIBLE(status == QUATRIX_OK && json.frames == 2 && json.frame[1].array);
    POSSIBLE(status == QUATRIX_E_DEPTH);
    return 0;
}
