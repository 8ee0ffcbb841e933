/* SPDX-License-Identifier: MIT */
/* Replies that several families have in common. */
#include "table.h"
#include <quatrix/shared.h>

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_service, member)
static const struct cli_row service_rows[QUATRIX_SERVICE_MEMBERS] = {
    [QUATRIX_SERVICE_ID] = ROW(TEXT, id),
    [QUATRIX_SERVICE_SERVICE_KEY] = ROW(TEXT, service_key),
};
#undef ROW
const struct cli_model cli_service_model = CLI_MODEL(struct quatrix_service, service_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_group_metadata, member)
static const struct cli_row group_metadata_rows[QUATRIX_GROUP_METADATA_MEMBERS] = {
    [QUATRIX_GROUP_METADATA_IS_SYSTEM] = ROW(BOOL, is_system),
    [QUATRIX_GROUP_METADATA_TRANSLATION_ID] = ROW(TEXT, translation_id),
    [QUATRIX_GROUP_METADATA_VISUAL_ORDER] = ROW(INT, visual_order),
};
#undef ROW
static const struct cli_model group_metadata_model =
    CLI_MODEL(struct quatrix_group_metadata, group_metadata_rows);

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_short_group, member)
static const struct cli_row group_rows[QUATRIX_SHORT_GROUP_MEMBERS] = {
    [QUATRIX_SHORT_GROUP_ID] = ROW(TEXT, id),
    [QUATRIX_SHORT_GROUP_METADATA] =
        CLI_ROW_OBJECT(struct quatrix_short_group, metadata, group_metadata_model),
    [QUATRIX_SHORT_GROUP_NAME] = ROW(TEXT, name),
};
#undef ROW
const struct cli_model cli_group_model = CLI_MODEL(struct quatrix_short_group, group_rows);

static const struct cli_row id_rows[QUATRIX_ID_REPLY_MEMBERS] = {
    [QUATRIX_ID_REPLY_ID] = CLI_ROW_TEXT(struct quatrix_id_reply, id),
};
const struct cli_model cli_id_model = CLI_MODEL(struct quatrix_id_reply, id_rows);

static const struct cli_row job_rows[QUATRIX_JOB_MEMBERS] = {
    [QUATRIX_JOB_JOB_ID] = CLI_ROW_TEXT(struct quatrix_job, job_id),
};
const struct cli_model cli_job_model = CLI_MODEL(struct quatrix_job, job_rows);

static const struct cli_row remove_mfa_rows[QUATRIX_PROFILE_REMOVE_MFA_MEMBERS] = {
    [QUATRIX_PROFILE_REMOVE_MFA_STATUS] =
        CLI_ROW_TEXT(struct quatrix_profile_remove_mfa_reply, status),
};
const struct cli_model cli_remove_mfa_model =
    CLI_MODEL(struct quatrix_profile_remove_mfa_reply, remove_mfa_rows);
