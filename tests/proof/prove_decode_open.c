/* SPDX-License-Identifier: MIT */
/*
 * The engine that fills a struct by the rows of its model, one step from any state of it: a container begins, or a member is left out again. Of the
 * struct and of what lies around it, only the member of the current row is written, and the masks of its struct; the
 * frames hold on. So any number of steps does.
 *
 * REPLACE: quatrix_json_text=text_contract quatrix_json_int64=int64_contract
 * UNWIND: find.0=12 find.1=3 ends.0=6
 */
#include "json/decode.c"

#include "decode_state.h"

int main(void)
{
    struct quatrix_json json;
    struct quatrix_json_frame top;
    struct outer any;
    enum quatrix_status status;
    size_t at = up_to(sizeof memory.out - 1);
    size_t first;
    size_t end;
    uint8_t byte;
    bool slot = true;

    memory.out = any;
    any_frames(&json, false);
    top = *quatrix_json_top(&json);
    member_of(&top, &first, &end);
    byte = ((uint8_t *)&memory.out)[at];
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
    PROVE((at >= first && at < end) || in_masks(&top, at) || ((uint8_t *)&memory.out)[at] == byte);
    PROVE(memory.before == 0 && memory.after == 0);
    return 0;
}
