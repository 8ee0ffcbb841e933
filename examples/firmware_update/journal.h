/* SPDX-License-Identifier: MIT */
/** @file What an update has achieved, in two blocks of flash: records are appended, the last whole one counts. */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "flash.h"

#include <quatrix/digest.h>
#include <quatrix/download.h>

enum journal_kind {
    JOURNAL_EMPTY,   /**< Nothing is in the slot that would be of use. */
    JOURNAL_PARTIAL, /**< A download is under way. */
    JOURNAL_GOOD     /**< The image is whole and its hash is right: it may be started. */
};

struct journal_record {
    uint32_t number; /**< Grows by one with each record. */
    uint8_t kind;
    uint8_t sha256[QUATRIX_SHA256_SIZE];        /**< Of the image that is wanted. */
    uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE]; /**< Of a partial one. */
    uint32_t length;                            /**< Of a good one, in bytes. */
};

struct journal {
    struct flash *flash;
    struct journal_record last;
    uint32_t at; /* of its page; the next free one comes after it */
};

/** Find the last record; JOURNAL_EMPTY when there is none. False: the flash has failed. */
bool journal_open(struct journal *journal, struct flash *flash);

/** Append journal->last under the next number. Until it is written whole, the one before counts. */
bool journal_append(struct journal *journal);

#endif
