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

static struct fuzz_model replies[MODELS_MAX];
static size_t replies_count;
static struct fuzz_form requests[MODELS_MAX];
static size_t requests_count;

static void note_reply(struct fuzz_model found)
{
    for (size_t i = 0; i < replies_count; i++) {
        if (replies[i].model == found.model && replies[i].list == found.list) {
            return;
        }
    }
    FUZZ_CHECK(replies_count < MODELS_MAX);
    replies[replies_count++] = found;
}

static void note_request(struct fuzz_form found)
{
    for (size_t i = 0; i < requests_count; i++) {
        if (requests[i].form == found.form) {
            return;
        }
    }
    FUZZ_CHECK(requests_count < MODELS_MAX);
    requests[requests_count++] = found;
}

/* Of the list inside a reply. */
static const struct quatrix_json_model *element_of(const struct quatrix_json_model *model)
{
    for (uint8_t i = 0; i < model->count; i++) {
        if (model->members[i].type == QUATRIX_JSON_AS_STREAM) {
            return quatrix_json_sub(model, &model->members[i]);
        }
    }
    return NULL;
}

static void note_endpoint(const struct quatrix_endpoint *endpoint, const char *golden)
{
    bool list = (endpoint->flags & QUATRIX_LIST) != 0;

    if (endpoint->reply != NULL) {
        const struct quatrix_json_model *element = list ? element_of(endpoint->reply) : NULL;
        note_reply(
            (struct fuzz_model){ endpoint->reply, element, list && element == NULL, golden });
    }
    if (endpoint->request != NULL) {
        note_request(
            (struct fuzz_form){ endpoint->request, (endpoint->flags & QUATRIX_POST) == 0 });
    }
}

/* That of the error: decoded where a reply of 400 stops in the middle. */
static void note_error(void)
{
    static struct bench b;

    bench_open(&b, "HTTP/1.1 400 No\r\nContent-Type: application/json\r\n\r\n{", 0);
    FUZZ_CHECK(quatrix_session_keepalive_start(&b.client) == QUATRIX_PENDING);
    while (b.client.priv.state != QUATRIX_CALL_BODY) {
        FUZZ_CHECK(quatrix_step(&b.client) == QUATRIX_PENDING);
    }
    note_reply((struct fuzz_model){ b.client.priv.json.model, NULL, false,
                                    "{\"code\":60,\"msg\":\"no\",\"details\":{\"status\":\"x\","
                                    "\"name\":\"y\",\"ip\":\"10.0.0.1\"}}" });
    FUZZ_CHECK(quatrix_cancel(&b.client) == QUATRIX_OK);
    bench_close(&b);
}

static void find_all(void)
{
    static struct bench b;

    for (size_t i = 0; i < OPERATIONS; i++) {
        bench_prepare(&b);
        begin(&b, &operations[i], BENCH_SESSION);
        FUZZ_CHECK(operations[i].start(&b) == QUATRIX_PENDING);
        note_endpoint(b.client.priv.endpoint, operations[i].body);
        FUZZ_CHECK(quatrix_cancel(&b.client) == QUATRIX_OK);
        bench_close(&b);
    }
    note_error();
}

const struct fuzz_model *fuzz_replies(size_t *count)
{
    if (replies_count == 0) {
        find_all();
    }
    *count = replies_count;
    return replies;
}

const struct fuzz_form *fuzz_requests(size_t *count)
{
    (void)fuzz_replies(count);
    *count = requests_count;
    return requests;
}

/* It was found last. */
const struct quatrix_json_model *fuzz_error_model(void)
{
    size_t count;

    return fuzz_replies(&count)[count - 1].model;
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
    return row->type >= QUATRIX_JSON_AS_TEXTS;
}

/* Bytes of an element of an array, or of the member. */
static size_t item_size(const struct quatrix_json_model *model,
                        const struct quatrix_json_member *row)
{
    switch (row->type) {
    case QUATRIX_JSON_AS_MODEL:
    case QUATRIX_JSON_AS_MODELS:
        return quatrix_json_sub(model, row)->size;
    case QUATRIX_JSON_AS_TEXTS:
    case QUATRIX_JSON_AS_CUTS:
        return quatrix_json_text_size(row);
    case QUATRIX_JSON_AS_STREAM:
        return 0;
    default:
        return row->arg;
    }
}

/* Bytes of the member in its struct. */
static size_t extent(const struct quatrix_json_model *model, const struct quatrix_json_member *row)
{
    return is_array(row)
               ? sizeof(struct quatrix_count) + item_size(model, row) * quatrix_json_capacity(row)
               : item_size(model, row);
}

size_t fuzz_struct_size(const struct quatrix_json_model *model)
{
    size_t size = QUATRIX_JSON_TRUNCATED + sizeof(uint64_t);

    for (uint8_t i = 0; i < model->count; i++) {
        size_t end = model->members[i].offset + extent(model, &model->members[i]);
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

static void check_text(const uint8_t *at, size_t size)
{
    FUZZ_CHECK(memchr(at, 0, size) != NULL);
    FUZZ_CHECK(reference_is_utf8((const char *)at));
}

static void check_array(const struct quatrix_json_model *model,
                        const struct quatrix_json_member *row, const uint8_t *at, bool truncated)
{
    size_t size = item_size(model, row);
    size_t room = quatrix_json_capacity(row);
    struct quatrix_count count;

    memcpy(&count, at, sizeof count);
    at += sizeof count;
    FUZZ_CHECK(count.kept <= room && count.kept <= count.total);
    FUZZ_CHECK(count.kept == count.total || (truncated && count.kept == room));
    FUZZ_CHECK(!truncated || count.kept < count.total || row->type == QUATRIX_JSON_AS_CUTS);
    FUZZ_CHECK(is_zero(at + size * count.kept, size * (room - count.kept)));
    for (uint32_t i = 0; i < count.kept; i++, at += size) {
        if (row->type == QUATRIX_JSON_AS_MODELS) {
            fuzz_check_struct(quatrix_json_sub(model, row), at);
        } else {
            check_text(at, size);
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
        check_text(at, row->arg);
        FUZZ_CHECK(!truncated);
        break;
    case QUATRIX_JSON_AS_ID:
        check_text(at, row->arg);
        FUZZ_CHECK(!truncated && *at != 0);
        break;
    case QUATRIX_JSON_AS_CUT: /* no earlier than one character before the end of the room */
        check_text(at, row->arg);
        FUZZ_CHECK(!truncated || strlen((const char *)at) + 4 >= row->arg);
        break;
    case QUATRIX_JSON_AS_JSON:
        check_text(at, row->arg);
        FUZZ_CHECK((*at == '{' || *at == '[') && !truncated);
        FUZZ_CHECK(reference_json(at, strlen((const char *)at)) == REFERENCE_WHOLE);
        break;
    case QUATRIX_JSON_AS_MODEL:
        fuzz_check_struct(quatrix_json_sub(model, row), at);
        FUZZ_CHECK(!truncated);
        break;
    case QUATRIX_JSON_AS_TEXTS:
    case QUATRIX_JSON_AS_CUTS:
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
            FUZZ_CHECK(is_zero(base + row->offset, extent(model, row)));
            FUZZ_CHECK(!quatrix_has(truncated, i) || (row->lenient && !is_array(row)));
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
    bare = count.kept == 1 && row->lenient;
    quatrix_out_text(out, bare ? "" : "[");
    for (uint32_t i = 0; i < count.kept; i++, at += item_size(model, row)) {
        quatrix_out_text(out, i > 0 ? "," : "");
        if (row->type == QUATRIX_JSON_AS_MODELS) {
            write_struct(quatrix_json_sub(model, row), at, out);
        } else {
            write_text(out, (const char *)at);
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
    case QUATRIX_JSON_AS_CUT:
    case QUATRIX_JSON_AS_ID:
        write_text(out, (const char *)at);
        break;
    case QUATRIX_JSON_AS_JSON:
        quatrix_out_text(out, (const char *)at);
        break;
    case QUATRIX_JSON_AS_MODEL:
        write_struct(quatrix_json_sub(model, row), at, out);
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
            fuzz_forget_cuts(quatrix_json_sub(model, row), at);
        } else if (is_array(row)) {
            struct quatrix_count count;
            memcpy(&count, at, sizeof count);
            count.total = count.kept;
            memcpy(at, &count, sizeof count);
            at += sizeof count;
            for (uint32_t n = 0; row->type == QUATRIX_JSON_AS_MODELS && n < count.kept; n++) {
                fuzz_forget_cuts(quatrix_json_sub(model, row), at + n * item_size(model, row));
            }
        }
    }
}
