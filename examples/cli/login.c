/* SPDX-License-Identifier: MIT */
/* The secrets stay in cli->secrets until the end: Basic and Bearer point to them. */
#include "login.h"
#include "connection.h"
#include "failure.h"
#include "message.h"
#include <quatrix/session.h>
#include <quatrix/totp.h>
#include <string.h>
#include <time.h>

int login_prepare(struct cli *cli, enum credential credential)
{
    enum secret_id id = credential == CREDENTIAL_API_KEY ? SECRET_API_KEY : SECRET_PASSWORD;
    const char *text;

    return secret_get(&cli->secrets, &cli->options, id, &text);
}

static int compute_code(struct cli *cli, const char *secret, char *code)
{
    uint8_t key[QUATRIX_TOTP_SECRET_MAX];
    size_t len = 0;
    enum quatrix_status status = quatrix_totp_secret(secret, key, sizeof key, &len);

    if (status != QUATRIX_OK) {
        message("%s: not a base32 secret", cli->options.value[OPTION_TOTP_SECRET_FILE]);
        return CLI_USAGE;
    }
    status = quatrix_totp(key, len, (int64_t)time(NULL), code);
    quatrix_wipe(key, sizeof key);
    if (status != QUATRIX_OK) {
        message("the 2FA code: %s", quatrix_status_text(status));
        return CLI_DEFECT;
    }
    return CLI_OK;
}

int login_code(struct cli *cli, enum secret_id id, const char **code)
{
    const char *secret;
    int status;

    if (!secret_stored(&cli->options, SECRET_TOTP_SECRET)) {
        return secret_get(&cli->secrets, &cli->options, id, code);
    }
    status = secret_get(&cli->secrets, &cli->options, SECRET_TOTP_SECRET, &secret);
    if (status != CLI_OK) {
        return status;
    }
    *code = cli->secrets.text[id];
    return compute_code(cli, secret, cli->secrets.text[id]);
}

bool login_can_prove(const struct cli *cli, enum quatrix_factor factor)
{
    enum secret_id id = factor == QUATRIX_FACTOR_PIN ? SECRET_PIN : SECRET_TOTP_SECRET;

    return secret_stored(&cli->options, id) || secret_can_ask();
}

int login_password(struct cli *cli, enum quatrix_factor *factor)
{
    const char *password;
    int result = secret_get(&cli->secrets, &cli->options, SECRET_PASSWORD, &password);
    enum quatrix_status status;

    *factor = QUATRIX_FACTOR_NONE;
    if (result != CLI_OK) {
        return result;
    }
    status = quatrix_session_login_start(&cli->client, cli->options.value[OPTION_USER], password);
    status = connection_wait(cli, status);
    if (status == QUATRIX_MFA_REQUIRED) {
        *factor = quatrix_client_session(&cli->client)->factor;
    } else if (status != QUATRIX_OK) {
        return failure_report(cli, "session login", status);
    }
    return CLI_OK;
}

int login_factor(struct cli *cli, enum quatrix_factor factor)
{
    const char *code;
    enum quatrix_status status;
    int result = factor == QUATRIX_FACTOR_PIN
                     ? secret_get(&cli->secrets, &cli->options, SECRET_PIN, &code)
                     : login_code(cli, SECRET_CODE, &code);

    if (result != CLI_OK) {
        return result;
    }
    status = quatrix_session_login_mfa_start(&cli->client, factor, code);
    status = connection_wait(cli, status);
    return status == QUATRIX_OK ? CLI_OK : failure_report(cli, "session login", status);
}

/* Logging in again, in the middle of a call: by what is known, without asking. */

static bool know_password(void *ctx, const char **email, const char **password)
{
    struct cli *cli = ctx;

    *email = cli->options.value[OPTION_USER];
    *password = cli->secrets.text[SECRET_PASSWORD];
    return **password != '\0';
}

static bool know_code(void *ctx, enum quatrix_factor factor,
                      char code[QUATRIX_RELOGIN_CODE_MAX + 1])
{
    struct cli *cli = ctx;
    const char *secret = cli->secrets.text[SECRET_TOTP_SECRET];
    const char *pin = cli->secrets.text[SECRET_PIN];

    if (factor == QUATRIX_FACTOR_2FA) {
        return *secret != '\0' && compute_code(cli, secret, code) == CLI_OK;
    }
    if (factor != QUATRIX_FACTOR_PIN || *pin == '\0' || strlen(pin) > QUATRIX_RELOGIN_CODE_MAX) {
        return false;
    }
    memcpy(code, pin, strlen(pin) + 1);
    return true;
}

static int log_in(struct cli *cli)
{
    enum quatrix_factor factor;
    int result = login_password(cli, &factor);

    if (result == CLI_OK && factor != QUATRIX_FACTOR_NONE) {
        result = login_factor(cli, factor);
    }
    cli->relogin.ctx = cli;
    cli->relogin.credentials = know_password;
    cli->relogin.code = know_code;
    if (result == CLI_OK) {
        (void)quatrix_client_relogin(&cli->client, &cli->relogin);
    }
    return result;
}

int login(struct cli *cli, enum credential credential)
{
    enum quatrix_status status;

    if (credential == CREDENTIAL_SESSION) {
        return log_in(cli);
    }
    if (credential == CREDENTIAL_BASIC) {
        status = quatrix_client_use_basic(&cli->client, cli->options.value[OPTION_USER],
                                          cli->secrets.text[SECRET_PASSWORD]);
    } else {
        status = quatrix_client_use_api_key(&cli->client, cli->secrets.text[SECRET_API_KEY]);
    }
    return status == QUATRIX_OK ? CLI_OK : failure_report(cli, "credentials", status);
}

void logout(struct cli *cli)
{
    enum quatrix_status status;

    if (!quatrix_has(quatrix_client_session(&cli->client)->present, QUATRIX_SESSION_SESSION_ID)) {
        return;
    }
    status = connection_wait(cli, quatrix_session_logout_start(&cli->client));
    if (status != QUATRIX_OK && status != QUATRIX_E_CANCELLED) {
        failure_warn(cli, "session logout", status);
    }
}
