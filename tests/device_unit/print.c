/* SPDX-License-Identifier: MIT */
/*
 * printf() and its kin as far as the tests use them, in place of the C library's: newlib's does not
 * know %zu, and takes more stack. %[0][width][.precision][l|ll|z] of s c d u x X %.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"

/* Where text goes: to the board, or to room for size bytes. */
struct sink {
    char *to; /* NULL: to the board */
    size_t size;
    size_t len; /* of all that was written or would have been */
};

struct spec {
    bool zeros;
    int width;
    int precision; /* -1: none */
    int longs;     /* l, ll; z counts as none or more, as size_t is */
};

static void put(struct sink *sink, char c)
{
    if (sink->to == NULL) {
        board_write_bytes(BOARD_CONSOLE, (const uint8_t *)&c, 1);
    } else if (sink->len + 1 < sink->size) {
        sink->to[sink->len] = c;
    }
    sink->len++;
}

static void put_text(struct sink *sink, const struct spec *spec, const char *text, size_t len)
{
    bool negative = spec->zeros && len > 0 && text[0] == '-';

    if (negative) {
        put(sink, *text);
    }
    for (size_t i = len; spec->width > 0 && i < (size_t)spec->width; i++) {
        put(sink, spec->zeros ? '0' : ' ');
    }
    for (size_t i = negative; i < len; i++) {
        put(sink, text[i]);
    }
}

static void put_number(struct sink *sink, const struct spec *spec, uint64_t n, char conversion,
                       bool negative)
{
    const char *all = conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned base = conversion == 'u' ? 10 : 16;
    char digits[24];
    size_t at = sizeof digits;

    do {
        digits[--at] = all[n % base];
        n /= base;
    } while (n > 0);
    if (negative) {
        digits[--at] = '-';
    }
    put_text(sink, spec, digits + at, sizeof digits - at);
}

static size_t length_of(const char *text, int most)
{
    size_t len = 0;

    while ((most < 0 || len < (size_t)most) && text[len] != 0) {
        len++;
    }
    return len;
}

/* A number, or the next argument. */
static int read_number(const char **format, va_list *args)
{
    int n = 0;

    if (**format == '*') {
        ++*format;
        return va_arg(*args, int);
    }
    for (; **format >= '0' && **format <= '9'; ++*format) {
        n = 10 * n + **format - '0';
    }
    return n;
}

static const char *read_spec(const char *format, va_list *args, struct spec *spec)
{
    *spec = (struct spec){ .precision = -1 };
    if (*format == '0') {
        spec->zeros = true;
        format++;
    }
    spec->width = read_number(&format, args);
    if (*format == '.') {
        format++;
        spec->precision = read_number(&format, args);
    }
    for (; *format == 'l' || *format == 'z'; format++) {
        spec->longs += *format == 'l' ? 1 : (int)(sizeof(size_t) / sizeof(long));
    }
    return format;
}

static void put_signed(struct sink *sink, const struct spec *spec, va_list *args)
{
    int64_t n = spec->longs == 0   ? va_arg(*args, int)
                : spec->longs == 1 ? va_arg(*args, long)
                                   : va_arg(*args, long long);

    put_number(sink, spec, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, 'u', n < 0);
}

static void put_unsigned(struct sink *sink, const struct spec *spec, char conversion, va_list *args)
{
    uint64_t n = spec->longs == 0   ? va_arg(*args, unsigned)
                 : spec->longs == 1 ? va_arg(*args, unsigned long)
                                    : va_arg(*args, unsigned long long);

    put_number(sink, spec, n, conversion, false);
}

static void put_conversion(struct sink *sink, const struct spec *spec, char conversion,
                           va_list *args)
{
    const char *text;
    char c;

    switch (conversion) {
    case 's':
        text = va_arg(*args, const char *);
        put_text(sink, spec, text, length_of(text, spec->precision));
        break;
    case 'c':
        c = (char)va_arg(*args, int);
        put_text(sink, spec, &c, 1);
        break;
    case 'd':
        put_signed(sink, spec, args);
        break;
    case 'u':
    case 'x':
    case 'X':
        put_unsigned(sink, spec, conversion, args);
        break;
    case '%':
        put(sink, '%');
        break;
    default: /* wrong text would be a wrong result */
        printf("print.c does not know %%%c\n", conversion);
        board_exit(1);
    }
}

static void format_into(struct sink *sink, const char *format, va_list args)
{
    struct spec spec;
    va_list rest;

    va_copy(rest, args);
    for (; *format != 0; format++) {
        if (*format != '%') {
            put(sink, *format);
            continue;
        }
        format = read_spec(format + 1, &rest, &spec);
        put_conversion(sink, &spec, *format, &rest);
    }
    va_end(rest);
}

int vprintf(const char *format, va_list args)
{
    struct sink sink = { NULL, 0, 0 };

    format_into(&sink, format, args);
    return (int)sink.len;
}

int printf(const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vprintf(format, args);
    va_end(args);
    return len;
}

int vsnprintf(char *to, size_t size, const char *format, va_list args)
{
    char nothing;
    struct sink sink = { to != NULL ? to : &nothing, to != NULL ? size : 0, 0 };

    format_into(&sink, format, args);
    if (sink.size > 0) {
        sink.to[sink.len < sink.size ? sink.len : sink.size - 1] = 0;
    }
    return (int)sink.len;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(to, size, format, args);
    va_end(args);
    return len;
}

int puts(const char *text)
{
    return printf("%s\n", text);
}

#undef putchar
int putchar(int c)
{
    printf("%c", c);
    return c;
}
