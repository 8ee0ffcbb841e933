/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "rig.h"

#include "certificates.h"

#if defined(MBEDTLS_PSA_CRYPTO_C)
#include <psa/crypto.h>
#endif
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

enum { TICK_MS = 2 }; /* how long a peer's output may go unnoticed */

/* --- the port --- */

static enum quatrix_status port_connect(void *ctx, const char *host, uint16_t port)
{
    struct rig *rig = ctx;
    enum quatrix_status status;

    (void)port;
    assert_string_equal(rig->host, host);
    status = rig->posix.port.connect(rig->posix.port.ctx, "127.0.0.1", rig->dial);
    if (status == QUATRIX_OK) {
        rig->dials++;
        rig->received = rig->sent = rig->header_len = rig->record_left = 0;
    }
    return status;
}

static size_t smaller(size_t len, int32_t most)
{
    return len < (size_t)most ? len : (size_t)most;
}

/* True for every other call. */
static bool put_off(struct rig *rig)
{
    rig->put_off = rig->lazy && !rig->put_off;
    return rig->put_off;
}

static int32_t port_send(void *ctx, const uint8_t *buf, size_t len)
{
    struct rig *rig = ctx;
    int32_t n;

    len = smaller(smaller(len, rig->piece), rig->sends - rig->sent);
    if (len == 0) {
        return rig->send_status;
    }
    if (put_off(rig)) {
        return 0;
    }
    n = rig->posix.port.send(rig->posix.port.ctx, buf, len);
    rig->sent += n > 0 ? n : 0;
    return n;
}

static void measure_records(struct rig *rig, const uint8_t *buf, int32_t len)
{
    for (int32_t i = 0; i < len; i++) {
        if (rig->record_left > 0) {
            rig->record_left--;
            continue;
        }
        rig->header[rig->header_len++] = buf[i];
        if (rig->header_len == 5) {
            rig->header_len = 0;
            rig->record_left = rig->header[3] * 256 + rig->header[4];
            rig->largest = rig->record_left > rig->largest ? rig->record_left : rig->largest;
        }
    }
}

static int32_t port_recv(void *ctx, uint8_t *buf, size_t len)
{
    struct rig *rig = ctx;
    int32_t n;

    len = smaller(smaller(len, rig->piece), rig->receives - rig->received);
    if (len == 0) {
        return rig->receive_status;
    }
    if (put_off(rig)) {
        return 0;
    }
    n = rig->posix.port.recv(rig->posix.port.ctx, buf, len);
    if (n > 0) {
        if (rig->flips >= rig->received && rig->flips < rig->received + n) {
            buf[rig->flips - rig->received] ^= 0x80;
        }
        measure_records(rig, buf, n);
        rig->received += n;
    }
    return n;
}

static void port_close(void *ctx)
{
    struct rig *rig = ctx;

    rig->posix.port.close(rig->posix.port.ctx);
}

static void port_wait(void *ctx, bool want_write, uint32_t max_ms)
{
    static const struct timespec moment = { 0, 1000000 };
    struct rig *rig = ctx;

    rig->waits[want_write]++;
    if (rig->received >= rig->receives || rig->sent >= rig->sends) {
        (void)nanosleep(&moment, NULL); /* a real connection would not wake anybody either */
    } else {
        rig->posix.port.wait(rig->posix.port.ctx, want_write, max_ms);
    }
}

static uint32_t port_now_ms(void *ctx)
{
    struct rig *rig = ctx;

    return rig->posix.port.now_ms(rig->posix.port.ctx);
}

static enum quatrix_clock port_unix_time(void *ctx, int64_t *seconds)
{
    struct rig *rig = ctx;

    if (!rig->own_clock) {
        return rig->posix.port.unix_time(rig->posix.port.ctx, seconds);
    }
    *seconds = rig->now;
    return rig->clock;
}

static bool port_entropy(void *ctx, uint8_t *buf, size_t len)
{
    struct rig *rig = ctx;

    if (rig->entropy <= 0) {
        memset(buf, 0, len);
        return false;
    }
    rig->entropy--;
    return rig->posix.port.entropy(rig->posix.port.ctx, buf, len);
}

/* --- setting up --- */

void rig_mend(struct rig *rig)
{
    rig->receives = rig->sends = rig->entropy = rig->piece = RIG_NEVER;
    rig->receive_status = rig->send_status = QUATRIX_E_CLOSED;
    rig->flips = -1;
    rig->lazy = false;
}

void rig_begin(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->host = CERTIFICATE_HOST;
    rig->timeout_ms = 60000;
    rig_mend(rig);
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&rig->posix));
    rig->port.ctx = rig;
    rig->port.connect = port_connect;
    rig->port.send = port_send;
    rig->port.recv = port_recv;
    rig->port.close = port_close;
    rig->port.wait = port_wait;
    rig->port.now_ms = port_now_ms;
    rig->port.unix_time = port_unix_time;
    rig->port.entropy = port_entropy;
    rig_trust(rig, 0, "root", true);
    rig_trust(rig, 1, "rsa-root", false);
}

void rig_trust(struct rig *rig, size_t index, const char *name, bool der)
{
    struct quatrix_anchor *anchor = &rig->anchors[index];

    assert_true(index < RIG_ANCHORS);
    anchor->data = (const uint8_t *)rig->anchor_bytes[index];
    anchor->len = certificate_read(name, der ? CERTIFICATE_DER : CERTIFICATE_PEM,
                                   rig->anchor_bytes[index], RIG_ANCHOR_SIZE);
    anchor->len += der ? 0 : 1;
    rig->anchor_count = index < rig->anchor_count ? rig->anchor_count : index + 1;
}

struct quatrix_tls_config rig_tls_config(const struct rig *rig)
{
    struct quatrix_tls_config config;

    memset(&config, 0, sizeof config);
    config.port = &rig->port;
    config.anchors = rig->anchors;
    config.anchor_count = rig->anchor_count;
    config.dates = rig->dates;
    config.versions = rig->versions;
    config.no_resumption = rig->no_resumption;
    config.allocation_failures = rig->allocation_failures;
    config.pins = rig->pins;
    config.identity = rig->identity;
    return config;
}

enum quatrix_status rig_init(struct rig *rig)
{
    struct quatrix_tls_config tls_config = rig_tls_config(rig);
    enum quatrix_status status = quatrix_tls_init(&rig->tls, &tls_config);
    struct quatrix_config config;

    memset(&config, 0, sizeof config);
    config.host = rig->host;
    config.port = rig->asks;
    config.transport = quatrix_tls_transport(&rig->tls);
    config.work = rig->work;
    config.work_size = sizeof rig->work;
    config.timeout_ms = rig->timeout_ms;
    assert_int_equal(QUATRIX_OK, quatrix_client_init(&rig->client, &config));
    assert_int_equal(QUATRIX_OK, quatrix_client_use_basic(&rig->client, RIG_EMAIL, RIG_PASSWORD));
    return status;
}

void rig_open(struct rig *rig, const struct peer *peer)
{
    rig_begin(rig);
    rig->dial = peer->port;
    assert_int_equal(QUATRIX_OK, rig_init(rig));
}

void rig_end(struct rig *rig)
{
    if (rig->port.connect == NULL) {
        return;
    }
    if (rig->client.priv.config.transport != NULL) {
        quatrix_client_deinit(&rig->client);
        quatrix_tls_deinit(&rig->tls);
    }
    quatrix_posix_deinit(&rig->posix);
    rig->port.connect = NULL;
}

int rig_begin_group(void **state)
{
    return certificates_begin(state);
}

int rig_end_group(void **state)
{
#if defined(MBEDTLS_PSA_CRYPTO_C)
    mbedtls_psa_crypto_free();
#endif
    return certificates_end(state);
}

/* --- calls --- */

static void pass_time(struct rig *rig, struct peer *peer)
{
    struct quatrix_transport *transport = quatrix_tls_transport(&rig->tls);

    if (peer != NULL) {
        peer_serve(peer);
    }
    transport->ops->wait(transport, TICK_MS);
}

enum quatrix_status rig_finish(struct rig *rig, struct peer *peer, enum quatrix_status status)
{
    while (status == QUATRIX_PENDING) {
        pass_time(rig, peer);
        status = quatrix_step(&rig->client);
    }
    return status;
}

enum quatrix_status rig_pull(struct rig *rig, struct peer *peer, uint8_t *buf, size_t size,
                             size_t *len)
{
    enum quatrix_status status = quatrix_body_read(&rig->client, buf, size, len);

    while (status == QUATRIX_PENDING) {
        pass_time(rig, peer);
        status = quatrix_body_read(&rig->client, buf, size, len);
    }
    return status;
}

enum quatrix_status rig_call(struct rig *rig, struct peer *peer)
{
    memset(&rig->info, 0, sizeof rig->info);
    rig->dial = peer->port;
    return rig_finish(rig, peer, quatrix_profile_info_start(&rig->client, &rig->info));
}

void rig_call_well(struct rig *rig, struct peer *peer)
{
    const struct quatrix_error *error = quatrix_client_error(&rig->client);
    enum quatrix_status status;

    status = rig_call(rig, peer);
    if (status != QUATRIX_OK) {
        fail_msg("%s, mbedTLS says -0x%x, flags 0x%x", quatrix_status_name(status),
                 (unsigned)-error->tls_code, (unsigned)error->verify_flags);
    }
    assert_int_equal(1, rig->info.user_used);
    assert_int_equal(40000, rig->info.acc_limit);
    assert_int_equal(0, error->tls_code);
    assert_int_equal(0, error->verify_flags);
}
