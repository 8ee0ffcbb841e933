/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE

#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>

enum { FLASH = 262144 };

static uint8_t flash[FLASH]; /* what the file is made of, and where it goes, over and over */

void stream_fail(const char *what, long code)
{
    fprintf(stderr, "%s: %ld\n", what, code);
    exit(EXIT_FAILURE);
}

static void read_ca(struct stream *stream, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t got;

    stream->ca_size = 8192;
    stream->ca = calloc(1, stream->ca_size);
    if (file == NULL || stream->ca == NULL) {
        stream_fail(path, 0);
    }
    got = fread(stream->ca, 1, stream->ca_size - 1, file);
    (void)fclose(file);
    stream->ca_size = got + 1;
}

void stream_begin(struct stream *stream, int argc, char **argv)
{
    memset(stream, 0, sizeof *stream);
    if (argc != 6) {
        stream_fail("arguments", argc);
    }
    stream->up = strcmp(argv[1], "up") == 0;
    stream->port = (uint16_t)strtoul(argv[2], NULL, 10);
    read_ca(stream, argv[3]);
    stream->block_size = strtoul(argv[4], NULL, 10);
    stream->bytes = strtoull(argv[5], NULL, 10);
    if (stream->block_size == 0 || stream->block_size > STREAM_BLOCK_MAX) {
        stream_fail("block", (long)stream->block_size);
    }
    for (size_t i = 0; i < sizeof flash; i++) {
        flash[i] = (uint8_t)(i * 31 >> 3);
    }
}

void stream_end(struct stream *stream)
{
    free(stream->ca);
}

static uint64_t micros(const struct timeval *time)
{
    return (uint64_t)time->tv_sec * 1000000 + (uint64_t)time->tv_usec;
}

static void look(uint64_t *cpu_us, uint64_t *real_us)
{
    struct rusage usage;
    struct timeval now;

    (void)getrusage(RUSAGE_SELF, &usage);
    (void)gettimeofday(&now, NULL);
    *cpu_us = micros(&usage.ru_utime) + micros(&usage.ru_stime);
    *real_us = micros(&now);
}

void stream_start(struct stream *stream)
{
    look(&stream->cpu_us, &stream->real_us);
}

void stream_stop(struct stream *stream)
{
    uint64_t cpu_us;
    uint64_t real_us;

    look(&cpu_us, &real_us);
    if (stream->moved != stream->bytes) {
        stream_fail("not all bytes were moved, but", (long)stream->moved);
    }
    printf("%llu %llu\n", (unsigned long long)(cpu_us - stream->cpu_us),
           (unsigned long long)(real_us - stream->real_us));
}

size_t stream_read(struct stream *stream, uint64_t offset, uint8_t *buf, size_t size)
{
    size_t at = (size_t)(offset % FLASH);
    size_t n = size < FLASH - at ? size : FLASH - at;

    memcpy(buf, flash + at, n);
    stream->moved += n;
    return n;
}

void stream_write(struct stream *stream, uint64_t offset, const uint8_t *bytes, size_t len)
{
    size_t at = (size_t)(offset % FLASH);
    size_t n = len < FLASH - at ? len : FLASH - at;

    memcpy(flash + at, bytes, n);
    memcpy(flash, bytes + n, len - n);
    stream->moved += len;
}
