/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "api/file_name.h"
#include "call/call.h"

enum { MAKEDIR_TARGET, MAKEDIR_NAME, MAKEDIR_RESOLVE };

struct makedir_request {
    uint64_t present;
    const char *target;
    const char *name;
    bool resolve;
};

static const struct quatrix_field request_members[] = {
    [MAKEDIR_TARGET] = FIELD_ID("target", struct makedir_request, target),
    [MAKEDIR_NAME] = FIELD_STRING("name", struct makedir_request, name, 255, QUATRIX_TEXT_CHARS),
    [MAKEDIR_RESOLVE] = FIELD_BOOL("resolve", struct makedir_request, resolve),
};
static const struct quatrix_form request_form = FORM_OF(struct makedir_request, request_members);

enum quatrix_status quatrix_file_makedir_start(struct quatrix_client *client, const char *target,
                                               const char *name, bool resolve,
                                               struct quatrix_file *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/makedir",
        .request = &request_form,
        .reply = &quatrix_file_model.model,
        .flags = QUATRIX_POST,
    };
    struct makedir_request request = { QUATRIX_BIT(MAKEDIR_NAME) | QUATRIX_BIT(MAKEDIR_RESOLVE),
                                       target, name, resolve };
    enum quatrix_status status = quatrix_file_name_accept(client, name);

    if (target != NULL) {
        request.present |= QUATRIX_BIT(MAKEDIR_TARGET);
    }
    return status == QUATRIX_OK ? quatrix_call_start(client, &request, out, &endpoint) : status;
}
