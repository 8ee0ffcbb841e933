/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include "server.h"

#include <stdio.h>
#include <string.h>

enum { SHUT, CONNECTED, OPEN, BROKEN };

/* Far more than any transfer of these tests takes. */
enum { STEPS_MAX = 200000, WAITS_MAX = 400, EMPTY_MAX = 20000 };

static struct rig *rig_of(struct quatrix_transport *t)
{
    return (struct rig *)(void *)t;
}

static void breach(struct rig *rig, bool breached, const char *what)
{
    if (breached && rig->broken == NULL) {
        rig->broken = what;
    }
}

/* --- the transport --- */

static bool is_stalled(const struct rig *rig)
{
    return rig->stall_call > 0 && rig->calls >= rig->stall_call;
}

/* True: this call does not happen; *status is its answer. */
static bool disturbed(struct rig *rig, enum quatrix_status *status)
{
    rig->calls++;
    *status = QUATRIX_PENDING;
    if (rig->calls == rig->fail_call) {
        *status = rig->fail_with;
        rig->state = BROKEN;
        return true;
    }
    return is_stalled(rig);
}

/* The answer of send or recv to it. */
static int32_t moved(enum quatrix_status status)
{
    return status == QUATRIX_PENDING ? 0 : (int32_t)status;
}

static enum quatrix_status on_connect(struct quatrix_transport *t, const char *host, uint16_t port)
{
    struct rig *rig = rig_of(t);
    enum quatrix_status status;

    breach(rig, rig->state != SHUT && rig->stall_call == 0, "connect without close");
    breach(rig, strcmp(host, RIG_HOST) != 0 || port != 443, "connect to somebody else");
    rig->dials++;
    if (disturbed(rig, &status)) {
        return status;
    }
    if (rig->no_dial > 0) {
        rig->no_dial--;
        rig->state = BROKEN;
        return QUATRIX_E_CONNECT;
    }
    rig->state = CONNECTED;
    server_reset(rig);
    return QUATRIX_OK;
}

static enum quatrix_status on_handshake(struct quatrix_transport *t)
{
    enum quatrix_status status;

    breach(rig_of(t), rig_of(t)->state != CONNECTED, "handshake without a connection");
    if (disturbed(rig_of(t), &status)) {
        return status;
    }
    rig_of(t)->state = OPEN;
    return QUATRIX_OK;
}

static bool not_now(struct rig *rig, bool sending)
{
    if (rig->delay[sending] < rig->not_now) {
        rig->delay[sending]++;
        return true;
    }
    rig->delay[sending] = 0;
    return false;
}

/* How many bytes may pass before the cut; 0: now. */
static size_t before_cut(int64_t cut, int64_t passed, size_t len)
{
    return cut >= 0 && cut - passed < (int64_t)len ? (size_t)(cut - passed) : len;
}

static int32_t on_send(struct quatrix_transport *t, const uint8_t *buf, size_t len)
{
    struct rig *rig = rig_of(t);
    enum quatrix_status status;
    size_t n;

    breach(rig, rig->state != OPEN, "send without a connection");
    breach(rig, len == 0, "send of nothing");
    rig->blocked = rig->deaf || not_now(rig, true);
    if (rig->blocked) {
        return 0;
    }
    if (disturbed(rig, &status)) {
        rig->blocked = status == QUATRIX_PENDING;
        rig->send_failed = !rig->blocked;
        return moved(status);
    }
    n = rig->take > 0 && rig->take < len ? rig->take : len;
    n = rig->calls == rig->short_call ? 1 : n;
    if (rig->cut_sent >= 0) {
        n = before_cut(rig->cut_sent, rig->sent, n);
        if (n == 0) {
            rig->cut_sent = -1;
            rig->state = BROKEN;
            rig->send_failed = true;
            return QUATRIX_E_CLOSED;
        }
    }
    rig->sends++;
    for (size_t i = 0; i < n; i++) { /* until it does not listen any more */
        rig->sent++;
        server_take(rig, buf + i, 1);
        if (rig->deaf) {
            return (int32_t)(i + 1);
        }
    }
    return (int32_t)n;
}

static size_t readable(const struct rig *rig)
{
    return rig->now - rig->reply_at > INT32_MAX ? 0 : rig->out_len - rig->out_at;
}

static int32_t on_recv(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    struct rig *rig = rig_of(t);
    enum quatrix_status status;
    size_t n = readable(rig) < len ? readable(rig) : len;

    breach(rig, rig->state != OPEN && !rig->send_failed, "recv without a connection");
    breach(rig, len == 0, "recv of nothing");
    if (not_now(rig, false)) {
        return 0;
    }
    if (disturbed(rig, &status)) {
        return moved(status);
    }
    n = rig->calls == rig->short_call && n > 1 ? 1 : n;
    n = rig->slice > 0 && rig->slice < n ? rig->slice : n;
    if (rig->cut_read >= 0 && rig->received + (int64_t)n >= rig->cut_read) {
        n = before_cut(rig->cut_read, rig->received, n);
        if (n == 0) {
            rig->cut_read = -1;
            rig->state = BROKEN;
            return QUATRIX_E_CUT;
        }
    }
    if (n == 0 && rig->state == BROKEN) {
        return QUATRIX_E_CUT;
    }
    if (n == 0 && rig->end_after) {
        rig->state = BROKEN;
        return QUATRIX_E_CLOSED;
    }
    memcpy(buf, rig->out + rig->out_at, n);
    rig->out_at += n;
    rig->received += (int64_t)n;
    if (rig->out_at == rig->out_len) {
        rig->out_at = rig->out_len = 0;
    }
    return (int32_t)n;
}

static void on_close(struct quatrix_transport *t)
{
    rig_of(t)->state = SHUT;
    rig_of(t)->send_failed = rig_of(t)->blocked = false;
    memset(rig_of(t)->delay, 0, sizeof rig_of(t)->delay);
}

/* As a port does: it returns at once where something can be done, else when the time is over. Who waits
   for room to send does not hear what comes. */
static void on_wait(struct quatrix_transport *t, uint32_t max_ms)
{
    struct rig *rig = rig_of(t);

    breach(rig, max_ms == 0 || max_ms > 300000, "wait beyond the deadline");
    if (rig->state == OPEN && !is_stalled(rig) &&
        ((!rig->blocked && readable(rig) > 0) || rig->end_after ||
         (rig->not_now > 0 && !rig->deaf))) {
        rig->empty_waits++;
        breach(rig, rig->empty_waits > EMPTY_MAX, "a busy loop");
        return;
    }
    rig->waits++;
    breach(rig, rig->waits > WAITS_MAX, "waits without end");
    rig->now += max_ms;
    rig->slept += max_ms;
}

static uint32_t on_now_ms(struct quatrix_transport *t)
{
    return rig_of(t)->now;
}

static enum quatrix_clock on_unix_time(struct quatrix_transport *t, int64_t *seconds)
{
    (void)t;
    *seconds = 0;
    return QUATRIX_CLOCK_UNKNOWN;
}

static bool on_entropy(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    memset(buf, rig_of(t)->random, len);
    return true;
}

static size_t on_heap_peak(struct quatrix_transport *t)
{
    (void)t;
    return 0;
}

static const struct quatrix_transport_ops ops = {
    on_connect, on_handshake, on_send,      on_recv,    on_close,
    on_wait,    on_now_ms,    on_unix_time, on_entropy, on_heap_peak,
};

/* --- setting up --- */

static void fences(const struct rig *rig, bool closed)
{
    fence_set(&rig->before_client, closed);
    fence_set(&rig->behind_client, closed);
    fence_set(&rig->before_work, closed);
    fence_set(&rig->behind_work, closed);
}

static void start_client(struct rig *rig)
{
    char token[20];

    memset(&rig->client, 0xA5, sizeof rig->client);
    memset(rig->work, 0x5A, sizeof rig->work);
    memset(&rig->config, 0, sizeof rig->config);
    memset(&rig->transport, 0, sizeof rig->transport);
    rig->transport.ops = &ops;
    rig->config.host = RIG_HOST;
    rig->config.transport = &rig->transport;
    rig->config.work = rig->work;
    rig->config.work_size = sizeof rig->work;
    rig->state = SHUT;
    server_reset(rig);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_init(&rig->client, &rig->config));
    (void)snprintf(token, sizeof token, "token-%u", rig->server.token);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_use_session(&rig->client, token));
}

void rig_open(struct rig *rig)
{
    fences(rig, false);
    memset(rig, 0, sizeof *rig);
    fences(rig, true);
    rig->cut_sent = rig->cut_read = -1;
    rig->now = UINT32_MAX - 400; /* it wraps soon */
    rig->random = 0xFF;
    rig->server.token = 1;
    rig->server.numbers = 1;
    start_client(rig);
}

void rig_serve(struct rig *rig, const uint8_t *bytes, size_t size)
{
    assert_true(size <= RIG_FILE);
    memcpy(rig->server.file, bytes, size);
    memset(rig->server.have, true, size);
    rig->server.size = size;
    rig->server.exists = rig->server.whole = true;
    rig->server.etag = "\"v1\"";
}

void rig_reboot(struct rig *rig)
{
    start_client(rig);
}

void rig_fault(struct rig *rig, struct rig_fault fault)
{
    size_t i = 0;

    while (i < RIG_FAULTS && rig->server.fault[i].ask != ASK_NOTHING) {
        i++;
    }
    assert_true(i < RIG_FAULTS);
    rig->server.fault[i] = fault;
}

void rig_close(struct rig *rig)
{
    quatrix_client_deinit(&rig->client);
    if (rig->broken != NULL) {
        print_error("breach: %s\n", rig->broken);
    }
    CHECK(rig->broken == NULL);
    CHECK(rig->state == SHUT);
    for (size_t i = 0; i < sizeof rig->work; i++) {
        CHECK(rig->work[i] == 0);
    }
}

/* --- the client's side of the file --- */

void rig_fill(uint8_t *bytes, size_t size, unsigned seed)
{
    uint32_t state = seed * 2654435761U + 1;

    for (size_t i = 0; i < size; i++) {
        state = state * 1664525U + 1013904223U;
        bytes[i] = (uint8_t)(state >> 24);
    }
}

void rig_source(struct rig_source *source, struct rig *rig, const uint8_t *bytes, size_t size)
{
    memset(source, 0, sizeof *source);
    source->rig = rig;
    source->bytes = bytes;
    source->size = size;
    source->fail_at = source->cancel_at = -1;
}

void rig_sink(struct rig_sink *sink, struct rig *rig)
{
    memset(sink, 0, sizeof *sink);
    sink->rig = rig;
    sink->fail_at = sink->short_at = sink->cancel_at = -1;
}

int32_t rig_read(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    struct rig_source *source = ctx;
    size_t n = source->most > 0 && source->most < size ? source->most : size;

    CHECK(size > 0 && offset + size <= source->size);
    source->rig->now += source->slow;
    if (source->delay < source->not_now) {
        source->delay++;
        return 0;
    }
    source->delay = 0;
    source->reads++;
    if (source->fail_at >= 0 && offset + n > (uint64_t)source->fail_at) {
        return -5;
    }
    if (source->too_much) {
        return (int32_t)size + 1;
    }
    memcpy(buf, source->bytes + offset, n);
    source->last = offset + n;
    return (int32_t)n;
}

bool rig_reading(void *ctx, uint64_t done, uint64_t total)
{
    struct rig_source *source = ctx;

    CHECK(done <= total && total == source->size);
    source->reports++;
    source->best = done > source->best ? done : source->best;
    if (source->each != NULL) {
        source->each(source, done);
    }
    return source->cancel_at < 0 || done < (uint64_t)source->cancel_at;
}

int32_t rig_write(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    struct rig_sink *sink = ctx;

    sink->rig->now += sink->slow;
    CHECK(len > 0 && offset + len <= sizeof sink->bytes);
    CHECK(offset == 0 || offset == sink->size);
    if (sink->delay < sink->not_now) {
        sink->delay++;
        return 0;
    }
    sink->delay = 0;
    sink->writes++;
    if (sink->fail_at >= 0 && offset + len > (uint64_t)sink->fail_at) {
        return -5;
    }
    sink->restarts += offset == 0 && sink->size > 0;
    memcpy(sink->bytes + offset, bytes, len);
    sink->size = offset + len;
    return (int32_t)len - (sink->short_at >= 0 && offset + len > (uint64_t)sink->short_at);
}

int32_t rig_read_back(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    struct rig_sink *sink = ctx;

    CHECK(offset + size <= sink->size);
    sink->reads++;
    if (sink->read_fails) {
        return -5;
    }
    if (sink->delay < sink->not_now) {
        sink->delay++;
        return 0;
    }
    sink->delay = 0;
    memcpy(buf, sink->bytes + offset, size);
    return (int32_t)size;
}

bool rig_writing(void *ctx, uint64_t done, uint64_t total)
{
    struct rig_sink *sink = ctx;

    CHECK(done == sink->size);
    if (sink->each != NULL) {
        sink->each(sink, done, total);
    }
    return sink->cancel_at < 0 || done < (uint64_t)sink->cancel_at;
}

/* --- to the end --- */

enum quatrix_status rig_upload(struct rig *rig, struct quatrix_upload *upload,
                               enum quatrix_status status, uint32_t step_ms)
{
    unsigned steps = 0;

    if (step_ms == 0) {
        return quatrix_upload_wait(upload, status);
    }
    while (status == QUATRIX_PENDING) {
        rig->now += step_ms;
        CHECK(++steps < STEPS_MAX);
        status = quatrix_upload_step(upload);
    }
    return status;
}

enum quatrix_status rig_download(struct rig *rig, struct quatrix_download *download,
                                 enum quatrix_status status, uint32_t step_ms)
{
    unsigned steps = 0;

    if (step_ms == 0) {
        return quatrix_download_wait(download, status);
    }
    while (status == QUATRIX_PENDING) {
        rig->now += step_ms;
        CHECK(++steps < STEPS_MAX);
        status = quatrix_download_step(download);
    }
    return status;
}

/* --- checks --- */

bool rig_has(const void *bytes, size_t size, const char *text)
{
    size_t len = strlen(text);

    for (size_t i = 0; i + len <= size; i++) {
        if (memcmp((const uint8_t *)bytes + i, text, len) == 0) {
            return true;
        }
    }
    return false;
}

unsigned rig_count(const struct rig *rig, const char *text)
{
    unsigned count = 0;

    for (const char *at = rig->server.heads; (at = strstr(at, text)) != NULL; at++) {
        count++;
    }
    return count;
}

static char label[200];
static unsigned cases;

void rig_case(const char *format, ...)
{
    va_list args;

    cases++;
    va_start(args, format);
    (void)vsnprintf(label, sizeof label, format, args);
    va_end(args);
}

unsigned rig_cases(void)
{
    return cases;
}

static void fail_at(const char *file, int line)
{
    if (label[0] != 0) {
        print_error("case: %s\n", label);
    }
    _fail(file, line);
}

void rig_check(bool good, const char *text, const char *file, int line)
{
    if (!good) {
        print_error("not so: %s\n", text);
        fail_at(file, line);
    }
}

void rig_check_number(int64_t want, int64_t got, const char *what, const char *file, int line)
{
    if (want != got) {
        print_error("%s: %lld due, got %lld\n", what, (long long)want, (long long)got);
        fail_at(file, line);
    }
}

void rig_check_status(enum quatrix_status want, enum quatrix_status got, const char *file, int line)
{
    if (want != got) {
        print_error("status: %s due, got %s\n", quatrix_status_name(want),
                    quatrix_status_name(got));
        fail_at(file, line);
    }
}

void rig_check_file(const struct rig *rig, const uint8_t *bytes, size_t size, const char *file,
                    int line)
{
    const struct rig_server *s = &rig->server;

    rig_check(s->exists && s->whole, "the file is complete", file, line);
    rig_check_number((int64_t)size, (int64_t)s->size, "its size", file, line);
    rig_check(memcmp(s->file, bytes, size) == 0, "its bytes are right", file, line);
    rig_check(s->created <= 1, "there is one", file, line);
}
