/* SPDX-License-Identifier: MIT */
/* Request structs of any form, filled at random; and what the library has to say of them. */
#ifndef TESTS_JSON_REQUESTS_H
#define TESTS_JSON_REQUESTS_H

#include "random.h"

#include "json/request.h"

/* A struct and all it points to. Members without their bit are no valid pointers. */
struct request {
    void *data;
    void *kept[4096];
    size_t count;
};

/* faults: percent of texts and lists that are not as they may be. */
void request_random(struct random *random, const struct quatrix_form *form, uint32_t faults,
                    struct request *request);
void request_free(struct request *request);

/* What to expect of a text: QUATRIX_OK, E_ARGUMENT, E_TEXT, E_TOO_LONG. */
enum quatrix_status text_due(const struct quatrix_field *row, const char *text);

/* What to expect of the request, and the name of the member at fault. */
enum quatrix_status request_due(const struct quatrix_form *form, const void *data,
                                const char **member);

/* Fails unless this is the JSON of the request: its members in the order of the rows, no others. */
void request_check(const struct quatrix_form *form, const void *data, const void *json, size_t len);

/* The same for a query, "?name=value&...". */
void request_check_query(const struct quatrix_form *form, const void *data, const void *query,
                         size_t len);

#endif
