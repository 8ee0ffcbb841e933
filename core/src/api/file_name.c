/* SPDX-License-Identifier: MIT */
#include "api/file_name.h"

#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

enum quatrix_status quatrix_file_name_check(const char *name)
{
    enum quatrix_status status = quatrix_text_check(name, 255, QUATRIX_TEXT_CHARS);
    if (status == QUATRIX_OK && (quatrix_char_in('/', name) || quatrix_char_in('\\', name) ||
                                 name[strlen(name) - 1] == ' ' || quatrix_text_equal(name, ".") ||
                                 quatrix_text_equal(name, ".."))) {
        return QUATRIX_E_TEXT;
    }
    return status;
}
