/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "call/call.h"

/* A POST says how long its body is: an empty object is one all servers take. */
struct no_request {
    uint64_t present;
};

static const struct quatrix_json_model no_model = { NULL, NULL, 0, 0, sizeof(struct no_request) };

#define E struct quatrix_file_erased
static const struct quatrix_json_member erased_members[QUATRIX_FILE_ERASED_MEMBERS] = {
    [QUATRIX_FILE_ERASED_ID] = JSON_ID("id", E, id),
    [QUATRIX_FILE_ERASED_SOURCE_ID] = JSON_ID("source_id", E, source_id),
    [QUATRIX_FILE_ERASED_DEST_ID] = JSON_ID("dest_id", E, dest_id),
};
#undef E
static const struct quatrix_json_model erased_model =
    JSON_MODEL_OF(struct quatrix_file_erased, erased_members, NULL);

enum quatrix_status quatrix_file_empty_trash_start(struct quatrix_client *client, const char *id,
                                                   struct quatrix_file_erased *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/empty-trash/",
        .request = &no_model,
        .reply = &erased_model,
        .flags = QUATRIX_POST | QUATRIX_LIST,
    };
    static const struct quatrix_endpoint own = {
        .path = "/file/empty-trash",
        .request = &no_model,
        .reply = &erased_model,
        .flags = QUATRIX_POST | QUATRIX_LIST,
    };
    const struct no_request request = { 0 };

    return id != NULL ? quatrix_call_start_at(client, id, &request, out, &endpoint)
                      : quatrix_call_start(client, &request, out, &own);
}
