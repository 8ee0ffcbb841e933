/* SPDX-License-Identifier: MIT */
/* The library as a program uses it: a client with a stored session over TLS and the POSIX port. */
#include "bench.h"

#include "wire.h"

#include <quatrix/posix.h>
#include <quatrix/tls.h>

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[512];

static struct quatrix_port plain; /* the port's own functions */

static int32_t counted_send(void *ctx, const uint8_t *buf, size_t len)
{
    int32_t n = plain.send(ctx, buf, len);

    if (n > 0) {
        wire_count(true, buf, (size_t)n);
    }
    return n;
}

static int32_t counted_recv(void *ctx, uint8_t *buf, size_t len)
{
    int32_t n = plain.recv(ctx, buf, len);

    if (n > 0) {
        wire_count(false, buf, (size_t)n);
    }
    return n;
}

static void check(const char *what, enum quatrix_status status)
{
    if (status != QUATRIX_OK) {
        bench_fail(what, status);
    }
}

static void set_up(const struct bench *bench)
{
    static struct quatrix_anchor anchor;
    struct quatrix_tls_config tls_config = {
        .port = &posix.port,
        .anchors = &anchor,
        .anchor_count = 1,
        .dates = QUATRIX_DATES_CHECKED,
    };
    struct quatrix_config config = {
        .host = bench->host,
        .port = bench->port,
        .work = work,
        .work_size = sizeof work,
        .timeout_ms = 600000, /* callgrind takes its time */
    };

    anchor.data = (const uint8_t *)bench->ca;
    anchor.len = bench->ca_size;
    check("quatrix_posix_init", quatrix_posix_init(&posix));
    if (bench->wire) {
        plain = posix.port;
        posix.port.send = counted_send;
        posix.port.recv = counted_recv;
    }
    check("quatrix_tls_init", quatrix_tls_init(&tls, &tls_config));
    config.transport = quatrix_tls_transport(&tls);
    check("quatrix_client_init", quatrix_client_init(&client, &config));
    check("quatrix_client_use_session", quatrix_client_use_session(&client, bench->token));
}

static void call(void *ctx, struct quatrix_profile *profile)
{
    (void)ctx;
    check("quatrix_profile_get", quatrix_profile_get(&client, profile));
}

int main(int argc, char **argv)
{
    struct bench bench;

    bench_begin(&bench, argc, argv);
    set_up(&bench);
    bench_run(&bench, call, NULL, &posix.priv.fd);
    if (quatrix_tls_handshakes(&tls) != 1) {
        bench_fail("not all calls went over one connection; handshakes",
                   (long)quatrix_tls_handshakes(&tls));
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    bench_end(&bench);
    return 0;
}
