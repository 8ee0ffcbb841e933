/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Replies of the families "file" and "upload" as rows.
 */
#ifndef QUATRIX_CLI_FILE_MODELS_H
#define QUATRIX_CLI_FILE_MODELS_H

#include "table.h"
#include <quatrix/file.h>
#include <quatrix/upload_session.h>

/** An element, and what stands around the list it is of. */
struct cli_folder_list {
    struct quatrix_file item;
    struct quatrix_file_metadata folder;
};
struct cli_change_list {
    struct quatrix_file_change item;
    struct quatrix_file_diff diff;
};

extern const struct cli_model cli_file_model;
extern const struct cli_model cli_file_list_model;   /**< Of struct cli_folder_list: the item. */
extern const struct cli_model cli_file_change_model; /**< Of struct cli_change_list: the item. */
extern const struct cli_model cli_file_diff_model;   /**< Of struct quatrix_file_diff. */
extern const struct cli_model cli_file_erased_model;
extern const struct cli_model cli_file_id_model;
extern const struct cli_model cli_file_info_model;
extern const struct cli_model cli_file_metadata_model;
extern const struct cli_model cli_file_outcome_model;
extern const struct cli_model cli_file_preview_model;
extern const struct cli_model cli_file_rename_model;
extern const struct cli_model cli_file_set_metadata_model;
extern const struct cli_model cli_file_size_model;
extern const struct cli_model cli_file_tag_model;
extern const struct cli_model cli_upload_session_model;
extern const struct cli_model cli_upload_finalize_model;

#endif
