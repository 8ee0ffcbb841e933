/* SPDX-License-Identifier: MIT */
#include "points.h"

#include "evidence/evidence.h"

#include <stdio.h>
#include <string.h>

static unsigned long long points[POINTS];

enum point point_of(enum quatrix_status failure)
{
    return failure == QUATRIX_E_CLOSED || failure == QUATRIX_E_CUT ? POINT_CLOSED : POINT_FAILED;
}

/* A call that had begun never ends with what quatrix/status.h or a header keeps for functions that refuse to begin, nor
   with a number that has no name. */
static bool ends_a_call(enum quatrix_status status)
{
    return status == QUATRIX_OK || status == QUATRIX_MFA_REQUIRED || status == QUATRIX_E_SPACE ||
           status == QUATRIX_E_CANCELLED ||
           (status <= QUATRIX_E_RESOLVE && strcmp(quatrix_status_name(status), "?") != 0);
}

void check_over(struct bench *b, enum point point)
{
    CHECK(ends_a_call(quatrix_client_error(&b->client)->status));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b->client));
    check_no_secret(b);
    bench_works_again(b);
    bench_close(b);
    points[point]++;
}

void tell_points(const char *group)
{
    static const char *const names[POINTS] = { "failed", "closed", "stalled", "short",
                                               "cut",    "sliced", "left" };

    for (size_t i = 0; i < POINTS; i++) {
        char key[80];
        (void)snprintf(key, sizeof key, "%s/%s", group, names[i]);
        if (points[i] > 0) {
            evidence(key, points[i]);
        }
    }
}
