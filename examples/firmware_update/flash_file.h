/* SPDX-License-Identifier: MIT */
/** @file A flash in a file, which loses power when it is told to. */
#ifndef FLASH_FILE_H
#define FLASH_FILE_H

#include "flash.h"

#include <stdio.h>

struct flash_file {
    struct flash flash; /**< First. */
    FILE *file;
    long
        power; /**< Erasures and programmings until the power fails in the middle of one; 0: never. */
};

/** What the process ends with when the power fails. */
enum { FLASH_POWER_LOST = 75 };

/** Open a flash of so many blocks; a new one is erased. False: see errno. */
bool flash_file_open(struct flash_file *flash, const char *path, uint32_t blocks, long power);
void flash_file_close(struct flash_file *flash);

#endif
