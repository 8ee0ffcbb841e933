/* SPDX-License-Identifier: MIT */
/*
 * A call that begins anew, as policies decide. The engine asks the policies of a client, if it has any,
 * at a few points of a call; what they need for it is here, and in no program without a policy.
 *
 *     work: [ request kept | what a policy keeps | window ]
 *
 * Requests are rendered and replies are read in the window, which is all of the work buffer unless a
 * request is kept for another attempt.
 */
#ifndef QUATRIX_CALL_AGAIN_H
#define QUATRIX_CALL_AGAIN_H

#include "call/call.h"

enum quatrix_event {
    QUATRIX_EVENT_BEGUN,  /* the request is rendered, nothing of it is sent: is it to be kept? */
    QUATRIX_EVENT_PAUSED, /* QUATRIX_OK: the pause is over. QUATRIX_PENDING: it is not */
    QUATRIX_EVENT_FIELD,  /* http->text holds the value of a header, and it is no number */
    QUATRIX_EVENT_FULL,   /* one value fills the window. QUATRIX_OK: it has become larger */
    QUATRIX_EVENT_ENDED   /* the call goes on when its state is another than idle afterwards */
};

enum quatrix_policy { QUATRIX_POLICY_RELOGIN, QUATRIX_POLICY_RETRY, QUATRIX_POLICIES };

/* A policy answers the status it was asked about when the matter is none of its business. */
typedef enum quatrix_status quatrix_ask(struct quatrix_client *client, unsigned event,
                                        enum quatrix_status status);

/* quatrix_policies.stage: where the call stands with logging in again */
enum { QUATRIX_RELOGIN_NOT, QUATRIX_RELOGIN_NOW, QUATRIX_RELOGIN_DONE };

/* call.c: what the policies make of it. */
enum quatrix_status quatrix_call_consult(struct quatrix_client *client, enum quatrix_event event,
                                         enum quatrix_status status);

/* call.c: forget all of the attempt before. */
void quatrix_call_reset(struct quatrix_client_priv *p);

/* Set a policy of an idle client; NULL: none of this kind. */
void quatrix_call_set_policy(struct quatrix_client *client, enum quatrix_policy which,
                             quatrix_ask *ask);

/* The request stays, and the reply is read behind it; unless that leaves too little room, or its body
   comes in blocks. */
void quatrix_call_keep(struct quatrix_client_priv *p);

/* True when the request is still there after it was sent. */
bool quatrix_call_kept(const struct quatrix_client_priv *p);

/* A value of the reply needs the room: the request goes after all. False: there is none to gain. */
bool quatrix_call_widen(struct quatrix_client_priv *p);

/* Begin anew with the request that is there. The deadline stays. */
void quatrix_call_repeat(struct quatrix_client_priv *p);

#endif
