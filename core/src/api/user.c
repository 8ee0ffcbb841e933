/* SPDX-License-Identifier: MIT */
#include <quatrix/user.h>

#include "api/shared.h"
#include "base/text.h"
#include "call/call.h"

enum { SUB_GROUP, SUB_SERVICE };
static const struct quatrix_json_model *const user_subs[] = {
    [SUB_GROUP] = &quatrix_short_group_model.model,
    [SUB_SERVICE] = &quatrix_service_model,
};

#define U struct quatrix_user
static const struct quatrix_json_member user_members[QUATRIX_USER_MEMBERS] = {
    [QUATRIX_USER_ID] = JSON_ID("id", U, id),
    [QUATRIX_USER_PARENT_ID] = JSON_ID("parent_id", U, parent_id),
    [QUATRIX_USER_HOME_ID] = JSON_ID("home_id", U, home_id),
    [QUATRIX_USER_HOME_NAME] = JSON_CUT("home_name", U, home_name),
    [QUATRIX_USER_SUPER_ADMIN] = JSON_BOOL("super_admin", U, super_admin),
    [QUATRIX_USER_NAME] = JSON_CUT("name", U, name),
    [QUATRIX_USER_EMAIL] = JSON_TEXT("email", U, email),
    [QUATRIX_USER_STATUS] = JSON_CUT("status", U, status),
    [QUATRIX_USER_QUOTA] = JSON_INT64("quota", U, quota),
    [QUATRIX_USER_CREATED] = JSON_TIME("created", U, created),
    [QUATRIX_USER_MODIFIED] = JSON_TIME("modified", U, modified),
    [QUATRIX_USER_GROUPS] = JSON_MODELS("groups", U, groups, SUB_GROUP),
    [QUATRIX_USER_USER_OPERATIONS] = JSON_INT64("user_operations", U, user_operations),
    [QUATRIX_USER_EFFECTIVE_OPERATIONS] =
        JSON_INT64("effective_operations", U, effective_operations),
    [QUATRIX_USER_HOME_OPERATIONS] = JSON_INT64("home_operations", U, home_operations),
    [QUATRIX_USER_LANGUAGE] = JSON_CUT("language", U, language),
    [QUATRIX_USER_STORAGE_ID] = JSON_ID("storage_id", U, storage_id),
    [QUATRIX_USER_HAS_KEY] = JSON_BOOL("has_key", U, has_key),
    [QUATRIX_USER_SERVICES] = JSON_MODELS("services", U, services, SUB_SERVICE),
    [QUATRIX_USER_UNIQUE_LOGIN] = JSON_CUT("unique_login", U, unique_login),
    [QUATRIX_USER_CUSTOM_SFTP_HOME] = JSON_BOOL("custom_sftp_home", U, custom_sftp_home),
    [QUATRIX_USER_SFTP_HOME] = JSON_CUT("sftp_home", U, sftp_home),
    [QUATRIX_USER_READONLY] = JSON_BOOL("readonly", U, readonly),
    [QUATRIX_USER_AUTH_METHODS] = JSON_CUTS("auth_methods", U, auth_methods),
    [QUATRIX_USER_LAST_LOGIN] = JSON_TIME("last_login", U, last_login),
    [QUATRIX_USER_STORAGE_USED] = JSON_INT64("storage_used", U, storage_used),
    [QUATRIX_USER_FORCED_AUTH] = JSON_CUTS("forced_auth", U, forced_auth),
    [QUATRIX_USER_SFTP_LOGIN] = JSON_CUT("sftp_login", U, sftp_login),
};
#undef U
static const struct quatrix_json_nest user_model =
    JSON_NEST(JSON_MODEL_NEEDS(struct quatrix_user, user_members, QUATRIX_USER_ID), user_subs);

enum quatrix_status quatrix_user_list_start(struct quatrix_client *client, struct quatrix_user *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user",
        .reply = &user_model.model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

enum quatrix_status quatrix_user_metadata_start(struct quatrix_client *client, const char *id,
                                                struct quatrix_user *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/metadata/",
        .reply = &user_model.model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

#define U struct quatrix_user_create_request
static const struct quatrix_field create_members[QUATRIX_USER_CREATE_MEMBERS] = {
    [QUATRIX_USER_CREATE_NAME] = REQUIRED_STRING("name", U, name, 511, QUATRIX_TEXT_CHARS),
    [QUATRIX_USER_CREATE_EMAIL] = REQUIRED_STRING("email", U, email, 254, QUATRIX_TEXT_NO_COLON),
    [QUATRIX_USER_CREATE_PARENT_ID] = FIELD_ID("parent_id", U, parent_id),
    [QUATRIX_USER_CREATE_QUOTA] = FIELD_INT64("quota", U, quota),
    [QUATRIX_USER_CREATE_STATUS] = FIELD_STRING("status", U, status, 1, QUATRIX_TEXT_ASCII),
    [QUATRIX_USER_CREATE_SUPER_ADMIN] = FIELD_LETTER("super_admin", U, super_admin),
    [QUATRIX_USER_CREATE_HOME_ID] = FIELD_ID("home_id", U, home_id),
    [QUATRIX_USER_CREATE_USER_OPERATIONS] = FIELD_INT64("user_operations", U, user_operations),
    [QUATRIX_USER_CREATE_HOME_OPERATIONS] = FIELD_INT64("home_operations", U, home_operations),
    [QUATRIX_USER_CREATE_LANGUAGE] = FIELD_STRING("language", U, language, 15, 0),
    [QUATRIX_USER_CREATE_GROUPS] = FIELD_IDS("groups", U, groups),
    [QUATRIX_USER_CREATE_SERVICES] = FIELD_IDS("services", U, services),
    [QUATRIX_USER_CREATE_CUSTOM_SFTP_HOME] = FIELD_BOOL("custom_sftp_home", U, custom_sftp_home),
    [QUATRIX_USER_CREATE_SFTP_LOGIN] = FIELD_STRING("sftp_login", U, sftp_login, 254, 0),
};
#undef U
static const struct quatrix_form create_form =
    FORM_OF(struct quatrix_user_create_request, create_members);

/* Names have rules that no row can say: at least 3 characters, and no "@". */
static enum quatrix_status start_named(struct quatrix_client *client, const void *request,
                                       const char *name, struct quatrix_user *out,
                                       const struct quatrix_endpoint *endpoint)
{
    if (name != NULL && (quatrix_text_check(name, 2, QUATRIX_TEXT_CHARS) == QUATRIX_OK ||
                         quatrix_char_in('@', name))) {
        return quatrix_call_reject(client, QUATRIX_E_TEXT, "name");
    }
    return quatrix_call_start(client, request, out, endpoint);
}

enum quatrix_status quatrix_user_create_start(struct quatrix_client *client,
                                              const struct quatrix_user_create_request *request,
                                              struct quatrix_user *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/create",
        .request = &create_form,
        .reply = &user_model.model,
        .flags = QUATRIX_POST,
    };

    const char *name = NULL;

    if (request != NULL && quatrix_has(request->present, QUATRIX_USER_CREATE_NAME)) {
        name = request->name;
    }
    return start_named(client, request, name, out, &endpoint);
}

#define U struct quatrix_user_edit_request
static const struct quatrix_field edit_members[QUATRIX_USER_EDIT_MEMBERS] = {
    [QUATRIX_USER_EDIT_IDS] = REQUIRED_IDS("ids", U, ids),
    [QUATRIX_USER_EDIT_NAME] = FIELD_STRING("name", U, name, 511, QUATRIX_TEXT_CHARS),
    [QUATRIX_USER_EDIT_EMAIL] = FIELD_STRING("email", U, email, 254, QUATRIX_TEXT_NO_COLON),
    [QUATRIX_USER_EDIT_PARENT_ID] = FIELD_ID("parent_id", U, parent_id),
    [QUATRIX_USER_EDIT_QUOTA] = FIELD_INT64("quota", U, quota),
    [QUATRIX_USER_EDIT_STATUS] = FIELD_STRING("status", U, status, 1, QUATRIX_TEXT_ASCII),
    [QUATRIX_USER_EDIT_SUPER_ADMIN] = FIELD_LETTER("super_admin", U, super_admin),
    [QUATRIX_USER_EDIT_HOME_ID] = FIELD_ID("home_id", U, home_id),
    [QUATRIX_USER_EDIT_USER_OPERATIONS] = FIELD_INT64("user_operations", U, user_operations),
    [QUATRIX_USER_EDIT_HOME_OPERATIONS] = FIELD_INT64("home_operations", U, home_operations),
    [QUATRIX_USER_EDIT_LANGUAGE] = FIELD_STRING("language", U, language, 15, 0),
    [QUATRIX_USER_EDIT_GROUPS] = FIELD_IDS("groups", U, groups),
    [QUATRIX_USER_EDIT_SERVICES] = FIELD_IDS("services", U, services),
    [QUATRIX_USER_EDIT_CUSTOM_SFTP_HOME] = FIELD_BOOL("custom_sftp_home", U, custom_sftp_home),
    [QUATRIX_USER_EDIT_SFTP_LOGIN] = FIELD_STRING("sftp_login", U, sftp_login, 254, 0),
};
#undef U
static const struct quatrix_form edit_form =
    FORM_OF(struct quatrix_user_edit_request, edit_members);

enum quatrix_status quatrix_user_edit_start(struct quatrix_client *client,
                                            const struct quatrix_user_edit_request *request,
                                            struct quatrix_user *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/edit",
        .request = &edit_form,
        .reply = &user_model.model,
        .flags = QUATRIX_POST | QUATRIX_LIST,
    };

    const char *name = NULL;

    if (request != NULL) {
        if (quatrix_has(request->present, QUATRIX_USER_EDIT_EMAIL) && request->ids.count > 1) {
            return quatrix_call_reject(client, QUATRIX_E_ARGUMENT, "email");
        }
        if (quatrix_has(request->present, QUATRIX_USER_EDIT_NAME)) {
            name = request->name;
        }
    }
    return start_named(client, request, name, out, &endpoint);
}

#define U struct quatrix_user_delete_request
static const struct quatrix_field delete_members[QUATRIX_USER_DELETE_MEMBERS] = {
    [QUATRIX_USER_DELETE_IDS] = REQUIRED_IDS("ids", U, ids),
    [QUATRIX_USER_DELETE_DELETE_HOME] = FIELD_BOOL("delete_home", U, delete_home),
};
#undef U
static const struct quatrix_form delete_form =
    FORM_OF(struct quatrix_user_delete_request, delete_members);

enum quatrix_status quatrix_user_delete_start(struct quatrix_client *client,
                                              const struct quatrix_user_delete_request *request,
                                              struct quatrix_job *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/delete",
        .request = &delete_form,
        .reply = &quatrix_job_model,
        .flags = QUATRIX_POST,
    };

    return quatrix_call_start(client, request, out, &endpoint);
}

enum quatrix_status quatrix_user_group_start(struct quatrix_client *client,
                                             struct quatrix_short_group *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/group",
        .reply = &quatrix_short_group_model.model,
        .flags = QUATRIX_LIST | QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, out, &endpoint);
}

enum quatrix_status quatrix_user_pgp_key_start(struct quatrix_client *client, const char *id,
                                               struct quatrix_pgp_key *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/pgp-key/",
        .reply = &quatrix_pgp_key_model,
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_start_id(client, id, out, &endpoint);
}

struct mfa_request {
    uint64_t present;
    struct quatrix_texts ids;
    const char *auth_type;
    const char *code;
};

enum { MFA_IDS, MFA_AUTH_TYPE, MFA_CODE_2FA, MFA_CODE_PIN, MFA_CODE_NONE };

/* As in api/factor.c, but that the code may be empty: the API asks an administrator for a code of
   2FA that nobody but the user can know. */
static const struct quatrix_field mfa_members[] = {
    [MFA_IDS] = REQUIRED_IDS("ids", struct mfa_request, ids),
    [MFA_AUTH_TYPE] = FIELD_STRING("auth_type", struct mfa_request, auth_type, 3, 0),
    [MFA_CODE_2FA] = FIELD_DIGITS("code", struct mfa_request, code, 6),
    [MFA_CODE_PIN] = FIELD_BASE64("code", struct mfa_request, code, 32),
    [MFA_CODE_NONE] = FIELD_STRING("code", struct mfa_request, code, 0, QUATRIX_TEXT_EMPTY),
};
static const struct quatrix_form mfa_form = { mfa_members, sizeof(struct mfa_request),
                                              MFA_CODE_2FA };
static const struct quatrix_form mfa_code_form = FORM_OF(struct mfa_request, mfa_members);

static enum quatrix_status start_mfa(struct quatrix_client *client,
                                     const struct quatrix_endpoint *endpoint,
                                     const struct quatrix_texts *ids, enum quatrix_factor factor,
                                     const char *code, struct quatrix_profile_remove_mfa_reply *out)
{
    const bool pin = factor == QUATRIX_FACTOR_PIN;
    struct mfa_request request = {
        QUATRIX_BIT(MFA_AUTH_TYPE), { NULL, 0 }, pin ? "PIN" : "2FA", code
    };

    if (!pin && factor != QUATRIX_FACTOR_2FA) {
        return quatrix_call_reject(client, QUATRIX_E_ARGUMENT, "factor");
    }
    if (ids != NULL) {
        request.present |= QUATRIX_BIT(MFA_IDS);
        request.ids = *ids;
    }
    if (endpoint->request == &mfa_code_form) {
        request.present |= QUATRIX_BIT(code != NULL && code[0] == 0 ? MFA_CODE_NONE
                                       : pin                        ? MFA_CODE_PIN
                                                                    : MFA_CODE_2FA);
    }
    return quatrix_call_start(client, &request, out, endpoint);
}

enum quatrix_status quatrix_user_remove_mfa_start(struct quatrix_client *client,
                                                  const struct quatrix_texts *ids,
                                                  enum quatrix_factor factor,
                                                  struct quatrix_profile_remove_mfa_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/remove-mfa",
        .request = &mfa_form,
        .reply = &quatrix_remove_mfa_reply_model,
        .flags = QUATRIX_POST | QUATRIX_KEEP_SESSION,
    };

    return start_mfa(client, &endpoint, ids, factor, NULL, out);
}

enum quatrix_status quatrix_user_reset_mfa_start(struct quatrix_client *client,
                                                 const struct quatrix_texts *ids,
                                                 struct quatrix_profile_remove_mfa_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/reset-mfa",
        .request = &mfa_form,
        .reply = &quatrix_remove_mfa_reply_model,
        .flags = QUATRIX_POST | QUATRIX_KEEP_SESSION,
    };

    return start_mfa(client, &endpoint, ids, QUATRIX_FACTOR_2FA, NULL, out);
}

enum quatrix_status quatrix_user_set_mfa_start(struct quatrix_client *client,
                                               const struct quatrix_texts *ids,
                                               enum quatrix_factor factor, const char *code,
                                               struct quatrix_profile_remove_mfa_reply *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/set-mfa",
        .request = &mfa_code_form,
        .reply = &quatrix_remove_mfa_reply_model,
        .flags = QUATRIX_POST | QUATRIX_KEEP_SESSION,
    };

    return start_mfa(client, &endpoint, ids, factor, code, out);
}

struct signup_request {
    uint64_t present;
    const char *email;
    const char *password;
};

static const struct quatrix_field signup_members[] = {
    FIELD_STRING("email", struct signup_request, email, 254, QUATRIX_TEXT_NO_COLON),
    FIELD_BASE64("password", struct signup_request, password, 255),
};
static const struct quatrix_form signup_form = FORM_OF(struct signup_request, signup_members);

enum quatrix_status quatrix_user_signup_start(struct quatrix_client *client, const char *email,
                                              const char *password)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/user/signup",
        .request = &signup_form,
        .flags = QUATRIX_POST | QUATRIX_OPEN | QUATRIX_KEEP_SESSION,
    };
    const struct signup_request request = { 3, email, password };

    return quatrix_call_start_texts(client, &request, NULL, &endpoint);
}
