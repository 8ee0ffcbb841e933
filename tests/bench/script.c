/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <stdio.h>
#include <string.h>

enum { RECORD = 1024 };

static struct {
    struct quatrix_transport transport;
    const char *text;
    size_t text_len;
    char head[128];
    size_t head_len;
    size_t at; /* of head and text */
} script;

static enum quatrix_status on_connect(struct quatrix_transport *t, const char *host, uint16_t port)
{
    (void)t;
    (void)host;
    (void)port;
    return QUATRIX_OK;
}

static enum quatrix_status on_handshake(struct quatrix_transport *t)
{
    (void)t;
    return QUATRIX_OK;
}

static int32_t on_send(struct quatrix_transport *t, const uint8_t *buf, size_t len)
{
    (void)t;
    (void)buf;
    return (int32_t)len;
}

static int32_t on_recv(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    const char *from = script.at < script.head_len ? script.head + script.at
                                                   : script.text + (script.at - script.head_len);
    size_t left = script.at < script.head_len ? script.head_len - script.at
                                              : script.head_len + script.text_len - script.at;
    size_t record = RECORD - script.at % RECORD;

    (void)t;
    left = left < record ? left : record;
    left = left < len ? left : len;
    memcpy(buf, from, left);
    script.at += left;
    return (int32_t)left;
}

static void on_close(struct quatrix_transport *t)
{
    (void)t;
}

static void on_wait(struct quatrix_transport *t, uint32_t max_ms)
{
    (void)t;
    (void)max_ms;
}

static uint32_t on_now(struct quatrix_transport *t)
{
    (void)t;
    return 0;
}

static enum quatrix_clock on_time(struct quatrix_transport *t, int64_t *seconds)
{
    (void)t;
    (void)seconds;
    return QUATRIX_CLOCK_UNKNOWN;
}

static size_t on_heap(struct quatrix_transport *t)
{
    (void)t;
    return 0;
}

struct quatrix_transport *script_start(const char *text, size_t len)
{
    static const struct quatrix_transport_ops ops = {
        .connect = on_connect,
        .handshake = on_handshake,
        .send = on_send,
        .recv = on_recv,
        .close = on_close,
        .wait = on_wait,
        .now_ms = on_now,
        .unix_time = on_time,
        .heap_peak = on_heap,
    };

    script.text = text;
    script.text_len = len;
    script.at = 0;
    script.transport.ops = &ops;
    script.head_len = (size_t)snprintf(
        script.head, sizeof script.head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", len);
    return &script.transport;
}
