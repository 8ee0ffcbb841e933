/* SPDX-License-Identifier: MIT */
/* Downloads that go well, replies that are no good, and files that change meanwhile. */
#include "rig.h"

#include <quatrix/digest.h>

#include <string.h>

enum { SIZE = 2500, BLOCK = 700 };

struct all {
    struct rig rig;
    struct rig_sink sink;
    struct quatrix_download download;
    struct quatrix_download_config config;
    struct quatrix_sha256 sha256;
    uint8_t file[RIG_FILE];
    size_t size;
    uint8_t block[RIG_FILE + 100];
};

static struct all all;

static void set_up(size_t size)
{
    rig_open(&all.rig);
    all.size = size;
    rig_fill(all.file, size, 3);
    rig_serve(&all.rig, all.file, size);
    rig_sink(&all.sink, &all.rig);
    memset(&all.config, 0, sizeof all.config);
    all.config.file_id = RIG_ID;
    all.config.block = all.block;
    all.config.block_size = BLOCK;
    all.config.write = rig_write;
    all.config.read = rig_read_back;
    all.config.progress = rig_writing;
    all.config.ctx = &all.sink;
    quatrix_sha256_init(&all.sha256);
    all.config.digest = &all.sha256.digest;
    memset(all.block, 0x5A, sizeof all.block);
}

/* The file becomes another one. */
static void change(size_t size, const char *etag)
{
    all.size = size;
    rig_fill(all.file, size, 8);
    memcpy(all.rig.server.file, all.file, size);
    all.rig.server.size = size;
    all.rig.server.etag = etag;
}

static enum quatrix_status run(uint32_t step_ms)
{
    memset(&all.download, 0xA5, sizeof all.download);
    return rig_download(&all.rig, &all.download,
                        quatrix_download_start(&all.download, &all.rig.client, &all.config),
                        step_ms);
}

static enum quatrix_status again(const uint8_t *state)
{
    memset(&all.download, 0xA5, sizeof all.download);
    return rig_download(&all.rig, &all.download,
                        quatrix_download_resume(&all.download, &all.rig.client, &all.config, state),
                        0);
}

/* So much arrives, then the connection is gone. The state is saved. */
static void get_part(int64_t bytes, uint8_t *saved)
{
    all.sink.cancel_at = bytes;
    CHECK_STATUS(QUATRIX_E_CANCELLED, run(0));
    CHECK(all.sink.size >= (size_t)bytes && all.sink.size < all.size);
    CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, saved));
    all.sink.cancel_at = -1;
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
    while (len > 0 && bytes[len - 1] == 0) {
        len--;
    }
    return len == 0;
}

static void check_ended(enum quatrix_status status)
{
    CHECK_STATUS(status, quatrix_client_error(&all.rig.client)->status);
    CHECK(is_zero(all.block, all.config.block_size));
    CHECK(!rig_has(all.rig.work, sizeof all.rig.work, "link-"));
    CHECK(!rig_has(&all.rig.client, sizeof all.rig.client, "link-"));
    CHECK(!rig_has(&all.download, sizeof all.download, "link-"));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_step(&all.download));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_cancel(&all.download));
    rig_close(&all.rig);
}

static void check_whole(enum quatrix_status status)
{
    struct quatrix_sha256 other;
    uint8_t want[QUATRIX_SHA256_SIZE];
    uint8_t got[QUATRIX_SHA256_SIZE];

    CHECK_STATUS(QUATRIX_OK, status);
    CHECK_NUMBER(all.size, all.sink.size);
    CHECK_NUMBER(all.size, all.download.done);
    CHECK(memcmp(all.file, all.sink.bytes, all.size) == 0);
    if (all.config.digest != NULL) {
        quatrix_sha256_init(&other);
        other.digest.update(&other.digest, all.file, all.size);
        CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&other, want));
        CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&all.sha256, got));
        CHECK(memcmp(want, got, sizeof want) == 0);
    }
    check_ended(QUATRIX_OK);
}

/* It fails, and what is there goes on as if nothing had been. */
static void check_fails(enum quatrix_status want, enum quatrix_status got)
{
    CHECK_STATUS(want, got);
    check_ended(want);
}

static void the_requests_are_these(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    check_whole(run(0));
    CHECK_NUMBER(1, rig_count(&all.rig, "POST /api/1.0/file/download-link HTTP/1.1\r\n"));
    CHECK_NUMBER(1, rig_count(&all.rig, "GET /api/1.0/file/download/link-2 HTTP/1.1\r\n"));
    CHECK_NUMBER(0, rig_count(&all.rig, "Range"));
    CHECK_NUMBER(2, rig_count(&all.rig, "X-Auth-Token: token-1\r\n"));
    CHECK_NUMBER(1, all.rig.dials);
    set_up(SIZE);
    get_part(1, saved);
    check_whole(again(saved));
    CHECK_NUMBER(1, rig_count(&all.rig, "\r\nRange: bytes="));
    CHECK(all.sink.restarts == 0 && all.sink.reads > 0);
}

static void any_slicing_and_framing_gives_the_same_file(void **state)
{
    static const size_t blocks[] = { 1, 2, 63, 700, SIZE - 1, SIZE, SIZE + 1, RIG_FILE };
    static const size_t sizes[] = { 0, 1, 2, 699, 700, 701, SIZE, RIG_FILE };

    (void)state;
    for (size_t i = 0; i < COUNT(blocks) * COUNT(sizes); i++) {
        for (unsigned how = 0; how < 12; how++) {
            set_up(sizes[i / COUNT(blocks)]);
            all.config.block_size = blocks[i % COUNT(blocks)];
            all.rig.server.chunked = how / 4 == 1;
            all.rig.server.until_close = how / 4 == 2;
            all.rig.slice = how % 4 == 1 ? 1 : 0;
            all.rig.take = how % 4 == 1 ? 3 : 0;
            all.rig.not_now = how % 4 == 2 ? 2 : 0;
            all.sink.not_now = how % 4 == 3 ? 2 : 0;
            rig_case("%zu bytes in blocks of %zu, way %u", all.size, all.config.block_size, how);
            check_whole(run(how % 2 == 0 ? 0 : 1));
        }
    }
}

static void refuse(const char *member, enum quatrix_status want)
{
    rig_case("%s", member);
    CHECK_STATUS(want, run(0));
    CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, member) == 0);
    CHECK_NUMBER(0, all.rig.dials);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_step(&all.download));
    rig_close(&all.rig);
    set_up(SIZE);
}

static void arguments_are_checked(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    all.config.write = NULL;
    refuse("write", QUATRIX_E_ARGUMENT);
    all.config.block = NULL;
    refuse("block", QUATRIX_E_ARGUMENT);
    all.config.block_size = 0;
    refuse("block", QUATRIX_E_ARGUMENT);
    all.config.size_known = true;
    all.config.size = (uint64_t)INT64_MAX + 1;
    refuse("size", QUATRIX_E_ARGUMENT);
    all.config.file_id = NULL;
    refuse("file_id", QUATRIX_E_ARGUMENT);
    all.config.file_id = "a b";
    refuse("file_id", QUATRIX_E_TEXT);
    all.config.file_id = "1234567890123456789012345678901234567890";
    refuse("file_id", QUATRIX_E_TOO_LONG);

    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_download_start(NULL, &all.rig.client, &all.config));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_download_start(&all.download, NULL, &all.config));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_download_start(&all.download, &all.rig.client, NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_step(NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_cancel(NULL));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_save(NULL, saved));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_save(&all.download, saved));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_forget(&all.rig.client));
    CHECK_STATUS(QUATRIX_E_AUTH, run(0));
    rig_close(&all.rig);
}

/* --- the caller's functions --- */

static void a_sink_that_fails_ends_it_and_it_can_go_on(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (unsigned how = 0; how < 2; how++) {
        for (int64_t at = 0; at < SIZE; at += 50) {
            rig_case("fails at %d, way %u", (int)at, how);
            set_up(SIZE);
            all.config.tries = 3; /* of no use here */
            *(how == 0 ? &all.sink.fail_at : &all.sink.short_at) = at;
            CHECK_STATUS(QUATRIX_E_CALLBACK, run(0));
            CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, "write") == 0);
            CHECK(all.download.done <= (uint64_t)at);
            CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, saved));
            all.sink.fail_at = all.sink.short_at = -1;
            all.sink.size = (size_t)all.download.done; /* a short write counts for nothing */
            check_whole(again(saved));
        }
    }
}

static void a_resumed_digest_needs_what_was_written(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    get_part(800, saved);
    all.config.read = NULL;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, again(saved));
    CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, "read") == 0);
    all.config.read = rig_read_back;
    all.sink.read_fails = true;
    CHECK_STATUS(QUATRIX_E_CALLBACK, again(saved));
    CHECK(strcmp(quatrix_client_error(&all.rig.client)->member, "read") == 0);
    check_ended(QUATRIX_E_CALLBACK);
    set_up(SIZE);
    get_part(800, saved);
    all.sink.not_now = 3;
    check_whole(again(saved));
    set_up(SIZE);
    get_part(800, saved);
    all.config.digest = NULL;
    all.config.read = NULL;
    check_whole(again(saved));
}

static void fewer_bytes_than_written_may_be_kept(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (uint64_t kept = 0; kept <= 700; kept += 100) {
        rig_case("%u bytes kept", (unsigned)kept);
        set_up(SIZE);
        get_part(700, saved);
        CHECK_STATUS(QUATRIX_E_ARGUMENT,
                     quatrix_download_save_at(&all.download, all.download.done + 1, saved));
        CHECK_STATUS(QUATRIX_OK, quatrix_download_save_at(&all.download, kept, saved));
        all.sink.size = (size_t)kept;
        rig_reboot(&all.rig);
        check_whole(again(saved));
    }
}

static void progress_cancels(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (int64_t at = 1; at < SIZE; at += 50) {
        rig_case("no at %d", (int)at);
        set_up(SIZE);
        all.config.block_size = 100;
        all.sink.cancel_at = at;
        CHECK_STATUS(QUATRIX_E_CANCELLED, run(1));
        CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, saved));
        all.sink.cancel_at = -1;
        check_whole(again(saved));
    }
}

static void a_slow_sink_is_no_failure_of_the_server(void **state)
{
    (void)state;
    for (unsigned how = 0; how < 3; how++) {
        rig_case("way %u", how);
        set_up(SIZE);
        all.rig.not_now = how == 1;
        all.sink.slow = 40000;
        all.sink.not_now = how == 2 ? 3 : 0;
        check_whole(run(0));
    }
}

/* --- what the server sends --- */

struct reply {
    const char *what;
    const char *content_range;
    bool ignore_range;
    bool chunked;
    int body_by;
    int length_by;
    unsigned status;
    const char *etag;
    enum quatrix_status first;  /* of a download from the beginning */
    enum quatrix_status second; /* of one that goes on after 700 bytes */
};

static const struct reply replies[] = {
    { .what = "as it should be" },
    { .what = "the range ignored", .ignore_range = true },
    { .what = "the range ignored, in chunks", .ignore_range = true, .chunked = true },
    { .what = "another first byte",
      .content_range = "bytes 701-2499/2500",
      .first = QUATRIX_E_PART,
      .second = QUATRIX_E_PART,
      .status = 206 },
    { .what = "a byte too early",
      .content_range = "bytes 699-2498/2500",
      .second = QUATRIX_E_PART },
    { .what = "the first byte", .content_range = "bytes 0-2499/2500", .second = QUATRIX_E_PART },
    { .what = "no Content-Range", .content_range = "", .second = QUATRIX_E_PART },
    { .what = "another last byte",
      .content_range = "bytes 700-2498/2500",
      .second = QUATRIX_E_PART },
    { .what = "another last byte, in chunks",
      .content_range = "bytes 700-2498/2500",
      .chunked = true,
      .second = QUATRIX_E_PART },
    { .what = "a part too short, in chunks",
      .chunked = true,
      .body_by = -1,
      .second = QUATRIX_E_PART,
      .first = QUATRIX_END /* of a length nobody told */ },
    { .what = "a part too long, in chunks",
      .chunked = true,
      .body_by = 1,
      .second = QUATRIX_E_PART,
      .first = QUATRIX_END },
    { .what = "beyond the end", .content_range = "bytes 700-2500/2500", .second = QUATRIX_E_PART },
    { .what = "backwards", .content_range = "bytes 2499-700/2500", .second = QUATRIX_E_PART },
    { .what = "another unit", .content_range = "lines 700-2499/2500", .second = QUATRIX_E_PART },
    { .what = "no numbers", .content_range = "bytes a-b/c", .second = QUATRIX_E_PART },
    { .what = "a sign", .content_range = "bytes 700-2499/+2500", .second = QUATRIX_E_PART },
    { .what = "far too large",
      .content_range = "bytes 700-2499/99999999999999999999",
      .second = QUATRIX_E_PART },
    { .what = "the total unknown", .content_range = "bytes 700-2499/*" },
    { .what = "capitals", .content_range = "Bytes 700-2499/2500" },
    { .what = "Content-Length too large",
      .length_by = 5,
      .first = QUATRIX_E_TIMEOUT,
      .second = QUATRIX_E_PART },
    { .what = "Content-Length too small",
      .length_by = -5,
      .first = QUATRIX_END,
      .second = QUATRIX_E_PART },
    { .what = "204", .status = 204, .first = QUATRIX_E_PART, .second = QUATRIX_E_PART },
    { .what = "201", .status = 201, .first = QUATRIX_E_PART, .second = QUATRIX_E_PART },
    { .what = "404", .status = 404, .first = QUATRIX_E_HTTP, .second = QUATRIX_E_HTTP },
    { .what = "416",
      .status = 416,
      .ignore_range = true,
      .first = QUATRIX_E_HTTP,
      .second = QUATRIX_E_HTTP },
    { .what = "a tag too long to be kept",
      .etag = "\"0123456789012345678901234567890123456789012345678901234567890123456789\"" },
    { .what = "no tag any more", .etag = "" },
};

static void misbehave(const struct reply *reply)
{
    struct rig_server *s = &all.rig.server;

    s->content_range = reply->content_range;
    s->ignore_range = reply->ignore_range;
    s->chunked = reply->chunked;
    s->body_by = reply->body_by;
    s->length_by = reply->length_by;
    s->status = reply->status;
    if (reply->etag != NULL) {
        s->etag = *reply->etag == 0 ? NULL : reply->etag;
    }
}

static void a_reply_that_does_not_fit_is_not_used(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        rig_case("%s, on resuming", replies[i].what);
        set_up(SIZE);
        all.config.block_size = 700 - 250; /* whatever the head leaves of it */
        get_part(700, saved);
        CHECK_STATUS(QUATRIX_OK, quatrix_download_save_at(&all.download, 700, saved));
        all.sink.size = 700;
        misbehave(&replies[i]);
        if (replies[i].second == QUATRIX_OK) {
            check_whole(again(saved));
            CHECK_NUMBER(replies[i].ignore_range, all.sink.restarts);
            continue;
        }
        check_fails(replies[i].second, again(saved));
        CHECK(replies[i].chunked || all.sink.size == 700); /* the head says enough */
        CHECK_NUMBER(replies[i].status == 416 ? 3 : 2, all.rig.server.asked[ASK_BYTES]);
    }
}

static void so_it_is_at_the_beginning(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        enum quatrix_status status;
        rig_case("%s, at the beginning", replies[i].what);
        set_up(SIZE);
        misbehave(&replies[i]);
        if (replies[i].first == QUATRIX_END) { /* only who knows the size can tell */
            CHECK_STATUS(QUATRIX_OK, run(0));
            rig_close(&all.rig);
            set_up(SIZE);
            misbehave(&replies[i]);
            all.config.size_known = true;
            all.config.size = SIZE;
            check_fails(QUATRIX_E_SIZE, run(0));
            CHECK(all.sink.size <= SIZE);
            continue;
        }
        status = run(0);
        if (replies[i].first == QUATRIX_OK) {
            check_whole(status);
        } else {
            check_fails(replies[i].first, status);
        }
    }
}

static void a_known_size_is_checked_before_a_byte_is_written(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (uint64_t size = SIZE - 1; size <= SIZE + 1; size++) {
        set_up(SIZE);
        all.config.size_known = true;
        all.config.size = size;
        if (size == SIZE) {
            check_whole(run(0));
        } else {
            check_fails(QUATRIX_E_SIZE, run(0));
            CHECK_NUMBER(0, all.sink.writes);
        }
    }
    set_up(SIZE); /* also where all is there, and nothing is left to ask for */
    all.sink.cancel_at = SIZE;
    CHECK_STATUS(QUATRIX_E_CANCELLED, run(0));
    CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, saved));
    all.config.size_known = true;
    all.config.size = SIZE - 1;
    check_fails(QUATRIX_E_SIZE, again(saved));
}

static void a_server_may_send_less_than_was_asked_for(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (size_t most = 1; most < SIZE; most = 2 * most + 1) {
        rig_case("%zu bytes a part", most);
        set_up(SIZE);
        get_part(700, saved);
        all.rig.server.part_most = most;
        check_whole(again(saved));
        CHECK(all.rig.server.asked[ASK_BYTES] > 1);
    }
}

/* --- files that change --- */

static void a_file_that_has_changed_begins_anew(void **state)
{
    static const size_t sizes[] = { SIZE, SIZE + 1, SIZE - 1, 700, 10, 0, RIG_FILE };
    static const char *const etags[] = { "\"v1\"", "\"v2\"", NULL };
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(sizes) * COUNT(etags); i++) {
        for (unsigned there = 0; there < 2; there++) {
            size_t size = sizes[i % COUNT(sizes)];
            const char *etag = etags[i / COUNT(sizes)];
            rig_case("%zu bytes, tag %s, all there %u", size, etag == NULL ? "none" : etag, there);
            if (size == SIZE && (etag == NULL || strcmp(etag, "\"v1\"") == 0)) {
                continue; /* nobody can tell */
            }
            set_up(SIZE);
            all.sink.cancel_at = there == 0 ? 700 : SIZE;
            CHECK_STATUS(QUATRIX_E_CANCELLED, run(0));
            all.sink.cancel_at = -1;
            CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, saved));
            change(size, etag);
            rig_reboot(&all.rig);
            quatrix_sha256_init(&all.sha256);
            if (size == 0) { /* nothing is written then */
                CHECK_STATUS(QUATRIX_OK, again(saved));
                CHECK_NUMBER(0, all.download.done);
                check_ended(QUATRIX_OK);
                continue;
            }
            check_whole(again(saved));
            CHECK_NUMBER(1, all.sink.restarts);
        }
    }
}

static void what_is_all_there_is_not_fetched_again(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    all.sink.cancel_at = SIZE;
    CHECK_STATUS(QUATRIX_E_CANCELLED, run(0));
    CHECK_STATUS(QUATRIX_OK, quatrix_download_save(&all.download, saved));
    all.sink.cancel_at = -1;
    all.sink.writes = 0;
    rig_reboot(&all.rig);
    check_whole(again(saved));
    CHECK_NUMBER(0, all.sink.writes);
}

static unsigned changes;

static void change_again(struct rig_sink *sink, uint64_t done, uint64_t total)
{
    (void)total;
    if (done > 0 && sink->rig->cut_read < 0 && changes < 20) {
        changes++;
        sink->rig->server.etag = changes % 2 == 0 ? "\"a\"" : "\"b\"";
        sink->rig->cut_read = sink->rig->received + 100;
    }
}

static void a_file_that_never_stays_the_same_is_given_up(void **state)
{
    (void)state;
    set_up(SIZE);
    changes = 0;
    all.config.tries = 200;
    all.config.block_size = 64;
    all.sink.each = change_again;
    CHECK_STATUS(QUATRIX_E_PART, run(0));
    CHECK(all.rig.server.asked[ASK_BYTES] < 10);
    check_ended(QUATRIX_E_PART);
}

static void the_length_of_an_archive_is_not_known(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    all.rig.server.chunked = true;
    all.rig.server.ignore_range = true;
    all.rig.cut_read = 1500;
    all.config.tries = 1;
    check_whole(run(0)); /* from its beginning */
    CHECK_NUMBER(1, all.sink.restarts);
    set_up(SIZE);
    all.rig.server.chunked = true;
    all.sink.cancel_at = 700;
    CHECK_STATUS(QUATRIX_E_CANCELLED, run(0));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_download_save(&all.download, saved));
    check_ended(QUATRIX_E_CANCELLED);
}

/* --- failures that pass --- */

static void what_passes_is_tried_again(void **state)
{
    static const char *const passing[] = {
        REPLY_EMPTY("500 Internal Server Error"),
        REPLY_EMPTY("502 Bad Gateway"),
        REPLY_EMPTY("503 Service Unavailable"),
        REPLY_EMPTY("504 Gateway Timeout"),
        REPLY_EMPTY("509 Bandwidth"),
        REPLY_SLOWER,
        NULL,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(passing); i++) {
        for (unsigned ask = ASK_DOWNLOAD_LINK; ask <= ASK_BYTES; ask++) {
            struct rig_fault fault = { .ask = (enum rig_ask)ask, .times = 2, .reply = passing[i] };
            rig_case("%s to %u", passing[i] == NULL ? "nothing" : passing[i], ask);
            fault.hang = passing[i] == NULL;
            set_up(SIZE);
            rig_fault(&all.rig, fault);
            all.config.tries = 2;
            check_whole(run(0));
            CHECK(all.rig.slept >= 1490 && all.rig.waits < 10);
            set_up(SIZE);
            rig_fault(&all.rig, fault);
            all.config.tries = 1;
            CHECK(run(0) < 0);
            rig_close(&all.rig);
        }
    }
}

static void what_does_not_pass_is_not(void **state)
{
    static const struct {
        const char *reply;
        enum quatrix_status status;
    } refusals[] = {
        { REPLY_GONE, QUATRIX_E_HTTP },
        { REPLY_EXPIRED, QUATRIX_E_HTTP },
        { REPLY_EMPTY("403 Forbidden"), QUATRIX_E_HTTP },
        { REPLY_EMPTY("401 Unauthorized"), QUATRIX_E_UNAUTHORIZED },
        { REPLY_EMPTY("302 Found"), QUATRIX_E_REDIRECT },
        { REPLY_EMPTY("501 Not Implemented"), QUATRIX_E_SERVER },
        { "HTTP/2 200 OK\r\n\r\n", QUATRIX_E_PROTOCOL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        for (unsigned ask = ASK_DOWNLOAD_LINK; ask <= ASK_BYTES; ask++) {
            struct rig_fault fault = { .ask = (enum rig_ask)ask,
                                       .times = 9,
                                       .reply = refusals[i].reply };
            rig_case("%s to %u", refusals[i].reply, ask);
            set_up(SIZE);
            all.config.tries = 3;
            rig_fault(&all.rig, fault);
            CHECK_STATUS(refusals[i].status, run(0));
            CHECK_NUMBER(1, all.rig.server.asked[ask]);
            check_ended(refusals[i].status);
        }
    }
}

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
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    for (unsigned ask = ASK_DOWNLOAD_LINK; ask <= ASK_BYTES; ask++) {
        for (unsigned resumed = 0; resumed < 2; resumed++) {
            rig_case("ends with %u, resumed %u", ask, resumed);
            set_up(SIZE);
            logins = 0;
            CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &hook));
            if (resumed == 1) {
                get_part(700, saved);
            }
            rig_fault(&all.rig, (struct rig_fault){ .ask = (enum rig_ask)ask,
                                                    .skip = resumed,
                                                    .end_session = true });
            check_whole(resumed == 1 ? again(saved) : run(0));
            CHECK_NUMBER(1, logins);
            CHECK_NUMBER(0, all.sink.restarts);
        }
    }
}

/* What a refusal says of itself is not about the file. */
static void the_tag_of_a_refusal_is_not_the_file_s(void **state)
{
    unsigned logins = 0;
    const struct quatrix_relogin hook = { &logins, give_credentials, NULL, NULL };
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)state;
    set_up(SIZE);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &hook));
    get_part(700, saved);
    all.rig.server.etag = NULL;
    rig_fault(&all.rig, (struct rig_fault){
                            .ask = ASK_BYTES,
                            .skip = 1,
                            .reply = "HTTP/1.1 401 Unauthorized\r\nETag: \"login\"\r\n"
                                     "Content-Range: bytes 0-1/2\r\nContent-Length: 0\r\n\r\n" });
    check_whole(again(saved));
    CHECK_NUMBER(1, logins);
    CHECK_NUMBER(0, all.sink.restarts);
}

static void it_can_be_ended_at_every_step_and_go_on(void **state)
{
    uint8_t saved[QUATRIX_DOWNLOAD_STATE_SIZE];
    bool ended = false;

    (void)state;
    for (unsigned steps = 0; !ended; steps++) {
        enum quatrix_status status;
        rig_case("cancelled after %u steps", steps);
        set_up(SIZE);
        all.rig.not_now = 1;
        all.rig.slice = 97;
        all.sink.not_now = 1;
        status = quatrix_download_start(&all.download, &all.rig.client, &all.config);
        for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
            status = quatrix_download_step(&all.download);
        }
        ended = status == QUATRIX_OK;
        if (ended) {
            check_whole(status);
            break;
        }
        CHECK_STATUS(QUATRIX_PENDING, status);
        CHECK_STATUS(QUATRIX_OK, quatrix_download_cancel(&all.download));
        if (quatrix_download_save(&all.download, saved) == QUATRIX_OK) {
            rig_reboot(&all.rig);
            check_whole(again(saved));
        } else {
            CHECK_NUMBER(0, all.sink.size);
            check_ended(QUATRIX_E_CANCELLED);
        }
    }
}

static void a_step_never_sleeps(void **state)
{
    struct rig_fault fault = { .ask = ASK_BYTES, .times = 2, .reply = REPLY_EMPTY("503 Busy") };

    (void)state;
    set_up(SIZE);
    all.config.tries = 2;
    all.rig.not_now = 1;
    rig_fault(&all.rig, fault);
    check_whole(run(10));
    CHECK_NUMBER(0, all.rig.waits + all.rig.empty_waits);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_requests_are_these),
    cmocka_unit_test(any_slicing_and_framing_gives_the_same_file),
    cmocka_unit_test(arguments_are_checked),
    cmocka_unit_test(a_sink_that_fails_ends_it_and_it_can_go_on),
    cmocka_unit_test(a_resumed_digest_needs_what_was_written),
    cmocka_unit_test(fewer_bytes_than_written_may_be_kept),
    cmocka_unit_test(progress_cancels),
    cmocka_unit_test(a_slow_sink_is_no_failure_of_the_server),
    cmocka_unit_test(a_reply_that_does_not_fit_is_not_used),
    cmocka_unit_test(so_it_is_at_the_beginning),
    cmocka_unit_test(a_known_size_is_checked_before_a_byte_is_written),
    cmocka_unit_test(a_server_may_send_less_than_was_asked_for),
    cmocka_unit_test(a_file_that_has_changed_begins_anew),
    cmocka_unit_test(what_is_all_there_is_not_fetched_again),
    cmocka_unit_test(a_file_that_never_stays_the_same_is_given_up),
    cmocka_unit_test(the_length_of_an_archive_is_not_known),
    cmocka_unit_test(what_passes_is_tried_again),
    cmocka_unit_test(what_does_not_pass_is_not),
    cmocka_unit_test(it_outlives_the_session),
    cmocka_unit_test(the_tag_of_a_refusal_is_not_the_file_s),
    cmocka_unit_test(it_can_be_ended_at_every_step_and_go_on),
    cmocka_unit_test(a_step_never_sleeps),
};

RIG_MAIN(tests)
