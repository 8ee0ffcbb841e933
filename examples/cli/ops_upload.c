/* SPDX-License-Identifier: MIT */
/* Family "upload": open and close an upload whose bytes go another way. "file put" does all of it. */
#include "cli.h"
#include "file_models.h"

struct link_upload {
    uint64_t present;
    const char *name;
    const char *parent_id;
    bool resolve;
    int64_t file_size;
};

enum { LINK_NAME, LINK_PARENT_ID, LINK_RESOLVE, LINK_FILE_SIZE };

#define FIELD(member) .name = #member, .offset = offsetof(struct link_upload, member)
static const struct cli_argument link_arguments[] = {
    [LINK_NAME] = { FIELD(name), .required = true, .help = "of the new file" },
    [LINK_PARENT_ID] = { FIELD(parent_id), .required = true, .help = "id of its folder" },
    [LINK_RESOLVE] = { FIELD(resolve), .kind = CLI_ARG_BOOL,
                       .help = "true: another name where this one is taken" },
    [LINK_FILE_SIZE] = { FIELD(file_size), .kind = CLI_ARG_BYTES, .help = "if it is known" },
};
#undef FIELD

static enum quatrix_status start_link(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    const struct link_upload *link = request;
    int64_t size = quatrix_has(link->present, LINK_FILE_SIZE) ? link->file_size : QUATRIX_SIZE_NONE;

    return quatrix_upload_link_start(client, link->name, link->parent_id, link->resolve, size,
                                     reply);
}

struct finalize_upload {
    uint64_t present;
    const char *upload_key;
    int64_t mtime;
};

static const struct cli_argument finalize_arguments[] = {
    { .name = "upload_key",
      .required = true,
      .offset = offsetof(struct finalize_upload, upload_key),
      .member = "id",
      .help = "from upload link or file modify" },
    { .name = "mtime",
      .kind = CLI_ARG_TIME,
      .offset = offsetof(struct finalize_upload, mtime),
      .help = "when the file was changed last; left out: now" },
};

static enum quatrix_status start_finalize(struct quatrix_client *client, const void *request,
                                          void *reply)
{
    const struct finalize_upload *finalize = request;

    return quatrix_upload_finalize_start(client, finalize->upload_key, finalize->mtime, reply);
}

static const struct cli_operation operations[] = {
    { .name = "link",
      .summary = "open an upload of a new file; file put does more",
      .note = "whoever has the upload_key printed can write to the file",
      .arguments = link_arguments,
      .argument_count = CLI_COUNT(link_arguments),
      .reply = &cli_upload_session_model,
      .start = start_link },
    { .name = "finalize",
      .summary = "close an upload in chunks",
      .arguments = finalize_arguments,
      .argument_count = CLI_COUNT(finalize_arguments),
      .reply = &cli_upload_finalize_model,
      .start = start_finalize },
};

const struct cli_family cli_family_upload = { .name = "upload",
                                              .summary = "uploads whose bytes go another way",
                                              .operations = operations,
                                              .count = CLI_COUNT(operations) };
