/* SPDX-License-Identifier: MIT */
#include <quatrix/check.h>

#include "call/call.h"

struct ping_request {
    uint64_t present;
    const char *api_key;
};

static const struct quatrix_field ping_request_members[] = {
    FIELD_STRING("api_key", struct ping_request, api_key, 255, QUATRIX_TEXT_ASCII),
};
static const struct quatrix_form ping_request_form =
    FORM_OF(struct ping_request, ping_request_members);

static const struct quatrix_json_member ping_reply_members[QUATRIX_CHECK_PING_MEMBERS] = {
    [QUATRIX_CHECK_PING_RESPONSE] = JSON_CUT("response", struct quatrix_check_ping_reply, response),
};
static const struct quatrix_json_model ping_reply_model =
    JSON_MODEL_OF(struct quatrix_check_ping_reply, ping_reply_members);

enum quatrix_status quatrix_check_ping_start(struct quatrix_client *client, const char *api_key,
                                             struct quatrix_check_ping_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/check/ping",
        .request = &ping_request_form,
        .reply = &ping_reply_model,
        .flags = QUATRIX_OPEN | QUATRIX_REPEATABLE | QUATRIX_KEEP_SESSION,
    };
    const struct ping_request request = { api_key != NULL, api_key };

    return quatrix_call_start_texts(client, &request, out, &endpoint);
}
