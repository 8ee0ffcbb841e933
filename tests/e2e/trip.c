/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into a program: at its Nth change of the disk or the network it is killed, or the disk is full from
 * then on. Environment:
 *
 *   TRIP_AT   N, from 1
 *   TRIP_HOW  before  killed before it
 *             half    killed when half of what is written or sent has been; other changes are not counted
 *             after   killed after something was sent; other changes are not counted
 *             full    the disk is full from then on; what is sent is not counted
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum change { SEND, WRITE, OTHER };

static long count;

static void find(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);

    memcpy(function, &found, size);
}

/* NAME(...) of whoever comes next, in a pointer of that name. */
#define REAL(type, name, ...)                                                                      \
    type (*real_##name)(__VA_ARGS__);                                                              \
    find(#name, &real_##name, sizeof real_##name)

static bool is(const char *how)
{
    const char *wanted = getenv("TRIP_HOW");

    return wanted != NULL && strcmp(wanted, how) == 0;
}

static bool counts(enum change change)
{
    return is("half")    ? change != OTHER
           : is("after") ? change == SEND
           : is("full")  ? change != SEND
                         : true;
}

/* True: now. A full disk stays full. */
static bool trips(enum change change)
{
    const char *at = getenv("TRIP_AT");

    if (at == NULL || !counts(change)) {
        return false;
    }
    count++;
    return is("full") ? count >= atol(at) : count == atol(at);
}

static void die(void)
{
    (void)raise(SIGKILL);
}

/* False: the disk is full. */
static bool goes_on(enum change change)
{
    if (!trips(change)) {
        return true;
    }
    if (!is("full")) {
        die();
    }
    errno = ENOSPC;
    return false;
}

ssize_t send(int fd, const void *buf, size_t len, int flags)
{
    REAL(ssize_t, send, int, const void *, size_t, int);
    bool now = trips(SEND);
    ssize_t sent;

    if (now && is("before")) {
        die();
    }
    sent = real_send(fd, buf, now && is("half") ? len / 2 : len, flags);
    if (now) {
        die();
    }
    return sent;
}

ssize_t write(int fd, const void *buf, size_t len)
{
    REAL(ssize_t, write, int, const void *, size_t);

    if (fd > STDERR_FILENO && trips(WRITE)) {
        if (!is("before")) {
            (void)!real_write(fd, buf, len / 2);
        }
        if (!is("full")) {
            die();
        }
        errno = ENOSPC;
        return -1;
    }
    return real_write(fd, buf, len);
}

int fsync(int fd)
{
    REAL(int, fsync, int);

    return goes_on(OTHER) ? real_fsync(fd) : -1;
}

int mkdir(const char *path, mode_t mode)
{
    REAL(int, mkdir, const char *, mode_t);

    return goes_on(OTHER) ? real_mkdir(path, mode) : -1;
}

int renameat(int from, const char *name, int to, const char *other)
{
    REAL(int, renameat, int, const char *, int, const char *);

    return goes_on(OTHER) ? real_renameat(from, name, to, other) : -1;
}

int openat(int folder, const char *path, int flags, ...)
{
    REAL(int, openat, int, const char *, int, ...);
    va_list arguments;
    mode_t mode = 0;

    if ((flags & O_CREAT) == 0) {
        return real_openat(folder, path, flags);
    }
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return goes_on(OTHER) ? real_openat(folder, path, flags, mode) : -1;
}

/* A full disk does not keep anything from becoming shorter or going away. */
int ftruncate(int fd, off_t length)
{
    REAL(int, ftruncate, int, off_t);

    return is("full") || goes_on(OTHER) ? real_ftruncate(fd, length) : -1;
}

int unlinkat(int folder, const char *path, int flags)
{
    REAL(int, unlinkat, int, const char *, int);

    return is("full") || goes_on(OTHER) ? real_unlinkat(folder, path, flags) : -1;
}
