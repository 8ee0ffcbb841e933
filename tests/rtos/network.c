/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "network.h"

#include <lwip/dns.h>
#include <lwip/inet.h>
#include <lwip/netif.h>
#include <lwip/sys.h>
#include <lwip/tcpip.h>
#include <netif/tapif.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static struct netif interface;

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value != NULL ? value : otherwise;
}

static void set_name_server(void)
{
    const char *text = setting("RTOS_DNS", "192.0.2.1");
    ip_addr_t server;

    if (strcmp(text, "none") == 0) {
        return;
    }
    if (ipaddr_aton(text, &server) == 0) {
        abort();
    }
    dns_setserver(0, &server);
}

static void add_interface(void)
{
#if LWIP_IPV4
    ip4_addr_t address;
    ip4_addr_t mask;
    ip4_addr_t gateway;

    IP4_ADDR(&address, 192, 0, 2, 2);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 192, 0, 2, 1);
    if (netif_add(&interface, &address, &mask, &gateway, NULL, tapif_init, tcpip_input) == NULL) {
        abort();
    }
#else
    if (netif_add(&interface, NULL, tapif_init, tcpip_input) == NULL) {
        abort();
    }
#endif
    netif_set_default(&interface);
    if (strcmp(setting("RTOS_LINK", "up"), "up") == 0) {
        netif_set_up(&interface);
    }
}

static void add_ipv6(void)
{
#if LWIP_IPV6
    ip6_addr_t address;

    netif_create_ip6_linklocal_address(&interface, 1);
    if (ip6addr_aton("fd00:51::2", &address) == 0) {
        abort();
    }
    netif_ip6_addr_set(&interface, 1, &address);
    netif_ip6_addr_set_state(&interface, 1, IP6_ADDR_PREFERRED);
#endif
}

/* In lwIP's thread. */
static void configure(void *argument)
{
    sys_sem_t *done = argument;

    add_interface();
    add_ipv6();
    set_name_server();
    sys_sem_signal(done);
}

void network_up(void)
{
    sys_sem_t done;
    unsigned seed;

    /* lwIP's unix port draws local ports from rand(): not the same ones in every run, or a run
       meets connections of the one before. */
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed ||
        sys_sem_new(&done, 0) != ERR_OK) {
        abort();
    }
    srand(seed);
    tcpip_init(configure, &done);
    (void)sys_arch_sem_wait(&done, 0);
    sys_sem_free(&done);
}

static bool entropy(void *ctx, uint8_t *buf, size_t len)
{
    (void)ctx;
    while (len > 0) {
        ssize_t got = getrandom(buf, len, 0);

        if (got <= 0) {
            return false;
        }
        buf += got;
        len -= (size_t)got;
    }
    return true;
}

static enum quatrix_clock unix_time(void *ctx, int64_t *seconds)
{
    (void)ctx;
    *seconds = (int64_t)time(NULL);
    return QUATRIX_CLOCK_TRUSTED;
}

const struct quatrix_lwip_socket_hooks network_hooks = { .entropy = entropy,
                                                         .unix_time = unix_time };
