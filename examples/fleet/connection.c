/* SPDX-License-Identifier: MIT */
/* Calls that change nothing are tried again by the library, and all of them log in again when the session
 * has ended. What creates is never sent twice blindly: see users.c and keys.c. */
#include "connection.h"

#include "file.h"

#include <errno.h>
#include <quatrix/posix.h>
#include <quatrix/relogin.h>
#include <quatrix/retry.h>
#include <quatrix/session.h>
#include <quatrix/tls.h>
#include <string.h>
#include <time.h>

enum { SECRET = 1024, WAIT_MAX_S = 60, PAUSE_MS = 500, PAUSE_MAX_MS = 8000 };

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[16 * 1024];
static uint8_t ca[2048 * 1024];
static char secret[SECRET + 1]; /* password or API key: the library points to it */
static const char *email;

static const struct quatrix_retry retry = { .attempts = CONNECTION_ATTEMPTS,
                                            .each = true,
                                            .first_ms = PAUSE_MS,
                                            .cap_ms = PAUSE_MAX_MS,
                                            .retry_after_max_s = WAIT_MAX_S };

static bool credentials(void *ctx, const char **user, const char **password)
{
    (void)ctx;
    *user = email;
    *password = secret;
    return true;
}

static const struct quatrix_relogin relogin = { .credentials = credentials };

static bool read_anchor(const char *path, struct quatrix_anchor *anchor, struct reason *reason)
{
    ssize_t len = file_load(path, ca, sizeof ca);

    if (len < 0) {
        return reason_failed(reason, "%s: %s", path, strerror(errno));
    }
    anchor->data = ca;
    anchor->len = (size_t)len + (ca[0] != 0x30 ? 1U : 0U); /* PEM counts its NUL; DER has none */
    return true;
}

/* The first line. */
static bool read_secret(const struct options *options, struct reason *reason)
{
    const char *given = options->api_key != NULL ? options->api_key : options->password;

    if (given == NULL) {
        ssize_t len = file_load(options->password_file, secret, sizeof secret);
        if (len < 0) {
            return reason_failed(reason, "%s: %s", options->password_file, strerror(errno));
        }
        secret[len] = 0;
        secret[strcspn(secret, "\r\n")] = 0;
        return true;
    }
    if (strlen(given) > SECRET) {
        return reason_failed(reason, "the password or API key is too long");
    }
    memcpy(secret, given, strlen(given) + 1);
    return true;
}

static bool fine(enum quatrix_status status, const char *what, struct reason *reason)
{
    return status == QUATRIX_OK ||
           reason_failed(reason, "%s: %s [%s]", what, quatrix_status_text(status),
                         quatrix_status_name(status));
}

static bool set_up(const struct options *options, struct reason *reason)
{
    static struct quatrix_anchor anchor; /* the transport keeps a pointer to it */
    const struct quatrix_tls_config tls_config = { .port = &posix.port,
                                                   .anchors = &anchor,
                                                   .anchor_count = 1 };
    const struct quatrix_config config = { .host = options->host,
                                           .port = options->port,
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work };

    return read_secret(options, reason) &&
           fine(quatrix_posix_init(&posix), "the network", reason) &&
           read_anchor(options->ca, &anchor, reason) &&
           fine(quatrix_tls_init(&tls, &tls_config), options->ca, reason) &&
           fine(quatrix_client_init(&client, &config), options->host, reason) &&
           fine(quatrix_client_retry(&client, &retry), "the library", reason);
}

static bool authorize(const struct options *options, struct reason *reason, bool *usage)
{
    enum quatrix_status status;

    if (options->api_key != NULL) {
        *usage = true;
        return fine(quatrix_client_use_api_key(&client, secret), "QUATRIX_API_KEY", reason);
    }
    email = options->user;
    status = quatrix_session_login(&client, email, secret);
    if (status == QUATRIX_OK) {
        return fine(quatrix_client_relogin(&client, &relogin), "the library", reason);
    }
    *usage = status == QUATRIX_MFA_REQUIRED || status == QUATRIX_E_UNAUTHORIZED ||
             (status > QUATRIX_E_RESOLVE && status < 0);
    if (status == QUATRIX_MFA_REQUIRED) {
        return reason_failed(reason, "the user has a second factor: use an API key instead");
    }
    return reason_call(reason, &client, "login");
}

struct quatrix_client *connection_open(const struct options *options, struct reason *reason,
                                       bool *usage)
{
    *usage = true;
    if (!set_up(options, reason)) {
        return NULL;
    }
    *usage = false;
    return authorize(options, reason, usage) ? &client : NULL;
}

void connection_close(void)
{
    if (quatrix_has(quatrix_client_session(&client)->present, QUATRIX_SESSION_SESSION_ID)) {
        (void)quatrix_client_retry(&client, NULL); /* not worth waiting for */
        (void)quatrix_session_logout(&client);
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    quatrix_wipe(secret, sizeof secret);
}

bool connection_pause(const struct quatrix_client *asked, unsigned attempt)
{
    uint32_t wanted = quatrix_client_error(asked)->retry_after_s;
    uint32_t ms = PAUSE_MS;
    struct timespec left;

    for (unsigned i = 1; i < attempt && ms < PAUSE_MAX_MS; i++) {
        ms *= 2;
    }
    if (wanted > WAIT_MAX_S) {
        return false;
    }
    ms = wanted > 0 ? wanted * 1000 : ms;
    left.tv_sec = (time_t)(ms / 1000);
    left.tv_nsec = (long)(ms % 1000) * 1000000;
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    return true;
}
