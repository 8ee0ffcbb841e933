/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A firmware update: a file of the account into the slot of a flash. Power may fail at any moment; the next
 * run goes on. The image is good once its hash, read back from the flash, is the one that was ordered, and
 * nothing says so before.
 */
#ifndef UPDATE_H
#define UPDATE_H

#include "journal.h"

#include <quatrix/download.h>

struct update {
    struct flash *flash;
    struct quatrix_client *client; /**< Authorized. */
    const char *file_id;
    /** From whoever orders the update, for example a signed manifest: the API has no checksums. */
    const uint8_t *sha256;
    uint8_t *block; /**< What arrives lies here. */
    size_t block_size;
    void (*progress)(uint64_t done, uint64_t total); /**< May be NULL. */
    struct update_priv {
        struct journal journal;
        struct quatrix_download_config config;
        struct quatrix_download download;
        uint8_t page[FLASH_PAGE]; /* not yet programmed */
        uint32_t at;              /* of the image: all before is programmed or in page */
        uint32_t kept;            /* of the image: all before is told by the journal */
    } priv;
};

enum update_result {
    UPDATE_GOOD,       /**< The image is in the slot and right; also when it was there before. */
    UPDATE_UNFINISHED, /**< The download failed, see quatrix_client_error(): run again. */
    UPDATE_WRONG_HASH, /**< What came is not what was ordered: the slot is empty again. */
    UPDATE_TOO_LARGE,  /**< The file does not fit the slot. */
    UPDATE_FLASH_FAILED
};

/** Bring the image into the slot, or a part of the way there. */
enum update_result update_run(struct update *update);

/** Bytes of the good image in the slot; 0: there is none. */
uint32_t update_good(struct flash *flash, uint8_t sha256[QUATRIX_SHA256_SIZE]);

#endif
