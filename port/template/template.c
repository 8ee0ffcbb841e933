/* SPDX-License-Identifier: MIT */
/*
 * A port to copy. Each function says what it owes the library (quatrix/port.h has it in full) and
 * where your code goes: at FILL IN. Until then it answers with an error that is true, so that a
 * half-finished port fails by name instead of hanging or, worse, connecting with a weak key.
 *
 * None of these functions may block, except wait(). All are called from the one thread that steps
 * the client. Keep state in struct quatrix_template and not in globals: there can be two clients.
 */
#include <quatrix/template.h>

#include <string.h>

/*
 * Called again and again while it answers QUATRIX_PENDING, always with the same arguments: the
 * first call starts, later ones look how it is going. Owes: name resolution that does not block;
 * every address of the name tried in turn; QUATRIX_E_RESOLVE, QUATRIX_E_CONNECT or
 * QUATRIX_E_NETWORK when it ends badly. Switch Nagle's algorithm off (TCP_NODELAY, tcp_nagle_
 * disable()), it only delays TLS.
 */
static enum quatrix_status template_connect(void *ctx, const char *host, uint16_t port)
{
    struct quatrix_template *self = ctx;

    (void)self;
    (void)host;
    (void)port;
    return QUATRIX_E_NETWORK; /* FILL IN */
}

/*
 * Hand over what fits now: 1 to len bytes, fewer than len is fine. 0 when nothing fits; the next
 * call brings the same bytes again. QUATRIX_E_CLOSED when the peer is gone, else QUATRIX_E_NETWORK.
 */
static int32_t template_send(void *ctx, const uint8_t *buf, size_t len)
{
    struct quatrix_template *self = ctx;

    (void)self;
    (void)buf;
    (void)len;
    return QUATRIX_E_NETWORK; /* FILL IN */
}

/*
 * What has arrived: 1 to len bytes, 0 for nothing now. A peer that has closed or reset is
 * QUATRIX_E_CLOSED and never 0, but only after every byte it sent before has been handed out.
 */
static int32_t template_recv(void *ctx, uint8_t *buf, size_t len)
{
    struct quatrix_template *self = ctx;

    (void)self;
    (void)buf;
    (void)len;
    return QUATRIX_E_NETWORK; /* FILL IN */
}

/*
 * Release the connection and whatever a connect() under way holds. Comes at any time, more than
 * once, and after failures. A name lookup that cannot be stopped must not touch self afterwards,
 * nor be taken for the answer of the next one.
 */
static void template_close(void *ctx)
{
    struct quatrix_template *self = ctx;

    /* FILL IN */
    self->priv.is_open = false;
}

/*
 * Sleep until something can have changed: connect() would get on, there is something to read, or,
 * with want_write, there is room to send. At most max_ms. Early is always allowed, so on bare metal
 * "poll the network driver once and return" will do; an RTOS should block, and may then sleep.
 */
static void template_wait(void *ctx, bool want_write, uint32_t max_ms)
{
    struct quatrix_template *self = ctx;

    (void)self;
    (void)want_write;
    (void)max_ms;
    /* FILL IN */
}

/*
 * Milliseconds from any start, never backwards but for the wrap at 2^32. Every deadline hangs on
 * it: a clock that stands still means calls that never end.
 */
static uint32_t template_now_ms(void *ctx)
{
    (void)ctx;
    return 0; /* FILL IN */
}

/*
 * Calendar time in UTC. QUATRIX_CLOCK_TRUSTED only for a clock that was set from something you
 * believe in; a build date is QUATRIX_CLOCK_FLOOR; a clock that starts at 1970 or 2000 after a
 * power cut is QUATRIX_CLOCK_UNKNOWN until it was set.
 */
static enum quatrix_clock template_unix_time(void *ctx, int64_t *seconds)
{
    (void)ctx;
    *seconds = 0;
    return QUATRIX_CLOCK_UNKNOWN; /* FILL IN */
}

/*
 * All len bytes from a source fit for keys, or false. rand(), a serial number or the time are not:
 * whoever can guess these bytes can read the connection. A hardware generator usually has to be
 * switched on and its error flags looked at.
 */
static bool template_entropy(void *ctx, uint8_t *buf, size_t len)
{
    (void)ctx;
    (void)buf;
    (void)len;
    return false; /* FILL IN */
}

enum quatrix_status quatrix_template_init(struct quatrix_template *platform)
{
    if (platform == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(platform, 0, sizeof *platform);
    platform->port.ctx = platform;
    platform->port.connect = template_connect;
    platform->port.send = template_send;
    platform->port.recv = template_recv;
    platform->port.close = template_close;
    platform->port.wait = template_wait;
    platform->port.now_ms = template_now_ms;
    platform->port.unix_time = template_unix_time;
    platform->port.entropy = template_entropy;
    return QUATRIX_OK;
}

void quatrix_template_deinit(struct quatrix_template *platform)
{
    if (platform != NULL) {
        template_close(platform);
    }
}
