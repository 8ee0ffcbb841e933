/* SPDX-License-Identifier: MIT */
/* Family "session". The program keeps no session from one run to the next: what these do is try
 * out credentials and the second factor. */
#include "cli.h"
#include "login.h"
#include <quatrix/session.h>
#include <string.h>

/* The API answers with a token or with nothing; this is what is told instead. */
struct session_report {
    uint64_t present;
    uint64_t truncated;
    struct quatrix_word session;
    struct quatrix_word factor;
};

enum { REPORT_SESSION, REPORT_FACTOR };

static const struct cli_row report_rows[] = {
    [REPORT_SESSION] = CLI_ROW_TEXT(struct session_report, session),
    [REPORT_FACTOR] = CLI_ROW_TEXT(struct session_report, factor),
};
static const struct cli_model report_model = CLI_MODEL(struct session_report, report_rows);

static void set_word(struct quatrix_word *word, const char *text)
{
    size_t len = strlen(text);

    memcpy(word->text, text, len < QUATRIX_WORD_MAX ? len : QUATRIX_WORD_MAX);
}

static const char *factor_name(enum quatrix_factor factor)
{
    switch (factor) {
    case QUATRIX_FACTOR_2FA:
        return "2FA";
    case QUATRIX_FACTOR_PIN:
        return "PIN";
    default:
        return "none";
    }
}

/* Without a code at hand the answer is that one is due, which is no failure. */
static int run_login(struct cli *cli, const void *request)
{
    struct session_report report = { 0 };
    enum quatrix_factor factor;
    int result = login_password(cli, &factor);
    bool proves;

    (void)request;
    if (result != CLI_OK) {
        return result;
    }
    proves = factor != QUATRIX_FACTOR_NONE && login_can_prove(cli, factor);
    if (proves) {
        result = login_factor(cli, factor);
    }
    if (result != CLI_OK) {
        return result;
    }
    report.present = QUATRIX_BIT(REPORT_SESSION) | QUATRIX_BIT(REPORT_FACTOR);
    set_word(&report.session, factor == QUATRIX_FACTOR_NONE || proves ? "open" : "pending");
    set_word(&report.factor, factor_name(factor));
    output_reply(&cli->out, &report_model, &report);
    return CLI_OK;
}

static void say(void *reply, const char *word)
{
    struct session_report *report = reply;

    report->present = QUATRIX_BIT(REPORT_SESSION);
    set_word(&report->session, word);
}

/* The library has nothing to decode: the reply is what is printed if the call succeeds. */
static enum quatrix_status start_keepalive(struct quatrix_client *client, const void *request,
                                           void *reply)
{
    (void)request;
    say(reply, "renewed");
    return quatrix_session_keepalive_start(client);
}

static enum quatrix_status start_logout(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    (void)request;
    say(reply, "closed");
    return quatrix_session_logout_start(client);
}

/* GET /session/unblock-captcha, or POST as before 2020. The token serves once: no secret file. */

struct captcha {
    uint64_t present;
    const char *token;
    bool post;
};

static const struct cli_argument captcha_arguments[] = {
    { .name = "token",
      .required = true,
      .offset = offsetof(struct captcha, token),
      .help = "what the captcha's own service gave; serves once" },
    { .name = "post",
      .kind = CLI_ARG_BOOL,
      .offset = offsetof(struct captcha, post),
      .help = "in the form of before 2020" },
};

static const struct cli_row captcha_rows[QUATRIX_SESSION_UNBLOCK_CAPTCHA_MEMBERS] = {
    [QUATRIX_SESSION_UNBLOCK_CAPTCHA_VALID] =
        CLI_ROW_BOOL(struct quatrix_session_unblock_captcha_reply, valid),
};
static const struct cli_model captcha_model =
    CLI_MODEL(struct quatrix_session_unblock_captcha_reply, captcha_rows);

static enum quatrix_status start_captcha(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    const struct captcha *captcha = request;

    return captcha->post ? quatrix_session_post_captcha_start(client, captcha->token, reply)
                         : quatrix_session_unblock_captcha_start(client, captcha->token, reply);
}

static const struct cli_operation operations[] = {
    { .name = "login",
      .summary = "try out e-mail, password and second factor",
      .note = "prints session: open, or pending when a factor is due and there is no code",
      .auth = CLI_AUTH_OWN,
      .run = run_login },
    { .name = "keepalive",
      .summary = "log in, then renew the session",
      .auth = CLI_AUTH_SESSION,
      .reply = &report_model,
      .start = start_keepalive },
    { .name = "logout",
      .summary = "log in, then end the session",
      .auth = CLI_AUTH_SESSION,
      .reply = &report_model,
      .start = start_logout },
    { .name = "unblock-captcha",
      .summary = "hand in a solved captcha, so that logging in works again",
      .auth = CLI_AUTH_NONE,
      .arguments = captcha_arguments,
      .argument_count = CLI_COUNT(captcha_arguments),
      .reply = &captcha_model,
      .start = start_captcha },
};

const struct cli_family cli_family_session = { .name = "session",
                                               .summary = "log in, keep alive, log out, captcha",
                                               .operations = operations,
                                               .count = CLI_COUNT(operations) };
