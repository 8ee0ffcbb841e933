/* SPDX-License-Identifier: MIT */
/* Each case of cases/ in every place a value can stand, over every slicing. */
#include "cases.h"
#include "kinds.h"
#include "meaning.h"

#include "evidence/evidence.h"
#include "unit/unit.h"

enum { EVERY_SLICE = 96, HUGE_TEXT = 20000 };

static const struct shape as_kinds = { &kinds_model.model, false, NULL };
static const struct shape as_list = { &kinds_model.model, true, NULL };
static const struct shape as_inner_list = { &inner_model.model, true, NULL };
static const struct shape as_folder = { &folder_model.model, false, &inner_model.model };
static const struct shape as_folder_alone = { &folder_model.model, false, NULL };

/* Where the text of a case stands. */
static const struct position {
    const char *name;
    const struct shape *shape;
    const char *before;
    const char *after;
    bool skipped; /* a text nobody wants: nothing can be wrong with it but its JSON */
} positions[] = {
    { "the whole reply", &as_kinds, "", "", false },
    { "the whole of a list", &as_list, "", "", false },
    { "the whole of a folder", &as_folder, "", "", false },
    { "an unknown member", &as_kinds, "{\"flag\":true,\"strange\":", ",\"time\":3}", true },
    { "the only member, unknown", &as_kinds, "{\"\\u0073trange\" :", "}", true },
    { "deep in an unknown member", &as_kinds, "{\"strange\":[{\"flag\":", "},1]}", false },
    { "a flag", &as_kinds, "{\"flag\":", "}", false },
    { "a number", &as_kinds, "{\"number\":", "}", false },
    { "a time", &as_kinds, "{\"time\" : ", " }", false },
    { "a text", &as_kinds, "{\"text\":", ",\"flag\":false}", false },
    { "a text that may be cut", &as_kinds, "{\"cut\":", "}", false },
    { "an identifier", &as_kinds, "{\"id\":", "}", false },
    { "a nested struct", &as_kinds, "{\"inner\":", "}", false },
    { "a text of a nested struct", &as_kinds, "{\"inner\":{\"text\":", ",\"n\":1}}", false },
    { "a struct nested twice", &as_kinds, "{\"inner\":{\"leaf\":", "}}", false },
    { "an unknown member of a nested struct", &as_kinds, "{\"inner\":{\"strange\":", "}}", false },
    { "an array of texts", &as_kinds, "{\"words\":", "}", false },
    { "an element of texts", &as_kinds, "{\"words\":[\"a\",", ",\"b\"]}", false },
    { "a text past the last one", &as_kinds, "{\"words\":[\"a\",\"b\",\"c\",", "]}", true },
    { "an element of texts that are not cut", &as_kinds, "{\"codes\":[", "]}", false },
    { "one text or several", &as_kinds, "{\"any\":", "}", false },
    { "an array of structs", &as_kinds, "{\"items\":", "}", false },
    { "an element of structs", &as_kinds, "{\"items\":[{},", "]}", false },
    { "a struct past the last one", &as_kinds, "{\"items\":[{},{},", "]}", true },
    { "JSON as it stands", &as_kinds, "{\"raw\":", "}", true },
    { "a member of a doubtful form", &as_kinds, "{\"loose\":", "}", true },
    { "a name", &as_kinds, "{", ":1}", false },
    { "an element of a list", &as_inner_list, "[{\"id\":\"a\"},", ",{\"id\":\"b\"}]", false },
    { "a member of an element", &as_inner_list, "[{\"id\":\"a\",\"text\":", "}]", false },
    { "an unknown member of an element", &as_list, "[{\"flag\":true},{\"strange\":", "}]", false },
    { "the list in a folder", &as_folder, "{\"name\":\"a\",\"content\":", "}", false },
    { "an element in a folder", &as_folder, "{\"content\":[", "],\"name\":\"a\"}", false },
    { "a list nobody pulls", &as_folder_alone, "{\"content\":[", "],\"name\":\"a\"}", true },
};

static unsigned long long runs;

static void describe_difference(const struct json_case *c, const struct position *position,
                                size_t slice, const struct outcome *due, const struct outcome *got)
{
    const char *what = difference(due, got);

    CHECK(what == NULL, "%s as %s, slices of %zu: %s; due %s, got %s", c->name, position->name,
          slice, what, quatrix_status_name(due->status), quatrix_status_name(got->status));
}

/* All slicings of a short text, some of a long one. */
static size_t next_slice(size_t slice, size_t len)
{
    return len <= EVERY_SLICE ? slice + 1 : slice * 3 + 1;
}

static void check_slicings(const struct json_case *c, const struct position *position,
                           const struct bytes *text, const struct outcome *due)
{
    /* Long texts a byte at a time need a buffer that is moved quickly. */
    for (size_t slice = text->len > HUGE_TEXT ? 1000 : 1; slice <= text->len + 1;
         slice = next_slice(slice, text->len)) {
        struct outcome got;
        decode_by_core(position->shape, text->at, text->len, text->len + 1, slice, &got);
        describe_difference(c, position, slice, due, &got);
        outcome_free(&got);
        runs++;
    }
}

/* What the file says itself, whatever the second opinion is. */
static void check_declared(const struct json_case *c, const struct position *position,
                           const struct outcome *due)
{
    if (c->reply != QUATRIX_PENDING && position == positions) {
        CHECK(due->status == c->reply, "%s is declared as %s, a whole reply, and is %s", c->name,
              quatrix_status_name(c->reply), quatrix_status_name(due->status));
    }
    if (position->skipped) {
        CHECK(due->status == c->due, "%s is declared as %s and is %s as %s", c->name,
              quatrix_status_name(c->due), quatrix_status_name(due->status), position->name);
    }
    if (c->due != QUATRIX_OK && !c->alone && position->before[0] != 0) {
        CHECK(due->status < 0, "%s is refused, and not as %s", c->name, position->name);
    }
}

static void check_position(const struct json_case *c, const struct position *position)
{
    struct bytes text = { 0 };
    struct outcome due;

    bytes_text(&text, position->before);
    bytes_add(&text, c->text.at, c->text.len);
    bytes_text(&text, position->after);
    meaning_of(position->shape, text.at, text.len, &due);
    check_declared(c, position, &due);
    check_slicings(c, position, &text, &due);
    outcome_free(&due);
    bytes_free(&text);
}

/* The value the file states, by the decoder and no other way. */
static enum quatrix_status decode_as(const struct json_case *c, const char *member,
                                     struct kinds *out)
{
    struct bytes text = { 0 };
    struct outcome got;
    enum quatrix_status status;

    bytes_format(&text, "{\"%s\":", member);
    bytes_add(&text, c->text.at, c->text.len);
    bytes_text(&text, "}");
    decode_by_core(&as_kinds, text.at, text.len, text.len + 1, 7, &got);
    memcpy(out, got.out.at, sizeof *out);
    status = got.status;
    outcome_free(&got);
    bytes_free(&text);
    return status;
}

static void check_number(const struct json_case *c, const char *member, unsigned bit,
                         const struct number_due *due)
{
    struct kinds out;
    enum quatrix_status status;
    int64_t value;

    if (!due->said) {
        return;
    }
    status = decode_as(c, member, &out);
    value = bit == KINDS_TIME ? out.time : out.number;
    CHECK(status == due->status, "%s as a %s is %s", c->name, member, quatrix_status_name(status));
    if (due->status == QUATRIX_OK) {
        CHECK(value == due->value && quatrix_has(out.present, bit), "%s as a %s: %lld", c->name,
              member, (long long)value);
        CHECK(quatrix_has(out.truncated, bit) != due->exact, "%s as a %s: exact or not", c->name,
              member);
    }
}

static void check_string(const struct json_case *c)
{
    struct kinds out;
    enum quatrix_status status;
    enum quatrix_status due = c->string.len < sizeof out.text ? QUATRIX_OK : QUATRIX_E_SPACE;

    if (!c->string_said) {
        return;
    }
    status = decode_as(c, "text", &out);
    CHECK(status == due, "%s as a text is %s", c->name, quatrix_status_name(status));
    if (due == QUATRIX_OK) {
        CHECK(strlen(out.text) == c->string.len &&
                  memcmp(out.text, c->string.at == NULL ? (const uint8_t *)"" : c->string.at,
                         c->string.len) == 0,
              "%s as a text: %s", c->name, out.text);
    }
}

static void check_folder(const char *folder, const char *key)
{
    size_t count;
    struct json_case *cases = cases_read(folder, &count);

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < COUNT(positions); k++) {
            if (!cases[i].alone || positions[k].before[0] == 0) {
                check_position(&cases[i], &positions[k]);
            }
        }
        check_number(&cases[i], "number", KINDS_NUMBER, &cases[i].integer);
        check_number(&cases[i], "time", KINDS_TIME, &cases[i].time);
        check_string(&cases[i]);
    }
    cases_free(cases, count);
    evidence(key, count);
}

static void what_must_be_accepted(void **state)
{
    (void)state;
    check_folder("accept", "json/accept");
}

static void what_must_be_rejected(void **state)
{
    (void)state;
    check_folder("reject", "json/reject");
}

static void what_the_standard_leaves_open(void **state)
{
    (void)state;
    check_folder("either", "json/either");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_must_be_accepted),
        cmocka_unit_test(what_must_be_rejected),
        cmocka_unit_test(what_the_standard_leaves_open),
    };
    int failed = cmocka_run_group_tests_name("json/cases", tests, NULL, NULL);

    evidence("json/runs", runs);
    return failed;
}
