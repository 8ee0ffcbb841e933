/* SPDX-License-Identifier: MIT */
/* Facts of an item beyond its metadata: what few programs ask for. */
#include <quatrix/file.h>

#include "api/shared.h"
#include "call/call.h"

#define I struct quatrix_file_info
static const struct quatrix_json_member info_members[QUATRIX_FILE_INFO_MEMBERS] = {
    [QUATRIX_FILE_INFO_ID] = JSON_ID("id", I, id),
    [QUATRIX_FILE_INFO_CREATED] = JSON_TIME("created", I, created),
    [QUATRIX_FILE_INFO_MODIFIED] = JSON_TIME("modified", I, modified),
    [QUATRIX_FILE_INFO_CONTENT_MODIFIED] = JSON_TIME("content_modified", I, content_modified),
    [QUATRIX_FILE_INFO_NAME] = JSON_CUT("name", I, name),
    [QUATRIX_FILE_INFO_SIZE] = JSON_INT64("size", I, size),
    [QUATRIX_FILE_INFO_TYPE] = JSON_CUT("type", I, type),
    [QUATRIX_FILE_INFO_FILE_OWNER] = JSON_OBJECT("file_owner", I, file_owner),
    [QUATRIX_FILE_INFO_ACTION_ROLE] = JSON_OBJECT("action_role", I, action_role),
    [QUATRIX_FILE_INFO_PATHS] = JSON_OBJECT("paths", I, paths),
    [QUATRIX_FILE_INFO_ANTIVIRUS_CHECK] = JSON_LENIENT_CUT("antivirus_check", I, antivirus_check),
    [QUATRIX_FILE_INFO_WIDGET_METADATA] = JSON_OBJECT("widget_metadata", I, widget_metadata),
};
#undef I
static const struct quatrix_json_model info_model =
    JSON_MODEL_OF(struct quatrix_file_info, info_members);

enum quatrix_status quatrix_file_info_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_info *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/info/",
        .reply = &info_model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

static const struct quatrix_json_member size_members[QUATRIX_FILE_SIZE_REPLY_MEMBERS] = {
    [QUATRIX_FILE_SIZE_REPLY_SIZE] = JSON_INT64("size", struct quatrix_file_size_reply, size),
};
static const struct quatrix_json_model size_model =
    JSON_MODEL_OF(struct quatrix_file_size_reply, size_members);

enum quatrix_status quatrix_file_size_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_size_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/size/",
        .reply = &size_model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

#define P struct quatrix_file_preview
static const struct quatrix_json_member preview_members[QUATRIX_FILE_PREVIEW_MEMBERS] = {
    [QUATRIX_FILE_PREVIEW_TYPE] = JSON_CUT("type", P, type),
    [QUATRIX_FILE_PREVIEW_URI] = JSON_TEXT("uri", P, uri),
    [QUATRIX_FILE_PREVIEW_SOURCE] = JSON_TEXT("source", P, source),
    [QUATRIX_FILE_PREVIEW_SOURCE_PDF] = JSON_TEXT("source_pdf", P, source_pdf),
};
#undef P
static const struct quatrix_json_model preview_model =
    JSON_MODEL_OF(struct quatrix_file_preview, preview_members);

enum quatrix_status quatrix_file_preview_start(struct quatrix_client *client, const char *id,
                                               struct quatrix_file_preview *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/preview/",
        .reply = &preview_model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

enum quatrix_status quatrix_file_csv_start(struct quatrix_client *client, const char *id)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/csv/",
        .flags = QUATRIX_RAW | QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, NULL, &endpoint);
}

enum quatrix_status quatrix_file_wopi_token_start(struct quatrix_client *client, const char *id,
                                                  struct quatrix_id_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/wopi-token/",
        .reply = &quatrix_id_reply_model,
        .flags = QUATRIX_REPEATABLE | QUATRIX_SECRET,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}
