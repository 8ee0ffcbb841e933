/* SPDX-License-Identifier: MIT */
/* mkstemp() makes files with mode 0600 whatever the umask. */
#include "outfile.h"
#include "cli.h"
#include "message.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse(const char *name, const char *why)
{
    message("%s: %s", name != NULL ? name : "standard output", why);
    return CLI_FILE;
}

int outfile_check(const char *name)
{
    struct stat info;

    if (strlen(name) > OUTFILE_NAME_MAX) {
        return refuse(name, strerror(ENAMETOOLONG));
    }
    if (lstat(name, &info) == 0) {
        /* The final rename would replace a device or a link, not write to it. */
        return S_ISREG(info.st_mode) ? CLI_OK : refuse(name, "exists and is no regular file");
    }
    return errno == ENOENT ? CLI_OK : refuse(name, strerror(errno));
}

int outfile_open(struct outfile *file, const char *name)
{
    file->name = name;
    file->bytes = 0;
    if (name == NULL) {
        file->fd = STDOUT_FILENO;
        return CLI_OK;
    }
    (void)snprintf(file->part, sizeof file->part, "%s.XXXXXX", name);
    file->fd = mkstemp(file->part);
    return file->fd >= 0 ? CLI_OK : refuse(name, strerror(errno));
}

int outfile_write(struct outfile *file, const uint8_t *data, size_t len)
{
    while (len > 0) {
        ssize_t put = write(file->fd, data, len);
        if (put < 0 && errno != EINTR) {
            return refuse(file->name, strerror(errno));
        }
        if (put > 0) {
            data += put;
            len -= (size_t)put;
            file->bytes += put;
        }
    }
    return CLI_OK;
}

static int put_in_place(struct outfile *file)
{
    int failed = fsync(file->fd);

    failed = close(file->fd) != 0 || failed != 0;
    file->fd = -1;
    if (failed || rename(file->part, file->name) != 0) {
        return refuse(file->name, strerror(errno));
    }
    return CLI_OK;
}

int outfile_close(struct outfile *file, int result)
{
    if (file->name == NULL) {
        return result;
    }
    if (result == CLI_OK) {
        result = put_in_place(file);
    }
    if (file->fd >= 0) {
        (void)close(file->fd);
    }
    if (result != CLI_OK) {
        (void)unlink(file->part);
    }
    return result;
}
