/* SPDX-License-Identifier: MIT */
/* What decode.c and nested.c share; nobody else includes this. */
#ifndef QUATRIX_JSON_FRAMES_H
#define QUATRIX_JSON_FRAMES_H

#include "json/json.h"
#include "json/scan.h"

#define QUATRIX_JSON_FRAMES                                                                        \
    (sizeof((struct quatrix_json *)0)->frame / sizeof(struct quatrix_json_frame))

static inline struct quatrix_json_frame *quatrix_json_top(struct quatrix_json *json)
{
    return &json->frame[json->frames - 1];
}

/* A member name. Its row is the one in the top frame, unless the member is not wanted. */
enum quatrix_status quatrix_json_take_name(struct quatrix_json *json,
                                           const struct quatrix_json_span *span, bool *wanted);

/* A scalar, to the current row. */
enum quatrix_status quatrix_json_take_scalar(struct quatrix_json *json,
                                             const struct quatrix_json_span *span);

/* A container begins where the current row wants one. *slot is false when its array is full. */
enum quatrix_status quatrix_json_open_array(struct quatrix_json *json);
enum quatrix_status quatrix_json_open_object(struct quatrix_json *json, bool *slot);

/* nested.c: an object that was held whole. */
enum quatrix_status quatrix_json_take_object(struct quatrix_json *json,
                                             const struct quatrix_json_span *span);

#endif
