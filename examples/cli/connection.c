/* SPDX-License-Identifier: MIT */
/* mbedTLS uses the ordinary heap here. A static arena would have to be large enough for whatever
 * bundle of CA certificates the machine has (about 1 MB for Debian's), and would fail on a larger
 * one; a program on a host has no reason to fix that. Devices do: see examples/provision/. */
#include "connection.h"
#include "interrupt.h"
#include "message.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_CA "/etc/ssl/certs/ca-certificates.crt"

/* Debian's bundle has 220 KB. The certificates are no secret. */
static uint8_t ca_text[2048 * 1024];

/* Bytes read, or -1 with errno. EFBIG: more than size. */
static ssize_t read_all(int fd, uint8_t *buf, size_t size)
{
    size_t len = 0;

    for (;;) {
        ssize_t got = read(fd, buf + len, size - len);
        if (got < 0 && errno == EINTR && interrupt_signal() == 0) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? -1 : (ssize_t)len;
        }
        len += (size_t)got;
        if (len == size) {
            errno = EFBIG;
            return -1;
        }
    }
}

static int read_anchors(const char *path, struct quatrix_anchor *anchor)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t len = fd < 0 ? -1 : read_all(fd, ca_text, sizeof ca_text);

    if (len < 0) {
        message("%s: %s%s", path, strerror(errno),
                errno == ENOENT ? " (install ca-certificates, or give --ca FILE)" : "");
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    if (len < 0) {
        return CLI_FILE;
    }
    ca_text[len] = '\0';
    anchor->data = ca_text;
    /* PEM counts its NUL, DER has none: a SEQUENCE begins with 0x30. */
    anchor->len = (size_t)len + (ca_text[0] != 0x30 ? 1U : 0U);
    return CLI_OK;
}

static int open_posix(struct cli *cli)
{
    enum quatrix_status status = quatrix_posix_init(&cli->posix);

    if (status != QUATRIX_OK) {
        message("the network: %s [%s]", quatrix_status_text(status), quatrix_status_name(status));
        return CLI_NETWORK;
    }
    cli->posix_open = true;
    return CLI_OK;
}

static int open_tls(struct cli *cli, const char *path, const struct quatrix_anchor *anchor)
{
    const struct quatrix_tls_config config = { .port = &cli->posix.port,
                                               .anchors = anchor,
                                               .anchor_count = 1,
                                               .dates = QUATRIX_DATES_CHECKED };
    enum quatrix_status status = quatrix_tls_init(&cli->tls, &config);

    cli->tls_open = true;
    if (status != QUATRIX_OK) {
        message("%s: %s [%s]", path, quatrix_status_text(status), quatrix_status_name(status));
        return CLI_TLS;
    }
    return CLI_OK;
}

static int open_client(struct cli *cli)
{
    const struct quatrix_config config = {
        .host = cli->options.value[OPTION_HOST],
        .port = cli->options.port,
        .transport = quatrix_tls_transport(&cli->tls),
        .work = cli->work,
        .work_size = sizeof cli->work,
        .timeout_ms = cli->options.timeout_ms,
        .user_agent = "quatrix-cli/" QUATRIX_CLI_VERSION,
    };
    enum quatrix_status status = quatrix_client_init(&cli->client, &config);

    cli->client_open = true;
    if (status == QUATRIX_OK && option_set(&cli->options, OPTION_TRACE)) {
        status = quatrix_client_trace(&cli->client, trace_wire, &cli->trace);
    }
    if (status != QUATRIX_OK) {
        message("--host %s: %s [%s]", config.host, quatrix_status_text(status),
                quatrix_status_name(status));
        return status == QUATRIX_E_CONFIG ? CLI_DEFECT : CLI_USAGE;
    }
    return CLI_OK;
}

int connection_open(struct cli *cli)
{
    const char *path = cli->options.value[OPTION_CA];
    /* Kept by the transport. */
    static struct quatrix_anchor anchor;
    int status;

    path = path != NULL ? path : SYSTEM_CA;
    status = read_anchors(path, &anchor);
    if (status != CLI_OK) {
        return status;
    }
    status = open_posix(cli);
    if (status == CLI_OK) {
        status = open_tls(cli, path, &anchor);
    }
    return status == CLI_OK ? open_client(cli) : status;
}

void connection_close(struct cli *cli)
{
    if (cli->client_open) {
        quatrix_client_deinit(&cli->client);
    }
    if (cli->tls_open) {
        quatrix_tls_deinit(&cli->tls);
    }
    if (cli->posix_open) {
        quatrix_posix_deinit(&cli->posix);
    }
    trace_flush(&cli->trace);
}

bool connection_pause(struct cli *cli)
{
    struct quatrix_transport *transport = quatrix_tls_transport(&cli->tls);

    if (interrupt_signal() == 0) {
        transport->ops->wait(transport, INTERRUPT_POLL_MS);
    }
    if (interrupt_signal() != 0) {
        (void)quatrix_cancel(&cli->client);
        return false;
    }
    return true;
}

/* Step before the first pause: a call that has only been started waits for nothing yet. */
enum quatrix_status connection_wait(struct cli *cli, enum quatrix_status status)
{
    while (status == QUATRIX_PENDING) {
        status = quatrix_step(&cli->client);
        if (status == QUATRIX_PENDING && !connection_pause(cli)) {
            return QUATRIX_E_CANCELLED;
        }
    }
    return status;
}

enum quatrix_status connection_read(struct cli *cli, uint8_t *buf, size_t size, size_t *len)
{
    for (;;) {
        enum quatrix_status status = quatrix_body_read(&cli->client, buf, size, len);
        if (status != QUATRIX_PENDING) {
            return status;
        }
        if (!connection_pause(cli)) {
            return QUATRIX_E_CANCELLED;
        }
    }
}

enum quatrix_status connection_next(struct cli *cli)
{
    for (;;) {
        enum quatrix_status status = quatrix_list_next(&cli->client);
        if (status != QUATRIX_PENDING) {
            return status;
        }
        (void)fflush(cli->out.file);
        if (!connection_pause(cli)) {
            return QUATRIX_E_CANCELLED;
        }
    }
}
