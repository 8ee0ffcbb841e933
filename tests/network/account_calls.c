/* SPDX-License-Identifier: MIT */
/* Session, profile, users and API keys. */
#include "calls.h"

#include <string.h>

static struct {
    char email[128];
    char password[128];
    char secret[128]; /* of TOTP, or the PIN; empty: there is none */
} who;

/* --- credentials --- */

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = who.email;
    *password = who.password;
    return true;
}

static bool give_code(void *ctx, enum quatrix_factor factor,
                      char code[QUATRIX_RELOGIN_CODE_MAX + 1])
{
    uint8_t key[QUATRIX_TOTP_SECRET_MAX];
    int64_t now = 0;
    size_t len;

    (void)ctx;
    if (factor == QUATRIX_FACTOR_PIN) {
        (void)snprintf(code, QUATRIX_RELOGIN_CODE_MAX + 1, "%.32s", who.secret);
        return who.secret[0] != '\0';
    }
    (void)posix.port.unix_time(posix.port.ctx, &now);
    return quatrix_totp_secret(who.secret, key, sizeof key, &len) == QUATRIX_OK &&
           quatrix_totp(key, len, now, code) == QUATRIX_OK;
}

const struct quatrix_relogin relogin = { NULL, give_credentials, NULL, give_code };

static enum quatrix_status be(char **words)
{
    (void)snprintf(who.email, sizeof who.email, "%s", words[1]);
    (void)snprintf(who.password, sizeof who.password, "%s", words[2]);
    (void)snprintf(who.secret, sizeof who.secret, "%s", words[3]);
    return QUATRIX_OK;
}

static enum quatrix_status new_secret(char **words)
{
    (void)snprintf(who.secret, sizeof who.secret, "%s", words[1]);
    return QUATRIX_OK;
}

/* --- session --- */

static enum quatrix_status log_in(char **words)
{
    enum quatrix_status status = quatrix_session_login(&client, who.email, who.password);
    enum quatrix_factor factor = quatrix_client_session(&client)->factor;
    char code[QUATRIX_RELOGIN_CODE_MAX + 1];

    (void)words;
    if (status == QUATRIX_MFA_REQUIRED && give_code(NULL, factor, code)) {
        return quatrix_session_login_mfa(&client, factor, code);
    }
    return status;
}

static enum quatrix_status log_out(char **words)
{
    (void)words;
    return quatrix_session_logout(&client);
}

static enum quatrix_status keep_alive(char **words)
{
    (void)words;
    return quatrix_session_keepalive(&client);
}

static enum quatrix_status hang_up(char **words)
{
    (void)words;
    return quatrix_client_close(&client);
}

static enum quatrix_status forget_tls_session(char **words)
{
    (void)words;
    quatrix_tls_forget_session(&tls);
    return QUATRIX_OK;
}

/* --- profile --- */

static enum quatrix_status profile(char **words)
{
    static struct quatrix_profile got;
    enum quatrix_status status = quatrix_profile_get(&client, &got);

    (void)words;
    if (status == QUATRIX_OK) {
        printf("name: %s\nemail: %s\n", got.name, got.email);
    }
    return status;
}

static enum quatrix_status info(char **words)
{
    struct quatrix_profile_info got;
    enum quatrix_status status = quatrix_profile_info(&client, &got);

    (void)words;
    if (status == QUATRIX_OK) {
        printf("used: %" PRId64 "\n", got.user_used);
    }
    return status;
}

static enum quatrix_status rename_owner(char **words)
{
    const struct quatrix_profile_set_request set = { .present =
                                                         QUATRIX_BIT(QUATRIX_PROFILE_SET_NAME),
                                                     .name = words[1] };
    static struct quatrix_profile_set_reply got;

    return quatrix_profile_set(&client, &set, &got);
}

/* The QR image of a new secret, as long as it is. */
static enum quatrix_status generate(char **words)
{
    enum quatrix_status status = quatrix_profile_2fa_generate(&client);
    uint8_t part[256];
    size_t len;
    size_t all = 0;

    (void)words;
    if (status != QUATRIX_READY) {
        return status;
    }
    while ((status = quatrix_body_read_wait(&client, part, sizeof part, &len)) == QUATRIX_OK) {
        all += len;
    }
    printf("bytes: %zu\n", all);
    return status == QUATRIX_END ? QUATRIX_OK : status;
}

static enum quatrix_status set_pin(char **words)
{
    struct quatrix_profile_set_mfa_reply got;

    return quatrix_profile_set_mfa(&client, QUATRIX_FACTOR_PIN, words[1], &got);
}

static enum quatrix_status remove_pin(char **words)
{
    struct quatrix_profile_remove_mfa_reply got;

    (void)words;
    return quatrix_profile_remove_mfa(&client, QUATRIX_FACTOR_PIN, &got);
}

/* --- users and keys --- */

static enum quatrix_status users(char **words)
{
    static struct quatrix_user user;

    (void)words;
    return calls_count(quatrix_user_list(&client, &user));
}

static enum quatrix_status create_user(char **words)
{
    const struct quatrix_user_create_request request = {
        .present = QUATRIX_BIT(QUATRIX_USER_CREATE_NAME) | QUATRIX_BIT(QUATRIX_USER_CREATE_EMAIL) |
                   QUATRIX_BIT(QUATRIX_USER_CREATE_USER_OPERATIONS),
        .name = words[1],
        .email = words[2],
        .user_operations = 3
    };
    static struct quatrix_user made;
    enum quatrix_status status = quatrix_user_create(&client, &request, &made);

    if (status == QUATRIX_OK) {
        printf("id: %s\n", made.id.text);
    }
    return status;
}

static enum quatrix_status edit_user(char **words)
{
    const char *const ids[] = { words[1] };
    const struct quatrix_user_edit_request request = {
        .present = QUATRIX_BIT(QUATRIX_USER_EDIT_IDS) | QUATRIX_BIT(QUATRIX_USER_EDIT_NAME),
        .ids = { ids, 1 },
        .name = words[2]
    };
    static struct quatrix_user edited;

    return calls_count(quatrix_user_edit(&client, &request, &edited));
}

static enum quatrix_status delete_user(char **words)
{
    const char *const ids[] = { words[1] };
    const struct quatrix_user_delete_request request = { .present =
                                                             QUATRIX_BIT(QUATRIX_USER_DELETE_IDS),
                                                         .ids = { ids, 1 } };
    struct quatrix_job job;

    return quatrix_user_delete(&client, &request, &job);
}

static enum quatrix_status keys(char **words)
{
    static struct quatrix_api_key key;

    (void)words;
    return calls_count(quatrix_api_key_list(&client, &key));
}

static enum quatrix_status create_key(char **words)
{
    const struct quatrix_api_key_create_request request = {
        .present = QUATRIX_BIT(QUATRIX_API_KEY_CREATE_NAME), .name = words[1]
    };
    static struct quatrix_api_key made;
    enum quatrix_status status = quatrix_api_key_create(&client, &request, &made);

    if (status == QUATRIX_OK) {
        printf("id: %s\n", made.id.text);
    }
    quatrix_wipe(&made, sizeof made);
    return status;
}

static enum quatrix_status delete_key(char **words)
{
    struct quatrix_id_reply deleted;

    return quatrix_api_key_delete(&client, words[1], &deleted);
}

const struct call account_calls[] = {
    { "be", 4, be },
    { "secret", 2, new_secret },
    { "login", 1, log_in },
    { "logout", 1, log_out },
    { "keepalive", 1, keep_alive },
    { "close", 1, hang_up },
    { "forget-tls", 1, forget_tls_session },
    { "profile", 1, profile },
    { "info", 1, info },
    { "rename", 2, rename_owner },
    { "generate", 1, generate },
    { "set-pin", 2, set_pin },
    { "remove-pin", 1, remove_pin },
    { "users", 1, users },
    { "create-user", 3, create_user },
    { "edit-user", 3, edit_user },
    { "delete-user", 2, delete_user },
    { "keys", 1, keys },
    { "create-key", 2, create_key },
    { "delete-key", 2, delete_key },
    { NULL, 0, NULL },
};
