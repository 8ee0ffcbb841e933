/* SPDX-License-Identifier: MIT */
/* Several items copied, moved or deleted, now or by a job of the server. */
#include <quatrix/file.h>

#include "api/shared.h"
#include "call/call.h"

enum { MANY_IDS, MANY_TARGET, MANY_RESOLVE, MANY_PERMANENTLY };

struct many_request {
    uint64_t present;
    struct quatrix_texts ids;
    const char *target;
    bool choice;
};

#define M struct many_request
static const struct quatrix_field many_members[] = {
    [MANY_IDS] = REQUIRED_IDS("ids", M, ids),
    [MANY_TARGET] = FIELD_ID("target", M, target),
    [MANY_RESOLVE] = FIELD_BOOL("resolve", M, choice),
    [MANY_PERMANENTLY] = FIELD_BOOL("delete_permanently", M, choice),
};
#undef M
static const struct quatrix_form many_form = FORM_OF(struct many_request, many_members);

#define O struct quatrix_file_outcome
static const struct quatrix_json_member outcome_members[QUATRIX_FILE_OUTCOME_MEMBERS] = {
    [QUATRIX_FILE_OUTCOME_IDS] = JSON_TEXTS("ids", O, ids),
    [QUATRIX_FILE_OUTCOME_JOB_ID] = JSON_ID("job_id", O, job_id),
};
#undef O
static const struct quatrix_json_model outcome_model =
    JSON_MODEL_OF(struct quatrix_file_outcome, outcome_members);

static const struct quatrix_endpoint delete_endpoint = {
    .path = "/file/delete",
    .request = &many_form,
    .reply = &outcome_model,
    .flags = QUATRIX_POST,
};

/* What is deleted goes to no target. */
static enum quatrix_status start_many(struct quatrix_client *client,
                                      const struct quatrix_texts *ids, const char *target,
                                      bool choice, void *out,
                                      const struct quatrix_endpoint *endpoint)
{
    struct many_request request = { QUATRIX_BIT(MANY_IDS), { NULL, 0 }, target, choice };

    if (endpoint != &delete_endpoint) {
        request.present |= QUATRIX_BIT(MANY_TARGET) | QUATRIX_BIT(MANY_RESOLVE);
    } else if (choice) {
        request.present |= QUATRIX_BIT(MANY_PERMANENTLY);
    }
    if (ids != NULL) {
        request.ids = *ids;
    }
    return quatrix_call_start(client, &request, out, endpoint);
}

enum quatrix_status quatrix_file_copy_start(struct quatrix_client *client,
                                            const struct quatrix_texts *ids, const char *target,
                                            bool resolve, struct quatrix_job *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/copy",
        .request = &many_form,
        .reply = &quatrix_job_model,
        .flags = QUATRIX_POST,
    };

    return start_many(client, ids, target, resolve, out, &endpoint);
}

enum quatrix_status quatrix_file_move_start(struct quatrix_client *client,
                                            const struct quatrix_texts *ids, const char *target,
                                            bool resolve, struct quatrix_file_outcome *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/move",
        .request = &many_form,
        .reply = &outcome_model,
        .flags = QUATRIX_POST,
    };

    return start_many(client, ids, target, resolve, out, &endpoint);
}

enum quatrix_status quatrix_file_delete_start(struct quatrix_client *client,
                                              const struct quatrix_texts *ids, bool permanently,
                                              struct quatrix_file_outcome *out)
{
    return start_many(client, ids, NULL, permanently, out, &delete_endpoint);
}
