/* SPDX-License-Identifier: MIT */
#include "api/shared.h"

static const struct quatrix_json_member members[QUATRIX_ID_REPLY_MEMBERS] = {
    [QUATRIX_ID_REPLY_ID] = JSON_ID("id", struct quatrix_id_reply, id),
};
const struct quatrix_json_model quatrix_id_reply_model =
    JSON_MODEL_NEEDS(struct quatrix_id_reply, members, QUATRIX_ID_REPLY_ID);
