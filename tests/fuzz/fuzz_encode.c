/* SPDX-License-Identifier: MIT */
/*
 * Requests of every form, filled by the rows: what is refused is what the rules of the row refuse, with
 * the member at fault; what is written is read back, member by member, and says what the struct said.
 *
 * Input: the form, room for the request (2 bytes), then for each member whether it is sent and its value.
 */
#include "fuzz.h"
#include "models.h"
#include "reference.h"

#include "json/encode.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS_MAX = 512, REQUEST_MAX = 131072, ITEMS_MAX = 4 };

/* --- a request, as the input has it --- */

struct filler {
    struct fuzz_input *in;
    void *block[BLOCKS_MAX]; /* to be freed */
    size_t blocks;
};

static void *keep(struct filler *f, void *block)
{
    FUZZ_CHECK(block != NULL && f->blocks < BLOCKS_MAX);
    f->block[f->blocks++] = block;
    return block;
}

static void *zeroed(struct filler *f, size_t len)
{
    return keep(f, calloc(1, len > 0 ? len : 1));
}

/* NULL, or up to 510 bytes. */
static const char *fill_text(struct filler *f)
{
    uint8_t len = fuzz_byte(f->in);

    return len == 255 || f->blocks + 64 > BLOCKS_MAX ? NULL : keep(f, fuzz_text(f->in, 2U * len));
}

/* Few bytes make small numbers. */
static int64_t fill_number(struct filler *f)
{
    uint64_t number = 0;
    unsigned bytes = fuzz_byte(f->in) % 9;

    for (unsigned i = 0; i < bytes; i++) {
        number = number << 8 | fuzz_byte(f->in);
    }
    return (int64_t)number;
}

static size_t fill_count(struct filler *f)
{
    return fuzz_number(f->in, ITEMS_MAX);
}

static void fill_struct(struct filler *f, const struct quatrix_form *form, uint8_t *base);

static void fill_texts(struct filler *f, uint8_t *at)
{
    struct quatrix_texts texts = { NULL, fill_count(f) };
    const char **item = zeroed(f, ITEMS_MAX * sizeof *item);

    for (size_t i = 0; i < texts.count; i++) {
        item[i] = fill_text(f);
    }
    texts.item = fuzz_byte(f->in) == 255 ? NULL : item;
    memcpy(at, &texts, sizeof texts);
}

static void fill_times(struct filler *f, uint8_t *at)
{
    struct quatrix_times times = { NULL, fill_count(f) };
    int64_t *item = zeroed(f, ITEMS_MAX * sizeof *item);

    for (size_t i = 0; i < times.count; i++) {
        item[i] = fill_number(f);
    }
    times.item = fuzz_byte(f->in) == 255 ? NULL : item;
    memcpy(at, &times, sizeof times);
}

static void fill_list(struct filler *f, const struct quatrix_form *sub, uint8_t *at)
{
    size_t count = f->blocks > BLOCKS_MAX / 2 ? 0 : fill_count(f);
    uint8_t *items = zeroed(f, sub->size * count);
    void *item = fuzz_byte(f->in) == 255 ? NULL : items;

    for (size_t i = 0; i < count; i++) {
        fill_struct(f, sub, items + i * sub->size);
    }
    memcpy(at, &item, sizeof item);
    memcpy(at + sizeof item, &count, sizeof count);
}

static void fill_member(struct filler *f, const struct quatrix_form *form,
                        const struct quatrix_field *row, uint8_t *at)
{
    const char *text;
    int64_t number;

    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        *at = fuzz_byte(f->in) & 1;
        break;
    case QUATRIX_FIELD_INT64:
    case QUATRIX_FIELD_TIME:
        number = fill_number(f);
        memcpy(at, &number, sizeof number);
        break;
    case QUATRIX_FIELD_STRING:
    case QUATRIX_FIELD_DIGITS:
    case QUATRIX_FIELD_BASE64:
        text = fill_text(f);
        memcpy(at, &text, sizeof text);
        break;
    case QUATRIX_FIELD_STRINGS:
        fill_texts(f, at);
        break;
    case QUATRIX_FIELD_TIMES:
        fill_times(f, at);
        break;
    case QUATRIX_FIELD_FORM:
        fill_struct(f, quatrix_form_sub(form, row), at);
        break;
    default:
        FUZZ_CHECK(row->type == QUATRIX_FIELD_LIST);
        fill_list(f, quatrix_form_sub(form, row), at);
        break;
    }
}

static void fill_struct(struct filler *f, const struct quatrix_form *form, uint8_t *base)
{
    uint64_t present = 0;

    for (uint8_t i = 0; i < form->count; i++) {
        if (fuzz_bit(fuzz_byte(f->in), 0)) {
            present |= QUATRIX_BIT(i);
            fill_member(f, form, &form->members[i], base + form->members[i].offset);
        }
    }
    if (fuzz_byte(f->in) == 255 && form->count < 64) {
        present |= QUATRIX_BIT(form->count); /* of another model */
    }
    memcpy(base, &present, sizeof present);
}

/* --- what is to be refused --- */

struct refusal {
    enum quatrix_status status;
    const char *member;
};

static enum quatrix_status judge_text(const struct quatrix_field *row, const char *text)
{
    size_t count = 0;
    size_t len;

    if (text == NULL || (*text == 0 && (row->rules & QUATRIX_TEXT_EMPTY) == 0)) {
        return QUATRIX_E_ARGUMENT;
    }
    len = strlen(text);
    for (size_t at = 0, n; at < len; at += n) {
        uint8_t c = (uint8_t)text[at];
        bool control = c < 0x20 || c == 0x7F;
        n = reference_utf8((const uint8_t *)text + at, len - at);
        if (n == 0 || (control && (row->rules & QUATRIX_TEXT_CONTROL) == 0) ||
            (!control && (c <= 0x20 || c >= 0x80) && (row->rules & QUATRIX_TEXT_ASCII) != 0) ||
            (c == ':' && (row->rules & QUATRIX_TEXT_NO_COLON) != 0)) {
            return QUATRIX_E_TEXT;
        }
        count += (row->rules & QUATRIX_TEXT_CHARS) != 0 ? 1 : n;
        if (count > row->max) {
            return QUATRIX_E_TOO_LONG;
        }
    }
    if (row->type != QUATRIX_FIELD_DIGITS) {
        return QUATRIX_OK;
    }
    return strspn(text, "0123456789") != len ? QUATRIX_E_TEXT
           : len != row->max                 ? QUATRIX_E_ARGUMENT
                                             : QUATRIX_OK;
}

static void judge_struct(const struct quatrix_form *form, const uint8_t *base,
                         struct refusal *refusal);

/* The pointer and the count at the place of a list, or of texts or times. */
static const void *items_of(const uint8_t *at, size_t *count)
{
    const void *item;

    memcpy(&item, at, sizeof item);
    memcpy(count, at + sizeof item, sizeof *count);
    return item;
}

static enum quatrix_status judge_items(const struct quatrix_field *row, const uint8_t *at)
{
    enum quatrix_status status = QUATRIX_OK;
    size_t count;
    const void *item = items_of(at, &count);

    if (item == NULL && count > 0) {
        return QUATRIX_E_ARGUMENT;
    }
    for (size_t i = 0; i < count && row->type == QUATRIX_FIELD_STRINGS && status == QUATRIX_OK;
         i++) {
        status = judge_text(row, ((const char *const *)item)[i]);
    }
    return count == 0 && row->required ? QUATRIX_E_ARGUMENT : status;
}

static void judge_member(const struct quatrix_form *form, const struct quatrix_field *row,
                         const uint8_t *at, struct refusal *refusal)
{
    const char *text;
    const uint8_t *item;
    size_t count;

    switch (row->type) {
    case QUATRIX_FIELD_STRING:
    case QUATRIX_FIELD_DIGITS:
    case QUATRIX_FIELD_BASE64:
        memcpy(&text, at, sizeof text);
        refusal->status = judge_text(row, text);
        break;
    case QUATRIX_FIELD_STRINGS:
    case QUATRIX_FIELD_TIMES:
        refusal->status = judge_items(row, at);
        break;
    case QUATRIX_FIELD_FORM:
        judge_struct(quatrix_form_sub(form, row), at, refusal);
        break;
    case QUATRIX_FIELD_LIST:
        refusal->status = judge_items(row, at);
        item = items_of(at, &count);
        for (size_t i = 0; i < count && refusal->status == QUATRIX_OK; i++) {
            refusal->member = i == 0 ? row->name : refusal->member;
            judge_struct(quatrix_form_sub(form, row), item + i * quatrix_form_sub(form, row)->size,
                         refusal);
        }
        break;
    default:
        break;
    }
}

static void judge_struct(const struct quatrix_form *form, const uint8_t *base,
                         struct refusal *refusal)
{
    uint64_t present;

    memcpy(&present, base, sizeof present);
    if (form->count < 64 && present >> form->count != 0) {
        refusal->status = QUATRIX_E_ARGUMENT;
        return;
    }
    for (uint8_t i = 0; i < form->count && refusal->status == QUATRIX_OK; i++) {
        const struct quatrix_field *row = &form->members[i];
        refusal->member = row->name;
        if (quatrix_has(present, i)) {
            judge_member(form, row, base + row->offset, refusal);
        } else if (row->required) {
            refusal->status = QUATRIX_E_ARGUMENT;
        }
    }
}

/* --- what was written, read back --- */

struct reader {
    const uint8_t *text;
    size_t len;
    size_t at;
    bool query;
};

static void expect(struct reader *r, const char *text)
{
    size_t len = strlen(text);

    FUZZ_CHECK(len <= r->len - r->at && memcmp(r->text + r->at, text, len) == 0);
    r->at += len;
}

static unsigned hex(uint8_t c)
{
    FUZZ_CHECK(isxdigit(c) && !islower(c));
    return isdigit(c) ? c - (unsigned)'0' : c - (unsigned)'A' + 10;
}

/* RFC 3986: all but the unreserved is %XX. */
static size_t read_percent(struct reader *r, uint8_t *out)
{
    size_t n = 0;

    while (r->at < r->len && r->text[r->at] != '&') {
        uint8_t c = r->text[r->at++];
        if (c == '%') {
            FUZZ_CHECK(r->len - r->at >= 2);
            c = (uint8_t)(hex(r->text[r->at]) << 4 | hex(r->text[r->at + 1]));
            FUZZ_CHECK(!isalnum(c) && (c == 0 || strchr("-._~", c) == NULL));
            r->at += 2;
        } else {
            FUZZ_CHECK(isalnum(c) || (c != 0 && strchr("-._~", c) != NULL));
        }
        out[n++] = c;
    }
    return n;
}

static size_t read_string(struct reader *r, uint8_t *out)
{
    size_t from;
    size_t n;

    expect(r, "\"");
    for (from = r->at; r->at < r->len && r->text[r->at] != '"'; r->at++) {
        r->at += r->text[r->at] == '\\';
    }
    n = reference_unescape(r->text + from, r->at - from, out);
    expect(r, "\"");
    return n;
}

static size_t decode_base64(uint8_t *text, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;

    FUZZ_CHECK(len % 4 == 0);
    for (size_t i = 0; i < len; i += 4) {
        uint32_t bits = 0;
        size_t padding = 0;
        for (size_t k = 0; k < 4; k++) {
            uint8_t c = text[i + k];
            const char *digit = c == 0 ? NULL : strchr(digits, c);
            FUZZ_CHECK(digit != NULL || (c == '=' && i + 4 == len && k >= 2));
            FUZZ_CHECK(digit == NULL || padding == 0);
            padding += digit == NULL;
            bits = bits << 6 | (digit == NULL ? 0U : (uint32_t)(digit - digits));
        }
        for (size_t k = 0; k < 3 - padding; k++) {
            text[n++] = (uint8_t)(bits >> (16 - 8 * k) & 0xFF);
        }
    }
    return n;
}

static void read_text(struct reader *r, const struct quatrix_field *row, const char *text)
{
    static uint8_t out[REQUEST_MAX];
    size_t len = r->query ? read_percent(r, out) : read_string(r, out);

    if (row->type == QUATRIX_FIELD_BASE64) {
        len = decode_base64(out, len);
    }
    FUZZ_CHECK(len == strlen(text) && memcmp(out, text, len) == 0);
}

static void read_number(struct reader *r, const struct quatrix_field *row, int64_t number)
{
    char text[40];
    uint64_t value = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    int len;

    if (row->type == QUATRIX_FIELD_INT64) {
        (void)snprintf(text, sizeof text, "%lld", (long long)number);
    } else {
        len =
            snprintf(text, sizeof text, "%s%llu.%06llu", number < 0 ? "-" : "",
                     (unsigned long long)(value / 1000000), (unsigned long long)(value % 1000000));
        while (text[len - 1] == '0') {
            text[--len] = 0;
        }
        text[len - (text[len - 1] == '.')] = 0;
    }
    expect(r, text);
}

static void read_struct(struct reader *r, const struct quatrix_form *form, const uint8_t *base);

static void read_items(struct reader *r, const struct quatrix_form *form,
                       const struct quatrix_field *row, const uint8_t *at)
{
    size_t count;
    const void *item = items_of(at, &count);

    expect(r, "[");
    for (size_t i = 0; i < count; i++) {
        expect(r, i > 0 ? "," : "");
        if (row->type == QUATRIX_FIELD_STRINGS) {
            read_text(r, row, ((const char *const *)item)[i]);
        } else if (row->type == QUATRIX_FIELD_TIMES) {
            read_number(r, row, ((const int64_t *)item)[i]);
        } else {
            read_struct(r, quatrix_form_sub(form, row),
                        (const uint8_t *)item + i * quatrix_form_sub(form, row)->size);
        }
    }
    expect(r, "]");
}

static void read_member(struct reader *r, const struct quatrix_form *form,
                        const struct quatrix_field *row, const uint8_t *at)
{
    const char *text;
    int64_t number;

    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        expect(r, r->query                            ? (*at != 0 ? "1" : "0")
                  : row->type == QUATRIX_FIELD_LETTER ? (*at != 0 ? "\"Y\"" : "\"N\"")
                                                      : (*at != 0 ? "true" : "false"));
        break;
    case QUATRIX_FIELD_INT64:
    case QUATRIX_FIELD_TIME:
        memcpy(&number, at, sizeof number);
        read_number(r, row, number);
        break;
    case QUATRIX_FIELD_STRING:
    case QUATRIX_FIELD_DIGITS:
    case QUATRIX_FIELD_BASE64:
        memcpy(&text, at, sizeof text);
        read_text(r, row, text);
        break;
    case QUATRIX_FIELD_FORM:
        read_struct(r, quatrix_form_sub(form, row), at);
        break;
    default:
        read_items(r, form, row, at);
        break;
    }
}

static void read_struct(struct reader *r, const struct quatrix_form *form, const uint8_t *base)
{
    const char *before = r->query ? "?" : "{";
    uint64_t present;

    memcpy(&present, base, sizeof present);
    for (uint8_t i = 0; i < form->count; i++) {
        const struct quatrix_field *row = &form->members[i];
        if (quatrix_has(present, i)) {
            expect(r, before);
            expect(r, r->query ? "" : "\"");
            expect(r, row->name);
            expect(r, r->query ? "=" : "\":");
            read_member(r, form, row, base + row->offset);
            before = r->query ? "&" : ",";
        }
    }
    if (!r->query) {
        expect(r, *before == '{' ? "{}" : "}");
    }
}

/* --- */

struct outcome {
    struct quatrix_out out;
    struct refusal refusal;
};

static void encode(struct outcome *o, quatrix_json_encoder *encoder, const struct fuzz_form *asked,
                   const void *request, uint8_t *buf, size_t size)
{
    o->out = (struct quatrix_out){ buf, size, 0, false };
    o->refusal.status = encoder(asked->form, request, &o->out, asked->query, &o->refusal.member);
    FUZZ_CHECK(o->out.len <= size);
}

static bool has_texts_alone(const struct quatrix_form *form)
{
    for (uint8_t i = 0; i < form->count; i++) {
        if (form->members[i].type < QUATRIX_FIELD_STRING ||
            form->members[i].type > QUATRIX_FIELD_BASE64) {
            return false;
        }
    }
    return true;
}

static void check_encoder(quatrix_json_encoder *encoder, const struct fuzz_form *asked,
                          const uint8_t *request, size_t room)
{
    static uint8_t buf[REQUEST_MAX];
    struct refusal wanted = { QUATRIX_OK, "present" };
    struct outcome all;
    struct outcome some;
    uint8_t *small;

    judge_struct(asked->form, request, &wanted);
    encode(&all, encoder, asked, request, buf, sizeof buf);
    FUZZ_CHECK(all.refusal.status == wanted.status && !all.out.full);
    if (wanted.status != QUATRIX_OK) {
        FUZZ_CHECK(strcmp(all.refusal.member, wanted.member) == 0);
        return;
    }
    FUZZ_CHECK(all.refusal.member == NULL);
    if (!asked->query) {
        FUZZ_CHECK(reference_json(buf, all.out.len) == REFERENCE_WHOLE);
    }
    struct reader reader = { buf, all.out.len, 0, asked->query };
    read_struct(&reader, asked->form, request);
    FUZZ_CHECK(reader.at == reader.len);

    small = fuzz_block(buf, room);
    encode(&some, encoder, asked, request, small, room);
    FUZZ_CHECK(some.refusal.status == QUATRIX_OK && some.out.full == (all.out.len > room));
    FUZZ_CHECK(some.out.full || memcmp(small, buf, all.out.len) == 0);
    free(small);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct filler filler;
    struct fuzz_input in = { data, size };
    size_t count;
    const struct fuzz_form *forms = fuzz_requests(&count);
    const struct fuzz_form *asked = &forms[fuzz_number(&in, (uint32_t)count)];
    size_t room = fuzz_byte(&in);
    uint8_t *request;

    room = room << 4 | fuzz_number(&in, 16);
    if (size > FUZZ_INPUT_MAX / 4) { /* each byte may have the name of a member written */
        return 0;
    }
    filler.in = &in;
    filler.blocks = 0;
    request = zeroed(&filler, asked->form->size);
    fill_struct(&filler, asked->form, request);
    check_encoder(quatrix_json_encode, asked, request, room);
    if (has_texts_alone(asked->form)) {
        check_encoder(quatrix_json_encode_texts, asked, request, room);
    }
    while (filler.blocks > 0) {
        free(filler.block[--filler.blocks]);
    }
    return 0;
}
