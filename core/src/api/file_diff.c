/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "call/call.h"

#define C struct quatrix_file_change
static const struct quatrix_json_member change_members[QUATRIX_FILE_CHANGE_MEMBERS] = {
    [QUATRIX_FILE_CHANGE_ID] = JSON_ID("id", C, id),
    [QUATRIX_FILE_CHANGE_ACTION] = JSON_CUT("action", C, action),
    [QUATRIX_FILE_CHANGE_PARENT_ID] = JSON_ID("parent_id", C, parent_id),
    [QUATRIX_FILE_CHANGE_NAME] = JSON_CUT("name", C, name),
    [QUATRIX_FILE_CHANGE_TYPE] = JSON_CUT("type", C, type),
    [QUATRIX_FILE_CHANGE_SIZE] = JSON_INT64("size", C, size),
    [QUATRIX_FILE_CHANGE_MODIFIED] = JSON_TIME("modified", C, modified),
    [QUATRIX_FILE_CHANGE_OPERATIONS] = JSON_INT64("operations", C, operations),
    [QUATRIX_FILE_CHANGE_METADATA] = FILE_METADATA(C),
};
#undef C
static const struct quatrix_json_nest change_model =
    JSON_NEST(JSON_MODEL_OF(struct quatrix_file_change, change_members), quatrix_file_subs);
static const struct quatrix_json_model *const diff_subs[] = { &change_model.model };

static const struct quatrix_json_member diff_members[QUATRIX_FILE_DIFF_MEMBERS] = {
    [QUATRIX_FILE_DIFF_FROM] = JSON_TIME("from", struct quatrix_file_diff, from),
    [QUATRIX_FILE_DIFF_TO] = JSON_TIME("to", struct quatrix_file_diff, to),
    [QUATRIX_FILE_DIFF_DATA] = JSON_STREAM("data", 0),
};
static const struct quatrix_json_nest diff_model =
    JSON_NEST(JSON_MODEL_OF(struct quatrix_file_diff, diff_members), diff_subs);

enum { SPAN_FROM, SPAN_TO };

struct span_request {
    uint64_t present;
    int64_t from;
    int64_t to;
};

static const struct quatrix_field span_members[] = {
    [SPAN_FROM] = FIELD_TIME("from", struct span_request, from),
    [SPAN_TO] = FIELD_TIME("to", struct span_request, to),
};
static const struct quatrix_form span_form = FORM_OF(struct span_request, span_members);

enum quatrix_status quatrix_file_diff_start(struct quatrix_client *client, const char *id,
                                            int64_t from, int64_t to,
                                            struct quatrix_file_diff *diff,
                                            struct quatrix_file_change *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/diff/",
        .request = &span_form,
        .reply = &diff_model.model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };
    struct span_request request = { QUATRIX_BIT(SPAN_FROM), from, to };
    enum quatrix_status status;

    if (to != 0) {
        request.present |= QUATRIX_BIT(SPAN_TO);
    }
    status = quatrix_call_start_at(client, id, &request, out != NULL ? diff : NULL, &endpoint);
    if (status == QUATRIX_PENDING) {
        client->priv.element = out;
    }
    return status;
}
