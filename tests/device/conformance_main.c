/* SPDX-License-Identifier: MIT */
/*
 * tests/port's conformance test of port/lwip_raw, on the board. Settings of the store: `host` is where the
 * peers are, `port` the first of their ports (port_peers' numbering). The name echo.test leads there,
 * nobody.test nowhere.
 */
#include "conformance.h"
#include "console.h"
#include "net.h"
#include "sources.h"
#include "store.h"

static void report(void *ctx, enum conformance_result result, const char *check, const char *why,
                   long value)
{
    static const char *const words[] = { "pass ", "FAIL ", "skip " };

    (void)ctx;
    console_write(words[result]);
    console_write(check);
    if (result == CONFORMANCE_FAILED) {
        console_write(": ");
        console_write(why);
        console_write(" ");
        console_write_number(value);
    }
    console_write("\n");
}

int main(void)
{
    static struct quatrix_lwip_raw net;
    static struct conformance_setup setup;
    const char *port = store_setting(STORE_PORT);
    uint16_t base;
    int failed;

    if (!store_is_there() || !net_start() ||
        quatrix_lwip_raw_init(&net, &net_platform) != QUATRIX_OK) {
        return 2;
    }
    base = (uint16_t)sources_number(&port);
    for (int role = 0; role < CONFORMANCE_ROLES; role++) {
        setup.peers[role].host = store_setting(STORE_HOST);
        setup.peers[role].port = (uint16_t)(base + role);
    }
    setup.peers[CONFORMANCE_ECHO_NAMED].host = "echo.test";
    setup.peers[CONFORMANCE_ECHO_NAMED].port = (uint16_t)(base + CONFORMANCE_ECHO);
    setup.peers[CONFORMANCE_UNRESOLVABLE].host = "nobody.test";
    setup.report = report;
    failed = quatrix_port_conformance(&net.port, &setup);
    quatrix_lwip_raw_deinit(&net);
    console_write(failed == 0 ? "all is well\n" : "not all is well\n");
    return failed == 0 ? 0 : 1;
}
