/* SPDX-License-Identifier: MIT */
/*
 * The contract of quatrix/port.h, sentence by sentence. Each check starts and ends with a closed
 * port. Times are bounded generously and only from above: wait() may return early by contract.
 */
#include "conformance.h"

#include <string.h>

enum {
    DEFAULT_PATIENCE_MS = 20000,
    DEFAULT_BLOCK_MS = 2000,
    CHUNK = 512,
    GUARD = 16, /* bytes behind a buffer that must stay as they are */
    ECHO_SIZE = 40000,
    FLOOD_MAX = 64 * 1024 * 1024, /* more than any send buffer and receive window */
    RECONNECTS = 20,              /* more than a small stack has control blocks */
    EARLIEST_TIME = 1735689600    /* 2025-01-01: no clock that is believed shows less */
};

struct run {
    const struct quatrix_port *port;
    const struct conformance_setup *setup;
    const struct conformance_peer *peer; /* of the check that runs */
    uint32_t patience_ms;
    uint32_t block_ms;
    uint32_t slowest_ms; /* the longest call of a function that may not block */
    const char *why;
    long value;
};

struct check {
    const char *name;
    enum conformance_role role;
    bool (*passes)(struct run *run);
};

uint8_t conformance_byte(uint32_t i)
{
    return (uint8_t)((i * 7U + (i >> 8) * 13U) & 0xFFU); /* shows lost, swapped, repeated blocks */
}

static bool fail(struct run *run, const char *why, long value)
{
    run->why = why;
    run->value = value;
    return false;
}

/* The port's functions, with a watch on their time. */

static uint32_t now_ms(const struct run *run)
{
    return run->port->now_ms(run->port->ctx);
}

static bool is_late(const struct run *run, uint32_t start_ms)
{
    return now_ms(run) - start_ms >= run->patience_ms;
}

static void note_time(struct run *run, uint32_t start_ms)
{
    uint32_t spent_ms = now_ms(run) - start_ms;

    run->slowest_ms = spent_ms > run->slowest_ms ? spent_ms : run->slowest_ms;
}

static enum quatrix_status timed_connect(struct run *run, const struct conformance_peer *peer)
{
    uint32_t start_ms = now_ms(run);
    enum quatrix_status status = run->port->connect(run->port->ctx, peer->host, peer->port);

    note_time(run, start_ms);
    return status;
}

static int32_t timed_send(struct run *run, const uint8_t *buf, size_t len)
{
    uint32_t start_ms = now_ms(run);
    int32_t sent = run->port->send(run->port->ctx, buf, len);

    note_time(run, start_ms);
    return sent;
}

static int32_t timed_recv(struct run *run, uint8_t *buf, size_t len)
{
    uint32_t start_ms = now_ms(run);
    int32_t got = run->port->recv(run->port->ctx, buf, len);

    note_time(run, start_ms);
    return got;
}

static void timed_close(struct run *run)
{
    uint32_t start_ms = now_ms(run);

    run->port->close(run->port->ctx);
    note_time(run, start_ms);
}

static void doze(struct run *run, bool want_write, uint32_t max_ms)
{
    run->port->wait(run->port->ctx, want_write, max_ms);
}

/* Steps that several checks take. */

/* wait() gets all the patience there is: one that sleeps on when connect() could get on, makes
   this answer QUATRIX_PENDING. */
static enum quatrix_status dial(struct run *run, const struct conformance_peer *peer)
{
    uint32_t start_ms = now_ms(run);
    enum quatrix_status status = timed_connect(run, peer);

    while (status == QUATRIX_PENDING) {
        doze(run, false, run->patience_ms);
        if (is_late(run, start_ms)) {
            break;
        }
        status = timed_connect(run, peer);
    }
    return status;
}

static bool connects(struct run *run, const struct conformance_peer *peer)
{
    enum quatrix_status status = dial(run, peer);

    return status == QUATRIX_OK || fail(run, "connect() ended with this status", status);
}

static bool refuses(struct run *run, enum quatrix_status wanted)
{
    enum quatrix_status status = dial(run, run->peer);

    return status == wanted || fail(run, "connect() ended with another status", status);
}

static void fill(uint8_t *buf, uint32_t from, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        buf[i] = conformance_byte(from + (uint32_t)i);
    }
}

static bool is_filled(const uint8_t *buf, uint32_t from, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (buf[i] != conformance_byte(from + (uint32_t)i)) {
            return false;
        }
    }
    return true;
}

/* Receive up to len bytes that must continue the pattern at *at; false if anything is wrong. */
static bool take(struct run *run, size_t len, uint32_t *at, int32_t *got)
{
    uint8_t buf[CHUNK + GUARD];
    uint8_t guard[GUARD];

    memset(buf, 0xA5, sizeof buf);
    memset(guard, 0xA5, sizeof guard);
    *got = timed_recv(run, buf, len);
    if (*got > (int32_t)len) {
        return fail(run, "recv() claims more bytes than it had room for", *got);
    }
    if (memcmp(buf + len, guard, GUARD) != 0) {
        return fail(run, "recv() wrote behind the buffer", *got);
    }
    if (*got > 0) {
        if (!is_filled(buf, *at, (size_t)*got)) {
            return fail(run, "recv() delivered other bytes than were sent, near byte", (long)*at);
        }
        *at += (uint32_t)*got;
    }
    return true;
}

/* Send and receive in turns, so that it works with any window; block by block or byte by byte. */
static bool echoes(struct run *run, uint32_t total, size_t block)
{
    uint8_t out[CHUNK];
    uint32_t start_ms = now_ms(run);
    uint32_t sent = 0;
    uint32_t back = 0;
    int32_t got = 0;

    while (back < total) {
        size_t len = total - sent < block ? total - sent : block;
        int32_t taken = 0;

        fill(out, sent, len);
        if (len > 0) {
            taken = timed_send(run, out, len);
        }
        if (taken < 0 || taken > (int32_t)len) {
            return fail(run, "send() failed on a good connection", taken);
        }
        sent += (uint32_t)taken;
        if (!take(run, block, &back, &got)) {
            return false;
        }
        if (got < 0) {
            return fail(run, "recv() failed on a good connection", got);
        }
        if (taken > 0 || got > 0) {
            start_ms = now_ms(run); /* patience is for each step, not for all */
            continue;
        }
        doze(run, false, run->patience_ms);
        if (is_late(run, start_ms)) {
            return fail(run, "the echo did not come back, or wait() slept on; bytes so far",
                        (long)back);
        }
    }
    return true;
}

/* Receive the pattern until the connection ends; must end with QUATRIX_E_CLOSED. */
static bool ends(struct run *run, uint32_t *at)
{
    uint32_t start_ms = now_ms(run);
    int32_t got = 0;

    while (got >= 0) {
        if (!take(run, CHUNK, at, &got)) {
            return false;
        }
        if (got == 0) {
            doze(run, false, run->patience_ms);
        }
        if (got == 0 && is_late(run, start_ms)) {
            return fail(run, "recv() answers 0, the peer is gone; or wait() slept on", got);
        }
    }
    return got == QUATRIX_E_CLOSED || fail(run, "recv() answered another error", got);
}

static bool connects_and_ends(struct run *run)
{
    uint32_t at = 0;

    if (!connects(run, run->peer) || !ends(run, &at)) {
        return false;
    }
    if (at != 0) {
        return fail(run, "recv() delivered bytes nobody sent", (long)at);
    }
    return ends(run, &at); /* asked again, it must not become 0 */
}

/* The checks. */

static bool all_functions_are_set(struct run *run)
{
    const struct quatrix_port *port = run->port;

    return (port->connect != NULL && port->send != NULL && port->recv != NULL &&
            port->close != NULL && port->wait != NULL && port->now_ms != NULL &&
            port->unix_time != NULL && port->entropy != NULL) ||
           fail(run, "a function of the port is NULL", 0);
}

static bool close_is_harmless(struct run *run)
{
    timed_close(run);
    timed_close(run);
    return true;
}

/* Counts its own steps, as nothing else can tell that a clock stands still. */
static bool clock_runs(struct run *run)
{
    uint32_t start_ms = now_ms(run);
    uint32_t last_ms = 0;

    for (long step = 0; step < 50000000L; step++) {
        uint32_t spent_ms = now_ms(run) - start_ms;

        if (spent_ms < last_ms || spent_ms > UINT32_MAX / 2) {
            return fail(run, "now_ms() went backwards, by ms", (long)(last_ms - spent_ms));
        }
        last_ms = spent_ms;
        if (spent_ms >= 50) {
            return true;
        }
    }
    return fail(run, "now_ms() stands still", (long)start_ms);
}

static bool calendar_is_plausible(struct run *run)
{
    int64_t seconds = 0;
    enum quatrix_clock clock = run->port->unix_time(run->port->ctx, &seconds);

    if (clock != QUATRIX_CLOCK_UNKNOWN && clock != QUATRIX_CLOCK_FLOOR &&
        clock != QUATRIX_CLOCK_TRUSTED) {
        return fail(run, "unix_time() answered no quatrix_clock", (long)clock);
    }
    return clock == QUATRIX_CLOCK_UNKNOWN || seconds >= EARLIEST_TIME ||
           fail(run, "unix_time() vouches for a time before 2025", (long)seconds);
}

static bool is_uniform(const uint8_t *buf, size_t len)
{
    size_t i = 1;

    while (i < len && buf[i] == buf[0]) {
        i++;
    }
    return i == len;
}

/* Catches a generator that is absent, stuck or stops half-way; says nothing about its quality. */
static bool entropy_fills_all(struct run *run)
{
    static const size_t sizes[] = { 1, 3, 32, 64, 257, CHUNK };
    uint8_t first[CHUNK + GUARD];
    uint8_t second[CHUNK + GUARD];

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t len = sizes[i];

        memset(first, 0xA5, sizeof first);
        memset(second, 0xA5, sizeof second);
        if (!run->port->entropy(run->port->ctx, first, len) ||
            !run->port->entropy(run->port->ctx, second, len)) {
            return fail(run, "entropy() has none, for this many bytes", (long)len);
        }
        if (memcmp(first + len, second + len, GUARD) != 0 || !is_uniform(first + len, GUARD) ||
            first[len] != 0xA5) {
            return fail(run, "entropy() wrote behind the buffer, of bytes", (long)len);
        }
        if (len >= 32 && (memcmp(first, second, len) == 0 || is_uniform(first, 16) ||
                          is_uniform(first + len - 16, 16))) {
            return fail(run, "entropy() repeats itself or leaves bytes out, of", (long)len);
        }
    }
    return true;
}

static bool wait_without_connection_ends(struct run *run)
{
    uint32_t start_ms = now_ms(run);

    doze(run, false, 50);
    doze(run, true, 50);
    doze(run, true, 0);
    return !is_late(run, start_ms) || fail(run, "wait() of 100 ms took ms", (long)run->patience_ms);
}

static bool nothing_now_is_zero(struct run *run)
{
    uint8_t buf[CHUNK];
    int32_t got;

    if (!connects(run, run->peer)) {
        return false;
    }
    got = timed_recv(run, buf, sizeof buf);
    return got == 0 || fail(run, "recv() did not answer 0", got);
}

static bool echoes_blocks(struct run *run)
{
    return connects(run, run->peer) && echoes(run, ECHO_SIZE, CHUNK);
}

static bool echoes_bytes(struct run *run)
{
    return connects(run, run->peer) && echoes(run, 300, 1);
}

static bool connects_again_and_again(struct run *run)
{
    for (int i = 0; i < RECONNECTS; i++) {
        if (!connects(run, run->peer) || !echoes(run, 10, 10)) {
            return false;
        }
        timed_close(run);
        timed_close(run);
    }
    return true;
}

/* Close after every number of connect() calls that could matter, with the name unresolved, the
   connection half made, or made. What is left over from one attempt must not disturb the next. */
static bool close_while_connecting(struct run *run)
{
    for (int steps = 1; steps <= 6; steps++) {
        enum quatrix_status status = timed_connect(run, run->peer);

        for (int i = 1; i < steps && status == QUATRIX_PENDING; i++) {
            doze(run, false, 20);
            status = timed_connect(run, run->peer);
        }
        if (status < 0) {
            return fail(run, "connect() ended with this status", status);
        }
        timed_close(run);
    }
    return connects(run, run->peer) && echoes(run, 100, 10);
}

static bool refused_is_e_connect(struct run *run)
{
    return refuses(run, QUATRIX_E_CONNECT);
}

static bool unknown_name_is_e_resolve(struct run *run)
{
    return refuses(run, QUATRIX_E_RESOLVE);
}

/* Fail, close or not, and connect to somebody else. */
static bool recovers(struct run *run)
{
    const struct conformance_peer *echo = &run->setup->peers[CONFORMANCE_ECHO];

    if (dial(run, run->peer) >= 0) {
        return fail(run, "connect() to nobody did not fail", 0);
    }
    timed_close(run);
    return echo->host == NULL || (connects(run, echo) && echoes(run, 100, 10));
}

/* The peer resets on a byte and not on its own, or the reset could overtake connect(). */
static bool reset_is_e_closed(struct run *run)
{
    const uint8_t byte = conformance_byte(0);
    uint32_t at = 0;
    int32_t sent;

    if (!connects(run, run->peer)) {
        return false;
    }
    sent = timed_send(run, &byte, 1);
    if (sent != 1) {
        return fail(run, "send() failed on a good connection", sent);
    }
    return ends(run, &at);
}

static bool greeting_arrives_before_the_end(struct run *run)
{
    uint32_t at = 0;

    if (!connects(run, run->peer) || !ends(run, &at)) {
        return false;
    }
    return at == CONFORMANCE_GREETING_SIZE || fail(run, "bytes were lost; came", (long)at);
}

/* The first bytes may leave before the peer's reset is back; later ones must not seem to. */
static bool sending_to_the_gone_ends(struct run *run)
{
    uint8_t buf[CHUNK];
    uint32_t start_ms;
    int32_t sent = 0;

    if (!connects(run, run->peer)) {
        return false;
    }
    fill(buf, 0, sizeof buf);
    start_ms = now_ms(run);
    while (sent >= 0) {
        if (is_late(run, start_ms)) {
            return fail(run, "send() goes on, the peer is gone", sent);
        }
        sent = timed_send(run, buf, sizeof buf);
        if (sent >= 0) {
            doze(run, true, 10);
        }
    }
    return sent == QUATRIX_E_CLOSED || fail(run, "send() answered another error", sent);
}

static bool silence_is_zero(struct run *run)
{
    uint8_t buf[CHUNK];
    uint32_t start_ms;
    int32_t got;

    if (!connects(run, run->peer)) {
        return false;
    }
    start_ms = now_ms(run);
    doze(run, false, 100);
    if (is_late(run, start_ms)) {
        return fail(run, "wait() of 100 ms took ms", (long)(now_ms(run) - start_ms));
    }
    got = timed_recv(run, buf, sizeof buf);
    return got == 0 || fail(run, "recv() did not answer 0", got);
}

static bool full_is_zero(struct run *run)
{
    uint8_t buf[CHUNK];
    uint32_t start_ms;
    long total = 0;
    int32_t sent = 1;

    if (!connects(run, run->peer)) {
        return false;
    }
    fill(buf, 0, sizeof buf);
    start_ms = now_ms(run);
    while (sent != 0 && total < FLOOD_MAX && !is_late(run, start_ms)) {
        sent = timed_send(run, buf, sizeof buf);
        if (sent < 0 || sent > (int32_t)sizeof buf) {
            return fail(run, "send() failed on a good connection", sent);
        }
        total += sent;
    }
    if (sent != 0) {
        return fail(run, "send() never answers 0, the peer does not read; bytes", total);
    }
    start_ms = now_ms(run);
    doze(run, true, 100);
    return !is_late(run, start_ms) ||
           fail(run, "wait() of 100 ms took ms", (long)(now_ms(run) - start_ms));
}

static bool blackhole_stays_pending(struct run *run)
{
    const struct conformance_peer *echo = &run->setup->peers[CONFORMANCE_ECHO];
    uint32_t start_ms;

    for (int i = 0; i < 5; i++) {
        enum quatrix_status status = timed_connect(run, run->peer);

        if (status != QUATRIX_PENDING) {
            return fail(run, "connect() ended with this status", status);
        }
        start_ms = now_ms(run);
        doze(run, false, 100);
        if (is_late(run, start_ms)) {
            return fail(run, "wait() of 100 ms took ms", (long)(now_ms(run) - start_ms));
        }
    }
    timed_close(run);
    return echo->host == NULL || (connects(run, echo) && echoes(run, 100, 10));
}

/* Last, as it judges all calls that were made before. */
static bool nothing_blocked(struct run *run)
{
    return run->slowest_ms <= run->block_ms ||
           fail(run, "a call that may not block took ms", (long)run->slowest_ms);
}

static const struct check checks[] = {
    { "the clock runs", CONFORMANCE_NOBODY, clock_runs },
    { "the calendar is plausible", CONFORMANCE_NOBODY, calendar_is_plausible },
    { "entropy fills all of the buffer", CONFORMANCE_NOBODY, entropy_fills_all },
    { "close is harmless with nothing open", CONFORMANCE_NOBODY, close_is_harmless },
    { "wait without a connection ends", CONFORMANCE_NOBODY, wait_without_connection_ends },
    { "recv says 0 when nothing has come", CONFORMANCE_ECHO, nothing_now_is_zero },
    { "an echo comes back, in blocks", CONFORMANCE_ECHO, echoes_blocks },
    { "an echo comes back, byte by byte", CONFORMANCE_ECHO, echoes_bytes },
    { "it connects again and again", CONFORMANCE_ECHO, connects_again_and_again },
    { "close while connecting", CONFORMANCE_ECHO, close_while_connecting },
    { "an echo comes back, found by name", CONFORMANCE_ECHO_NAMED, echoes_blocks },
    { "close while resolving", CONFORMANCE_ECHO_NAMED, close_while_connecting },
    { "a refused connection is E_CONNECT", CONFORMANCE_REFUSING, refused_is_e_connect },
    { "it connects after a refusal", CONFORMANCE_REFUSING, recovers },
    { "an unknown name is E_RESOLVE", CONFORMANCE_UNRESOLVABLE, unknown_name_is_e_resolve },
    { "it connects after an unknown name", CONFORMANCE_UNRESOLVABLE, recovers },
    { "a closed peer is E_CLOSED", CONFORMANCE_CLOSING, connects_and_ends },
    { "sending to a closed peer is E_CLOSED", CONFORMANCE_CLOSING, sending_to_the_gone_ends },
    { "a peer that resets is E_CLOSED", CONFORMANCE_RESETTING, reset_is_e_closed },
    { "all bytes come before the end", CONFORMANCE_GREETING, greeting_arrives_before_the_end },
    { "a silent peer is 0", CONFORMANCE_SILENT, silence_is_zero },
    { "a full window is 0", CONFORMANCE_SILENT, full_is_zero },
    { "a blackhole is pending", CONFORMANCE_BLACKHOLE, blackhole_stays_pending },
    { "nothing blocked but wait", CONFORMANCE_NOBODY, nothing_blocked },
};

static int perform(struct run *run, const struct check *check)
{
    enum conformance_result result = CONFORMANCE_SKIPPED;

    run->peer = &run->setup->peers[check->role];
    run->why = "";
    run->value = 0;
    if (check->role == CONFORMANCE_NOBODY || run->peer->host != NULL) {
        run->port->close(run->port->ctx);
        result = check->passes(run) ? CONFORMANCE_PASSED : CONFORMANCE_FAILED;
        run->port->close(run->port->ctx);
    }
    if (run->setup->report != NULL) {
        run->setup->report(run->setup->report_ctx, result, check->name, run->why, run->value);
    }
    return result == CONFORMANCE_FAILED ? 1 : 0;
}

int quatrix_port_conformance(const struct quatrix_port *port, const struct conformance_setup *setup)
{
    struct run run = { .port = port, .setup = setup };
    int failed = 0;

    run.patience_ms = setup->patience_ms != 0 ? setup->patience_ms : DEFAULT_PATIENCE_MS;
    run.block_ms = setup->block_ms != 0 ? setup->block_ms : DEFAULT_BLOCK_MS;
    /* Without this there is no other check, and without a clock none of the others would end. */
    if (!all_functions_are_set(&run) || !clock_runs(&run)) {
        if (setup->report != NULL) {
            setup->report(setup->report_ctx, CONFORMANCE_FAILED, "there is something to check",
                          run.why, run.value);
        }
        return 1;
    }
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        failed += perform(&run, &checks[i]);
    }
    return failed;
}
