/* SPDX-License-Identifier: MIT */
/*
 * The connection is lost after every byte, in both directions. The transfer goes on by itself, or a
 * program that has lost its memory goes on with the state that was saved last. And states that were saved
 * are damaged at every byte.
 */
#include "jobs.h"

#include <string.h>

/* Every third time the client has a policy of its own to try calls again. */
static void cut(unsigned direction, int64_t at)
{
    static const struct quatrix_retry retry;

    if (at % 3 == 0) {
        CHECK_STATUS(QUATRIX_OK, quatrix_client_retry(&all.rig.client, &retry));
    }
    *(direction == 0 ? &all.rig.cut_sent : &all.rig.cut_read) = at;
}

/* Bytes that pass in a direction when nothing happens. */
static int64_t passed(unsigned direction)
{
    return direction == 0 ? all.rig.sent : all.rig.received;
}

/* Only a lost answer to the first request is left to the caller: see quatrix/upload.h. */
static void check_first_request_lost(enum quatrix_status status)
{
    CHECK(status < 0);
    CHECK(all.rig.server.created <= 1);
    CHECK_NUMBER(0, all.rig.server.asked[ASK_CHUNK] + all.rig.server.asked[ASK_FINALIZE]);
    if (quatrix_upload_save(&all.upload, all.saved.state) == QUATRIX_OK) { /* half an answer */
        CHECK_STATUS(QUATRIX_OK, resume_upload());
        return;
    }
    if (all.rig.server.created == 1) { /* it is found, and overwritten */
        all.up.name = NULL;
        all.up.file_id = RIG_ID;
    }
    CHECK_STATUS(QUATRIX_OK, begin_upload(0));
}

static void an_upload_survives_a_cut_at_every_byte(void **state)
{
    int64_t whole[2];

    (void)state;
    set_up_upload(0);
    CHECK_STATUS(QUATRIX_OK, begin_upload(0));
    whole[0] = passed(0);
    whole[1] = passed(1);
    check_uploaded();
    for (unsigned direction = 0; direction < 2; direction++) {
        for (int64_t at = 0; at < whole[direction]; at++) {
            for (unsigned partial = 0; partial < 2; partial++) {
                enum quatrix_status status;
                rig_case("cut after %d bytes, direction %u, partial %u", (int)at, direction,
                         partial);
                set_up_upload(1);
                all.rig.server.keep_partial = partial == 1;
                cut(direction, at);
                status = begin_upload(at % 2 == 0 ? 0 : 5);
                if (status != QUATRIX_OK) {
                    check_first_request_lost(status);
                }
                CHECK(all.rig.cut_sent < 0 && all.rig.cut_read < 0);
                check_uploaded();
            }
        }
    }
}

static void an_upload_goes_on_after_a_reset_at_every_byte(void **state)
{
    int64_t whole[2];

    (void)state;
    set_up_upload(0);
    CHECK_STATUS(QUATRIX_OK, begin_upload(0));
    whole[0] = passed(0);
    whole[1] = passed(1);
    check_uploaded();
    for (unsigned how = 0; how < 8; how++) {
        unsigned direction = how & 1;
        for (int64_t at = 0; at < whole[direction]; at++) {
            rig_case("reset after %d bytes, way %u", (int)at, how);
            set_up_upload(0);
            all.rig.server.no_cut = (how & 4) != 0;
            cut(direction, at);
            if (begin_upload(0) == QUATRIX_OK) { /* between two calls: it was dialled again */
                check_uploaded();
                continue;
            }
            CHECK(!all.rig.server.whole || all.rig.server.finalized == 1);
            if (!all.saved.there) {
                rig_close(&all.rig);
                continue; /* nothing had begun as far as the device knows */
            }
            if ((how & 2) != 0) {
                all.rig.server.key = 0; /* it took too long */
            }
            CHECK_STATUS(QUATRIX_OK, resume_upload());
            check_uploaded();
        }
    }
}

static void it_is_cut_again_and_again(void **state)
{
    (void)state;
    for (int64_t every = 150; every < 1200; every += 7) {
        unsigned resumed = 0;
        rig_case("upload cut every %d bytes", (int)every);
        set_up_upload(0);
        all.up.chunk_size = 1000;
        cut(0, 700);
        CHECK(begin_upload(0) < 0);
        while (all.saved.there && ++resumed < 60) {
            enum quatrix_status status;
            all.rig.cut_sent = all.rig.sent + every + 37 * resumed;
            status = resume_upload();
            if (status == QUATRIX_OK) {
                break;
            }
            CHECK(!all.rig.server.whole || all.rig.server.finalized > 0);
        }
        CHECK(resumed < 60);
        check_uploaded();

        rig_case("download cut every %d bytes", (int)every);
        set_up_download(255);
        all.sink.each = NULL;
        all.rig.cut_read = every;
        for (enum quatrix_status status =
                 quatrix_download_start(&all.download, &all.rig.client, &all.down);
             status == QUATRIX_PENDING; status = quatrix_download_step(&all.download)) {
            all.rig.now += 100;
            if (all.rig.cut_read < 0) {
                all.rig.cut_read = all.rig.received + every + 250;
            }
        }
        check_downloaded();
    }
}

/* What can be read after a send has failed may be an interim reply alone: nothing is sent any more. */
static void an_interim_reply_does_not_revive_a_connection(void **state)
{
    int64_t whole;

    (void)state;
    set_up_upload(0);
    CHECK_STATUS(QUATRIX_OK, begin_upload(0));
    whole = passed(0);
    for (int64_t at = 0; at < whole; at++) {
        rig_case("cut after %d bytes", (int)at);
        set_up_upload(1);
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .times = 9, .interim = true });
        all.rig.not_now = 1; /* nothing comes at once behind it */
        cut(0, at);
        (void)begin_upload(5);
        rig_close(&all.rig);
    }
}

static void a_download_survives_a_cut_at_every_byte(void **state)
{
    int64_t whole[2];

    (void)state;
    for (unsigned framing = 0; framing < 2; framing++) {
        set_up_download(0);
        all.rig.server.chunked = framing == 1;
        CHECK_STATUS(QUATRIX_OK, begin_download(0));
        whole[0] = passed(0);
        whole[1] = passed(1);
        check_downloaded();
        for (unsigned direction = 0; direction < 2; direction++) {
            for (int64_t at = 0; at < whole[direction]; at++) {
                rig_case("cut after %d bytes, direction %u, framing %u", (int)at, direction,
                         framing);
                set_up_download(1);
                all.rig.server.chunked = framing == 1;
                cut(direction, at);
                CHECK_STATUS(QUATRIX_OK, begin_download(at % 2 == 0 ? 0 : 5));
                CHECK_NUMBER(0, all.sink.restarts);
                check_downloaded();
            }
        }
    }
}

static void a_download_goes_on_after_a_reset_at_every_byte(void **state)
{
    int64_t whole[2];

    (void)state;
    set_up_download(0);
    CHECK_STATUS(QUATRIX_OK, begin_download(0));
    whole[0] = passed(0);
    whole[1] = passed(1);
    check_downloaded();
    for (unsigned direction = 0; direction < 2; direction++) {
        for (int64_t at = 0; at < whole[direction]; at++) {
            size_t kept;
            rig_case("reset after %d bytes, direction %u", (int)at, direction);
            set_up_download(0);
            cut(direction, at);
            if (begin_download(0) == QUATRIX_OK) {
                check_downloaded();
                continue;
            }
            kept = all.sink.size;
            if (all.saved.there) {
                CHECK_STATUS(QUATRIX_OK, resume_download());
                CHECK(kept == 0 || kept == SIZE || all.sink.restarts == 0);
            } else {
                CHECK_NUMBER(0, kept);
                CHECK_STATUS(QUATRIX_OK, begin_download(0));
            }
            check_downloaded();
        }
    }
}

/* At any time, from outside, and whatever the program does next. */
static void a_state_can_be_saved_at_every_step(void **state)
{
    bool ended = false;

    (void)state;
    for (unsigned steps = 0; !ended; steps++) {
        enum quatrix_status status;
        rig_case("reset after %u steps of an upload", steps);
        set_up_upload(0);
        all.rig.not_now = 1;
        all.rig.take = 61;
        if (steps % 2 == 1) {
            rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .skip = 1, .expire = true });
        }
        status = quatrix_upload_start(&all.upload, &all.rig.client, &all.up);
        for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
            status = quatrix_upload_step(&all.upload);
        }
        ended = status == QUATRIX_OK;
        if (!ended && quatrix_upload_save(&all.upload, all.saved.state) != QUATRIX_OK) {
            CHECK_NUMBER(0, all.rig.server.asked[ASK_CHUNK]);
            continue;
        }
        all.rig.not_now = 0;
        if (!ended) {
            CHECK_STATUS(QUATRIX_OK, resume_upload());
        }
        check_uploaded();
    }
    ended = false;
    for (unsigned steps = 0; !ended; steps++) {
        enum quatrix_status status;
        rig_case("reset after %u steps of a download", steps);
        set_up_download(0);
        all.rig.not_now = 1;
        all.rig.slice = 61;
        status = quatrix_download_start(&all.download, &all.rig.client, &all.down);
        for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
            status = quatrix_download_step(&all.download);
        }
        ended = status == QUATRIX_OK;
        if (!ended && quatrix_download_save(&all.download, all.saved.state) != QUATRIX_OK) {
            CHECK_NUMBER(0, all.sink.size);
            continue;
        }
        all.rig.not_now = 0;
        if (!ended) {
            CHECK_STATUS(QUATRIX_OK, resume_download());
        }
        check_downloaded();
    }
}

static void a_damaged_state_is_refused(void **state)
{
    uint8_t good[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    set_up_upload(0);
    all.source.cancel_at = 1000;
    CHECK_STATUS(QUATRIX_E_CANCELLED, begin_upload(0));
    CHECK_STATUS(QUATRIX_OK, quatrix_upload_save(&all.upload, good));
    for (size_t bit = 0; bit < 8 * sizeof good; bit++) {
        rig_case("bit %zu of an upload", bit);
        memcpy(all.saved.state, good, sizeof good);
        all.saved.state[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_STATUS(QUATRIX_E_STATE, resume_upload());
        CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_step(&all.upload));
    }
    memcpy(all.saved.state, good, sizeof good);
    CHECK_STATUS(QUATRIX_E_STATE,
                 quatrix_upload_resume(&all.upload, &all.rig.client, &all.up, NULL));
    all.up.multipart = true;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, resume_upload());
    all.up.multipart = false;
    all.up.size++;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, resume_upload());
    CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, "size") == 0);
    all.up.size--;
    rig_close(&all.rig);

    set_up_download(0);
    all.sink.cancel_at = 1000;
    CHECK_STATUS(QUATRIX_E_CANCELLED, begin_download(0));
    /* The state of the one is not the other's. */
    memcpy(all.saved.state, good, sizeof good);
    CHECK_STATUS(QUATRIX_E_STATE, resume_download());
    set_up_download(0);
    all.sink.cancel_at = 1000;
    CHECK_STATUS(QUATRIX_E_CANCELLED, begin_download(0));
    CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, good));
    for (size_t bit = 0; bit < 8 * sizeof good; bit++) {
        rig_case("bit %zu of a download", bit);
        memcpy(all.saved.state, good, sizeof good);
        all.saved.state[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_STATUS(QUATRIX_E_STATE, resume_download());
    }
    memcpy(all.saved.state, good, sizeof good);
    all.down.file_id = RIG_PARENT;
    CHECK_STATUS(QUATRIX_E_STATE, resume_download());
    all.down.file_id = RIG_ID;
    all.sink.cancel_at = -1;
    CHECK_STATUS(QUATRIX_OK, resume_download());
    check_downloaded();
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_upload_survives_a_cut_at_every_byte),
    cmocka_unit_test(an_upload_goes_on_after_a_reset_at_every_byte),
    cmocka_unit_test(an_interim_reply_does_not_revive_a_connection),
    cmocka_unit_test(it_is_cut_again_and_again),
    cmocka_unit_test(a_download_survives_a_cut_at_every_byte),
    cmocka_unit_test(a_download_goes_on_after_a_reset_at_every_byte),
    cmocka_unit_test(a_state_can_be_saved_at_every_step),
    cmocka_unit_test(a_damaged_state_is_refused),
};

RIG_MAIN(tests)
