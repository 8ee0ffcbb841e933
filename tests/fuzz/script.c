/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200112L

#include "script.h"

#include <quatrix/relogin.h>
#include <quatrix/retry.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_abort_on_failure(void)
{
    FUZZ_CHECK(setenv("CMOCKA_TEST_ABORT", "1", 1) == 0);
}

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
        b->pending[op] = pending >> 2 * op & 3U;
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

static bool is_documented(const struct bench *b, enum quatrix_status status)
{
    switch (status) {
    case QUATRIX_OK:
    case QUATRIX_MFA_REQUIRED:
    case QUATRIX_E_SPACE:
    case QUATRIX_E_TIMEOUT:
    case QUATRIX_E_CLOSED:
    case QUATRIX_E_CUT:
    case QUATRIX_E_NETWORK:
    case QUATRIX_E_PROTOCOL:
    case QUATRIX_E_HEADER:
    case QUATRIX_E_ENCODING:
    case QUATRIX_E_CONTENT:
    case QUATRIX_E_JSON:
    case QUATRIX_E_DEPTH:
    case QUATRIX_E_TYPE:
    case QUATRIX_E_RANGE:
    case QUATRIX_E_DUPLICATE:
    case QUATRIX_E_MISSING:
    case QUATRIX_E_REDIRECT:
    case QUATRIX_E_UNAUTHORIZED:
    case QUATRIX_E_RATE_LIMITED:
    case QUATRIX_E_HTTP:
    case QUATRIX_E_SERVER:
    case QUATRIX_E_FACTOR:
        return true;
    default:
        return status == b->fail_with;
    }
}

void fuzz_check_documented(const struct bench *b, enum quatrix_status status,
                           enum quatrix_status also)
{
    bool documented = is_documented(b, status) || status == also;

    if (!documented) {
        (void)fprintf(stderr, "ended with %s\n", quatrix_status_name(status));
    }
    FUZZ_CHECK(documented);
}

void fuzz_check_contract(const struct bench *b)
{
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
