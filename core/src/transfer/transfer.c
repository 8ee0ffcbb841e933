/* SPDX-License-Identifier: MIT */
#include "transfer/transfer.h"

#include "call/backoff.h"
#include "call/engine.h"

#include <string.h>

#define CODE_EXPIRED  60 /* of an ErrorModel: a share, link or key */
#define SHORT_MS      10 /* where nobody says when to ask again */
#define LISTEN_MS     1000 /* a port that waits for room to send is deaf to a server that has refused */
#define LONGEST_AFTER 16U /* failures; the pauses have reached their maximum long before */

bool quatrix_transfer_may_pass(const struct quatrix_client *client, enum quatrix_status status)
{
    switch (status) {
    case QUATRIX_E_RESOLVE:
    case QUATRIX_E_CONNECT:
    case QUATRIX_E_TIMEOUT:
    case QUATRIX_E_CLOSED:
    case QUATRIX_E_CUT:
    case QUATRIX_E_NETWORK:
    case QUATRIX_E_RATE_LIMITED:
        return true;
    default: /* 501 and 505 to 508 will be so the next time as well */
        return status == QUATRIX_E_SERVER &&
               (client->priv.error.http_status <= 500 ||
                (client->priv.error.http_status >= 502 && client->priv.error.http_status <= 504) ||
                client->priv.error.http_status == 509);
    }
}

bool quatrix_transfer_is_gone(const struct quatrix_client *client, enum quatrix_status status)
{
    const struct quatrix_error *error = &client->priv.error;

    return status == QUATRIX_E_HTTP &&
           (error->http_status == 404 || error->http_status == 410 ||
            (error->http_status == 400 && error->server_code == CODE_EXPIRED));
}

static uint32_t now_ms(const struct quatrix_client *client)
{
    struct quatrix_transport *t = client->priv.config.transport;

    return t->ops->now_ms(t);
}

bool quatrix_transfer_pause(struct quatrix_client *client, unsigned failures, uint32_t *until)
{
    static const struct quatrix_retry retry = {
        .attempts = UINT8_MAX, /* which are counted elsewhere */
        .first_ms = QUATRIX_TRANSFER_PAUSE_MS,
        .cap_ms = QUATRIX_TRANSFER_PAUSE_MAX_MS,
        .retry_after_max_s = QUATRIX_TRANSFER_RETRY_AFTER_MAX_S,
    };
    uint32_t pause =
        quatrix_backoff_ms(&retry, failures < LONGEST_AFTER ? failures : LONGEST_AFTER,
                           client->priv.error.retry_after_s, client->priv.config.transport);

    quatrix_client_close(client); /* it would have died meanwhile */
    *until = now_ms(client) + pause;
    return pause != QUATRIX_BACKOFF_NONE;
}

bool quatrix_transfer_paused(const struct quatrix_client *client, uint32_t until)
{
    return until - now_ms(client) - 1 < INT32_MAX;
}

void quatrix_transfer_put_off(struct quatrix_client *client)
{
    client->priv.deadline = now_ms(client) + client->priv.config.timeout_ms;
}

void quatrix_transfer_sleep(struct quatrix_client *client, enum quatrix_transfer_wait what,
                            uint32_t until)
{
    struct quatrix_transport *t = client->priv.config.transport;
    uint32_t longest = UINT32_MAX;

    if (what == QUATRIX_TRANSFER_FOR_CALLER) {
        t->ops->wait(t, SHORT_MS);
        return;
    }
    if (what == QUATRIX_TRANSFER_FOR_NETWORK) {
        until = client->priv.deadline;
        longest = client->priv.state == QUATRIX_CALL_SEND ? LISTEN_MS : longest;
    }
    if (quatrix_transfer_paused(client, until)) {
        uint32_t left = until - now_ms(client);
        t->ops->wait(t, left < longest ? left : longest);
    }
}

bool quatrix_transfer_can_log_in(const struct quatrix_client *client)
{
    return client->priv.policies.relogin != NULL &&
           client->priv.credentials.auth == QUATRIX_AUTH_SESSION;
}

enum quatrix_status quatrix_transfer_start_login(struct quatrix_client *client)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/session/keepalive",
        .flags = QUATRIX_REPEATABLE,
    };

    return quatrix_call_get(client, NULL, &endpoint);
}

/* --- the stored state --- */

#define CHECKED (QUATRIX_TRANSFER_STATE_SIZE - 4)

static void put(uint8_t *at, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        at[i] = (uint8_t)(value >> 8 * i & 0xFFU);
    }
}

static uint64_t get(const uint8_t *at, unsigned size)
{
    uint64_t value = 0;

    while (size-- > 0) {
        value = value << 8 | at[size];
    }
    return value;
}

/* CRC-32 of IEEE 802.3: flash that was worn or written half. */
static uint32_t checksum(const uint8_t *bytes, size_t len)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (UINT32_C(0xEDB88320) & (0U - (crc & 1U)));
        }
    }
    return ~crc;
}

void quatrix_transfer_save(const char *kind, const struct quatrix_transfer_state *state,
                           uint8_t *bytes)
{
    memcpy(bytes, kind, 4);
    put(bytes + 4, state->length, 8);
    put(bytes + 12, state->done, 8);
    put(bytes + 20, state->tag, 4);
    memcpy(bytes + 24, state->id, sizeof state->id);
    put(bytes + CHECKED, checksum(bytes, CHECKED), 4);
}

bool quatrix_transfer_load(const char *kind, struct quatrix_transfer_state *state,
                           const uint8_t *bytes)
{
    if (memcmp(bytes, kind, 4) != 0 || get(bytes + CHECKED, 4) != checksum(bytes, CHECKED)) {
        return false;
    }
    state->length = get(bytes + 4, 8);
    state->done = get(bytes + 12, 8);
    state->tag = (uint32_t)get(bytes + 20, 4);
    memcpy(state->id, bytes + 24, sizeof state->id);
    /* It may be whatever somebody wrote there: what goes into a path is text, and ends. */
    for (size_t i = 0; i < 2; i++) {
        if (memchr(state->id[i].text, 0, sizeof state->id[i].text) == NULL) {
            return false;
        }
    }
    return state->done <= state->length;
}
