/* SPDX-License-Identifier: MIT */
/* Requests of every form, filled at random: what is written is JSON, or a query, and says what the struct
   says; what may not be sent is refused by name. And what was decoded, encoded and decoded again is what
   it was. */
#include "documents.h"
#include "models.h"
#include "requests.h"

#include "json/encode.h"

#include "evidence/evidence.h"
#include "unit/unit.h"

enum { REQUESTS = 300, ROOM = 200000, TURNS = 100 };

static struct request_model models[MODELS_MAX];
static size_t count;
static struct request request;

static int find_models(void **state)
{
    (void)state;
    count = models_of_requests(models);
    return count > 0 ? 0 : -1;
}

/* Encode into exactly so many bytes. */
static enum quatrix_status encode(quatrix_json_encoder *encoder, const struct quatrix_form *form,
                                  const void *data, bool query, size_t size, struct bytes *text,
                                  bool *full, const char **member)
{
    static uint8_t room[ROOM];
    uint8_t *buf = size == ROOM ? room : malloc(size > 0 ? size : 1);
    struct quatrix_out out = { buf, size, 0, false };
    enum quatrix_status status;

    assert_non_null(buf);
    *member = "nothing";
    status = encoder(form, data, &out, query, member);
    text->len = 0;
    bytes_add(text, buf, out.len);
    *full = out.full;
    if (buf != room) {
        free(buf);
    }
    return status;
}

/* A form whose members stand for themselves in a query, or are all texts. */
static bool all_of(const struct quatrix_form *form, bool texts)
{
    for (size_t i = 0; i < form->count; i++) {
        unsigned type = form->members[i].type;
        bool text = type == QUATRIX_FIELD_STRING || type == QUATRIX_FIELD_DIGITS ||
                    (texts && type == QUATRIX_FIELD_BASE64);
        if (!text && (texts || (type != QUATRIX_FIELD_BOOL && type != QUATRIX_FIELD_INT64 &&
                                type != QUATRIX_FIELD_TIME))) {
            return false;
        }
    }
    return true;
}

/* Too small a buffer: nothing is written past it, and it is marked. */
static void check_sizes(struct random *random, const struct quatrix_form *form,
                        const struct bytes *due)
{
    for (unsigned i = 0; i < 4; i++) {
        size_t size = i == 0 ? due->len : random_below(random, (uint32_t)due->len);
        struct bytes got = { 0 };
        const char *member;
        bool full;
        enum quatrix_status status =
            encode(quatrix_json_encode, form, request.data, false, size, &got, &full, &member);
        assert_int_equal(QUATRIX_OK, status);
        CHECK(full == (size < due->len), "%zu of %zu bytes: full or not", size, due->len);
        CHECK(got.len <= size && (got.len == 0 || memcmp(got.at, due->at, got.len) == 0),
              "other bytes in %zu", size);
        bytes_free(&got);
    }
}

/* Models of nothing but texts have an encoder of their own. */
static void check_texts(const struct quatrix_form *form, const struct bytes *due,
                        enum quatrix_status due_status)
{
    struct bytes got = { 0 };
    const char *member;
    bool full;
    enum quatrix_status status;

    if (!all_of(form, true)) {
        return;
    }
    status =
        encode(quatrix_json_encode_texts, form, request.data, false, ROOM, &got, &full, &member);
    assert_int_equal(due_status, status);
    if (due_status == QUATRIX_OK) {
        assert_int_equal(due->len, got.len);
        assert_memory_equal(due->at, got.at, due->len);
    }
    bytes_free(&got);
}

static void check_query(const struct quatrix_form *form)
{
    struct bytes text = { 0 };
    const char *member;
    bool full;

    if (!all_of(form, false)) {
        return;
    }
    assert_int_equal(QUATRIX_OK, encode(quatrix_json_encode, form, request.data, true, ROOM, &text,
                                        &full, &member));
    request_check_query(form, request.data, text.at, text.len);
    bytes_free(&text);
}

/* True if it can be sent. */
static bool check(struct random *random, const struct request_model *m)
{
    const char *due_member = "";
    enum quatrix_status due = request_due(m->form, request.data, &due_member);
    struct bytes text = { 0 };
    const char *member;
    bool full;
    enum quatrix_status status =
        encode(quatrix_json_encode, m->form, request.data, false, ROOM, &text, &full, &member);

    CHECK(status == due, "%s, %s: %s due, got %s", m->name, due_member, quatrix_status_name(due),
          quatrix_status_name(status));
    check_texts(m->form, &text, due);
    if (due != QUATRIX_OK) {
        CHECK(member != NULL && strcmp(member, due_member) == 0, "%s: %s is at fault, not %s",
              m->name, due_member, member);
    } else {
        assert_null(member);
        assert_false(full);
        request_check(m->form, request.data, text.at, text.len);
        check_query(m->form);
        check_sizes(random, m->form, &text);
    }
    bytes_free(&text);
    return due == QUATRIX_OK;
}

static void a_request_says_what_its_struct_says(void **state)
{
    struct random random = { UINT64_C(0xA24BAED4963EE407) };
    unsigned long long requests = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        unsigned sent = 0;
        for (unsigned n = 0; n < REQUESTS; n++) {
            request_random(&random, models[i].form, n % 2 == 0 ? 0 : 15, &request);
            sent += check(&random, &models[i]);
            request_free(&request);
            requests++;
        }
        CHECK(sent >= REQUESTS / 2, "%s: %u of %d could be sent", models[i].name, sent, REQUESTS);
    }
    evidence("json/requests", requests);
}

/* Decoded, encoded, decoded. */

static bool is_text(const struct quatrix_json_member *reply)
{
    return reply->type == QUATRIX_JSON_AS_TEXT || reply->type == QUATRIX_JSON_AS_CUT ||
           reply->type == QUATRIX_JSON_AS_ID;
}

/* The member of the reply is of a kind that the field of the request can say. */
static bool goes_into(const struct quatrix_json_member *reply, const struct quatrix_field *row)
{
    if (strcmp(reply->name, row->name) != 0) {
        return false;
    }
    switch (row->type) {
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        return reply->type == QUATRIX_JSON_AS_BOOL;
    case QUATRIX_FIELD_INT64:
        return reply->type == QUATRIX_JSON_AS_INT64;
    case QUATRIX_FIELD_TIME:
        return reply->type == QUATRIX_JSON_AS_TIME;
    case QUATRIX_FIELD_STRING:
        return is_text(reply);
    case QUATRIX_FIELD_STRINGS:
        return reply->type == QUATRIX_JSON_AS_TEXTS || reply->type == QUATRIX_JSON_AS_CUTS;
    default:
        return false;
    }
}

static const struct quatrix_json_member *row_of_reply(const struct quatrix_json_model *reply,
                                                      const struct quatrix_field *row)
{
    for (size_t i = 0; i < reply->count; i++) {
        if (goes_into(&reply->members[i], row)) {
            return &reply->members[i];
        }
    }
    return NULL;
}

static bool have_members_in_common(const struct quatrix_json_model *reply,
                                   const struct quatrix_form *form)
{
    bool found = false;

    for (size_t i = 0; i < form->count; i++) {
        found = found || row_of_reply(reply, &form->members[i]) != NULL;
    }
    return found;
}

static bool is_present(const struct quatrix_json_model *reply, const uint8_t *out,
                       const struct quatrix_json_member *row)
{
    uint64_t present;

    memcpy(&present, out, sizeof present);
    return ((present >> (row - reply->members)) & 1) != 0;
}

static const char **texts_of(const uint8_t *at, const struct quatrix_json_member *row, size_t *n)
{
    struct quatrix_count kept;
    const char **texts;

    memcpy(&kept, at, sizeof kept);
    texts = calloc(kept.kept + 1U, sizeof *texts);
    assert_non_null(texts);
    for (size_t i = 0; i < kept.kept; i++) {
        texts[i] = (const char *)at + sizeof kept + i * quatrix_json_text_size(row);
    }
    *n = kept.kept;
    return texts;
}

/* Set a member of the request from one of the reply. False: the request may not say that. */
static bool copy_member(const struct quatrix_field *row, const struct quatrix_json_member *from,
                        const uint8_t *at, uint8_t *to)
{
    const char *text = (const char *)at;
    struct quatrix_texts texts;
    bool may = true;

    switch (row->type) {
    case QUATRIX_FIELD_STRING:
        memcpy(to, &text, sizeof text);
        return text_due(row, text) == QUATRIX_OK;
    case QUATRIX_FIELD_STRINGS:
        texts.item = texts_of(at, from, &texts.count);
        memcpy(to, &texts, sizeof texts);
        request.kept[request.count++] = (void *)(uintptr_t)texts.item;
        for (size_t i = 0; i < texts.count; i++) {
            may = may && text_due(row, texts.item[i]) == QUATRIX_OK;
        }
        return may;
    case QUATRIX_FIELD_BOOL:
    case QUATRIX_FIELD_LETTER:
        memcpy(to, at, sizeof(bool));
        return true;
    default:
        memcpy(to, at, sizeof(int64_t));
        return true;
    }
}

/* A request of all that the reply says and the request may say; how many members. */
static unsigned take_over(const struct quatrix_json_model *reply, const uint8_t *out,
                          const struct quatrix_form *form)
{
    uint64_t present = 0;
    unsigned members = 0;

    request.count = 1;
    request.data = request.kept[0] = calloc(1, form->size);
    assert_non_null(request.data);
    for (size_t i = 0; i < form->count; i++) {
        const struct quatrix_field *row = &form->members[i];
        const struct quatrix_json_member *from = row_of_reply(reply, row);
        if (from != NULL && is_present(reply, out, from) &&
            copy_member(row, from, out + from->offset, (uint8_t *)request.data + row->offset)) {
            present |= UINT64_C(1) << i;
            members++;
        }
    }
    memcpy(request.data, &present, sizeof present);
    return members;
}

static bool is_array(const struct quatrix_json_member *row)
{
    return row->type >= QUATRIX_JSON_AS_TEXTS;
}

static size_t size_of(const struct quatrix_json_member *row)
{
    return is_array(row) ? sizeof(struct quatrix_count) +
                               quatrix_json_capacity(row) * quatrix_json_text_size(row)
                         : row->arg;
}

/* What was sent has come back; how many texts of an array were left out is forgotten on the way. */
static void compare_members(const struct quatrix_json_model *reply, const struct quatrix_form *form,
                            const uint8_t *before, const uint8_t *after)
{
    uint64_t present;

    memcpy(&present, request.data, sizeof present);
    for (size_t i = 0; i < form->count; i++) {
        const struct quatrix_json_member *row = row_of_reply(reply, &form->members[i]);
        size_t skip;
        if (((present >> i) & 1) == 0) {
            continue;
        }
        skip = is_array(row) ? sizeof(struct quatrix_count) : 0;
        CHECK(is_present(reply, after, row), "%s has not come back", row->name);
        CHECK(memcmp(before + row->offset, after + row->offset, skip / 2) == 0 &&
                  memcmp(before + row->offset + skip, after + row->offset + skip,
                         size_of(row) - skip) == 0,
              "%s has changed on the way", row->name);
    }
}

/* The same model, but that the request may lack what the reply needs. */
static struct quatrix_json_nest without_needs(const struct quatrix_json_model *reply)
{
    struct quatrix_json_nest copy = { *reply, NULL };

    for (size_t i = 0; i < reply->count; i++) {
        unsigned type = reply->members[i].type;
        if (type == QUATRIX_JSON_AS_MODEL || type == QUATRIX_JSON_AS_MODELS) {
            copy.sub = ((const struct quatrix_json_nest *)reply)->sub;
        }
    }
    copy.model.needs = 0;
    return copy;
}

/* True if there was something to send. */
static bool turn(struct random *random, const struct quatrix_json_model *reply,
                 const struct quatrix_form *form)
{
    struct quatrix_json_nest lenient = without_needs(reply);
    struct shape shape = { &lenient.model, false, NULL };
    struct bytes text = { 0 };
    struct outcome before;
    struct outcome after;
    const char *member;
    bool full;
    unsigned members;

    document_random(random, &shape, 0, &text);
    decode_by_core(&shape, text.at, text.len, text.len + 1, text.len, &before);
    members = before.status == QUATRIX_OK ? take_over(reply, before.out.at, form) : 0;
    if (members > 0 && request_due(form, request.data, &member) == QUATRIX_OK) {
        assert_int_equal(QUATRIX_OK, encode(quatrix_json_encode, form, request.data, false, ROOM,
                                            &text, &full, &member));
        decode_by_core(&shape, text.at, text.len, text.len + 1, 5, &after);
        assert_int_equal(QUATRIX_OK, after.status);
        compare_members(reply, form, before.out.at, after.out.at);
        outcome_free(&after);
    } else {
        members = 0;
    }
    request_free(&request);
    outcome_free(&before);
    bytes_free(&text);
    return members > 0;
}

static void what_is_decoded_encoded_and_decoded_stays_what_it_is(void **state)
{
    static struct reply_model replies[MODELS_MAX];
    struct random random = { UINT64_C(0x8BB84B93962EACC9) };
    size_t replies_count = models_of_replies(replies);
    unsigned long long turns = 0;

    (void)state;
    for (size_t i = 0; i < replies_count; i++) {
        for (size_t k = 0; k < count; k++) {
            bool any = have_members_in_common(replies[i].shape.model, models[k].form);
            for (unsigned n = 0; any && n < TURNS; n++) {
                turns += turn(&random, replies[i].shape.model, models[k].form);
            }
        }
    }
    evidence("json/turns", turns);
    assert_true(turns > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_says_what_its_struct_says),
        cmocka_unit_test(what_is_decoded_encoded_and_decoded_stays_what_it_is),
    };

    return cmocka_run_group_tests_name("json/requests", tests, find_models, NULL);
}
