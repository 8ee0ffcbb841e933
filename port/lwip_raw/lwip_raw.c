/* SPDX-License-Identifier: MIT */
/*
 * One TCP connection over lwIP's raw API. lwIP calls back from within poll(), so all callbacks do is
 * note what happened; only a looked-up address is dialled at once, as it is not kept.
 *
 * What lwIP holds of a connection is ciphertext. Received buffers are wiped before they go back to
 * lwIP all the same; what is sent lies in lwIP's own memory until it is acknowledged, and lwIP has
 * no hook to wipe it.
 */
#include <quatrix/lwip_raw.h>

#include <lwip/dns.h>
#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>
#include <lwip/tcp.h>
#include <string.h>

enum state {
    STATE_CLOSED,
    STATE_STALE, /* waiting for lwIP to end the lookup of an earlier connection */
    STATE_RESOLVING,
    STATE_DIALING,
    STATE_FAILED, /* this address, this family: look for another */
    STATE_CONNECTED
};

enum {
    LEAST_PIECE = 64,   /* to send, when lwIP is short of memory */
    RETRY_SEND_MS = 50, /* then nothing tells when there is some again */
    POLL_MS = 100
};

#if LWIP_DNS
/* lwIP's DNS keeps one address of each family for a name. IPv6 first, as elsewhere: without a route it
   fails at once. */
static const uint8_t families[] = {
#if LWIP_IPV6
    LWIP_DNS_ADDRTYPE_IPV6,
#endif
#if LWIP_IPV4
    LWIP_DNS_ADDRTYPE_IPV4,
#endif
};
enum { FAMILIES = sizeof families / sizeof families[0] };
#else
enum { FAMILIES = 1 };
#endif

static uint32_t now_ms(const struct quatrix_lwip_raw *self)
{
    return self->priv.platform->now_ms(self->priv.platform->ctx);
}

/* ---- what lwIP calls */

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t error)
{
    struct quatrix_lwip_raw *self = arg;

    (void)pcb;
    (void)error; /* always ERR_OK */
    self->priv.state = STATE_CONNECTED;
    self->priv.moved = true;
    return ERR_OK;
}

static err_t on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *data, err_t error)
{
    struct quatrix_lwip_raw *self = arg;

    (void)pcb;
    (void)error;
    if (data == NULL) {
        self->priv.end = QUATRIX_E_CLOSED;
        return ERR_OK;
    }
    if (self->priv.received == NULL) {
        self->priv.received = data;
    } else if (data->tot_len > UINT16_MAX - self->priv.received->tot_len) {
        return ERR_MEM; /* more than a chain can count: lwIP offers it again later */
    } else {
        pbuf_cat(self->priv.received, data);
    }
    return ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
    struct quatrix_lwip_raw *self = arg;

    (void)pcb;
    (void)len;
    self->priv.full = false;
    return ERR_OK;
}

/* By now lwIP has freed the control block. */
static void on_error(void *arg, err_t error)
{
    struct quatrix_lwip_raw *self = arg;

    self->priv.pcb = NULL;
    self->priv.moved = true;
    if (self->priv.state == STATE_DIALING) {
        self->priv.state = STATE_FAILED;
        self->priv.answered = true;
    } else if (self->priv.end == 0) {
        self->priv.end = error == ERR_ABRT ? QUATRIX_E_NETWORK : QUATRIX_E_CLOSED;
    }
}

/* ---- connecting */

static void drop_pcb(struct quatrix_lwip_raw *self, bool orderly)
{
    struct tcp_pcb *pcb = self->priv.pcb;

    if (pcb == NULL) {
        return;
    }
    self->priv.pcb = NULL;
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_err(pcb, NULL);
    tcp_setprio(pcb, TCP_PRIO_MIN); /* a new connection takes its place when there is no other */
    /* A peer that lets us wait would keep the memory of what it does not acknowledge for minutes. */
    if (!orderly || pcb->nrtx > 0 || tcp_close(pcb) != ERR_OK) {
        tcp_abort(pcb);
    }
}

/* Start connecting. RTE, MEM and the like leave state at STATE_FAILED. */
static void dial(struct quatrix_lwip_raw *self, const ip_addr_t *address)
{
    struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(address));

    self->priv.found = true;
    self->priv.state = STATE_FAILED;
    self->priv.pcb = pcb;
    if (pcb == NULL) {
        return;
    }
    tcp_arg(pcb, self);
    tcp_recv(pcb, on_received);
    tcp_sent(pcb, on_sent);
    tcp_err(pcb, on_error);
    tcp_nagle_disable(pcb); /* TLS records are complete messages that the server answers */
    self->priv.since_ms = now_ms(self);
    self->priv.state = STATE_DIALING;
    if (tcp_connect(pcb, address, self->priv.to_port, on_connected) != ERR_OK) {
        self->priv.state = STATE_FAILED;
        drop_pcb(self, false);
    }
}

#if LWIP_DNS
/* One lookup at a time, so whatever comes is the answer to the last question, or to nobody's. */
static void on_found(const char *name, const ip_addr_t *address, void *arg)
{
    struct quatrix_lwip_raw *self = arg;

    (void)name;
    self->priv.lookups--;
    self->priv.moved = true;
    if (self->priv.state != STATE_RESOLVING) {
        return;
    }
    if (address != NULL) {
        dial(self, address);
    } else {
        self->priv.state = STATE_FAILED;
    }
}

/* Ask for the address of the next family. */
static void look_up(struct quatrix_lwip_raw *self, const char *host)
{
    ip_addr_t address;
    err_t error =
        dns_gethostbyname_addrtype(host, &address, on_found, self, families[self->priv.next++]);

    self->priv.state = STATE_FAILED;
    if (error == ERR_OK) {
        dial(self, &address);
    } else if (error == ERR_INPROGRESS) {
        self->priv.lookups++;
        self->priv.state = STATE_RESOLVING;
    }
}
#else
static void look_up(struct quatrix_lwip_raw *self, const char *host)
{
    (void)host;
    self->priv.next = FAMILIES;
}
#endif

static void begin(struct quatrix_lwip_raw *self, const char *host)
{
    ip_addr_t address;

    self->priv.next = 0;
    self->priv.found = false;
    self->priv.answered = false;
    self->priv.state = STATE_FAILED;
    if (ipaddr_aton(host, &address) != 0) {
        self->priv.next = FAMILIES;
        dial(self, &address);
    } else if (self->priv.lookups > 0) {
        self->priv.state = STATE_STALE;
    }
}

/* What is left of an address's share of time. A first address that swallows packets must not eat the
   deadline of the whole call, which the port does not know; the last may take all of it. */
static uint32_t time_left_ms(const struct quatrix_lwip_raw *self)
{
    uint32_t spent_ms;

    if (self->priv.state != STATE_DIALING || self->priv.next == FAMILIES) {
        return UINT32_MAX;
    }
    spent_ms = now_ms(self) - self->priv.since_ms;
    return spent_ms < QUATRIX_LWIP_RAW_ADDRESS_MS ? QUATRIX_LWIP_RAW_ADDRESS_MS - spent_ms : 0;
}

static enum quatrix_status how_it_failed(const struct quatrix_lwip_raw *self)
{
    if (!self->priv.found) {
        return QUATRIX_E_RESOLVE;
    }
    return self->priv.answered ? QUATRIX_E_CONNECT : QUATRIX_E_NETWORK;
}

static void port_close(void *ctx);

static enum quatrix_status port_connect(void *ctx, const char *host, uint16_t port)
{
    struct quatrix_lwip_raw *self = ctx;
    enum quatrix_status status;

    self->priv.moved = false;
    self->priv.to_port = port;
    if (self->priv.state == STATE_CLOSED ||
        (self->priv.state == STATE_STALE && self->priv.lookups == 0)) {
        begin(self, host);
    }
    if (time_left_ms(self) == 0) {
        self->priv.state = STATE_FAILED;
        self->priv.answered = true;
        drop_pcb(self, false);
    }
    while (self->priv.state == STATE_FAILED && self->priv.next < FAMILIES) {
        look_up(self, host);
    }
    if (self->priv.state == STATE_CONNECTED) {
        return QUATRIX_OK;
    }
    if (self->priv.state != STATE_FAILED) {
        return QUATRIX_PENDING;
    }
    status = how_it_failed(self);
    port_close(self);
    return status;
}

/* ---- connected */

/* Copied, since the caller's buffer is another's as soon as this returns. The alternative, to take
   nothing until the peer has acknowledged it, would cost a round trip for each record. */
static int32_t port_send(void *ctx, const uint8_t *buf, size_t len)
{
    struct quatrix_lwip_raw *self = ctx;
    struct tcp_pcb *pcb = self->priv.pcb;
    size_t piece;
    err_t error = ERR_MEM;

    if (pcb == NULL) {
        return self->priv.end != 0 ? self->priv.end : QUATRIX_E_NETWORK;
    }
    piece = tcp_sndbuf(pcb) < len ? tcp_sndbuf(pcb) : len;
    while (piece > 0 &&
           (error = tcp_write(pcb, buf, (u16_t)piece, TCP_WRITE_FLAG_COPY)) == ERR_MEM) {
        piece = piece > LEAST_PIECE ? piece / 2 : 0;
    }
    (void)tcp_output(pcb); /* what cannot leave now is sent again by lwIP's timer */
    if (piece > 0) {
        return error == ERR_OK ? (int32_t)piece : QUATRIX_E_CLOSED;
    }
    self->priv.full = true;
    return 0;
}

/* Wipe what was handed out and give it back. */
static void consume(struct quatrix_lwip_raw *self, uint16_t len)
{
    uint16_t left = len;

    for (struct pbuf *p = self->priv.received; p != NULL && left > 0; p = p->next) {
        uint16_t part = p->len < left ? p->len : left;

        memset(p->payload, 0, part);
        left = (uint16_t)(left - part);
    }
    self->priv.received = pbuf_free_header(self->priv.received, len);
    if (self->priv.pcb != NULL) {
        tcp_recved(self->priv.pcb, len);
    }
}

static int32_t port_recv(void *ctx, uint8_t *buf, size_t len)
{
    struct quatrix_lwip_raw *self = ctx;
    uint16_t got;

    if (self->priv.received == NULL) {
        return self->priv.state == STATE_CONNECTED ? self->priv.end : QUATRIX_E_NETWORK;
    }
    got = pbuf_copy_partial(self->priv.received, buf, (u16_t)(len < UINT16_MAX ? len : UINT16_MAX),
                            0);
    consume(self, got);
    return got;
}

static void port_close(void *ctx)
{
    struct quatrix_lwip_raw *self = ctx;

    drop_pcb(self, true);
    if (self->priv.received != NULL) {
        consume(self, self->priv.received->tot_len);
    }
    self->priv.state = STATE_CLOSED;
    self->priv.moved = false;
    self->priv.end = 0;
    self->priv.full = false;
}

/* ---- waiting, time, random bytes */

static bool is_ready(const struct quatrix_lwip_raw *self, bool want_write)
{
    if (self->priv.state != STATE_CONNECTED || self->priv.moved) {
        return self->priv.moved;
    }
    return self->priv.end != 0 || (want_write ? !self->priv.full : self->priv.received != NULL);
}

static void port_wait(void *ctx, bool want_write, uint32_t max_ms)
{
    struct quatrix_lwip_raw *self = ctx;
    const struct quatrix_lwip_raw_platform *platform = self->priv.platform;
    uint32_t start_ms = now_ms(self);
    uint32_t left_ms = time_left_ms(self);

    max_ms = max_ms < left_ms ? max_ms : left_ms;
    if (want_write && max_ms > RETRY_SEND_MS) {
        max_ms = RETRY_SEND_MS;
    }
    platform->poll(platform->ctx, 0);
    while (!is_ready(self, want_write)) {
        uint32_t spent_ms = now_ms(self) - start_ms;

        if (spent_ms >= max_ms) {
            return;
        }
        platform->poll(platform->ctx, max_ms - spent_ms);
    }
}

static uint32_t port_now_ms(void *ctx)
{
    return now_ms(ctx);
}

static enum quatrix_clock port_unix_time(void *ctx, int64_t *seconds)
{
    const struct quatrix_lwip_raw *self = ctx;

    return self->priv.platform->unix_time(self->priv.platform->ctx, seconds);
}

static bool port_entropy(void *ctx, uint8_t *buf, size_t len)
{
    const struct quatrix_lwip_raw *self = ctx;

    return self->priv.platform->entropy(self->priv.platform->ctx, buf, len);
}

enum quatrix_status quatrix_lwip_raw_init(struct quatrix_lwip_raw *net,
                                          const struct quatrix_lwip_raw_platform *platform)
{
    if (net == NULL || platform == NULL || platform->poll == NULL || platform->now_ms == NULL ||
        platform->unix_time == NULL || platform->entropy == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(net, 0, sizeof *net);
    net->priv.platform = platform;
    net->port.ctx = net;
    net->port.connect = port_connect;
    net->port.send = port_send;
    net->port.recv = port_recv;
    net->port.close = port_close;
    net->port.wait = port_wait;
    net->port.now_ms = port_now_ms;
    net->port.unix_time = port_unix_time;
    net->port.entropy = port_entropy;
    return QUATRIX_OK;
}

void quatrix_lwip_raw_deinit(struct quatrix_lwip_raw *net)
{
    if (net == NULL || net->port.ctx != net) { /* never initialized */
        return;
    }
    port_close(net);
    while (net->priv.lookups > 0) {
        net->priv.platform->poll(net->priv.platform->ctx, POLL_MS);
    }
}
