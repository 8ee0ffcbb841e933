/* SPDX-License-Identifier: MIT */
/*
 * rtos_names FIRST SECOND PORT
 *
 * Begin to connect to FIRST, close while its name is being looked up, and connect to SECOND with
 * the same port: what lwIP still answers for FIRST must not be taken for SECOND's address.
 */
#include "network.h"

#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE_MS = 3000 };

int main(int argc, char **argv)
{
    static struct quatrix_lwip_socket net;
    const struct quatrix_port *port = &net.port;
    enum quatrix_status status;
    uint32_t start_ms;
    uint16_t number;

    if (argc != 4) {
        return 2;
    }
    network_up();
    number = (uint16_t)strtol(argv[3], NULL, 10);
    if (quatrix_lwip_socket_init(&net, &network_hooks) != QUATRIX_OK ||
        port->connect(port->ctx, argv[1], number) != QUATRIX_PENDING) {
        return 2;
    }
    port->close(port->ctx);

    start_ms = port->now_ms(port->ctx);
    status = port->connect(port->ctx, argv[2], number);
    while (status == QUATRIX_PENDING && port->now_ms(port->ctx) - start_ms < PATIENCE_MS) {
        port->wait(port->ctx, false, PATIENCE_MS);
        status = port->connect(port->ctx, argv[2], number);
    }
    (void)printf("%d\n", (int)status);
    quatrix_lwip_socket_deinit(&net);
    return status == QUATRIX_OK ? 0 : 1;
}
