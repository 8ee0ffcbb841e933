/* SPDX-License-Identifier: MIT */
/*
 * The engine that fills a struct by the rows of its model, one step from any state of it: a name of up to BYTES bytes, or with
 * escapes, which may come to one of any length. It is the name of the row that is taken, and nothing but the frame on top changes.
 *
 * REPLACE: quatrix_json_text=text_contract
 * OPTIONS: --object-bits 12
 * UNWIND: main.0=5 main.1=15 main.2=3 find.0=12 strncmp.0=4 memcpy.0=9 text_contract.0=34 a_step.0=4
 */
#include "json/decode.c"

#include "decode_state.h"

#define BYTES 3

static void a_step(const struct place *place, size_t len)
{
    uint8_t bytes[BYTES];
    struct quatrix_json_span span = { LAST(bytes, len), len, QUATRIX_JSON_STRING, false };
    struct quatrix_json json;
    struct quatrix_json_frame before;
    const struct quatrix_json_frame *top;
    enum quatrix_status status;
    bool wanted;

    for (size_t i = 0; i < BYTES; i++) {
        GIVEN(bytes[i] != 0); /* the scanner accepts none */
    }
    span.escaped = len == BYTES;
    any_state(&json, place);
    before = *quatrix_json_top(&json);
    status = quatrix_json_take_name(&json, &span, &wanted);

    top = quatrix_json_top(&json);
    PROVE(top_holds(&json) && json.frames == place->frames);
    PROVE(top->base == before.base && top->model == before.model && !top->array);
    PROVE(status == QUATRIX_OK || (status == QUATRIX_E_DUPLICATE && wanted));
    PROVE(wanted || (top->row == before.row && top->seen == before.seen));
    PROVE(!wanted || top->row < top->model->count);
    PROVE(!wanted || span.escaped ||
          (len == 1 && span.at[0] == (uint8_t)top->model->members[top->row].name[0]));
    POSSIBLE(status == QUATRIX_OK && wanted && top->row == STREAM);
    POSSIBLE(status == QUATRIX_OK && wanted && span.escaped && before.row == NO_ROW);
    POSSIBLE(status == QUATRIX_E_DUPLICATE);
    POSSIBLE(!wanted && len == BYTES - 1);
}

/* On the first frame in the struct, on the last one in a nested one. */
int main(void)
{
    struct place at;

    for (at.place = IN_OUTER; at.place <= IN_NESTED; at.place++) {
        at.frames = at.place == IN_OUTER ? 1 : QUATRIX_JSON_FRAMES;
        for (at.row = 0; at.row <= MEMBERS; at.row++) {
            for (size_t len = 0; len <= BYTES; len++) {
                if (is_place(&at, true) && nondet_bool()) {
                    a_step(&at, len);
                    return 0;
                }
            }
        }
    }
    return 0;
}
