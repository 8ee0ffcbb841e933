/* SPDX-License-Identifier: MIT */
/*
 * A record takes a page. A block that is full is left alone until the other one holds a newer record: there
 * is no moment without a last whole one. A page that was written half has a wrong checksum and is passed.
 */
#include "journal.h"

#include <string.h>

enum { END = 2 * FLASH_BLOCK };

typedef char
    record_fits_a_page[sizeof(struct journal_record) + sizeof(uint32_t) <= FLASH_PAGE ? 1 : -1];

/* CRC-32 of IEEE 802.3 */
static uint32_t checksum(const uint8_t *bytes, size_t len)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (UINT32_C(0xEDB88320) & (0U - (crc & 1U)));
        }
    }
    return ~crc;
}

/* A record as a page: itself, then its checksum. It is read by the program that wrote it. */
static void to_page(const struct journal_record *record, uint8_t page[FLASH_PAGE])
{
    uint32_t sum;

    memset(page, 0xFF, FLASH_PAGE);
    memcpy(page, record, sizeof *record);
    sum = checksum(page, sizeof *record);
    memcpy(page + sizeof *record, &sum, sizeof sum);
}

static bool from_page(struct journal_record *record, const uint8_t page[FLASH_PAGE])
{
    uint32_t sum;

    memcpy(&sum, page + sizeof *record, sizeof sum);
    if (sum != checksum(page, sizeof *record)) {
        return false;
    }
    memcpy(record, page, sizeof *record);
    return true;
}

static bool is_erased(const uint8_t page[FLASH_PAGE])
{
    for (size_t i = 0; i < FLASH_PAGE; i++) {
        if (page[i] != 0xFF) {
            return false;
        }
    }
    return true;
}

bool journal_open(struct journal *journal, struct flash *flash)
{
    uint8_t page[FLASH_PAGE];
    struct journal_record record;

    memset(journal, 0, sizeof *journal);
    journal->flash = flash;
    journal->at = END - FLASH_PAGE; /* so that the first block is erased before its first use */
    for (uint32_t at = 0; at < END; at += FLASH_PAGE) {
        if (!flash->read(flash, at, page, sizeof page)) {
            return false;
        }
        if (from_page(&record, page) && record.number > journal->last.number) {
            journal->last = record;
            journal->at = at;
        }
    }
    return true;
}

/* The first erased page behind the last record, or the other block's first one, which is erased now. */
static bool next_page(struct journal *journal, uint32_t *at)
{
    struct flash *flash = journal->flash;
    uint32_t block = journal->at / FLASH_BLOCK;
    uint8_t page[FLASH_PAGE];

    for (*at = journal->at + FLASH_PAGE; *at < (block + 1) * FLASH_BLOCK; *at += FLASH_PAGE) {
        if (!flash->read(flash, *at, page, sizeof page)) {
            return false;
        }
        if (is_erased(page)) {
            return true;
        }
    }
    *at = (1 - block) * FLASH_BLOCK;
    return flash->erase(flash, 1 - block);
}

bool journal_append(struct journal *journal)
{
    uint8_t page[FLASH_PAGE];
    uint32_t at;

    if (!next_page(journal, &at)) {
        return false;
    }
    journal->last.number++;
    to_page(&journal->last, page);
    journal->at = at;
    return journal->flash->program(journal->flash, at, page);
}
