/* SPDX-License-Identifier: MIT */
/*
 * A program with secrets, which stops where test_memory_dump.py is to look through its memory: after each
 * mark on standard output it waits for a byte. Its secrets come through standard input and are wiped
 * as soon as they are used, and nothing of them passes through stdio. What is secret beside goes to
 * the descriptor KEYS, each behind a byte that says what it is and one with its length: secrets of TLS (t), the QR image
 * and the new API key (o).
 *
 *     e2e_memory PORT CA.pem HOW KEYS < e-mail, password, new password, PIN, captcha, key of the server (a line each)
 *
 * HOW: "session": log in, change password and factor, make a key, send and fetch a file, log out;
 *      "key", "basic": a call with these credentials; "stalled": a login that no reply comes to;
 *      "given-up": a session that is neither ended nor closed, only the client is taken down.
 */
#define _POSIX_C_SOURCE 200809L /* for read() and write() */

#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

#include <mbedtls/version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 256, FILE_SIZE = 5000 };

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[1024];
static uint8_t ca[8192];
static uint8_t block[1024];
static int keys;
static struct quatrix_upload upload;
static struct quatrix_upload_config to_send;
static struct quatrix_download download;
static struct quatrix_download_config to_fetch;

/* What is secret. */
static struct {
    char email[LINE];
    char password[LINE];
    char new_password[LINE];
    char pin[LINE];
    char captcha[LINE];
    char key[LINE];
    struct quatrix_api_key made;
    struct quatrix_profile_set_mfa_reply set;
    uint8_t image[8192];
} own;

static void say(const char *text)
{
    if (write(1, text, strlen(text)) < 0) {
        exit(1);
    }
}

/* To be looked through. */
static void mark(const char *name)
{
    char byte;

    say(name);
    say("\n");
    if (read(0, &byte, 1) != 1) {
        exit(1);
    }
}

static void must(enum quatrix_status want, enum quatrix_status got, const char *what)
{
    if (want != got) {
        say(what);
        say(": ");
        say(quatrix_status_name(got));
        say("\n");
        exit(1);
    }
}

/* A line of standard input, read byte by byte so that it is nowhere else. */
static void read_line(char line[LINE])
{
    size_t len = 0;

    while (len < LINE - 1 && read(0, line + len, 1) == 1 && line[len] != '\n') {
        len++;
    }
    line[len] = 0;
}

/* For the test, that it knows what to look for. */
static void tell(char what, const void *secret, size_t len)
{
    const unsigned char head[2] = { (unsigned char)what, (unsigned char)len };

    if (write(keys, head, 2) != 2 || write(keys, secret, len) != (ssize_t)len) {
        exit(1);
    }
}

static int32_t (*receive)(void *ctx, uint8_t *buf, size_t len);

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
static void tell_key(void *ctx, mbedtls_ssl_key_export_type type, const unsigned char *secret,
                     size_t len, const unsigned char client_random[32],
                     const unsigned char server_random[32], mbedtls_tls_prf_types prf)
{
    (void)ctx;
    (void)type;
    (void)client_random;
    (void)server_random;
    (void)prf;
    tell('t', secret, len);
}
#endif

/* The port's, but first TLS is asked for its secrets: its context exists by then, and they do not before
   something was received. */
static int32_t ask_and_receive(void *ctx, uint8_t *buf, size_t len)
{
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
    mbedtls_ssl_set_export_keys_cb(&tls.priv.ssl, tell_key, NULL);
#endif
    return receive(ctx, buf, len);
}

static void open_client(const char *port, const char *ca_path)
{
    static struct quatrix_anchor anchor = { ca, 0 };
    const struct quatrix_tls_config trust = { .port = &posix.port,
                                              .anchors = &anchor,
                                              .anchor_count = 1 };
    const struct quatrix_config config = { .host = "localhost",
                                           .port = (uint16_t)strtoul(port, NULL, 10),
                                           .transport = quatrix_tls_transport(&tls),
                                           .timeout_ms = 3000,
                                           .work = work,
                                           .work_size = sizeof work };
    FILE *file = fopen(ca_path, "rb");

    if (file == NULL) {
        exit(2);
    }
    anchor.len = fread(ca, 1, sizeof ca - 1, file) + 1;
    (void)fclose(file);
    must(QUATRIX_OK, quatrix_posix_init(&posix), "posix");
    receive = posix.port.recv;
    posix.port.recv = ask_and_receive;
    must(QUATRIX_OK, quatrix_tls_init(&tls, &trust), "tls");
    must(QUATRIX_OK, quatrix_client_init(&client, &config), "client");
}

static int32_t give_bytes(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    (void)ctx;
    (void)offset;
    memset(buf, 'f', size);
    return (int32_t)size;
}

static int32_t take_bytes(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    (void)ctx;
    (void)offset;
    (void)bytes;
    return (int32_t)len;
}

static void transfer(void)
{
    static struct quatrix_profile profile;

    must(QUATRIX_OK, quatrix_profile_get(&client, &profile), "profile");
    to_send.parent_id = profile.home_id.text;
    to_send.name = "memory.bin";
    to_send.resolve = true;
    to_send.size = FILE_SIZE;
    to_send.chunk_size = 2000;
    to_send.block = block;
    to_send.block_size = sizeof block;
    to_send.read = give_bytes;
    must(QUATRIX_OK, quatrix_upload(&upload, &client, &to_send), "upload");
    to_fetch.file_id = upload.link.file_id.text;
    to_fetch.block = block;
    to_fetch.block_size = sizeof block;
    to_fetch.write = take_bytes;
    must(QUATRIX_OK, quatrix_download(&download, &client, &to_fetch), "download");
}

static void fetch_image(void)
{
    enum quatrix_status status = quatrix_profile_2fa_generate(&client);
    size_t len = 0;
    size_t all = 0;

    must(QUATRIX_READY, status, "2fa-generate");
    do {
        status = quatrix_body_read_wait(&client, own.image + all, sizeof own.image - all, &len);
        all += len;
    } while (status == QUATRIX_OK);
    must(QUATRIX_END, status, "image");
    for (size_t at = 100; at + 40 < all; at += 40) {
        tell('o', own.image + at, 40);
    }
}

static void log_in(void)
{
    must(QUATRIX_OK, quatrix_session_login(&client, own.email, own.password), "login");
}

static void use_session(void)
{
    static struct quatrix_profile_set_password_reply changed;
    static struct quatrix_session_unblock_captcha_reply unblocked;
    static const struct quatrix_api_key_create_request request = {
        .present = QUATRIX_BIT(QUATRIX_API_KEY_CREATE_NAME), .name = "memory"
    };

    fetch_image();
    must(QUATRIX_OK,
         quatrix_profile_set_password(&client, own.password, own.new_password, &changed),
         "set-password");
    must(QUATRIX_OK, quatrix_session_login(&client, own.email, own.new_password),
         "login with the new one");
    must(QUATRIX_OK, quatrix_profile_set_mfa(&client, QUATRIX_FACTOR_PIN, own.pin, &own.set),
         "set-mfa");
    must(QUATRIX_MFA_REQUIRED, quatrix_session_login(&client, own.email, own.new_password),
         "login with a PIN");
    must(QUATRIX_OK, quatrix_session_login_mfa(&client, QUATRIX_FACTOR_PIN, own.pin), "PIN");
    must(QUATRIX_OK, quatrix_api_key_create(&client, &request, &own.made), "api-key");
    tell('o', own.made.key, strlen(own.made.key));
    must(QUATRIX_OK, quatrix_session_post_captcha(&client, own.captcha, &unblocked), "captcha");
    transfer();
    must(QUATRIX_OK, quatrix_client_close(&client), "close"); /* and resume */
    must(QUATRIX_OK, quatrix_session_keepalive(&client), "keepalive");
}

static void use_credentials(const char *how)
{
    static struct quatrix_profile_info info;

    must(QUATRIX_OK,
         strcmp(how, "key") == 0 ? quatrix_client_use_api_key(&client, own.key)
                                 : quatrix_client_use_basic(&client, own.email, own.password),
         "credentials");
    must(QUATRIX_OK, quatrix_profile_info(&client, &info), "info");
}

/* Everything of the program's own is wiped, the library's is left alone. */
static void wipe_own(void)
{
    quatrix_wipe(&own, sizeof own);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        return 2;
    }
    keys = (int)strtol(argv[4], NULL, 10);
    read_line(own.email);
    read_line(own.password);
    read_line(own.new_password);
    read_line(own.pin);
    read_line(own.captcha);
    read_line(own.key);
    open_client(argv[1], argv[2]);
    mark("ready");
    if (strcmp(argv[3], "stalled") == 0) {
        must(QUATRIX_E_TIMEOUT, quatrix_session_login(&client, own.email, own.password), "stalled");
        wipe_own();
        mark("wiped"); /* the client is as the failure has left it */
        quatrix_client_deinit(&client);
        quatrix_tls_deinit(&tls);
        mark("over");
        return 0;
    }
    if (strcmp(argv[3], "session") == 0 || strcmp(argv[3], "given-up") == 0) {
        log_in();
    }
    if (strcmp(argv[3], "session") == 0) {
        use_session();
    } else if (strcmp(argv[3], "given-up") == 0) {
        must(QUATRIX_OK, quatrix_session_keepalive(&client), "keepalive");
    } else {
        use_credentials(argv[3]);
    }
    mark("used");
    if (strcmp(argv[3], "session") == 0) {
        must(QUATRIX_OK, quatrix_session_logout(&client), "logout");
    }
    wipe_own();
    mark("wiped");
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    mark("over");
    return 0;
}
