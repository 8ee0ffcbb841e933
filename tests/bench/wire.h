/* SPDX-License-Identifier: MIT */
/* What passes a TCP connection that carries TLS: the records are counted by their headers in the
   byte stream, the segments by the kernel (Linux). */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that were sent, or have arrived. */
void wire_count(bool sent, const uint8_t *bytes, size_t len);

/* Count from zero. Between records only. */
void wire_reset(void);

struct wire_segments {
    uint32_t out; /* with acknowledgements that carry no data */
    uint32_t in;
    uint32_t data_out;
    uint32_t data_in;
};

void wire_read_segments(int fd, struct wire_segments *segments);

/* Print "NAME NUMBER" lines: what was counted, and the segments since `before`. */
void wire_print(int fd, const struct wire_segments *before);

#endif
