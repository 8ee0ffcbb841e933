/* SPDX-License-Identifier: MIT */
/*
 * file get and file cat. What comes goes to LOCAL.part, which gets its name when all of it is there. The
 * state is saved each megabyte, and always of bytes that have reached the disk.
 */
#include "connection.h"
#include "failure.h"
#include "interrupt.h"
#include "message.h"
#include "outfile.h"
#include "transfer.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX      ".quatrix-part"
#define PART_SUFFIX ".part"
#define SAVE_EACH   (1U << 20)

struct get {
    uint64_t present;
    const char *path;
    const char *local;
};

const struct cli_argument cli_get_arguments[2] = {
    { .name = "PATH",
      .required = true,
      .offset = offsetof(struct get, path),
      .help = "such as /plans/pump.pdf" },
    { .name = "LOCAL",
      .required = true,
      .local = true,
      .offset = offsetof(struct get, local),
      .help = "a file of this machine" },
};

const struct cli_argument cli_cat_arguments[1] = {
    { .name = "PATH",
      .required = true,
      .offset = offsetof(struct get, path),
      .help = "such as /plans/pump.pdf" },
};

struct download {
    struct transfer transfer;
    struct path path;
    struct found found;
    struct quatrix_file_metadata metadata;
    char local[STATEFILE_NAME_MAX + 1];
    char part[STATEFILE_NAME_MAX + 1];
    struct statefile_saved wanted;
    uint64_t saved; /* bytes, when the state was saved last */
    uint64_t piped; /* bytes written to standard output */
    bool resumed;
    struct quatrix_download_config config;
    struct quatrix_download download;
    uint8_t block[65536];
};

static struct download get;

static int refuse_local(const char *name)
{
    message("%s: %s", name, strerror(errno));
    return CLI_FILE;
}

/* What the server has */

static int64_t modified(void)
{
    return quatrix_has(get.metadata.present, QUATRIX_FILE_METADATA_MODIFIED_MS)
               ? get.metadata.modified_ms
               : get.metadata.modified;
}

static int find(struct cli *cli, const char *word)
{
    enum quatrix_status status;
    int result = path_read(&get.path, word);

    if (result == CLI_OK) {
        result = path_find(cli, &get.path, &get.found);
    }
    if (result != CLI_OK) {
        return result;
    }
    status = connection_wait(
        cli, quatrix_file_metadata_start(&cli->client, get.found.id.text, &get.metadata));
    return status == QUATRIX_OK ? CLI_OK : failure_report(cli, cli->what, status);
}

/* The bytes */

/* What was there before is of no use any more, and a state that counts on it is wrong. */
static bool forget_parts(void)
{
    if (ftruncate(get.transfer.fd, 0) != 0 ||
        (get.transfer.state.fd >= 0 && ftruncate(get.transfer.state.fd, 0) != 0)) {
        get.transfer.result = refuse_local(get.part);
        return false;
    }
    return true;
}

static int32_t write_piece(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    size_t done = 0;

    (void)ctx;
    if (offset == 0 && !forget_parts()) {
        return -1;
    }
    while (done < len) {
        ssize_t put = pwrite(get.transfer.fd, bytes + done, len - done, (off_t)(offset + done));
        if (put < 0 && errno != EINTR) {
            get.transfer.result = refuse_local(get.part);
            return -1;
        }
        done += put > 0 ? (size_t)put : 0;
    }
    return (int32_t)len;
}

/* A pipe cannot be taken back. */
static int32_t write_out(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    struct outfile out = { .name = NULL, .fd = STDOUT_FILENO };

    (void)ctx;
    if (offset != get.piped) {
        message("%s: the file has changed meanwhile, and what was written cannot be taken back",
                get.transfer.cli->what);
        get.transfer.result = CLI_REPLY;
        return -1;
    }
    get.transfer.result = outfile_write(&out, bytes, len);
    if (get.transfer.result != CLI_OK) {
        return -1;
    }
    get.piped += len;
    return (int32_t)len;
}

static bool save(void)
{
    struct statefile_saved *saved = &get.transfer.state.saved;

    if (quatrix_download_save(&get.download, saved->state) != QUATRIX_OK) {
        return true; /* the length is not known: there is nothing to go on with */
    }
    if (fdatasync(get.transfer.fd) != 0) {
        get.transfer.result = refuse_local(get.part);
        return false;
    }
    saved->place = get.wanted.place;
    saved->version = get.wanted.version;
    saved->file_id = get.found.id;
    saved->stage = STATEFILE_RUNNING;
    get.saved = get.download.done;
    get.transfer.result = statefile_save(&get.transfer.state);
    return get.transfer.result == CLI_OK;
}

static bool on_progress(void *ctx, uint64_t done, uint64_t total)
{
    (void)ctx;
    progress_show(&get.transfer.progress, done, total);
    if (get.transfer.fd != STDOUT_FILENO && (done < get.saved || done - get.saved >= SAVE_EACH) &&
        !save()) {
        return false;
    }
    return interrupt_signal() == 0;
}

static void configure(const struct cli *cli)
{
    get.config.file_id = get.found.id.text;
    get.config.tries = cli->options.tries;
    get.config.block = get.block;
    get.config.block_size = sizeof get.block;
    get.config.write = get.transfer.fd == STDOUT_FILENO ? write_out : write_piece;
    get.config.read = transfer_read;
    get.config.progress = on_progress;
    get.config.ctx = &get.transfer;
    get.config.digest = get.transfer.digests ? &get.transfer.sha256.digest : NULL;
}

static enum quatrix_status wait_for_end(struct cli *cli, enum quatrix_status status)
{
    while (status == QUATRIX_PENDING) {
        status = quatrix_download_step(&get.download);
        if (status == QUATRIX_PENDING && !connection_pause(cli)) {
            (void)quatrix_download_cancel(&get.download);
            return QUATRIX_E_CANCELLED;
        }
    }
    return status;
}

/* As many bytes as the state counts have to be in the file. */
static bool parts_are_there(void)
{
    struct stat info;

    return fstat(get.transfer.fd, &info) == 0 && (uint64_t)info.st_size >= get.download.done;
}

static enum quatrix_status start(struct cli *cli)
{
    enum quatrix_status status;

    if (get.resumed) {
        status = quatrix_download_resume(&get.download, &cli->client, &get.config,
                                         get.transfer.state.saved.state);
        if (status != QUATRIX_E_STATE && parts_are_there()) {
            get.saved = get.download.done;
            return status;
        }
        (void)quatrix_download_cancel(&get.download);
        warning("%s does not fit %s; the download begins anew", get.part, get.transfer.state.name);
    }
    return quatrix_download_start(&get.download, &cli->client, &get.config);
}

static enum quatrix_status transfer_all(struct cli *cli)
{
    enum quatrix_status status = wait_for_end(cli, start(cli));

    progress_end(&get.transfer.progress, get.download.done, get.download.total);
    return status;
}

/* To a file */

static int choose_local(const char *word)
{
    struct stat info;
    bool folder = stat(word, &info) == 0 && S_ISDIR(info.st_mode);
    const char *name = folder ? path_name(get.path.text) : "";
    const char *slash = folder && word[strlen(word) - 1] != '/' ? "/" : "";

    if (folder && name[0] == '\0') {
        message("%s: / has no name of its own; name a file", get.transfer.cli->what);
        return CLI_USAGE;
    }
    if (strlen(word) + strlen(name) + 8 > STATEFILE_NAME_MAX) {
        errno = ENAMETOOLONG;
        return refuse_local(word);
    }
    (void)snprintf(get.local, sizeof get.local, "%s%s%s", word, slash, name);
    (void)snprintf(get.part, sizeof get.part, "%.*s" PART_SUFFIX, STATEFILE_NAME_MAX - 8,
                   get.local);
    return outfile_check(get.local);
}

static int open_part(void)
{
    struct stat info;

    get.transfer.fd = open(get.part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0666);
    if (get.transfer.fd < 0 || fstat(get.transfer.fd, &info) != 0) {
        return refuse_local(get.part);
    }
    if (!S_ISREG(info.st_mode)) {
        message("%s: is no regular file", get.part);
        return CLI_FILE;
    }
    if (!statefile_lock(get.transfer.fd)) {
        message("%s: another run of this program is at it", get.part);
        return CLI_FILE;
    }
    return CLI_OK;
}

static int choose(struct cli *cli)
{
    enum statefile_match match;
    int result;

    statefile_place(&get.wanted.place, cli, "get", get.path.text);
    get.wanted.version.size = get.metadata.size;
    get.wanted.version.modified = modified();
    result = statefile_open(&get.transfer.state, get.local, SUFFIX, &get.wanted, &match);
    if (result != CLI_OK) {
        return result;
    }
    get.resumed = match == STATEFILE_SAME && !option_set(&cli->options, OPTION_RESTART) &&
                  strcmp(get.transfer.state.saved.file_id.text, get.found.id.text) == 0 &&
                  access(get.part, F_OK) == 0;
    if (!get.resumed && option_set(&cli->options, OPTION_RESUME)) {
        message("%s: there is nothing to resume%s", cli->what,
                match == STATEFILE_SAME_PLACE ? ": the file has changed" : "");
        return CLI_USAGE;
    }
    if (!get.resumed && match != STATEFILE_NONE && !option_set(&cli->options, OPTION_RESTART)) {
        warning("%s is of another download%s; this one begins anew", get.transfer.state.name,
                match == STATEFILE_SAME_PLACE ? ", or the file has changed" : "");
    }
    return open_part();
}

static int put_in_place(void)
{
    struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_nsec = UTIME_OMIT } };
    int64_t time = modified();
    bool known = time > 0 && !get.found.folder;

    if (known) {
        times[1].tv_sec = (time_t)(time / 1000000);
        times[1].tv_nsec = (long)(time % 1000000) * 1000;
    }
    if (ftruncate(get.transfer.fd, (off_t)get.download.done) != 0 ||
        (known && futimens(get.transfer.fd, times) != 0) || fsync(get.transfer.fd) != 0 ||
        rename(get.part, get.local) != 0) {
        return refuse_local(get.local);
    }
    statefile_remove(&get.transfer.state);
    return transfer_report(&get.transfer, get.local, get.found.id.text, get.download.done);
}

static int end_unfinished(enum quatrix_status status)
{
    int result = transfer_failed(&get.transfer, status);
    uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE];

    if (quatrix_download_save(&get.download, state) == QUATRIX_OK) {
        if (save()) {
            transfer_tell_resumable(&get.transfer, get.download.done, get.download.total);
        }
    } else if (get.transfer.state.fd < 0) {
        (void)unlink(get.part); /* nothing can be made of it */
    }
    return result;
}

static int get_to_file(struct cli *cli, const char *word)
{
    enum quatrix_status status;
    int result = choose_local(word);

    if (result == CLI_OK) {
        result = choose(cli);
    }
    if (result == CLI_OK) {
        configure(cli);
        status = transfer_all(cli);
        result = status == QUATRIX_OK ? put_in_place() : end_unfinished(status);
    }
    statefile_close(&get.transfer.state);
    if (get.transfer.fd >= 0) {
        (void)close(get.transfer.fd);
    }
    return result;
}

/* To standard output */

static int get_to_output(struct cli *cli)
{
    enum quatrix_status status;

    if (option_set(&cli->options, OPTION_RESUME)) {
        message("%s: what went to standard output cannot be resumed", cli->what);
        return CLI_USAGE;
    }
    get.transfer.fd = STDOUT_FILENO;
    get.transfer.progress.shown = get.transfer.progress.shown && isatty(STDOUT_FILENO) == 0;
    configure(cli);
    status = transfer_all(cli);
    return status == QUATRIX_OK ? transfer_report(&get.transfer, "", NULL, get.piped)
                                : transfer_failed(&get.transfer, status);
}

int cli_get(struct cli *cli, const void *request)
{
    const struct get *wanted = request;
    int result;

    transfer_begin(&get.transfer, cli);
    result = find(cli, wanted->path);
    if (result != CLI_OK) {
        return result;
    }
    return strcmp(wanted->local, "-") == 0 ? get_to_output(cli) : get_to_file(cli, wanted->local);
}

int cli_cat(struct cli *cli, const void *request)
{
    const struct get *wanted = request;
    int result;

    transfer_begin(&get.transfer, cli);
    result = find(cli, wanted->path);
    return result == CLI_OK ? get_to_output(cli) : result;
}
