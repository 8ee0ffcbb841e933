/* SPDX-License-Identifier: MIT */
/*
 * The device with a console instead of a purpose: a test tells it what to do, line by line, and sees
 * how it ended. It is never reset in between. rig.py is the other end.
 *
 *     set NUMBER TEXT                  a setting of the store
 *     start ARENA TIMEOUT_MS PLAIN TLS12   set up; 0: as the device is; PLAIN 1: without resumption;
 *                                      TLS12 1: nothing newer
 *     run | login | mfa | get | image | list | keepalive | logout | close | key    a call
 *     keys 1                           print the secrets of TLS from now on
 *     secrets                          print token and ticket
 *     info                             numbers
 *     stop                             take down and wipe
 *     exit
 *
 * Each answer ends with a line "= STATUS PHASE TLS_CODE HTTP_STATUS MS BUSY_CYCLES".
 */
#include "arena.h"
#include "board.h"
#include "console.h"
#include "device.h"
#include "net.h"
#include "sources.h"
#include "store.h"

#include <quatrix/tls.h>
#include <quatrix/totp.h>
#include <quatrix/user.h>
#include <string.h>

static struct device_options options;
static bool running;
static bool log_keys;
static char api_key[SCENARIO_TEXT_MAX + 1]; /* the client keeps a pointer to it */

/* ---- TLS secrets, for the test that searches memory for them */

static void print_keys(void *ctx, mbedtls_ssl_key_export_type type, const unsigned char *secret,
                       size_t len, const unsigned char client_random[32],
                       const unsigned char server_random[32], mbedtls_tls_prf_types prf)
{
    (void)ctx;
    (void)client_random;
    (void)server_random;
    (void)prf;
    console_write("key ");
    console_write_number((int64_t)type);
    console_write(" ");
    console_write_hex(secret, len);
    console_write("\n");
}

/* The context exists once the hello is sent, and no secret does before the answer to it. */
static enum quatrix_status finish(enum quatrix_status status)
{
    if (!log_keys) {
        return quatrix_wait(device_client(), status);
    }
    while (status == QUATRIX_PENDING) {
        mbedtls_ssl_set_export_keys_cb(&device_tls()->priv.ssl, print_keys, NULL);
        net_platform.poll(net_platform.ctx, 1);
        status = quatrix_step(device_client());
    }
    return status;
}

static enum quatrix_status print_secrets(void)
{
    const mbedtls_ssl_session *session = &device_tls()->priv.session;

    console_write("token ");
    console_write(quatrix_client_session(device_client())->session_id.text);
    console_write("\n");
    console_write("ticket ");
    console_write_hex(session->MBEDTLS_PRIVATE(ticket), session->MBEDTLS_PRIVATE(ticket_len));
    console_write("\n");
    return QUATRIX_OK;
}

static void print_fact(const char *name, size_t number)
{
    console_write(name);
    console_write(" ");
    console_write_number((int64_t)number);
    console_write("\n");
}

/* ---- calls; what they need lies in the memory that the scenario's steps share */

static enum quatrix_status log_in(void)
{
    struct scenario_secrets *secrets = &device_scenario()->priv.scratch.secrets;
    enum quatrix_status status = QUATRIX_E_STATE;

    if (store_load(SCENARIO_EMAIL, secrets->email, sizeof secrets->email) &&
        store_load(SCENARIO_PASSWORD, secrets->text, sizeof secrets->text)) {
        status =
            finish(quatrix_session_login_start(device_client(), secrets->email, secrets->text));
    }
    quatrix_wipe(secrets, sizeof *secrets);
    return status;
}

static enum quatrix_status send_code(void)
{
    struct scenario_secrets *secrets = &device_scenario()->priv.scratch.secrets;
    enum quatrix_status status = QUATRIX_E_STATE;
    int64_t seconds = 0;
    size_t len = 0;

    (void)sources_time(NULL, &seconds);
    if (store_load(SCENARIO_TOTP_SECRET, secrets->text, sizeof secrets->text) &&
        quatrix_totp_secret(secrets->text, secrets->key, sizeof secrets->key, &len) == QUATRIX_OK &&
        quatrix_totp(secrets->key, len, seconds, secrets->code) == QUATRIX_OK) {
        status = finish(
            quatrix_session_login_mfa_start(device_client(), QUATRIX_FACTOR_2FA, secrets->code));
    }
    quatrix_wipe(secrets, sizeof *secrets);
    return status;
}

static enum quatrix_status get_profile(void)
{
    struct quatrix_profile *profile = &device_scenario()->priv.scratch.profile;
    enum quatrix_status status = finish(quatrix_profile_get_start(device_client(), profile));

    quatrix_wipe(profile, sizeof *profile);
    return status;
}

/* The 2FA secret as a QR code: pulled and thrown away. */
static enum quatrix_status get_image(void)
{
    uint8_t *block = device_scenario()->priv.scratch.image.block;
    enum quatrix_status status = finish(quatrix_profile_2fa_generate_start(device_client()));
    size_t len;

    if (status == QUATRIX_READY) {
        do {
            status = quatrix_body_read_wait(device_client(), block, SCENARIO_BLOCK_SIZE, &len);
        } while (status == QUATRIX_OK);
    }
    quatrix_wipe(block, SCENARIO_BLOCK_SIZE);
    return status == QUATRIX_END ? QUATRIX_OK : status;
}

/* The users of the account, one after the other through one struct. */
static enum quatrix_status list_users(void)
{
    static struct quatrix_user user;
    enum quatrix_status status = finish(quatrix_user_list_start(device_client(), &user));
    size_t users = 0;
    size_t skipped = 0;
    enum quatrix_status why = QUATRIX_OK;
    const char *member = "";

    if (status == QUATRIX_READY) {
        do {
            status = quatrix_list_next_wait(device_client());
            users += status == QUATRIX_OK;
            if (status == QUATRIX_SKIPPED) {
                const struct quatrix_error *error = quatrix_client_error(device_client());
                skipped++;
                member = error->member == NULL ? "" : error->member;
                why = error->status;
            }
        } while (status == QUATRIX_OK || status == QUATRIX_SKIPPED);
    }
    print_fact("users", users);
    print_fact("skipped", skipped);
    console_write("last ");
    console_write(quatrix_status_name(why));
    console_write(" ");
    console_write(member);
    console_write("\n");
    return status == QUATRIX_END ? QUATRIX_OK : status;
}

/* An API key, which the store holds in the place of the PIN. */
static enum quatrix_status use_key(void)
{
    enum quatrix_status status = QUATRIX_E_STATE;

    if (store_load(SCENARIO_PIN, api_key, sizeof api_key)) {
        status = quatrix_client_use_api_key(device_client(), api_key);
    }
    if (status == QUATRIX_OK) {
        status = get_profile();
    }
    return status;
}

static enum quatrix_status run(void)
{
    return device_run() ? QUATRIX_OK : quatrix_client_error(device_client())->status;
}

static enum quatrix_status keep_alive(void)
{
    return finish(quatrix_session_keepalive_start(device_client()));
}

static enum quatrix_status log_out(void)
{
    return finish(quatrix_session_logout_start(device_client()));
}

static enum quatrix_status close_connection(void)
{
    return quatrix_client_close(device_client());
}

/* ---- commands */

static enum quatrix_status take_down(void)
{
    if (running) {
        device_stop();
    }
    quatrix_wipe(api_key, sizeof api_key);
    running = false;
    return QUATRIX_OK;
}

static enum quatrix_status set_up(char *text)
{
    const char *numbers[4];

    for (int i = 0; i < 4; i++) {
        numbers[i] = console_word(&text);
    }
    (void)take_down();
    options.arena_size = sources_number(&numbers[0]);
    options.timeout_ms = sources_number(&numbers[1]);
    options.no_resumption = numbers[2][0] == '1';
    options.versions = numbers[3][0] == '1' ? QUATRIX_VERSIONS_1_2 : QUATRIX_VERSIONS_ALL;
    running = true;
    return device_start(&options) ? QUATRIX_OK : QUATRIX_E_CONFIG;
}

static enum quatrix_status set_setting(char *text)
{
    const char *number = console_word(&text);
    char *setting = STORE->settings[sources_number(&number) % STORE_SETTINGS];

    memset(setting, 0, STORE_SETTING_SIZE);
    memcpy(setting, text,
           strlen(text) < STORE_SETTING_SIZE ? strlen(text) : STORE_SETTING_SIZE - 1);
    return QUATRIX_OK;
}

static enum quatrix_status print_info(void)
{
    print_fact("handshakes", quatrix_tls_handshakes(device_tls()));
    print_fact("resumed", quatrix_tls_resumed(device_tls()));
    print_fact("arena_peak", arena_peak());
    print_fact("arena_used", arena_used());
    print_fact("arena_size", device_arena_size());
    print_fact("arena_failures", arena_failures);
    print_fact("stack_peak", board_stack_peak());
    print_fact("stack_size", board_stack_size());
    return QUATRIX_OK;
}

static enum quatrix_status perform(const char *word, char *rest)
{
    static const struct {
        const char *word;
        enum quatrix_status (*perform)(void);
    } commands[] = { { "run", run },         { "login", log_in },
                     { "mfa", send_code },   { "get", get_profile },
                     { "image", get_image }, { "keepalive", keep_alive },
                     { "logout", log_out },  { "close", close_connection },
                     { "key", use_key },     { "secrets", print_secrets },
                     { "list", list_users }, { "info", print_info },
                     { "stop", take_down } };

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(word, commands[i].word) == 0) {
            return commands[i].perform();
        }
    }
    if (strcmp(word, "start") == 0) {
        return set_up(rest);
    }
    if (strcmp(word, "set") == 0) {
        return set_setting(rest);
    }
    if (strcmp(word, "keys") == 0) {
        log_keys = rest[0] == '1';
        return QUATRIX_OK;
    }
    return QUATRIX_E_ARGUMENT;
}

static void answer(enum quatrix_status status, uint32_t ms, uint32_t cycles)
{
    const struct quatrix_error *error = quatrix_client_error(device_client());
    const int64_t numbers[] = { error->tls_code, error->http_status, ms, cycles };

    console_write("= ");
    console_write(quatrix_status_name(status));
    console_write(" ");
    console_write(quatrix_phase_name(error->phase));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        console_write(" ");
        console_write_number(numbers[i]);
    }
    console_write("\n");
}

int main(void)
{
    char line[CONSOLE_LINE_MAX + 1];

    if (!store_is_there() || !net_start()) {
        return 2;
    }
    console_write("ready\n");
    for (;;) {
        char *rest = line;
        const char *word;
        uint32_t ms;
        uint32_t cycles;
        enum quatrix_status status;

        console_read(line);
        word = console_word(&rest);
        if (strcmp(word, "exit") == 0) {
            return 0;
        }
        ms = board_ms();
        cycles = board_cycles() - board_sleep_cycles();
        status = perform(word, rest);
        cycles = board_cycles() - board_sleep_cycles() - cycles;
        answer(status, board_ms() - ms, cycles);
    }
}
