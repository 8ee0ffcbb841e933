/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "call/call.h"

struct set_metadata_request {
    uint64_t present;
    const char *id;
    int64_t mtime;
};

static const struct quatrix_field request_members[] = {
    FIELD_ID("id", struct set_metadata_request, id),
    FIELD_TIME("mtime", struct set_metadata_request, mtime),
};
static const struct quatrix_form request_form =
    FORM_OF(struct set_metadata_request, request_members);

#define M struct quatrix_file_set_metadata_reply
static const struct quatrix_json_member reply_members[QUATRIX_FILE_SET_METADATA_MEMBERS] = {
    [QUATRIX_FILE_SET_METADATA_ID] = JSON_ID("id", M, id),
    [QUATRIX_FILE_SET_METADATA_PARENT_ID] = JSON_ID("parent_id", M, parent_id),
    [QUATRIX_FILE_SET_METADATA_NAME] = JSON_CUT("name", M, name),
    [QUATRIX_FILE_SET_METADATA_CREATED] = JSON_TIME("created", M, created),
    [QUATRIX_FILE_SET_METADATA_MODIFIED] = JSON_TIME("modified", M, modified),
    [QUATRIX_FILE_SET_METADATA_MODIFIED_MS] = JSON_TIME("modified_ms", M, modified_ms),
    [QUATRIX_FILE_SET_METADATA_SIZE] = JSON_INT64("size", M, size),
    [QUATRIX_FILE_SET_METADATA_TYPE] = JSON_CUT("type", M, type),
    [QUATRIX_FILE_SET_METADATA_GID] = JSON_INT64("gid", M, gid),
    [QUATRIX_FILE_SET_METADATA_UID] = JSON_INT64("uid", M, uid),
    [QUATRIX_FILE_SET_METADATA_METADATA] = FILE_METADATA(M),
    [QUATRIX_FILE_SET_METADATA_OPERATIONS] = JSON_INT64("operations", M, operations),
};
#undef M
static const struct quatrix_json_nest reply_model = JSON_NEST(
    JSON_MODEL_OF(struct quatrix_file_set_metadata_reply, reply_members), quatrix_file_subs);

enum quatrix_status quatrix_file_set_metadata_start(struct quatrix_client *client, const char *id,
                                                    int64_t mtime,
                                                    struct quatrix_file_set_metadata_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/metadata",
        .request = &request_form,
        .reply = &reply_model.model,
        .flags = QUATRIX_POST | QUATRIX_REPEATABLE, /* the time stays the same */
    };
    const struct set_metadata_request request = { 3, id, mtime };

    return quatrix_call_start(client, &request, out, &endpoint);
}
