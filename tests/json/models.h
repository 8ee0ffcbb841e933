/* SPDX-License-Identifier: MIT */
/* The models of the API: what the operations of tests/call/ send and are answered. */
#ifndef TESTS_JSON_MODELS_H
#define TESTS_JSON_MODELS_H

#include "meaning.h"

#include "json/request.h"

enum { MODELS_MAX = 128 };

struct reply_model {
    const char *name; /* of an operation that has it */
    struct shape shape;
};

struct request_model {
    const char *name;
    const struct quatrix_form *form;
};

/* Each once, in the order of the operations; answers how many there are. */
size_t models_of_replies(struct reply_model *models);
size_t models_of_requests(struct request_model *models);

#endif
