/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/shared.h"
#include "call/call.h"

struct link_request {
    uint64_t present;
    struct quatrix_texts ids;
};

static const struct quatrix_field link_members[] = {
    REQUIRED_IDS("ids", struct link_request, ids),
};
static const struct quatrix_form link_form = FORM_OF(struct link_request, link_members);

enum quatrix_status quatrix_file_download_link_start(struct quatrix_client *client,
                                                     const struct quatrix_texts *ids,
                                                     struct quatrix_id_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/download-link",
        .request = &link_form,
        .reply = &quatrix_id_reply_model,
        .flags = QUATRIX_POST | QUATRIX_REPEATABLE, /* a link that nobody uses does no harm */
    };
    struct link_request request = { 1, { NULL, 0 } };

    if (ids != NULL) {
        request.ids = *ids;
    }
    return quatrix_call_start(client, &request, out, &endpoint);
}

enum quatrix_status quatrix_file_download_start(struct quatrix_client *client, const char *link_id)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/download/",
        .flags = QUATRIX_RAW | QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, link_id, NULL, &endpoint);
}
