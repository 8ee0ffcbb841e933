/* SPDX-License-Identifier: MIT */
#include "http/case.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* --- values that are words --- */

struct word {
    const char *text;
    int value;
};

static const struct word calls[] = {
    { "object", HTTP_OBJECT }, { "list", HTTP_LIST },   { "none", HTTP_NONE },
    { "raw", HTTP_RAW },       { "login", HTTP_LOGIN }, { "download", HTTP_DOWNLOAD },
    { "rest", HTTP_REST },
};
static const struct word ends[] = {
    { "open", HTTP_OPEN }, { "close", HTTP_CLOSE }, { "cut", HTTP_CUT }, { "reset", HTTP_RESET }
};
static const struct word curls[] = { { "accepts", HTTP_CURL_ACCEPTS },
                                     { "refuses", HTTP_CURL_REFUSES },
                                     { "waits", HTTP_CURL_WAITS } };
static const struct word answers[] = { { "yes", true }, { "no", false } };

static bool find(const struct word *words, size_t count, const char *text, int *value)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i].text, text) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    return false;
}

static bool find_status(const char *text, int *value)
{
    for (*value = QUATRIX_MFA_REQUIRED; *value >= QUATRIX_E_FACTOR; (*value)--) {
        const char *name = quatrix_status_name((enum quatrix_status) * value);
        if (name[0] != '?' && strcmp(text, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_phase(const char *text, int *value)
{
    for (*value = QUATRIX_PHASE_REQUEST; *value <= QUATRIX_PHASE_PAUSE; (*value)++) {
        if (strcmp(text, quatrix_phase_name((enum quatrix_phase) * value)) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_number(const char *text, int *value)
{
    size_t len = strlen(text);

    *value = atoi(text);
    return len >= 1 && len <= 9 && text[strspn(text, "0123456789")] == 0;
}

/* --- texts with escapes --- */

static int digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c == 0 ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

/* One byte, written as it is or escaped. False: neither. */
static bool take_byte(const char **at, char *byte)
{
    static const char names[] = "rnt0\\";
    static const char values[] = "\r\n\t\0\\";
    const char *text = *at;
    const char *name;

    if (text[0] != '\\') {
        *byte = text[0];
        *at += 1;
        return text[0] != 0;
    }
    if (text[1] == 'x' && digit(text[2]) >= 0 && digit(text[3]) >= 0) {
        *byte = (char)(digit(text[2]) * 16 + digit(text[3]));
        *at += 4;
        return true;
    }
    name = text[1] == 0 ? NULL : strchr(names, text[1]);
    if (name == NULL) {
        return false;
    }
    *byte = values[name - names];
    *at += 2;
    return true;
}

/* "64K*" or "3*". Answers 0 if it is neither. */
static size_t take_times(const char **at)
{
    char *end;
    unsigned long times = digit(**at) >= 0 ? strtoul(*at, &end, 10) : 0;

    if (times == 0 || times > HTTP_BYTES) {
        return 0;
    }
    if (*end == 'K') {
        times *= 1024;
        end++;
    }
    *at = end + 1;
    return *end == '*' ? times : 0;
}

static bool put(struct http_text *out, const char *bytes, size_t len)
{
    if (len > HTTP_BYTES - out->len) {
        return false;
    }
    memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
    return true;
}

/* What stands between "\(N*" and ")", N times; between "\(*" and ")": endless. */
static const char *take_repeat(const char **at, struct http_text *out, char *endless)
{
    char unit[HTTP_ENDLESS + 1];
    size_t len = 0;
    size_t times = 0;

    if (**at == '*') {
        (*at)++;
    } else {
        times = take_times(at);
        if (times == 0) {
            return "a repetition without a number";
        }
    }
    while (**at != ')') {
        if (len == HTTP_ENDLESS || !take_byte(at, &unit[len++])) {
            return "a repetition that does not end";
        }
    }
    (*at)++;
    if (len == 0) {
        return "a repetition of nothing";
    }
    if (times == 0) {
        if (endless == NULL || memchr(unit, 0, len) != NULL) {
            return "endless where it cannot be";
        }
        memcpy(endless, unit, len);
        endless[len] = 0;
        return NULL;
    }
    while (times-- > 0) {
        if (!put(out, unit, len)) {
            return "too long a text";
        }
    }
    return NULL;
}

static const char *take_text(const char *text, struct http_text *out, char *endless)
{
    while (*text != 0) {
        if (endless != NULL && endless[0] != 0) {
            return "something behind what is endless";
        }
        if (strncmp(text, "\\(", 2) == 0) {
            const char *wrong;
            text += 2;
            wrong = take_repeat(&text, out, endless);
            if (wrong != NULL) {
                return wrong;
            }
        } else {
            char byte;
            if (!take_byte(&text, &byte)) {
                return "an unknown escape";
            }
            if (!put(out, &byte, 1)) {
                return "too long a text";
            }
        }
    }
    return NULL;
}

/* --- lines --- */

enum key { CALL, ENDS, PHASE, HTTP, KEPT, END, RETRY, BODY, CURL, DIFFERS, KEYS };

static const char *const keys[KEYS] = { "call", "ends",  "phase", "http", "kept",
                                        "end",  "retry", "body",  "curl", "differs" };

static const char *take_value(struct http_case *c, enum key key, const char *value)
{
    int number = 0;
    bool good = true;

    switch (key) {
    case CALL:
        good = find(calls, COUNT(calls), value, &number);
        c->call = (enum http_call)number;
        break;
    case ENDS:
        good = find_status(value, &number);
        c->ends = (enum quatrix_status)number;
        break;
    case PHASE:
        good = find_phase(value, &number);
        c->phase = (enum quatrix_phase)number;
        break;
    case HTTP:
        good = find_number(value, &number);
        c->http = (unsigned)number;
        break;
    case KEPT:
        good = find(answers, COUNT(answers), value, &number);
        c->kept = number != 0;
        break;
    case END:
        good = find(ends, COUNT(ends), value, &number);
        c->end = (enum http_end)number;
        break;
    case RETRY:
        good = find_number(value, &number);
        c->retry = (unsigned)number;
        break;
    case BODY:
        return take_text(value, &c->body, NULL);
    case CURL:
        good = find(curls, COUNT(curls), value, &number);
        c->curl = (enum http_curl)number;
        break;
    default:
        c->differs = true;
        break;
    }
    return good ? NULL : "an unknown value";
}

static const char *take_key(struct http_case *c, const char *line, unsigned *seen)
{
    for (unsigned key = 0; key < KEYS; key++) {
        size_t len = strlen(keys[key]);
        if (strncmp(line, keys[key], len) == 0 && strncmp(line + len, ": ", 2) == 0) {
            if ((*seen & 1U << key) != 0) {
                return "a key twice";
            }
            *seen |= 1U << key;
            return take_value(c, (enum key)key, line + len + 2);
        }
    }
    return "an unknown key";
}

static const char *check_keys(const struct http_case *c, unsigned seen)
{
    unsigned needed = 1U << CALL | 1U << ENDS | 1U << HTTP | 1U << KEPT | 1U << CURL;

    if ((seen & needed) != needed) {
        return "a key is missing";
    }
    if ((c->ends < 0) != ((seen & 1U << PHASE) != 0)) {
        return "a phase is for an error, and an error has one";
    }
    return NULL;
}

/* The next line, without its end. *wrong: it is none. False at the end of the file. */
static bool next_line(FILE *file, char line[HTTP_LINE + 2], const char **wrong)
{
    size_t len;

    if (fgets(line, HTTP_LINE + 2, file) == NULL) {
        return false;
    }
    len = strlen(line);
    if (len == 0 || line[len - 1] != '\n') {
        *wrong = "too long a line, or one without an end";
        return true;
    }
    line[--len] = 0;
    for (size_t i = 0; i < len; i++) {
        if (line[i] < ' ' || line[i] > '~') {
            *wrong = "a byte that is not seen";
        }
    }
    if (len > 0 && line[len - 1] == ' ') {
        *wrong = "a space at the end of a line";
    }
    return true;
}

static const char *read_lines(struct http_case *c, FILE *file)
{
    char line[HTTP_LINE + 2];
    const char *wrong = NULL;
    unsigned seen = 0;
    bool told = false;
    bool in_bytes = false;

    while (wrong == NULL && next_line(file, line, &wrong)) {
        if (wrong != NULL) {
            break;
        }
        if (in_bytes) {
            wrong = take_text(line, &c->bytes, c->endless);
        } else if (line[0] == '#') {
            told = true;
        } else if (strcmp(line, "---") == 0) {
            wrong = told ? check_keys(c, seen) : "no comment says what it is for";
            in_bytes = true;
        } else {
            wrong = take_key(c, line, &seen);
        }
    }
    return wrong != NULL || in_bytes ? wrong : "no bytes";
}

const char *http_case_read(struct http_case *c, const char *path)
{
    FILE *file = fopen(path, "r");
    const char *wrong;

    memset(c, 0, sizeof *c);
    if (file == NULL) {
        return "it cannot be opened";
    }
    wrong = read_lines(c, file);
    (void)fclose(file);
    return wrong;
}
