/* SPDX-License-Identifier: MIT */
/* Family "file", as the API has it: by identifiers. What goes by paths is in tree.c and transfers. */
#include "cli.h"
#include "file_models.h"
#include "message.h"
#include "transfer.h"
#include "tree.h"
#include <string.h>

static const uint8_t file_columns[] = { QUATRIX_FILE_ID, QUATRIX_FILE_TYPE, QUATRIX_FILE_SIZE,
                                        QUATRIX_FILE_MODIFIED, QUATRIX_FILE_NAME };
static const uint8_t erased_columns[] = { QUATRIX_FILE_ERASED_ID, QUATRIX_FILE_ERASED_SOURCE_ID,
                                          QUATRIX_FILE_ERASED_DEST_ID };
static const uint8_t tag_columns[] = { QUATRIX_FILE_TAG_ID, QUATRIX_FILE_TAG_TYPE,
                                       QUATRIX_FILE_TAG_VALUE };
static const uint8_t change_columns[] = { QUATRIX_FILE_CHANGE_ID,       QUATRIX_FILE_CHANGE_ACTION,
                                          QUATRIX_FILE_CHANGE_TYPE,     QUATRIX_FILE_CHANGE_SIZE,
                                          QUATRIX_FILE_CHANGE_MODIFIED, QUATRIX_FILE_CHANGE_NAME };

/* What takes one identifier */

struct one_item {
    uint64_t present;
    const char *id;
};

static const struct cli_argument item_arguments[] = {
    { .name = "id",
      .required = true,
      .offset = offsetof(struct one_item, id),
      .help = "of the item" },
};
static const struct cli_argument folder_arguments[] = {
    { .name = "id",
      .offset = offsetof(struct one_item, id),
      .help = "of the item; left out: the home folder" },
};
static const struct cli_argument trash_arguments[] = {
    { .name = "id",
      .offset = offsetof(struct one_item, id),
      .help = "of the Trash folder; left out: your own" },
};
static const struct cli_argument link_arguments[] = {
    { .name = "id",
      .required = true,
      .offset = offsetof(struct one_item, id),
      .help = "of the link, not of the file" },
};

static const char *id_of(const void *request)
{
    return ((const struct one_item *)request)->id;
}

static enum quatrix_status start_metadata(struct quatrix_client *client, const void *request,
                                          void *reply)
{
    return quatrix_file_metadata_start(client, id_of(request), reply);
}

static enum quatrix_status start_list(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    struct cli_folder_list *list = reply;

    return quatrix_file_list_start(client, id_of(request), &list->folder, &list->item);
}

static enum quatrix_status start_info(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    return quatrix_file_info_start(client, id_of(request), reply);
}

static enum quatrix_status start_size(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    return quatrix_file_size_start(client, id_of(request), reply);
}

static enum quatrix_status start_empty_trash(struct quatrix_client *client, const void *request,
                                             void *reply)
{
    return quatrix_file_empty_trash_start(client, id_of(request), reply);
}

static enum quatrix_status start_tags(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    return quatrix_file_tags_start(client, id_of(request), reply);
}

static enum quatrix_status start_download(struct quatrix_client *client, const void *request,
                                          void *reply)
{
    (void)reply;
    return quatrix_file_download_start(client, id_of(request));
}

static enum quatrix_status start_csv(struct quatrix_client *client, const void *request,
                                     void *reply)
{
    (void)reply;
    return quatrix_file_csv_start(client, id_of(request));
}

static enum quatrix_status start_preview(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    return quatrix_file_preview_start(client, id_of(request), reply);
}

static enum quatrix_status start_wopi_token(struct quatrix_client *client, const void *request,
                                            void *reply)
{
    return quatrix_file_wopi_token_start(client, id_of(request), reply);
}

/* POST /file/metadata */

struct set_metadata {
    uint64_t present;
    const char *id;
    int64_t mtime;
};

static const struct cli_argument set_metadata_arguments[] = {
    { .name = "id",
      .required = true,
      .offset = offsetof(struct set_metadata, id),
      .help = "of the item" },
    { .name = "mtime",
      .kind = CLI_ARG_TIME,
      .required = true,
      .offset = offsetof(struct set_metadata, mtime),
      .help = "when it was changed last" },
};

static enum quatrix_status start_set_metadata(struct quatrix_client *client, const void *request,
                                              void *reply)
{
    const struct set_metadata *set = request;

    return quatrix_file_set_metadata_start(client, set->id, set->mtime, reply);
}

/* POST /file/id */

struct find {
    uint64_t present;
    const char *path;
    const char *parent_id;
};

static const struct cli_argument find_arguments[] = {
    { .name = "path",
      .required = true,
      .offset = offsetof(struct find, path),
      .help = "names with / between them, none at the ends" },
    { .name = "parent_id",
      .offset = offsetof(struct find, parent_id),
      .help = "where it begins; left out: the home folder" },
};

static enum quatrix_status start_id(struct quatrix_client *client, const void *request, void *reply)
{
    const struct find *find = request;

    return quatrix_file_id_start(client, find->path, find->parent_id, reply);
}

/* POST /file/makedir, POST /file/rename/{id} */

struct named {
    uint64_t present;
    const char *item; /* the folder to make it in, or the item to rename */
    const char *name;
    bool resolve;
};

#define RESOLVE_HELP "true: another name where this one is taken"

static const struct cli_argument makedir_arguments[] = {
    { .name = "target",
      .offset = offsetof(struct named, item),
      .help = "id of the folder to make it in; left out: left to the server" },
    { .name = "name",
      .required = true,
      .offset = offsetof(struct named, name),
      .help = "of the new folder" },
    { .name = "resolve",
      .kind = CLI_ARG_BOOL,
      .offset = offsetof(struct named, resolve),
      .help = RESOLVE_HELP },
};

static const struct cli_argument rename_arguments[] = {
    { .name = "id",
      .required = true,
      .offset = offsetof(struct named, item),
      .help = "of the item" },
    { .name = "name",
      .required = true,
      .offset = offsetof(struct named, name),
      .help = "the new one" },
    { .name = "resolve",
      .kind = CLI_ARG_BOOL,
      .offset = offsetof(struct named, resolve),
      .help = RESOLVE_HELP },
};

static enum quatrix_status start_makedir(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    const struct named *named = request;

    return quatrix_file_makedir_start(client, named->item, named->name, named->resolve, reply);
}

static enum quatrix_status start_rename(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    const struct named *named = request;

    return quatrix_file_rename_start(client, named->item, named->name, named->resolve, reply);
}

/* POST /file/copyone, POST /file/moveone */

#define FIELD(member) .name = #member, .offset = offsetof(struct quatrix_file_one_request, member)
static const struct cli_argument one_arguments[QUATRIX_FILE_ONE_MEMBERS] = {
    [QUATRIX_FILE_ONE_FILE_ID] = { FIELD(file_id), .required = true, .help = "of the item" },
    [QUATRIX_FILE_ONE_TARGET_ID] = { FIELD(target_id), .required = true, .help = "of the folder" },
    [QUATRIX_FILE_ONE_NAME] = { FIELD(name), .required = true, .help = "its name there" },
    [QUATRIX_FILE_ONE_MTIME] = { FIELD(mtime), .kind = CLI_ARG_TIME,
                                 .help = "when it was changed last" },
    [QUATRIX_FILE_ONE_RESOLVE] = { FIELD(resolve), .kind = CLI_ARG_BOOL,
                                   .help = "true: a name that is taken is dealt with" },
    [QUATRIX_FILE_ONE_RESOLVE_MODE] = { FIELD(resolve_mode),
                                        .help = "overwrite; left out: another name" },
};
#undef FIELD

static enum quatrix_status start_copyone(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    return quatrix_file_copyone_start(client, request, reply);
}

static enum quatrix_status start_moveone(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    return quatrix_file_moveone_start(client, request, reply);
}

/* POST /file/copy, POST /file/move, POST /file/delete, POST /file/download-link */

struct several {
    uint64_t present;
    struct quatrix_texts ids;
    const char *target;
    bool resolve;
};

#define IDS_ARGUMENT                                                                               \
    {                                                                                              \
        .name = "ids", .kind = CLI_ARG_IDS, .required = true,                                      \
        .offset = offsetof(struct several, ids), .help = "of the items"                            \
    }

static const struct cli_argument copy_arguments[] = {
    IDS_ARGUMENT,
    { .name = "target",
      .required = true,
      .offset = offsetof(struct several, target),
      .help = "id of the folder" },
    { .name = "resolve",
      .kind = CLI_ARG_BOOL,
      .offset = offsetof(struct several, resolve),
      .help = RESOLVE_HELP },
};

static const struct cli_argument delete_arguments[] = {
    IDS_ARGUMENT,
    { .name = "delete_permanently",
      .kind = CLI_ARG_BOOL,
      .offset = offsetof(struct several, resolve),
      .help = "true: not into the Trash" },
};

static const struct cli_argument download_link_arguments[] = { IDS_ARGUMENT };

static enum quatrix_status start_copy(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    const struct several *several = request;

    return quatrix_file_copy_start(client, &several->ids, several->target, several->resolve, reply);
}

static enum quatrix_status start_move(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    const struct several *several = request;

    return quatrix_file_move_start(client, &several->ids, several->target, several->resolve, reply);
}

static enum quatrix_status start_delete(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    const struct several *several = request;

    return quatrix_file_delete_start(client, &several->ids, several->resolve, reply);
}

static enum quatrix_status start_download_link(struct quatrix_client *client, const void *request,
                                               void *reply)
{
    const struct several *several = request;

    return quatrix_file_download_link_start(client, &several->ids, reply);
}

/* POST /file/add-tag/{id} */

struct add_tag {
    uint64_t present;
    const char *id;
    const char *type;
    const char *value;
};

#define FIELD(member) .name = #member, .required = true, .offset = offsetof(struct add_tag, member)
static const struct cli_argument add_tag_arguments[] = {
    { FIELD(id), .help = "of the file" },
    { FIELD(type), .help = "text, from or to" },
    { FIELD(value), .help = "of the tag; of from and to an e-mail address" },
};
#undef FIELD

static enum quatrix_status start_add_tag(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    const struct add_tag *tag = request;

    return quatrix_file_add_tag_start(client, tag->id, tag->type, tag->value, reply);
}

/* POST /file/search: one query, all conditions of which hold; of a condition all values, or any */

#define TAGS_MAX 64

struct search {
    uint64_t present;
    struct quatrix_texts name;
    struct quatrix_texts tag;
    struct quatrix_times created;
    struct quatrix_times modified;
    bool any;
    struct quatrix_search_tag tags[TAGS_MAX];
    struct quatrix_search_query query;
    struct quatrix_search_request request;
};

enum { SEARCH_NAME, SEARCH_TAG, SEARCH_CREATED, SEARCH_MODIFIED, SEARCH_ANY };

#define FIELD(member) .name = #member, .offset = offsetof(struct search, member)
static const struct cli_argument search_arguments[] = {
    [SEARCH_NAME] = { FIELD(name), .kind = CLI_ARG_TEXTS, .help = "of the item" },
    [SEARCH_TAG] = { FIELD(tag), .kind = CLI_ARG_TEXTS,
                     .help = "text:VALUE, from:EMAIL or to:EMAIL" },
    [SEARCH_CREATED] = { FIELD(created), .kind = CLI_ARG_TIMES, .help = "when it was made" },
    [SEARCH_MODIFIED] = { FIELD(modified), .kind = CLI_ARG_TIMES, .help = "when it was changed" },
    [SEARCH_ANY] = { FIELD(any), .kind = CLI_ARG_BOOL,
                     .help = "true: any of several values will do, not all" },
};
#undef FIELD

static bool split_tag(const char *text, struct quatrix_search_tag *tag)
{
    static const char *const types[] = { "text", "from", "to" };

    for (size_t i = 0; i < CLI_COUNT(types); i++) {
        size_t len = strlen(types[i]);
        if (strncmp(text, types[i], len) == 0 && text[len] == ':') {
            tag->present =
                QUATRIX_BIT(QUATRIX_SEARCH_TAG_TYPE) | QUATRIX_BIT(QUATRIX_SEARCH_TAG_VALUE);
            tag->type = types[i];
            tag->value = text + len + 1;
            return true;
        }
    }
    return false;
}

/* The list a condition uses, by `any`. */
#define SET_CONDITION(condition, is_any, list_item, list_count)                                    \
    do {                                                                                           \
        (condition).present = QUATRIX_BIT((is_any) ? QUATRIX_SEARCH_ANY : QUATRIX_SEARCH_ALL);     \
        (condition).all.item = (condition).any.item = (list_item);                                 \
        (condition).all.count = (condition).any.count = (list_count);                              \
    } while (0)

static int prepare_search(struct cli *cli, void *request)
{
    struct search *search = request;

    (void)cli;
    for (size_t i = 0; i < search->tag.count; i++) {
        if (i == TAGS_MAX || !split_tag(search->tag.item[i], &search->tags[i])) {
            message("tag is text:VALUE, from:EMAIL or to:EMAIL, at most %d of them", TAGS_MAX);
            return CLI_USAGE;
        }
    }
    SET_CONDITION(search->query.name, search->any, search->name.item, search->name.count);
    SET_CONDITION(search->query.tag, search->any, search->tags, search->tag.count);
    SET_CONDITION(search->query.created, search->any, search->created.item, search->created.count);
    SET_CONDITION(search->query.modified, search->any, search->modified.item,
                  search->modified.count);
    search->query.present =
        (quatrix_has(search->present, SEARCH_NAME) ? QUATRIX_BIT(QUATRIX_SEARCH_NAME) : 0) |
        (quatrix_has(search->present, SEARCH_TAG) ? QUATRIX_BIT(QUATRIX_SEARCH_TAG) : 0) |
        (quatrix_has(search->present, SEARCH_CREATED) ? QUATRIX_BIT(QUATRIX_SEARCH_CREATED) : 0) |
        (quatrix_has(search->present, SEARCH_MODIFIED) ? QUATRIX_BIT(QUATRIX_SEARCH_MODIFIED) : 0);
    if (search->query.present == 0) {
        message("file search needs name=, tag=, created= or modified=");
        return CLI_USAGE;
    }
    SET_CONDITION(search->request, false, &search->query, 1);
    return CLI_OK;
}

static enum quatrix_status start_search(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    const struct search *search = request;

    return quatrix_file_search_start(client, &search->request, reply);
}

/* GET /file/diff/{id} */

struct diff {
    uint64_t present;
    const char *id;
    int64_t from;
    int64_t to;
};

static const struct cli_argument diff_arguments[] = {
    { .name = "id",
      .required = true,
      .offset = offsetof(struct diff, id),
      .help = "of the folder" },
    { .name = "from",
      .kind = CLI_ARG_TIME,
      .required = true,
      .offset = offsetof(struct diff, from),
      .help = "changes since then" },
    { .name = "to",
      .kind = CLI_ARG_TIME,
      .offset = offsetof(struct diff, to),
      .help = "up to then; left out: up to now" },
};

static enum quatrix_status start_diff(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    const struct diff *diff = request;
    struct cli_change_list *list = reply;

    return quatrix_file_diff_start(client, diff->id, diff->from, diff->to, &list->diff,
                                   &list->item);
}

/* POST /file/modify */

struct modify {
    uint64_t present;
    const char *id;
    int64_t truncate;
    const char *name;
};

enum { MODIFY_ID, MODIFY_TRUNCATE, MODIFY_NAME };

static const struct cli_argument modify_arguments[] = {
    [MODIFY_ID] = { .name = "id",
                    .required = true,
                    .offset = offsetof(struct modify, id),
                    .help = "of the file" },
    [MODIFY_TRUNCATE] = { .name = "truncate",
                          .kind = CLI_ARG_BYTES,
                          .offset = offsetof(struct modify, truncate),
                          .help = "how much to keep; left out: all" },
    [MODIFY_NAME] = { .name = "name",
                      .offset = offsetof(struct modify, name),
                      .help = "a new one" },
};

static enum quatrix_status start_modify(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    const struct modify *modify = request;
    int64_t truncate =
        quatrix_has(modify->present, MODIFY_TRUNCATE) ? modify->truncate : QUATRIX_SIZE_NONE;

    return quatrix_file_modify_start(client, modify->id, truncate, modify->name, reply);
}

/* The family */

#define ARGUMENTS(array) .arguments = (array), .argument_count = CLI_COUNT(array)
#define COLUMNS(array)   .form = CLI_FORM_LIST, .columns = (array), .column_count = CLI_COUNT(array)

static const struct cli_operation operations[] = {
    /* by paths */
    { .name = "ls",
      .summary = "list a folder",
      .note = "folders end with a slash; --json: the API's members, a line each",
      .placed = true,
      .form = CLI_FORM_LIST,
      .options = CLI_OPTION(OPTION_LONG),
      ARGUMENTS(cli_ls_arguments),
      .reply = &cli_file_list_model,
      .run = cli_ls },
    { .name = "put",
      .summary = "send a file of this machine",
      .note = "PATH is a folder, or the name to be given; the same command goes on after Ctrl-C",
      .placed = true,
      .options = CLI_OPTION(OPTION_OVERWRITE) | CLI_OPTION(OPTION_CHUNK_SIZE) |
                 CLI_OPTION(OPTION_MULTIPART) | CLI_OPTION(OPTION_MTIME) |
                 CLI_OPTION(OPTION_SHA256) | CLI_OPTION(OPTION_RESUME) |
                 CLI_OPTION(OPTION_RESTART) | CLI_OPTION(OPTION_TRIES),
      ARGUMENTS(cli_put_arguments),
      .prepare = cli_prepare_put,
      .run = cli_put },
    { .name = "get",
      .summary = "fetch a file; a folder comes as a ZIP",
      .note =
          "LOCAL may be a folder, or - for standard output; the same command goes on after Ctrl-C",
      .placed = true,
      .options = CLI_OPTION(OPTION_SHA256) | CLI_OPTION(OPTION_RESUME) |
                 CLI_OPTION(OPTION_RESTART) | CLI_OPTION(OPTION_TRIES),
      ARGUMENTS(cli_get_arguments),
      .run = cli_get },
    { .name = "cat",
      .summary = "write a file to standard output",
      .placed = true,
      .options = CLI_OPTION(OPTION_SHA256) | CLI_OPTION(OPTION_TRIES),
      ARGUMENTS(cli_cat_arguments),
      .run = cli_cat },
    { .name = "mkdir",
      .summary = "make a folder",
      .placed = true,
      .options = CLI_OPTION(OPTION_PARENTS),
      ARGUMENTS(cli_path_arguments),
      .reply = &cli_file_model,
      .run = cli_mkdir },
    { .name = "rm",
      .summary = "put items into the Trash",
      .note = "all of them, or none where one is not there",
      .placed = true,
      .options = CLI_OPTION(OPTION_RECURSIVE) | CLI_OPTION(OPTION_PERMANENTLY),
      ARGUMENTS(cli_paths_arguments),
      .reply = &cli_file_outcome_model,
      .run = cli_rm },
    { .name = "mv",
      .summary = "move or rename an item",
      .note = "TO is a folder, or the name to be given",
      .placed = true,
      .options = CLI_OPTION(OPTION_OVERWRITE),
      ARGUMENTS(cli_two_paths_arguments),
      .reply = &cli_file_model,
      .run = cli_mv },
    { .name = "cp",
      .summary = "copy an item",
      .note = "TO is a folder, or the name to be given",
      .placed = true,
      .options = CLI_OPTION(OPTION_OVERWRITE),
      ARGUMENTS(cli_two_paths_arguments),
      .reply = &cli_file_model,
      .run = cli_cp },
    /* by identifiers */
    { .name = "id",
      .summary = "find what lies at a path",
      ARGUMENTS(find_arguments),
      .reply = &cli_file_id_model,
      .start = start_id },
    { .name = "list",
      .summary = "list a folder by its id",
      ARGUMENTS(folder_arguments),
      COLUMNS(file_columns),
      .reply = &cli_file_list_model,
      .start = start_list },
    { .name = "metadata",
      .summary = "show what is known of an item",
      ARGUMENTS(folder_arguments),
      .reply = &cli_file_metadata_model,
      .start = start_metadata },
    { .name = "set-metadata",
      .summary = "set the time of last change",
      ARGUMENTS(set_metadata_arguments),
      .reply = &cli_file_set_metadata_model,
      .start = start_set_metadata },
    { .name = "info",
      .summary = "show more of an item: owner, paths, virus check",
      ARGUMENTS(item_arguments),
      .reply = &cli_file_info_model,
      .start = start_info },
    { .name = "size",
      .summary = "show the size of an item, in bytes",
      ARGUMENTS(item_arguments),
      .reply = &cli_file_size_model,
      .start = start_size },
    { .name = "makedir",
      .summary = "make a folder",
      ARGUMENTS(makedir_arguments),
      .reply = &cli_file_model,
      .start = start_makedir },
    { .name = "rename",
      .summary = "rename an item where it is",
      ARGUMENTS(rename_arguments),
      .reply = &cli_file_rename_model,
      .start = start_rename },
    { .name = "copyone",
      .summary = "copy one item under a name of choice",
      ARGUMENTS(one_arguments),
      .reply = &cli_file_model,
      .start = start_copyone },
    { .name = "moveone",
      .summary = "move or rename one item",
      ARGUMENTS(one_arguments),
      .reply = &cli_file_model,
      .start = start_moveone },
    { .name = "copy",
      .summary = "copy items into a folder",
      .note = "the server goes on after it has answered",
      ARGUMENTS(copy_arguments),
      .reply = &cli_job_model,
      .start = start_copy },
    { .name = "move",
      .summary = "move items into a folder",
      .note = "of more than 10 the server answers job_id, and goes on",
      ARGUMENTS(copy_arguments),
      .reply = &cli_file_outcome_model,
      .start = start_move },
    { .name = "delete",
      .summary = "put items into the Trash, or erase them",
      .note = "of more than 10 the server answers job_id, and goes on",
      ARGUMENTS(delete_arguments),
      .reply = &cli_file_outcome_model,
      .start = start_delete },
    { .name = "empty-trash",
      .summary = "erase what is in a Trash folder",
      ARGUMENTS(trash_arguments),
      COLUMNS(erased_columns),
      .reply = &cli_file_erased_model,
      .start = start_empty_trash },
    { .name = "tags",
      .summary = "list the tags of a file",
      ARGUMENTS(item_arguments),
      COLUMNS(tag_columns),
      .reply = &cli_file_tag_model,
      .start = start_tags },
    { .name = "add-tag",
      .summary = "attach a tag to a file",
      ARGUMENTS(add_tag_arguments),
      .reply = &cli_file_tag_model,
      .start = start_add_tag },
    { .name = "search",
      .summary = "search for items",
      ARGUMENTS(search_arguments),
      COLUMNS(file_columns),
      .reply = &cli_file_model,
      .prepare = prepare_search,
      .start = start_search },
    { .name = "diff",
      .summary = "list what has changed in a folder",
      .note = "then from and to: the span, and where the next one may begin",
      ARGUMENTS(diff_arguments),
      COLUMNS(change_columns),
      .reply = &cli_file_change_model,
      .around = &cli_file_diff_model,
      .around_offset = offsetof(struct cli_change_list, diff),
      .start = start_diff },
    { .name = "download-link",
      .summary = "get a link to download items by",
      ARGUMENTS(download_link_arguments),
      .reply = &cli_id_model,
      .start = start_download_link },
    { .name = "download",
      .summary = "fetch the bytes behind a link; get does more",
      .form = CLI_FORM_BYTES,
      ARGUMENTS(link_arguments),
      .start = start_download },
    { .name = "csv",
      .summary = "fetch a map of a folder and all below it, as CSV",
      .form = CLI_FORM_BYTES,
      ARGUMENTS(item_arguments),
      .start = start_csv },
    { .name = "preview",
      .summary = "show where a preview is",
      ARGUMENTS(item_arguments),
      .reply = &cli_file_preview_model,
      .start = start_preview },
    { .name = "wopi-token",
      .summary = "get a token to edit a document on the web",
      .note = "the id printed is the token, a secret; known from old descriptions alone",
      ARGUMENTS(item_arguments),
      .reply = &cli_id_model,
      .start = start_wopi_token },
    { .name = "modify",
      .summary = "open an upload into a file that exists; put does more",
      .note = "whoever has the upload_key printed can write to the file",
      ARGUMENTS(modify_arguments),
      .reply = &cli_upload_session_model,
      .start = start_modify },
};

const struct cli_family cli_family_file = { .name = "file",
                                            .summary = "files and folders",
                                            .operations = operations,
                                            .count = CLI_COUNT(operations) };
