/* SPDX-License-Identifier: MIT */
/*
 * A stack of frames, one per object or array being filled, driven from two sides by the same three
 * steps (a name, a scalar, a container): from the scanner, and from the tokens of an object that was
 * held whole (nested.c).
 */
#include "json/decode.h"

#include "json/frames.h"
#include "json/value.h"

#include <string.h>

#define NO_ROW       0xFF
#define UTF8_MAX     4
#define NAME_MAX_LEN 32 /* longer than any name in a table */

void quatrix_json_init(struct quatrix_json *json, const struct quatrix_json_model *model, void *out)
{
    quatrix_json_scan_init(&json->scan);
    json->model = model;
    json->out = out;
    json->member = NULL;
    json->largest = 0;
    json->tokens_used = 0;
    json->frames = 0;
    json->element_model = NULL;
    json->element = NULL;
    json->list = 0;
}

void quatrix_json_init_list(struct quatrix_json *json, const struct quatrix_json_model *model,
                            void *element)
{
    quatrix_json_init(json, model, element);
    json->element_model = model;
    json->element = element;
}

static const struct quatrix_json_member *row_of(const struct quatrix_json_frame *frame)
{
    return &frame->model->members[frame->row];
}

/* Set the bit of the current row in a mask of the struct it belongs to. */
static void mark(struct quatrix_json *json, size_t mask)
{
    struct quatrix_json_frame *frame = quatrix_json_top(json);
    uint8_t *owner = frame->array ? frame[-1].base : frame->base;
    uint64_t *bits = (void *)(owner + mask);

    *bits |= UINT64_C(1) << frame->row;
}

static enum quatrix_status push(struct quatrix_json *json, const struct quatrix_json_model *model,
                                uint8_t *base, uint8_t row, bool array)
{
    struct quatrix_json_frame *frame;

    if (json->frames >= QUATRIX_JSON_FRAMES) {
        return QUATRIX_E_DEPTH;
    }
    frame = &json->frame[json->frames++];
    frame->seen = 0;
    frame->model = model;
    frame->base = base;
    frame->row = row;
    frame->array = array;
    return QUATRIX_OK;
}

/* Members mostly come in the order of the table: look where the last one was found. */
static uint8_t find(const struct quatrix_json_model *model, uint8_t after, const char *name,
                    size_t len)
{
    uint8_t row = (uint8_t)(after + 1);

    for (uint8_t tries = 0; tries < model->count; tries++, row++) {
        const char *candidate;
        if (row >= model->count) {
            row = 0;
        }
        candidate = model->members[row].name;
        if (strncmp(candidate, name, len) == 0 && candidate[len] == 0) {
            return row;
        }
    }
    return NO_ROW;
}

/* A member name. Its row is NO_ROW if the member is not wanted. */
enum quatrix_status quatrix_json_take_name(struct quatrix_json *json,
                                           const struct quatrix_json_span *span, bool *wanted)
{
    struct quatrix_json_frame *frame = quatrix_json_top(json);
    const char *name = (const char *)span->at;
    char plain[NAME_MAX_LEN + 1];
    size_t len = span->len;
    bool whole = true;
    uint8_t row = NO_ROW;

    if (span->escaped) {
        len = quatrix_json_text(span->at, span->len, plain, sizeof plain, &whole);
        name = plain;
    }
    if (whole && len > 0 && len <= NAME_MAX_LEN) {
        row = find(frame->model, frame->row, name, len);
    }
    *wanted = row != NO_ROW;
    if (!*wanted) {
        return QUATRIX_OK;
    }
    frame->row = row;
    json->member = row_of(frame)->name;
    if ((frame->seen >> row & 1U) != 0) {
        return QUATRIX_E_DUPLICATE;
    }
    frame->seen |= UINT64_C(1) << row;
    return QUATRIX_OK;
}

/* Where the next element of the array goes; NULL when it is full, which is marked. */
static uint8_t *next_slot(struct quatrix_json *json)
{
    struct quatrix_json_frame *frame = quatrix_json_top(json);
    const struct quatrix_json_member *row = row_of(frame);
    struct quatrix_count *count = (void *)frame->base;
    size_t size;

    count->total++;
    if (count->kept >= quatrix_json_capacity(row)) {
        mark(json, QUATRIX_JSON_TRUNCATED);
        return NULL;
    }
    size = row->type == QUATRIX_JSON_AS_MODELS ? quatrix_json_sub(frame->model, row)->size
                                               : quatrix_json_text_size(row);
    return frame->base + sizeof *count + size * count->kept++;
}

static enum quatrix_status take_bool(const struct quatrix_json_span *span, uint8_t *at)
{
    bool value = span->kind == QUATRIX_JSON_TRUE;
    bool letter = span->kind == QUATRIX_JSON_STRING && span->len == 1 &&
                  (span->at[0] == 'Y' || span->at[0] == 'N');

    if (letter) {
        value = span->at[0] == 'Y';
    } else if (!value && span->kind != QUATRIX_JSON_FALSE) {
        return QUATRIX_E_TYPE;
    }
    memcpy(at, &value, sizeof value);
    return QUATRIX_OK;
}

static enum quatrix_status take_number(struct quatrix_json *json,
                                       const struct quatrix_json_span *span, unsigned places,
                                       uint8_t *at)
{
    enum quatrix_status status;
    int64_t value = 0;
    bool exact = true;

    if (span->kind != QUATRIX_JSON_NUMBER && span->kind != QUATRIX_JSON_STRING) {
        return QUATRIX_E_TYPE;
    }
    status = quatrix_json_int64(span->at, span->len, places, &value, &exact);
    if (status != QUATRIX_OK) {
        return status;
    }
    if (!exact) {
        mark(json, QUATRIX_JSON_TRUNCATED);
    }
    memcpy(at, &value, sizeof value);
    return QUATRIX_OK;
}

static bool may_cut(const struct quatrix_json_member *row)
{
    return row->type == QUATRIX_JSON_AS_CUT || row->type == QUATRIX_JSON_AS_CUTS;
}

static enum quatrix_status take_text(struct quatrix_json *json,
                                     const struct quatrix_json_span *span,
                                     const struct quatrix_json_member *row, uint8_t *at)
{
    size_t size = quatrix_json_text_size(row);
    bool whole;

    if (span->kind != QUATRIX_JSON_STRING) {
        return QUATRIX_E_TYPE;
    }
    if (!span->escaped && span->len < size) { /* the scanner has checked it */
        memcpy(at, span->at, span->len);
        at[span->len] = 0;
        json->text_len = span->len;
        return QUATRIX_OK;
    }
    json->text_len = quatrix_json_text(span->at, span->len, (char *)at, size, &whole);
    if (!whole) {
        if (!may_cut(row)) {
            return QUATRIX_E_SPACE;
        }
        mark(json, QUATRIX_JSON_TRUNCATED);
    }
    return QUATRIX_OK;
}

/* A scalar that is not null, to its place. */
static enum quatrix_status store(struct quatrix_json *json, const struct quatrix_json_span *span,
                                 const struct quatrix_json_member *row, uint8_t *at)
{
    switch (row->type) {
    case QUATRIX_JSON_AS_BOOL:
        return take_bool(span, at);
    case QUATRIX_JSON_AS_INT64:
        return take_number(json, span, 0, at);
    case QUATRIX_JSON_AS_TIME:
        return take_number(json, span, 6, at);
    case QUATRIX_JSON_AS_TEXT:
    case QUATRIX_JSON_AS_CUT:
    case QUATRIX_JSON_AS_ID:
        return take_text(json, span, row, at);
    default:
        return QUATRIX_E_TYPE;
    }
}

static enum quatrix_status take_element(struct quatrix_json *json,
                                        const struct quatrix_json_span *span)
{
    const struct quatrix_json_member *row = row_of(quatrix_json_top(json));
    uint8_t *at;

    if (row->type == QUATRIX_JSON_AS_MODELS) {
        return QUATRIX_E_TYPE;
    }
    at = next_slot(json);
    return at == NULL ? QUATRIX_OK : take_text(json, span, row, at);
}

enum quatrix_status quatrix_json_take_scalar(struct quatrix_json *json,
                                             const struct quatrix_json_span *span)
{
    struct quatrix_json_frame *frame = quatrix_json_top(json);
    const struct quatrix_json_member *row = row_of(frame);
    enum quatrix_status status;

    if (span->kind == QUATRIX_JSON_NULL ||
        (span->kind == QUATRIX_JSON_STRING && span->len == 0 && row->type == QUATRIX_JSON_AS_ID)) {
        return QUATRIX_OK; /* as good as absent */
    }
    if (frame->array) {
        return take_element(json, span);
    }
    if (row->type >= QUATRIX_JSON_AS_TEXTS && row->lenient) { /* an element without its array */
        mark(json, QUATRIX_JSON_PRESENT);
        status = push(json, frame->model, frame->base + row->offset, frame->row, true);
        if (status == QUATRIX_OK) {
            status = take_element(json, span);
            json->frames--;
        }
        return status;
    }
    status = store(json, span, row, frame->base + row->offset);
    if (status == QUATRIX_OK) {
        mark(json, QUATRIX_JSON_PRESENT);
    }
    return status;
}

/* An array begins where the current row wants one. */
enum quatrix_status quatrix_json_open_array(struct quatrix_json *json)
{
    struct quatrix_json_frame *frame = quatrix_json_top(json);
    const struct quatrix_json_member *row = row_of(frame);

    if (frame->array || row->type < QUATRIX_JSON_AS_TEXTS) {
        return QUATRIX_E_TYPE;
    }
    mark(json, QUATRIX_JSON_PRESENT);
    return push(json, frame->model, frame->base + row->offset, frame->row, true);
}

static bool wants_object(struct quatrix_json *json)
{
    const struct quatrix_json_frame *frame = quatrix_json_top(json);

    return row_of(frame)->type == (frame->array ? QUATRIX_JSON_AS_MODELS : QUATRIX_JSON_AS_MODEL);
}

/* An object begins where the current row wants one. *slot is false when its array is full. */
enum quatrix_status quatrix_json_open_object(struct quatrix_json *json, bool *slot)
{
    struct quatrix_json_frame *frame = quatrix_json_top(json);
    const struct quatrix_json_member *row = row_of(frame);
    uint8_t *at;

    *slot = true;
    if (!wants_object(json)) {
        return QUATRIX_E_TYPE;
    }
    if (frame->array) {
        at = next_slot(json);
        if (at == NULL) {
            *slot = false;
            return QUATRIX_OK;
        }
    } else {
        mark(json, QUATRIX_JSON_PRESENT);
        at = frame->base + row->offset;
    }
    return push(json, quatrix_json_sub(frame->model, row), at, NO_ROW, false);
}

static bool in_list(const struct quatrix_json *json)
{
    return json->list > 0 && json->frames == json->list - 1;
}

static void begin_list(struct quatrix_json *json)
{
    quatrix_json_scan_enter(&json->scan);
    json->list = (uint8_t)(json->frames + 1);
    json->level = json->scan.cut;
    json->reason = QUATRIX_OK;
}

/* A struct that is taken as it arrives: the reply itself, or an element of its list. */
static enum quatrix_status begin_struct(struct quatrix_json *json)
{
    quatrix_json_scan_enter(&json->scan);
    if (json->element_model == NULL) {
        return push(json, json->model, json->out, NO_ROW, false);
    }
    memset(json->element, 0, json->element_model->size);
    return push(json, json->element_model, json->element, NO_ROW, false);
}

/* The list among the members of an object: enter it, unless nobody wants it. */
static enum quatrix_status begin_stream(struct quatrix_json *json)
{
    const struct quatrix_json_frame *frame = quatrix_json_top(json);

    mark(json, QUATRIX_JSON_PRESENT);
    if (json->element != NULL) {
        json->element_model = quatrix_json_sub(frame->model, row_of(frame));
        begin_list(json);
    }
    return QUATRIX_OK;
}

/* A container begins in the stream: look into it, or hold it for jsmn. */
static enum quatrix_status take_open(struct quatrix_json *json)
{
    enum quatrix_status status;
    bool object = json->scan.kind == QUATRIX_JSON_OBJECT;
    unsigned type;

    if (json->frames == 0 || in_list(json)) {
        json->member = NULL;
        if (object) {
            return begin_struct(json);
        }
        if (json->element_model == NULL || json->list > 0) {
            return QUATRIX_E_TYPE;
        }
        begin_list(json);
        return QUATRIX_OK;
    }
    type = row_of(quatrix_json_top(json))->type;
    if (!object && type == QUATRIX_JSON_AS_STREAM) {
        return begin_stream(json);
    }
    if (object || type == QUATRIX_JSON_AS_JSON) {
        if (type != QUATRIX_JSON_AS_JSON && !wants_object(json)) {
            return QUATRIX_E_TYPE;
        }
        quatrix_json_scan_hold(&json->scan);
        return QUATRIX_OK;
    }
    status = quatrix_json_open_array(json);
    if (status == QUATRIX_OK) {
        quatrix_json_scan_enter(&json->scan);
    }
    return status;
}

/* An object or array as it stands in the reply. */
static enum quatrix_status take_json(struct quatrix_json *json,
                                     const struct quatrix_json_span *span)
{
    const struct quatrix_json_frame *frame = quatrix_json_top(json);
    const struct quatrix_json_member *row = row_of(frame);

    if (span->len >= row->arg) {
        return QUATRIX_E_SPACE;
    }
    memcpy(frame->base + row->offset, span->at,
           span->len); /* a NUL follows: the struct was zeroed */
    mark(json, QUATRIX_JSON_PRESENT);
    return QUATRIX_OK;
}

static enum quatrix_status take_value(struct quatrix_json *json,
                                      const struct quatrix_json_span *span)
{
    if (span->len > json->largest) {
        json->largest = span->len;
    }
    if (in_list(json)) {
        json->member = NULL;
        json->reason = QUATRIX_E_TYPE;
        return QUATRIX_SKIPPED;
    }
    if (json->frames == 0) { /* the reply is a scalar: null is as good as an empty object */
        return span->kind == QUATRIX_JSON_NULL ? QUATRIX_OK : QUATRIX_E_TYPE;
    }
    if (span->kind < QUATRIX_JSON_OBJECT) {
        return quatrix_json_take_scalar(json, span);
    }
    return row_of(quatrix_json_top(json))->type == QUATRIX_JSON_AS_JSON
               ? take_json(json, span)
               : quatrix_json_take_object(json, span);
}

/* What the model cannot do without. */
static enum quatrix_status check_needs(struct quatrix_json *json,
                                       const struct quatrix_json_model *model, const void *base)
{
    uint64_t present;

    if (model->needs == 0) {
        return QUATRIX_OK;
    }
    memcpy(&present, base, sizeof present);
    if (quatrix_has(present, model->needs - 1U)) {
        return QUATRIX_OK;
    }
    json->member = model->members[model->needs - 1].name;
    return QUATRIX_E_MISSING;
}

/* The container entered last is over. */
static enum quatrix_status take_close(struct quatrix_json *json)
{
    if (in_list(json)) {
        json->list = 0;
        json->element_model = NULL;
        return QUATRIX_OK;
    }
    json->frames--;
    if (json->element_model == NULL || json->frames + 1 != (json->list > 0 ? json->list : 1)) {
        return QUATRIX_OK;
    }
    json->reason = (int8_t)check_needs(json, json->element_model, json->element);
    return json->reason == QUATRIX_OK ? QUATRIX_READY : QUATRIX_SKIPPED;
}

/* What was not wanted, or not any more, has passed. */
static enum quatrix_status take_skipped(struct quatrix_json *json)
{
    if (in_list(json)) {
        return QUATRIX_SKIPPED;
    }
    /* An element past the capacity. One cut by quatrix_json_overflow() has counted already. */
    if (json->frames > 0 && quatrix_json_top(json)->array && !json->scan.want &&
        json->scan.kind != QUATRIX_JSON_NULL) {
        next_slot(json);
    }
    return QUATRIX_OK;
}

static enum quatrix_status take_event(struct quatrix_json *json, enum quatrix_json_event event,
                                      const struct quatrix_json_span *span)
{
    bool wanted = true;
    enum quatrix_status status;

    switch (event) {
    case QUATRIX_JSON_NAME:
        status = quatrix_json_take_name(json, span, &wanted);
        json->scan.want = wanted;
        return status;
    case QUATRIX_JSON_OPEN:
        return take_open(json);
    case QUATRIX_JSON_VALUE:
        return take_value(json, span);
    case QUATRIX_JSON_SKIPPED:
        return take_skipped(json);
    case QUATRIX_JSON_CLOSE:
        return take_close(json);
    case QUATRIX_JSON_TOO_DEEP:
        return QUATRIX_E_DEPTH;
    default:
        return QUATRIX_E_JSON;
    }
}

/* A member that may have any form is left out when it has not the one we know. */
static bool leave_out(struct quatrix_json *json, enum quatrix_status status)
{
    const struct quatrix_json_frame *frame;
    const struct quatrix_json_member *row;
    uint64_t *present;

    if (json->frames == 0 ||
        (status != QUATRIX_E_TYPE && status != QUATRIX_E_SPACE && status != QUATRIX_E_RANGE)) {
        return false;
    }
    frame = quatrix_json_top(json);
    if (frame->array || frame->row == NO_ROW) {
        return false;
    }
    row = row_of(frame);
    if (!row->lenient || row->type >= QUATRIX_JSON_AS_TEXTS) {
        return false;
    }
    present = (void *)frame->base;
    *present &= ~(UINT64_C(1) << frame->row);
    memset(frame->base + row->offset, 0,
           row->type == QUATRIX_JSON_AS_MODEL ? quatrix_json_sub(frame->model, row)->size
                                              : row->arg);
    mark(json, QUATRIX_JSON_TRUNCATED);
    return true;
}

/* The rest of a list's element passes when something in it is not as it should be. */
static bool pass_element(struct quatrix_json *json, enum quatrix_status status)
{
    if (json->list == 0 || status == QUATRIX_E_JSON || status == QUATRIX_E_DEPTH) {
        return false;
    }
    json->reason = (int8_t)status;
    json->frames = (uint8_t)(json->list - 1);
    json->scan.cut = json->level;
    quatrix_json_scan_drop(&json->scan);
    return true;
}

static bool forgive(struct quatrix_json *json, enum quatrix_status status)
{
    return leave_out(json, status) || pass_element(json, status);
}

/* Elements past the capacity of an array pass unseen. */
static void set_want(struct quatrix_json *json)
{
    if (in_list(json)) {
        json->scan.want = true;
    } else if (json->frames > 0 && quatrix_json_top(json)->array) {
        const struct quatrix_count *count = (void *)quatrix_json_top(json)->base;
        json->scan.want = count->kept < quatrix_json_capacity(row_of(quatrix_json_top(json)));
    }
}

/* Members mostly come in the order of the table: look for the next one before all others are. */
static bool expect_name(struct quatrix_json *json, const uint8_t *buf, size_t len)
{
    struct quatrix_json_frame *frame;
    const char *name;
    uint64_t bit;
    uint8_t row;

    if (json->frames == 0) {
        return false;
    }
    frame = quatrix_json_top(json);
    row = (uint8_t)(frame->row + 1); /* 0 behind NO_ROW */
    if (frame->array || row >= frame->model->count) {
        return false;
    }
    bit = UINT64_C(1) << row;
    name = frame->model->members[row].name;
    if ((frame->seen & bit) != 0 || !quatrix_json_scan_name(&json->scan, buf, len, name)) {
        return false;
    }
    frame->row = row;
    frame->seen |= bit;
    json->member = name;
    return true;
}

enum quatrix_status quatrix_json_feed(struct quatrix_json *json, const uint8_t *buf, size_t len)
{
    for (;;) {
        struct quatrix_json_span span;
        enum quatrix_json_event event = QUATRIX_JSON_VALUE;
        enum quatrix_status status;
        if (!expect_name(json, buf, len) ||
            !quatrix_json_scan_plain(&json->scan, buf, len, &span)) {
            event = quatrix_json_scan(&json->scan, buf, len, &span);
        }
        if (event == QUATRIX_JSON_MORE) {
            return quatrix_json_scan_complete(&json->scan) ? QUATRIX_OK : QUATRIX_PENDING;
        }
        status = take_event(json, event, &span);
        if (status < 0 && !forgive(json, status)) {
            return status;
        }
        if (event != QUATRIX_JSON_NAME) {
            set_want(json);
        }
        if (status > 0) {
            return status;
        }
    }
}

/* A value that fills the buffer: a text may be cut. */
static enum quatrix_status cut_value(struct quatrix_json *json, const uint8_t *buf, size_t len)
{
    const struct quatrix_json_scan *scan = &json->scan;
    struct quatrix_json_span span = { buf + scan->start, len - scan->start, QUATRIX_JSON_STRING,
                                      scan->escaped };
    const struct quatrix_json_member *row = row_of(quatrix_json_top(json));
    enum quatrix_status status;

    if (scan->depth != scan->cut || scan->kind != QUATRIX_JSON_STRING || !may_cut(row)) {
        return QUATRIX_E_SPACE;
    }
    status = quatrix_json_take_scalar(json, &span);
    if (status == QUATRIX_OK && json->text_len + UTF8_MAX < quatrix_json_text_size(row)) {
        return QUATRIX_E_SPACE; /* the text would depend on the size of the buffer */
    }
    if (status == QUATRIX_OK) {
        mark(json, QUATRIX_JSON_TRUNCATED);
    }
    return status;
}

enum quatrix_status quatrix_json_overflow(struct quatrix_json *json, const uint8_t *buf, size_t len)
{
    struct quatrix_json_scan *scan = &json->scan;
    bool name = scan->depth == scan->cut && scan->kind == QUATRIX_JSON_STRING && scan->name;
    enum quatrix_status status = QUATRIX_OK;

    if (!name) { /* no name of ours is that long: it passes */
        status = json->frames == 0 || in_list(json) ? QUATRIX_E_TYPE : cut_value(json, buf, len);
    }
    if (status != QUATRIX_OK && !forgive(json, status)) {
        return status;
    }
    quatrix_json_scan_drop(scan);
    return QUATRIX_OK;
}

enum quatrix_status quatrix_json_finish(struct quatrix_json *json)
{
    bool nothing = json->scan.state == 0 && json->scan.depth == 0;

    if (!nothing && !quatrix_json_scan_complete(&json->scan)) {
        return QUATRIX_E_JSON;
    }
    return json->out == json->element ? QUATRIX_OK : check_needs(json, json->model, json->out);
}
