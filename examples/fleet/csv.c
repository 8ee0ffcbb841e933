/* SPDX-License-Identifier: MIT */
#include "csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static enum csv_result bad(struct csv *csv, const struct csv_record *record, const char *why)
{
    csv->why = why;
    csv->bad_line = csv->line;
    csv->bad_field = record->count + 1;
    return CSV_BAD;
}

static bool at_end_of_line(const struct csv *csv)
{
    size_t left = (size_t)(csv->end - csv->at);

    return left == 0 || *csv->at == '\n' || (left > 1 && csv->at[0] == '\r' && csv->at[1] == '\n');
}

/* Bytes of the sequence that begins here, as RFC 3629 has it; 0: none does, or it is a NUL. */
static size_t sequence(const char *text, size_t len)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

    if (at[0] == 0 || (at[0] >= 0x80 && at[0] < 0xC2) || at[0] > 0xF4 || size > len) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
        (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F)) {
        return 0;
    }
    return size;
}

static bool is_text(const char *text, size_t len)
{
    size_t size = 1;

    for (size_t i = 0; i < len; i += size) {
        size = sequence(text + i, len - i);
        if (size == 0) {
            return false;
        }
    }
    return true;
}

static const char *plain_field(struct csv *csv, char **end)
{
    while (!at_end_of_line(csv) && *csv->at != ',') {
        if (*csv->at == '"') {
            return "a quote inside a field that does not begin with one";
        }
        if (*csv->at == '\r') {
            return "a carriage return without a line feed";
        }
        csv->at++;
    }
    *end = csv->at;
    return NULL;
}

/* The text moves to where the quotes were. */
static const char *quoted_field(struct csv *csv, char **end)
{
    char *put = csv->at++;

    for (;;) {
        if (csv->at == csv->end) {
            return "a quote that is not closed";
        }
        if (*csv->at == '"') {
            csv->at++;
            if (csv->at == csv->end || *csv->at != '"') {
                break;
            }
        }
        csv->line += *csv->at == '\n' ? 1U : 0U;
        *put++ = *csv->at++;
    }
    *end = put;
    return at_end_of_line(csv) || *csv->at == ',' ? NULL : "text behind the closing quote";
}

static enum csv_result next_field(struct csv *csv, struct csv_record *record, bool *last)
{
    char *begin = csv->at;
    char *end = begin;
    unsigned line = csv->line;
    const char *why =
        csv->at < csv->end && *begin == '"' ? quoted_field(csv, &end) : plain_field(csv, &end);

    if (why == NULL && !is_text(begin, (size_t)(end - begin))) {
        why = "not UTF-8 text";
    }
    if (why == NULL && record->count == CSV_FIELDS) {
        why = "too many columns";
    }
    if (why != NULL) {
        csv->line = line;
        return bad(csv, record, why);
    }
    *last = at_end_of_line(csv);
    if (csv->at < csv->end) {
        csv->at += *csv->at == '\r' ? 2 : 1;
        csv->line += *last ? 1U : 0U;
    }
    *end = 0;
    record->field[record->count++] = begin;
    return CSV_RECORD;
}

enum csv_result csv_next(struct csv *csv, struct csv_record *record)
{
    bool last = false;

    while (csv->at < csv->end && at_end_of_line(csv)) {
        csv->at += *csv->at == '\r' ? 2 : 1;
        csv->line++;
    }
    if (csv->at == csv->end) {
        return CSV_END;
    }
    record->line = csv->line;
    record->count = 0;
    while (!last) {
        if (next_field(csv, record, &last) == CSV_BAD) {
            return CSV_BAD;
        }
    }
    return CSV_RECORD;
}
