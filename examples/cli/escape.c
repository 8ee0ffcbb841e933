/* SPDX-License-Identifier: MIT */
/* Input is meant to be UTF-8; bytes that are not are escaped one by one. */
#include "escape.h"
#include <stdbool.h>

/* Line and paragraph separators, and what reorders the text around it. */
static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x061C || point == 0x200E ||
           point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

static char short_form(uint32_t point)
{
    switch (point) {
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static void put_point(FILE *file, uint32_t point, enum escape_style style)
{
    char letter = short_form(point);

    if (letter != 0 && style == ESCAPE_VALUE) {
        (void)fputc(' ', file);
    } else if (letter != 0) {
        (void)fprintf(file, "\\%c", letter);
    } else if (point < 0x100 && style == ESCAPE_LINE) {
        (void)fprintf(file, "\\x%02x", (unsigned)point);
    } else {
        (void)fprintf(file, "\\u%04x", (unsigned)point);
    }
}

/* A byte that belongs to no sequence. JSON has no way to carry it. */
static void put_stray(FILE *file, uint8_t byte, enum escape_style style)
{
    if (style != ESCAPE_LINE) {
        (void)fputs("\\ufffd", file);
    } else {
        (void)fprintf(file, "\\x%02x", byte);
    }
}

static uint8_t sequence_length(uint8_t first)
{
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

static void put_ascii(FILE *file, uint8_t byte, enum escape_style style)
{
    if (is_control(byte)) {
        put_point(file, byte, style);
        return;
    }
    if (style == ESCAPE_JSON && (byte == '"' || byte == '\\')) {
        (void)fputc('\\', file);
    }
    (void)fputc(byte, file);
}

static void put_sequence(struct escape *state, FILE *file, enum escape_style style)
{
    uint32_t point = state->held[0] & (0x7FU >> state->count);

    for (size_t i = 1; i < state->count; i++) {
        point = (point << 6) | (state->held[i] & 0x3FU);
    }
    if (is_control(point)) {
        put_point(file, point, style);
    } else {
        (void)fwrite(state->held, 1, state->count, file);
    }
    state->count = 0;
}

void escape_end(struct escape *state, FILE *file, enum escape_style style)
{
    for (size_t i = 0; i < state->count; i++) {
        put_stray(file, state->held[i], style);
    }
    state->count = 0;
}

static void put_byte(struct escape *state, FILE *file, uint8_t byte, enum escape_style style)
{
    bool continues = (byte & 0xC0U) == 0x80;

    if (state->count > 0 && continues) {
        state->held[state->count++] = byte;
        if (state->count == state->need) {
            put_sequence(state, file, style);
        }
        return;
    }
    escape_end(state, file, style);
    state->need = sequence_length(byte);
    if (byte < 0x80) {
        put_ascii(file, byte, style);
    } else if (state->need == 0) {
        put_stray(file, byte, style);
    } else {
        state->held[state->count++] = byte;
    }
}

void escape_piece(struct escape *state, FILE *file, const char *text, size_t len,
                  enum escape_style style)
{
    for (size_t i = 0; i < len; i++) {
        put_byte(state, file, (uint8_t)text[i], style);
    }
}

void escape_text(FILE *file, const char *text, size_t len, enum escape_style style)
{
    struct escape state = { { 0 }, 0, 0 };

    escape_piece(&state, file, text, len, style);
    escape_end(&state, file, style);
}
