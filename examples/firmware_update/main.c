/* SPDX-License-Identifier: MIT */
/* The update on a host, with a flash in a file. All memory is static, as on a device. */
#include "flash_file.h"
#include "update.h"

#include <errno.h>
#include <getopt.h>
#include <quatrix/posix.h>
#include <quatrix/tls.h>
#include <stdlib.h>
#include <string.h>

enum { GOOD = 0, FAILED = 1, USAGE = 2, AGAIN = 3 };
enum { BLOCKS_MAX = 65536, BLOCKS = 258 };

static const char usage[] =
    "usage: firmware_update --flash FILE --file ID --sha256 HEX [--blocks N] [--power-loss N]\n"
    "       firmware_update --flash FILE --show\n"
    "\n"
    "Brings file ID of the account into the slot of a flash, and goes on where it was "
    "interrupted.\n"
    "\n"
    "  --flash FILE    the flash; made when missing\n"
    "  --sha256 HEX    hash of the image that is ordered\n"
    "  --blocks N      blocks of 4,096 bytes, two of them for the journal (258)\n"
    "  --power-loss N  lose power in the middle of the Nth change of the flash\n"
    "  --show          print length and hash of the good image, if there is one\n"
    "\n"
    "  QUATRIX_HOST QUATRIX_PORT QUATRIX_CA  host, port (443), CA certificates\n"
    "  QUATRIX_API_KEY                       the device's key\n"
    "\n"
    "Exit status: 0 the image is in the slot and right, 3 run again, 1 failed, 75 power lost.\n";

struct options {
    const char *flash;
    const char *file;
    const char *sha256;
    long blocks;
    long power;
    bool show;
};

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static struct flash_file flash;
static struct update update;
static uint8_t work[768];
static uint8_t block[4096];
static uint8_t ca[512 * 1024]; /* a device has one certificate in flash instead */

static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != 0 ? value : otherwise;
}

static bool complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "firmware_update: %s: %s\n", what, why);
    return false;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    static const struct option known[] = { { "flash", required_argument, NULL, 'f' },
                                           { "file", required_argument, NULL, 'i' },
                                           { "sha256", required_argument, NULL, 's' },
                                           { "blocks", required_argument, NULL, 'b' },
                                           { "power-loss", required_argument, NULL, 'p' },
                                           { "show", no_argument, NULL, 'o' },
                                           { NULL, 0, NULL, 0 } };
    int letter;

    options->blocks = BLOCKS;
    while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (letter) {
        case 'f':
            options->flash = optarg;
            break;
        case 'i':
            options->file = optarg;
            break;
        case 's':
            options->sha256 = optarg;
            break;
        case 'b':
            options->blocks = strtol(optarg, NULL, 10);
            break;
        case 'p':
            options->power = strtol(optarg, NULL, 10);
            break;
        case 'o':
            options->show = true;
            break;
        default:
            return false;
        }
    }
    return optind == argc && options->flash != NULL && options->blocks > 2 &&
           options->blocks <= BLOCKS_MAX && options->power >= 0 &&
           (options->show || (options->file != NULL && options->sha256 != NULL));
}

static int digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c == 0 ? NULL : strchr(digits, c | 0x20);

    return at == NULL ? -1 : (int)(at - digits);
}

static bool read_hash(const char *text, uint8_t hash[QUATRIX_SHA256_SIZE])
{
    if (strlen(text) != 2 * QUATRIX_SHA256_SIZE) {
        return false;
    }
    for (size_t i = 0; i < QUATRIX_SHA256_SIZE; i++) {
        int high = digit(text[2 * i]);
        int low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        hash[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool read_anchor(struct quatrix_anchor *anchor)
{
    const char *path = environment("QUATRIX_CA", "/etc/ssl/certs/ca-certificates.crt");
    FILE *file = fopen(path, "rb");
    size_t len = file == NULL ? 0 : fread(ca, 1, sizeof ca - 1, file);
    bool good = file != NULL && ferror(file) == 0 && feof(file) != 0;

    if (!good) {
        (void)complain(path, file == NULL ? strerror(errno) : "cannot be read, or is too large");
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    anchor->data = ca;
    anchor->len = len + (ca[0] != 0x30 ? 1U : 0U); /* PEM counts its NUL; DER has none */
    return good;
}

static bool step(enum quatrix_status status, const char *what)
{
    return status == QUATRIX_OK || complain(what, quatrix_status_text(status));
}

static bool connect_parts(void)
{
    static struct quatrix_anchor anchor; /* the transport keeps a pointer to it */
    const struct quatrix_tls_config tls_config = { .port = &posix.port,
                                                   .anchors = &anchor,
                                                   .anchor_count = 1 };
    const struct quatrix_config config = {
        .host = environment("QUATRIX_HOST", NULL),
        .port = (uint16_t)strtoul(environment("QUATRIX_PORT", "443"), NULL, 10),
        .transport = quatrix_tls_transport(&tls),
        .work = work,
        .work_size = sizeof work,
    };

    return step(quatrix_posix_init(&posix), "network") && read_anchor(&anchor) &&
           step(quatrix_tls_init(&tls, &tls_config), "TLS") &&
           step(quatrix_client_init(&client, &config), "QUATRIX_HOST") &&
           step(quatrix_client_use_api_key(&client, environment("QUATRIX_API_KEY", NULL)),
                "QUATRIX_API_KEY");
}

static int report(enum update_result result)
{
    const struct quatrix_error *error = quatrix_client_error(&client);

    switch (result) {
    case UPDATE_GOOD:
        (void)puts("good");
        return GOOD;
    case UPDATE_UNFINISHED:
        (void)fprintf(stderr, "firmware_update: %s [%s]%s%s\n", quatrix_status_text(error->status),
                      quatrix_status_name(error->status), error->server_msg[0] != 0 ? ": " : "",
                      error->server_msg);
        return AGAIN;
    case UPDATE_WRONG_HASH:
        (void)complain("the image", "its hash is not the one that was ordered");
        return FAILED;
    case UPDATE_TOO_LARGE:
        (void)complain("the image", "does not fit the slot");
        return FAILED;
    default:
        (void)complain("the flash", "failed");
        return FAILED;
    }
}

static int show(void)
{
    uint8_t hash[QUATRIX_SHA256_SIZE];
    uint32_t length = update_good(&flash.flash, hash);

    if (length == 0) {
        (void)puts("none");
        return FAILED;
    }
    (void)printf("%lu ", (unsigned long)length);
    for (size_t i = 0; i < sizeof hash; i++) {
        (void)printf("%02x", hash[i]);
    }
    (void)putchar('\n');
    return GOOD;
}

static int run(const struct options *options, const uint8_t *hash)
{
    int status = FAILED;

    if (connect_parts()) {
        update.flash = &flash.flash;
        update.client = &client;
        update.file_id = options->file;
        update.sha256 = hash;
        update.block = block;
        update.block_size = sizeof block;
        status = report(update_run(&update));
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = { 0 };
    uint8_t hash[QUATRIX_SHA256_SIZE];
    int status;

    if (!read_options(&options, argc, argv) ||
        (!options.show && !read_hash(options.sha256, hash))) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    if (!flash_file_open(&flash, options.flash, (uint32_t)options.blocks, options.power)) {
        (void)complain(options.flash, strerror(errno));
        return USAGE;
    }
    status = options.show ? show() : run(&options, hash);
    flash_file_close(&flash);
    return status;
}
