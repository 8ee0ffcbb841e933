/* SPDX-License-Identifier: MIT */
#include "api/shared.h"

static const struct quatrix_json_member members[QUATRIX_PROFILE_REMOVE_MFA_MEMBERS] = {
    [QUATRIX_PROFILE_REMOVE_MFA_STATUS] =
        JSON_CUT("status", struct quatrix_profile_remove_mfa_reply, status),
};
const struct quatrix_json_model quatrix_remove_mfa_reply_model =
    JSON_MODEL_OF(struct quatrix_profile_remove_mfa_reply, members);
