/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "cases.h"

#include "unit/unit.h"

#include <dirent.h>

enum { LINE_MAX_LEN = 4000 };

static unsigned hex(const char *at)
{
    char digits[3] = { at[0], at[0] == 0 ? (char)0 : at[1], 0 };
    char *end;
    unsigned long value = strtoul(digits, &end, 16);

    CHECK(end == digits + 2, "%%%.2s: two hexadecimal digits are due", at);
    return (unsigned)value;
}

/* Bytes as a file states them: %XX is a byte, %(N:text) is the text N times. */
static void take_bytes(const char *at, size_t len, struct bytes *out)
{
    const char *end = at + len;

    while (at < end) {
        if (at[0] != '%') {
            bytes_char(out, (uint8_t)*at++);
        } else if (at[1] != '(') {
            bytes_char(out, hex(at + 1));
            at += 3;
        } else {
            char *text;
            unsigned long times = strtoul(at + 2, &text, 10);
            const char *close = strchr(at, ')');
            CHECK(*text == ':' && close != NULL, "%s: no repetition", at);
            for (; times > 0; times--) {
                take_bytes(text + 1, (size_t)(close - text - 1), out);
            }
            at = close + 1;
        }
    }
}

static enum quatrix_status status_named(const char *name)
{
    for (int status = -128; status <= 0; status++) {
        const char *candidate = quatrix_status_name((enum quatrix_status)status);
        if (strcmp(name, candidate) == 0) {
            return (enum quatrix_status)status;
        }
    }
    fail_msg("%s: no status", name);
    return QUATRIX_PENDING;
}

static void take_number(const char *text, struct number_due *due)
{
    char *end;

    due->said = true;
    due->exact = true;
    if (strcmp(text, "range") == 0) {
        due->status = QUATRIX_E_RANGE;
        return;
    }
    if (strcmp(text, "type") == 0) {
        due->status = QUATRIX_E_TYPE;
        return;
    }
    due->value = strtoll(text, &end, 10);
    due->exact = strcmp(end, " cut") != 0;
    CHECK(*end == 0 || !due->exact, "%s: no number", text);
}

/* True: the line is one of those, and what it says is taken. */
static bool take_value(struct json_case *c, const char *word, const char *rest)
{
    if (strcmp(word, "string") == 0) {
        c->string_said = true;
        take_bytes(rest, strlen(rest), &c->string);
    } else if (strcmp(word, "int") == 0) {
        take_number(rest, &c->integer);
    } else if (strcmp(word, "time") == 0) {
        take_number(rest, &c->time);
    } else {
        return false;
    }
    return true;
}

static void take_line(struct json_case *c, const char *line)
{
    size_t len = strcspn(line, " ");
    const char *rest = line + len + (line[len] == ' ');
    char word[16];

    if (line[0] == 0 || line[0] == '#') {
        return;
    }
    CHECK(len < sizeof word, "%s: %s", c->name, line);
    memcpy(word, line, len);
    word[len] = 0;
    if (strcmp(word, "text") == 0) {
        take_bytes(rest, strlen(rest), &c->text);
    } else if (strcmp(word, "due") == 0) {
        c->due = status_named(rest);
    } else if (strcmp(word, "reply") == 0) {
        c->reply = status_named(rest);
    } else if (strcmp(word, "alone") == 0) {
        c->alone = true;
    } else if (strcmp(word, "json") != 0) { /* that is for test_oracle.py */
        CHECK(take_value(c, word, rest), "%s: %s", c->name, line);
    }
}

static void read_case(const char *folder, const char *file, struct json_case *c)
{
    char path[256];
    char line[LINE_MAX_LEN];
    FILE *stream;

    memset(c, 0, sizeof *c);
    (void)snprintf(c->name, sizeof c->name, "%s/%.*s", folder, (int)strcspn(file, "."), file);
    (void)snprintf(path, sizeof path, "cases/%s/%s", folder, file);
    c->due = strcmp(folder, "reject") == 0 ? QUATRIX_E_JSON : QUATRIX_OK;
    c->reply = QUATRIX_PENDING;
    stream = fopen(path, "r");
    CHECK(stream != NULL, "%s: cannot be read", path);
    while (fgets(line, sizeof line, stream) != NULL) {
        size_t len = strcspn(line, "\n");
        CHECK(line[len] == '\n', "%s: a line is too long, or has no end", path);
        line[len] = 0;
        take_line(c, line);
    }
    assert_int_equal(0, fclose(stream));
}

static int is_case(const struct dirent *entry)
{
    return strstr(entry->d_name, ".case") != NULL;
}

struct json_case *cases_read(const char *folder, size_t *count)
{
    struct dirent **files;
    struct json_case *cases;
    char path[64];
    int found;

    (void)snprintf(path, sizeof path, "cases/%s", folder);
    found = scandir(path, &files, is_case, alphasort);
    CHECK(found > 0, "%s: no cases", path);
    *count = found > 0 ? (size_t)found : 0;
    cases = calloc(*count, sizeof *cases);
    assert_non_null(cases);
    for (size_t i = 0; i < *count; i++) {
        read_case(folder, files[i]->d_name, &cases[i]);
        free(files[i]);
    }
    free(files);
    return cases;
}

void cases_free(struct json_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bytes_free(&cases[i].text);
        bytes_free(&cases[i].string);
    }
    free(cases);
}
