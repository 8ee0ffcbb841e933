/* SPDX-License-Identifier: MIT */
/* A peer: libcurl with one handle over the same mbedTLS, and callbacks that read and write blocks. */
#include "stream.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

static struct stream stream;
static CURL *handle;
static uint64_t offset; /* of the next block */
static uint64_t left;   /* of the chunk that goes up */

static void check(const char *what, long code)
{
    if (code != 0) {
        stream_fail(what, code);
    }
}

static size_t read_block(char *buf, size_t size, size_t count, void *ctx)
{
    size_t room = size * count;
    size_t want = left < stream.block_size ? (size_t)left : stream.block_size;
    size_t n;

    (void)ctx;
    if (want == 0) {
        return 0;
    }
    n = stream_read(&stream, offset, (uint8_t *)buf, want < room ? want : room);
    offset += n;
    left -= n;
    return n;
}

static size_t write_block(char *data, size_t size, size_t count, void *ctx)
{
    (void)ctx;
    stream_write(&stream, offset, (const uint8_t *)data, size * count);
    offset += size * count;
    return size * count;
}

static size_t drop(char *data, size_t size, size_t count, void *ctx)
{
    (void)data;
    (void)ctx;
    return size * count;
}

static void set_up(void)
{
    struct curl_blob ca = { .data = stream.ca, .len = stream.ca_size, .flags = CURL_BLOB_NOCOPY };

    check("curl_global_init", curl_global_init(CURL_GLOBAL_ALL));
    handle = curl_easy_init();
    check("CAINFO", curl_easy_setopt(handle, CURLOPT_CAINFO, NULL));
    check("CAPATH", curl_easy_setopt(handle, CURLOPT_CAPATH, NULL));
    check("CAINFO_BLOB", curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &ca));
    check("FAILONERROR", curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L));
    check("NOSIGNAL", curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L));
    check("IPRESOLVE", curl_easy_setopt(handle, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4));
    check("BUFFERSIZE", curl_easy_setopt(handle, CURLOPT_BUFFERSIZE, (long)stream.block_size));
    check("READFUNCTION", curl_easy_setopt(handle, CURLOPT_READFUNCTION, read_block));
}

/* size: of the body, which read_block() gives; -1: there is none. */
static void ask(const char *path, int64_t size, const char *range, bool keep)
{
    struct curl_slist *headers = curl_slist_append(NULL, "X-Auth-Token: bench");
    char url[128];

    headers = curl_slist_append(headers, "Accept: application/json");
    headers = curl_slist_append(headers, "Expect:");
    if (range != NULL) {
        headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
        headers = curl_slist_append(headers, range);
    }
    (void)snprintf(url, sizeof url, "https://localhost:%u%s", (unsigned)stream.port, path);
    check("URL", curl_easy_setopt(handle, CURLOPT_URL, url));
    if (size < 0) {
        check("HTTPGET", curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L));
    } else {
        check("POST", curl_easy_setopt(handle, CURLOPT_POST, 1L));
        check("POSTFIELDSIZE",
              curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size));
    }
    check("HTTPHEADER", curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers));
    check("WRITEFUNCTION",
          curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, keep ? write_block : drop));
    check(path, curl_easy_perform(handle));
    curl_slist_free_all(headers);
}

static void upload(void)
{
    ask("/api/1.0/upload/link", 0, NULL, false);
    while (offset < stream.bytes) {
        char range[128];
        uint64_t rest = stream.bytes - offset;
        left = rest < STREAM_CHUNK ? rest : (uint64_t)STREAM_CHUNK;
        (void)snprintf(range, sizeof range, "Content-Range: bytes %llu-%llu/%llu",
                       (unsigned long long)offset, (unsigned long long)(offset + left - 1),
                       (unsigned long long)stream.bytes);
        ask("/upload/chunked/key", (int64_t)left, range, false);
    }
    ask("/api/1.0/upload/finalize/key", -1, NULL, false);
}

static void download(void)
{
    ask("/api/1.0/file/download-link", 0, NULL, false);
    ask("/api/1.0/file/download/link", -1, NULL, true);
}

int main(int argc, char **argv)
{
    stream_begin(&stream, argc, argv);
    set_up();
    ask("/api/1.0/session/keepalive", -1, NULL, false); /* it shakes hands */
    stream_start(&stream);
    if (stream.up) {
        upload();
    } else {
        download();
    }
    stream_stop(&stream);
    curl_easy_cleanup(handle);
    curl_global_cleanup();
    stream_end(&stream);
    return 0;
}
