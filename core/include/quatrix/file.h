/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "file": the tree of files and folders of a user. What opens and closes an upload is in
 * quatrix/upload_session.h; whole transfers are in quatrix/upload.h and quatrix/download.h.
 *
 * All operations work with a session token, an API key or HTTP Basic (quatrix/client.h).
 *
 * Each `..._start()` returns QUATRIX_PENDING when the call has begun, else what prevents it:
 *   QUATRIX_E_AUTH      no credentials, or a second factor is still due
 *   QUATRIX_E_BUSY      another call is running on the client
 *   QUATRIX_E_SPACE     the request does not fit the work buffer
 *   QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG  an argument, named in
 *                       quatrix_client_error()->member
 * A call ends with QUATRIX_OK, with QUATRIX_E_UNAUTHORIZED, QUATRIX_E_HTTP or QUATRIX_E_SERVER
 * (refused, see quatrix_client_error(); 404: there is no such item), with QUATRIX_E_MISSING where
 * the reply lacks the identifier it is all about, or with another error of quatrix/status.h. What a
 * reply is decoded into must stay valid until then and is defined only after QUATRIX_OK. Whatever
 * another argument points to is read before the function returns.
 *
 * Identifiers in arguments are printable ASCII, 1 to 64 bytes. Names of files and folders are 1 to
 * 255 characters of valid UTF-8 without "/", "\" and control characters, and not "." or ".."; another
 * one is QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG or, if empty, QUATRIX_E_ARGUMENT, with `member` "name".
 * Times are microseconds since 1970-01-01 UTC. Names in replies are cut at QUATRIX_NAME_MAX bytes,
 * and marked; a program that must have them whole enlarges that (255 characters of UTF-8 are up to
 * 1020 bytes).
 *
 * Lists: the call ends with an error, or answers QUATRIX_READY. Then pull the elements with
 * quatrix_list_next() or quatrix_list_next_wait() until QUATRIX_END; each one replaces the one
 * before in *out.
 */
#ifndef QUATRIX_FILE_H
#define QUATRIX_FILE_H

#include <quatrix/client.h>
#include <quatrix/shared.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Bits of `operations` of an item: what the user may do with it. The order is inferred from the
 * numbers in the documentation: 0 list, 2 read, 31 write, 63 share as well, 255 the owner.
 */
enum quatrix_file_operation {
    QUATRIX_MAY_UPLOAD = 1,
    QUATRIX_MAY_DOWNLOAD = 2,
    QUATRIX_MAY_MAKEDIR = 4,
    QUATRIX_MAY_DELETE = 8,
    QUATRIX_MAY_RENAME = 16,
    QUATRIX_MAY_SHARE = 32,
    QUATRIX_MAY_AUTOMATE = 64,
    QUATRIX_MAY_QUICKLINK = 128
};

/** Marks of folders the system made itself (FileMetadataObject). */
struct quatrix_file_metadata_object {
    uint64_t present; /**< Bit QUATRIX_FILE_METADATA_OBJECT_x. */
    uint64_t truncated;
    int64_t visual_order;             /**< Place in lists shown to people. */
    struct quatrix_word subtype;      /**< "incoming" (Inbox), "outgoing", "homes", "projects". */
    struct quatrix_id translation_id; /**< Of the name shown to people. */
    bool is_system;
};

enum quatrix_file_metadata_object_member {
    QUATRIX_FILE_METADATA_OBJECT_VISUAL_ORDER,
    QUATRIX_FILE_METADATA_OBJECT_SUBTYPE,
    QUATRIX_FILE_METADATA_OBJECT_TRANSLATION_ID,
    QUATRIX_FILE_METADATA_OBJECT_IS_SYSTEM,
    QUATRIX_FILE_METADATA_OBJECT_MEMBERS
};

/** A file or folder (FileResp). Text is UTF-8 and NUL-terminated. */
struct quatrix_file {
    uint64_t present;     /**< Bit QUATRIX_FILE_x: the server sent member x. */
    uint64_t truncated;   /**< Bit QUATRIX_FILE_x: x is shorter than what was sent. */
    struct quatrix_id id; /**< Always present. */
    int64_t created;
    int64_t modified;                /**< May be in whole seconds, see modified_ms. */
    char name[QUATRIX_NAME_MAX + 1]; /**< After a change: the name given, perhaps another one. */
    struct quatrix_id parent_id;
    int64_t size;        /**< Bytes; of a folder perhaps those in it, 0: empty. */
    int64_t modified_ms; /**< As modified, with all digits; in microseconds like all times. */
    struct quatrix_word
        type; /**< "F" file, "D" folder, "S" project folder, "T" trash, "N" link to a
                                   file. Take D, S and T as folders. */
    struct quatrix_file_metadata_object metadata; /**< In another form than known: marked as
                                                       truncated. */
    int64_t operations;                           /**< Bits of enum quatrix_file_operation. */
    struct quatrix_word sub_type;                 /**< Where the item comes from. */
};

enum quatrix_file_member {
    QUATRIX_FILE_ID,
    QUATRIX_FILE_CREATED,
    QUATRIX_FILE_MODIFIED,
    QUATRIX_FILE_NAME,
    QUATRIX_FILE_PARENT_ID,
    QUATRIX_FILE_SIZE,
    QUATRIX_FILE_MODIFIED_MS,
    QUATRIX_FILE_TYPE,
    QUATRIX_FILE_METADATA,
    QUATRIX_FILE_OPERATIONS,
    QUATRIX_FILE_SUB_TYPE,
    QUATRIX_FILE_MEMBERS
};

/** All that is told of one item (FileMetadataGetResp). Its member `content` is the list of
    quatrix_file_list(). */
struct quatrix_file_metadata {
    uint64_t present;     /**< Bit QUATRIX_FILE_METADATA_x; of CONTENT: there is a list. */
    uint64_t truncated;   /**< Bit QUATRIX_FILE_METADATA_x. */
    struct quatrix_id id; /**< Always present, but perhaps not with a list. */
    int64_t gid;
    int64_t uid;
    int64_t created;
    int64_t modified; /**< May be in whole seconds, see modified_ms. */
    char name[QUATRIX_NAME_MAX + 1];
    struct quatrix_id parent_id;
    int64_t size;             /**< Bytes; of a folder perhaps those in it, 0: empty. */
    struct quatrix_word type; /**< As in struct quatrix_file. */
    struct quatrix_file_metadata_object metadata; /**< As in struct quatrix_file. */
    int64_t operations;                           /**< Bits of enum quatrix_file_operation. */
    struct quatrix_word sub_type;                 /**< Where the item comes from. */
    struct quatrix_word rel_type;                 /**< Of older servers. */
    struct quatrix_word shared;                   /**< Of older servers. */
    int64_t expires;                              /**< Of older servers; 0: never. */
    int64_t modified_ms; /**< As modified, with all digits; in microseconds like all times. */
};

enum quatrix_file_metadata_member {
    QUATRIX_FILE_METADATA_ID,
    QUATRIX_FILE_METADATA_GID,
    QUATRIX_FILE_METADATA_UID,
    QUATRIX_FILE_METADATA_CREATED,
    QUATRIX_FILE_METADATA_MODIFIED,
    QUATRIX_FILE_METADATA_NAME,
    QUATRIX_FILE_METADATA_PARENT_ID,
    QUATRIX_FILE_METADATA_SIZE,
    QUATRIX_FILE_METADATA_TYPE,
    QUATRIX_FILE_METADATA_METADATA,
    QUATRIX_FILE_METADATA_OPERATIONS,
    QUATRIX_FILE_METADATA_SUB_TYPE,
    QUATRIX_FILE_METADATA_CONTENT,
    QUATRIX_FILE_METADATA_REL_TYPE,
    QUATRIX_FILE_METADATA_SHARED,
    QUATRIX_FILE_METADATA_EXPIRES,
    QUATRIX_FILE_METADATA_MODIFIED_MS,
    QUATRIX_FILE_METADATA_MEMBERS
};

/**
 * Read what is known of one item: GET /file/metadata/{id}?content=0
 *
 * @param id  Of the item; NULL: the home folder (an empty id).
 */
enum quatrix_status quatrix_file_metadata_start(struct quatrix_client *client, const char *id,
                                                struct quatrix_file_metadata *out);

/** quatrix_file_metadata_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_metadata(struct quatrix_client *client,
                                                        const char *id,
                                                        struct quatrix_file_metadata *out)
{
    return quatrix_wait(client, quatrix_file_metadata_start(client, id, out));
}

/**
 * List a folder: GET /file/metadata/{id}?content=1
 *
 * @param id      Of the folder; NULL: the home folder (an empty id). A file has no
 *                list: QUATRIX_END comes at once.
 * @param folder  The folder itself, complete at QUATRIX_END: the server may send its members before
 *                or behind the list.
 * @param out     One item at a time.
 */
enum quatrix_status quatrix_file_list_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_metadata *folder,
                                            struct quatrix_file *out);

/** quatrix_file_list_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_file_list(struct quatrix_client *client, const char *id,
                                                    struct quatrix_file_metadata *folder,
                                                    struct quatrix_file *out)
{
    return quatrix_wait(client, quatrix_file_list_start(client, id, folder, out));
}

/** An item after its time was set (FileMetadataPostResp). */
struct quatrix_file_set_metadata_reply {
    uint64_t present; /**< Bit QUATRIX_FILE_SET_METADATA_x. */
    uint64_t truncated;
    struct quatrix_id id;
    struct quatrix_id parent_id;
    char name[QUATRIX_NAME_MAX + 1];
    int64_t created;
    int64_t modified;         /**< May be in whole seconds, see modified_ms. */
    int64_t modified_ms;      /**< As modified, with all digits; in microseconds like all times. */
    int64_t size;             /**< Bytes. */
    struct quatrix_word type; /**< As in struct quatrix_file. */
    int64_t gid;
    int64_t uid;
    struct quatrix_file_metadata_object metadata; /**< As in struct quatrix_file. */
    int64_t operations;                           /**< Bits of enum quatrix_file_operation. */
};

enum quatrix_file_set_metadata_member {
    QUATRIX_FILE_SET_METADATA_ID,
    QUATRIX_FILE_SET_METADATA_PARENT_ID,
    QUATRIX_FILE_SET_METADATA_NAME,
    QUATRIX_FILE_SET_METADATA_CREATED,
    QUATRIX_FILE_SET_METADATA_MODIFIED,
    QUATRIX_FILE_SET_METADATA_MODIFIED_MS,
    QUATRIX_FILE_SET_METADATA_SIZE,
    QUATRIX_FILE_SET_METADATA_TYPE,
    QUATRIX_FILE_SET_METADATA_GID,
    QUATRIX_FILE_SET_METADATA_UID,
    QUATRIX_FILE_SET_METADATA_METADATA,
    QUATRIX_FILE_SET_METADATA_OPERATIONS,
    QUATRIX_FILE_SET_METADATA_MEMBERS
};

/**
 * Set the time of last change of an item: POST /file/metadata
 *
 * @param mtime  Microseconds since 1970-01-01 UTC.
 */
enum quatrix_status quatrix_file_set_metadata_start(struct quatrix_client *client, const char *id,
                                                    int64_t mtime,
                                                    struct quatrix_file_set_metadata_reply *out);

/** quatrix_file_set_metadata_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_file_set_metadata(struct quatrix_client *client, const char *id, int64_t mtime,
                          struct quatrix_file_set_metadata_reply *out)
{
    return quatrix_wait(client, quatrix_file_set_metadata_start(client, id, mtime, out));
}

/**
 * Extended facts of an item (FileInfoResp); 1.4 KB with the default sizes.
 *
 * The form of four members is not described: they are kept as the JSON text of an object or array,
 * NUL-terminated. One longer than QUATRIX_OBJECT_MAX is left out and marked in `truncated`.
 */
struct quatrix_file_info {
    uint64_t present;   /**< Bit QUATRIX_FILE_INFO_x. */
    uint64_t truncated; /**< Bit QUATRIX_FILE_INFO_x. */
    struct quatrix_id id;
    int64_t created;
    int64_t modified;
    int64_t content_modified; /**< When the bytes of the file changed last. */
    char name[QUATRIX_NAME_MAX + 1];
    int64_t size;                                 /**< Bytes. */
    struct quatrix_word type;                     /**< As in struct quatrix_file. */
    char file_owner[QUATRIX_OBJECT_MAX + 1];      /**< JSON: who owns the item. */
    char action_role[QUATRIX_OBJECT_MAX + 1];     /**< JSON: who made it. */
    char paths[QUATRIX_OBJECT_MAX + 1];           /**< JSON: where it can be found. */
    char antivirus_check[QUATRIX_NAME_MAX + 1];   /**< What was found; absent: nothing. */
    char widget_metadata[QUATRIX_OBJECT_MAX + 1]; /**< JSON: the form sent with the file. */
};

enum quatrix_file_info_member {
    QUATRIX_FILE_INFO_ID,
    QUATRIX_FILE_INFO_CREATED,
    QUATRIX_FILE_INFO_MODIFIED,
    QUATRIX_FILE_INFO_CONTENT_MODIFIED,
    QUATRIX_FILE_INFO_NAME,
    QUATRIX_FILE_INFO_SIZE,
    QUATRIX_FILE_INFO_TYPE,
    QUATRIX_FILE_INFO_FILE_OWNER,
    QUATRIX_FILE_INFO_ACTION_ROLE,
    QUATRIX_FILE_INFO_PATHS,
    QUATRIX_FILE_INFO_ANTIVIRUS_CHECK,
    QUATRIX_FILE_INFO_WIDGET_METADATA,
    QUATRIX_FILE_INFO_MEMBERS
};

/** Read extended facts of an item: GET /file/info/{id} */
enum quatrix_status quatrix_file_info_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_info *out);

/** quatrix_file_info_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_info(struct quatrix_client *client, const char *id,
                                                    struct quatrix_file_info *out)
{
    return quatrix_wait(client, quatrix_file_info_start(client, id, out));
}

/** FileSizeResp */
struct quatrix_file_size_reply {
    uint64_t present; /**< Bit QUATRIX_FILE_SIZE_REPLY_SIZE. */
    uint64_t truncated;
    int64_t size; /**< Bytes. */
};

enum quatrix_file_size_reply_member {
    QUATRIX_FILE_SIZE_REPLY_SIZE,
    QUATRIX_FILE_SIZE_REPLY_MEMBERS
};

/** Read the size of an item: GET /file/size/{id} */
enum quatrix_status quatrix_file_size_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_size_reply *out);

/** quatrix_file_size_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_size(struct quatrix_client *client, const char *id,
                                                    struct quatrix_file_size_reply *out)
{
    return quatrix_wait(client, quatrix_file_size_start(client, id, out));
}

/** What lies at a path (FileIdResp). */
struct quatrix_file_id_reply {
    uint64_t present; /**< Bit QUATRIX_FILE_ID_REPLY_x. */
    uint64_t truncated;
    struct quatrix_id file_id; /**< Always present. */
    struct quatrix_id parent_id;
    char src[QUATRIX_NAME_MAX + 1]; /**< Meaning not described. */
    struct quatrix_word type;       /**< "F" file, "D" folder, "S" project folder, "T" trash. */
};

enum quatrix_file_id_reply_member {
    QUATRIX_FILE_ID_REPLY_FILE_ID,
    QUATRIX_FILE_ID_REPLY_PARENT_ID,
    QUATRIX_FILE_ID_REPLY_SRC,
    QUATRIX_FILE_ID_REPLY_TYPE,
    QUATRIX_FILE_ID_REPLY_MEMBERS
};

/**
 * Find the item at a path: POST /file/id
 *
 * @param path       Names with "/" between them, none before or behind, 8191 bytes in all; each as
 *                   described above, else QUATRIX_E_TEXT, QUATRIX_E_TOO_LONG or, for an empty one,
 *                   QUATRIX_E_ARGUMENT, with `member` "path". "": the folder itself.
 * @param parent_id  The folder where the path begins; NULL: the home folder.
 *
 * The call ends with QUATRIX_E_MISSING when there is nothing at the path, however the server says
 * so: with 404 or without an identifier (http_status tells which). A host that is no account
 * (server_code 12) remains QUATRIX_E_HTTP.
 */
enum quatrix_status quatrix_file_id_start(struct quatrix_client *client, const char *path,
                                          const char *parent_id, struct quatrix_file_id_reply *out);

/** quatrix_file_id_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_id(struct quatrix_client *client, const char *path,
                                                  const char *parent_id,
                                                  struct quatrix_file_id_reply *out)
{
    return quatrix_wait(client, quatrix_file_id_start(client, path, parent_id, out));
}

/**
 * Make a folder: POST /file/makedir
 *
 * @param target   The folder to make it in; NULL: left to the server.
 * @param name     See above.
 * @param resolve  A name that is taken: true: the server chooses another, see out->name; false: the
 *                 call ends with QUATRIX_E_HTTP, with server_code 30 or 96.
 */
enum quatrix_status quatrix_file_makedir_start(struct quatrix_client *client, const char *target,
                                               const char *name, bool resolve,
                                               struct quatrix_file *out);

/** quatrix_file_makedir_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_makedir(struct quatrix_client *client,
                                                       const char *target, const char *name,
                                                       bool resolve, struct quatrix_file *out)
{
    return quatrix_wait(client, quatrix_file_makedir_start(client, target, name, resolve, out));
}

/** An item after it was renamed (FileRenameResp). */
struct quatrix_file_rename_reply {
    uint64_t present; /**< Bit QUATRIX_FILE_RENAME_x. */
    uint64_t truncated;
    struct quatrix_id id;
    int64_t created;
    int64_t modified;
    char name[QUATRIX_NAME_MAX + 1]; /**< The name given, perhaps another than asked for. */
    struct quatrix_id parent_id;
    int64_t size;                                 /**< Bytes. */
    struct quatrix_word type;                     /**< As in struct quatrix_file. */
    struct quatrix_file_metadata_object metadata; /**< As in struct quatrix_file. */
    int64_t operations;                           /**< Bits of enum quatrix_file_operation. */
    char old_name[QUATRIX_NAME_MAX + 1];
};

enum quatrix_file_rename_member {
    QUATRIX_FILE_RENAME_ID,
    QUATRIX_FILE_RENAME_CREATED,
    QUATRIX_FILE_RENAME_MODIFIED,
    QUATRIX_FILE_RENAME_NAME,
    QUATRIX_FILE_RENAME_PARENT_ID,
    QUATRIX_FILE_RENAME_SIZE,
    QUATRIX_FILE_RENAME_TYPE,
    QUATRIX_FILE_RENAME_METADATA,
    QUATRIX_FILE_RENAME_OPERATIONS,
    QUATRIX_FILE_RENAME_OLD_NAME,
    QUATRIX_FILE_RENAME_MEMBERS
};

/**
 * Rename an item where it is: POST /file/rename/{id}
 *
 * @param name     See above.
 * @param resolve  As for quatrix_file_makedir_start().
 */
enum quatrix_status quatrix_file_rename_start(struct quatrix_client *client, const char *id,
                                              const char *name, bool resolve,
                                              struct quatrix_file_rename_reply *out);

/** quatrix_file_rename_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_rename(struct quatrix_client *client, const char *id,
                                                      const char *name, bool resolve,
                                                      struct quatrix_file_rename_reply *out)
{
    return quatrix_wait(client, quatrix_file_rename_start(client, id, name, resolve, out));
}

/** What to copy or move, and whither (FileCopyMoveOneReq). Only members whose bit is set are sent. */
struct quatrix_file_one_request {
    uint64_t present;      /**< Bit QUATRIX_FILE_ONE_x. FILE_ID, TARGET_ID and NAME are required. */
    const char *file_id;   /**< The item. */
    const char *target_id; /**< The folder to put it into. */
    const char *name;      /**< Its name there, see above. */
    int64_t mtime;         /**< Its time of last change there. */
    bool resolve;          /**< A name that is taken: true: see resolve_mode; false: refused,
                                as for quatrix_file_makedir_start(). */
    const char *resolve_mode; /**< "overwrite": what has the name is replaced. "" or left out: the
                                   server chooses another name. 0 to 15 bytes. */
};

enum quatrix_file_one_member {
    QUATRIX_FILE_ONE_FILE_ID,
    QUATRIX_FILE_ONE_TARGET_ID,
    QUATRIX_FILE_ONE_NAME,
    QUATRIX_FILE_ONE_MTIME,
    QUATRIX_FILE_ONE_RESOLVE,
    QUATRIX_FILE_ONE_RESOLVE_MODE,
    QUATRIX_FILE_ONE_MEMBERS
};

/** Copy one item under a name of choice, at once: POST /file/copyone */
enum quatrix_status quatrix_file_copyone_start(struct quatrix_client *client,
                                               const struct quatrix_file_one_request *request,
                                               struct quatrix_file *out);

/** quatrix_file_copyone_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_file_copyone(struct quatrix_client *client, const struct quatrix_file_one_request *request,
                     struct quatrix_file *out)
{
    return quatrix_wait(client, quatrix_file_copyone_start(client, request, out));
}

/** Move or rename one item, at once: POST /file/moveone */
enum quatrix_status quatrix_file_moveone_start(struct quatrix_client *client,
                                               const struct quatrix_file_one_request *request,
                                               struct quatrix_file *out);

/** quatrix_file_moveone_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_file_moveone(struct quatrix_client *client, const struct quatrix_file_one_request *request,
                     struct quatrix_file *out)
{
    return quatrix_wait(client, quatrix_file_moveone_start(client, request, out));
}

/**
 * What became of several items (IdsResp or JobResp). Which of the two the server chose, the bits
 * say: IDS: it has done it, to these items; one that is not among them was left alone. JOB_ID: it
 * goes on by itself (status 202, usual above 10 items); no call is known that asks how far it has
 * come, look whether it has happened. None of both: done, without saying to which items.
 */
struct quatrix_file_outcome {
    uint64_t present;   /**< Bit QUATRIX_FILE_OUTCOME_x. */
    uint64_t truncated; /**< Bit QUATRIX_FILE_OUTCOME_IDS: more than QUATRIX_IDS_MAX. */
    struct {
        struct quatrix_count count;
        struct quatrix_id item[QUATRIX_IDS_MAX];
    } ids;
    struct quatrix_id job_id;
};

enum quatrix_file_outcome_member {
    QUATRIX_FILE_OUTCOME_IDS,
    QUATRIX_FILE_OUTCOME_JOB_ID,
    QUATRIX_FILE_OUTCOME_MEMBERS
};

/**
 * Copy items into a folder: POST /file/copy. The server goes on after it has answered (202);
 * quatrix_file_copyone() is done when it ends.
 *
 * @param ids      Of the items, one or more.
 * @param target   The folder.
 * @param resolve  A name that is taken there: true: the server chooses another; false: it does not
 *                 copy the item.
 */
enum quatrix_status quatrix_file_copy_start(struct quatrix_client *client,
                                            const struct quatrix_texts *ids, const char *target,
                                            bool resolve, struct quatrix_job *out);

/** quatrix_file_copy_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_copy(struct quatrix_client *client,
                                                    const struct quatrix_texts *ids,
                                                    const char *target, bool resolve,
                                                    struct quatrix_job *out)
{
    return quatrix_wait(client, quatrix_file_copy_start(client, ids, target, resolve, out));
}

/**
 * Move items into a folder: POST /file/move
 *
 * @param ids      Of the items, one or more. Up to 10 are moved before the server answers.
 * @param target   The folder.
 * @param resolve  As for quatrix_file_copy_start().
 */
enum quatrix_status quatrix_file_move_start(struct quatrix_client *client,
                                            const struct quatrix_texts *ids, const char *target,
                                            bool resolve, struct quatrix_file_outcome *out);

/** quatrix_file_move_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_move(struct quatrix_client *client,
                                                    const struct quatrix_texts *ids,
                                                    const char *target, bool resolve,
                                                    struct quatrix_file_outcome *out)
{
    return quatrix_wait(client, quatrix_file_move_start(client, ids, target, resolve, out));
}

/**
 * Put items into the Trash, where they are kept 30 days: POST /file/delete. What lies there already
 * is erased.
 *
 * @param ids          Of the items, one or more. Up to 10 are deleted before the server answers.
 * @param permanently  Erase at once. False is not sent: older servers do not know this.
 */
enum quatrix_status quatrix_file_delete_start(struct quatrix_client *client,
                                              const struct quatrix_texts *ids, bool permanently,
                                              struct quatrix_file_outcome *out);

/** quatrix_file_delete_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_delete(struct quatrix_client *client,
                                                      const struct quatrix_texts *ids,
                                                      bool permanently,
                                                      struct quatrix_file_outcome *out)
{
    return quatrix_wait(client, quatrix_file_delete_start(client, ids, permanently, out));
}

/** What was erased (EmptyTrashRespItems). */
struct quatrix_file_erased {
    uint64_t present; /**< Bit QUATRIX_FILE_ERASED_x. */
    uint64_t truncated;
    struct quatrix_id id;
    struct quatrix_id source_id;
    struct quatrix_id dest_id;
};

enum quatrix_file_erased_member {
    QUATRIX_FILE_ERASED_ID,
    QUATRIX_FILE_ERASED_SOURCE_ID,
    QUATRIX_FILE_ERASED_DEST_ID,
    QUATRIX_FILE_ERASED_MEMBERS
};

/**
 * Erase what is in a Trash folder: POST /file/empty-trash/{id}
 *
 * What was erased comes as a list; it was done once the call answers QUATRIX_READY, whether the
 * elements are pulled or not.
 *
 * @param id  Of the Trash folder; NULL: the user's own (an empty id).
 */
enum quatrix_status quatrix_file_empty_trash_start(struct quatrix_client *client, const char *id,
                                                   struct quatrix_file_erased *out);

/** quatrix_file_empty_trash_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_file_empty_trash(struct quatrix_client *client,
                                                           const char *id,
                                                           struct quatrix_file_erased *out)
{
    return quatrix_wait(client, quatrix_file_empty_trash_start(client, id, out));
}

/** A tag of a file (FileTagResp). */
struct quatrix_file_tag {
    uint64_t present;   /**< Bit QUATRIX_FILE_TAG_x. */
    uint64_t truncated; /**< Bit QUATRIX_FILE_TAG_x. */
    struct quatrix_id id;
    struct quatrix_id file_id;
    struct quatrix_word type;          /**< "text", "from", "to". */
    char value[QUATRIX_EMAIL_MAX + 1]; /**< The server allows 500 characters; cut and marked. */
};

enum quatrix_file_tag_member {
    QUATRIX_FILE_TAG_ID,
    QUATRIX_FILE_TAG_FILE_ID,
    QUATRIX_FILE_TAG_TYPE,
    QUATRIX_FILE_TAG_VALUE,
    QUATRIX_FILE_TAG_MEMBERS
};

/** List the tags of a file: GET /file/tags/{id} */
enum quatrix_status quatrix_file_tags_start(struct quatrix_client *client, const char *id,
                                            struct quatrix_file_tag *out);

/** quatrix_file_tags_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_file_tags(struct quatrix_client *client, const char *id,
                                                    struct quatrix_file_tag *out)
{
    return quatrix_wait(client, quatrix_file_tags_start(client, id, out));
}

/**
 * Attach a tag to a file: POST /file/add-tag/{id}
 *
 * @param type   "text", "from" or "to"; 1 to 15 bytes of printable ASCII.
 * @param value  0 to 500 characters, no control characters; of "from" and "to" an e-mail address.
 */
enum quatrix_status quatrix_file_add_tag_start(struct quatrix_client *client, const char *id,
                                               const char *type, const char *value,
                                               struct quatrix_file_tag *out);

/** quatrix_file_add_tag_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_add_tag(struct quatrix_client *client,
                                                       const char *id, const char *type,
                                                       const char *value,
                                                       struct quatrix_file_tag *out)
{
    return quatrix_wait(client, quatrix_file_add_tag_start(client, id, type, value, out));
}

/**
 * What to search for. A search is a tree of conditions in arrays of the caller, which may be
 * constant; QUATRIX_SEARCH_ALL_OF() and QUATRIX_SEARCH_ANY_OF() write it down:
 *
 *     static const char *const names[] = { "plan", "sketch" };
 *     static const struct quatrix_search_query queries[] = { {
 *         .present = QUATRIX_BIT(QUATRIX_SEARCH_NAME),
 *         .name = QUATRIX_SEARCH_ANY_OF(names),
 *     } };
 *     static const struct quatrix_search_request request = QUATRIX_SEARCH_ALL_OF(queries);
 *
 * Every level has the same two lists. Whether names match by part, and how two times form an
 * interval, is not described.
 */
enum quatrix_search_list_member {
    QUATRIX_SEARCH_ALL, /**< Member `_and`: all of these. */
    QUATRIX_SEARCH_ANY, /**< Member `_or`: at least one of these. */
    QUATRIX_SEARCH_LISTS
};

/** Initializers of what a condition asks for, of a whole array. */
#define QUATRIX_SEARCH_ALL_OF(array)                                                               \
    {                                                                                              \
        QUATRIX_BIT(QUATRIX_SEARCH_ALL), { (array), sizeof(array) / sizeof((array)[0]) },          \
        {                                                                                          \
            NULL, 0                                                                                \
        }                                                                                          \
    }
#define QUATRIX_SEARCH_ANY_OF(array)                                                               \
    {                                                                                              \
        QUATRIX_BIT(QUATRIX_SEARCH_ANY), { NULL, 0 },                                              \
        {                                                                                          \
            (array), sizeof(array) / sizeof((array)[0])                                            \
        }                                                                                          \
    }

/** A tag to search for (SearchTag). */
struct quatrix_search_tag {
    uint64_t present;  /**< Bit QUATRIX_SEARCH_TAG_x. */
    const char *type;  /**< "text", "from" or "to"; 1 to 15 bytes of printable ASCII. */
    const char *value; /**< 0 to 500 characters, no control characters. */
};

enum quatrix_search_tag_member {
    QUATRIX_SEARCH_TAG_TYPE,
    QUATRIX_SEARCH_TAG_VALUE,
    QUATRIX_SEARCH_TAG_MEMBERS
};

struct quatrix_search_tag_list {
    const struct quatrix_search_tag *item;
    size_t count;
};

/** Conditions on the tags of a file (TagSearchQueryElement). */
struct quatrix_search_tags {
    uint64_t present; /**< Bit QUATRIX_SEARCH_ALL, QUATRIX_SEARCH_ANY. */
    struct quatrix_search_tag_list all;
    struct quatrix_search_tag_list any;
};

/** Conditions on the name of an item (StringSearchQueryElement). */
struct quatrix_search_names {
    uint64_t present;         /**< Bit QUATRIX_SEARCH_ALL, QUATRIX_SEARCH_ANY. */
    struct quatrix_texts all; /**< Each 1 to 255 characters, no control characters. */
    struct quatrix_texts any;
};

/** Conditions on a time of an item (TimestampSearchQueryElement). */
struct quatrix_search_times {
    uint64_t present;         /**< Bit QUATRIX_SEARCH_ALL, QUATRIX_SEARCH_ANY. */
    struct quatrix_times all; /**< Microseconds since 1970-01-01 UTC. */
    struct quatrix_times any;
};

/** Conditions that all hold of an item (SearchQuery). */
struct quatrix_search_query {
    uint64_t present; /**< Bit QUATRIX_SEARCH_x. */
    struct quatrix_search_tags tag;
    struct quatrix_search_names name;
    struct quatrix_search_times created;
    struct quatrix_search_times modified;
};

enum quatrix_search_query_member {
    QUATRIX_SEARCH_TAG,
    QUATRIX_SEARCH_NAME,
    QUATRIX_SEARCH_CREATED,
    QUATRIX_SEARCH_MODIFIED,
    QUATRIX_SEARCH_MEMBERS
};

struct quatrix_search_query_list {
    const struct quatrix_search_query *item;
    size_t count;
};

/** A search (SearchReq). */
struct quatrix_search_request {
    uint64_t present; /**< Bit QUATRIX_SEARCH_ALL, QUATRIX_SEARCH_ANY. */
    struct quatrix_search_query_list all;
    struct quatrix_search_query_list any;
};

/** Search for items: POST /file/search, a list of those found. */
enum quatrix_status quatrix_file_search_start(struct quatrix_client *client,
                                              const struct quatrix_search_request *request,
                                              struct quatrix_file *out);

/** quatrix_file_search_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_file_search(struct quatrix_client *client,
                                                      const struct quatrix_search_request *request,
                                                      struct quatrix_file *out)
{
    return quatrix_wait(client, quatrix_file_search_start(client, request, out));
}

/** The span of time a list of changes is of (FileDiffResp). Its member `data` is the list of
    quatrix_file_diff(). */
struct quatrix_file_diff {
    uint64_t present;   /**< Bit QUATRIX_FILE_DIFF_x; of DATA: there is a list. */
    uint64_t truncated; /**< Bit QUATRIX_FILE_DIFF_x. */
    int64_t from;
    int64_t to; /**< Where the next span may begin (inferred). */
};

enum quatrix_file_diff_member {
    QUATRIX_FILE_DIFF_FROM,
    QUATRIX_FILE_DIFF_TO,
    QUATRIX_FILE_DIFF_DATA,
    QUATRIX_FILE_DIFF_MEMBERS
};

/** A change of an item in a folder (FileDiffResp_data). */
struct quatrix_file_change {
    uint64_t present;   /**< Bit QUATRIX_FILE_CHANGE_x. */
    uint64_t truncated; /**< Bit QUATRIX_FILE_CHANGE_x. */
    struct quatrix_id id;
    struct quatrix_word action; /**< What happened; the words are not described. */
    struct quatrix_id parent_id;
    char name[QUATRIX_NAME_MAX + 1];
    struct quatrix_word type; /**< As in struct quatrix_file. */
    int64_t size;             /**< Bytes. */
    int64_t modified;
    int64_t operations;                           /**< Bits of enum quatrix_file_operation. */
    struct quatrix_file_metadata_object metadata; /**< As in struct quatrix_file. */
};

enum quatrix_file_change_member {
    QUATRIX_FILE_CHANGE_ID,
    QUATRIX_FILE_CHANGE_ACTION,
    QUATRIX_FILE_CHANGE_PARENT_ID,
    QUATRIX_FILE_CHANGE_NAME,
    QUATRIX_FILE_CHANGE_TYPE,
    QUATRIX_FILE_CHANGE_SIZE,
    QUATRIX_FILE_CHANGE_MODIFIED,
    QUATRIX_FILE_CHANGE_OPERATIONS,
    QUATRIX_FILE_CHANGE_METADATA,
    QUATRIX_FILE_CHANGE_MEMBERS
};

/**
 * List what has changed in a folder: GET /file/diff/{id}
 *
 * @param from  Microseconds since 1970-01-01 UTC.
 * @param to    Likewise; 0: up to now.
 * @param diff  The span, complete at QUATRIX_END.
 * @param out   One change at a time.
 */
enum quatrix_status quatrix_file_diff_start(struct quatrix_client *client, const char *id,
                                            int64_t from, int64_t to,
                                            struct quatrix_file_diff *diff,
                                            struct quatrix_file_change *out);

/** quatrix_file_diff_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_file_diff(struct quatrix_client *client, const char *id,
                                                    int64_t from, int64_t to,
                                                    struct quatrix_file_diff *diff,
                                                    struct quatrix_file_change *out)
{
    return quatrix_wait(client, quatrix_file_diff_start(client, id, from, to, diff, out));
}

/**
 * Get a link to download by: POST /file/download-link. quatrix/download.h does this and the rest.
 *
 * @param ids  Of the items, one or more. Several, or a folder, come as a ZIP.
 * @param out  The identifier of the link. How long it lives is not described: get a new one for each
 *             download.
 */
enum quatrix_status quatrix_file_download_link_start(struct quatrix_client *client,
                                                     const struct quatrix_texts *ids,
                                                     struct quatrix_id_reply *out);

/** quatrix_file_download_link_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_download_link(struct quatrix_client *client,
                                                             const struct quatrix_texts *ids,
                                                             struct quatrix_id_reply *out)
{
    return quatrix_wait(client, quatrix_file_download_link_start(client, ids, out));
}

/**
 * Read the bytes behind a link: GET /file/download/{id}. quatrix/download.h adds ranges, digests
 * and going on after a lost connection.
 *
 * The call is pending until the reply begins (QUATRIX_READY), and over when quatrix_body_read()
 * answers QUATRIX_END or an error.
 *
 * @param link_id  From quatrix_file_download_link(): of the link, not of the file.
 */
enum quatrix_status quatrix_file_download_start(struct quatrix_client *client, const char *link_id);

/** quatrix_file_download_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_file_download(struct quatrix_client *client,
                                                        const char *link_id)
{
    return quatrix_wait(client, quatrix_file_download_start(client, link_id));
}

/**
 * Read a map of a folder and all below it as CSV: GET /file/csv/{id}
 *
 * Pull the bytes with quatrix_body_read(), as for quatrix_file_download_start(). They are text of
 * the media type text/csv with the columns (FileCsvResp) Path, Name, Size in bytes, Type ("F", "D",
 * "T"), Created, Modified, Content_modified, Created_by, Owner; quoting and the form of times are not
 * described.
 */
enum quatrix_status quatrix_file_csv_start(struct quatrix_client *client, const char *id);

/** quatrix_file_csv_start(), then wait for QUATRIX_READY. */
static inline enum quatrix_status quatrix_file_csv(struct quatrix_client *client, const char *id)
{
    return quatrix_wait(client, quatrix_file_csv_start(client, id));
}

/** Where a preview of a file is (FilePreviewResp). */
struct quatrix_file_preview {
    uint64_t present; /**< Bit QUATRIX_FILE_PREVIEW_x. */
    uint64_t truncated;
    struct quatrix_word type;             /**< "image", "video", "document". */
    char uri[QUATRIX_URL_MAX + 1];        /**< Longer than that: QUATRIX_E_SPACE. */
    char source[QUATRIX_URL_MAX + 1];     /**< Of older servers, in place of uri. */
    char source_pdf[QUATRIX_URL_MAX + 1]; /**< Of older servers, in place of uri. */
};

enum quatrix_file_preview_member {
    QUATRIX_FILE_PREVIEW_TYPE,
    QUATRIX_FILE_PREVIEW_URI,
    QUATRIX_FILE_PREVIEW_SOURCE,
    QUATRIX_FILE_PREVIEW_SOURCE_PDF,
    QUATRIX_FILE_PREVIEW_MEMBERS
};

/** Ask where a preview of a file is: GET /file/preview/{id} */
enum quatrix_status quatrix_file_preview_start(struct quatrix_client *client, const char *id,
                                               struct quatrix_file_preview *out);

/** quatrix_file_preview_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_file_preview(struct quatrix_client *client,
                                                       const char *id,
                                                       struct quatrix_file_preview *out)
{
    return quatrix_wait(client, quatrix_file_preview_start(client, id, out));
}

/**
 * Get a token to edit a document in an office program on the web: GET /file/wopi-token/{id}
 *
 * Only older descriptions have this; today's server may answer 404.
 *
 * @param out  The token, a secret: wipe it after use.
 */
enum quatrix_status quatrix_file_wopi_token_start(struct quatrix_client *client, const char *id,
                                                  struct quatrix_id_reply *out);

/** quatrix_file_wopi_token_start(), then wait for the end of the call. */
static inline enum quatrix_status
quatrix_file_wopi_token(struct quatrix_client *client, const char *id, struct quatrix_id_reply *out)
{
    return quatrix_wait(client, quatrix_file_wopi_token_start(client, id, out));
}

#ifdef __cplusplus
}
#endif
#endif
