/* SPDX-License-Identifier: MIT */
#include "flash_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct flash_file *self(struct flash *flash)
{
    return (struct flash_file *)(void *)flash; /* its first member */
}

static bool put(struct flash_file *flash, uint32_t at, const uint8_t *bytes, size_t len)
{
    return fseek(flash->file, (long)at, SEEK_SET) == 0 &&
           fwrite(bytes, 1, len, flash->file) == len && fflush(flash->file) == 0;
}

/* True when this is the one in which the power fails. */
static bool fails_now(struct flash_file *flash)
{
    return flash->power > 0 && --flash->power == 0;
}

static void lose_power(void)
{
    (void)fputs("firmware_update: power lost\n", stderr);
    _exit(FLASH_POWER_LOST); /* nothing is finished, nothing is closed */
}

static bool file_erase(struct flash *flash, uint32_t block)
{
    struct flash_file *f = self(flash);
    uint8_t erased[FLASH_BLOCK];

    memset(erased, 0xFF, sizeof erased);
    if (fails_now(f)) { /* bytes of every kind are left */
        memset(erased, 0x5A, sizeof erased / 2);
        (void)put(f, block * FLASH_BLOCK, erased, sizeof erased / 2 + 100);
        lose_power();
    }
    return put(f, block * FLASH_BLOCK, erased, sizeof erased);
}

static bool file_read(struct flash *flash, uint32_t at, uint8_t *buf, size_t len)
{
    struct flash_file *f = self(flash);

    return fseek(f->file, (long)at, SEEK_SET) == 0 && fread(buf, 1, len, f->file) == len;
}

static bool file_program(struct flash *flash, uint32_t at, const uint8_t page[FLASH_PAGE])
{
    struct flash_file *f = self(flash);
    uint8_t there[FLASH_PAGE];

    if (at % FLASH_PAGE != 0 || at >= flash->blocks * FLASH_BLOCK ||
        !file_read(flash, at, there, sizeof there)) {
        return false;
    }
    for (size_t i = 0; i < sizeof there; i++) {
        if (there[i] != 0xFF) { /* a device would read something else afterwards */
            (void)fputs("firmware_update: a page is programmed that is not erased\n", stderr);
            return false;
        }
    }
    if (fails_now(f)) {
        (void)put(f, at, page, FLASH_PAGE / 2 + 1);
        lose_power();
    }
    return put(f, at, page, FLASH_PAGE);
}

bool flash_file_open(struct flash_file *flash, const char *path, uint32_t blocks, long power)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct stat info;
    bool good = fd >= 0 && fstat(fd, &info) == 0;

    memset(flash, 0, sizeof *flash);
    flash->flash.blocks = blocks;
    flash->flash.erase = file_erase;
    flash->flash.program = file_program;
    flash->flash.read = file_read;
    flash->file = good ? fdopen(fd, "r+b") : NULL;
    if (flash->file == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return false;
    }
    for (uint32_t block = (uint32_t)(info.st_size / FLASH_BLOCK); good && block < blocks; block++) {
        good = file_erase(&flash->flash, block);
    }
    flash->power = power;
    return good;
}

void flash_file_close(struct flash_file *flash)
{
    if (flash->file != NULL) {
        (void)fclose(flash->file);
        flash->file = NULL;
    }
}
