/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "api-key": keys a program uses in place of a login, see quatrix_client_use_api_key().
 *
 * An API key is a secret: whoever has it acts as its user until it is deleted or disabled, for it
 * does not expire. The server is expected to show it once, in the answer to
 * quatrix_api_key_create(); store it, then wipe the struct it came in with quatrix_wipe(). The
 * trace of a client does not show it.
 *
 * Every operation works with a session token, an API key or HTTP Basic (quatrix/client.h).
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
 * arguments are printable ASCII, 1 to 64 bytes, and are read before the function returns.
 *
 * Lists: the call ends with an error, or answers QUATRIX_READY. Then pull the elements with
 * quatrix_list_next() or quatrix_list_next_wait() until QUATRIX_END; each one replaces the one
 * before in *out. An element that cannot be kept is QUATRIX_SKIPPED, and the list goes on.
 */
#ifndef QUATRIX_API_KEY_H
#define QUATRIX_API_KEY_H

#include <quatrix/client.h>
#include <quatrix/shared.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An API key (APIKeyResp). What it was named is not answered. */
struct quatrix_api_key {
    uint64_t present; /**< Bit QUATRIX_API_KEY_x. */
    uint64_t truncated;
    struct quatrix_id id;      /**< Of the key; always present. */
    struct quatrix_id role_id; /**< The user the key is for. */
    char email[QUATRIX_EMAIL_MAX + 1];
    char key[QUATRIX_API_KEY_MAX + 1]; /**< The secret; expect it from quatrix_api_key_create()
                                            alone. A longer one is QUATRIX_E_SPACE. */
    struct quatrix_word hint;   /**< A piece of the key to tell it by; no secret (inferred). */
    int64_t created;            /**< Microseconds since 1970-01-01 UTC. */
    int64_t modified;           /**< Microseconds since 1970-01-01 UTC. */
    struct quatrix_word status; /**< "A" active, "D" disabled. */
};

enum quatrix_api_key_member {
    QUATRIX_API_KEY_ID,
    QUATRIX_API_KEY_ROLE_ID,
    QUATRIX_API_KEY_EMAIL,
    QUATRIX_API_KEY_KEY,
    QUATRIX_API_KEY_HINT,
    QUATRIX_API_KEY_CREATED,
    QUATRIX_API_KEY_MODIFIED,
    QUATRIX_API_KEY_STATUS,
    QUATRIX_API_KEY_MEMBERS
};

/** List the keys of every user the caller may manage: GET /api-key */
enum quatrix_status quatrix_api_key_list_start(struct quatrix_client *client,
                                               struct quatrix_api_key *out);

/** quatrix_api_key_list_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_api_key_list(struct quatrix_client *client,
                                                       struct quatrix_api_key *out)
{
    return quatrix_wait(client, quatrix_api_key_list_start(client, out));
}

/** The key to make (APIKeyCreateReq). Only members whose bit is set are sent; none is required. */
struct quatrix_api_key_create_request {
    uint64_t present;    /**< Bit QUATRIX_API_KEY_CREATE_x. */
    const char *name;    /**< 0 to 511 characters, no control characters; left out: empty. */
    const char *status;  /**< "A" active (left out: this one), "D" disabled. */
    const char *role_id; /**< The user the key is for; left out: the caller (inferred). */
};

enum quatrix_api_key_create_member {
    QUATRIX_API_KEY_CREATE_NAME,
    QUATRIX_API_KEY_CREATE_STATUS,
    QUATRIX_API_KEY_CREATE_ROLE_ID,
    QUATRIX_API_KEY_CREATE_MEMBERS
};

/**
 * Issue an API key: POST /api-key/create
 *
 * Calling it twice issues two keys. If the call ends without an answer from the server, or with
 * QUATRIX_E_SPACE because the key is longer than QUATRIX_API_KEY_MAX, a key may have been issued
 * that nobody knows: find it with quatrix_api_key_list_of_user() and delete it.
 *
 * @param request  Read before this function returns, and so is the text it points to.
 * @param out      Holds the secret afterwards: check that QUATRIX_API_KEY_KEY is present, store it,
 *                 wipe it.
 * The call ends with QUATRIX_E_MISSING where the reply names no id.
 */
enum quatrix_status
quatrix_api_key_create_start(struct quatrix_client *client,
                             const struct quatrix_api_key_create_request *request,
                             struct quatrix_api_key *out);

/** quatrix_api_key_create_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_api_key_create(struct quatrix_client *client,
                       const struct quatrix_api_key_create_request *request,
                       struct quatrix_api_key *out)
{
    return quatrix_wait(client, quatrix_api_key_create_start(client, request, out));
}

/**
 * Delete a key for good: GET /api-key/delete/{id}
 *
 * @param id  Of the key, not of its user.
 */
enum quatrix_status quatrix_api_key_delete_start(struct quatrix_client *client, const char *id,
                                                 struct quatrix_id_reply *out);

/** quatrix_api_key_delete_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_api_key_delete(struct quatrix_client *client, const char *id, struct quatrix_id_reply *out)
{
    return quatrix_wait(client, quatrix_api_key_delete_start(client, id, out));
}

/**
 * Read one key: GET /api-key/metadata/{id}
 *
 * @param id  Of the key.
 */
enum quatrix_status quatrix_api_key_metadata_start(struct quatrix_client *client, const char *id,
                                                   struct quatrix_api_key *out);

/** quatrix_api_key_metadata_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_api_key_metadata(struct quatrix_client *client, const char *id, struct quatrix_api_key *out)
{
    return quatrix_wait(client, quatrix_api_key_metadata_start(client, id, out));
}

/** What to change of a key (APIKeyUpdateReq). Only members whose bit is set are sent. */
struct quatrix_api_key_update_request {
    uint64_t present;   /**< Bit QUATRIX_API_KEY_UPDATE_x. */
    const char *name;   /**< 0 to 511 characters, no control characters. */
    const char *status; /**< "A": use it again, "D": disable it. */
};

enum quatrix_api_key_update_member {
    QUATRIX_API_KEY_UPDATE_NAME,
    QUATRIX_API_KEY_UPDATE_STATUS,
    QUATRIX_API_KEY_UPDATE_MEMBERS
};

/**
 * Rename, disable or enable a key: POST /api-key/update/{id}
 *
 * @param id       Of the key.
 * @param request  Read before this function returns, and so is the text it points to.
 */
enum quatrix_status
quatrix_api_key_update_start(struct quatrix_client *client, const char *id,
                             const struct quatrix_api_key_update_request *request,
                             struct quatrix_api_key *out);

/** quatrix_api_key_update_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_api_key_update(struct quatrix_client *client, const char *id,
                       const struct quatrix_api_key_update_request *request,
                       struct quatrix_api_key *out)
{
    return quatrix_wait(client, quatrix_api_key_update_start(client, id, request, out));
}

/**
 * List the keys of one user: GET /api-key/{id}
 *
 * @param user_id  Of the USER (`role_id` of a key), not of a key.
 */
enum quatrix_status quatrix_api_key_list_of_user_start(struct quatrix_client *client,
                                                       const char *user_id,
                                                       struct quatrix_api_key *out);

/** quatrix_api_key_list_of_user_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_api_key_list_of_user(struct quatrix_client *client,
                                                               const char *user_id,
                                                               struct quatrix_api_key *out)
{
    return quatrix_wait(client, quatrix_api_key_list_of_user_start(client, user_id, out));
}

#ifdef __cplusplus
}
#endif
#endif
