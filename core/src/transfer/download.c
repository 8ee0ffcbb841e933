/* SPDX-License-Identifier: MIT */
/*
 * A link, then its bytes; a new link and the bytes that are missing, until there are none. The head of
 * each reply says whether its bytes belong to what was written before.
 */
#include <quatrix/download.h>

#include "base/utf8.h"
#include "call/engine.h"
#include "http/http.h"
#include "transfer/transfer.h"

#include <string.h>

typedef char
    download_is_small[QUATRIX_ID_MAX > 39 || sizeof(struct quatrix_download) <= 256 ? 1 : -1];

enum state { IDLE, LINK, BYTES };

/* --- the calls --- */

struct link_request {
    uint64_t present;
    struct quatrix_texts ids;
};

static const struct quatrix_field link_request_members[] = {
    FIELD_IDS("ids", struct link_request, ids),
};
static const struct quatrix_form link_request_form =
    FORM_OF(struct link_request, link_request_members);

static const struct quatrix_json_member link_members[] = {
    JSON_ID("id", struct quatrix_download_link, id),
};
static const struct quatrix_json_model link_model =
    JSON_MODEL_NEEDS(struct quatrix_download_link, link_members, 0);

/* Repeatable: a link that nobody uses does no harm. */
static enum quatrix_status start_link(struct quatrix_download *download)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/download-link",
        .request = &link_request_form,
        .reply = &link_model,
        .flags = QUATRIX_POST | QUATRIX_REPEATABLE,
    };
    const struct link_request request = { 1, { &download->priv.config->file_id, 1 } };

    return quatrix_call_start(download->priv.client, &request, &download->priv.link, &endpoint);
}

static struct quatrix_download *download_of(const struct quatrix_extra *extra)
{
    return (void *)((uint8_t *)(uintptr_t)extra - offsetof(struct quatrix_download, priv.extra));
}

static void put_range(const struct quatrix_extra *extra, struct quatrix_out *out)
{
    const struct quatrix_download *download = download_of(extra);

    if (download->done > 0) {
        quatrix_out_text(out, "\r\nRange: bytes=");
        quatrix_out_number(out, download->done);
        quatrix_out_char(out, '-');
    }
}

/* Digits up to an end, which is passed. */
static bool take_number(const char **text, char stop, uint64_t *number)
{
    const char *at = *text;

    *number = 0;
    while (*at >= '0' && *at <= '9') {
        if (*number > (uint64_t)INT64_MAX / 10 - 1) {
            return false;
        }
        *number = *number * 10 + (uint64_t)(*at++ - '0');
    }
    if (at == *text || *at != stop) {
        return false;
    }
    *text = *at == 0 ? at : at + 1;
    return true;
}

/* "bytes 0-7/12", with a star for the part or the number that is not known. Anything else is as good as
   nothing. */
static void take_content_range(struct quatrix_download_priv *p, const char *text)
{
    uint64_t first;
    uint64_t last;
    uint64_t length = QUATRIX_SIZE_UNKNOWN;

    if (strncmp(text, "bytes ", 6) != 0) {
        return;
    }
    text += 6;
    if (strncmp(text, "*/", 2) == 0) {
        text += 2;
        if (take_number(&text, 0, &length)) {
            p->length = length;
        }
        return;
    }
    if (take_number(&text, '-', &first) && take_number(&text, '/', &last) &&
        (strcmp(text, "*") == 0 || take_number(&text, 0, &length)) && first <= last &&
        last < length) {
        p->first = first;
        p->last = last;
        p->length = length;
    }
}

/* FNV-1a: two versions of a file that share it are told apart by their length at the most. Never 0. */
static uint32_t hash(const char *text)
{
    uint32_t hash = UINT32_C(2166136261);

    for (; *text != 0; text++) {
        hash = (hash ^ (uint8_t)*text) * UINT32_C(16777619);
    }
    return hash | 1U;
}

static void take_field(struct quatrix_extra *extra, const struct quatrix_http *http)
{
    struct quatrix_download_priv *p = &download_of(extra)->priv;

    if (http->status != 200 && http->status != 206 && http->status != 416) {
        return; /* it is not about the file */
    }
    if (http->field == QUATRIX_HTTP_ETAG) {
        p->tag = hash(http->text);
    } else {
        take_content_range(p, http->text);
    }
}

/* Repeated by nobody but this file, which knows what has arrived. */
static enum quatrix_status start_bytes(struct quatrix_download *download)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/download/",
        .flags = QUATRIX_RAW,
    };
    struct quatrix_download_priv *p = &download->priv;
    enum quatrix_status status;

    p->begun = false;
    p->tag = 0;
    p->first = p->last = p->length = p->end = QUATRIX_SIZE_UNKNOWN;
    memset(&p->extra, 0, sizeof p->extra);
    p->extra.put_head = put_range;
    p->extra.take_field = take_field;
    p->client->priv.extra = &p->extra;
    status = quatrix_call_start_id(p->client, p->link.id.text, NULL, &endpoint);
    if (status != QUATRIX_PENDING) {
        p->client->priv.extra = NULL;
    }
    return status;
}

/* --- what a reply says of its bytes --- */

/* From its beginning: nothing counts of what was written before. */
static void start_over(struct quatrix_download *download)
{
    struct quatrix_digest *digest = download->priv.config->digest;

    download->done = 0;
    download->total = QUATRIX_SIZE_UNKNOWN;
    download->priv.digested = 0;
    download->priv.held = 0;
    download->priv.file_tag = 0;
    if (digest != NULL) {
        digest->begin(digest);
    }
}

static bool same(uint64_t a, uint64_t b)
{
    return a == QUATRIX_SIZE_UNKNOWN || b == QUATRIX_SIZE_UNKNOWN || a == b;
}

/* Bytes of the body, where its head says so. */
static uint64_t declared(const struct quatrix_http *http)
{
    return (http->flags & QUATRIX_HTTP_CHUNKED) != 0 || quatrix_http_until_close(http)
               ? QUATRIX_SIZE_UNKNOWN
               : http->left;
}

/* The whole file. */
static enum quatrix_status begin_whole(struct quatrix_download *download)
{
    if (download->done > 0) {
        start_over(download);
    }
    download->total = download->priv.end = declared(&download->priv.client->priv.http);
    download->priv.file_tag = download->priv.tag;
    return QUATRIX_OK;
}

/* The reply tells of another version than what was written. */
static bool changed(const struct quatrix_download *download)
{
    const struct quatrix_download_priv *p = &download->priv;

    return !same(p->length, download->total) ||
           (p->tag != 0 && p->file_tag != 0 && p->tag != p->file_tag);
}

/* A part of it. QUATRIX_PENDING: of another version than what was written. */
static enum quatrix_status begin_part(struct quatrix_download *download)
{
    struct quatrix_download_priv *p = &download->priv;

    if (p->first != download->done ||
        !same(declared(&p->client->priv.http), p->last - p->first + 1)) {
        return QUATRIX_E_PART;
    }
    if (changed(download)) {
        return QUATRIX_PENDING;
    }
    p->end = p->last + 1;
    p->file_tag = p->file_tag != 0 ? p->file_tag : p->tag;
    if (download->total == QUATRIX_SIZE_UNKNOWN) {
        download->total = p->length;
    }
    return download->total == QUATRIX_SIZE_UNKNOWN ? QUATRIX_E_PART : QUATRIX_OK;
}

static enum quatrix_status begin(struct quatrix_download *download)
{
    const struct quatrix_download_config *config = download->priv.config;
    enum quatrix_status status = QUATRIX_E_PART;

    if (download->priv.client->priv.http.status == 206) {
        status = begin_part(download);
    } else if (download->priv.client->priv.http.status == 200) {
        status = begin_whole(download);
    }
    if (status == QUATRIX_OK && config->size_known && !same(download->total, config->size)) {
        return QUATRIX_E_SIZE;
    }
    download->priv.begun = status == QUATRIX_OK;
    return status;
}

/* --- the bytes of the file --- */

static void pass_digest(struct quatrix_download *download, size_t len)
{
    struct quatrix_digest *digest = download->priv.config->digest;

    if (digest != NULL) {
        digest->update(digest, download->priv.config->block, len);
    }
    download->priv.digested += len;
}

/* What was written before this program began is read once more, for the digest. */
static enum quatrix_status catch_up(struct quatrix_download *download)
{
    const struct quatrix_download_config *config = download->priv.config;

    while (config->digest != NULL && download->priv.digested < download->done) {
        uint64_t left = download->done - download->priv.digested;
        size_t want = left < config->block_size ? (size_t)left : config->block_size;
        int32_t n = config->read(config->ctx, download->priv.digested, config->block, want);
        if (n < 0 || (size_t)n > want) {
            download->priv.client->priv.error.member = "read";
            return QUATRIX_E_CALLBACK;
        }
        if (n == 0) {
            return QUATRIX_PENDING;
        }
        pass_digest(download, (size_t)n);
    }
    return QUATRIX_OK;
}

/* The block to the caller. */
static enum quatrix_status flush(struct quatrix_download *download)
{
    const struct quatrix_download_config *config = download->priv.config;
    uint32_t len = download->priv.held;
    int32_t n = config->write(config->ctx, download->done, config->block, len);

    if (n == 0) {
        return QUATRIX_PENDING;
    }
    if (n < 0 || (uint32_t)n != len) {
        download->priv.client->priv.error.member = "write";
        return QUATRIX_E_CALLBACK;
    }
    quatrix_transfer_put_off(download->priv.client);
    pass_digest(download, len);
    download->done += len;
    download->priv.held = 0;
    if (download->done > download->priv.best) {
        download->priv.best = download->done;
        download->priv.failures = 0;
        download->priv.restarted = false;
    }
    return config->progress == NULL ||
                   config->progress(config->ctx, download->done, download->total)
               ? QUATRIX_OK
               : QUATRIX_E_CANCELLED;
}

/* --- what comes after a call --- */

static void go(struct quatrix_download *download, enum state state)
{
    download->priv.state = (uint8_t)state;
    download->priv.running = download->priv.begun = false;
}

static enum quatrix_status complete(const struct quatrix_download *download)
{
    const struct quatrix_download_config *config = download->priv.config;

    return config->size_known && download->done != config->size ? QUATRIX_E_SIZE : QUATRIX_END;
}

/* The reply is complete. QUATRIX_END: so is the file. */
static enum quatrix_status succeeded(struct quatrix_download *download)
{
    if (download->priv.state == LINK) {
        go(download, BYTES);
        return QUATRIX_OK;
    }
    if (!same(download->priv.end, download->done)) {
        return QUATRIX_E_PART; /* in chunks, and less than it said */
    }
    if (!same(download->total, download->done)) {
        go(download, LINK); /* less than was asked for */
        return QUATRIX_OK;
    }
    return complete(download);
}

/* What was written is of no use: the file is another one now. Twice without progress is once too often. */
static enum quatrix_status restart(struct quatrix_download *download)
{
    quatrix_cancel(download->priv.client);
    if (download->priv.restarted) {
        return QUATRIX_E_PART;
    }
    start_over(download);
    download->priv.restarted = true;
    go(download, LINK);
    return QUATRIX_OK;
}

static enum quatrix_status failed(struct quatrix_download *download, enum quatrix_status status)
{
    struct quatrix_client *client = download->priv.client;
    bool beyond = download->priv.state == BYTES && status == QUATRIX_E_HTTP &&
                  client->priv.error.http_status == 416;

    if (beyond && download->done > 0) {
        if (download->total == QUATRIX_SIZE_UNKNOWN) {
            download->total = download->priv.length;
        } /* no bytes are left, or the file has become shorter */
        return download->done == download->total && !changed(download) ? complete(download)
                                                                       : restart(download);
    }
    if (!quatrix_transfer_may_pass(client, status) ||
        download->priv.failures >= download->priv.config->tries) {
        return status;
    }
    download->priv.failures++;
    if (!quatrix_transfer_pause(client, download->priv.failures, &download->priv.until)) {
        return status;
    }
    download->priv.pausing = true;
    go(download, LINK);
    return QUATRIX_OK;
}

static enum quatrix_status end(struct quatrix_download *download, enum quatrix_status status)
{
    struct quatrix_client *client = download->priv.client;
    const char *member = client->priv.error.member;

    if (quatrix_cancel(client) == QUATRIX_OK) { /* a call was running */
        client->priv.error.member = member;
    }
    client->priv.error.status = status;
    download->priv.state = IDLE;
    quatrix_wipe(download->priv.config->block, download->priv.config->block_size);
    quatrix_wipe(&download->priv.link, sizeof download->priv.link);
    return status;
}

/* --- the machine --- */

/* No call is running: begin one, when the time has come. */
static enum quatrix_status begin_call(struct quatrix_download *download)
{
    enum quatrix_status status;

    if (download->priv.pausing &&
        quatrix_transfer_paused(download->priv.client, download->priv.until)) {
        return QUATRIX_PENDING;
    }
    download->priv.pausing = false;
    status = catch_up(download);
    if (status == QUATRIX_OK) {
        status = download->priv.state == LINK ? start_link(download) : start_bytes(download);
        download->priv.running = status == QUATRIX_PENDING;
        return download->priv.running ? QUATRIX_OK : status;
    }
    return status;
}

/* Bytes that may still come, whatever the server sends. */
static uint64_t room(const struct quatrix_download *download)
{
    const struct quatrix_download_config *config = download->priv.config;
    uint64_t stop = download->priv.end;

    if (stop == QUATRIX_SIZE_UNKNOWN && config->size_known) {
        stop = config->size;
    }
    return stop - download->done;
}

/* The reply has begun to arrive. */
static enum quatrix_status pull(struct quatrix_download *download)
{
    const struct quatrix_download_config *config = download->priv.config;
    enum quatrix_status status;
    size_t len = 0;

    if (!download->priv.begun) {
        status = begin(download);
        if (status != QUATRIX_OK) {
            return status == QUATRIX_PENDING ? restart(download) : status;
        }
    }
    status = quatrix_body_read(download->priv.client, config->block, config->block_size, &len);
    if (status == QUATRIX_OK) {
        if (len > room(download)) {
            return download->total == QUATRIX_SIZE_UNKNOWN ? QUATRIX_E_SIZE : QUATRIX_E_PART;
        }
        download->priv.held = (uint32_t)len;
        return flush(download);
    }
    if (status == QUATRIX_PENDING) {
        return status;
    }
    return status == QUATRIX_END ? succeeded(download) : failed(download, status);
}

/* A call is running. QUATRIX_OK: go on. */
static enum quatrix_status step_call(struct quatrix_download *download)
{
    enum quatrix_status status;

    if (download->priv.held > 0) {
        return flush(download);
    }
    status = download->priv.begun ? QUATRIX_READY : quatrix_step(download->priv.client);
    if (status == QUATRIX_READY) {
        return pull(download);
    }
    if (status == QUATRIX_PENDING) {
        return status;
    }
    download->priv.running = false;
    return status == QUATRIX_OK ? succeeded(download) : failed(download, status);
}

enum quatrix_status quatrix_download_step(struct quatrix_download *download)
{
    enum quatrix_status status;

    if (download == NULL || download->priv.state == IDLE) {
        return QUATRIX_E_STATE;
    }
    do {
        status = download->priv.running ? step_call(download) : begin_call(download);
    } while (status == QUATRIX_OK);
    if (status == QUATRIX_PENDING) {
        return status;
    }
    return end(download, status == QUATRIX_END ? QUATRIX_OK : status);
}

static enum quatrix_transfer_wait waiting_for(const struct quatrix_download *download)
{
    if (download->priv.pausing) {
        return QUATRIX_TRANSFER_FOR_PAUSE;
    }
    return !download->priv.running || download->priv.held > 0 ? QUATRIX_TRANSFER_FOR_CALLER
                                                              : QUATRIX_TRANSFER_FOR_NETWORK;
}

enum quatrix_status quatrix_download_wait(struct quatrix_download *download,
                                          enum quatrix_status status)
{
    while (status == QUATRIX_PENDING) {
        status = quatrix_download_step(download);
        if (status == QUATRIX_PENDING) {
            quatrix_transfer_sleep(download->priv.client, waiting_for(download),
                                   download->priv.until);
        }
    }
    return status;
}

enum quatrix_status quatrix_download_cancel(struct quatrix_download *download)
{
    if (download == NULL || download->priv.state == IDLE) {
        return QUATRIX_E_STATE;
    }
    end(download, QUATRIX_E_CANCELLED);
    return QUATRIX_OK;
}

/* --- begin, save, go on --- */

static enum quatrix_status check(const struct quatrix_download_config *config, const char **member)
{
    *member = "write";
    if (config->write == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "block";
    if (config->block == NULL || config->block_size == 0 || config->block_size > INT32_MAX) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "size";
    if (config->size_known && config->size > INT64_MAX) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "file_id";
    return quatrix_text_check(config->file_id, QUATRIX_ID_MAX, QUATRIX_TEXT_ASCII);
}

static enum quatrix_status prepare(struct quatrix_download *download, struct quatrix_client *client,
                                   const struct quatrix_download_config *config)
{
    const char *member = "config";
    enum quatrix_status status;

    if (download == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(download, 0, sizeof *download);
    status = quatrix_call_idle(client);
    if (status != QUATRIX_OK) {
        return status;
    }
    status = config == NULL ? QUATRIX_E_ARGUMENT : check(config, &member);
    if (status != QUATRIX_OK) {
        return quatrix_call_refuse(client, status, member);
    }
    download->priv.client = client;
    download->priv.config = config;
    start_over(download);
    return QUATRIX_OK;
}

/* The first call begins at once, so that what prevents it is known at once. */
static enum quatrix_status start(struct quatrix_download *download)
{
    enum quatrix_status status;

    go(download, LINK);
    status = begin_call(download);
    return status == QUATRIX_OK || status == QUATRIX_PENDING ? QUATRIX_PENDING
                                                             : end(download, status);
}

enum quatrix_status quatrix_download_start(struct quatrix_download *download,
                                           struct quatrix_client *client,
                                           const struct quatrix_download_config *config)
{
    enum quatrix_status status = prepare(download, client, config);

    return status == QUATRIX_OK ? start(download) : status;
}

#define KIND "QXD1"

enum quatrix_status quatrix_download_save(const struct quatrix_download *download,
                                          uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE])
{
    return quatrix_download_save_at(download, download == NULL ? 0 : download->done, state);
}

enum quatrix_status quatrix_download_save_at(const struct quatrix_download *download, uint64_t kept,
                                             uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE])
{
    struct quatrix_transfer_state saved;

    if (download == NULL || state == NULL || download->priv.config == NULL ||
        download->total == QUATRIX_SIZE_UNKNOWN) {
        return QUATRIX_E_STATE;
    }
    if (kept > download->done) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(&saved, 0, sizeof saved);
    saved.length = download->total;
    saved.done = kept;
    saved.tag = download->priv.file_tag;
    memcpy(saved.id[0].text, download->priv.config->file_id,
           strlen(download->priv.config->file_id) + 1);
    quatrix_transfer_save(KIND, &saved, state);
    return QUATRIX_OK;
}

enum quatrix_status quatrix_download_resume(struct quatrix_download *download,
                                            struct quatrix_client *client,
                                            const struct quatrix_download_config *config,
                                            const uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE])
{
    struct quatrix_transfer_state saved;
    enum quatrix_status status = prepare(download, client, config);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (state == NULL || !quatrix_transfer_load(KIND, &saved, state) ||
        strcmp(saved.id[0].text, config->file_id) != 0) {
        return quatrix_call_refuse(client, QUATRIX_E_STATE, "state");
    }
    if (config->digest != NULL && config->read == NULL && saved.done > 0) {
        return quatrix_call_refuse(client, QUATRIX_E_ARGUMENT, "read");
    }
    download->done = saved.done;
    download->total = saved.length;
    download->priv.file_tag = saved.tag;
    return start(download);
}
