/* SPDX-License-Identifier: MIT */
/*
 * file put. The state is saved when the server is asked for a new file, when it has made one, and with
 * each chunk it has confirmed: whatever ends the program, the same command goes on.
 */
#include "connection.h"
#include "failure.h"
#include "interrupt.h"
#include "message.h"
#include "transfer.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".quatrix-upload"

struct put {
    uint64_t present;
    const char *local;
    const char *path;
};

const struct cli_argument cli_put_arguments[2] = {
    { .name = "LOCAL",
      .required = true,
      .local = true,
      .offset = offsetof(struct put, local),
      .help = "a file of this machine" },
    { .name = "PATH",
      .required = true,
      .offset = offsetof(struct put, path),
      .help = "such as /plans/ or /plans/pump.pdf" },
};

struct upload {
    struct transfer transfer;
    const char *local;
    struct path path;              /* of the file to be */
    struct statefile_saved wanted; /* what it is about */
    char name[PATHS_MAX + 1];
    struct found parent;
    uint64_t saved; /* bytes confirmed, when the state was saved last */
    bool resumed;
    struct quatrix_upload_config config;
    struct quatrix_upload upload;
    uint8_t block[16384];
};

static struct upload put;

/* Before anything is sent */

static int refuse_local(const char *why)
{
    message("%s: %s", put.local, why);
    return CLI_FILE;
}

static int64_t micro_of(const struct timespec *time)
{
    return (int64_t)time->tv_sec * 1000000 + time->tv_nsec / 1000;
}

int cli_prepare_put(struct cli *cli, void *request)
{
    const struct put *wanted = request;
    struct stat info;

    transfer_begin(&put.transfer, cli);
    put.local = wanted->local;
    put.transfer.fd = open(put.local, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (put.transfer.fd < 0 || fstat(put.transfer.fd, &info) != 0) {
        return refuse_local(strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return refuse_local("is no regular file: how many bytes there are has to be known");
    }
    put.config.size = (uint64_t)info.st_size;
    put.config.mtime = cli->options.mtime_given ? cli->options.mtime : micro_of(&info.st_mtim);
    put.wanted.version.size = info.st_size;
    put.wanted.version.modified = micro_of(&info.st_mtim);
    return path_read(&put.path, wanted->path);
}

/* What the server has */

/* A folder takes the file under the name it has here. */
static int look(struct cli *cli, struct found *found)
{
    bool must_be_folder = put.path.folder;
    int result = path_look(cli, &put.path, found);

    if (result == CLI_OK && found->there && found->folder) {
        result = path_append(&put.path, path_name(put.local));
        if (result == CLI_OK) {
            result = path_look(cli, &put.path, found);
        }
        if (result == CLI_OK && found->there && found->folder) {
            message("%s: /%s is a folder", cli->what, put.path.text);
            return CLI_REFUSED;
        }
        return result;
    }
    if (result == CLI_OK && must_be_folder && !found->there) {
        message("%s: there is no folder /%s", cli->what, put.path.text);
        return CLI_REFUSED;
    }
    return result;
}

/* Nobody but the run that was interrupted can be expected to have made it: it is still empty. */
static int is_ours(struct cli *cli, const struct found *found, bool *ours)
{
    struct quatrix_file_size_reply size;
    enum quatrix_status status;

    *ours = false;
    if (put.transfer.state.saved.stage != STATEFILE_ASKED) {
        *ours = strcmp(put.transfer.state.saved.file_id.text, found->id.text) == 0;
        return CLI_OK;
    }
    status = connection_wait(cli, quatrix_file_size_start(&cli->client, found->id.text, &size));
    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
    *ours = quatrix_has(size.present, QUATRIX_FILE_SIZE_REPLY_SIZE) && size.size == 0;
    return CLI_OK;
}

static int find_parent(struct cli *cli)
{
    struct path parent = put.path;
    int result = path_split(&parent, put.name);

    if (result == CLI_OK) {
        result = path_find_folder(cli, &parent, &put.parent);
    }
    put.config.name = put.name;
    put.config.parent_id = put.parent.id.text;
    return result;
}

static int choose_existing(struct cli *cli, const struct found *found, bool ours)
{
    if (!ours && !option_set(&cli->options, OPTION_OVERWRITE)) {
        message("%s: /%s is there already; --overwrite replaces it", cli->what, put.path.text);
        return CLI_REFUSED;
    }
    if (put.config.multipart) {
        message("%s: --multipart is for new files alone, and /%s is there already", cli->what,
                put.path.text);
        return CLI_USAGE;
    }
    put.wanted.file_id = found->id;
    put.config.file_id = put.wanted.file_id.text;
    return CLI_OK;
}

/* How: on from the state, over the file that is there, or a new one. */
static int choose(struct cli *cli, enum statefile_match match, const struct found *found)
{
    bool ours = false;
    bool same = match == STATEFILE_SAME || match == STATEFILE_SAME_PLACE;
    int result = same && found->there ? is_ours(cli, found, &ours) : CLI_OK;

    if (result != CLI_OK) {
        return result;
    }
    put.resumed = match == STATEFILE_SAME && ours && !put.config.multipart &&
                  put.transfer.state.saved.stage == STATEFILE_RUNNING &&
                  !option_set(&cli->options, OPTION_RESTART);
    if (!put.resumed && option_set(&cli->options, OPTION_RESUME)) {
        message("%s: there is nothing to resume", cli->what);
        return CLI_USAGE;
    }
    if (match == STATEFILE_OTHER) {
        warning("%s is of another upload; this one begins anew", put.transfer.state.name);
    }
    if (put.resumed) {
        return CLI_OK;
    }
    return found->there ? choose_existing(cli, found, ours) : find_parent(cli);
}

/* The bytes */

static bool save(void)
{
    struct statefile_saved *saved = &put.transfer.state.saved;

    if (quatrix_upload_save(&put.upload, saved->state) != QUATRIX_OK) {
        return true; /* there is nothing to save */
    }
    saved->place = put.wanted.place;
    saved->version = put.wanted.version;
    saved->file_id = put.upload.link.file_id;
    saved->stage = STATEFILE_RUNNING;
    put.saved = put.upload.confirmed;
    put.transfer.result = statefile_save(&put.transfer.state);
    return put.transfer.result == CLI_OK;
}

static bool on_progress(void *ctx, uint64_t done, uint64_t total)
{
    (void)ctx;
    progress_show(&put.transfer.progress, done, total);
    if (put.upload.confirmed != put.saved && !save()) {
        return false;
    }
    return interrupt_signal() == 0;
}

static void configure(const struct cli *cli)
{
    put.config.multipart = option_set(&cli->options, OPTION_MULTIPART);
    put.config.chunk_size = cli->options.chunk_size;
    put.config.tries = cli->options.tries;
    put.config.block = put.block;
    put.config.block_size = sizeof put.block;
    put.config.read = transfer_read;
    put.config.progress = on_progress;
    put.config.ctx = &put.transfer;
    put.config.digest = put.transfer.digests ? &put.transfer.sha256.digest : NULL;
    put.saved = QUATRIX_SIZE_UNKNOWN; /* the first progress saves */
}

/* Before the server makes a file that this program might never hear of. */
static int save_question(void)
{
    struct statefile_saved *saved = &put.transfer.state.saved;

    memset(saved, 0, sizeof *saved);
    saved->place = put.wanted.place;
    saved->version = put.wanted.version;
    saved->stage = STATEFILE_ASKED;
    return put.config.multipart ? CLI_OK : statefile_save(&put.transfer.state);
}

static enum quatrix_status start(struct cli *cli)
{
    enum quatrix_status status;

    if (put.resumed) {
        status = quatrix_upload_resume(&put.upload, &cli->client, &put.config,
                                       put.transfer.state.saved.state);
        if (status != QUATRIX_E_STATE) {
            return status;
        }
        warning("%s is damaged; the upload begins anew", put.transfer.state.name);
        put.config.file_id = put.transfer.state.saved.file_id.text;
    }
    return quatrix_upload_start(&put.upload, &cli->client, &put.config);
}

static enum quatrix_status wait_for_end(struct cli *cli, enum quatrix_status status)
{
    while (status == QUATRIX_PENDING) {
        status = quatrix_upload_step(&put.upload);
        if (status == QUATRIX_PENDING && !connection_pause(cli)) {
            (void)quatrix_upload_cancel(&put.upload);
            return QUATRIX_E_CANCELLED;
        }
    }
    return status;
}

/* Whether the server may have made a file that this program has not heard of. */
static bool may_have_asked(const struct cli *cli, enum quatrix_status status)
{
    const struct quatrix_error *error = quatrix_client_error(&cli->client);

    return error->phase >= QUATRIX_PHASE_SEND && status != QUATRIX_E_HTTP &&
           status != QUATRIX_E_UNAUTHORIZED && status != QUATRIX_E_RATE_LIMITED;
}

static int end_unfinished(const struct cli *cli, enum quatrix_status status)
{
    int result = transfer_failed(&put.transfer, status);
    uint8_t state[QUATRIX_UPLOAD_STATE_SIZE];

    if (quatrix_upload_save(&put.upload, state) == QUATRIX_OK) {
        quatrix_wipe(state, sizeof state);
        if (save()) {
            transfer_tell_resumable(&put.transfer, put.upload.confirmed, put.config.size);
        }
    } else if (put.config.multipart || !may_have_asked(cli, status)) {
        statefile_remove(&put.transfer.state);
    }
    return result;
}

static int run(struct cli *cli)
{
    enum quatrix_status status;
    int result = put.config.name != NULL ? save_question() : CLI_OK;

    if (result != CLI_OK) {
        return result;
    }
    status = wait_for_end(cli, start(cli));
    progress_end(&put.transfer.progress, put.upload.confirmed, put.config.size);
    if (status != QUATRIX_OK) {
        return end_unfinished(cli, status);
    }
    statefile_remove(&put.transfer.state);
    return transfer_report(&put.transfer, put.local, put.upload.link.file_id.text, put.config.size);
}

int cli_put(struct cli *cli, const void *request)
{
    struct found found;
    enum statefile_match match = STATEFILE_NONE;
    int result = look(cli, &found);

    (void)request;
    configure(cli);
    if (result == CLI_OK) {
        statefile_place(&put.wanted.place, cli, "put", put.path.text);
        result = statefile_open(&put.transfer.state, put.local, SUFFIX, &put.wanted, &match);
    }
    if (result == CLI_OK) {
        result = choose(cli, match, &found);
    }
    if (result == CLI_OK) {
        result = run(cli);
    }
    statefile_close(&put.transfer.state);
    quatrix_wipe(&put.upload, sizeof put.upload);
    (void)close(put.transfer.fd);
    return result;
}
