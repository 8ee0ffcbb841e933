/* SPDX-License-Identifier: MIT */
/* A request struct into JSON, by the rows of its model; the members whose bit is set. */
#ifndef QUATRIX_JSON_ENCODE_H
#define QUATRIX_JSON_ENCODE_H

#include "base/out.h"
#include "json/json.h"

/**
 * Append the object to out. `present` comes first in request.
 *
 * @param member  Name of the member at fault, static text.
 * @return QUATRIX_OK (whether all fits, out->full tells), QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT,
 *         QUATRIX_E_TOO_LONG
 */
enum quatrix_status quatrix_json_encode(const struct quatrix_json_model *model, const void *request,
                                        struct quatrix_out *out, const char **member);

/* The same as a query, "?name=value&...", of a model without nested ones; nothing when no bit is set. */
enum quatrix_status quatrix_json_encode_query(const struct quatrix_json_model *model,
                                              const void *request, struct quatrix_out *out,
                                              const char **member);

#endif
