/* SPDX-License-Identifier: MIT */
#include "device.h"

#include "arena.h"
#include "board.h"
#include "net.h"
#include "operator.h"
#include "profile.h"
#include "sources.h"
#include "store.h"

#include <quatrix/tls.h>
#include <string.h>

static struct quatrix_lwip_raw net;
static struct quatrix_tls tls;
static struct quatrix_client client;
static struct quatrix_anchor anchor;
static struct scenario scenario;
static const struct device_options *settings;
static uint8_t work[PROFILE_WORK_SIZE];
static uint64_t arena[PROFILE_ARENA_SIZE / sizeof(uint64_t)];

/* ---- hooks of the scenario */

static void print(void *ctx, const char *line)
{
    (void)ctx;
    board_write(BOARD_CONSOLE, line);
    board_write(BOARD_CONSOLE, "\n");
}

static bool load(void *ctx, enum scenario_item item, char *text, size_t size)
{
    (void)ctx;
    return store_load(item, text, size);
}

static bool save(void *ctx, enum scenario_item item, const char *text)
{
    (void)ctx;
    return store_save(item, text);
}

static bool unix_time(void *ctx, int64_t *seconds)
{
    return sources_time(ctx, seconds) == QUATRIX_CLOCK_TRUSTED;
}

static void sleep(void *ctx, uint32_t ms)
{
    uint32_t start_ms = board_ms();

    (void)ctx;
    while (board_ms() - start_ms < ms) {
        net_platform.poll(net_platform.ctx, 1);
    }
}

static const struct scenario_hooks hooks = { NULL,      print,          load,
                                             save,      operator_image, operator_image_end,
                                             unix_time, sleep };

/* ---- the parts */

void device_print(const char *line)
{
    print(NULL, line);
}

static bool set_up(enum quatrix_status status, const char *what)
{
    if (status != QUATRIX_OK) {
        board_write(BOARD_CONSOLE, what);
        board_write(BOARD_CONSOLE, ": ");
        board_write(BOARD_CONSOLE, quatrix_status_text(status));
        board_write(BOARD_CONSOLE, " [");
        board_write(BOARD_CONSOLE, quatrix_status_name(status));
        board_write(BOARD_CONSOLE, "]\n");
    }
    return status == QUATRIX_OK;
}

static uint16_t server_port(void)
{
    const char *text = store_setting(STORE_PORT);

    return (uint16_t)sources_number(&text);
}

static bool start_client(const struct device_options *options, enum quatrix_versions versions)
{
    const struct quatrix_tls_config tls_config = { .port = &net.port,
                                                   .anchors = &anchor,
                                                   .anchor_count = 1,
                                                   .versions = versions,
                                                   .no_resumption = options->no_resumption,
                                                   .allocation_failures = &arena_failures };
    const struct quatrix_config config = { .host = store_setting(STORE_HOST),
                                           .port = server_port(),
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work,
                                           .timeout_ms = options->timeout_ms };

    return set_up(quatrix_tls_init(&tls, &tls_config), "trust anchor") &&
           set_up(quatrix_client_init(&client, &config), "server");
}

bool device_start(const struct device_options *options)
{
    size_t size = options->arena_size;

    arena_init(arena, size == 0 || size > sizeof arena ? sizeof arena : size);
    settings = options;
    anchor.data = store_anchor(&anchor.len);
    scenario.client = &client;
    scenario.hooks = &hooks;
    scenario.name = "Pump 7";
    scenario.language = "de_DE";
    scenario.signature = "Field station North, pump 7";
    return set_up(quatrix_lwip_raw_init(&net, &net_platform), "network") &&
           start_client(options, options->versions);
}

#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
/* The server knows no TLS 1.3, has an RSA certificate, and took a signature for it that mbedTLS can
   use in 1.3 alone. An attacker can bring this about, and gains TLS 1.2. */
static bool wants_1_2(void)
{
    return quatrix_client_error(&client)->status == QUATRIX_E_HANDSHAKE &&
           quatrix_client_error(&client)->tls_code == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER;
}
#endif

bool device_run(void)
{
    if (scenario_run(&scenario)) {
        return true;
    }
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
    if (wants_1_2()) {
        print(NULL, "        the server wants TLS 1.2 alone: once more");
        quatrix_client_deinit(&client);
        quatrix_tls_deinit(&tls);
        return start_client(settings, QUATRIX_VERSIONS_1_2) && scenario_run(&scenario);
    }
#endif
    return false;
}

struct quatrix_client *device_client(void)
{
    return &client;
}

struct quatrix_tls *device_tls(void)
{
    return &tls;
}

struct scenario *device_scenario(void)
{
    return &scenario;
}

size_t device_arena_size(void)
{
    return sizeof arena;
}

void device_stop(void)
{
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_lwip_raw_deinit(&net);
}

static void report(const char *what, size_t number, const char *of, size_t all)
{
    struct scenario_line *line = &scenario.priv.line; /* the run is over */

    line_begin(line);
    line_pad(line, 2);
    line_add(line, what);
    line_pad(line, 24);
    line_add_column(line, number, 8);
    line_add(line, of);
    line_add_number(line, (int64_t)all);
    print(NULL, line->text);
}

void device_report(void)
{
    report("TLS arena", arena_peak(), "  of ", sizeof arena);
    report("stack", board_stack_peak(), "  of ", board_stack_size());
    report("handshakes", quatrix_tls_handshakes(&tls), "  resumed ", quatrix_tls_resumed(&tls));
}
