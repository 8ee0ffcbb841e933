/* SPDX-License-Identifier: MIT */
#include <quatrix/languages.h>

#include "call/call.h"

#define L struct quatrix_language
static const struct quatrix_json_member language_members[QUATRIX_LANGUAGE_MEMBERS] = {
    [QUATRIX_LANGUAGE_ID] = JSON_ID("id", L, id),
    [QUATRIX_LANGUAGE_NAME] = JSON_CUT("name", L, name),
    [QUATRIX_LANGUAGE_FILENAME] = JSON_CUT("filename", L, filename),
};
#undef L
static const struct quatrix_json_model language_model =
    JSON_MODEL_OF(struct quatrix_language, language_members);

enum quatrix_status quatrix_languages_list_start(struct quatrix_client *client,
                                                 struct quatrix_language *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/languages",
        .reply = &language_model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

static const struct quatrix_json_member default_members[QUATRIX_LANGUAGES_DEFAULT_MEMBERS] = {
    [QUATRIX_LANGUAGES_DEFAULT_ID] = JSON_ID("id", struct quatrix_languages_default_reply, id),
};
static const struct quatrix_json_model default_model =
    JSON_MODEL_OF(struct quatrix_languages_default_reply, default_members);

enum quatrix_status quatrix_languages_default_start(struct quatrix_client *client,
                                                    struct quatrix_languages_default_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/languages/default",
        .reply = &default_model,
        .flags = QUATRIX_OPEN | QUATRIX_REPEATABLE | QUATRIX_KEEP_SESSION,
    };

    return quatrix_call_get(client, out, &endpoint);
}
