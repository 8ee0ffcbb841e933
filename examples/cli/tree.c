/* SPDX-License-Identifier: MIT */
/* Paths become identifiers first (paths.c): nothing is changed before all of them are known. */
#include "tree.h"
#include "connection.h"
#include "failure.h"
#include "file_models.h"
#include "listing.h"
#include "message.h"
#include "paths.h"
#include "print.h"
#include <inttypes.h>
#include <string.h>

struct paths {
    uint64_t present;
    const char *from;
    const char *to;
    struct quatrix_texts all;
};

const struct cli_argument cli_ls_arguments[1] = {
    { .name = "PATH",
      .offset = offsetof(struct paths, from),
      .help = "such as /plans; left out: the home folder" },
};
const struct cli_argument cli_path_arguments[1] = {
    { .name = "PATH",
      .required = true,
      .offset = offsetof(struct paths, from),
      .help = "such as /plans/2024" },
};
const struct cli_argument cli_paths_arguments[1] = {
    { .name = "PATH",
      .kind = CLI_ARG_TEXTS,
      .required = true,
      .offset = offsetof(struct paths, all),
      .help = "such as /plans/pump.pdf" },
};
const struct cli_argument cli_two_paths_arguments[2] = {
    { .name = "FROM",
      .required = true,
      .offset = offsetof(struct paths, from),
      .help = "such as /plans/pump.pdf" },
    { .name = "TO",
      .required = true,
      .offset = offsetof(struct paths, to),
      .help = "such as /old/ or /plans/pump-1.pdf" },
};

/* ls */

static void print_time(FILE *file, const struct quatrix_file *item)
{
    const int64_t *time =
        quatrix_has(item->present, QUATRIX_FILE_MODIFIED_MS) ? &item->modified_ms : &item->modified;
    int64_t seconds = *time - *time % 1000000;

    if (quatrix_has(item->present, QUATRIX_FILE_MODIFIED) || time == &item->modified_ms) {
        print_number(file, CLI_TIME, &seconds);
    } else {
        (void)fprintf(file, "%20s", "-");
    }
}

static bool is_folder(const struct quatrix_file *item)
{
    return item->type.text[0] == 'D' || item->type.text[0] == 'S' || item->type.text[0] == 'T';
}

/* A letter, whatever the server says. */
static char printable(char letter)
{
    return letter > ' ' && letter <= '~' ? letter : '-';
}

static void show_item(const struct cli *cli, const void *element)
{
    const struct quatrix_file *item = element;
    FILE *file = cli->out.file;

    if (cli->out.json) {
        output_element(&cli->out, cli->operation, item);
        return;
    }
    if (option_set(&cli->options, OPTION_LONG)) {
        (void)fprintf(file, "%c %14" PRId64 " ", printable(item->type.text[0]), item->size);
        print_time(file, item);
        (void)fputc(' ', file);
    }
    print_text(file, item->name);
    (void)fputs(is_folder(item) ? "/" : "", file);
    (void)fputs(quatrix_has(item->truncated, QUATRIX_FILE_NAME) ? " [cut]\n" : "\n", file);
}

/* Of a file its metadata are all there is to list. */
static int show_file(struct cli *cli, const struct found *found)
{
    struct quatrix_file_metadata metadata;
    struct quatrix_file item = { 0 };
    enum quatrix_status status =
        connection_wait(cli, quatrix_file_metadata_start(&cli->client, found->id.text, &metadata));

    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
#define TAKE(MEMBER, member)                                                                       \
    do {                                                                                           \
        if (quatrix_has(metadata.present, QUATRIX_FILE_METADATA_##MEMBER)) {                       \
            item.present |= QUATRIX_BIT(QUATRIX_FILE_##MEMBER);                                    \
        }                                                                                          \
        if (quatrix_has(metadata.truncated, QUATRIX_FILE_METADATA_##MEMBER)) {                     \
            item.truncated |= QUATRIX_BIT(QUATRIX_FILE_##MEMBER);                                  \
        }                                                                                          \
        memcpy(&item.member, &metadata.member, sizeof item.member);                                \
    } while (0)
    TAKE(ID, id);
    TAKE(CREATED, created);
    TAKE(MODIFIED, modified);
    TAKE(NAME, name);
    TAKE(PARENT_ID, parent_id);
    TAKE(SIZE, size);
    TAKE(MODIFIED_MS, modified_ms);
    TAKE(TYPE, type);
    TAKE(METADATA, metadata);
    TAKE(OPERATIONS, operations);
    TAKE(SUB_TYPE, sub_type);
#undef TAKE
    show_item(cli, &item);
    return CLI_OK;
}

int cli_ls(struct cli *cli, const void *request)
{
    const struct paths *paths = request;
    struct cli_folder_list *list = (void *)cli->reply.bytes;
    struct path path;
    struct found found = { 0 };
    bool home;
    int result = path_read(&path, paths->from != NULL ? paths->from : "/");

    home = result == CLI_OK && path.text[0] == '\0';
    if (result == CLI_OK && !home) {
        result = path_find(cli, &path, &found);
    }
    if (result != CLI_OK) {
        return result;
    }
    if (!home && !found.folder) {
        return show_file(cli, &found);
    }
    return listing_elements(cli,
                            quatrix_file_list_start(&cli->client, home ? NULL : found.id.text,
                                                    &list->folder, &list->item),
                            show_item);
}

/* mkdir */

static int make_folder(struct cli *cli, const char *parent_id, const char *name)
{
    struct quatrix_file *made = (void *)cli->reply.bytes;
    enum quatrix_status status = connection_wait(
        cli, quatrix_file_makedir_start(&cli->client, parent_id, name, false, made));

    return status == QUATRIX_OK ? CLI_OK : failure_report(cli, cli->what, status);
}

/* Down from the last folder that is there. */
static int make_folders(struct cli *cli, const struct path *wanted)
{
    struct path path = { "", true };
    struct found found;
    const char *name = wanted->text;
    int result = path_find(cli, &path, &found);
    bool made = false;

    while (result == CLI_OK && *name != '\0') {
        char one[PATHS_MAX + 1];
        struct quatrix_id parent = found.id;
        size_t len = strcspn(name, "/");

        memcpy(one, name, len);
        one[len] = '\0';
        name += len + (name[len] == '/' ? 1 : 0);
        result = path_append(&path, one);
        path.folder = true;
        found.there = false;
        if (result == CLI_OK && !made) {
            result = path_look(cli, &path, &found);
        }
        if (result == CLI_OK && !found.there) {
            made = true;
            result = make_folder(cli, parent.text, one);
            found.id = ((struct quatrix_file *)(void *)cli->reply.bytes)->id;
        }
    }
    if (result == CLI_OK && made) {
        output_reply(&cli->out, cli->operation->reply, cli->reply.bytes);
    }
    return result;
}

int cli_mkdir(struct cli *cli, const void *request)
{
    const struct paths *paths = request;
    struct path path;
    struct found parent;
    char name[PATHS_MAX + 1];
    int result = path_read(&path, paths->from);

    if (result == CLI_OK && option_set(&cli->options, OPTION_PARENTS)) {
        return make_folders(cli, &path);
    }
    if (result == CLI_OK) {
        result = path_split(&path, name);
    }
    if (result == CLI_OK) {
        result = path_find_folder(cli, &path, &parent);
    }
    if (result == CLI_OK) {
        result = make_folder(cli, parent.id.text, name);
    }
    if (result == CLI_OK) {
        output_reply(&cli->out, cli->operation->reply, cli->reply.bytes);
    }
    return result;
}

/* rm */

static int find_to_remove(struct cli *cli, const char *word, struct quatrix_id *id)
{
    struct path path;
    struct found found;
    int result = path_read(&path, word);

    if (result == CLI_OK && path.text[0] == '\0') {
        message("%s: / is the home folder itself", cli->what);
        return CLI_USAGE;
    }
    if (result == CLI_OK) {
        result = path_find(cli, &path, &found);
    }
    if (result == CLI_OK && found.folder && !option_set(&cli->options, OPTION_RECURSIVE)) {
        message("%s: /%s is a folder; --recursive removes it with all that is in it", cli->what,
                path.text);
        return CLI_USAGE;
    }
    *id = found.id;
    return result;
}

int cli_rm(struct cli *cli, const void *request)
{
    static struct quatrix_id ids[CLI_TEXTS_MAX];
    const struct paths *paths = request;
    struct quatrix_texts texts = { cli->texts, paths->all.count };
    enum quatrix_status status;

    for (size_t i = 0; i < paths->all.count; i++) {
        int result = find_to_remove(cli, paths->all.item[i], &ids[i]);
        if (result != CLI_OK) {
            return result;
        }
    }
    for (size_t i = 0; i < paths->all.count; i++) {
        cli->texts[i] = ids[i].text; /* in place of the paths */
    }
    status = connection_wait(
        cli, quatrix_file_delete_start(&cli->client, &texts,
                                       option_set(&cli->options, OPTION_PERMANENTLY),
                                       (void *)cli->reply.bytes));
    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
    output_reply(&cli->out, cli->operation->reply, cli->reply.bytes);
    return CLI_OK;
}

/* mv and cp */

struct one_item {
    struct found from;
    struct found folder;
    char name[PATHS_MAX + 1];
};

/* A folder takes the item under the name it has; else the last name of the path is the new one. */
static int find_target(struct cli *cli, const char *from, struct path *to, struct one_item *one)
{
    struct found found;
    int result = path_look(cli, to, &found);

    if (result == CLI_OK && found.there && found.folder) {
        one->folder = found;
        memcpy(one->name, path_name(from), strlen(path_name(from)) + 1);
        return CLI_OK;
    }
    if (result == CLI_OK && to->folder) {
        return path_find_folder(cli, to, &found); /* says that there is none */
    }
    if (result == CLI_OK) {
        result = path_split(to, one->name);
    }
    return result == CLI_OK ? path_find_folder(cli, to, &one->folder) : result;
}

static int find_both(struct cli *cli, const struct paths *paths, struct one_item *one)
{
    struct path from;
    struct path to;
    int result = path_read(&from, paths->from);

    if (result == CLI_OK) {
        result = path_read(&to, paths->to);
    }
    if (result == CLI_OK && from.text[0] == '\0') {
        message("%s: / is the home folder itself", cli->what);
        return CLI_USAGE;
    }
    if (result == CLI_OK) {
        result = path_find(cli, &from, &one->from);
    }
    return result == CLI_OK ? find_target(cli, from.text, &to, one) : result;
}

static int run_one(struct cli *cli, const struct paths *paths, bool copy)
{
    static struct one_item one;
    struct quatrix_file *reply = (void *)cli->reply.bytes;
    bool overwrite = option_set(&cli->options, OPTION_OVERWRITE);
    struct quatrix_file_one_request request = { 0 };
    enum quatrix_status status;
    int result = find_both(cli, paths, &one);

    if (result != CLI_OK) {
        return result;
    }
    request.present = QUATRIX_BIT(QUATRIX_FILE_ONE_FILE_ID) |
                      QUATRIX_BIT(QUATRIX_FILE_ONE_TARGET_ID) | QUATRIX_BIT(QUATRIX_FILE_ONE_NAME) |
                      QUATRIX_BIT(QUATRIX_FILE_ONE_RESOLVE) |
                      (overwrite ? QUATRIX_BIT(QUATRIX_FILE_ONE_RESOLVE_MODE) : 0);
    request.file_id = one.from.id.text;
    request.target_id = one.folder.id.text;
    request.name = one.name;
    request.resolve = overwrite;
    request.resolve_mode = "overwrite";
    status = copy ? quatrix_file_copyone_start(&cli->client, &request, reply)
                  : quatrix_file_moveone_start(&cli->client, &request, reply);
    status = connection_wait(cli, status);
    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
    output_reply(&cli->out, cli->operation->reply, reply);
    return CLI_OK;
}

int cli_mv(struct cli *cli, const void *request)
{
    return run_one(cli, request, false);
}

int cli_cp(struct cli *cli, const void *request)
{
    return run_one(cli, request, true);
}
