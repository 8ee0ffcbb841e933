/* SPDX-License-Identifier: MIT */
#include "journal.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME "journal"
#define HEAD "fleet 1 "

enum { LINE = 4096, HOST_MAX = 253 };

typedef char line_holds_an_entry
    [(JOURNAL_KEYS + 1) * (QUATRIX_ID_MAX + 1) + QUATRIX_EMAIL_MAX + 16 < LINE ? 1 : -1];

static const char *const kinds[JOURNAL_KINDS] = {
    [JOURNAL_CREATED] = "created", [JOURNAL_ISSUE] = "issue",     [JOURNAL_STORED] = "stored",
    [JOURNAL_REFUSED] = "refused", [JOURNAL_DELETED] = "deleted",
};

bool journal_id_fits(const struct quatrix_id *id)
{
    for (const char *at = id->text; *at != 0; at++) {
        if (*at <= ' ' || *at > '~') {
            return false;
        }
    }
    return id->text[0] != 0;
}

static bool fail(struct journal *journal, const char *why)
{
    (void)snprintf(journal->why, sizeof journal->why, NAME ": %s", why);
    return false;
}

/* ---- Lines */

/* Up to the next space. False: it is empty, or does not fit. */
static bool next_word(char **at, char *word, size_t size)
{
    size_t len = strcspn(*at, " ");

    if (len == 0 || len >= size) {
        return false;
    }
    memcpy(word, *at, len);
    word[len] = 0;
    *at += len + ((*at)[len] == ' ' ? 1U : 0U);
    return true;
}

static bool parse(char *at, struct journal_entry *entry)
{
    char kind[16];
    unsigned i = 0;

    memset(entry, 0, sizeof *entry);
    if (!next_word(&at, kind, sizeof kind) || !next_word(&at, entry->email, sizeof entry->email) ||
        !next_word(&at, entry->user.text, sizeof entry->user.text)) {
        return false;
    }
    while (i < JOURNAL_KINDS && strcmp(kind, kinds[i]) != 0) {
        i++;
    }
    entry->kind = (enum journal_kind)i;
    while (*at != 0 && entry->count < JOURNAL_KEYS) {
        if (!next_word(&at, entry->key[entry->count].text, sizeof entry->key->text)) {
            return false;
        }
        entry->count++;
    }
    return i < JOURNAL_KINDS && *at == 0 &&
           (entry->kind == JOURNAL_ISSUE ||
            entry->count ==
                (entry->kind == JOURNAL_STORED || entry->kind == JOURNAL_DELETED ? 1U : 0U));
}

static size_t render(char line[LINE], const struct journal_entry *entry)
{
    size_t len = (size_t)snprintf(line, LINE, "%s %s %s", kinds[entry->kind], entry->email,
                                  entry->user.text);

    for (size_t i = 0; i < entry->count; i++) {
        len += (size_t)snprintf(line + len, LINE - len, " %s", entry->key[i].text);
    }
    line[len++] = '\n';
    return len;
}

enum line { LINE_WHOLE, LINE_TORN, LINE_NONE, LINE_BAD };

/* The line at a place, with a NUL instead of its end. */
static enum line read_line(struct journal *journal, int64_t at, char line[LINE], size_t *len)
{
    ssize_t got = pread(journal->fd, line, LINE, (off_t)at);
    const char *end = got > 0 ? memchr(line, '\n', (size_t)got) : NULL;

    if (got < 0) {
        (void)fail(journal, strerror(errno));
        return LINE_BAD;
    }
    if (end == NULL) {
        (void)fail(journal, "damaged: a line is too long");
        return got == 0 ? LINE_NONE : got < LINE ? LINE_TORN : LINE_BAD;
    }
    *len = (size_t)(end - line) + 1;
    line[*len - 1] = 0;
    if (strlen(line) != *len - 1) {
        (void)fail(journal, "damaged: it holds what is no text");
        return LINE_BAD;
    }
    return LINE_WHOLE;
}

bool journal_read(struct journal *journal, int64_t at, struct journal_entry *entry)
{
    char line[LINE];
    size_t len;

    return read_line(journal, at, line, &len) == LINE_WHOLE &&
           (parse(line, entry) || fail(journal, "damaged"));
}

/* What could not be written whole is taken back. */
static bool append(struct journal *journal, const char *line, size_t len)
{
    if (file_write(journal->fd, line, len) && fsync(journal->fd) == 0) {
        journal->length += (int64_t)len;
        return true;
    }
    (void)fail(journal, strerror(errno));
    (void)ftruncate(journal->fd, (off_t)journal->length);
    return false;
}

bool journal_append(struct journal *journal, const struct journal_entry *entry, int64_t *at)
{
    char line[LINE];

    if (at != NULL) {
        *at = journal->length;
    }
    return append(journal, line, render(line, entry));
}

/* ---- Opening */

static bool lock(struct journal *journal)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    if (fcntl(journal->fd, F_SETLK, &whole) == 0) {
        return true;
    }
    return fail(journal,
                errno == EACCES || errno == EAGAIN ? "in use by another run" : strerror(errno));
}

/* The first line: another server's users have nothing to do with these. */
static bool check_head(struct journal *journal, const char *line)
{
    if (strncmp(line, HEAD, sizeof HEAD - 1) != 0) {
        return fail(journal, "not one of this program");
    }
    if (strcmp(line + sizeof HEAD - 1, journal->server) != 0) {
        return fail(journal, "is that of another server");
    }
    return true;
}

static bool write_head(struct journal *journal, int folder)
{
    char line[sizeof HEAD + HOST_MAX + 16];
    int len = snprintf(line, sizeof line, HEAD "%s\n", journal->server);

    if (len >= (int)sizeof line) {
        return fail(journal, "the name of the host is too long");
    }
    if (!append(journal, line, (size_t)len)) {
        return false;
    }
    return fsync(folder) == 0 || fail(journal, strerror(errno));
}

static bool replay(struct journal *journal,
                   void (*each)(void *ctx, const struct journal_entry *entry, int64_t at),
                   void *ctx)
{
    char line[LINE];
    struct journal_entry entry;
    size_t len;
    enum line found;

    while ((found = read_line(journal, journal->length, line, &len)) == LINE_WHOLE) {
        if (journal->length == 0) {
            if (!check_head(journal, line)) {
                return false;
            }
        } else if (!parse(line, &entry)) {
            return fail(journal, "damaged");
        } else {
            each(ctx, &entry, journal->length);
        }
        journal->length += (int64_t)len;
    }
    return found != LINE_BAD;
}

bool journal_open(struct journal *journal, int folder, const char *server, bool read_only,
                  void (*each)(void *ctx, const struct journal_entry *entry, int64_t at), void *ctx)
{
    int flags = read_only ? O_RDONLY : O_RDWR | O_CREAT | O_APPEND;

    journal->length = 0;
    journal->server = server;
    journal->fd = folder < 0 ? -1 : openat(folder, NAME, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (journal->fd < 0) {
        return (read_only && (folder < 0 || errno == ENOENT)) || fail(journal, strerror(errno));
    }
    if ((!read_only && !lock(journal)) || !replay(journal, each, ctx)) {
        return false;
    }
    if (read_only) {
        return true;
    }
    if (ftruncate(journal->fd, (off_t)journal->length) != 0) {
        return fail(journal, strerror(errno));
    }
    return journal->length > 0 || write_head(journal, folder);
}

void journal_close(struct journal *journal)
{
    if (journal->fd >= 0) {
        (void)close(journal->fd);
    }
    journal->fd = -1;
}
