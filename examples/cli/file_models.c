/* SPDX-License-Identifier: MIT */
#include "file_models.h"

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_metadata_object, member)
static const struct cli_row marks_rows[QUATRIX_FILE_METADATA_OBJECT_MEMBERS] = {
    [QUATRIX_FILE_METADATA_OBJECT_VISUAL_ORDER] = ROW(INT, visual_order),
    [QUATRIX_FILE_METADATA_OBJECT_SUBTYPE] = ROW(TEXT, subtype),
    [QUATRIX_FILE_METADATA_OBJECT_TRANSLATION_ID] = ROW(TEXT, translation_id),
    [QUATRIX_FILE_METADATA_OBJECT_IS_SYSTEM] = ROW(BOOL, is_system),
};
#undef ROW
static const struct cli_model marks_model =
    CLI_MODEL(struct quatrix_file_metadata_object, marks_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file, member)
static const struct cli_row file_rows[QUATRIX_FILE_MEMBERS] = {
    [QUATRIX_FILE_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_CREATED] = ROW(TIME, created),
    [QUATRIX_FILE_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_FILE_NAME] = ROW(TEXT, name),
    [QUATRIX_FILE_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_FILE_SIZE] = ROW(INT, size),
    [QUATRIX_FILE_MODIFIED_MS] = ROW(TIME, modified_ms),
    [QUATRIX_FILE_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_METADATA] = CLI_ROW_OBJECT(struct quatrix_file, metadata, marks_model),
    [QUATRIX_FILE_OPERATIONS] = ROW(INT, operations),
    [QUATRIX_FILE_SUB_TYPE] = ROW(TEXT, sub_type),
};
#undef ROW
const struct cli_model cli_file_model = CLI_MODEL(struct quatrix_file, file_rows);

/* The item comes first, so that its rows will do. */
const struct cli_model cli_file_list_model = CLI_MODEL(struct cli_folder_list, file_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_metadata, member)
static const struct cli_row file_metadata_rows[QUATRIX_FILE_METADATA_MEMBERS] = {
    [QUATRIX_FILE_METADATA_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_METADATA_GID] = ROW(INT, gid),
    [QUATRIX_FILE_METADATA_UID] = ROW(INT, uid),
    [QUATRIX_FILE_METADATA_CREATED] = ROW(TIME, created),
    [QUATRIX_FILE_METADATA_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_FILE_METADATA_NAME] = ROW(TEXT, name),
    [QUATRIX_FILE_METADATA_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_FILE_METADATA_SIZE] = ROW(INT, size),
    [QUATRIX_FILE_METADATA_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_METADATA_METADATA] =
        CLI_ROW_OBJECT(struct quatrix_file_metadata, metadata, marks_model),
    [QUATRIX_FILE_METADATA_OPERATIONS] = ROW(INT, operations),
    [QUATRIX_FILE_METADATA_SUB_TYPE] = ROW(TEXT, sub_type),
    [QUATRIX_FILE_METADATA_CONTENT] = { .name = "content", .kind = CLI_ELSEWHERE },
    [QUATRIX_FILE_METADATA_REL_TYPE] = ROW(TEXT, rel_type),
    [QUATRIX_FILE_METADATA_SHARED] = ROW(TEXT, shared),
    [QUATRIX_FILE_METADATA_EXPIRES] = ROW(TIME, expires),
    [QUATRIX_FILE_METADATA_MODIFIED_MS] = ROW(TIME, modified_ms),
};
#undef ROW
const struct cli_model cli_file_metadata_model =
    CLI_MODEL(struct quatrix_file_metadata, file_metadata_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_set_metadata_reply, member)
static const struct cli_row file_set_metadata_rows[QUATRIX_FILE_SET_METADATA_MEMBERS] = {
    [QUATRIX_FILE_SET_METADATA_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_SET_METADATA_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_FILE_SET_METADATA_NAME] = ROW(TEXT, name),
    [QUATRIX_FILE_SET_METADATA_CREATED] = ROW(TIME, created),
    [QUATRIX_FILE_SET_METADATA_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_FILE_SET_METADATA_MODIFIED_MS] = ROW(TIME, modified_ms),
    [QUATRIX_FILE_SET_METADATA_SIZE] = ROW(INT, size),
    [QUATRIX_FILE_SET_METADATA_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_SET_METADATA_GID] = ROW(INT, gid),
    [QUATRIX_FILE_SET_METADATA_UID] = ROW(INT, uid),
    [QUATRIX_FILE_SET_METADATA_METADATA] =
        CLI_ROW_OBJECT(struct quatrix_file_set_metadata_reply, metadata, marks_model),
    [QUATRIX_FILE_SET_METADATA_OPERATIONS] = ROW(INT, operations),
};
#undef ROW
const struct cli_model cli_file_set_metadata_model =
    CLI_MODEL(struct quatrix_file_set_metadata_reply, file_set_metadata_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_info, member)
static const struct cli_row file_info_rows[QUATRIX_FILE_INFO_MEMBERS] = {
    [QUATRIX_FILE_INFO_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_INFO_CREATED] = ROW(TIME, created),
    [QUATRIX_FILE_INFO_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_FILE_INFO_CONTENT_MODIFIED] = ROW(TIME, content_modified),
    [QUATRIX_FILE_INFO_NAME] = ROW(TEXT, name),
    [QUATRIX_FILE_INFO_SIZE] = ROW(INT, size),
    [QUATRIX_FILE_INFO_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_INFO_FILE_OWNER] = ROW(JSON, file_owner),
    [QUATRIX_FILE_INFO_ACTION_ROLE] = ROW(JSON, action_role),
    [QUATRIX_FILE_INFO_PATHS] = ROW(JSON, paths),
    [QUATRIX_FILE_INFO_ANTIVIRUS_CHECK] = ROW(TEXT, antivirus_check),
    [QUATRIX_FILE_INFO_WIDGET_METADATA] = ROW(JSON, widget_metadata),
};
#undef ROW
const struct cli_model cli_file_info_model = CLI_MODEL(struct quatrix_file_info, file_info_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_size_reply, member)
static const struct cli_row file_size_rows[QUATRIX_FILE_SIZE_REPLY_MEMBERS] = {
    [QUATRIX_FILE_SIZE_REPLY_SIZE] = ROW(INT, size),
};
#undef ROW
const struct cli_model cli_file_size_model =
    CLI_MODEL(struct quatrix_file_size_reply, file_size_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_id_reply, member)
static const struct cli_row file_id_rows[QUATRIX_FILE_ID_REPLY_MEMBERS] = {
    [QUATRIX_FILE_ID_REPLY_FILE_ID] = ROW(TEXT, file_id),
    [QUATRIX_FILE_ID_REPLY_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_FILE_ID_REPLY_SRC] = ROW(TEXT, src),
    [QUATRIX_FILE_ID_REPLY_TYPE] = ROW(TEXT, type),
};
#undef ROW
const struct cli_model cli_file_id_model = CLI_MODEL(struct quatrix_file_id_reply, file_id_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_rename_reply, member)
static const struct cli_row file_rename_rows[QUATRIX_FILE_RENAME_MEMBERS] = {
    [QUATRIX_FILE_RENAME_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_RENAME_CREATED] = ROW(TIME, created),
    [QUATRIX_FILE_RENAME_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_FILE_RENAME_NAME] = ROW(TEXT, name),
    [QUATRIX_FILE_RENAME_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_FILE_RENAME_SIZE] = ROW(INT, size),
    [QUATRIX_FILE_RENAME_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_RENAME_METADATA] =
        CLI_ROW_OBJECT(struct quatrix_file_rename_reply, metadata, marks_model),
    [QUATRIX_FILE_RENAME_OPERATIONS] = ROW(INT, operations),
    [QUATRIX_FILE_RENAME_OLD_NAME] = ROW(TEXT, old_name),
};
#undef ROW
const struct cli_model cli_file_rename_model =
    CLI_MODEL(struct quatrix_file_rename_reply, file_rename_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_outcome, member)
static const struct cli_row file_outcome_rows[QUATRIX_FILE_OUTCOME_MEMBERS] = {
    [QUATRIX_FILE_OUTCOME_IDS] = CLI_ROW_LIST(struct quatrix_file_outcome, ids, CLI_TEXTS, NULL),
    [QUATRIX_FILE_OUTCOME_JOB_ID] = ROW(TEXT, job_id),
};
#undef ROW
const struct cli_model cli_file_outcome_model =
    CLI_MODEL(struct quatrix_file_outcome, file_outcome_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_erased, member)
static const struct cli_row file_erased_rows[QUATRIX_FILE_ERASED_MEMBERS] = {
    [QUATRIX_FILE_ERASED_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_ERASED_SOURCE_ID] = ROW(TEXT, source_id),
    [QUATRIX_FILE_ERASED_DEST_ID] = ROW(TEXT, dest_id),
};
#undef ROW
const struct cli_model cli_file_erased_model =
    CLI_MODEL(struct quatrix_file_erased, file_erased_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_tag, member)
static const struct cli_row file_tag_rows[QUATRIX_FILE_TAG_MEMBERS] = {
    [QUATRIX_FILE_TAG_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_TAG_FILE_ID] = ROW(TEXT, file_id),
    [QUATRIX_FILE_TAG_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_TAG_VALUE] = ROW(TEXT, value),
};
#undef ROW
const struct cli_model cli_file_tag_model = CLI_MODEL(struct quatrix_file_tag, file_tag_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_change, member)
static const struct cli_row file_change_rows[QUATRIX_FILE_CHANGE_MEMBERS] = {
    [QUATRIX_FILE_CHANGE_ID] = ROW(TEXT, id),
    [QUATRIX_FILE_CHANGE_ACTION] = ROW(TEXT, action),
    [QUATRIX_FILE_CHANGE_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_FILE_CHANGE_NAME] = ROW(TEXT, name),
    [QUATRIX_FILE_CHANGE_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_CHANGE_SIZE] = ROW(INT, size),
    [QUATRIX_FILE_CHANGE_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_FILE_CHANGE_OPERATIONS] = ROW(INT, operations),
    [QUATRIX_FILE_CHANGE_METADATA] =
        CLI_ROW_OBJECT(struct quatrix_file_change, metadata, marks_model),
};
#undef ROW
const struct cli_model cli_file_change_model = CLI_MODEL(struct cli_change_list, file_change_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_diff, member)
static const struct cli_row file_diff_rows[QUATRIX_FILE_DIFF_MEMBERS] = {
    [QUATRIX_FILE_DIFF_FROM] = ROW(TIME, from),
    [QUATRIX_FILE_DIFF_TO] = ROW(TIME, to),
    [QUATRIX_FILE_DIFF_DATA] = { .name = "data", .kind = CLI_ELSEWHERE },
};
#undef ROW
const struct cli_model cli_file_diff_model = CLI_MODEL(struct quatrix_file_diff, file_diff_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_file_preview, member)
static const struct cli_row file_preview_rows[QUATRIX_FILE_PREVIEW_MEMBERS] = {
    [QUATRIX_FILE_PREVIEW_TYPE] = ROW(TEXT, type),
    [QUATRIX_FILE_PREVIEW_URI] = ROW(TEXT, uri),
    [QUATRIX_FILE_PREVIEW_SOURCE] = ROW(TEXT, source),
    [QUATRIX_FILE_PREVIEW_SOURCE_PDF] = ROW(TEXT, source_pdf),
};
#undef ROW
const struct cli_model cli_file_preview_model =
    CLI_MODEL(struct quatrix_file_preview, file_preview_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_upload_session, member)
static const struct cli_row upload_session_rows[QUATRIX_UPLOAD_SESSION_MEMBERS] = {
    [QUATRIX_UPLOAD_SESSION_NAME] = ROW(TEXT, name),
    [QUATRIX_UPLOAD_SESSION_FILE_ID] = ROW(TEXT, file_id),
    [QUATRIX_UPLOAD_SESSION_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_UPLOAD_SESSION_UPLOAD_KEY] = ROW(TEXT, upload_key),
};
#undef ROW
const struct cli_model cli_upload_session_model =
    CLI_MODEL(struct quatrix_upload_session, upload_session_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_upload_finalize_reply, member)
static const struct cli_row upload_finalize_rows[QUATRIX_UPLOAD_FINALIZE_MEMBERS] = {
    [QUATRIX_UPLOAD_FINALIZE_ID] = ROW(TEXT, id),
    [QUATRIX_UPLOAD_FINALIZE_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_UPLOAD_FINALIZE_SIZE] = ROW(INT, size),
    [QUATRIX_UPLOAD_FINALIZE_MODIFIED] = ROW(TIME, modified),
};
#undef ROW
const struct cli_model cli_upload_finalize_model =
    CLI_MODEL(struct quatrix_upload_finalize_reply, upload_finalize_rows);
