/* SPDX-License-Identifier: MIT */
/* mbedTLS uses the ordinary heap here. A static arena would have to be large enough for whatever
 * bundle of CA certificates the machine has (about 1 MB for Debian's), and would fail on a larger
 * one; a program on a host has no reason to fix that. Devices do: see examples/provision/. */
#include "connection.h"
#include "interrupt.h"
#include "message.h"
#include "ticket.h"
#include "trust.h"

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

static int open_tls(struct cli *cli)
{
    struct quatrix_tls_config config = { .port = &cli->posix.port, .dates = QUATRIX_DATES_CHECKED };
    int result = trust_read(cli, &config);
    enum quatrix_status status;

    if (result != CLI_OK) {
        return result;
    }
    status = quatrix_tls_init(&cli->tls, &config);
    trust_wipe();
    cli->tls_open = true;
    if (status != QUATRIX_OK) {
        message("%s: %s [%s]", trust_file(cli, status), quatrix_status_text(status),
                quatrix_status_name(status));
        return CLI_TLS;
    }
    return ticket_load(cli);
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
    if (status == QUATRIX_OK && cli->options.retries > 0) {
        cli->retry.attempts = (uint8_t)(cli->options.retries + 1);
        cli->retry.each = true;
        status = quatrix_client_retry(&cli->client, &cli->retry);
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
    int status = open_posix(cli);

    if (status == CLI_OK) {
        status = open_tls(cli);
    }
    return status == CLI_OK ? open_client(cli) : status;
}

void connection_close(struct cli *cli)
{
    if (cli->client_open) {
        quatrix_client_deinit(&cli->client);
    }
    if (cli->tls_open) {
        ticket_save(cli);
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
