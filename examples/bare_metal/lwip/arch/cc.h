/* SPDX-License-Identifier: MIT */
/** @file What lwIP asks of a compiler and a board. */
#ifndef ARCH_CC_H
#define ARCH_CC_H

#include <stdint.h>

#define LWIP_NO_CTYPE_H  1
#define LWIP_NO_UNISTD_H 1
#define BYTE_ORDER       LITTLE_ENDIAN

/** Initial sequence numbers, ports and DNS identifiers must not be guessed. */
uint32_t net_random(void);
#define LWIP_RAND() net_random()

#define LWIP_PLATFORM_DIAG(message)
void net_assert(const char *message);
#define LWIP_PLATFORM_ASSERT(message) net_assert(message)

#endif
