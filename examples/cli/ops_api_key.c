/* SPDX-License-Identifier: MIT */
/* Family "api-key". The key itself is shown by create alone: whoever has it acts as its user. */
#include "cli.h"
#include "private_key.h"
#include <quatrix/api_key.h>

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_api_key, member)
#define ROWS(key_kind)                                                                             \
    {                                                                                              \
        [QUATRIX_API_KEY_ID] = ROW(TEXT, id), [QUATRIX_API_KEY_ROLE_ID] = ROW(TEXT, role_id),      \
        [QUATRIX_API_KEY_EMAIL] = ROW(TEXT, email), [QUATRIX_API_KEY_KEY] = ROW(key_kind, key),    \
        [QUATRIX_API_KEY_HINT] = ROW(TEXT, hint), [QUATRIX_API_KEY_CREATED] = ROW(TIME, created),  \
        [QUATRIX_API_KEY_MODIFIED] = ROW(TIME, modified),                                          \
        [QUATRIX_API_KEY_STATUS] = ROW(TEXT, status)                                               \
    }
static const struct cli_row key_rows[QUATRIX_API_KEY_MEMBERS] = ROWS(SECRET);
static const struct cli_row new_key_rows[QUATRIX_API_KEY_MEMBERS] = ROWS(TEXT);
#undef ROWS
#undef ROW
static const struct cli_model key_model = CLI_MODEL(struct quatrix_api_key, key_rows);
static const struct cli_model new_key_model = CLI_MODEL(struct quatrix_api_key, new_key_rows);

static const uint8_t key_columns[] = { QUATRIX_API_KEY_ID, QUATRIX_API_KEY_EMAIL,
                                       QUATRIX_API_KEY_STATUS, QUATRIX_API_KEY_HINT };

/* GET /api-key and GET /api-key/{id} */

struct keys_of {
    uint64_t present;
    const char *user_id;
};

static const struct cli_argument list_arguments[] = {
    { .name = "user_id",
      .offset = offsetof(struct keys_of, user_id),
      .member = "id",
      .help = "whose keys; left out: of all users you may manage" },
};

static enum quatrix_status start_list(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    const struct keys_of *keys = request;

    return keys->user_id != NULL ? quatrix_api_key_list_of_user_start(client, keys->user_id, reply)
                                 : quatrix_api_key_list_start(client, reply);
}

/* POST /api-key/create */

#define FIELD(member)                                                                              \
    .name = #member, .offset = offsetof(struct quatrix_api_key_create_request, member)
static const struct cli_argument create_arguments[QUATRIX_API_KEY_CREATE_MEMBERS] = {
    [QUATRIX_API_KEY_CREATE_NAME] = { FIELD(name), .help = "to tell it by" },
    [QUATRIX_API_KEY_CREATE_STATUS] = { FIELD(status), .help = "A active, D disabled" },
    [QUATRIX_API_KEY_CREATE_ROLE_ID] = { FIELD(role_id), .help = "id of its user; left out: you" },
};
#undef FIELD

static enum quatrix_status start_create(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    return quatrix_api_key_create_start(client, request, reply);
}

static int run_create(struct cli *cli, const void *request)
{
    (void)request;
    return private_key_run(cli, QUATRIX_API_KEY_KEY, &key_model);
}

/* GET /api-key/metadata/{id}, GET /api-key/delete/{id}, POST /api-key/update/{id} */

struct one_key {
    uint64_t present;
    const char *id;
    const char *name;
    const char *status;
};

enum { ONE_KEY_ID, ONE_KEY_NAME, ONE_KEY_STATUS };

#define FIELD(member) .name = #member, .offset = offsetof(struct one_key, member)
static const struct cli_argument one_arguments[] = {
    [ONE_KEY_ID] = { FIELD(id), .required = true, .help = "of the key, not of its user" },
    [ONE_KEY_NAME] = { FIELD(name), .help = "to tell it by" },
    [ONE_KEY_STATUS] = { FIELD(status), .help = "A: use it again, D: disable it" },
};
#undef FIELD

static enum quatrix_status start_metadata(struct quatrix_client *client, const void *request,
                                          void *reply)
{
    const struct one_key *one = request;

    return quatrix_api_key_metadata_start(client, one->id, reply);
}

static enum quatrix_status start_delete(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    const struct one_key *one = request;

    return quatrix_api_key_delete_start(client, one->id, reply);
}

static enum quatrix_status start_update(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    const struct one_key *one = request;
    struct quatrix_api_key_update_request update = { 0, one->name, one->status };

    update.present |= one->name != NULL ? QUATRIX_BIT(QUATRIX_API_KEY_UPDATE_NAME) : 0;
    update.present |= one->status != NULL ? QUATRIX_BIT(QUATRIX_API_KEY_UPDATE_STATUS) : 0;
    return quatrix_api_key_update_start(client, one->id, &update, reply);
}

static const struct cli_operation operations[] = {
    { .name = "list",
      .summary = "list API keys",
      .form = CLI_FORM_LIST,
      .arguments = list_arguments,
      .argument_count = CLI_COUNT(list_arguments),
      .reply = &key_model,
      .columns = key_columns,
      .column_count = CLI_COUNT(key_columns),
      .start = start_list },
    { .name = "create",
      .summary = "issue an API key, and show it this once",
      .note = "whoever has the key acts as its user: --key-file keeps it off the screen",
      .options = CLI_OPTION(OPTION_KEY_FILE),
      .arguments = create_arguments,
      .argument_count = CLI_COUNT(create_arguments),
      .reply = &new_key_model,
      .start = start_create,
      .run = run_create },
    { .name = "metadata",
      .summary = "show one key, but for the key itself",
      .arguments = one_arguments,
      .argument_count = ONE_KEY_ID + 1,
      .reply = &key_model,
      .start = start_metadata },
    { .name = "update",
      .summary = "rename, disable or enable a key",
      .changes = true,
      .arguments = one_arguments,
      .argument_count = CLI_COUNT(one_arguments),
      .reply = &key_model,
      .start = start_update },
    { .name = "delete",
      .summary = "delete a key for good",
      .arguments = one_arguments,
      .argument_count = ONE_KEY_ID + 1,
      .reply = &cli_id_model,
      .start = start_delete },
};

const struct cli_family cli_family_api_key = { .name = "api-key",
                                               .summary = "keys in place of a login",
                                               .operations = operations,
                                               .count = CLI_COUNT(operations) };
