/* SPDX-License-Identifier: MIT */
#ifndef DUMP_H
#define DUMP_H

#include <quatrix/profile.h>

/* Print every member as JSON: null if absent, times in microseconds, "truncated" if not 0. */
void dump_profile(const struct quatrix_profile *profile);
void dump_set_reply(const struct quatrix_profile_set_reply *reply);

#endif
