/* SPDX-License-Identifier: MIT */
/* What case.c reads in these files, a line each: case.py has to read the same. */
#include "http/case.h"

#include <stdio.h>

static struct http_case c;

static void print_hex(const char *bytes, size_t len)
{
    (void)putchar('\t');
    for (size_t i = 0; i < len; i++) {
        printf("%02x", (unsigned)(unsigned char)bytes[i]);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *wrong = http_case_read(&c, argv[i]);
        size_t endless = 0;
        if (wrong != NULL) {
            printf("refused\n");
            (void)fprintf(stderr, "%s: %s\n", argv[i], wrong);
            continue;
        }
        while (c.endless[endless] != 0) {
            endless++;
        }
        printf("%d %s %s %u %u %d %d %d %d", c.call, quatrix_status_name(c.ends),
               c.ends < 0 ? quatrix_phase_name(c.phase) : "-", c.http, c.retry, c.kept, c.end,
               c.curl, c.differs);
        print_hex(c.body.bytes, c.body.len);
        print_hex(c.bytes.bytes, c.bytes.len);
        print_hex(c.endless, endless);
        (void)putchar('\n');
    }
    return 0;
}
