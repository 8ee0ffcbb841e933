/* SPDX-License-Identifier: MIT */
/* Models nest three deep at most (a user's groups and their marks): each level names the function for
 * the one below it, and nothing recurses. */
#include "output.h"
#include "cli.h"
#include "message.h"
#include "print.h"
#include <errno.h>
#include <string.h>

struct item {
    const struct cli_row *row;
    const uint8_t *base; /* the struct it is in */
    bool truncated;
};

static uint64_t mask_at(const uint8_t *base, size_t index)
{
    uint64_t mask;

    memcpy(&mask, base + index * sizeof mask, sizeof mask);
    return mask;
}

/* From *bit on, the next member that is present; false when there is none. */
static bool next_item(const struct cli_model *model, const uint8_t *base, size_t *bit,
                      struct item *item)
{
    for (; *bit < model->count; (*bit)++) {
        if (quatrix_has(mask_at(base, 0), (unsigned)*bit) &&
            model->rows[*bit].kind != CLI_ELSEWHERE) {
            item->row = &model->rows[*bit];
            item->base = base;
            item->truncated = quatrix_has(mask_at(base, 1), (unsigned)*bit);
            (*bit)++;
            return true;
        }
    }
    return false;
}

static struct quatrix_count count_of(const struct item *item)
{
    struct quatrix_count count;

    memcpy(&count, item->base + item->row->offset, sizeof count);
    return count;
}

static const uint8_t *element(const struct item *item, size_t index)
{
    return item->base + item->row->items + index * item->row->stride;
}

/* Text form */

static void mark(FILE *file, const struct item *item)
{
    if (!item->truncated) {
        return;
    }
    if (item->row->kind == CLI_TEXT || item->row->kind == CLI_SECRET ||
        item->row->kind == CLI_JSON) {
        (void)fputs(" [cut]", file);
    } else if (item->row->kind == CLI_TEXTS || item->row->kind == CLI_OBJECTS) {
        struct quatrix_count count = count_of(item);
        if (count.kept < count.total) {
            (void)fprintf(file, " [%u of %u]", (unsigned)count.kept, (unsigned)count.total);
        } else {
            (void)fputs(" [cut]", file);
        }
    } else if (item->row->kind == CLI_OBJECT) {
        (void)fputs(" [incomplete]", file);
    } else if (item->row->kind == CLI_INT || item->row->kind == CLI_TIME) {
        (void)fputs(" [fraction dropped]", file);
    }
}

static void text_list(FILE *file, const struct item *item)
{
    uint32_t kept = count_of(item).kept;

    for (uint32_t i = 0; i < kept; i++) {
        (void)fputs(i == 0 ? " " : ", ", file);
        print_text(file, (const char *)element(item, i));
    }
}

/* What fits a line, begun with a space unless it is empty. */
static void text_value(FILE *file, const struct item *item)
{
    const uint8_t *value = item->base + item->row->offset;

    switch (item->row->kind) {
    case CLI_BOOL:
    case CLI_INT:
    case CLI_TIME:
        (void)fputc(' ', file);
        print_number(file, item->row->kind, value);
        break;
    case CLI_TEXT:
    case CLI_JSON:
        if (*value != '\0') {
            (void)fputc(' ', file);
            print_text(file, (const char *)value);
        }
        break;
    case CLI_SECRET:
        (void)fputs(" ***", file);
        break;
    case CLI_TEXTS:
        text_list(file, item);
        break;
    default:
        break;
    }
    mark(file, item);
}

typedef void nested(FILE *file, const struct item *item, int indent);

/* A line a member. The first one of an element of a list has a dash before it. */
static void text_members(FILE *file, const struct cli_model *model, const uint8_t *base, int indent,
                         bool dash, nested *below)
{
    size_t bit = 0;
    struct item item;

    while (next_item(model, base, &bit, &item)) {
        (void)fprintf(file, "%*s%s%s:", indent, "", dash ? "- " : "", item.row->name);
        text_value(file, &item);
        (void)fputc('\n', file);
        indent += dash ? 2 : 0;
        dash = false;
        if (below != NULL) {
            below(file, &item, indent + 2);
        }
    }
}

static void text_nested(FILE *file, const struct item *item, int indent, nested *below)
{
    if (item->row->kind == CLI_OBJECT) {
        text_members(file, item->row->model, item->base + item->row->offset, indent, false, below);
    } else if (item->row->kind == CLI_OBJECTS) {
        for (uint32_t i = 0; i < count_of(item).kept; i++) {
            text_members(file, item->row->model, element(item, i), indent, true, below);
        }
    }
}

static void text_third(FILE *file, const struct item *item, int indent)
{
    text_nested(file, item, indent, NULL);
}

static void text_second(FILE *file, const struct item *item, int indent)
{
    text_nested(file, item, indent, text_third);
}

/* As text_value(), without the space. */
static void text_column(FILE *file, const struct item *item)
{
    const uint8_t *value = item->base + item->row->offset;

    if (item->row->kind == CLI_TEXT) {
        print_text(file, (const char *)value);
    } else if (item->row->kind == CLI_SECRET) {
        (void)fputs("***", file);
    } else {
        print_number(file, item->row->kind, value);
    }
    mark(file, item);
}

/* An element of a list: its columns, or a dash for what is absent. */
static void text_line(FILE *file, const struct cli_model *model, const uint8_t *base,
                      const uint8_t *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t bit = columns[i];
        struct item item;

        (void)fputs(i == 0 ? "" : "\t", file);
        if (next_item(model, base, &bit, &item) && bit == columns[i] + 1U) {
            text_column(file, &item);
        } else {
            (void)fputc('-', file);
        }
    }
    (void)fputc('\n', file);
}

/* JSON */

static void json_list(FILE *file, const struct item *item)
{
    uint32_t kept = count_of(item).kept;

    (void)fputc('[', file);
    for (uint32_t i = 0; i < kept; i++) {
        (void)fputs(i == 0 ? "" : ", ", file);
        print_json_text(file, (const char *)element(item, i));
    }
    (void)fputc(']', file);
}

static void json_value(FILE *file, const struct item *item)
{
    const uint8_t *value = item->base + item->row->offset;

    switch (item->row->kind) {
    case CLI_BOOL:
    case CLI_INT:
        print_number(file, item->row->kind, value);
        break;
    case CLI_TIME:
        print_json_time(file, value);
        break;
    case CLI_TEXT:
        print_json_text(file, (const char *)value);
        break;
    case CLI_JSON:
        print_json_value(file, (const char *)value);
        break;
    case CLI_SECRET:
        (void)fputs("\"***\"", file);
        break;
    case CLI_TEXTS:
        json_list(file, item);
        break;
    default:
        break;
    }
}

static void json_truncated(FILE *file, const struct cli_model *model, const uint8_t *base,
                           const char *separator)
{
    size_t bit = 0;
    struct item item;
    const char *before = "";

    if (mask_at(base, 1) == 0) {
        return;
    }
    (void)fprintf(file, "%s\"_truncated\": [", separator);
    while (next_item(model, base, &bit, &item)) {
        if (item.truncated) {
            (void)fprintf(file, "%s\"%s\"", before, item.row->name);
            before = ", ";
        }
    }
    (void)fputc(']', file);
}

/* How an object is written: what stands before its first member, between two, and at its end. */
struct json_form {
    const char *first;
    const char *next;
    const char *last;
};

static const struct json_form on_a_line = { "", ", ", "" };
static const struct json_form on_lines = { "\n  ", ",\n  ", "\n" };

static void json_members(FILE *file, const struct cli_model *model, const uint8_t *base,
                         const struct json_form *form, nested *below)
{
    size_t bit = 0;
    struct item item;
    const char *separator = form->first;

    (void)fputc('{', file);
    while (next_item(model, base, &bit, &item)) {
        (void)fprintf(file, "%s\"%s\": ", separator, item.row->name);
        if (below != NULL && (item.row->kind == CLI_OBJECT || item.row->kind == CLI_OBJECTS)) {
            below(file, &item, 0);
        } else {
            json_value(file, &item);
        }
        separator = form->next;
    }
    json_truncated(file, model, base, separator);
    (void)fprintf(file, "%s}", mask_at(base, 0) != 0 ? form->last : "");
}

static void json_nested(FILE *file, const struct item *item, nested *below)
{
    uint32_t kept;

    if (item->row->kind == CLI_OBJECT) {
        json_members(file, item->row->model, item->base + item->row->offset, &on_a_line, below);
        return;
    }
    kept = count_of(item).kept;
    (void)fputc('[', file);
    for (uint32_t i = 0; i < kept; i++) {
        (void)fputs(i == 0 ? "" : ", ", file);
        json_members(file, item->row->model, element(item, i), &on_a_line, below);
    }
    (void)fputc(']', file);
}

static void json_third(FILE *file, const struct item *item, int indent)
{
    (void)indent;
    json_nested(file, item, NULL);
}

static void json_second(FILE *file, const struct item *item, int indent)
{
    (void)indent;
    json_nested(file, item, json_third);
}

void output_reply(const struct output *out, const struct cli_model *model, const void *reply)
{
    if (out->json) {
        json_members(out->file, model, reply, &on_lines, json_second);
        (void)fputc('\n', out->file);
    } else {
        text_members(out->file, model, reply, 0, false, text_second);
    }
}

void output_element(const struct output *out, const struct cli_operation *operation,
                    const void *element)
{
    if (out->json) {
        json_members(out->file, operation->reply, element, &on_a_line, json_second);
        (void)fputc('\n', out->file);
    } else {
        text_line(out->file, operation->reply, element, operation->columns,
                  operation->column_count);
    }
}

void output_around(const struct output *out, const struct cli_model *model, const void *reply)
{
    if (out->json) {
        json_members(out->file, model, reply, &on_a_line, json_second);
        (void)fputc('\n', out->file);
    } else {
        text_members(out->file, model, reply, 0, false, text_second);
    }
}

int output_finish(const struct output *out)
{
    if (fflush(out->file) != 0 || ferror(out->file) != 0) {
        message("standard output: %s", strerror(errno));
        return CLI_FILE;
    }
    return CLI_OK;
}
