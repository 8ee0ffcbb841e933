/* SPDX-License-Identifier: MIT */
#include "outside.h"

#define CODE_SECONDS 30U /* RFC 6238 section 5.2 */

enum quatrix_status outside_problem(struct scenario *s, const char *reason)
{
    s->priv.problem = reason;
    return QUATRIX_E_STATE;
}

void outside_print(struct scenario *s)
{
    s->hooks->print(s->hooks->ctx, s->priv.line.text);
    line_begin(&s->priv.line);
}

void outside_note(struct scenario *s, const char *text)
{
    line_begin(&s->priv.line);
    line_pad(&s->priv.line, 8);
    line_add(&s->priv.line, text);
    outside_print(s);
}

enum quatrix_status outside_load(struct scenario *s, enum scenario_item item, char *text)
{
    text[0] = '\0';
    if (!s->hooks->load(s->hooks->ctx, item, text, SCENARIO_TEXT_MAX + 1)) {
        return outside_problem(s, "the store could not be read");
    }
    return QUATRIX_OK;
}

enum quatrix_status outside_save(struct scenario *s, enum scenario_item item, const char *text)
{
    if (!s->hooks->save(s->hooks->ctx, item, text)) {
        return outside_problem(s, "the store could not be written");
    }
    return QUATRIX_OK;
}

enum quatrix_status outside_load_key(struct scenario *s, size_t *len)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    enum quatrix_status status = outside_load(s, SCENARIO_TOTP_SECRET, secrets->text);

    *len = 0;
    if (status != QUATRIX_OK) {
        return status;
    }
    if (secrets->text[0] == '\0') {
        return outside_problem(s, "the store has no 2FA secret");
    }
    if (quatrix_totp_secret(secrets->text, secrets->key, sizeof secrets->key, len) != QUATRIX_OK) {
        return outside_problem(s, "the 2FA secret in the store is not base32");
    }
    return QUATRIX_OK;
}

static enum quatrix_status now(struct scenario *s, int64_t *seconds)
{
    if (!s->hooks->unix_time(s->hooks->ctx, seconds) || *seconds < 0) {
        return outside_problem(s, "2FA needs a clock, and there is none");
    }
    return QUATRIX_OK;
}

enum quatrix_status outside_code(struct scenario *s)
{
    struct scenario_secrets *secrets = &s->priv.scratch.secrets;
    int64_t seconds = 0;
    size_t len = 0;
    enum quatrix_status status = now(s, &seconds);

    if (status == QUATRIX_OK) {
        status = outside_load_key(s, &len);
    }
    if (status != QUATRIX_OK) {
        return status;
    }
    if (quatrix_totp(secrets->key, len, seconds, secrets->code) != QUATRIX_OK) {
        return outside_problem(s, "the 2FA code could not be computed");
    }
    return QUATRIX_OK;
}

/* seconds % CODE_SECONDS, without 64-bit division (see line.c): 2^32 % 30 is 16. */
static uint32_t into_code(int64_t seconds)
{
    uint32_t high = (uint32_t)((uint64_t)seconds >> 32) % CODE_SECONDS;

    return (high * 16U + (uint32_t)seconds % CODE_SECONDS) % CODE_SECONDS;
}

enum quatrix_status outside_await_next_code(struct scenario *s)
{
    int64_t seconds = 0;
    uint32_t left_s;
    enum quatrix_status status = now(s, &seconds);

    if (status != QUATRIX_OK) {
        return status;
    }
    left_s = CODE_SECONDS - into_code(seconds);
    line_begin(&s->priv.line);
    line_pad(&s->priv.line, 8);
    line_add(&s->priv.line, "the code was refused, the next one comes in ");
    line_add_number(&s->priv.line, left_s);
    line_add(&s->priv.line, " s");
    outside_print(s);
    (void)quatrix_client_close(s->client);
    s->hooks->sleep(s->hooks->ctx, left_s * 1000U);
    return QUATRIX_OK;
}
