/* SPDX-License-Identifier: MIT */
/* The decoder of core, driven as core/src/call/reply.c drives it. */
#include "meaning.h"

#include "json/decode.h"

#include "unit/unit.h"

struct driver {
    struct quatrix_json json;
    uint8_t *work; /* exactly size bytes */
    size_t size;
    size_t held;
    uint8_t *element;
    size_t element_size;
    struct outcome *outcome;
};

static void begin(struct driver *d, const struct shape *shape)
{
    const struct quatrix_json_model *element = shape->list ? shape->model : shape->element;

    d->element_size = element == NULL ? 0 : element->size;
    d->element = malloc(d->element_size > 0 ? d->element_size : 1);
    d->work = malloc(d->size);
    d->outcome->out.at = calloc(1, shape->model->size);
    d->outcome->out.len = shape->list ? 0 : shape->model->size;
    assert_true(d->element != NULL && d->work != NULL && d->outcome->out.at != NULL);
    memset(d->element, 0xA5, d->element_size);
    memset(&d->json, 0xA5, sizeof d->json);
    if (shape->list) {
        quatrix_json_init_list(&d->json, shape->model, d->element);
        return;
    }
    quatrix_json_init(&d->json, shape->model, d->outcome->out.at);
    d->json.element = element == NULL ? NULL : d->element;
}

/* All that can be taken from what is held. */
static enum quatrix_status feed(struct driver *d)
{
    enum quatrix_status status;

    do {
        status = quatrix_json_feed(&d->json, d->work, d->held);
        if (status == QUATRIX_READY || status == QUATRIX_SKIPPED) {
            outcome_element(d->outcome, status, (enum quatrix_status)d->json.reason, d->element,
                            d->element_size);
            memset(d->element, 0xA5, d->element_size);
        }
    } while (status == QUATRIX_READY || status == QUATRIX_SKIPPED);
    return status < 0 ? status : QUATRIX_OK;
}

/* Move what must stay to the front, and pass what fills the buffer alone. */
static enum quatrix_status make_room(struct driver *d)
{
    size_t keep = quatrix_json_scan_keep(&d->json.scan);
    enum quatrix_status status = QUATRIX_OK;

    assert_true(keep <= d->held);
    d->held -= keep;
    memmove(d->work, d->work + keep, d->held);
    quatrix_json_scan_rebase(&d->json.scan, keep);
    if (d->held == d->size) {
        status = quatrix_json_overflow(&d->json, d->work, d->held);
        if (status == QUATRIX_OK) {
            quatrix_json_scan_rebase(&d->json.scan, d->held);
            d->held = 0;
        }
    }
    memset(d->work + d->held, 0xA5, d->size - d->held);
    return status;
}

void decode_by_core(const struct shape *shape, const void *text, size_t len, size_t size,
                    size_t slice, struct outcome *outcome)
{
    struct driver d = { .size = size, .outcome = outcome };
    enum quatrix_status status = QUATRIX_OK;

    memset(outcome, 0, sizeof *outcome);
    begin(&d, shape);
    for (size_t at = 0; at < len && status == QUATRIX_OK;) {
        size_t n = size - d.held < slice ? size - d.held : slice;
        n = n < len - at ? n : len - at;
        memcpy(d.work + d.held, (const uint8_t *)text + at, n);
        d.held += n;
        at += n;
        status = feed(&d);
        if (status == QUATRIX_OK) {
            status = make_room(&d);
        }
    }
    outcome->status = status == QUATRIX_OK ? quatrix_json_finish(&d.json) : status;
    free(d.work);
    free(d.element);
}
