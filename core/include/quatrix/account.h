/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "account": the account whose host the client talks to.
 *
 * quatrix_account_metadata() and quatrix_account_logo() need no login: they send no credentials,
 * whatever the client holds. The others work with a session token, an API key or HTTP Basic.
 *
 * Each `..._start()` returns QUATRIX_PENDING when the call has begun, else what prevents it:
 *   QUATRIX_E_AUTH      no credentials, or a second factor is still due
 *   QUATRIX_E_BUSY      another call is running on the client
 *   QUATRIX_E_SPACE     the request does not fit the work buffer
 *   QUATRIX_E_ARGUMENT  an argument, named in quatrix_client_error()->member
 * A call ends with QUATRIX_OK, with QUATRIX_E_UNAUTHORIZED, QUATRIX_E_HTTP or QUATRIX_E_SERVER
 * (refused, see quatrix_client_error()), or with another error of quatrix/status.h. What a reply
 * is decoded into must stay valid until then and is defined only after QUATRIX_OK.
 *
 * Lists: the call ends with an error, or answers QUATRIX_READY. Then pull the elements with
 * quatrix_list_next() or quatrix_list_next_wait() until QUATRIX_END; each one replaces the one
 * before in *out. An element that cannot be kept is QUATRIX_SKIPPED, and the list goes on.
 */
#ifndef QUATRIX_ACCOUNT_H
#define QUATRIX_ACCOUNT_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Plan and limits of the account (AccountInfoResp); for storage see quatrix_profile_info(). */
struct quatrix_account_info {
    uint64_t present; /**< Bit QUATRIX_ACCOUNT_INFO_x. */
    uint64_t truncated;
    struct quatrix_id id;
    struct quatrix_word key; /**< Names the plan; no secret. */
    bool base;
    char properties[QUATRIX_OBJECT_MAX + 1]; /**< An object of unknown form, as JSON text. A larger
                                                  one is left out and marked in `truncated`. */
    struct quatrix_word server_location;
};

enum quatrix_account_info_member {
    QUATRIX_ACCOUNT_INFO_ID,
    QUATRIX_ACCOUNT_INFO_KEY,
    QUATRIX_ACCOUNT_INFO_BASE,
    QUATRIX_ACCOUNT_INFO_PROPERTIES,
    QUATRIX_ACCOUNT_INFO_SERVER_LOCATION,
    QUATRIX_ACCOUNT_INFO_MEMBERS
};

/** Read plan and limits: GET /account/info */
enum quatrix_status quatrix_account_info_start(struct quatrix_client *client,
                                               struct quatrix_account_info *out);

/** quatrix_account_info_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_account_info(struct quatrix_client *client,
                                                       struct quatrix_account_info *out)
{
    return quatrix_wait(client, quatrix_account_info_start(client, out));
}

/** An account the user can switch to (AccountListRespItems). */
struct quatrix_account {
    uint64_t present; /**< Bit QUATRIX_ACCOUNT_x. */
    uint64_t truncated;
    struct quatrix_id id;
    char hostname[QUATRIX_URL_MAX + 1]; /**< For example "acme.quatrix.it". */
    struct quatrix_word plan;
    struct quatrix_word status; /**< "A" active, "S" suspended. */
    bool current;               /**< The one the client talks to. */
};

enum quatrix_account_member {
    QUATRIX_ACCOUNT_ID,
    QUATRIX_ACCOUNT_HOSTNAME,
    QUATRIX_ACCOUNT_PLAN,
    QUATRIX_ACCOUNT_STATUS,
    QUATRIX_ACCOUNT_CURRENT,
    QUATRIX_ACCOUNT_MEMBERS
};

/** List the accounts the user can switch to: GET /account/list */
enum quatrix_status quatrix_account_list_start(struct quatrix_client *client,
                                               struct quatrix_account *out);

/** quatrix_account_list_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_account_list(struct quatrix_client *client,
                                                       struct quatrix_account *out)
{
    return quatrix_wait(client, quatrix_account_list_start(client, out));
}

/**
 * Fetch the logo: GET /account/logo, without credentials
 *
 * Raw bytes of an image: pull them with quatrix_body_read(); quatrix_client_content_type() says of
 * which kind. The call is pending until the reply begins (QUATRIX_READY), and over when
 * quatrix_body_read() answers QUATRIX_END or an error.
 */
enum quatrix_status quatrix_account_logo_start(struct quatrix_client *client);

/** quatrix_account_logo_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_account_logo(struct quatrix_client *client)
{
    return quatrix_wait(client, quatrix_account_logo_start(client));
}

/** What anybody may know of the account (AccountMetadataResp). */
struct quatrix_account_metadata {
    uint64_t present; /**< Bit QUATRIX_ACCOUNT_METADATA_x. */
    uint64_t truncated;
    struct quatrix_word status; /**< "A" active; "S" suspended: no login will succeed. */
    char title[QUATRIX_NAME_MAX + 1];
    struct quatrix_word language; /**< For example "en_GB". */
    bool default_logo;            /**< The account has no logo of its own. */
};

enum quatrix_account_metadata_member {
    QUATRIX_ACCOUNT_METADATA_STATUS,
    QUATRIX_ACCOUNT_METADATA_TITLE,
    QUATRIX_ACCOUNT_METADATA_LANGUAGE,
    QUATRIX_ACCOUNT_METADATA_DEFAULT_LOGO,
    QUATRIX_ACCOUNT_METADATA_MEMBERS
};

/**
 * Ask whether there is an account on the host, before a login: GET /account/metadata, without
 * credentials
 *
 * QUATRIX_E_RESOLVE, QUATRIX_E_HTTP (404) or QUATRIX_E_CONTENT: the host is no account.
 */
enum quatrix_status quatrix_account_metadata_start(struct quatrix_client *client,
                                                   struct quatrix_account_metadata *out);

/** quatrix_account_metadata_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_account_metadata(struct quatrix_client *client,
                                                           struct quatrix_account_metadata *out)
{
    return quatrix_wait(client, quatrix_account_metadata_start(client, out));
}

/** A user of the account in short (AccountRolesRespItems). */
struct quatrix_account_role {
    uint64_t present; /**< Bit QUATRIX_ACCOUNT_ROLE_x. */
    uint64_t truncated;
    struct quatrix_id id; /**< The user's. */
    char email[QUATRIX_EMAIL_MAX + 1];
    char name[QUATRIX_NAME_MAX + 1];
};

enum quatrix_account_role_member {
    QUATRIX_ACCOUNT_ROLE_ID,
    QUATRIX_ACCOUNT_ROLE_EMAIL,
    QUATRIX_ACCOUNT_ROLE_NAME,
    QUATRIX_ACCOUNT_ROLE_MEMBERS
};

/** List all users of the account in short: GET /account/roles; smaller than quatrix_user_list(). */
enum quatrix_status quatrix_account_roles_start(struct quatrix_client *client,
                                                struct quatrix_account_role *out);

/** quatrix_account_roles_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_account_roles(struct quatrix_client *client,
                                                        struct quatrix_account_role *out)
{
    return quatrix_wait(client, quatrix_account_roles_start(client, out));
}

#ifdef __cplusplus
}
#endif
#endif
