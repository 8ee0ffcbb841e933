/* SPDX-License-Identifier: MIT */
/*
 * The limit: what a good engineer writes for these requests, with nothing to spare. mbedTLS on a blocking
 * socket, fixed requests, a buffer for the whole reply, jsmn over the whole body, and a decoder for each
 * struct. No deadline per call, no cancelling, no pieces, no other reply. The users of a list, each in a
 * line of its own, are tokenized and no more. Verification, versions and random source are those of ours.c.
 */
#define _DEFAULT_SOURCE

#include "bench.h"

#include "limit_decode.h"
#include "limit_encode.h"
#include "limit_http.h"

#include <arpa/inet.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/x509_crt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <psa/crypto.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

struct request {
    size_t len;
    char text[2048];
};

struct limit {
    const struct bench *bench;
    int fd;
    bool tls_set_up; /* a connection before this one used it */
    bool resumes;    /* there is a session to resume */
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config conf;
    mbedtls_x509_crt ca;
    mbedtls_ssl_session session;
    struct request profile;
    struct request list;
    struct request set;
    char reply[32768];
};

static struct limit limit = { .fd = -1 };

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

/* It knows the address: no name is looked up. */
static void dial(struct limit *l)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(l->bench->port) };
    int on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check("connect",
          l->fd < 0 ? -1
                    : connect(l->fd, (const struct sockaddr *)&address, (socklen_t)sizeof address));
    check("TCP_NODELAY", setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, (socklen_t)sizeof on));
}

static void set_up_tls(struct limit *l)
{
    static const int suites[] = { MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
                                  MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                  MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0 };

    mbedtls_ssl_init(&l->ssl);
    mbedtls_ssl_config_init(&l->conf);
    mbedtls_ssl_session_init(&l->session);
    mbedtls_x509_crt_init(&l->ca);
    check("psa_crypto_init", psa_crypto_init());
    check("mbedtls_x509_crt_parse",
          mbedtls_x509_crt_parse(&l->ca, (const unsigned char *)l->bench->ca, l->bench->ca_size));
    check("mbedtls_ssl_config_defaults",
          mbedtls_ssl_config_defaults(&l->conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                      MBEDTLS_SSL_PRESET_DEFAULT));
    mbedtls_ssl_conf_authmode(&l->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&l->conf, &l->ca, NULL);
    mbedtls_ssl_conf_rng(&l->conf, random_bytes, NULL);
    mbedtls_ssl_conf_ciphersuites(&l->conf, suites);
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        &l->conf, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
    if (l->bench->tls12) {
        mbedtls_ssl_conf_max_tls_version(&l->conf, MBEDTLS_SSL_VERSION_TLS1_2);
    }
    check("mbedtls_ssl_setup", mbedtls_ssl_setup(&l->ssl, &l->conf));
    check("mbedtls_ssl_set_hostname", mbedtls_ssl_set_hostname(&l->ssl, l->bench->host));
    mbedtls_ssl_set_bio(&l->ssl, l, socket_send, socket_recv, NULL);
}

/* The headers are those the library sends. */
static void write_get(const struct bench *bench, struct request *request, const char *path)
{
    request->len =
        (size_t)snprintf(request->text, sizeof request->text,
                         "GET %s%s HTTP/1.1\r\n"
                         "Host: %s:%u\r\n"
                         "X-Auth-Token: %s\r\n"
                         "Accept: application/json\r\n"
                         "\r\n",
                         bench->base, path, bench->host, (unsigned)bench->port, bench->token);
}

/* The body comes behind the head, and its length into it. */
static void write_set(const struct bench *bench, struct request *request,
                      const struct quatrix_profile_set_request *data)
{
    char body[1536];
    size_t len = limit_encode_set(data, body, sizeof body);
    size_t head =
        (size_t)snprintf(request->text, sizeof request->text,
                         "POST %s/profile/set HTTP/1.1\r\n"
                         "Host: %s:%u\r\n"
                         "X-Auth-Token: %s\r\n"
                         "Accept: application/json\r\n"
                         "Content-Type: application/json\r\n"
                         "Content-Length: %zu\r\n"
                         "\r\n",
                         bench->base, bench->host, (unsigned)bench->port, bench->token, len);

    if (len == 0 || head + len > sizeof request->text) {
        bench_fail("the request is too long", (long)len);
    }
    memcpy(request->text + head, body, len);
    request->len = head + len;
}

static void set_up(const struct bench *bench)
{
    limit.bench = bench;
    write_get(bench, &limit.profile, "/profile");
    write_get(bench, &limit.list, "/user");
    set_up_tls(&limit);
}

static void tear_down(void)
{
    mbedtls_ssl_free(&limit.ssl);
    mbedtls_ssl_config_free(&limit.conf);
    mbedtls_ssl_session_free(&limit.session);
    mbedtls_x509_crt_free(&limit.ca);
    if (limit.fd >= 0) {
        (void)close(limit.fd);
    }
}

static void keep_session(struct limit *l)
{
    mbedtls_ssl_session_free(&l->session);
    check("mbedtls_ssl_get_session", mbedtls_ssl_get_session(&l->ssl, &l->session));
    l->resumes = true;
}

static void shake_hands(void)
{
    struct limit *l = &limit;

    if (l->tls_set_up) {
        check("mbedtls_ssl_session_reset", mbedtls_ssl_session_reset(&l->ssl));
    }
    l->tls_set_up = true;
    if (l->resumes) {
        check("mbedtls_ssl_set_session", mbedtls_ssl_set_session(&l->ssl, &l->session));
    }
    dial(l);
    check("mbedtls_ssl_handshake", mbedtls_ssl_handshake(&l->ssl));
}

static void connect_once(void)
{
    if (limit.fd < 0) {
        shake_hands();
        if (mbedtls_ssl_get_version_number(&limit.ssl) == MBEDTLS_SSL_VERSION_TLS1_2) {
            keep_session(&limit);
        }
    }
}

static void disconnect(bool forget)
{
    (void)mbedtls_ssl_close_notify(&limit.ssl);
    (void)close(limit.fd);
    limit.fd = -1;
    if (forget) {
        limit.resumes = false;
    }
}

static void send_request(struct limit *l, const struct request *request)
{
    int n = mbedtls_ssl_write(&l->ssl, (const unsigned char *)request->text, request->len);

    if (n != (int)request->len) { /* below the size of a record, on a blocking socket */
        bench_fail("mbedtls_ssl_write", n);
    }
}

/* At least a byte. */
static size_t read_some(struct limit *l, size_t have)
{
    for (;;) {
        int n =
            mbedtls_ssl_read(&l->ssl, (unsigned char *)l->reply + have, sizeof l->reply - 1 - have);
        if (n > 0) {
            return (size_t)n;
        }
        if (n == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
            keep_session(l);
        } else if (n != MBEDTLS_ERR_SSL_WANT_READ) { /* a record without data */
            bench_fail("mbedtls_ssl_read", n);
        }
    }
}

/* All of the head, and what was read behind it. Returns where that ends. */
static size_t receive_head(struct limit *l, struct limit_http_reply *reply)
{
    size_t have = 0;

    reply->body = 0;
    do {
        have += read_some(l, have);
        l->reply[have] = 0;
        check("not such a reply", limit_http_head(l->reply, reply) ? 0 : -1);
    } while (reply->body == 0);
    return have;
}

/* The whole reply. */
static void receive(struct limit *l, struct limit_http_reply *reply)
{
    size_t have = receive_head(l, reply);

    while (have < reply->body + reply->length) {
        have += read_some(l, have);
    }
}

static void profile(struct quatrix_profile *out)
{
    struct limit_http_reply reply;

    connect_once();
    send_request(&limit, &limit.profile);
    receive(&limit, &reply);
    check("not such a profile",
          limit_decode_profile(limit.reply + reply.body, reply.length, out) ? 0 : -1);
}

static void set(const struct quatrix_profile_set_request *request,
                struct quatrix_profile_set_reply *out)
{
    struct limit_http_reply reply;

    connect_once();
    write_set(limit.bench, &limit.set, request);
    send_request(&limit, &limit.set);
    receive(&limit, &reply);
    check("not such an answer",
          limit_decode_set_reply(limit.reply + reply.body, reply.length, out) ? 0 : -1);
}

/* The lines of text. Returns where the last, unfinished one begins. */
static size_t take_lines(const char *text, size_t len, uint64_t *users)
{
    size_t at = 0;
    const char *end;

    while ((end = memchr(text + at, '\n', len - at)) != NULL) {
        size_t line = (size_t)(end - text) - at;
        if (text[at] == '{') {
            check("not such a user", limit_tokenize(text + at, line - (end[-1] == ',')) ? 0 : -1);
            ++*users;
        }
        at += line + 1;
    }
    return at;
}

static uint64_t list(void)
{
    struct limit *l = &limit;
    struct limit_http_reply reply;
    uint64_t users = 0;
    size_t have;

    connect_once();
    send_request(l, &l->list);
    have = receive_head(l, &reply) - reply.body;
    memmove(l->reply, l->reply + reply.body, have);
    for (size_t left = reply.length - have;;) {
        size_t used = take_lines(l->reply, have, &users);
        size_t n;
        have -= used;
        memmove(l->reply, l->reply + used, have);
        if (left == 0) {
            return users;
        }
        n = read_some(l, have);
        have += n;
        left -= n;
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
        .handshake = shake_hands,
        .disconnect = disconnect,
    };

    return bench_main(argc, argv, &program);
}
