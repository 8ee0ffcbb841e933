/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "peer.h"

#include "certificates.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

enum { ARGUMENTS = 48, PATIENCE_MS = 20000 };

static const char info[] = "HTTP/1.1 200 OK\r\n"
                           "Content-Type: application/json\r\n"
                           "Content-Length: 61\r\n\r\n"
                           "{\"user_used\":1,\"user_limit\":2,\"acc_used\":3,\"acc_limit\":40000}";

static void take(struct peer *peer)
{
    ssize_t n;

    do {
        assert_true(peer->len < sizeof peer->log - 1);
        n = read(peer->output, peer->log + peer->len, sizeof peer->log - 1 - peer->len);
        if (n > 0) {
            peer->len += (size_t)n;
        }
    } while (n > 0);
}

void peer_kill(struct peer *peer)
{
    if (peer->pid > 0) {
        (void)kill(peer->pid, SIGKILL);
        (void)waitpid(peer->pid, NULL, 0);
        take(peer);
        (void)close(peer->input);
        (void)close(peer->output);
    }
    peer->pid = 0;
}

/* Fork with pipes to and from the child. True in the child. */
static bool begin(struct peer *peer)
{
    int to[2];
    int from[2];

    (void)signal(SIGPIPE, SIG_IGN); /* a server may have ended */
    peer_kill(peer);
    memset(peer, 0, sizeof *peer);
    peer->reply = info;
    peer->reply_len = sizeof info - 1;
    assert_int_equal(0, pipe2(to, O_CLOEXEC));
    assert_int_equal(0, pipe2(from, O_CLOEXEC));
    peer->pid = fork();
    assert_true(peer->pid >= 0);
    if (peer->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)dup2(to[0], 0);
        (void)dup2(from[1], 1);
        (void)dup2(from[1], 2);
        (void)close(to[1]); /* where there is no exec() */
        (void)close(from[0]);
        return true;
    }
    (void)close(to[0]);
    (void)close(from[1]);
    peer->input = to[1];
    peer->output = from[0];
    assert_int_equal(0, fcntl(peer->output, F_SETFL, O_NONBLOCK));
    return false;
}

/* --- what it says --- */

void peer_serve(struct peer *peer)
{
    static const char blank[] = "\r\n\r\n";
    const char *end;

    take(peer);
    while ((end = memmem(peer->log + peer->scanned, peer->len - peer->scanned, blank, 4)) != NULL) {
        peer->scanned = (size_t)(end - peer->log) + 4;
        peer->requests++;
        peer_say(peer, peer->reply, peer->reply_len);
    }
}

void peer_say(struct peer *peer, const void *bytes, size_t len)
{
    if (write(peer->input, bytes, len) != (ssize_t)len) {
        fail_msg("the server is gone, having said: %.300s", peer->log);
    }
}

bool peer_saw(const struct peer *peer, const char *text)
{
    return memmem(peer->log, peer->len, text, strlen(text)) != NULL;
}

/* Wait for output and serve. False at the end of output. */
static bool serve_more(struct peer *peer)
{
    struct pollfd fd = { peer->output, POLLIN, 0 };

    if (poll(&fd, 1, PATIENCE_MS) != 1) {
        fail_msg("the server says nothing more after: %.300s", peer->log);
    }
    peer_serve(peer);
    return (fd.revents & POLLIN) != 0;
}

bool peer_wait_for(struct peer *peer, const char *text)
{
    peer_serve(peer);
    while (!peer_saw(peer, text)) {
        if (!serve_more(peer)) {
            return false;
        }
    }
    return true;
}

void peer_wait_for_end(struct peer *peer)
{
    while (serve_more(peer)) {
    }
    peer_kill(peer);
}

/* The port that follows the words in a line of output. */
static void read_port(struct peer *peer, const char *words)
{
    char *end = NULL;

    do {
        if (!peer_wait_for(peer, words)) {
            fail_msg("the server does not start: %.300s", peer->log);
        }
        peer->port = (uint16_t)strtoul(strstr(peer->log, words) + strlen(words), &end, 10);
    } while (*end != '\n' && serve_more(peer));
    assert_int_equal('\n', *end);
}

/* --- openssl s_server --- */

static void start(struct peer *peer, const char *certificate, bool issuers,
                  const char *const options[])
{
    char cert[CERTIFICATE_PATH];
    char key[CERTIFICATE_PATH];
    char chain[CERTIFICATE_PATH];
    struct stat chain_file;
    const char *argv[ARGUMENTS] = { "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
                                    cert,      "-key",     key,       "-cipher",     NULL };
    size_t n = 9;

    certificate_path(certificate, CERTIFICATE_PEM, cert);
    certificate_path(certificate, CERTIFICATE_KEY, key);
    certificate_path(certificate, CERTIFICATE_ISSUERS, chain);
    argv[n++] = "DEFAULT:@SECLEVEL=0"; /* the last -cipher counts */
    assert_int_equal(0, stat(chain, &chain_file));
    if (issuers && chain_file.st_size > 0) {
        argv[n++] = "-cert_chain";
        argv[n++] = chain;
    }
    for (size_t i = 0; options != NULL && options[i] != NULL; i++) {
        assert_true(n < ARGUMENTS - 1);
        argv[n++] = options[i];
    }
    argv[n] = NULL;
    if (begin(peer)) {
        (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    read_port(peer, "ACCEPT 127.0.0.1:");
}

void peer_start(struct peer *peer, const char *certificate, const char *const options[])
{
    start(peer, certificate, true, options);
}

void peer_start_without_issuers(struct peer *peer, const char *certificate,
                                const char *const options[])
{
    start(peer, certificate, false, options);
}

/* --- the stand-in server --- */

static void read_whole(const char *folder, const char *name, char *buf, size_t size)
{
    char path[CERTIFICATE_PATH];
    FILE *file;
    size_t len;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "r");
    assert_non_null(file);
    len = fread(buf, 1, size, file);
    (void)fclose(file);
    assert_true(len > 0 && len < size);
    buf[len] = '\0';
}

void peer_start_standin(struct peer *peer, const char *const options[], char ca[2048],
                        char api_key[64])
{
    static const char script[] = TESTS_DIR "/server/standin.py";
    const char *argv[ARGUMENTS] = { "/usr/bin/python3", "-B", script, "--dir",
                                    certificates_folder() };
    static char accounts[16384];
    const char *key;
    size_t n = 5;

    for (size_t i = 0; options[i] != NULL; i++) {
        assert_true(n < ARGUMENTS - 1);
        argv[n++] = options[i];
    }
    if (begin(peer)) {
        (void)execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    read_port(peer, "ready localhost ");
    read_whole(certificates_folder(), "ca.pem", ca, 2048);
    read_whole(certificates_folder(), "accounts.json", accounts, sizeof accounts);
    key = strstr(accounts, "\"api_key\": \"");
    assert_non_null(key);
    assert_int_equal(1, sscanf(key, "\"api_key\": \"%63[^\"]", api_key));
}

/* --- the TCP server, in a child process --- */

static void report(const char *buf, ssize_t len)
{
    if (len > 0) {
        ssize_t written = write(1, buf, (size_t)len);
        (void)written;
    }
}

static void converse(int fd, const void *bytes, size_t len, enum peer_end end)
{
    static const struct linger none = { 1, 0 };
    char buf[2048];
    ssize_t n = recv(fd, buf, sizeof buf, 0);

    report(buf, n);
    n = send(fd, bytes, len, MSG_NOSIGNAL);
    if (end == PEER_RESETS) {
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        return;
    }
    if (end == PEER_CLOSES) {
        (void)shutdown(fd, SHUT_WR);
    }
    while (n >= 0 && (n = recv(fd, buf, sizeof buf, 0)) > 0) {
        report(buf, n);
    }
}

void peer_start_raw(struct peer *peer, const void *bytes, size_t len, enum peer_end end)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(0, bind(listener, (struct sockaddr *)&address, sizeof address));
    assert_int_equal(0, listen(listener, 8));
    assert_int_equal(0, getsockname(listener, (struct sockaddr *)&address, &size));
    if (begin(peer)) {
        for (;;) {
            int fd = accept(listener, NULL, NULL);
            converse(fd, bytes, len, end);
            (void)close(fd);
        }
    }
    (void)close(listener);
    peer->port = ntohs(address.sin_port);
}
