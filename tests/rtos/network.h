/* SPDX-License-Identifier: MIT */
/** @file lwIP on the TAP device that the test has made, and what the port asks of the platform. */
#ifndef RTOS_NETWORK_H
#define RTOS_NETWORK_H

#include <quatrix/lwip_socket.h>

/**
 * Start lwIP's thread and bring up its interface on the device PRECONFIGURED_TAPIF names:
 * 192.0.2.2/24 and fd00:51::2/64. Once.
 *
 * From the environment: RTOS_DNS is the name server (192.0.2.1), or "none"; RTOS_LINK=down leaves
 * the interface down.
 */
void network_up(void);

/** The kernel's random numbers and its clock. */
extern const struct quatrix_lwip_socket_hooks network_hooks;

#endif
