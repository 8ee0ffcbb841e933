/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "profile": the account of the user who is logged in.
 *
 * Every operation works with a session token, an API key or HTTP Basic (quatrix/client.h).
 * Whether the live service accepts an API key for all of them is not documented: where it does
 * not, the call ends with QUATRIX_E_UNAUTHORIZED or QUATRIX_E_HTTP.
 *
 * Each `..._start()` returns QUATRIX_PENDING when the call has begun, else what prevents it:
 *   QUATRIX_E_AUTH      no credentials, or a second factor is still due
 *   QUATRIX_E_BUSY      another call is running on the client
 *   QUATRIX_E_SPACE     the request does not fit the work buffer
 *   QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG  an argument, named in
 *                       quatrix_client_error()->member
 * A call ends with QUATRIX_OK, with QUATRIX_E_UNAUTHORIZED, QUATRIX_E_HTTP or QUATRIX_E_SERVER
 * (refused, see quatrix_client_error()), or with another error of quatrix/status.h. What a reply
 * is decoded into must stay valid until then and is defined only after QUATRIX_OK.
 */
#ifndef QUATRIX_PROFILE_H
#define QUATRIX_PROFILE_H

#include <quatrix/client.h>
#include <quatrix/shared.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Which kinds of share the user may create. "Y" and "N" are read as true and false. */
struct quatrix_share_types {
    uint64_t present; /**< Bit QUATRIX_SHARE_TYPES_x. */
    uint64_t truncated;
    bool restricted_share;
    bool public_share;
    bool tracked_share;
};

enum quatrix_share_types_member {
    QUATRIX_SHARE_TYPES_RESTRICTED_SHARE,
    QUATRIX_SHARE_TYPES_PUBLIC_SHARE,
    QUATRIX_SHARE_TYPES_TRACKED_SHARE,
    QUATRIX_SHARE_TYPES_MEMBERS
};

/** Profile of the user who is logged in (ProfileResp). Text is UTF-8 and NUL-terminated. */
struct quatrix_profile {
    uint64_t present;   /**< Bit QUATRIX_PROFILE_x: the server sent member x. */
    uint64_t truncated; /**< Bit QUATRIX_PROFILE_x: x is shorter than what was sent. */
    struct quatrix_id id;
    char name[QUATRIX_NAME_MAX + 1];
    char email[QUATRIX_EMAIL_MAX + 1];
    bool super_admin; /**< The server sends "Y" or "N". */
    bool is_contact;  /**< An outside recipient, not a user of the account. */
    bool has_key;     /**< A PGP key is deposited. */
    bool pgp_enabled;
    bool enable_pgp;             /**< Older name of pgp_enabled. */
    struct quatrix_id home_id;   /**< Root folder of the user. */
    int64_t operations;          /**< Mask of permissions, not described; pass it through. */
    int64_t max_file_size;       /**< Bytes; absent: no limit stated. */
    int64_t max_files_per_share; /**< Absent: no limit stated. */
    struct quatrix_word plan;
    struct quatrix_word language; /**< For example "en_GB". */
    struct quatrix_id channel_id; /**< Notification channel. */
    struct quatrix_id account_id;
    struct quatrix_id storage_id;
    int64_t created;            /**< Microseconds since 1970-01-01 UTC. */
    int64_t modified;           /**< Microseconds since 1970-01-01 UTC. */
    int64_t quota;              /**< Bytes; -1: none of the user's own. */
    struct quatrix_word status; /**< "A" active, "D" disabled. */
    int64_t uid;
    int64_t gid;
    char message_signature[QUATRIX_SIGNATURE_MAX + 1];
    struct quatrix_id outgoing_id; /**< The Outbox folder. */
    struct quatrix_id incoming_id; /**< The Inbox folder. */
    struct quatrix_services services;
    struct quatrix_share_types share_types;
    char unique_login[QUATRIX_NAME_MAX + 1];
    char sftp_login[QUATRIX_NAME_MAX + 1]; /**< Newer name of unique_login. */
    struct quatrix_factors auth_methods;   /**< Factors the user has switched on. */
    struct quatrix_factors forced_auth;    /**< Factors an administrator imposes (inferred). */
    struct quatrix_word account_status;    /**< "A" active, "S" suspended. */
    char sftp_url[QUATRIX_URL_MAX + 1];
};

enum quatrix_profile_member {
    QUATRIX_PROFILE_ID,
    QUATRIX_PROFILE_NAME,
    QUATRIX_PROFILE_EMAIL,
    QUATRIX_PROFILE_SUPER_ADMIN,
    QUATRIX_PROFILE_HOME_ID,
    QUATRIX_PROFILE_OPERATIONS,
    QUATRIX_PROFILE_MAX_FILE_SIZE,
    QUATRIX_PROFILE_MAX_FILES_PER_SHARE,
    QUATRIX_PROFILE_PLAN,
    QUATRIX_PROFILE_IS_CONTACT,
    QUATRIX_PROFILE_LANGUAGE,
    QUATRIX_PROFILE_CHANNEL_ID,
    QUATRIX_PROFILE_ACCOUNT_ID,
    QUATRIX_PROFILE_STORAGE_ID,
    QUATRIX_PROFILE_CREATED,
    QUATRIX_PROFILE_MODIFIED,
    QUATRIX_PROFILE_QUOTA,
    QUATRIX_PROFILE_STATUS,
    QUATRIX_PROFILE_UID,
    QUATRIX_PROFILE_GID,
    QUATRIX_PROFILE_HAS_KEY,
    QUATRIX_PROFILE_PGP_ENABLED,
    QUATRIX_PROFILE_MESSAGE_SIGNATURE,
    QUATRIX_PROFILE_OUTGOING_ID,
    QUATRIX_PROFILE_INCOMING_ID,
    QUATRIX_PROFILE_SERVICES,
    QUATRIX_PROFILE_SHARE_TYPES,
    QUATRIX_PROFILE_UNIQUE_LOGIN,
    QUATRIX_PROFILE_AUTH_METHODS,
    QUATRIX_PROFILE_ACCOUNT_STATUS,
    QUATRIX_PROFILE_SFTP_URL,
    QUATRIX_PROFILE_FORCED_AUTH,
    QUATRIX_PROFILE_SFTP_LOGIN,
    QUATRIX_PROFILE_ENABLE_PGP,
    QUATRIX_PROFILE_MEMBERS
};

/** Read the profile: GET /profile */
enum quatrix_status quatrix_profile_get_start(struct quatrix_client *client,
                                              struct quatrix_profile *out);

/** quatrix_profile_get_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_profile_get(struct quatrix_client *client,
                                                      struct quatrix_profile *out)
{
    return quatrix_wait(client, quatrix_profile_get_start(client, out));
}

/** Storage in bytes (ProfileInfoResp). */
struct quatrix_profile_info {
    uint64_t present; /**< Bit QUATRIX_PROFILE_INFO_x. */
    uint64_t truncated;
    int64_t user_used;
    int64_t user_limit; /**< -1: no limit of the user's own, acc_limit applies. */
    int64_t acc_used;
    int64_t acc_limit;
};

enum quatrix_profile_info_member {
    QUATRIX_PROFILE_INFO_USER_USED,
    QUATRIX_PROFILE_INFO_USER_LIMIT,
    QUATRIX_PROFILE_INFO_ACC_USED,
    QUATRIX_PROFILE_INFO_ACC_LIMIT,
    QUATRIX_PROFILE_INFO_MEMBERS
};

/** Read how much storage is used and allowed: GET /profile/info */
enum quatrix_status quatrix_profile_info_start(struct quatrix_client *client,
                                               struct quatrix_profile_info *out);

/** quatrix_profile_info_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_profile_info(struct quatrix_client *client,
                                                       struct quatrix_profile_info *out)
{
    return quatrix_wait(client, quatrix_profile_info_start(client, out));
}

/** What to change (ProfileSetReq). Only members whose bit is set are sent. */
struct quatrix_profile_set_request {
    uint64_t present;  /**< Bit QUATRIX_PROFILE_SET_x: change member x. */
    const char *name;  /**< 1 to 511 characters, no control characters. */
    const char *email; /**< 1 to 254 bytes, no colon; the server may allow it to none but admins. */
    const char *language;          /**< For example "en_GB"; 1 to 15 bytes. */
    const char *message_signature; /**< 0 to 500 characters; line breaks are allowed. */
};

/** The settings after the change (ProfileSetResp). */
struct quatrix_profile_set_reply {
    uint64_t present; /**< Bit QUATRIX_PROFILE_SET_x. */
    uint64_t truncated;
    char name[QUATRIX_NAME_MAX + 1];
    char email[QUATRIX_EMAIL_MAX + 1];
    struct quatrix_word language;
    char message_signature[QUATRIX_SIGNATURE_MAX + 1];
};

enum quatrix_profile_set_member {
    QUATRIX_PROFILE_SET_NAME,
    QUATRIX_PROFILE_SET_EMAIL,
    QUATRIX_PROFILE_SET_LANGUAGE,
    QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE,
    QUATRIX_PROFILE_SET_MEMBERS
};

/**
 * Change name, e-mail, language or mail signature: POST /profile/set
 *
 * @param request  Read before this function returns, and so is the text it points to.
 */
enum quatrix_status quatrix_profile_set_start(struct quatrix_client *client,
                                              const struct quatrix_profile_set_request *request,
                                              struct quatrix_profile_set_reply *out);

/** quatrix_profile_set_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_profile_set(struct quatrix_client *client,
                    const struct quatrix_profile_set_request *request,
                    struct quatrix_profile_set_reply *out)
{
    return quatrix_wait(client, quatrix_profile_set_start(client, request, out));
}

/** Whose password was changed (ProfileSetPasswordResp). */
struct quatrix_profile_set_password_reply {
    uint64_t present; /**< Bit QUATRIX_PROFILE_SET_PASSWORD_EMAIL. */
    uint64_t truncated;
    char email[QUATRIX_EMAIL_MAX + 1];
};

enum quatrix_profile_set_password_member {
    QUATRIX_PROFILE_SET_PASSWORD_EMAIL,
    QUATRIX_PROFILE_SET_PASSWORD_MEMBERS
};

/**
 * Change the password: POST /profile/set-password
 *
 * The password belongs to the person: it changes for all accounts of the e-mail. Whether other
 * sessions are closed is not documented. If the call ends without an answer from the server,
 * either password may be the valid one.
 *
 * @param password      The current one; 1 to 255 bytes of UTF-8, no control characters, plain text
 *                      (base64 on the wire).
 * @param new_password  Likewise; the account's policy may ask for more (6 to 64 characters).
 *                      Both are read before this function returns; what was made of them in the
 *                      work buffer is wiped once it is sent.
 * A wrong current password ends the call with QUATRIX_E_HTTP or QUATRIX_E_UNAUTHORIZED (which one
 * is not documented; the session is kept).
 */
enum quatrix_status
quatrix_profile_set_password_start(struct quatrix_client *client, const char *password,
                                   const char *new_password,
                                   struct quatrix_profile_set_password_reply *out);

/** quatrix_profile_set_password_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_profile_set_password(struct quatrix_client *client, const char *password,
                             const char *new_password,
                             struct quatrix_profile_set_password_reply *out)
{
    return quatrix_wait(client,
                        quatrix_profile_set_password_start(client, password, new_password, out));
}

/**
 * Begin to enrol a second factor: GET /profile/2fa/generate
 *
 * The server makes a new TOTP secret and answers with a QR image of it. The bytes are pulled with
 * quatrix_body_read(); what form they have is not agreed on, see quatrix/image.h for a decoder
 * and quatrix_client_content_type() for what the server calls it. Nothing is switched on until
 * quatrix_profile_set_mfa(). The image is a secret: wipe what you keep of it.
 *
 * The call is pending until the reply begins (QUATRIX_READY), and over when quatrix_body_read()
 * answers QUATRIX_END or an error.
 */
enum quatrix_status quatrix_profile_2fa_generate_start(struct quatrix_client *client);

/** quatrix_profile_2fa_generate_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_profile_2fa_generate(struct quatrix_client *client)
{
    return quatrix_wait(client, quatrix_profile_2fa_generate_start(client));
}

/** Sessions the server closed (ProfileSetMfaResp): one identifier or many, both are read. */
struct quatrix_profile_set_mfa_reply {
    uint64_t present; /**< Bit QUATRIX_PROFILE_SET_MFA_SESSION_IDS. */
    uint64_t truncated;
    struct {
        struct quatrix_count count;
        struct quatrix_id item[QUATRIX_SESSIONS_MAX];
    } session_ids;
};

enum quatrix_profile_set_mfa_member {
    QUATRIX_PROFILE_SET_MFA_SESSION_IDS,
    QUATRIX_PROFILE_SET_MFA_MEMBERS
};

/**
 * Switch a second factor on: POST /profile/set-mfa
 *
 * @param code  QUATRIX_FACTOR_2FA: the current code of six digits, which proves that the secret
 *              arrived. QUATRIX_FACTOR_PIN: the PIN to set, plain text, 1 to 32 bytes of UTF-8
 *              without control characters (sent in base64, by analogy: not documented).
 *              Read before this function returns.
 * When the client's own session is among those closed, the client forgets it: log in again.
 */
enum quatrix_status quatrix_profile_set_mfa_start(struct quatrix_client *client,
                                                  enum quatrix_factor factor, const char *code,
                                                  struct quatrix_profile_set_mfa_reply *out);

/** quatrix_profile_set_mfa_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_profile_set_mfa(struct quatrix_client *client,
                                                          enum quatrix_factor factor,
                                                          const char *code,
                                                          struct quatrix_profile_set_mfa_reply *out)
{
    return quatrix_wait(client, quatrix_profile_set_mfa_start(client, factor, code, out));
}

/** Switch a second factor off: POST /profile/remove-mfa. Refused when it is imposed. */
enum quatrix_status quatrix_profile_remove_mfa_start(struct quatrix_client *client,
                                                     enum quatrix_factor factor,
                                                     struct quatrix_profile_remove_mfa_reply *out);

/** quatrix_profile_remove_mfa_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_profile_remove_mfa(struct quatrix_client *client, enum quatrix_factor factor,
                           struct quatrix_profile_remove_mfa_reply *out)
{
    return quatrix_wait(client, quatrix_profile_remove_mfa_start(client, factor, out));
}

#ifdef __cplusplus
}
#endif
#endif
