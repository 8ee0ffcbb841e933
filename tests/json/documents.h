/* SPDX-License-Identifier: MIT */
/* JSON texts that a reply might be: members of the model in any order, most of them of the right kind,
   others that are unknown, white space and escapes wherever they may be. */
#ifndef TESTS_JSON_DOCUMENTS_H
#define TESTS_JSON_DOCUMENTS_H

#include "meaning.h"
#include "random.h"

/* faults: percent of values, texts and names that are not as they should be. */
void document_random(struct random *random, const struct shape *shape, uint32_t faults,
                     struct bytes *out);

/* One byte changed, taken away, added, or moved. */
void document_mutate(struct random *random, struct bytes *text);

#endif
