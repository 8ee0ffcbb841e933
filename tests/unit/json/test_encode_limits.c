/* SPDX-License-Identifier: MIT */
/* Requests that are nested deeper than any, lists that are none, rows of the wrong kind. */
#include "json/encode.h"

#include "unit/unit.h"

enum { DEEPEST = 4 };

struct node {
    uint64_t present;
    const struct node *items;
    size_t count;
    bool last;
};

static const struct quatrix_form_nest node_form;
static const struct quatrix_form *const node_subs[] = { &node_form.form };
static const struct quatrix_field node_members[] = {
    FIELD_LIST("items", struct node, items, 0),
    FIELD_BOOL("last", struct node, last),
};
static const struct quatrix_form_nest node_form =
    FORM_NEST(FORM_OF(struct node, node_members), node_subs);

struct outcome {
    char text[256];
    enum quatrix_status status;
    const char *member;
};

static void encode(quatrix_json_encoder *encoder, const struct quatrix_form *form, bool query,
                   const void *request, struct outcome *o)
{
    struct quatrix_out out = { (uint8_t *)o->text, sizeof o->text - 1, 0, false };

    o->member = "nothing";
    o->status = encoder(form, request, &out, query, &o->member);
    o->text[out.len] = 0;
}

static void a_form_may_be_nested_as_deep_as_any_is(void **state)
{
    static const char *const due[] = {
        "{\"last\":true}",
        "{\"items\":[{\"last\":true}]}",
        "{\"items\":[{\"items\":[{\"last\":true}]}]}",
        "{\"items\":[{\"items\":[{\"items\":[{\"last\":true}]}]}]}",
    };

    (void)state;
    for (size_t depth = 1; depth <= DEEPEST + 1; depth++) {
        struct node nodes[DEEPEST + 1] = { { 0 } };
        struct outcome o;
        for (size_t i = 0; i + 1 < depth; i++) {
            nodes[i].present = 1;
            nodes[i].items = &nodes[i + 1];
            nodes[i].count = 1;
        }
        nodes[depth - 1].present = 2;
        nodes[depth - 1].last = true;
        encode(quatrix_json_encode, &node_form.form, false, nodes, &o);
        assert_int_equal(depth <= DEEPEST ? QUATRIX_OK : QUATRIX_E_DEPTH, o.status);
        if (depth <= DEEPEST) {
            assert_string_equal(due[depth - 1], o.text);
            assert_null(o.member);
        } else {
            assert_string_equal("items", o.member);
        }
    }
}

static void a_list_is_empty_or_there(void **state)
{
    const struct node one = { 2, NULL, 0, false };
    static const struct {
        bool there;
        size_t count;
        enum quatrix_status status;
        const char *text;
    } ways[] = {
        { false, 0, QUATRIX_OK, "{\"items\":[]}" },
        { true, 0, QUATRIX_OK, "{\"items\":[]}" },
        { true, 1, QUATRIX_OK, "{\"items\":[{\"last\":false}]}" },
        { false, 1, QUATRIX_E_ARGUMENT, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct node node = { 1, ways[i].there ? &one : NULL, ways[i].count, false };
        struct outcome o;
        encode(quatrix_json_encode, &node_form.form, false, &node, &o);
        assert_int_equal(ways[i].status, o.status);
        if (ways[i].text != NULL) {
            assert_string_equal(ways[i].text, o.text);
        }
    }
}

struct texts {
    uint64_t present;
    const char *first;
    const char *second;
    const char *third;
    const char *fourth;
    int64_t number;
};

enum { FIRST, SECOND, THIRD, FOURTH, NUMBER };

static const struct quatrix_field text_members[] = {
    REQUIRED_STRING("first", struct texts, first, 8, 0),
    FIELD_DIGITS("second", struct texts, second, 2),
    FIELD_BASE64("third", struct texts, third, 8),
    FIELD_STRING("fourth", struct texts, fourth, 8, 0),
    FIELD_INT64("number", struct texts, number),
};
static const struct quatrix_form text_form = FORM_OF(struct texts, text_members);

static const struct quatrix_field list_members[] = {
    FIELD_STRINGS("list", struct texts, first, 8, 0),
};
static const struct quatrix_form list_form = FORM_OF(struct texts, list_members);

static void the_encoder_of_texts_takes_texts_alone(void **state)
{
    static const struct {
        uint64_t present;
        enum quatrix_status status;
        const char *member;
        const char *text;
    } ways[] = {
        { QUATRIX_BIT(FIRST), QUATRIX_OK, NULL, "{\"first\":\"a\"}" },
        { QUATRIX_BIT(FIRST) | QUATRIX_BIT(SECOND) | QUATRIX_BIT(THIRD) | QUATRIX_BIT(FOURTH),
          QUATRIX_OK, NULL,
          "{\"first\":\"a\",\"second\":\"12\",\"third\":\"Yg==\",\"fourth\":\"c\"}" },
        { QUATRIX_BIT(FOURTH), QUATRIX_E_ARGUMENT, "first", NULL },
        { 0, QUATRIX_E_ARGUMENT, "first", NULL },
        { QUATRIX_BIT(FIRST) | QUATRIX_BIT(NUMBER), QUATRIX_E_TYPE, "number", NULL },
        { QUATRIX_BIT(FIRST) | QUATRIX_BIT(NUMBER + 1), QUATRIX_E_ARGUMENT, "present", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        const struct texts texts = { ways[i].present, "a", "12", "b", "c", 5 };
        struct outcome o;
        encode(quatrix_json_encode_texts, &text_form, false, &texts, &o);
        assert_int_equal(ways[i].status, o.status);
        if (ways[i].member == NULL) {
            assert_null(o.member);
            assert_string_equal(ways[i].text, o.text);
        } else {
            assert_string_equal(ways[i].member, o.member);
        }
    }
    {
        const struct texts texts = { 1, "a", NULL, NULL, NULL, 0 };
        struct outcome o;
        encode(quatrix_json_encode_texts, &list_form, false, &texts, &o);
        assert_int_equal(QUATRIX_E_TYPE, o.status);
        assert_string_equal("list", o.member);
    }
}

static void texts_go_into_a_query_as_well(void **state)
{
    const struct texts texts = { 3, "a b", "12", NULL, NULL, 0 };
    struct outcome o;

    (void)state;
    encode(quatrix_json_encode_texts, &text_form, true, &texts, &o);
    assert_int_equal(QUATRIX_OK, o.status);
    assert_string_equal("?first=a%20b&second=12", o.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_may_be_nested_as_deep_as_any_is),
        cmocka_unit_test(a_list_is_empty_or_there),
        cmocka_unit_test(the_encoder_of_texts_takes_texts_alone),
        cmocka_unit_test(texts_go_into_a_query_as_well),
    };

    return cmocka_run_group_tests_name("json/encode_limits", tests, NULL, NULL);
}
