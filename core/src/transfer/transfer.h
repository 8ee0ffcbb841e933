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

/* After so many failures in a row: close the connection, and say until when to wait. False: the server
   asks for more patience than there is. */
bool quatrix_transfer_pause(struct quatrix_client *client, unsigned failures, uint32_t *until);
bool quatrix_transfer_paused(const struct quatrix_client *client, uint32_t until);

/* The caller took his time: that of the server begins anew. */
void quatrix_transfer_put_off(struct quatrix_client *client);

/* Let the port sleep until the network moves, a moment where a function of the caller said "not now", or
   to the end of a pause. */
enum quatrix_transfer_wait {
    QUATRIX_TRANSFER_FOR_NETWORK,
    QUATRIX_TRANSFER_FOR_CALLER,
    QUATRIX_TRANSFER_FOR_PAUSE
};
void quatrix_transfer_sleep(struct quatrix_client *client, enum quatrix_transfer_wait what,
                            uint32_t until);

/* The session has ended, and the policy of quatrix/relogin.h may begin another one. */
bool quatrix_transfer_can_log_in(const struct quatrix_client *client);
/* It does so in a call that can be sent twice, as one whose body comes in blocks cannot. */
enum quatrix_status quatrix_transfer_start_login(struct quatrix_client *client);

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
