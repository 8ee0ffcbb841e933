/* SPDX-License-Identifier: MIT */
#include "api/shared.h"

static const struct quatrix_json_member members[QUATRIX_JOB_MEMBERS] = {
    [QUATRIX_JOB_JOB_ID] = JSON_ID("job_id", struct quatrix_job, job_id),
};
const struct quatrix_json_model quatrix_job_model = JSON_MODEL_OF(struct quatrix_job, members);
