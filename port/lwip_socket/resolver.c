/* SPDX-License-Identifier: MIT */
/*
 * lwip_getaddrinfo() blocks for as long as name servers stay silent, and a thread for each lookup,
 * as port/posix has it, costs a stack that a microcontroller does not have. What lies under it
 * does not block: dns_gethostbyname_addrtype() asks and later calls back. It belongs to lwIP's
 * thread, so it is called there, by tcpip_callback().
 *
 * The result goes straight into the caller's struct: there is no mutable global state. But
 * lwIP has no way to stop a lookup, so after close() one may still run. It is an orphan then: the
 * next connect() cannot use its place before the callback has come, which lwIP guarantees within
 * seconds (8 for each silent server), and deinit() waits for it, since the memory may go away.
 *
 * Two lookups, one for each family, as lwIP hands out one address at a time. Whichever is answered
 * first is dialled first: a name server that drops questions for IPv6 costs nothing.
 */
#define _DEFAULT_SOURCE /* ssize_t, which lwIP takes from the C library and strict C99 hides */

#include "resolver.h"

#include <lwip/dns.h>
#include <lwip/inet.h>
#include <lwip/ip_addr.h>
#include <lwip/opt.h>
#include <lwip/sockets.h>
#include <lwip/sys.h>
#include <lwip/tcpip.h>
#include <string.h>

#if NO_SYS
#error "port/lwip_socket needs threads (NO_SYS=0); without an RTOS use port/lwip_raw"
#endif
#if defined(LWIP_DNS) && !LWIP_DNS
#error "port/lwip_socket needs LWIP_DNS=1"
#endif
#if defined(SYS_LIGHTWEIGHT_PROT) && !SYS_LIGHTWEIGHT_PROT
#error "port/lwip_socket needs SYS_LIGHTWEIGHT_PROT=1: lookups are shared with lwIP's thread"
#endif

enum lookup_state {
    LOOKUP_IDLE, /* not asked yet */
    LOOKUP_RUNNING,
    LOOKUP_ORPHANED, /* the same, but nobody wants the answer */
    LOOKUP_FOUND,
    LOOKUP_NONE, /* no address, or its address was handed out */
    LOOKUP_DOWN  /* there is no name server to ask */
};

#define BUSY (1U << LOOKUP_RUNNING | 1U << LOOKUP_ORPHANED)

/* What lwIP's thread is asked to do while the caller waits for it. */
struct question {
    struct quatrix_lwip_socket_lookup *lookups;
    const char *host;
    sys_sem_t done;
};

/* Not smaller than what is copied into it. */
typedef char address_fits
    [sizeof(union quatrix_lwip_socket_address) <= QUATRIX_LWIP_SOCKET_ADDRESS_SIZE ? 1 : -1];

static void convert(union quatrix_lwip_socket_address *to, const ip_addr_t *found)
{
    memset(to, 0, sizeof *to);
#if LWIP_IPV6
    if (IP_IS_V6(found)) {
        to->v6.sin6_len = sizeof to->v6;
        to->v6.sin6_family = AF_INET6;
        inet6_addr_from_ip6addr(&to->v6.sin6_addr, ip_2_ip6(found));
        to->v6.sin6_scope_id = ip6_addr_zone(ip_2_ip6(found));
    }
#endif
#if LWIP_IPV4
    if (IP_IS_V4(found)) {
        to->v4.sin_len = sizeof to->v4;
        to->v4.sin_family = AF_INET;
        inet_addr_from_ip4addr(&to->v4.sin_addr, ip_2_ip4(found));
    }
#endif
}

bool quatrix_lwip_socket_literal(const char *host, union quatrix_lwip_socket_address *address)
{
    ip_addr_t found;

    if (ipaddr_aton(host, &found) == 0) {
        return false;
    }
    convert(address, &found);
    return true;
}

static void settle(struct quatrix_lwip_socket_lookup *lookup, const ip_addr_t *found)
{
    union quatrix_lwip_socket_address address;

    if (found != NULL) {
        convert(&address, found);
        memcpy(lookup->address, &address, sizeof address);
    }
    lookup->state = found != NULL ? LOOKUP_FOUND : LOOKUP_NONE;
}

/* In lwIP's thread, some time later; found is NULL for "no such name" as well as for silence. */
static void on_answer(const char *name, const ip_addr_t *found, void *argument)
{
    struct quatrix_lwip_socket_lookup *lookup = argument;
    SYS_ARCH_DECL_PROTECT(level);

    (void)name;
    SYS_ARCH_PROTECT(level);
    if (lookup->state == LOOKUP_ORPHANED) {
        lookup->state = LOOKUP_IDLE;
    } else {
        settle(lookup, found);
    }
    SYS_ARCH_UNPROTECT(level);
}

/* In lwIP's thread, while the owner of the lookup waits. Running is noted first, as the callback
   may come from within. */
static void ask(struct quatrix_lwip_socket_lookup *lookup, const char *host, uint8_t type)
{
    ip_addr_t found;
    err_t failure;

    lookup->state = LOOKUP_RUNNING;
    failure = dns_gethostbyname_addrtype(host, &found, on_answer, lookup, type);
    if (failure == ERR_OK) {
        settle(lookup, &found); /* from lwIP's cache, or its table of local names */
    } else if (failure == ERR_MEM) {
        lookup->state = LOOKUP_IDLE; /* all places of lwIP's table are taken: once more, later */
    } else if (failure == ERR_VAL) {
        lookup->state = LOOKUP_DOWN;
    } else if (failure != ERR_INPROGRESS) {
        lookup->state = LOOKUP_NONE;
    }
}

/* In lwIP's thread. */
static void ask_all(void *argument)
{
    static const struct {
        bool usable;
        uint8_t type;
    } families[QUATRIX_LWIP_SOCKET_FAMILIES] = {
        { LWIP_IPV6 != 0, LWIP_DNS_ADDRTYPE_IPV6 },
        { LWIP_IPV4 != 0, LWIP_DNS_ADDRTYPE_IPV4 },
    };
    struct question *question = argument;

    for (int i = 0; i < QUATRIX_LWIP_SOCKET_FAMILIES; i++) {
        struct quatrix_lwip_socket_lookup *lookup = &question->lookups[i];

        if (!families[i].usable) {
            lookup->state = LOOKUP_NONE;
        } else if (lookup->state == LOOKUP_IDLE) {
            ask(lookup, question->host, families[i].type);
        }
    }
    sys_sem_signal(&question->done);
}

/* Have lwIP's thread ask. Waiting for it is as short as in any call of a socket, and it keeps host
   valid meanwhile. tcpip_callback_wait() does the same, but lwIP 2.1 lacks it. Without memory for
   the message the lookups stay idle, and the next call tries again. */
static void start(struct quatrix_lwip_socket_lookup *lookups, const char *host)
{
    struct question question;

    question.lookups = lookups;
    question.host = host;
    if (sys_sem_new(&question.done, 0) != ERR_OK) {
        return;
    }
    if (tcpip_callback(ask_all, &question) == ERR_OK) {
        (void)sys_arch_sem_wait(&question.done, 0);
    }
    sys_sem_free(&question.done);
}

/* 1 << state of each lookup. All at one moment: a verdict pieced together from several could miss an
   answer that comes in between. */
static unsigned states_of(struct quatrix_lwip_socket_lookup *lookups)
{
    unsigned states = 0;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    for (int i = 0; i < QUATRIX_LWIP_SOCKET_FAMILIES; i++) {
        states |= 1U << lookups[i].state;
    }
    SYS_ARCH_UNPROTECT(level);
    return states;
}

static bool take(struct quatrix_lwip_socket_lookup *lookups,
                 union quatrix_lwip_socket_address *address)
{
    bool found = false;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    for (int i = 0; i < QUATRIX_LWIP_SOCKET_FAMILIES && !found; i++) {
        if (lookups[i].state == LOOKUP_FOUND) {
            memcpy(address, lookups[i].address, sizeof *address);
            lookups[i].state = LOOKUP_NONE;
            found = true;
        }
    }
    SYS_ARCH_UNPROTECT(level);
    return found;
}

enum quatrix_status quatrix_lwip_socket_resolve(struct quatrix_lwip_socket_lookup *lookups,
                                                const char *host,
                                                union quatrix_lwip_socket_address *address)
{
    const unsigned open = 1U << LOOKUP_IDLE | BUSY | 1U << LOOKUP_FOUND; /* one came just now */
    unsigned states;

    if ((states_of(lookups) & 1U << LOOKUP_IDLE) != 0) {
        start(lookups, host);
    }
    if (take(lookups, address)) {
        return QUATRIX_OK;
    }
    states = states_of(lookups);
    if ((states & open) != 0) {
        return QUATRIX_PENDING;
    }
    return (states & 1U << LOOKUP_DOWN) != 0 ? QUATRIX_E_NETWORK : QUATRIX_E_RESOLVE;
}

bool quatrix_lwip_socket_has_next(struct quatrix_lwip_socket_lookup *lookups)
{
    return (states_of(lookups) & 1U << LOOKUP_FOUND) != 0;
}

bool quatrix_lwip_socket_is_busy(struct quatrix_lwip_socket_lookup *lookups)
{
    return (states_of(lookups) & BUSY) != 0;
}

void quatrix_lwip_socket_forget(struct quatrix_lwip_socket_lookup *lookups)
{
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    for (int i = 0; i < QUATRIX_LWIP_SOCKET_FAMILIES; i++) {
        bool runs = lookups[i].state == LOOKUP_RUNNING || lookups[i].state == LOOKUP_ORPHANED;

        lookups[i].state = runs ? LOOKUP_ORPHANED : LOOKUP_IDLE;
    }
    SYS_ARCH_UNPROTECT(level);
}
