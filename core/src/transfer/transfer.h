/* SPDX-License-Identifier: MIT */
/* What uploads and downloads share. */
#ifndef QUATRIX_TRANSFER_TRANSFER_H
#define QUATRIX_TRANSFER_TRANSFER_H

#include "call/call.h"

#include <quatrix/transfer.h>

/* The failure of the last call may pass: the network, or a server that is busy or ill. */
bool quatrix_transfer_may_pass(const struct quatrix_client *client, enum quatrix_status status);

/* The server does not know the key or link any more. */
bool quatrix_transfer_is_gone(const struct quatrix_client *client, enum quatrix_status status);

/* After so many failures in a row: close the connection; the time until which to wait. */
uint32_t quatrix_transfer_pause(struct quatrix_client *client, unsigned failures);
bool quatrix_transfer_paused(const struct quatrix_client *client, uint32_t until);

/* Let the port sleep: until the network moves, or where it is the caller who has to move (own), up to
   the end of the pause or a moment. */
void quatrix_transfer_sleep(struct quatrix_client *client, bool own, uint32_t until);

/* The stored state: two lengths and two identifiers, in any byte order and alignment. The first four
   bytes, the kind, say what it is of. */
#define QUATRIX_TRANSFER_STATE_SIZE (28 + 2 * (QUATRIX_ID_MAX + 1))
struct quatrix_transfer_state {
    uint64_t length;
    uint64_t done;
    uint32_t tag;
    struct quatrix_id id[2];
};
void quatrix_transfer_save(const char *kind, const struct quatrix_transfer_state *state,
                           uint8_t *bytes);
/* False: damaged, or of another kind. */
bool quatrix_transfer_load(const char *kind, struct quatrix_transfer_state *state,
                           const uint8_t *bytes);

#endif
