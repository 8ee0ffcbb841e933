/* SPDX-License-Identifier: MIT */
/*
 * examples/provision over lwIP: its scenario and its host program's own store, operator and options,
 * with another port. Beside examples/provision/main.c, two lines are different: the network is
 * brought up, and the port is this one.
 */
#include "network.h"

#include "arena.h"
#include "host.h"
#include "host_hooks.h"

#include <quatrix/tls.h>

#include <stdio.h>
#include <string.h>

enum { OK = 0, FAILED = 1, USAGE = 2 };

static struct host_options options;
static struct host host;
static struct scenario_hooks hooks;
static struct scenario scenario;

static struct quatrix_lwip_socket net;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[768];
static uint8_t ca[16 * 1024];

static bool read_anchor(struct quatrix_anchor *anchor)
{
    FILE *file = fopen(options.ca, "rb");

    if (file == NULL) {
        return false;
    }
    anchor->data = ca;
    anchor->len = fread(ca, 1, sizeof ca - 1, file) + 1; /* PEM counts its NUL */
    return fclose(file) == 0;
}

static bool connect_parts(void)
{
    static struct quatrix_anchor anchor; /* the transport keeps a pointer to it */
    const struct quatrix_tls_config tls_config = { .port = &net.port,
                                                   .anchors = &anchor,
                                                   .anchor_count = 1 };
    const struct quatrix_config config = { .host = options.host,
                                           .port = options.port,
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work };

    return quatrix_lwip_socket_init(&net, &network_hooks) == QUATRIX_OK && read_anchor(&anchor) &&
           quatrix_tls_init(&tls, &tls_config) == QUATRIX_OK &&
           quatrix_client_init(&client, &config) == QUATRIX_OK;
}

static bool provision(void)
{
    scenario.client = &client;
    scenario.hooks = &hooks;
    scenario.name = options.name;
    scenario.language = options.language;
    scenario.signature = options.signature;
    return scenario_run(&scenario);
}

int main(int argc, char **argv)
{
    bool done = false;

    if (!host_options_read(&options, argc, argv) || !host_store_open(&host.store, options.store) ||
        !host_store_seed(&host.store)) {
        return USAGE;
    }
    host_hooks(&hooks, &host, options.operator_);
    (void)arena_init();
    network_up();
    if (connect_parts()) {
        done = provision();
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_lwip_socket_deinit(&net);
    host_operator_close(&host.operator_);
    host_store_close(&host.store);
    return done ? OK : FAILED;
}
