/* SPDX-License-Identifier: MIT */
/* What seldom happens to an upload: each of these is a turn that nothing else takes. */
#include "rig.h"

#include <quatrix/digest.h>

#include <stdio.h>
#include <string.h>

enum { SIZE = 2500, BLOCK = 700, AT_DONE = 12, AT_ID = 24, AT_SUM = QUATRIX_UPLOAD_STATE_SIZE - 4 };

struct all {
    struct rig rig;
    struct rig_source source;
    struct quatrix_upload upload;
    struct quatrix_upload_config config;
    struct quatrix_sha256 sha256;
    uint8_t file[RIG_FILE];
    uint8_t block[RIG_FILE];
};

static struct all all;

static void set_up(void)
{
    rig_open(&all.rig);
    rig_fill(all.file, SIZE, 11);
    rig_source(&all.source, &all.rig, all.file, SIZE);
    memset(&all.config, 0, sizeof all.config);
    all.config.name = "plan.txt";
    all.config.parent_id = RIG_PARENT;
    all.config.size = SIZE;
    all.config.chunk_size = 1000;
    all.config.block = all.block;
    all.config.block_size = BLOCK;
    all.config.read = rig_read;
    all.config.progress = rig_reading;
    all.config.ctx = &all.source;
    quatrix_sha256_init(&all.sha256);
    all.config.digest = &all.sha256.digest;
}

static enum quatrix_status run(void)
{
    memset(&all.upload, 0xA5, sizeof all.upload);
    return quatrix_upload(&all.upload, &all.rig.client, &all.config);
}

static enum quatrix_status resume(const uint8_t *state)
{
    memset(&all.upload, 0xA5, sizeof all.upload);
    return quatrix_upload_wait(
        &all.upload, quatrix_upload_resume(&all.upload, &all.rig.client, &all.config, state));
}

/* Two blocks arrive, then the caller says no. */
static void get_state(uint8_t *saved)
{
    all.source.cancel_at = 1000;
    CHECK_STATUS(QUATRIX_E_CANCELLED, run());
    CHECK_NUMBER(1000, all.upload.confirmed);
    CHECK_STATUS(QUATRIX_OK, quatrix_upload_save(&all.upload, saved));
    all.source.cancel_at = -1;
}

static void check_arrived(enum quatrix_status status)
{
    uint8_t hash[QUATRIX_SHA256_SIZE];

    CHECK_STATUS(QUATRIX_OK, status);
    CHECK_FILE(&all.rig, all.file, SIZE);
    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&all.sha256, hash));
    rig_close(&all.rig);
}

static void check_fails(enum quatrix_status want, const char *member)
{
    const char *got = quatrix_client_error(&all.rig.client)->member;

    CHECK_STATUS(want, quatrix_client_error(&all.rig.client)->status);
    CHECK(member == NULL ? got == NULL : got != NULL && strcmp(got, member) == 0);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_step(&all.upload));
    rig_close(&all.rig);
}

static void one_call_does_all(void **state)
{
    (void)state;
    set_up();
    check_arrived(run());
}

/* --- form data --- */

static void a_quote_in_the_name_does_not_end_it(void **state)
{
    (void)state;
    set_up();
    all.config.multipart = true;
    all.config.name = "\"a\"b\".txt";
    check_arrived(run());
}

static void a_block_must_hold_what_stands_around_the_file(void **state)
{
    static const char around[] = "--key-2\r\nContent-Disposition: form-data; name=\"file\"; "
                                 "filename=\"plan.txt\"\r\nContent-Type: "
                                 "application/octet-stream\r\n\r\n";
    const size_t least = sizeof around - 1;

    (void)state;
    for (size_t block = 1; block <= least + 3; block++) {
        rig_case("block of %zu", block);
        set_up();
        all.config.multipart = true;
        all.config.block_size = block;
        if (block >= least) {
            check_arrived(run());
        } else {
            CHECK_STATUS(QUATRIX_E_SPACE, run());
            CHECK_NUMBER(0, all.rig.server.asked[ASK_MULTIPART]);
            check_fails(QUATRIX_E_SPACE, "block");
        }
    }
}

static void only_some_letters_may_stand_in_a_boundary(void **state)
{
    static const char good[] = "-azAZ09";
    static const char bad[] = "`{@[/:._+,";
    char reply[200];

    (void)state;
    for (size_t i = 0; i < sizeof good + sizeof bad - 2; i++) {
        bool is_good = i < sizeof good - 1;
        char letter = is_good ? good[i] : bad[i - (sizeof good - 1)];
        rig_case("'%c'", letter);
        set_up();
        all.config.multipart = true;
        (void)strcpy(reply, REPLY_JSON("200 OK", "{\"upload_key\":\"key-?\",\"file_id\":\"a\"}"));
        *strchr(reply, '?') = letter;
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_LINK, .reply = reply });
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_MULTIPART, .reply = REPLY_GONE });
        CHECK_STATUS(is_good ? QUATRIX_E_HTTP : QUATRIX_E_TYPE, run());
        CHECK_NUMBER(is_good ? 1 : 0, all.rig.server.asked[ASK_MULTIPART]);
        if (is_good) { /* the key is gone, and with form data there is no other */
            CHECK_NUMBER(0, all.rig.server.asked[ASK_MODIFY]);
        }
        check_fails(is_good ? QUATRIX_E_HTTP : QUATRIX_E_TYPE, is_good ? NULL : "upload_key");
    }
}

/* The request takes the key with it, unless the server says that it has not looked at it. */
static void form_data_is_sent_again_only_where_it_was_refused(void **state)
{
    static const struct {
        const char *reply;
        enum quatrix_status status;
    } ways[] = {
        { NULL, QUATRIX_E_CLOSED },
        { REPLY_EMPTY("500 Oops"), QUATRIX_E_SERVER },
        { REPLY_EMPTY("502 Bad Gateway"), QUATRIX_E_SERVER },
        { REPLY_EMPTY("503 Busy"), QUATRIX_OK },
        { REPLY_SLOWER, QUATRIX_OK },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        rig_case("way %zu", i);
        set_up();
        all.config.multipart = true;
        all.config.tries = 1;
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_MULTIPART,
                                                .reply = ways[i].reply,
                                                .cut = ways[i].reply == NULL });
        CHECK_STATUS(ways[i].status, run());
        CHECK_NUMBER(ways[i].status == QUATRIX_OK ? 2 : 1, all.rig.server.asked[ASK_MULTIPART]);
        CHECK_NUMBER(1, all.rig.server.asked[ASK_LINK]);
        rig_close(&all.rig);
    }
}

/* --- keys --- */

static void a_file_that_was_never_there_is_not_reopened(void **state)
{
    (void)state;
    set_up();
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_LINK, .reply = REPLY_GONE });
    CHECK_STATUS(QUATRIX_E_HTTP, run());
    CHECK_NUMBER(0, all.rig.server.asked[ASK_MODIFY]);
    check_fails(QUATRIX_E_HTTP, NULL);
}

/* From its beginning once, and no more. */
static void what_the_server_never_cuts_is_sent_anew_once(void **state)
{
    (void)state;
    for (unsigned digest = 0; digest < 2; digest++) {
        for (unsigned times = 1; times <= 2; times++) {
            rig_case("forgotten %u times, digest %u", times, digest);
            set_up();
            all.config.digest = digest == 1 ? &all.sha256.digest : NULL;
            all.rig.server.no_cut = true;
            for (unsigned i = 0; i < times; i++) { /* behind the first chunk of each go */
                rig_fault(&all.rig, (struct rig_fault){
                                        .ask = ASK_CHUNK, .skip = 1 + 2 * i, .expire = true });
            }
            if (times == 1) {
                check_arrived(run());
            } else {
                CHECK_STATUS(QUATRIX_E_HTTP, run());
                CHECK_NUMBER(4, all.rig.server.asked[ASK_CHUNK]);
                CHECK_NUMBER(3, all.rig.server.asked[ASK_MODIFY]);
                check_fails(QUATRIX_E_HTTP, NULL);
            }
        }
    }
}

static void a_link_is_asked_for_again_where_none_was_made(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        rig_case("way %u", i);
        set_up();
        all.config.tries = 1;
        rig_fault(&all.rig,
                  (struct rig_fault){ .ask = ASK_LINK,
                                      .reply = i == 0 ? REPLY_EMPTY("503 Busy") : REPLY_SLOWER });
        check_arrived(run());
        CHECK_NUMBER(2, all.rig.server.asked[ASK_LINK]);
    }
}

/* --- the session --- */

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = RIG_EMAIL;
    *password = RIG_PASSWORD;
    return true;
}

static const struct quatrix_relogin hook = { NULL, give_credentials, NULL, NULL };

static void a_refused_api_key_is_not_logged_in_with(void **state)
{
    (void)state;
    set_up();
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &hook));
    CHECK_STATUS(QUATRIX_OK, quatrix_client_use_api_key(&all.rig.client, "key-of-the-device"));
    rig_fault(&all.rig,
              (struct rig_fault){ .ask = ASK_LINK,
                                  .reply = REPLY_JSON("200 OK", "{\"upload_key\":\"key-1\","
                                                                "\"file_id\":\"a\"}") });
    rig_fault(&all.rig,
              (struct rig_fault){ .ask = ASK_CHUNK, .reply = REPLY_EMPTY("401 Unauthorized") });
    CHECK_STATUS(QUATRIX_E_UNAUTHORIZED, run());
    CHECK_NUMBER(0, all.rig.server.asked[ASK_KEEPALIVE]);
    CHECK_NUMBER(0, all.rig.server.asked[ASK_LOGIN]);
    check_fails(QUATRIX_E_UNAUTHORIZED, NULL);
}

static void a_failed_login_ends_it(void **state)
{
    (void)state;
    set_up();
    CHECK_STATUS(QUATRIX_OK, quatrix_client_relogin(&all.rig.client, &hook));
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .end_session = true });
    rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_KEEPALIVE, .reply = REPLY_GONE });
    CHECK_STATUS(QUATRIX_E_HTTP, run());
    CHECK_NUMBER(1, all.rig.server.asked[ASK_CHUNK]);
    CHECK_NUMBER(0, all.rig.server.asked[ASK_MODIFY]); /* though it was a 404 */
    check_fails(QUATRIX_E_HTTP, NULL);
}

/* --- the caller --- */

static void a_source_may_fail_or_be_slow_while_the_digest_catches_up(void **state)
{
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    set_up();
    get_state(saved);
    all.source.not_now = 3;
    check_arrived(resume(saved));
    set_up();
    get_state(saved);
    all.source.fail_at = 0;
    CHECK_STATUS(QUATRIX_E_CALLBACK, resume(saved));
    check_fails(QUATRIX_E_CALLBACK, "read");
}

static void dawdle(struct rig_source *source, uint64_t done)
{
    if (done == BLOCK) {
        source->rig->now += 10 * QUATRIX_TIMEOUT_MS;
        source->rig->not_now = 1;
    }
}

static void a_program_that_dawdles_is_told_so_at_once(void **state)
{
    (void)state;
    set_up();
    all.source.each = dawdle;
    CHECK_STATUS(QUATRIX_E_TIMEOUT, run());
    CHECK_NUMBER(0, all.rig.slept);
    check_fails(QUATRIX_E_TIMEOUT, NULL);
}

static void blocks_are_no_larger_than_a_read_can_say(void **state)
{
    (void)state;
    set_up();
    all.config.block_size = (size_t)INT32_MAX + 1;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, run());
    check_fails(QUATRIX_E_ARGUMENT, "block");
}

/* While the body waits, a reply arrives that is longer than what was sent: none of it stays. */
static void a_refusal_longer_than_the_request_is_read_and_wiped(void **state)
{
    char reply[900];

    (void)state;
    for (size_t slice = 0; slice < 3; slice++) {
        rig_case("slices of %zu", slice);
        set_up();
        (void)snprintf(reply, sizeof reply,
                       "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
                       "X-Filler: %0440d\r\nContent-Length: 12\r\n\r\n{\"code\":122}",
                       0);
        all.rig.slice = slice;
        rig_fault(&all.rig, (struct rig_fault){ .ask = ASK_CHUNK, .reply = reply, .deaf = true });
        CHECK_STATUS(QUATRIX_E_HTTP, run());
        CHECK_NUMBER(122, quatrix_client_error(&all.rig.client)->server_code);
        check_fails(QUATRIX_E_HTTP, NULL);
    }
}

/* --- what was stored --- */

/* CRC-32 as Ethernet has it, so that a state somebody made up is only refused for what it says. */
static void sign(uint8_t *state)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < AT_SUM; i++) {
        crc ^= state[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = (crc & 1U) != 0 ? crc >> 1 ^ UINT32_C(0xEDB88320) : crc >> 1;
        }
    }
    for (unsigned i = 0; i < 4; i++) {
        state[AT_SUM + i] = (uint8_t)(~crc >> 8 * i & 0xFFU);
    }
}

static void a_made_up_state_does_no_harm(void **state)
{
    enum { ID = sizeof(struct quatrix_id) };
    static const struct {
        const char *what;
        size_t at;
        size_t len;
        uint8_t byte;
        enum quatrix_status status;
    } ways[] = {
        { "as it was", 0, 0, 0, QUATRIX_OK },
        { "no end of the file's identifier", AT_ID, ID, 'a', QUATRIX_E_STATE },
        { "no end of the key", AT_ID + ID, ID, 'a', QUATRIX_E_STATE },
        { "no file", AT_ID, ID, 0, QUATRIX_E_STATE },
        { "a way upwards", AT_ID + ID, 2, '.', QUATRIX_E_TEXT },
        { "all of it done", AT_DONE, 1, SIZE & 0xFF, QUATRIX_E_HTTP },
        { "more done than there is", AT_DONE, 1, (SIZE & 0xFF) + 1, QUATRIX_E_STATE },
    };
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        rig_case("%s", ways[i].what);
        set_up();
        get_state(saved);
        if (ways[i].at == AT_DONE) {
            saved[AT_DONE + 1] = SIZE >> 8;
        }
        memset(saved + ways[i].at, ways[i].byte, ways[i].len);
        if (ways[i].status == QUATRIX_E_TEXT) {
            saved[ways[i].at + 2] = 0;
        }
        sign(saved);
        CHECK_STATUS(ways[i].status, resume(saved));
        rig_close(&all.rig);
    }
}

static void there_is_nothing_to_save_or_resume(void **state)
{
    uint8_t saved[QUATRIX_UPLOAD_STATE_SIZE];

    (void)state;
    set_up();
    get_state(saved);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_save(&all.upload, NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_upload_resume(&all.upload, &all.rig.client, NULL, saved));
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_save(&all.upload, saved));
    rig_close(&all.rig);
    set_up();
    all.config.multipart = true;
    all.source.cancel_at = 0;
    CHECK_STATUS(QUATRIX_E_CANCELLED, run());
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_upload_save(&all.upload, saved));
    rig_close(&all.rig);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_call_does_all),
    cmocka_unit_test(a_quote_in_the_name_does_not_end_it),
    cmocka_unit_test(a_block_must_hold_what_stands_around_the_file),
    cmocka_unit_test(only_some_letters_may_stand_in_a_boundary),
    cmocka_unit_test(form_data_is_sent_again_only_where_it_was_refused),
    cmocka_unit_test(a_file_that_was_never_there_is_not_reopened),
    cmocka_unit_test(what_the_server_never_cuts_is_sent_anew_once),
    cmocka_unit_test(a_link_is_asked_for_again_where_none_was_made),
    cmocka_unit_test(a_refused_api_key_is_not_logged_in_with),
    cmocka_unit_test(a_failed_login_ends_it),
    cmocka_unit_test(a_source_may_fail_or_be_slow_while_the_digest_catches_up),
    cmocka_unit_test(a_program_that_dawdles_is_told_so_at_once),
    cmocka_unit_test(blocks_are_no_larger_than_a_read_can_say),
    cmocka_unit_test(a_refusal_longer_than_the_request_is_read_and_wiped),
    cmocka_unit_test(a_made_up_state_does_no_harm),
    cmocka_unit_test(there_is_nothing_to_save_or_resume),
};

RIG_MAIN(tests)
