/* SPDX-License-Identifier: MIT */
#include "call/again.h"

#include "call/engine.h"

#include <string.h>

/* A reply can be read in less, but its error would say less; and the token in the request may be
   replaced by a longer one. */
#define ROOM_MIN 128

typedef char any_token_fits[QUATRIX_ID_MAX < ROOM_MIN ? 1 : -1];

/* The call is over: nothing is kept. */
static void release(struct quatrix_client_priv *p)
{
    size_t front = (size_t)(p->window - p->config.work);

    p->window -= front;
    p->window_size += front;
    p->dirty += front;
}

/* In their order, until one lets the call go on. */
static enum quatrix_status ask_each(struct quatrix_client *client, unsigned event,
                                    enum quatrix_status status)
{
    struct quatrix_client_priv *p = &client->priv;
    const bool ended = event == QUATRIX_EVENT_ENDED;

    for (size_t i = 0; i < QUATRIX_POLICIES; i++) {
        if (p->policies.each[i] != NULL && !(ended && p->state != QUATRIX_CALL_IDLE)) {
            status = p->policies.each[i](client, event, status);
        }
    }
    if (ended && p->state == QUATRIX_CALL_IDLE) {
        release(p);
    }
    return status;
}

void quatrix_call_set_policy(struct quatrix_client *client, enum quatrix_policy which,
                             quatrix_ask *ask)
{
    struct quatrix_policies *policies = &client->priv.policies;

    policies->each[which] = ask;
    policies->ask = NULL;
    for (size_t i = 0; i < QUATRIX_POLICIES; i++) {
        if (policies->each[i] != NULL) {
            policies->ask = ask_each;
        }
    }
}

void quatrix_call_keep(struct quatrix_client_priv *p)
{
    if (p->request != p->window || p->window_size < p->request_len + ROOM_MIN ||
        (p->extra != NULL && p->extra->due > 0)) {
        return;
    }
    p->window += p->request_len;
    p->window_size -= p->request_len;
    p->dirty -= p->request_len;
}

bool quatrix_call_kept(const struct quatrix_client_priv *p)
{
    return p->request != p->window;
}

bool quatrix_call_widen(struct quatrix_client_priv *p)
{
    size_t front = (size_t)(p->window - p->config.work);

    if (front == 0 || p->mode == QUATRIX_MODE_ERROR || p->policies.stage == QUATRIX_RELOGIN_NOW) {
        return false; /* of an error little is lost, and the request may be needed */
    }
    memmove(p->config.work, p->window, p->held);
    p->window = p->config.work;
    p->window_size += front;
    p->request = p->window;
    p->dirty += front;
    return true;
}

void quatrix_call_repeat(struct quatrix_client_priv *p)
{
    void *element = p->element;
    uint8_t retries = p->error.retries;

    if (quatrix_call_kept(p)) {
        quatrix_wipe(p->window, p->dirty);
        p->dirty = 0;
    }
    if (p->reply != NULL) {
        memset(p->reply, 0, p->endpoint->reply->size);
    }
    quatrix_call_reset(p);
    p->element = element;
    p->error.retries = retries;
    p->policies.date = p->policies.retry_at = 0;
}
