/* SPDX-License-Identifier: MIT */
/* Control characters are escaped: file names and arguments may come from anywhere. */
#include "message.h"
#include "escape.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_LEN 1024

static void line(const char *kind, const char *text)
{
    (void)fprintf(stderr, "quatrix: %s", kind);
    escape_text(stderr, text, strlen(text), ESCAPE_LINE);
    (void)fputc('\n', stderr);
}

void message(const char *format, ...)
{
    char text[LINE_MAX_LEN];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    line("", text);
}

void warning(const char *format, ...)
{
    char text[LINE_MAX_LEN];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    line("warning: ", text);
}
