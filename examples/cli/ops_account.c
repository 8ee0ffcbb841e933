/* SPDX-License-Identifier: MIT */
/* Family "account": the account whose host is called. */
#include "cli.h"
#include <quatrix/account.h>

/* GET /account/info */

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_account_info, member)
static const struct cli_row info_rows[QUATRIX_ACCOUNT_INFO_MEMBERS] = {
    [QUATRIX_ACCOUNT_INFO_ID] = ROW(TEXT, id),
    [QUATRIX_ACCOUNT_INFO_KEY] = ROW(TEXT, key),
    [QUATRIX_ACCOUNT_INFO_BASE] = ROW(BOOL, base),
    [QUATRIX_ACCOUNT_INFO_PROPERTIES] = ROW(JSON, properties),
    [QUATRIX_ACCOUNT_INFO_SERVER_LOCATION] = ROW(TEXT, server_location),
};
#undef ROW
static const struct cli_model info_model = CLI_MODEL(struct quatrix_account_info, info_rows);

static enum quatrix_status start_info(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    (void)request;
    return quatrix_account_info_start(client, reply);
}

/* GET /account/list */

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_account, member)
static const struct cli_row account_rows[QUATRIX_ACCOUNT_MEMBERS] = {
    [QUATRIX_ACCOUNT_ID] = ROW(TEXT, id),
    [QUATRIX_ACCOUNT_HOSTNAME] = ROW(TEXT, hostname),
    [QUATRIX_ACCOUNT_PLAN] = ROW(TEXT, plan),
    [QUATRIX_ACCOUNT_STATUS] = ROW(TEXT, status),
    [QUATRIX_ACCOUNT_CURRENT] = ROW(BOOL, current),
};
#undef ROW
static const struct cli_model account_model = CLI_MODEL(struct quatrix_account, account_rows);

static const uint8_t account_columns[] = { QUATRIX_ACCOUNT_ID, QUATRIX_ACCOUNT_HOSTNAME,
                                           QUATRIX_ACCOUNT_PLAN, QUATRIX_ACCOUNT_STATUS,
                                           QUATRIX_ACCOUNT_CURRENT };

static enum quatrix_status start_list(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    (void)request;
    return quatrix_account_list_start(client, reply);
}

/* GET /account/logo */

static enum quatrix_status start_logo(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    (void)request;
    (void)reply;
    return quatrix_account_logo_start(client);
}

/* GET /account/metadata */

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_account_metadata, member)
static const struct cli_row metadata_rows[QUATRIX_ACCOUNT_METADATA_MEMBERS] = {
    [QUATRIX_ACCOUNT_METADATA_STATUS] = ROW(TEXT, status),
    [QUATRIX_ACCOUNT_METADATA_TITLE] = ROW(TEXT, title),
    [QUATRIX_ACCOUNT_METADATA_LANGUAGE] = ROW(TEXT, language),
    [QUATRIX_ACCOUNT_METADATA_DEFAULT_LOGO] = ROW(BOOL, default_logo),
};
#undef ROW
static const struct cli_model metadata_model =
    CLI_MODEL(struct quatrix_account_metadata, metadata_rows);

static enum quatrix_status start_metadata(struct quatrix_client *client, const void *request,
                                          void *reply)
{
    (void)request;
    return quatrix_account_metadata_start(client, reply);
}

/* GET /account/roles */

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_account_role, member)
static const struct cli_row role_rows[QUATRIX_ACCOUNT_ROLE_MEMBERS] = {
    [QUATRIX_ACCOUNT_ROLE_ID] = ROW(TEXT, id),
    [QUATRIX_ACCOUNT_ROLE_EMAIL] = ROW(TEXT, email),
    [QUATRIX_ACCOUNT_ROLE_NAME] = ROW(TEXT, name),
};
#undef ROW
static const struct cli_model role_model = CLI_MODEL(struct quatrix_account_role, role_rows);

static const uint8_t role_columns[] = { QUATRIX_ACCOUNT_ROLE_ID, QUATRIX_ACCOUNT_ROLE_EMAIL,
                                        QUATRIX_ACCOUNT_ROLE_NAME };

static enum quatrix_status start_roles(struct quatrix_client *client, const void *request,
                                       void *reply)
{
    (void)request;
    return quatrix_account_roles_start(client, reply);
}

static const struct cli_operation operations[] = {
    { .name = "metadata",
      .summary = "show what anybody may know: is there an account?",
      .auth = CLI_AUTH_NONE,
      .reply = &metadata_model,
      .start = start_metadata },
    { .name = "info",
      .summary = "show plan and limits",
      .reply = &info_model,
      .start = start_info },
    { .name = "list",
      .summary = "list the accounts you can switch to",
      .form = CLI_FORM_LIST,
      .reply = &account_model,
      .columns = account_columns,
      .column_count = CLI_COUNT(account_columns),
      .start = start_list },
    { .name = "roles",
      .summary = "list all users in short",
      .form = CLI_FORM_LIST,
      .reply = &role_model,
      .columns = role_columns,
      .column_count = CLI_COUNT(role_columns),
      .start = start_roles },
    { .name = "logo",
      .summary = "fetch the logo, an image",
      .auth = CLI_AUTH_NONE,
      .form = CLI_FORM_BYTES,
      .start = start_logo },
};

const struct cli_family cli_family_account = { .name = "account",
                                               .summary = "the account whose host is called",
                                               .operations = operations,
                                               .count = CLI_COUNT(operations) };
