/* SPDX-License-Identifier: MIT */
/*
 * Makes the calls of the families file and upload that standard input asks for, one a line: the name of
 * the call and its arguments, between tabs; "-" is NULL. Answers each with a line for each element of
 * a list ("+"), and one with what the call ended with, its HTTP status, and members of the reply.
 *
 *     files HOST PORT CA.pem < calls      with QUATRIX_KEY in the environment
 */
#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS = 16 };

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[1024];
static char ca[65536];

static const char *argument[ARGUMENTS];
static size_t arguments;

static const char *text(size_t i)
{
    return i < arguments && strcmp(argument[i], "-") != 0 ? argument[i] : NULL;
}

static int64_t number(size_t i)
{
    return i < arguments ? strtoll(argument[i], NULL, 10) : 0;
}

/* All arguments from the i-th on. */
static struct quatrix_texts texts(size_t i)
{
    struct quatrix_texts all = { argument + i, i < arguments ? arguments - i : 0 };

    return all;
}

static void show(const char *name, const char *value)
{
    (void)printf("\t%s=%s", name, value);
}

static void show_number(const char *name, int64_t value)
{
    (void)printf("\t%s=%" PRId64, name, value);
}

static void show_file(const struct quatrix_file *file)
{
    show("id", file->id.text);
    show("name", file->name);
    show("parent_id", file->parent_id.text);
    show("type", file->type.text);
    show_number("size", file->size);
    show_number("modified_ms", file->modified_ms);
    show_number("operations", file->operations);
}

static enum quatrix_status ended(enum quatrix_status status)
{
    const struct quatrix_error *error = quatrix_client_error(&client);

    (void)printf("%s\t%u", quatrix_status_name(status), (unsigned)error->http_status);
    if (status < 0) {
        show("member", error->member == NULL ? "" : error->member);
        show_number("server_code", error->server_code);
    }
    return status;
}

static struct quatrix_file_metadata metadata;
static struct quatrix_file file;
static struct quatrix_file_tag tag;
static struct quatrix_file_change change;
static struct quatrix_file_erased erased;

static void show_metadata(void)
{
    show("id", metadata.id.text);
    show("name", metadata.name);
    show("type", metadata.type.text);
    show_number("size", metadata.size);
    show_number("modified_ms", metadata.modified_ms);
    show_number("content", quatrix_has(metadata.present, QUATRIX_FILE_METADATA_CONTENT));
}

static void show_found(void)
{
    show_file(&file);
}

static void show_tag(void)
{
    show("id", tag.id.text);
    show("file_id", tag.file_id.text);
    show("type", tag.type.text);
    show("value", tag.value);
}

static void show_change(void)
{
    show("id", change.id.text);
    show("action", change.action.text);
    show("name", change.name);
}

static void show_erased(void)
{
    show("id", erased.id.text);
    show("source_id", erased.source_id.text);
    show("dest_id", erased.dest_id.text);
}

/* To its end. */
static enum quatrix_status pull(enum quatrix_status status, void (*element)(void))
{
    while (status == QUATRIX_READY || status == QUATRIX_OK || status == QUATRIX_SKIPPED) {
        status = quatrix_list_next_wait(&client);
        if (status == QUATRIX_OK) {
            (void)printf("+");
            element();
            (void)printf("\n");
        }
    }
    return ended(status);
}

static void pull_bytes(enum quatrix_status status)
{
    uint8_t block[100];
    size_t bytes = 0;
    size_t len;

    if (status == QUATRIX_READY) {
        (void)printf("+\t");
        do {
            status = quatrix_body_read_wait(&client, block, sizeof block, &len);
            for (size_t i = 0; i < len; i++) {
                (void)printf("%02x", block[i]);
            }
            bytes += len;
        } while (status == QUATRIX_OK);
        (void)printf("\n");
    }
    (void)ended(status);
    show_number("bytes", (int64_t)bytes);
}

static void show_outcome(enum quatrix_status status, const struct quatrix_file_outcome *outcome)
{
    if (ended(status) == QUATRIX_OK) {
        for (uint32_t i = 0; i < outcome->ids.count.kept; i++) {
            show("id", outcome->ids.item[i].text);
        }
        show("job_id", outcome->job_id.text);
    }
}

static void show_session(enum quatrix_status status, const struct quatrix_upload_session *session)
{
    if (ended(status) == QUATRIX_OK) {
        show("name", session->name);
        show("file_id", session->file_id.text);
        show("parent_id", session->parent_id.text);
        show("upload_key", session->upload_key.text);
    }
}

static void do_metadata(void)
{
    if (ended(quatrix_file_metadata(&client, text(1), &metadata)) == QUATRIX_OK) {
        show_metadata();
    }
}

static void do_list(void)
{
    if (pull(quatrix_file_list(&client, text(1), &metadata, &file), show_found) == QUATRIX_END) {
        show_metadata();
    }
}

static void do_set_metadata(void)
{
    static struct quatrix_file_set_metadata_reply reply;

    if (ended(quatrix_file_set_metadata(&client, text(1), number(2), &reply)) == QUATRIX_OK) {
        show("id", reply.id.text);
        show_number("modified_ms", reply.modified_ms);
    }
}

static void do_info(void)
{
    static struct quatrix_file_info info;

    if (ended(quatrix_file_info(&client, text(1), &info)) == QUATRIX_OK) {
        show("id", info.id.text);
        show("name", info.name);
        show_number("content_modified", info.content_modified);
        show("file_owner", info.file_owner);
        show("paths", info.paths);
    }
}

static void do_size(void)
{
    struct quatrix_file_size_reply reply;

    if (ended(quatrix_file_size(&client, text(1), &reply)) == QUATRIX_OK) {
        show_number("size", reply.size);
    }
}

static void do_id(void)
{
    struct quatrix_file_id_reply reply;

    if (ended(quatrix_file_id(&client, arguments > 1 ? argument[1] : "", text(2), &reply)) ==
        QUATRIX_OK) {
        show("file_id", reply.file_id.text);
        show("type", reply.type.text);
    }
}

static void do_makedir(void)
{
    if (ended(quatrix_file_makedir(&client, text(1), text(2), number(3) != 0, &file)) ==
        QUATRIX_OK) {
        show_file(&file);
    }
}

static void do_rename(void)
{
    static struct quatrix_file_rename_reply reply;

    if (ended(quatrix_file_rename(&client, text(1), text(2), number(3) != 0, &reply)) ==
        QUATRIX_OK) {
        show("name", reply.name);
        show("old_name", reply.old_name);
    }
}

static void do_one(void)
{
    struct quatrix_file_one_request request = { 0 };

    request.present = QUATRIX_BIT(QUATRIX_FILE_ONE_MEMBERS) - 1;
    request.file_id = text(1);
    request.target_id = text(2);
    request.name = text(3);
    request.mtime = number(4);
    request.resolve = number(5) != 0;
    request.resolve_mode = text(6) == NULL ? "" : text(6);
    if (ended(strcmp(argument[0], "copyone") == 0
                  ? quatrix_file_copyone(&client, &request, &file)
                  : quatrix_file_moveone(&client, &request, &file)) == QUATRIX_OK) {
        show_file(&file);
    }
}

static void do_copy(void)
{
    struct quatrix_texts ids = texts(3);
    struct quatrix_job job;

    if (ended(quatrix_file_copy(&client, &ids, text(1), number(2) != 0, &job)) == QUATRIX_OK) {
        show("job_id", job.job_id.text);
    }
}

static void do_move(void)
{
    struct quatrix_texts ids = texts(3);
    struct quatrix_file_outcome outcome;

    show_outcome(quatrix_file_move(&client, &ids, text(1), number(2) != 0, &outcome), &outcome);
}

static void do_delete(void)
{
    struct quatrix_texts ids = texts(2);
    struct quatrix_file_outcome outcome;

    show_outcome(quatrix_file_delete(&client, &ids, number(1) != 0, &outcome), &outcome);
}

static void do_empty_trash(void)
{
    (void)pull(quatrix_file_empty_trash(&client, text(1), &erased), show_erased);
}

static void do_tags(void)
{
    (void)pull(quatrix_file_tags(&client, text(1), &tag), show_tag);
}

static void do_add_tag(void)
{
    if (ended(quatrix_file_add_tag(&client, text(1), text(2), text(3), &tag)) == QUATRIX_OK) {
        show_tag();
    }
}

/* By parts of a name, all or any of them, and optionally by a tag of type "text". */
static void do_search(void)
{
    const char *const names[] = { text(2), text(3) };
    const struct quatrix_search_tag tags[] = { { 3, "text", text(4) } };
    const struct quatrix_search_names all = QUATRIX_SEARCH_ALL_OF(names);
    const struct quatrix_search_names any = QUATRIX_SEARCH_ANY_OF(names);
    struct quatrix_search_query query[] = { {
        .present = QUATRIX_BIT(QUATRIX_SEARCH_NAME),
        .tag = QUATRIX_SEARCH_ALL_OF(tags),
        .name = strcmp(argument[1], "all") == 0 ? all : any,
    } };
    const struct quatrix_search_request request = QUATRIX_SEARCH_ALL_OF(query);

    query[0].present |= text(4) != NULL ? QUATRIX_BIT(QUATRIX_SEARCH_TAG) : 0;
    (void)pull(quatrix_file_search(&client, &request, &file), show_found);
}

static void do_diff(void)
{
    struct quatrix_file_diff diff;

    if (pull(quatrix_file_diff(&client, text(1), number(2), number(3), &diff, &change),
             show_change) == QUATRIX_END) {
        show_number("from", diff.from);
        show_number("to", diff.to);
    }
}

static void do_download(void)
{
    struct quatrix_texts ids = texts(1);
    struct quatrix_id_reply link;
    enum quatrix_status status = quatrix_file_download_link(&client, &ids, &link);

    pull_bytes(status == QUATRIX_OK ? quatrix_file_download(&client, link.id.text) : status);
}

static void do_csv(void)
{
    pull_bytes(quatrix_file_csv(&client, text(1)));
}

static void do_preview(void)
{
    struct quatrix_file_preview preview;

    if (ended(quatrix_file_preview(&client, text(1), &preview)) == QUATRIX_OK) {
        show("type", preview.type.text);
        show("uri", preview.uri);
    }
}

static void do_wopi_token(void)
{
    struct quatrix_id_reply token;

    if (ended(quatrix_file_wopi_token(&client, text(1), &token)) == QUATRIX_OK) {
        show("id", token.id.text);
    }
}

static void do_link(void)
{
    struct quatrix_upload_session session;

    show_session(
        quatrix_upload_link(&client, text(1), text(2), number(3) != 0, number(4), &session),
        &session);
}

static void do_modify(void)
{
    struct quatrix_upload_session session;

    show_session(quatrix_file_modify(&client, text(1), number(2), text(3), &session), &session);
}

static void do_finalize(void)
{
    struct quatrix_upload_finalize_reply reply;

    if (ended(quatrix_upload_finalize(&client, text(1), number(2), &reply)) == QUATRIX_OK) {
        show("id", reply.id.text);
        show_number("size", reply.size);
        show_number("modified", reply.modified);
    }
}

static const struct {
    const char *name;
    void (*run)(void);
} calls[] = {
    { "metadata", do_metadata },
    { "list", do_list },
    { "set-metadata", do_set_metadata },
    { "info", do_info },
    { "size", do_size },
    { "id", do_id },
    { "makedir", do_makedir },
    { "rename", do_rename },
    { "copyone", do_one },
    { "moveone", do_one },
    { "copy", do_copy },
    { "move", do_move },
    { "delete", do_delete },
    { "empty-trash", do_empty_trash },
    { "tags", do_tags },
    { "add-tag", do_add_tag },
    { "search", do_search },
    { "diff", do_diff },
    { "download", do_download },
    { "csv", do_csv },
    { "preview", do_preview },
    { "wopi-token", do_wopi_token },
    { "link", do_link },
    { "modify", do_modify },
    { "finalize", do_finalize },
};

static void answer(char *line)
{
    line[strcspn(line, "\n")] = 0;
    arguments = 0;
    while (line != NULL && arguments < ARGUMENTS) {
        char *tab = strchr(line, '\t');
        argument[arguments++] = line;
        if (tab != NULL) {
            *tab++ = 0;
        }
        line = tab;
    }
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(calls[i].name, argument[0]) == 0) {
            calls[i].run();
        }
    }
    (void)printf("\n");
    (void)fflush(stdout);
}

static int set_up(char **argv)
{
    FILE *pem = fopen(argv[3], "rb");
    static struct quatrix_anchor anchor;
    const struct quatrix_tls_config tls_config = { .port = &posix.port,
                                                   .anchors = &anchor,
                                                   .anchor_count = 1 };
    const struct quatrix_config config = { .host = argv[1],
                                           .port = (uint16_t)strtoul(argv[2], NULL, 10),
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work };

    if (pem == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    anchor.data = (const uint8_t *)ca;
    anchor.len = fread(ca, 1, sizeof ca - 1, pem) + 1;
    (void)fclose(pem);
    return quatrix_posix_init(&posix) || quatrix_tls_init(&tls, &tls_config) ||
           quatrix_client_init(&client, &config) ||
           quatrix_client_use_api_key(&client, getenv("QUATRIX_KEY"));
}

int main(int argc, char **argv)
{
    char line[4096];

    if (argc != 4 || set_up(argv) != 0) {
        (void)fprintf(stderr, "files HOST PORT CA.pem, with QUATRIX_KEY: cannot set up\n");
        return 2;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        answer(line);
    }
    quatrix_client_deinit(&client);
    quatrix_tls_deinit(&tls);
    quatrix_posix_deinit(&posix);
    return 0;
}
