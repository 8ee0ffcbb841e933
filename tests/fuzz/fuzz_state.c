/* SPDX-License-Identifier: MIT */
/*
 * The stored state of an upload or download, and what comes after: it is taken if, and only if, it is one;
 * then the transfer goes on with a server that says anything. It ends with a documented status, reads and
 * writes where it may, can be saved again, and the client can be used.
 *
 * Input: flags, nine bytes for the transport (script.h), how many changes to a good state, the changes
 * (four bytes each, fuzz.h), then replies.
 */
#include "fuzz.h"
#include "script.h"

#include "transfer/transfer.h"

#include <quatrix/download.h>
#include <quatrix/upload.h>

#include <stdlib.h>
#include <string.h>

enum flag { DOWNLOAD, FRESH, SEALED, TRIES, MULTIPART, SIZE_KNOWN, SLOW, CANCEL };

enum {
    SIZE = 2500,
    DONE = 1000,
    BLOCK = 700,
    STATE = QUATRIX_TRANSFER_STATE_SIZE,
    STEPS_MAX = 4000
};

#define FILE_ID "f-1"

static struct bench b;
static uint8_t flags;

/* --- the program's side of the file --- */

static uint64_t written; /* bytes that are there; of the next write the place */

static int32_t read_file(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    unsigned *calls = ctx;
    uint64_t most = fuzz_bit(flags, DOWNLOAD) ? written : SIZE;

    FUZZ_CHECK(size > 0 && offset < most && size <= most - offset);
    memset(buf, 'f', size);
    return fuzz_bit(flags, SLOW) && ++*calls % 2 == 1 ? 0 : (int32_t)size;
}

static int32_t write_file(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    unsigned *calls = ctx;

    FUZZ_CHECK(bytes != NULL && len > 0 && len <= BLOCK);
    FUZZ_CHECK(offset == written || offset == 0);
    FUZZ_CHECK(!fuzz_bit(flags, SIZE_KNOWN) || (offset <= SIZE && len <= SIZE - offset));
    if (fuzz_bit(flags, SLOW) && ++*calls % 2 == 1) {
        return 0;
    }
    written = offset + len;
    return (int32_t)len;
}

static void begin_digest(struct quatrix_digest *digest)
{
    digest->failed = false;
}

static void update_digest(struct quatrix_digest *digest, const uint8_t *bytes, size_t len)
{
    FUZZ_CHECK(bytes != NULL && len > 0 && !digest->failed);
}

/* --- a state --- */

static void good_state(uint8_t state[STATE])
{
    struct quatrix_transfer_state saved;

    memset(&saved, 0, sizeof saved);
    saved.length = SIZE;
    saved.done = DONE;
    saved.tag = 77;
    memcpy(saved.id[0].text, FILE_ID, sizeof FILE_ID);
    if (!fuzz_bit(flags, DOWNLOAD)) {
        memcpy(saved.id[1].text, BENCH_UPLOAD_KEY, sizeof BENCH_UPLOAD_KEY);
    }
    quatrix_transfer_save(fuzz_bit(flags, DOWNLOAD) ? "QXD1" : "QXU1", &saved, state);
}

/* CRC-32, with its bits the other way round than the library has them. */
static uint32_t checksum(const uint8_t *bytes, size_t len)
{
    uint32_t crc = UINT32_MAX;
    uint32_t mirrored = 0;

    for (size_t bit = 0; bit < 8 * len; bit++) {
        uint32_t in = (uint32_t)bytes[bit / 8] >> bit % 8 & 1U;
        crc = crc << 1 ^ (((crc >> 31) ^ in) != 0 ? UINT32_C(0x04C11DB7) : 0U);
    }
    for (unsigned bit = 0; bit < 32; bit++) {
        mirrored |= (crc >> bit & 1U) << (31 - bit);
    }
    return ~mirrored;
}

static uint64_t number_at(const uint8_t *state, size_t at, size_t bytes)
{
    uint64_t number = 0;

    for (size_t i = 0; i < bytes; i++) {
        number |= (uint64_t)state[at + i] << 8 * i;
    }
    return number;
}

static void seal(uint8_t state[STATE])
{
    uint32_t sum = checksum(state, STATE - 4);

    for (size_t i = 0; i < 4; i++) {
        state[STATE - 4 + i] = (uint8_t)(sum >> 8 * i & 0xFF);
    }
}

/* As quatrix/upload.h and quatrix/download.h have it. */
static bool is_state(const uint8_t state[STATE])
{
    const uint8_t *first = state + 24;
    const uint8_t *second = first + QUATRIX_ID_MAX + 1;
    bool named = memchr(first, 0, QUATRIX_ID_MAX + 1) != NULL &&
                 memchr(second, 0, QUATRIX_ID_MAX + 1) != NULL;

    if (memcmp(state, fuzz_bit(flags, DOWNLOAD) ? "QXD1" : "QXU1", 4) != 0 || !named ||
        number_at(state, STATE - 4, 4) != checksum(state, STATE - 4) ||
        number_at(state, 12, 8) > number_at(state, 4, 8)) {
        return false;
    }
    return fuzz_bit(flags, DOWNLOAD) ? strcmp((const char *)first, FILE_ID) == 0 : *first != 0;
}

/* --- transfers --- */

static unsigned calls;
static uint8_t block[BLOCK];
static struct quatrix_digest digest = { begin_digest, update_digest, false };

/* Step by step, with a clock that goes on. */
static enum quatrix_status drive(enum quatrix_status (*step)(void *), void *transfer,
                                 enum quatrix_status (*cancel)(void *), enum quatrix_status status)
{
    unsigned steps = 0;
    unsigned last = fuzz_bit(flags, CANCEL) ? 1U + (unsigned)b.slice : STEPS_MAX;

    while (status == QUATRIX_PENDING) {
        if (++steps == last) {
            FUZZ_CHECK(last < STEPS_MAX && cancel(transfer) == QUATRIX_OK);
            return QUATRIX_E_CANCELLED;
        }
        b.now += 300;
        status = step(transfer);
    }
    FUZZ_CHECK(step(transfer) == QUATRIX_E_STATE && cancel(transfer) == QUATRIX_E_STATE);
    return status;
}

static enum quatrix_status step_upload(void *upload)
{
    return quatrix_upload_step(upload);
}

static enum quatrix_status cancel_upload(void *upload)
{
    return quatrix_upload_cancel(upload);
}

static enum quatrix_status step_download(void *download)
{
    return quatrix_download_step(download);
}

static enum quatrix_status cancel_download(void *download)
{
    return quatrix_download_cancel(download);
}

static void check_started(enum quatrix_status status, const uint8_t *state)
{
    if (state != NULL && !is_state(state)) {
        FUZZ_CHECK(status == QUATRIX_E_STATE);
    } else {
        FUZZ_CHECK(status != QUATRIX_E_STATE);
    }
}

static void check_ended(enum quatrix_status status)
{
    const enum quatrix_status also[] = { b.fail_with,    QUATRIX_E_CANCELLED, QUATRIX_E_PART,
                                         QUATRIX_E_SIZE, QUATRIX_E_STATE,     QUATRIX_E_ARGUMENT,
                                         QUATRIX_E_TEXT, QUATRIX_E_AUTH };

    fuzz_check_documented(status, also, COUNT(also));
    FUZZ_CHECK(quatrix_client_error(&b.client)->status == status);
    fuzz_check_contract(&b);
}

static void upload(const uint8_t *state)
{
    static struct quatrix_upload up;
    static struct quatrix_upload_config config;
    uint8_t again[STATE];
    enum quatrix_status status;

    config = (struct quatrix_upload_config){
        .name = "plan \"2\".txt",
        .parent_id = "d-1",
        .multipart = fuzz_bit(flags, MULTIPART),
        .tries = fuzz_bit(flags, TRIES) ? 2 : 0,
        .chunk_size = 1000,
        .size = SIZE,
        .mtime = INT64_C(1699400000123456),
        .block = block,
        .block_size = sizeof block,
        .read = read_file,
        .ctx = &calls,
        .digest = &digest,
    };
    status = state != NULL ? quatrix_upload_resume(&up, &b.client, &config, state)
                           : quatrix_upload_start(&up, &b.client, &config);
    check_started(status, state);
    status = drive(step_upload, &up, cancel_upload, status);
    check_ended(status);
    FUZZ_CHECK(up.confirmed <= SIZE && (status != QUATRIX_OK || up.confirmed == SIZE));
    if (status == QUATRIX_OK) {
        FUZZ_CHECK(up.link.upload_key.text[0] == 0);
    } else if (quatrix_upload_save(&up, again) == QUATRIX_OK) {
        FUZZ_CHECK(is_state(again) && number_at(again, 12, 8) == up.confirmed);
    }
    quatrix_wipe(&up, sizeof up);
}

static void download(const uint8_t *state)
{
    static struct quatrix_download down;
    static struct quatrix_download_config config;
    uint8_t again[STATE];
    enum quatrix_status status;

    config = (struct quatrix_download_config){
        .file_id = FILE_ID,
        .tries = fuzz_bit(flags, TRIES) ? 2 : 0,
        .size_known = fuzz_bit(flags, SIZE_KNOWN),
        .size = SIZE,
        .block = block,
        .block_size = sizeof block,
        .write = write_file,
        .read = read_file,
        .ctx = &calls,
        .digest = &digest,
    };
    written = state != NULL ? number_at(state, 12, 8) : 0;
    if (written > 4 * SIZE) { /* the digest wants to read it all again */
        config.digest = NULL;
    }
    status = state != NULL ? quatrix_download_resume(&down, &b.client, &config, state)
                           : quatrix_download_start(&down, &b.client, &config);
    check_started(status, state);
    status = drive(step_download, &down, cancel_download, status);
    check_ended(status);
    FUZZ_CHECK(
        status != QUATRIX_OK ||
        (down.done == written && (down.total == written || down.total == QUATRIX_SIZE_UNKNOWN)));
    FUZZ_CHECK(status != QUATRIX_OK || !config.size_known || written == SIZE);
    if (quatrix_download_save(&down, again) == QUATRIX_OK) {
        FUZZ_CHECK(is_state(again) && number_at(again, 12, 8) == down.done);
    }
    quatrix_wipe(&down, sizeof down);
}

static void check_block(void)
{
    for (size_t i = 0; i < sizeof block; i++) {
        FUZZ_CHECK(block[i] == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    struct fuzz_input changes;
    uint8_t *state = calloc(1, STATE);

    FUZZ_CHECK(state != NULL);
    flags = fuzz_byte(&in);
    fuzz_abort_on_failure();
    bench_prepare(&b);
    b.config.work_size = 640;
    b.config.timeout_ms = 10000;
    bench_begin(&b, BENCH_SESSION);
    fuzz_transport(&b, &in);
    changes.left = 4U * fuzz_number(&in, 16);
    changes.left = changes.left < in.left ? changes.left : in.left;
    changes.at = in.at;
    in.at += changes.left;
    in.left -= changes.left;
    fuzz_replies_of(&b, in.at, in.left);

    good_state(state);
    FUZZ_CHECK(is_state(state));
    (void)fuzz_edit(&changes, state, STATE, STATE);
    if (fuzz_bit(flags, SEALED)) {
        seal(state);
    }
    calls = 0;
    memset(block, 0, sizeof block);
    if (fuzz_bit(flags, DOWNLOAD)) {
        download(fuzz_bit(flags, FRESH) ? NULL : state);
    } else {
        upload(fuzz_bit(flags, FRESH) ? NULL : state);
    }
    check_block();
    free(state);
    fuzz_use_again(&b);
    bench_close(&b);
    return 0;
}
