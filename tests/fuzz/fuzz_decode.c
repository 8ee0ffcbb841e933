/* SPDX-License-Identifier: MIT */
/*
 * A reply into the struct of each model there is. However it is cut, status, struct and elements are the
 * same; what was decoded is sound (models.h), and written as JSON it decodes to the same again. A buffer
 * that never filled makes no difference.
 *
 * Input: the model; whether its list is wanted, and whether a text follows, or changes to an example; how
 * to cut; the size of the buffer; the text or the changes.
 */
#include "fuzz.h"
#include "models.h"

#include "json/decode.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFER_MIN = 64, BUFFER_STEP = 8, WRITTEN_MAX = 65536 };

struct outcome {
    enum quatrix_status status;
    const char *member;
    bool overflowed;
    uint8_t *out;             /* the struct; of a list its element */
    struct fuzz_log elements; /* what was said of each */
};

struct decoder {
    const struct fuzz_model *model;
    struct quatrix_json json;
    uint8_t *element; /* NULL: nobody wants it */
    uint8_t *buf;
    size_t size;
    size_t held;
};

static uint8_t *zeroed(size_t len)
{
    uint8_t *block = calloc(1, len);

    FUZZ_CHECK(block != NULL);
    return block;
}

static void log_element(struct outcome *o, const struct decoder *d)
{
    const struct quatrix_json_model *model = d->model->list ? d->model->model : d->model->element;
    const uint8_t *element = d->model->list ? o->out : d->element;

    fuzz_log_number(&o->elements, (uint64_t)o->status);
    if (o->status == QUATRIX_SKIPPED) {
        enum quatrix_status reason = (enum quatrix_status)d->json.reason;
        FUZZ_CHECK(reason == QUATRIX_E_SPACE || reason == QUATRIX_E_TYPE ||
                   reason == QUATRIX_E_RANGE || reason == QUATRIX_E_DUPLICATE ||
                   reason == QUATRIX_E_MISSING);
        fuzz_log_number(&o->elements, (uint64_t)(int64_t)reason);
        return;
    }
    fuzz_check_struct(model, element);
    if (o->elements.len + model->size <
        sizeof o->elements.bytes / 2) { /* else as many are enough */
        fuzz_log(&o->elements, element, model->size);
    }
}

/* What is in the buffer. False: it failed. */
static bool feed(struct outcome *o, struct decoder *d)
{
    do {
        o->status = quatrix_json_feed(&d->json, d->buf, d->held);
        if (o->status == QUATRIX_READY || o->status == QUATRIX_SKIPPED) {
            log_element(o, d);
        }
    } while (o->status == QUATRIX_READY || o->status == QUATRIX_SKIPPED);
    return o->status >= 0;
}

/* As core/src/call/reply.c does it. */
static bool make_room(struct outcome *o, struct decoder *d)
{
    size_t keep = quatrix_json_scan_keep(&d->json.scan);

    FUZZ_CHECK(keep <= d->held);
    d->held -= keep;
    memmove(d->buf, d->buf + keep, d->held);
    quatrix_json_scan_rebase(&d->json.scan, keep);
    if (d->held < d->size) {
        return true;
    }
    o->overflowed = true;
    o->status = quatrix_json_overflow(&d->json, d->buf, d->held);
    if (o->status == QUATRIX_OK) {
        quatrix_json_scan_rebase(&d->json.scan, d->held);
        d->held = 0;
    }
    return o->status == QUATRIX_OK;
}

static void decode_all(struct outcome *o, struct decoder *d, const uint8_t *text, size_t len,
                       uint8_t how)
{
    struct fuzz_slices slices;
    bool good = true;

    fuzz_slices(&slices, how);
    for (size_t at = 0; good && at < len;) {
        size_t n = fuzz_slice(&slices, len - at);
        good = make_room(o, d);
        n = n < d->size - d->held ? n : d->size - d->held;
        if (good) {
            memcpy(d->buf + d->held, text + at, n);
            d->held += n;
            at += n;
            good = feed(o, d);
        }
    }
    if (good) {
        o->status = quatrix_json_finish(&d->json);
    }
    o->member = o->status < 0 ? d->json.member : NULL;
}

static void decode(struct outcome *o, const struct fuzz_model *model, bool wanted,
                   const uint8_t *text, size_t len, size_t size, uint8_t how)
{
    struct decoder d = { .model = model, .size = size };

    memset(&d.json, 0xA5, sizeof d.json);
    d.buf = zeroed(size);
    o->out = zeroed(fuzz_struct_size(model->model));
    o->overflowed = false;
    o->elements.len = 0;
    if (model->list) {
        quatrix_json_init_list(&d.json, model->model, o->out);
    } else {
        quatrix_json_init(&d.json, model->model, o->out);
    }
    if (model->element != NULL && wanted) {
        d.element = zeroed(fuzz_struct_size(model->element));
        d.json.element = d.element;
    }
    o->status = QUATRIX_PENDING;
    decode_all(o, &d, text, len, how);
    free(d.element);
    free(d.buf);
}

static void check_same(const struct outcome *a, const struct outcome *b,
                       const struct fuzz_model *model)
{
    FUZZ_CHECK(a->status == b->status && a->member == b->member);
    FUZZ_CHECK(fuzz_log_equal(&a->elements, &b->elements));
    FUZZ_CHECK(a->status != QUATRIX_OK || model->list ||
               memcmp(a->out, b->out, fuzz_struct_size(model->model)) == 0);
}

/* The struct written down, and decoded again. */
static void check_again(const struct fuzz_model *model, const uint8_t *out)
{
    static uint8_t text[WRITTEN_MAX];
    static struct outcome again;
    uint8_t *wanted = fuzz_block(out, fuzz_struct_size(model->model));
    size_t len = fuzz_write_struct(model->model, out, text, sizeof text);

    fuzz_forget_cuts(model->model, wanted);
    decode(&again, model, false, text, len, len + 1, FUZZ_WHOLE);
    FUZZ_CHECK(again.status == QUATRIX_OK);
    FUZZ_CHECK(memcmp(again.out, wanted, fuzz_struct_size(model->model)) == 0);
    free(again.out);
    free(wanted);
}

static void check_status(enum quatrix_status status)
{
    FUZZ_CHECK(status == QUATRIX_OK || status == QUATRIX_E_JSON || status == QUATRIX_E_DEPTH ||
               status == QUATRIX_E_TYPE || status == QUATRIX_E_RANGE ||
               status == QUATRIX_E_DUPLICATE || status == QUATRIX_E_SPACE ||
               status == QUATRIX_E_MISSING);
}

static void check(const struct fuzz_model *model, bool wanted, const uint8_t *text, size_t len,
                  size_t room, uint8_t how)
{
    static struct outcome whole;
    static struct outcome sliced;

    decode(&whole, model, wanted, text, len, len + 1, FUZZ_WHOLE);
    check_status(whole.status);
    FUZZ_CHECK(!whole.overflowed);
    if (whole.status == QUATRIX_OK && !model->list) {
        fuzz_check_struct(model->model, whole.out);
        check_again(model, whole.out);
    }
    decode(&sliced, model, wanted, text, len, len + 1, how);
    check_same(&whole, &sliced, model);
    free(sliced.out);

    decode(&sliced, model, wanted, text, len, room, how);
    check_status(sliced.status);
    if (sliced.status == QUATRIX_OK && !model->list) {
        fuzz_check_struct(model->model, sliced.out);
    }
    if (!sliced.overflowed) {
        check_same(&whole, &sliced, model);
    }
    free(whole.out);
    decode(&whole, model, wanted, text, len, room, FUZZ_BYTEWISE);
    check_same(&whole, &sliced, model);
    free(sliced.out);
    free(whole.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t text[FUZZ_INPUT_MAX];
    struct fuzz_input in = { data, size };
    size_t count;
    const struct fuzz_model *models = fuzz_replies(&count);
    const struct fuzz_model *model = &models[fuzz_number(&in, (uint32_t)count)];
    uint8_t flags = fuzz_byte(&in);
    uint8_t how = fuzz_byte(&in);
    size_t room = BUFFER_MIN + (size_t)BUFFER_STEP * fuzz_byte(&in);
    size_t len;

    if (size > FUZZ_INPUT_MAX) {
        return 0;
    }
    if (fuzz_bit(flags, 1)) {
        len = strlen(model->golden);
        memcpy(text, model->golden, len);
        len = fuzz_edit(&in, text, len, sizeof text);
    } else {
        len = in.left;
        memcpy(text, in.at, len);
    }
    check(model, fuzz_bit(flags, 0), text, len, room, how);
    return 0;
}
