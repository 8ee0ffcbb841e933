/* SPDX-License-Identifier: MIT */
#include "requests.h"

#include "reference.h"

#include "unit/unit.h"

/* Filling. */

struct filler {
    struct random *random;
    struct request *request;
    uint32_t faults;
};

/* Memory of exactly that size, freed with the request. */
static void *keep(struct request *request, size_t size)
{
    void *memory = malloc(size > 0 ? size : 1);

    assert_non_null(memory);
    assert_true(request->count < COUNT(request->kept));
    request->kept[request->count++] = memory;
    return memory;
}

static bool has_rule(const struct quatrix_field *row, unsigned rule)
{
    return (row->rules & rule) != 0;
}

static unsigned classes_of(const struct quatrix_field *row)
{
    unsigned classes = RANDOM_ALL;

    if (has_rule(row, QUATRIX_TEXT_ASCII)) {
        classes &= ~(unsigned)(RANDOM_SPACE | RANDOM_WIDE);
    }
    if (!has_rule(row, QUATRIX_TEXT_CONTROL)) {
        classes &= ~(unsigned)RANDOM_CONTROL;
    }
    if (has_rule(row, QUATRIX_TEXT_NO_COLON)) {
        classes &= ~(unsigned)RANDOM_COLON;
    }
    return classes;
}

/* How long: often exactly as long as it may be. */
static size_t length_for(struct filler *f, size_t size)
{
    switch (random_below(f->random, 4)) {
    case 0:
        return size;
    case 1:
        return random_below(f->random, (uint32_t)size + 1);
    default:
        return random_below(f->random, size < 12 ? (uint32_t)size + 1 : 12);
    }
}

/* Of the right characters, and no longer than it may be. */
static void right_text(struct filler *f, const struct quatrix_field *row, struct bytes *text)
{
    size_t due = length_for(f, row->max);
    size_t count = 0;

    due = due == 0 && row->max > 0 && !has_rule(row, QUATRIX_TEXT_EMPTY) ? 1 : due;
    if (row->type == QUATRIX_FIELD_DIGITS) {
        for (size_t i = 0; i < row->max; i++) {
            bytes_char(text, '0' + random_below(f->random, 10));
        }
        return;
    }
    while (count < due) {
        size_t before = text->len;
        size_t n = random_put(text, random_character(f->random, classes_of(row)));
        if (!has_rule(row, QUATRIX_TEXT_CHARS) && n > due - count) { /* a shorter one */
            text->len = before;
            n = random_put(text, 'x');
        }
        count += has_rule(row, QUATRIX_TEXT_CHARS) ? 1 : n;
    }
}

/* What a text may not be, by one rule or another. */
static void spoil(struct filler *f, const struct quatrix_field *row, struct bytes *text)
{
    static const char *const strange[] = { "\x80",
                                           "\xC3",
                                           "\xC0\xAF",
                                           "\xED\xA0\x80",
                                           "\xF4\x90\x80\x80",
                                           "\xE2\x82",
                                           "\xFF",
                                           "\x01",
                                           "\x7F",
                                           "\n",
                                           ":",
                                           " ",
                                           "\xC3\xA9",
                                           "x" };
    const char *what = strange[random_below(f->random, COUNT(strange))];
    size_t at = random_below(f->random, (uint32_t)text->len + 1);
    size_t tail = text->len - at;

    switch (random_below(f->random, 4)) {
    case 0:
        text->len = 0; /* empty */
        break;
    case 1:
        while (text->len <= row->max) {
            bytes_char(text, '7'); /* too long, if bytes count */
        }
        break;
    default:
        bytes_text(text, what);
        memmove(text->at + at + strlen(what), text->at + at, tail);
        memcpy(text->at + at, what, strlen(what));
        break;
    }
}

static const char *random_text(struct filler *f, const struct quatrix_field *row)
{
    struct bytes text = { 0 };
    char *copy;

    if (random_chance(f->random, f->faults) && random_chance(f->random, 10)) {
        return NULL;
    }
    right_text(f, row, &text);
    if (random_chance(f->random, f->faults)) {
        spoil(f, row, &text);
    }
    copy = keep(f->request, text.len + 1);
    if (text.len > 0) {
        memcpy(copy, text.at, text.len);
    }
    copy[text.len] = 0;
    bytes_free(&text);
    return copy;
}

static void fill_struct(struct filler *f, const struct quatrix_form *form, uint8_t *base);

/* A pointer, then a count, whatever it points to. */
static void set_array(uint8_t *at, const void *item, size_t count)
{
    memcpy(at, &item, sizeof item);
    memcpy(at + sizeof item, &count, sizeof count);
}

static size_t random_count(struct filler *f, const struct quatrix_field *row)
{
    bool may_be_none = !row->required || random_chance(f->random, f->faults);

    return may_be_none ? random_below(f->random, 4) : 1 + random_below(f->random, 3);
}

static void fill_array(struct filler *f, const struct quatrix_form *form,
                       const struct quatrix_field *row, uint8_t *at)
{
    size_t count = random_count(f, row);
    const char **texts;
    int64_t *times;
    uint8_t *structs;

    if (random_chance(f->random, f->faults) && random_chance(f->random, 20)) {
        set_array(at, NULL, count);
        return;
    }
    switch (row->type) {
    case QUATRIX_FIELD_STRINGS:
        texts = keep(f->request, count * sizeof *texts);
        for (size_t i = 0; i < count; i++) {
            texts[i] = random_text(f, row);
        }
        set_array(at, (const void *)texts, count);
        break;
    case QUATRIX_FIELD_TIMES:
        times = keep(f->request, count * sizeof *times);
        for (size_t i = 0; i < count; i++) {
            times[i] = random_int64(f->random);
        }
        set_array(at, times, count);
        break;
    default:
        structs = keep(f->request, count * quatrix_form_sub(form, row)->size);
        for (size_t i = 0; i < count; i++) {
            fill_struct(f, quatrix_form_sub(form, row),
                        structs + i * quatrix_form_sub(form, row)->size);
        }
        set_array(at, structs, count);
        break;
    }
}

static void fill_member(struct filler *f, const struct quatrix_form *form,
                        const struct quatrix_field *row, uint8_t *at)
{
    const char *text;
    int64_t number;
    bool truth;

    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        truth = random_chance(f->random, 50);
        memcpy(at, &truth, sizeof truth);
        break;
    case QUATRIX_FIELD_INT64:
    case QUATRIX_FIELD_TIME:
        number = random_int64(f->random);
        memcpy(at, &number, sizeof number);
        break;
    case QUATRIX_FIELD_STRING:
    case QUATRIX_FIELD_DIGITS:
    case QUATRIX_FIELD_BASE64:
        text = random_text(f, row);
        memcpy(at, &text, sizeof text);
        break;
    case QUATRIX_FIELD_FORM:
        fill_struct(f, quatrix_form_sub(form, row), at);
        break;
    default:
        fill_array(f, form, row, at);
        break;
    }
}

/* Rows that share a member of the struct are forms of one thing: one of them at most is sent. */
static bool taken(const struct quatrix_form *form, uint64_t present, size_t row)
{
    for (size_t i = 0; i < row; i++) {
        if (((present >> i) & 1) != 0 && form->members[i].offset == form->members[row].offset) {
            return true;
        }
    }
    return false;
}

static void fill_struct(struct filler *f, const struct quatrix_form *form, uint8_t *base)
{
    uint32_t share = random_chance(f->random, 20) ? 100 : 60;
    uint64_t present = 0;

    memset(base, 0xA5, form->size);
    for (size_t i = 0; i < form->count; i++) {
        const struct quatrix_field *row = &form->members[i];
        bool due = row->required && !random_chance(f->random, f->faults);
        if ((due || random_chance(f->random, share)) && !taken(form, present, i)) {
            present |= UINT64_C(1) << i;
            fill_member(f, form, row, base + row->offset);
        }
    }
    memcpy(base, &present, sizeof present);
}

void request_random(struct random *random, const struct quatrix_form *form, uint32_t faults,
                    struct request *request)
{
    struct filler f = { random, request, faults };
    uint64_t present;

    request->count = 0;
    request->data = keep(request, form->size);
    fill_struct(&f, form, request->data);
    if (form->count < 64 && random_chance(random, faults) && random_chance(random, 10)) {
        memcpy(&present, request->data, sizeof present); /* a bit of another form */
        present |= UINT64_C(1) << (form->count + random_below(random, 64U - form->count));
        memcpy(request->data, &present, sizeof present);
    }
}

void request_free(struct request *request)
{
    while (request->count > 0) {
        free(request->kept[--request->count]);
    }
}

/* What is due. */

static bool may_be(const struct quatrix_field *row, uint8_t c)
{
    if (c < 0x20 || c == 0x7F) {
        return has_rule(row, QUATRIX_TEXT_CONTROL);
    }
    if (has_rule(row, QUATRIX_TEXT_ASCII) && (c == ' ' || c > 0x7F)) {
        return false;
    }
    return c != ':' || !has_rule(row, QUATRIX_TEXT_NO_COLON);
}

enum quatrix_status text_due(const struct quatrix_field *row, const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t count = 0;

    if (text == NULL || (*text == 0 && !has_rule(row, QUATRIX_TEXT_EMPTY))) {
        return QUATRIX_E_ARGUMENT;
    }
    while (*at != 0) {
        size_t len = reference_character(at, strlen((const char *)at));
        if (len == 0 || !may_be(row, *at)) {
            return QUATRIX_E_TEXT;
        }
        count += has_rule(row, QUATRIX_TEXT_CHARS) ? 1 : len;
        if (count > row->max) {
            return QUATRIX_E_TOO_LONG;
        }
        at += len;
    }
    if (row->type == QUATRIX_FIELD_DIGITS) {
        if (strspn(text, "0123456789") != strlen(text)) {
            return QUATRIX_E_TEXT;
        }
        return strlen(text) == row->max ? QUATRIX_OK : QUATRIX_E_ARGUMENT;
    }
    return QUATRIX_OK;
}

static const void *pointer_at(const uint8_t *at)
{
    const void *pointer;

    memcpy(&pointer, at, sizeof pointer);
    return pointer;
}

static size_t count_at(const uint8_t *at)
{
    size_t count;

    memcpy(&count, at + sizeof(void *), sizeof count);
    return count;
}

static enum quatrix_status array_due(const struct quatrix_form *form,
                                     const struct quatrix_field *row, const uint8_t *at,
                                     const char **member)
{
    const uint8_t *item = pointer_at(at);
    size_t count = count_at(at);
    enum quatrix_status status = QUATRIX_OK;

    if (count > 0 ? item == NULL : row->required) {
        return QUATRIX_E_ARGUMENT;
    }
    for (size_t i = 0; i < count && status == QUATRIX_OK; i++) {
        if (row->type == QUATRIX_FIELD_STRINGS) {
            status = text_due(row, pointer_at(item + i * sizeof(char *)));
        } else if (row->type == QUATRIX_FIELD_LIST) {
            const struct quatrix_form *sub = quatrix_form_sub(form, row);
            status = request_due(sub, item + i * sub->size, member);
        }
    }
    return status;
}

static enum quatrix_status member_due(const struct quatrix_form *form,
                                      const struct quatrix_field *row, const uint8_t *at,
                                      const char **member)
{
    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
    case QUATRIX_FIELD_INT64:
    case QUATRIX_FIELD_TIME:
        return QUATRIX_OK;
    case QUATRIX_FIELD_STRING:
    case QUATRIX_FIELD_DIGITS:
    case QUATRIX_FIELD_BASE64:
        return text_due(row, pointer_at(at));
    case QUATRIX_FIELD_FORM:
        return request_due(quatrix_form_sub(form, row), at, member);
    default:
        return array_due(form, row, at, member);
    }
}

enum quatrix_status request_due(const struct quatrix_form *form, const void *data,
                                const char **member)
{
    const uint8_t *base = data;
    enum quatrix_status status = QUATRIX_OK;
    uint64_t present;

    memcpy(&present, base, sizeof present);
    if (form->count < 64 && present >> form->count != 0) {
        *member = "present";
        return QUATRIX_E_ARGUMENT;
    }
    for (size_t i = 0; i < form->count && status == QUATRIX_OK; i++) {
        const struct quatrix_field *row = &form->members[i];
        *member = row->name;
        if (((present >> i) & 1) != 0) {
            status = member_due(form, row, base + row->offset, member);
        } else if (row->required) {
            status = QUATRIX_E_ARGUMENT;
        }
    }
    return status;
}

/* What was written. */

struct checker {
    struct document doc;
};

static const struct node *node_at(const struct checker *c, size_t index)
{
    return index == 0 ? NULL : &c->doc.node[index];
}

static void check_struct(const struct checker *c, const struct node *object,
                         const struct quatrix_form *form, const uint8_t *base);

static unsigned sextet(uint8_t c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strchr(digits, c);

    CHECK(c != 0 && at != NULL, "%c is no digit of base64", c);
    return (unsigned)(at - digits);
}

/* Base64 with its padding, as it is, into bytes. */
static void unbase64(const struct bytes *text, struct bytes *out)
{
    assert_int_equal(0, text->len % 4);
    for (size_t i = 0; i < text->len; i += 4) {
        const uint8_t *at = text->at + i;
        bool last = i + 4 == text->len;
        unsigned pad = last && at[2] == '=' ? 2 : last && at[3] == '=' ? 1 : 0;
        unsigned bits = sextet(at[0]) << 18 | sextet(at[1]) << 12 |
                        (pad > 1 ? 0 : sextet(at[2]) << 6) | (pad > 0 ? 0 : sextet(at[3]));
        assert_true(pad == 0 || (bits & (pad == 1 ? 0xFFU : 0xFFFFU)) == 0);
        bytes_char(out, bits >> 16);
        if (pad < 2) {
            bytes_char(out, bits >> 8 & 0xFF);
        }
        if (pad < 1) {
            bytes_char(out, bits & 0xFF);
        }
    }
}

static void check_same(const struct quatrix_field *row, const struct bytes *got, const char *due)
{
    CHECK(got->len == strlen(due) && (got->len == 0 || memcmp(got->at, due, got->len) == 0),
          "%s: %.*s was sent, %s due", row->name, (int)got->len, (const char *)got->at, due);
}

static void check_text(const struct checker *c, const struct node *node,
                       const struct quatrix_field *row, const char *due)
{
    struct bytes text = { 0 };
    struct bytes plain = { 0 };

    CHECK(node->kind == NODE_STRING, "%s: no text", row->name);
    reference_text(c->doc.text + node->start + 1, node->end - node->start - 2, &text);
    if (row->type == QUATRIX_FIELD_BASE64) {
        unbase64(&text, &plain);
    } else {
        bytes_add(&plain, text.at, text.len);
    }
    check_same(row, &plain, due);
    bytes_free(&text);
    bytes_free(&plain);
}

static bool is_time(const struct quatrix_field *row)
{
    return row->type == QUATRIX_FIELD_TIME || row->type == QUATRIX_FIELD_TIMES;
}

static void check_number(const struct checker *c, const struct node *node,
                         const struct quatrix_field *row, int64_t due)
{
    int64_t value = 0;
    bool exact = false;

    CHECK(node->kind == NODE_NUMBER, "%s: no number", row->name);
    assert_int_equal(QUATRIX_OK,
                     reference_number(c->doc.text + node->start, node->end - node->start,
                                      is_time(row) ? 6 : 0, &value, &exact));
    CHECK(exact && value == due, "%s: %lld was sent, %lld due", row->name, (long long)value,
          (long long)due);
}

static void check_bool(const struct checker *c, const struct node *node,
                       const struct quatrix_field *row, bool due)
{
    if (row->type == QUATRIX_FIELD_LETTER) {
        check_text(c, node, row, due ? "Y" : "N");
    } else {
        CHECK(node->kind == (due ? NODE_TRUE : NODE_FALSE), "%s: not that", row->name);
    }
}

static void check_array(const struct checker *c, const struct node *array,
                        const struct quatrix_form *form, const struct quatrix_field *row,
                        const uint8_t *at)
{
    const uint8_t *item = pointer_at(at);
    size_t count = count_at(at);
    const struct node *node = node_at(c, array->child);

    CHECK(array->kind == NODE_ARRAY, "%s: no array", row->name);
    for (size_t i = 0; i < count; i++, node = node_at(c, node->next)) {
        int64_t number;
        CHECK(node != NULL, "%s: an element is missing", row->name);
        switch (row->type) {
        case QUATRIX_FIELD_STRINGS:
            check_text(c, node, row, pointer_at(item + i * sizeof(char *)));
            break;
        case QUATRIX_FIELD_TIMES:
            memcpy(&number, item + i * sizeof number, sizeof number);
            check_number(c, node, row, number);
            break;
        default:
            check_struct(c, node, quatrix_form_sub(form, row),
                         item + i * quatrix_form_sub(form, row)->size);
            break;
        }
    }
    CHECK(node == NULL, "%s: an element too many", row->name);
}

static void check_member(const struct checker *c, const struct node *node,
                         const struct quatrix_form *form, const struct quatrix_field *row,
                         const uint8_t *at)
{
    int64_t number;
    bool truth;

    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        memcpy(&truth, at, sizeof truth);
        check_bool(c, node, row, truth);
        break;
    case QUATRIX_FIELD_INT64:
    case QUATRIX_FIELD_TIME:
        memcpy(&number, at, sizeof number);
        check_number(c, node, row, number);
        break;
    case QUATRIX_FIELD_STRING:
    case QUATRIX_FIELD_DIGITS:
    case QUATRIX_FIELD_BASE64:
        check_text(c, node, row, pointer_at(at));
        break;
    case QUATRIX_FIELD_FORM:
        check_struct(c, node, quatrix_form_sub(form, row), at);
        break;
    default:
        check_array(c, node, form, row, at);
        break;
    }
}

static void check_struct(const struct checker *c, const struct node *object,
                         const struct quatrix_form *form, const uint8_t *base)
{
    const struct node *node = node_at(c, object->child);
    uint64_t present;

    memcpy(&present, base, sizeof present);
    assert_int_equal(NODE_OBJECT, object->kind);
    for (size_t i = 0; i < form->count; i++) {
        const struct quatrix_field *row = &form->members[i];
        if (((present >> i) & 1) == 0) {
            continue;
        }
        CHECK(node != NULL && node->name_end - node->name == strlen(row->name) &&
                  memcmp(c->doc.text + node->name, row->name, strlen(row->name)) == 0,
              "%s is not where it should be", row->name);
        check_member(c, node, form, row, base + row->offset);
        node = node_at(c, node->next);
    }
    CHECK(node == NULL, "a member too many");
}

void request_check(const struct quatrix_form *form, const void *data, const void *json, size_t len)
{
    struct checker c;

    document_read(&c.doc, json, len);
    CHECK(c.doc.status == QUATRIX_OK, "no JSON: %.*s", (int)len, (const char *)json);
    check_struct(&c, &c.doc.node[1], form, data);
    document_free(&c.doc);
}

/* Queries. */

static size_t unpercent(const uint8_t *at, size_t len, struct bytes *out)
{
    size_t i = 0;

    while (i < len && at[i] != '&') {
        static const char digits[] = "0123456789ABCDEF";
        if (at[i] == '%') {
            const char *high = strchr(digits, at[i + 1]);
            const char *low = strchr(digits, at[i + 2]);
            assert_true(i + 2 < len && high != NULL && low != NULL);
            bytes_char(out, (unsigned)((high - digits) * 16 + (low - digits)));
            i += 3;
        } else {
            static const char unreserved[] = "-._~";
            bool letter = (at[i] | 0x20) >= 'a' && (at[i] | 0x20) <= 'z';
            CHECK(letter || (at[i] >= '0' && at[i] <= '9') ||
                      (at[i] != 0 && strchr(unreserved, at[i]) != NULL),
                  "%c is not escaped", at[i]);
            bytes_char(out, at[i++]);
        }
    }
    return i;
}

static void check_value(const struct quatrix_field *row, const struct bytes *value,
                        const uint8_t *at)
{
    int64_t due;
    int64_t number = 0;
    bool truth;
    bool exact = false;

    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        memcpy(&truth, at, sizeof truth);
        check_same(row, value, truth ? "1" : "0");
        break;
    case QUATRIX_FIELD_INT64:
    case QUATRIX_FIELD_TIME:
        memcpy(&due, at, sizeof due);
        assert_int_equal(QUATRIX_OK, reference_number(value->at, value->len, is_time(row) ? 6 : 0,
                                                      &number, &exact));
        CHECK(exact && number == due, "%s: %lld was sent, %lld due", row->name, (long long)number,
              (long long)due);
        break;
    default:
        check_same(row, value, pointer_at(at));
        break;
    }
}

void request_check_query(const struct quatrix_form *form, const void *data, const void *query,
                         size_t len)
{
    const uint8_t *at = query;
    const uint8_t *end = at + len;
    uint64_t present;
    char before = '?';

    memcpy(&present, data, sizeof present);
    for (size_t i = 0; i < form->count; i++) {
        const struct quatrix_field *row = &form->members[i];
        size_t name = strlen(row->name);
        struct bytes value = { 0 };
        if (((present >> i) & 1) == 0) {
            continue;
        }
        CHECK((size_t)(end - at) >= name + 2 && *at == (uint8_t)before &&
                  memcmp(at + 1, row->name, name) == 0 && at[name + 1] == '=',
              "%s is not where it should be", row->name);
        at += name + 2;
        at += unpercent(at, (size_t)(end - at), &value);
        check_value(row, &value, (const uint8_t *)data + row->offset);
        bytes_free(&value);
        before = '&';
    }
    assert_true(at == end);
}
