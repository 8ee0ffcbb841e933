/* SPDX-License-Identifier: MIT */
/*
 * rtos_conformance ADDRESS PORT NAME UNKNOWN
 *
 * Puts port/lwip_socket through the conformance test of tests/port/. The peers are those of
 * "port_peers ADDRESS PORT"; NAME stands for ADDRESS, UNKNOWN for none. A line for each check.
 */
#include "conformance.h"
#include "network.h"

#include <stdio.h>
#include <stdlib.h>

static void report(void *ctx, enum conformance_result result, const char *check, const char *why,
                   long value)
{
    static const char *const words[] = { "passed", "FAILED", "SKIPPED" };

    (void)ctx;
    (void)printf("%s: %s", words[result], check);
    if (result == CONFORMANCE_FAILED) {
        (void)printf(": %s: %ld", why, value);
    }
    (void)putchar('\n');
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    static struct quatrix_lwip_socket net;
    struct conformance_setup setup = { .report = report };
    int failed;

    if (argc != 5) {
        return 2;
    }
    for (int role = CONFORMANCE_NOBODY + 1; role < CONFORMANCE_ROLES; role++) {
        setup.peers[role].host = argv[1];
        setup.peers[role].port = (uint16_t)(strtol(argv[2], NULL, 10) + role);
    }
    setup.peers[CONFORMANCE_ECHO_NAMED].host = argv[3];
    setup.peers[CONFORMANCE_ECHO_NAMED].port = setup.peers[CONFORMANCE_ECHO].port;
    setup.peers[CONFORMANCE_UNRESOLVABLE].host = argv[4];

    network_up();
    if (quatrix_lwip_socket_init(&net, &network_hooks) != QUATRIX_OK) {
        return 1;
    }
    failed = quatrix_port_conformance(&net.port, &setup);
    quatrix_lwip_socket_deinit(&net);
    return failed == 0 ? 0 : 1;
}
