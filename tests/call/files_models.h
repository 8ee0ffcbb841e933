/* SPDX-License-Identifier: MIT */
/* Part of test_models.c, which alone includes it: the families file and upload. */

#define O(bit, name, type, max) M(quatrix_file, FILE_##bit, #name, name, type, max)
static const struct member file[] = {
    O(ID, id, ID, QUATRIX_ID_MAX),
    O(CREATED, created, TIME, 0),
    O(MODIFIED, modified, TIME, 0),
    O(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(SIZE, size, INT, 0),
    O(MODIFIED_MS, modified_ms, TIME, 0),
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
    O(METADATA, metadata, MARKS, 0),
    O(OPERATIONS, operations, INT, 0),
    O(SUB_TYPE, sub_type, CUT_TEXT, QUATRIX_WORD_MAX),
};
#undef O

#define O(bit, name, type, max)                                                                    \
    M(quatrix_file_metadata, FILE_METADATA_##bit, #name, name, type, max)
static const struct member file_metadata[] = {
    O(ID, id, ID, QUATRIX_ID_MAX),
    O(GID, gid, INT, 0),
    O(UID, uid, INT, 0),
    O(CREATED, created, TIME, 0),
    O(MODIFIED, modified, TIME, 0),
    O(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(SIZE, size, INT, 0),
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
    O(METADATA, metadata, MARKS, 0),
    O(OPERATIONS, operations, INT, 0),
    O(SUB_TYPE, sub_type, CUT_TEXT, QUATRIX_WORD_MAX),
    M(quatrix_file_metadata, FILE_METADATA_CONTENT, "content", present, UNPULLED, 0),
    O(REL_TYPE, rel_type, LOOSE_TEXT, QUATRIX_WORD_MAX),
    O(SHARED, shared, LOOSE_TEXT, QUATRIX_WORD_MAX),
    O(EXPIRES, expires, LOOSE_TIME, 0),
    O(MODIFIED_MS, modified_ms, TIME, 0),
};
#undef O

#define O(bit, name, type, max)                                                                    \
    M(quatrix_file_set_metadata_reply, FILE_SET_METADATA_##bit, #name, name, type, max)
static const struct member file_set_metadata[] = {
    O(ID, id, ID, QUATRIX_ID_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    O(CREATED, created, TIME, 0),
    O(MODIFIED, modified, TIME, 0),
    O(MODIFIED_MS, modified_ms, TIME, 0),
    O(SIZE, size, INT, 0),
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
    O(GID, gid, INT, 0),
    O(UID, uid, INT, 0),
    O(METADATA, metadata, MARKS, 0),
    O(OPERATIONS, operations, INT, 0),
};
#undef O

#define O(bit, name, type, max) M(quatrix_file_info, FILE_INFO_##bit, #name, name, type, max)
static const struct member file_info[] = {
    O(ID, id, ID, QUATRIX_ID_MAX),
    O(CREATED, created, TIME, 0),
    O(MODIFIED, modified, TIME, 0),
    O(CONTENT_MODIFIED, content_modified, TIME, 0),
    O(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    O(SIZE, size, INT, 0),
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
    O(FILE_OWNER, file_owner, OBJECT, QUATRIX_OBJECT_MAX),
    O(ACTION_ROLE, action_role, OBJECT, QUATRIX_OBJECT_MAX),
    O(PATHS, paths, OBJECT, QUATRIX_OBJECT_MAX),
    O(ANTIVIRUS_CHECK, antivirus_check, LOOSE_TEXT, QUATRIX_NAME_MAX),
    O(WIDGET_METADATA, widget_metadata, OBJECT, QUATRIX_OBJECT_MAX),
};
#undef O

static const struct member file_size[] = {
    M(quatrix_file_size_reply, FILE_SIZE_REPLY_SIZE, "size", size, INT, 0),
};

#define O(bit, name, type, max)                                                                    \
    M(quatrix_file_id_reply, FILE_ID_REPLY_##bit, #name, name, type, max)
static const struct member file_id[] = {
    O(FILE_ID, file_id, ID, QUATRIX_ID_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(SRC, src, LOOSE_TEXT, QUATRIX_NAME_MAX),
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
};
#undef O

#define O(bit, name, type, max)                                                                    \
    M(quatrix_file_rename_reply, FILE_RENAME_##bit, #name, name, type, max)
static const struct member file_rename[] = {
    O(ID, id, ID, QUATRIX_ID_MAX),
    O(CREATED, created, TIME, 0),
    O(MODIFIED, modified, TIME, 0),
    O(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(SIZE, size, INT, 0),
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
    O(METADATA, metadata, MARKS, 0),
    O(OPERATIONS, operations, INT, 0),
    O(OLD_NAME, old_name, CUT_TEXT, QUATRIX_NAME_MAX),
};
#undef O

static const struct member file_outcome[] = {
    M(quatrix_file_outcome, FILE_OUTCOME_IDS, "ids", ids, FACTORS, 0),
    M(quatrix_file_outcome, FILE_OUTCOME_JOB_ID, "job_id", job_id, ID, QUATRIX_ID_MAX),
};

static const struct member file_erased[] = {
    M(quatrix_file_erased, FILE_ERASED_ID, "id", id, ID, QUATRIX_ID_MAX),
    M(quatrix_file_erased, FILE_ERASED_SOURCE_ID, "source_id", source_id, ID, QUATRIX_ID_MAX),
    M(quatrix_file_erased, FILE_ERASED_DEST_ID, "dest_id", dest_id, ID, QUATRIX_ID_MAX),
};

static const struct member file_tag[] = {
    M(quatrix_file_tag, FILE_TAG_ID, "id", id, ID, QUATRIX_ID_MAX),
    M(quatrix_file_tag, FILE_TAG_FILE_ID, "file_id", file_id, ID, QUATRIX_ID_MAX),
    M(quatrix_file_tag, FILE_TAG_TYPE, "type", type, CUT_TEXT, QUATRIX_WORD_MAX),
    M(quatrix_file_tag, FILE_TAG_VALUE, "value", value, CUT_TEXT, QUATRIX_EMAIL_MAX),
};

#define O(bit, name, type, max) M(quatrix_file_change, FILE_CHANGE_##bit, #name, name, type, max)
static const struct member file_change[] = {
    O(ID, id, ID, QUATRIX_ID_MAX),
    O(ACTION, action, CUT_TEXT, QUATRIX_WORD_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
    O(SIZE, size, INT, 0),
    O(MODIFIED, modified, TIME, 0),
    O(OPERATIONS, operations, INT, 0),
    O(METADATA, metadata, MARKS, 0),
};
#undef O

#define O(bit, name, type, max) M(quatrix_file_preview, FILE_PREVIEW_##bit, #name, name, type, max)
static const struct member file_preview[] = {
    O(TYPE, type, CUT_TEXT, QUATRIX_WORD_MAX),
    O(URI, uri, WHOLE_TEXT, QUATRIX_URL_MAX),
    O(SOURCE, source, WHOLE_TEXT, QUATRIX_URL_MAX),
    O(SOURCE_PDF, source_pdf, WHOLE_TEXT, QUATRIX_URL_MAX),
};
#undef O

#define O(bit, name, type, max)                                                                    \
    M(quatrix_upload_session, UPLOAD_SESSION_##bit, #name, name, type, max)
static const struct member upload_session[] = {
    O(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    O(FILE_ID, file_id, ID, QUATRIX_ID_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(UPLOAD_KEY, upload_key, ID, QUATRIX_ID_MAX),
};
#undef O

#define O(bit, name, type, max)                                                                    \
    M(quatrix_upload_finalize_reply, UPLOAD_FINALIZE_##bit, #name, name, type, max)
static const struct member upload_finalize[] = {
    O(ID, id, ID, QUATRIX_ID_MAX),
    O(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    O(SIZE, size, INT, 0),
    O(MODIFIED, modified, TIME, 0),
};
#undef O
