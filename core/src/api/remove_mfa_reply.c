/* SPDX-License-Identifier: MIT */
#include "api/shared.h"

static const struct quatrix_json_member members[QUATRIX_PROFILE_REMOVE_MFA_MEMBERS] = {
    [QUATRIX_PROFILE_REMOVE_MFA_STATUS] =
        JSON_TEXT("status", struct quatrix_profile_remove_mfa_reply, status, QUATRIX_JSON_CUT),
};
const struct quatrix_json_model quatrix_remove_mfa_reply_model =
    JSON_MODEL_OF(struct quatrix_profile_remove_mfa_reply, members, NULL);
