/* SPDX-License-Identifier: MIT */
#include "operator.h"

#include "board.h"
#include "net.h"
#include "store.h"

#include <quatrix/model.h>
#include <string.h>

enum { PATIENCE_MS = 120000 };

bool operator_image(void *ctx, size_t offset, const uint8_t *png, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    char hex[3] = "";

    (void)ctx;
    board_write(BOARD_OPERATOR, offset == 0 ? "image\npng " : "png ");
    for (size_t i = 0; i < len; i++) {
        hex[0] = digits[png[i] >> 4];
        hex[1] = digits[png[i] & 15U];
        board_write(BOARD_OPERATOR, hex);
    }
    board_write(BOARD_OPERATOR, "\n");
    return true;
}

/* A line of at most size - 1 bytes. The network goes on meanwhile. */
static bool read_line(char *line, size_t size)
{
    uint32_t start_ms = board_ms();
    size_t len = 0;

    while (board_ms() - start_ms < PATIENCE_MS) {
        int byte = board_read(BOARD_OPERATOR);

        if (byte == '\n') {
            line[len] = '\0';
            return true;
        }
        if (byte < 0) {
            net_platform.poll(net_platform.ctx, 1);
        } else if (len < size - 1) {
            line[len++] = (char)byte;
        }
    }
    return false;
}

bool operator_image_end(void *ctx)
{
    static const char word[] = "secret ";
    char line[sizeof word + SCENARIO_TEXT_MAX];
    bool fine;

    (void)ctx;
    board_write(BOARD_OPERATOR, "end\n");
    fine = read_line(line, sizeof line) && strncmp(line, word, sizeof word - 1) == 0 &&
           store_save(SCENARIO_TOTP_SECRET, line + sizeof word - 1);
    quatrix_wipe(line, sizeof line);
    return fine;
}
