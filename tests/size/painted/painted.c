/* SPDX-License-Identifier: MIT */
#include "painted.h"

#include <string.h>

enum { SIZE = 8192, WORDS = SIZE / 4, ARGUMENTS = 4 };
#define PAINT UINT32_C(0xA5C3A5C3)

static uint64_t memory[SIZE / 8]; /* aligned as a stack is */

/* swap.S */
uint32_t *painted_swap[3] = { (uint32_t *)(void *)memory + WORDS, NULL, NULL };
const struct quatrix_transport_ops *painted_ops;

enum quatrix_status leave_connect(struct quatrix_transport *t, const char *host, uint16_t port);
enum quatrix_status leave_handshake(struct quatrix_transport *t);
int32_t leave_send(struct quatrix_transport *t, const uint8_t *buf, size_t len);
int32_t leave_recv(struct quatrix_transport *t, uint8_t *buf, size_t len);
void leave_close(struct quatrix_transport *t);
void leave_wait(struct quatrix_transport *t, uint32_t max_ms);
uint32_t leave_now_ms(struct quatrix_transport *t);
enum quatrix_clock leave_unix_time(struct quatrix_transport *t, int64_t *seconds);
bool leave_entropy(struct quatrix_transport *t, uint8_t *buf, size_t len);
size_t leave_heap_peak(struct quatrix_transport *t);

static const struct quatrix_transport_ops leaving = {
    leave_connect, leave_handshake, leave_send,      leave_recv,    leave_close,
    leave_wait,    leave_now_ms,    leave_unix_time, leave_entropy, leave_heap_peak,
};

void painted_begin(void)
{
    uint32_t *words = (uint32_t *)(void *)memory;

    for (size_t i = 0; i < WORDS; i++) {
        words[i] = PAINT;
    }
}

/* The copies of arguments at the top are the swap's own. */
size_t painted_peak(void)
{
    const uint32_t *words = (const uint32_t *)(const void *)memory;
    size_t i = 0;

    while (i < WORDS && words[i] == PAINT) {
        i++;
    }
    return i + ARGUMENTS > WORDS ? 0 : (WORDS - ARGUMENTS - i) * sizeof *words;
}

enum quatrix_status painted_client_init_sized(struct quatrix_client *client, size_t client_size,
                                              uint32_t config_id,
                                              const struct quatrix_config *config)
{
    if (config->transport->ops != &leaving) {
        painted_ops = config->transport->ops;
        config->transport->ops = &leaving;
    }
    return quatrix_client_init_sized(client, client_size, config_id, config);
}

int painted_failed;

int main(void)
{
    __asm volatile("cpsid i"); /* an interrupt would use the stack that is measured */
    painted_calls();
    painted_transfers();
    return painted_failed;
}
