/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "call/call.h"

#define CUT QUATRIX_JSON_CUT

struct set_metadata_request {
    uint64_t present;
    const char *id;
    int64_t mtime;
};

static const struct quatrix_json_member request_members[] = {
    JSON_STRING("id", struct set_metadata_request, id, 64, QUATRIX_TEXT_ASCII),
    JSON_TIME("mtime", struct set_metadata_request, mtime),
};
static const struct quatrix_json_model request_model =
    JSON_MODEL_OF(struct set_metadata_request, request_members, NULL);

#define M struct quatrix_file_set_metadata_reply
static const struct quatrix_json_member reply_members[QUATRIX_FILE_SET_METADATA_MEMBERS] = {
    [QUATRIX_FILE_SET_METADATA_ID] = JSON_ID("id", M, id),
    [QUATRIX_FILE_SET_METADATA_PARENT_ID] = JSON_ID("parent_id", M, parent_id),
    [QUATRIX_FILE_SET_METADATA_NAME] = JSON_TEXT("name", M, name, CUT),
    [QUATRIX_FILE_SET_METADATA_CREATED] = JSON_TIME("created", M, created),
    [QUATRIX_FILE_SET_METADATA_MODIFIED] = JSON_TIME("modified", M, modified),
    [QUATRIX_FILE_SET_METADATA_MODIFIED_MS] = JSON_TIME("modified_ms", M, modified_ms),
    [QUATRIX_FILE_SET_METADATA_SIZE] = JSON_INT64("size", M, size),
    [QUATRIX_FILE_SET_METADATA_TYPE] = JSON_TEXT("type", M, type, CUT),
    [QUATRIX_FILE_SET_METADATA_GID] = JSON_INT64("gid", M, gid),
    [QUATRIX_FILE_SET_METADATA_UID] = JSON_INT64("uid", M, uid),
    [QUATRIX_FILE_SET_METADATA_METADATA] = FILE_METADATA(M),
    [QUATRIX_FILE_SET_METADATA_OPERATIONS] = JSON_INT64("operations", M, operations),
};
#undef M
static const struct quatrix_json_model reply_model =
    JSON_MODEL_OF(struct quatrix_file_set_metadata_reply, reply_members, quatrix_file_subs);

enum quatrix_status quatrix_file_set_metadata_start(struct quatrix_client *client, const char *id,
                                                    int64_t mtime,
                                                    struct quatrix_file_set_metadata_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/metadata",
        .request = &request_model,
        .reply = &reply_model,
        .flags = QUATRIX_POST | QUATRIX_REPEATABLE, /* the time stays the same */
    };
    const struct set_metadata_request request = { 3, id, mtime };

    return quatrix_call_start(client, &request, out, &endpoint);
}
