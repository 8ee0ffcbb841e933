/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A call that finds the session over logs in again, once, and goes on.
 */
#ifndef QUATRIX_RELOGIN_H
#define QUATRIX_RELOGIN_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QUATRIX_RELOGIN_CODE_MAX 32 /**< Bytes of a code or PIN, at most. */

/** Where credentials come from. The functions are called from within quatrix_step(); they must not use
    the client. */
struct quatrix_relogin {
    void *ctx; /**< Handed to every function below. */

    /** Point to e-mail and password, as quatrix_session_login_start() wants them; they must stay until
        done() is called. False: there are none. Required. */
    bool (*credentials)(void *ctx, const char **email, const char **password);

    /** Both have been read: the place for wiping them. Called after each credentials() that was true,
        before anything is sent. May be NULL. */
    void (*done)(void *ctx);

    /** The code for a second factor, NUL-terminated, for example from quatrix_totp(). The array is wiped
        afterwards. False: there is none. NULL: there never is. */
    bool (*code)(void *ctx, enum quatrix_factor factor, char code[QUATRIX_RELOGIN_CODE_MAX + 1]);
};

/**
 * Log in again when a call is answered with 401, from the next call on. A program that does not call
 * this carries no code for it.
 *
 * The call then asks for credentials, logs in (GET /session/login, and POST /session/login where a
 * second factor is due) and is sent once more with the new session. The server refused it, so that also
 * calls that change something can be sent again. This happens at most once in a call, within its
 * deadline, and not
 *   - with other credentials than a session, or while its second factor is due
 *   - for a login or logout, and for calls to which 401 may also mean a wrong code or password
 *   - for calls without authorization, and bodies that are sent in blocks (an upload logs in by a call in
 *     between, and repeats the chunk)
 *   - when the server says that the user or the key is suspended, deactivated or not allowed in
 *     (error codes 13, 15, 80, 81): a login would be refused as well
 *   - when the request leaves less than 128 bytes of the work buffer: it has to stay there until the
 *     call ends, and the login finds its place behind it. So does the reply, but it gets all of the
 *     buffer if it needs it.
 *
 * If the login fails the call ends with QUATRIX_E_UNAUTHORIZED without a session, and
 * quatrix_error.relogin says why: QUATRIX_E_AUTH (credentials() had none), QUATRIX_MFA_REQUIRED (code()
 * had none), QUATRIX_E_SPACE (no room for the login's request), or what the login ended with; http_status,
 * server_msg and so on are then those of the login. With a policy of quatrix/retry.h the call is
 * tried again as ever, but not the login in it.
 *
 * @param client  Idle.
 * @param hook    Not copied: must stay valid while it is in use. NULL: no login any more.
 * @return QUATRIX_OK, QUATRIX_E_BUSY, or QUATRIX_E_ARGUMENT without credentials() or for a client that
 *         is not initialized
 */
enum quatrix_status quatrix_client_relogin(struct quatrix_client *client,
                                           const struct quatrix_relogin *hook);

#ifdef __cplusplus
}
#endif
#endif
