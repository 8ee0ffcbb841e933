/* SPDX-License-Identifier: MIT */
#include "net.h"

#include "board.h"
#include "lan9118.h"
#include "sources.h"
#include "store.h"

#include <lwip/dns.h>
#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/ip_addr.h>
#include <lwip/netif.h>
#include <lwip/timeouts.h>
#include <netif/ethernet.h>

enum { ADDRESS_MAX = 39, MTU = 1500 };

static struct netif interface;

/* ---- what lwIP asks for */

u32_t sys_now(void)
{
    return board_ms();
}

/* Without a generator there is no TLS, and the library says so; but lwIP must come that far, and asks
   again and again for a number until it likes one. */
uint32_t net_random(void)
{
    static uint32_t last;
    uint32_t number;

    if (!sources_random(NULL, (uint8_t *)&number, sizeof number)) {
        number = (last ^ board_cycles()) * UINT32_C(1664525) + UINT32_C(1013904223);
        number ^= number >> 16;
    }
    last = number;
    return number;
}

/* The frame goes into the controller as it is, piece by piece. */
static err_t send_frame(struct netif *netif, struct pbuf *frame)
{
    size_t size = (size_t)frame->tot_len - ETH_PAD_SIZE;
    size_t skip = ETH_PAD_SIZE;

    (void)netif;
    if (!lan9118_can_send(size, pbuf_clen(frame))) {
        return ERR_MEM; /* TCP sends it again */
    }
    for (const struct pbuf *p = frame; p != NULL; p = p->next) {
        lan9118_send((const uint8_t *)p->payload + skip, p->len - skip, size, p == frame,
                     p->next == NULL);
        skip = 0;
    }
    return ERR_OK;
}

static err_t start_interface(struct netif *netif)
{
    static const uint8_t mac[ETH_HWADDR_LEN] = { 0x02, 0x00, 0x00, 0x51, 0x58, 0x01 };

    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->hwaddr_len = sizeof mac;
    MEMCPY(netif->hwaddr, mac, sizeof mac);
    netif->mtu = MTU;
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    netif->output = etharp_output;
    netif->linkoutput = send_frame;
    return lan9118_init(mac) ? ERR_OK : ERR_IF;
}

/* ---- what the port asks for */

/* Without a buffer the frame stays where it is. */
static bool take_frame(void)
{
    size_t size = lan9118_frame_size();
    struct pbuf *frame = size == 0 ? NULL : pbuf_alloc(PBUF_RAW, (u16_t)size, PBUF_POOL);

    if (frame == NULL) {
        return false;
    }
    lan9118_begin_read();
    for (struct pbuf *p = frame; p != NULL; p = p->next) {
        lan9118_read(p->payload, p->len);
    }
    lan9118_end_read(size);
    if (interface.input(frame, &interface) != ERR_OK) {
        pbuf_free(frame);
    }
    return true;
}

static void poll(void *ctx, uint32_t max_ms)
{
    bool busy = false;

    (void)ctx;
    while (take_frame()) {
        busy = true;
    }
    sys_check_timeouts();
    if (!busy && max_ms > 0 && sys_timeouts_sleeptime() > 0) {
        board_sleep(); /* until the next tick at the latest */
    }
}

static uint32_t now_ms(void *ctx)
{
    (void)ctx;
    return board_ms();
}

const struct quatrix_lwip_raw_platform net_platform = { NULL, poll, now_ms, sources_time,
                                                        sources_random };

/* ---- the start */

/* "ADDRESS MASK GATEWAY DNS" */
static bool read_addresses(const char *text, ip_addr_t addresses[4])
{
    for (size_t i = 0; i < 4; i++) {
        char one[ADDRESS_MAX + 1];
        size_t len = 0;

        while (text[len] != '\0' && text[len] != ' ' && len < ADDRESS_MAX) {
            one[len] = text[len];
            len++;
        }
        one[len] = '\0';
        if (ipaddr_aton(one, &addresses[i]) == 0) {
            return false;
        }
        text += text[len] == ' ' ? len + 1 : len;
    }
    return true;
}

bool net_start(void)
{
    ip_addr_t addresses[4];

    lwip_init();
    if (!read_addresses(store_setting(STORE_NETWORK), addresses) ||
        netif_add(&interface, ip_2_ip4(&addresses[0]), ip_2_ip4(&addresses[1]),
                  ip_2_ip4(&addresses[2]), NULL, start_interface, ethernet_input) == NULL) {
        return false;
    }
    netif_set_default(&interface);
    netif_set_link_up(&interface);
    netif_set_up(&interface);
    dns_setserver(0, &addresses[3]);
    return true;
}
