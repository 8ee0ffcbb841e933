/* SPDX-License-Identifier: MIT */
#include "steps.h"

#include "login.h"

#include <string.h>

/* Begin the line that says what the step has done. */
static struct scenario_line *result(struct scenario *s)
{
    struct scenario_line *line = &s->priv.line;

    line_begin(line);
    line_add(line, "[");
    line_add_column(line, s->priv.step + 1U, 2);
    line_add(line, "/");
    line_add_number(line, SCENARIO_STEPS);
    line_add(line, "] ");
    line_add(line, scenario_steps[s->priv.step].title);
    line_add(line, ": ");
    return line;
}

static enum quatrix_status done(struct scenario *s, const char *what)
{
    line_add(result(s), what);
    return QUATRIX_OK;
}

/* ---- session */

static enum quatrix_status log_in(struct scenario *s)
{
    enum quatrix_factor used;
    enum quatrix_status status = login_run(s, &used);

    if (status != QUATRIX_OK) {
        return status;
    }
    switch (used) {
    case QUATRIX_FACTOR_2FA:
        return done(s, "password and 2FA code accepted");
    case QUATRIX_FACTOR_PIN:
        return done(s, "password and PIN accepted");
    default:
        return done(s, "password accepted, no second factor asked for");
    }
}

static enum quatrix_status log_out(struct scenario *s)
{
    enum quatrix_status status = quatrix_session_logout(s->client);

    if (status == QUATRIX_E_AUTH) {
        return done(s, "the server had closed the session already");
    }
    return status == QUATRIX_OK ? done(s, "done") : status;
}

static enum quatrix_status keep_alive(struct scenario *s)
{
    enum quatrix_status status = quatrix_session_keepalive(s->client);

    return status == QUATRIX_OK ? done(s, "the session is renewed") : status;
}

/* ---- profile */

static uint8_t factor_bits(const struct quatrix_factors *factors)
{
    uint8_t bits = 0;

    for (uint32_t i = 0; i < factors->count.kept; i++) {
        if (strcmp(factors->item[i].text, "2FA") == 0) {
            bits |= SCENARIO_2FA;
        } else if (strcmp(factors->item[i].text, "PIN") == 0) {
            bits |= SCENARIO_PIN_FACTOR;
        }
    }
    return bits;
}

/* Read the profile into the scratch memory, and keep what later steps need of it. */
static enum quatrix_status look(struct scenario *s)
{
    const struct quatrix_profile *profile = &s->priv.scratch.profile;
    enum quatrix_status status = quatrix_profile_get(s->client, &s->priv.scratch.profile);

    if (status == QUATRIX_OK) {
        s->priv.factors_on = factor_bits(&profile->auth_methods);
        s->priv.factors_forced = factor_bits(&profile->forced_auth);
    }
    return status;
}

/* What was cut cannot be told to be the same. */
static void compare(struct scenario *s, unsigned member, const char *wanted, const char *is,
                    bool cut)
{
    if (wanted != NULL && (cut || strcmp(wanted, is) != 0)) {
        s->priv.differs |= QUATRIX_BIT(member);
    }
}

static void compare_settings(struct scenario *s)
{
    const struct quatrix_profile *profile = &s->priv.scratch.profile;

    s->priv.differs = 0;
    compare(s, QUATRIX_PROFILE_SET_NAME, s->name, profile->name,
            quatrix_has(profile->truncated, QUATRIX_PROFILE_NAME));
    compare(s, QUATRIX_PROFILE_SET_LANGUAGE, s->language, profile->language.text,
            quatrix_has(profile->truncated, QUATRIX_PROFILE_LANGUAGE));
    compare(s, QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE, s->signature, profile->message_signature,
            quatrix_has(profile->truncated, QUATRIX_PROFILE_MESSAGE_SIGNATURE));
}

static const char *factors_text(uint8_t bits)
{
    static const char *const texts[4] = { "none", "2FA", "PIN", "2FA and PIN" };

    return texts[bits & 3U];
}

static enum quatrix_status read_profile(struct scenario *s)
{
    const struct quatrix_profile *profile = &s->priv.scratch.profile;
    enum quatrix_status status = look(s);
    struct scenario_line *line;

    if (status != QUATRIX_OK) {
        return status;
    }
    compare_settings(s);
    line = result(s);
    line_add(line, profile->name);
    line_add(line, " <");
    line_add(line, profile->email);
    line_add(line, ">, language ");
    line_add(line, profile->language.text);
    line_add(line, ", plan ");
    line_add(line, quatrix_has(profile->present, QUATRIX_PROFILE_PLAN) ? profile->plan.text : "?");
    line_add(line, ", second factors: ");
    line_add(line, factors_text(s->priv.factors_on));
    line_add(line, s->priv.factors_forced != 0 ? ", imposed: " : "");
    line_add(line, s->priv.factors_forced != 0 ? factors_text(s->priv.factors_forced) : "");
    return QUATRIX_OK;
}

static enum quatrix_status read_licence(struct scenario *s)
{
    const struct quatrix_profile_info *info = &s->priv.scratch.info;
    enum quatrix_status status = quatrix_profile_info(s->client, &s->priv.scratch.info);
    struct scenario_line *line;

    if (status != QUATRIX_OK) {
        return status;
    }
    line = result(s);
    line_add_number(line, info->user_used);
    line_add(line, " bytes used, the account ");
    line_add_number(line, info->acc_used);
    line_add(line, " of ");
    line_add_number(line, info->acc_limit);
    if (quatrix_has(info->present, QUATRIX_PROFILE_INFO_USER_LIMIT) && info->user_limit >= 0) {
        line_add(line, ", own limit ");
        line_add_number(line, info->user_limit);
    }
    return QUATRIX_OK;
}

static void list_settings(struct scenario_line *line, uint64_t members)
{
    static const struct {
        const char *name;
        unsigned member;
    } rows[] = { { "name", QUATRIX_PROFILE_SET_NAME },
                 { "language", QUATRIX_PROFILE_SET_LANGUAGE },
                 { "signature", QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE } };
    const char *between = "set ";

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (quatrix_has(members, rows[i].member)) {
            line_add(line, between);
            line_add(line, rows[i].name);
            between = ", ";
        }
    }
}

static enum quatrix_status set_settings(struct scenario *s)
{
    const struct quatrix_profile_set_request request = { .present = s->priv.differs,
                                                         .name = s->name,
                                                         .language = s->language,
                                                         .message_signature = s->signature };
    enum quatrix_status status;

    if (s->priv.differs == 0) {
        return done(s, "as wanted already");
    }
    status = quatrix_profile_set(s->client, &request, &s->priv.scratch.set);
    if (status != QUATRIX_OK) {
        return status;
    }
    list_settings(result(s), s->priv.differs);
    return QUATRIX_OK;
}

/* ---- password */

/* The request never left, or the server said no. Otherwise it may have acted, heard or not. */
static bool surely_unchanged(const struct scenario *s, enum quatrix_status status)
{
    return status == QUATRIX_E_HTTP || status == QUATRIX_E_UNAUTHORIZED ||
           status == QUATRIX_E_RATE_LIMITED ||
           quatrix_client_error(s->client)->phase < QUATRIX_PHASE_SEND;
}

/* Written ahead: when power fails during the call, the next login finds both passwords. */
static enum quatrix_status replace_password(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_save(s, SCENARIO_PENDING_PASSWORD, secrets->new_text);
    enum quatrix_status saved = QUATRIX_OK;

    if (status != QUATRIX_OK) {
        return status;
    }
    outside_note(s, "the new password is in the store, the server comes next");
    status = quatrix_profile_set_password(s->client, secrets->text, secrets->new_text,
                                          &secrets->reply.set_password);
    if (status != QUATRIX_OK && !surely_unchanged(s, status)) {
        return status;
    }
    if (status == QUATRIX_OK) {
        saved = outside_save(s, SCENARIO_PASSWORD, secrets->new_text);
    }
    if (saved == QUATRIX_OK) {
        saved = outside_save(s, SCENARIO_PENDING_PASSWORD, "");
    }
    return status != QUATRIX_OK ? status : saved;
}

static enum quatrix_status change_password(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_load(s, SCENARIO_PASSWORD, secrets->text);

    if (status == QUATRIX_OK) {
        status = outside_load(s, SCENARIO_NEW_PASSWORD, secrets->new_text);
    }
    if (status != QUATRIX_OK) {
        return status;
    }
    if (secrets->new_text[0] == '\0') {
        return done(s, "kept, the store has no new one");
    }
    if (strcmp(secrets->text, secrets->new_text) == 0) {
        return done(s, "as wanted already");
    }
    status = replace_password(s);
    return status == QUATRIX_OK ? done(s, "changed") : status;
}

/* ---- 2FA */

/* The reply is pulled block by block, made PNG and passed on: RAM does not depend on its size. */
static enum quatrix_status pass_image_on(struct scenario *s)
{
    struct quatrix_image *state = &s->priv.scratch.image.state;
    uint8_t *block = s->priv.scratch.image.block;
    size_t *len = &s->priv.scratch.image.len;
    size_t *passed = &s->priv.scratch.image.passed;
    enum quatrix_status status;

    memset(&s->priv.scratch.image, 0, sizeof s->priv.scratch.image);
    while ((status = quatrix_body_read_wait(s->client, block, SCENARIO_BLOCK_SIZE, len)) ==
           QUATRIX_OK) {
        status = quatrix_image_decode(state, block, len);
        if (status != QUATRIX_OK) {
            return status;
        }
        if (*len > 0 && !s->hooks->image(s->hooks->ctx, *passed, block, *len)) {
            return outside_problem(s, "the operator could not be shown the image");
        }
        *passed += *len;
    }
    return status == QUATRIX_END ? quatrix_image_finish(state) : status;
}

static enum quatrix_status await_operator(struct scenario *s)
{
    size_t len;
    enum quatrix_status status;

    outside_note(s, "the image is complete, the operator's turn");
    (void)quatrix_client_close(s->client); /* people take longer than connections last */
    if (!s->hooks->image_end(s->hooks->ctx)) {
        return outside_problem(s, "the operator did not read the image");
    }
    status = outside_load_key(s, &len);
    s->priv.secret_ready = status == QUATRIX_OK;
    return status;
}

static enum quatrix_status fetch_image(struct scenario *s)
{
    enum quatrix_status status;
    size_t bytes;

    if ((s->priv.factors_on & SCENARIO_2FA) != 0) {
        return done(s, "not needed, 2FA is on already");
    }
    /* An old secret must not be taken for the new one. */
    status = outside_save(s, SCENARIO_TOTP_SECRET, "");
    if (status == QUATRIX_OK) {
        status = quatrix_profile_2fa_generate(s->client);
    }
    if (status == QUATRIX_READY) {
        status = pass_image_on(s);
        (void)quatrix_cancel(s->client); /* in case it was left in the middle */
    }
    bytes = s->priv.scratch.image.passed;
    if (status == QUATRIX_E_EMPTY) {
        return done(s, "the server sent none, so 2FA is left out");
    }
    if (status == QUATRIX_OK) {
        status = await_operator(s);
    }
    if (status != QUATRIX_OK) {
        return status;
    }
    line_add_number(result(s), (int64_t)bytes);
    line_add(&s->priv.line, " bytes of PNG, the secret is in the store");
    return QUATRIX_OK;
}

static enum quatrix_status send_code(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_code(s);

    return status == QUATRIX_OK ? quatrix_profile_set_mfa(s->client, QUATRIX_FACTOR_2FA,
                                                          secrets->code, &secrets->reply.set_mfa)
                                : status;
}

static enum quatrix_status switch_2fa_on(struct scenario *s)
{
    enum quatrix_status status;

    if ((s->priv.factors_on & SCENARIO_2FA) != 0) {
        return done(s, "on already");
    }
    if (!s->priv.secret_ready) {
        return done(s, "left out");
    }
    status = send_code(s);
    /* 83: wrong code. It may have ended on its way. */
    if (status < 0 && quatrix_client_error(s->client)->server_code == 83 &&
        s->priv.problem == NULL) {
        status = outside_await_next_code(s);
        if (status == QUATRIX_OK) {
            status = send_code(s);
        }
    }
    return status == QUATRIX_OK ? done(s, "on") : status;
}

/* ---- PIN */

/* Set even if there is one: it cannot be read, and the store's must be the one that counts. */
static enum quatrix_status set_pin(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_load(s, SCENARIO_PIN, secrets->text);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (secrets->text[0] == '\0') {
        return done(s, "left out, the store has none");
    }
    status = quatrix_profile_set_mfa(s->client, QUATRIX_FACTOR_PIN, secrets->text,
                                     &secrets->reply.set_mfa);
    return status == QUATRIX_OK ? done(s, "set") : status;
}

/* ---- second factors off */

static enum quatrix_status switch_off(struct scenario *s, enum quatrix_factor factor, uint8_t bit)
{
    enum quatrix_status status = look(s);

    if (status != QUATRIX_OK) {
        return status;
    }
    if ((s->priv.factors_on & bit) == 0) {
        return done(s, "not on");
    }
    if ((s->priv.factors_forced & bit) != 0) {
        return done(s, "stays on, an administrator asks for it");
    }
    status = quatrix_profile_remove_mfa(s->client, factor, &s->priv.scratch.remove_mfa);
    if (status != QUATRIX_OK) {
        return status;
    }
    s->priv.factors_on &= (uint8_t)~bit;
    return done(s, "off");
}

/* The PIN is set by now: the account is never without a second factor in between, and the next
   login asks for the PIN, since a server asks for 2FA where both are on. */
static enum quatrix_status switch_2fa_off(struct scenario *s)
{
    enum quatrix_status status = switch_off(s, QUATRIX_FACTOR_2FA, SCENARIO_2FA);

    if (status == QUATRIX_OK && (s->priv.factors_on & SCENARIO_2FA) == 0) {
        status = outside_save(s, SCENARIO_TOTP_SECRET, ""); /* of no use any more */
    }
    return status;
}

static enum quatrix_status switch_pin_off(struct scenario *s)
{
    return switch_off(s, QUATRIX_FACTOR_PIN, SCENARIO_PIN_FACTOR);
}

const struct scenario_step scenario_steps[SCENARIO_STEPS] = {
    { "log in", log_in },
    { "profile", read_profile },
    { "licence", read_licence },
    { "settings", set_settings },
    { "password", change_password },
    { "2FA image", fetch_image },
    { "2FA", switch_2fa_on },
    { "log out", log_out },
    { "log in with 2FA", log_in },
    { "PIN", set_pin },
    { "2FA", switch_2fa_off },
    { "log out", log_out },
    { "log in with PIN", log_in },
    { "PIN", switch_pin_off },
    { "keep alive", keep_alive },
    { "log out", log_out },
};
