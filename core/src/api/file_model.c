/* SPDX-License-Identifier: MIT */
#include "api/file_model.h"

#define F struct quatrix_file
static const struct quatrix_json_member members[QUATRIX_FILE_MEMBERS] = {
    [QUATRIX_FILE_ID] = JSON_ID("id", F, id),
    [QUATRIX_FILE_CREATED] = JSON_TIME("created", F, created),
    [QUATRIX_FILE_MODIFIED] = JSON_TIME("modified", F, modified),
    [QUATRIX_FILE_NAME] = JSON_CUT("name", F, name),
    [QUATRIX_FILE_PARENT_ID] = JSON_ID("parent_id", F, parent_id),
    [QUATRIX_FILE_SIZE] = JSON_INT64("size", F, size),
    [QUATRIX_FILE_MODIFIED_MS] = JSON_TIME("modified_ms", F, modified_ms),
    [QUATRIX_FILE_TYPE] = JSON_CUT("type", F, type),
    [QUATRIX_FILE_METADATA] = FILE_METADATA(F),
    [QUATRIX_FILE_OPERATIONS] = JSON_INT64("operations", F, operations),
    [QUATRIX_FILE_SUB_TYPE] = JSON_CUT("sub_type", F, sub_type),
};
#undef F
const struct quatrix_json_nest quatrix_file_model =
    JSON_NEST(JSON_MODEL_NEEDS(struct quatrix_file, members, QUATRIX_FILE_ID), quatrix_file_subs);
