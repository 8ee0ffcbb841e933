/* SPDX-License-Identifier: MIT */
#include "unit/json/decode_model.h"

static const struct quatrix_json_member leaf_members[LEAF_MEMBERS] = {
    [LEAF_WORD] = JSON_CUT("word", struct leaf, word),
    [LEAF_TAGS] = JSON_CUTS("tags", struct leaf, tags),
};
const struct quatrix_json_model leaf_model = JSON_MODEL_OF(struct leaf, leaf_members);
static const struct quatrix_json_model *const inner_subs[] = { &leaf_model };

static const struct quatrix_json_member inner_members[INNER_MEMBERS] = {
    [INNER_ID] = JSON_ID("id", struct inner, id),
    [INNER_NOTE] = JSON_CUT("note", struct inner, note),
    [INNER_ON] = JSON_BOOL("on", struct inner, on),
    [INNER_N] = JSON_INT64("n", struct inner, n),
    [INNER_LEAF] = JSON_MODEL("leaf", struct inner, leaf, 0),
    [INNER_TAGS] = JSON_CUTS("tags", struct inner, tags),
    [INNER_LEAVES] = JSON_MODELS("leaves", struct inner, leaves, 0),
};
static const struct quatrix_json_nest inner_model =
    JSON_NEST(JSON_MODEL_OF(struct inner, inner_members), inner_subs);
static const struct quatrix_json_model *const outer_subs[] = { &leaf_model, &inner_model.model };

static const struct quatrix_json_member outer_members[OUTER_MEMBERS] = {
    [FLAG] = JSON_BOOL("flag", struct outer, flag),
    [NUMBER] = JSON_INT64("number", struct outer, number),
    [TIME] = JSON_TIME("time", struct outer, time),
    [TEXT_] = JSON_TEXT("text", struct outer, text),
    [CUT] = JSON_CUT("cut", struct outer, cut),
    [ID] = JSON_ID("id", struct outer, id),
    [INNER] = JSON_MODEL("inner", struct outer, inner, 1),
    [WORDS] = JSON_CUTS("words", struct outer, words),
    [CODES] = JSON_TEXTS("codes", struct outer, codes),
    [ANY] = JSON_ARRAY("any", struct outer, any, CUTS, 1),
    [LIST] = JSON_MODELS("list", struct outer, list, 1),
};
const struct quatrix_json_nest outer_model =
    JSON_NEST(JSON_MODEL_OF(struct outer, outer_members), outer_subs);

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
    unit_log(log, "]/%u%s ", (unsigned)count->total, truncated ? "*" : "");
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
    if (quatrix_has(inner->present, INNER_LEAVES)) {
        unit_log(log, "leaves=[");
        for (uint32_t i = 0; i < inner->leaves.count.kept; i++) {
            log_leaf(log, &inner->leaves.item[i]);
        }
        unit_log(log, "]/%u%s ", (unsigned)inner->leaves.count.total,
                 quatrix_has(inner->truncated, INNER_LEAVES) ? "*" : "");
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
        unit_log(log, "]/%u%s ", (unsigned)o->list.count.total,
                 quatrix_has(o->truncated, LIST) ? "*" : "");
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

void decode(const struct quatrix_json_model *model, void *out, const char *text, size_t len,
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

void run(const char *text, size_t len, size_t size, size_t slice, struct result *result)
{
    memset(&result->out, 0, sizeof result->out);
    decode(&outer_model.model, &result->out, text, len, size, slice, result);
}

void describe(const struct result *result, struct unit_log *log)
{
    log->len = 0;
    log->text[0] = 0;
    if (result->status != QUATRIX_OK) {
        unit_log(log, "%s", quatrix_status_name(result->status));
    } else {
        log_outer(log, &result->out);
    }
}

static void check_case(const struct decode_case *c)
{
    size_t len = strlen(c->text);
    static struct unit_log log;
    struct result result;

    for (size_t slice = 1; slice <= len; slice++) {
        run(c->text, len, len + 1, slice, &result);
        describe(&result, &log);
        CHECK(strcmp(log.text, c->want) == 0, "%s: %s\n  slices of %zu\n  want %s\n  got  %s",
              c->name, c->text, slice, c->want, log.text);
    }
}

void check_cases(const struct decode_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_case(&cases[i]);
    }
}
