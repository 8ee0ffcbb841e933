/* SPDX-License-Identifier: MIT */
/* Files: lists, uploads and downloads. What is uploaded is made of a seed, what comes down stays in memory. */
#include "calls.h"

#include <quatrix/digest.h>

#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 20, BLOCK = 4096 };

static uint8_t block[BLOCK];
static struct quatrix_sha256 sha256;

/* --- the file that goes up --- */

static struct quatrix_upload upload;
static struct quatrix_upload_config up;
static char up_name[64];
static char up_parent[64];
static uint64_t seed;
static uint8_t up_state[QUATRIX_UPLOAD_STATE_SIZE];
static bool up_saved;

/* Byte `at` of the file: SplitMix64 of its place. */
static uint8_t byte_of(uint64_t at)
{
    uint64_t x = seed + (at / 8 + 1) * UINT64_C(0x9E3779B97F4A7C15);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (uint8_t)((x ^ (x >> 31)) >> (8 * (at % 8)));
}

static int32_t read_seed(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    size_t n = size < up.size - offset ? size : (size_t)(up.size - offset);

    (void)ctx;
    for (size_t i = 0; i < n; i++) {
        buf[i] = byte_of(offset + i);
    }
    return (int32_t)n;
}

static bool keep_upload(void *ctx, uint64_t done, uint64_t total)
{
    (void)ctx;
    (void)total;
    if (done == upload.confirmed) {
        up_saved = quatrix_upload_save(&upload, up_state) == QUATRIX_OK;
    }
    return true;
}

/* --- the file that comes down --- */

static struct quatrix_download download;
static struct quatrix_download_config down;
static char down_id[64];
static uint8_t arrived[FILE_MAX];

static int32_t write_memory(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    (void)ctx;
    if (offset > FILE_MAX || len > FILE_MAX - offset) {
        return -1;
    }
    memcpy(arrived + offset, bytes, len);
    return (int32_t)len;
}

static int32_t read_memory(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    (void)ctx;
    memcpy(buf, arrived + offset, size);
    return (int32_t)size;
}

/* --- calls --- */

static enum quatrix_status digest(enum quatrix_status status)
{
    uint8_t hash[QUATRIX_SHA256_SIZE];

    if (status != QUATRIX_OK) {
        return status;
    }
    status = quatrix_sha256_finish(&sha256, hash);
    printf("sha256: ");
    for (size_t i = 0; i < sizeof hash; i++) {
        printf("%02x", hash[i]);
    }
    printf("\n");
    return status;
}

static enum quatrix_status ended_up(enum quatrix_status status)
{
    printf("confirmed: %" PRIu64 "\nsaved: %d\n", upload.confirmed, up_saved);
    if (status == QUATRIX_OK) {
        printf("id: %s\n", upload.link.file_id.text);
    }
    return digest(status);
}

/* put NAME PARENT SEED SIZE CHUNK TRIES */
static enum quatrix_status put(char **words)
{
    (void)snprintf(up_name, sizeof up_name, "%s", words[1]);
    (void)snprintf(up_parent, sizeof up_parent, "%s", words[2]);
    seed = strtoull(words[3], NULL, 10);
    up_saved = false;
    up = (struct quatrix_upload_config){ .name = up_name,
                                         .parent_id = up_parent,
                                         .size = strtoull(words[4], NULL, 10),
                                         .chunk_size = (uint32_t)strtoul(words[5], NULL, 10),
                                         .tries = (uint8_t)atoi(words[6]),
                                         .block = block,
                                         .block_size = sizeof block,
                                         .read = read_seed,
                                         .progress = keep_upload,
                                         .digest = &sha256.digest };
    quatrix_sha256_init(&sha256);
    return ended_up(quatrix_upload(&upload, &client, &up));
}

static enum quatrix_status put_on(char **words)
{
    (void)words;
    quatrix_sha256_init(&sha256);
    return ended_up(
        quatrix_upload_wait(&upload, quatrix_upload_resume(&upload, &client, &up, up_state)));
}

static enum quatrix_status ended_down(enum quatrix_status status)
{
    printf("done: %" PRIu64 "\n", download.done);
    return digest(status);
}

/* get ID TRIES */
static enum quatrix_status get(char **words)
{
    (void)snprintf(down_id, sizeof down_id, "%s", words[1]);
    down = (struct quatrix_download_config){ .file_id = down_id,
                                             .tries = (uint8_t)atoi(words[2]),
                                             .block = block,
                                             .block_size = sizeof block,
                                             .write = write_memory,
                                             .read = read_memory,
                                             .digest = &sha256.digest };
    memset(arrived, 0, sizeof arrived);
    quatrix_sha256_init(&sha256);
    return ended_down(quatrix_download(&download, &client, &down));
}

/* Where nothing can be saved, nothing came: it begins anew. */
static enum quatrix_status get_on(char **words)
{
    uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE];
    enum quatrix_status status = quatrix_download_save(&download, state);

    (void)words;
    quatrix_sha256_init(&sha256);
    if (status != QUATRIX_OK) {
        return ended_down(quatrix_download(&download, &client, &down));
    }
    return ended_down(quatrix_download_wait(
        &download, quatrix_download_resume(&download, &client, &down, state)));
}

static enum quatrix_status files(char **words)
{
    static struct quatrix_file_metadata folder;
    static struct quatrix_file file;

    return calls_count(quatrix_file_list(&client, words[1], &folder, &file));
}

static enum quatrix_status make_folder(char **words)
{
    static struct quatrix_file made;
    enum quatrix_status status = quatrix_file_makedir(&client, words[2], words[1], false, &made);

    if (status == QUATRIX_OK) {
        printf("id: %s\n", made.id.text);
    }
    return status;
}

static enum quatrix_status erase(char **words)
{
    const char *const item[] = { words[1] };
    const struct quatrix_texts ids = { item, 1 };
    static struct quatrix_file_outcome outcome;

    return quatrix_file_delete(&client, &ids, true, &outcome);
}

const struct call file_calls[] = {
    { "put", 7, put },       { "put-on", 1, put_on }, { "get", 3, get },
    { "get-on", 1, get_on }, { "files", 2, files },   { "make-folder", 3, make_folder },
    { "erase", 2, erase },   { NULL, 0, NULL },
};
