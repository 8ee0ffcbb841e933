/* SPDX-License-Identifier: MIT */
/*
 * The conformance test must be able to fail: a sound port with one defect at a time put before it
 * is found out, by the check that is meant to find it.
 */
#define _GNU_SOURCE

#include "conformance.h"
#include "libc_stand_in.h"
#include "peers.h"

#include <quatrix/posix.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h> /* after the headers it relies on */

enum { SHORT_PATIENCE_MS = 400, SHORT_BLOCK_MS = 200 };

/* A port that hands everything on to a sound one. Defects replace one function each. */
struct proxy {
    struct quatrix_port port;
    struct quatrix_posix sound;
    uint32_t calls;
    bool closed;
};

struct defect {
    const char *found_by; /* name of the check */
    const char *what;
    void (*put_in)(struct quatrix_port *port);
};

static void doze(uint32_t ms)
{
    const struct timespec time = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000L };

    (void)nanosleep(&time, NULL);
}

/* Sound functions. */

static enum quatrix_status sound_connect(void *ctx, const char *host, uint16_t port)
{
    struct proxy *self = ctx;

    return self->sound.port.connect(&self->sound, host, port);
}

static int32_t sound_send(void *ctx, const uint8_t *buf, size_t len)
{
    struct proxy *self = ctx;

    return self->sound.port.send(&self->sound, buf, len);
}

static int32_t sound_recv(void *ctx, uint8_t *buf, size_t len)
{
    struct proxy *self = ctx;

    return self->sound.port.recv(&self->sound, buf, len);
}

static void sound_close(void *ctx)
{
    struct proxy *self = ctx;

    self->sound.port.close(&self->sound);
}

static void sound_wait(void *ctx, bool want_write, uint32_t max_ms)
{
    struct proxy *self = ctx;

    self->sound.port.wait(&self->sound, want_write, max_ms);
}

static uint32_t sound_now_ms(void *ctx)
{
    struct proxy *self = ctx;

    return self->sound.port.now_ms(&self->sound);
}

static enum quatrix_clock sound_unix_time(void *ctx, int64_t *seconds)
{
    struct proxy *self = ctx;

    return self->sound.port.unix_time(&self->sound, seconds);
}

static bool sound_entropy(void *ctx, uint8_t *buf, size_t len)
{
    struct proxy *self = ctx;

    return self->sound.port.entropy(&self->sound, buf, len);
}

/* Defects of connect(). */

static enum quatrix_status connect_merges_errors(void *ctx, const char *host, uint16_t port)
{
    enum quatrix_status status = sound_connect(ctx, host, port);

    return status == QUATRIX_E_RESOLVE ? QUATRIX_E_CONNECT : status;
}

static enum quatrix_status connect_says_network(void *ctx, const char *host, uint16_t port)
{
    enum quatrix_status status = sound_connect(ctx, host, port);

    return status == QUATRIX_E_CONNECT ? QUATRIX_E_NETWORK : status;
}

static enum quatrix_status connect_blocks_once(void *ctx, const char *host, uint16_t port)
{
    struct proxy *self = ctx;
    enum quatrix_status status = sound_connect(ctx, host, port);

    if (status == QUATRIX_PENDING && self->calls++ == 0) {
        doze(SHORT_BLOCK_MS + 100);
        status = sound_connect(ctx, host, port);
    }
    return status;
}

static enum quatrix_status connect_gives_up(void *ctx, const char *host, uint16_t port)
{
    struct proxy *self = ctx;
    enum quatrix_status status = sound_connect(ctx, host, port);

    self->calls = status == QUATRIX_PENDING ? self->calls + 1 : 0;
    return self->calls > 3 ? QUATRIX_E_CONNECT : status;
}

static void put_in_merged_errors(struct quatrix_port *port)
{
    port->connect = connect_merges_errors;
}

static void put_in_network_for_connect(struct quatrix_port *port)
{
    port->connect = connect_says_network;
}

static void put_in_blocking_connect(struct quatrix_port *port)
{
    port->connect = connect_blocks_once;
}

static void put_in_impatience(struct quatrix_port *port)
{
    port->connect = connect_gives_up;
}

/* Defects of send(). */

static int32_t send_loses_a_byte(void *ctx, const uint8_t *buf, size_t len)
{
    int32_t sent = len > 1 ? sound_send(ctx, buf, len - 1) : sound_send(ctx, buf, len);

    return len > 1 && sent == (int32_t)(len - 1) ? (int32_t)len : sent;
}

static int32_t send_never_says_zero(void *ctx, const uint8_t *buf, size_t len)
{
    int32_t sent = sound_send(ctx, buf, len);

    return sent == 0 ? (int32_t)len : sent;
}

static int32_t send_hides_the_end(void *ctx, const uint8_t *buf, size_t len)
{
    int32_t sent = sound_send(ctx, buf, len);

    return sent == QUATRIX_E_CLOSED ? 0 : sent;
}

static void put_in_a_lost_byte(struct quatrix_port *port)
{
    port->send = send_loses_a_byte;
}

static void put_in_a_bottomless_send(struct quatrix_port *port)
{
    port->send = send_never_says_zero;
}

static void put_in_a_hidden_end(struct quatrix_port *port)
{
    port->send = send_hides_the_end;
}

/* Defects of recv(). */

static int32_t recv_says_zero_at_the_end(void *ctx, uint8_t *buf, size_t len)
{
    int32_t got = sound_recv(ctx, buf, len);

    return got == QUATRIX_E_CLOSED ? 0 : got;
}

static int32_t recv_says_zero_later(void *ctx, uint8_t *buf, size_t len)
{
    struct proxy *self = ctx;
    int32_t got = sound_recv(ctx, buf, len);

    if (got == QUATRIX_E_CLOSED && self->closed) {
        return 0;
    }
    self->closed = got == QUATRIX_E_CLOSED;
    return got;
}

static int32_t recv_says_network(void *ctx, uint8_t *buf, size_t len)
{
    int32_t got = sound_recv(ctx, buf, len);

    return got == QUATRIX_E_CLOSED ? QUATRIX_E_NETWORK : got;
}

static int32_t recv_says_closed_for_nothing(void *ctx, uint8_t *buf, size_t len)
{
    int32_t got = sound_recv(ctx, buf, len);

    return got == 0 ? QUATRIX_E_CLOSED : got;
}

static int32_t recv_terminates(void *ctx, uint8_t *buf, size_t len)
{
    int32_t got = sound_recv(ctx, buf, len);

    if (got > 0) {
        buf[got] = 0;
    }
    return got;
}

/* Drops what comes late in a connection, as a stack does that frees its queue on a FIN. */
static int32_t recv_drops_the_tail(void *ctx, uint8_t *buf, size_t len)
{
    struct proxy *self = ctx;
    int32_t got = sound_recv(ctx, buf, len);

    if (got > 0) {
        self->calls++;
    }
    return self->calls > 5 ? QUATRIX_E_CLOSED : got;
}

static void put_in_zero_at_the_end(struct quatrix_port *port)
{
    port->recv = recv_says_zero_at_the_end;
}

static void put_in_zero_after_the_end(struct quatrix_port *port)
{
    port->recv = recv_says_zero_later;
}

static void put_in_network_at_the_end(struct quatrix_port *port)
{
    port->recv = recv_says_network;
}

static void put_in_closed_for_nothing(struct quatrix_port *port)
{
    port->recv = recv_says_closed_for_nothing;
}

static void put_in_a_terminator(struct quatrix_port *port)
{
    port->recv = recv_terminates;
}

static void put_in_a_lost_tail(struct quatrix_port *port)
{
    port->recv = recv_drops_the_tail;
}

/* Defects of close() and wait(). */

static void close_does_nothing(void *ctx)
{
    (void)ctx;
}

static void wait_ignores_the_network(void *ctx, bool want_write, uint32_t max_ms)
{
    (void)ctx;
    (void)want_write;
    doze(max_ms);
}

static void wait_ignores_the_limit(void *ctx, bool want_write, uint32_t max_ms)
{
    sound_wait(ctx, want_write, max_ms < SHORT_PATIENCE_MS + 50 ? SHORT_PATIENCE_MS + 50 : max_ms);
}

static void put_in_a_leak(struct quatrix_port *port)
{
    port->close = close_does_nothing;
}

static void put_in_a_blind_wait(struct quatrix_port *port)
{
    port->wait = wait_ignores_the_network;
}

static void put_in_an_endless_wait(struct quatrix_port *port)
{
    port->wait = wait_ignores_the_limit;
}

/* Defects of clocks and entropy. */

static uint32_t clock_stands_still(void *ctx)
{
    (void)ctx;
    return 7;
}

static uint32_t clock_swings(void *ctx)
{
    struct proxy *self = ctx;

    return sound_now_ms(ctx) - (self->calls++ % 8 == 7 ? 5 : 0);
}

static enum quatrix_clock calendar_is_of_1970(void *ctx, int64_t *seconds)
{
    (void)ctx;
    *seconds = 12;
    return QUATRIX_CLOCK_TRUSTED;
}

static bool entropy_repeats(void *ctx, uint8_t *buf, size_t len)
{
    (void)ctx;
    for (size_t i = 0; i < len; i++) {
        buf[i] = conformance_byte((uint32_t)i);
    }
    return true;
}

static bool entropy_stops_short(void *ctx, uint8_t *buf, size_t len)
{
    return sound_entropy(ctx, buf, len < 256 ? len : 256);
}

static bool entropy_overruns(void *ctx, uint8_t *buf, size_t len)
{
    return sound_entropy(ctx, buf, (len + 3) / 4 * 4);
}

static void put_in_a_stopped_clock(struct quatrix_port *port)
{
    port->now_ms = clock_stands_still;
}

static void put_in_a_swinging_clock(struct quatrix_port *port)
{
    port->now_ms = clock_swings;
}

static void put_in_1970(struct quatrix_port *port)
{
    port->unix_time = calendar_is_of_1970;
}

static void put_in_repetition(struct quatrix_port *port)
{
    port->entropy = entropy_repeats;
}

static void put_in_short_entropy(struct quatrix_port *port)
{
    port->entropy = entropy_stops_short;
}

static void put_in_long_entropy(struct quatrix_port *port)
{
    port->entropy = entropy_overruns;
}

static void put_in_nothing(struct quatrix_port *port)
{
    port->entropy = NULL;
}

static const struct defect defects[] = {
    { "an unknown name is E_RESOLVE", "an unknown name is E_CONNECT", put_in_merged_errors },
    { "a refused connection is E_CONNECT", "refusal is E_NETWORK", put_in_network_for_connect },
    { "nothing blocked but wait", "connect blocks", put_in_blocking_connect },
    { "a blackhole is pending", "connect gives up early", put_in_impatience },
    { "an echo comes back, in blocks", "send loses a byte", put_in_a_lost_byte },
    { "a full window is 0", "send takes all it is given", put_in_a_bottomless_send },
    { "sending to a closed peer is E_CLOSED", "send hides the end", put_in_a_hidden_end },
    { "a closed peer is E_CLOSED", "recv is 0 at the end", put_in_zero_at_the_end },
    { "a peer that resets is E_CLOSED", "recv is 0 after a reset", put_in_zero_at_the_end },
    { "a closed peer is E_CLOSED", "recv is 0 after the end", put_in_zero_after_the_end },
    { "a closed peer is E_CLOSED", "recv is E_NETWORK at the end", put_in_network_at_the_end },
    { "a silent peer is 0", "recv is E_CLOSED for nothing", put_in_closed_for_nothing },
    { "an echo comes back, byte by byte", "recv adds a terminator", put_in_a_terminator },
    { "all bytes come before the end", "recv drops the tail", put_in_a_lost_tail },
    { "a refused connection is E_CONNECT", "close does nothing", put_in_a_leak },
    { "an echo comes back, in blocks", "wait ignores the network", put_in_a_blind_wait },
    { "wait without a connection ends", "wait ignores its limit", put_in_an_endless_wait },
    { "there is something to check", "the clock stands still", put_in_a_stopped_clock },
    { "there is something to check", "the clock swings", put_in_a_swinging_clock },
    { "the calendar is plausible", "the calendar shows 1970", put_in_1970 },
    { "entropy fills all of the buffer", "entropy repeats", put_in_repetition },
    { "entropy fills all of the buffer", "entropy stops short", put_in_short_entropy },
    { "entropy fills all of the buffer", "entropy overruns", put_in_long_entropy },
    { "there is something to check", "a function is missing", put_in_nothing },
};

static struct peers peers;

struct finding {
    const char *expected;
    bool found;
};

static void note(void *ctx, enum conformance_result result, const char *check, const char *why,
                 long value)
{
    struct finding *finding = ctx;

    if (result == CONFORMANCE_FAILED) {
        (void)printf("    found: %s: %s: %ld\n", check, why, value);
        finding->found = finding->found || strcmp(check, finding->expected) == 0;
    }
}

static void proxy_init(struct proxy *proxy)
{
    static const struct quatrix_port sound = { NULL,         sound_connect,   sound_send,
                                               sound_recv,   sound_close,     sound_wait,
                                               sound_now_ms, sound_unix_time, sound_entropy };

    memset(proxy, 0, sizeof *proxy);
    proxy->port = sound;
    proxy->port.ctx = proxy;
    assert_int_equal(QUATRIX_OK, quatrix_posix_init(&proxy->sound));
}

static int examine(const struct quatrix_port *port, struct finding *finding, uint32_t patience_ms,
                   uint32_t block_ms)
{
    struct conformance_setup setup;

    memset(&setup, 0, sizeof setup);
    peers_fill(&peers, &setup);
    setup.peers[CONFORMANCE_UNRESOLVABLE].host = "nobody.test";
    if (patience_ms != 0 && strcmp(finding->expected, "a blackhole is pending") != 0) {
        setup.peers[CONFORMANCE_BLACKHOLE].host = NULL; /* takes half a second each time */
    }
    setup.patience_ms = patience_ms;
    setup.block_ms = block_ms;
    setup.report = note;
    setup.report_ctx = finding;
    return quatrix_port_conformance(port, &setup);
}

static void a_sound_port_passes(void **state)
{
    struct finding finding = { "", false };
    struct proxy proxy;

    (void)state;
    proxy_init(&proxy);
    assert_int_equal(0, examine(&proxy.port, &finding, 0, 0));
    quatrix_posix_deinit(&proxy.sound);
}

/* With little patience, so that hanging is found soon. On a slow machine other checks may then
   fail too, which is no harm: what counts is that the right one does. */
static void each_defect_is_found_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof defects / sizeof defects[0]; i++) {
        struct finding finding = { defects[i].found_by, false };
        struct proxy proxy;
        int failed;

        (void)printf("    defect: %s\n", defects[i].what);
        proxy_init(&proxy);
        defects[i].put_in(&proxy.port);
        failed = examine(&proxy.port, &finding, SHORT_PATIENCE_MS, SHORT_BLOCK_MS);
        quatrix_posix_deinit(&proxy.sound);
        assert_true(failed > 0);
        assert_true(finding.found);
    }
}

static void absent_peers_are_skipped(void **state)
{
    struct conformance_setup setup;
    struct proxy proxy;

    (void)state;
    proxy_init(&proxy);
    memset(&setup, 0, sizeof setup);
    assert_int_equal(0, quatrix_port_conformance(&proxy.port, &setup));
    quatrix_posix_deinit(&proxy.sound);
}

static int start_peers(void **state)
{
    (void)state;
    stand_in_init();
    return peers_start(&peers, "127.0.0.1") ? 0 : -1;
}

static int stop_peers(void **state)
{
    (void)state;
    peers_stop(&peers);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_port_passes),
        cmocka_unit_test(each_defect_is_found_out),
        cmocka_unit_test(absent_peers_are_skipped),
    };

    return cmocka_run_group_tests_name("port conformance", tests, start_peers, stop_peers);
}
