/* SPDX-License-Identifier: MIT */
/*
 * list users|files|jsmn FILE: go through a list once, for callgrind to count.
 *
 * users, files: the whole library but TLS and port, from a transport that hands out FILE in pieces of 1,024
 * bytes, as a device with small records would get it. jsmn: each element of FILE, which stands alone in its
 * line, tokenized by jsmn and nothing else.
 */
#include <quatrix/file.h>
#include <quatrix/user.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JSMN_STATIC
#include <jsmn.h>

static char *text;
static size_t text_len;

static void read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
        perror(path);
        exit(2);
    }
    rewind(file);
    text_len = (size_t)size;
    text = malloc(text_len + 1);
    if (text == NULL || fread(text, 1, text_len, file) != text_len) {
        perror(path);
        exit(2);
    }
    text[text_len] = 0;
    fclose(file);
}

/* --- the library --- */

static struct {
    struct quatrix_transport transport;
    char head[128];
    size_t head_len;
    size_t at; /* of head and text */
} script;

static enum quatrix_status on_connect(struct quatrix_transport *t, const char *host, uint16_t port)
{
    (void)t;
    (void)host;
    (void)port;
    return QUATRIX_OK;
}

static enum quatrix_status on_handshake(struct quatrix_transport *t)
{
    (void)t;
    return QUATRIX_OK;
}

static int32_t on_send(struct quatrix_transport *t, const uint8_t *buf, size_t len)
{
    (void)t;
    (void)buf;
    return (int32_t)len;
}

static int32_t on_recv(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    const char *from = script.at < script.head_len ? script.head + script.at
                                                   : text + (script.at - script.head_len);
    size_t left = script.at < script.head_len ? script.head_len - script.at
                                              : script.head_len + text_len - script.at;
    size_t record = 1024 - script.at % 1024;

    (void)t;
    left = left < record ? left : record;
    left = left < len ? left : len;
    memcpy(buf, from, left);
    script.at += left;
    return (int32_t)left;
}

static void on_close(struct quatrix_transport *t)
{
    (void)t;
}

static void on_wait(struct quatrix_transport *t, uint32_t max_ms)
{
    (void)t;
    (void)max_ms;
}

static uint32_t on_now(struct quatrix_transport *t)
{
    (void)t;
    return 0;
}

static enum quatrix_clock on_time(struct quatrix_transport *t, int64_t *seconds)
{
    (void)t;
    (void)seconds;
    return QUATRIX_CLOCK_UNKNOWN;
}

static size_t on_heap(struct quatrix_transport *t)
{
    (void)t;
    return 0;
}

static long by_library(bool users)
{
    static const struct quatrix_transport_ops ops = {
        .connect = on_connect,
        .handshake = on_handshake,
        .send = on_send,
        .recv = on_recv,
        .close = on_close,
        .wait = on_wait,
        .now_ms = on_now,
        .unix_time = on_time,
        .heap_peak = on_heap,
    };
    static struct quatrix_client client;
    static struct quatrix_user user;
    static struct quatrix_file file;
    static uint8_t work[512];
    struct quatrix_config config = {
        .host = "acme.example.net",
        .transport = &script.transport,
        .work = work,
        .work_size = sizeof work,
    };
    enum quatrix_status status;
    long count = 0;

    script.transport.ops = &ops;
    script.head_len = (size_t)snprintf(
        script.head, sizeof script.head,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
        text_len);
    status = quatrix_client_init(&client, &config);
    if (status == QUATRIX_OK) {
        status = quatrix_client_use_session(&client, "32833106-536e-45df-80b2-d002cc92d33d");
    }
    if (status == QUATRIX_OK) {
        status = users ? quatrix_user_list(&client, &user)
                       : quatrix_file_search(&client, &(struct quatrix_search_request){ 0 }, &file);
    }
    while (status == QUATRIX_OK || status == QUATRIX_READY) {
        status = quatrix_list_next_wait(&client);
        count += status == QUATRIX_OK;
    }
    if (status != QUATRIX_END) {
        fprintf(stderr, "list: element %ld: %s (%s)\n", count, quatrix_status_name(status),
                quatrix_client_error(&client)->member);
        exit(1);
    }
    return count;
}

/* --- the yardstick --- */

static long by_jsmn(void)
{
    static jsmntok_t tokens[256];
    long count = 0;

    for (char *line = text; *line != 0;) {
        char *end = strchr(line, '\n');
        size_t len = end == NULL ? strlen(line) : (size_t)(end - line);
        jsmn_parser parser;
        if (*line == '{') {
            jsmn_init(&parser);
            if (jsmn_parse(&parser, line, len - (line[len - 1] == ','), tokens, 256) < 1) {
                fprintf(stderr, "list: jsmn fails at element %ld\n", count);
                exit(1);
            }
            count++;
        }
        line += end == NULL ? len : len + 1;
    }
    return count;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: list users|files|jsmn FILE\n", stderr);
        return 2;
    }
    read_file(argv[2]);
    printf("%ld\n",
           strcmp(argv[1], "jsmn") == 0 ? by_jsmn() : by_library(strcmp(argv[1], "users") == 0));
    free(text);
    return 0;
}
