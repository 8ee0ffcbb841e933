/* SPDX-License-Identifier: MIT */
/* The run: one step after the other, a new login where a session has ended, the end in order. */
#include "scenario.h"

#include "login.h"
#include "report.h"
#include "steps.h"

static bool logged_in(const struct scenario *s)
{
    return quatrix_has(quatrix_client_session(s->client)->present, QUATRIX_SESSION_SESSION_ID);
}

/* The session ended: by time, by the server after a change of credentials, or with a second factor
   that was switched on. A wrong code (83, 84) looks alike in some operations. */
static bool session_is_over(const struct scenario *s, enum quatrix_status status)
{
    int64_t code = quatrix_client_error(s->client)->server_code;

    return s->priv.problem == NULL &&
           (status == QUATRIX_E_AUTH ||
            (status == QUATRIX_E_UNAUTHORIZED && code != 83 && code != 84));
}

static enum quatrix_status run_step(struct scenario *s)
{
    const struct scenario_step *step = &scenario_steps[s->priv.step];
    enum quatrix_status status = step->run(s);
    enum quatrix_factor used;

    if (s->priv.step == 0 || !session_is_over(s, status)) {
        return status;
    }
    outside_note(s, "the session is over: logging in again");
    status = login_run(s, &used);
    return status == QUATRIX_OK ? step->run(s) : status;
}

/* What the server knows of it may be gone with the network: then there is no use in trying. */
static void leave(struct scenario *s, bool reachable)
{
    if (reachable && logged_in(s)) {
        (void)quatrix_session_logout(s->client);
    }
    (void)quatrix_client_forget(s->client);
    (void)quatrix_client_close(s->client);
}

bool scenario_run(struct scenario *s)
{
    enum quatrix_status status = QUATRIX_OK;

    quatrix_wipe(&s->priv, sizeof s->priv);
    for (; s->priv.step < SCENARIO_STEPS; s->priv.step++) {
        status = run_step(s);
        quatrix_wipe(&s->priv.scratch, sizeof s->priv.scratch);
        if (status != QUATRIX_OK) {
            break;
        }
        outside_print(s);
    }
    if (status != QUATRIX_OK) {
        bool reachable = quatrix_client_error(s->client)->http_status != 0;
        report_failure(s, status);
        leave(s, reachable);
        return false;
    }
    report_memory(s);
    leave(s, true);
    return true;
}
