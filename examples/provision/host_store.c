/* SPDX-License-Identifier: MIT */
/* Read and written without stdio, whose buffers could not be wiped. */
#include "host_store.h"

#include "host.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART "new.part"

static const char *const files[SCENARIO_ITEMS] = {
    [SCENARIO_EMAIL] = "email",
    [SCENARIO_PASSWORD] = "password",
    [SCENARIO_NEW_PASSWORD] = "new_password",
    [SCENARIO_PENDING_PASSWORD] = "pending_password",
    [SCENARIO_TOTP_SECRET] = "totp_secret",
    [SCENARIO_PIN] = "pin",
};

const char *host_store_file(enum scenario_item item)
{
    return files[item];
}

bool host_store_open(struct host_store *store, const char *path)
{
    store->path = path;
    store->folder = -1;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        host_message("%s: %s", path, strerror(errno));
        return false;
    }
    store->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (store->folder < 0) {
        host_message("%s: %s", path, strerror(errno));
        return false;
    }
    return true;
}

void host_store_close(struct host_store *store)
{
    if (store->folder >= 0) {
        (void)close(store->folder);
    }
    store->folder = -1;
}

/* Bytes read, at most size; -1 with errno. */
static ssize_t read_all(int fd, char *buf, size_t size)
{
    size_t len = 0;
    ssize_t got = 1;

    while (len < size && got != 0) {
        got = read(fd, buf + len, size - len);
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        len += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)len;
}

bool host_read_line(int folder, const char *path, char *text, size_t size)
{
    int fd = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t len;
    int failure;

    text[0] = '\0';
    if (fd < 0) {
        return false;
    }
    len = read_all(fd, text, size);
    failure = errno;
    (void)close(fd);
    errno = failure;
    if (len < 0) {
        text[0] = '\0';
        return false;
    }
    text[(size_t)len < size ? (size_t)len : size - 1] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    if (strlen(text) + 1 == size) {
        quatrix_wipe(text, size);
        errno = EFBIG;
        return false;
    }
    return true;
}

bool host_store_load(struct host_store *store, enum scenario_item item, char *text, size_t size)
{
    if (host_read_line(store->folder, files[item], text, size) || errno == ENOENT) {
        return true;
    }
    host_message("%s/%s: %s", store->path, files[item], strerror(errno));
    return false;
}

static bool write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, text, len);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        text += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return true;
}

/* A file beside, on the disk before anything points to it. */
static bool write_part(int folder, const char *text)
{
    int fd;
    bool fine;

    (void)unlinkat(folder, PART, 0); /* of a run that was cut short */
    fd = openat(folder, PART, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    fine = write_all(fd, text, strlen(text)) && write_all(fd, "\n", 1) && fsync(fd) == 0;
    return close(fd) == 0 && fine;
}

static bool replace(int folder, const char *file, const char *text)
{
    if (text[0] == '\0') {
        if (unlinkat(folder, file, 0) != 0) {
            return errno == ENOENT;
        }
    } else if (!write_part(folder, text) || renameat(folder, PART, folder, file) != 0) {
        return false;
    }
    return fsync(folder) == 0;
}

bool host_store_save(struct host_store *store, enum scenario_item item, const char *text)
{
    if (replace(store->folder, files[item], text)) {
        return true;
    }
    host_message("%s/%s: %s", store->path, files[item], strerror(errno));
    return false;
}
