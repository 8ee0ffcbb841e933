/* SPDX-License-Identifier: MIT */
#include "ticket.h"
#include "message.h"
#include "outfile.h"
#include "readfile.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A session with its ticket has some 300 bytes; with the server's certificate a few thousand. */
static uint8_t session[32 * 1024];

/* Not a file that somebody else could have written, or read. */
static bool is_private(const char *path, const struct stat *info)
{
    if (S_ISREG(info->st_mode) && info->st_uid == geteuid() && (info->st_mode & 077U) == 0) {
        return true;
    }
    warning("%s is not used: it has to be a file of your own with mode 0600", path);
    return false;
}

/* What does not fit, or not any more, is passed over: then the handshake is a full one. */
int ticket_load(struct cli *cli)
{
    const char *path = cli->options.value[OPTION_SESSION_CACHE];
    struct stat info;
    size_t len;
    int result;

    if (path == NULL || (lstat(path, &info) != 0 && errno == ENOENT) || !is_private(path, &info)) {
        return CLI_OK;
    }
    result = readfile(path, session, sizeof session, &len, "");
    if (result == CLI_OK) {
        (void)quatrix_tls_import_session(&cli->tls, session, len);
    }
    quatrix_wipe(session, sizeof session);
    return result;
}

void ticket_save(struct cli *cli)
{
    const char *path = cli->options.value[OPTION_SESSION_CACHE];
    struct outfile file;
    size_t len = 0;
    int result;

    if (path == NULL ||
        quatrix_tls_export_session(&cli->tls, session, sizeof session, &len) != QUATRIX_OK) {
        return;
    }
    result = outfile_check(path);
    result = result == CLI_OK ? outfile_open(&file, path) : result;
    if (result == CLI_OK) {
        result = outfile_write(&file, session, len);
        (void)outfile_close(&file, result);
    }
    quatrix_wipe(session, sizeof session);
}
