/* SPDX-License-Identifier: MIT */
/* Family "user": the users of an account, for those who may manage them. */
#include "cli.h"
#include "message.h"
#include "private_key.h"
#include <quatrix/user.h>

/* What they answer */

#define ROW(kind, member)         CLI_ROW_##kind(struct quatrix_user, member)
#define LIST(member, kind, model) CLI_ROW_LIST(struct quatrix_user, member, kind, model)
static const struct cli_row user_rows[QUATRIX_USER_MEMBERS] = {
    [QUATRIX_USER_ID] = ROW(TEXT, id),
    [QUATRIX_USER_PARENT_ID] = ROW(TEXT, parent_id),
    [QUATRIX_USER_HOME_ID] = ROW(TEXT, home_id),
    [QUATRIX_USER_HOME_NAME] = ROW(TEXT, home_name),
    [QUATRIX_USER_SUPER_ADMIN] = ROW(BOOL, super_admin),
    [QUATRIX_USER_NAME] = ROW(TEXT, name),
    [QUATRIX_USER_EMAIL] = ROW(TEXT, email),
    [QUATRIX_USER_STATUS] = ROW(TEXT, status),
    [QUATRIX_USER_QUOTA] = ROW(INT, quota),
    [QUATRIX_USER_CREATED] = ROW(TIME, created),
    [QUATRIX_USER_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_USER_GROUPS] = LIST(groups, CLI_OBJECTS, &cli_group_model),
    [QUATRIX_USER_USER_OPERATIONS] = ROW(INT, user_operations),
    [QUATRIX_USER_EFFECTIVE_OPERATIONS] = ROW(INT, effective_operations),
    [QUATRIX_USER_HOME_OPERATIONS] = ROW(INT, home_operations),
    [QUATRIX_USER_LANGUAGE] = ROW(TEXT, language),
    [QUATRIX_USER_STORAGE_ID] = ROW(TEXT, storage_id),
    [QUATRIX_USER_HAS_KEY] = ROW(BOOL, has_key),
    [QUATRIX_USER_SERVICES] = LIST(services, CLI_OBJECTS, &cli_service_model),
    [QUATRIX_USER_UNIQUE_LOGIN] = ROW(TEXT, unique_login),
    [QUATRIX_USER_CUSTOM_SFTP_HOME] = ROW(BOOL, custom_sftp_home),
    [QUATRIX_USER_SFTP_HOME] = ROW(TEXT, sftp_home),
    [QUATRIX_USER_READONLY] = ROW(BOOL, readonly),
    [QUATRIX_USER_AUTH_METHODS] = LIST(auth_methods, CLI_TEXTS, NULL),
    [QUATRIX_USER_LAST_LOGIN] = ROW(TIME, last_login),
    [QUATRIX_USER_STORAGE_USED] = ROW(INT, storage_used),
    [QUATRIX_USER_FORCED_AUTH] = LIST(forced_auth, CLI_TEXTS, NULL),
    [QUATRIX_USER_SFTP_LOGIN] = ROW(TEXT, sftp_login),
};
#undef LIST
#undef ROW
static const struct cli_model user_model = CLI_MODEL(struct quatrix_user, user_rows);

static const uint8_t user_columns[] = { QUATRIX_USER_ID, QUATRIX_USER_EMAIL, QUATRIX_USER_STATUS,
                                        QUATRIX_USER_NAME };
static const uint8_t group_columns[] = { QUATRIX_SHORT_GROUP_ID, QUATRIX_SHORT_GROUP_NAME };

/* GET /user */

static enum quatrix_status start_list(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    (void)request;
    return quatrix_user_list_start(client, reply);
}

/* POST /user/create */

#define FIELD(member)                                                                              \
    .name = #member, .offset = offsetof(struct quatrix_user_create_request, member)
static const struct cli_argument create_arguments[QUATRIX_USER_CREATE_MEMBERS] = {
    [QUATRIX_USER_CREATE_NAME] = { FIELD(name), .required = true, .help = "name shown" },
    [QUATRIX_USER_CREATE_EMAIL] = { FIELD(email), .required = true, .help = "gets the invitation" },
    [QUATRIX_USER_CREATE_PARENT_ID] = { FIELD(parent_id), .help = "who manages the user" },
    [QUATRIX_USER_CREATE_QUOTA] = { FIELD(quota), .kind = CLI_ARG_INT, .help = "bytes; -1: none" },
    [QUATRIX_USER_CREATE_STATUS] = { FIELD(status), .help = "A active, D disabled" },
    [QUATRIX_USER_CREATE_SUPER_ADMIN] = { FIELD(super_admin), .kind = CLI_ARG_BOOL,
                                          .help = "may manage everything" },
    [QUATRIX_USER_CREATE_HOME_ID] = { FIELD(home_id), .help = "left out: a folder is made" },
    [QUATRIX_USER_CREATE_USER_OPERATIONS] = { FIELD(user_operations), .kind = CLI_ARG_INT,
                                              .help = "3 ordinary user, 1535 administrator" },
    [QUATRIX_USER_CREATE_HOME_OPERATIONS] = { FIELD(home_operations), .kind = CLI_ARG_INT,
                                              .help = "what is allowed in the home folder" },
    [QUATRIX_USER_CREATE_LANGUAGE] = { FIELD(language), .help = "such as en_GB" },
    [QUATRIX_USER_CREATE_GROUPS] = { FIELD(groups), .kind = CLI_ARG_IDS,
                                     .help = "ids from user group" },
    [QUATRIX_USER_CREATE_SERVICES] = { FIELD(services), .kind = CLI_ARG_IDS,
                                       .help = "ids of services" },
    [QUATRIX_USER_CREATE_CUSTOM_SFTP_HOME] = { FIELD(custom_sftp_home), .kind = CLI_ARG_BOOL,
                                               .help = "SFTP begins elsewhere" },
    [QUATRIX_USER_CREATE_SFTP_LOGIN] = { FIELD(sftp_login), .help = "name for SFTP" },
};
#undef FIELD

static enum quatrix_status start_create(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    return quatrix_user_create_start(client, request, reply);
}

/* GET /user/metadata/{id}, GET /user/pgp-key/{id} */

struct one_user {
    uint64_t present;
    const char *id;
};

static const struct cli_argument one_arguments[] = {
    { .name = "id",
      .required = true,
      .offset = offsetof(struct one_user, id),
      .help = "of the user" },
};

static enum quatrix_status start_metadata(struct quatrix_client *client, const void *request,
                                          void *reply)
{
    const struct one_user *one = request;

    return quatrix_user_metadata_start(client, one->id, reply);
}

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_pgp_key, member)
static const struct cli_row pgp_key_rows[QUATRIX_PGP_KEY_MEMBERS] = {
    [QUATRIX_PGP_KEY_ID] = ROW(TEXT, id),
    [QUATRIX_PGP_KEY_NAME] = ROW(TEXT, name),
    [QUATRIX_PGP_KEY_CREATED] = ROW(TIME, created),
    [QUATRIX_PGP_KEY_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_PGP_KEY_PUBLIC] = { .name = "public",
                                 .kind = CLI_TEXT,
                                 .offset = offsetof(struct quatrix_pgp_key, public_key) },
    [QUATRIX_PGP_KEY_PRIVATE] = { .name = "private",
                                  .kind = CLI_SECRET,
                                  .offset = offsetof(struct quatrix_pgp_key, private_key) },
    [QUATRIX_PGP_KEY_EMAIL] = ROW(TEXT, email),
};
#undef ROW
static const struct cli_model pgp_key_model = CLI_MODEL(struct quatrix_pgp_key, pgp_key_rows);

static enum quatrix_status start_pgp_key(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    const struct one_user *one = request;

    return quatrix_user_pgp_key_start(client, one->id, reply);
}

static int run_pgp_key(struct cli *cli, const void *request)
{
    (void)request;
    return private_key_run(cli, QUATRIX_PGP_KEY_PRIVATE, &pgp_key_model);
}

/* POST /user/edit */

#define FIELD(member) .name = #member, .offset = offsetof(struct quatrix_user_edit_request, member)
static const struct cli_argument edit_arguments[QUATRIX_USER_EDIT_MEMBERS] = {
    [QUATRIX_USER_EDIT_IDS] = { FIELD(ids), .kind = CLI_ARG_IDS, .required = true,
                                .help = "of the users" },
    [QUATRIX_USER_EDIT_NAME] = { FIELD(name), .help = "name shown" },
    [QUATRIX_USER_EDIT_EMAIL] = { FIELD(email), .help = "of one user alone" },
    [QUATRIX_USER_EDIT_PARENT_ID] = { FIELD(parent_id), .help = "who manages them" },
    [QUATRIX_USER_EDIT_QUOTA] = { FIELD(quota), .kind = CLI_ARG_INT, .help = "bytes; -1: none" },
    [QUATRIX_USER_EDIT_STATUS] = { FIELD(status), .help = "A active, D disabled" },
    [QUATRIX_USER_EDIT_SUPER_ADMIN] = { FIELD(super_admin), .kind = CLI_ARG_BOOL,
                                        .help = "may manage everything" },
    [QUATRIX_USER_EDIT_HOME_ID] = { FIELD(home_id), .help = "the home folder" },
    [QUATRIX_USER_EDIT_USER_OPERATIONS] = { FIELD(user_operations), .kind = CLI_ARG_INT,
                                            .help = "3 ordinary user, 1535 administrator" },
    [QUATRIX_USER_EDIT_HOME_OPERATIONS] = { FIELD(home_operations), .kind = CLI_ARG_INT,
                                            .help = "what is allowed in the home folder" },
    [QUATRIX_USER_EDIT_LANGUAGE] = { FIELD(language), .help = "such as en_GB" },
    [QUATRIX_USER_EDIT_GROUPS] = { FIELD(groups), .kind = CLI_ARG_IDS,
                                   .help = "ids; those of before are replaced" },
    [QUATRIX_USER_EDIT_SERVICES] = { FIELD(services), .kind = CLI_ARG_IDS,
                                     .help = "ids; those of before are replaced" },
    [QUATRIX_USER_EDIT_CUSTOM_SFTP_HOME] = { FIELD(custom_sftp_home), .kind = CLI_ARG_BOOL,
                                             .help = "SFTP begins elsewhere" },
    [QUATRIX_USER_EDIT_SFTP_LOGIN] = { FIELD(sftp_login), .help = "name for SFTP" },
};
#undef FIELD

static enum quatrix_status start_edit(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    return quatrix_user_edit_start(client, request, reply);
}

/* POST /user/delete */

static const struct cli_argument delete_arguments[QUATRIX_USER_DELETE_MEMBERS] = {
    [QUATRIX_USER_DELETE_IDS] = { .name = "ids",
                                  .kind = CLI_ARG_IDS,
                                  .required = true,
                                  .offset = offsetof(struct quatrix_user_delete_request, ids),
                                  .help = "of the users" },
    [QUATRIX_USER_DELETE_DELETE_HOME] = { .name = "delete_home",
                                          .kind = CLI_ARG_BOOL,
                                          .offset = offsetof(struct quatrix_user_delete_request,
                                                             delete_home),
                                          .help = "with their home folders" },
};

static enum quatrix_status start_delete(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    return quatrix_user_delete_start(client, request, reply);
}

/* GET /user/group */

static enum quatrix_status start_group(struct quatrix_client *client, const void *request,
                                       void *reply)
{
    (void)request;
    return quatrix_user_group_start(client, reply);
}

/* POST /user/set-mfa, /user/remove-mfa, /user/reset-mfa */

struct users_mfa {
    uint64_t present;
    struct quatrix_texts ids;
    enum quatrix_factor factor;
    const char *code;
};

static const struct cli_argument mfa_arguments[] = {
    { .name = "ids",
      .kind = CLI_ARG_IDS,
      .required = true,
      .offset = offsetof(struct users_mfa, ids),
      .help = "of the users" },
    { .name = "auth_type",
      .kind = CLI_ARG_FACTOR,
      .required = true,
      .offset = offsetof(struct users_mfa, factor),
      .help = "2FA or PIN" },
    { .name = "code",
      .offset = offsetof(struct users_mfa, code),
      .help = "a 2FA code, if one is known; a PIN is asked for" },
};

enum { RESET_MFA_ARGUMENTS = 1, REMOVE_MFA_ARGUMENTS, SET_MFA_ARGUMENTS };

/* As in ops_profile.c, but nobody can be asked for a code that only the user knows. */
static int prepare_set_mfa(struct cli *cli, void *request)
{
    struct users_mfa *set = request;

    if (set->factor != QUATRIX_FACTOR_PIN) {
        set->code = set->code != NULL ? set->code : "";
        return CLI_OK;
    }
    if (set->code != NULL) {
        message("a PIN does not belong on the command line; leave code= out and wait to be asked, "
                "or give --new-pin-file FILE");
        return CLI_USAGE;
    }
    return secret_get(&cli->secrets, &cli->options, SECRET_NEW_PIN, &set->code);
}

static enum quatrix_status start_set_mfa(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    const struct users_mfa *mfa = request;

    return quatrix_user_set_mfa_start(client, &mfa->ids, mfa->factor, mfa->code, reply);
}

static enum quatrix_status start_remove_mfa(struct quatrix_client *client, const void *request,
                                            void *reply)
{
    const struct users_mfa *mfa = request;

    return quatrix_user_remove_mfa_start(client, &mfa->ids, mfa->factor, reply);
}

static enum quatrix_status start_reset_mfa(struct quatrix_client *client, const void *request,
                                           void *reply)
{
    const struct users_mfa *mfa = request;

    return quatrix_user_reset_mfa_start(client, &mfa->ids, reply);
}

/* POST /user/signup */

struct signup {
    uint64_t present;
    const char *email;
    const char *password;
};

static const struct cli_argument signup_arguments[] = {
    { .name = "email",
      .required = true,
      .offset = offsetof(struct signup, email),
      .help = "of the user who was invited" },
    { .name = "password",
      .kind = CLI_ARG_SECRET,
      .required = true,
      .offset = offsetof(struct signup, password),
      .secret = SECRET_NEW_PASSWORD,
      .help = "the first one" },
};

/* Nothing is answered, and so nothing printed. */
static enum quatrix_status start_signup(struct quatrix_client *client, const void *request,
                                        void *reply)
{
    const struct signup *signup = request;

    (void)reply;
    return quatrix_user_signup_start(client, signup->email, signup->password);
}

/* The family */

static const struct cli_operation operations[] = {
    { .name = "list",
      .summary = "list the users you may manage",
      .form = CLI_FORM_LIST,
      .reply = &user_model,
      .columns = user_columns,
      .column_count = CLI_COUNT(user_columns),
      .start = start_list },
    { .name = "create",
      .summary = "create a user, who gets a mail to set a password",
      .note = "user_operations and groups may be required; the server says so",
      .arguments = create_arguments,
      .argument_count = CLI_COUNT(create_arguments),
      .reply = &user_model,
      .start = start_create },
    { .name = "metadata",
      .summary = "show one user",
      .arguments = one_arguments,
      .argument_count = CLI_COUNT(one_arguments),
      .reply = &user_model,
      .start = start_metadata },
    { .name = "edit",
      .summary = "change users",
      .note = "prints the users as they are now",
      .form = CLI_FORM_LIST,
      .changes = true,
      .arguments = edit_arguments,
      .argument_count = CLI_COUNT(edit_arguments),
      .reply = &user_model,
      .columns = user_columns,
      .column_count = CLI_COUNT(user_columns),
      .start = start_edit },
    { .name = "delete",
      .summary = "delete users",
      .note = "the server goes on after it has answered",
      .arguments = delete_arguments,
      .argument_count = CLI_COUNT(delete_arguments),
      .reply = &cli_job_model,
      .start = start_delete },
    { .name = "group",
      .summary = "list the groups a user can be put into",
      .form = CLI_FORM_LIST,
      .reply = &cli_group_model,
      .columns = group_columns,
      .column_count = CLI_COUNT(group_columns),
      .start = start_group },
    { .name = "pgp-key",
      .summary = "show the PGP key of a user",
      .note = "the private key is shown to nobody: --key-file is where it can go",
      .options = CLI_OPTION(OPTION_KEY_FILE),
      .arguments = one_arguments,
      .argument_count = CLI_COUNT(one_arguments),
      .reply = &pgp_key_model,
      .start = start_pgp_key,
      .run = run_pgp_key },
    { .name = "set-mfa",
      .summary = "impose a second factor on users; ends their sessions",
      .arguments = mfa_arguments,
      .argument_count = SET_MFA_ARGUMENTS,
      .reply = &cli_remove_mfa_model,
      .prepare = prepare_set_mfa,
      .start = start_set_mfa },
    { .name = "remove-mfa",
      .summary = "switch a second factor of users off",
      .arguments = mfa_arguments,
      .argument_count = REMOVE_MFA_ARGUMENTS,
      .reply = &cli_remove_mfa_model,
      .start = start_remove_mfa },
    { .name = "reset-mfa",
      .summary = "have users enrol for 2FA again; ends their sessions",
      .arguments = mfa_arguments,
      .argument_count = RESET_MFA_ARGUMENTS,
      .reply = &cli_remove_mfa_model,
      .start = start_reset_mfa },
    { .name = "signup",
      .summary = "set the first password of a user who was invited",
      .auth = CLI_AUTH_NONE,
      .arguments = signup_arguments,
      .argument_count = CLI_COUNT(signup_arguments),
      .start = start_signup },
};

const struct cli_family cli_family_user = { .name = "user",
                                            .summary = "the users of the account",
                                            .operations = operations,
                                            .count = CLI_COUNT(operations) };
