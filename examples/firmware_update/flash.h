/* SPDX-License-Identifier: MIT */
/** @file Flash as an update needs it. On a device: a few lines over the vendor's driver. */
#ifndef FLASH_H
#define FLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FLASH_PAGE = 256, FLASH_BLOCK = 4096 }; /* programmed and erased at a time, in bytes */

/** False everywhere: the flash has failed. Erased bytes are 0xFF; a page is programmed once after that. */
struct flash {
    uint32_t blocks; /**< The first two are for the journal, all others for the image. */
    bool (*erase)(struct flash *flash, uint32_t block);
    bool (*program)(struct flash *flash, uint32_t at, const uint8_t page[FLASH_PAGE]);
    bool (*read)(struct flash *flash, uint32_t at, uint8_t *buf, size_t len);
};

#endif
