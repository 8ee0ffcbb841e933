/* SPDX-License-Identifier: MIT */
/*
 * What both programs of the streaming benchmark share.
 *
 *     PROGRAM up|down PORT CA BLOCK BYTES
 *
 * moves so many bytes to or from the server of server.py in blocks, and prints the microseconds of
 * CPU time (user and system) and of real time it took, without the handshake.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STREAM_CHUNK = 1048576, STREAM_BLOCK_MAX = 16384 };

struct stream {
    bool up;
    uint16_t port;
    char *ca; /* PEM text with its NUL */
    size_t ca_size;
    size_t block_size;
    uint64_t bytes;
    uint64_t moved;
    uint8_t block[STREAM_BLOCK_MAX];
    uint64_t cpu_us;
    uint64_t real_us;
};

void stream_begin(struct stream *stream, int argc, char **argv);
void stream_end(struct stream *stream);
void stream_fail(const char *what, long code);

/* Around what is measured. */
void stream_start(struct stream *stream);
void stream_stop(struct stream *stream); /* prints */

/* The file: so many bytes of it, at most, into the block; and a block into it. */
size_t stream_read(struct stream *stream, uint64_t offset, uint8_t *buf, size_t size);
void stream_write(struct stream *stream, uint64_t offset, const uint8_t *bytes, size_t len);

#endif
