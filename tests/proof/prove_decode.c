/* SPDX-License-Identifier: MIT */
/*
 * The engine that fills a struct by the rows of its model, one step from any state of it: a scalar of up to BYTES bytes. Of the
 * struct and of what lies around it, only the member of the current row is written, and the masks of its struct; texts end; the
 * frames hold on. So any number of steps does.
 *
 * REPLACE: quatrix_json_text=text_contract quatrix_json_int64=int64_contract
 * UNWIND: find.0=12 find.1=3 ends.0=6
 */
#include "json/decode.c"

#include "decode_state.h"

#define BYTES 4

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

    span.kind = (enum quatrix_json_kind)up_to(QUATRIX_JSON_STRING);
    GIVEN(span.len > 0 || span.kind == QUATRIX_JSON_STRING);
    memory.out = any;
    any_frames(&json, false);
    top = *quatrix_json_top(&json);
    member_of(&top, &first, &end);
    byte = ((uint8_t *)&memory.out)[at];
    status = quatrix_json_take_scalar(&json, &span);

    PROVE(top_holds(&json) && counts_hold());
    PROVE((at >= first && at < end) || in_masks(&top, at) || ((uint8_t *)&memory.out)[at] == byte);
    PROVE(memory.before == 0 && memory.after == 0);
    if (status == QUATRIX_OK && top.model != &inner_model && top.row == TEXT &&
        span.kind == QUATRIX_JSON_STRING) {
        PROVE(ends(memory.out.text, sizeof memory.out.text));
    }
    POSSIBLE(status == QUATRIX_OK && top.row == TEXTS && top.array &&
             memory.out.texts.count.kept == 2);
    POSSIBLE(status == QUATRIX_OK && top.row == TEXTS && !top.array);
    POSSIBLE(status == QUATRIX_E_SPACE);
    return 0;
}
