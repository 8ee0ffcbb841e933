/* SPDX-License-Identifier: MIT */
/* Models of quatrix/shared.h. Each has a file of its own: a program holds those it uses, also where
   its linker drops no sections. */
#ifndef QUATRIX_API_SHARED_H
#define QUATRIX_API_SHARED_H

#include "json/json.h"

#include <quatrix/shared.h>

extern const struct quatrix_json_model quatrix_id_reply_model; /* needs its id */
extern const struct quatrix_json_model quatrix_job_model;
extern const struct quatrix_json_model quatrix_pgp_key_model;
extern const struct quatrix_json_model quatrix_remove_mfa_reply_model;
extern const struct quatrix_json_model quatrix_service_model;
extern const struct quatrix_json_nest quatrix_short_group_model;

#endif
