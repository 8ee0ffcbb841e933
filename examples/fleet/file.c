/* SPDX-License-Identifier: MIT */
/* Without stdio, whose buffers could not be wiped. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

ssize_t file_read(int fd, void *buf, size_t size)
{
    size_t len = 0;

    while (len < size) {
        ssize_t got = read(fd, (char *)buf + len, size - len);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)len;
}

bool file_write(int fd, const void *buf, size_t len)
{
    size_t done = 0;

    while (done < len) {
        ssize_t put = write(fd, (const char *)buf + done, len - done);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        done += put > 0 ? (size_t)put : 0;
    }
    return true;
}

ssize_t file_load(const char *path, void *buf, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t len = fd < 0 ? -1 : file_read(fd, buf, size);
    int why = len == (ssize_t)size ? EFBIG : errno;

    if (fd >= 0) {
        (void)close(fd);
    }
    errno = why;
    return len == (ssize_t)size ? -1 : len;
}
