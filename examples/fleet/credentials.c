/* SPDX-License-Identifier: MIT */
#include "credentials.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".part" /* no address begins so: a dot in front is encoded */

enum { FILE_NAME = 240, TEXT = 2048 };

/* Lower case, for file systems that do not tell it from upper case; what is odd in a name becomes %XX. */
static bool file_name(const char *email, char name[FILE_NAME])
{
    const char *plain = "abcdefghijklmnopqrstuvwxyz0123456789@._+-";
    size_t len = 0;

    for (const char *at = email; *at != 0; at++) {
        unsigned char c = (unsigned char)*at;
        if (c >= 'A' && c <= 'Z') {
            c = (unsigned char)(c - 'A' + 'a');
        }
        if (len + 4 > FILE_NAME) {
            return false;
        }
        if (strchr(plain, c) != NULL && !(len == 0 && c == '.')) {
            name[len++] = (char)c;
        } else {
            len += (size_t)snprintf(name + len, 4, "%%%02X", c);
        }
    }
    name[len] = 0;
    return true;
}

bool credentials_name_fits(const char *email)
{
    char name[FILE_NAME];

    return file_name(email, name);
}

bool credentials_open(struct credentials *credentials, bool read_only)
{
    struct stat info;

    credentials->part = -1;
    credentials->folder = -1;
    if (!read_only && mkdir(credentials->path, 0700) != 0 && errno != EEXIST) {
        return false;
    }
    credentials->folder = open(credentials->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (credentials->folder < 0) {
        return read_only && errno == ENOENT;
    }
    if (fstat(credentials->folder, &info) != 0) {
        return false;
    }
    errno = EPERM;
    return (info.st_mode & 077U) == 0;
}

/* The value of a line "NAME=value". */
static bool value_of(const char *text, const char *name, char *value, size_t size)
{
    size_t len = strlen(name);

    while (text != NULL && strncmp(text, name, len) != 0) {
        text = strchr(text, '\n');
        text = text != NULL ? text + 1 : NULL;
    }
    if (text == NULL || strcspn(text + len, "\n") >= size) {
        return false;
    }
    text += len;
    len = strcspn(text, "\n");
    memcpy(value, text, len);
    value[len] = 0;
    return len > 0 && text[len] == '\n';
}

static bool understand(const char *text, const char *email, struct credentials_owner *owner)
{
    char found[QUATRIX_EMAIL_MAX + 1];
    char name[FILE_NAME];
    char wanted[FILE_NAME];

    return value_of(text, "FLEET_EMAIL=", found, sizeof found) && file_name(found, name) &&
           file_name(email, wanted) && strcmp(name, wanted) == 0 &&
           value_of(text, "FLEET_USER_ID=", owner->user.text, sizeof owner->user.text) &&
           value_of(text, "FLEET_KEY_ID=", owner->key.text, sizeof owner->key.text);
}

enum credentials_found credentials_find(const struct credentials *credentials, const char *email,
                                        struct credentials_owner *owner)
{
    enum credentials_found found = CREDENTIALS_BAD;
    char text[TEXT + 1];
    char name[FILE_NAME];
    ssize_t len;
    int fd;

    if (credentials->folder < 0 || !file_name(email, name)) {
        return CREDENTIALS_NONE;
    }
    fd = openat(credentials->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return errno == ENOENT ? CREDENTIALS_NONE : CREDENTIALS_BAD;
    }
    len = file_read(fd, text, TEXT);
    if (len > 0) {
        text[len] = 0;
        found = understand(text, email, owner) ? CREDENTIALS_THERE : CREDENTIALS_BAD;
    }
    quatrix_wipe(text, sizeof text);
    (void)close(fd);
    return found;
}

bool credentials_reserve(struct credentials *credentials)
{
    char blank[TEXT];
    int why;

    memset(blank, '\n', sizeof blank);
    (void)unlinkat(credentials->folder, PART, 0); /* of a run that was cut short */
    credentials->part =
        openat(credentials->folder, PART, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (credentials->part < 0) {
        return false;
    }
    if (file_write(credentials->part, blank, sizeof blank) && fsync(credentials->part) == 0) {
        return true;
    }
    why = errno;
    credentials_release(credentials);
    errno = why;
    return false;
}

/* Over what was reserved. */
static bool write_text(int fd, const char *text, size_t len)
{
    return lseek(fd, 0, SEEK_SET) == 0 && file_write(fd, text, len) &&
           ftruncate(fd, (off_t)len) == 0 && fsync(fd) == 0;
}

bool credentials_store(struct credentials *credentials, const char *email,
                       const struct credentials_owner *owner, const char *key)
{
    char text[TEXT];
    char name[FILE_NAME];
    int len = snprintf(text, sizeof text,
                       "QUATRIX_HOST=%s\nQUATRIX_PORT=%u\nQUATRIX_API_KEY=%s\n"
                       "FLEET_EMAIL=%s\nFLEET_USER_ID=%s\nFLEET_KEY_ID=%s\n",
                       credentials->host, credentials->port, key, email, owner->user.text,
                       owner->key.text);
    bool fine = len > 0 && (size_t)len < sizeof text && file_name(email, name) &&
                write_text(credentials->part, text, (size_t)len);

    quatrix_wipe(text, sizeof text);
    if (!fine || renameat(credentials->folder, PART, credentials->folder, name) != 0) {
        int why = errno;
        credentials_release(credentials);
        errno = why;
        return false;
    }
    (void)close(credentials->part); /* it was brought to the disk above */
    credentials->part = -1;
    if (fsync(credentials->folder) != 0) {
        int why = errno;
        (void)unlinkat(credentials->folder, name,
                       0); /* the key is given up, and it must not stay behind */
        errno = why;
        return false;
    }
    return true;
}

void credentials_release(struct credentials *credentials)
{
    if (credentials->part >= 0) {
        (void)close(credentials->part);
        (void)unlinkat(credentials->folder, PART, 0);
    }
    credentials->part = -1;
}

void credentials_close(struct credentials *credentials)
{
    if (credentials->folder >= 0) {
        credentials_release(credentials);
        (void)close(credentials->folder);
    }
    credentials->folder = -1;
}
