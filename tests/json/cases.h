/* SPDX-License-Identifier: MIT */
/* The cases of cases/, as README.md describes their files. */
#ifndef TESTS_JSON_CASES_H
#define TESTS_JSON_CASES_H

#include "bytes.h"

#include <quatrix/status.h>
#include <stdbool.h>

/* What a number means in units of 10^-places. */
struct number_due {
    bool said; /* by the file */
    enum quatrix_status status;
    int64_t value;
    bool exact;
};

struct json_case {
    char name[96]; /* "reject/array-comma-first" */
    struct bytes text;
    enum quatrix_status due;   /* as the value of a member nobody wants */
    enum quatrix_status reply; /* as the whole reply, of the model in kinds.h; PENDING: not said */
    bool alone;                /* it makes sense as the whole reply only */
    bool string_said;
    struct bytes string;
    struct number_due integer; /* units of 1 */
    struct number_due time;    /* units of 10^-6 */
};

/* All cases of a folder, in the order of their names; *count of them. */
struct json_case *cases_read(const char *folder, size_t *count);
void cases_free(struct json_case *cases, size_t count);

#endif
