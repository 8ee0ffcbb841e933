/* SPDX-License-Identifier: MIT */
#include "console.h"

#include "board.h"
#include "net.h"

void console_read(char line[CONSOLE_LINE_MAX + 1])
{
    size_t len = 0;

    for (;;) {
        int byte = board_read(BOARD_CONSOLE);

        if (byte == '\n') {
            line[len] = '\0';
            return;
        }
        if (byte < 0) {
            net_platform.poll(net_platform.ctx, 1);
        } else if (len < CONSOLE_LINE_MAX) {
            line[len++] = (char)byte;
        }
    }
}

const char *console_word(char **text)
{
    char *word = *text;
    char *end = word;

    while (*end != ' ' && *end != '\0') {
        end++;
    }
    *text = *end == ' ' ? end + 1 : end;
    *end = '\0';
    return word;
}

void console_write(const char *text)
{
    board_write(BOARD_CONSOLE, text);
}

void console_write_number(int64_t number)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t rest = number < 0 ? (uint64_t)-number : (uint64_t)number;

    text[--at] = '\0';
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0) {
        text[--at] = '-';
    }
    console_write(text + at);
}

void console_write_hex(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char text[3] = { "0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15U],
                         '\0' };

        console_write(text);
    }
}
