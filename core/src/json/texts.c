/* SPDX-License-Identifier: MIT */
/* Requests of texts alone, and what all others need of it as well. */
#include "json/sink.h"

#include "base/utf8.h"
#include "json/value.h"

#include <string.h>

static void put_escape(struct quatrix_out *out, uint8_t c)
{
    static const char hex[] = "0123456789abcdef";
    char letter = quatrix_json_escape_of((char)c);

    quatrix_out_char(out, '\\');
    if (letter == 0) {
        quatrix_out_text(out, "u00");
        quatrix_out_char(out, hex[c >> 4]);
        letter = hex[c & 15];
    }
    quatrix_out_char(out, letter);
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

static enum quatrix_status check(const char *text, const struct quatrix_field *row)
{
    enum quatrix_status status = quatrix_text_check(text, row->max, row->rules);

    if (status == QUATRIX_OK && row->type == QUATRIX_FIELD_DIGITS) {
        size_t digits = strspn(text, "0123456789");
        if (text[digits] != 0) {
            return QUATRIX_E_TEXT;
        }
        return digits == row->max ? QUATRIX_OK : QUATRIX_E_ARGUMENT;
    }
    return status;
}

enum quatrix_status quatrix_json_put_string(const struct quatrix_json_sink *sink,
                                            const struct quatrix_field *row, const char *text)
{
    enum quatrix_status status = check(text, row);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (sink->query) {
        quatrix_out_percent(sink->out, text);
        return QUATRIX_OK;
    }
    quatrix_out_char(sink->out, '"');
    if (row->type == QUATRIX_FIELD_BASE64) {
        size_t from = sink->out->len;
        quatrix_out_text(sink->out, text);
        quatrix_out_base64(sink->out, from);
    } else {
        put_text(sink->out, text);
    }
    quatrix_out_char(sink->out, '"');
    return QUATRIX_OK;
}

void quatrix_json_put_name(const struct quatrix_json_sink *sink, char before, const char *name)
{
    quatrix_out_char(sink->out, before);
    if (sink->query) {
        quatrix_out_text(sink->out, name);
        quatrix_out_char(sink->out, '=');
    } else {
        quatrix_out_char(sink->out, '"');
        quatrix_out_text(sink->out, name);
        quatrix_out_text(sink->out, "\":");
    }
}

enum quatrix_status quatrix_json_check_present(const struct quatrix_form *form, const void *request,
                                               uint64_t *present)
{
    memcpy(present, request, sizeof *present);
    return form->count < 64 && *present >> form->count != 0
               ? QUATRIX_E_ARGUMENT /* a bit of another model */
               : QUATRIX_OK;
}

static enum quatrix_status put_member(const struct quatrix_json_sink *sink, const void *request,
                                      const struct quatrix_field *row, char before)
{
    const char *text;

    if (row->type < QUATRIX_FIELD_STRING || row->type > QUATRIX_FIELD_BASE64) {
        return QUATRIX_E_TYPE; /* the endpoint was started with the wrong function */
    }
    quatrix_json_put_name(sink, before, row->name);
    memcpy(&text, (const uint8_t *)request + row->offset, sizeof text);
    return quatrix_json_put_string(sink, row, text);
}

static enum quatrix_status encode_texts(const struct quatrix_form *form, const void *request,
                                        const struct quatrix_json_sink *sink, const char **member)
{
    char before = sink->query ? '?' : '{';
    uint64_t present;
    enum quatrix_status status;

    *member = "present";
    status = quatrix_json_check_present(form, request, &present);
    for (uint8_t i = 0; i < form->count && status == QUATRIX_OK; i++) {
        const struct quatrix_field *row = &form->members[i];
        *member = row->name;
        if (quatrix_has(present, i)) {
            status = put_member(sink, request, row, before);
            before = sink->query ? '&' : ',';
        } else if (row->required) {
            status = QUATRIX_E_ARGUMENT;
        }
    }
    if (!sink->query) {
        quatrix_out_text(sink->out, before == '{' ? "{}" : "}");
    }
    if (status == QUATRIX_OK) {
        *member = NULL;
    }
    return status;
}

enum quatrix_status quatrix_json_encode_texts(const struct quatrix_form *form, const void *request,
                                              struct quatrix_out *out, bool query,
                                              const char **member)
{
    const struct quatrix_json_sink sink = { out, query };

    return encode_texts(form, request, &sink, member);
}
