/* SPDX-License-Identifier: MIT */
/* The profile "small" with IPv6 as well and with lwIP's assertions, for the port's conformance test. */
#include "../../../../examples/bare_metal/profiles/small/lwipopts.h"

#undef LWIP_NOASSERT
#undef LWIP_IPV6
#define LWIP_IPV6 1
#undef DNS_TABLE_SIZE
#define DNS_TABLE_SIZE 2
#undef MEMP_NUM_UDP_PCB
#define MEMP_NUM_UDP_PCB  2
#define LWIP_ICMP6        1 /* neighbour discovery */
#define LWIP_IPV6_MLD     0
#define LWIP_IPV6_FRAG    0
#define LWIP_IPV6_REASS   0
#define LWIP_ND6_QUEUEING 0
