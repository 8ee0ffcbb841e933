/* SPDX-License-Identifier: MIT */
/*
 * rtos_call HOST PORT CA TIMEOUT_MS TRIES
 *
 * Log in as QUATRIX_USER with QUATRIX_PASSWORD, up to TRIES times until it works. A line for each:
 * status, phase, milliseconds. The memory of the port is given back afterwards; with RTOS_WATCH_S in
 * the environment the program then lives on for so long, and a sanitizer sees whether lwIP still
 * writes there.
 */
#include "network.h"

#include <quatrix/session.h>
#include <quatrix/tls.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint8_t ca[16 * 1024];

static bool read_anchor(const char *path, struct quatrix_anchor *anchor)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return false;
    }
    anchor->data = ca;
    anchor->len = fread(ca, 1, sizeof ca - 1, file) + 1; /* PEM counts its NUL */
    return fclose(file) == 0;
}

static bool log_in(struct quatrix_client *client, const struct quatrix_port *port)
{
    uint32_t start_ms = port->now_ms(port->ctx);
    enum quatrix_status status =
        quatrix_session_login(client, getenv("QUATRIX_USER"), getenv("QUATRIX_PASSWORD"));

    (void)printf("%s %d %" PRIu32 "\n", quatrix_status_name(status),
                 (int)quatrix_client_error(client)->phase, port->now_ms(port->ctx) - start_ms);
    (void)fflush(stdout);
    return status == QUATRIX_OK && quatrix_session_logout(client) == QUATRIX_OK;
}

static bool call(struct quatrix_lwip_socket *net, char **argv)
{
    static struct quatrix_tls tls;
    static struct quatrix_client client;
    static uint8_t work[768];
    struct quatrix_anchor anchor;
    const struct quatrix_tls_config trust = { .port = &net->port,
                                              .anchors = &anchor,
                                              .anchor_count = 1 };
    const struct quatrix_config config = { .host = argv[1],
                                           .port = (uint16_t)strtol(argv[2], NULL, 10),
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work,
                                           .timeout_ms = (uint32_t)strtol(argv[4], NULL, 10) };
    bool done = false;

    if (!read_anchor(argv[3], &anchor) || quatrix_tls_init(&tls, &trust) != QUATRIX_OK ||
        quatrix_client_init(&client, &config) != QUATRIX_OK) {
        return false;
    }
    for (long left = strtol(argv[5], NULL, 10); left > 0 && !done; left--) {
        done = log_in(&client, &net->port);
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    return done;
}

int main(int argc, char **argv)
{
    struct quatrix_lwip_socket *net = malloc(sizeof *net);
    bool done;

    if (argc != 6 || net == NULL) {
        return 2;
    }
    network_up();
    if (quatrix_lwip_socket_init(net, &network_hooks) != QUATRIX_OK) {
        return 2;
    }
    done = call(net, argv);
    quatrix_lwip_socket_deinit(net);
    memset(net, 0xA5, sizeof *net);
    free(net);
    if (getenv("RTOS_WATCH_S") != NULL) {
        (void)sleep((unsigned)strtol(getenv("RTOS_WATCH_S"), NULL, 10));
    }
    (void)puts("deinitialized");
    return done ? 0 : 1;
}
