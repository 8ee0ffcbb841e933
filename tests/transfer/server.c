/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- replies --- */

static void put_bytes(struct rig *rig, const void *bytes, size_t len)
{
    assert_true(rig->out_len + len <= sizeof rig->out);
    memcpy(rig->out + rig->out_len, bytes, len);
    rig->out_len += len;
}

static void put(struct rig *rig, const char *format, ...)
{
    char text[512];
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assert_true(len >= 0 && (size_t)len < sizeof text);
    put_bytes(rig, text, (size_t)len);
}

static void put_json(struct rig *rig, const char *status, const char *json)
{
    put(rig, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        status, strlen(json), json);
}

static void put_error(struct rig *rig, const char *status, int code)
{
    char json[64];

    (void)snprintf(json, sizeof json, "{\"code\":%d,\"msg\":\"no\"}", code);
    put_json(rig, status, json);
}

/* --- the request --- */

static const char *head_of(const struct rig *rig)
{
    return (const char *)rig->in;
}

/* What follows a name in the head, up to the end of the line; "" if it is not there. */
static const char *value_of(const struct rig *rig, const char *name)
{
    static char value[300];
    const char *at = strstr(head_of(rig), name);
    size_t len;

    if (at == NULL) {
        return "";
    }
    at += strlen(name);
    len = strcspn(at, "\r");
    assert_true(len < sizeof value);
    memcpy(value, at, len);
    value[len] = 0;
    return value;
}

/* A member of the JSON body, without quotes around it. */
static const char *member_of(const struct rig *rig, const char *name)
{
    static char value[300];
    char key[40];
    const char *at;
    size_t len;

    (void)snprintf(key, sizeof key, "\"%s\":", name);
    at = strstr(head_of(rig) + rig->head_len, key);
    if (at == NULL) {
        return "";
    }
    at += strlen(key);
    at += *at == '"' || *at == '[';
    at += *at == '"';
    for (len = 0; strchr("\",}", at[len]) == NULL || (len > 0 && at[len - 1] == '\\'); len++) {
    }
    assert_true(len < sizeof value);
    memcpy(value, at, len);
    value[len] = 0;
    return value;
}

static enum rig_ask ask_of(const struct rig *rig)
{
    static const struct {
        const char *start;
        enum rig_ask ask;
    } known[] = {
        { "POST /api/1.0/upload/link ", ASK_LINK },
        { "POST /api/1.0/file/modify ", ASK_MODIFY },
        { "POST /upload/chunked/key-", ASK_CHUNK },
        { "POST /upload/multipart/key-", ASK_MULTIPART },
        { "GET /api/1.0/upload/finalize/key-", ASK_FINALIZE },
        { "POST /api/1.0/file/download-link ", ASK_DOWNLOAD_LINK },
        { "GET /api/1.0/file/download/link-", ASK_BYTES },
        { "GET /api/1.0/session/keepalive ", ASK_KEEPALIVE },
        { "GET /api/1.0/session/login ", ASK_LOGIN },
    };

    for (size_t i = 0; i < COUNT(known); i++) {
        if (strncmp(head_of(rig), known[i].start, strlen(known[i].start)) == 0) {
            return known[i].ask;
        }
    }
    fail_msg("not a request this server knows: %s", head_of(rig));
    return ASK_NOTHING;
}

static const struct rig_fault *fault_of(struct rig *rig)
{
    struct rig_server *s = &rig->server;
    unsigned before = s->asked[rig->ask];

    s->asked[rig->ask]++;
    for (size_t i = 0; i < RIG_FAULTS; i++) {
        const struct rig_fault *fault = &s->fault[i];
        unsigned times = fault->times == 0 ? 1 : fault->times;
        if (fault->ask == rig->ask && before >= fault->skip && before - fault->skip < times) {
            return fault;
        }
    }
    return NULL;
}

/* --- what it does --- */

static bool authorized(const struct rig *rig)
{
    const char *token = value_of(rig, "X-Auth-Token: token-");

    return rig->ask == ASK_LOGIN || (*token != 0 && (unsigned)atoi(token) == rig->server.token);
}

/* The number of a key or link at the end of the path. */
static unsigned number_of(const struct rig *rig)
{
    const char *end = strchr(head_of(rig) + 5, ' ');

    while (end[-1] != '-') {
        end--;
    }
    return (unsigned)atoi(end);
}

static void put_key(struct rig *rig)
{
    char json[600];

    rig->server.key = ++rig->server.numbers;
    (void)snprintf(json, sizeof json,
                   "{\"name\":\"%s\",\"file_id\":\"" RIG_ID "\",\"parent_id\":\"" RIG_PARENT
                   "\",\"upload_key\":\"key-%u\"}",
                   rig->server.name, rig->server.key);
    put_json(rig, "200 OK", json);
}

static void do_link(struct rig *rig)
{
    struct rig_server *s = &rig->server;

    if (s->exists && strcmp(member_of(rig, "resolve"), "true") != 0) {
        put_error(rig, "400 Bad Request", 30);
        return;
    }
    (void)snprintf(s->name, sizeof s->name, "%s", member_of(rig, "name"));
    s->size = (size_t)atoi(member_of(rig, "file_size"));
    s->exists = true;
    s->whole = false;
    s->created++;
    memset(s->have, 0, sizeof s->have);
    put_key(rig);
}

static size_t arrived(const struct rig_server *s)
{
    size_t n = 0;

    while (n < RIG_FILE && s->have[n]) {
        n++;
    }
    return n;
}

static void do_modify(struct rig *rig)
{
    struct rig_server *s = &rig->server;
    size_t truncate = (size_t)atoi(member_of(rig, "truncate"));

    if (!s->exists || strcmp(member_of(rig, "id"), RIG_ID) != 0) {
        put_error(rig, "404 Not Found", 20);
    } else if (truncate > arrived(s) || (s->no_cut && truncate > 0)) {
        put_error(rig, "400 Bad Request", 10);
    } else {
        memset(s->have + truncate, 0, sizeof s->have - truncate);
        s->size = truncate;
        s->whole = false;
        put_key(rig);
    }
}

static bool key_is_known(struct rig *rig)
{
    if (rig->server.key != 0 && number_of(rig) == rig->server.key) {
        return true;
    }
    put_error(rig, "404 Not Found", 20);
    return false;
}

/* The bytes were stored as they came; here it is looked at what the head said of them. */
static void do_chunk(struct rig *rig)
{
    unsigned first;
    unsigned last;
    unsigned total;
    char rest;

    if (!key_is_known(rig)) {
        return;
    }
    assert_int_equal(
        sscanf(value_of(rig, "Content-Range: bytes "), "%u-%u/%u%c", &first, &last, &total, &rest),
        3);
    assert_true(first <= last && last < total && total <= RIG_FILE);
    assert_int_equal(atoi(value_of(rig, "Content-Length: ")), last - first + 1);
    for (size_t i = first; i <= last; i++) {
        rig->server.have[i] = true;
    }
    rig->server.size = total;
    put_json(rig, "200 OK", "\"" RIG_ID "\"");
}

/* The name as a part of form data has it: what JSON writes as \" is %22 there. */
static const char *form_name(const struct rig *rig)
{
    static char name[sizeof rig->server.name + 50];
    char *out = name;

    for (const char *at = rig->server.name; *at != 0; at++) {
        if (at[0] == '\\' && at[1] == '"') {
            out += sprintf(out, "%%22");
            at++;
        } else {
            *out++ = *at;
        }
        assert_true(out < name + sizeof name - 4);
    }
    *out = 0;
    return name;
}

static void do_multipart(struct rig *rig)
{
    struct rig_server *s = &rig->server;
    const char *boundary = value_of(rig, "Content-Type: multipart/form-data; boundary=");
    char text[600];
    const uint8_t *body = rig->in + rig->head_len;
    size_t len = rig->in_len - rig->head_len;
    int head = snprintf(text, sizeof text,
                        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                        "Content-Type: application/octet-stream\r\n\r\n",
                        boundary, form_name(rig));
    char tail[100];
    int end = snprintf(tail, sizeof tail, "\r\n--%s--\r\n", boundary);

    if (!key_is_known(rig)) {
        return;
    }
    assert_true(len >= (size_t)(head + end) && memcmp(body, text, (size_t)head) == 0);
    assert_memory_equal(body + len - (size_t)end, tail, (size_t)end);
    s->size = len - (size_t)(head + end);
    memcpy(s->file, body + head, s->size);
    memset(s->have, true, s->size);
    s->whole = true;
    s->key = 0;
    s->finalized++;
    put_json(rig, "200 OK", "\"" RIG_ID "\"");
}

static void do_finalize(struct rig *rig)
{
    struct rig_server *s = &rig->server;
    const char *query = strstr(head_of(rig), "?mtime=");
    char json[100];

    if (query != NULL && query < strchr(head_of(rig), '\r')) {
        (void)snprintf(s->mtime, sizeof s->mtime, "%.*s", (int)strcspn(query + 7, " "), query + 7);
    }
    if (!key_is_known(rig)) {
        return;
    }
    if (arrived(s) != s->size) {
        put_error(rig, "400 Bad Request", 10);
        return;
    }
    s->whole = true;
    s->key = 0;
    s->finalized++;
    (void)snprintf(json, sizeof json, "{\"id\":\"" RIG_ID "\",\"size\":%zu,\"modified\":1.5}",
                   s->size + (s->size_is_wrong ? 1 : 0));
    put_json(rig, "200 OK", json);
}

static void do_download_link(struct rig *rig)
{
    char json[40];

    if (!rig->server.exists || strcmp(member_of(rig, "ids"), RIG_ID) != 0) {
        put_error(rig, "404 Not Found", 20);
        return;
    }
    rig->server.link = ++rig->server.numbers;
    (void)snprintf(json, sizeof json, "{\"id\":\"link-%u\"}", rig->server.link);
    put_json(rig, "200 OK", json);
}

static void put_body(struct rig *rig, size_t first, size_t len)
{
    const struct rig_server *s = &rig->server;
    size_t extra = s->body_by > 0 ? (size_t)s->body_by : 0;

    if (s->body_by < 0) {
        len -= (size_t)-s->body_by;
    }
    if (!s->chunked && !s->until_close) {
        put(rig, "Content-Length: %zu\r\n\r\n", (size_t)((int64_t)(len + extra) + s->length_by));
    } else if (s->until_close) {
        put(rig, "Connection: close\r\n\r\n");
        rig->end_after = true;
    } else {
        put(rig, "Transfer-Encoding: chunked\r\n\r\n");
    }
    if (s->chunked && len > 1) { /* two chunks */
        put(rig, "1\r\n");
        put_bytes(rig, s->file + first, 1);
        put(rig, "\r\n");
        first++;
        len--;
    }
    if (s->chunked && len + extra > 0) {
        put(rig, "%zx\r\n", len + extra);
    }
    put_bytes(rig, s->file + first, len);
    for (size_t i = 0; i < extra; i++) {
        put_bytes(rig, "+", 1);
    }
    if (s->chunked) {
        put(rig, len + extra > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n");
    }
}

static void do_bytes(struct rig *rig)
{
    struct rig_server *s = &rig->server;
    const char *range = strstr(head_of(rig), "\r\nRange: bytes=");
    unsigned first = 0;
    size_t end = s->size;
    char stop = 0;

    if (number_of(rig) != s->link || s->link == 0) {
        put_error(rig, "404 Not Found", 20);
        return;
    }
    if (range != NULL) {
        assert_int_equal(sscanf(range, "\r\nRange: bytes=%u-%c", &first, &stop), 2);
        assert_int_equal(stop, '\r');
        assert_true(first > 0);
    }
    if (range != NULL && !s->ignore_range && first >= s->size) {
        put(rig, "HTTP/1.1 416 Range Not Satisfiable\r\n");
        if (s->etag != NULL) {
            put(rig, "ETag: %s\r\n", s->etag);
        }
        put(rig, "Content-Range: bytes */%zu\r\nContent-Length: 0\r\n\r\n", s->size);
        return;
    }
    if (range == NULL || s->ignore_range) {
        first = 0;
        put(rig, "HTTP/1.1 %u OK\r\n", s->status != 0 ? s->status : 200);
    } else {
        if (s->part_most > 0 && end - first > s->part_most) {
            end = first + s->part_most;
        }
        put(rig, "HTTP/1.1 %u Partial Content\r\n", s->status != 0 ? s->status : 206);
    }
    if (s->content_range != NULL && *s->content_range != 0) {
        put(rig, "Content-Range: %s\r\n", s->content_range);
    } else if (s->content_range == NULL && range != NULL && !s->ignore_range) {
        put(rig, "Content-Range: bytes %u-%zu/%zu\r\n", first, end - 1, s->size);
    }
    if (s->etag != NULL) {
        put(rig, "ETag: %s\r\n", s->etag);
    }
    if (s->status == 204) {
        put(rig, "\r\n");
        return;
    }
    put_body(rig, first, end - first);
}

static void do_login(struct rig *rig)
{
    char json[60];

    rig->server.token = ++rig->server.numbers;
    (void)snprintf(json, sizeof json, "{\"session_id\":\"token-%u\"}", rig->server.token);
    put_json(rig, "200 OK", json);
}

static void perform(struct rig *rig)
{
    static void (*const all[ASKS])(struct rig *) = {
        [ASK_LINK] = do_link,         [ASK_MODIFY] = do_modify,
        [ASK_CHUNK] = do_chunk,       [ASK_MULTIPART] = do_multipart,
        [ASK_FINALIZE] = do_finalize, [ASK_DOWNLOAD_LINK] = do_download_link,
        [ASK_BYTES] = do_bytes,       [ASK_LOGIN] = do_login,
    };

    if (!authorized(rig)) {
        put_error(rig, "401 Unauthorized", 14);
    } else if (rig->ask == ASK_KEEPALIVE) {
        put(rig, REPLY_EMPTY("200 OK"));
    } else {
        all[rig->ask](rig);
    }
}

/* --- a request as it arrives --- */

static void expire(struct rig_server *s)
{
    s->key = s->link = 0;
}

static void put_reply(struct rig *rig, const char *reply)
{
    const char *body = strstr(reply, "\r\n\r\n");
    const char *gap = strchr(reply, '@');

    if (gap != NULL) {
        put(rig, "%.*s%zu%s", (int)(gap - reply), reply, strlen(body + 4), gap + 1);
    } else {
        put_bytes(rig, reply, strlen(reply));
    }
}

/* It is there, or as much of it as anybody wants. */
static void answer(struct rig *rig)
{
    const struct rig_fault *hit = rig->hit;
    size_t before = rig->out_len;

    if (hit == NULL || hit->perform || (hit->reply == NULL && !hit->cut && !hit->hang)) {
        perform(rig);
    }
    if (hit != NULL && (hit->reply != NULL || hit->cut || hit->hang)) {
        rig->out_len = before;
        rig->end_after = hit->cut;
        rig->reply_at = rig->now + hit->late;
        if (hit->reply != NULL) {
            put_reply(rig, hit->reply);
        }
    }
}

static void end_request(struct rig *rig)
{
    if (!rig->forget_body) {
        answer(rig);
    }
    rig->in_len = rig->head_len = 0;
    rig->in_body = rig->forget_body = false;
}

static void begin_body(struct rig *rig)
{
    struct rig_server *s = &rig->server;
    const char *range;

    if (s->heads_len + rig->in_len < sizeof s->heads) {
        memcpy(s->heads + s->heads_len, rig->in, rig->in_len);
        s->heads_len += rig->in_len;
    }
    rig->head_len = rig->in_len;
    rig->reply_at = rig->now;
    rig->ask = ask_of(rig);
    rig->hit = fault_of(rig);
    rig->body_left = strtoull(value_of(rig, "\r\nContent-Length: "), NULL, 10);
    range = value_of(rig, "\r\nContent-Range: bytes ");
    rig->body_at = strtoull(range, NULL, 10);
    rig->in_body = true;
    if (rig->hit != NULL) {
        if (rig->hit->expire) {
            expire(s);
        }
        if (rig->hit->end_session) {
            s->token = 0;
        }
        if (rig->hit->interim) {
            put(rig, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        if (rig->hit->early || rig->hit->deaf) {
            answer(rig);
            rig->forget_body = true;
            rig->deaf = rig->hit->deaf;
        }
    }
}

/* A byte of a file may be stored as it comes: what counts is `have`. */
static void take_body(struct rig *rig, uint8_t byte)
{
    struct rig_server *s = &rig->server;
    bool known =
        rig->ask == ASK_CHUNK && s->key != 0 && number_of(rig) == s->key && authorized(rig);

    rig->body_left--;
    if (rig->hit != NULL && rig->hit->interim && rig->body_left == 400) {
        put(rig, "HTTP/1.1 102 Processing\r\n\r\n");
    }
    s->bytes++;
    if (rig->ask == ASK_CHUNK) {
        if (known && !rig->forget_body) {
            assert_true(rig->body_at < RIG_FILE);
            s->file[rig->body_at] = byte;
            s->have[rig->body_at] = s->have[rig->body_at] || s->keep_partial;
        }
        rig->body_at++;
    } else if (!rig->forget_body) {
        assert_true(rig->in_len < sizeof rig->in - 1);
        rig->in[rig->in_len++] = byte;
        rig->in[rig->in_len] = 0;
    }
}

void server_take(struct rig *rig, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (rig->in_body) {
            take_body(rig, bytes[i]);
        } else {
            assert_true(rig->in_len < sizeof rig->in - 1);
            rig->in[rig->in_len++] = bytes[i];
            rig->in[rig->in_len] = 0;
            if (rig->in_len >= 4 && memcmp(rig->in + rig->in_len - 4, "\r\n\r\n", 4) == 0) {
                begin_body(rig);
            }
        }
        if (rig->in_body && rig->body_left == 0) {
            end_request(rig);
        }
    }
}

void server_reset(struct rig *rig)
{
    rig->in_len = rig->head_len = rig->out_len = rig->out_at = 0;
    rig->in_body = rig->forget_body = rig->deaf = rig->end_after = false;
    rig->hit = NULL;
    rig->reply_at = rig->now;
}
