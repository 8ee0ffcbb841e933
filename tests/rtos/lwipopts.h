/* SPDX-License-Identifier: MIT */
/*
 * lwIP as an RTOS has it, with the memory of a small device. The first part is what
 * port/lwip_socket asks for; most of it is lwIP's default.
 */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#define NO_SYS               0
#define SYS_LIGHTWEIGHT_PROT 1
#define LWIP_NETCONN         1
#define LWIP_SOCKET          1
#define LWIP_SOCKET_SELECT   1
#define LWIP_DNS             1
#define DNS_TABLE_SIZE       4 /* a lookup takes two: names for two clients at a time */
#define DNS_MAX_RETRIES      3 /* silent servers are left after 4 s instead of 7: a shorter test */
#define ARP_QUEUEING         1 /* of two questions at once the first gets lost otherwise, see README */

#ifndef LWIP_IPV4
#define LWIP_IPV4 1
#endif
#ifndef LWIP_IPV6
#define LWIP_IPV6 1
#endif

/* Both ways to reach lwIP's thread are in use: upstream has 1, ESP-IDF 0. */
#ifndef LWIP_TCPIP_CORE_LOCKING
#define LWIP_TCPIP_CORE_LOCKING 1
#endif

/* lwip_close() may wait so long for memory to say goodbye with; the default is 20 s. */
#define LWIP_TCP_CLOSE_TIMEOUT_MS_DEFAULT 1000

/* The program's own sockets are the kernel's: no macros over their names. */
#define LWIP_COMPAT_SOCKETS         0
#define LWIP_POSIX_SOCKETS_IO_NAMES 0

/* Without LWIP_SO_LINGER connections to peers that are gone stay for minutes. */
#ifndef MEMP_NUM_TCP_PCB
#define MEMP_NUM_TCP_PCB 12
#endif

/* Memory: two connections, and some that are closing. */
#define MEM_ALIGNMENT             8
#define MEM_SIZE                  (48 * 1024)
#define MEMP_NUM_NETCONN          4
#define MEMP_NUM_TCP_SEG          48
#define MEMP_NUM_NETBUF           8
#define MEMP_NUM_SYS_TIMEOUT      (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 2)
#define PBUF_POOL_SIZE            32
#define TCP_MSS                   1460
#define TCP_WND                   (4 * TCP_MSS)
#define TCP_SND_BUF               (4 * TCP_MSS)
#define DEFAULT_TCP_RECVMBOX_SIZE 16
#define DEFAULT_UDP_RECVMBOX_SIZE 4
#define TCPIP_MBOX_SIZE           32

/* Addresses are given, not negotiated. */
#define LWIP_ARP                      1
#define LWIP_DHCP                     0
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define LWIP_IPV6_SEND_ROUTER_SOLICIT 0
#define LWIP_ND6_ALLOW_RA_UPDATES     0

#define IPV6_FRAG_COPYHEADER 1 /* pointers of 64 bits do not fit where a header was */
#define LWIP_STATS           0

#endif
