/* SPDX-License-Identifier: MIT */
/*
 * The engine that fills a struct by the rows of its model, one step from any state of it: a scalar, or an object kept as its text,
 * of up to BYTES bytes. Of the struct and of what lies around it, only the member of the current row is written, and the masks of
 * its struct; texts end; the frames hold on. So any number of steps does.
 *
 * REPLACE: quatrix_json_text=text_contract quatrix_json_int64=int64_contract
 * OPTIONS: --object-bits 12
 * UNWIND: main.0=14 main.1=7 main.2=5 ends.0=6 memcpy.0=9 text_contract.0=6
 */
#include "json/decode.c"

#include "decode_state.h"

#define BYTES 4

static void a_step(const struct place *place)
{
    uint8_t bytes[BYTES];
    size_t len = up_to(BYTES);
    struct quatrix_json_span span = { LAST(bytes, len), len, QUATRIX_JSON_NULL, nondet_bool() };
    struct quatrix_json json;
    struct quatrix_json_frame top;
    struct outer before;
    enum quatrix_status status;
    bool kept;

    any_state(&json, place);
    before = memory.out;
    top = *quatrix_json_top(&json);
    kept = !top.array && row_of(&top)->type == QUATRIX_JSON_AS_JSON && nondet_bool();
    if (kept) {
        status = take_json(&json, &span);
    } else {
        span.kind = (enum quatrix_json_kind)up_to(QUATRIX_JSON_STRING);
        GIVEN(span.len > 0 || span.kind == QUATRIX_JSON_STRING);
        status = quatrix_json_take_scalar(&json, &span);
    }

    PROVE(top_holds(&json) && counts_hold() && json.frames == place->frames);
    wrote_only_that(&top, &before);
    if (status == QUATRIX_OK && place->place == IN_OUTER && place->row == TEXT &&
        span.kind == QUATRIX_JSON_STRING) {
        PROVE(ends(memory.out.text, sizeof memory.out.text));
    }
    POSSIBLE(status == QUATRIX_OK && place->place == IN_TEXTS && memory.out.texts.count.kept == 2);
    POSSIBLE(status == QUATRIX_OK && place->place == IN_OUTER && place->row == TEXTS);
    POSSIBLE(status == QUATRIX_OK && kept && len == BYTES);
    POSSIBLE(status == QUATRIX_E_SPACE);
}

int main(void)
{
    struct place at;

    for (at.frames = 1; at.frames <= QUATRIX_JSON_FRAMES; at.frames++) {
        for (at.place = 0; at.place < PLACES; at.place++) {
            for (at.row = 0; at.row <= MEMBERS; at.row++) {
                if (is_place(&at, false) && nondet_bool()) {
                    a_step(&at);
                    return 0;
                }
            }
        }
    }
    return 0;
}
