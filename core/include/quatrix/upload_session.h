/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "upload", and POST /file/modify: how an upload is opened and closed. quatrix/upload.h does
 * this and sends the bytes in between; these calls are for programs that send them in their own way,
 * to POST /upload/chunked/{upload_key} or POST /upload/multipart/{upload_key} on the bare host.
 *
 * Results of `..._start()`, credentials, identifiers, names and times are as in quatrix/file.h.
 */
#ifndef QUATRIX_UPLOAD_SESSION_H
#define QUATRIX_UPLOAD_SESSION_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/** In place of an optional number of bytes: it is not sent. */
#define QUATRIX_SIZE_NONE (-1)

/** An upload that was opened (FileModifyResp). */
struct quatrix_upload_session {
    uint64_t present; /**< Bit QUATRIX_UPLOAD_SESSION_x. */
    uint64_t truncated;
    char name[QUATRIX_NAME_MAX + 1]; /**< The name given, perhaps another than asked for. */
    struct quatrix_id file_id;       /**< Exists from now on, also if nothing is uploaded. */
    struct quatrix_id parent_id;
    struct quatrix_id upload_key; /**< Always present. A secret: whoever has it can write to the
                                       file. It lives 15 minutes, longer while chunks arrive
                                       (inferred), and ends with a multipart upload. */
};

enum quatrix_upload_session_member {
    QUATRIX_UPLOAD_SESSION_NAME,
    QUATRIX_UPLOAD_SESSION_FILE_ID,
    QUATRIX_UPLOAD_SESSION_PARENT_ID,
    QUATRIX_UPLOAD_SESSION_UPLOAD_KEY,
    QUATRIX_UPLOAD_SESSION_MEMBERS
};

/**
 * Open an upload of a new file: POST /upload/link
 *
 * @param name       1 to 255 characters, see quatrix/file.h.
 * @param parent_id  The folder.
 * @param resolve    A name that is taken: true: the server chooses another, see out->name; false: the
 *                   call ends with QUATRIX_E_HTTP. To overwrite use quatrix_file_modify().
 * @param file_size  Bytes, so that the server can refuse what it has no room for (server_code 71 or
 *                   122); QUATRIX_SIZE_NONE: not said.
 */
enum quatrix_status quatrix_upload_link_start(struct quatrix_client *client, const char *name,
                                              const char *parent_id, bool resolve,
                                              int64_t file_size,
                                              struct quatrix_upload_session *out);

/** quatrix_upload_link_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_upload_link(struct quatrix_client *client,
                                                      const char *name, const char *parent_id,
                                                      bool resolve, int64_t file_size,
                                                      struct quatrix_upload_session *out)
{
    return quatrix_wait(
        client, quatrix_upload_link_start(client, name, parent_id, resolve, file_size, out));
}

/**
 * Open an upload into a file that exists: POST /file/modify
 *
 * @param id        Of the file.
 * @param truncate  Bytes of the file to keep, 0: none; QUATRIX_SIZE_NONE: all, to overwrite some.
 * @param name      A new name, see quatrix/file.h; NULL: it keeps its own.
 */
enum quatrix_status quatrix_file_modify_start(struct quatrix_client *client, const char *id,
                                              int64_t truncate, const char *name,
                                              struct quatrix_upload_session *out);

/** quatrix_file_modify_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_modify(struct quatrix_client *client, const char *id,
                                                      int64_t truncate, const char *name,
                                                      struct quatrix_upload_session *out)
{
    return quatrix_wait(client, quatrix_file_modify_start(client, id, truncate, name, out));
}

/** A file after its upload (UploadFinalizeResp). */
struct quatrix_upload_finalize_reply {
    uint64_t present; /**< Bit QUATRIX_UPLOAD_FINALIZE_x. */
    uint64_t truncated;
    struct quatrix_id id;
    struct quatrix_id parent_id;
    int64_t size; /**< Bytes the server has: compare them with what was sent. */
    int64_t modified;
};

enum quatrix_upload_finalize_member {
    QUATRIX_UPLOAD_FINALIZE_ID,
    QUATRIX_UPLOAD_FINALIZE_PARENT_ID,
    QUATRIX_UPLOAD_FINALIZE_SIZE,
    QUATRIX_UPLOAD_FINALIZE_MODIFIED,
    QUATRIX_UPLOAD_FINALIZE_MEMBERS
};

/**
 * Close an upload in chunks: GET /upload/finalize/{upload_key}. Not after a multipart upload.
 *
 * @param upload_key  From quatrix_upload_link() or quatrix_file_modify().
 * @param mtime       The time of last change the file is to have, microseconds since 1970-01-01 UTC;
 *                    0: the server's own time.
 * If the call ends without an answer, make it once more: 404 then means that it had worked.
 */
enum quatrix_status quatrix_upload_finalize_start(struct quatrix_client *client,
                                                  const char *upload_key, int64_t mtime,
                                                  struct quatrix_upload_finalize_reply *out);

/** quatrix_upload_finalize_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_upload_finalize(struct quatrix_client *client,
                                                          const char *upload_key, int64_t mtime,
                                                          struct quatrix_upload_finalize_reply *out)
{
    return quatrix_wait(client, quatrix_upload_finalize_start(client, upload_key, mtime, out));
}

#ifdef __cplusplus
}
#endif
#endif
