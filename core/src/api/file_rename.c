/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "api/file_name.h"
#include "call/call.h"

struct rename_request {
    uint64_t present;
    const char *name;
    bool resolve;
};

static const struct quatrix_field request_members[] = {
    FIELD_STRING("name", struct rename_request, name, 255, QUATRIX_TEXT_CHARS),
    FIELD_BOOL("resolve", struct rename_request, resolve),
};
static const struct quatrix_form request_form = FORM_OF(struct rename_request, request_members);

#define R struct quatrix_file_rename_reply
static const struct quatrix_json_member reply_members[QUATRIX_FILE_RENAME_MEMBERS] = {
    [QUATRIX_FILE_RENAME_ID] = JSON_ID("id", R, id),
    [QUATRIX_FILE_RENAME_CREATED] = JSON_TIME("created", R, created),
    [QUATRIX_FILE_RENAME_MODIFIED] = JSON_TIME("modified", R, modified),
    [QUATRIX_FILE_RENAME_NAME] = JSON_CUT("name", R, name),
    [QUATRIX_FILE_RENAME_PARENT_ID] = JSON_ID("parent_id", R, parent_id),
    [QUATRIX_FILE_RENAME_SIZE] = JSON_INT64("size", R, size),
    [QUATRIX_FILE_RENAME_TYPE] = JSON_CUT("type", R, type),
    [QUATRIX_FILE_RENAME_METADATA] = FILE_METADATA(R),
    [QUATRIX_FILE_RENAME_OPERATIONS] = JSON_INT64("operations", R, operations),
    [QUATRIX_FILE_RENAME_OLD_NAME] = JSON_CUT("old_name", R, old_name),
};
#undef R
static const struct quatrix_json_nest reply_model =
    JSON_NEST(JSON_MODEL_OF(struct quatrix_file_rename_reply, reply_members), quatrix_file_subs);

enum quatrix_status quatrix_file_rename_start(struct quatrix_client *client, const char *id,
                                              const char *name, bool resolve,
                                              struct quatrix_file_rename_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/rename/",
        .request = &request_form,
        .reply = &reply_model.model,
        .flags = QUATRIX_POST,
    };
    const struct rename_request request = { 3, name, resolve };
    enum quatrix_status status = quatrix_file_name_accept(client, name);

    return status == QUATRIX_OK ? quatrix_call_start_at(client, id, &request, out, &endpoint)
                                : status;
}
