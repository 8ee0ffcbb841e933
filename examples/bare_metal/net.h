/* SPDX-License-Identifier: MIT */
/** @file lwIP on the board: its network interface, and what port/lwip_raw asks of a platform. */
#ifndef NET_H
#define NET_H

#include <quatrix/lwip_raw.h>

/** Start lwIP and the interface, with the addresses, clock and random numbers that the store's
    settings say. False: no controller, or an address that is none. */
bool net_start(void);

extern const struct quatrix_lwip_raw_platform net_platform;

#endif
