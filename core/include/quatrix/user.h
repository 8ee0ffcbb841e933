/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "user": the users of an account, for those who may manage them.
 *
 * All operations but quatrix_user_signup() work with a session token, an API key or HTTP Basic
 * (quatrix/client.h). Whether the live service accepts an API key for all of them is not documented.
 *
 * Each `..._start()` returns QUATRIX_PENDING when the call has begun, else what prevents it:
 *   QUATRIX_E_AUTH      no credentials, or a second factor is still due
 *   QUATRIX_E_BUSY      another call is running on the client
 *   QUATRIX_E_SPACE     the request does not fit the work buffer
 *   QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG  an argument, named in
 *                       quatrix_client_error()->member
 * A call ends with QUATRIX_OK, with QUATRIX_E_UNAUTHORIZED, QUATRIX_E_HTTP or QUATRIX_E_SERVER
 * (refused, see quatrix_client_error()), or with another error of quatrix/status.h. What a reply
 * is decoded into must stay valid until then and is defined only after QUATRIX_OK. Identifiers in
 * arguments are printable ASCII, 1 to 64 bytes. Whatever an argument points to is read before the
 * function returns, but for `out`.
 *
 * Lists: the call ends with an error, or answers QUATRIX_READY. Then pull the elements with
 * quatrix_list_next() or quatrix_list_next_wait() until QUATRIX_END; each one replaces the one
 * before in *out. An element that cannot be kept is QUATRIX_SKIPPED, and the list goes on.
 */
#ifndef QUATRIX_USER_H
#define QUATRIX_USER_H

#include <quatrix/client.h>
#include <quatrix/shared.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A user (UserResp). Text is UTF-8 and NUL-terminated. */
struct quatrix_user {
    uint64_t present;     /**< Bit QUATRIX_USER_x: the server sent member x. */
    uint64_t truncated;   /**< Bit QUATRIX_USER_x: x is shorter than what was sent. */
    struct quatrix_id id; /**< Always present; `role_id` of API keys. */
    struct quatrix_id parent_id;
    struct quatrix_id home_id; /**< Root folder of the user. */
    char home_name[QUATRIX_NAME_MAX + 1];
    bool super_admin; /**< The server sends "Y" or "N". */
    char name[QUATRIX_NAME_MAX + 1];
    char email[QUATRIX_EMAIL_MAX + 1];
    struct quatrix_word status; /**< "A" active, "D" disabled. */
    int64_t quota;              /**< Bytes; -1: none of the user's own. */
    int64_t created;            /**< Microseconds since 1970-01-01 UTC. */
    int64_t modified;           /**< Microseconds since 1970-01-01 UTC. */
    struct quatrix_groups groups;
    int64_t user_operations;      /**< Mask of permissions, not described: 3 is an ordinary user,
                                       1535 a second administrator. Pass it through. */
    int64_t effective_operations; /**< The same, with what the groups grant. */
    int64_t home_operations;      /**< Mask of permissions on the home folder: 1 upload,
                                       2 download, 4 make folder, 8 delete, 16 rename, 32 share,
                                       64 automation, 128 quick link (inferred). */
    struct quatrix_word language; /**< For example "en_GB". */
    struct quatrix_id storage_id;
    bool has_key; /**< A PGP key is deposited. */
    struct quatrix_services services;
    char unique_login[QUATRIX_NAME_MAX + 1];
    bool custom_sftp_home;
    char sftp_home[QUATRIX_NAME_MAX + 1];
    bool readonly;
    struct quatrix_factors auth_methods;   /**< Factors the user has switched on. */
    int64_t last_login;                    /**< Microseconds since 1970-01-01 UTC; absent: never. */
    int64_t storage_used;                  /**< Bytes. */
    struct quatrix_factors forced_auth;    /**< Factors an administrator imposes (inferred). */
    char sftp_login[QUATRIX_NAME_MAX + 1]; /**< Newer name of unique_login. */
};

enum quatrix_user_member {
    QUATRIX_USER_ID,
    QUATRIX_USER_PARENT_ID,
    QUATRIX_USER_HOME_ID,
    QUATRIX_USER_HOME_NAME,
    QUATRIX_USER_SUPER_ADMIN,
    QUATRIX_USER_NAME,
    QUATRIX_USER_EMAIL,
    QUATRIX_USER_STATUS,
    QUATRIX_USER_QUOTA,
    QUATRIX_USER_CREATED,
    QUATRIX_USER_MODIFIED,
    QUATRIX_USER_GROUPS,
    QUATRIX_USER_USER_OPERATIONS,
    QUATRIX_USER_EFFECTIVE_OPERATIONS,
    QUATRIX_USER_HOME_OPERATIONS,
    QUATRIX_USER_LANGUAGE,
    QUATRIX_USER_STORAGE_ID,
    QUATRIX_USER_HAS_KEY,
    QUATRIX_USER_SERVICES,
    QUATRIX_USER_UNIQUE_LOGIN,
    QUATRIX_USER_CUSTOM_SFTP_HOME,
    QUATRIX_USER_SFTP_HOME,
    QUATRIX_USER_READONLY,
    QUATRIX_USER_AUTH_METHODS,
    QUATRIX_USER_LAST_LOGIN,
    QUATRIX_USER_STORAGE_USED,
    QUATRIX_USER_FORCED_AUTH,
    QUATRIX_USER_SFTP_LOGIN,
    QUATRIX_USER_MEMBERS
};

/** List the users the caller may manage: GET /user */
enum quatrix_status quatrix_user_list_start(struct quatrix_client *client,
                                            struct quatrix_user *out);

/** quatrix_user_list_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_user_list(struct quatrix_client *client,
                                                    struct quatrix_user *out)
{
    return quatrix_wait(client, quatrix_user_list_start(client, out));
}

/** The user to make (UserCreateReq). Only members whose bit is set are sent. */
struct quatrix_user_create_request {
    uint64_t present;  /**< Bit QUATRIX_USER_CREATE_x. NAME and EMAIL are required. */
    const char *name;  /**< 3 to 511 characters, no "@", no control characters. */
    const char *email; /**< 1 to 254 bytes, no colon, no control characters. */
    const char *parent_id;
    int64_t quota;               /**< Bytes; -1 (left out: this): none of the user's own. */
    const char *status;          /**< "A" active (left out: this), "D" disabled. */
    bool super_admin;            /**< Sent as "Y" or "N". */
    const char *home_id;         /**< Left out: a home folder is made. */
    int64_t user_operations;     /**< 3: ordinary user, 1535: second administrator. A guide calls it
                                    required, the description does not: send it. */
    int64_t home_operations;     /**< Mask, as in struct quatrix_user. */
    const char *language;        /**< For example "en_GB" (left out: this); 1 to 15 bytes. */
    struct quatrix_texts groups; /**< Identifiers from quatrix_user_group(). A guide calls them
                                        required, the description does not: send them. */
    struct quatrix_texts services; /**< Identifiers from GET /service. */
    bool custom_sftp_home;
    const char *sftp_login; /**< 1 to 254 bytes, no control characters. */
};

enum quatrix_user_create_member {
    QUATRIX_USER_CREATE_NAME,
    QUATRIX_USER_CREATE_EMAIL,
    QUATRIX_USER_CREATE_PARENT_ID,
    QUATRIX_USER_CREATE_QUOTA,
    QUATRIX_USER_CREATE_STATUS,
    QUATRIX_USER_CREATE_SUPER_ADMIN,
    QUATRIX_USER_CREATE_HOME_ID,
    QUATRIX_USER_CREATE_USER_OPERATIONS,
    QUATRIX_USER_CREATE_HOME_OPERATIONS,
    QUATRIX_USER_CREATE_LANGUAGE,
    QUATRIX_USER_CREATE_GROUPS,
    QUATRIX_USER_CREATE_SERVICES,
    QUATRIX_USER_CREATE_CUSTOM_SFTP_HOME,
    QUATRIX_USER_CREATE_SFTP_LOGIN,
    QUATRIX_USER_CREATE_MEMBERS
};

/**
 * Create a user: POST /user/create
 *
 * The server mails the user, who then sets a password (quatrix_user_signup()). If the call ends
 * without an answer from the server, the user may exist: look before trying again.
 *
 * @return besides those above: QUATRIX_E_ARGUMENT  `name` or `email` is not among the members sent
 *                              QUATRIX_E_TEXT      `name` is shorter than 3 characters or has an "@"
 * The call ends with QUATRIX_E_HTTP and server_code 31 when the e-mail belongs to a user, with
 * QUATRIX_E_MISSING where the reply names no id.
 */
enum quatrix_status quatrix_user_create_start(struct quatrix_client *client,
                                              const struct quatrix_user_create_request *request,
                                              struct quatrix_user *out);

/** quatrix_user_create_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_user_create(struct quatrix_client *client,
                    const struct quatrix_user_create_request *request, struct quatrix_user *out)
{
    return quatrix_wait(client, quatrix_user_create_start(client, request, out));
}

/** Read one user: GET /user/metadata/{id} */
enum quatrix_status quatrix_user_metadata_start(struct quatrix_client *client, const char *id,
                                                struct quatrix_user *out);

/** quatrix_user_metadata_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_user_metadata(struct quatrix_client *client,
                                                        const char *id, struct quatrix_user *out)
{
    return quatrix_wait(client, quatrix_user_metadata_start(client, id, out));
}

/** What to change, and of whom (UserEditReq). Only members whose bit is set are sent. */
struct quatrix_user_edit_request {
    uint64_t present;         /**< Bit QUATRIX_USER_EDIT_x. IDS is required. */
    struct quatrix_texts ids; /**< Of the users, one or more. */
    const char *name;         /**< 3 to 511 characters, no "@", no control characters. */
    const char *email;        /**< Of one user alone; 1 to 254 bytes, no colon, no control
                                   characters. Both addresses are informed. */
    const char *parent_id;
    int64_t quota;      /**< Bytes; -1: none of the user's own. */
    const char *status; /**< "A" active, "D" disabled. */
    bool super_admin;   /**< Sent as "Y" or "N". */
    const char *home_id;
    int64_t user_operations;       /**< Mask, as in struct quatrix_user. */
    int64_t home_operations;       /**< Mask, as in struct quatrix_user. */
    const char *language;          /**< For example "en_GB"; 1 to 15 bytes. */
    struct quatrix_texts groups;   /**< Identifiers; those of before are replaced. */
    struct quatrix_texts services; /**< Identifiers; those of before are replaced. */
    bool custom_sftp_home;
    const char *sftp_login; /**< 1 to 254 bytes, no control characters. */
};

enum quatrix_user_edit_member {
    QUATRIX_USER_EDIT_IDS,
    QUATRIX_USER_EDIT_NAME,
    QUATRIX_USER_EDIT_EMAIL,
    QUATRIX_USER_EDIT_PARENT_ID,
    QUATRIX_USER_EDIT_QUOTA,
    QUATRIX_USER_EDIT_STATUS,
    QUATRIX_USER_EDIT_SUPER_ADMIN,
    QUATRIX_USER_EDIT_HOME_ID,
    QUATRIX_USER_EDIT_USER_OPERATIONS,
    QUATRIX_USER_EDIT_HOME_OPERATIONS,
    QUATRIX_USER_EDIT_LANGUAGE,
    QUATRIX_USER_EDIT_GROUPS,
    QUATRIX_USER_EDIT_SERVICES,
    QUATRIX_USER_EDIT_CUSTOM_SFTP_HOME,
    QUATRIX_USER_EDIT_SFTP_LOGIN,
    QUATRIX_USER_EDIT_MEMBERS
};

/**
 * Change one user or several: POST /user/edit
 *
 * The changed users come as a list; the change was made once the call answers QUATRIX_READY,
 * whether the elements are pulled or not.
 *
 * @return besides those above: QUATRIX_E_ARGUMENT  no `ids`, or an `email` for several of them
 *                              QUATRIX_E_TEXT      `name` is shorter than 3 characters or has an "@"
 */
enum quatrix_status quatrix_user_edit_start(struct quatrix_client *client,
                                            const struct quatrix_user_edit_request *request,
                                            struct quatrix_user *out);

/** quatrix_user_edit_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_user_edit(struct quatrix_client *client,
                                                    const struct quatrix_user_edit_request *request,
                                                    struct quatrix_user *out)
{
    return quatrix_wait(client, quatrix_user_edit_start(client, request, out));
}

/** Whom to delete (UserDeleteReq). */
struct quatrix_user_delete_request {
    uint64_t present;         /**< Bit QUATRIX_USER_DELETE_x. IDS is required. */
    struct quatrix_texts ids; /**< Of the users, one or more. */
    bool delete_home;         /**< With their home folders. */
};

enum quatrix_user_delete_member {
    QUATRIX_USER_DELETE_IDS,
    QUATRIX_USER_DELETE_DELETE_HOME,
    QUATRIX_USER_DELETE_MEMBERS
};

/** Delete users: POST /user/delete. The server goes on after it has answered (202). */
enum quatrix_status quatrix_user_delete_start(struct quatrix_client *client,
                                              const struct quatrix_user_delete_request *request,
                                              struct quatrix_job *out);

/** quatrix_user_delete_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_user_delete(struct quatrix_client *client,
                    const struct quatrix_user_delete_request *request, struct quatrix_job *out)
{
    return quatrix_wait(client, quatrix_user_delete_start(client, request, out));
}

/** List the groups a user can be put into: GET /user/group */
enum quatrix_status quatrix_user_group_start(struct quatrix_client *client,
                                             struct quatrix_short_group *out);

/** quatrix_user_group_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_user_group(struct quatrix_client *client,
                                                     struct quatrix_short_group *out)
{
    return quatrix_wait(client, quatrix_user_group_start(client, out));
}

/** Read the PGP key of a user: GET /user/pgp-key/{id}
    @param id  Of the user. */
enum quatrix_status quatrix_user_pgp_key_start(struct quatrix_client *client, const char *id,
                                               struct quatrix_pgp_key *out);

/** quatrix_user_pgp_key_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_user_pgp_key(struct quatrix_client *client,
                                                       const char *id, struct quatrix_pgp_key *out)
{
    return quatrix_wait(client, quatrix_user_pgp_key_start(client, id, out));
}

/**
 * Switch a second factor of users off: POST /user/remove-mfa. Refused when it is imposed on the
 * account.
 *
 * @param ids     Of the users, one or more.
 * @param factor  QUATRIX_FACTOR_2FA or QUATRIX_FACTOR_PIN.
 */
enum quatrix_status quatrix_user_remove_mfa_start(struct quatrix_client *client,
                                                  const struct quatrix_texts *ids,
                                                  enum quatrix_factor factor,
                                                  struct quatrix_profile_remove_mfa_reply *out);

/** quatrix_user_remove_mfa_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_user_remove_mfa(struct quatrix_client *client, const struct quatrix_texts *ids,
                        enum quatrix_factor factor, struct quatrix_profile_remove_mfa_reply *out)
{
    return quatrix_wait(client, quatrix_user_remove_mfa_start(client, ids, factor, out));
}

/**
 * Forget the secrets of the factor 2FA of users, who must enrol again: POST /user/reset-mfa
 *
 * The factor stays on, and all sessions of these users end: of the caller as well, where the caller
 * is among them.
 *
 * @param ids  Of the users, one or more.
 */
enum quatrix_status quatrix_user_reset_mfa_start(struct quatrix_client *client,
                                                 const struct quatrix_texts *ids,
                                                 struct quatrix_profile_remove_mfa_reply *out);

/** quatrix_user_reset_mfa_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_user_reset_mfa(struct quatrix_client *client, const struct quatrix_texts *ids,
                       struct quatrix_profile_remove_mfa_reply *out)
{
    return quatrix_wait(client, quatrix_user_reset_mfa_start(client, ids, out));
}

/**
 * Impose a second factor on users: POST /user/set-mfa. All sessions of these users end.
 *
 * @param ids     Of the users, one or more.
 * @param factor  QUATRIX_FACTOR_2FA or QUATRIX_FACTOR_PIN.
 * @param code    Required by the API, though nobody but the user can know a code of 2FA: "" is
 *                allowed, and what to send when unsure. Else, for QUATRIX_FACTOR_2FA six digits, for
 *                QUATRIX_FACTOR_PIN the PIN as plain text, 1 to 32 bytes of UTF-8 without control
 *                characters (base64 on the wire, by analogy: not documented).
 */
enum quatrix_status quatrix_user_set_mfa_start(struct quatrix_client *client,
                                               const struct quatrix_texts *ids,
                                               enum quatrix_factor factor, const char *code,
                                               struct quatrix_profile_remove_mfa_reply *out);

/** quatrix_user_set_mfa_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_user_set_mfa(struct quatrix_client *client,
                                                       const struct quatrix_texts *ids,
                                                       enum quatrix_factor factor, const char *code,
                                                       struct quatrix_profile_remove_mfa_reply *out)
{
    return quatrix_wait(client, quatrix_user_set_mfa_start(client, ids, factor, code, out));
}

/**
 * Set the first password of a user who was created: POST /user/signup, without credentials
 *
 * @param email     The user's; 1 to 254 bytes, no colon, no control characters.
 * @param password  1 to 255 bytes of UTF-8, no control characters, plain text (base64 on the wire);
 *                  the account's policy may ask for more (6 to 64 characters). What was made of it
 *                  in the work buffer is wiped once it is sent.
 * The client is not logged in afterwards.
 */
enum quatrix_status quatrix_user_signup_start(struct quatrix_client *client, const char *email,
                                              const char *password);

/** quatrix_user_signup_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_user_signup(struct quatrix_client *client,
                                                      const char *email, const char *password)
{
    return quatrix_wait(client, quatrix_user_signup_start(client, email, password));
}

#ifdef __cplusplus
}
#endif
#endif
