/* SPDX-License-Identifier: MIT */
/*
 * Logs in, reads the short profile with both policies set, renames its owner, and prints a line for
 * each: "STATUS HTTP-STATUS RETRIES RELOGIN LOGINS MILLISECONDS". Then whether a keepalive is due
 * within five minutes. For test_policies.py.
 *
 *     e2e_policies PORT CA.pem E-MAIL PASSWORD [TOTP-SECRET]
 */
#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static struct quatrix_profile_info info;
static struct quatrix_profile_set_reply renamed;
static uint8_t work[1024];
static uint8_t ca[8192];
static const char *email;
static const char *password;
static const char *secret;
static unsigned logins;

static bool give_credentials(void *ctx, const char **the_email, const char **the_password)
{
    (void)ctx;
    logins++;
    *the_email = email;
    *the_password = password;
    return true;
}

static bool give_code(void *ctx, enum quatrix_factor factor,
                      char code[QUATRIX_RELOGIN_CODE_MAX + 1])
{
    uint8_t key[QUATRIX_TOTP_SECRET_MAX];
    int64_t now = 0;
    size_t len;

    (void)ctx;
    (void)posix.port.unix_time(posix.port.ctx, &now);
    return factor == QUATRIX_FACTOR_2FA && secret != NULL &&
           quatrix_totp_secret(secret, key, sizeof key, &len) == QUATRIX_OK &&
           quatrix_totp(key, len, now, code) == QUATRIX_OK;
}

static enum quatrix_status log_in(void)
{
    enum quatrix_status status = quatrix_session_login(&client, email, password);
    char code[QUATRIX_RELOGIN_CODE_MAX + 1];

    if (status == QUATRIX_MFA_REQUIRED && give_code(NULL, QUATRIX_FACTOR_2FA, code)) {
        return quatrix_session_login_mfa(&client, QUATRIX_FACTOR_2FA, code);
    }
    return status;
}

static enum quatrix_status open_client(const char *port, const char *ca_path)
{
    static const struct quatrix_retry retry = { .attempts = 3, .first_ms = 100 };
    static const struct quatrix_relogin relogin = { NULL, give_credentials, NULL, give_code };
    static struct quatrix_anchor anchor = { ca, 0 };
    struct quatrix_tls_config trust = { .port = &posix.port,
                                        .anchors = &anchor,
                                        .anchor_count = 1 };
    const struct quatrix_config config = { .host = "localhost",
                                           .port = (uint16_t)strtoul(port, NULL, 10),
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work };
    FILE *file = fopen(ca_path, "rb");

    if (file == NULL) {
        return QUATRIX_E_NO_ANCHOR;
    }
    anchor.len = fread(ca, 1, sizeof ca - 1, file) + 1;
    (void)fclose(file);
    if (quatrix_posix_init(&posix) != QUATRIX_OK || quatrix_tls_init(&tls, &trust) != QUATRIX_OK ||
        quatrix_client_init(&client, &config) != QUATRIX_OK ||
        quatrix_client_retry(&client, &retry) != QUATRIX_OK ||
        quatrix_client_relogin(&client, &relogin) != QUATRIX_OK) {
        return QUATRIX_E_ARGUMENT;
    }
    return log_in();
}

static void report(enum quatrix_status status, uint32_t begun)
{
    const struct quatrix_error *error = quatrix_client_error(&client);

    printf("%s %u %u %s %u %" PRIu32 "\n", quatrix_status_name(status), error->http_status,
           error->retries, quatrix_status_name(error->relogin), logins,
           posix.port.now_ms(posix.port.ctx) - begun);
}

int main(int argc, char **argv)
{
    const struct quatrix_profile_set_request set = { .present =
                                                         QUATRIX_BIT(QUATRIX_PROFILE_SET_NAME),
                                                     .name = "Dana Kos" };
    enum quatrix_status status;
    uint32_t due;
    uint32_t begun;

    if (argc < 5) {
        (void)fprintf(stderr, "e2e_policies PORT CA.pem E-MAIL PASSWORD [TOTP-SECRET]\n");
        return 2;
    }
    email = argv[3];
    password = argv[4];
    secret = argv[5]; /* NULL: there is none */
    status = open_client(argv[1], argv[2]);
    if (status != QUATRIX_OK) {
        (void)fprintf(stderr, "cannot begin: %s\n", quatrix_status_text(status));
        return 1;
    }
    begun = posix.port.now_ms(posix.port.ctx);
    report(quatrix_profile_info(&client, &info), begun);
    begun = posix.port.now_ms(posix.port.ctx);
    report(quatrix_profile_set(&client, &set, &renamed), begun);
    due = quatrix_session_keepalive_due(&client, 0);
    printf("%s\n", due == UINT32_MAX ? "never" : due > 0 && due <= 300000 ? "later" : "now");
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    return 0;
}
