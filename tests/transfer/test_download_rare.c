/* SPDX-License-Identifier: MIT */
/* What seldom happens to a download: each of these is a turn that nothing else takes. */
#include "rig.h"

#include <quatrix/digest.h>

#include <stdio.h>
#include <string.h>

enum { SIZE = 2500, BLOCK = 700 };

struct all {
    struct rig rig;
    struct rig_sink sink;
    struct quatrix_download download;
    struct quatrix_download_config config;
    struct quatrix_sha256 sha256;
    uint8_t file[RIG_FILE];
    uint8_t block[RIG_FILE];
};

static struct all all;

static void set_up(void)
{
    rig_open(&all.rig);
    all.rig.slice = 1; /* so that what has arrived is what was written */
    rig_fill(all.file, SIZE, 5);
    rig_serve(&all.rig, all.file, SIZE);
    rig_sink(&all.sink, &all.rig);
    memset(&all.config, 0, sizeof all.config);
    all.config.file_id = RIG_ID;
    all.config.block = all.block;
    all.config.block_size = BLOCK;
    all.config.write = rig_write;
    all.config.read = rig_read_back;
    all.config.ctx = &all.sink;
    quatrix_sha256_init(&all.sha256);
    all.config.digest = &all.sha256.digest;
}

static enum quatrix_status run(void)
{
    memset(&all.download, 0xA5, sizeof all.download);
    return quatrix_download(&all.download, &all.rig.client, &all.config);
}

static enum quatrix_status resume(const uint8_t *state)
{
    memset(&all.download, 0xA5, sizeof all.download);
    return quatrix_download_wait(
        &all.download, quatrix_download_resume(&all.download, &all.rig.client, &all.config, state));
}

/* One block arrives, then the caller says no. */
static void get_state(uint8_t *saved)
{
    all.config.progress = rig_writing;
    all.sink.cancel_at = BLOCK;
    CHECK_STATUS(QUATRIX_E_CANCELLED, run());
    CHECK_NUMBER(BLOCK, all.download.done);
    CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, saved));
    all.config.progress = NULL;
    quatrix_sha256_init(&all.sha256);
}

static void check_arrived(enum quatrix_status status)
{
    struct quatrix_sha256 other;
    uint8_t want[QUATRIX_SHA256_SIZE];
    uint8_t got[QUATRIX_SHA256_SIZE];

    CHECK_STATUS(QUATRIX_OK, status);
    CHECK_NUMBER(SIZE, all.sink.size);
    CHECK(memcmp(all.file, all.sink.bytes, SIZE) == 0);
    quatrix_sha256_init(&other);
    other.digest.update(&other.digest, all.file, SIZE);
    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&other, want));
    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&all.sha256, got));
    CHECK(memcmp(want, got, sizeof want) == 0);
    rig_close(&all.rig);
}

static void check_fails(enum quatrix_status want, const char *member)
{
    const char *got = quatrix_client_error(&all.rig.client)->member;

    CHECK_STATUS(want, quatrix_client_error(&all.rig.client)->status);
    CHECK(member == NULL ? got == NULL : got != NULL && strcmp(got, member) == 0);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_step(&all.download));
    rig_close(&all.rig);
}

static void one_call_does_all(void **state)
{
    (void)state;
    set_up();
    check_arrived(run());
}

/* --- what the server says --- */

static void a_link_that_leads_elsewhere_is_not_followed(void **state)
{
    static const char *const replies[] = {
        REPLY_JSON("200 OK", "{\"id\":\"..\"}"),
        REPLY_JSON("200 OK", "{\"id\":\"a b\"}"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        rig_case("link %zu", i);
        set_up();
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_DOWNLOAD_LINK, .reply = replies[i] });
        CHECK_STATUS(QUATRIX_E_TEXT, run());
        CHECK_NUMBER(0, all.rig.server.asked[ASK_BYTES]);
        check_fails(QUATRIX_E_TEXT, "id");
    }
}

/* A part whose Content-Range is not what it should be is no part of this file. */
static void every_form_of_a_range_is_understood_or_refused(void **state)
{
    static const struct {
        const char *range;
        enum quatrix_status status;
    } ranges[] = {
        { "bytes 700-2499/2500", QUATRIX_OK },
        { "bytes 0700-02499/02500", QUATRIX_OK },
        { "bytes 700-2499/", QUATRIX_E_PART },
        { "bytes 700-2499", QUATRIX_E_PART },
        { "bytes 700-2499/2500 ", QUATRIX_OK }, /* space at the end of a line is none of it */
        { "bytes 700-2499/2500;", QUATRIX_E_PART },
        { "bytes 700-2499/*a", QUATRIX_E_PART },
        { "bytes 700-/2500", QUATRIX_E_PART },
        { "bytes -2499/2500", QUATRIX_E_PART },
        { "bytes 700-2499/2499", QUATRIX_E_PART },
        { "bytes 700 - 2499/2500", QUATRIX_E_PART },
        { "bytes */2500", QUATRIX_E_PART },
        { "bytes */", QUATRIX_E_PART },
        { "bytes */x", QUATRIX_E_PART },
        { "bytes", QUATRIX_E_PART },
    };
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(ranges); i++) {
        rig_case("%s", ranges[i].range);
        set_up();
        get_state(saved);
        all.rig.server.content_range = ranges[i].range;
        if (ranges[i].status == QUATRIX_OK) {
            check_arrived(resume(saved));
        } else {
            CHECK_STATUS(ranges[i].status, resume(saved));
            CHECK_NUMBER(BLOCK, all.sink.size);
            check_fails(ranges[i].status, NULL);
        }
    }
}

#define REPLY_BEYOND(range)                                                                        \
    "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: " range "\r\nContent-Length: 0\r\n\r\n"

static void cut(struct rig *rig)
{
    rig->cut_read = rig->received;
}

static void cut_at_end(struct rig_sink *sink, uint64_t done, uint64_t total)
{
    (void)total;
    if (done == SIZE && sink->rig->server.asked[ASK_BYTES] == 1) {
        cut(sink->rig);
    }
}

/* All of an archive is there, but its length was never told: only the server can say so now. */
static void the_end_of_an_archive_is_told_by_a_refusal(void **state)
{
    static const struct {
        const char *reply;
        bool ends;
    } ways[] = {
        { REPLY_BEYOND("bytes */2500"), true }, { REPLY_BEYOND("bytes */2501"), false },
        { REPLY_BEYOND("bytes */"), false },    { REPLY_BEYOND("bytes */2500x"), false },
        { REPLY_BEYOND("bytes *"), false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        rig_case("way %zu", i);
        set_up();
        all.config.tries = 1;
        all.config.progress = rig_writing;
        all.sink.each = cut_at_end;
        all.rig.server.chunked = true;
        all.rig.server.etag = NULL;
        rig_fault(&all.rig,
                  (struct rig_fault){ .ask = ASK_BYTES, .skip = 1, .reply = ways[i].reply });
        check_arrived(run());
        CHECK_NUMBER(ways[i].ends ? 0 : 1, all.sink.restarts);
        CHECK_NUMBER(ways[i].ends ? 2 : 3, all.rig.server.asked[ASK_BYTES]);
    }
}

static char range[60];

static void cut_and_hide(struct rig_sink *sink, uint64_t done, uint64_t total)
{
    (void)total;
    if (done == BLOCK) {
        cut(sink->rig);
    }
    (void)snprintf(range, sizeof range, "bytes %u-%u/*", (unsigned)done, SIZE - 1);
    sink->rig->server.content_range = sink->more != NULL ? range : NULL;
}

/* What is known of the part alone is not enough to know the end. */
static void a_part_of_an_unknown_whole_is_of_no_use(void **state)
{
    (void)state;
    for (unsigned hidden = 0; hidden < 2; hidden++) {
        rig_case("the length is hidden: %u", hidden);
        set_up();
        all.config.tries = 1;
        all.config.progress = rig_writing;
        all.sink.each = cut_and_hide;
        all.sink.more = hidden == 1 ? range : NULL;
        all.rig.server.chunked = true;
        if (hidden == 0) {
            check_arrived(run());
            CHECK_NUMBER(2, all.rig.server.asked[ASK_BYTES]);
        } else {
            CHECK_STATUS(QUATRIX_E_PART, run());
            CHECK_NUMBER(BLOCK, all.sink.size);
            check_fails(QUATRIX_E_PART, NULL);
        }
    }
}

static void tag_later(struct rig_sink *sink, uint64_t done, uint64_t total)
{
    struct rig_server *server = &sink->rig->server;

    (void)total;
    if (sink->restarts == 0 && (done == BLOCK || done == 2 * BLOCK)) {
        cut(sink->rig);
        server->etag = done == BLOCK ? "\"v2\"" : sink->more;
    }
}

/* A tag that comes with a later part counts from then on. */
static void a_tag_may_come_with_any_part(void **state)
{
    static char same[] = "\"v2\"";
    static char other[] = "\"v3\"";

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        rig_case("another one then: %u", i);
        set_up();
        all.config.tries = 5;
        all.config.progress = rig_writing;
        all.rig.server.etag = NULL;
        all.sink.each = tag_later;
        all.sink.more = i == 0 ? same : other;
        CHECK_STATUS(QUATRIX_OK, run());
        CHECK_NUMBER(i, all.sink.restarts);
        CHECK(memcmp(all.file, all.sink.bytes, SIZE) == 0);
        rig_close(&all.rig);
    }
}

static void a_server_that_wants_much_patience_ends_it(void **state)
{
    (void)state;
    set_up();
    all.config.tries = 9;
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_BYTES,
                                            .reply = "HTTP/1.1 429 Too Many Requests\r\n"
                                                     "Retry-After: 301\r\n"
                                                     "Content-Length: 0\r\n\r\n" });
    CHECK_STATUS(QUATRIX_E_RATE_LIMITED, run());
    CHECK_NUMBER(0, all.rig.waits);
    CHECK_NUMBER(301, quatrix_client_error(&all.rig.client)->retry_after_s);
    check_fails(QUATRIX_E_RATE_LIMITED, NULL);
}

/* --- the caller --- */

static int32_t read_too_much(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    (void)ctx;
    (void)offset;
    (void)buf;
    return (int32_t)size + 1;
}

static void what_reads_more_than_there_is_room_for_ends_it(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up();
    get_state(saved);
    all.config.read = read_too_much;
    CHECK_STATUS(QUATRIX_E_CALLBACK, resume(saved));
    check_fails(QUATRIX_E_CALLBACK, "read");
}

static void blocks_are_no_larger_than_a_write_can_say(void **state)
{
    (void)state;
    set_up();
    all.config.block_size = (size_t)INT32_MAX + 1;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, run());
    check_fails(QUATRIX_E_ARGUMENT, "block");
}

static void there_is_nothing_to_save_or_resume(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up();
    get_state(saved);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_save(&all.download, NULL));
    CHECK_STATUS(QUATRIX_E_STATE,
                 quatrix_download_resume(&all.download, &all.rig.client, &all.config, NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_download_resume(&all.download, &all.rig.client, NULL, saved));
    memset(&all.download, 0, sizeof all.download); /* as it is before it was ever started */
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_save(&all.download, saved));
    rig_close(&all.rig);
}

/* Nothing was written: then nothing has to be read. */
static void a_digest_from_the_beginning_needs_no_reading(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up();
    get_state(saved);
    CHECK_STATUS(QUATRIX_OK, quatrix_download_save_at(&all.download, 0, saved));
    all.config.read = NULL;
    check_arrived(resume(saved));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_call_does_all),
    cmocka_unit_test(a_link_that_leads_elsewhere_is_not_followed),
    cmocka_unit_test(every_form_of_a_range_is_understood_or_refused),
    cmocka_unit_test(the_end_of_an_archive_is_told_by_a_refusal),
    cmocka_unit_test(a_part_of_an_unknown_whole_is_of_no_use),
    cmocka_unit_test(a_tag_may_come_with_any_part),
    cmocka_unit_test(a_server_that_wants_much_patience_ends_it),
    cmocka_unit_test(what_reads_more_than_there_is_room_for_ends_it),
    cmocka_unit_test(blocks_are_no_larger_than_a_write_can_say),
    cmocka_unit_test(there_is_nothing_to_save_or_resume),
    cmocka_unit_test(a_digest_from_the_beginning_needs_no_reading),
};

RIG_MAIN(tests)
