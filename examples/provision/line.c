/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <string.h>

void line_begin(struct scenario_line *line)
{
    line->len = 0;
    line->text[0] = '\0';
}

/* Cut inside a character, the whole character goes. */
static void drop_half_character(struct scenario_line *line, const char *next)
{
    if (((unsigned char)*next & 0xC0U) != 0x80U) {
        return;
    }
    while (line->len > 0 && ((unsigned char)line->text[line->len - 1] & 0xC0U) == 0x80U) {
        line->len--;
    }
    if (line->len > 0) {
        line->len--;
    }
}

/* C0, DEL, and C1 (U+0080 to U+009F), by the bytes of UTF-8. */
static size_t control_length(const char *text)
{
    unsigned char c = (unsigned char)text[0];
    unsigned char next = c == 0 ? 0 : (unsigned char)text[1];

    if (c < 0x20 || c == 0x7F) {
        return 1;
    }
    return c == 0xC2 && next >= 0x80 && next <= 0x9F ? 2 : 0;
}

void line_add(struct scenario_line *line, const char *text)
{
    while (*text != '\0' && line->len < SCENARIO_LINE_MAX) {
        size_t control = control_length(text);
        line->text[line->len++] = control > 0 ? '?' : *text;
        text += control > 0 ? control : 1;
    }
    drop_half_character(line, text);
    line->text[line->len] = '\0';
}

/* Divide by base; the remainder. In steps of 16 bits, for processors without 64-bit division: the
   compiler's own routine for it takes 0.9 KB of flash. */
static unsigned divide(uint64_t *number, unsigned base)
{
    uint64_t quotient = 0;
    uint32_t rest = 0;

    for (unsigned shift = 64; shift > 0;) {
        shift -= 16;
        rest = rest << 16 | (uint32_t)(uint16_t)(*number >> shift);
        quotient = quotient << 16 | rest / base;
        rest %= base;
    }
    *number = quotient;
    return rest;
}

/* Digits of a number, written from the end of a buffer; where they begin. */
static const char *digits(uint64_t number, unsigned base, char buffer[21])
{
    char *p = buffer + 20;

    *p = '\0';
    do {
        *--p = "0123456789abcdef"[divide(&number, base)];
    } while (number > 0);
    return p;
}

static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

void line_add_number(struct scenario_line *line, int64_t number)
{
    char buffer[21];

    line_add(line, number < 0 ? "-" : "");
    line_add(line, digits(magnitude(number), 10, buffer));
}

void line_add_hex(struct scenario_line *line, int64_t number)
{
    char buffer[21];

    line_add(line, number < 0 ? "-0x" : "0x");
    line_add(line, digits(magnitude(number), 16, buffer));
}

void line_pad(struct scenario_line *line, size_t column)
{
    while (line->len < column && line->len < SCENARIO_LINE_MAX) {
        line->text[line->len++] = ' ';
    }
    line->text[line->len] = '\0';
}

void line_add_column(struct scenario_line *line, uint64_t number, size_t width)
{
    char buffer[21];
    const char *text = digits(number, 10, buffer);
    size_t len = strlen(text);

    if (len < width) {
        line_pad(line, line->len + width - len);
    }
    line_add(line, text);
}
