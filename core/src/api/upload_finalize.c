/* SPDX-License-Identifier: MIT */
#include <quatrix/upload_session.h>

#include "call/call.h"

struct finalize_request {
    uint64_t present;
    int64_t mtime;
};

static const struct quatrix_field request_members[] = {
    FIELD_TIME("mtime", struct finalize_request, mtime),
};
static const struct quatrix_form request_form = FORM_OF(struct finalize_request, request_members);

#define R struct quatrix_upload_finalize_reply
static const struct quatrix_json_member reply_members[QUATRIX_UPLOAD_FINALIZE_MEMBERS] = {
    [QUATRIX_UPLOAD_FINALIZE_ID] = JSON_ID("id", R, id),
    [QUATRIX_UPLOAD_FINALIZE_PARENT_ID] = JSON_ID("parent_id", R, parent_id),
    [QUATRIX_UPLOAD_FINALIZE_SIZE] = JSON_INT64("size", R, size),
    [QUATRIX_UPLOAD_FINALIZE_MODIFIED] = JSON_TIME("modified", R, modified),
};
#undef R
static const struct quatrix_json_model reply_model =
    JSON_MODEL_OF(struct quatrix_upload_finalize_reply, reply_members);

enum quatrix_status quatrix_upload_finalize_start(struct quatrix_client *client,
                                                  const char *upload_key, int64_t mtime,
                                                  struct quatrix_upload_finalize_reply *out)
{
    /* Not repeatable: it changes the server, and its key is gone afterwards. */
    static const struct quatrix_endpoint endpoint = {
        .path = "/upload/finalize/",
        .request = &request_form,
        .reply = &reply_model,
    };
    const struct finalize_request request = { mtime != 0, mtime };

    return quatrix_call_start_at(client, upload_key, &request, out, &endpoint);
}
