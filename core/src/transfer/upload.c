/* SPDX-License-Identifier: MIT */
/*
 * link or modify > chunk, chunk, ... > finalize. Each is a call; when one has ended, succeeded() or failed()
 * says what comes next. What may pass is tried again after a pause, from the last confirmed byte.
 */
#include <quatrix/upload.h>

#include "api/file_name.h"
#include "base/utf8.h"
#include "call/engine.h"
#include "transfer/multipart.h"
#include "transfer/transfer.h"

#include <string.h>

#define CHUNK_MIN                                                                                  \
    1000 /* what other clients hold to be the least; a server's limits are not known */

/* With the default sizes of names and identifiers. */
typedef char upload_is_small
    [QUATRIX_NAME_MAX > 63 || QUATRIX_ID_MAX > 39 || sizeof(struct quatrix_upload) <= 256 ? 1 : -1];

enum state {
    IDLE,
    LINK,   /* a key for a new file */
    REOPEN, /* a key for a file that exists, cut to what is confirmed */
    CHUNK,  /* also the one multipart request */
    LOGIN,  /* the session ended with a chunk */
    FINALIZE
};

/* --- the calls --- */

static const struct quatrix_json_member link_members[QUATRIX_UPLOAD_LINK_MEMBERS] = {
    [QUATRIX_UPLOAD_LINK_NAME] = JSON_CUT("name", struct quatrix_upload_link, name),
    [QUATRIX_UPLOAD_LINK_FILE_ID] = JSON_ID("file_id", struct quatrix_upload_link, file_id),
    [QUATRIX_UPLOAD_LINK_UPLOAD_KEY] =
        JSON_ID("upload_key", struct quatrix_upload_link, upload_key),
};
static const struct quatrix_json_model link_model =
    JSON_MODEL_NEEDS(struct quatrix_upload_link, link_members, QUATRIX_UPLOAD_LINK_UPLOAD_KEY);

static const struct quatrix_json_member length_members[] = {
    JSON_INT64("size", struct quatrix_file_length, size),
};
static const struct quatrix_json_model length_model =
    JSON_MODEL_OF(struct quatrix_file_length, length_members);

struct new_file {
    uint64_t present;
    const char *name;
    const char *parent_id;
    bool resolve;
    int64_t file_size;
};

static const struct quatrix_field new_file_members[] = {
    FIELD_STRING("name", struct new_file, name, 255, QUATRIX_TEXT_CHARS),
    FIELD_ID("parent_id", struct new_file, parent_id),
    FIELD_BOOL("resolve", struct new_file, resolve),
    FIELD_INT64("file_size", struct new_file, file_size),
};
static const struct quatrix_form new_file_form = FORM_OF(struct new_file, new_file_members);

static enum quatrix_status start_link(struct quatrix_upload *upload)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/upload/link",
        .request = &new_file_form,
        .reply = &link_model,
        .flags = QUATRIX_POST,
    };
    const struct quatrix_upload_config *config = upload->priv.config;
    const struct new_file request = { 15, config->name, config->parent_id, config->resolve,
                                      (int64_t)config->size };

    return quatrix_call_start(upload->priv.client, &request, &upload->link, &endpoint);
}

struct old_file {
    uint64_t present;
    const char *id;
    int64_t truncate;
};

static const struct quatrix_field old_file_members[] = {
    FIELD_ID("id", struct old_file, id),
    FIELD_INT64("truncate", struct old_file, truncate),
};
static const struct quatrix_form old_file_form = FORM_OF(struct old_file, old_file_members);

static enum quatrix_status start_reopen(struct quatrix_upload *upload)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/modify",
        .request = &old_file_form,
        .reply = &link_model,
        .flags = QUATRIX_POST | QUATRIX_REPEATABLE,
    };
    const struct quatrix_id id = upload->link.file_id; /* it lies where the reply goes */
    const struct old_file request = { 3, id.text, (int64_t)upload->confirmed };
    enum quatrix_status status =
        quatrix_call_start(upload->priv.client, &request, &upload->link, &endpoint);

    upload->link.file_id = id; /* for as long as the reply does not name another */
    return status;
}

static void put_chunk_head(const struct quatrix_extra *extra, struct quatrix_out *out)
{
    const struct quatrix_upload *upload = quatrix_upload_of(extra);

    quatrix_out_text(out, "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes ");
    quatrix_out_number(out, upload->confirmed);
    quatrix_out_char(out, '-');
    quatrix_out_number(out, upload->priv.end - 1);
    quatrix_out_char(out, '/');
    quatrix_out_number(out, upload->priv.config->size);
    quatrix_out_text(out, "\r\nContent-Length: ");
    quatrix_out_number(out, extra->due);
}

static enum quatrix_status start_chunk(struct quatrix_upload *upload)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/upload/chunked/",
        .flags = QUATRIX_POST | QUATRIX_HOST | QUATRIX_KEEP_SESSION,
    };
    const struct quatrix_upload_config *config = upload->priv.config;
    struct quatrix_extra *extra = &upload->priv.now.extra;
    uint64_t chunk = config->chunk_size == 0 ? QUATRIX_CHUNK_SIZE : config->chunk_size;
    uint64_t left = config->size - upload->confirmed;

    upload->priv.end = upload->confirmed + (left < chunk ? left : chunk);
    memset(extra, 0, sizeof *extra);
    extra->put_head = put_chunk_head;
    extra->due = upload->priv.end - upload->confirmed;
    upload->priv.client->priv.extra = extra;
    return quatrix_call_start_id(upload->priv.client, upload->link.upload_key.text, NULL,
                                 &endpoint);
}

/* --- the end of chunks --- */

struct finalize_query {
    uint64_t present;
    int64_t mtime;
};

static const struct quatrix_field finalize_query_members[] = {
    FIELD_TIME("mtime", struct finalize_query, mtime),
};
static const struct quatrix_form finalize_query_form =
    FORM_OF(struct finalize_query, finalize_query_members);

static enum quatrix_status start_finalize(struct quatrix_upload *upload)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/upload/finalize/",
        .request = &finalize_query_form,
        .reply = &length_model,
    };
    const struct finalize_query query = { upload->priv.config->mtime != 0 ? 1 : 0,
                                          upload->priv.config->mtime };

    return quatrix_call_start_at(upload->priv.client, upload->link.upload_key.text, &query,
                                 &upload->priv.now.length, &endpoint);
}

static enum quatrix_status start_call(struct quatrix_upload *upload)
{
    enum quatrix_status status;

    upload->priv.filled = 0;
    switch (upload->priv.state) {
    case LINK:
        return start_link(upload);
    case REOPEN:
        return start_reopen(upload);
    case CHUNK:
        status =
            upload->priv.config->multipart ? quatrix_multipart_start(upload) : start_chunk(upload);
        if (status != QUATRIX_PENDING) {
            upload->priv.client->priv.extra = NULL;
        }
        return status;
    case LOGIN:
        return quatrix_transfer_start_login(upload->priv.client);
    default:
        return start_finalize(upload);
    }
}

/* --- the bytes of the file --- */

/* Read on until so many bytes from an offset on lie in the block. QUATRIX_OK: they do. */
static enum quatrix_status fill(struct quatrix_upload *upload, uint64_t offset, size_t want)
{
    const struct quatrix_upload_config *config = upload->priv.config;

    while (upload->priv.filled < want) {
        size_t room = want - upload->priv.filled;
        int32_t n = config->read(config->ctx, offset + upload->priv.filled,
                                 config->block + upload->priv.filled, room);
        if (n < 0 || (size_t)n > room) {
            upload->priv.client->priv.error.member = "read";
            return QUATRIX_E_CALLBACK;
        }
        if (n == 0) {
            return QUATRIX_PENDING;
        }
        upload->priv.filled += (uint32_t)n;
    }
    return QUATRIX_OK;
}

/* What is sent again has the same blocks as before: the digest sees each once. */
static void pass_digest(struct quatrix_upload *upload, uint64_t offset, size_t len)
{
    struct quatrix_digest *digest = upload->priv.config->digest;

    if (digest != NULL && upload->priv.digested == offset) {
        digest->update(digest, upload->priv.config->block, len);
        upload->priv.digested += len;
    }
}

/* What was sent before this program began is read once more, for the digest. */
static enum quatrix_status catch_up(struct quatrix_upload *upload)
{
    const struct quatrix_upload_config *config = upload->priv.config;

    while (config->digest != NULL && upload->priv.digested < upload->confirmed) {
        uint64_t left = upload->confirmed - upload->priv.digested;
        size_t want = left < config->block_size ? (size_t)left : config->block_size;
        enum quatrix_status status = fill(upload, upload->priv.digested, want);
        if (status != QUATRIX_OK) {
            return status;
        }
        pass_digest(upload, upload->priv.digested, want);
        upload->priv.filled = 0;
    }
    return QUATRIX_OK;
}

static bool report(struct quatrix_upload *upload, uint64_t done)
{
    const struct quatrix_upload_config *config = upload->priv.config;

    return config->progress == NULL || config->progress(config->ctx, done, config->size);
}

/* The next block of the body: of the file, or of what stands around it in a multipart request. */
static enum quatrix_status supply(struct quatrix_upload *upload)
{
    const struct quatrix_upload_config *config = upload->priv.config;
    struct quatrix_extra *extra = &upload->priv.now.extra;
    uint64_t due = extra->due - upload->priv.tail; /* without the end of a multipart request */
    uint64_t offset = upload->priv.end - due;
    enum quatrix_status status;

    extra->block = config->block;
    if (extra->due <= upload->priv.tail) {
        extra->block_len = quatrix_multipart_suffix(upload);
        return QUATRIX_OK;
    }
    if (due > upload->priv.end - upload->confirmed) {
        extra->block_len = quatrix_multipart_prefix(upload);
        return QUATRIX_OK;
    }
    extra->block_len = 0;
    due = due < config->block_size ? due : config->block_size;
    status = fill(upload, offset, (size_t)due);
    if (status != QUATRIX_OK) {
        return status;
    }
    quatrix_transfer_put_off(upload->priv.client);
    pass_digest(upload, offset, (size_t)due);
    extra->block_len = (size_t)due;
    upload->priv.filled = 0;
    return offset == upload->confirmed || report(upload, offset) ? QUATRIX_OK : QUATRIX_E_CANCELLED;
}

/* --- what comes after a call --- */

static enum quatrix_status go(struct quatrix_upload *upload, enum state state)
{
    upload->priv.state = (uint8_t)state;
    return QUATRIX_PENDING;
}

/* More of the file, or the end of it. */
static enum quatrix_status go_on(struct quatrix_upload *upload)
{
    return go(upload, upload->confirmed < upload->priv.config->size ? CHUNK : FINALIZE);
}

static enum quatrix_status opened(struct quatrix_upload *upload)
{
    if (upload->link.file_id.text[0] == 0) {
        upload->priv.client->priv.error.member = "file_id";
        return QUATRIX_E_MISSING;
    }
    if (!report(upload, upload->confirmed)) {
        return QUATRIX_E_CANCELLED;
    }
    return upload->priv.config->multipart ? go(upload, CHUNK) : go_on(upload);
}

static enum quatrix_status confirmed(struct quatrix_upload *upload)
{
    upload->confirmed = upload->priv.end;
    upload->priv.failures = 0;
    upload->priv.reopened = upload->priv.renewed = false;
    if (!report(upload, upload->confirmed)) {
        return QUATRIX_E_CANCELLED;
    }
    return upload->priv.config->multipart ? QUATRIX_OK : go_on(upload);
}

/* A server that does not say the size is believed. */
static enum quatrix_status check_length(struct quatrix_upload *upload)
{
    const struct quatrix_file_length *length = &upload->priv.now.length;

    return length->present == 0 || length->size == (int64_t)upload->priv.config->size
               ? QUATRIX_OK
               : QUATRIX_E_SIZE;
}

/* The server has forgotten the key: ask for another one, once. It also does so when the file was
   finalized and the answer got lost; to finalize it again does no harm, and only then it is certain.
   Where the server does not cut the file to what is confirmed, it is sent from its beginning, once. */
static enum quatrix_status reopen(struct quatrix_upload *upload, enum quatrix_status status)
{
    if (upload->priv.config->multipart || upload->link.file_id.text[0] == 0) {
        return status;
    }
    if (upload->priv.state == REOPEN) {
        if (upload->confirmed == 0 || upload->priv.restarted) {
            return status;
        }
        upload->priv.restarted = true;
        upload->confirmed = upload->priv.digested = 0;
        if (upload->priv.config->digest != NULL) {
            upload->priv.config->digest->begin(upload->priv.config->digest);
        }
    } else if (upload->priv.reopened) {
        return status;
    }
    upload->priv.reopened = true;
    return go(upload, REOPEN);
}

/* A link that was asked for may be there though the answer was lost: a second one would leave two
   files. The multipart request takes its key with it. */
static bool may_repeat(const struct quatrix_upload *upload, enum quatrix_status status)
{
    const struct quatrix_error *error = &upload->priv.client->priv.error;
    bool once = upload->priv.state == LINK ||
                (upload->priv.state == CHUNK && upload->priv.config->multipart);

    return !once || error->phase < QUATRIX_PHASE_SEND || status == QUATRIX_E_RATE_LIMITED ||
           error->http_status == 503;
}

/* The call under way once more, after a pause. */
static enum quatrix_status repeat(struct quatrix_upload *upload, enum quatrix_status status)
{
    if (upload->priv.failures >= upload->priv.config->tries) {
        return status;
    }
    upload->priv.failures++;
    if (!quatrix_transfer_pause(upload->priv.client, upload->priv.failures, &upload->priv.until)) {
        return status;
    }
    upload->priv.pausing = true;
    if (upload->priv.state == FINALIZE) {
        upload->priv.reopened = false; /* it may have worked, and taken the key with it */
    }
    return QUATRIX_PENDING;
}

/* The session ended with a chunk, of which nothing counts. */
static enum quatrix_status log_in(struct quatrix_upload *upload, enum quatrix_status status)
{
    if (upload->priv.renewed || !quatrix_transfer_can_log_in(upload->priv.client)) {
        quatrix_call_forget_session(upload->priv.client);
        return status;
    }
    upload->priv.renewed = true;
    return go(upload, LOGIN);
}

static enum quatrix_status failed(struct quatrix_upload *upload, enum quatrix_status status)
{
    struct quatrix_client *client = upload->priv.client;
    const unsigned state = upload->priv.state;

    if (state == CHUNK && status == QUATRIX_E_UNAUTHORIZED) {
        return log_in(upload, status);
    }
    if (quatrix_transfer_may_pass(client, status) && may_repeat(upload, status)) {
        return repeat(upload, status);
    }
    if (state == REOPEN ? status == QUATRIX_E_HTTP
                        : state != LOGIN && quatrix_transfer_is_gone(client, status)) {
        return reopen(upload, status);
    }
    return status;
}

static enum quatrix_status succeeded(struct quatrix_upload *upload)
{
    switch (upload->priv.state) {
    case LINK:
        upload->priv.failures = 0;
        return opened(upload);
    case REOPEN:
        return opened(upload);
    case CHUNK: /* a server that has not read all cannot have it */
        return upload->priv.now.extra.due == 0 ? confirmed(upload) : failed(upload, QUATRIX_E_CUT);
    case LOGIN:
        return go(upload, CHUNK);
    default:
        return check_length(upload);
    }
}

/* The upload is over. */
static enum quatrix_status end(struct quatrix_upload *upload, enum quatrix_status status)
{
    struct quatrix_client *client = upload->priv.client;
    const char *member = client->priv.error.member;

    if (quatrix_cancel(client) == QUATRIX_OK) { /* a call was running */
        client->priv.error.member = member;
    }
    client->priv.error.status = status;
    upload->priv.state = IDLE;
    quatrix_wipe(upload->priv.config->block, upload->priv.config->block_size);
    if (status == QUATRIX_OK) { /* else it is needed to go on */
        upload->link.present &= ~QUATRIX_BIT(QUATRIX_UPLOAD_LINK_UPLOAD_KEY);
        quatrix_wipe(&upload->link.upload_key, sizeof upload->link.upload_key);
    }
    return status;
}

/* --- the machine --- */

/* No call is running: begin one, when the time has come. */
static enum quatrix_status begin_call(struct quatrix_upload *upload)
{
    enum quatrix_status status;

    if (upload->priv.pausing && quatrix_transfer_paused(upload->priv.client, upload->priv.until)) {
        return QUATRIX_PENDING;
    }
    upload->priv.pausing = false;
    status = catch_up(upload);
    if (status == QUATRIX_OK) {
        status = start_call(upload);
        upload->priv.running = status == QUATRIX_PENDING;
        return upload->priv.running ? QUATRIX_OK : status;
    }
    return status;
}

/* A call is running. QUATRIX_OK: go on. */
static enum quatrix_status step_call(struct quatrix_upload *upload)
{
    enum quatrix_status status = quatrix_step(upload->priv.client);

    if (status == QUATRIX_READY) {
        return supply(upload);
    }
    if (status == QUATRIX_PENDING) {
        return status;
    }
    upload->priv.running = false;
    status = status == QUATRIX_OK ? succeeded(upload) : failed(upload, status);
    if (status == QUATRIX_PENDING) {
        return QUATRIX_OK;
    }
    return status == QUATRIX_OK ? QUATRIX_END : status;
}

enum quatrix_status quatrix_upload_step(struct quatrix_upload *upload)
{
    enum quatrix_status status;

    if (upload == NULL || upload->priv.state == IDLE) {
        return QUATRIX_E_STATE;
    }
    do {
        status = upload->priv.running ? step_call(upload) : begin_call(upload);
    } while (status == QUATRIX_OK);
    if (status == QUATRIX_PENDING) {
        return status;
    }
    return end(upload, status == QUATRIX_END ? QUATRIX_OK : status);
}

static enum quatrix_transfer_wait waiting_for(const struct quatrix_upload *upload)
{
    const struct quatrix_client_priv *p = &upload->priv.client->priv;
    const struct quatrix_extra *extra = p->extra;
    /* Not before the head has left: until then the network is what it takes. */
    bool wants_block = extra != NULL && p->state == QUATRIX_CALL_SEND &&
                       p->sent == p->request_len && extra->due > 0 && extra->block_len == 0;

    if (upload->priv.pausing) {
        return QUATRIX_TRANSFER_FOR_PAUSE;
    }
    return !upload->priv.running || wants_block ? QUATRIX_TRANSFER_FOR_CALLER
                                                : QUATRIX_TRANSFER_FOR_NETWORK;
}

enum quatrix_status quatrix_upload_wait(struct quatrix_upload *upload, enum quatrix_status status)
{
    while (status == QUATRIX_PENDING) {
        status = quatrix_upload_step(upload);
        if (status == QUATRIX_PENDING) {
            quatrix_transfer_sleep(upload->priv.client, waiting_for(upload), upload->priv.until);
        }
    }
    return status;
}

enum quatrix_status quatrix_upload_cancel(struct quatrix_upload *upload)
{
    if (upload == NULL || upload->priv.state == IDLE) {
        return QUATRIX_E_STATE;
    }
    end(upload, QUATRIX_E_CANCELLED);
    return QUATRIX_OK;
}

/* --- begin, save, go on --- */

/* What begin and resumption have in common; the member at fault. */
static enum quatrix_status check(const struct quatrix_upload_config *config, const char **member)
{
    *member = "read";
    if (config->read == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "block";
    if (config->block == NULL || config->block_size == 0 || config->block_size > INT32_MAX) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "size";
    if (config->size > INT64_MAX) {
        return QUATRIX_E_ARGUMENT; /* also QUATRIX_SIZE_UNKNOWN: every chunk says how much there is in all */
    }
    *member = "chunk_size";
    return config->chunk_size == 0 || config->chunk_size >= CHUNK_MIN ? QUATRIX_OK
                                                                      : QUATRIX_E_ARGUMENT;
}

static enum quatrix_status check_target(const struct quatrix_upload_config *config,
                                        const char **member)
{
    enum quatrix_status status;

    if (config->name == NULL) {
        *member = "file_id";
        status = quatrix_text_check(config->file_id, QUATRIX_ID_MAX, QUATRIX_TEXT_ASCII);
        return status == QUATRIX_OK && config->multipart ? QUATRIX_E_ARGUMENT : status;
    }
    *member = "name";
    status = quatrix_file_name_check(config->name);
    if (status == QUATRIX_OK) {
        *member = "parent_id";
        status = quatrix_text_check(config->parent_id, 64, QUATRIX_TEXT_ASCII);
    }
    return status;
}

static enum quatrix_status prepare(struct quatrix_upload *upload, struct quatrix_client *client,
                                   const struct quatrix_upload_config *config)
{
    const char *member = "config";
    enum quatrix_status status;

    if (upload == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    memset(upload, 0, sizeof *upload);
    status = quatrix_call_idle(client);
    if (status != QUATRIX_OK) {
        return status;
    }
    status = config == NULL ? QUATRIX_E_ARGUMENT : check(config, &member);
    if (status != QUATRIX_OK) {
        return quatrix_call_refuse(client, status, member);
    }
    upload->priv.client = client;
    upload->priv.config = config;
    if (config->digest != NULL) {
        config->digest->begin(config->digest);
    }
    return QUATRIX_OK;
}

/* The first call begins at once, so that what prevents it is known at once. */
static enum quatrix_status start(struct quatrix_upload *upload, enum state state)
{
    enum quatrix_status status;

    go(upload, state);
    status = begin_call(upload);
    return status == QUATRIX_OK || status == QUATRIX_PENDING ? QUATRIX_PENDING
                                                             : end(upload, status);
}

enum quatrix_status quatrix_upload_start(struct quatrix_upload *upload,
                                         struct quatrix_client *client,
                                         const struct quatrix_upload_config *config)
{
    const char *member;
    enum quatrix_status status = prepare(upload, client, config);

    if (status != QUATRIX_OK) {
        return status;
    }
    status = check_target(config, &member);
    if (status != QUATRIX_OK) {
        return quatrix_call_refuse(client, status, member);
    }
    if (config->name != NULL) {
        return start(upload, LINK);
    }
    memcpy(upload->link.file_id.text, config->file_id, strlen(config->file_id) + 1);
    return start(upload, REOPEN);
}

#define KIND "QXU1"

enum quatrix_status quatrix_upload_save(const struct quatrix_upload *upload,
                                        uint8_t state[QUATRIX_UPLOAD_STATE_SIZE])
{
    struct quatrix_transfer_state saved;

    if (upload == NULL || state == NULL || upload->priv.config == NULL ||
        upload->priv.config->multipart || upload->link.file_id.text[0] == 0) {
        return QUATRIX_E_STATE;
    }
    memset(&saved, 0, sizeof saved);
    saved.length = upload->priv.config->size;
    saved.done = upload->confirmed;
    saved.id[0] = upload->link.file_id;
    saved.id[1] = upload->link.upload_key;
    quatrix_transfer_save(KIND, &saved, state);
    quatrix_wipe(&saved, sizeof saved);
    return QUATRIX_OK;
}

enum quatrix_status quatrix_upload_resume(struct quatrix_upload *upload,
                                          struct quatrix_client *client,
                                          const struct quatrix_upload_config *config,
                                          const uint8_t state[QUATRIX_UPLOAD_STATE_SIZE])
{
    struct quatrix_transfer_state saved;
    enum quatrix_status status = prepare(upload, client, config);

    if (status != QUATRIX_OK) {
        return status;
    }
    if (state == NULL || !quatrix_transfer_load(KIND, &saved, state) || saved.id[0].text[0] == 0) {
        return quatrix_call_refuse(client, QUATRIX_E_STATE, "state");
    }
    if (saved.length != config->size || config->multipart) {
        return quatrix_call_refuse(client, QUATRIX_E_ARGUMENT,
                                   config->multipart ? "multipart" : "size");
    }
    upload->confirmed = saved.done;
    upload->link.file_id = saved.id[0];
    upload->link.upload_key = saved.id[1];
    quatrix_wipe(&saved, sizeof saved);
    upload->link.present =
        QUATRIX_BIT(QUATRIX_UPLOAD_LINK_FILE_ID) | QUATRIX_BIT(QUATRIX_UPLOAD_LINK_UPLOAD_KEY);
    if (upload->link.upload_key.text[0] == 0) { /* it was being replaced */
        return start(upload, REOPEN);
    }
    return start(upload, upload->confirmed < config->size ? CHUNK : FINALIZE);
}
