/* SPDX-License-Identifier: MIT */
/*
 * Every case of cases/ over every slicing: what the call ends with, whether the connection is kept, what it brought,
 * and that the next call gets its own answer. That answer waits where the case says that it is asked for; on a
 * connection that must not be used again a forged one waits, behind whatever of the case was not read.
 */
#define _GNU_SOURCE

#include "call/bench.h"
#include "call/operations.h"
#include "evidence/evidence.h"
#include "http/case.h"

#include <glob.h>
#include <string.h>

#define GENUINE  "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"user_used\":7777}"
#define FORGED   "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{\"user_used\":6666}"
#define LINK     "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"id\":\"l-1\"}"
#define THE_FILE "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"v1\"\r\n\r\nhello"

enum { CASES_MIN = 250, LARGE = 8192, KEPT_OF_FILE = 2 };

/* How the bytes arrive, and what there is to take them. */
struct way {
    size_t slice; /* 0: all that fits */
    size_t work_size;
    unsigned pauses; /* "not now" before each piece */
    bool of_large;   /* for many bytes, and endless ones, too */
};

static const struct way ways[] = {
    { 0, 512, 0, true },  { 0, 4096, 0, true },  { 1, 512, 0, true },
    { 1, 384, 1, false }, { 2, 512, 0, false },  { 3, 512, 0, false },
    { 7, 512, 1, false }, { 61, 512, 0, false }, { 509, 640, 0, true },
};

static struct http_case c; /* too large for a stack */
static unsigned files;
static unsigned runs;

/* --- the calls --- */

/* A download, or the rest of one of which KEPT_OF_FILE bytes are there. */
static struct {
    struct quatrix_download download;
    struct quatrix_download_config config;
    uint8_t block[16];
} load;

static int32_t on_write(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len)
{
    struct bench *b = ctx;

    CHECK(offset + len <= sizeof b->body);
    memcpy(b->body + offset, bytes, len);
    b->body_len = (size_t)offset + len;
    return (int32_t)len;
}

static void prepare_download(struct bench *b)
{
    memset(&load, 0, sizeof load);
    load.config.file_id = "f-1";
    load.config.block = load.block;
    load.config.block_size = sizeof load.block;
    load.config.write = on_write;
    load.config.ctx = b;
}

static void save_part(struct bench *b, uint8_t *state)
{
    prepare_download(b);
    bench_answer(&b->line[0], LINK, 0);
    bench_answer(&b->line[0], THE_FILE, 0);
    CHECK_STATUS(QUATRIX_OK, quatrix_download(&load.download, &b->client, &load.config));
    CHECK_STATUS(QUATRIX_OK, quatrix_download_save_at(&load.download, KEPT_OF_FILE, state));
    bench_rewind(b);
}

static enum quatrix_status make_call(struct bench *b, const uint8_t *state)
{
    static const char *const names[] = {
        "profile_info", "languages_list", "keepalive", "file_csv", "login", NULL, NULL
    };
    const struct operation *op;

    if (c.call == HTTP_DOWNLOAD) {
        prepare_download(b);
        return quatrix_download(&load.download, &b->client, &load.config);
    }
    if (c.call == HTTP_REST) {
        return quatrix_download_wait(
            &load.download,
            quatrix_download_resume(&load.download, &b->client, &load.config, state));
    }
    op = operation(names[c.call]);
    return bench_finish(b, op->start(b));
}

/* Set up a client, and its connection with all that comes before the reply of the case. Answers the line it comes
   on. */
static struct bench_line *open_bench(struct bench *b, const struct way *way, uint8_t *state)
{
    bench_prepare(b);
    b->config.work_size = way->work_size;
    bench_begin(b, BENCH_SESSION);
    if (c.call == HTTP_REST) {
        save_part(b, state);
    }
    if (c.call >= HTTP_DOWNLOAD) {
        bench_answer(&b->line[0], LINK, 0);
    }
    b->slice = way->slice;
    b->pending[BENCH_RECV] = way->pauses;
    b->nap = way->pauses == 0 ? b->nap : 1;
    return &b->line[0];
}

/* --- one run --- */

static enum quatrix_status end_of(enum http_end end)
{
    static const enum quatrix_status statuses[] = { QUATRIX_OK, QUATRIX_E_CLOSED, QUATRIX_E_CUT,
                                                    QUATRIX_E_NETWORK };

    return statuses[end];
}

/* The reply of the case, then, to the next request, what must be or must not be the answer to it. */
static void script(struct bench *b, struct bench_line *line)
{
    unsigned request = c.call >= HTTP_DOWNLOAD ? 2 : 1;

    bench_answer(line, c.bytes.bytes, c.bytes.len);
    if (c.bytes.len == 0) {
        line->reply[request - 1].bytes = NULL;
    } else if (c.endless[0] == 0) {
        bench_answer(line, c.kept ? GENUINE : FORGED, 0);
    }
    line->end = end_of(c.end);
    line->end_after = request;
    line->endless = c.endless[0] == 0 ? NULL : c.endless;
    bench_answer(&b->line[1], GENUINE, 0);
    b->recv_time = c.endless[0] != 0 && c.ends == QUATRIX_E_TIMEOUT ? 100 : 0;
}

static void check_end(const struct bench *b, enum quatrix_status status)
{
    const struct quatrix_error *error = quatrix_client_error(&b->client);

    CHECK_STATUS(c.ends, status);
    CHECK_STATUS(c.ends, error->status);
    CHECK_NUMBER(c.http, error->http_status);
    CHECK_NUMBER(c.retry, error->retry_after_s);
    if (c.ends < 0) {
        CHECK_TEXT(quatrix_phase_name(c.phase), quatrix_phase_name(error->phase));
    }
}

/* On the same connection, if that is kept; else on another one. */
static void check_next_call(struct bench *b)
{
    struct quatrix_profile_info info;

    CHECK_NUMBER(1, b->lines);
    b->recv_time = 0;
    b->pending[BENCH_RECV] = 0;        /* whatever follows the reply is there by now */
    bench_authorize(b, BENCH_SESSION); /* 401 has ended it, or a login */
    CHECK_ENDS(QUATRIX_OK, b, quatrix_profile_info(&b->client, &info));
    CHECK_NUMBER(7777, info.user_used);
    CHECK_NUMBER(c.kept ? 1 : 2, b->lines);
}

/* What the case brought, where the body of the case in a plain reply brings the same. */
static void check_same_as_plain(const struct bench *b, const uint8_t *state)
{
    static char plain[HTTP_BYTES + 512];
    struct bench other;
    int head = snprintf(plain, sizeof plain, "HTTP/1.1 %u As due\r\nContent-Length: %zu\r\n",
                        c.http, c.body.len);

    if (c.ends == QUATRIX_MFA_REQUIRED) {
        head += snprintf(plain + head, sizeof plain - (size_t)head, "Mfa-Code: %d\r\n",
                         (int)quatrix_client_error(&b->client)->mfa_code);
    }
    if (quatrix_client_content_type(&b->client)[0] != 0) {
        head += snprintf(plain + head, sizeof plain - (size_t)head, "Content-Type: %s\r\n",
                         quatrix_client_content_type(&b->client));
    }
    head += snprintf(plain + head, sizeof plain - (size_t)head, "\r\n");
    memcpy(plain + head, c.body.bytes, c.body.len);
    bench_prepare(&other);
    bench_begin(&other, BENCH_SESSION);
    bench_answer(&other.line[0], plain, (size_t)head + c.body.len);
    CHECK_STATUS(c.ends, make_call(&other, state));
    CHECK_BYTES(&other.out, sizeof other.out, &b->out, sizeof b->out);
    CHECK_NUMBER(other.elements, b->elements);
    CHECK_NUMBER(quatrix_client_error(&other.client)->server_code,
                 quatrix_client_error(&b->client)->server_code);
    CHECK_TEXT(quatrix_client_error(&other.client)->server_msg,
               quatrix_client_error(&b->client)->server_msg);
    CHECK_TEXT(quatrix_client_session(&other.client)->session_id.text,
               quatrix_client_session(&b->client)->session_id.text);
    bench_close(&other);
}

/* The reply was taken for one, whatever it says. */
static bool is_answer(void)
{
    return c.ends >= 0 ||
           (c.ends <= QUATRIX_E_CONTENT && c.ends != QUATRIX_E_SIZE && c.ends != QUATRIX_E_PART);
}

static void check_answer(const struct bench *b, const uint8_t *state)
{
    if (c.ends == QUATRIX_OK && c.call >= HTTP_DOWNLOAD) {
        CHECK_BYTES("hello", 5, b->body, b->body_len);
    } else if (c.ends == QUATRIX_OK && c.call == HTTP_RAW) {
        CHECK_BYTES(c.body.bytes, c.body.len, b->body, b->body_len);
    } else if (c.ends < 0 && c.call == HTTP_LOGIN) {
        CHECK_NUMBER(0, quatrix_client_session(&b->client)->present);
    } else if (is_answer() && c.call < HTTP_DOWNLOAD) {
        check_same_as_plain(b, state);
    }
}

static void run(const struct way *way)
{
    uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE];
    struct bench b;

    script(&b, open_bench(&b, way, state));
    check_end(&b, make_call(&b, state));
    check_answer(&b, state);
    check_next_call(&b);
    bench_close(&b);
    runs++;
}

static void each_case_has_its_verdict_however_it_arrives(void **state)
{
    glob_t found;

    (void)state;
    CHECK_NUMBER(0, glob("http/cases/*/*", 0, NULL, &found));
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *wrong = http_case_read(&c, found.gl_pathv[i]);
        bench_case("%s", found.gl_pathv[i]);
        CHECK_TEXT("", wrong == NULL ? "" : wrong);
        for (size_t k = 0; k < COUNT(ways); k++) {
            if (ways[k].of_large || (c.bytes.len <= LARGE && c.endless[0] == 0)) {
                bench_case("%s, slices of %zu, %zu bytes of work buffer", found.gl_pathv[i],
                           ways[k].slice, ways[k].work_size);
                run(&ways[k]);
            }
        }
        files++;
    }
    globfree(&found);
    CHECK(files >= CASES_MIN);
    evidence("http/cases", files);
    evidence("http/runs", runs);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_case_has_its_verdict_however_it_arrives),
};

BENCH_MAIN(tests)
