/* SPDX-License-Identifier: MIT */
#include <quatrix/profile.h>

#include "api/factor.h"
#include "api/shared.h"
#include "base/text.h"

static const struct quatrix_json_member share_types_members[QUATRIX_SHARE_TYPES_MEMBERS] = {
    [QUATRIX_SHARE_TYPES_RESTRICTED_SHARE] =
        JSON_BOOL("restricted_share", struct quatrix_share_types, restricted_share),
    [QUATRIX_SHARE_TYPES_PUBLIC_SHARE] =
        JSON_BOOL("public_share", struct quatrix_share_types, public_share),
    [QUATRIX_SHARE_TYPES_TRACKED_SHARE] =
        JSON_BOOL("tracked_share", struct quatrix_share_types, tracked_share),
};
static const struct quatrix_json_model share_types_model =
    JSON_MODEL_OF(struct quatrix_share_types, share_types_members);

enum { SUB_SERVICE, SUB_SHARE_TYPES };
static const struct quatrix_json_model *const profile_subs[] = {
    [SUB_SERVICE] = &quatrix_service_model,
    [SUB_SHARE_TYPES] = &share_types_model,
};

#define P struct quatrix_profile
static const struct quatrix_json_member profile_members[QUATRIX_PROFILE_MEMBERS] = {
    [QUATRIX_PROFILE_ID] = JSON_ID("id", P, id),
    [QUATRIX_PROFILE_NAME] = JSON_CUT("name", P, name),
    [QUATRIX_PROFILE_EMAIL] = JSON_TEXT("email", P, email),
    [QUATRIX_PROFILE_SUPER_ADMIN] = JSON_BOOL("super_admin", P, super_admin),
    [QUATRIX_PROFILE_HOME_ID] = JSON_ID("home_id", P, home_id),
    [QUATRIX_PROFILE_OPERATIONS] = JSON_INT64("operations", P, operations),
    [QUATRIX_PROFILE_MAX_FILE_SIZE] = JSON_INT64("max_file_size", P, max_file_size),
    [QUATRIX_PROFILE_MAX_FILES_PER_SHARE] =
        JSON_INT64("max_files_per_share", P, max_files_per_share),
    [QUATRIX_PROFILE_PLAN] = JSON_CUT("plan", P, plan),
    [QUATRIX_PROFILE_IS_CONTACT] = JSON_BOOL("is_contact", P, is_contact),
    [QUATRIX_PROFILE_LANGUAGE] = JSON_CUT("language", P, language),
    [QUATRIX_PROFILE_CHANNEL_ID] = JSON_ID("channel_id", P, channel_id),
    [QUATRIX_PROFILE_ACCOUNT_ID] = JSON_ID("account_id", P, account_id),
    [QUATRIX_PROFILE_STORAGE_ID] = JSON_ID("storage_id", P, storage_id),
    [QUATRIX_PROFILE_CREATED] = JSON_TIME("created", P, created),
    [QUATRIX_PROFILE_MODIFIED] = JSON_TIME("modified", P, modified),
    [QUATRIX_PROFILE_QUOTA] = JSON_INT64("quota", P, quota),
    [QUATRIX_PROFILE_STATUS] = JSON_CUT("status", P, status),
    [QUATRIX_PROFILE_UID] = JSON_INT64("uid", P, uid),
    [QUATRIX_PROFILE_GID] = JSON_INT64("gid", P, gid),
    [QUATRIX_PROFILE_HAS_KEY] = JSON_BOOL("has_key", P, has_key),
    [QUATRIX_PROFILE_PGP_ENABLED] = JSON_BOOL("pgp_enabled", P, pgp_enabled),
    [QUATRIX_PROFILE_MESSAGE_SIGNATURE] = JSON_CUT("message_signature", P, message_signature),
    [QUATRIX_PROFILE_OUTGOING_ID] = JSON_ID("outgoing_id", P, outgoing_id),
    [QUATRIX_PROFILE_INCOMING_ID] = JSON_ID("incoming_id", P, incoming_id),
    [QUATRIX_PROFILE_SERVICES] = JSON_MODELS("services", P, services, SUB_SERVICE),
    [QUATRIX_PROFILE_SHARE_TYPES] = JSON_MODEL("share_types", P, share_types, SUB_SHARE_TYPES),
    [QUATRIX_PROFILE_UNIQUE_LOGIN] = JSON_CUT("unique_login", P, unique_login),
    [QUATRIX_PROFILE_AUTH_METHODS] = JSON_CUTS("auth_methods", P, auth_methods),
    [QUATRIX_PROFILE_ACCOUNT_STATUS] = JSON_CUT("account_status", P, account_status),
    [QUATRIX_PROFILE_SFTP_URL] = JSON_TEXT("sftp_url", P, sftp_url),
    [QUATRIX_PROFILE_FORCED_AUTH] = JSON_CUTS("forced_auth", P, forced_auth),
    [QUATRIX_PROFILE_SFTP_LOGIN] = JSON_CUT("sftp_login", P, sftp_login),
    [QUATRIX_PROFILE_ENABLE_PGP] = JSON_BOOL("enable_pgp", P, enable_pgp),
};
#undef P
static const struct quatrix_json_nest profile_model =
    JSON_NEST(JSON_MODEL_OF(struct quatrix_profile, profile_members), profile_subs);

enum quatrix_status quatrix_profile_get_start(struct quatrix_client *client,
                                              struct quatrix_profile *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/profile",
        .reply = &profile_model.model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

#define P struct quatrix_profile_info
static const struct quatrix_json_member info_members[QUATRIX_PROFILE_INFO_MEMBERS] = {
    [QUATRIX_PROFILE_INFO_USER_USED] = JSON_INT64("user_used", P, user_used),
    [QUATRIX_PROFILE_INFO_USER_LIMIT] = JSON_INT64("user_limit", P, user_limit),
    [QUATRIX_PROFILE_INFO_ACC_USED] = JSON_INT64("acc_used", P, acc_used),
    [QUATRIX_PROFILE_INFO_ACC_LIMIT] = JSON_INT64("acc_limit", P, acc_limit),
};
#undef P
static const struct quatrix_json_model info_model =
    JSON_MODEL_OF(struct quatrix_profile_info, info_members);

enum quatrix_status quatrix_profile_info_start(struct quatrix_client *client,
                                               struct quatrix_profile_info *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/profile/info",
        .reply = &info_model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

#define P struct quatrix_profile_set_request
static const struct quatrix_field set_request_members[QUATRIX_PROFILE_SET_MEMBERS] = {
    [QUATRIX_PROFILE_SET_NAME] = FIELD_STRING("name", P, name, 511, QUATRIX_TEXT_CHARS),
    [QUATRIX_PROFILE_SET_EMAIL] = FIELD_STRING("email", P, email, 254, QUATRIX_TEXT_NO_COLON),
    [QUATRIX_PROFILE_SET_LANGUAGE] = FIELD_STRING("language", P, language, 15, 0),
    [QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE] =
        FIELD_STRING("message_signature", P, message_signature, 500,
                     QUATRIX_TEXT_CHARS | QUATRIX_TEXT_EMPTY | QUATRIX_TEXT_CONTROL),
};
#undef P
static const struct quatrix_form set_request_form =
    FORM_OF(struct quatrix_profile_set_request, set_request_members);

#define P struct quatrix_profile_set_reply
static const struct quatrix_json_member set_reply_members[QUATRIX_PROFILE_SET_MEMBERS] = {
    [QUATRIX_PROFILE_SET_NAME] = JSON_CUT("name", P, name),
    [QUATRIX_PROFILE_SET_EMAIL] = JSON_TEXT("email", P, email),
    [QUATRIX_PROFILE_SET_LANGUAGE] = JSON_CUT("language", P, language),
    [QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE] = JSON_CUT("message_signature", P, message_signature),
};
#undef P
static const struct quatrix_json_model set_reply_model =
    JSON_MODEL_OF(struct quatrix_profile_set_reply, set_reply_members);

enum quatrix_status quatrix_profile_set_start(struct quatrix_client *client,
                                              const struct quatrix_profile_set_request *request,
                                              struct quatrix_profile_set_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/profile/set",
        .request = &set_request_form,
        .reply = &set_reply_model,
        .flags = QUATRIX_POST,
    };

    return quatrix_call_start_texts(client, request, out, &endpoint);
}

struct set_password_request {
    uint64_t present;
    const char *password;
    const char *new_password;
};

static const struct quatrix_field set_password_request_members[] = {
    FIELD_BASE64("password", struct set_password_request, password, 255),
    FIELD_BASE64("new_password", struct set_password_request, new_password, 255),
};
static const struct quatrix_form set_password_request_form =
    FORM_OF(struct set_password_request, set_password_request_members);

static const struct quatrix_json_member
    set_password_reply_members[QUATRIX_PROFILE_SET_PASSWORD_MEMBERS] = {
        [QUATRIX_PROFILE_SET_PASSWORD_EMAIL] =
            JSON_TEXT("email", struct quatrix_profile_set_password_reply, email),
    };
static const struct quatrix_json_model set_password_reply_model =
    JSON_MODEL_OF(struct quatrix_profile_set_password_reply, set_password_reply_members);

enum quatrix_status
quatrix_profile_set_password_start(struct quatrix_client *client, const char *password,
                                   const char *new_password,
                                   struct quatrix_profile_set_password_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/profile/set-password",
        .request = &set_password_request_form,
        .reply = &set_password_reply_model,
        .flags = QUATRIX_POST | QUATRIX_KEEP_SESSION,
    };
    const struct set_password_request request = { 3, password, new_password };

    return quatrix_call_start_texts(client, &request, out, &endpoint);
}

enum quatrix_status quatrix_profile_2fa_generate_start(struct quatrix_client *client)
{
    /* Not repeatable: each call makes a new secret. */
    static const struct quatrix_endpoint endpoint = {
        .path = "/profile/2fa/generate",
        .flags = QUATRIX_RAW,
    };

    return quatrix_call_get(client, NULL, &endpoint);
}

/* Declared as one identifier under a plural name: one, many, null and none are all read. */
static const struct quatrix_json_member set_mfa_reply_members[QUATRIX_PROFILE_SET_MFA_MEMBERS] = {
    [QUATRIX_PROFILE_SET_MFA_SESSION_IDS] =
        JSON_TEXTS_OR_ONE("session_ids", struct quatrix_profile_set_mfa_reply, session_ids),
};
static const struct quatrix_json_model set_mfa_reply_model =
    JSON_MODEL_OF(struct quatrix_profile_set_mfa_reply, set_mfa_reply_members);

static enum quatrix_status end_set_mfa(struct quatrix_client *client, enum quatrix_status status)
{
    const struct quatrix_profile_set_mfa_reply *reply = client->priv.reply;
    bool closed = reply->session_ids.count.total > reply->session_ids.count.kept;

    if (status != QUATRIX_OK || client->priv.credentials.auth != QUATRIX_AUTH_SESSION) {
        return status;
    }
    for (uint32_t i = 0; i < reply->session_ids.count.kept; i++) {
        closed = closed || quatrix_text_equal(reply->session_ids.item[i].text,
                                              client->priv.session.session_id.text);
    }
    if (closed) { /* or perhaps, where not all were kept: then one login more does no harm */
        quatrix_call_forget_session(client);
    }
    return status;
}

enum quatrix_status quatrix_profile_set_mfa_start(struct quatrix_client *client,
                                                  enum quatrix_factor factor, const char *code,
                                                  struct quatrix_profile_set_mfa_reply *out)
{
    static const struct quatrix_endpoint_end endpoint = {
        .endpoint =
            {
                .path = "/profile/set-mfa",
                .request = &quatrix_factor_code_form,
                .reply = &set_mfa_reply_model,
                .flags = QUATRIX_POST | QUATRIX_KEEP_SESSION | QUATRIX_ENDS,
            },
        .end = end_set_mfa,
    };

    return quatrix_factor_start(client, factor, code, out, &endpoint.endpoint);
}

enum quatrix_status quatrix_profile_remove_mfa_start(struct quatrix_client *client,
                                                     enum quatrix_factor factor,
                                                     struct quatrix_profile_remove_mfa_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/profile/remove-mfa",
        .request = &quatrix_factor_form,
        .reply = &quatrix_remove_mfa_reply_model,
        .flags = QUATRIX_POST | QUATRIX_KEEP_SESSION,
    };

    return quatrix_factor_start(client, factor, NULL, out, &endpoint);
}
