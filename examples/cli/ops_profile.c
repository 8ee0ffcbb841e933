/* SPDX-License-Identifier: MIT */
/* Family "profile": the account of the user who is logged in. */
#include "cli.h"
#include "login.h"
#include "message.h"
#include <quatrix/profile.h>

/* GET /profile */

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_share_types, member)
static const struct cli_row share_types_rows[QUATRIX_SHARE_TYPES_MEMBERS] = {
    [QUATRIX_SHARE_TYPES_RESTRICTED_SHARE] = ROW(BOOL, restricted_share),
    [QUATRIX_SHARE_TYPES_PUBLIC_SHARE] = ROW(BOOL, public_share),
    [QUATRIX_SHARE_TYPES_TRACKED_SHARE] = ROW(BOOL, tracked_share),
};
#undef ROW
static const struct cli_model share_types_model =
    CLI_MODEL(struct quatrix_share_types, share_types_rows);

#define ROW(kind, member)         CLI_ROW_##kind(struct quatrix_profile, member)
#define LIST(member, kind, model) CLI_ROW_LIST(struct quatrix_profile, member, kind, model)
static const struct cli_row profile_rows[QUATRIX_PROFILE_MEMBERS] = {
    [QUATRIX_PROFILE_ID] = ROW(TEXT, id),
    [QUATRIX_PROFILE_NAME] = ROW(TEXT, name),
    [QUATRIX_PROFILE_EMAIL] = ROW(TEXT, email),
    [QUATRIX_PROFILE_SUPER_ADMIN] = ROW(BOOL, super_admin),
    [QUATRIX_PROFILE_HOME_ID] = ROW(TEXT, home_id),
    [QUATRIX_PROFILE_OPERATIONS] = ROW(INT, operations),
    [QUATRIX_PROFILE_MAX_FILE_SIZE] = ROW(INT, max_file_size),
    [QUATRIX_PROFILE_MAX_FILES_PER_SHARE] = ROW(INT, max_files_per_share),
    [QUATRIX_PROFILE_PLAN] = ROW(TEXT, plan),
    [QUATRIX_PROFILE_IS_CONTACT] = ROW(BOOL, is_contact),
    [QUATRIX_PROFILE_LANGUAGE] = ROW(TEXT, language),
    [QUATRIX_PROFILE_CHANNEL_ID] = ROW(TEXT, channel_id),
    [QUATRIX_PROFILE_ACCOUNT_ID] = ROW(TEXT, account_id),
    [QUATRIX_PROFILE_STORAGE_ID] = ROW(TEXT, storage_id),
    [QUATRIX_PROFILE_CREATED] = ROW(TIME, created),
    [QUATRIX_PROFILE_MODIFIED] = ROW(TIME, modified),
    [QUATRIX_PROFILE_QUOTA] = ROW(INT, quota),
    [QUATRIX_PROFILE_STATUS] = ROW(TEXT, status),
    [QUATRIX_PROFILE_UID] = ROW(INT, uid),
    [QUATRIX_PROFILE_GID] = ROW(INT, gid),
    [QUATRIX_PROFILE_HAS_KEY] = ROW(BOOL, has_key),
    [QUATRIX_PROFILE_PGP_ENABLED] = ROW(BOOL, pgp_enabled),
    [QUATRIX_PROFILE_MESSAGE_SIGNATURE] = ROW(TEXT, message_signature),
    [QUATRIX_PROFILE_OUTGOING_ID] = ROW(TEXT, outgoing_id),
    [QUATRIX_PROFILE_INCOMING_ID] = ROW(TEXT, incoming_id),
    [QUATRIX_PROFILE_SERVICES] = LIST(services, CLI_OBJECTS, &cli_service_model),
    [QUATRIX_PROFILE_SHARE_TYPES] =
        CLI_ROW_OBJECT(struct quatrix_profile, share_types, share_types_model),
    [QUATRIX_PROFILE_UNIQUE_LOGIN] = ROW(TEXT, unique_login),
    [QUATRIX_PROFILE_AUTH_METHODS] = LIST(auth_methods, CLI_TEXTS, NULL),
    [QUATRIX_PROFILE_ACCOUNT_STATUS] = ROW(TEXT, account_status),
    [QUATRIX_PROFILE_SFTP_URL] = ROW(TEXT, sftp_url),
    [QUATRIX_PROFILE_FORCED_AUTH] = LIST(forced_auth, CLI_TEXTS, NULL),
    [QUATRIX_PROFILE_SFTP_LOGIN] = ROW(TEXT, sftp_login),
    [QUATRIX_PROFILE_ENABLE_PGP] = ROW(BOOL, enable_pgp),
};
#undef LIST
#undef ROW
static const struct cli_model profile_model = CLI_MODEL(struct quatrix_profile, profile_rows);

static enum quatrix_status start_get(struct quatrix_client *client, const void *request,
                                     void *reply)
{
    (void)request;
    return quatrix_profile_get_start(client, reply);
}

/* GET /profile/info */

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_profile_info, member)
static const struct cli_row info_rows[QUATRIX_PROFILE_INFO_MEMBERS] = {
    [QUATRIX_PROFILE_INFO_USER_USED] = ROW(INT, user_used),
    [QUATRIX_PROFILE_INFO_USER_LIMIT] = ROW(INT, user_limit),
    [QUATRIX_PROFILE_INFO_ACC_USED] = ROW(INT, acc_used),
    [QUATRIX_PROFILE_INFO_ACC_LIMIT] = ROW(INT, acc_limit),
};
#undef ROW
static const struct cli_model info_model = CLI_MODEL(struct quatrix_profile_info, info_rows);

static enum quatrix_status start_info(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    (void)request;
    return quatrix_profile_info_start(client, reply);
}

/* POST /profile/set */

#define FIELD(member) offsetof(struct quatrix_profile_set_request, member)
static const struct cli_argument set_arguments[QUATRIX_PROFILE_SET_MEMBERS] = {
    [QUATRIX_PROFILE_SET_NAME] = { .name = "name", .offset = FIELD(name), .help = "name shown" },
    [QUATRIX_PROFILE_SET_EMAIL] = { .name = "email",
                                    .offset = FIELD(email),
                                    .help = "e-mail address; may be kept to administrators" },
    [QUATRIX_PROFILE_SET_LANGUAGE] = { .name = "language",
                                       .offset = FIELD(language),
                                       .help = "such as en_GB" },
    [QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE] = { .name = "message_signature",
                                                .offset = FIELD(message_signature),
                                                .help = "under mails; empty: none" },
};
#undef FIELD

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_profile_set_reply, member)
static const struct cli_row set_rows[QUATRIX_PROFILE_SET_MEMBERS] = {
    [QUATRIX_PROFILE_SET_NAME] = ROW(TEXT, name),
    [QUATRIX_PROFILE_SET_EMAIL] = ROW(TEXT, email),
    [QUATRIX_PROFILE_SET_LANGUAGE] = ROW(TEXT, language),
    [QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE] = ROW(TEXT, message_signature),
};
#undef ROW
static const struct cli_model set_model = CLI_MODEL(struct quatrix_profile_set_reply, set_rows);

static enum quatrix_status start_set(struct quatrix_client *client, const void *request,
                                     void *reply)
{
    return quatrix_profile_set_start(client, request, reply);
}

/* POST /profile/set-password */

struct set_password {
    uint64_t present;
    const char *password;
    const char *new_password;
};

static const struct cli_argument set_password_arguments[] = {
    { .name = "password",
      .kind = CLI_ARG_SECRET,
      .required = true,
      .offset = offsetof(struct set_password, password),
      .secret = SECRET_PASSWORD,
      .help = "the current one" },
    { .name = "new_password",
      .kind = CLI_ARG_SECRET,
      .required = true,
      .offset = offsetof(struct set_password, new_password),
      .secret = SECRET_NEW_PASSWORD,
      .help = "the new one" },
};

static const struct cli_row set_password_rows[QUATRIX_PROFILE_SET_PASSWORD_MEMBERS] = {
    [QUATRIX_PROFILE_SET_PASSWORD_EMAIL] =
        CLI_ROW_TEXT(struct quatrix_profile_set_password_reply, email),
};
static const struct cli_model set_password_model =
    CLI_MODEL(struct quatrix_profile_set_password_reply, set_password_rows);

static enum quatrix_status start_set_password(struct quatrix_client *client, const void *request,
                                              void *reply)
{
    const struct set_password *set = request;

    return quatrix_profile_set_password_start(client, set->password, set->new_password, reply);
}

/* GET /profile/2fa/generate */

static enum quatrix_status start_2fa_generate(struct quatrix_client *client, const void *request,
                                              void *reply)
{
    (void)request;
    (void)reply;
    return quatrix_profile_2fa_generate_start(client);
}

/* POST /profile/set-mfa */

struct set_mfa {
    uint64_t present;
    enum quatrix_factor factor;
    const char *code;
};

enum { SET_MFA_AUTH_TYPE, SET_MFA_CODE };

static const struct cli_argument set_mfa_arguments[] = {
    [SET_MFA_AUTH_TYPE] = { .name = "auth_type",
                            .kind = CLI_ARG_FACTOR,
                            .required = true,
                            .offset = offsetof(struct set_mfa, factor),
                            .help = "2FA or PIN" },
    [SET_MFA_CODE] = { .name = "code",
                       .offset = offsetof(struct set_mfa, code),
                       .help =
                           "the current 2FA code, else computed or asked for; a PIN is asked for" },
};

static const struct cli_row set_mfa_rows[QUATRIX_PROFILE_SET_MFA_MEMBERS] = {
    [QUATRIX_PROFILE_SET_MFA_SESSION_IDS] =
        CLI_ROW_LIST(struct quatrix_profile_set_mfa_reply, session_ids, CLI_TEXTS, NULL),
};
static const struct cli_model set_mfa_model =
    CLI_MODEL(struct quatrix_profile_set_mfa_reply, set_mfa_rows);

/* A PIN is good for every login to come, so it is no argument; a 2FA code serves once. */
static int prepare_set_mfa(struct cli *cli, void *request)
{
    struct set_mfa *set = request;

    if (set->factor != QUATRIX_FACTOR_PIN) {
        return set->code != NULL ? CLI_OK : login_code(cli, SECRET_NEW_CODE, &set->code);
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
    const struct set_mfa *set = request;

    return quatrix_profile_set_mfa_start(client, set->factor, set->code, reply);
}

/* POST /profile/remove-mfa */

struct remove_mfa {
    uint64_t present;
    enum quatrix_factor factor;
};

static const struct cli_argument remove_mfa_arguments[] = {
    { .name = "auth_type",
      .kind = CLI_ARG_FACTOR,
      .required = true,
      .offset = offsetof(struct remove_mfa, factor),
      .help = "2FA or PIN" },
};

static enum quatrix_status start_remove_mfa(struct quatrix_client *client, const void *request,
                                            void *reply)
{
    const struct remove_mfa *remove = request;

    return quatrix_profile_remove_mfa_start(client, remove->factor, reply);
}

/* The family */

static const struct cli_operation operations[] = {
    { .name = "get", .summary = "show the profile", .reply = &profile_model, .start = start_get },
    { .name = "info",
      .summary = "show storage used and allowed, in bytes; -1: no limit",
      .reply = &info_model,
      .start = start_info },
    { .name = "set",
      .summary = "change name, e-mail, language or signature",
      .changes = true,
      .arguments = set_arguments,
      .argument_count = CLI_COUNT(set_arguments),
      .reply = &set_model,
      .start = start_set },
    { .name = "set-password",
      .summary = "change the password, for all accounts of the e-mail",
      .arguments = set_password_arguments,
      .argument_count = CLI_COUNT(set_password_arguments),
      .reply = &set_password_model,
      .start = start_set_password },
    { .name = "2fa-generate",
      .summary = "fetch the QR image of a new 2FA secret, as PNG",
      .note = "the image is a secret; nothing is switched on until set-mfa",
      .form = CLI_FORM_IMAGE,
      .start = start_2fa_generate },
    { .name = "set-mfa",
      .summary = "switch a second factor on",
      .note = "prints the sessions the server closed",
      .arguments = set_mfa_arguments,
      .argument_count = CLI_COUNT(set_mfa_arguments),
      .reply = &set_mfa_model,
      .prepare = prepare_set_mfa,
      .start = start_set_mfa },
    { .name = "remove-mfa",
      .summary = "switch a second factor off",
      .arguments = remove_mfa_arguments,
      .argument_count = CLI_COUNT(remove_mfa_arguments),
      .reply = &cli_remove_mfa_model,
      .start = start_remove_mfa },
};

const struct cli_family cli_family_profile = { .name = "profile",
                                               .summary = "the account of the user logged in",
                                               .operations = operations,
                                               .count = CLI_COUNT(operations) };
