/* SPDX-License-Identifier: MIT */
/* Lists: their elements come one at a time into one struct, whatever the slicing. */
#include "json/decode.h"

#include "unit/unit.h"

struct meta {
    uint64_t present;
    uint64_t truncated;
    int64_t rank;
};
struct item {
    uint64_t present;
    uint64_t truncated;
    char id[8];
    int64_t size;
    struct meta meta;
    char any[12];
    struct {
        struct quatrix_count count;
        char item[2][4];
    } words;
};
struct folder {
    uint64_t present;
    uint64_t truncated;
    char name[8];
    int64_t after;
};

enum { ID, SIZE, META, ANY, WORDS };

static const struct quatrix_json_member meta_rows[] = { JSON_INT64("rank", struct meta, rank) };
static const struct quatrix_json_model meta_model = JSON_MODEL_OF(struct meta, meta_rows);
static const struct quatrix_json_model *const item_subs[] = { &meta_model };
static const struct quatrix_json_member item_rows[] = {
    [ID] = JSON_ID("id", struct item, id),
    [SIZE] = JSON_INT64("size", struct item, size),
    [META] = JSON_LENIENT_MODEL("meta", struct item, meta, 0),
    [ANY] = JSON_OBJECT("any", struct item, any),
    [WORDS] = JSON_TEXTS("words", struct item, words),
};
static const struct quatrix_json_nest item_model =
    JSON_NEST(JSON_MODEL_NEEDS(struct item, item_rows, ID), item_subs);

enum { NAME, CONTENT, AFTER };
static const struct quatrix_json_model *const folder_subs[] = { &item_model.model };
static const struct quatrix_json_member folder_rows[] = {
    [NAME] = JSON_TEXT("name", struct folder, name),
    [CONTENT] = JSON_STREAM("content", 0),
    [AFTER] = JSON_INT64("after", struct folder, after),
};
static const struct quatrix_json_nest folder_model =
    JSON_NEST(JSON_MODEL_OF(struct folder, folder_rows), folder_subs);

static const char *name_of(enum quatrix_status status, const char *member)
{
    static char text[64];

    snprintf(text, sizeof text, "%s(%s)", quatrix_status_name(status),
             member == NULL ? "" : member);
    return text;
}

/* What an element, or the folder, holds. */
static void say_item(struct unit_log *log, const struct item *item)
{
    unit_log(log, "[%s", item->id);
    if (quatrix_has(item->present, SIZE)) {
        unit_log(log, " %lld", (long long)item->size);
    }
    if (quatrix_has(item->present, META)) {
        unit_log(log, " rank=%lld", (long long)item->meta.rank);
    }
    if (quatrix_has(item->present, ANY)) {
        unit_log(log, " any=%s", item->any);
    }
    for (uint32_t i = 0; i < item->words.count.kept; i++) {
        unit_log(log, " %s", item->words.item[i]);
    }
    if (item->words.count.total > item->words.count.kept) {
        unit_log(log, " of %u", (unsigned)item->words.count.total);
    }
    if (item->truncated != 0) {
        unit_log(log, " cut=%llu", (unsigned long long)item->truncated);
    }
    unit_log(log, "]");
}

/* All events of a text, as text. Bare lists and lists in a folder. */
static void pull(bool bare, const char *text, size_t len, size_t size, size_t slice,
                 struct unit_log *log)
{
    uint8_t *work = malloc(size);
    enum quatrix_status status = QUATRIX_PENDING;
    struct quatrix_json json;
    struct folder folder = { 0 };
    struct item item;
    size_t held = 0;

    assert_non_null(work);
    memset(&json, 0xA5, sizeof json);
    memset(&item, 0xA5, sizeof item);
    if (bare) {
        quatrix_json_init_list(&json, &item_model.model, &item);
    } else {
        quatrix_json_init(&json, &folder_model.model, &folder);
        json.element = &item;
    }
    for (size_t at = 0; at < len && status >= 0;) {
        size_t n = size - held < slice ? size - held : slice;
        size_t keep;
        n = n < len - at ? n : len - at;
        memcpy(work + held, text + at, n);
        held += n;
        at += n;
        do {
            status = quatrix_json_feed(&json, work, held);
            if (status == QUATRIX_READY) {
                say_item(log, &item);
                memset(&item, 0xA5, sizeof item);
            } else if (status == QUATRIX_SKIPPED) {
                unit_log(log, "-%s", name_of((enum quatrix_status)json.reason, json.member));
            }
        } while (status == QUATRIX_READY || status == QUATRIX_SKIPPED);
        if (status < 0) {
            break;
        }
        keep = quatrix_json_scan_keep(&json.scan);
        held -= keep;
        memmove(work, work + keep, held);
        quatrix_json_scan_rebase(&json.scan, keep);
        if (held == size) {
            status = quatrix_json_overflow(&json, work, held);
            if (status == QUATRIX_OK) {
                quatrix_json_scan_rebase(&json.scan, held);
                held = 0;
            }
        }
    }
    if (status >= 0) {
        status = quatrix_json_finish(&json);
    }
    if (status != QUATRIX_OK) {
        unit_log(log, " %s", name_of(status, json.member));
    } else if (!bare) {
        unit_log(log, " %s %lld", folder.name, (long long)folder.after);
    }
    free(work);
}

struct list_case {
    const char *text;
    const char *want;
};

/* Every slicing, in a buffer of 64 bytes. */
static void check(bool bare, const struct list_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(cases[i].text);
        for (size_t slice = 1; slice <= len + 1; slice++) {
            static struct unit_log log; /* not on the stack, which is small on a device */
            log.len = 0;
            log.text[0] = 0;
            pull(bare, cases[i].text, len, 64, slice, &log);
            CHECK(strcmp(log.text, cases[i].want) == 0, "%s, %u at a time: %s, not %s",
                  cases[i].text, (unsigned)slice, log.text, cases[i].want);
        }
    }
}

static void a_bare_list(void **state)
{
    static const struct list_case cases[] = {
        { "[]", "" },
        { " [ ] ", "" },
        { "", "" },
        { "null", "" },
        { "[{\"id\":\"a\"}]", "[a]" },
        { "[{\"id\":\"a\",\"size\":1},{\"size\":2.0,\"id\":\"b\"} , {\"id\":\"c\"}]",
          "[a 1][b 2][c]" },
        /* nothing of one element is left in the next */
        { "[{\"id\":\"a\",\"size\":1,\"meta\":{\"rank\":4},\"any\":{\"x\":[1]},\"words\":[\"u\","
          "\"v\",\"w\"]},"
          "{\"id\":\"b\"}]",
          "[a 1 rank=4 any={\"x\":[1]} u v of 3 cut=16][b]" },
        { "[{\"id\":\"a\",\"any\":[1,2],\"x\":[[{}]],\"y\":{\"id\":7}}]", "[a any=[1,2]]" },
        /* of unknown form, and too large, or not an object at all */
        { "[{\"id\":\"a\",\"any\":{\"long\":123456789}},{\"id\":\"b\",\"any\":7},{\"id\":\"c\","
          "\"meta\":\"x\"}]",
          "[a cut=8][b cut=8][c cut=4]" },
        { "[{\"id\":\"a\",\"any\":null,\"meta\":null,\"words\":null}]", "[a]" },
        /* a single one without its array */
        { "{\"id\":\"a\",\"words\":[\"u\"]}", "[a u]" },
    };

    (void)state;
    check(true, cases, COUNT(cases));
}

static void a_bad_element_is_passed_over(void **state)
{
    static const struct list_case cases[] = {
        { "[{\"id\":\"a\"},{\"size\":1},{\"id\":\"b\"}]", "[a]-E_MISSING(id)[b]" },
        { "[{}]", "-E_MISSING(id)" },
        { "[{\"id\":\"\"},{\"id\":null},{\"id\":\"b\"}]", "-E_MISSING(id)-E_MISSING(id)[b]" },
        { "[{\"id\":\"a\",\"size\":\"x\",\"words\":[\"u\"]},{\"id\":\"b\"}]", "-E_TYPE(size)[b]" },
        { "[{\"id\":\"a\",\"size\":{\"id\":[{}]}},{\"id\":\"b\"}]", "-E_TYPE(size)[b]" },
        { "[{\"id\":\"a\",\"size\":99999999999999999999},{\"id\":\"b\"}]", "-E_RANGE(size)[b]" },
        { "[{\"id\":\"12345678\"},{\"id\":\"b\"}]", "-E_SPACE(id)[b]" },
        { "[{\"id\":\"a\",\"id\":\"c\",\"meta\":{\"rank\":1}},{\"id\":\"b\"}]",
          "-E_DUPLICATE(id)[b]" },
        { "[{\"id\":\"a\",\"words\":[\"u\",{}]},{\"id\":\"b\"}]", "-E_TYPE(words)[b]" },
        { "[{\"id\":\"a\",\"words\":[\"abcd\",\"u\"]},{\"id\":\"b\"}]", "-E_SPACE(words)[b]" },
        { "[1,\"x\",null,true,[],[[{}],1],{\"id\":\"b\"}]",
          "-E_TYPE()-E_TYPE()-E_TYPE()-E_TYPE()-E_TYPE()-E_TYPE()[b]" },
        /* larger than the buffer */
        { "[{\"id\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"},"
          "{\"id\":\"b\"}]",
          "-E_SPACE(id)[b]" },
        { "[\"0123456789012345678901234567890123456789012345678901234567890123456789\",{\"id\":"
          "\"b\"}]",
          "-E_TYPE()[b]" },
        { "[{\"id\":\"a\",\"any\":{"
          "\"0123456789012345678901234567890123456789012345678901234567890123\":1},"
          "\"size\":3},{\"id\":\"b\"}]",
          "[a 3 cut=8][b]" },
        { "{\"id\":7}", " E_TYPE(id)" },
    };

    (void)state;
    check(true, cases, COUNT(cases));
}

static void what_is_no_json_ends_the_list(void **state)
{
    static const struct list_case cases[] = {
        { "[{\"id\":\"a\"},", "[a] E_JSON(id)" },
        { "[{\"id\":\"a\"}", "[a] E_JSON(id)" },
        { "[{\"id\":\"a\"},{\"id\":\"b\"", "[a] E_JSON(id)" },
        { "[{\"id\":\"a\"},]", "[a] E_JSON(id)" },
        { "[{\"id\":\"a\"}{\"id\":\"b\"}]", "[a] E_JSON(id)" },
        { "[{\"id\":\"a\"}]]", "[a] E_JSON(id)" },
        { "[{\"id\":\"a\"}] x", "[a] E_JSON(id)" },
        { "[{\"id\":\"a\",\"size\":\"x\",}]", " E_JSON(size)" },
        { "[{\"size\":\"x\",\"y\":tru5},{\"id\":\"b\"}]", " E_JSON(size)" },
        { "[{\"x\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}]", " E_DEPTH()" },
        { "7 ", " E_TYPE()" },
    };

    (void)state;
    check(true, cases, COUNT(cases));
}

static void a_list_in_an_object(void **state)
{
    static const struct list_case cases[] = {
        { "{\"name\":\"f\",\"content\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"after\":7}",
          "[a][b] f 7" },
        { "{\"content\":[{\"id\":\"a\",\"meta\":{\"rank\":2}},5,{\"size\":1}],\"x\":[1],\"name\":"
          "\"f\"}",
          "[a rank=2]-E_TYPE()-E_MISSING(id) f 0" },
        { "{\"name\":\"f\",\"content\":[],\"after\":7}", " f 7" },
        { "{\"name\":\"f\",\"content\":null,\"after\":7}", " f 7" },
        { "{\"name\":\"f\",\"after\":7}", " f 7" },
        { "{\"content\":{\"id\":\"a\"}}", " E_TYPE(content)" },
        { "{\"content\":7}", " E_TYPE(content)" },
        { "{\"name\":\"f\",\"name\":\"g\"}", " E_DUPLICATE(name)" },
        { "{\"content\":[],\"content\":[]}", " E_DUPLICATE(content)" },
        { "{\"content\":[{\"id\":\"a\"}],\"after\":\"x\"}", "[a] E_TYPE(after)" },
        { "{\"content\":[{\"id\":\"a\"}]", "[a] E_JSON(id)" },
        { "[]", " E_TYPE()" },
    };

    (void)state;
    check(false, cases, COUNT(cases));
}

static void nobody_wants_the_list(void **state)
{
    static const char text[] = "{\"name\":\"f\",\"content\":[{\"id\":7},[]],\"after\":9}";
    struct folder folder = { 0 };
    struct quatrix_json json;

    (void)state;
    quatrix_json_init(&json, &folder_model.model, &folder);
    assert_int_equal(QUATRIX_OK, quatrix_json_feed(&json, (const uint8_t *)text, sizeof text - 1));
    assert_int_equal(QUATRIX_OK, quatrix_json_finish(&json));
    assert_string_equal("f", folder.name);
    assert_int_equal(9, folder.after);
}

/* An object that is needed whole, and not part of a list. */
static void a_reply_that_lacks_what_is_needed(void **state)
{
    static const char *const texts[] = { "{}", "", "null", "{\"size\":1}", "{\"id\":\"\"}" };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct item item = { 0 };
        struct quatrix_json json;
        quatrix_json_init(&json, &item_model.model, &item);
        assert_true(quatrix_json_feed(&json, (const uint8_t *)texts[i], strlen(texts[i])) >= 0);
        assert_int_equal(QUATRIX_E_MISSING, quatrix_json_finish(&json));
        assert_string_equal("id", json.member);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_list),
        cmocka_unit_test(a_bad_element_is_passed_over),
        cmocka_unit_test(what_is_no_json_ends_the_list),
        cmocka_unit_test(a_list_in_an_object),
        cmocka_unit_test(nobody_wants_the_list),
        cmocka_unit_test(a_reply_that_lacks_what_is_needed),
    };

    return cmocka_run_group_tests_name("json/list", tests, NULL, NULL);
}
