/* SPDX-License-Identifier: MIT */
/*
 * The scanner. Whatever the caller enters, holds, skips or drops, and however the text is cut, the events
 * are the same; and the verdict is that of a parser that has the whole text before it.
 *
 * Input: what the caller wants, how to cut, the text.
 */
#include "fuzz.h"
#include "reference.h"

#include "json/scan.h"

#include <stdlib.h>
#include <string.h>

enum { KNOWN_NAMES = 3 };
static const char *const known[KNOWN_NAMES] = { "id", "name", "" };

struct outcome {
    enum quatrix_json_event last;
    bool complete;
    struct fuzz_log events;
};

/* A caller that makes the same decisions whenever the same has happened. */
struct caller {
    uint8_t wants;
    uint32_t state;
};

static uint32_t decide(struct caller *c, uint32_t below)
{
    c->state = c->state * UINT32_C(1664525) + UINT32_C(1013904223) + c->wants;
    return (c->state >> 16) % below;
}

static void log_span(struct fuzz_log *log, const struct quatrix_json_span *span)
{
    fuzz_log_number(log, span->kind);
    fuzz_log_number(log, span->len);
    fuzz_log(log, span->at, span->len);
}

/* What is reported as a value is one. */
static void check_span(const struct quatrix_json_span *span)
{
    static uint8_t text[FUZZ_INPUT_MAX + 2];
    size_t quotes = span->kind == QUATRIX_JSON_STRING ? 1 : 0;

    memset(text, quotes > 0 ? '"' : ' ', span->len + 2);
    memcpy(text + 1, span->at, span->len);
    FUZZ_CHECK(reference_json(text, span->len + 2) == REFERENCE_WHOLE);
    FUZZ_CHECK(span->kind != QUATRIX_JSON_STRING ||
               span->escaped == (memchr(span->at, '\\', span->len) != NULL));
}

static void open_container(struct caller *c, struct quatrix_json_scan *scan)
{
    switch (decide(c, 8)) {
    case 0: /* it passes */
        break;
    case 1:
        quatrix_json_scan_hold(scan);
        quatrix_json_scan_drop(scan);
        break;
    case 2:
    case 3:
        quatrix_json_scan_hold(scan);
        break;
    default:
        quatrix_json_scan_enter(scan);
        break;
    }
}

static void take_event(struct outcome *o, struct caller *c, struct quatrix_json_scan *scan,
                       const struct quatrix_json_span *span)
{
    fuzz_log_number(&o->events, o->last);
    switch (o->last) {
    case QUATRIX_JSON_NAME:
        check_span(span);
        log_span(&o->events, span);
        scan->want = decide(c, 4) > 0;
        break;
    case QUATRIX_JSON_VALUE:
        check_span(span);
        log_span(&o->events, span);
        break;
    case QUATRIX_JSON_OPEN:
        open_container(c, scan);
        break;
    default:
        break;
    }
}

/* Where a certain name is likely the short cut is tried, and is the same as the long way. */
static void try_names(struct outcome *o, struct caller *c, struct quatrix_json_scan *scan,
                      const uint8_t *buf, size_t len)
{
    for (size_t i = 0; i < KNOWN_NAMES && (c->wants & 1U) != 0; i++) {
        if (quatrix_json_scan_name(scan, buf, len, known[i])) {
            struct quatrix_json_span span = { (const uint8_t *)known[i], strlen(known[i]),
                                              QUATRIX_JSON_STRING, false };
            o->last = QUATRIX_JSON_NAME;
            take_event(o, c, scan, &span);
        }
    }
}

/* All of what is there. */
static void feed(struct outcome *o, struct caller *c, struct quatrix_json_scan *scan,
                 const uint8_t *buf, size_t len)
{
    do {
        struct quatrix_json_span span = { NULL, 0, QUATRIX_JSON_NULL, false };
        try_names(o, c, scan, buf, len);
        o->last = quatrix_json_scan(scan, buf, len, &span);
        FUZZ_CHECK(scan->pos <= len && scan->depth <= QUATRIX_DEPTH_MAX);
        if (o->last != QUATRIX_JSON_MORE) {
            FUZZ_CHECK(span.len == 0 || (span.at >= buf && span.at + span.len <= buf + len));
            take_event(o, c, scan, &span);
        }
    } while (o->last != QUATRIX_JSON_MORE && o->last < QUATRIX_JSON_BAD);
}

static void scan_all(struct outcome *o, uint8_t wants, const uint8_t *text, size_t len, uint8_t how)
{
    struct quatrix_json_scan scan;
    struct caller c = { wants, wants };
    struct fuzz_slices slices;
    uint8_t *held = fuzz_block(NULL, 0);
    size_t held_len = 0;

    quatrix_json_scan_init(&scan);
    fuzz_slices(&slices, how);
    o->events.len = 0;
    o->last = QUATRIX_JSON_MORE;
    for (size_t at = 0; at < len && o->last == QUATRIX_JSON_MORE;) {
        size_t n = fuzz_slice(&slices, len - at);
        size_t keep = quatrix_json_scan_keep(&scan);
        uint8_t *buf = fuzz_block(text + at - (held_len - keep), held_len - keep + n);
        FUZZ_CHECK(keep <= held_len && memcmp(buf, held + keep, held_len - keep) == 0);
        free(held);
        held = buf;
        held_len = held_len - keep + n;
        quatrix_json_scan_rebase(&scan, keep);
        feed(o, &c, &scan, held, held_len);
        at += n;
    }
    o->complete = quatrix_json_scan_complete(&scan);
    free(held);
}

static void check_same(const struct outcome *a, const struct outcome *b)
{
    FUZZ_CHECK(a->last == b->last && a->complete == b->complete);
    FUZZ_CHECK(fuzz_log_equal(&a->events, &b->events));
}

static enum reference_verdict verdict(const struct outcome *o)
{
    if (o->last >= QUATRIX_JSON_BAD) {
        return o->last == QUATRIX_JSON_BAD ? REFERENCE_BAD : REFERENCE_DEEP;
    }
    return o->complete ? REFERENCE_WHOLE : REFERENCE_CUT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct outcome whole;
    static struct outcome sliced;
    struct fuzz_input in = { data, size };
    uint8_t wants = fuzz_byte(&in);
    uint8_t how = fuzz_byte(&in);

    if (size > FUZZ_INPUT_MAX / 4) { /* each byte may take a number or two of the record */
        return 0;
    }
    scan_all(&whole, wants, in.at, in.left, FUZZ_WHOLE);
    FUZZ_CHECK(verdict(&whole) == reference_json(in.at, in.left));
    scan_all(&sliced, wants, in.at, in.left, FUZZ_BYTEWISE);
    check_same(&whole, &sliced);
    scan_all(&sliced, wants, in.at, in.left, how);
    check_same(&whole, &sliced);
    return 0;
}
