/* SPDX-License-Identifier: MIT */
#include <quatrix/account.h>

#include "call/call.h"

#define A struct quatrix_account_info
static const struct quatrix_json_member info_members[QUATRIX_ACCOUNT_INFO_MEMBERS] = {
    [QUATRIX_ACCOUNT_INFO_ID] = JSON_ID("id", A, id),
    [QUATRIX_ACCOUNT_INFO_KEY] = JSON_CUT("key", A, key),
    [QUATRIX_ACCOUNT_INFO_BASE] = JSON_BOOL("base", A, base),
    [QUATRIX_ACCOUNT_INFO_PROPERTIES] = JSON_OBJECT("properties", A, properties),
    [QUATRIX_ACCOUNT_INFO_SERVER_LOCATION] = JSON_CUT("server_location", A, server_location),
};
#undef A
static const struct quatrix_json_model info_model =
    JSON_MODEL_OF(struct quatrix_account_info, info_members);

enum quatrix_status quatrix_account_info_start(struct quatrix_client *client,
                                               struct quatrix_account_info *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/account/info",
        .reply = &info_model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

#define A struct quatrix_account
static const struct quatrix_json_member account_members[QUATRIX_ACCOUNT_MEMBERS] = {
    [QUATRIX_ACCOUNT_ID] = JSON_ID("id", A, id),
    [QUATRIX_ACCOUNT_HOSTNAME] = JSON_TEXT("hostname", A, hostname),
    [QUATRIX_ACCOUNT_PLAN] = JSON_CUT("plan", A, plan),
    [QUATRIX_ACCOUNT_STATUS] = JSON_CUT("status", A, status),
    [QUATRIX_ACCOUNT_CURRENT] = JSON_BOOL("current", A, current),
};
#undef A
static const struct quatrix_json_model account_model =
    JSON_MODEL_OF(struct quatrix_account, account_members);

enum quatrix_status quatrix_account_list_start(struct quatrix_client *client,
                                               struct quatrix_account *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/account/list",
        .reply = &account_model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

enum quatrix_status quatrix_account_logo_start(struct quatrix_client *client)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/account/logo",
        .flags = QUATRIX_OPEN | QUATRIX_RAW | QUATRIX_REPEATABLE | QUATRIX_KEEP_SESSION,
    };

    return quatrix_call_get(client, NULL, &endpoint);
}

#define A struct quatrix_account_metadata
static const struct quatrix_json_member metadata_members[QUATRIX_ACCOUNT_METADATA_MEMBERS] = {
    [QUATRIX_ACCOUNT_METADATA_STATUS] = JSON_CUT("status", A, status),
    [QUATRIX_ACCOUNT_METADATA_TITLE] = JSON_CUT("title", A, title),
    [QUATRIX_ACCOUNT_METADATA_LANGUAGE] = JSON_CUT("language", A, language),
    [QUATRIX_ACCOUNT_METADATA_DEFAULT_LOGO] = JSON_BOOL("default_logo", A, default_logo),
};
#undef A
static const struct quatrix_json_model metadata_model =
    JSON_MODEL_OF(struct quatrix_account_metadata, metadata_members);

enum quatrix_status quatrix_account_metadata_start(struct quatrix_client *client,
                                                   struct quatrix_account_metadata *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/account/metadata",
        .reply = &metadata_model,
        .flags = QUATRIX_OPEN | QUATRIX_REPEATABLE | QUATRIX_KEEP_SESSION,
    };

    return quatrix_call_get(client, out, &endpoint);
}

#define A struct quatrix_account_role
static const struct quatrix_json_member role_members[QUATRIX_ACCOUNT_ROLE_MEMBERS] = {
    [QUATRIX_ACCOUNT_ROLE_ID] = JSON_ID("id", A, id),
    [QUATRIX_ACCOUNT_ROLE_EMAIL] = JSON_TEXT("email", A, email),
    [QUATRIX_ACCOUNT_ROLE_NAME] = JSON_CUT("name", A, name),
};
#undef A
static const struct quatrix_json_model role_model =
    JSON_MODEL_OF(struct quatrix_account_role, role_members);

enum quatrix_status quatrix_account_roles_start(struct quatrix_client *client,
                                                struct quatrix_account_role *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/account/roles",
        .reply = &role_model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}
