/* SPDX-License-Identifier: MIT */
/* Part of operations.c, which alone includes it: the families file and upload. */

/* As BOTH_FORMS, for an operation that is there more than once. */
#define FORMS_OF(variant, name, ...)                                                               \
    static enum quatrix_status start_##variant(struct bench *b)                                    \
    {                                                                                              \
        return quatrix_##name##_start(&b->client, __VA_ARGS__);                                    \
    }                                                                                              \
    static enum quatrix_status call_##variant(struct bench *b)                                     \
    {                                                                                              \
        return bench_finish(b, quatrix_##name(&b->client, __VA_ARGS__));                           \
    }

#define MTIME INT64_C(1699400000123456)

#define GOLDEN_MARKS                                                                               \
    "{\"visual_order\":3.0,\"subtype\":\"incoming\",\"x\":{},\"translation_id\":\"m-1\","          \
    "\"is_system\":true}"

static void check_marks(const struct quatrix_file_metadata_object *marks)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_METADATA_OBJECT_MEMBERS) - 1, marks->present);
    CHECK_NUMBER(0, marks->truncated);
    CHECK_NUMBER(3, marks->visual_order);
    CHECK_TEXT("incoming", marks->subtype.text);
    CHECK_TEXT("m-1", marks->translation_id.text);
    CHECK(marks->is_system);
}

#define GOLDEN_FILE                                                                                \
    "{\"id\":\"f-2\",\"created\":1699400000,\"modified\":1699400001.0,\"name\":"                   \
    "\"pl\\u00e4n \\\"2\\\".txt\",\"parent_id\":\"d-1\",\"size\":1.2e1,\"modified_ms\":"           \
    "1699400001.123456,\"new\":[{}],\"type\":\"F\",\"metadata\":" GOLDEN_MARKS                     \
    ",\"operations\":\"255\",\"sub_type\":\"upload\"}"

static void check_golden_file(const struct quatrix_file *file)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_MEMBERS) - 1, file->present);
    CHECK_NUMBER(0, file->truncated);
    CHECK_TEXT("f-2", file->id.text);
    CHECK_NUMBER(INT64_C(1699400000000000), file->created);
    CHECK_NUMBER(INT64_C(1699400001000000), file->modified);
    CHECK_TEXT("pl\xC3\xA4n \"2\".txt", file->name);
    CHECK_TEXT("d-1", file->parent_id.text);
    CHECK_NUMBER(12, file->size);
    CHECK_NUMBER(INT64_C(1699400001123456), file->modified_ms);
    CHECK_TEXT("F", file->type.text);
    check_marks(&file->metadata);
    CHECK_NUMBER(QUATRIX_MAY_UPLOAD | QUATRIX_MAY_DOWNLOAD | QUATRIX_MAY_MAKEDIR |
                     QUATRIX_MAY_DELETE | QUATRIX_MAY_RENAME | QUATRIX_MAY_SHARE |
                     QUATRIX_MAY_AUTOMATE | QUATRIX_MAY_QUICKLINK,
                 file->operations);
    CHECK_TEXT("upload", file->sub_type.text);
}

static void check_file(const struct bench *b)
{
    check_golden_file(&b->out.file);
}

/* Around the list, which is null, or not asked for, or pulled. */
#define METADATA_BEFORE                                                                            \
    "{\"id\":\"d-1\",\"gid\":3,\"uid\":4.0,\"created\":1699000000.5,\"modified\":1699500000,"      \
    "\"name\":\"site-a\",\"parent_id\":\"d-0\",\"size\":12,\"type\":\"D\",\"content\":"
#define METADATA_BEHIND                                                                            \
    ",\"metadata\":" GOLDEN_MARKS ",\"operations\":191,\"sub_type\":\"s\",\"rel_type\":\"r\","     \
    "\"shared\":\"Y\",\"expires\":0,\"modified_ms\":1699500000.000001}"

static void check_folder(const struct quatrix_file_metadata *folder, bool content)
{
    uint64_t all = QUATRIX_BIT(QUATRIX_FILE_METADATA_MEMBERS) - 1;

    CHECK_NUMBER(content ? all : all & ~QUATRIX_BIT(QUATRIX_FILE_METADATA_CONTENT),
                 folder->present);
    CHECK_NUMBER(0, folder->truncated);
    CHECK_TEXT("d-1", folder->id.text);
    CHECK_NUMBER(3, folder->gid);
    CHECK_NUMBER(4, folder->uid);
    CHECK_NUMBER(INT64_C(1699000000500000), folder->created);
    CHECK_NUMBER(INT64_C(1699500000000000), folder->modified);
    CHECK_TEXT("site-a", folder->name);
    CHECK_TEXT("d-0", folder->parent_id.text);
    CHECK_NUMBER(12, folder->size);
    CHECK_TEXT("D", folder->type.text);
    check_marks(&folder->metadata);
    CHECK_NUMBER(191, folder->operations);
    CHECK_TEXT("s", folder->sub_type.text);
    CHECK_TEXT("r", folder->rel_type.text);
    CHECK_TEXT("Y", folder->shared.text);
    CHECK_NUMBER(0, folder->expires);
    CHECK_NUMBER(INT64_C(1699500000000001), folder->modified_ms);
}

static void check_file_metadata(const struct bench *b)
{
    check_folder(&b->out.file_metadata, false);
}

static void check_file_metadata_unasked(const struct bench *b)
{
    check_folder(&b->out.file_metadata, true);
}

static void check_file_list(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(0, b->skipped);
    check_golden_file(&b->out.listing.file);
    check_folder(&b->out.listing.folder, true);
}

static void check_no_files(const struct bench *b)
{
    CHECK_NUMBER(0, b->elements + b->skipped);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_METADATA_ID) | QUATRIX_BIT(QUATRIX_FILE_METADATA_CONTENT),
                 b->out.listing.folder.present);
}

static void check_found(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(0, b->skipped);
    check_golden_file(&b->out.file);
}

static void check_file_set_metadata(const struct bench *b)
{
    const struct quatrix_file_set_metadata_reply *reply = &b->out.file_set_metadata;

    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_SET_METADATA_MEMBERS) - 1, reply->present);
    CHECK_NUMBER(0, reply->truncated);
    CHECK_TEXT("f-2", reply->id.text);
    CHECK_TEXT("d-1", reply->parent_id.text);
    CHECK_TEXT("plan.txt", reply->name);
    CHECK_NUMBER(INT64_C(1699400000000000), reply->created);
    CHECK_NUMBER(INT64_C(1699400000000000), reply->modified);
    CHECK_NUMBER(MTIME, reply->modified_ms);
    CHECK_NUMBER(12, reply->size);
    CHECK_TEXT("F", reply->type.text);
    CHECK_NUMBER(3, reply->gid);
    CHECK_NUMBER(4, reply->uid);
    check_marks(&reply->metadata);
    CHECK_NUMBER(255, reply->operations);
}

static void check_file_info(const struct bench *b)
{
    const struct quatrix_file_info *info = &b->out.file_info;

    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_INFO_MEMBERS) - 1, info->present);
    CHECK_NUMBER(0, info->truncated);
    CHECK_TEXT("f-2", info->id.text);
    CHECK_NUMBER(INT64_C(1699400000000000), info->created);
    CHECK_NUMBER(INT64_C(1699400001000000), info->modified);
    CHECK_NUMBER(INT64_C(1699400002500000), info->content_modified);
    CHECK_TEXT("plan.txt", info->name);
    CHECK_NUMBER(12, info->size);
    CHECK_TEXT("F", info->type.text);
    CHECK_TEXT("{\"name\":\"Dana\"}", info->file_owner);
    CHECK_TEXT("{}", info->action_role);
    CHECK_TEXT("[\"/site-a\",[]]", info->paths);
    CHECK_TEXT("Eicar", info->antivirus_check);
    CHECK_TEXT("{\"x\" : 1}", info->widget_metadata);
}

static void check_file_size(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.file_size.present);
    CHECK_NUMBER(INT64_MAX, b->out.file_size.size);
}

static void check_file_id(const struct bench *b)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_ID_REPLY_MEMBERS) - 1, b->out.file_id.present);
    CHECK_TEXT("f-2", b->out.file_id.file_id.text);
    CHECK_TEXT("d-1", b->out.file_id.parent_id.text);
    CHECK_TEXT("x", b->out.file_id.src);
    CHECK_TEXT("F", b->out.file_id.type.text);
}

static void check_file_id_home(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.file_id.present);
    CHECK_TEXT("d-0", b->out.file_id.file_id.text);
}

static void check_file_rename(const struct bench *b)
{
    const struct quatrix_file_rename_reply *reply = &b->out.file_rename;

    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_RENAME_MEMBERS) - 1, reply->present);
    CHECK_NUMBER(0, reply->truncated);
    CHECK_TEXT("f-2", reply->id.text);
    CHECK_NUMBER(INT64_C(1699400000000000), reply->created);
    CHECK_NUMBER(INT64_C(1699400001000000), reply->modified);
    CHECK_TEXT("b(1).txt", reply->name);
    CHECK_TEXT("d-1", reply->parent_id.text);
    CHECK_NUMBER(12, reply->size);
    CHECK_TEXT("F", reply->type.text);
    check_marks(&reply->metadata);
    CHECK_NUMBER(31, reply->operations);
    CHECK_TEXT("a.txt", reply->old_name);
}

static const struct quatrix_file_one_request copyone_request = {
    .present = QUATRIX_BIT(QUATRIX_FILE_ONE_MEMBERS) - 1,
    .file_id = "f-2",
    .target_id = "d-1",
    .name = "b.txt",
    .mtime = MTIME,
    .resolve = true,
    .resolve_mode = "overwrite",
};

static const struct quatrix_file_one_request moveone_request = {
    .present = (QUATRIX_BIT(QUATRIX_FILE_ONE_MEMBERS) - 1) & ~QUATRIX_BIT(QUATRIX_FILE_ONE_MTIME),
    .file_id = "f-2",
    .target_id = "d-1",
    .name = "b.txt",
    .resolve_mode = "",
};

static void check_moved(const struct bench *b)
{
    const struct quatrix_file_outcome *outcome = &b->out.file_outcome;

    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_OUTCOME_IDS), outcome->present);
    CHECK_NUMBER(0, outcome->truncated);
    CHECK_NUMBER(2, outcome->ids.count.kept);
    CHECK_NUMBER(2, outcome->ids.count.total);
    CHECK_TEXT("u-1", outcome->ids.item[0].text);
    CHECK_TEXT("u-2", outcome->ids.item[1].text);
}

static void check_moved_by_job(const struct bench *b)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_OUTCOME_JOB_ID), b->out.file_outcome.present);
    CHECK_TEXT("8a1f3f0e-55a1-4f7e-9a53-6a7e0f1e77aa", b->out.file_outcome.job_id.text);
    CHECK_NUMBER(0, b->out.file_outcome.ids.count.total);
}

static void check_erased(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_ERASED_MEMBERS) - 1, b->out.file_erased.present);
    CHECK_TEXT("f-2", b->out.file_erased.id.text);
    CHECK_TEXT("d-1", b->out.file_erased.source_id.text);
    CHECK_TEXT("t-1", b->out.file_erased.dest_id.text);
}

#define GOLDEN_TAG "{\"id\":\"g-2\",\"file_id\":\"f-2\",\"type\":\"text\",\"value\":\"tag-7\"}"

static void check_tag(const struct bench *b)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_TAG_MEMBERS) - 1, b->out.file_tag.present);
    CHECK_NUMBER(0, b->out.file_tag.truncated);
    CHECK_TEXT("g-2", b->out.file_tag.id.text);
    CHECK_TEXT("f-2", b->out.file_tag.file_id.text);
    CHECK_TEXT("text", b->out.file_tag.type.text);
    CHECK_TEXT("tag-7", b->out.file_tag.value);
}

static void check_tags(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    check_tag(b);
}

static const struct quatrix_search_tag search_tags[] = {
    { QUATRIX_BIT(QUATRIX_SEARCH_TAG_TYPE) | QUATRIX_BIT(QUATRIX_SEARCH_TAG_VALUE), "text",
      "tag-7" },
};
static const char *const search_names[] = { "plan", "ske\\tch" };
static const int64_t search_times[] = { INT64_C(1699400000000000), INT64_C(1699400001500000) };
static const struct quatrix_search_query search_all[] = {
    {
        .present = QUATRIX_BIT(QUATRIX_SEARCH_TAG) | QUATRIX_BIT(QUATRIX_SEARCH_NAME),
        .tag = QUATRIX_SEARCH_ALL_OF(search_tags),
        .name = QUATRIX_SEARCH_ANY_OF(search_names),
    },
};
static const struct quatrix_search_query search_any[] = {
    {
        .present = QUATRIX_BIT(QUATRIX_SEARCH_CREATED),
        .created = { 3, { search_times, 2 }, { NULL, 0 } },
    },
    { .present = 0 },
};
static const struct quatrix_search_request search_request = {
    .present = QUATRIX_BIT(QUATRIX_SEARCH_ALL) | QUATRIX_BIT(QUATRIX_SEARCH_ANY),
    .all = { search_all, 1 },
    .any = { search_any, 2 },
};

#define GOLDEN_CHANGE                                                                              \
    "{\"id\":\"f-2\",\"action\":\"move-rename\",\"parent_id\":\"d-1\",\"name\":\"b.txt\","         \
    "\"type\":\"F\",\"size\":12,\"modified\":1699400001.5,\"operations\":255,"                     \
    "\"metadata\":" GOLDEN_MARKS "}"

static void check_diff(const struct bench *b)
{
    const struct quatrix_file_change *change = &b->out.changes.change;

    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_CHANGE_MEMBERS) - 1, change->present);
    CHECK_NUMBER(0, change->truncated);
    CHECK_TEXT("f-2", change->id.text);
    CHECK_TEXT("move-rename", change->action.text);
    CHECK_TEXT("d-1", change->parent_id.text);
    CHECK_TEXT("b.txt", change->name);
    CHECK_TEXT("F", change->type.text);
    CHECK_NUMBER(12, change->size);
    CHECK_NUMBER(INT64_C(1699400001500000), change->modified);
    CHECK_NUMBER(255, change->operations);
    check_marks(&change->metadata);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_DIFF_MEMBERS) - 1, b->out.changes.diff.present);
    CHECK_NUMBER(INT64_C(1699400000000000), b->out.changes.diff.from);
    CHECK_NUMBER(INT64_C(1699500000250000), b->out.changes.diff.to);
}

static void check_no_changes(const struct bench *b)
{
    CHECK_NUMBER(0, b->elements);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_DIFF_DATA), b->out.changes.diff.present);
}

static void check_id(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.id.present);
    CHECK_TEXT("l-1", b->out.id.id.text);
}

static void check_wopi_token(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.id.present);
    CHECK_TEXT(BENCH_WOPI_TOKEN, b->out.id.id.text);
}

static void check_download(const struct bench *b)
{
    CHECK_BYTES("PK\x03\x04 data\r\n", 11, b->body, b->body_len);
}

static void check_csv(const struct bench *b)
{
    CHECK_BYTES("Path,Name,Size\r\n/a,b,12\r\n", 25, b->body, b->body_len);
    CHECK_TEXT("text/csv", quatrix_client_content_type(&b->client));
}

static void check_preview(const struct bench *b)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_FILE_PREVIEW_MEMBERS) - 1, b->out.file_preview.present);
    CHECK_NUMBER(0, b->out.file_preview.truncated);
    CHECK_TEXT("document", b->out.file_preview.type.text);
    CHECK_TEXT("https://acme.example.net/p/1", b->out.file_preview.uri);
    CHECK_TEXT("/s", b->out.file_preview.source);
    CHECK_TEXT("/s.pdf", b->out.file_preview.source_pdf);
}

#define GOLDEN_SESSION                                                                             \
    "{\"name\":\"p(1).txt\",\"file_id\":\"f-2\",\"parent_id\":\"d-1\",\"upload_key\":"             \
    "\"" BENCH_UPLOAD_KEY "\"}"

static void check_upload_session(const struct bench *b)
{
    const struct quatrix_upload_session *session = &b->out.upload_session;

    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_UPLOAD_SESSION_MEMBERS) - 1, session->present);
    CHECK_NUMBER(0, session->truncated);
    CHECK_TEXT("p(1).txt", session->name);
    CHECK_TEXT("f-2", session->file_id.text);
    CHECK_TEXT("d-1", session->parent_id.text);
    CHECK_TEXT(BENCH_UPLOAD_KEY, session->upload_key.text);
}

static void check_finalized(const struct bench *b)
{
    const struct quatrix_upload_finalize_reply *reply = &b->out.upload_finalize;

    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_UPLOAD_FINALIZE_MEMBERS) - 1, reply->present);
    CHECK_NUMBER(0, reply->truncated);
    CHECK_TEXT("f-2", reply->id.text);
    CHECK_TEXT("d-1", reply->parent_id.text);
    CHECK_NUMBER(12, reply->size);
    CHECK_NUMBER(INT64_C(1699400000000000), reply->modified);
}

BOTH_FORMS(file_metadata, "d/1", &b->out.file_metadata)
FORMS_OF(file_metadata_home, file_metadata, NULL, &b->out.file_metadata)
BOTH_FORMS(file_list, "d-1", &b->out.listing.folder, &b->out.listing.file)
FORMS_OF(file_list_home, file_list, NULL, &b->out.listing.folder, &b->out.listing.file)
BOTH_FORMS(file_set_metadata, "f-2", MTIME, &b->out.file_set_metadata)
BOTH_FORMS(file_info, "f-2", &b->out.file_info)
BOTH_FORMS(file_size, "f-2", &b->out.file_size)
BOTH_FORMS(file_id, "site-a/plan.txt", "d-1", &b->out.file_id)
FORMS_OF(file_id_home, file_id, "", NULL, &b->out.file_id)
BOTH_FORMS(file_makedir, "d-1", "log\"s", true, &b->out.file)
FORMS_OF(file_makedir_home, file_makedir, NULL, "logs", false, &b->out.file)
BOTH_FORMS(file_rename, "f-2", "b.txt", false, &b->out.file_rename)
BOTH_FORMS(file_copyone, &copyone_request, &b->out.file)
BOTH_FORMS(file_moveone, &moveone_request, &b->out.file)
BOTH_FORMS(file_copy, &two_ids, "d-1", true, &b->out.job)
BOTH_FORMS(file_move, &two_ids, "d-1", false, &b->out.file_outcome)
BOTH_FORMS(file_delete, &two_ids, false, &b->out.file_outcome)
FORMS_OF(file_erase, file_delete, &one_id, true, &b->out.file_outcome)
BOTH_FORMS(file_empty_trash, "t-1", &b->out.file_erased)
FORMS_OF(file_empty_own_trash, file_empty_trash, NULL, &b->out.file_erased)
BOTH_FORMS(file_tags, "f-2", &b->out.file_tag)
BOTH_FORMS(file_add_tag, "f-2", "text", "tag-7", &b->out.file_tag)
BOTH_FORMS(file_search, &search_request, &b->out.file)
BOTH_FORMS(file_diff, "d-1", INT64_C(1699400000000000), INT64_C(1699500000250000),
           &b->out.changes.diff, &b->out.changes.change)
FORMS_OF(file_diff_now, file_diff, "d-1", -1500000, 0, &b->out.changes.diff, &b->out.changes.change)
BOTH_FORMS(file_download_link, &two_ids, &b->out.id)
BOTH_FORMS(file_download, "l-1")
BOTH_FORMS(file_csv, "d-1")
BOTH_FORMS(file_preview, "f-2", &b->out.file_preview)
BOTH_FORMS(file_wopi_token, "f-2", &b->out.id)
BOTH_FORMS(upload_link, "p.txt", "d-1", true, 12, &b->out.upload_session)
FORMS_OF(upload_link_open, upload_link, "p.txt", "d-1", false, QUATRIX_SIZE_NONE,
         &b->out.upload_session)
BOTH_FORMS(file_modify, "f-2", 0, "p.txt", &b->out.upload_session)
FORMS_OF(file_modify_kept, file_modify, "f-2", QUATRIX_SIZE_NONE, NULL, &b->out.upload_session)
BOTH_FORMS(upload_finalize, BENCH_UPLOAD_KEY, MTIME, &b->out.upload_finalize)
FORMS_OF(upload_finalize_now, upload_finalize, BENCH_UPLOAD_KEY, 0, &b->out.upload_finalize)
