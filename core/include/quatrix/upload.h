/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Upload of a file of any size in constant memory, from a function of the caller's that reads it.
 *
 * Calls POST /upload/link for a new file or POST /file/modify for an existing one, then
 * POST /upload/chunked/{upload_key} for each chunk, then GET /upload/finalize/{upload_key}. A chunk
 * that the server has answered is confirmed: after a lost connection, a timeout or a reset the upload
 * goes on from there. What a server promises of that is not documented: an upload key that is no longer
 * accepted is replaced by POST /file/modify with the length so far, and if the server refuses that, the
 * file is sent from its beginning. Not checked against the live service.
 *
 *     struct quatrix_upload upload;
 *     status = quatrix_upload(&upload, &client, &config);
 *
 * Only POST /upload/link is never sent twice: where its answer got lost, the upload ends, and the file may be
 * there, empty. Look for it (POST /file/id) and overwrite it then. With a hook of quatrix/relogin.h
 * the upload survives the end of the session; without, it ends with QUATRIX_E_UNAUTHORIZED and can be
 * resumed after a login.
 *
 * The client can do nothing else meanwhile. RAM: struct quatrix_upload, at most 256 bytes, and the
 * caller's block.
 */
#ifndef QUATRIX_UPLOAD_H
#define QUATRIX_UPLOAD_H

#include <quatrix/transfer.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Zero it, then set what you need. It and what it points to must outlive the upload. */
struct quatrix_upload_config {
    /** A new file: its name, 1 to 255 characters of UTF-8 without "/", "\" and control characters, not
        "." or "..". NULL: an existing file is overwritten. */
    const char *name;
    const char *parent_id; /**< The folder of a new file. */
    const char *file_id;   /**< The file to be overwritten, where name is NULL. */
    bool resolve;          /**< A name that is taken: the server chooses another, see
                                quatrix_upload.link.name. Else the server refuses it. */
    /** In one request of multipart/form-data (POST /upload/multipart/{upload_key}), for servers or
        gateways that want it. Cannot be resumed. Needs a block of 256 bytes plus three for each byte of
        the name, and a name. */
    bool multipart;
    uint8_t tries; /**< After a failure that may pass, try again so often in a row without
                              progress, with growing pauses; 0: not at all. */
    uint32_t
        chunk_size; /**< Bytes a request, at least 1,000; 0: QUATRIX_CHUNK_SIZE. What is sent of a
                              chunk that fails is sent again. */
    uint64_t size;  /**< Bytes of the file; may be 0. It has to be known in advance:
                              QUATRIX_SIZE_UNKNOWN is refused. */
    int64_t mtime;  /**< Time of its last change, microseconds since 1970; 0: the server's time. */
    uint8_t *block; /**< What is read lies here until it is sent. */
    size_t block_size; /**< Bytes; a TLS record holds at most 16,384, and less if mbedTLS's output
                              buffer is smaller. */
    /**
     * Read bytes of the file.
     *
     * @param offset  Of the first one. Goes on where the last call ended, but after a failure back to
     *                the chunk under way, and to 0 when the file is sent from its beginning.
     * @return bytes stored, 1 to size; 0: not now, call again (a waiting form does so every 10 ms);
     *         negative: it cannot be read. What it gives goes out in records of a whole block,
     *         however little it gives at a time.
     */
    int32_t (*read)(void *ctx, uint64_t offset, uint8_t *buf, size_t size);
    /** Called after each block and each confirmed chunk; may call quatrix_upload_save(). False cancels.
        May be NULL. */
    bool (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *ctx; /**< Handed to both. */
    struct quatrix_digest
        *digest; /**< Sees all bytes of the file once; NULL: none. A resumed upload
                                        reads again what was sent before. */
};

/** What POST /upload/link and POST /file/modify answer (FileModifyResp). */
struct quatrix_upload_link {
    uint64_t present; /**< Bit QUATRIX_UPLOAD_LINK_x. */
    uint64_t truncated;
    char name[QUATRIX_NAME_MAX + 1]; /**< The name given, perhaps another than asked for. */
    struct quatrix_id file_id;
    struct quatrix_id upload_key; /**< Whoever has it can write to the file. */
};

enum quatrix_upload_link_member {
    QUATRIX_UPLOAD_LINK_NAME,
    QUATRIX_UPLOAD_LINK_FILE_ID,
    QUATRIX_UPLOAD_LINK_UPLOAD_KEY,
    QUATRIX_UPLOAD_LINK_MEMBERS
};

/** Bytes of a chunk where the configuration says 0. Large ones cost fewer round trips, small ones are sent
    again sooner. */
#define QUATRIX_CHUNK_SIZE 1048576

/** An upload. Do not copy it while it runs, do not touch `priv`. */
struct quatrix_upload {
    /** Valid from the first progress on, and after QUATRIX_OK, when the key is wiped. Of a resumed upload
        the name is not known. */
    struct quatrix_upload_link link;
    uint64_t confirmed; /**< Bytes the server has. */
    struct quatrix_upload_priv {
        struct quatrix_client *client;
        const struct quatrix_upload_config *config;
        uint64_t end;      /* of the chunk under way */
        uint64_t digested; /* bytes the digest has seen */
        uint32_t filled;   /* bytes of the block that were read */
        uint32_t until;    /* end of a pause, by the clock of the transport */
        uint8_t state;
        uint8_t failures; /* in a row */
        uint8_t tail;     /* bytes behind the file in a multipart request */
        bool running;     /* a call is */
        bool pausing;
        bool reopened;  /* the key was replaced since the last confirmed chunk */
        bool renewed;   /* so was the session */
        bool restarted; /* the file was sent from its beginning once more */
        union {
            struct quatrix_extra extra;
            struct quatrix_file_length {
                uint64_t present;
                uint64_t truncated;
                int64_t size;
            } length;
        } now; /* of the call under way */
    } priv;
};

/** Bytes that quatrix_upload_save() stores. */
#define QUATRIX_UPLOAD_STATE_SIZE (28 + 2 * (QUATRIX_ID_MAX + 1))

/**
 * Begin an upload.
 *
 * @param upload  Uninitialized memory; must stay until the upload has ended.
 * @return QUATRIX_PENDING, or what prevents it: QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG
 *         (quatrix_client_error()->member names it: "name", "parent_id", "file_id", "size", "chunk_size",
 *         "block", "read"), QUATRIX_E_AUTH, QUATRIX_E_BUSY, QUATRIX_E_SPACE
 */
enum quatrix_status quatrix_upload_start(struct quatrix_upload *upload,
                                         struct quatrix_client *client,
                                         const struct quatrix_upload_config *config);

/**
 * Go on with an upload of which the state was saved, over a reset or after it has failed.
 *
 * @param config  As before; name and parent_id are not needed.
 * @param state   What quatrix_upload_save() stored.
 * @return QUATRIX_PENDING, or as quatrix_upload_start(); QUATRIX_E_STATE: the state is damaged or of
 *         another version; QUATRIX_E_ARGUMENT with member "size": it is of a file of another size
 */
enum quatrix_status quatrix_upload_resume(struct quatrix_upload *upload,
                                          struct quatrix_client *client,
                                          const struct quatrix_upload_config *config,
                                          const uint8_t state[QUATRIX_UPLOAD_STATE_SIZE]);

/**
 * Go on as far as network and caller allow; never blocks. Where the network takes all at once that may be to
 * the end of the file: feed a watchdog in read().
 *
 * @return QUATRIX_PENDING  call again
 *         QUATRIX_OK       the server has the whole file
 *         QUATRIX_E_CALLBACK   read() failed, or stored more than there was room for
 *         QUATRIX_E_CANCELLED  progress() said so
 *         QUATRIX_E_SIZE       the server says it has another number of bytes than were sent
 *         QUATRIX_E_MISSING    it gave no upload key or no file
 *         QUATRIX_E_STATE      no upload is running
 *         what a call ended with. Quota exceeded is QUATRIX_E_HTTP with server_code 122 or 71, a name that
 *         is taken one with 30 or 96.
 * After an error the file on the server is unfinished: quatrix_upload_save() and quatrix_upload_resume() go
 * on with it, quatrix_file_delete() removes it.
 */
enum quatrix_status quatrix_upload_step(struct quatrix_upload *upload);

/** While status is QUATRIX_PENDING: step, and let the port sleep where nothing moves. */
enum quatrix_status quatrix_upload_wait(struct quatrix_upload *upload, enum quatrix_status status);

/** The whole upload, waiting. */
static inline enum quatrix_status quatrix_upload(struct quatrix_upload *upload,
                                                 struct quatrix_client *client,
                                                 const struct quatrix_upload_config *config)
{
    return quatrix_upload_wait(upload, quatrix_upload_start(upload, client, config));
}

/** End it where it is. The state can be saved afterwards.
    @return QUATRIX_OK, or QUATRIX_E_STATE if none was running. */
enum quatrix_status quatrix_upload_cancel(struct quatrix_upload *upload);

/**
 * Store what quatrix_upload_resume() needs, for example in flash; at any time after the first progress,
 * also when the upload has failed.
 *
 * @param state  The caller's. As long as the upload is unfinished it is a secret: it holds the upload key.
 * @return QUATRIX_OK, or QUATRIX_E_STATE: nothing was begun on the server, or it is a multipart request
 */
enum quatrix_status quatrix_upload_save(const struct quatrix_upload *upload,
                                        uint8_t state[QUATRIX_UPLOAD_STATE_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
