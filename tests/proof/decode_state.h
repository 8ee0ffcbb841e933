/* SPDX-License-Identifier: MIT */
/*
 * A model with rows of every type, one struct of it, and what holds of the decoder's frames while it fills that struct. To be
 * included after json/decode.c.
 */
#ifndef DECODE_STATE_H
#define DECODE_STATE_H

#include "proof.h"

struct inner {
    uint64_t present;
    uint64_t truncated;
    char id[4];
    bool truth;
};

struct outer {
    uint64_t present;
    uint64_t truncated;
    bool truth;
    int64_t number;
    int64_t time;
    char text[3];
    char cut[4];
    char id[3];
    char object[5];
    struct inner nested;
    struct {
        struct quatrix_count count;
        char item[2][3];
    } texts;
    struct {
        struct quatrix_count count;
        struct inner item[2];
    } models;
};

enum { INNER_ID, INNER_TRUTH, INNER_MEMBERS };

static const struct quatrix_json_member inner_rows[INNER_MEMBERS] = {
    [INNER_ID] = JSON_ID("a", struct inner, id),
    [INNER_TRUTH] = JSON_BOOL("b", struct inner, truth),
};

static const struct quatrix_json_model inner_model = JSON_MODEL_OF(struct inner, inner_rows);
static const struct quatrix_json_model *const subs[] = { &inner_model };

enum { TRUTH, NUMBER, TIME, TEXT, CUT, ID, OBJECT, NESTED, TEXTS, MODELS, STREAM, MEMBERS };

static const struct quatrix_json_member outer_rows[MEMBERS] = {
    [TRUTH] = JSON_BOOL("a", struct outer, truth),
    [NUMBER] = JSON_LENIENT_INT64("b", struct outer, number),
    [TIME] = JSON_TIME("c", struct outer, time),
    [TEXT] = JSON_TEXT("d", struct outer, text),
    [CUT] = JSON_LENIENT_CUT("e", struct outer, cut),
    [ID] = JSON_ID("f", struct outer, id),
    [OBJECT] = JSON_OBJECT("g", struct outer, object),
    [NESTED] = JSON_LENIENT_MODEL("h", struct outer, nested, 0),
    [TEXTS] = JSON_TEXTS_OR_ONE("i", struct outer, texts),
    [MODELS] = JSON_MODELS("j", struct outer, models, 0),
    [STREAM] = JSON_STREAM("k", 0),
};

static const struct quatrix_json_nest outer_model =
    JSON_NEST(JSON_MODEL_OF(struct outer, outer_rows), subs);

/* What comes before and after the struct is nobody's to write. */
static struct {
    uint64_t before;
    struct outer out;
    uint64_t after;
} memory;

static bool counts_hold(void)
{
    return memory.out.texts.count.kept <= 2 && memory.out.models.count.kept <= 2;
}

/* The frame fills the struct, its nested one, an element of its array of them, or one of its arrays. */
static bool frame_holds(const struct quatrix_json_frame *frame)
{
    struct outer *out = &memory.out;
    bool outer = frame->model == &outer_model.model;

    if (frame->array) {
        return outer && ((frame->row == TEXTS && frame->base == (uint8_t *)&out->texts) ||
                         (frame->row == MODELS && frame->base == (uint8_t *)&out->models));
    }
    if (outer) {
        return frame->base == (uint8_t *)out && (frame->row < MEMBERS || frame->row == NO_ROW);
    }
    return frame->model == &inner_model && (frame->row < INNER_MEMBERS || frame->row == NO_ROW) &&
           (frame->base == (uint8_t *)&out->nested ||
            frame->base == (uint8_t *)&out->models.item[0] ||
            frame->base == (uint8_t *)&out->models.item[1]);
}

/* An array stands on the frame of the struct it is a member of. */
static bool top_holds(const struct quatrix_json *json)
{
    const struct quatrix_json_frame *top = &json->frame[json->frames - 1];

    return json->frames >= 1 && json->frames <= QUATRIX_JSON_FRAMES && frame_holds(top) &&
           (!top->array || (json->frames > 1 && !top[-1].array && frame_holds(&top[-1]) &&
                            top[-1].base == (uint8_t *)&memory.out));
}

/* Where the frame on top may stand: the struct, the nested one, the two elements of the array of them, the arrays. */
enum { IN_OUTER, IN_NESTED, IN_FIRST, IN_SECOND, IN_TEXTS, IN_MODELS, PLACES };

/* A case: how many frames there are, and where the last one stands. A harness goes through all cases one by one: CBMC does
   far better with what it knows. */
struct place {
    unsigned frames;
    unsigned place;
    unsigned row;
};

/* Is there such a frame? One that waits for a name may have none yet. */
static bool is_place(const struct place *at, bool name_due)
{
    bool named = at->row == MEMBERS; /* stands for NO_ROW */

    switch (at->place) {
    case IN_OUTER:
        return at->row < MEMBERS || (named && name_due);
    case IN_TEXTS:
        return at->frames > 1 && at->row == TEXTS && !name_due;
    case IN_MODELS:
        return at->frames > 1 && at->row == MODELS && !name_due;
    default:
        return at->row < INNER_MEMBERS || (named && name_due);
    }
}

static void set_frame(struct quatrix_json_frame *frame, unsigned place, unsigned row)
{
    struct outer *out = &memory.out;

    frame->model = place >= IN_NESTED && place <= IN_SECOND ? &inner_model : &outer_model.model;
    frame->array = place >= IN_TEXTS;
    frame->row = row == MEMBERS ? NO_ROW : (uint8_t)row;
    frame->base = place == IN_OUTER    ? (uint8_t *)out
                  : place == IN_NESTED ? (uint8_t *)&out->nested
                  : place == IN_FIRST  ? (uint8_t *)&out->models.item[0]
                  : place == IN_SECOND ? (uint8_t *)&out->models.item[1]
                  : place == IN_TEXTS  ? (uint8_t *)&out->texts
                                       : (uint8_t *)&out->models;
}

/* Any state of the struct and the frames, in this case. */
static void any_state(struct quatrix_json *json, const struct place *at)
{
    struct outer any;

    memory.out = any;
    json->frames = (uint8_t)at->frames;
    if (at->frames > 1) {
        set_frame(&json->frame[at->frames - 2], IN_OUTER, at->row);
    }
    set_frame(&json->frame[at->frames - 1], at->place, at->row);
    GIVEN(counts_hold());
    PROVE(top_holds(json));
}

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

static bool ends(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] == 0) {
            return true;
        }
    }
    return false;
}

/* What a step wrote: the member of its row, the masks of its struct, and nothing else. */
static void wrote_only_that(const struct quatrix_json_frame *top, const struct outer *before)
{
    const uint8_t *was = (const uint8_t *)before;
    const uint8_t *is = (const uint8_t *)&memory.out;
    size_t at = up_to(sizeof memory.out - 1);
    size_t first;
    size_t end;

    member_of(top, &first, &end);
    PROVE((at >= first && at < end) || in_masks(top, at) || is[at] == was[at]);
    PROVE(memory.before == 0 && memory.after == 0);
}

/* By bytes: those of CBMC take any size for an array of its own. */
void *memcpy(void *to, const void *from, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        ((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
    }
    return to;
}

void *memset(void *to, int byte, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        ((uint8_t *)to)[i] = (uint8_t)byte;
    }
    return to;
}

/* json/value.c, of strings that the scanner has checked: prove_json_text.c and prove_json_number.c */
size_t text_contract(const uint8_t *src, size_t len, char *out, size_t size, bool *whole);
size_t text_contract(const uint8_t *src, size_t len, char *out, size_t size, bool *whole)
{
    size_t n = up_to(size - 1);

    PROVE(size > 0 && __CPROVER_r_ok(src, len) && __CPROVER_w_ok(out, size));
    *whole = nondet_bool();
    for (size_t i = 0; i < size; i++) {
        char any;
        GIVEN(any != 0);
        if (i <= n) {
            out[i] = i < n ? any : 0;
        }
    }
    return n;
}

enum quatrix_status int64_contract(const uint8_t *src, size_t len, unsigned places, int64_t *out,
                                   bool *exact);
enum quatrix_status int64_contract(const uint8_t *src, size_t len, unsigned places, int64_t *out,
                                   bool *exact)
{
    int64_t any;

    PROVE(places <= 6 && __CPROVER_r_ok(src, len));
    *out = any;
    *exact = nondet_bool();
    return nondet_bool() ? QUATRIX_OK : nondet_bool() ? QUATRIX_E_TYPE : QUATRIX_E_RANGE;
}

#endif
