/* SPDX-License-Identifier: MIT */
/* What an item is, and what is in a folder. An empty identifier stands for the home folder. */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "call/call.h"

enum { SUB_METADATA, SUB_CONTENT };
static const struct quatrix_json_model *const list_subs[] = {
    [SUB_METADATA] = &quatrix_file_metadata_object_model,
    [SUB_CONTENT] = &quatrix_file_model.model,
};

#define M struct quatrix_file_metadata
static const struct quatrix_json_member metadata_members[QUATRIX_FILE_METADATA_MEMBERS] = {
    [QUATRIX_FILE_METADATA_ID] = JSON_ID("id", M, id),
    [QUATRIX_FILE_METADATA_GID] = JSON_INT64("gid", M, gid),
    [QUATRIX_FILE_METADATA_UID] = JSON_INT64("uid", M, uid),
    [QUATRIX_FILE_METADATA_CREATED] = JSON_TIME("created", M, created),
    [QUATRIX_FILE_METADATA_MODIFIED] = JSON_TIME("modified", M, modified),
    [QUATRIX_FILE_METADATA_NAME] = JSON_CUT("name", M, name),
    [QUATRIX_FILE_METADATA_PARENT_ID] = JSON_ID("parent_id", M, parent_id),
    [QUATRIX_FILE_METADATA_SIZE] = JSON_INT64("size", M, size),
    [QUATRIX_FILE_METADATA_TYPE] = JSON_CUT("type", M, type),
    [QUATRIX_FILE_METADATA_METADATA] = FILE_METADATA(M),
    [QUATRIX_FILE_METADATA_OPERATIONS] = JSON_INT64("operations", M, operations),
    [QUATRIX_FILE_METADATA_SUB_TYPE] = JSON_CUT("sub_type", M, sub_type),
    [QUATRIX_FILE_METADATA_CONTENT] = JSON_STREAM("content", SUB_CONTENT),
    [QUATRIX_FILE_METADATA_REL_TYPE] = JSON_LENIENT_CUT("rel_type", M, rel_type),
    [QUATRIX_FILE_METADATA_SHARED] = JSON_LENIENT_CUT("shared", M, shared),
    [QUATRIX_FILE_METADATA_EXPIRES] = JSON_LENIENT_TIME("expires", M, expires),
    [QUATRIX_FILE_METADATA_MODIFIED_MS] = JSON_TIME("modified_ms", M, modified_ms),
};
#undef M
/* Without the model of the list, which passes where nobody pulls it. */
static const struct quatrix_json_nest metadata_model = JSON_NEST(
    JSON_MODEL_NEEDS(struct quatrix_file_metadata, metadata_members, QUATRIX_FILE_METADATA_ID),
    quatrix_file_subs);
static const struct quatrix_json_nest list_model =
    JSON_NEST(JSON_MODEL_OF(struct quatrix_file_metadata, metadata_members), list_subs);

struct content_request {
    uint64_t present;
    bool content;
};

static const struct quatrix_field content_members[] = {
    FIELD_BOOL("content", struct content_request, content),
};
static const struct quatrix_form content_form = FORM_OF(struct content_request, content_members);

static enum quatrix_status start_metadata(struct quatrix_client *client, const char *id,
                                          bool content, struct quatrix_file_metadata *out,
                                          const struct quatrix_endpoint *endpoint)
{
    const struct content_request request = { 1, content };

    return id != NULL ? quatrix_call_start_at(client, id, &request, out, endpoint)
                      : quatrix_call_start(client, &request, out, endpoint);
}

enum quatrix_status quatrix_file_metadata_start(struct quatrix_client *client, const char *id,
                                                struct quatrix_file_metadata *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/metadata/",
        .request = &content_form,
        .reply = &metadata_model.model,
        .flags = QUATRIX_REPEATABLE,
    };

    return start_metadata(client, id, false, out, &endpoint);
}

enum quatrix_status quatrix_file_list_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_metadata *folder,
                                            struct quatrix_file *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/metadata/",
        .request = &content_form,
        .reply = &list_model.model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };
    enum quatrix_status status;

    folder = out != NULL ? folder : NULL; /* both are refused alike */
    status = start_metadata(client, id, true, folder, &endpoint);
    if (status == QUATRIX_PENDING) {
        client->priv.element = out;
    }
    return status;
}
