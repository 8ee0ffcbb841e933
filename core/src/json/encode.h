/* SPDX-License-Identifier: MIT */
/* A request struct into JSON, by the rows of its model; the members whose bit is set. */
#ifndef QUATRIX_JSON_ENCODE_H
#define QUATRIX_JSON_ENCODE_H

#include "base/out.h"
#include "json/request.h"

/**
 * Append the object to out. `present` comes first in request.
 *
 * @param query   As a query, "?name=value&...", nothing when no bit is set; of a model without nested
 *                ones. Else as JSON.
 * @param member  Name of the member at fault, static text.
 * @return QUATRIX_OK (whether all fits, out->full tells), QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT,
 *         QUATRIX_E_TOO_LONG
 */
typedef enum quatrix_status quatrix_json_encoder(const struct quatrix_form *form,
                                                 const void *request, struct quatrix_out *out,
                                                 bool query, const char **member);

enum quatrix_status quatrix_json_encode(const struct quatrix_form *form, const void *request,
                                        struct quatrix_out *out, bool query, const char **member);

/* Of models with nothing but texts; 700 bytes smaller. */
enum quatrix_status quatrix_json_encode_texts(const struct quatrix_form *form, const void *request,
                                              struct quatrix_out *out, bool query,
                                              const char **member);

#endif
