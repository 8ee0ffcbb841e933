/* SPDX-License-Identifier: MIT */
/* What lwIP asks of a compiler and its C library: newlib, to see that the port compiles there. */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#define LWIP_TIMEVAL_PRIVATE  0
#define LWIP_ERRNO_STDINCLUDE 1
#include <sys/time.h>

extern unsigned int board_random(void);
#define LWIP_RAND() board_random()

#endif
