/* SPDX-License-Identifier: MIT */
/*
 * Uploads or downloads one file, and keeps the state of the transfer in a file, from which it goes on when
 * it is started again. Prints the SHA-256 of what was transferred, or what it ended with.
 *
 *     transfers HOST PORT CA.pem up|down LOCAL STATE [NAME=VALUE...]
 *
 * In the environment: QUATRIX_KEY, or QUATRIX_USER and QUATRIX_PASSWORD for a session that is begun anew when
 * it has ended. Values: name, parent, id, resolve, multipart, tries, chunk, block, mtime, patience (of the
 * client, in milliseconds), pace (of the file, in milliseconds a block), step (bytes of a download between two states).
 */
#include <quatrix/digest.h>
#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEP = 262144,
    BLOCK_MAX = 65536
}; /* how many bytes of a download may be lost with the power */

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[1024];
static uint8_t block[BLOCK_MAX];
static char ca[65536];
static struct quatrix_sha256 sha256;
static struct quatrix_upload upload;
static struct quatrix_download download;

static FILE *file;
static const char *state_path;
static uint64_t kept;
static uint64_t step;
static int pace;
static char **values;
static int value_count;

static void fail(const char *what)
{
    (void)printf("%s\n", what);
    exit(2);
}

static const char *value(const char *name)
{
    size_t len = strlen(name);

    for (int i = 0; i < value_count; i++) {
        if (strncmp(values[i], name, len) == 0 && values[i][len] == '=') {
            return values[i] + len + 1;
        }
    }
    return NULL;
}

static uint64_t number(const char *name, uint64_t otherwise)
{
    return value(name) == NULL ? otherwise : strtoull(value(name), NULL, 10);
}

/* --- what lies on disk --- */

static void seek(uint64_t offset)
{
    if (fseek(file, (long)offset, SEEK_SET) != 0) {
        fail("seek");
    }
}

static int32_t read_file(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    size_t n;

    (void)ctx;
    if (pace > 0) {
        (void)poll(NULL, 0, pace);
    }
    seek(offset);
    n = fread(buf, 1, size, file);
    return n == 0 ? -1 : (int32_t)n;
}

static int32_t write_file(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    (void)ctx;
    if (pace > 0) {
        (void)poll(NULL, 0, pace);
    }
    seek(offset);
    return (int32_t)fwrite(bytes, 1, len, file);
}

/* In place of the one before, as a whole or not at all. */
static void keep(const uint8_t *state, size_t len)
{
    char path[1024];
    FILE *out;

    (void)snprintf(path, sizeof path, "%s.new", state_path);
    out = fopen(path, "wb");
    if (out == NULL || fwrite(state, 1, len, out) != len || fclose(out) != 0 ||
        rename(path, state_path) != 0) {
        fail("state");
    }
}

static bool have_state(uint8_t *state, size_t len)
{
    FILE *in = fopen(state_path, "rb");
    bool whole;

    if (in == NULL) {
        return false;
    }
    whole = fread(state, 1, len, in) == len;
    (void)fclose(in);
    return whole;
}

static bool keep_upload(void *ctx, uint64_t done, uint64_t total)
{
    uint8_t state[QUATRIX_UPLOAD_STATE_SIZE];

    (void)ctx;
    (void)total;
    if (done == upload.confirmed && quatrix_upload_save(&upload, state) == QUATRIX_OK) {
        keep(state, sizeof state);
    }
    return true;
}

static bool keep_download(void *ctx, uint64_t done, uint64_t total)
{
    uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE];

    (void)ctx;
    (void)total;
    if ((done < kept || done - kept >= step) &&
        quatrix_download_save(&download, state) == QUATRIX_OK) {
        (void)fflush(file);
        keep(state, sizeof state);
        kept = done;
    }
    return true;
}

/* --- the transfer --- */

static uint64_t size_of_file(void)
{
    if (fseek(file, 0, SEEK_END) != 0) {
        fail("seek");
    }
    return (uint64_t)ftell(file);
}

static enum quatrix_status up(const char *path)
{
    uint8_t state[QUATRIX_UPLOAD_STATE_SIZE];
    struct quatrix_upload_config config = {
        .name = value("name"),
        .parent_id = value("parent"),
        .file_id = value("id"),
        .resolve = number("resolve", 0) != 0,
        .multipart = number("multipart", 0) != 0,
        .tries = (uint8_t)number("tries", 0),
        .chunk_size = (uint32_t)number("chunk", 0),
        .mtime = (int64_t)number("mtime", 0),
        .block = block,
        .block_size = (size_t)number("block", 16384),
        .read = read_file,
        .progress = keep_upload,
        .digest = &sha256.digest,
    };

    file = fopen(path, "rb");
    if (file == NULL) {
        fail("local");
    }
    config.size = size_of_file();
    if (have_state(state, sizeof state)) {
        return quatrix_upload_wait(&upload,
                                   quatrix_upload_resume(&upload, &client, &config, state));
    }
    return quatrix_upload(&upload, &client, &config);
}

static enum quatrix_status down(const char *path)
{
    uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE];
    const struct quatrix_download_config config = {
        .file_id = value("id"),
        .tries = (uint8_t)number("tries", 0),
        .size_known = value("size") != NULL,
        .size = number("size", 0),
        .block = block,
        .block_size = (size_t)number("block", 16384),
        .write = write_file,
        .read = read_file,
        .progress = keep_download,
        .digest = &sha256.digest,
    };
    bool resumed = have_state(state, sizeof state);

    file = fopen(path, resumed ? "r+b" : "w+b");
    if (file == NULL) {
        fail("local");
    }
    if (resumed) {
        return quatrix_download_wait(&download,
                                     quatrix_download_resume(&download, &client, &config, state));
    }
    return quatrix_download(&download, &client, &config);
}

/* --- the client --- */

static bool give_credentials(void *ctx, const char **email, const char **password)
{
    (void)ctx;
    *email = getenv("QUATRIX_USER");
    *password = getenv("QUATRIX_PASSWORD");
    return *email != NULL && *password != NULL;
}

static enum quatrix_status authorize(void)
{
    static const struct quatrix_relogin hook = { NULL, give_credentials, NULL, NULL };
    const char *email;
    const char *password;
    enum quatrix_status status;

    if (!give_credentials(NULL, &email, &password)) {
        return quatrix_client_use_api_key(&client, getenv("QUATRIX_KEY"));
    }
    status = quatrix_client_relogin(&client, &hook);
    return status == QUATRIX_OK ? quatrix_session_login(&client, email, password) : status;
}

static enum quatrix_status set_up(char **argv)
{
    static struct quatrix_anchor anchor;
    FILE *in = fopen(argv[3], "rb");
    struct quatrix_tls_config tls_config = {
        .port = &posix.port,
        .anchors = &anchor,
        .anchor_count = 1,
        .dates = QUATRIX_DATES_CHECKED,
    };
    struct quatrix_config config = {
        .host = argv[1],
        .port = (uint16_t)strtoul(argv[2], NULL, 10),
        .work = work,
        .work_size = sizeof work,
        .timeout_ms = (uint32_t)number("patience", 5000),
    };
    enum quatrix_status status;

    if (in == NULL) {
        fail("CA");
    }
    anchor.data = (const uint8_t *)ca;
    anchor.len = fread(ca, 1, sizeof ca - 1, in) + 1;
    (void)fclose(in);
    status = quatrix_posix_init(&posix);
    if (status == QUATRIX_OK) {
        status = quatrix_tls_init(&tls, &tls_config);
    }
    config.transport = quatrix_tls_transport(&tls);
    if (status == QUATRIX_OK) {
        status = quatrix_client_init(&client, &config);
    }
    return status == QUATRIX_OK ? authorize() : status;
}

static int report(enum quatrix_status status)
{
    const struct quatrix_error *error = quatrix_client_error(&client);
    uint8_t hash[QUATRIX_SHA256_SIZE];

    if (status != QUATRIX_OK) {
        (void)printf("%s %u %" PRId64 " %s\n", quatrix_status_name(status),
                     (unsigned)error->http_status, error->server_code,
                     error->member == NULL ? "" : error->member);
        return 1;
    }
    if (quatrix_sha256_finish(&sha256, hash) != QUATRIX_OK || (file != NULL && fclose(file) != 0)) {
        fail("hash");
    }
    for (size_t i = 0; i < sizeof hash; i++) {
        (void)printf("%02x", hash[i]);
    }
    (void)printf(" %s\n", upload.link.name);
    (void)remove(state_path);
    return 0;
}

int main(int argc, char **argv)
{
    enum quatrix_status status;
    int code;

    if (argc < 7) {
        fail("usage");
    }
    state_path = argv[6];
    values = argv + 7;
    value_count = argc - 7;
    pace = (int)number("pace", 0);
    step = number("step", STEP);
    quatrix_sha256_init(&sha256);
    status = set_up(argv);
    if (status == QUATRIX_OK) {
        status = strcmp(argv[4], "up") == 0 ? up(argv[5]) : down(argv[5]);
    }
    code = report(status);
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    return code;
}
