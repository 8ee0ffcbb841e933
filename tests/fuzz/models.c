/* SPDX-License-Identifier: MIT */
#include "models.h"

#include "base/out.h"
#include "call/engine.h"
#include "call/operations.h"
#include "fuzz.h"
#include "reference.h"

#include <string.h>

/* --- which there are --- */

enum { MODELS_MAX = 100 };

struct models {
    struct fuzz_model model[MODELS_MAX];
    size_t count;
};

static void note(struct models *models, struct fuzz_model found)
{
    for (size_t i = 0; i < models->count; i++) {
        if (models->model[i].model == found.model && models->model[i].list == found.list) {
            return;
        }
    }
    FUZZ_CHECK(models->count < MODELS_MAX);
    models->model[models->count++] = found;
}

/* Of the list inside a reply. */
static const struct quatrix_json_model *element_of(const struct quatrix_json_model *model)
{
    for (uint8_t i = 0; i < model->count; i++) {
        if (model->members[i].type == QUATRIX_JSON_AS_STREAM) {
            return model->sub[model->members[i].sub];
        }
    }
    return NULL;
}

static void note_endpoint(struct models *replies, struct models *requests,
                          const struct quatrix_endpoint *endpoint, const char *golden)
{
    bool list = (endpoint->flags & QUATRIX_LIST) != 0;

    if (endpoint->reply != NULL) {
        const struct quatrix_json_model *element = list ? element_of(endpoint->reply) : NULL;
        note(replies, (struct fuzz_model){ endpoint->reply, element, list && element == NULL,
                                           golden, false });
    }
    if (endpoint->request != NULL) {
        note(requests, (struct fuzz_model){ endpoint->request, NULL, false, NULL,
                                            (endpoint->flags & QUATRIX_POST) == 0 });
    }
}

/* That of the error: decoded where a reply of 400 stops in the middle. */
static void note_error(struct models *replies)
{
    static struct bench b;

    bench_open(&b, "HTTP/1.1 400 No\r\nContent-Type: application/json\r\n\r\n{", 0);
    FUZZ_CHECK(quatrix_session_keepalive_start(&b.client) == QUATRIX_PENDING);
    while (b.client.priv.state != QUATRIX_CALL_BODY) {
        FUZZ_CHECK(quatrix_step(&b.client) == QUATRIX_PENDING);
    }
    note(replies, (struct fuzz_model){ b.client.priv.json.model, NULL, false,
                                       "{\"code\":60,\"msg\":\"no\",\"details\":{\"status\":"
                                       "\"x\",\"name\":\"y\",\"ip\":\"10.0.0.1\"}}",
                                       false });
    FUZZ_CHECK(quatrix_cancel(&b.client) == QUATRIX_OK);
    bench_close(&b);
}

static void find_all(struct models *replies, struct models *requests)
{
    static struct bench b;

    for (size_t i = 0; i < OPERATIONS; i++) {
        bench_prepare(&b);
        begin(&b, &operations[i], BENCH_SESSION);
        FUZZ_CHECK(operations[i].start(&b) == QUATRIX_PENDING);
        note_endpoint(replies, requests, b.client.priv.endpoint, operations[i].body);
        FUZZ_CHECK(quatrix_cancel(&b.client) == QUATRIX_OK);
        bench_close(&b);
    }
    note_error(replies);
}

static const struct models *found(bool requests)
{
    static struct models all[2];

    if (all[0].count == 0) {
        find_all(&all[0], &all[1]);
    }
    return &all[requests];
}

const struct fuzz_model *fuzz_replies(size_t *count)
{
    *count = found(false)->count;
    return found(false)->model;
}

const struct fuzz_model *fuzz_requests(size_t *count)
{
    *count = found(true)->count;
    return found(true)->model;
}

/* It was found last. */
const struct quatrix_json_model *fuzz_error_model(void)
{
    return found(false)->model[found(false)->count - 1].model;
}

/* --- what holds for a struct --- */

static bool is_zero(const uint8_t *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] == 0) {
        len--;
    }
    return len == 0;
}

static bool is_array(const struct quatrix_json_member *row)
{
    return row->type == QUATRIX_JSON_AS_TEXTS || row->type == QUATRIX_JSON_AS_MODELS;
}

/* Bytes of the member in its struct. */
static size_t extent(const struct quatrix_json_member *row)
{
    switch (row->type) {
    case QUATRIX_JSON_AS_TEXTS:
    case QUATRIX_JSON_AS_MODELS:
        return sizeof(struct quatrix_count) + (size_t)row->size * row->count;
    case QUATRIX_JSON_AS_STRING:
    case QUATRIX_JSON_AS_BASE64:
        return sizeof(const char *);
    case QUATRIX_JSON_AS_STRINGS:
    case QUATRIX_JSON_AS_TIMES:
    case QUATRIX_JSON_AS_LIST:
        return sizeof(struct quatrix_texts);
    default:
        return row->size;
    }
}

size_t fuzz_struct_size(const struct quatrix_json_model *model)
{
    size_t size = QUATRIX_JSON_TRUNCATED + sizeof(uint64_t);

    for (uint8_t i = 0; i < model->count; i++) {
        size_t end = model->members[i].offset + extent(&model->members[i]);
        size = size > end ? size : end;
    }
    FUZZ_CHECK(model->size == 0 || model->size >= size);
    return model->size > 0 ? model->size : size;
}

static uint64_t mask_of(const uint8_t *base, size_t offset)
{
    uint64_t mask;

    memcpy(&mask, base + offset, sizeof mask);
    return mask;
}

static void check_text(const struct quatrix_json_member *row, const uint8_t *at)
{
    FUZZ_CHECK(memchr(at, 0, row->size) != NULL);
    FUZZ_CHECK(reference_is_utf8((const char *)at));
    FUZZ_CHECK((row->flags & QUATRIX_JSON_ID) == 0 || *at != 0);
}

static void check_array(const struct quatrix_json_model *model,
                        const struct quatrix_json_member *row, const uint8_t *at, bool truncated)
{
    struct quatrix_count count;

    memcpy(&count, at, sizeof count);
    at += sizeof count;
    FUZZ_CHECK(count.kept <= row->count && count.kept <= count.total);
    FUZZ_CHECK(count.kept == count.total || (truncated && count.kept == row->count));
    FUZZ_CHECK(is_zero(at + (size_t)row->size * count.kept,
                       (size_t)row->size * (row->count - count.kept)));
    for (uint32_t i = 0; i < count.kept; i++, at += row->size) {
        if (row->type == QUATRIX_JSON_AS_TEXTS) {
            check_text(row, at);
        } else {
            fuzz_check_struct(model->sub[row->sub], at);
        }
    }
}

static void check_member(const struct quatrix_json_model *model,
                         const struct quatrix_json_member *row, const uint8_t *at, bool truncated)
{
    switch (row->type) {
    case QUATRIX_JSON_AS_BOOL:
        FUZZ_CHECK(*at <= 1 && !truncated);
        break;
    case QUATRIX_JSON_AS_TEXT:
        check_text(row, at);
        /* cut no earlier than one character before the end of the room */
        FUZZ_CHECK(!truncated || ((row->flags & QUATRIX_JSON_CUT) != 0 &&
                                  strlen((const char *)at) + 4 >= row->size));
        break;
    case QUATRIX_JSON_AS_JSON:
        check_text(row, at);
        FUZZ_CHECK((*at == '{' || *at == '[') && !truncated);
        FUZZ_CHECK(reference_json(at, strlen((const char *)at)) == REFERENCE_WHOLE);
        break;
    case QUATRIX_JSON_AS_MODEL:
        fuzz_check_struct(model->sub[row->sub], at);
        break;
    case QUATRIX_JSON_AS_TEXTS:
    case QUATRIX_JSON_AS_MODELS:
        check_array(model, row, at, truncated);
        break;
    default: /* any number is one; a list lies elsewhere */
        break;
    }
}

void fuzz_check_struct(const struct quatrix_json_model *model, const uint8_t *base)
{
    uint64_t present = mask_of(base, QUATRIX_JSON_PRESENT);
    uint64_t truncated = mask_of(base, QUATRIX_JSON_TRUNCATED);

    FUZZ_CHECK(model->count >= 64 || (present | truncated) >> model->count == 0);
    for (uint8_t i = 0; i < model->count; i++) {
        const struct quatrix_json_member *row = &model->members[i];
        if (quatrix_has(present, i)) {
            check_member(model, row, base + row->offset, quatrix_has(truncated, i));
        } else if (row->type != QUATRIX_JSON_AS_STREAM) {
            FUZZ_CHECK(is_zero(base + row->offset, extent(row)));
            FUZZ_CHECK(!quatrix_has(truncated, i) || (row->flags & QUATRIX_JSON_LOOSE) != 0);
        }
    }
}

/* --- the struct as JSON --- */

static void write_text(struct quatrix_out *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";

    quatrix_out_char(out, '"');
    for (; *text != 0; text++) {
        uint8_t c = (uint8_t)*text;
        if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F) {
            char unit[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
            quatrix_out_bytes(out, unit, sizeof unit);
        } else {
            quatrix_out_char(out, *text);
        }
    }
    quatrix_out_char(out, '"');
}

static void write_struct(const struct quatrix_json_model *model, const uint8_t *base,
                         struct quatrix_out *out);

static void write_array(const struct quatrix_json_model *model,
                        const struct quatrix_json_member *row, const uint8_t *at,
                        struct quatrix_out *out)
{
    struct quatrix_count count;
    bool bare;

    memcpy(&count, at, sizeof count);
    at += sizeof count;
    bare = count.kept == 1 && (row->flags & QUATRIX_JSON_ONE) != 0;
    quatrix_out_text(out, bare ? "" : "[");
    for (uint32_t i = 0; i < count.kept; i++, at += row->size) {
        quatrix_out_text(out, i > 0 ? "," : "");
        if (row->type == QUATRIX_JSON_AS_TEXTS) {
            write_text(out, (const char *)at);
        } else {
            write_struct(model->sub[row->sub], at, out);
        }
    }
    quatrix_out_text(out, bare ? "" : "]");
}

static void write_member(const struct quatrix_json_model *model,
                         const struct quatrix_json_member *row, const uint8_t *at,
                         struct quatrix_out *out)
{
    int64_t number;

    switch (row->type) {
    case QUATRIX_JSON_AS_BOOL:
        quatrix_out_text(out, *at != 0 ? "true" : "\"N\"");
        break;
    case QUATRIX_JSON_AS_INT64:
    case QUATRIX_JSON_AS_TIME:
        memcpy(&number, at, sizeof number);
        quatrix_out_decimal(out, number, row->type == QUATRIX_JSON_AS_TIME ? 6 : 0);
        break;
    case QUATRIX_JSON_AS_TEXT:
        write_text(out, (const char *)at);
        break;
    case QUATRIX_JSON_AS_JSON:
        quatrix_out_text(out, (const char *)at);
        break;
    case QUATRIX_JSON_AS_MODEL:
        write_struct(model->sub[row->sub], at, out);
        break;
    case QUATRIX_JSON_AS_STREAM:
        quatrix_out_text(out, "[]");
        break;
    default:
        write_array(model, row, at, out);
        break;
    }
}

static void write_struct(const struct quatrix_json_model *model, const uint8_t *base,
                         struct quatrix_out *out)
{
    char before = '{';

    for (uint8_t i = 0; i < model->count; i++) {
        const struct quatrix_json_member *row = &model->members[i];
        if (quatrix_has(mask_of(base, QUATRIX_JSON_PRESENT), i)) {
            quatrix_out_char(out, before);
            write_text(out, row->name);
            quatrix_out_char(out, ':');
            write_member(model, row, base + row->offset, out);
            before = ',';
        }
    }
    quatrix_out_text(out, before == '{' ? "{}" : "}");
}

size_t fuzz_write_struct(const struct quatrix_json_model *model, const uint8_t *base, uint8_t *buf,
                         size_t size)
{
    struct quatrix_out out = { buf, size, 0, false };

    write_struct(model, base, &out);
    FUZZ_CHECK(!out.full);
    return out.len;
}

/* --- without cuts --- */

void fuzz_forget_cuts(const struct quatrix_json_model *model, uint8_t *base)
{
    memset(base + QUATRIX_JSON_TRUNCATED, 0, sizeof(uint64_t));
    for (uint8_t i = 0; i < model->count; i++) {
        const struct quatrix_json_member *row = &model->members[i];
        uint8_t *at = base + row->offset;
        if (row->type == QUATRIX_JSON_AS_MODEL) {
            fuzz_forget_cuts(model->sub[row->sub], at);
        } else if (is_array(row)) {
            struct quatrix_count count;
            memcpy(&count, at, sizeof count);
            count.total = count.kept;
            memcpy(at, &count, sizeof count);
            at += sizeof count;
            for (uint32_t n = 0; row->type == QUATRIX_JSON_AS_MODELS && n < count.kept; n++) {
                fuzz_forget_cuts(model->sub[row->sub], at + (size_t)n * row->size);
            }
        }
    }
}
