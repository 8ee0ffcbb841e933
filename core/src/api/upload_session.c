/* SPDX-License-Identifier: MIT */
/* How an upload is opened: for a new file and for one that exists. */
#include <quatrix/upload_session.h>

#include "api/file_name.h"
#include "call/call.h"

#define S struct quatrix_upload_session
static const struct quatrix_json_member session_members[QUATRIX_UPLOAD_SESSION_MEMBERS] = {
    [QUATRIX_UPLOAD_SESSION_NAME] = JSON_CUT("name", S, name),
    [QUATRIX_UPLOAD_SESSION_FILE_ID] = JSON_ID("file_id", S, file_id),
    [QUATRIX_UPLOAD_SESSION_PARENT_ID] = JSON_ID("parent_id", S, parent_id),
    [QUATRIX_UPLOAD_SESSION_UPLOAD_KEY] = JSON_ID("upload_key", S, upload_key),
};
#undef S
static const struct quatrix_json_model session_model = JSON_MODEL_NEEDS(
    struct quatrix_upload_session, session_members, QUATRIX_UPLOAD_SESSION_UPLOAD_KEY);

enum { LINK_NAME, LINK_PARENT_ID, LINK_RESOLVE, LINK_FILE_SIZE };

struct link_request {
    uint64_t present;
    const char *name;
    const char *parent_id;
    bool resolve;
    int64_t file_size;
};

#define L struct link_request
static const struct quatrix_field link_members[] = {
    [LINK_NAME] = FIELD_STRING("name", L, name, 255, QUATRIX_TEXT_CHARS),
    [LINK_PARENT_ID] = FIELD_ID("parent_id", L, parent_id),
    [LINK_RESOLVE] = FIELD_BOOL("resolve", L, resolve),
    [LINK_FILE_SIZE] = FIELD_INT64("file_size", L, file_size),
};
#undef L
static const struct quatrix_form link_form = FORM_OF(struct link_request, link_members);

enum quatrix_status quatrix_upload_link_start(struct quatrix_client *client, const char *name,
                                              const char *parent_id, bool resolve,
                                              int64_t file_size, struct quatrix_upload_session *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/upload/link",
        .request = &link_form,
        .reply = &session_model,
        .flags = QUATRIX_POST,
    };
    struct link_request request = { 7, name, parent_id, resolve, file_size };
    enum quatrix_status status = quatrix_file_name_accept(client, name);

    if (file_size >= 0) {
        request.present |= QUATRIX_BIT(LINK_FILE_SIZE);
    }
    return status == QUATRIX_OK ? quatrix_call_start(client, &request, out, &endpoint) : status;
}

enum { MODIFY_ID, MODIFY_TRUNCATE, MODIFY_NAME };

struct modify_request {
    uint64_t present;
    const char *id;
    int64_t truncate;
    const char *name;
};

#define M struct modify_request
static const struct quatrix_field modify_members[] = {
    [MODIFY_ID] = FIELD_ID("id", M, id),
    [MODIFY_TRUNCATE] = FIELD_INT64("truncate", M, truncate),
    [MODIFY_NAME] = FIELD_STRING("name", M, name, 255, QUATRIX_TEXT_CHARS),
};
#undef M
static const struct quatrix_form modify_form = FORM_OF(struct modify_request, modify_members);

enum quatrix_status quatrix_file_modify_start(struct quatrix_client *client, const char *id,
                                              int64_t truncate, const char *name,
                                              struct quatrix_upload_session *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/modify",
        .request = &modify_form,
        .reply = &session_model,
        .flags = QUATRIX_POST,
    };
    struct modify_request request = { QUATRIX_BIT(MODIFY_ID), id, truncate, name };

    if (name != NULL) {
        enum quatrix_status status = quatrix_file_name_accept(client, name);
        if (status != QUATRIX_OK) {
            return status;
        }
        request.present |= QUATRIX_BIT(MODIFY_NAME);
    }
    if (truncate >= 0) {
        request.present |= QUATRIX_BIT(MODIFY_TRUNCATE);
    }
    return quatrix_call_start(client, &request, out, &endpoint);
}
