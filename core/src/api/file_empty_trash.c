/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "call/call.h"

#define E struct quatrix_file_erased
static const struct quatrix_json_member erased_members[QUATRIX_FILE_ERASED_MEMBERS] = {
    [QUATRIX_FILE_ERASED_ID] = JSON_ID("id", E, id),
    [QUATRIX_FILE_ERASED_SOURCE_ID] = JSON_ID("source_id", E, source_id),
    [QUATRIX_FILE_ERASED_DEST_ID] = JSON_ID("dest_id", E, dest_id),
};
#undef E
static const struct quatrix_json_model erased_model =
    JSON_MODEL_OF(struct quatrix_file_erased, erased_members);

enum quatrix_status quatrix_file_empty_trash_start(struct quatrix_client *client, const char *id,
                                                   struct quatrix_file_erased *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/empty-trash/",
        .reply = &erased_model,
        .flags = QUATRIX_POST | QUATRIX_LIST,
    };
    /* An empty identifier stands for the own Trash. */
    return id != NULL ? quatrix_call_start_id(client, id, out, &endpoint)
                      : quatrix_call_get(client, out, &endpoint);
}
