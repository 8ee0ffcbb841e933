/* SPDX-License-Identifier: MIT */
/*
 * The peers on their own, for a port that runs elsewhere: a board, an emulator.
 *
 *     port_peers [ADDRESS [PORT]]     by default 127.0.0.1 and 7000
 *
 * Prints the port of each role and serves until it is killed.
 */
#include "peers.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    static const char *const roles[CONFORMANCE_ROLES] = {
        [CONFORMANCE_ECHO] = "echo",           [CONFORMANCE_REFUSING] = "refusing",
        [CONFORMANCE_CLOSING] = "closing",     [CONFORMANCE_RESETTING] = "resetting",
        [CONFORMANCE_GREETING] = "greeting",   [CONFORMANCE_SILENT] = "silent",
        [CONFORMANCE_BLACKHOLE] = "blackhole",
    };
    const char *host = argc > 1 ? argv[1] : "127.0.0.1";
    struct peers peers;
    long port = argc > 2 ? strtol(argv[2], NULL, 10) : 7000;

    if (argc > 3 || port <= 0 || port > UINT16_MAX - CONFORMANCE_ROLES) {
        (void)fprintf(stderr, "usage: port_peers [ADDRESS [PORT]]\n");
        return 2;
    }
    if (!peers_open(&peers, host, (uint16_t)port)) {
        (void)fprintf(stderr, "cannot listen there, or a port is taken\n");
        return 1;
    }
    for (int role = 0; role < CONFORMANCE_ROLES; role++) {
        if (roles[role] != NULL) {
            (void)printf("%s %u\n", roles[role], (unsigned)peers.ports[role]);
        }
    }
    (void)fflush(stdout);
    peers_serve(&peers);
    return 1;
}
