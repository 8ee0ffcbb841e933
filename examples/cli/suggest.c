/* SPDX-License-Identifier: MIT */
/* Nearest: fewest letters to insert, drop or replace. */
#include "suggest.h"
#include "message.h"
#include <stdio.h>
#include <string.h>

#define WORD_MAX_LEN 31
#define FAR          3 /* so many changes make another word */

/* The words to choose from, as they are met. */
struct choice {
    const char *word;
    size_t len;
    const char *nearest;
    size_t distance;
    char list[400];
};

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Levenshtein's distance; FAR where a word is too long to bother. */
static size_t distance(const char *a, size_t a_len, const char *b)
{
    size_t b_len = strlen(b);
    size_t row[WORD_MAX_LEN + 1];

    if (a_len > WORD_MAX_LEN || b_len > WORD_MAX_LEN) {
        return FAR;
    }
    for (size_t j = 0; j <= b_len; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[b_len];
}

static void offer(struct choice *choice, const char *name)
{
    size_t far = distance(choice->word, choice->len, name);
    size_t used = strlen(choice->list);

    if (far < choice->distance) {
        choice->distance = far;
        choice->nearest = name;
    }
    (void)snprintf(choice->list + used, sizeof choice->list - used, "%s%s", used > 0 ? ", " : "",
                   name);
}

static void begin(struct choice *choice, const char *word, size_t len)
{
    memset(choice, 0, sizeof *choice);
    choice->word = word;
    choice->len = len;
    choice->distance = FAR;
}

static void tell(const struct choice *choice, const char *what)
{
    const char *near = choice->nearest;

    message("there is no %s called %.*s; %s%s%s%s%s", what, (int)choice->len, choice->word,
            near != NULL ? "did you mean " : "", near != NULL ? near : "", near != NULL ? "? " : "",
            choice->list[0] != '\0' ? "there are: " : "it takes none", choice->list);
}

void suggest_family(const char *word)
{
    struct choice choice;

    begin(&choice, word, strlen(word));
    for (size_t i = 0; cli_families[i] != NULL; i++) {
        offer(&choice, cli_families[i]->name);
    }
    tell(&choice, "family");
}

void suggest_operation(const struct cli_family *family, const char *word)
{
    struct choice choice;
    char what[64];

    begin(&choice, word, strlen(word));
    for (size_t i = 0; i < family->count; i++) {
        offer(&choice, family->operations[i].name);
    }
    (void)snprintf(what, sizeof what, "operation of %s", family->name);
    tell(&choice, what);
}

void suggest_argument(const struct cli_operation *operation, const char *what, const char *word,
                      size_t len)
{
    struct choice choice;

    begin(&choice, word, len);
    for (size_t i = 0; i < operation->argument_count; i++) {
        offer(&choice, operation->arguments[i].name);
    }
    tell(&choice, what);
}
