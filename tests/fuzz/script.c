/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <quatrix/relogin.h>
#include <quatrix/retry.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_transport(struct bench *b, struct fuzz_input *in)
{
    static const enum quatrix_status ends[] = { QUATRIX_OK, QUATRIX_E_CLOSED, QUATRIX_E_CUT,
                                                QUATRIX_E_NETWORK };
    static const enum quatrix_status failures[] = { QUATRIX_E_NETWORK,   QUATRIX_E_CLOSED,
                                                    QUATRIX_E_CUT,       QUATRIX_E_CONNECT,
                                                    QUATRIX_E_RESOLVE,   QUATRIX_E_HANDSHAKE,
                                                    QUATRIX_E_CERT_NAME, QUATRIX_E_TLS };
    uint8_t pending;
    uint8_t end;

    b->slice = fuzz_byte(in);
    b->take = fuzz_byte(in);
    pending = fuzz_byte(in);
    for (unsigned op = 0; op < BENCH_CLOSE; op++) {
        b->pending[op] = (unsigned)pending >> 2 * op & 3U;
    }
    b->fail_call = fuzz_byte(in);
    b->fail_with = failures[fuzz_number(in, COUNT(failures))];
    b->stall_call = fuzz_byte(in);
    end = fuzz_byte(in);
    for (size_t i = 0; i < BENCH_LINES; i++) {
        b->line[i].end = ends[end % COUNT(ends)];
        b->line[i].end_after = end / COUNT(ends) % 4;
    }
    b->tick = fuzz_byte(in);
    b->recv_time = 8U * fuzz_byte(in);
    b->nap = 500;
}

void fuzz_replies_of(struct bench *b, const uint8_t *text, size_t len)
{
    size_t part = 0;

    for (size_t at = 0; at < len && part < BENCH_LINES + BENCH_REPLIES; part++) {
        size_t end = at;
        while (end < len && (text[end] != '%' || end + 1 == len || text[end + 1] != '%')) {
            end++;
        }
        for (size_t i = 0; i < BENCH_LINES && end > at; i++) { /* line i begins with part i */
            if (part >= i && part - i < BENCH_REPLIES) {
                b->line[i].reply[part - i].bytes = (const char *)text + at;
                b->line[i].reply[part - i].len = end - at;
            }
        }
        at = end + 2;
    }
}

void fuzz_check_contract(struct bench *b)
{
    if (b->lines > BENCH_LINES && b->broken != NULL &&
        strcmp(b->broken, "more connections than the script has") == 0) {
        b->broken = NULL; /* a transfer has patience */
    }
    if (b->broken != NULL) {
        (void)fprintf(stderr, "broken: %s\n", b->broken);
    }
    FUZZ_CHECK(b->broken == NULL);
}

void fuzz_use_again(struct bench *b)
{
    FUZZ_CHECK(quatrix_client_close(&b->client) == QUATRIX_OK);
    FUZZ_CHECK(quatrix_client_retry(&b->client, NULL) == QUATRIX_OK);
    FUZZ_CHECK(quatrix_client_relogin(&b->client, NULL) == QUATRIX_OK);
    bench_works_again(b);
}
