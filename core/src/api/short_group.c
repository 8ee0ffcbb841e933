/* SPDX-License-Identifier: MIT */
#include "api/shared.h"

#define M struct quatrix_group_metadata
static const struct quatrix_json_member metadata_members[QUATRIX_GROUP_METADATA_MEMBERS] = {
    [QUATRIX_GROUP_METADATA_IS_SYSTEM] = JSON_BOOL("is_system", M, is_system),
    [QUATRIX_GROUP_METADATA_TRANSLATION_ID] = JSON_ID("translation_id", M, translation_id),
    [QUATRIX_GROUP_METADATA_VISUAL_ORDER] = JSON_INT64("visual_order", M, visual_order),
};
#undef M
static const struct quatrix_json_model metadata_model =
    JSON_MODEL_OF(struct quatrix_group_metadata, metadata_members);

static const struct quatrix_json_model *const subs[] = { &metadata_model };

static const struct quatrix_json_member members[QUATRIX_SHORT_GROUP_MEMBERS] = {
    [QUATRIX_SHORT_GROUP_ID] = JSON_ID("id", struct quatrix_short_group, id),
    [QUATRIX_SHORT_GROUP_METADATA] =
        JSON_MODEL("metadata", struct quatrix_short_group, metadata, 0),
    [QUATRIX_SHORT_GROUP_NAME] = JSON_CUT("name", struct quatrix_short_group, name),
};
const struct quatrix_json_nest quatrix_short_group_model =
    JSON_NEST(JSON_MODEL_OF(struct quatrix_short_group, members), subs);
