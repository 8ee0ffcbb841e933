/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include "call/call.h"

#include <stdlib.h>
#include <string.h>

enum { SHUT, CONNECTING, CONNECTED, OPEN, BROKEN };

/* Far more than any test has patience for: the engine should have given up long ago. */
#define ENDLESS_MAX (UINT64_C(4) << 20)

static struct bench *bench_of(struct quatrix_transport *t)
{
    return (struct bench *)(void *)t;
}

static void breach(struct bench *b, bool breached, const char *what)
{
    if (breached && b->broken == NULL) {
        b->broken = what;
    }
}

static void fences(const struct bench *b, bool closed)
{
    fence_set(&b->before_client, closed);
    fence_set(&b->behind_client, closed);
    fence_set(&b->behind_out, closed);
}

static struct bench_line *line_of(struct bench *b)
{
    return &b->line[b->lines - 1 < BENCH_LINES ? b->lines - 1 : BENCH_LINES - 1];
}

static struct bench_wire *wire_of(struct bench *b)
{
    return &b->wire[b->lines - 1 < BENCH_LINES ? b->lines - 1 : BENCH_LINES - 1];
}

/* True: this call does not happen as scripted; *status is its answer. */
static bool disturbed(struct bench *b, enum bench_op op, enum quatrix_status *status)
{
    b->calls[op]++;
    b->all_calls++;
    if (b->all_calls == b->fail_call) {
        b->failed_op = op;
        b->state = BROKEN;
        *status = b->fail_with;
        return true;
    }
    *status = QUATRIX_PENDING;
    if (b->stall_call > 0 && b->all_calls >= b->stall_call) {
        b->failed_op = b->all_calls == b->stall_call ? op : b->failed_op;
        return true;
    }
    if (b->delay[op] < b->pending[op]) {
        b->delay[op]++;
        return true;
    }
    b->delay[op] = 0;
    return false;
}

static enum quatrix_status on_connect(struct quatrix_transport *t, const char *host, uint16_t port)
{
    struct bench *b = bench_of(t);
    enum quatrix_status status;

    breach(b, b->state != SHUT && b->state != CONNECTING, "connect without close");
    breach(b, strcmp(host, b->config.host) != 0, "connect to another host");
    breach(b, port != (b->config.port == 0 ? 443 : b->config.port), "connect to another port");
    if (b->state == SHUT) {
        b->state = CONNECTING;
        b->lines++;
        breach(b, b->lines > BENCH_LINES, "more connections than the script has");
    }
    if (disturbed(b, BENCH_CONNECT, &status)) {
        return status;
    }
    status = line_of(b)->connect;
    if (status != QUATRIX_PENDING) {
        b->state = status == QUATRIX_OK ? CONNECTED : BROKEN;
    }
    return status;
}

static enum quatrix_status on_handshake(struct quatrix_transport *t)
{
    struct bench *b = bench_of(t);
    enum quatrix_status status;

    breach(b, b->state != CONNECTED, "handshake without a connection, or twice");
    if (disturbed(b, BENCH_HANDSHAKE, &status)) {
        return status;
    }
    status = line_of(b)->handshake;
    if (status < 0) {
        t->tls_code = -0x2700;
        t->verify_flags = 8;
    }
    if (status != QUATRIX_PENDING) {
        b->state = status == QUATRIX_OK ? OPEN : BROKEN;
    }
    return status;
}

static void serve(struct bench *b, unsigned request, const char *text)
{
    struct bench_line *line = line_of(b);

    if (b->serve != NULL && request < BENCH_REPLIES && line->reply[request].bytes == NULL) {
        line->reply[request] = b->serve(b, text);
    }
}

/* Count the requests that are complete, by the rules of RFC 9112 that this client should need. */
static void parse_requests(struct bench *b, struct bench_wire *wire)
{
    for (;;) {
        static char text[BENCH_SENT + 1]; /* not on the stack, which is searched for secrets */
        size_t len = wire->sent_len - wire->parsed;
        size_t body = 0;
        const char *end;
        const char *length;
        memcpy(text, wire->sent + wire->parsed, len);
        text[len] = 0;
        breach(b, strlen(text) != len, "a NUL in the request");
        end = strstr(text, "\r\n\r\n");
        if (end == NULL) {
            return;
        }
        length = strstr(text, "\r\nContent-Length: ");
        if (length != NULL && length < end) {
            body = (size_t)strtoul(length + 18, NULL, 10);
        }
        if (len < (size_t)(end + 4 - text) + body) {
            return;
        }
        wire->parsed += (size_t)(end + 4 - text) + body;
        serve(b, wire->requests++, text);
    }
}

static int32_t on_send(struct quatrix_transport *t, const uint8_t *buf, size_t len)
{
    struct bench *b = bench_of(t);
    struct bench_line *line = line_of(b);
    struct bench_wire *wire = wire_of(b);
    enum quatrix_status status;
    size_t n = b->take > 0 && b->take < len ? b->take : len;

    breach(b, b->state != OPEN, "send without a connection");
    breach(b, len == 0, "send of nothing");
    breach(b, b->offered_len > 0 && (len != b->offered_len || memcmp(buf, b->offered, len) != 0),
           "other bytes after send said 0");
    b->offered_len = 0;
    if (!disturbed(b, BENCH_SEND, &status)) {
        status = QUATRIX_OK;
        if (line->send != QUATRIX_OK) {
            size_t room = line->send_after - wire->sent_len;
            n = n < room ? n : room;
            status = n > 0 ? QUATRIX_OK : line->send;
        }
        n = b->all_calls == b->short_call && n > 1 ? 1 : n;
    }
    if (status == QUATRIX_PENDING && len <= sizeof b->offered) {
        memcpy(b->offered, buf, len);
        b->offered_len = len;
        return 0;
    }
    if (status != QUATRIX_OK) {
        b->state = BROKEN;
        b->send_failed = true;
        return status;
    }
    if (n > sizeof wire->sent - wire->sent_len) {
        breach(b, true, "more sent than the record holds");
        return QUATRIX_E_NETWORK;
    }
    memcpy(wire->sent + wire->sent_len, buf, n);
    wire->sent_len += n;
    parse_requests(b, wire);
    return (int32_t)n;
}

/* What can be read now; *len 0 if nothing. *counter moves on with what is read of it. */
static const char *readable(struct bench_line *line, struct bench_wire *wire, size_t *len,
                            size_t **counter)
{
    const struct bench_reply *reply = &line->reply[wire->replies];
    size_t reply_len;

    *len = 0;
    *counter = NULL;
    if (line->unasked != NULL && wire->replies > 0 && line->unasked[wire->unasked] != 0) {
        *counter = &wire->unasked;
        *len = strlen(line->unasked + wire->unasked);
        return line->unasked + wire->unasked;
    }
    if (wire->replies >= BENCH_REPLIES || wire->replies >= wire->requests || reply->bytes == NULL) {
        return NULL;
    }
    reply_len = reply->len > 0 ? reply->len : strlen(reply->bytes);
    *counter = &wire->read;
    *len = reply_len - wire->read;
    return reply->bytes + wire->read;
}

static int32_t read_endless(struct bench_line *line, struct bench_wire *wire, uint8_t *buf,
                            size_t len)
{
    size_t period = strlen(line->endless);

    if (wire->endless > ENDLESS_MAX) {
        return QUATRIX_E_CUT;
    }
    for (size_t i = 0; i < len; i++) {
        buf[i] = (uint8_t)line->endless[(wire->endless + i) % period];
    }
    wire->endless += len;
    return (int32_t)len;
}

static int32_t on_recv(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    struct bench *b = bench_of(t);
    struct bench_line *line = line_of(b);
    struct bench_wire *wire = wire_of(b);
    enum quatrix_status status;
    size_t *counter;
    size_t there;
    const char *from;

    breach(b, b->state != OPEN && !b->send_failed, "recv without a connection");
    breach(b, len == 0, "recv of nothing");
    b->now += b->recv_time;
    if (disturbed(b, BENCH_RECV, &status)) {
        return status == QUATRIX_PENDING ? 0 : (int32_t)status;
    }
    len = b->slice > 0 && b->slice < len ? b->slice : len;
    len = b->all_calls == b->short_call ? 1 : len;
    if (b->cut_with != QUATRIX_OK && b->cut_after - b->all_read < len) {
        len = b->cut_after - b->all_read;
    }
    if (len == 0) {
        status = b->cut_with;
        b->cut_with = QUATRIX_OK;
        b->failed_op = BENCH_RECV;
        b->state = BROKEN;
        return (int32_t)status;
    }
    from = readable(line, wire, &there, &counter);
    if (there > 0) {
        len = there < len ? there : len;
        memcpy(buf, from, len);
        *counter += len;
        b->all_read += len;
        if (len == there && counter == &wire->read) {
            wire->replies++;
            wire->read = 0;
        }
        return (int32_t)len;
    }
    if (line->endless != NULL && wire->requests > 0) {
        return read_endless(line, wire, buf, len);
    }
    if (line->end != QUATRIX_OK && wire->requests >= line->end_after) {
        b->state = BROKEN;
        return (int32_t)line->end;
    }
    return 0;
}

static void on_close(struct quatrix_transport *t)
{
    struct bench *b = bench_of(t);

    b->calls[BENCH_CLOSE]++;
    b->state = SHUT;
    b->send_failed = false;
    b->offered_len = 0;
    memset(b->delay, 0, sizeof b->delay);
}

static void on_wait(struct quatrix_transport *t, uint32_t max_ms)
{
    struct bench *b = bench_of(t);
    uint32_t limit = b->config.timeout_ms == 0 ? QUATRIX_TIMEOUT_MS : b->config.timeout_ms;
    uint32_t nap = b->all_calls < b->stall_call ? 1 : b->nap; /* until then something comes soon */

    breach(b, b->timed && b->now + max_ms - b->since > limit, "wait until after the deadline");
    if (b->client.priv.state == QUATRIX_PHASE_PAUSE) { /* that needs no connection */
        b->paused += max_ms;
        b->now += max_ms;
        return;
    }
    breach(b, b->state == SHUT || b->state == BROKEN, "wait for nothing");
    breach(b, max_ms > limit, "wait beyond the deadline");
    b->waits++;
    b->longest_wait = max_ms > b->longest_wait ? max_ms : b->longest_wait;
    b->now += nap < max_ms ? nap : max_ms;
}

static uint32_t on_now_ms(struct quatrix_transport *t)
{
    struct bench *b = bench_of(t);
    uint32_t now = b->now;

    b->now += b->tick;
    return now;
}

static enum quatrix_clock on_unix_time(struct quatrix_transport *t, int64_t *seconds)
{
    *seconds = bench_of(t)->unix_time;
    return bench_of(t)->clock;
}

static bool on_entropy(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    struct bench *b = bench_of(t);

    memset(buf, b->random, len);
    b->draws++;
    return !b->no_entropy;
}

static size_t on_heap_peak(struct quatrix_transport *t)
{
    return bench_of(t)->heap_peak;
}

static const struct quatrix_transport_ops ops = {
    on_connect, on_handshake, on_send,      on_recv,    on_close,
    on_wait,    on_now_ms,    on_unix_time, on_entropy, on_heap_peak,
};

static void forget_record(struct bench *b)
{
    for (size_t i = 0; i < BENCH_LINES; i++) {
        struct bench_wire *wire = &b->wire[i];
        wire->sent_len = wire->parsed = wire->read = wire->unasked = 0;
        wire->requests = wire->replies = 0;
        wire->endless = 0;
    }
    memset(b->line, 0, sizeof b->line);
    memset(b->calls, 0, sizeof b->calls);
    b->lines = b->all_calls = b->waits = 0;
    b->all_read = 0;
    b->longest_wait = b->paused = 0;
}

void bench_prepare(struct bench *b)
{
    memset(&b->transport, 0, sizeof b->transport);
    memset(&b->config, 0, sizeof b->config);
    memset(b->pending, 0, sizeof b->pending);
    memset(b->delay, 0, sizeof b->delay);
    memset(&b->out, 0xA5, sizeof b->out);
    b->transport.ops = &ops;
    b->work = NULL;
    b->serve = NULL;
    b->slice = b->take = 0;
    b->fail_call = b->stall_call = b->short_call = 0;
    b->fail_with = b->cut_with = QUATRIX_OK;
    b->cut_after = 0;
    b->now = 1000;
    b->tick = b->recv_time = 0;
    b->nap = 20;
    b->heap_peak = 0;
    b->clock = QUATRIX_CLOCK_UNKNOWN;
    b->unix_time = 0;
    b->random = 0xFF;
    b->no_entropy = false;
    b->draws = 0;
    b->broken = NULL;
    b->body_len = 0;
    b->block = 64;
    b->each = NULL;
    b->state = SHUT;
    b->send_failed = false;
    b->timed = false;
    b->offered_len = 0;
    b->config.host = BENCH_HOST;
    b->config.transport = &b->transport;
    b->config.work_size = 512;
    forget_record(b);
}

void bench_authorize(struct bench *b, enum bench_auth auth)
{
    enum quatrix_status status = QUATRIX_OK;

    switch (auth) {
    case BENCH_SESSION:
        status = quatrix_client_use_session(&b->client, BENCH_TOKEN);
        break;
    case BENCH_BASIC:
        status = quatrix_client_use_basic(&b->client, BENCH_EMAIL, BENCH_PASSWORD);
        break;
    case BENCH_API_KEY:
        status = quatrix_client_use_api_key(&b->client, BENCH_KEY);
        break;
    default:
        status = quatrix_client_forget(&b->client);
        break;
    }
    CHECK_STATUS(QUATRIX_OK, status);
}

void bench_begin(struct bench *b, enum bench_auth auth)
{
    b->work = malloc(b->config.work_size);
    assert_non_null(b->work);
    memset(b->work, 0x5A, b->config.work_size);
    b->config.work = b->work;
    fences(b, true);
    CHECK_STATUS(QUATRIX_OK, quatrix_client_init(&b->client, &b->config));
    bench_authorize(b, auth);
}

void bench_open(struct bench *b, const char *reply, size_t slice)
{
    bench_prepare(b);
    b->line[0].reply[0].bytes = reply;
    b->slice = slice;
    bench_begin(b, BENCH_SESSION);
}

void bench_answer(struct bench_line *line, const char *bytes, size_t len)
{
    size_t i = 0;

    while (i < BENCH_REPLIES && line->reply[i].bytes != NULL) {
        i++;
    }
    assert_true(i < BENCH_REPLIES);
    line->reply[i].bytes = bytes;
    line->reply[i].len = len;
}

void bench_rewind(struct bench *b)
{
    CHECK_STATUS(QUATRIX_OK, quatrix_client_close(&b->client));
    forget_record(b);
}

void bench_partial(struct bench *b, enum quatrix_factor factor)
{
    struct bench_line line = b->line[0];

    memset(&b->line[0], 0, sizeof b->line[0]);
    b->line[0].reply[0].bytes = factor == QUATRIX_FACTOR_PIN
                                    ? "HTTP/1.1 207 Multi-Status\r\nMfa-Code: 73\r\n"
                                      "Content-Length: 53\r\n\r\n"
                                      "{\"session_id\":\"" BENCH_TOKEN "\"}"
                                    : "HTTP/1.1 207 Multi-Status\r\nMfa-Code: 71\r\n"
                                      "Content-Length: 53\r\n\r\n"
                                      "{\"session_id\":\"" BENCH_TOKEN "\"}";
    CHECK_STATUS(QUATRIX_MFA_REQUIRED,
                 quatrix_session_login(&b->client, BENCH_EMAIL, BENCH_PASSWORD));
    bench_rewind(b);
    b->line[0] = line;
}

static bool is_zero(const void *memory, size_t len)
{
    const uint8_t *bytes = memory;

    return len == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0);
}

void bench_close(struct bench *b)
{
    quatrix_client_deinit(&b->client);
    fences(b, false);
    CHECK(is_zero(&b->client, sizeof b->client));
    CHECK(is_zero(b->work, b->config.work_size));
    CHECK(b->state == SHUT);
    CHECK_TEXT("", b->broken == NULL ? "" : b->broken);
    free(b->work);
    b->work = NULL;
}

static enum quatrix_status pull_list(struct bench *b)
{
    enum quatrix_status status;

    do {
        b->since = b->now; /* the deadline begins anew */
        status = quatrix_list_next_wait(&b->client);
        if (status == QUATRIX_OK && b->each != NULL) {
            b->each(b);
        }
        b->elements += status == QUATRIX_OK;
        b->skipped += status == QUATRIX_SKIPPED;
    } while (status == QUATRIX_OK || status == QUATRIX_SKIPPED);
    return status;
}

static enum quatrix_status pull_body(struct bench *b)
{
    enum quatrix_status status;

    do {
        size_t len = 0;
        CHECK(sizeof b->body - b->body_len >= b->block);
        b->since = b->now;
        status = quatrix_body_read_wait(&b->client, b->body + b->body_len, b->block, &len);
        CHECK(len <= b->block && (status == QUATRIX_OK) == (len > 0));
        b->body_len += len;
    } while (status == QUATRIX_OK);
    return status;
}

/* One deadline for the call, and a clock that only wait() moves. */
static bool is_timed(const struct bench *b)
{
    const struct quatrix_retry *retry = b->client.priv.policies.retry;

    return b->tick == 0 && b->recv_time == 0 && (retry == NULL || !retry->each);
}

enum quatrix_status bench_finish(struct bench *b, enum quatrix_status status)
{
    b->body_len = 0;
    b->elements = b->skipped = 0;
    b->timed = is_timed(b);
    b->since = b->now;
    status = quatrix_wait(&b->client, status);
    if (status == QUATRIX_READY) {
        bool list = (b->client.priv.endpoint->flags & QUATRIX_LIST) != 0;
        status = list ? pull_list(b) : pull_body(b);
    }
    b->timed = false;
    return status == QUATRIX_END ? QUATRIX_OK : status;
}

/* What broke was closed at once; after a whole reply the connection may be there still. */
static void check_closed(const struct bench *b)
{
    enum quatrix_status status = quatrix_client_error(&b->client)->status;

    CHECK(b->client.priv.connected == (b->state == OPEN));
    CHECK(b->state == SHUT ||
          (b->state == OPEN && (status >= QUATRIX_OK || status <= QUATRIX_E_REDIRECT)));
}

void bench_works_again(struct bench *b)
{
    static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                "Content-Length: 53\r\n\r\n"
                                "{\"session_id\":\"36480de2-bd5c-4366-b517-da60fb69e070\"}";
    const char *broken = b->broken;

    CHECK_TEXT("", broken == NULL ? "" : broken);
    check_closed(b);
    forget_record(b);
    b->serve = NULL;
    b->lines = b->state == OPEN;
    b->fail_call = b->stall_call = b->short_call = 0;
    b->cut_with = QUATRIX_OK;
    b->tick = b->recv_time = 0;
    b->nap = 20;
    memset(b->pending, 0, sizeof b->pending);
    b->line[0].reply[0].bytes = reply;
    CHECK_ENDS(QUATRIX_OK, b, quatrix_session_login(&b->client, BENCH_EMAIL, BENCH_PASSWORD));
    CHECK_NUMBER(1, b->lines);
    CHECK_TEXT("36480de2-bd5c-4366-b517-da60fb69e070",
               quatrix_client_session(&b->client)->session_id.text);
}
