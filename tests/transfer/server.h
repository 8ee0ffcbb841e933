/* SPDX-License-Identifier: MIT */
/* The server behind the transport. */
#ifndef SERVER_H
#define SERVER_H

#include "rig.h"

/* Bytes of a request have arrived; replies are in rig->out then. */
void server_take(struct rig *rig, const uint8_t *bytes, size_t len);
/* A connection has begun, or is over. */
void server_reset(struct rig *rig);

#endif
