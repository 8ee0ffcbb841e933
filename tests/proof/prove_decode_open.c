/* SPDX-License-Identifier: MIT */
/*
 * The engine that fills a struct by the rows of its model, one step from any state of it: a container begins, or a member is left
 * out again. Of the struct and of what lies around it, only the member of the current row is written, and the masks of its struct;
 * the frames hold on. So any number of steps does.
 *
 * OPTIONS: --object-bits 12
 * UNWIND: main.0=14 main.1=7 main.2=5 memset.0=33
 */
#include "json/decode.c"

#include "decode_state.h"

static void a_step(const struct place *place)
{
    struct quatrix_json json;
    struct quatrix_json_frame top;
    struct outer before;
    enum quatrix_status status;
    bool slot = true;

    any_state(&json, place);
    before = memory.out;
    top = *quatrix_json_top(&json);
    if (nondet_bool()) {
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
    wrote_only_that(&top, &before);
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
