/* SPDX-License-Identifier: MIT */
/*
 * Replies into a model that has a row of every kind, nested as deep as models may be. What was
 * decoded is written as text: members present in the order of their bits, `*` where one is marked
 * as truncated, arrays with the number of elements sent.
 *
 * The driver does with a buffer what core/src/call/reply.c does with the work buffer.
 */
#include "json/decode.h"

#include "unit/unit.h"

/* The test model. */

struct leaf {
    uint64_t present;
    uint64_t truncated;
    char word[6];
    struct {
        struct quatrix_count count;
        char item[2][4];
    } tags;
};

enum { LEAF_WORD, LEAF_TAGS, LEAF_MEMBERS };

struct inner {
    uint64_t present;
    uint64_t truncated;
    char id[9];
    char note[6];
    bool on;
    int64_t n;
    struct leaf leaf;
    struct {
        struct quatrix_count count;
        char item[2][4];
    } tags;
};

enum { INNER_ID, INNER_NOTE, INNER_ON, INNER_N, INNER_LEAF, INNER_TAGS, INNER_MEMBERS };

struct outer {
    uint64_t present;
    uint64_t truncated;
    bool flag;
    int64_t number;
    int64_t time;
    char text[8];
    char cut[8];
    char id[9];
    struct inner inner;
    struct {
        struct quatrix_count count;
        char item[2][8];
    } words; /* cut */
    struct {
        struct quatrix_count count;
        char item[3][5];
    } codes; /* not cut */
    struct {
        struct quatrix_count count;
        char item[2][8];
    } any; /* one or several, cut */
    struct {
        struct quatrix_count count;
        struct inner item[2];
    } list;
};

enum { FLAG, NUMBER, TIME, TEXT_, CUT, ID, INNER, WORDS, CODES, ANY, LIST, OUTER_MEMBERS };

static const struct quatrix_json_member leaf_members[LEAF_MEMBERS] = {
    [LEAF_WORD] = JSON_TEXT("word", struct leaf, word, QUATRIX_JSON_CUT),
    [LEAF_TAGS] = JSON_TEXTS("tags", struct leaf, tags, 2, QUATRIX_JSON_CUT),
};
static const struct quatrix_json_model leaf_model = { leaf_members, NULL, LEAF_MEMBERS };
static const struct quatrix_json_model *const inner_subs[] = { &leaf_model };

static const struct quatrix_json_member inner_members[INNER_MEMBERS] = {
    [INNER_ID] = JSON_ID("id", struct inner, id),
    [INNER_NOTE] = JSON_TEXT("note", struct inner, note, QUATRIX_JSON_CUT),
    [INNER_ON] = JSON_BOOL("on", struct inner, on),
    [INNER_N] = JSON_INT64("n", struct inner, n),
    [INNER_LEAF] = JSON_MODEL("leaf", struct inner, leaf, 0),
    [INNER_TAGS] = JSON_TEXTS("tags", struct inner, tags, 2, QUATRIX_JSON_CUT),
};
static const struct quatrix_json_model inner_model = { inner_members, inner_subs, INNER_MEMBERS };
static const struct quatrix_json_model *const outer_subs[] = { &leaf_model, &inner_model };

static const struct quatrix_json_member outer_members[OUTER_MEMBERS] = {
    [FLAG] = JSON_BOOL("flag", struct outer, flag),
    [NUMBER] = JSON_INT64("number", struct outer, number),
    [TIME] = JSON_TIME("time", struct outer, time),
    [TEXT_] = JSON_TEXT("text", struct outer, text, 0),
    [CUT] = JSON_TEXT("cut", struct outer, cut, QUATRIX_JSON_CUT),
    [ID] = JSON_ID("id", struct outer, id),
    [INNER] = JSON_MODEL("inner", struct outer, inner, 1),
    [WORDS] = JSON_TEXTS("words", struct outer, words, 2, QUATRIX_JSON_CUT),
    [CODES] = JSON_TEXTS("codes", struct outer, codes, 3, 0),
    [ANY] = JSON_TEXTS("any", struct outer, any, 2, QUATRIX_JSON_ONE | QUATRIX_JSON_CUT),
    [LIST] = JSON_MODELS("list", struct outer, list, 2, 1),
};
static const struct quatrix_json_model outer_model = { outer_members, outer_subs, OUTER_MEMBERS };

/* A struct as text. */

static void log_text(struct unit_log *log, const char *name, const char *text, bool truncated)
{
    unit_log(log, "%s=", name);
    unit_log_bytes(log, text, strlen(text));
    unit_log(log, "%s ", truncated ? "*" : "");
}

static void log_texts(struct unit_log *log, const struct quatrix_count *count, const char *items,
                      size_t size, bool truncated)
{
    unit_log(log, "[");
    for (uint32_t i = 0; i < count->kept; i++) {
        const char *item = items + i * size;
        assert_non_null(memchr(item, 0, size));
        unit_log(log, i > 0 ? "," : "");
        unit_log_bytes(log, item, strlen(item));
    }
    unit_log(log, "]/%u%s ", count->total, truncated ? "*" : "");
}

static void log_leaf(struct unit_log *log, const struct leaf *leaf)
{
    unit_log(log, "{");
    if (quatrix_has(leaf->present, LEAF_WORD)) {
        log_text(log, "word", leaf->word, quatrix_has(leaf->truncated, LEAF_WORD));
    }
    if (quatrix_has(leaf->present, LEAF_TAGS)) {
        unit_log(log, "tags=");
        log_texts(log, &leaf->tags.count, leaf->tags.item[0], sizeof leaf->tags.item[0],
                  quatrix_has(leaf->truncated, LEAF_TAGS));
    }
    unit_log(log, "}");
}

static void log_inner(struct unit_log *log, const struct inner *inner)
{
    unit_log(log, "{");
    if (quatrix_has(inner->present, INNER_ID)) {
        log_text(log, "id", inner->id, quatrix_has(inner->truncated, INNER_ID));
    }
    if (quatrix_has(inner->present, INNER_NOTE)) {
        log_text(log, "note", inner->note, quatrix_has(inner->truncated, INNER_NOTE));
    }
    if (quatrix_has(inner->present, INNER_ON)) {
        unit_log(log, "on=%d ", inner->on);
    }
    if (quatrix_has(inner->present, INNER_N)) {
        unit_log(log, "n=%lld%s ", (long long)inner->n,
                 quatrix_has(inner->truncated, INNER_N) ? "*" : "");
    }
    if (quatrix_has(inner->present, INNER_LEAF)) {
        unit_log(log, "leaf=");
        log_leaf(log, &inner->leaf);
        unit_log(log, " ");
    }
    if (quatrix_has(inner->present, INNER_TAGS)) {
        unit_log(log, "tags=");
        log_texts(log, &inner->tags.count, inner->tags.item[0], sizeof inner->tags.item[0],
                  quatrix_has(inner->truncated, INNER_TAGS));
    }
    unit_log(log, "}");
}

static void log_scalars(struct unit_log *log, const struct outer *o)
{
    if (quatrix_has(o->present, FLAG)) {
        unit_log(log, "flag=%d ", o->flag);
    }
    if (quatrix_has(o->present, NUMBER)) {
        unit_log(log, "number=%lld%s ", (long long)o->number,
                 quatrix_has(o->truncated, NUMBER) ? "*" : "");
    }
    if (quatrix_has(o->present, TIME)) {
        unit_log(log, "time=%lld%s ", (long long)o->time,
                 quatrix_has(o->truncated, TIME) ? "*" : "");
    }
    if (quatrix_has(o->present, TEXT_)) {
        log_text(log, "text", o->text, quatrix_has(o->truncated, TEXT_));
    }
    if (quatrix_has(o->present, CUT)) {
        log_text(log, "cut", o->cut, quatrix_has(o->truncated, CUT));
    }
    if (quatrix_has(o->present, ID)) {
        log_text(log, "id", o->id, quatrix_has(o->truncated, ID));
    }
}

static void log_arrays(struct unit_log *log, const struct outer *o)
{
    if (quatrix_has(o->present, WORDS)) {
        unit_log(log, "words=");
        log_texts(log, &o->words.count, o->words.item[0], sizeof o->words.item[0],
                  quatrix_has(o->truncated, WORDS));
    }
    if (quatrix_has(o->present, CODES)) {
        unit_log(log, "codes=");
        log_texts(log, &o->codes.count, o->codes.item[0], sizeof o->codes.item[0],
                  quatrix_has(o->truncated, CODES));
    }
    if (quatrix_has(o->present, ANY)) {
        unit_log(log, "any=");
        log_texts(log, &o->any.count, o->any.item[0], sizeof o->any.item[0],
                  quatrix_has(o->truncated, ANY));
    }
    if (quatrix_has(o->present, LIST)) {
        unit_log(log, "list=[");
        for (uint32_t i = 0; i < o->list.count.kept; i++) {
            unit_log(log, i > 0 ? "," : "");
            log_inner(log, &o->list.item[i]);
        }
        unit_log(log, "]/%u%s ", o->list.count.total, quatrix_has(o->truncated, LIST) ? "*" : "");
    }
}

/* Members without their bit must be zero, and not marked. */
static void check_absent(const struct outer *o)
{
    static const struct outer zero;

    assert_true(quatrix_has(o->present, FLAG) || !o->flag);
    assert_true(quatrix_has(o->present, NUMBER) || o->number == 0);
    assert_true(quatrix_has(o->present, TIME) || o->time == 0);
    assert_true(quatrix_has(o->present, TEXT_) || o->text[0] == 0);
    assert_true(quatrix_has(o->present, CUT) || o->cut[0] == 0);
    assert_true(quatrix_has(o->present, ID) || o->id[0] == 0);
    assert_true(quatrix_has(o->present, INNER) ||
                memcmp(&o->inner, &zero.inner, sizeof o->inner) == 0);
    assert_true(quatrix_has(o->present, WORDS) ||
                memcmp(&o->words, &zero.words, sizeof o->words) == 0);
    assert_true(quatrix_has(o->present, CODES) ||
                memcmp(&o->codes, &zero.codes, sizeof o->codes) == 0);
    assert_true(quatrix_has(o->present, ANY) || memcmp(&o->any, &zero.any, sizeof o->any) == 0);
    assert_true(quatrix_has(o->present, LIST) || memcmp(&o->list, &zero.list, sizeof o->list) == 0);
    assert_int_equal(0, o->truncated & ~o->present);
    assert_int_equal(0, o->present >> OUTER_MEMBERS);
}

static void log_outer(struct unit_log *log, const struct outer *o)
{
    check_absent(o);
    log_scalars(log, o);
    if (quatrix_has(o->present, INNER)) {
        unit_log(log, "inner=");
        log_inner(log, &o->inner);
        unit_log(log, " ");
    }
    log_arrays(log, o);
    if (log->len > 0 && log->text[log->len - 1] == ' ') {
        log->text[--log->len] = 0;
    }
}

/* The driver. */

struct result {
    enum quatrix_status status;
    const char *member;
    uint16_t tokens_used;
    size_t longest; /* most bytes that had to stay in the buffer */
    struct outer out;
};

/* Move what must stay to the front, and pass what fills the buffer alone. */
static enum quatrix_status make_room(struct quatrix_json *json, uint8_t *work, size_t size,
                                     size_t *held)
{
    size_t keep = quatrix_json_scan_keep(&json->scan);
    enum quatrix_status status;

    assert_true(keep <= *held);
    *held -= keep;
    memmove(work, work + keep, *held);
    quatrix_json_scan_rebase(&json->scan, keep);
    if (*held < size) {
        return QUATRIX_OK;
    }
    status = quatrix_json_overflow(json, work, *held);
    if (status == QUATRIX_OK) {
        quatrix_json_scan_rebase(&json->scan, *held);
        *held = 0;
    }
    return status;
}

static void decode(const struct quatrix_json_model *model, void *out, const char *text, size_t len,
                   size_t size, size_t slice, struct result *result)
{
    struct quatrix_json json;
    uint8_t *work = malloc(size);
    enum quatrix_status status = QUATRIX_PENDING;
    size_t held = 0;

    assert_non_null(work);
    memset(&json, 0xA5, sizeof json);
    quatrix_json_init(&json, model, out);
    result->longest = 0;
    for (size_t at = 0; at < len;) {
        size_t n = size - held;
        n = n < slice ? n : slice;
        n = n < len - at ? n : len - at;
        memcpy(work + held, text + at, n);
        held += n;
        at += n;
        status = quatrix_json_feed(&json, work, held);
        if (status != QUATRIX_OK && status != QUATRIX_PENDING) {
            break;
        }
        status = make_room(&json, work, size, &held);
        if (status != QUATRIX_OK) {
            break;
        }
        result->longest = held > result->longest ? held : result->longest;
        memset(work + held, 0xA5, size - held);
        status = QUATRIX_PENDING;
    }
    if (status == QUATRIX_PENDING) {
        status = quatrix_json_finish(&json);
    }
    free(work);
    result->status = status;
    result->member = json.member;
    result->tokens_used = json.tokens_used;
}

static void run(const char *text, size_t len, size_t size, size_t slice, struct result *result)
{
    memset(&result->out, 0, sizeof result->out);
    decode(&outer_model, &result->out, text, len, size, slice, result);
}

/* What a reply decodes to: a status, or the struct as text. */
static void describe(const struct result *result, struct unit_log *log)
{
    log->len = 0;
    log->text[0] = 0;
    if (result->status != QUATRIX_OK) {
        unit_log(log, "%s", quatrix_status_name(result->status));
    } else {
        log_outer(log, &result->out);
    }
}

struct decode_case {
    const char *name;
    const char *text;
    const char *want;
};

static void check_case(const struct decode_case *c)
{
    size_t len = strlen(c->text);
    struct unit_log log;
    struct result result;

    for (size_t slice = 1; slice <= len; slice++) {
        run(c->text, len, len + 1, slice, &result);
        describe(&result, &log);
        CHECK(strcmp(log.text, c->want) == 0, "%s: %s\n  slices of %zu\n  want %s\n  got  %s",
              c->name, c->text, slice, c->want, log.text);
    }
}

static void check_cases(const struct decode_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_case(&cases[i]);
    }
}

/* Members. */

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
    struct unit_log log;
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
    struct unit_log log;
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
        decode(&outer_model, &result.out, texts[i], strlen(texts[i]), 100, 1, &result);
        assert_int_equal(QUATRIX_OK, result.status);
        CHECK(result.out.present == (1 << ID | 1 << TEXT_ | 1 << NUMBER) &&
                  strcmp(result.out.id, "abc") == 0 && strcmp(result.out.text, "def") == 0 &&
                  result.out.number == 5,
              "%s", texts[i]);
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
    struct unit_log log;
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

/* Arrays. */

static void what_an_array_cannot_hold_is_counted(void **state)
{
    static const struct decode_case cases[] = {
        { "texts", "{\"words\":[\"a\",\"b\",\"c\"]}", "words=[a,b]/3*" },
        { "many texts", "{\"codes\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"],\"flag\":true}",
          "flag=1 codes=[1,2,3]/7*" },
        { "one or several", "{\"any\":[\"a\",\"b\",\"c\"]}", "any=[a,b]/3*" },
        { "models", "{\"list\":[{\"n\":1},{\"n\":2},{\"n\":3},{\"n\":4}],\"flag\":true}",
          "flag=1 list=[{n=1 },{n=2 }]/4*" },
        { "texts too long for an element pass", "{\"codes\":[\"1\",\"2\",\"3\",\"too long\"]}",
          "codes=[1,2,3]/4*" },
        { "in a model", "{\"inner\":{\"tags\":[\"a\",\"b\",\"c\",\"d\"],\"n\":1}}",
          "inner={n=1 tags=[a,b]/4* }" },
        { "in a list", "{\"list\":[{\"tags\":[\"a\",\"b\",\"c\"]},{\"tags\":[\"d\"]}]}",
          "list=[{tags=[a,b]/3* },{tags=[d]/1 }]/2" },
        { "only the array concerned is marked",
          "{\"words\":[\"a\",\"b\",\"c\"],\"any\":[\"a\",\"b\"]}", "words=[a,b]/3* any=[a,b]/2" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void surplus_elements_may_be_of_any_size(void **state)
{
    char text[2000];
    struct unit_log log;
    struct result result;
    size_t len;

    (void)state;
    len = (size_t)snprintf(text, sizeof text, "{\"words\":[\"a\",\"b\",\"%0600d\",\"%0500d\"]}", 1,
                           2);
    for (size_t slice = 1; slice <= len; slice += 7) {
        run(text, len, 64, slice, &result);
        describe(&result, &log);
        assert_string_equal("words=[a,b]/4*", log.text);
    }
    len = (size_t)snprintf(text, sizeof text,
                           "{\"list\":[{},{\"n\":1},{\"n\":2,\"note\":\"%0600d\",\"leaf\":{}}],"
                           "\"flag\":true}",
                           1);
    for (size_t slice = 1; slice <= len; slice += 7) {
        run(text, len, 64, slice, &result);
        describe(&result, &log);
        assert_string_equal("flag=1 list=[{},{n=1 }]/3*", log.text);
    }
    /* nor are they counted in tokens */
    len = (size_t)snprintf(text, sizeof text, "{\"list\":[{},{},{\"what\":[0");
    for (size_t i = 0; i < 2 * QUATRIX_TOKENS && len < sizeof text - 20; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, ",0");
    }
    len += (size_t)snprintf(text + len, sizeof text - len, "]}]}");
    run(text, len, 64, 1, &result);
    describe(&result, &log);
    assert_string_equal("list=[{},{}]/3*", log.text);
}

/* Sizes. */

static void a_nested_object_needs_no_more_tokens_than_there_are(void **state)
{
    char text[16 * QUATRIX_TOKENS + 64];
    struct result result;

    (void)state;
    for (int more = 0; more < 2; more++) {
        /* object, name, array: the rest are elements */
        size_t elements = QUATRIX_TOKENS - 3 + (size_t)more;
        size_t len = (size_t)snprintf(text, sizeof text, "{\"inner\":{\"what\":[0");
        for (size_t i = 1; i < elements; i++) {
            len += (size_t)snprintf(text + len, sizeof text - len, ",0");
        }
        len += (size_t)snprintf(text + len, sizeof text - len, "]},\"flag\":true}");
        for (size_t slice = 1; slice <= len; slice++) {
            run(text, len, len, slice, &result);
            assert_int_equal(more == 0 ? QUATRIX_OK : QUATRIX_E_SPACE, result.status);
            if (more == 0) {
                assert_int_equal(QUATRIX_TOKENS, result.tokens_used);
                assert_true(result.out.flag);
            } else {
                assert_string_equal("inner", result.member);
            }
        }
    }
}

static void the_most_tokens_taken_are_remembered(void **state)
{
    static const char text[] = "{\"list\":[{\"n\":1,\"on\":true},{}],\"inner\":{\"n\":1}}";
    struct result result;

    (void)state;
    run(TEXT(text), 100, 3, &result);
    assert_int_equal(QUATRIX_OK, result.status);
    assert_int_equal(5, result.tokens_used);
    run(TEXT("{\"number\":1,\"words\":[\"a\",\"b\"]}"), 100, 3, &result);
    assert_int_equal(QUATRIX_OK, result.status);
    assert_int_equal(0, result.tokens_used);
}

/* Same as with room for all of it, or no room; never anything else. */
static void check_all_sizes(const char *text, size_t from, bool fits_from)
{
    size_t len = strlen(text);
    struct unit_log want;
    struct unit_log got;
    struct result whole;
    struct result result;
    size_t space = 0;

    run(text, len, len + 1, len, &whole);
    describe(&whole, &want);
    for (size_t size = from; size <= len; size++) {
        for (size_t slice = 1; slice <= size; slice++) {
            run(text, len, size, slice, &result);
            if (result.status == QUATRIX_E_SPACE && whole.status != QUATRIX_E_SPACE) {
                space++;
                assert_non_null(result.member);
                continue;
            }
            if (result.status == whole.status &&
                (whole.status != QUATRIX_OK ||
                 memcmp(&result.out, &whole.out, sizeof whole.out) == 0)) {
                continue;
            }
            describe(&result, &got);
            fail_msg("%s\n  buffer %zu, slices of %zu\n  want %s\n  got  %s", text, size, slice,
                     want.text, got.text);
        }
    }
    if (fits_from) {
        assert_int_equal(0, space);
    }
}

static void any_buffer_gives_the_same_result_or_no_room(void **state)
{
    (void)state;
    /* values of up to 64 bytes, but for texts that are cut and what nobody wants */
    check_all_sizes("{\"flag\":true,\"number\":-1234567890.5,\"what\":\"a text nobody wants, so "
                    "that it may be of any length at all\",\"cut\":\"a text that is cut: so it "
                    "may also be of any length \\u00e4\\u00f6\\u00fc, escapes included\",\"id\":"
                    "\"12345678\",\"words\":[\"a\",\"b\",\"c, which is past the end of the array, "
                    "so that it passes\"],\"inner\":{\"n\":1,\"tags\":[\"a\",\"b\"]},\"list\":"
                    "[{\"id\":\"x\",\"leaf\":{\"word\":\"w\"}}],\"any\":\"one\"}",
                    64, true);
}

static void texts_of_an_array_are_cut_in_any_buffer(void **state)
{
    (void)state;
    check_all_sizes("{\"words\":[\"a text that is longer than the buffer and than the array; it "
                    "is cut, but counts as one\",\"b\",\"c\"],\"any\":\"another text that is "
                    "longer than the buffer, and that comes without brackets\",\"flag\":true}",
                    48, true);
    check_all_sizes("{\"words\":[\"one\",\"a text that is longer than the buffer and than the "
                    "array; it is cut, but counts as one\"],\"any\":[\"another text that is longer "
                    "than the buffer, in brackets\"],\"flag\":true}",
                    48, true);
}

static void overflow_is_an_error_of_its_own_kind(void **state)
{
    (void)state;
    check_all_sizes("{\"flag\":true,\"inner\":{\"n\":1,\"note\":\"abcdefghijk\",\"leaf\":{\"word\":"
                    "\"w\",\"tags\":[\"a\",\"b\"]},\"what\":[1,2,3]},\"number\":12345}",
                    8, false);
    check_all_sizes("{\"list\":[{\"id\":\"a\",\"note\":\"abcdefghijk\"},{\"n\":2,\"tags\":[\"a\","
                    "\"b\",\"c\"]},{\"n\":3}],\"time\":1469450513.123456}",
                    8, false);
    check_all_sizes("{\"number\":\"0000000000000000000000000000000000000000000000000000000012\"}",
                    8, false);
    check_all_sizes("{\"text\":\"this text is too long for its row, which is no room as well\"}", 8,
                    false);
    check_all_sizes("{\"codes\":[\"abcd\",\"\\u0061\\u0062\\u0063\\u0064\"],\"id\":\"12345678\"}",
                    8, false);
    check_all_sizes("{\"a name that is longer than any that is known, whatever the buffer\":true,"
                    "\"flag\":true}",
                    8, true);
    check_all_sizes("{\"flag\":true,\"flag\":[{\"a\":\"0123456789012345678901234567890\"}]}", 8,
                    false);
    check_all_sizes("{\"number\":1,\"what\":[[[[1,2,3]]]],\"cut\":\"abc\" \"cut\":1}", 8, false);
}

static void a_member_that_does_not_fit_is_named(void **state)
{
    static const struct {
        const char *text;
        const char *member;
    } cases[] = {
        { "{\"flag\":true,\"text\":\"0123456789012345678901234567890\"}", "text" },
        { "{\"flag\":true,\"id\":\"0123456789012345678901234567890\"}", "id" },
        { "{\"flag\":true,\"number\":123456789012345678901234567890}", "number" },
        { "{\"flag\":true,\"time\":1.5678901234567890123456789}", "time" },
        { "{\"flag\":true,\"flag\":\"0123456789012345678901234567890\"}", "flag" },
        { "{\"inner\":{\"id\":\"0123456789012345678901234567890\"}}", "inner" },
        { "{\"inner\":{\"what\":{\"0123456789012345678901234567890\":1}}}", "inner" },
        { "{\"list\":[{\"n\":12345678901234567}]}", "list" },
        { "{\"codes\":[\"a\",\"0123456789012345678901234567890\"]}", "codes" },
    };
    struct result result;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].text);
        for (size_t slice = 1; slice <= 16; slice++) {
            run(cases[i].text, len, 16, slice, &result);
            CHECK(result.status == QUATRIX_E_SPACE || result.status == QUATRIX_E_DUPLICATE,
                  "%s: %s", cases[i].text, quatrix_status_name(result.status));
            assert_string_equal(cases[i].member, result.member);
        }
    }
}

static void an_endless_string_at_the_top_is_refused(void **state)
{
    static const char text[] = "\"0123456789012345678901234567890123456789\"";
    struct result result;

    (void)state;
    for (size_t size = 4; size < sizeof text; size++) {
        run(TEXT(text), size, size, &result);
        assert_int_equal(QUATRIX_E_TYPE, result.status);
    }
}

/* A row larger than the buffer: what is kept fills the row, or there is no room. */
static void a_text_is_cut_by_its_row_and_not_by_the_buffer(void **state)
{
    struct wide {
        uint64_t present;
        uint64_t truncated;
        char text[100];
    };
    static const struct quatrix_json_member members[] = {
        JSON_TEXT("text", struct wide, text, QUATRIX_JSON_CUT),
    };
    static const struct quatrix_json_model model = { members, NULL, 1 };
    char text[400];
    size_t len = (size_t)snprintf(text, sizeof text, "{\"text\":\"%0300d\"}", 7);

    (void)state;
    for (size_t size = 16; size <= len; size++) {
        struct wide wide = { .present = 0 };
        struct result result;
        decode(&model, &wide, text, len, size, size, &result);
        if (result.status == QUATRIX_E_SPACE) {
            assert_true(size < sizeof wide.text + 1);
            continue;
        }
        assert_int_equal(QUATRIX_OK, result.status);
        CHECK(strlen(wide.text) == sizeof wide.text - 1, "buffer of %zu: %zu bytes kept", size,
              strlen(wide.text));
        assert_int_equal(1, wide.truncated);
    }
}

static void a_cut_text_that_overflows_keeps_whole_characters(void **state)
{
    char text[400];
    struct result result;

    (void)state;
    for (size_t pad = 0; pad < 8; pad++) {
        static const char *const units[] = { "\xF0\x9F\x98\x80", "\\uD83D\\uDE00", "\xC3\xA4",
                                             "\\u00e4", "\\n" };
        for (size_t u = 0; u < COUNT(units); u++) {
            size_t len =
                (size_t)snprintf(text, sizeof text, "{\"cut\":\"%.*s", (int)pad, "abcdefgh");
            while (len < 300) {
                len += (size_t)snprintf(text + len, sizeof text - len, "%s", units[u]);
            }
            len += (size_t)snprintf(text + len, sizeof text - len, "\",\"flag\":true}");
            for (size_t size = 96; size <= 108; size++) {
                struct result whole;
                run(text, len, len, len, &whole);
                run(text, len, size, size, &result);
                assert_int_equal(QUATRIX_OK, whole.status);
                assert_int_equal(QUATRIX_OK, result.status);
                assert_true(quatrix_has(result.out.truncated, CUT));
                assert_memory_equal(&whole.out, &result.out, sizeof whole.out);
            }
        }
    }
}

static void models_nest_as_deep_as_there_are_frames(void **state)
{
    static const struct decode_case cases[] = {
        { "deepest", "{\"inner\":{\"leaf\":{\"tags\":[\"a\"]}}}", "inner={leaf={tags=[a]/1 } }" },
        { "deepest in a list", "{\"list\":[{\"leaf\":{\"word\":\"a\"},\"tags\":[\"b\"]}]}",
          "list=[{leaf={word=a } tags=[b]/1 }]/1" },
        { "too deep for the engine", "{\"list\":[{\"leaf\":{\"tags\":[\"a\"]}}]}", "E_DEPTH" },
    };

    (void)state;
    check_cases(cases, COUNT(cases));
}

static void nesting_is_limited(void **state)
{
    char text[2 * QUATRIX_DEPTH_MAX + 64];
    struct unit_log log;
    struct result result;

    (void)state;
    for (int more = 0; more < 2; more++) {
        size_t depth = QUATRIX_DEPTH_MAX - 1 + (size_t)more; /* beside the object at the top */
        size_t len = (size_t)snprintf(text, sizeof text, "{\"what\":");
        memset(text + len, '[', depth);
        memset(text + len + depth, ']', depth);
        len += 2 * depth;
        len += (size_t)snprintf(text + len, sizeof text - len, ",\"flag\":true}");
        for (size_t slice = 1; slice <= len; slice++) {
            run(text, len, len, slice, &result);
            describe(&result, &log);
            assert_string_equal(more == 0 ? "flag=1" : "E_DEPTH", log.text);
        }
    }
}

/* The end. */

static void a_reply_cut_anywhere_is_no_json(void **state)
{
    static const char text[] = " {\"flag\":true,\"number\":12,\"cut\":\"a text to cut\",\"inner\":"
                               "{\"n\":1,\"tags\":[\"a\"]},\"words\":[\"a\",\"b\",\"c\"],\"list\":"
                               "[{\"id\":\"x\"}],\"what\":[{\"a\":null}]} ";
    struct result result;

    (void)state;
    for (size_t len = 0; len < sizeof text; len++) {
        bool complete = len <= 1 || len >= sizeof text - 2;
        for (size_t slice = 1; slice <= len || slice == 1; slice++) {
            run(text, len, sizeof text, slice, &result);
            CHECK(result.status == (complete ? QUATRIX_OK : QUATRIX_E_JSON), "cut at %zu: %s", len,
                  quatrix_status_name(result.status));
            CHECK(!complete || len > 1 || result.out.present == 0, "cut at %zu", len);
        }
        run(text, len, 40, 40, &result);
        CHECK(result.status == (complete ? QUATRIX_OK : QUATRIX_E_JSON), "cut at %zu: %s", len,
              quatrix_status_name(result.status));
    }
}

static void nothing_white_space_and_null_are_empty_replies(void **state)
{
    static const struct {
        const char *text;
        enum quatrix_status want;
    } cases[] = {
        { "", QUATRIX_OK },
        { " ", QUATRIX_OK },
        { "\r\n\t \n", QUATRIX_OK },
        { "null", QUATRIX_OK },
        { " null ", QUATRIX_OK },
        { "nul", QUATRIX_E_JSON },
        { "n", QUATRIX_E_JSON },
        { "nulll", QUATRIX_E_JSON },
        { "null null", QUATRIX_E_JSON },
        { "null{}", QUATRIX_E_JSON },
        { "{", QUATRIX_E_JSON },
        { "{}{}", QUATRIX_E_JSON },
        { "{} x", QUATRIX_E_JSON },
        { "{},", QUATRIX_E_JSON },
        { "{}]", QUATRIX_E_JSON },
        { "}", QUATRIX_E_JSON },
        { "x", QUATRIX_E_JSON },
        { "\xEF\xBB\xBF{}", QUATRIX_E_JSON },
        { "<html>", QUATRIX_E_JSON },
        { "{\"flag\":tru5}", QUATRIX_E_JSON },
        { "{\"flag\"}", QUATRIX_E_JSON },
        { "{\"number\":1,}", QUATRIX_E_JSON },
        { "{\"number\":01}", QUATRIX_E_JSON },
        { "{\"words\":[\"a\",,\"b\"]}", QUATRIX_E_JSON },
        { "{\"words\":[\"a\"", QUATRIX_E_JSON },
        { "{\"inner\":{\"n\":1,}}", QUATRIX_E_JSON },
        { "{\"inner\":{\"n\"}}", QUATRIX_E_JSON },
        { "{\"inner\":{n:1}}", QUATRIX_E_JSON },
        { "{\"inner\":{\"n\":1]}", QUATRIX_E_JSON },
        { "{\"inner\":{\"what\":\"\\u0000\"}}", QUATRIX_E_JSON },
        { "{\"what\":\"\\uDE00\"}", QUATRIX_E_JSON },
        { "{\"what\":[1,2}", QUATRIX_E_JSON },
        { "{\"cut\":\"\xC0\x80\"}", QUATRIX_E_JSON },
        { "{\"text\":\"a\nb\"}", QUATRIX_E_JSON },
    };
    struct result result;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].text);
        for (size_t slice = 1; slice <= len || slice == 1; slice++) {
            run(cases[i].text, len, 100, slice, &result);
            CHECK(result.status == cases[i].want, "\"%s\": %s", cases[i].text,
                  quatrix_status_name(result.status));
        }
    }
}

static void feed_says_when_the_object_is_complete(void **state)
{
    static const char text[] = "{\"flag\":true}  ";
    struct outer out = { .present = 0 };
    struct quatrix_json json;

    (void)state;
    quatrix_json_init(&json, &outer_model, &out);
    for (size_t len = 0; len < sizeof text; len++) {
        enum quatrix_status status = quatrix_json_feed(&json, (const uint8_t *)text, len);
        assert_int_equal(len < strlen("{\"flag\":true}") ? QUATRIX_PENDING : QUATRIX_OK, status);
    }
    quatrix_json_init(&json, &outer_model, &out);
    assert_int_equal(QUATRIX_PENDING, quatrix_json_feed(&json, (const uint8_t *)"nul", 3));
    assert_int_equal(QUATRIX_OK, quatrix_json_feed(&json, (const uint8_t *)"null", 4));
    assert_int_equal(QUATRIX_E_JSON, quatrix_json_feed(&json, (const uint8_t *)"nullx", 5));
}

static void an_unknown_megabyte_passes_through_a_small_buffer(void **state)
{
    enum { SIZE = 384, LONG = 1000000 };
    static const char *const before[] = {
        "{\"number\":1,\"what\":\"", "{\"number\":1,\"what\":[\"", "{\"number\":1,\"what\":[1",
        "{\"number\":1,\"cut\":\"",  "{\"number\":1,\"",           "{\"number\":1,\"what\":{\""
    };
    static const char *const after[] = { "\",\"flag\":true}",   "\"],\"flag\":true}",
                                         "],\"flag\":true}",    "\",\"flag\":true}",
                                         "\":1,\"flag\":true}", "\":[{}]},\"flag\":true}" };
    static const size_t slices[] = { 1, 7, 383, 384 };
    char *text = malloc(LONG + 100);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(before); i++) {
        size_t len = strlen(before[i]);
        memcpy(text, before[i], len);
        memset(text + len, '1', LONG);
        memcpy(text + len + LONG, after[i], strlen(after[i]));
        len += LONG + strlen(after[i]);
        for (size_t s = 0; s < COUNT(slices); s++) {
            struct result result;
            run(text, len, SIZE, slices[s], &result);
            assert_int_equal(QUATRIX_OK, result.status);
            assert_int_equal(1, result.out.number);
            assert_true(result.out.flag);
            assert_true(quatrix_has(result.out.truncated, CUT) == (i == 3));
        }
    }
    free(text);
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
        cmocka_unit_test(members_may_come_in_any_order),
        cmocka_unit_test(what_an_array_cannot_hold_is_counted),
        cmocka_unit_test(surplus_elements_may_be_of_any_size),
        cmocka_unit_test(a_nested_object_needs_no_more_tokens_than_there_are),
        cmocka_unit_test(the_most_tokens_taken_are_remembered),
        cmocka_unit_test(any_buffer_gives_the_same_result_or_no_room),
        cmocka_unit_test(texts_of_an_array_are_cut_in_any_buffer),
        cmocka_unit_test(overflow_is_an_error_of_its_own_kind),
        cmocka_unit_test(a_member_that_does_not_fit_is_named),
        cmocka_unit_test(an_endless_string_at_the_top_is_refused),
        cmocka_unit_test(a_text_is_cut_by_its_row_and_not_by_the_buffer),
        cmocka_unit_test(a_cut_text_that_overflows_keeps_whole_characters),
        cmocka_unit_test(models_nest_as_deep_as_there_are_frames),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(a_reply_cut_anywhere_is_no_json),
        cmocka_unit_test(nothing_white_space_and_null_are_empty_replies),
        cmocka_unit_test(feed_says_when_the_object_is_complete),
        cmocka_unit_test(an_unknown_megabyte_passes_through_a_small_buffer),
    };

    return cmocka_run_group_tests_name("json/decode", tests, NULL, NULL);
}
