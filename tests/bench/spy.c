/* SPDX-License-Identifier: MIT */
/*
 * A library to preload: counts what a program takes from the heap, and what passes its TCP connection that
 * carries TLS. The records are counted by their headers in the byte stream, the segments by the kernel (Linux).
 * bench.c says what is counted: spy_begin(), spy_end(), and in the end spy_print(). One connection at a time.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <linux/tcp.h>
#include <malloc.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 5 }; /* type, version, length: RFC 5246 section 6.2.1 */

void spy_begin(void);
void spy_end(void);
void spy_print(void);

/* glibc's own names of what is replaced here. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *old);

static bool counting;

/* --- heap; threads take turns well enough for a count, and only the resolver's is another --- */

static struct {
    uint64_t calls; /* while counting */
    uint64_t now;   /* bytes, as glibc rounds them */
    uint64_t peak;  /* of the whole program */
} heap;

static void took(const void *block)
{
    __atomic_add_fetch(&heap.now, malloc_usable_size((void *)(uintptr_t)block), __ATOMIC_RELAXED);
    if (heap.now > heap.peak) {
        heap.peak = heap.now;
    }
}

static void gave(const void *block)
{
    __atomic_sub_fetch(&heap.now, malloc_usable_size((void *)(uintptr_t)block), __ATOMIC_RELAXED);
}

void *malloc(size_t size)
{
    void *block = __libc_malloc(size);

    heap.calls += counting;
    took(block);
    return block;
}

void *calloc(size_t count, size_t size)
{
    void *block = __libc_calloc(count, size);

    heap.calls += counting;
    took(block);
    return block;
}

void *realloc(void *old, size_t size)
{
    void *block;

    heap.calls += counting;
    gave(old);
    block = __libc_realloc(old, size);
    took(block);
    return block;
}

void free(void *old)
{
    heap.calls += counting && old != NULL;
    gave(old);
    __libc_free(old);
}

/* --- the wire --- */

struct stream {
    uint8_t header[HEADER];
    size_t have; /* bytes of the header */
    size_t left; /* bytes of the fragment still to come */
    uint64_t records;
    uint64_t payload; /* of the records, as they are on the wire */
    uint64_t bytes;
};

struct segments {
    uint64_t out; /* with data */
    uint64_t in;
};

static int fd = -1;              /* the connection */
static struct stream streams[2]; /* in, out */
static struct segments counted;
static struct segments base; /* before what is being counted */
static uint64_t connections;

static void count(bool sent, const uint8_t *bytes, size_t len)
{
    struct stream *s = &streams[sent];

    s->bytes += counting ? len : 0;
    while (len > 0) {
        size_t n = s->left < len ? s->left : len;
        if (n == 0) {
            n = 1;
            s->header[s->have++] = *bytes;
            if (s->have == HEADER) {
                s->have = 0;
                s->left = (size_t)s->header[3] << 8 | s->header[4];
                s->records += counting;
                s->payload += counting ? s->left : 0;
            }
        } else {
            s->left -= n;
        }
        bytes += n;
        len -= n;
    }
}

static struct segments look(void)
{
    struct tcp_info info;
    socklen_t len = (socklen_t)sizeof info;

    memset(&info, 0, sizeof info);
    if (fd >= 0) {
        (void)getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len);
    }
    return (struct segments){ info.tcpi_data_segs_out, info.tcpi_data_segs_in };
}

static void add_segments(void)
{
    struct segments now = look();

    counted.out += now.out - base.out;
    counted.in += now.in - base.in;
    base = now;
}

/* The function of that name that would be called but for this library. */
static void find(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);

    memcpy(function, &found, size);
}

int connect(int socket, const struct sockaddr *address, socklen_t len)
{
    static int (*next)(int, const struct sockaddr *, socklen_t);

    if (next == NULL) {
        find("connect", &next, sizeof next);
    }
    if (address->sa_family == AF_INET) {
        fd = socket;
        memset(&base, 0, sizeof base);
        for (int i = 0; i < 2; i++) {
            streams[i].have = streams[i].left = 0;
        }
        connections += counting;
    }
    return next(socket, address, len);
}

int close(int file)
{
    static int (*next)(int);

    if (next == NULL) {
        find("close", &next, sizeof next);
    }
    if (file == fd && file >= 0) {
        if (counting) {
            add_segments();
        }
        fd = -1;
    }
    return next(file);
}

ssize_t send(int socket, const void *buf, size_t len, int flags)
{
    static ssize_t (*next)(int, const void *, size_t, int);
    ssize_t n;

    if (next == NULL) {
        find("send", &next, sizeof next);
    }
    n = next(socket, buf, len, flags);
    if (n > 0 && socket == fd) {
        count(true, buf, (size_t)n);
    }
    return n;
}

ssize_t recv(int socket, void *buf, size_t len, int flags)
{
    static ssize_t (*next)(int, void *, size_t, int);
    ssize_t n;

    if (next == NULL) {
        find("recv", &next, sizeof next);
    }
    n = next(socket, buf, len, flags);
    if (n > 0 && socket == fd && (flags & MSG_PEEK) == 0) {
        count(false, buf, (size_t)n);
    }
    return n;
}

/* --- */

void spy_begin(void)
{
    base = look();
    counting = true;
}

void spy_end(void)
{
    if (fd >= 0) {
        add_segments();
    }
    counting = false;
}

static void print(const char *name, uint64_t number)
{
    printf("%s %llu\n", name, (unsigned long long)number);
}

void spy_print(void)
{
    print("allocator_calls", heap.calls);
    print("heap_peak", heap.peak);
    print("connections", connections);
    print("records_in", streams[false].records);
    print("records_out", streams[true].records);
    print("payload_in", streams[false].payload);
    print("payload_out", streams[true].payload);
    print("bytes_in", streams[false].bytes);
    print("bytes_out", streams[true].bytes);
    print("segments_in", counted.in);
    print("segments_out", counted.out);
}
