/* SPDX-License-Identifier: MIT */
/* What encode.c and texts.c share; nobody else includes this. */
#ifndef QUATRIX_JSON_SINK_H
#define QUATRIX_JSON_SINK_H

#include "json/encode.h"

/* Where what is written goes, and in which form. */
struct quatrix_json_sink {
    struct quatrix_out *out;
    bool query; /* else JSON */
};

/* What stands before the value of a member. */
void quatrix_json_put_name(const struct quatrix_json_sink *sink, char before, const char *name);

/* A text, as its row allows it. */
enum quatrix_status quatrix_json_put_string(const struct quatrix_json_sink *sink,
                                            const struct quatrix_field *row, const char *text);

/* The members that are to be sent; QUATRIX_E_ARGUMENT if there are others. */
enum quatrix_status quatrix_json_check_present(const struct quatrix_form *form, const void *request,
                                               uint64_t *present);

#endif
