/* SPDX-License-Identifier: MIT */
/* Members of every kind: what is accepted, what it becomes, what is refused. */
#include "unit/json/decode_model.h"

static void every_kind_of_member_is_decoded(void **state)
{
    static const struct decode_case cases[] = {
        { "empty object", "{}", "" },
        { "white space", " \t\r\n{ \n} \r\n", "" },
        { "true", "{\"flag\":true}", "flag=1" },
        { "false", "{\"flag\":false}", "flag=0" },
        { "Y", "{\"flag\":\"Y\"}", "flag=1" },
        { "N", "{\"flag\":\"N\"}", "flag=0" },
        { "number", "{\"number\":42}", "number=42" },
        { "negative", "{\"number\":-42}", "number=-42" },
        { "zero", "{\"number\":0}", "number=0" },
        { "point zero", "{\"number\":1024.0}", "number=1024" },
        { "exponent", "{\"number\":1.024e3}", "number=1024" },
        { "in quotes", "{\"number\":\"1024\"}", "number=1024" },
        { "largest", "{\"number\":9223372036854775807}", "number=9223372036854775807" },
        { "smallest", "{\"number\":-9223372036854775808}", "number=-9223372036854775808" },
        { "a fraction is marked", "{\"number\":10.75}", "number=10*" },
        { "time", "{\"time\":1469450513}", "time=1469450513000000" },
        { "time with fraction", "{\"time\":1469450513.123456}", "time=1469450513123456" },
        { "time, finer", "{\"time\":1469450513.1234567}", "time=1469450513123456*" },
        { "time in quotes", "{\"time\":\"1469450513.5\"}", "time=1469450513500000" },
        { "text", "{\"text\":\"abc\"}", "text=abc" },
        { "empty text is there", "{\"text\":\"\"}", "text=" },
        { "text that just fits", "{\"text\":\"abcdefg\"}", "text=abcdefg" },
        { "text that does not", "{\"text\":\"abcdefgh\"}", "E_SPACE" },
        { "escaped text", "{\"text\":\"\\u0061\\n\\\"\\u00e4\"}", "text=a<0a>\"<c3><a4>" },
        { "surrogates", "{\"text\":\"\\uD83d\\uDe00\"}", "text=<f0><9f><98><80>" },
        { "escaped text that just fits", "{\"text\":\"\\u0061\\u0062\\u0063\\u0064efg\"}",
          "text=abcdefg" },
        { "escaped text that does not", "{\"text\":\"abcdef\\u00e4\"}", "E_SPACE" },
        { "cut text", "{\"cut\":\"abcdefg\"}", "cut=abcdefg" },
        { "cut text, one more", "{\"cut\":\"abcdefgh\"}", "cut=abcdefg*" },
        { "cut at a character", "{\"cut\":\"abcdef\xC3\xA4\"}", "cut=abcdef*" },
        { "cut at an escape", "{\"cut\":\"abcde\\uD83D\\uDE00\"}", "cut=abcde*" },
        { "cut at an escaped character that fits", "{\"cut\":\"abc\\uD83D\\uDE00\"}",
          "cut=abc<f0><9f><98><80>" },
        { "identifier", "{\"id\":\"12345678\"}", "id=12345678" },
        { "empty identifier is absent", "{\"id\":\"\"}", "" },
        { "identifier too long", "{\"id\":\"123456789\"}", "E_SPACE" },
        { "model", "{\"inner\":{\"id\":\"a\",\"on\":true,\"n\":7,\"note\":\"x\"}}",
          "inner={id=a note=x on=1 n=7 }" },
        { "empty model is there", "{\"inner\":{}}", "inner={}" },
        { "empty model, white space", "{\"inner\": { } }", "inner={}" },
        { "empty identifier in a model", "{\"inner\":{\"id\":\"\"}}", "inner={}" },
        { "cut text in a model", "{\"inner\":{\"note\":\"abcdef\"}}", "inner={note=abcde* }" },
        { "fraction in a model", "{\"inner\":{\"n\":0.5}}", "inner={n=0* }" },
        { "texts in a model", "{\"inner\":{\"tags\":[\"a\",\"b\"]}}", "inner={tags=[a,b]/2 }" },
        { "no texts in a model", "{\"inner\":{\"tags\":[],\"on\":true}}",
          "inner={on=1 tags=[]/0 }" },
        { "texts of a model in a model",
          "{\"inner\":{\"leaf\":{\"tags\":[\"a\",\"bcde\",\"f\"],\"word\":\"w\"},\"n\":3}}",
          "inner={n=3 leaf={word=w tags=[a,bcd]/3* } }" },
        { "empty model in a model", "{\"inner\":{\"leaf\":{},\"n\":3}}", "inner={n=3 leaf={} }" },
        { "after a model", "{\"inner\":{\"leaf\":{\"tags\":[]}},\"number\":3}",
          "number=3 inner={leaf={tags=[]/0 } }" },
        { "texts", "{\"words\":[\"a\",\"b\"]}", "words=[a,b]/2" },
        { "no texts", "{\"words\":[]}", "words=[]/0" },
        { "no texts, white space", "{\"words\":[ \n ]}", "words=[]/0" },
        { "a text cut", "{\"words\":[\"abcdefgh\",\"b\"]}", "words=[abcdefg,b]/2*" },
        { "a text not cut", "{\"codes\":[\"abcd\"]}", "codes=[abcd]/1" },
        { "a text too long", "{\"codes\":[\"a\",\"abcde\"]}", "E_SPACE" },
        { "an empty text", "{\"codes\":[\"\",\"b\"]}", "codes=[,b]/2" },
        { "one instead of several", "{\"any\":\"a\"}", "any=[a]/1" },
        { "several", "{\"any\":[\"a\",\"b\"]}", "any=[a,b]/2" },
        { "none", "{\"any\":[]}", "any=[]/0" },
        { "one that is cut", "{\"any\":\"abcdefgh\",\"flag\":true}", "flag=1 any=[abcdefg]/1*" },
        { "models", "{\"list\":[{\"id\":\"a\",\"n\":1},{\"n\":2}]}",
          "list=[{id=a n=1 },{n=2 }]/2" },
        { "no models", "{\"list\":[]}", "list=[]/0" },
        { "empty models", "{\"list\":[{},{ }]}", "list=[{},{}]/2" },
        { "models in a model", "{\"inner\":{\"leaves\":[{\"word\":\"a\"},{},{\"word\":\"c\"}]}}",
          "inner={leaves=[{word=a }{}]/3* }" },
        { "no models in a model", "{\"inner\":{\"leaves\":[],\"n\":1}}",
          "inner={n=1 leaves=[]/0 }" },
        { "models in a model, one surplus",
          "{\"inner\":{\"leaves\":[{},{},{\"word\":[{}]}],\"n\":1}}",
          "inner={n=1 leaves=[{}{}]/3* }" },
        { "texts and models in models",
          "{\"list\":[{\"tags\":[\"a\",\"bcde\"],\"leaf\":{\"word\":\"w\"}},{\"tags\":[\"c\"]}]}",
          "list=[{leaf={word=w } tags=[a,bcd]/2* },{tags=[c]/1 }]/2" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void null_is_as_good_as_absent(void **state)
{
    static const struct decode_case cases[] = {
        { "the whole", "null", "" },
        { "the whole, white space", " null\n", "" },
        { "flag", "{\"flag\":null}", "" },
        { "number", "{\"number\":null}", "" },
        { "time", "{\"time\":null}", "" },
        { "text", "{\"text\":null}", "" },
        { "cut text", "{\"cut\":null}", "" },
        { "id", "{\"id\":null}", "" },
        { "model", "{\"inner\":null}", "" },
        { "texts", "{\"words\":null}", "" },
        { "one or several", "{\"any\":null}", "" },
        { "models", "{\"list\":null}", "" },
        { "in a model", "{\"inner\":{\"id\":null,\"note\":null,\"on\":null,\"n\":null}}",
          "inner={}" },
        { "models and texts in a model", "{\"inner\":{\"leaf\":null,\"tags\":null}}", "inner={}" },
        { "beside others", "{\"flag\":null,\"number\":5,\"text\":null}", "number=5" },
        { "an element", "{\"words\":[null,\"a\"]}", "words=[a]/1" },
        { "the last element", "{\"words\":[\"a\",null]}", "words=[a]/1" },
        { "only element", "{\"words\":[null]}", "words=[]/0" },
        { "an element of models", "{\"list\":[null,{\"n\":1}]}", "list=[{n=1 }]/1" },
        { "an element of a model's models", "{\"inner\":{\"leaves\":[null,{\"word\":\"a\"}]}}",
          "inner={leaves=[{word=a }]/1 }" },
        { "an element of a model's texts", "{\"inner\":{\"tags\":[null,\"a\"]}}",
          "inner={tags=[a]/1 }" },
        { "the text null", "{\"text\":\"null\"}", "text=null" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

/* Wherever it stands, a null element is no element. */
static void null_past_the_end_of_an_array_is_not_counted(void **state)
{
    static const struct decode_case cases[] = {
        { "texts", "{\"words\":[\"a\",\"b\",null]}", "words=[a,b]/2" },
        { "texts, one more", "{\"words\":[\"a\",\"b\",null,\"c\"]}", "words=[a,b]/3*" },
        { "models", "{\"list\":[{},{},null]}", "list=[{},{}]/2" },
        { "in a model", "{\"inner\":{\"tags\":[\"a\",\"b\",null]}}", "inner={tags=[a,b]/2 }" },
        { "models in a model", "{\"inner\":{\"leaves\":[{},{},null]}}",
          "inner={leaves=[{}{}]/2 }" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

/* before, "member":value and after at every slicing. */
static void check_type(const char *before, const char *member, const char *value, const char *after,
                       bool fits)
{
    struct result result;
    char text[128];

    (void)snprintf(text, sizeof text, "%s\"%s\":%s%s", before, member, value, after);
    for (size_t slice = 1; slice <= strlen(text); slice++) {
        run(text, strlen(text), sizeof text, slice, &result);
        CHECK(result.status == (fits ? QUATRIX_OK : QUATRIX_E_TYPE), "%s: %s", text,
              quatrix_status_name(result.status));
        assert_string_equal(member, result.member);
    }
}

static void another_type_than_declared_is_refused(void **state)
{
    static const char *const values[] = { "true",   "5",   "\"x\"",   "{}",   "[]",
                                          "[true]", "[5]", "[\"x\"]", "[{}]", "[[]]" };
    static const struct {
        const char *member;
        const char *fit; /* indices of the values that do */
    } outer_rows[] = { { "flag", "0" },   { "number", "1" }, { "time", "1" },  { "text", "2" },
                       { "cut", "2" },    { "id", "2" },     { "inner", "3" }, { "words", "47" },
                       { "codes", "47" }, { "any", "247" },  { "list", "48" } },
      inner_rows[] = { { "id", "2" }, { "note", "2" }, { "on", "0" },
                       { "n", "1" },  { "leaf", "3" }, { "tags", "47" } };

    (void)state;
    for (size_t v = 0; v < COUNT(values); v++) {
        for (size_t i = 0; i < COUNT(outer_rows); i++) {
            bool fits = strchr(outer_rows[i].fit, (int)('0' + v)) != NULL;
            check_type("{", outer_rows[i].member, values[v], "}", fits);
        }
        for (size_t i = 0; i < COUNT(inner_rows); i++) {
            bool fits = strchr(inner_rows[i].fit, (int)('0' + v)) != NULL;
            check_type("{\"inner\":{", inner_rows[i].member, values[v], "}}", fits);
            check_type("{\"list\":[{", inner_rows[i].member, values[v], "}]}", fits);
        }
        check_type("{\"inner\":{", "leaves", values[v], "}}", v == 4 || v == 8);
    }
}

static void values_out_of_range_are_refused(void **state)
{
    static const struct decode_case cases[] = {
        { "letter", "{\"flag\":\"X\"}", "E_TYPE" },
        { "lower case", "{\"flag\":\"y\"}", "E_TYPE" },
        { "two letters", "{\"flag\":\"YN\"}", "E_TYPE" },
        { "no letter", "{\"flag\":\"\"}", "E_TYPE" },
        { "true in quotes", "{\"flag\":\"true\"}", "E_TYPE" },
        { "0 for false", "{\"flag\":0}", "E_TYPE" },
        { "above int64", "{\"number\":9223372036854775808}", "E_RANGE" },
        { "below int64", "{\"number\":-9223372036854775809}", "E_RANGE" },
        { "huge", "{\"number\":1e19}", "E_RANGE" },
        { "time", "{\"time\":9223372036854.775808}", "E_RANGE" },
        { "time in units", "{\"time\":9223372036855}", "E_RANGE" },
        { "no number", "{\"number\":\"abc\"}", "E_TYPE" },
        { "empty", "{\"number\":\"\"}", "E_TYPE" },
        { "escaped digits are none", "{\"number\":\"\\\\31\"}", "E_TYPE" },
        { "in a model", "{\"inner\":{\"n\":9223372036854775808}}", "E_RANGE" },
        { "in a list", "{\"list\":[{\"n\":1},{\"n\":-9223372036854775809}]}", "E_RANGE" },
        { "a list at the top", "[{\"flag\":true}]", "E_TYPE" },
        { "an empty list at the top", "[]", "E_TYPE" },
        { "a text at the top", "\"flag\"", "E_TYPE" },
        { "true at the top", "true", "E_TYPE" },
        { "false at the top", "false", "E_TYPE" },
        { "a number at the top", "1 ", "E_TYPE" },
        { "several in place of one, nested", "{\"inner\":{\"tags\":\"a\"}}", "E_TYPE" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void a_member_may_occur_only_once(void **state)
{
    static const struct decode_case cases[] = {
        { "equal", "{\"flag\":true,\"flag\":true}", "E_DUPLICATE" },
        { "differing", "{\"number\":1,\"text\":\"a\",\"number\":2}", "E_DUPLICATE" },
        { "null first", "{\"number\":null,\"number\":2}", "E_DUPLICATE" },
        { "null second", "{\"number\":2,\"number\":null}", "E_DUPLICATE" },
        { "first bit", "{\"flag\":true,\"number\":1,\"flag\":false}", "E_DUPLICATE" },
        { "last bit", "{\"list\":[],\"list\":[]}", "E_DUPLICATE" },
        { "empty identifier", "{\"id\":\"\",\"id\":\"a\"}", "E_DUPLICATE" },
        { "escaped name", "{\"flag\":true,\"fl\\u0061g\":true}", "E_DUPLICATE" },
        { "escaped name first", "{\"\\u0066lag\":true,\"flag\":true}", "E_DUPLICATE" },
        { "model", "{\"inner\":{},\"inner\":{}}", "E_DUPLICATE" },
        { "array", "{\"words\":[],\"number\":1,\"words\":[]}", "E_DUPLICATE" },
        { "in a model", "{\"inner\":{\"n\":1,\"n\":1}}", "E_DUPLICATE" },
        { "in a model, escaped", "{\"inner\":{\"n\":1,\"\\u006e\":1}}", "E_DUPLICATE" },
        { "in a model of a model", "{\"inner\":{\"leaf\":{\"word\":\"\",\"word\":\"\"}}}",
          "E_DUPLICATE" },
        { "in a list", "{\"list\":[{\"n\":1},{\"n\":1,\"on\":true,\"n\":1}]}", "E_DUPLICATE" },
        { "after a model in a model", "{\"inner\":{\"n\":1,\"leaf\":{\"tags\":[]},\"n\":2}}",
          "E_DUPLICATE" },
        { "the same name in several objects",
          "{\"id\":\"a\",\"inner\":{\"id\":\"b\"},\"list\":[{\"id\":\"c\"},{\"id\":\"d\"}]}",
          "id=a inner={id=b } list=[{id=c },{id=d }]/2" },
        { "unknown ones may", "{\"what\":1,\"what\":2,\"flag\":true,\"what\":[]}", "flag=1" },
        { "unknown ones may, nested", "{\"inner\":{\"what\":1,\"what\":2,\"n\":3}}",
          "inner={n=3 }" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void names_match_whole_or_not_at_all(void **state)
{
    static const struct decode_case cases[] = {
        { "prefix", "{\"numbe\":1}", "" },
        { "longer", "{\"numbers\":1}", "" },
        { "case", "{\"Number\":1}", "" },
        { "empty", "{\"\":1}", "" },
        { "space", "{\"number \":1}", "" },
        { "escaped", "{\"\\u006eu\\u006Dber\":1}", "number=1" },
        { "an escape that is none of it", "{\"num\\\"ber\":1}", "" },
        { "an escape of another character", "{\"\\u016eumber\":1}", "" },
        { "longer than any name", "{\"numbernumbernumbernumbernumbernumber\":1,\"flag\":true}",
          "flag=1" },
        { "longer than any name, escaped",
          "{\"number\\u006eumbernumbernumbernumbernumber\":1,\"flag\":true}", "flag=1" },
        { "as long as any name may be", "{\"numbernumbernumbernumbernumber12\":1,\"flag\":true}",
          "flag=1" },
        { "a name as a value", "{\"what\":\"number\",\"text\":\"flag\"}", "text=flag" },
        { "nested", "{\"inner\":{\"i\":1,\"idd\":2,\"\":3,\"no\\u0074e\":\"x\"}}",
          "inner={note=x }" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

/* Values of members that no row names, with the number of tokens each takes. */
static const struct {
    const char *text;
    int tokens;
} unknown[] = {
    { "null", 1 },
    { "true", 1 },
    { "-1.5e-7", 1 },
    { "123456789012345678901234567890", 1 },
    { "\"\"", 1 },
    { "\"flag\"", 1 },
    { "\"a longer text, \\\"quoted\\\" \\uD83D\\uDE00 {[,:]}\"", 1 },
    { "{}", 1 },
    { "[]", 1 },
    { "[[],{}]", 3 },
    { "{\"flag\":true,\"n\":[1,{\"flag\":2}]}", 9 },
    { "[{\"n\":1},[\"flag\"],null,{}]", 8 },
    { "[[[[[[[[[[1]]]]]]]]]]", 11 },
    { "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}", 19 },
};

static void unknown_members_pass(void **state)
{
    static const char *const before[] = { "{\"what\":", "{\"what\":", "{\"flag\":true,\"what\":",
                                          "{\"what\":1,\"flag\":true,\"what\":" };
    static const char *const after[] = { "}", ",\"flag\":true}", "}", ",\"else\":{}}" };
    static const char *const want[] = { "", "flag=1", "flag=1", "flag=1" };
    static const size_t sizes[] = { 24, 400 }; /* whatever it is */
    static struct unit_log log;
    struct result result;
    char text[400];

    (void)state;
    for (size_t i = 0; i < COUNT(unknown); i++) {
        for (size_t f = 0; f < COUNT(before); f++) {
            (void)snprintf(text, sizeof text, "%s%s%s", before[f], unknown[i].text, after[f]);
            for (size_t slice = 1; slice <= strlen(text); slice++) {
                for (size_t s = 0; s < COUNT(sizes); s++) {
                    run(text, strlen(text), sizes[s], slice, &result);
                    describe(&result, &log);
                    CHECK(strcmp(log.text, want[f]) == 0, "%s, slices of %zu: %s", text, slice,
                          log.text);
                }
            }
        }
    }
}

static void unknown_members_of_a_nested_object_pass(void **state)
{
    static const char *const before[] = { "{\"inner\":{\"n\":1,\"what\":",
                                          "{\"list\":[{\"what\":1},{\"n\":1,\"what\":" };
    static const char *const after[] = { ",\"on\":true},\"flag\":true}",
                                         ",\"on\":true}],\"flag\":true}" };
    static const char *const want[] = { "flag=1 inner={on=1 n=1 }",
                                        "flag=1 list=[{},{on=1 n=1 }]/2" };
    static struct unit_log log;
    struct result result;
    char text[400];

    (void)state;
    for (size_t i = 0; i < COUNT(unknown); i++) {
        for (size_t f = 0; f < COUNT(before); f++) {
            bool fits = unknown[i].tokens + 6 <= QUATRIX_TOKENS;
            (void)snprintf(text, sizeof text, "%s%s%s", before[f], unknown[i].text, after[f]);
            for (size_t slice = 1; slice <= strlen(text); slice++) {
                run(text, strlen(text), sizeof text, slice, &result);
                describe(&result, &log);
                CHECK(strcmp(log.text, fits ? want[f] : "E_SPACE") == 0, "%s: %s", text, log.text);
            }
        }
    }
}

/* A second reply into the same struct must not undo what the first has said. */
static void absent_members_are_left_alone(void **state)
{
    static const char *const texts[] = { "{}",
                                         "null",
                                         "",
                                         "{\"id\":\"\"}",
                                         "{\"id\":null}",
                                         "{\"id\":null,\"text\":null,\"number\":null}" };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct result result;
        memset(&result.out, 0, sizeof result.out);
        result.out.present = 1 << ID | 1 << TEXT_ | 1 << NUMBER;
        memcpy(result.out.id, "abc", 4);
        memcpy(result.out.text, "def", 4);
        result.out.number = 5;
        decode(&outer_model.model, &result.out, texts[i], strlen(texts[i]), 100, 1, &result);
        assert_int_equal(QUATRIX_OK, result.status);
        CHECK(result.out.present == (1 << ID | 1 << TEXT_ | 1 << NUMBER) &&
                  strcmp(result.out.id, "abc") == 0 && strcmp(result.out.text, "def") == 0 &&
                  result.out.number == 5,
              "%s", texts[i]);
    }
}

/* Members that may have any form. */

struct loose {
    uint64_t present;
    uint64_t truncated;
    char text[8];
    char cut[8];
    int64_t number;
    struct leaf leaf;
    bool flag; /* is not */
};

enum { LOOSE_TEXT, LOOSE_CUT, LOOSE_NUMBER, LOOSE_LEAF, LOOSE_FLAG, LOOSE_MEMBERS };

#define L struct loose
static const struct quatrix_json_member loose_members[LOOSE_MEMBERS] = {
    [LOOSE_TEXT] = JSON_ROW("text", L, text, TEXT, sizeof(((L *)0)->text), 1),
    [LOOSE_CUT] = JSON_LENIENT_CUT("cut", L, cut),
    [LOOSE_NUMBER] = JSON_LENIENT_INT64("number", L, number),
    [LOOSE_LEAF] = JSON_LENIENT_MODEL("leaf", L, leaf, 0),
    [LOOSE_FLAG] = JSON_BOOL("flag", L, flag),
};
#undef L
static const struct quatrix_json_model *const loose_subs[] = { &leaf_model };
static const struct quatrix_json_nest loose_model =
    JSON_NEST(JSON_MODEL_OF(struct loose, loose_members), loose_subs);

/* A value that member cannot take is left out and marked; what follows is decoded. */
static void check_loose(unsigned member, const char *value)
{
    static const size_t sizes[] = { 48, 2000 };
    static const struct loose zero;
    static char text[1200];

    (void)snprintf(text, sizeof text, "{\"%s\":%s,\"flag\":true}", loose_members[member].name,
                   value);
    for (size_t slice = 1; slice <= strlen(text); slice += 1 + slice / 32) {
        for (size_t s = 0; s < COUNT(sizes); s++) {
            struct loose loose;
            struct result result;
            memset(&loose, 0, sizeof loose);
            decode(&loose_model.model, &loose, text, strlen(text), sizes[s], slice, &result);
            CHECK(result.status == QUATRIX_OK, "%s, buffer of %zu, slices of %zu: %s", text,
                  sizes[s], slice, quatrix_status_name(result.status));
            CHECK(loose.present == QUATRIX_BIT(LOOSE_FLAG) &&
                      loose.truncated == QUATRIX_BIT(member) && loose.flag,
                  "%s, buffer of %zu, slices of %zu", text, sizes[s], slice);
            assert_int_equal(0, loose.number);
            assert_memory_equal(zero.text, loose.text, sizeof loose.text);
            assert_memory_equal(zero.cut, loose.cut, sizeof loose.cut);
            assert_memory_equal(&zero.leaf, &loose.leaf, sizeof loose.leaf);
        }
    }
}

static void a_loose_member_of_another_type_is_left_out(void **state)
{
    static const char *const values[] = { "true", "[]", "[{\"word\":\"a\"},[1,\"b\"]]", "\"x\"" };

    (void)state;
    for (size_t i = 0; i < COUNT(values); i++) {
        if (values[i][0] != '"') {
            check_loose(LOOSE_TEXT, values[i]);
            check_loose(LOOSE_CUT, values[i]);
        }
        check_loose(LOOSE_NUMBER, values[i]);
        check_loose(LOOSE_LEAF, values[i]);
    }
    check_loose(LOOSE_TEXT, "5");
    check_loose(LOOSE_CUT, "{\"text\":\"a\"}");
    check_loose(LOOSE_NUMBER, "{\"number\":1}");
    check_loose(LOOSE_LEAF, "5");
    check_loose(LOOSE_LEAF, "{\"word\":5}");
    check_loose(LOOSE_LEAF, "{\"word\":\"a\",\"tags\":[\"b\",[]]}");
}

static void a_loose_member_that_is_too_large_is_left_out(void **state)
{
    static char long_text[1000];
    char many[16 * QUATRIX_TOKENS + 64] = "{\"what\":[0";

    (void)state;
    check_loose(LOOSE_NUMBER, "9223372036854775808");
    check_loose(LOOSE_TEXT, "\"12345678\"");
    (void)snprintf(long_text, sizeof long_text, "\"%0500d\"", 1);
    check_loose(LOOSE_TEXT, long_text);
    check_loose(LOOSE_LEAF, long_text);
    (void)snprintf(long_text, sizeof long_text, "1%0500d", 1);
    check_loose(LOOSE_NUMBER, long_text);
    check_loose(LOOSE_TEXT, long_text);
    (void)snprintf(long_text, sizeof long_text, "{\"word\":5,\"what\":\"%0500d\"}", 1);
    check_loose(LOOSE_LEAF, long_text);
    for (size_t i = 0; i < QUATRIX_TOKENS; i++) {
        (void)strcat(many, ",0");
    }
    (void)strcat(many, "]}");
    check_loose(LOOSE_LEAF, many);
}

static void a_loose_member_that_fits_is_like_any_other(void **state)
{
    static const struct {
        const char *text;
        enum quatrix_status status;
        uint64_t present;
        uint64_t truncated;
    } cases[] = {
        { "{\"text\":\"1234567\"}", QUATRIX_OK, 1 << LOOSE_TEXT, 0 },
        { "{\"cut\":\"12345678\"}", QUATRIX_OK, 1 << LOOSE_CUT, 1 << LOOSE_CUT },
        { "{\"number\":\"5\"}", QUATRIX_OK, 1 << LOOSE_NUMBER, 0 },
        { "{\"number\":5.5}", QUATRIX_OK, 1 << LOOSE_NUMBER, 1 << LOOSE_NUMBER },
        { "{\"leaf\":{\"word\":\"a\"}}", QUATRIX_OK, 1 << LOOSE_LEAF, 0 },
        { "{\"text\":null,\"leaf\":null}", QUATRIX_OK, 0, 0 },
        { "{\"flag\":5}", QUATRIX_E_TYPE, 0, 0 },
        { "{\"number\":[],\"flag\":5}", QUATRIX_E_TYPE, 0, 1 << LOOSE_NUMBER },
        { "{\"number\":1,\"number\":2}", QUATRIX_E_DUPLICATE, 1 << LOOSE_NUMBER, 0 },
        { "{\"number\":[],\"number\":2}", QUATRIX_E_DUPLICATE, 0, 1 << LOOSE_NUMBER },
        { "{\"leaf\":{\"word\":\"\",\"word\":5}}", QUATRIX_E_DUPLICATE, 1 << LOOSE_LEAF, 0 },
        { "{\"number\":[1,}", QUATRIX_E_JSON, 0, 1 << LOOSE_NUMBER },
        { "{\"number\":01}", QUATRIX_E_JSON, 0, 0 },
        { "[]", QUATRIX_E_TYPE, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t slice = 1; slice <= strlen(cases[i].text); slice++) {
            struct loose loose = { .present = 0 };
            struct result result;
            decode(&loose_model.model, &loose, cases[i].text, strlen(cases[i].text), 100, slice,
                   &result);
            CHECK(result.status == cases[i].status && loose.present == cases[i].present &&
                      loose.truncated == cases[i].truncated,
                  "%s, slices of %zu: %s", cases[i].text, slice,
                  quatrix_status_name(result.status));
        }
    }
}

static void members_may_come_in_any_order(void **state)
{
    static const char *const members[] = {
        "\"flag\":true",
        "\"number\":5",
        "\"time\":1.5",
        "\"text\":\"t\"",
        "\"cut\":\"0123456789\"",
        "\"id\":\"i\"",
        "\"inner\":{\"tags\":[\"x\"],\"n\":1}",
        "\"words\":[\"a\",\"b\",\"c\"]",
        "\"codes\":[]",
        "\"any\":\"one\"",
        "\"list\":[{\"leaf\":{\"word\":\"w\"}}]",
        "\"what\":{\"flag\":[true]}",
    };
    static const char want[] = "flag=1 number=5 time=1500000 text=t cut=0123456* id=i "
                               "inner={n=1 tags=[x]/1 } words=[a,b]/3* codes=[]/0 any=[one]/1 "
                               "list=[{leaf={word=w } }]/1";
    uint32_t seed = 1;
    uint8_t order[COUNT(members)];
    static struct unit_log log;
    struct result result;

    (void)state;
    for (uint8_t i = 0; i < COUNT(members); i++) {
        order[i] = i;
    }
    for (int round = 0; round < 300; round++) {
        char text[512] = "{";
        for (size_t i = COUNT(members) - 1; i > 0; i--) {
            size_t k = unit_random(&seed, (uint32_t)i + 1);
            uint8_t swap = order[i];
            order[i] = order[k];
            order[k] = swap;
        }
        for (size_t i = 0; i < COUNT(members); i++) {
            (void)strcat(text, i > 0 ? "," : "");
            (void)strcat(text, members[order[i]]);
        }
        (void)strcat(text, "}");
        run(text, strlen(text), 64, 1 + unit_random(&seed, 64), &result);
        describe(&result, &log);
        CHECK(strcmp(log.text, want) == 0, "%s\n  want %s\n  got  %s", text, want, log.text);
    }
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_member_is_decoded),
        cmocka_unit_test(null_is_as_good_as_absent),
        cmocka_unit_test(null_past_the_end_of_an_array_is_not_counted),
        cmocka_unit_test(another_type_than_declared_is_refused),
        cmocka_unit_test(values_out_of_range_are_refused),
        cmocka_unit_test(a_member_may_occur_only_once),
        cmocka_unit_test(names_match_whole_or_not_at_all),
        cmocka_unit_test(unknown_members_pass),
        cmocka_unit_test(unknown_members_of_a_nested_object_pass),
        cmocka_unit_test(absent_members_are_left_alone),
        cmocka_unit_test(a_loose_member_of_another_type_is_left_out),
        cmocka_unit_test(a_loose_member_that_is_too_large_is_left_out),
        cmocka_unit_test(a_loose_member_that_fits_is_like_any_other),
        cmocka_unit_test(members_may_come_in_any_order),
    };

    return cmocka_run_group_tests_name("json/decode", tests, NULL, NULL);
}
