/* SPDX-License-Identifier: MIT */
/* Rules for the names of files and folders; in a file of their own, for those that take names. */
#ifndef QUATRIX_API_FILE_NAME_H
#define QUATRIX_API_FILE_NAME_H

#include <quatrix/client.h>

/**
 * May a file or folder have this name?
 *
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT  NULL or empty
 *         QUATRIX_E_TOO_LONG  more than 255 characters (not bytes)
 *         QUATRIX_E_TEXT      not UTF-8, "/", "\", a control character, "." or ".."
 */
enum quatrix_status quatrix_file_name_check(const char *name);

/* The same for each name of a path with "/" between them; "" is a path. Whether it is UTF-8 without
   control characters is left to its row. */
enum quatrix_status quatrix_file_path_check(const char *path);

/* QUATRIX_OK when the name is fine, else what a call with it ends with. */
enum quatrix_status quatrix_file_name_accept(struct quatrix_client *client, const char *name);

#endif
