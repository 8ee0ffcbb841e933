/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Download of a file of any size in constant memory, to a function of the caller's that writes it.
 *
 * Calls POST /file/download-link, then GET /file/download/{link}. After a failure it asks for a new link
 * and for the bytes that are missing (Range); it begins anew where the server sends the whole file instead
 * (200), or where the file has changed (another length or ETag). It is complete only when every byte of
 * the length that the server has declared was written.
 *
 *     struct quatrix_download download;
 *     status = quatrix_download(&download, &client, &config);
 *
 * The client can do nothing else meanwhile. RAM: struct quatrix_download, at most 256 bytes, and the
 * caller's block.
 */
#ifndef QUATRIX_DOWNLOAD_H
#define QUATRIX_DOWNLOAD_H

#include <quatrix/transfer.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Zero it, then set what you need. It and what it points to must outlive the download. */
struct quatrix_download_config {
    const char *file_id; /**< The file. Of a folder the server makes a ZIP archive, which cannot be
                              resumed. At most QUATRIX_ID_MAX bytes. */
    uint8_t tries;       /**< After a failure that may pass, try again so often in a row without
                              progress, with growing pauses; 0: not at all. */
    bool size_known;     /**< The file must have `size` bytes, else QUATRIX_E_SIZE. */
    uint64_t size;
    uint8_t *block; /**< What arrives lies here until it is written. */
    size_t block_size;
    /**
     * Write bytes of the file.
     *
     * @param offset  Of the first one. Goes on where the last call ended, or back to 0 when the download
     *                begins anew: what was written before is of no use then.
     * @return len; 0: not now, call again with the same bytes; anything else ends the download with
     *         QUATRIX_E_CALLBACK: they could not be written, or not all of them. In a waiting form better
     *         wait here than say "not now": what arrives meanwhile lets it ask again at once.
     */
    int32_t (*write)(void *ctx, uint64_t offset, const uint8_t *bytes, size_t len);
    /** Read what was written before, for the digest of a resumed download: bytes stored, 1 to size; 0: not
        now; negative: it cannot be read. Needed there only. */
    int32_t (*read)(void *ctx, uint64_t offset, uint8_t *buf, size_t size);
    /** Called after each write; may call quatrix_download_save(). total may be QUATRIX_SIZE_UNKNOWN. False
        cancels. May be NULL. */
    bool (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *ctx;                     /**< Handed to these. */
    struct quatrix_digest *digest; /**< Sees all bytes of the file once; NULL: none. */
};

/** A download. Do not copy it while it runs, do not touch `priv`. */
struct quatrix_download {
    uint64_t done;  /**< Bytes written. */
    uint64_t total; /**< Of the file; QUATRIX_SIZE_UNKNOWN as long as the server did not say. */
    struct quatrix_download_priv {
        struct quatrix_client *client;
        const struct quatrix_download_config *config;
        uint64_t digested;
        uint64_t best;  /* most bytes written so far: beyond is progress */
        uint64_t first; /* what Content-Range said */
        uint64_t last;
        uint64_t length;
        uint64_t end; /* of the bytes of this reply */
        struct quatrix_extra extra;
        struct quatrix_download_link {
            uint64_t present;
            uint64_t truncated;
            struct quatrix_id id;
        } link;
        uint32_t held;     /* bytes of the block that are not yet written */
        uint32_t until;    /* end of a pause, by the clock of the transport */
        uint32_t tag;      /* of the ETag of this reply; 0: it has none */
        uint32_t file_tag; /* of the file, when its download began */
        uint8_t state;
        uint8_t failures; /* in a row */
        bool running;     /* a call is */
        bool pausing;
        bool begun;     /* the head of the reply was looked at */
        bool restarted; /* since the last progress */
    } priv;
};

/** Bytes that quatrix_download_save() stores. */
#define QUATRIX_DOWNLOAD_STATE_SIZE (28 + 2 * (QUATRIX_ID_MAX + 1))

/**
 * Begin a download.
 *
 * @param download  Uninitialized memory; must stay until the download has ended.
 * @return QUATRIX_PENDING, or what prevents it: QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG
 *         (quatrix_client_error()->member names it: "file_id", "block", "write", "size"), QUATRIX_E_AUTH,
 *         QUATRIX_E_BUSY, QUATRIX_E_SPACE
 */
enum quatrix_status quatrix_download_start(struct quatrix_download *download,
                                           struct quatrix_client *client,
                                           const struct quatrix_download_config *config);

/**
 * Go on with a download of which the state was saved, over a reset or after it has failed.
 *
 * @param state  What quatrix_download_save() stored; the bytes it counts must be where write() put them.
 * @return as quatrix_download_start(); QUATRIX_E_STATE: the state is damaged, of another version or of
 *         another file; QUATRIX_E_ARGUMENT with member "read": the digest needs it
 */
enum quatrix_status quatrix_download_resume(struct quatrix_download *download,
                                            struct quatrix_client *client,
                                            const struct quatrix_download_config *config,
                                            const uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE]);

/**
 * Go on as far as network and caller allow; never blocks. Where all is there at once that may be to the end of
 * the file: feed a watchdog in write().
 *
 * @return QUATRIX_PENDING  call again
 *         QUATRIX_OK       the whole file was written
 *         QUATRIX_E_CALLBACK   write() took other than all, or read() failed
 *         QUATRIX_E_CANCELLED  progress() said so
 *         QUATRIX_E_SIZE       the file has another size than the configuration says; where the server
 *                              says how long it is, before a byte was written
 *         QUATRIX_E_PART       the server sent another part of the file than was asked for, or the file
 *                              changed again and again
 *         QUATRIX_E_MISSING    it gave no link
 *         QUATRIX_E_STATE      no download is running
 *         what a call ended with. A file that does not exist is QUATRIX_E_HTTP.
 * After an error quatrix_download_save() and quatrix_download_resume() go on with it.
 */
enum quatrix_status quatrix_download_step(struct quatrix_download *download);

/** While status is QUATRIX_PENDING: step, and let the port sleep where nothing moves. */
enum quatrix_status quatrix_download_wait(struct quatrix_download *download,
                                          enum quatrix_status status);

/** The whole download, waiting. */
static inline enum quatrix_status quatrix_download(struct quatrix_download *download,
                                                   struct quatrix_client *client,
                                                   const struct quatrix_download_config *config)
{
    return quatrix_download_wait(download, quatrix_download_start(download, client, config));
}

/** End it where it is. The state can be saved afterwards.
    @return QUATRIX_OK, or QUATRIX_E_STATE if none was running. */
enum quatrix_status quatrix_download_cancel(struct quatrix_download *download);

/**
 * Store what quatrix_download_resume() needs, for example in flash; at any time, also when the download
 * has failed.
 *
 * @param kept  Bytes that will still be there: at most download->done, less where the last ones may be lost,
 *              as in a block of flash that has to be erased to be written again.
 * @return QUATRIX_OK; QUATRIX_E_ARGUMENT: more than was written;
 *         QUATRIX_E_STATE: no download was begun, or its length is not known
 */
enum quatrix_status quatrix_download_save_at(const struct quatrix_download *download, uint64_t kept,
                                             uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE]);

/**
 * quatrix_download_save_at() of all bytes written.
 *
 * @return QUATRIX_OK, or QUATRIX_E_STATE: no download was begun, or its length is not known
 */
enum quatrix_status quatrix_download_save(const struct quatrix_download *download,
                                          uint8_t state[QUATRIX_DOWNLOAD_STATE_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
