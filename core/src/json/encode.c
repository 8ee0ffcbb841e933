/* SPDX-License-Identifier: MIT */
#include "json/encode.h"

#include "base/utf8.h"
#include "json/value.h"

#include <string.h>

static void put_escape(struct quatrix_out *out, uint8_t c)
{
    static const char hex[] = "0123456789abcdef";
    char letter = quatrix_json_escape_of((char)c);

    if (letter != 0) {
        char pair[2] = { '\\', letter };
        quatrix_out_bytes(out, pair, sizeof pair);
    } else {
        char unit[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
        quatrix_out_bytes(out, unit, sizeof unit);
    }
}

/* Text that was checked to be UTF-8: only quotes, backslashes and control characters change. */
static void put_text(struct quatrix_out *out, const char *text)
{
    const char *run = text;

    for (; *text != 0; text++) {
        uint8_t c = (uint8_t)*text;
        if (c < 0x20 || c == 0x7F || c == '"' || c == '\\') {
            quatrix_out_bytes(out, run, (size_t)(text - run));
            put_escape(out, c);
            run = text + 1;
        }
    }
    quatrix_out_bytes(out, run, (size_t)(text - run));
}

static enum quatrix_status check(const char *text, const struct quatrix_json_member *row)
{
    enum quatrix_status status = quatrix_text_check(text, row->size, row->flags & 31U);

    if (status == QUATRIX_OK && (row->flags & QUATRIX_JSON_DIGITS) != 0) {
        size_t digits = strspn(text, "0123456789");
        if (text[digits] != 0) {
            return QUATRIX_E_TEXT;
        }
        return digits == row->size ? QUATRIX_OK : QUATRIX_E_ARGUMENT;
    }
    return status;
}

static enum quatrix_status put_member(struct quatrix_out *out, const void *request,
                                      const struct quatrix_json_member *row)
{
    const char *text;
    enum quatrix_status status;

    memcpy(&text, (const uint8_t *)request + row->offset, sizeof text);
    status = check(text, row);
    if (status != QUATRIX_OK) {
        return status;
    }
    quatrix_out_char(out, '"');
    quatrix_out_text(out, row->name);
    quatrix_out_text(out, "\":\"");
    if (row->type == QUATRIX_JSON_AS_BASE64) {
        size_t from = out->len;
        quatrix_out_text(out, text);
        quatrix_out_base64(out, from);
    } else {
        put_text(out, text);
    }
    quatrix_out_char(out, '"');
    return QUATRIX_OK;
}

enum quatrix_status quatrix_json_encode(const struct quatrix_json_model *model, const void *request,
                                        struct quatrix_out *out, const char **member)
{
    char before = '{';
    uint64_t present;

    memcpy(&present, request, sizeof present);
    if (model->count < 64 && present >> model->count != 0) {
        *member = "present";
        return QUATRIX_E_ARGUMENT; /* a bit of another model */
    }
    for (uint8_t i = 0; i < model->count; i++) {
        enum quatrix_status status;
        if (!quatrix_has(present, i)) {
            continue;
        }
        quatrix_out_char(out, before);
        before = ',';
        *member = model->members[i].name;
        status = put_member(out, request, &model->members[i]);
        if (status != QUATRIX_OK) {
            return status;
        }
    }
    *member = NULL;
    if (before == '{') {
        quatrix_out_char(out, '{');
    }
    quatrix_out_char(out, '}');
    return QUATRIX_OK;
}
