/* SPDX-License-Identifier: MIT */
/* All of it lies in static memory, as the channel keeps pointers to it. */
#include "trust.h"
#include "message.h"
#include "readfile.h"
#include "values.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_CA "/etc/ssl/certs/ca-certificates.crt"
#define PINS_MAX  16

/* Debian's bundle has 220 KB. Certificates are no secret. */
static uint8_t ca_text[2048 * 1024];
static uint8_t certificate_text[128 * 1024];
static uint8_t key_text[32 * 1024];

static uint8_t hashes[PINS_MAX][QUATRIX_PIN_SIZE];
static struct quatrix_anchor anchor;
static struct quatrix_anchor certificate;
static struct quatrix_pins pins = { .check = quatrix_pins_check,
                                    .hashes = (const uint8_t (*)[QUATRIX_PIN_SIZE])hashes };
static struct quatrix_identity identity;

/* Does not say what was given: it may be the PIN of a user. */
static int refuse_pin(void)
{
    message("--pin takes SHA-256 hashes of public keys, 64 hexadecimal digits each, with commas "
            "between, at most %d; the PIN of a user goes into --pin-file",
            PINS_MAX);
    return CLI_USAGE;
}

static int check_pins(const char *text)
{
    for (pins.count = 0; pins.count < PINS_MAX; text++) {
        if (!value_hex(text, hashes[pins.count++], QUATRIX_PIN_SIZE, &text)) {
            return refuse_pin();
        }
        if (*text != ',') {
            return *text == '\0' ? CLI_OK : refuse_pin();
        }
    }
    return refuse_pin();
}

static int read_key(struct cli *cli, const char *path)
{
    size_t len;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int result;

    if (fd >= 0) {
        readfile_warn(fd, path);
        (void)close(fd);
    }
    result = readfile(path, key_text, sizeof key_text, &len, "");
    identity.key = key_text;
    identity.key_len = readfile_mbedtls_len(key_text, len);
    if (result == CLI_OK && (strstr((const char *)key_text, "ENCRYPTED") != NULL ||
                             option_set(&cli->options, OPTION_CLIENT_KEY_PASSWORD_FILE))) {
        result = secret_get(&cli->secrets, &cli->options, SECRET_KEY_PASSWORD, &identity.password);
    }
    return result;
}

static int check_identity(struct cli *cli)
{
    const char *path = cli->options.value[OPTION_CLIENT_CERT];
    const char *key = cli->options.value[OPTION_CLIENT_KEY];
    size_t len;
    int result;

    if (path == NULL && key == NULL) {
        return CLI_OK;
    }
    if (path == NULL || key == NULL) {
        message("--client-cert and --client-key go together");
        return CLI_USAGE;
    }
    result = readfile(path, certificate_text, sizeof certificate_text, &len, "");
    certificate.data = certificate_text;
    certificate.len = readfile_mbedtls_len(certificate_text, len);
    identity.load = quatrix_identity_load;
    identity.chain = &certificate;
    identity.chain_count = 1;
    return result == CLI_OK ? read_key(cli, key) : result;
}

int trust_check(struct cli *cli)
{
    const char *text = cli->options.value[OPTION_PIN];
    int result = text != NULL ? check_pins(text) : CLI_OK;

    return result == CLI_OK ? check_identity(cli) : result;
}

int trust_read(struct cli *cli, struct quatrix_tls_config *config)
{
    const char *path = cli->options.value[OPTION_CA];
    size_t len;
    int result = readfile(path != NULL ? path : SYSTEM_CA, ca_text, sizeof ca_text, &len,
                          " (install ca-certificates, or give --ca FILE)");

    anchor.data = ca_text;
    anchor.len = readfile_mbedtls_len(ca_text, len);
    config->anchors = &anchor;
    config->anchor_count = 1;
    config->pins = pins.count > 0 ? &pins : NULL;
    config->identity = identity.load != NULL ? &identity : NULL;
    return result;
}

const char *trust_file(const struct cli *cli, enum quatrix_status status)
{
    switch (status) {
    case QUATRIX_E_OWN_CERT:
        return cli->options.value[OPTION_CLIENT_CERT];
    case QUATRIX_E_OWN_KEY:
    case QUATRIX_E_OWN_PAIR:
        return cli->options.value[OPTION_CLIENT_KEY];
    default:
        return option_set(&cli->options, OPTION_CA) ? cli->options.value[OPTION_CA] : SYSTEM_CA;
    }
}

void trust_wipe(void)
{
    quatrix_wipe(key_text, sizeof key_text);
}
