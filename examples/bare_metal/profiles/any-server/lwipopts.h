/* SPDX-License-Identifier: MIT */
/*
 * lwIP 2.2 for the profile "any-server": IPv4, TCP, DNS, one client, full frames. What does
 * not fit at once waits in the Ethernet controller, which has 10 KB of its own.
 */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

/* ---- The system: none. */
#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN         0
#define LWIP_SOCKET          0
#define MEM_ALIGNMENT        4
#define ETH_PAD_SIZE         2 /* what follows the 14 bytes of Ethernet is aligned */
#define LWIP_NOASSERT        1 /* 9 KB of flash; build without it while you change something */
#define LWIP_STATS           0

/* ---- Protocols */
#define LWIP_IPV4      1
#define LWIP_IPV6      0
#define LWIP_ICMP      0
#define LWIP_RAW       0
#define LWIP_DNS       1
#define IP_REASSEMBLY  0
#define IP_FRAG        0
#define IP_FORWARD     0
#define ARP_TABLE_SIZE 2
#define ARP_QUEUEING   0

/* ---- TCP: four segments to receive. */
#define TCP_MSS               1460
#define TCP_WND               (3 * TCP_MSS)
#define TCP_SND_BUF           (2 * TCP_MSS)
#define TCP_SND_QUEUELEN      6
#define TCP_QUEUE_OOSEQ       0
#define TCP_OVERSIZE          0 /* no spare room in segments: they would each take TCP_MSS */
#define TCP_MAXRTX            8
#define LWIP_TCP_MAX_SACK_NUM 0

/* ---- Memory. MEM_SIZE holds what was sent and not acknowledged; the pool what came and was not
   taken: a window, and an acknowledgement or an ARP frame. */
#define MEM_SIZE                3600
#define PBUF_POOL_SIZE          11
#define PBUF_POOL_BUFSIZE       512
#define MEMP_NUM_PBUF           0
#define MEMP_NUM_TCP_PCB        2 /* one may still be closing */
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG        8
#define MEMP_NUM_UDP_PCB        1 /* DNS */
#define DNS_TABLE_SIZE          1
#define DNS_MAX_NAME_LENGTH     64
#define DNS_MAX_SERVERS         1

#endif
