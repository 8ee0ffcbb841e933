/* SPDX-License-Identifier: MIT */
/*
 * The engine that fills a struct by the rows of its model, one step from any state of it: a name, a scalar or a container, any bytes
 * of up to BYTES. Of the struct and of what lies around it, only the member of the current row is written, and the masks of its
 * struct; texts end; the frames hold on. So any number of steps does.
 *
 * REPLACE: quatrix_json_text=text_contract quatrix_json_int64=int64_contract
 * UNWIND: find.0=12 find.1=3 ends.0=6
 */
#include "json/decode.c"

#include "decode_state.h"

#define BYTES 5

/* What of the struct a step from this frame may write: the current member, from its first byte to behind its last. */
static void member_of(const struct quatrix_json_frame *top, size_t *first, size_t *end)
{
    size_t base = (size_t)(top->base - (uint8_t *)&memory.out);
    size_t inner = top->row == INNER_ID ? sizeof(char[4]) : sizeof(bool);
    size_t outer;

    if (top->array) {
        *first = base;
        *end = base + (top->row == TEXTS ? sizeof memory.out.texts : sizeof memory.out.models);
        return;
    }
    switch (top->row) {
    case TRUTH:
        outer = sizeof(bool);
        break;
    case NUMBER:
    case TIME:
        outer = sizeof(int64_t);
        break;
    case TEXTS:
        outer = sizeof memory.out.texts;
        break;
    case MODELS:
        outer = sizeof memory.out.models;
        break;
    case NESTED:
        outer = sizeof memory.out.nested;
        break;
    case STREAM:
        outer = 0;
        break;
    default:
        outer = outer_rows[top->row].arg;
        break;
    }
    *first = base + top->model->members[top->row].offset;
    *end = *first + (top->model == &inner_model ? inner : outer);
}

/* The masks of the struct that a frame belongs to. */
static bool in_masks(const struct quatrix_json_frame *top, size_t at)
{
    size_t base = top->array ? 0 : (size_t)(top->base - (uint8_t *)&memory.out);

    return at >= base && at < base + 2 * sizeof(uint64_t);
}

int main(void)
{
    uint8_t bytes[BYTES];
    size_t len = up_to(BYTES);
    struct quatrix_json_span span = { LAST(bytes, len), len, QUATRIX_JSON_NULL, nondet_bool() };
    struct quatrix_json json;
    struct quatrix_json_frame top;
    struct outer any;
    enum quatrix_status status;
    size_t at = up_to(sizeof memory.out - 1);
    size_t first;
    size_t end;
    uint8_t byte;
    bool slot;

    span.kind = (enum quatrix_json_kind)up_to(QUATRIX_JSON_STRING);
    GIVEN(span.len > 0 || span.kind == QUATRIX_JSON_STRING);
    memory.out = any;
    any_frames(&json, false);
    top = *quatrix_json_top(&json);
    member_of(&top, &first, &end);
    byte = ((uint8_t *)&memory.out)[at];
    if (nondet_bool()) {
        status = quatrix_json_take_scalar(&json, &span);
        POSSIBLE(status == QUATRIX_OK && top.row == TEXTS && top.array && memory.out.texts.count.kept == 2);
        POSSIBLE(status == QUATRIX_OK && top.row == TEXTS && !top.array);
        POSSIBLE(status == QUATRIX_E_SPACE);
        if (status == QUATRIX_OK && !top.array && top.row == TEXT && top.model != &inner_model && span.kind == QUATRIX_JSON_STRING) {
            PROVE(ends(memory.out.text, sizeof memory.out.text));
        }
    } else if (nondet_bool()) {
        status = quatrix_json_open_array(&json);
        POSSIBLE(status == QUATRIX_OK && json.frames == QUATRIX_JSON_FRAMES);
        POSSIBLE(status == QUATRIX_E_DEPTH);
    } else if (nondet_bool()) {
        status = quatrix_json_open_object(&json, &slot);
        POSSIBLE(status == QUATRIX_OK && !slot);
        POSSIBLE(status == QUATRIX_OK && slot && top.array);
    } else {
        status = leave_out(&json, QUATRIX_E_TYPE) ? QUATRIX_OK : QUATRIX_E_TYPE;
        POSSIBLE(status == QUATRIX_OK && top.row == NESTED);
    }
    PROVE(top_holds(&json) && counts_hold());
    PROVE((at >= first && at < end) || in_masks(&top, at) || ((uint8_t *)&memory.out)[at] == byte);
    PROVE(memory.before == 0 && memory.after == 0);
    return 0;
}
