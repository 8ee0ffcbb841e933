/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Servers for one test: openssl s_server, whose decrypted input and output are pipes, so that the
 * test is the HTTP server and sees every byte; or a TCP server that knows a few canned bytes.
 * They listen on a free port of 127.0.0.1 and die with the test. A failure fails the test.
 */
#ifndef QUATRIX_TEST_PEER_H
#define QUATRIX_TEST_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct peer {
    pid_t pid; /* 0: none */
    int input;
    int output;
    uint16_t port;
    const char *reply; /* what peer_serve() answers; a reply to GET /profile/info at first */
    size_t reply_len;
    uint32_t requests; /* seen so far */
    size_t scanned;
    size_t len;
    char log[400000]; /* what the server said and received */
};

/** What peer_start_raw() does to a connection once it has said its bytes. */
enum peer_end { PEER_CLOSES, PEER_RESETS, PEER_WAITS };

/** Start openssl s_server with a certificate of certificates.h and options, NULL at the end.
    What servers need for old and weak things is switched on. */
void peer_start(struct peer *peer, const char *certificate, const char *const options[]);

/** As peer_start(), but without the intermediate certificates. */
void peer_start_without_issuers(struct peer *peer, const char *certificate,
                                const char *const options[]);

/** Start the stand-in server of tests/server/ in the folder of the certificates, with options, NULL
    at the end. Its CA, and the API key of a user, are put into the arrays. It answers by itself. */
void peer_start_standin(struct peer *peer, const char *const options[], char ca[2048],
                        char api_key[64]);

/** Start a TCP server that reads something, then says bytes. */
void peer_start_raw(struct peer *peer, const void *bytes, size_t len, enum peer_end end);

/** Take what the server has to say, without waiting; answer each request with the reply. */
void peer_serve(struct peer *peer);

/** Have s_server send bytes, or take a command of one letter and a line feed. */
void peer_say(struct peer *peer, const void *bytes, size_t len);

/** Serve until the text appears in the log; false: the server ended before. */
bool peer_wait_for(struct peer *peer, const char *text);

/** Whether the text has appeared. */
bool peer_saw(const struct peer *peer, const char *text);

/** Wait for a server of one connection (-naccept 1) to end; then the log is complete. */
void peer_wait_for_end(struct peer *peer);

/** End the server as it is: its connections end without a close_notify. Repeatable. */
void peer_kill(struct peer *peer);

#endif
