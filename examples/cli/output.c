/* SPDX-License-Identifier: MIT */
/* Models nest two deep (an object, or objects in an array), so two levels are spelt out and nothing
 * recurses. */
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
        if (quatrix_has(mask_at(base, 0), (unsigned)*bit)) {
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
    if (item->row->kind == CLI_TEXT) {
        (void)fputs(" [cut]", file);
    } else if (item->row->kind == CLI_TEXTS || item->row->kind == CLI_OBJECTS) {
        struct quatrix_count count = count_of(item);
        if (count.kept < count.total) {
            (void)fprintf(file, " [%u of %u]", (unsigned)count.kept, (unsigned)count.total);
        } else {
            (void)fputs(" [cut]", file);
        }
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

/* Everything after the name and the colon, for what fits a line. */
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
        if (*value != '\0') {
            (void)fputc(' ', file);
            print_text(file, (const char *)value);
        }
        break;
    case CLI_TEXTS:
        text_list(file, item);
        break;
    case CLI_OBJECT:
    case CLI_OBJECTS:
        break;
    }
    mark(file, item);
    (void)fputc('\n', file);
}

/* Members of an object inside a reply; first and rest stand before their names. */
static void text_inner(FILE *file, const struct cli_model *model, const uint8_t *base,
                       const char *first, const char *rest)
{
    size_t bit = 0;
    struct item item;

    while (next_item(model, base, &bit, &item)) {
        (void)fprintf(file, "%s%s:", first, item.row->name);
        text_value(file, &item);
        first = rest;
    }
}

static void text_reply(FILE *file, const struct cli_model *model, const uint8_t *base)
{
    size_t bit = 0;
    struct item item;

    while (next_item(model, base, &bit, &item)) {
        (void)fprintf(file, "%s:", item.row->name);
        text_value(file, &item);
        if (item.row->kind == CLI_OBJECT) {
            text_inner(file, item.row->model, base + item.row->offset, "  ", "  ");
        } else if (item.row->kind == CLI_OBJECTS) {
            for (uint32_t i = 0; i < count_of(&item).kept; i++) {
                text_inner(file, item.row->model, element(&item, i), "  - ", "    ");
            }
        }
    }
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
    case CLI_TEXTS:
        json_list(file, item);
        break;
    case CLI_OBJECT:
    case CLI_OBJECTS:
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

static void json_inner(FILE *file, const struct cli_model *model, const uint8_t *base)
{
    size_t bit = 0;
    struct item item;
    const char *separator = "";

    (void)fputc('{', file);
    while (next_item(model, base, &bit, &item)) {
        (void)fprintf(file, "%s\"%s\": ", separator, item.row->name);
        json_value(file, &item);
        separator = ", ";
    }
    json_truncated(file, model, base, separator);
    (void)fputc('}', file);
}

static void json_objects(FILE *file, const struct item *item)
{
    uint32_t kept = count_of(item).kept;

    (void)fputc('[', file);
    for (uint32_t i = 0; i < kept; i++) {
        (void)fputs(i == 0 ? "" : ", ", file);
        json_inner(file, item->row->model, element(item, i));
    }
    (void)fputc(']', file);
}

static void json_reply(FILE *file, const struct cli_model *model, const uint8_t *base)
{
    size_t bit = 0;
    struct item item;
    const char *separator = "\n  ";

    (void)fputc('{', file);
    while (next_item(model, base, &bit, &item)) {
        (void)fprintf(file, "%s\"%s\": ", separator, item.row->name);
        if (item.row->kind == CLI_OBJECT) {
            json_inner(file, item.row->model, base + item.row->offset);
        } else if (item.row->kind == CLI_OBJECTS) {
            json_objects(file, &item);
        } else {
            json_value(file, &item);
        }
        separator = ",\n  ";
    }
    json_truncated(file, model, base, separator);
    (void)fputs(bit > 0 && mask_at(base, 0) != 0 ? "\n}\n" : "}\n", file);
}

void output_reply(const struct output *out, const struct cli_model *model, const void *reply)
{
    if (out->json) {
        json_reply(out->file, model, reply);
    } else {
        text_reply(out->file, model, reply);
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
