/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_name.h"
#include "call/call.h"

#define HOST_UNKNOWN 12 /* server_code */

enum { ID_PATH, ID_PARENT_ID };

struct id_request {
    uint64_t present;
    const char *path;
    const char *parent_id;
};

static const struct quatrix_field request_members[] = {
    [ID_PATH] = FIELD_STRING("path", struct id_request, path, 8191, QUATRIX_TEXT_EMPTY),
    [ID_PARENT_ID] = FIELD_ID("parent_id", struct id_request, parent_id),
};
static const struct quatrix_form request_form = FORM_OF(struct id_request, request_members);

#define R struct quatrix_file_id_reply
static const struct quatrix_json_member reply_members[QUATRIX_FILE_ID_REPLY_MEMBERS] = {
    [QUATRIX_FILE_ID_REPLY_FILE_ID] = JSON_ID("file_id", R, file_id),
    [QUATRIX_FILE_ID_REPLY_PARENT_ID] = JSON_ID("parent_id", R, parent_id),
    [QUATRIX_FILE_ID_REPLY_SRC] = JSON_LENIENT_CUT("src", R, src),
    [QUATRIX_FILE_ID_REPLY_TYPE] = JSON_CUT("type", R, type),
};
#undef R
/* Not JSON_MODEL_NEEDS: that would close the connection. */
static const struct quatrix_json_model reply_model =
    JSON_MODEL_OF(struct quatrix_file_id_reply, reply_members);

/* Nothing at the path: 404, or a reply without an identifier. */
static enum quatrix_status end_id(struct quatrix_client *client, enum quatrix_status status)
{
    const struct quatrix_file_id_reply *reply = client->priv.reply;
    struct quatrix_error *error = &client->priv.error;
    bool nothing =
        status == QUATRIX_E_HTTP && error->http_status == 404 && error->server_code != HOST_UNKNOWN;

    if (status == QUATRIX_OK) {
        nothing = !quatrix_has(reply->present, QUATRIX_FILE_ID_REPLY_FILE_ID);
    }
    if (nothing) {
        error->member = "file_id";
        return QUATRIX_E_MISSING;
    }
    return status;
}

enum quatrix_status quatrix_file_id_start(struct quatrix_client *client, const char *path,
                                          const char *parent_id, struct quatrix_file_id_reply *out)
{
    static const struct quatrix_endpoint_end endpoint = {
        .endpoint =
            {
                .path = "/file/id",
                .request = &request_form,
                .reply = &reply_model,
                .flags = QUATRIX_POST | QUATRIX_REPEATABLE | QUATRIX_ENDS, /* a question */
            },
        .end = end_id,
    };
    struct id_request request = { QUATRIX_BIT(ID_PATH), path, parent_id };
    enum quatrix_status status = quatrix_file_path_check(path);

    if (status != QUATRIX_OK) {
        return quatrix_call_reject(client, status, "path");
    }
    if (parent_id != NULL) {
        request.present |= QUATRIX_BIT(ID_PARENT_ID);
    }
    return quatrix_call_start_texts(client, &request, out, &endpoint.endpoint);
}
