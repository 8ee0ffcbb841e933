/* SPDX-License-Identifier: MIT */
/*
 * Every failure point of a transfer: the transport fails, stalls or is short at each of its calls, what is
 * read is cut after each byte and sliced at each size. Each time the transfer ends with a documented
 * status, in time, without a secret left behind; the client's next call works, and the transfer goes on
 * from what was saved.
 */
#include "jobs.h"

#include "evidence/evidence.h"

#include <quatrix/relogin.h>

#include <stdio.h>
#include <string.h>

enum { HALF = 1000 };

static unsigned long long failed, closed, stalled, shortened, cut_off, sliced;

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = RIG_EMAIL;
    *password = RIG_PASSWORD;
    return true;
}

static const struct quatrix_relogin relogin = { NULL, give_credentials, NULL, NULL };

/* --- the jobs --- */

static enum quatrix_status run_upload(void)
{
    return begin_upload(0);
}

static void set_up_multipart(unsigned tries)
{
    set_up_upload(tries);
    all.up.multipart = true;
}

/* The file is on the server already, with other bytes. */
static void set_up_overwriting(unsigned tries)
{
    set_up_upload(tries);
    rig_serve(&all.rig, all.file, 7);
    all.up.name = NULL;
    all.up.file_id = RIG_ID;
}

/* The session ends in the middle of it. */
static void set_up_renewed_upload(unsigned tries)
{
    set_up_upload(tries);
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .skip = 1, .end_session = true });
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &relogin));
}

static void set_up_resumed_upload(unsigned tries)
{
    set_up_upload(tries);
    all.source.cancel_at = HALF;
    CHECK_STATUS(QUATRIX_E_CANCELLED, begin_upload(0));
    all.source.cancel_at = -1;
}

static enum quatrix_status run_download(void)
{
    return begin_download(0);
}

static void set_up_renewed_download(unsigned tries)
{
    set_up_download(tries);
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_BYTES, .end_session = true });
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &relogin));
}

static void set_up_resumed_download(unsigned tries)
{
    set_up_download(tries);
    all.sink.cancel_at = HALF;
    CHECK_STATUS(QUATRIX_E_CANCELLED, begin_download(0));
    all.sink.cancel_at = -1;
}

static const struct job {
    const char *name;
    void (*set_up)(unsigned tries);
    enum quatrix_status (*run)(void);
    void (*check)(void); /* that all is there */
    bool is_upload;
} jobs[] = {
    { "upload", set_up_upload, run_upload, check_uploaded, true },
    { "multipart", set_up_multipart, run_upload, check_uploaded, true },
    { "overwriting", set_up_overwriting, run_upload, check_uploaded, true },
    { "upload, session over", set_up_renewed_upload, run_upload, check_uploaded, true },
    { "resumed upload", set_up_resumed_upload, resume_upload, check_uploaded, true },
    { "download", set_up_download, run_download, check_downloaded, false },
    { "download, session over", set_up_renewed_download, run_download, check_downloaded, false },
    { "resumed download", set_up_resumed_download, resume_download, check_downloaded, false },
};

/* How a job is set up. `tries` makes up for a single failure. */
static const unsigned tries_of[] = { 0, 2 };

/* --- what must be so after each point --- */

static const char *const secrets[] = { "token-", "key-", "link-", RIG_PASSWORD,
                                       "ZGFuYS5rQGV4YW1wbGUub3JnOlRyNGlsLW1peCE3" };

static void check_without(const void *memory, size_t size)
{
    for (size_t i = 0; i < COUNT(secrets); i++) {
        CHECK(!rig_has(memory, size, secrets[i]));
    }
}

/* The session stays in the client, and the key of an upload that may go on in its link; nothing else. */
static void check_no_secret(const struct job *job, enum quatrix_status status)
{
    struct quatrix_client client = all.rig.client;

    memset(&client.priv.session.session_id, 0, sizeof client.priv.session.session_id);
    check_without(&client, sizeof client);
    check_without(all.rig.work, sizeof all.rig.work);
    for (size_t i = 0; i < sizeof all.block; i++) {
        CHECK(all.block[i] == 0);
    }
    if (!job->is_upload) {
        check_without(&all.download, sizeof all.download);
    } else if (status == QUATRIX_OK) {
        check_without(&all.upload, sizeof all.upload);
    } else {
        check_without(&all.upload.priv, sizeof all.upload.priv);
    }
}

static void calm(void)
{
    all.rig.fail_call = all.rig.stall_call = all.rig.short_call = 0;
    all.rig.cut_read = -1;
    all.rig.slice = 0;
    memset(all.rig.server.fault, 0, sizeof all.rig.server.fault);
}

/* With the saved state, or from the beginning: a file that is there by then is overwritten. */
static void go_on(const struct job *job)
{
    if (!job->is_upload) {
        CHECK_STATUS(QUATRIX_OK, all.saved.there ? resume_download() : begin_download(0));
        return;
    }
    if (all.saved.there && !all.up.multipart) {
        CHECK_STATUS(QUATRIX_OK, resume_upload());
        return;
    }
    if (all.up.multipart) { /* a part of it was written nowhere: the empty file is deleted */
        all.rig.server.exists = false;
        all.rig.server.created = all.rig.server.finalized = 0;
    } else if (all.rig.server.exists) {
        all.up.name = NULL;
        all.up.file_id = RIG_ID;
    }
    quatrix_sha256_init(&all.sha256);
    CHECK_STATUS(QUATRIX_OK, begin_upload(0));
}

/* It ended with success or with that failure. A connection that ends has two names. */
static void check_over(const struct job *job, enum quatrix_status status,
                       enum quatrix_status failure)
{
    const struct quatrix_error *error = quatrix_client_error(&all.rig.client);
    enum quatrix_status why = error->relogin != QUATRIX_OK ? error->relogin : status;

    if (status != QUATRIX_OK && why != failure) {
        CHECK(failure == QUATRIX_E_CUT || failure == QUATRIX_E_CLOSED);
        CHECK(why == QUATRIX_E_CUT || why == QUATRIX_E_CLOSED);
    }
    CHECK(status != QUATRIX_OK || all.rig.stall_call == 0);
    check_no_secret(job, status);
    CHECK_STATUS(QUATRIX_E_STATE, job->is_upload ? quatrix_upload_step(&all.upload)
                                                 : quatrix_download_step(&all.download));
    calm();
    if (quatrix_client_session(&all.rig.client)->present == 0) { /* lost with the login */
        CHECK_STATUS(QUATRIX_OK, quatrix_session_login(&all.rig.client, RIG_EMAIL, RIG_PASSWORD));
    }
    CHECK_STATUS(QUATRIX_OK, quatrix_session_keepalive(&all.rig.client));
    if (status != QUATRIX_OK) {
        go_on(job);
    }
    job->check();
}

/* --- the points --- */

static bool fails_at(const struct job *job, unsigned tries, unsigned call,
                     enum quatrix_status failure)
{
    enum quatrix_status status;

    rig_case("%s, tries %u, call %u fails with %d", job->name, tries, call, failure);
    job->set_up(tries);
    all.rig.fail_call = all.rig.calls + call;
    all.rig.fail_with = failure;
    status = job->run();
    if (all.rig.calls < all.rig.fail_call) {
        CHECK_STATUS(QUATRIX_OK, status);
        job->check();
        return false;
    }
    check_over(job, status, failure);
    return true;
}

static void each_call_of_the_transport_may_fail(void **state)
{
    static const enum quatrix_status failures[] = { QUATRIX_E_NETWORK,   QUATRIX_E_CLOSED,
                                                    QUATRIX_E_CUT,       QUATRIX_E_CONNECT,
                                                    QUATRIX_E_CERT_NAME, QUATRIX_E_TLS_MEMORY };

    (void)state;
    for (size_t i = 0; i < COUNT(jobs) * COUNT(tries_of) * COUNT(failures); i++) {
        enum quatrix_status failure = failures[i % COUNT(failures)];
        unsigned tries = tries_of[i / COUNT(failures) % COUNT(tries_of)];
        unsigned call = 1;
        while (fails_at(&jobs[i / COUNT(failures) / COUNT(tries_of)], tries, call, failure)) {
            call++;
        }
        CHECK(call > 5);
        if (failure == QUATRIX_E_CLOSED || failure == QUATRIX_E_CUT) {
            closed += call - 1;
        } else {
            failed += call - 1;
        }
    }
}

/* Each attempt has a deadline of its own, between attempts there are pauses; not everything is tried again. */
static bool stalls_at(const struct job *job, unsigned tries, unsigned call)
{
    enum quatrix_status status;
    uint32_t slept;

    rig_case("%s, tries %u, stalled at call %u", job->name, tries, call);
    job->set_up(tries);
    all.rig.stall_call = all.rig.calls + call;
    slept = all.rig.slept;
    status = job->run();
    slept = all.rig.slept - slept;
    if (all.rig.calls < all.rig.stall_call) {
        CHECK_STATUS(QUATRIX_OK, status);
        job->check();
        return false;
    }
    CHECK(slept >= QUATRIX_TIMEOUT_MS);
    CHECK(slept <= (tries + 1) * (QUATRIX_TIMEOUT_MS + 1000));
    check_over(job, status, QUATRIX_E_TIMEOUT);
    return true;
}

static void each_call_of_the_transport_may_stall(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(jobs) * COUNT(tries_of); i++) {
        unsigned call = 1;
        while (stalls_at(&jobs[i / COUNT(tries_of)], tries_of[i % COUNT(tries_of)], call)) {
            call++;
        }
        CHECK(call > 5);
        stalled += call - 1;
    }
}

static bool is_short_at(const struct job *job, unsigned call)
{
    enum quatrix_status status;

    rig_case("%s, call %u is short", job->name, call);
    job->set_up(0);
    all.rig.short_call = all.rig.calls + call;
    status = job->run();
    CHECK_STATUS(QUATRIX_OK, status);
    if (all.rig.calls < all.rig.short_call) {
        job->check();
        return false;
    }
    check_over(job, status, QUATRIX_OK);
    return true;
}

static void each_call_of_the_transport_may_be_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(jobs); i++) {
        unsigned call = 1;
        while (is_short_at(&jobs[i], call)) {
            call++;
        }
        CHECK(call > 5);
        shortened += call - 1;
    }
}

static bool is_cut_at(const struct job *job, unsigned tries, int64_t at)
{
    enum quatrix_status status;

    rig_case("%s, tries %u, cut after %d bytes", job->name, tries, (int)at);
    job->set_up(tries);
    all.rig.cut_read = all.rig.received + at;
    status = job->run();
    if (all.rig.cut_read >= 0) {
        CHECK_STATUS(QUATRIX_OK, status);
        calm();
        job->check();
        return false;
    }
    check_over(job, status, QUATRIX_E_CUT);
    return true;
}

static void all_that_is_read_may_be_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(jobs) * COUNT(tries_of); i++) {
        int64_t at = 0;
        while (is_cut_at(&jobs[i / COUNT(tries_of)], tries_of[i % COUNT(tries_of)], at)) {
            at++;
        }
        CHECK(at > 100);
        cut_off += (unsigned long long)at;
    }
}

static void it_may_arrive_in_slices_of_any_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(jobs); i++) {
        /* The work buffer bounds what is read at once. */
        for (size_t slice = 1; slice <= RIG_WORK; slice++) {
            enum quatrix_status status;
            rig_case("%s, slices of %zu", jobs[i].name, slice);
            jobs[i].set_up(0);
            all.rig.slice = slice;
            status = jobs[i].run();
            CHECK_STATUS(QUATRIX_OK, status);
            check_over(&jobs[i], status, QUATRIX_OK);
            sliced++;
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_call_of_the_transport_may_fail),
    cmocka_unit_test(each_call_of_the_transport_may_stall),
    cmocka_unit_test(each_call_of_the_transport_may_be_short),
    cmocka_unit_test(all_that_is_read_may_be_cut),
    cmocka_unit_test(it_may_arrive_in_slices_of_any_size),
};

int main(void)
{
    int result = cmocka_run_group_tests(tests, NULL, NULL);

    evidence("failures/transfer/failed", failed);
    evidence("failures/transfer/closed", closed);
    evidence("failures/transfer/stalled", stalled);
    evidence("failures/transfer/short", shortened);
    evidence("failures/transfer/cut", cut_off);
    evidence("failures/transfer/sliced", sliced);
    return result;
}
