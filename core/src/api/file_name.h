/* SPDX-License-Identifier: MIT */
/* Names of files and folders. */
#ifndef QUATRIX_API_FILE_NAME_H
#define QUATRIX_API_FILE_NAME_H

#include <quatrix/status.h>

/* QUATRIX_OK, or E_ARGUMENT (NULL, empty), E_TEXT, E_TOO_LONG. */
enum quatrix_status quatrix_file_name_check(const char *name);

#endif
