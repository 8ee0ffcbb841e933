/* SPDX-License-Identifier: MIT */
#include "api/file_name.h"

#include "base/text.h"
#include "base/utf8.h"
#include "call/call.h"

#define NAME_CHARACTERS 255

/* One name, up to a slash or the end of the text, which *at is moved to. */
static enum quatrix_status check_name(const char **at)
{
    const char *name = *at;
    const char *end = name;
    size_t characters = 0;
    size_t dots = 0;

    for (; *end != 0 && *end != '/'; end++) {
        characters += ((uint8_t)*end & 0xC0U) != 0x80;
        dots += *end == '.';
        if (*end == '\\') {
            return QUATRIX_E_TEXT;
        }
    }
    *at = end;
    if (end == name) {
        return QUATRIX_E_ARGUMENT;
    }
    if (characters > NAME_CHARACTERS) {
        return QUATRIX_E_TOO_LONG;
    }
    return characters == dots && dots <= 2 ? QUATRIX_E_TEXT : QUATRIX_OK;
}

enum quatrix_status quatrix_file_name_check(const char *name)
{
    enum quatrix_status status = quatrix_text_check(name, NAME_CHARACTERS, QUATRIX_TEXT_CHARS);

    if (status != QUATRIX_OK) {
        return status;
    }
    status = check_name(&name);
    return *name != 0 ? QUATRIX_E_TEXT : status; /* a slash */
}

enum quatrix_status quatrix_file_path_check(const char *path)
{
    enum quatrix_status status;

    if (path == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    if (*path == 0) {
        return QUATRIX_OK;
    }
    for (;;) {
        status = check_name(&path);
        if (status != QUATRIX_OK || *path == 0) {
            return status;
        }
        path++;
    }
}

enum quatrix_status quatrix_file_name_accept(struct quatrix_client *client, const char *name)
{
    enum quatrix_status status = quatrix_file_name_check(name);

    return status == QUATRIX_OK ? QUATRIX_OK : quatrix_call_reject(client, status, "name");
}
