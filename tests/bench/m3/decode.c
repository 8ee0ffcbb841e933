/* SPDX-License-Identifier: MIT */
/*
 * Prints "ours CYCLES" and "limit CYCLES": what it takes to decode the profile 1,000 times, by the library and
 * by limit_decode.c. Needs QEMU's -icount.
 */
#include "board.h"

#include "call/call.h"
#include "limit_decode.h"
#include "json/decode.h"

#include <quatrix/profile.h>
#include <string.h>

extern const char document[]; /* of DOCUMENT */

enum { TIMES = 1000 };

static struct quatrix_client client;
static struct quatrix_profile profile;

static uint32_t now_ms(struct quatrix_transport *t)
{
    (void)t;
    return board_ms();
}

/* The table of an operation is found where a call of it has been started. */
static const struct quatrix_json_model *find_model(void)
{
    static const struct quatrix_transport_ops ops = { .now_ms = now_ms };
    static struct quatrix_transport transport = { .ops = &ops };
    static uint8_t work[512];
    const struct quatrix_config config = {
        .host = "acme.example.net",
        .transport = &transport,
        .work = work,
        .work_size = sizeof work,
    };

    if (quatrix_client_init(&client, &config) != QUATRIX_OK ||
        quatrix_client_use_session(&client, "token") != QUATRIX_OK ||
        quatrix_profile_get_start(&client, &profile) != QUATRIX_PENDING) {
        board_exit(2);
    }
    return client.priv.endpoint->reply;
}

static void print(const char *name, uint32_t number)
{
    char digits[11];
    char *at = digits + sizeof digits - 1;

    *at = 0;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    board_write(BOARD_CONSOLE, name);
    board_write(BOARD_CONSOLE, at);
    board_write(BOARD_CONSOLE, "\n");
}

static bool by_ours(const struct quatrix_json_model *model, size_t len)
{
    static struct quatrix_json json;

    memset(&profile, 0, sizeof profile);
    quatrix_json_init(&json, model, &profile);
    return quatrix_json_feed(&json, (const uint8_t *)document, len) == QUATRIX_OK &&
           quatrix_json_finish(&json) == QUATRIX_OK;
}

int main(void)
{
    const struct quatrix_json_model *model = find_model();
    size_t len = strlen(document);
    bool good = true;

    for (int limit = 0; limit < 2; limit++) {
        uint32_t cycles = board_cycles();
        for (int i = 0; i < TIMES; i++) {
            good &= limit ? limit_decode_profile(document, len, &profile) : by_ours(model, len);
        }
        print(limit ? "limit " : "ours ", board_cycles() - cycles);
    }
    return good ? 0 : 1;
}
