/* SPDX-License-Identifier: MIT */
/* The text of the file stays in memory; devices point into it. */
#include "devices.h"

#include "credentials.h"
#include "csv.h"
#include "file.h"
#include "index.h"
#include "say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TEXT_MAX = 32 * 1024 * 1024, ERRORS_SHOWN = 20 };
enum { NAME_LEAST = 3, NAME_MOST = 511, EMAIL_LEAST = 6, LANGUAGE_MOST = 15 };

static char text[TEXT_MAX];
static struct device table[DEVICES_MAX];

static const struct {
    const char *name;
    const char *other;
    bool required;
} columns[DEVICES_COLUMNS] = {
    [DEVICES_NAME] = { "name", "device", true },
    [DEVICES_EMAIL] = { "email", "e-mail", true },
    [DEVICES_GROUPS] = { "groups", "group", false },
    [DEVICES_QUOTA] = { "quota", "quota", false },
    [DEVICES_LANGUAGE] = { "language", "language", false },
};

/* Of the file that is being read. */
struct reading {
    struct devices *devices;
    unsigned place[DEVICES_COLUMNS]; /* field of a column, from 1; 0: the file lacks it */
    unsigned count;                  /* fields of a record */
    unsigned errors;
};

static unsigned places[DEVICES_COLUMNS]; /* as in struct reading, for complaints later on */

static void complain(struct reading *reading, unsigned line, unsigned field, const char *name,
                     const char *why)
{
    const char *path = reading->devices->path;

    reading->errors++;
    if (reading->errors > ERRORS_SHOWN) {
        return;
    }
    if (field == 0) {
        say("%s:%u: %s", path, line, why);
    } else if (name == NULL) {
        say("%s:%u: column %u: %s", path, line, field, why);
    } else {
        say("%s:%u: column %u (%s): %s", path, line, field, name, why);
    }
}

void devices_complain(const struct devices *devices, unsigned line, enum devices_column column,
                      const char *why)
{
    say("%s:%u: column %u (%s): %s", devices->path, line, places[column], columns[column].name,
        why);
}

/* ---- Values. Each check answers what is wrong, or NULL. */

static size_t characters(const char *value)
{
    size_t count = 0;

    for (const char *at = value; *at != 0; at++) {
        count += ((unsigned char)*at & 0xC0) != 0x80 ? 1U : 0U;
    }
    return count;
}

static bool has_control(const char *value)
{
    for (const unsigned char *at = (const unsigned char *)value; *at != 0; at++) {
        if (*at < 0x20 || *at == 0x7F || (at[0] == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0)) {
            return true;
        }
    }
    return false;
}

static const char *check_name(const char *value)
{
    if (has_control(value)) {
        return "a control character";
    }
    if (strchr(value, '@') != NULL) {
        return "a name cannot have an \"@\"";
    }
    if (characters(value) < NAME_LEAST) {
        return "shorter than 3 characters";
    }
    return characters(value) > NAME_MOST ? "longer than 511 characters" : NULL;
}

static const char *check_email(const char *value)
{
    const char *at = strchr(value, '@');

    if (has_control(value) || strpbrk(value, " :") != NULL) {
        return "a character that no e-mail address has";
    }
    if (strlen(value) < EMAIL_LEAST || at == NULL || at == value || strchr(at + 1, '@') != NULL ||
        strchr(at + 1, '.') == NULL || at[1] == '.' || value[strlen(value) - 1] == '.') {
        return "not an e-mail address";
    }
    if (strlen(value) > QUATRIX_EMAIL_MAX || !credentials_name_fits(value)) {
        return "too long";
    }
    return NULL;
}

static const char *check_language(const char *value)
{
    for (const char *at = value; *at != 0; at++) {
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-", *at) == NULL) {
            return "not a language such as en_GB";
        }
    }
    return strlen(value) > LANGUAGE_MOST ? "not a language such as en_GB" : NULL;
}

static const char *check_groups(const char *value)
{
    return has_control(value) ? "a control character" : NULL;
}

/* Bytes, or with K, M, G, T: times 1024, 1024 * 1024 ... */
static const char *read_quota(const char *value, struct device *device)
{
    const char *units = "KMGT";
    char *end = NULL;
    const char *unit;

    if (value[0] == 0) {
        return NULL;
    }
    errno = 0;
    device->has_quota = true;
    device->quota = strtoll(value, &end, 10);
    unit = *end != 0 ? strchr(units, *end) : NULL;
    if (errno != 0 || strspn(value, "-0123456789") == 0 || end == value || device->quota < -1 ||
        (*end != 0 && (unit == NULL || end[1] != 0 || device->quota < 0))) {
        return "not a number of bytes, such as 5000000, 20G or -1";
    }
    for (long i = unit == NULL ? 0 : unit - units + 1; i > 0; i--) {
        if (device->quota > INT64_MAX / 1024) {
            return "too large";
        }
        device->quota *= 1024;
    }
    return NULL;
}

/* ---- The file */

static enum devices_column column_of(const char *name)
{
    for (unsigned i = 0; i < DEVICES_COLUMNS; i++) {
        if (strcasecmp(name, columns[i].name) == 0 || strcasecmp(name, columns[i].other) == 0) {
            return (enum devices_column)i;
        }
    }
    return DEVICES_COLUMNS;
}

static bool read_header(struct reading *reading, const struct csv_record *record)
{
    for (unsigned i = 0; i < record->count; i++) {
        enum devices_column column = column_of(record->field[i]);
        if (column == DEVICES_COLUMNS) {
            complain(reading, record->line, i + 1, record->field[i], "an unknown column");
        } else if (reading->place[column] != 0) {
            complain(reading, record->line, i + 1, record->field[i], "the column is there twice");
        } else {
            reading->place[column] = i + 1;
        }
    }
    for (unsigned i = 0; i < DEVICES_COLUMNS; i++) {
        if (columns[i].required && reading->place[i] == 0) {
            complain(reading, record->line, 0, NULL,
                     i == DEVICES_NAME ? "no column \"name\"" : "no column \"email\"");
        }
    }
    reading->count = record->count;
    memcpy(places, reading->place, sizeof places);
    return reading->errors == 0;
}

static const char *value_of(const struct reading *reading, const struct csv_record *record,
                            enum devices_column column)
{
    return reading->place[column] == 0 ? "" : record->field[reading->place[column] - 1];
}

static const char *take(struct device *device, enum devices_column column, const char *value)
{
    switch (column) {
    case DEVICES_NAME:
        device->name = value;
        return check_name(value);
    case DEVICES_EMAIL:
        device->email = value;
        return check_email(value);
    case DEVICES_GROUPS:
        device->groups = value;
        return check_groups(value);
    case DEVICES_QUOTA:
        return read_quota(value, device);
    default:
        device->language = value;
        return check_language(value);
    }
}

static void read_record(struct reading *reading, const struct csv_record *record)
{
    struct devices *devices = reading->devices;
    struct device *device = &table[devices->count];

    if (record->count != reading->count) {
        complain(reading, record->line,
                 record->count < reading->count ? record->count + 1 : reading->count + 1, NULL,
                 record->count < reading->count ? "the line ends before this column"
                                                : "more columns than the first line has");
        return;
    }
    if (devices->count == DEVICES_MAX) {
        if (reading->errors < ERRORS_SHOWN) {
            complain(reading, record->line, 0, NULL, "more than 65536 devices");
            reading->errors = ERRORS_SHOWN; /* no need to say it of every line */
        }
        return;
    }
    device->line = record->line;
    for (unsigned i = 0; i < DEVICES_COLUMNS; i++) {
        const char *why =
            take(device, (enum devices_column)i, value_of(reading, record, (enum devices_column)i));
        if (why != NULL) {
            complain(reading, record->line, reading->place[i], columns[i].name, why);
        }
    }
    devices->with_groups = devices->with_groups || device->groups[0] != 0;
    devices->count++;
}

static void complain_double(void *ctx, const struct device *device, const struct device *first)
{
    char why[64];

    (void)snprintf(why, sizeof why, "the same address as in line %u", first->line);
    complain(ctx, device->line, places[DEVICES_EMAIL], columns[DEVICES_EMAIL].name, why);
}

static void read_records(struct reading *reading, struct csv *csv)
{
    struct csv_record record;
    enum csv_result result = csv_next(csv, &record);

    if (result == CSV_END) {
        complain(reading, 1, 0, NULL, "there is no first line with the names of the columns");
        return;
    }
    if (result == CSV_RECORD && !read_header(reading, &record)) {
        return;
    }
    while (result == CSV_RECORD && (result = csv_next(csv, &record)) == CSV_RECORD) {
        read_record(reading, &record);
    }
    if (result == CSV_BAD) {
        complain(reading, csv->bad_line, csv->bad_field, NULL, csv->why);
    }
}

bool devices_read(struct devices *devices, const char *path)
{
    struct reading reading = { .devices = devices };
    ssize_t len = file_load(path, text, sizeof text);
    struct csv csv = { .at = text, .line = 1 };

    memset(devices, 0, sizeof *devices);
    devices->path = path;
    devices->each = table;
    if (len < 0) {
        say("%s: %s", path, strerror(errno));
        return false;
    }
    csv.end = text + len;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        csv.at += 3; /* spreadsheets mark UTF-8 so */
    }
    read_records(&reading, &csv);
    if (reading.errors == 0) {
        index_build(devices, complain_double, &reading);
    }
    if (reading.errors > ERRORS_SHOWN) {
        say("%s: %u more errors", path, reading.errors - ERRORS_SHOWN);
    }
    return reading.errors == 0;
}
