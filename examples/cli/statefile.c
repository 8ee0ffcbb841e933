/* SPDX-License-Identifier: MIT */
/* Written in place by one write(): whatever kills the program, the file is whole. A state that was half
 * written when the power failed is refused by the library, which has a checksum in it. */
#include "statefile.h"
#include "message.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse(const char *name, const char *why)
{
    message("%s: %s", name, why);
    return CLI_FILE;
}

static void copy_text(char *to, size_t size, const char *from)
{
    size_t len = from != NULL ? strlen(from) : 0;

    memcpy(to, from != NULL ? from : "", len < size ? len : size - 1);
}

void statefile_place(struct statefile_place *place, const struct cli *cli, const char *kind,
                     const char *path)
{
    memset(place, 0, sizeof *place);
    copy_text(place->kind, sizeof place->kind, kind);
    copy_text(place->host, sizeof place->host, cli->options.value[OPTION_HOST]);
    copy_text(place->user, sizeof place->user, cli->options.value[OPTION_USER]);
    copy_text(place->path, sizeof place->path, path);
    place->port = cli->options.port;
}

bool statefile_lock(int fd)
{
    struct flock lock;

    memset(&lock, 0, sizeof lock);
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return fcntl(fd, F_SETLK, &lock) == 0;
}

static int open_locked(struct statefile *file, int flags)
{
    file->fd = open(file->name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | flags, 0600);
    if (file->fd < 0) {
        return errno == ENOENT ? CLI_OK : refuse(file->name, strerror(errno));
    }
    return statefile_lock(file->fd) ? CLI_OK
                                    : refuse(file->name, "another run of this program is at it");
}

static enum statefile_match compare(const struct statefile_saved *saved,
                                    const struct statefile_saved *wanted)
{
    if (memcmp(&saved->place, &wanted->place, sizeof saved->place) != 0) {
        return STATEFILE_OTHER;
    }
    return memcmp(&saved->version, &wanted->version, sizeof saved->version) != 0
               ? STATEFILE_SAME_PLACE
               : STATEFILE_SAME;
}

int statefile_open(struct statefile *file, const char *local, const char *suffix,
                   const struct statefile_saved *wanted, enum statefile_match *match)
{
    size_t len = strlen(local);
    int result;

    memset(file, 0, sizeof *file);
    *match = STATEFILE_NONE;
    file->fd = -1;
    if (len + strlen(suffix) > STATEFILE_NAME_MAX) {
        return refuse(local, strerror(ENAMETOOLONG));
    }
    memcpy(file->name, local, len);
    memcpy(file->name + len, suffix, strlen(suffix) + 1);
    result = open_locked(file, 0);
    if (result != CLI_OK || file->fd < 0) {
        return result;
    }
    *match = STATEFILE_OTHER;
    if (pread(file->fd, &file->saved, sizeof file->saved, 0) == (ssize_t)sizeof file->saved) {
        *match = compare(&file->saved, wanted);
    }
    if (*match == STATEFILE_OTHER) {
        quatrix_wipe(&file->saved, sizeof file->saved);
    }
    return CLI_OK;
}

int statefile_save(struct statefile *file)
{
    if (file->fd < 0) {
        int result = open_locked(file, O_CREAT | O_EXCL);
        if (result != CLI_OK) {
            return result;
        }
    }
    if (pwrite(file->fd, &file->saved, sizeof file->saved, 0) != (ssize_t)sizeof file->saved) {
        return refuse(file->name, strerror(errno));
    }
    return CLI_OK;
}

void statefile_remove(struct statefile *file)
{
    if (file->fd >= 0) {
        (void)unlink(file->name);
    }
    statefile_close(file);
}

void statefile_close(struct statefile *file)
{
    if (file->fd >= 0) {
        (void)close(file->fd);
    }
    file->fd = -1;
    quatrix_wipe(&file->saved, sizeof file->saved);
}
