/* SPDX-License-Identifier: MIT */
#include "api/shared.h"

static const struct quatrix_json_member members[QUATRIX_SERVICE_MEMBERS] = {
    [QUATRIX_SERVICE_ID] = JSON_ID("id", struct quatrix_service, id),
    [QUATRIX_SERVICE_SERVICE_KEY] = JSON_CUT("service_key", struct quatrix_service, service_key),
};
const struct quatrix_json_model quatrix_service_model =
    JSON_MODEL_OF(struct quatrix_service, members);
