/* SPDX-License-Identifier: MIT */
/** @file The hooks of the scenario on a host. */
#ifndef HOST_HOOKS_H
#define HOST_HOOKS_H

#include "host_operator.h"

struct host {
    struct host_store store;
    struct host_operator operator_;
};

/** hooks->ctx is host, which must stay valid as long as the hooks are used. */
void host_hooks(struct scenario_hooks *hooks, struct host *host, const char *operator_);

#endif
