/* SPDX-License-Identifier: MIT */
#include "api/file_model.h"

#define CUT QUATRIX_JSON_CUT

#define F struct quatrix_file
static const struct quatrix_json_member members[QUATRIX_FILE_MEMBERS] = {
    [QUATRIX_FILE_ID] = JSON_ID("id", F, id),
    [QUATRIX_FILE_CREATED] = JSON_TIME("created", F, created),
    [QUATRIX_FILE_MODIFIED] = JSON_TIME("modified", F, modified),
    [QUATRIX_FILE_NAME] = JSON_TEXT("name", F, name, CUT),
    [QUATRIX_FILE_PARENT_ID] = JSON_ID("parent_id", F, parent_id),
    [QUATRIX_FILE_SIZE] = JSON_INT64("size", F, size),
    [QUATRIX_FILE_MODIFIED_MS] = JSON_TIME("modified_ms", F, modified_ms),
    [QUATRIX_FILE_TYPE] = JSON_TEXT("type", F, type, CUT),
    [QUATRIX_FILE_METADATA] = FILE_METADATA(F),
    [QUATRIX_FILE_OPERATIONS] = JSON_INT64("operations", F, operations),
    [QUATRIX_FILE_SUB_TYPE] = JSON_TEXT("sub_type", F, sub_type, CUT),
};
#undef F
const struct quatrix_json_model quatrix_file_model =
    JSON_MODEL_NEEDS(struct quatrix_file, members, quatrix_file_subs, QUATRIX_FILE_ID);
