/* SPDX-License-Identifier: MIT */
/* The transfers of tests/transfer/: whole, after a lost connection, after a reset. */
#include "painted.h"
#include "transfer/jobs.h"

#include <stdio.h>
#include <string.h>

struct transfer {
    const char *name;
    void (*set_up)(unsigned tries);
    enum quatrix_status (*begin)(uint32_t step_ms);
    enum quatrix_status (*resume)(void);
    void (*check)(void);
    int64_t cut_sent; /* where the connection is lost */
    int64_t cut_read;
};

/* How much one took that ended well. */
static size_t whole(const struct transfer *t)
{
    size_t peak;

    painted_begin();
    CHECK_STATUS(QUATRIX_OK, t->begin(0));
    peak = painted_peak();
    t->check();
    return peak;
}

/* The program gives up in the middle, and goes on from what it has saved. */
static size_t after_a_reset(const struct transfer *t)
{
    size_t peak;

    t->set_up(3);
    all.source.cancel_at = all.sink.cancel_at = SIZE / 2;
    painted_begin();
    CHECK_STATUS(QUATRIX_E_CANCELLED, t->begin(0));
    CHECK(all.saved.there);
    all.source.cancel_at = all.sink.cancel_at = -1;
    CHECK_STATUS(QUATRIX_OK, t->resume());
    peak = painted_peak();
    t->check();
    return peak;
}

static size_t after_a_cut(const struct transfer *t)
{
    t->set_up(3);
    all.rig.cut_sent = t->cut_sent;
    all.rig.cut_read = t->cut_read;
    return whole(t);
}

static void set_up_multipart(unsigned tries)
{
    set_up_upload(tries);
    all.up.multipart = true;
}

static void transfers(void **state)
{
    static const struct transfer kinds[] = {
        { "upload", set_up_upload, begin_upload, resume_upload, check_uploaded, 2500, -1 },
        { "upload_multipart", set_up_multipart, begin_upload, NULL, check_uploaded, -1, -1 },
        { "download", set_up_download, begin_download, resume_download, check_downloaded, -1,
          1800 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct transfer *t = &kinds[i];
        size_t most;
        rig_case("%s", t->name);
        t->set_up(3);
        most = whole(t);
        rig_case("%s, the connection is lost", t->name);
        most = painted_larger(most, after_a_cut(t));
        rig_case("%s, after a reset", t->name);
        if (t->resume != NULL) {
            most = painted_larger(most, after_a_reset(t));
        }
        printf("stack transfer_%s %zu\n", t->name, most);
    }
}

void painted_transfers(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(transfers) };

    painted_failed += cmocka_run_group_tests(tests, NULL, NULL);
}
