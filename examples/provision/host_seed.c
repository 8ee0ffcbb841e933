/* SPDX-License-Identifier: MIT */
/* What the store does not know yet, or what is wished for, comes from the environment. */
#include "host_store.h"

#include "host.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* The store's own word counts for the password in force: it may have been changed since. */
static const struct {
    const char *variable;
    const char *file_variable;
    enum scenario_item item;
    bool once;
} rows[] = {
    { "QUATRIX_USER", NULL, SCENARIO_EMAIL, true },
    { "QUATRIX_PASSWORD", "QUATRIX_PASSWORD_FILE", SCENARIO_PASSWORD, true },
    { "QUATRIX_NEW_PASSWORD", "QUATRIX_NEW_PASSWORD_FILE", SCENARIO_NEW_PASSWORD, false },
    { "QUATRIX_PIN", "QUATRIX_PIN_FILE", SCENARIO_PIN, false },
};

enum { ROWS = sizeof rows / sizeof *rows };

static const char *value_of(const char *variable)
{
    const char *value = variable != NULL ? getenv(variable) : NULL;

    return value != NULL ? value : "";
}

/* "" in text: the environment has none. */
static bool from_environment(size_t row, char *text, size_t size)
{
    const char *value = value_of(rows[row].variable);
    const char *file = value_of(rows[row].file_variable);

    text[0] = '\0';
    if (value[0] != '\0') {
        if (strlen(value) >= size) {
            host_message("%s is too long", rows[row].variable);
            return false;
        }
        memcpy(text, value, strlen(value) + 1);
        return true;
    }
    if (file[0] != '\0' && !host_read_line(AT_FDCWD, file, text, size)) {
        host_message("%s: %s", file, strerror(errno));
        return false;
    }
    return true;
}

static bool seed_item(struct host_store *store, size_t row, char *text, char *kept, size_t size)
{
    enum scenario_item item = rows[row].item;

    if (!from_environment(row, text, size) || !host_store_load(store, item, kept, size)) {
        return false;
    }
    if (item == SCENARIO_EMAIL && text[0] != '\0' && kept[0] != '\0' && strcmp(text, kept) != 0) {
        host_message("%s is the store of %s, not of %s: name another one", store->path, kept, text);
        return false;
    }
    if (text[0] == '\0' || (rows[row].once && kept[0] != '\0') || strcmp(text, kept) == 0) {
        return true;
    }
    return host_store_save(store, item, text);
}

bool host_store_seed(struct host_store *store)
{
    char text[SCENARIO_TEXT_MAX + 1];
    char kept[SCENARIO_TEXT_MAX + 1];
    bool fine = true;

    for (size_t row = 0; fine && row < ROWS; row++) {
        fine = seed_item(store, row, text, kept, sizeof text);
    }
    for (size_t row = 1; row < ROWS; row++) {
        (void)unsetenv(rows[row].variable); /* not for the programs called from here */
    }
    quatrix_wipe(text, sizeof text);
    quatrix_wipe(kept, sizeof kept);
    return fine;
}
