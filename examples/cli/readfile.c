/* SPDX-License-Identifier: MIT */
/* Read with read(2): the buffers of stdio could not be wiped. */
#include "readfile.h"
#include "cli.h"
#include "interrupt.h"
#include "message.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes read, or -1 with errno. EFBIG: size of them and perhaps more. */
static ssize_t read_all(int fd, uint8_t *text, size_t size)
{
    size_t len = 0;

    for (;;) {
        ssize_t got = read(fd, text + len, size - len);
        if (got < 0 && errno == EINTR && interrupt_signal() == 0) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? -1 : (ssize_t)len;
        }
        len += (size_t)got;
        if (len == size) {
            errno = EFBIG;
            return -1;
        }
    }
}

int readfile(const char *path, uint8_t *text, size_t size, size_t *len, const char *hint)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t got = fd < 0 ? -1 : read_all(fd, text, size);

    if (got < 0) {
        message("%s: %s%s", path, strerror(errno), errno == ENOENT ? hint : "");
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    *len = got < 0 ? 0 : (size_t)got;
    text[*len] = '\0';
    return got < 0 ? CLI_FILE : CLI_OK;
}

void readfile_warn(int fd, const char *path)
{
    struct stat info;

    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077U) != 0) {
        warning("%s can be read by others (mode %04o): chmod 600 it", path,
                (unsigned)(info.st_mode & 07777U));
    }
}
