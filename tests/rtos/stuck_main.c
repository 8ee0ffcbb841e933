/* SPDX-License-Identifier: MIT */
/*
 * rtos_stuck HOST SILENT ECHO
 *
 * Connect to a peer that never reads (at port SILENT), send until nothing more is taken, give up;
 * more often than lwIP has control blocks. Then a connection to port ECHO must still be possible.
 */
#include "network.h"

#include <stdio.h>
#include <stdlib.h>

enum { TIMES = 8, PATIENCE_MS = 5000 };

static enum quatrix_status dial(const struct quatrix_port *port, const char *host, const char *to)
{
    uint16_t number = (uint16_t)strtol(to, NULL, 10);
    uint32_t start_ms = port->now_ms(port->ctx);
    enum quatrix_status status = port->connect(port->ctx, host, number);

    while (status == QUATRIX_PENDING && port->now_ms(port->ctx) - start_ms < PATIENCE_MS) {
        port->wait(port->ctx, false, PATIENCE_MS);
        status = port->connect(port->ctx, host, number);
    }
    return status;
}

/* What TCP takes for a peer that does not read: its window, then the buffer here. */
static void send_all_it_takes(const struct quatrix_port *port)
{
    static const uint8_t bytes[512];
    uint32_t since_ms = port->now_ms(port->ctx);

    while (port->now_ms(port->ctx) - since_ms < 50) {
        if (port->send(port->ctx, bytes, sizeof bytes) > 0) {
            since_ms = port->now_ms(port->ctx);
        } else {
            port->wait(port->ctx, true, 10);
        }
    }
}

int main(int argc, char **argv)
{
    static struct quatrix_lwip_socket net;
    enum quatrix_status status = QUATRIX_OK;

    if (argc != 4) {
        return 2;
    }
    network_up();
    if (quatrix_lwip_socket_init(&net, &network_hooks) != QUATRIX_OK) {
        return 2;
    }
    for (int i = 0; i < TIMES && status == QUATRIX_OK; i++) {
        status = dial(&net.port, argv[1], argv[2]);
        send_all_it_takes(&net.port);
        net.port.close(net.port.ctx);
    }
    if (status == QUATRIX_OK) {
        status = dial(&net.port, argv[1], argv[3]);
    }
    (void)printf("%d\n", (int)status);
    quatrix_lwip_socket_deinit(&net);
    return status == QUATRIX_OK ? 0 : 1;
}
