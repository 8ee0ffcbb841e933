/* SPDX-License-Identifier: MIT */
#include "documents.h"

#include "unit/unit.h"

struct writer {
    struct random *random;
    struct bytes *out;
    uint32_t faults;
    const struct quatrix_json_model
        *element; /* of the list inside the reply, if somebody pulls it */
};

static void put_object(struct writer *w, const struct quatrix_json_model *model);

static bool faulty(struct writer *w)
{
    return random_chance(w->random, w->faults);
}

static void put_space(struct writer *w)
{
    static const char spaces[] = " \n\t\r";

    while (random_chance(w->random, 15)) {
        bytes_char(w->out, (uint8_t)spaces[random_below(w->random, 4)]);
    }
}

/* Punctuation with white space around it. */
static void put_mark(struct writer *w, char mark)
{
    put_space(w);
    bytes_char(w->out, (uint8_t)mark);
    put_space(w);
}

/* Texts. */

static void put_unit(struct writer *w, uint32_t unit)
{
    bytes_format(w->out, random_chance(w->random, 50) ? "\\u%04x" : "\\u%04X", (unsigned)unit);
}

static bool put_short_escape(struct writer *w, uint32_t code)
{
    static const char pairs[] = "\"\"\\\\//\bb\ff\nn\rr\tt";

    for (size_t i = 0; i < sizeof pairs - 1; i += 2) {
        if (code == (uint8_t)pairs[i]) {
            bytes_char(w->out, '\\');
            bytes_char(w->out, (uint8_t)pairs[i + 1]);
            return true;
        }
    }
    return false;
}

/* One of the forms a character may have. */
static void put_character(struct writer *w, uint32_t code, uint32_t escapes)
{
    bool must = code < 0x20 || code == '"' || code == '\\';

    if (!must && !random_chance(w->random, escapes)) {
        (void)random_put(w->out, code);
    } else if (random_chance(w->random, 50) && put_short_escape(w, code)) {
        return;
    } else if (code > 0xFFFF) {
        put_unit(w, 0xD800 + ((code - 0x10000) >> 10));
        put_unit(w, 0xDC00 + (code & 0x3FF));
    } else {
        put_unit(w, code);
    }
}

/* A text of at least so many bytes of UTF-8, three more at most. */
static void put_text(struct writer *w, size_t bytes)
{
    uint32_t escapes = random_chance(w->random, 50) ? 0 : 20;
    struct bytes counted = { 0 };

    bytes_char(w->out, '"');
    while (counted.len < bytes) {
        uint32_t code = random_character(w->random, RANDOM_ALL);
        put_character(w, code, escapes);
        (void)random_put(&counted, code);
    }
    bytes_char(w->out, '"');
    bytes_free(&counted);
}

/* Short ones, and those about as long as there is room for. */
static size_t text_length(struct writer *w, size_t room)
{
    uint32_t most = (uint32_t)(room > 4 ? room - 4 : 1);

    switch (random_below(w->random, 8)) {
    case 0:
        return 0;
    case 1:
        return room > 4 ? room - 4 : 0;
    case 2:
        return faulty(w) ? room - 1 + random_below(w->random, 3) : 1;
    case 3:
        return random_below(w->random, most);
    default:
        return random_below(w->random, most < 12 ? most : 12);
    }
}

static void put_name(struct writer *w, const char *name)
{
    uint32_t escapes = random_chance(w->random, 85) ? 0 : 30;

    put_space(w);
    bytes_char(w->out, '"');
    for (; *name != 0; name++) {
        put_character(w, (uint8_t)*name, escapes);
    }
    bytes_char(w->out, '"');
    if (random_chance(w->random, 20)) {
        put_space(w);
    }
    bytes_char(w->out, ':');
    put_space(w);
}

/* Numbers. */

static void put_odd_number(struct writer *w)
{
    static const char *const odd[] = { "0",
                                       "-0",
                                       "1.0",
                                       "2.5",
                                       "1e3",
                                       "-12E+2",
                                       "12e-1",
                                       "0e9",
                                       "1e18",
                                       "0.5e1",
                                       "1e400",
                                       "1e-400",
                                       "1.2e19",
                                       "-0.0",
                                       "9e18",
                                       "1e19",
                                       "123456.7",
                                       "0.0000001",
                                       "9223372036854775808",
                                       "-9223372036854775809",
                                       "9223372036854.775807" };

    bytes_text(w->out, odd[random_below(w->random, COUNT(odd))]);
}

static void put_number(struct writer *w)
{
    bool quoted = random_chance(w->random, 10);

    if (quoted) {
        bytes_char(w->out, '"');
    }
    if (faulty(w)) {
        put_odd_number(w);
    } else if (random_chance(w->random, 30)) {
        bytes_format(w->out, "%u", (unsigned)random_below(w->random, 2000000000));
        bytes_format(w->out, ".%u", (unsigned)random_below(w->random, 1000000));
    } else {
        bytes_format(w->out, "%lld", (long long)(random_int64(w->random) / 1000000));
    }
    if (quoted) {
        bytes_char(w->out, '"');
    }
}

static void put_bool(struct writer *w)
{
    static const char *const forms[] = { "true", "false", "\"Y\"", "\"N\"" };

    bytes_text(w->out, forms[random_below(w->random, COUNT(forms))]);
}

/* What nobody has asked for. */

enum { ANY_SCALAR = 4, ANY_LEVELS = 4 };

static void put_any_scalar(struct writer *w)
{
    switch (random_below(w->random, ANY_SCALAR)) {
    case 0:
        bytes_text(w->out, "null");
        break;
    case 1:
        put_bool(w);
        break;
    case 2:
        random_chance(w->random, 50) ? put_number(w) : put_odd_number(w);
        break;
    default:
        put_text(w, random_below(w->random, 20));
        break;
    }
}

/* A value of any form; the open containers are remembered, so that nothing recurs. */
static void put_any(struct writer *w)
{
    char ends[ANY_LEVELS];
    size_t depth = 0;

    for (;;) {
        if (depth < ANY_LEVELS && random_chance(w->random, 35)) {
            bool object = random_chance(w->random, 50);
            put_mark(w, object ? '{' : '[');
            ends[depth++] = object ? '}' : ']';
            if (random_chance(w->random, 80)) {
                if (object) {
                    put_name(w, "a");
                }
                continue;
            }
        } else {
            put_any_scalar(w);
        }
        while (depth > 0 && random_chance(w->random, 60)) {
            put_mark(w, ends[--depth]);
        }
        if (depth == 0) {
            return;
        }
        put_mark(w, ',');
        if (ends[depth - 1] == '}') {
            put_name(w, random_chance(w->random, 50) ? "id" : "b");
        }
    }
}

/* What the model has. */

static void put_texts(struct writer *w, const struct quatrix_json_member *row)
{
    uint32_t count = random_below(w->random, (uint32_t)quatrix_json_capacity(row) + 2);

    put_mark(w, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) {
            put_mark(w, ',');
        }
        if (faulty(w)) {
            put_any(w);
        } else {
            put_text(w, text_length(w, quatrix_json_text_size(row)));
        }
    }
    put_mark(w, ']');
}

static void put_structs(struct writer *w, const struct quatrix_json_model *model, uint32_t count)
{
    put_mark(w, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) {
            put_mark(w, ',');
        }
        if (faulty(w)) {
            put_any(w);
        } else {
            put_object(w, model);
        }
    }
    put_mark(w, ']');
}

/* An object or an array that fits, mostly. */
static void put_json(struct writer *w)
{
    static const char *const forms[] = { "{}", "[]", "{\"a\":[1, 2]}", "[{\"b\":null}]",
                                         "[\"\\u00e9\"]" };

    if (faulty(w)) {
        put_any(w);
    } else {
        bytes_text(w->out, forms[random_below(w->random, COUNT(forms))]);
    }
}

/* The list inside the reply. Where nobody pulls it, any elements will do. */
static void put_list(struct writer *w)
{
    if (w->element != NULL) {
        put_structs(w, w->element, random_below(w->random, 4));
        return;
    }
    put_mark(w, '[');
    put_any(w);
    put_mark(w, ']');
}

static void put_right(struct writer *w, const struct quatrix_json_model *model,
                      const struct quatrix_json_member *row)
{
    switch (row->type) {
    case QUATRIX_JSON_AS_BOOL:
        put_bool(w);
        break;
    case QUATRIX_JSON_AS_INT64:
    case QUATRIX_JSON_AS_TIME:
        put_number(w);
        break;
    case QUATRIX_JSON_AS_TEXT:
    case QUATRIX_JSON_AS_CUT:
    case QUATRIX_JSON_AS_ID:
        put_text(w, text_length(w, quatrix_json_text_size(row)));
        break;
    case QUATRIX_JSON_AS_TEXTS:
    case QUATRIX_JSON_AS_CUTS:
        if (row->lenient && random_chance(w->random, 50)) {
            put_text(w, text_length(w, quatrix_json_text_size(row)));
        } else {
            put_texts(w, row);
        }
        break;
    case QUATRIX_JSON_AS_MODEL:
        put_object(w, quatrix_json_sub(model, row));
        break;
    case QUATRIX_JSON_AS_MODELS:
        put_structs(w, quatrix_json_sub(model, row),
                    random_below(w->random, (uint32_t)quatrix_json_capacity(row) + 2));
        break;
    case QUATRIX_JSON_AS_STREAM:
        put_list(w);
        break;
    default:
        put_json(w);
        break;
    }
}

static void put_member(struct writer *w, const struct quatrix_json_model *model,
                       const struct quatrix_json_member *row)
{
    put_name(w, row->name);
    if (faulty(w)) {
        put_any(w);
    } else if (random_chance(w->random, 6)) {
        bytes_text(w->out, "null");
    } else {
        put_right(w, model, row);
    }
}

static void shuffle(struct writer *w, uint8_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        order[i] = (uint8_t)i;
    }
    if (random_chance(w->random, 30)) {
        return; /* as a rule they come in the order of the table */
    }
    for (size_t i = count; i > 1; i--) {
        size_t other = random_below(w->random, (uint32_t)i);
        uint8_t index = order[i - 1];
        order[i - 1] = order[other];
        order[other] = index;
    }
}

static void put_unknown(struct writer *w)
{
    static const char *const names[] = {
        "",   "x",   "strange", "i",
        "ID", "id ", "nam",     "a name that is longer than all that a table can hold"
    };

    put_name(w, names[random_below(w->random, COUNT(names))]);
    put_any(w);
}

static void put_object(struct writer *w, const struct quatrix_json_model *model)
{
    uint32_t share = random_chance(w->random, 50) ? 90 : 30; /* percent of the members */
    uint8_t order[64];
    const char *before = "{";

    shuffle(w, order, model->count);
    for (size_t i = 0; i < model->count; i++) {
        const struct quatrix_json_member *row = &model->members[order[i]];
        if (!random_chance(w->random, order[i] + 1U == model->needs ? 97 : share)) {
            continue;
        }
        put_mark(w, *before);
        before = ",";
        if (random_chance(w->random, 10)) {
            put_unknown(w);
            put_mark(w, ',');
        }
        put_member(w, model, row);
        if (random_chance(w->random, 10) && faulty(w)) { /* twice */
            put_mark(w, ',');
            put_member(w, model, row);
        }
    }
    if (*before == '{') {
        put_mark(w, '{');
    }
    put_mark(w, '}');
}

void document_random(struct random *random, const struct shape *shape, uint32_t faults,
                     struct bytes *out)
{
    struct writer w = { random, out, faults, shape->element };

    put_space(&w);
    if (shape->list && !random_chance(random, 5)) {
        put_structs(&w, shape->model, random_below(random, 5));
    } else {
        put_object(&w, shape->model);
    }
    put_space(&w);
}

void document_mutate(struct random *random, struct bytes *text)
{
    static const char likely[] = "{}[],:\"\\ueE+-.0129tfn \n/\x80\xC3\xED";
    size_t at = random_below(random, (uint32_t)text->len);
    uint8_t c = random_chance(random, 70) ? (uint8_t)likely[random_below(random, sizeof likely)]
                                          : (uint8_t)random_below(random, 256);

    switch (random_below(random, 4)) {
    case 0:
        text->len--;
        memmove(text->at + at, text->at + at + 1, text->len - at);
        break;
    case 1:
        bytes_char(text, 0);
        memmove(text->at + at + 1, text->at + at, text->len - 1 - at);
        text->at[at] = c;
        break;
    case 2:
        text->at[at] = text->at[random_below(random, (uint32_t)text->len)];
        break;
    default:
        text->at[at] = c;
        break;
    }
}
