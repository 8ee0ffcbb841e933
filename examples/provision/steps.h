/* SPDX-License-Identifier: MIT */
/** @file The steps of the scenario, in their order. */
#ifndef STEPS_H
#define STEPS_H

#include "outside.h"

struct scenario_step {
    const char *title;

    /** QUATRIX_OK: done, and what was done is in priv.line. May be called again after a new login
        when it failed because the session was over: it looks before it changes. */
    enum quatrix_status (*run)(struct scenario *s);
};

enum { SCENARIO_STEPS = 16 };

extern const struct scenario_step scenario_steps[SCENARIO_STEPS];

#endif
