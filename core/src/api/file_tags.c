/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "call/call.h"

#define T struct quatrix_file_tag
static const struct quatrix_json_member tag_members[QUATRIX_FILE_TAG_MEMBERS] = {
    [QUATRIX_FILE_TAG_ID] = JSON_ID("id", T, id),
    [QUATRIX_FILE_TAG_FILE_ID] = JSON_ID("file_id", T, file_id),
    [QUATRIX_FILE_TAG_TYPE] = JSON_CUT("type", T, type),
    [QUATRIX_FILE_TAG_VALUE] = JSON_CUT("value", T, value),
};
#undef T
static const struct quatrix_json_model tag_model =
    JSON_MODEL_OF(struct quatrix_file_tag, tag_members);

enum quatrix_status quatrix_file_tags_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_tag *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/tags/",
        .reply = &tag_model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

struct add_tag_request {
    uint64_t present;
    const char *type;
    const char *value;
};

static const struct quatrix_field add_tag_members[] = {
    FIELD_STRING("type", struct add_tag_request, type, 15, QUATRIX_TEXT_ASCII),
    FIELD_STRING("value", struct add_tag_request, value, 500,
                 QUATRIX_TEXT_CHARS | QUATRIX_TEXT_EMPTY),
};
static const struct quatrix_form add_tag_form = FORM_OF(struct add_tag_request, add_tag_members);

enum quatrix_status quatrix_file_add_tag_start(struct quatrix_client *client, const char *id,
                                               const char *type, const char *value,
                                               struct quatrix_file_tag *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/add-tag/",
        .request = &add_tag_form,
        .reply = &tag_model,
        .flags = QUATRIX_POST,
    };
    const struct add_tag_request request = { 3, type, value };

    return quatrix_call_start_at(client, id, &request, out, &endpoint);
}
