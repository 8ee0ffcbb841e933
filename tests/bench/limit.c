/* SPDX-License-Identifier: MIT */
/*
 * The limit: what a good engineer writes for this one request, with nothing to spare. mbedTLS on a
 * blocking socket, one fixed request, a buffer for the whole reply, jsmn over the whole body, and a
 * decoder for this one struct. No deadline per call, no cancelling, no pieces, no other reply.
 * Verification, cipher suite and random source are those of ours.c.
 */
#define _DEFAULT_SOURCE

#include "bench.h"

#include "limit_decode.h"
#include "limit_http.h"
#include "wire.h"

#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/x509_crt.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <psa/crypto.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

struct limit {
    int fd;
    size_t request_len;
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config conf;
    mbedtls_x509_crt ca;
    char request[512];
    char reply[4096];
};

static struct limit limit;

static void check(const char *what, long code)
{
    if (code != 0) {
        bench_fail(what, code);
    }
}

static int random_bytes(void *ctx, unsigned char *buf, size_t len)
{
    (void)ctx;
    return getrandom(buf, len, 0) == (ssize_t)len ? 0 : MBEDTLS_ERR_SSL_NO_RNG;
}

static int socket_send(void *ctx, const unsigned char *buf, size_t len)
{
    const struct limit *l = ctx;
    ssize_t n = send(l->fd, buf, len, MSG_NOSIGNAL);

    return n > 0 ? (int)n : MBEDTLS_ERR_SSL_CONN_EOF;
}

static int socket_recv(void *ctx, unsigned char *buf, size_t len)
{
    const struct limit *l = ctx;
    ssize_t n = recv(l->fd, buf, len, 0);

    return n > 0 ? (int)n : MBEDTLS_ERR_SSL_CONN_EOF;
}

static int counted_send(void *ctx, const unsigned char *buf, size_t len)
{
    int n = socket_send(ctx, buf, len);

    if (n > 0) {
        wire_count(true, buf, (size_t)n);
    }
    return n;
}

static int counted_recv(void *ctx, unsigned char *buf, size_t len)
{
    int n = socket_recv(ctx, buf, len);

    if (n > 0) {
        wire_count(false, buf, (size_t)n);
    }
    return n;
}

static void dial(struct limit *l, const struct bench *bench)
{
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    char port[8];
    int on = 1;

    (void)snprintf(port, sizeof port, "%u", (unsigned)bench->port);
    check("getaddrinfo", getaddrinfo(bench->host, port, &hints, &found));
    l->fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, found->ai_protocol);
    check("connect", l->fd < 0 ? -1 : connect(l->fd, found->ai_addr, found->ai_addrlen));
    check("TCP_NODELAY", setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, (socklen_t)sizeof on));
    freeaddrinfo(found);
}

static void set_up_tls(struct limit *l, const struct bench *bench)
{
    static const int suites[] = { MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0 };

    mbedtls_ssl_init(&l->ssl);
    mbedtls_ssl_config_init(&l->conf);
    mbedtls_x509_crt_init(&l->ca);
    check("psa_crypto_init", psa_crypto_init());
    check("mbedtls_x509_crt_parse",
          mbedtls_x509_crt_parse(&l->ca, (const unsigned char *)bench->ca, bench->ca_size));
    check("mbedtls_ssl_config_defaults",
          mbedtls_ssl_config_defaults(&l->conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                      MBEDTLS_SSL_PRESET_DEFAULT));
    mbedtls_ssl_conf_authmode(&l->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&l->conf, &l->ca, NULL);
    mbedtls_ssl_conf_rng(&l->conf, random_bytes, NULL);
    mbedtls_ssl_conf_ciphersuites(&l->conf, suites);
    check("mbedtls_ssl_setup", mbedtls_ssl_setup(&l->ssl, &l->conf));
    check("mbedtls_ssl_set_hostname", mbedtls_ssl_set_hostname(&l->ssl, bench->host));
    if (bench->wire) {
        mbedtls_ssl_set_bio(&l->ssl, l, counted_send, counted_recv, NULL);
    } else {
        mbedtls_ssl_set_bio(&l->ssl, l, socket_send, socket_recv, NULL);
    }
}

/* The headers are those the library sends. */
static void set_up_request(struct limit *l, const struct bench *bench)
{
    int len = snprintf(l->request, sizeof l->request,
                       "GET /api/1.0/profile HTTP/1.1\r\n"
                       "Host: %s:%u\r\n"
                       "X-Auth-Token: %s\r\n"
                       "Accept: application/json\r\n"
                       "\r\n",
                       bench->host, (unsigned)bench->port, bench->token);

    l->request_len = (size_t)len;
}

static void connect_once(struct limit *l, const struct bench *bench)
{
    set_up_request(l, bench);
    set_up_tls(l, bench);
    dial(l, bench);
}

static void send_request(struct limit *l)
{
    int n = mbedtls_ssl_write(&l->ssl, (const unsigned char *)l->request, l->request_len);

    if (n != (int)l->request_len) { /* below the size of a record, on a blocking socket */
        bench_fail("mbedtls_ssl_write", n);
    }
}

/* The whole reply. */
static void receive(struct limit *l, struct limit_http_reply *reply)
{
    size_t have = 0;

    reply->body = 0;
    do {
        int n =
            mbedtls_ssl_read(&l->ssl, (unsigned char *)l->reply + have, sizeof l->reply - 1 - have);
        if (n <= 0) {
            bench_fail("mbedtls_ssl_read", n);
        }
        have += (size_t)n;
        l->reply[have] = 0;
        if (reply->body == 0) {
            check("not such a reply", limit_http_head(l->reply, reply) ? 0 : -1);
        }
    } while (reply->body == 0 || have < reply->body + reply->length);
}

static void call(void *ctx, struct quatrix_profile *profile)
{
    struct limit *l = ctx;
    struct limit_http_reply reply;

    send_request(l); /* the first one shakes hands */
    receive(l, &reply);
    check("not such a profile",
          limit_decode_profile(l->reply + reply.body, reply.length, profile) ? 0 : -1);
}

int main(int argc, char **argv)
{
    struct bench bench;

    bench_begin(&bench, argc, argv);
    connect_once(&limit, &bench);
    bench_run(&bench, call, &limit, &limit.fd);
    (void)mbedtls_ssl_close_notify(&limit.ssl);
    mbedtls_ssl_free(&limit.ssl);
    mbedtls_ssl_config_free(&limit.conf);
    mbedtls_x509_crt_free(&limit.ca);
    (void)close(limit.fd);
    bench_end(&bench);
    return 0;
}
