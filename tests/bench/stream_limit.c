/* SPDX-License-Identifier: MIT */
/*
 * The limit: mbedTLS on a blocking socket, fixed requests, and a loop that moves blocks. No deadline, no
 * resuming, no reply but the one that is due; verification and cipher suite as in stream_ours.c.
 */
#define _DEFAULT_SOURCE

#include "stream.h"

#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/x509_crt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <psa/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

static struct stream stream;
static int fd;
static mbedtls_ssl_context ssl;
static mbedtls_ssl_config conf;
static mbedtls_x509_crt ca;

static void check(const char *what, long code)
{
    if (code != 0) {
        stream_fail(what, code);
    }
}

static int random_bytes(void *ctx, unsigned char *buf, size_t len)
{
    (void)ctx;
    return getrandom(buf, len, 0) == (ssize_t)len ? 0 : MBEDTLS_ERR_SSL_NO_RNG;
}

static int socket_send(void *ctx, const unsigned char *buf, size_t len)
{
    ssize_t n = send(fd, buf, len, MSG_NOSIGNAL);

    (void)ctx;
    return n > 0 ? (int)n : MBEDTLS_ERR_SSL_CONN_EOF;
}

static int socket_recv(void *ctx, unsigned char *buf, size_t len)
{
    ssize_t n = recv(fd, buf, len, 0);

    (void)ctx;
    return n > 0 ? (int)n : MBEDTLS_ERR_SSL_CONN_EOF;
}

static void dial(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int on = 1;

    address.sin_port = htons(stream.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check("connect", connect(fd, (struct sockaddr *)&address, (socklen_t)sizeof address));
    check("TCP_NODELAY", setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, (socklen_t)sizeof on));
}

static void set_up(void)
{
    static const int suites[] = { MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0 };

    mbedtls_ssl_init(&ssl);
    mbedtls_ssl_config_init(&conf);
    mbedtls_x509_crt_init(&ca);
    check("psa_crypto_init", psa_crypto_init());
    check("mbedtls_x509_crt_parse",
          mbedtls_x509_crt_parse(&ca, (const unsigned char *)stream.ca, stream.ca_size));
    check("mbedtls_ssl_config_defaults",
          mbedtls_ssl_config_defaults(&conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                      MBEDTLS_SSL_PRESET_DEFAULT));
    mbedtls_ssl_conf_authmode(&conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&conf, &ca, NULL);
    mbedtls_ssl_conf_rng(&conf, random_bytes, NULL);
    mbedtls_ssl_conf_ciphersuites(&conf, suites);
    check("mbedtls_ssl_setup", mbedtls_ssl_setup(&ssl, &conf));
    check("mbedtls_ssl_set_hostname", mbedtls_ssl_set_hostname(&ssl, "localhost"));
    mbedtls_ssl_set_bio(&ssl, NULL, socket_send, socket_recv, NULL);
}

static void write_all(const uint8_t *bytes, size_t len)
{
    while (len > 0) {
        int n = mbedtls_ssl_write(&ssl, bytes, len);
        if (n <= 0) {
            stream_fail("mbedtls_ssl_write", n);
        }
        bytes += n;
        len -= (size_t)n;
    }
}

static size_t read_some(uint8_t *buf, size_t size)
{
    int n = mbedtls_ssl_read(&ssl, buf, size);

    if (n <= 0) {
        stream_fail("mbedtls_ssl_read", n);
    }
    return (size_t)n;
}

/* A head, and what was read behind it: its length is the answer, it lies at *at. */
static size_t read_head(char *text, size_t size, uint64_t *length, size_t *at)
{
    size_t have = 0;

    for (;;) {
        const char *end;
        const char *field;
        have += read_some((uint8_t *)text + have, size - 1 - have);
        text[have] = 0;
        end = strstr(text, "\r\n\r\n");
        if (end != NULL) {
            field = strstr(text, "Content-Length: ");
            check("status", strncmp(text, "HTTP/1.1 200", 12));
            *length = field == NULL ? 0 : strtoull(field + 16, NULL, 10);
            *at = (size_t)(end + 4 - text);
            return have - *at;
        }
    }
}

/* A small reply, to its end. */
static void read_reply(void)
{
    char text[1024];
    uint64_t length;
    size_t at;
    size_t have = read_head(text, sizeof text, &length, &at);

    while (have < length) {
        have += read_some((uint8_t *)text, sizeof text);
    }
}

static void ask(const char *method, const char *path, const char *more)
{
    char text[512];
    int len = snprintf(text, sizeof text,
                       "%s %s HTTP/1.1\r\nHost: localhost:%u\r\nX-Auth-Token: bench\r\n"
                       "Accept: application/json\r\n%s\r\n",
                       method, path, (unsigned)stream.port, more);

    write_all((const uint8_t *)text, (size_t)len);
}

static void upload(void)
{
    ask("POST", "/api/1.0/upload/link", "Content-Length: 0\r\n");
    read_reply();
    for (uint64_t at = 0; at < stream.bytes; at += STREAM_CHUNK) {
        uint64_t left =
            stream.bytes - at < STREAM_CHUNK ? stream.bytes - at : (uint64_t)STREAM_CHUNK;
        uint64_t end = at + left;
        char more[200];
        (void)snprintf(more, sizeof more,
                       "Content-Type: application/octet-stream\r\n"
                       "Content-Range: bytes %llu-%llu/%llu\r\nContent-Length: %llu\r\n",
                       (unsigned long long)at, (unsigned long long)(end - 1),
                       (unsigned long long)stream.bytes, (unsigned long long)left);
        ask("POST", "/upload/chunked/key", more);
        while (left > 0) {
            size_t want = left < stream.block_size ? (size_t)left : stream.block_size;
            size_t n = stream_read(&stream, end - left, stream.block, want);
            write_all(stream.block, n);
            left -= n;
        }
        read_reply();
    }
    ask("GET", "/api/1.0/upload/finalize/key", "");
    read_reply();
}

static void download(void)
{
    char text[4096];
    uint64_t length;
    uint64_t have;
    size_t at;

    ask("POST", "/api/1.0/file/download-link", "Content-Length: 0\r\n");
    read_reply();
    ask("GET", "/api/1.0/file/download/link", "");
    have = read_head(text, sizeof text, &length, &at);
    if (have > 0) {
        stream_write(&stream, 0, (const uint8_t *)text + at, (size_t)have);
    }
    while (have < length) {
        size_t n = read_some(stream.block, stream.block_size);
        stream_write(&stream, have, stream.block, n);
        have += n;
    }
}

int main(int argc, char **argv)
{
    stream_begin(&stream, argc, argv);
    set_up();
    dial();
    ask("GET", "/api/1.0/session/keepalive", ""); /* it shakes hands */
    read_reply();
    stream_start(&stream);
    if (stream.up) {
        upload();
    } else {
        download();
    }
    stream_stop(&stream);
    (void)mbedtls_ssl_close_notify(&ssl);
    mbedtls_ssl_free(&ssl);
    mbedtls_ssl_config_free(&conf);
    mbedtls_x509_crt_free(&ca);
    (void)close(fd);
    stream_end(&stream);
    return 0;
}
