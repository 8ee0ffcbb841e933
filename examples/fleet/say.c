/* SPDX-License-Identifier: MIT */
#include "say.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

enum { LINE = 2048 };

/* Bytes of a character that is better not shown, else 0: controls, and what reorders text. */
static size_t harmful(const unsigned char *at)
{
    if (at[0] < 0x20 || at[0] == 0x7F) {
        return 1;
    }
    if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0) {
        return 2;
    }
    if (at[0] == 0xE2 &&
        ((at[1] == 0x80 && (at[2] == 0x8E || at[2] == 0x8F || (at[2] >= 0xA8 && at[2] <= 0xAE))) ||
         (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9))) {
        return 3;
    }
    return 0;
}

static void show(FILE *stream, const char *format, va_list arguments)
{
    char text[LINE + 4] = { 0 };
    const unsigned char *at = (const unsigned char *)text;

    (void)vsnprintf(text, LINE, format, arguments);
    while (*at != 0) {
        size_t size = harmful(at);
        (void)fputc(size == 0 ? *at : '?', stream);
        at += size == 0 ? 1 : size;
    }
}

void say(const char *format, ...)
{
    va_list arguments;

    (void)fflush(stdout);
    (void)fputs("fleet: ", stderr);
    va_start(arguments, format);
    show(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

void say_to(FILE *stream, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    show(stream, format, arguments);
    va_end(arguments);
}
