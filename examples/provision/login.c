/* SPDX-License-Identifier: MIT */
/* Logins are limited by the server, wrong ones more so: nothing here is tried more than twice. */
#include "login.h"

/* A change to this password was begun, and its end not seen. Does the server know it by now? */
static enum quatrix_status try_pending(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_load(s, SCENARIO_PENDING_PASSWORD, secrets->text);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (secrets->text[0] == '\0') {
        return QUATRIX_E_UNAUTHORIZED;
    }
    outside_note(s, "a change of password was cut short: trying the new one first");
    status = quatrix_session_login(s->client, secrets->email, secrets->text);
    if (status == QUATRIX_OK || status == QUATRIX_MFA_REQUIRED) {
        enum quatrix_status saved = outside_save(s, SCENARIO_PASSWORD, secrets->text);
        return saved == QUATRIX_OK ? status : saved;
    }
    return status;
}

static enum quatrix_status try_current(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_load(s, SCENARIO_PASSWORD, secrets->text);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (secrets->text[0] == '\0') {
        return outside_problem(s, "the store has no password");
    }
    return quatrix_session_login(s->client, secrets->email, secrets->text);
}

static enum quatrix_status try_passwords(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_load(s, SCENARIO_EMAIL, secrets->email);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (secrets->email[0] == '\0') {
        return outside_problem(s, "the store has no e-mail");
    }
    status = try_pending(s);
    if (status == QUATRIX_E_UNAUTHORIZED) {
        status = try_current(s);
    }
    if (status == QUATRIX_OK || status == QUATRIX_MFA_REQUIRED) {
        /* Whichever it was, the store names it as the one in force. */
        enum quatrix_status saved = outside_save(s, SCENARIO_PENDING_PASSWORD, "");
        return saved == QUATRIX_OK ? status : saved;
    }
    return status;
}

static enum quatrix_status prove_pin(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_load(s, SCENARIO_PIN, secrets->text);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (secrets->text[0] == '\0') {
        return outside_problem(s, "a PIN is asked for, and the store has none");
    }
    return quatrix_session_login_mfa(s->client, QUATRIX_FACTOR_PIN, secrets->text);
}

static enum quatrix_status send_code(struct scenario *s)
{
    enum quatrix_status status = outside_code(s);

    return status == QUATRIX_OK ? quatrix_session_login_mfa(s->client, QUATRIX_FACTOR_2FA,
                                                            s->priv.scratch.secrets.code)
                                : status;
}

/* A code serves once (RFC 6238 section 5.2), and this step's may have served to switch 2FA on. Not
   every server insists on that, so the next one is waited for only when this one is refused. */
static enum quatrix_status prove_code(struct scenario *s)
{
    enum quatrix_status status = send_code(s);

    if (status != QUATRIX_E_UNAUTHORIZED) {
        return status;
    }
    status = outside_await_next_code(s);
    return status == QUATRIX_OK ? send_code(s) : status;
}

enum quatrix_status login_run(struct scenario *s, enum quatrix_factor *used)
{
    enum quatrix_status status = try_passwords(s);

    *used = QUATRIX_FACTOR_NONE;
    if (status == QUATRIX_MFA_REQUIRED) {
        *used = quatrix_client_session(s->client)->factor;
        status = *used == QUATRIX_FACTOR_PIN ? prove_pin(s) : prove_code(s);
    }
    quatrix_wipe(&s->priv.scratch, sizeof s->priv.scratch);
    return status;
}
