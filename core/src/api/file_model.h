/* SPDX-License-Identifier: MIT */
/* Models that several operations of the family "file" share; each has a file of its own. */
#ifndef QUATRIX_API_FILE_MODEL_H
#define QUATRIX_API_FILE_MODEL_H

#include "json/json.h"

#include <quatrix/file.h>

extern const struct quatrix_json_nest quatrix_file_model; /* needs its id */
extern const struct quatrix_json_model quatrix_file_metadata_object_model;

/* The nested models of an item which has no others than its marks. */
extern const struct quatrix_json_model *const quatrix_file_subs[1];

/* The marks of an item in the struct s, their model being the first of the nested ones. */
#define FILE_METADATA(s) JSON_LENIENT_MODEL("metadata", s, metadata, 0)

#endif
