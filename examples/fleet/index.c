/* SPDX-License-Identifier: MIT */
#include "index.h"

#include <stdlib.h>
#include <strings.h>

static struct device *sorted[DEVICES_MAX];
static size_t count;

static int by_email(const void *a, const void *b)
{
    const struct device *one = *(struct device *const *)a;
    const struct device *other = *(struct device *const *)b;
    int order = strcasecmp(one->email, other->email);

    return order != 0 ? order : one->line < other->line ? -1 : 1;
}

static int to_email(const void *key, const void *element)
{
    return strcasecmp(key, (*(struct device *const *)element)->email);
}

void index_build(const struct devices *devices,
                 void (*twice)(void *ctx, const struct device *device, const struct device *first),
                 void *ctx)
{
    const struct device *first;

    count = devices->count;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &devices->each[i];
    }
    qsort(sorted, count, sizeof *sorted, by_email);
    first = count > 0 ? sorted[0] : NULL;
    for (size_t i = 1; i < count; i++) {
        if (strcasecmp(first->email, sorted[i]->email) == 0) {
            twice(ctx, sorted[i], first);
        } else {
            first = sorted[i];
        }
    }
}

struct device *index_find(const char *email)
{
    struct device **found =
        count == 0 ? NULL : bsearch(email, sorted, count, sizeof *sorted, to_email);

    return found == NULL ? NULL : *found;
}
