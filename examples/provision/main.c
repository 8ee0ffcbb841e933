/* SPDX-License-Identifier: MIT */
/* The provisioning scenario on a host, with the memory of a device: all of it is static. */
#include "arena.h"
#include "host.h"
#include "host_hooks.h"
#include <errno.h>
#include <fcntl.h>
#include <quatrix/posix.h>
#include <quatrix/tls.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { OK = 0, FAILED = 1, USAGE = 2 };

static struct host_options options;
static struct host host;
static struct scenario_hooks hooks;
static struct scenario scenario;

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[768];
static uint8_t ca[512 * 1024]; /* a device has one certificate in flash instead */

static bool read_anchor(struct quatrix_anchor *anchor)
{
    int fd = open(options.ca, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    size_t len = 0;
    ssize_t got = fd < 0 ? -1 : 1;

    while (got > 0 && len < sizeof ca) {
        got = read(fd, ca + len, sizeof ca - len);
        len += got > 0 ? (size_t)got : 0;
    }
    if (got < 0 || len == sizeof ca) {
        host_message("%s: %s", options.ca, got < 0 ? strerror(errno) : "is too large");
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    anchor->data = ca;
    anchor->len = len + (ca[0] != 0x30 ? 1U : 0U); /* PEM counts its NUL; DER has none */
    return got == 0;
}

static bool set_up(enum quatrix_status status, const char *what)
{
    if (status != QUATRIX_OK) {
        host_message("%s: %s [%s]", what, quatrix_status_text(status), quatrix_status_name(status));
    }
    return status == QUATRIX_OK;
}

static bool connect_parts(void)
{
    static struct quatrix_anchor anchor; /* the transport keeps a pointer to it */
    const struct quatrix_tls_config tls_config = { .port = &posix.port,
                                                   .anchors = &anchor,
                                                   .anchor_count = 1 };
    const struct quatrix_config config = { .host = options.host,
                                           .port = options.port,
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work };

    return set_up(quatrix_posix_init(&posix), "network") && read_anchor(&anchor) &&
           set_up(quatrix_tls_init(&tls, &tls_config), options.ca) &&
           set_up(quatrix_client_init(&client, &config), options.host);
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

static void report_host(void)
{
    (void)printf("  %-22s%8zu\n", "TLS block", sizeof tls);
    (void)printf("  %-22s%8zu\n", "port (posix)", sizeof posix);
    if (arena_size() != 0) {
        (void)printf("  %-22s%8zu  used %zu, block headers included\n", "TLS arena", arena_size(),
                     arena_peak());
    }
}

int main(int argc, char **argv)
{
    bool done = false;

    if (!host_options_read(&options, argc, argv)) {
        return USAGE;
    }
    if (!host_store_open(&host.store, options.store) || !host_store_seed(&host.store)) {
        return USAGE;
    }
    host_hooks(&hooks, &host, options.operator_);
    (void)arena_init();
    if (connect_parts()) {
        done = provision();
    }
    if (done) {
        report_host();
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    host_operator_close(&host.operator_);
    host_store_close(&host.store);
    return done ? OK : FAILED;
}
