/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE

#include "wire.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { HEADER = 5 }; /* type, version, length: RFC 5246 section 6.2.1 */

struct stream {
    uint8_t header[HEADER];
    size_t have; /* bytes of the header */
    size_t left; /* bytes of the fragment still to come */
    uint64_t records;
    uint64_t payload; /* of the records, as they are on the wire */
    uint64_t bytes;
    uint64_t transfers; /* calls that moved bytes */
};

static struct stream streams[2]; /* in, out */

void wire_count(bool sent, const uint8_t *bytes, size_t len)
{
    struct stream *s = &streams[sent];

    s->bytes += len;
    s->transfers++;
    while (len > 0) {
        size_t n = s->left < len ? s->left : len;
        if (n == 0) {
            n = 1;
            s->header[s->have++] = *bytes;
            if (s->have == HEADER) {
                s->have = 0;
                s->left = (size_t)s->header[3] << 8 | s->header[4];
                s->records++;
                s->payload += s->left;
            }
        } else {
            s->left -= n;
        }
        bytes += n;
        len -= n;
    }
}

void wire_reset(void)
{
    memset(streams, 0, sizeof streams);
}

void wire_read_segments(int fd, struct wire_segments *segments)
{
    struct tcp_info info;
    socklen_t len = (socklen_t)sizeof info;

    memset(&info, 0, sizeof info);
    (void)getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len);
    segments->out = info.tcpi_segs_out;
    segments->in = info.tcpi_segs_in;
    segments->data_out = info.tcpi_data_segs_out;
    segments->data_in = info.tcpi_data_segs_in;
}

static void print(const char *name, uint64_t number)
{
    printf("%s %llu\n", name, (unsigned long long)number);
}

static void print_stream(const struct stream *s, const char *end)
{
    printf("records_%s %llu\n", end, (unsigned long long)s->records);
    printf("record_payload_%s %llu\n", end, (unsigned long long)s->payload);
    printf("bytes_%s %llu\n", end, (unsigned long long)s->bytes);
    printf("transfers_%s %llu\n", end, (unsigned long long)s->transfers);
}

void wire_print(int fd, const struct wire_segments *before)
{
    struct wire_segments now;

    wire_read_segments(fd, &now);
    print_stream(&streams[false], "in");
    print_stream(&streams[true], "out");
    print("segments_out", now.out - before->out);
    print("segments_in", now.in - before->in);
    print("data_segments_out", now.data_out - before->data_out);
    print("data_segments_in", now.data_in - before->data_in);
}
