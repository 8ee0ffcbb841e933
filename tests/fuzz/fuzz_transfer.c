/* SPDX-License-Identifier: MIT */
/*
 * An upload or download between a program and an honest server (tests/transfer/), over a network that cuts
 * and stalls, a server that refuses, forgets and is late, and a device that is reset. What ends well is
 * right, byte for byte; what does not can be gone on with once all is well again, and is right then.
 *
 * Input: flags, bytes at a time (sent, read), not now (2 bits each), where the connection is cut (sent,
 * read, 2 bytes each), size of the file (2 bytes), of the block, of the parts the server sends; after how
 * many steps the device is reset, how often; then faults, four bytes each.
 */
#include "fuzz.h"

#include "transfer/rig.h"

#include <quatrix/digest.h>

#include <string.h>

enum flag { DOWNLOAD, UNUSED, TRIES, MULTIPART, CHUNKED, UNTIL_CLOSE, NO_TAG, KNOWN };

enum { BLOCK_MAX = 1 + 4 * 255 + RIG_FILE / 16, STEPS_MAX = 1000000, CHUNK = 1000 };

static struct {
    struct rig rig;
    struct rig_source source;
    struct rig_sink sink;
    struct quatrix_upload upload;
    struct quatrix_upload_config up;
    struct quatrix_download download;
    struct quatrix_download_config down;
    struct quatrix_sha256 sha256;
    uint8_t state[QUATRIX_UPLOAD_STATE_SIZE];
    bool saved;
    uint8_t flags;
    uint8_t file[RIG_FILE];
    uint8_t hash[QUATRIX_SHA256_SIZE];
    uint8_t block[BLOCK_MAX];
} all;

/* --- what is to happen --- */

static uint32_t number(struct fuzz_input *in)
{
    uint32_t high = fuzz_byte(in);

    return high << 8 | fuzz_byte(in);
}

/* The connection is cut after so many bytes; of 0 never. */
static int64_t cut(struct fuzz_input *in)
{
    uint32_t after = number(in) % (2 * RIG_FILE);

    return after == 0 ? -1 : (int64_t)after;
}

/* None of these says that something was done which was not. */
static const char *const refusals[] = {
    NULL,
    REPLY_EMPTY("500 Ill"),
    REPLY_EMPTY("503 Busy"),
    REPLY_SLOWER,
    REPLY_EXPIRED,
    REPLY_QUOTA,
    REPLY_GONE,
    REPLY_EMPTY("302 Elsewhere"),
    "HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: 9\r\n\r\n"
    "<p>no</p>",
};

static void add_fault(struct fuzz_input *in)
{
    struct rig_fault fault = { .ask = (enum rig_ask)(1 + fuzz_number(in, ASK_BYTES)) };
    uint8_t how;

    fault.skip = fuzz_number(in, 4);
    fault.reply = refusals[fuzz_number(in, COUNT(refusals))];
    how = fuzz_byte(in);
    fault.cut = fuzz_bit(how, 1) && fault.reply == NULL;
    fault.hang = fuzz_bit(how, 2) && fault.reply == NULL && !fault.cut;
    fault.early = fuzz_bit(how, 3) && fault.reply != NULL;
    fault.perform = fuzz_bit(how, 0) && !fault.early; /* there is nothing yet to be done */
    fault.expire = fuzz_bit(how, 4);
    fault.interim = fuzz_bit(how, 5);
    fault.late = fuzz_bit(how, 6) ? 2000 : 0;
    fault.times = fuzz_bit(how, 7) ? 2 : 1;
    rig_fault(&all.rig, fault);
}

static void set_up_network(struct fuzz_input *in)
{
    uint8_t not_now;

    all.rig.slice = fuzz_byte(in);
    all.rig.take = fuzz_byte(in);
    not_now = fuzz_byte(in);
    all.rig.not_now = not_now & 3U;
    all.source.not_now = not_now >> 2 & 3U;
    all.sink.not_now = not_now >> 4 & 3U;
    all.rig.no_dial = not_now >> 6 & 1U;
    all.rig.cut_sent = cut(in);
    all.rig.cut_read = cut(in);
}

static void mend_network(void)
{
    all.rig.cut_sent = all.rig.cut_read = -1;
    all.rig.no_dial = 0;
    memset(all.rig.server.fault, 0, sizeof all.rig.server.fault);
}

/* --- the two transfers --- */

static void save(void)
{
    enum quatrix_status status = fuzz_bit(all.flags, DOWNLOAD)
                                     ? quatrix_download_save(&all.download, all.state)
                                     : quatrix_upload_save(&all.upload, all.state);

    FUZZ_CHECK(status == QUATRIX_OK || status == QUATRIX_E_STATE);
    all.saved = all.saved || status == QUATRIX_OK;
}

static void save_reading(struct rig_source *source, uint64_t done)
{
    (void)source;
    (void)done;
    save();
}

static void save_writing(struct rig_sink *sink, uint64_t done, uint64_t total)
{
    (void)sink;
    (void)done;
    (void)total;
    save();
}

static void set_up_upload(size_t size, size_t block_size)
{
    all.source.each = save_reading;
    all.up = (struct quatrix_upload_config){
        .name = "plan.txt",
        .parent_id = RIG_PARENT,
        .multipart = fuzz_bit(all.flags, MULTIPART),
        .tries = fuzz_bit(all.flags, TRIES) ? 3 : 0,
        .chunk_size = CHUNK,
        .size = size,
        .block = all.block,
        .block_size = fuzz_bit(all.flags, MULTIPART) ? BLOCK_MAX : block_size,
        .read = rig_read,
        .progress = rig_reading,
        .ctx = &all.source,
        .digest = &all.sha256.digest,
    };
}

static void set_up_download(size_t size, size_t block_size)
{
    rig_serve(&all.rig, all.file, size);
    all.rig.server.chunked = fuzz_bit(all.flags, CHUNKED);
    all.rig.server.until_close = fuzz_bit(all.flags, UNTIL_CLOSE) && !all.rig.server.chunked;
    all.rig.server.etag = fuzz_bit(all.flags, NO_TAG) ? NULL : "\"v1\"";
    all.sink.each = save_writing;
    all.down = (struct quatrix_download_config){
        .file_id = RIG_ID,
        .tries = fuzz_bit(all.flags, TRIES) ? 3 : 0,
        .size_known = fuzz_bit(all.flags, KNOWN),
        .size = size,
        .block = all.block,
        .block_size = block_size,
        .write = rig_write,
        .read = rig_read_back,
        .progress = rig_writing,
        .ctx = &all.sink,
        .digest = &all.sha256.digest,
    };
}

static enum quatrix_status begin(bool resume)
{
    quatrix_sha256_init(&all.sha256);
    if (fuzz_bit(all.flags, DOWNLOAD)) {
        return resume
                   ? quatrix_download_resume(&all.download, &all.rig.client, &all.down, all.state)
                   : quatrix_download_start(&all.download, &all.rig.client, &all.down);
    }
    return resume ? quatrix_upload_resume(&all.upload, &all.rig.client, &all.up, all.state)
                  : quatrix_upload_start(&all.upload, &all.rig.client, &all.up);
}

static enum quatrix_status step(void)
{
    all.rig.now += 20; /* a head comes a byte at a time, in four steps each */
    return fuzz_bit(all.flags, DOWNLOAD) ? quatrix_download_step(&all.download)
                                         : quatrix_upload_step(&all.upload);
}

/* Up to its end, or a number of steps: QUATRIX_PENDING. */
static enum quatrix_status go_on(enum quatrix_status status, unsigned steps)
{
    for (unsigned i = 0; i < steps && status == QUATRIX_PENDING; i++) {
        status = step();
    }
    return status;
}

static enum quatrix_status go_to_end(enum quatrix_status status)
{
    status = go_on(status, STEPS_MAX);
    FUZZ_CHECK(status != QUATRIX_PENDING);
    return status;
}

/* Everything in memory is gone. */
static enum quatrix_status reset(void)
{
    rig_reboot(&all.rig);
    memset(&all.upload, 0xA5, sizeof all.upload);
    memset(&all.download, 0xA5, sizeof all.download);
    if (fuzz_bit(all.flags, DOWNLOAD) && !all.saved) {
        all.sink.size = 0;
    }
    return begin(all.saved);
}

static void check_right(size_t size)
{
    uint8_t hash[QUATRIX_SHA256_SIZE];

    FUZZ_CHECK(quatrix_sha256_finish(&all.sha256, hash) == QUATRIX_OK);
    FUZZ_CHECK(memcmp(hash, all.hash, sizeof hash) == 0);
    if (fuzz_bit(all.flags, DOWNLOAD)) {
        FUZZ_CHECK(all.sink.size == size && memcmp(all.sink.bytes, all.file, size) == 0);
    } else {
        CHECK_FILE(&all.rig, all.file, size);
    }
}

/* With what was saved: else it began on the server, at most, and the file there is nobody's. */
static enum quatrix_status recover(enum quatrix_status status)
{
    const enum quatrix_status also[] = { QUATRIX_E_PART, QUATRIX_E_CONNECT };

    fuzz_check_documented(status, also, COUNT(also));
    if (!all.saved) {
        return status;
    }
    mend_network();
    return go_to_end(reset());
}

static void set_up(struct fuzz_input *in, size_t *size, size_t *block_size)
{
    rig_open(&all.rig);
    rig_source(&all.source, &all.rig, all.file, RIG_FILE);
    rig_sink(&all.sink, &all.rig);
    set_up_network(in);
    *size = number(in) % RIG_FILE;
    *block_size = 1U + 4U * fuzz_byte(in);
    all.rig.server.part_most = 16U * fuzz_byte(in);
    all.saved = false;
    rig_fill(all.file, *size, 5);
    all.source.size = *size;
    quatrix_sha256_init(&all.sha256);
    all.sha256.digest.update(&all.sha256.digest, all.file, *size);
    FUZZ_CHECK(quatrix_sha256_finish(&all.sha256, all.hash) == QUATRIX_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = { data, size };
    enum quatrix_status status;
    size_t file_size;
    size_t block_size;
    unsigned steps;
    unsigned resets;

    fuzz_abort_on_failure();
    all.flags = fuzz_byte(&in);
    set_up(&in, &file_size, &block_size);
    steps = fuzz_byte(&in);
    resets = fuzz_byte(&in) % 4;
    for (unsigned i = 0; i < RIG_FAULTS && in.left >= 4; i++) {
        add_fault(&in);
    }
    if (fuzz_bit(all.flags, DOWNLOAD)) {
        set_up_download(file_size, block_size);
    } else {
        set_up_upload(file_size, block_size);
    }
    status = begin(false);
    for (; resets > 0 && status == QUATRIX_PENDING; resets--) {
        status = go_on(status, steps);
        if (status == QUATRIX_PENDING && (all.saved || fuzz_bit(all.flags, DOWNLOAD))) {
            status = reset();
        }
    }
    status = go_to_end(status);
    if (status != QUATRIX_OK) {
        status = recover(status);
    }
    FUZZ_CHECK(status == QUATRIX_OK || !all.saved);
    if (status == QUATRIX_OK) {
        check_right(file_size);
    }
    rig_close(&all.rig);
    return 0;
}
