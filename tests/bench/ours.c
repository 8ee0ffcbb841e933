/* SPDX-License-Identifier: MIT */
/* The library as a program uses it: a client with a stored session over TLS and the POSIX port. */
#include "bench.h"

#include <quatrix/posix.h>
#include <quatrix/tls.h>

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[512];

static void check(const char *what, enum quatrix_status status)
{
    if (status != QUATRIX_OK) {
        bench_fail(what, status);
    }
}

static void set_up(const struct bench *bench)
{
    static struct quatrix_anchor anchor;
    struct quatrix_tls_config tls_config = {
        .port = &posix.port,
        .anchors = &anchor,
        .anchor_count = 1,
        .dates = QUATRIX_DATES_CHECKED,
        .versions = bench->tls12 ? QUATRIX_VERSIONS_1_2 : QUATRIX_VERSIONS_ALL,
    };
    struct quatrix_config config = {
        .host = bench->host,
        .port = bench->port,
        .base_path = bench->base,
        .work = work,
        .work_size = sizeof work,
        .timeout_ms = 600000, /* callgrind takes its time */
    };

    anchor.data = (const uint8_t *)bench->ca;
    anchor.len = bench->ca_size;
    check("quatrix_posix_init", quatrix_posix_init(&posix));
    check("quatrix_tls_init", quatrix_tls_init(&tls, &tls_config));
    config.transport = quatrix_tls_transport(&tls);
    check("quatrix_client_init", quatrix_client_init(&client, &config));
    check("quatrix_client_use_session", quatrix_client_use_session(&client, bench->token));
}

static void tear_down(void)
{
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
}

static void profile(struct quatrix_profile *out)
{
    check("quatrix_profile_get", quatrix_profile_get(&client, out));
}

static void set(const struct quatrix_profile_set_request *request,
                struct quatrix_profile_set_reply *out)
{
    check("quatrix_profile_set", quatrix_profile_set(&client, request, out));
}

static uint64_t list(void)
{
    static struct quatrix_user user;
    enum quatrix_status status = quatrix_user_list(&client, &user);
    uint64_t users = 0;

    if (status != QUATRIX_READY) {
        bench_fail("quatrix_user_list", status);
    }
    while ((status = quatrix_list_next_wait(&client)) == QUATRIX_OK) {
        bench_take_user(&user);
        users++;
    }
    if (status != QUATRIX_END) {
        bench_fail("quatrix_list_next_wait", status);
    }
    return users;
}

static void disconnect(bool forget)
{
    check("quatrix_client_close", quatrix_client_close(&client));
    if (forget) {
        quatrix_tls_forget_session(&tls);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_program program = {
        .set_up = set_up,
        .tear_down = tear_down,
        .profile = profile,
        .set = set,
        .list = list,
        .disconnect = disconnect,
    };

    return bench_main(argc, argv, &program);
}
