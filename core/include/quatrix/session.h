/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "session": log in, second factor, keep alive, log out, captcha.
 *
 * A session ends after 15 minutes without a call; every call renews it.
 */
#ifndef QUATRIX_SESSION_H
#define QUATRIX_SESSION_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Log in with e-mail and password: GET /session/login
 *
 * A session the client held before is forgotten first. The new one stays in the client
 * (quatrix_client_session()) and authorizes the calls that follow.
 *
 * @param client    Idle; busy until the call ends.
 * @param email     At most 254 bytes of UTF-8, no colon, no control characters.
 * @param password  At most 255 bytes of UTF-8, no control characters.
 *                  Both are read before this function returns. What was made of them in the work
 *                  buffer is wiped once it is sent; on a kept connection, which may have to be
 *                  dialled again, when the reply begins.
 * @return QUATRIX_PENDING     started: call quatrix_step() until it is not pending
 *         QUATRIX_E_ARGUMENT  NULL or empty e-mail or password
 *         QUATRIX_E_TEXT      a character that HTTP Basic cannot carry, or not UTF-8
 *         QUATRIX_E_TOO_LONG  longer than stated above
 *         QUATRIX_E_BUSY      another call is running
 *         QUATRIX_E_SPACE     the request does not fit the work buffer
 * The call ends with
 *         QUATRIX_OK              logged in
 *         QUATRIX_MFA_REQUIRED    go on with quatrix_session_login_mfa(); the factor wanted is in
 *                                 quatrix_client_session()->factor
 *         QUATRIX_E_FACTOR        a factor is wanted that the API does not describe; not logged in
 *         QUATRIX_E_UNAUTHORIZED  refused: wrong credentials, suspended, deactivated
 *         QUATRIX_E_RATE_LIMITED  too many logins, see quatrix_error.retry_after_s
 *         QUATRIX_E_MISSING       accepted, but neither body nor header holds a session token
 * or another error of quatrix/status.h.
 */
enum quatrix_status quatrix_session_login_start(struct quatrix_client *client, const char *email,
                                                const char *password);

/** quatrix_session_login_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_session_login(struct quatrix_client *client,
                                                        const char *email, const char *password)
{
    return quatrix_wait(client, quatrix_session_login_start(client, email, password));
}

/**
 * Prove the second factor: POST /session/login
 *
 * @param client  A login on it ended with QUATRIX_MFA_REQUIRED.
 * @param factor  The one asked for.
 * @param code    QUATRIX_FACTOR_2FA: six digits. QUATRIX_FACTOR_PIN: the PIN as plain text, 1 to
 *                32 bytes of UTF-8 without control characters (base64 on the wire).
 *                Read before this function returns.
 * @return QUATRIX_PENDING  started
 *         QUATRIX_E_STATE  no login is waiting for a second factor
 *         QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG  the factor or the code
 *         QUATRIX_E_BUSY, QUATRIX_E_SPACE
 * The call ends with QUATRIX_OK (logged in), QUATRIX_E_UNAUTHORIZED (wrong code: server_code 83
 * or 84; try again, few times) or another error of quatrix/status.h.
 */
enum quatrix_status quatrix_session_login_mfa_start(struct quatrix_client *client,
                                                    enum quatrix_factor factor, const char *code);

/** quatrix_session_login_mfa_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_session_login_mfa(struct quatrix_client *client,
                                                            enum quatrix_factor factor,
                                                            const char *code)
{
    return quatrix_wait(client, quatrix_session_login_mfa_start(client, factor, code));
}

/**
 * Renew the session without doing anything else: GET /session/keepalive
 *
 * @return QUATRIX_PENDING, or QUATRIX_E_AUTH without credentials, QUATRIX_E_BUSY, QUATRIX_E_SPACE.
 * The call ends with QUATRIX_OK, QUATRIX_E_UNAUTHORIZED (the session is over and was forgotten)
 * or another error of quatrix/status.h.
 */
enum quatrix_status quatrix_session_keepalive_start(struct quatrix_client *client);

/** quatrix_session_keepalive_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_session_keepalive(struct quatrix_client *client)
{
    return quatrix_wait(client, quatrix_session_keepalive_start(client));
}

/** Idle time after which a keepalive is due unless the caller says otherwise. */
#define QUATRIX_KEEPALIVE_MS UINT32_C(300000)

/**
 * When is a keepalive due? A session dies after 15 minutes without a call, and every call with it that
 * the server accepts renews it; nothing is sent by itself.
 *
 * @param client   Initialized.
 * @param idle_ms  Due after so long without a call; 0: QUATRIX_KEEPALIVE_MS. Leave a margin below 15
 *                 minutes for attempts that fail.
 * @return Milliseconds until quatrix_session_keepalive() is due; 0: now; UINT32_MAX: never, as no
 *         complete session is held. A session from quatrix_client_use_session() is due at once: nobody
 *         knows how long it has been idle.
 * Counted by the port's clock from the beginning of the last such call, of an upload from its last
 * block. That clock wraps every 49.7 days: ask at least once in that time, a session that nobody
 * looked at for longer may seem fresh for idle_ms.
 */
uint32_t quatrix_session_keepalive_due(const struct quatrix_client *client, uint32_t idle_ms);

/**
 * End the session: GET /session/logout
 *
 * The client forgets and wipes its token however the call ends, once it has started.
 *
 * @return QUATRIX_PENDING, or QUATRIX_E_AUTH without a session, QUATRIX_E_BUSY, QUATRIX_E_SPACE.
 * The call ends with QUATRIX_OK (also when the server says that there is no such session any
 * more) or another error of quatrix/status.h.
 */
enum quatrix_status quatrix_session_logout_start(struct quatrix_client *client);

/** quatrix_session_logout_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_session_logout(struct quatrix_client *client)
{
    return quatrix_wait(client, quatrix_session_logout_start(client));
}

/** SessionUnblockCaptchaResp */
struct quatrix_session_unblock_captcha_reply {
    uint64_t present; /**< Bit QUATRIX_SESSION_UNBLOCK_CAPTCHA_VALID. */
    uint64_t truncated;
    bool valid; /**< The captcha was solved. */
};

enum quatrix_session_unblock_captcha_member {
    QUATRIX_SESSION_UNBLOCK_CAPTCHA_VALID,
    QUATRIX_SESSION_UNBLOCK_CAPTCHA_MEMBERS
};

/**
 * Hand in a solved captcha, so that logging in works again: GET /session/unblock-captcha
 *
 * The server may ask for one after too many failed logins; what announces it is not documented, and
 * only a person can solve it: an unattended device had better stop. Whatever credentials the client
 * holds are sent, a session that waits for its second factor included; it works without any.
 *
 * @param token  What the captcha's own service gave; printable ASCII without spaces, 1 to 4096
 *               bytes. A secret. Read before this function returns.
 * @param out    Defined after QUATRIX_OK. Must stay valid until the call ends.
 * @return QUATRIX_PENDING, or QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG, QUATRIX_E_BUSY,
 *         QUATRIX_E_SPACE.
 * The call ends with
 *         QUATRIX_OK              see `valid`
 *         QUATRIX_E_UNAUTHORIZED  the captcha was not solved
 *         QUATRIX_E_HTTP          404 or 405: the service knows the older form alone
 * or another error of quatrix/status.h.
 */
enum quatrix_status
quatrix_session_unblock_captcha_start(struct quatrix_client *client, const char *token,
                                      struct quatrix_session_unblock_captcha_reply *out);

/** quatrix_session_unblock_captcha_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_session_unblock_captcha(struct quatrix_client *client, const char *token,
                                struct quatrix_session_unblock_captcha_reply *out)
{
    return quatrix_wait(client, quatrix_session_unblock_captcha_start(client, token, out));
}

/** The same in the form of before 2020: POST /session/unblock-captcha */
enum quatrix_status
quatrix_session_post_captcha_start(struct quatrix_client *client, const char *token,
                                   struct quatrix_session_unblock_captcha_reply *out);

/** quatrix_session_post_captcha_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_session_post_captcha(struct quatrix_client *client, const char *token,
                             struct quatrix_session_unblock_captcha_reply *out)
{
    return quatrix_wait(client, quatrix_session_post_captcha_start(client, token, out));
}

#ifdef __cplusplus
}
#endif
#endif
