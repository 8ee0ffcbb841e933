/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "failing_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

static struct {
    unsigned times;
    unsigned seen;
    int error;
} calls[CALLS];
static struct addrinfo *list_of_names;
static int longest_poll;

void failing_call_set(enum failing_call call, unsigned times, int error)
{
    calls[call].times = times;
    calls[call].seen = 0;
    calls[call].error = error;
}

unsigned failing_call_seen(enum failing_call call)
{
    return calls[call].seen;
}

void failing_call_list(struct addrinfo *list)
{
    list_of_names = list;
}

int failing_call_longest_poll(void)
{
    int longest = longest_poll;

    longest_poll = 0;
    return longest;
}

static bool fails(enum failing_call call)
{
    if (calls[call].seen >= calls[call].times) {
        return false;
    }
    calls[call].seen++;
    return true;
}

/* As functions fail that set errno. */
static int with_errno(enum failing_call call)
{
    errno = calls[call].error;
    return calls[call].error == 0 ? 0 : -1;
}

int __wrap_connect(int fd, const struct sockaddr *address, socklen_t length);
int __real_connect(int fd, const struct sockaddr *address, socklen_t length);
int __wrap_connect(int fd, const struct sockaddr *address, socklen_t length)
{
    return fails(CALL_CONNECT) ? with_errno(CALL_CONNECT) : __real_connect(fd, address, length);
}

int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *length);
int __real_getsockopt(int fd, int level, int name, void *value, socklen_t *length);
int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *length)
{
    return fails(CALL_GETSOCKOPT) ? with_errno(CALL_GETSOCKOPT)
                                  : __real_getsockopt(fd, level, name, value, length);
}

ssize_t __wrap_send(int fd, const void *buf, size_t len, int flags);
ssize_t __real_send(int fd, const void *buf, size_t len, int flags);
ssize_t __wrap_send(int fd, const void *buf, size_t len, int flags)
{
    return fails(CALL_SEND) ? with_errno(CALL_SEND) : __real_send(fd, buf, len, flags);
}

ssize_t __wrap_recv(int fd, void *buf, size_t len, int flags);
ssize_t __real_recv(int fd, void *buf, size_t len, int flags);
ssize_t __wrap_recv(int fd, void *buf, size_t len, int flags)
{
    return fails(CALL_RECV) ? with_errno(CALL_RECV) : __real_recv(fd, buf, len, flags);
}

int __wrap_poll(struct pollfd *fds, nfds_t count, int max_ms);
int __real_poll(struct pollfd *fds, nfds_t count, int max_ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int max_ms)
{
    longest_poll = max_ms > longest_poll ? max_ms : longest_poll;
    return fails(CALL_POLL) ? with_errno(CALL_POLL) : __real_poll(fds, count, max_ms);
}

/* Of F_SETFL alone. */
int __wrap_fcntl(int fd, int command, ...);
int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...)
{
    va_list more;
    int value;

    if (command != F_SETFL) {
        return __real_fcntl(fd, command);
    }
    va_start(more, command);
    value = va_arg(more, int);
    va_end(more);
    return fails(CALL_FCNTL) ? with_errno(CALL_FCNTL) : __real_fcntl(fd, command, value);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    return clock == CLOCK_REALTIME && fails(CALL_CLOCK_GETTIME) ? with_errno(CALL_CLOCK_GETTIME)
                                                                : __real_clock_gettime(clock, now);
}

ssize_t __wrap_getrandom(void *buf, size_t len, unsigned flags);
ssize_t __real_getrandom(void *buf, size_t len, unsigned flags);
ssize_t __wrap_getrandom(void *buf, size_t len, unsigned flags)
{
    return fails(CALL_GETRANDOM) ? with_errno(CALL_GETRANDOM) : __real_getrandom(buf, len, flags);
}

int __wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **list);
int __real_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **list);
int __wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **list)
{
    if ((hints->ai_flags & AI_NUMERICHOST) != 0 || !fails(CALL_GETADDRINFO)) {
        return __real_getaddrinfo(host, service, hints, list);
    }
    *list = list_of_names;
    return calls[CALL_GETADDRINFO].error;
}

void __wrap_freeaddrinfo(struct addrinfo *list);
void __real_freeaddrinfo(struct addrinfo *list);
void __wrap_freeaddrinfo(struct addrinfo *list)
{
    if (list != list_of_names) {
        __real_freeaddrinfo(list);
    }
}

int __wrap_pthread_once(pthread_once_t *once, void (*init)(void));
int __real_pthread_once(pthread_once_t *once, void (*init)(void));
int __wrap_pthread_once(pthread_once_t *once, void (*init)(void))
{
    return fails(CALL_PTHREAD_ONCE) ? calls[CALL_PTHREAD_ONCE].error
                                    : __real_pthread_once(once, init);
}

int __wrap_pthread_condattr_init(pthread_condattr_t *attributes);
int __real_pthread_condattr_init(pthread_condattr_t *attributes);
int __wrap_pthread_condattr_init(pthread_condattr_t *attributes)
{
    return fails(CALL_CONDATTR_INIT) ? calls[CALL_CONDATTR_INIT].error
                                     : __real_pthread_condattr_init(attributes);
}

int __wrap_pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock);
int __real_pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock);
int __wrap_pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock)
{
    return fails(CALL_CONDATTR_SETCLOCK) ? calls[CALL_CONDATTR_SETCLOCK].error
                                         : __real_pthread_condattr_setclock(attributes, clock);
}

int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __real_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
    return fails(CALL_COND_INIT) ? calls[CALL_COND_INIT].error
                                 : __real_pthread_cond_init(condition, attributes);
}

int __wrap_pthread_attr_init(pthread_attr_t *attributes);
int __real_pthread_attr_init(pthread_attr_t *attributes);
int __wrap_pthread_attr_init(pthread_attr_t *attributes)
{
    return fails(CALL_ATTR_INIT) ? calls[CALL_ATTR_INIT].error
                                 : __real_pthread_attr_init(attributes);
}

int __wrap_pthread_attr_setdetachstate(pthread_attr_t *attributes, int state);
int __real_pthread_attr_setdetachstate(pthread_attr_t *attributes, int state);
int __wrap_pthread_attr_setdetachstate(pthread_attr_t *attributes, int state)
{
    return fails(CALL_ATTR_SETDETACHSTATE) ? calls[CALL_ATTR_SETDETACHSTATE].error
                                           : __real_pthread_attr_setdetachstate(attributes, state);
}

int __wrap_pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size);
int __real_pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size);
int __wrap_pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    return fails(CALL_ATTR_SETSTACKSIZE) ? calls[CALL_ATTR_SETSTACKSIZE].error
                                         : __real_pthread_attr_setstacksize(attributes, size);
}

int __wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *before);
int __real_pthread_sigmask(int how, const sigset_t *set, sigset_t *before);
int __wrap_pthread_sigmask(int how, const sigset_t *set, sigset_t *before)
{
    return fails(CALL_SIGMASK) ? calls[CALL_SIGMASK].error
                               : __real_pthread_sigmask(how, set, before);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *argument);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *argument)
{
    return fails(CALL_PTHREAD_CREATE) ? calls[CALL_PTHREAD_CREATE].error
                                      : __real_pthread_create(thread, attributes, start, argument);
}
