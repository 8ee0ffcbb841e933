/* SPDX-License-Identifier: MIT */
/*
 * list users|files|jsmn FILE: go through a list once, for callgrind to count.
 *
 * users, files: the whole library but TLS and port, over the transport of script.c. jsmn: each element of FILE, which stands alone in its
 * line, tokenized by jsmn and nothing else.
 */
#include "script.h"

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

static long by_library(bool users)
{
    static struct quatrix_client client;
    static struct quatrix_user user;
    static struct quatrix_file file;
    static uint8_t work[512];
    struct quatrix_config config = {
        .host = "acme.example.net",
        .transport = script_start(text, text_len),
        .work = work,
        .work_size = sizeof work,
    };
    enum quatrix_status status;
    long count = 0;

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
