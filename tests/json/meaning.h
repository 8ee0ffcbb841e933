/* SPDX-License-Identifier: MIT */
/*
 * What a JSON text means to a model, told by the documentation of the rows (core/src/json/json.h) and
 * the tree of reference.h: the struct, or the elements one after the other, that a decoder has to
 * come to, and the first fault in the order of the text.
 */
#ifndef TESTS_JSON_MEANING_H
#define TESTS_JSON_MEANING_H

#include "bytes.h"

#include "json/json.h"

/* What is decoded, and into what. */
struct shape {
    const struct quatrix_json_model *model; /* of the reply, or of the elements of a bare list */
    bool list;                              /* a bare list */
    const struct quatrix_json_model
        *element; /* of the list inside the reply; NULL: nobody wants it */
};

/* What came of it. */
struct outcome {
    enum quatrix_status status;
    struct bytes
        elements; /* of each: its status, QUATRIX_READY and its struct, or SKIPPED and why */
    size_t ready;
    size_t skipped;
    struct bytes out; /* the struct of the reply; of no meaning unless status is QUATRIX_OK */
};

void meaning_of(const struct shape *shape, const void *text, size_t len, struct outcome *outcome);

/* The same text by the decoder of core: at most slice bytes at a time, in a buffer of so many. */
void decode_by_core(const struct shape *shape, const void *text, size_t len, size_t size,
                    size_t slice, struct outcome *outcome);

/* NULL: they are the same; else where they differ. */
const char *difference(const struct outcome *due, const struct outcome *got);

void outcome_element(struct outcome *outcome, enum quatrix_status status, enum quatrix_status why,
                     const void *element, size_t size);
void outcome_free(struct outcome *outcome);

#endif
