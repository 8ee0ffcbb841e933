/* SPDX-License-Identifier: MIT */
/* Uploads that go well, those that are refused, and what the server does to them. */
#include "rig.h"

#include <quatrix/digest.h>

#include <stdio.h>
#include <string.h>

enum { SIZE = 2500, BLOCK = 700 };

struct all {
    struct rig rig;
    struct rig_source source;
    struct quatrix_upload upload;
    struct quatrix_upload_config config;
    struct quatrix_sha256 sha256;
    uint8_t file[RIG_FILE];
    uint8_t block[RIG_FILE + 100];
};

static struct all all;

static void set_up(size_t size)
{
    rig_open(&all.rig);
    rig_fill(all.file, size, 7);
    rig_source(&all.source, &all.rig, all.file, size);
    memset(&all.config, 0, sizeof all.config);
    all.config.name = "plan.txt";
    all.config.parent_id = RIG_PARENT;
    all.config.size = size;
    all.config.chunk_size = 1000;
    all.config.block = all.block;
    all.config.block_size = BLOCK;
    all.config.read = rig_read;
    all.config.progress = rig_reading;
    all.config.ctx = &all.source;
    quatrix_sha256_init(&all.sha256);
    all.config.digest = &all.sha256.digest;
    memset(all.block, 0x5A, sizeof all.block);
}

static enum quatrix_status run(uint32_t step_ms)
{
    memset(&all.upload, 0xA5, sizeof all.upload);
    return rig_upload(&all.rig, &all.upload,
                      quatrix_upload_start(&all.upload, &all.rig.client, &all.config), step_ms);
}

static enum quatrix_status again(const uint8_t *state)
{
    memset(&all.upload, 0xA5, sizeof all.upload);
    return rig_upload(&all.rig, &all.upload,
                      quatrix_upload_resume(&all.upload, &all.rig.client, &all.config, state), 0);
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] == 0) {
        len--;
    }
    return len == 0;
}

static void check_hash(void)
{
    struct quatrix_sha256 other;
    uint8_t want[QUATRIX_SHA256_SIZE];
    uint8_t got[QUATRIX_SHA256_SIZE];

    quatrix_sha256_init(&other);
    other.digest.update(&other.digest, all.file, (size_t)all.config.size);
    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&other, want));
    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&all.sha256, got));
    CHECK(memcmp(want, got, sizeof want) == 0);
}

/* Nothing is left of it but what the caller was promised. */
static void check_ended(enum quatrix_status status)
{
    CHECK_STATUS(status, quatrix_client_error(&all.rig.client)->status);
    CHECK(is_zero(all.block, all.config.block_size));
    CHECK(!rig_has(all.rig.work, sizeof all.rig.work, "key-"));
    CHECK(!rig_has(&all.rig.client, sizeof all.rig.client, "key-"));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_step(&all.upload));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_cancel(&all.upload));
    rig_close(&all.rig);
}

static void check_whole(enum quatrix_status status)
{
    CHECK_STATUS(QUATRIX_OK, status);
    CHECK_FILE(&all.rig, all.file, (size_t)all.config.size);
    check_hash();
    CHECK_NUMBER(all.config.size, all.upload.confirmed);
    CHECK_NUMBER(all.config.size, all.source.best);
    CHECK(!rig_has(&all.upload, sizeof all.upload, "key-"));
    check_ended(QUATRIX_OK);
}

static void the_requests_are_these(void **state)
{
    static const char *const want[] = {
        "POST /api/1.0/upload/link HTTP/1.1\r\n",
        "POST /upload/chunked/key-2 HTTP/1.1\r\n",
        ("Content-Type: application/octet-stream\r\nContent-Range: bytes 0-999/2500\r\n"
         "Content-Length: 1000\r\n\r\n"),
        "Content-Range: bytes 1000-1999/2500\r\nContent-Length: 1000\r\n",
        "Content-Range: bytes 2000-2499/2500\r\nContent-Length: 500\r\n",
        "GET /api/1.0/upload/finalize/key-2?mtime=1699400000.123456 HTTP/1.1\r\n",
    };

    (void)state;
    set_up(SIZE);
    all.config.mtime = INT64_C(1699400000123456);
    CHECK_STATUS(QUATRIX_OK, run(0));
    for (size_t i = 0; i < COUNT(want); i++) {
        rig_case("%s", want[i]);
        CHECK(rig_count(&all.rig, want[i]) > 0);
    }
    CHECK_NUMBER(5, rig_count(&all.rig, "X-Auth-Token: token-1\r\n"));
    CHECK_NUMBER(1, all.rig.dials);
    CHECK_NUMBER(3, all.rig.server.asked[ASK_CHUNK]);
    CHECK(strcmp(all.upload.link.name, "plan.txt") == 0);
    CHECK(strcmp(all.upload.link.file_id.text, RIG_ID) == 0);
    check_whole(QUATRIX_OK);
}

static void any_slicing_gives_the_same_file(void **state)
{
    static const size_t blocks[] = { 1, 2, 255, 999, 1000, 1001, SIZE, SIZE + 1, RIG_FILE };
    static const size_t chunks[] = { 1000, 1001, 1249, 1250, 2499, SIZE, SIZE + 1, 0, UINT32_MAX };

    (void)state;
    for (size_t i = 0; i < COUNT(blocks) * COUNT(chunks); i++) {
        for (unsigned how = 0; how < 4; how++) {
            set_up(SIZE);
            all.config.block_size = blocks[i % COUNT(blocks)];
            all.config.chunk_size = (uint32_t)chunks[i / COUNT(blocks)];
            all.rig.take = how == 1 ? 13 : 0;
            all.rig.slice = how == 1 ? 1 : 0;
            all.rig.not_now = how == 2 ? 2 : 0;
            all.source.most = how == 3 ? 7 : 0;
            all.source.not_now = how == 3 ? 1 : 0;
            rig_case("block %zu, chunk %u, way %u", all.config.block_size, all.config.chunk_size,
                     how);
            check_whole(run(how == 0 ? 0 : 1));
        }
    }
}

/* Each goes out as one record: a source that gives little at a time costs no more of them. */
static void small_reads_are_gathered_into_blocks(void **state)
{
    (void)state;
    for (size_t most = 1; most <= BLOCK; most += 33) {
        rig_case("%zu bytes a read", most);
        set_up(SIZE);
        all.source.most = most;
        check_whole(run(0));
        CHECK_NUMBER(1 + (1 + 2) + (1 + 2) + (1 + 1) + 1, all.rig.sends);
    }
}

static void files_of_any_size_arrive(void **state)
{
    static const size_t sizes[] = { 0, 1, 2, 699, 700, 701, 999, 1000, 1001, 2000, 2001, RIG_FILE };

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        rig_case("%zu bytes", sizes[i]);
        set_up(sizes[i]);
        check_whole(run(0));
        CHECK_NUMBER((sizes[i] + 999) / 1000, all.rig.server.asked[ASK_CHUNK]);
        CHECK_NUMBER(1, all.rig.server.asked[ASK_FINALIZE]);
        rig_case("%zu bytes as form data", sizes[i]);
        set_up(sizes[i]);
        all.config.multipart = true;
        check_whole(run(0));
        CHECK_NUMBER(1, all.rig.server.asked[ASK_MULTIPART]);
        CHECK_NUMBER(0, all.rig.server.asked[ASK_FINALIZE]);
    }
}

static void form_data_goes_out_in_any_block(void **state)
{
    (void)state;
    for (size_t block = 120; block < 400; block++) {
        bool fits;
        rig_case("block of %zu", block);
        set_up(SIZE);
        all.config.multipart = true;
        all.config.block_size = block;
        all.rig.take = 17;
        /* "--key-2", the lines and the name, which is the longest piece */
        fits = block >= 7 + 55 + 8 + 45;
        if (fits) {
            check_whole(run(0));
        } else {
            CHECK_STATUS(QUATRIX_E_SPACE, run(0));
            check_ended(QUATRIX_E_SPACE);
        }
    }
}

static void a_file_is_overwritten(void **state)
{
    uint8_t old[RIG_FILE];

    (void)state;
    for (size_t size = 0; size <= RIG_FILE; size += 512) {
        rig_case("%zu bytes over 3000", size);
        set_up(size);
        rig_fill(old, 3000, 9);
        rig_serve(&all.rig, old, 3000);
        all.config.name = NULL;
        all.config.file_id = RIG_ID;
        CHECK_STATUS(QUATRIX_OK, run(0));
        CHECK_NUMBER(1, all.rig.server.asked[ASK_MODIFY]);
        CHECK_NUMBER(0, all.rig.server.created);
        check_whole(QUATRIX_OK);
    }
}

static void what_cannot_be_sent_is_refused_at_once(void **state)
{
    static char long_name[1100];
    static const struct {
        const char *name;
        enum quatrix_status status;
    } names[] = {
        { "a/b", QUATRIX_E_TEXT },
        { "a\\b", QUATRIX_E_TEXT },
        { "..", QUATRIX_E_TEXT },
        { ".", QUATRIX_E_TEXT },
        { "end ", QUATRIX_OK },
        { "a\x01", QUATRIX_E_TEXT },
        { "a\nb", QUATRIX_E_TEXT },
        { "a\x7F", QUATRIX_E_TEXT },
        { "\xC3", QUATRIX_E_TEXT },
        { "", QUATRIX_E_ARGUMENT },
        { "...", QUATRIX_OK },
        { "\"q\".txt", QUATRIX_OK },
        { "S\xC3\xBC"
          "d",
          QUATRIX_OK },
        { " a", QUATRIX_OK },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        rig_case("name %s", names[i].name);
        set_up(10);
        all.config.name = names[i].name;
        CHECK_STATUS(names[i].status, run(0));
        if (names[i].status != QUATRIX_OK) {
            CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, "name") == 0);
            CHECK_NUMBER(0, all.rig.dials);
        }
        rig_close(&all.rig);
    }
    for (size_t characters = 255; characters <= 256; characters++) {
        rig_case("%zu characters of three bytes", characters);
        set_up(10);
        long_name[0] = 0;
        for (size_t i = 0; i < characters; i++) {
            memcpy(long_name + 3 * i, "\xE2\x82\xAC", 4);
        }
        all.config.name = long_name;
        CHECK_STATUS(characters > 255 ? QUATRIX_E_TOO_LONG : QUATRIX_E_SPACE, run(0));
        CHECK_NUMBER(0, all.rig.dials); /* the work buffer of these tests is smaller */
        rig_close(&all.rig);
        memset(long_name, 'n', characters);
        long_name[characters] = 0;
        set_up(10);
        all.config.name = long_name;
        CHECK_STATUS(characters > 255 ? QUATRIX_E_TOO_LONG : QUATRIX_OK, run(0));
        rig_close(&all.rig);
    }
}

static void refuse(const char *member, enum quatrix_status want)
{
    rig_case("%s", member);
    CHECK_STATUS(want, run(0));
    CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, member) == 0);
    CHECK_NUMBER(0, all.rig.dials);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_step(&all.upload));
    rig_close(&all.rig);
    set_up(SIZE);
}

static void arguments_are_checked(void **state)
{
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    all.config.read = NULL;
    refuse("read", QUATRIX_E_ARGUMENT);
    all.config.block = NULL;
    refuse("block", QUATRIX_E_ARGUMENT);
    all.config.block_size = 0;
    refuse("block", QUATRIX_E_ARGUMENT);
    all.config.size = QUATRIX_SIZE_UNKNOWN;
    refuse("size", QUATRIX_E_ARGUMENT);
    all.config.size = (uint64_t)INT64_MAX + 1;
    refuse("size", QUATRIX_E_ARGUMENT);
    all.config.chunk_size = 999;
    refuse("chunk_size", QUATRIX_E_ARGUMENT);
    all.config.parent_id = NULL;
    refuse("parent_id", QUATRIX_E_ARGUMENT);
    all.config.parent_id = "a b";
    refuse("parent_id", QUATRIX_E_TEXT);
    all.config.name = NULL;
    refuse("file_id", QUATRIX_E_ARGUMENT);
    all.config.name = NULL;
    all.config.file_id = RIG_ID;
    all.config.multipart = true;
    refuse("file_id", QUATRIX_E_ARGUMENT);

    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_upload_start(NULL, &all.rig.client, &all.config));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_upload_start(&all.upload, NULL, &all.config));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_upload_start(&all.upload, &all.rig.client, NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_step(NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_cancel(NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_save(NULL, saved));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_save(&all.upload, saved));
    CHECK_STATUS(QUATRIX_PENDING, quatrix_session_keepalive_start(&all.rig.client));
    CHECK_STATUS(QUATRIX_E_BUSY, run(0));
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&all.rig.client));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_forget(&all.rig.client));
    CHECK_STATUS(QUATRIX_E_AUTH, run(0));
    rig_close(&all.rig);
}

/* --- the caller's functions --- */

static void a_source_that_fails_ends_it_and_it_can_go_on(void **state)
{
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    for (int64_t at = 0; at < SIZE; at += 100) {
        rig_case("fails at %d", (int)at);
        set_up(SIZE);
        all.source.fail_at = at;
        all.config.tries = 3; /* of no use here */
        CHECK_STATUS(QUATRIX_E_CALLBACK, run(0));
        CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, "read") == 0);
        CHECK(!all.rig.server.whole && all.upload.confirmed <= (uint64_t)at);
        CHECK_STATUS(QUATRIX_OK, quatrix_upload_save(&all.upload, saved));
        all.source.fail_at = -1;
        check_whole(again(saved));
    }
    set_up(SIZE);
    all.source.too_much = true;
    CHECK_STATUS(QUATRIX_E_CALLBACK, run(0));
    check_ended(QUATRIX_E_CALLBACK);
}

static void progress_tells_the_truth_and_cancels(void **state)
{
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    for (int64_t at = 0; at <= SIZE; at += 50) {
        rig_case("no at %d", (int)at);
        set_up(SIZE);
        all.source.cancel_at = at;
        CHECK_STATUS(QUATRIX_E_CANCELLED, run(1));
        CHECK(!all.rig.server.whole && all.source.best >= (uint64_t)at);
        CHECK_STATUS(QUATRIX_OK, quatrix_upload_save(&all.upload, saved));
        all.source.cancel_at = -1;
        check_whole(again(saved));
    }
    set_up(SIZE);
    all.config.progress = NULL;
    all.config.digest = NULL;
    CHECK_STATUS(QUATRIX_OK, run(0));
    CHECK_FILE(&all.rig, all.file, SIZE);
    check_ended(QUATRIX_OK);
}

static void a_slow_source_is_no_failure_of_the_server(void **state)
{
    (void)state;
    for (unsigned deaf = 0; deaf < 2; deaf++) {
        rig_case("not at once %u", deaf);
        set_up(SIZE);
        all.rig.not_now = deaf;
        all.source.slow = 40000; /* beyond the client's patience */
        check_whole(run(0));
    }
    rig_case("not now for a long time");
    set_up(SIZE);
    all.source.not_now = 50;
    check_whole(run(0));
    CHECK_NUMBER(5 * 50, all.rig.waits);
    CHECK_NUMBER(10 * 5 * 50, all.rig.slept);
}

/* --- what the server says --- */

struct refusal {
    const char *reply;
    enum quatrix_status status;
    int code;
};

static const struct refusal refusals[] = {
    { REPLY_QUOTA, QUATRIX_E_HTTP, 122 },
    { REPLY_JSON("403 Forbidden", "{\"code\":50,\"msg\":\"no\"}"), QUATRIX_E_HTTP, 50 },
    { REPLY_EMPTY("501 Not Implemented"), QUATRIX_E_SERVER, 0 },
    { REPLY_EMPTY("302 Found"), QUATRIX_E_REDIRECT, 0 },
};

static void a_refusal_is_told_whenever_it_comes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        for (unsigned ask = ASK_LINK; ask <= ASK_FINALIZE; ask++) {
            for (unsigned how = 0; how < 3; how++) {
                struct rig_fault fault = {
                    .ask = (enum rig_ask)ask, .skip = 0, .times = 9, .reply = refusals[i].reply
                };
                if (ask == ASK_MODIFY || (ask != ASK_CHUNK && ask != ASK_MULTIPART && how > 0)) {
                    continue;
                }
                rig_case("refusal %zu of %u, way %u", i, ask, how);
                set_up(SIZE);
                all.rig.take = how == 2 ? 5 : 0;
                all.config.multipart = ask == ASK_MULTIPART;
                all.config.tries = 2;
                fault.early = how == 1;
                fault.deaf = how == 2;
                rig_fault(&all.rig, fault);
                CHECK_STATUS(refusals[i].status, run(0));
                CHECK_NUMBER(refusals[i].code, quatrix_client_error(&all.rig.client)->server_code);
                CHECK_NUMBER(1, all.rig.server.asked[ask]);
                CHECK(all.rig.slept < 31000 && !all.rig.server.whole);
                check_ended(refusals[i].status);
            }
        }
    }
}

/* Whoever waits for room to send does not hear it at once, but long before the time is over. */
static void a_refusal_that_comes_late_is_heard(void **state)
{
    (void)state;
    set_up(SIZE);
    rig_fault(&all.rig, (struct rig_fault){
                            .ask = ASK_CHUNK, .reply = REPLY_QUOTA, .deaf = true, .late = 2500 });
    CHECK_STATUS(QUATRIX_E_HTTP, run(0));
    CHECK(all.rig.slept >= 2500 && all.rig.slept <= 4000);
    check_ended(QUATRIX_E_HTTP);
}

/* The server cannot have what it has not taken. */
static void a_chunk_that_was_not_read_is_not_confirmed(void **state)
{
    (void)state;
    for (unsigned tries = 0; tries < 2; tries++) {
        set_up(SIZE);
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK,
                                                .skip = 1,
                                                .reply = REPLY_JSON("200 OK", "\"" RIG_ID "\""),
                                                .deaf = true });
        all.config.tries = (uint8_t)tries;
        if (tries == 1) {
            check_whole(run(0));
            continue;
        }
        CHECK_STATUS(QUATRIX_E_CUT, run(0));
        CHECK_NUMBER(1000, all.upload.confirmed);
        check_ended(QUATRIX_E_CUT);
    }
    set_up(SIZE);
    all.rig.cut_sent = 1000;
    CHECK_STATUS(QUATRIX_E_CLOSED,
                 run(0)); /* why it failed, and not how it was looked for an answer */
    check_ended(QUATRIX_E_CLOSED);
}

/* It comes in the middle of the body, when the client listens. */
static void an_interim_reply_ends_no_body(void **state)
{
    (void)state;
    for (unsigned take = 1; take < 900; take += 37) {
        rig_case("%u bytes at a time", take);
        set_up(SIZE);
        all.rig.take = take;
        all.rig.not_now = 1;
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .times = 9, .interim = true });
        check_whole(run(0));
        CHECK_NUMBER(3, all.rig.server.asked[ASK_CHUNK]);
    }
}

static void a_name_that_is_taken_is_told(void **state)
{
    (void)state;
    set_up(SIZE);
    rig_serve(&all.rig, all.file, 10);
    CHECK_STATUS(QUATRIX_E_HTTP, run(0));
    CHECK_NUMBER(30, quatrix_client_error(&all.rig.client)->server_code);
    check_ended(QUATRIX_E_HTTP);
    set_up(SIZE);
    rig_serve(&all.rig, all.file, 10);
    all.config.resolve = true;
    check_whole(run(0));
}

static const char *const passing[] = {
    REPLY_EMPTY("500 Internal Server Error"),    REPLY_EMPTY("502 Bad Gateway"),
    REPLY_EMPTY("503 Service Unavailable"),      REPLY_EMPTY("504 Gateway Timeout"),
    REPLY_EMPTY("509 Bandwidth Limit Exceeded"), REPLY_SLOWER,
};

/* Before or after its effect, at any of the calls; a new file alone must not be asked for twice. */
static void what_passes_is_tried_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(passing); i++) {
        for (unsigned ask = ASK_MODIFY; ask <= ASK_FINALIZE; ask++) {
            for (unsigned performed = 0; performed < 2; performed++) {
                struct rig_fault fault = {
                    .ask = (enum rig_ask)ask, .skip = 0, .times = 2, .reply = passing[i]
                };
                if (ask == ASK_MULTIPART) {
                    continue;
                }
                rig_case("%s to %u, performed %u", passing[i], ask, performed);
                set_up(SIZE);
                fault.perform = performed == 1;
                rig_fault(&all.rig, fault);
                if (ask == ASK_MODIFY) {
                    all.rig.server.exists = true;
                    all.config.name = NULL;
                    all.config.file_id = RIG_ID;
                }
                all.config.tries = 2;
                check_whole(run(0));
                /* 500 and 1000 ms at most, or twice as long as the server said */
                CHECK(all.rig.slept >= (i == COUNT(passing) - 1 ? 14000U : 1490U));
                CHECK(all.rig.slept <= 30000 && all.rig.waits < 10);
                set_up(SIZE);
                rig_fault(&all.rig, fault);
                all.config.tries = 1;
                if (ask == ASK_MODIFY) {
                    all.rig.server.exists = true;
                    all.config.name = NULL;
                    all.config.file_id = RIG_ID;
                }
                if (ask != ASK_FINALIZE || performed == 0) {
                    CHECK(run(0) < 0);
                    CHECK_NUMBER(2, all.rig.server.asked[ask]);
                }
                rig_close(&all.rig);
            }
        }
    }
}

static void pauses_differ_from_device_to_device(void **state)
{
    struct rig_fault fault = {
        .ask = ASK_CHUNK, .skip = 0, .times = 1, .reply = REPLY_EMPTY("500 Oops")
    };
    uint32_t slept[2];

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        set_up(SIZE);
        all.config.tries = 1;
        all.rig.random = i == 0 ? 0 : 0xFF;
        rig_fault(&all.rig, fault);
        check_whole(run(0));
        slept[i] = all.rig.slept;
    }
    CHECK_NUMBER(250, slept[0]);
    CHECK(slept[1] > 490 && slept[1] <= 500);
}

static void a_server_that_wants_much_patience_ends_it(void **state)
{
    struct rig_fault fault = {
        .ask = ASK_CHUNK,
        .skip = 1,
        .times = 1,
        .reply = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 301\r\nContent-Length: 0\r\n\r\n"
    };
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    all.config.tries = 9;
    rig_fault(&all.rig, fault);
    CHECK_STATUS(QUATRIX_E_RATE_LIMITED, run(0));
    CHECK_NUMBER(301, quatrix_client_error(&all.rig.client)->retry_after_s);
    CHECK_NUMBER(0, all.rig.waits);
    CHECK_STATUS(QUATRIX_OK, quatrix_upload_save(&all.upload, saved));
    check_whole(again(saved));
}

static void a_new_file_is_never_asked_for_twice(void **state)
{
    for (unsigned how = 0; how < 4; how++) {
        struct rig_fault fault = {
            .ask = ASK_LINK, .skip = 0, .times = 1, .reply = NULL, .perform = true
        };
        rig_case("way %u", how);
        set_up(SIZE);
        all.config.tries = 5;
        fault.cut = how == 0;
        fault.hang = how == 1;
        fault.reply = how == 2 ? REPLY_EMPTY("500 Oops") : how == 3 ? "HTTP/1.1 200 OK\r\n" : NULL;
        fault.cut = fault.cut || how == 3;
        rig_fault(&all.rig, fault);
        CHECK(run(0) < 0);
        CHECK_NUMBER(1, all.rig.server.created);
        CHECK_NUMBER(1, all.rig.server.asked[ASK_LINK]);
        rig_close(&all.rig);
    }
    (void)state;
    set_up(SIZE); /* but where it cannot have arrived, it is */
    all.config.tries = 2;
    all.rig.no_dial = 2;
    check_whole(run(0));
    CHECK_NUMBER(3, all.rig.dials);
    set_up(SIZE);
    all.config.tries = 1;
    all.rig.no_dial = 2;
    CHECK_STATUS(QUATRIX_E_CONNECT, run(0));
    check_ended(QUATRIX_E_CONNECT);
}

/* --- keys that are forgotten --- */

static void a_key_that_is_forgotten_is_replaced(void **state)
{
    static const char *const replies[] = { NULL, REPLY_EXPIRED, REPLY_GONE,
                                           REPLY_EMPTY("410 Gone") };

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        for (unsigned skip = 0; skip < 4; skip++) {
            for (unsigned no_cut = 0; no_cut < 2; no_cut++) {
                for (unsigned partial = 0; partial < 2; partial++) {
                    struct rig_fault fault = { .ask = skip == 3 ? ASK_FINALIZE : ASK_CHUNK,
                                               skip == 3 ? 0 : skip,
                                               1,
                                               replies[i] };
                    rig_case("reply %zu at %u, truncating refused: %u", i, skip, no_cut);
                    set_up(SIZE);
                    fault.expire = true;
                    rig_fault(&all.rig, fault);
                    all.rig.server.no_cut = no_cut == 1;
                    all.rig.server.keep_partial = partial == 1;
                    check_whole(run(0));
                    CHECK_NUMBER(no_cut == 1 && skip > 0 ? 2 : 1, all.rig.server.asked[ASK_MODIFY]);
                    CHECK_NUMBER(1, all.rig.server.finalized);
                }
            }
        }
    }
}

static void keys_may_be_forgotten_again_and_again(void **state)
{
    (void)state;
    set_up(SIZE);
    all.config.tries = 1;
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .expire = true });
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .skip = 2, .expire = true });
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_FINALIZE, .expire = true });
    rig_fault(&all.rig,
              (struct rig_fault){ .ask = ASK_FINALIZE, .skip = 1, .perform = true, .cut = true });
    check_whole(run(0));
    CHECK_NUMBER(4, all.rig.server.asked[ASK_MODIFY]);
    CHECK_NUMBER(2, all.rig.server.finalized);
}

static void a_server_that_knows_no_key_is_left_alone(void **state)
{
    static const enum rig_ask asks[] = { ASK_CHUNK, ASK_FINALIZE };

    (void)state;
    for (size_t i = 0; i < COUNT(asks); i++) {
        for (unsigned skip = 0; skip < 3; skip++) {
            for (unsigned no_cut = 0; no_cut < 2; no_cut++) {
                struct rig_fault fault = { asks[i], .skip = skip, .times = 999,
                                           .reply = REPLY_GONE };
                rig_case("%u from %u on, truncating refused: %u", asks[i], skip, no_cut);
                if (asks[i] == ASK_FINALIZE && skip > 0) {
                    continue;
                }
                set_up(SIZE);
                all.config.tries = 9;
                all.rig.server.no_cut = no_cut == 1;
                rig_fault(&all.rig, fault);
                CHECK_STATUS(QUATRIX_E_HTTP, run(0));
                CHECK(all.rig.server.asked[ASK_MODIFY] <= 4);
                CHECK(all.rig.server.bytes < 4 * SIZE);
                check_ended(QUATRIX_E_HTTP);
            }
        }
    }
}

/* Finalized, but the answer gets lost: that it was is found out, and nothing is believed. */
static void a_lost_answer_to_finalizing_is_made_up_for(void **state)
{
    static const struct rig_fault ways[] = {
        { .ask = ASK_FINALIZE, .times = 1, .reply = NULL, .perform = true, .cut = true },
        { .ask = ASK_FINALIZE, .times = 1, .reply = NULL, .perform = true, .hang = true },
        { .ask = ASK_FINALIZE, .times = 2, .reply = NULL, .perform = true, .cut = true },
        { .ask = ASK_FINALIZE, .times = 1, .reply = REPLY_EMPTY("500 Oops"), .perform = true },
        { .ask = ASK_FINALIZE, .times = 1, .reply = NULL, .cut = true },
        { .ask = ASK_FINALIZE, .times = 1, .reply = REPLY_EMPTY("500 Oops"), .expire = true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        for (unsigned no_cut = 0; no_cut < 2; no_cut++) {
            rig_case("way %zu, truncating refused: %u", i, no_cut);
            set_up(SIZE);
            all.config.tries = 3;
            all.rig.server.no_cut = no_cut == 1;
            rig_fault(&all.rig, ways[i]);
            check_whole(run(0));
        }
    }
}

static void a_wrong_size_is_not_believed(void **state)
{
    static const char *const no_size[] = {
        REPLY_JSON("200 OK", "{}"),
        REPLY_JSON("200 OK", "{\"size\":null}"),
    };

    (void)state;
    set_up(SIZE);
    all.rig.server.size_is_wrong = true;
    CHECK_STATUS(QUATRIX_E_SIZE, run(0));
    check_ended(QUATRIX_E_SIZE);
    for (size_t i = 0; i < COUNT(no_size); i++) {
        struct rig_fault fault = {
            .ask = ASK_FINALIZE, .skip = 0, .times = 1, .reply = no_size[i], .perform = true
        };
        set_up(SIZE);
        rig_fault(&all.rig, fault);
        check_whole(run(0));
    }
}

static void a_link_without_a_key_is_of_no_use(void **state)
{
    static const struct {
        const char *reply;
        enum quatrix_status status;
        const char *member;
    } links[] = {
        { REPLY_JSON("200 OK", "{}"), QUATRIX_E_MISSING, "upload_key" },
        { REPLY_JSON("200 OK", "{\"file_id\":1}"), QUATRIX_E_TYPE, "file_id" },
        { REPLY_JSON("200 OK", "{\"file_id\":\"a\"}"), QUATRIX_E_MISSING, "upload_key" },
        { REPLY_JSON("200 OK", "{\"upload_key\":\"k\"}"), QUATRIX_E_MISSING, "file_id" },
        { REPLY_JSON("200 OK", "{\"upload_key\":\"\",\"file_id\":\"a\"}"), QUATRIX_E_MISSING,
          "upload_key" },
        { REPLY_JSON("200 OK", "no"), QUATRIX_E_JSON, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(links); i++) {
        struct rig_fault fault = {
            .ask = ASK_LINK, .skip = 0, .times = 1, .reply = links[i].reply
        };
        rig_case("link %zu", i);
        set_up(SIZE);
        all.config.tries = 3;
        rig_fault(&all.rig, fault);
        CHECK_STATUS(links[i].status, run(0));
        if (links[i].member != NULL) {
            CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, links[i].member) == 0);
        }
        CHECK_NUMBER(0, all.rig.server.asked[ASK_CHUNK]);
        check_ended(links[i].status);
    }
    for (unsigned i = 0; i < 3; i++) { /* a key that leads elsewhere */
        static const char *const replies[] = {
            REPLY_JSON("200 OK", "{\"upload_key\":\"..\",\"file_id\":\"a\"}"),
            REPLY_JSON("200 OK", "{\"upload_key\":\"a b\",\"file_id\":\"a\"}"),
            REPLY_JSON("200 OK", "{\"upload_key\":\"a\\r\\nb\",\"file_id\":\"a\"}"),
        };
        struct rig_fault fault = { .ask = ASK_LINK, .skip = 0, .times = 1, .reply = replies[i] };
        rig_case("key %u", i);
        set_up(SIZE);
        rig_fault(&all.rig, fault);
        CHECK_STATUS(QUATRIX_E_TEXT, run(0));
        check_ended(QUATRIX_E_TEXT);
    }
}

/* --- the session --- */

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (*(unsigned *)ctx)++;
    *email = RIG_EMAIL;
    *password = RIG_PASSWORD;
    return true;
}

static void it_outlives_the_session(void **state)
{
    unsigned logins;
    const struct quatrix_relogin hook = { &logins, give_credentials, NULL, NULL };

    (void)state;
    for (unsigned ask = ASK_LINK; ask <= ASK_FINALIZE; ask++) {
        for (unsigned early = 0; early < 3; early++) {
            struct rig_fault fault = {
                .ask = (enum rig_ask)ask, .skip = 0, .times = 1, .reply = NULL
            };
            if (ask == ASK_MODIFY || (early > 0 && ask != ASK_CHUNK && ask != ASK_MULTIPART)) {
                continue;
            }
            rig_case("ends with %u, early %u", ask, early);
            set_up(SIZE);
            logins = 0;
            all.config.multipart = ask == ASK_MULTIPART;
            fault.end_session = true;
            fault.early = early == 1;
            fault.deaf = early == 2;
            if (early > 0) {
                fault.reply = REPLY_EMPTY("401 Unauthorized");
            }
            rig_fault(&all.rig, fault);
            CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &hook));
            check_whole(run(0));
            CHECK_NUMBER(1, logins);
        }
    }
    for (unsigned ask = ASK_CHUNK; ask <= ASK_MULTIPART; ask++) {
        struct rig_fault fault = { .ask = (enum rig_ask)ask,
                                   .skip = 0,
                                   .times = 9,
                                   .reply = REPLY_EMPTY("401 Unauthorized") };
        rig_case("it goes on with %u", ask);
        set_up(SIZE);
        logins = 0;
        all.config.multipart = ask == ASK_MULTIPART;
        all.config.tries = 5;
        rig_fault(&all.rig, fault);
        CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &hook));
        CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, run(0));
        CHECK_NUMBER(2, all.rig.server.asked[ask]);
        CHECK_NUMBER(0, quatrix_client_session(&all.rig.client)->present);
        check_ended(QUATRIX_E_UNAUTHORIZED);
    }
}

static void without_credentials_the_session_is_forgotten_and_it_can_go_on(void **state)
{
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    for (unsigned skip = 0; skip < 3; skip++) {
        struct rig_fault fault = {
            .ask = ASK_CHUNK, .skip = skip, .times = 1, .reply = NULL, .end_session = true
        };
        rig_case("after %u chunks", skip);
        set_up(SIZE);
        all.config.tries = 5;
        rig_fault(&all.rig, fault);
        CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, run(0));
        CHECK_NUMBER(0, quatrix_client_session(&all.rig.client)->present);
        CHECK_STATUS(QUATRIX_OK, quatrix_upload_save(&all.upload, saved));
        CHECK_STATUS(QUATRIX_OK, quatrix_session_login(&all.rig.client, RIG_EMAIL, RIG_PASSWORD));
        check_whole(again(saved));
        CHECK_NUMBER(4, all.rig.server.asked[ASK_CHUNK]);
    }
}

/* --- time --- */

static void a_server_that_stalls_is_given_up_in_time(void **state)
{
    (void)state;
    for (unsigned how = 0; how < 2; how++) {
        struct rig_fault fault = { .ask = ASK_CHUNK, .skip = 1, .times = 1, .reply = NULL };
        rig_case("way %u", how);
        fault.hang = how == 0;
        fault.deaf = how == 1;
        fault.reply = how == 1 ? "H" : NULL; /* and never more */
        set_up(SIZE);
        rig_fault(&all.rig, fault);
        CHECK_STATUS(QUATRIX_E_TIMEOUT, run(0));
        CHECK(all.rig.slept >= QUATRIX_TIMEOUT_MS && all.rig.slept <= QUATRIX_TIMEOUT_MS + 10);
        CHECK(all.rig.waits < 50);
        check_ended(QUATRIX_E_TIMEOUT);
        set_up(SIZE);
        all.config.tries = 1;
        rig_fault(&all.rig, fault);
        check_whole(run(0));
        CHECK(all.rig.slept <= QUATRIX_TIMEOUT_MS + 510);
    }
}

static void a_step_never_sleeps(void **state)
{
    struct rig_fault fault = {
        .ask = ASK_CHUNK, .skip = 1, .times = 2, .reply = REPLY_EMPTY("503 Busy")
    };

    (void)state;
    set_up(SIZE);
    all.config.tries = 2;
    all.rig.not_now = 1;
    rig_fault(&all.rig, fault);
    check_whole(run(10));
    CHECK_NUMBER(0, all.rig.waits);
}

static void it_can_be_ended_at_every_step_and_go_on(void **state)
{
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];
    bool ended = false;

    (void)state;
    for (unsigned steps = 0; !ended; steps++) {
        enum quatrix_status status;
        rig_case("cancelled after %u steps", steps);
        set_up(SIZE);
        all.rig.not_now = 1;
        all.rig.take = 97;
        status = quatrix_upload_start(&all.upload, &all.rig.client, &all.config);
        for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
            status = quatrix_upload_step(&all.upload);
        }
        ended = status == QUATRIX_OK;
        if (ended) {
            check_whole(status);
            break;
        }
        CHECK_STATUS(QUATRIX_PENDING, status);
        CHECK_STATUS(QUATRIX_OK, quatrix_upload_cancel(&all.upload));
        CHECK_STATUS(QUATRIX_E_CANCELLED, quatrix_client_error(&all.rig.client)->status);
        all.rig.not_now = 0;
        if (quatrix_upload_save(&all.upload, saved) == QUATRIX_OK) {
            check_whole(again(saved));
        } else {
            CHECK_NUMBER(0, all.rig.server.asked[ASK_CHUNK]);
            check_ended(QUATRIX_E_CANCELLED);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_requests_are_these),
    cmocka_unit_test(any_slicing_gives_the_same_file),
    cmocka_unit_test(small_reads_are_gathered_into_blocks),
    cmocka_unit_test(files_of_any_size_arrive),
    cmocka_unit_test(form_data_goes_out_in_any_block),
    cmocka_unit_test(a_file_is_overwritten),
    cmocka_unit_test(what_cannot_be_sent_is_refused_at_once),
    cmocka_unit_test(arguments_are_checked),
    cmocka_unit_test(a_source_that_fails_ends_it_and_it_can_go_on),
    cmocka_unit_test(progress_tells_the_truth_and_cancels),
    cmocka_unit_test(a_slow_source_is_no_failure_of_the_server),
    cmocka_unit_test(a_refusal_is_told_whenever_it_comes),
    cmocka_unit_test(a_refusal_that_comes_late_is_heard),
    cmocka_unit_test(a_chunk_that_was_not_read_is_not_confirmed),
    cmocka_unit_test(an_interim_reply_ends_no_body),
    cmocka_unit_test(a_name_that_is_taken_is_told),
    cmocka_unit_test(what_passes_is_tried_again),
    cmocka_unit_test(pauses_differ_from_device_to_device),
    cmocka_unit_test(a_server_that_wants_much_patience_ends_it),
    cmocka_unit_test(a_new_file_is_never_asked_for_twice),
    cmocka_unit_test(a_key_that_is_forgotten_is_replaced),
    cmocka_unit_test(keys_may_be_forgotten_again_and_again),
    cmocka_unit_test(a_server_that_knows_no_key_is_left_alone),
    cmocka_unit_test(a_lost_answer_to_finalizing_is_made_up_for),
    cmocka_unit_test(a_wrong_size_is_not_believed),
    cmocka_unit_test(a_link_without_a_key_is_of_no_use),
    cmocka_unit_test(it_outlives_the_session),
    cmocka_unit_test(without_credentials_the_session_is_forgotten_and_it_can_go_on),
    cmocka_unit_test(a_server_that_stalls_is_given_up_in_time),
    cmocka_unit_test(a_step_never_sleeps),
    cmocka_unit_test(it_can_be_ended_at_every_step_and_go_on),
};

RIG_MAIN(tests)
