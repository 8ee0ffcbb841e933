/* SPDX-License-Identifier: MIT */
/* Requests of the families file and upload: what is sent, what no call can be made of. Looking up a
   path, what became of several items, lists with the folder around them. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

static const char *const ids[] = { "a-1", "b-2", "c-3" };
static const struct quatrix_texts two = { ids, 2 };

static void open_large(struct bench *b)
{
    bench_prepare(b);
    b->config.work_size = 6000;
    bench_begin(b, BENCH_SESSION);
}

/* Refused, named, and not a single operation of the transport called; the client is idle. */
static void check_refused(struct bench *b, enum quatrix_status due, const char *member,
                          enum quatrix_status got)
{
    const char *named = quatrix_client_error(&b->client)->member;

    CHECK_ENDS(due, b, got);
    CHECK_TEXT(member, named == NULL ? "NULL" : named);
    CHECK_NUMBER(QUATRIX_PHASE_REQUEST, quatrix_client_error(&b->client)->phase);
    CHECK_NUMBER(0, b->all_calls);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b->client));
    for (size_t i = 0; i < b->config.work_size; i++) {
        CHECK(b->work[i] == 0 || b->work[i] == 0x5A); /* as bench_begin() left it, or wiped */
    }
}

/* Would be sent; is not. */
static void check_accepted(struct bench *b, enum quatrix_status got)
{
    CHECK_STATUS(QUATRIX_PENDING, got);
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b->client));
}

/* The body that was rendered into the work buffer. */
static const char *rendered(const struct bench *b)
{
    static char text[6000];
    const char *body;

    memcpy(text, b->work, b->client.priv.request_len);
    text[b->client.priv.request_len] = 0;
    body = strstr(text, "\r\n\r\n");
    assert_non_null(body);
    return body + 4;
}

static void append(char *to, size_t size, const char *more)
{
    size_t len = strlen(to);

    (void)snprintf(to + len, size - len, "%s", more);
}

static char long_name[1200];

/* So many characters of so many bytes each. */
static const char *name_of(size_t characters, size_t bytes)
{
    static const char *const character[] = { "", "n", "\xC3\xA4", "\xE2\x82\xAC",
                                             "\xF0\x9F\x94\xA7" };

    long_name[0] = 0;
    for (size_t i = 0; i < characters; i++) {
        memcpy(long_name + i * bytes, character[bytes], bytes + 1);
    }
    return long_name;
}

static const struct {
    const char *name; /* NULL: of name_of() */
    size_t characters;
    size_t bytes;
    enum quatrix_status due;
} names[] = {
    { "a", 0, 0, QUATRIX_OK },
    { " a", 0, 0, QUATRIX_OK },
    { "a b.c", 0, 0, QUATRIX_OK },
    { "...", 0, 0, QUATRIX_OK },
    { ".a", 0, 0, QUATRIX_OK },
    { "..a", 0, 0, QUATRIX_OK },
    { "a..", 0, 0, QUATRIX_OK },
    { ":*?\"<>|", 0, 0, QUATRIX_OK },
    { "\xC2\x85", 0, 0, QUATRIX_OK }, /* no control character of ASCII */
    { NULL, 255, 1, QUATRIX_OK },
    { NULL, 255, 2, QUATRIX_OK },
    { NULL, 255, 3, QUATRIX_OK },
    { NULL, 255, 4, QUATRIX_OK },
    { "", 0, 0, QUATRIX_E_ARGUMENT },
    { NULL, 0, 0, QUATRIX_E_ARGUMENT }, /* NULL itself */
    { NULL, 256, 1, QUATRIX_E_TOO_LONG },
    { NULL, 256, 2, QUATRIX_E_TOO_LONG },
    { NULL, 256, 4, QUATRIX_E_TOO_LONG },
    { ".", 0, 0, QUATRIX_E_TEXT },
    { "..", 0, 0, QUATRIX_E_TEXT },
    { "a\\b", 0, 0, QUATRIX_E_TEXT },
    { "a ", 0, 0, QUATRIX_OK }, /* what is known disagrees: the server decides */
    { " ", 0, 0, QUATRIX_OK },
    { "a\n", 0, 0, QUATRIX_E_TEXT },
    { "a\tb", 0, 0, QUATRIX_E_TEXT },
    { "\x01", 0, 0, QUATRIX_E_TEXT },
    { "a\x7F", 0, 0, QUATRIX_E_TEXT },
    { "\x80", 0, 0, QUATRIX_E_TEXT },
    { "a\xC3", 0, 0, QUATRIX_E_TEXT },
    { "\xC0\xAF", 0, 0, QUATRIX_E_TEXT }, /* a slash in disguise */
    { "\xED\xA0\x80", 0, 0, QUATRIX_E_TEXT },
    /* No names, but paths. */
    { "a/b", 0, 0, QUATRIX_E_TEXT },
    { "/", 0, 0, QUATRIX_E_TEXT },
    { "/a", 0, 0, QUATRIX_E_TEXT },
    { "a/", 0, 0, QUATRIX_E_TEXT },
    { "../a", 0, 0, QUATRIX_E_TEXT },
};

static enum quatrix_status use_name(struct bench *b, unsigned place, const char *name)
{
    struct quatrix_file_one_request one = { QUATRIX_BIT(QUATRIX_FILE_ONE_FILE_ID) |
                                                QUATRIX_BIT(QUATRIX_FILE_ONE_TARGET_ID) |
                                                QUATRIX_BIT(QUATRIX_FILE_ONE_NAME),
                                            "f",
                                            "d",
                                            name,
                                            0,
                                            false,
                                            NULL };

    switch (place) {
    case 0:
        return quatrix_file_makedir_start(&b->client, "d", name, true, &b->out.file);
    case 1:
        return quatrix_file_rename_start(&b->client, "f", name, true, &b->out.file_rename);
    case 2:
        return quatrix_file_copyone_start(&b->client, &one, &b->out.file);
    case 3:
        return quatrix_file_moveone_start(&b->client, &one, &b->out.file);
    case 4:
        return quatrix_upload_link_start(&b->client, name, "d", false, 1, &b->out.upload_session);
    default:
        return quatrix_file_modify_start(&b->client, "f", 0, name, &b->out.upload_session);
    }
}

static void each_name_is_judged_wherever_it_goes(void **state)
{
    (void)state;
    for (unsigned place = 0; place < 6; place++) {
        for (size_t i = 0; i < COUNT(names); i++) {
            const char *name = names[i].name;
            enum quatrix_status got;
            struct bench b;
            if (name == NULL && names[i].characters > 0) {
                name = name_of(names[i].characters, names[i].bytes);
            }
            if (name == NULL && place == 5) {
                continue; /* it is left as it is */
            }
            bench_case("place %u, name %zu", place, i);
            open_large(&b);
            got = use_name(&b, place, name);
            if (names[i].due == QUATRIX_OK) {
                check_accepted(&b, got);
            } else {
                check_refused(&b, names[i].due, "name", got);
            }
            bench_close(&b);
        }
    }
}

/* A path is names with slashes between them, or nothing. */
static void each_name_of_a_path_is_judged(void **state)
{
    static const struct {
        const char *before;
        const char *behind;
    } around[] = { { "", "" }, { "a/", "" }, { "", "/b" }, { "a/\xC3\xA4/", "/c/d" } };
    static char path[1400];
    struct bench b;

    (void)state;
    for (size_t k = 0; k < COUNT(around); k++) {
        for (size_t i = 0; i < COUNT(names) - 5; i++) {
            const char *name = names[i].name;
            enum quatrix_status due = names[i].due;
            enum quatrix_status got;
            if (name == NULL && names[i].characters == 0) {
                continue;
            }
            name = name == NULL ? name_of(names[i].characters, names[i].bytes) : name;
            due = k == 0 && name[0] == 0 ? QUATRIX_OK : due;
            bench_case("around %zu, name %zu", k, i);
            (void)snprintf(path, sizeof path, "%s%s%s", around[k].before, name, around[k].behind);
            open_large(&b);
            got = quatrix_file_id_start(&b.client, path, NULL, &b.out.file_id);
            if (due == QUATRIX_OK) {
                check_accepted(&b, got);
            } else {
                check_refused(&b, due, "path", got);
            }
            bench_close(&b);
        }
    }
    bench_case("no path");
    open_large(&b);
    check_refused(&b, QUATRIX_E_ARGUMENT, "path",
                  quatrix_file_id_start(&b.client, NULL, NULL, &b.out.file_id));
    check_refused(&b, QUATRIX_E_ARGUMENT, "path",
                  quatrix_file_id_start(&b.client, "/", NULL, &b.out.file_id));
    check_refused(&b, QUATRIX_E_ARGUMENT, "path",
                  quatrix_file_id_start(&b.client, "a//b", NULL, &b.out.file_id));
    bench_close(&b);
    bench_case("a path that does not fit");
    memset(path, 'n', 760);
    path[250] = path[500] = '/';
    path[750] = 0;
    bench_open(&b, NULL, 0);
    CHECK_STATUS(QUATRIX_E_SPACE, quatrix_file_id_start(&b.client, path, NULL, &b.out.file_id));
    CHECK_NUMBER(0, b.all_calls);
    bench_close(&b);
}

static void each_identifier_is_judged(void **state)
{
    static const struct {
        const char *id;
        enum quatrix_status due;
    } bad[] = {
        { "", QUATRIX_E_ARGUMENT },
        { "a b", QUATRIX_E_TEXT },
        { "\xC3\xA4", QUATRIX_E_TEXT },
        { "a\r\nb", QUATRIX_E_TEXT },
        { "01234567890123456789012345678901234567890123456789012345678901234", QUATRIX_E_TOO_LONG },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *id = bad[i].id;
        const struct quatrix_texts bad_ids = { &bad[i].id, 1 };
        struct quatrix_file_one_request one = { 7, "f", id, "n", 0, false, NULL };
        struct bench b;
        struct quatrix_client *c = &b.client;
        bench_case("identifier %zu", i);
        open_large(&b);
        check_refused(&b, bad[i].due, "id",
                      quatrix_file_metadata_start(c, id, &b.out.file_metadata));
        check_refused(&b, bad[i].due, "id",
                      quatrix_file_list_start(c, id, &b.out.listing.folder, &b.out.listing.file));
        check_refused(&b, bad[i].due, "id",
                      quatrix_file_set_metadata_start(c, id, 0, &b.out.file_set_metadata));
        check_refused(&b, bad[i].due, "id", quatrix_file_info_start(c, id, &b.out.file_info));
        check_refused(&b, bad[i].due, "id", quatrix_file_size_start(c, id, &b.out.file_size));
        check_refused(&b, bad[i].due, "parent_id",
                      quatrix_file_id_start(c, "a", id, &b.out.file_id));
        check_refused(&b, bad[i].due, "target",
                      quatrix_file_makedir_start(c, id, "n", true, &b.out.file));
        check_refused(&b, bad[i].due, "id",
                      quatrix_file_rename_start(c, id, "n", true, &b.out.file_rename));
        check_refused(&b, bad[i].due, "target_id",
                      quatrix_file_copyone_start(c, &one, &b.out.file));
        one.file_id = id;
        check_refused(&b, bad[i].due, "file_id", quatrix_file_moveone_start(c, &one, &b.out.file));
        check_refused(&b, bad[i].due, "ids",
                      quatrix_file_copy_start(c, &bad_ids, "d", true, &b.out.job));
        check_refused(&b, bad[i].due, "target",
                      quatrix_file_move_start(c, &two, id, true, &b.out.file_outcome));
        check_refused(&b, bad[i].due, "ids",
                      quatrix_file_delete_start(c, &bad_ids, true, &b.out.file_outcome));
        check_refused(&b, bad[i].due, "id",
                      quatrix_file_empty_trash_start(c, id, &b.out.file_erased));
        check_refused(&b, bad[i].due, "id", quatrix_file_tags_start(c, id, &b.out.file_tag));
        check_refused(&b, bad[i].due, "id",
                      quatrix_file_add_tag_start(c, id, "text", "v", &b.out.file_tag));
        check_refused(
            &b, bad[i].due, "id",
            quatrix_file_diff_start(c, id, 0, 0, &b.out.changes.diff, &b.out.changes.change));
        check_refused(&b, bad[i].due, "ids",
                      quatrix_file_download_link_start(c, &bad_ids, &b.out.id));
        check_refused(&b, bad[i].due, "id", quatrix_file_download_start(c, id));
        check_refused(&b, bad[i].due, "id", quatrix_file_csv_start(c, id));
        check_refused(&b, bad[i].due, "id", quatrix_file_preview_start(c, id, &b.out.file_preview));
        check_refused(&b, bad[i].due, "id", quatrix_file_wopi_token_start(c, id, &b.out.id));
        check_refused(&b, bad[i].due, "parent_id",
                      quatrix_upload_link_start(c, "n", id, true, 1, &b.out.upload_session));
        check_refused(&b, bad[i].due, "id",
                      quatrix_file_modify_start(c, id, 0, NULL, &b.out.upload_session));
        check_refused(&b, bad[i].due, "id",
                      quatrix_upload_finalize_start(c, id, 0, &b.out.upload_finalize));
        bench_close(&b);
    }
}

static void what_else_a_call_needs_is_judged_too(void **state)
{
    static const struct quatrix_texts none = { ids, 0 };
    static const struct quatrix_texts nowhere = { NULL, 2 };
    static const struct quatrix_search_request search = { 0 };
    static const struct quatrix_search_query_list no_list = { NULL, 1 };
    struct quatrix_search_request broken = { 1, no_list, { NULL, 0 } };
    struct quatrix_file_one_request one = { 0, "f", "d", "n", 0, false, NULL };
    struct bench b;
    struct quatrix_client *c = &b.client;

    (void)state;
    bench_case("other arguments");
    open_large(&b);
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_file_metadata_start(c, "f", NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_file_metadata_start(c, NULL, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_file_list_start(c, "d", NULL, &b.out.listing.file));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_file_list_start(c, NULL, &b.out.listing.folder, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_file_diff_start(c, "d", 0, 0, NULL, &b.out.changes.change));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_file_diff_start(c, "d", 0, 0, &b.out.changes.diff, NULL));
    check_refused(
        &b, QUATRIX_E_ARGUMENT, "id",
        quatrix_file_diff_start(c, NULL, 0, 0, &b.out.changes.diff, &b.out.changes.change));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_file_search_start(c, &search, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request",
                  quatrix_file_search_start(c, NULL, &b.out.file));
    check_refused(&b, QUATRIX_E_ARGUMENT, "_and",
                  quatrix_file_search_start(c, &broken, &b.out.file));
    broken.present = 4;
    check_refused(&b, QUATRIX_E_ARGUMENT, "present",
                  quatrix_file_search_start(c, &broken, &b.out.file));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request",
                  quatrix_file_copyone_start(c, NULL, &b.out.file));
    for (unsigned i = 0; i < 3; i++) {
        static const char *const required[] = { "file_id", "target_id", "name" };
        one.present = 7 & ~(UINT64_C(1) << i);
        check_refused(&b, QUATRIX_E_ARGUMENT, required[i],
                      quatrix_file_moveone_start(c, &one, &b.out.file));
    }
    one.present = 64 | 7;
    check_refused(&b, QUATRIX_E_ARGUMENT, "present",
                  quatrix_file_copyone_start(c, &one, &b.out.file));
    check_refused(&b, QUATRIX_E_ARGUMENT, "ids",
                  quatrix_file_copy_start(c, NULL, "d", true, &b.out.job));
    check_refused(&b, QUATRIX_E_ARGUMENT, "ids",
                  quatrix_file_move_start(c, &none, "d", true, &b.out.file_outcome));
    check_refused(&b, QUATRIX_E_ARGUMENT, "ids",
                  quatrix_file_delete_start(c, &nowhere, true, &b.out.file_outcome));
    check_refused(&b, QUATRIX_E_ARGUMENT, "ids",
                  quatrix_file_download_link_start(c, &none, &b.out.id));
    check_refused(&b, QUATRIX_E_ARGUMENT, "target",
                  quatrix_file_move_start(c, &two, NULL, true, &b.out.file_outcome));
    check_refused(&b, QUATRIX_E_ARGUMENT, "type",
                  quatrix_file_add_tag_start(c, "f", NULL, "v", &b.out.file_tag));
    check_refused(&b, QUATRIX_E_TOO_LONG, "type",
                  quatrix_file_add_tag_start(c, "f", "sixteen-letters-", "v", &b.out.file_tag));
    check_refused(&b, QUATRIX_E_ARGUMENT, "value",
                  quatrix_file_add_tag_start(c, "f", "text", NULL, &b.out.file_tag));
    check_refused(&b, QUATRIX_E_TEXT, "value",
                  quatrix_file_add_tag_start(c, "f", "text", "a\nb", &b.out.file_tag));
    check_refused(&b, QUATRIX_E_TOO_LONG, "value",
                  quatrix_file_add_tag_start(c, "f", "text", name_of(501, 2), &b.out.file_tag));
    check_accepted(&b,
                   quatrix_file_add_tag_start(c, "f", "text", name_of(500, 2), &b.out.file_tag));
    check_accepted(&b, quatrix_file_add_tag_start(c, "f", "text", "", &b.out.file_tag));
    bench_close(&b);
}

static void every_function_bears_null_for_a_client_and_a_busy_one(void **state)
{
    struct quatrix_file_one_request one = { 7, "f", "d", "n", 0, false, NULL };
    struct bench b;

    (void)state;
    for (unsigned busy = 0; busy < 2; busy++) {
        enum quatrix_status due = busy != 0 ? QUATRIX_E_BUSY : QUATRIX_E_ARGUMENT;
        struct quatrix_client *c = busy != 0 ? &b.client : NULL;
        bench_case("busy %u", busy);
        open_large(&b);
        CHECK_STATUS(QUATRIX_PENDING, quatrix_profile_info_start(&b.client, &b.out.info));
        CHECK_STATUS(due, quatrix_file_makedir(c, "d", "/", true, &b.out.file));
        CHECK_STATUS(due, quatrix_file_rename(c, "f", "/", true, &b.out.file_rename));
        CHECK_STATUS(due, quatrix_file_copyone(c, &one, &b.out.file));
        CHECK_STATUS(due, quatrix_file_id(c, "/", NULL, &b.out.file_id));
        CHECK_STATUS(due, quatrix_file_list(c, NULL, &b.out.listing.folder, &b.out.listing.file));
        CHECK_STATUS(due,
                     quatrix_file_diff(c, "d", 0, 0, &b.out.changes.diff, &b.out.changes.change));
        CHECK_STATUS(due, quatrix_file_metadata(c, NULL, &b.out.file_metadata));
        CHECK_STATUS(due, quatrix_file_empty_trash(c, NULL, &b.out.file_erased));
        CHECK_STATUS(due, quatrix_upload_link(c, "/", "d", true, 1, &b.out.upload_session));
        CHECK_STATUS(due, quatrix_file_modify(c, "f", 0, "/", &b.out.upload_session));
        CHECK(b.client.priv.element == NULL); /* the call that runs is left alone */
        bench_close(&b);
    }
}

/* Each member alone and with any other one: sent when it is marked, in the order of the API. */
static void what_is_marked_is_sent_and_nothing_else(void **state)
{
    static const char *const members[] = {
        "\"file_id\":\"f\"",           "\"target_id\":\"d\"", "\"name\":\"n\"",
        "\"mtime\":1699400000.123456", "\"resolve\":true",    "\"resolve_mode\":\"overwrite\"",
    };
    struct quatrix_file_one_request one = { 0,    "f",        "d", "n", INT64_C(1699400000123456),
                                            true, "overwrite" };

    (void)state;
    for (uint64_t mask = 7; mask < QUATRIX_BIT(QUATRIX_FILE_ONE_MEMBERS); mask += 8) {
        char body[300] = "{";
        struct bench b;
        bench_case("members %u", (unsigned)mask);
        for (unsigned m = 0; m < COUNT(members); m++) {
            if (quatrix_has(mask, m)) {
                append(body, sizeof body, body[1] == 0 ? "" : ",");
                append(body, sizeof body, members[m]);
            }
        }
        append(body, sizeof body, "}");
        one.present = mask;
        open_large(&b);
        CHECK_STATUS(QUATRIX_PENDING, quatrix_file_copyone_start(&b.client, &one, &b.out.file));
        CHECK_TEXT(body, rendered(&b));
        bench_close(&b);
    }
}

static void a_search_is_sent_as_it_is_nested(void **state)
{
    static const struct quatrix_search_tag tags[] = { { 3, "from", "dana.k@example.org" },
                                                      { 1, "fifteen-letters", NULL },
                                                      { 2, NULL, "" },
                                                      { 0, NULL, NULL } };
    static const char *const some_names[] = { "a\"b", "\xC3\xA4" };
    static const int64_t times[] = { 0, -1, INT64_C(1699400000000001) };
    static const struct quatrix_search_query queries[] = {
        {
            .present = QUATRIX_BIT(QUATRIX_SEARCH_MEMBERS) - 1,
            .tag = { 3, { tags, 4 }, { tags, 1 } },
            .name = { 3, { some_names, 1 }, { some_names, 2 } },
            .created = QUATRIX_SEARCH_ALL_OF(times),
            .modified = QUATRIX_SEARCH_ANY_OF(times),
        },
        {
            .present = QUATRIX_BIT(QUATRIX_SEARCH_TAG) | QUATRIX_BIT(QUATRIX_SEARCH_CREATED),
            .tag = { 1, { NULL, 0 }, { NULL, 0 } },
        },
    };
    static const struct quatrix_search_request request = QUATRIX_SEARCH_ALL_OF(queries);
    static const struct quatrix_search_request either = QUATRIX_SEARCH_ANY_OF(queries);
    static const struct quatrix_search_request anything = { 0 };
    static const char due[] =
        "[{\"tag\":{\"_and\":[{\"type\":\"from\",\"value\":\"dana.k@example.org\"},"
        "{\"type\":\"fifteen-letters\"},{\"value\":\"\"},{}],\"_or\":[{\"type\":\"from\",\"value\":"
        "\"dana.k@example.org\"}]},\"name\":{\"_and\":[\"a\\\"b\"],\"_or\":[\"a\\\"b\","
        "\"\xC3\xA4\"]},\"created\":{\"_and\":[0,-0.000001,1699400000.000001]},\"modified\":"
        "{\"_or\":[0,-0.000001,1699400000.000001]}},{\"tag\":{\"_and\":[]},\"created\":{}}]";
    char body[800];
    struct bench b;

    (void)state;
    bench_case("searches");
    open_large(&b);
    CHECK_STATUS(QUATRIX_PENDING, quatrix_file_search_start(&b.client, &request, &b.out.file));
    (void)snprintf(body, sizeof body, "{\"_and\":%s}", due);
    CHECK_TEXT(body, rendered(&b));
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
    CHECK_STATUS(QUATRIX_PENDING, quatrix_file_search_start(&b.client, &either, &b.out.file));
    (void)snprintf(body, sizeof body, "{\"_or\":%s}", due);
    CHECK_TEXT(body, rendered(&b));
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
    CHECK_STATUS(QUATRIX_PENDING, quatrix_file_search_start(&b.client, &anything, &b.out.file));
    CHECK_TEXT("{}", rendered(&b));
    bench_close(&b);
}

/* The member at fault is named at whatever depth it is. */
static void a_search_with_a_fault_is_refused(void **state)
{
    static const struct quatrix_search_tag bad_tags[] = { { 1, "", NULL } };
    static const struct quatrix_search_tag long_tags[] = { { 1, "sixteen-letters-", NULL } };
    static const struct quatrix_search_tag stray_tags[] = { { 4, "to", "v" } };
    static const char *const bad_names[] = { "a", "" };
    static const char *const null_names[] = { NULL };
    static const char *const control_names[] = { "a\nb" };
    static const struct {
        struct quatrix_search_query query;
        enum quatrix_status due;
        const char *member;
    } faults[] = {
        { { .present = 1, .tag = QUATRIX_SEARCH_ALL_OF(bad_tags) }, QUATRIX_E_ARGUMENT, "type" },
        { { .present = 1, .tag = QUATRIX_SEARCH_ALL_OF(long_tags) }, QUATRIX_E_TOO_LONG, "type" },
        { { .present = 1, .tag = QUATRIX_SEARCH_ANY_OF(stray_tags) }, QUATRIX_E_ARGUMENT, "_or" },
        { { .present = 1, .tag = { 1, { NULL, 1 }, { NULL, 0 } } }, QUATRIX_E_ARGUMENT, "_and" },
        { { .present = 2, .name = QUATRIX_SEARCH_ANY_OF(bad_names) }, QUATRIX_E_ARGUMENT, "_or" },
        { { .present = 2, .name = QUATRIX_SEARCH_ALL_OF(null_names) }, QUATRIX_E_ARGUMENT, "_and" },
        { { .present = 2, .name = QUATRIX_SEARCH_ALL_OF(control_names) }, QUATRIX_E_TEXT, "_and" },
        { { .present = 4, .created = { 2, { NULL, 0 }, { NULL, 1 } } }, QUATRIX_E_ARGUMENT, "_or" },
        { { .present = 8, .modified = { 4, { NULL, 0 }, { NULL, 0 } } },
          QUATRIX_E_ARGUMENT,
          "modified" },
        { { .present = 16 }, QUATRIX_E_ARGUMENT, "_and" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct quatrix_search_request request = { 1, { &faults[i].query, 1 }, { NULL, 0 } };
        struct bench b;
        bench_case("fault %zu", i);
        open_large(&b);
        check_refused(&b, faults[i].due, faults[i].member,
                      quatrix_file_search_start(&b.client, &request, &b.out.file));
        bench_close(&b);
    }
}

/* Nothing there, however the server says so; and what only looks like it. */
static void nothing_at_a_path_is_one_status(void **state)
{
    static const struct {
        const char *line;
        const char *body;
        enum quatrix_status due;
        unsigned http;
    } replies[] = {
        { "200 OK", "{\"file_id\":\"f\"}", QUATRIX_OK, 200 },
        { "200 OK", "{\"file_id\":\"\",\"parent_id\":\"d\"}", QUATRIX_E_MISSING, 200 },
        { "200 OK", "{\"file_id\":null}", QUATRIX_E_MISSING, 200 },
        { "200 OK", "{}", QUATRIX_E_MISSING, 200 },
        { "200 OK", "", QUATRIX_E_MISSING, 200 },
        { "404 Not Found", "{\"code\":20,\"msg\":\"no\"}", QUATRIX_E_MISSING, 404 },
        { "404 Not Found", "{\"code\":90}", QUATRIX_E_MISSING, 404 },
        { "404 Not Found", "", QUATRIX_E_MISSING, 404 },
        { "404 Not Found", "{\"code\":12,\"msg\":\"host\"}", QUATRIX_E_HTTP, 404 },
        { "400 Bad Request", "{\"code\":20}", QUATRIX_E_HTTP, 400 },
        { "500 No", "", QUATRIX_E_SERVER, 500 },
        { "200 OK", "{\"file_id\":7}", QUATRIX_E_TYPE, 200 },
        { "200 OK", "{\"file_id\":\"f\"", QUATRIX_E_JSON, 200 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        struct bench b;
        bench_case("%s %s", replies[i].line, replies[i].body);
        bench_open(&b, NULL, 0);
        answer(&b, 0, replies[i].line, JSON, replies[i].body);
        CHECK_ENDS(replies[i].due, &b, quatrix_file_id(&b.client, "a", NULL, &b.out.file_id));
        CHECK_NUMBER(replies[i].http, quatrix_client_error(&b.client)->http_status);
        if (replies[i].due == QUATRIX_E_MISSING) {
            CHECK_TEXT("file_id", quatrix_client_error(&b.client)->member);
            CHECK_NUMBER(0, b.calls[BENCH_CLOSE]); /* nothing is wrong with the connection */
        }
        bench_close(&b);
    }
    {
        struct bench b;
        bench_case("cancelled");
        bench_open(&b, NULL, 0);
        CHECK_STATUS(QUATRIX_PENDING, quatrix_file_id_start(&b.client, "a", NULL, &b.out.file_id));
        CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
        CHECK_STATUS(QUATRIX_E_CANCELLED, quatrix_client_error(&b.client)->status);
        bench_close(&b);
    }
}

static void an_outcome_keeps_what_fits_and_counts_the_rest(void **state)
{
    (void)state;
    for (unsigned n = 0; n < QUATRIX_IDS_MAX + 5; n++) {
        const struct quatrix_file_outcome *outcome;
        char body[1000] = "{\"ids\":[";
        struct bench b;
        bench_case("%u identifiers", n);
        for (unsigned i = 0; i < n; i++) {
            (void)snprintf(body + strlen(body), 20, "%s\"f-%u\"", i > 0 ? "," : "", i);
        }
        append(body, sizeof body, "]}");
        bench_open(&b, NULL, n);
        answer(&b, 0, "200 OK", JSON, body);
        CHECK_ENDS(QUATRIX_OK, &b,
                   quatrix_file_delete(&b.client, &two, false, &b.out.file_outcome));
        outcome = &b.out.file_outcome;
        CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_OUTCOME_IDS), outcome->present);
        CHECK_NUMBER(n, outcome->ids.count.total);
        CHECK_NUMBER(n < QUATRIX_IDS_MAX ? n : QUATRIX_IDS_MAX, outcome->ids.count.kept);
        CHECK_NUMBER(n > QUATRIX_IDS_MAX ? QUATRIX_BIT(QUATRIX_FILE_OUTCOME_IDS) : 0,
                     outcome->truncated);
        for (unsigned i = 0; i < outcome->ids.count.kept; i++) {
            char id[20];
            (void)snprintf(id, sizeof id, "f-%u", i);
            CHECK_TEXT(id, outcome->ids.item[i].text);
        }
        bench_close(&b);
    }
}

/* Neither identifiers nor a job is no error: it was done. */
static void an_outcome_may_say_nothing(void **state)
{
    static const char *const bodies[] = { "", "{}", "{\"ids\":null,\"job_id\":\"\"}", "null" };

    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct bench b;
        bench_case("%s", bodies[i]);
        bench_open(&b, NULL, 0);
        answer(&b, 0, "200 OK", JSON, bodies[i]);
        CHECK_ENDS(QUATRIX_OK, &b,
                   quatrix_file_move(&b.client, &two, "d", true, &b.out.file_outcome));
        CHECK_NUMBER(0, b.out.file_outcome.present | b.out.file_outcome.truncated);
        bench_close(&b);
    }
}

static const struct {
    const char *body;
    unsigned elements;
    unsigned skipped;
    uint64_t folder; /* its `present` */
    enum quatrix_status due;
} listings[] = {
    { "{\"content\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"id\":\"d\"}", 2, 0, 1 | 1 << 12, QUATRIX_OK },
    { "{\"id\":\"d\",\"content\":[]}", 0, 0, 1 | 1 << 12, QUATRIX_OK },
    { "{\"id\":\"f\",\"type\":\"F\"}", 0, 0, 1 | 1 << 8, QUATRIX_OK },
    { "{\"content\":null,\"id\":\"d\"}", 0, 0, 1, QUATRIX_OK },
    { "{}", 0, 0, 0, QUATRIX_OK },
    { "", 0, 0, 0, QUATRIX_OK },
    { "{\"content\":[{\"id\":\"a\"},{\"name\":\"no id\"},7,{\"id\":\"c\",\"size\":[]},"
      "{\"id\":\"d\",\"metadata\":7}],\"name\":\"n\"}",
      2, 3, 1 << 12 | 1 << 5, QUATRIX_OK },
    { "{\"content\":{},\"id\":\"d\"}", 0, 0, 0, QUATRIX_E_TYPE },
    { "{\"content\":\"no\"}", 0, 0, 0, QUATRIX_E_TYPE },
    { "{\"content\":[{\"id\":\"a\"}],\"id\":7}", 1, 0, 1 << 12, QUATRIX_E_TYPE },
    { "{\"content\":[{\"id\":\"a\"}],\"content\":[]}", 1, 0, 1 << 12, QUATRIX_E_DUPLICATE },
    { "{\"content\":[{\"id\":\"a\"}", 1, 0, 1 << 12, QUATRIX_E_JSON },
    { "{\"content\":[{\"id\":\"a\"},", 1, 0, 1 << 12, QUATRIX_E_JSON },
    { "{\"content\":[{\"id\":\"a\"}]", 1, 0, 1 << 12, QUATRIX_E_JSON },
    { "{\"content\":[{\"id\":\"a\"}]}x", 1, 0, 1 << 12, QUATRIX_E_JSON },
    { "{\"content\":[,]}", 0, 0, 1 << 12, QUATRIX_E_JSON },
    { "[]", 0, 0, 0, QUATRIX_E_TYPE },
};

static void a_folder_stands_around_its_list(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(listings); i++) {
        for (size_t slice = 0; slice < 20; slice++) {
            enum quatrix_status got;
            struct bench b;
            bench_case("%s, slices of %zu", listings[i].body, slice);
            bench_open(&b, NULL, slice);
            answer(&b, 0, "200 OK", JSON, listings[i].body);
            b.each = NULL;
            got = bench_finish(
                &b, quatrix_file_list(&b.client, "d", &b.out.listing.folder, &b.out.listing.file));
            CHECK_ENDS(listings[i].due, &b, got);
            CHECK_NUMBER(listings[i].elements, b.elements);
            CHECK_NUMBER(listings[i].skipped, b.skipped);
            CHECK_NUMBER(listings[i].elements + listings[i].skipped,
                         quatrix_client_error(&b.client)->elements);
            if (listings[i].due == QUATRIX_OK) {
                CHECK_NUMBER(listings[i].folder, b.out.listing.folder.present);
                CHECK_NUMBER(0, b.out.listing.folder.truncated);
            }
            bench_close(&b);
        }
    }
}

/* Stopping early leaves a client that works, and the next list knows nothing of this one. */
static void a_list_may_be_stopped_early(void **state)
{
    static const char body[] =
        "{\"id\":\"d\",\"content\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"}]}";
    struct bench b;

    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        bench_case("after %u", n);
        bench_open(&b, NULL, 10);
        answer(&b, 0, "200 OK", JSON, body);
        CHECK_STATUS(QUATRIX_READY, quatrix_file_list(&b.client, NULL, &b.out.listing.folder,
                                                      &b.out.listing.file));
        for (unsigned i = 0; i < n; i++) {
            CHECK_STATUS(QUATRIX_OK, quatrix_list_next_wait(&b.client));
        }
        CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b.client));
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_list_next(&b.client));
        answer(&b, 1, "200 OK", JSON, body);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_file_metadata(&b.client, NULL, &b.out.file_metadata));
        CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_METADATA_ID) |
                         QUATRIX_BIT(QUATRIX_FILE_METADATA_CONTENT),
                     b.out.file_metadata.present);
        bench_close(&b);
    }
}

/* The same RAM for any number of files: more of them than the work buffer has bytes. */
static void a_long_list_needs_no_more_than_one_element(void **state)
{
    static char body[200000];
    size_t len = (size_t)snprintf(body, sizeof body, "{\"content\":[");
    struct quatrix_memory memory;
    struct bench b;

    (void)state;
    bench_case("2000 files");
    for (unsigned i = 0; i < 2000; i++) {
        len += (size_t)snprintf(body + len, sizeof body - len,
                                "%s{\"id\":\"f-%u\",\"name\":\"file %u\",\"size\":%u,"
                                "\"metadata\":{\"visual_order\":%u}}",
                                i > 0 ? "," : "", i, i, i, i);
    }
    (void)snprintf(body + len, sizeof body - len, "],\"id\":\"d\"}");
    bench_open(&b, NULL, 0);
    answer(&b, 0, "200 OK", JSON, body);
    CHECK_STATUS(QUATRIX_READY,
                 quatrix_file_list(&b.client, "d", &b.out.listing.folder, &b.out.listing.file));
    for (unsigned i = 0; i < 2000; i++) {
        char id[20];
        (void)snprintf(id, sizeof id, "f-%u", i);
        CHECK_STATUS(QUATRIX_OK, quatrix_list_next_wait(&b.client));
        CHECK_TEXT(id, b.out.listing.file.id.text);
        CHECK_NUMBER(i, b.out.listing.file.size);
        CHECK_NUMBER(i, b.out.listing.file.metadata.visual_order);
    }
    CHECK_STATUS(QUATRIX_END, quatrix_list_next_wait(&b.client));
    CHECK_TEXT("d", b.out.listing.folder.id.text);
    quatrix_client_memory(&b.client, &memory);
    CHECK(memory.work_value_peak < 64);
    bench_close(&b);
}

/* A bit of `metadata` in another form costs that member alone, and the next element is not coloured by
   it. */
static void marks_in_another_form_are_left_out(void **state)
{
    static const char *const forms[] = {
        "7",
        "\"x\"",
        "true",
        "[]",
        "[{}]",
        "{\"is_system\":\"maybe\"}",
        "{\"visual_order\":{}}",
        ("{\"visual_order\":3,\"translation_id\":"
         "\"0123456789012345678901234567890123456789\"}"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        char body[300];
        struct bench b;
        bench_case("%s", forms[i]);
        (void)snprintf(body, sizeof body,
                       "[{\"id\":\"a\",\"metadata\":%s,\"size\":5},{\"id\":\"b\",\"metadata\":"
                       "{\"visual_order\":4}}]",
                       forms[i]);
        bench_open(&b, NULL, i);
        answer(&b, 0, "200 OK", JSON, body);
        CHECK_STATUS(
            QUATRIX_READY,
            quatrix_file_search(&b.client, &(struct quatrix_search_request){ 0 }, &b.out.file));
        CHECK_STATUS(QUATRIX_OK, quatrix_list_next_wait(&b.client));
        CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_ID) | QUATRIX_BIT(QUATRIX_FILE_SIZE),
                     b.out.file.present);
        CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_METADATA), b.out.file.truncated);
        CHECK_NUMBER(0, b.out.file.metadata.visual_order);
        CHECK_NUMBER(0, b.out.file.metadata.present);
        CHECK_STATUS(QUATRIX_OK, quatrix_list_next_wait(&b.client));
        CHECK_NUMBER(0, b.out.file.truncated);
        CHECK_NUMBER(4, b.out.file.metadata.visual_order);
        CHECK_STATUS(QUATRIX_END, quatrix_list_next_wait(&b.client));
        bench_close(&b);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_name_is_judged_wherever_it_goes),
    cmocka_unit_test(each_name_of_a_path_is_judged),
    cmocka_unit_test(each_identifier_is_judged),
    cmocka_unit_test(what_else_a_call_needs_is_judged_too),
    cmocka_unit_test(every_function_bears_null_for_a_client_and_a_busy_one),
    cmocka_unit_test(what_is_marked_is_sent_and_nothing_else),
    cmocka_unit_test(a_search_is_sent_as_it_is_nested),
    cmocka_unit_test(a_search_with_a_fault_is_refused),
    cmocka_unit_test(nothing_at_a_path_is_one_status),
    cmocka_unit_test(an_outcome_keeps_what_fits_and_counts_the_rest),
    cmocka_unit_test(an_outcome_may_say_nothing),
    cmocka_unit_test(a_folder_stands_around_its_list),
    cmocka_unit_test(a_list_may_be_stopped_early),
    cmocka_unit_test(a_long_list_needs_no_more_than_one_element),
    cmocka_unit_test(marks_in_another_form_are_left_out),
};

BENCH_MAIN(tests)
