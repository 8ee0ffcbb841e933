/* SPDX-License-Identifier: MIT */
/* The second factor, as a log-in and the profile send it. */
#ifndef QUATRIX_API_FACTOR_H
#define QUATRIX_API_FACTOR_H

#include "call/call.h"

/* Request forms: the kind of factor alone, and with its code. */
extern const struct quatrix_form quatrix_factor_form;
extern const struct quatrix_form quatrix_factor_code_form;

/* quatrix_call_start_texts() with one of these forms; the first has no use for code. With QUATRIX_LOGIN a
   factor must be due, and the reply goes to the session. */
enum quatrix_status quatrix_factor_start(struct quatrix_client *client, enum quatrix_factor factor,
                                         const char *code, void *out,
                                         const struct quatrix_endpoint *endpoint);

#endif
