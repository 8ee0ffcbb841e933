/* SPDX-License-Identifier: MIT */
/*
 * A peer: libcurl over the same mbedTLS, with one handle that keeps its connection, and cJSON. The body is
 * collected in a buffer that grows and is kept, parsed into a tree, and moved into the library's structs.
 */
#include "bench.h"

#include "cjson_decode.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    CURL *handle;
    struct curl_slist *headers;
    struct curl_slist *headers_json;
    char profile_url[256];
    char set_url[256];
    char list_url[256];
    char *body;
    size_t size;
    size_t len;
} peer;

static void check(const char *what, long code)
{
    if (code != 0) {
        fprintf(stderr, "%s\n", curl_easy_strerror((CURLcode)code));
        bench_fail(what, code);
    }
}

static size_t collect(char *data, size_t size, size_t count, void *ctx)
{
    size_t len = size * count;

    (void)ctx;
    if (len > peer.size - peer.len) {
        size_t wanted = peer.size * 2 > peer.len + len ? peer.size * 2 : peer.len + len;
        char *larger = realloc(peer.body, wanted);
        if (larger == NULL) {
            return 0;
        }
        peer.body = larger;
        peer.size = wanted;
    }
    memcpy(peer.body + peer.len, data, len);
    peer.len += len;
    return len;
}

static void set_up_tls(const struct bench *bench)
{
    CURL *h = peer.handle;
    struct curl_blob ca = { .data = bench->ca, .len = bench->ca_size, .flags = CURL_BLOB_NOCOPY };

    /* This certificate alone, and not those of the system besides. */
    check("CAINFO", curl_easy_setopt(h, CURLOPT_CAINFO, NULL));
    check("CAPATH", curl_easy_setopt(h, CURLOPT_CAPATH, NULL));
    check("CAINFO_BLOB", curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &ca));
}

static void set_up(const struct bench *bench)
{
    char header[128];

    check("curl_global_init", curl_global_init(CURL_GLOBAL_ALL));
    peer.handle = curl_easy_init();
    if (peer.handle == NULL) {
        bench_fail("curl_easy_init", 0);
    }
    (void)snprintf(header, sizeof header, "X-Auth-Token: %s", bench->token);
    peer.headers = curl_slist_append(NULL, header);
    peer.headers = curl_slist_append(peer.headers, "Accept: application/json");
    peer.headers_json = curl_slist_append(NULL, header);
    peer.headers_json = curl_slist_append(peer.headers_json, "Accept: application/json");
    peer.headers_json = curl_slist_append(peer.headers_json, "Content-Type: application/json");
    (void)snprintf(peer.profile_url, sizeof peer.profile_url, "https://%s:%u%s/profile",
                   bench->host, (unsigned)bench->port, bench->base);
    (void)snprintf(peer.set_url, sizeof peer.set_url, "https://%s:%u%s/profile/set", bench->host,
                   (unsigned)bench->port, bench->base);
    (void)snprintf(peer.list_url, sizeof peer.list_url, "https://%s:%u%s/user", bench->host,
                   (unsigned)bench->port, bench->base);
    peer.size = 4096;
    peer.body = malloc(peer.size);
    check("WRITEFUNCTION", curl_easy_setopt(peer.handle, CURLOPT_WRITEFUNCTION, collect));
    check("FAILONERROR", curl_easy_setopt(peer.handle, CURLOPT_FAILONERROR, 1L));
    check("NOSIGNAL", curl_easy_setopt(peer.handle, CURLOPT_NOSIGNAL, 1L));
    check("IPRESOLVE", curl_easy_setopt(peer.handle, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4));
    set_up_tls(bench);
}

static void tear_down(void)
{
    curl_easy_cleanup(peer.handle);
    curl_slist_free_all(peer.headers);
    curl_slist_free_all(peer.headers_json);
    curl_global_cleanup();
    free(peer.body);
}

static void perform(const char *url, const char *body)
{
    CURL *h = peer.handle;

    peer.len = 0;
    check("URL", curl_easy_setopt(h, CURLOPT_URL, url));
    check("HTTPHEADER",
          curl_easy_setopt(h, CURLOPT_HTTPHEADER, body == NULL ? peer.headers : peer.headers_json));
    if (body != NULL) {
        check("POSTFIELDS", curl_easy_setopt(h, CURLOPT_POSTFIELDS, body));
    } else {
        check("HTTPGET", curl_easy_setopt(h, CURLOPT_HTTPGET, 1L));
    }
    check(url, curl_easy_perform(h));
}

static void profile(struct quatrix_profile *out)
{
    perform(peer.profile_url, NULL);
    if (!cjson_decode_profile(peer.body, peer.len, out)) {
        bench_fail("not such a profile", 0);
    }
}

static void set(const struct quatrix_profile_set_request *request,
                struct quatrix_profile_set_reply *out)
{
    char *body = cjson_encode_set(request);

    if (body == NULL) {
        bench_fail("cjson_encode_set", 0);
    }
    perform(peer.set_url, body);
    free(body);
    if (!cjson_decode_set_reply(peer.body, peer.len, out)) {
        bench_fail("not such an answer", 0);
    }
}

static uint64_t list(void)
{
    static struct quatrix_user user;
    uint64_t users = 0;
    const cJSON *element;
    cJSON *tree;

    perform(peer.list_url, NULL);
    tree = cJSON_ParseWithLength(peer.body, peer.len);
    cJSON_ArrayForEach(element, tree)
    {
        if (!cjson_decode_user(element, &user)) {
            bench_fail("not such a user", (long)users);
        }
        bench_take_user(&user);
        users++;
    }
    cJSON_Delete(tree);
    return users;
}

/* From the first of these on each call closes its connection when it is done. Sessions to be resumed are
   kept with the handle. */
static void disconnect(bool forget)
{
    check("SSL_SESSIONID_CACHE",
          curl_easy_setopt(peer.handle, CURLOPT_SSL_SESSIONID_CACHE, forget ? 0L : 1L));
    check("FORBID_REUSE", curl_easy_setopt(peer.handle, CURLOPT_FORBID_REUSE, 1L));
}

int main(int argc, char **argv)
{
    static const struct bench_program program = {
        .set_up = set_up,
        .tear_down = tear_down,
        .profile = profile,
        .set = set,
        .list = list,
        .disconnect = disconnect,
    };

    return bench_main(argc, argv, &program);
}
