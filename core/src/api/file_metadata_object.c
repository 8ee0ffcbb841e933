/* SPDX-License-Identifier: MIT */
#include "api/file_model.h"

#define O struct quatrix_file_metadata_object
static const struct quatrix_json_member members[QUATRIX_FILE_METADATA_OBJECT_MEMBERS] = {
    [QUATRIX_FILE_METADATA_OBJECT_VISUAL_ORDER] = JSON_INT64("visual_order", O, visual_order),
    [QUATRIX_FILE_METADATA_OBJECT_SUBTYPE] = JSON_CUT("subtype", O, subtype),
    [QUATRIX_FILE_METADATA_OBJECT_TRANSLATION_ID] = JSON_ID("translation_id", O, translation_id),
    [QUATRIX_FILE_METADATA_OBJECT_IS_SYSTEM] = JSON_BOOL("is_system", O, is_system),
};
#undef O
const struct quatrix_json_model quatrix_file_metadata_object_model =
    JSON_MODEL_OF(struct quatrix_file_metadata_object, members);

const struct quatrix_json_model *const quatrix_file_subs[1] = {
    &quatrix_file_metadata_object_model,
};
