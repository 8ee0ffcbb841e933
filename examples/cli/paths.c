/* SPDX-License-Identifier: MIT */
/* What names may look like is the library's to say: here only slashes count. */
#include "paths.h"
#include "connection.h"
#include "failure.h"
#include "message.h"
#include <string.h>

static int refuse_long(void)
{
    message("the path is longer than %d bytes", PATHS_MAX);
    return CLI_USAGE;
}

int path_read(struct path *path, const char *word)
{
    size_t len = 0;

    memset(path, 0, sizeof *path);
    for (; *word != '\0'; word++) {
        bool begins = len == 0 || path->text[len - 1] == '/';
        if (*word == '/' && begins) {
            continue;
        }
        if (len == PATHS_MAX) {
            return refuse_long();
        }
        path->text[len++] = *word;
    }
    path->folder = len == 0 || path->text[len - 1] == '/';
    if (len > 0 && path->folder) {
        path->text[len - 1] = '\0';
    }
    return CLI_OK;
}

int path_append(struct path *path, const char *name)
{
    size_t len = strlen(path->text);
    size_t more = strlen(name);

    if (len + 1 + more > PATHS_MAX) {
        return refuse_long();
    }
    if (len > 0) {
        path->text[len++] = '/';
    }
    memcpy(path->text + len, name, more + 1);
    path->folder = false;
    return CLI_OK;
}

const char *path_name(const char *text)
{
    const char *slash = strrchr(text, '/');

    return slash != NULL ? slash + 1 : text;
}

int path_split(struct path *path, char *name)
{
    char *last = (char *)path->text + (path_name(path->text) - path->text);
    size_t len = strlen(last);

    if (len == 0) {
        message("/ is the home folder itself");
        return CLI_USAGE;
    }
    memcpy(name, last, len + 1);
    last[last > path->text ? -1 : 0] = '\0';
    path->folder = true;
    return CLI_OK;
}

/* The home folder has no path to find it by. */
static int look_at_home(struct cli *cli, struct found *found)
{
    struct quatrix_file_metadata home;
    enum quatrix_status status =
        connection_wait(cli, quatrix_file_metadata_start(&cli->client, NULL, &home));

    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
    found->there = found->folder = true;
    found->id = home.id;
    return CLI_OK;
}

int path_look(struct cli *cli, const struct path *path, struct found *found)
{
    struct quatrix_file_id_reply reply;
    enum quatrix_status status;

    memset(found, 0, sizeof *found);
    if (path->text[0] == '\0') {
        return look_at_home(cli, found);
    }
    status = connection_wait(cli, quatrix_file_id_start(&cli->client, path->text, NULL, &reply));
    if (status == QUATRIX_E_MISSING) {
        return CLI_OK;
    }
    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
    found->there = true;
    found->folder = strcmp(reply.type.text, "D") == 0 || strcmp(reply.type.text, "S") == 0 ||
                    strcmp(reply.type.text, "T") == 0;
    found->id = reply.file_id;
    if (path->folder && !found->folder) {
        message("%s: /%s is no folder", cli->what, path->text);
        return CLI_REFUSED;
    }
    return CLI_OK;
}

int path_find(struct cli *cli, const struct path *path, struct found *found)
{
    int result = path_look(cli, path, found);

    if (result == CLI_OK && !found->there) {
        message("%s: there is no /%s", cli->what, path->text);
        return CLI_REFUSED;
    }
    return result;
}

int path_find_folder(struct cli *cli, const struct path *path, struct found *found)
{
    int result = path_find(cli, path, found);

    if (result == CLI_OK && !found->folder) {
        message("%s: /%s is no folder", cli->what, path->text);
        return CLI_REFUSED;
    }
    return result;
}
