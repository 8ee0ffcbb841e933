/* SPDX-License-Identifier: MIT */
#include "jobs.h"

#include <string.h>

struct all all;

static void save_upload(struct rig_source *source, uint64_t done)
{
    (void)source;
    (void)done;
    all.saved.there =
        quatrix_upload_save(&all.upload, all.saved.state) == QUATRIX_OK || all.saved.there;
}

static void save_download(struct rig_sink *sink, uint64_t done, uint64_t total)
{
    (void)sink;
    (void)done;
    (void)total;
    all.saved.there =
        quatrix_download_save(&all.download, all.saved.state) == QUATRIX_OK || all.saved.there;
}

static void set_up_file(void)
{
    rig_open(&all.rig);
    rig_fill(all.file, SIZE, 5);
    quatrix_sha256_init(&all.sha256);
    all.sha256.digest.update(&all.sha256.digest, all.file, SIZE);
    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&all.sha256, all.hash));
    quatrix_sha256_init(&all.sha256);
    all.saved.there = false;
}

void set_up_upload(unsigned tries)
{
    set_up_file();
    rig_source(&all.source, &all.rig, all.file, SIZE);
    all.source.each = save_upload;
    memset(&all.up, 0, sizeof all.up);
    all.up.name = "plan.txt";
    all.up.parent_id = RIG_PARENT;
    all.up.size = SIZE;
    all.up.chunk_size = 1000;
    all.up.block = all.block;
    all.up.block_size = sizeof all.block;
    all.up.read = rig_read;
    all.up.progress = rig_reading;
    all.up.ctx = &all.source;
    all.up.digest = &all.sha256.digest;
    all.up.tries = (uint8_t)tries;
}

void set_up_download(unsigned tries)
{
    set_up_file();
    rig_serve(&all.rig, all.file, SIZE);
    rig_sink(&all.sink, &all.rig);
    all.sink.each = save_download;
    memset(&all.down, 0, sizeof all.down);
    all.down.file_id = RIG_ID;
    all.down.block = all.block;
    all.down.block_size = sizeof all.block;
    all.down.write = rig_write;
    all.down.read = rig_read_back;
    all.down.progress = rig_writing;
    all.down.ctx = &all.sink;
    all.down.digest = &all.sha256.digest;
    all.down.tries = (uint8_t)tries;
}

static void check_hash(void)
{
    uint8_t got[QUATRIX_SHA256_SIZE];

    CHECK_STATUS(QUATRIX_OK, quatrix_sha256_finish(&all.sha256, got));
    CHECK(memcmp(all.hash, got, sizeof got) == 0);
}

enum quatrix_status begin_upload(uint32_t step_ms)
{
    memset(&all.upload, 0xA5, sizeof all.upload);
    return rig_upload(&all.rig, &all.upload,
                      quatrix_upload_start(&all.upload, &all.rig.client, &all.up), step_ms);
}

/* Everything that was in memory is gone. */
enum quatrix_status resume_upload(void)
{
    rig_reboot(&all.rig);
    memset(&all.upload, 0xA5, sizeof all.upload);
    quatrix_sha256_init(&all.sha256);
    return rig_upload(&all.rig, &all.upload,
                      quatrix_upload_resume(&all.upload, &all.rig.client, &all.up, all.saved.state),
                      0);
}

enum quatrix_status begin_download(uint32_t step_ms)
{
    memset(&all.download, 0xA5, sizeof all.download);
    return rig_download(&all.rig, &all.download,
                        quatrix_download_start(&all.download, &all.rig.client, &all.down), step_ms);
}

enum quatrix_status resume_download(void)
{
    rig_reboot(&all.rig);
    memset(&all.download, 0xA5, sizeof all.download);
    quatrix_sha256_init(&all.sha256);
    return rig_download(
        &all.rig, &all.download,
        quatrix_download_resume(&all.download, &all.rig.client, &all.down, all.saved.state), 0);
}

void check_uploaded(void)
{
    CHECK_FILE(&all.rig, all.file, SIZE);
    check_hash();
    rig_close(&all.rig);
}

void check_downloaded(void)
{
    CHECK_NUMBER(SIZE, all.sink.size);
    CHECK(memcmp(all.file, all.sink.bytes, SIZE) == 0);
    check_hash();
    rig_close(&all.rig);
}
