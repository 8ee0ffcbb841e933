/* SPDX-License-Identifier: MIT */
#include "update.h"

#include <string.h>

enum { SLOT = 2 * FLASH_BLOCK }; /* behind the journal */

static uint32_t slot_size(const struct update *update)
{
    return (update->flash->blocks - 2) * FLASH_BLOCK;
}

/* The page that is full, into a block that is erased when its first page comes. */
static bool program_page(struct update *update, uint32_t page_at)
{
    struct flash *flash = update->flash;

    if (page_at % FLASH_BLOCK == 0 && !flash->erase(flash, (SLOT + page_at) / FLASH_BLOCK)) {
        return false;
    }
    return flash->program(flash, SLOT + page_at, update->priv.page);
}

static bool append(struct update *update, enum journal_kind kind)
{
    struct journal *journal = &update->priv.journal;

    journal->last.kind = (uint8_t)kind;
    memcpy(journal->last.sha256, update->sha256, QUATRIX_SHA256_SIZE);
    return journal_append(journal);
}

static int32_t write_image(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    struct update *update = ctx;

    if (offset != update->priv.at) { /* the download begins anew: what the journal tells is over */
        if (update->priv.kept > 0 && !append(update, JOURNAL_EMPTY)) {
            return -1;
        }
        update->priv.at = update->priv.kept = 0;
    }
    if (offset + len > slot_size(update)) {
        return -1;
    }
    for (size_t i = 0; i < len;) {
        size_t fill = update->priv.at % FLASH_PAGE;
        size_t n = FLASH_PAGE - fill < len - i ? FLASH_PAGE - fill : len - i;
        memcpy(update->priv.page + fill, bytes + i, n);
        i += n;
        update->priv.at += (uint32_t)n;
        if (update->priv.at % FLASH_PAGE == 0 &&
            !program_page(update, update->priv.at - FLASH_PAGE)) {
            return -1;
        }
    }
    return (int32_t)len;
}

/* Whole blocks alone are kept: the rest of the last one is erased when it is written again. */
static bool note_progress(void *ctx, uint64_t done, uint64_t total)
{
    struct update *update = ctx;
    uint32_t kept = (uint32_t)done / FLASH_BLOCK * FLASH_BLOCK;

    if (update->progress != NULL) {
        update->progress(done, total);
    }
    if (kept <= update->priv.kept ||
        quatrix_download_save_at(&update->priv.download, kept, update->priv.journal.last.state) !=
            QUATRIX_OK) {
        return true;
    }
    update->priv.kept = kept;
    return append(update, JOURNAL_PARTIAL);
}

/* The last page, if it is not full. */
static bool finish_page(struct update *update)
{
    size_t fill = update->priv.at % FLASH_PAGE;

    if (fill == 0) {
        return true;
    }
    memset(update->priv.page + fill, 0xFF, FLASH_PAGE - fill);
    return program_page(update, update->priv.at - (uint32_t)fill);
}

/* By what the flash holds, not by what was meant to be written to it. */
static enum update_result verify(struct update *update)
{
    uint8_t hash[QUATRIX_SHA256_SIZE];
    struct quatrix_sha256 sha256;

    quatrix_sha256_init(&sha256);
    for (uint32_t at = 0; at < update->priv.at;) {
        uint32_t left = update->priv.at - at;
        size_t n = left < FLASH_PAGE ? left : FLASH_PAGE;
        if (!update->flash->read(update->flash, SLOT + at, update->priv.page, n)) {
            return UPDATE_FLASH_FAILED;
        }
        sha256.digest.update(&sha256.digest, update->priv.page, n);
        at += (uint32_t)n;
    }
    if (quatrix_sha256_finish(&sha256, hash) != QUATRIX_OK ||
        memcmp(hash, update->sha256, sizeof hash) != 0) {
        return append(update, JOURNAL_EMPTY) ? UPDATE_WRONG_HASH : UPDATE_FLASH_FAILED;
    }
    update->priv.journal.last.length = update->priv.at;
    return append(update, JOURNAL_GOOD) ? UPDATE_GOOD : UPDATE_FLASH_FAILED;
}

static bool is_ordered(const struct update *update)
{
    return memcmp(update->priv.journal.last.sha256, update->sha256, QUATRIX_SHA256_SIZE) == 0;
}

/* From where the journal says, or from the beginning: then what the slot holds counts no longer. */
static enum quatrix_status begin(struct update *update, bool *flash_failed)
{
    struct update_priv *p = &update->priv;
    enum quatrix_status status = QUATRIX_E_STATE;

    if (p->journal.last.kind == JOURNAL_PARTIAL && is_ordered(update)) {
        status = quatrix_download_resume(&p->download, update->client, &p->config,
                                         p->journal.last.state);
    }
    if (status == QUATRIX_E_STATE) {
        *flash_failed = p->journal.last.kind != JOURNAL_EMPTY && !append(update, JOURNAL_EMPTY);
        status = *flash_failed ? QUATRIX_E_CALLBACK
                               : quatrix_download_start(&p->download, update->client, &p->config);
    }
    p->at = p->kept = (uint32_t)p->download.done;
    return status;
}

enum update_result update_run(struct update *update)
{
    struct update_priv *p = &update->priv;
    enum quatrix_status status;
    bool flash_failed = false;

    memset(p, 0, sizeof *p);
    if (!journal_open(&p->journal, update->flash)) {
        return UPDATE_FLASH_FAILED;
    }
    if (p->journal.last.kind == JOURNAL_GOOD && is_ordered(update)) {
        return UPDATE_GOOD;
    }
    p->config.file_id = update->file_id;
    p->config.tries = 5;
    p->config.block = update->block;
    p->config.block_size = update->block_size;
    p->config.write = write_image;
    p->config.progress = note_progress;
    p->config.ctx = update;
    status = begin(update, &flash_failed);
    status = quatrix_download_wait(&p->download, status);
    if (status == QUATRIX_OK) {
        return finish_page(update) ? verify(update) : UPDATE_FLASH_FAILED;
    }
    if (status == QUATRIX_E_CALLBACK || status == QUATRIX_E_CANCELLED) {
        return p->download.total != QUATRIX_SIZE_UNKNOWN && p->download.total > slot_size(update)
                   ? UPDATE_TOO_LARGE
                   : UPDATE_FLASH_FAILED;
    }
    return UPDATE_UNFINISHED;
}

uint32_t update_good(struct flash *flash, uint8_t sha256[QUATRIX_SHA256_SIZE])
{
    struct journal journal;

    if (!journal_open(&journal, flash) || journal.last.kind != JOURNAL_GOOD) {
        return 0;
    }
    memcpy(sha256, journal.last.sha256, QUATRIX_SHA256_SIZE);
    return journal.last.length;
}
