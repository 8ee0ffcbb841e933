/* SPDX-License-Identifier: MIT */
/* One item copied or moved, at once. */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "api/file_name.h"
#include "call/call.h"

#define O struct quatrix_file_one_request
static const struct quatrix_field one_members[QUATRIX_FILE_ONE_MEMBERS] = {
    [QUATRIX_FILE_ONE_FILE_ID] = REQUIRED_ID("file_id", O, file_id),
    [QUATRIX_FILE_ONE_TARGET_ID] = REQUIRED_ID("target_id", O, target_id),
    [QUATRIX_FILE_ONE_NAME] = REQUIRED_STRING("name", O, name, 255, QUATRIX_TEXT_CHARS),
    [QUATRIX_FILE_ONE_MTIME] = FIELD_TIME("mtime", O, mtime),
    [QUATRIX_FILE_ONE_RESOLVE] = FIELD_BOOL("resolve", O, resolve),
    [QUATRIX_FILE_ONE_RESOLVE_MODE] =
        FIELD_STRING("resolve_mode", O, resolve_mode, 15, QUATRIX_TEXT_EMPTY),
};
#undef O
static const struct quatrix_form one_form = FORM_OF(struct quatrix_file_one_request, one_members);

static enum quatrix_status start_one(struct quatrix_client *client,
                                     const struct quatrix_endpoint *endpoint,
                                     const struct quatrix_file_one_request *request,
                                     struct quatrix_file *out)
{
    if (request != NULL && quatrix_has(request->present, QUATRIX_FILE_ONE_NAME)) {
        enum quatrix_status status = quatrix_file_name_accept(client, request->name);
        if (status != QUATRIX_OK) {
            return status;
        }
    }
    return quatrix_call_start(client, request, out, endpoint);
}

enum quatrix_status quatrix_file_copyone_start(struct quatrix_client *client,
                                               const struct quatrix_file_one_request *request,
                                               struct quatrix_file *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/copyone",
        .request = &one_form,
        .reply = &quatrix_file_model.model,
        .flags = QUATRIX_POST,
    };

    return start_one(client, &endpoint, request, out);
}

enum quatrix_status quatrix_file_moveone_start(struct quatrix_client *client,
                                               const struct quatrix_file_one_request *request,
                                               struct quatrix_file *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/moveone",
        .request = &one_form,
        .reply = &quatrix_file_model.model,
        .flags = QUATRIX_POST,
    };

    return start_one(client, &endpoint, request, out);
}
