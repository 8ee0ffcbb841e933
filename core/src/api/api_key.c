/* SPDX-License-Identifier: MIT */
#include <quatrix/api_key.h>

#include "api/shared.h"
#include "call/call.h"

#define K struct quatrix_api_key
static const struct quatrix_json_member key_members[QUATRIX_API_KEY_MEMBERS] = {
    [QUATRIX_API_KEY_ID] = JSON_ID("id", K, id),
    [QUATRIX_API_KEY_ROLE_ID] = JSON_ID("role_id", K, role_id),
    [QUATRIX_API_KEY_EMAIL] = JSON_TEXT("email", K, email),
    [QUATRIX_API_KEY_KEY] = JSON_ID("key", K, key),
    [QUATRIX_API_KEY_HINT] = JSON_CUT("hint", K, hint),
    [QUATRIX_API_KEY_CREATED] = JSON_TIME("created", K, created),
    [QUATRIX_API_KEY_MODIFIED] = JSON_TIME("modified", K, modified),
    [QUATRIX_API_KEY_STATUS] = JSON_CUT("status", K, status),
};
#undef K
static const struct quatrix_json_model key_model =
    JSON_MODEL_NEEDS(struct quatrix_api_key, key_members, QUATRIX_API_KEY_ID);

enum quatrix_status quatrix_api_key_list_start(struct quatrix_client *client,
                                               struct quatrix_api_key *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/api-key",
        .reply = &key_model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

#define NAME_RULES (QUATRIX_TEXT_CHARS | QUATRIX_TEXT_EMPTY)

#define K struct quatrix_api_key_create_request
static const struct quatrix_field create_members[QUATRIX_API_KEY_CREATE_MEMBERS] = {
    [QUATRIX_API_KEY_CREATE_NAME] = FIELD_STRING("name", K, name, 511, NAME_RULES),
    [QUATRIX_API_KEY_CREATE_STATUS] = FIELD_STRING("status", K, status, 1, QUATRIX_TEXT_ASCII),
    [QUATRIX_API_KEY_CREATE_ROLE_ID] = FIELD_ID("role_id", K, role_id),
};
#undef K
static const struct quatrix_form create_form =
    FORM_OF(struct quatrix_api_key_create_request, create_members);

enum quatrix_status
quatrix_api_key_create_start(struct quatrix_client *client,
                             const struct quatrix_api_key_create_request *request,
                             struct quatrix_api_key *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/api-key/create",
        .request = &create_form,
        .reply = &key_model,
        .flags = QUATRIX_POST,
    };

    return quatrix_call_start_texts(client, request, out, &endpoint);
}

enum quatrix_status quatrix_api_key_delete_start(struct quatrix_client *client, const char *id,
                                                 struct quatrix_id_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/api-key/delete/",
        .reply = &quatrix_id_reply_model,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

enum quatrix_status quatrix_api_key_metadata_start(struct quatrix_client *client, const char *id,
                                                   struct quatrix_api_key *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/api-key/metadata/",
        .reply = &key_model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

#define K struct quatrix_api_key_update_request
static const struct quatrix_field update_members[QUATRIX_API_KEY_UPDATE_MEMBERS] = {
    [QUATRIX_API_KEY_UPDATE_NAME] = FIELD_STRING("name", K, name, 511, NAME_RULES),
    [QUATRIX_API_KEY_UPDATE_STATUS] = FIELD_STRING("status", K, status, 1, QUATRIX_TEXT_ASCII),
};
#undef K
static const struct quatrix_form update_form =
    FORM_OF(struct quatrix_api_key_update_request, update_members);

enum quatrix_status
quatrix_api_key_update_start(struct quatrix_client *client, const char *id,
                             const struct quatrix_api_key_update_request *request,
                             struct quatrix_api_key *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/api-key/update/",
        .request = &update_form,
        .reply = &key_model,
        .flags = QUATRIX_POST,
    };

    return quatrix_call_start_at(client, id, request, out, &endpoint);
}

enum quatrix_status quatrix_api_key_list_of_user_start(struct quatrix_client *client,
                                                       const char *user_id,
                                                       struct quatrix_api_key *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/api-key/",
        .reply = &key_model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, user_id, out, &endpoint);
}
