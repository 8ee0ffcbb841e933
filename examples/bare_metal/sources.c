/* SPDX-License-Identifier: MIT */
#include "sources.h"

#include "board.h"
#include "semihost.h"
#include "store.h"

uint32_t sources_number(const char **text)
{
    uint32_t number = 0;

    while (**text >= '0' && **text <= '9') {
        number = number * 10 + (uint32_t)(**text - '0');
        (*text)++;
    }
    return number;
}

/* "trusted", "floor", "none", each perhaps with the time at power-on. */
enum quatrix_clock sources_time(void *ctx, int64_t *seconds)
{
    const char *setting = store_setting(STORE_CLOCK);
    char kind = setting[0];

    (void)ctx;
    while (*setting > ' ') {
        setting++;
    }
    if (*setting == ' ') {
        setting++;
        *seconds = (int64_t)sources_number(&setting) + board_ms() / 1000U;
    } else {
        *seconds = (int64_t)semihost_time();
    }
    return kind == 't'   ? QUATRIX_CLOCK_TRUSTED
           : kind == 'f' ? QUATRIX_CLOCK_FLOOR
                         : QUATRIX_CLOCK_UNKNOWN;
}

bool sources_random(void *ctx, uint8_t *buf, size_t len)
{
    (void)ctx;
    return store_setting(STORE_ENTROPY)[0] == '\0' && semihost_random(buf, len);
}
