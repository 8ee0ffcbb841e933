/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE

#include "limit_http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool limit_http_head(const char *text, struct limit_http_reply *reply)
{
    static const char ok[] = "HTTP/1.1 200";
    static const char length[] = "Content-Length:";
    const char *end = strstr(text, "\r\n\r\n");
    const char *line;

    if (end == NULL) {
        return true;
    }
    if (strncmp(text, ok, sizeof ok - 1) != 0) {
        return false;
    }
    for (line = strchr(text, '\n') + 1; line < end; line = strchr(line, '\n') + 1) {
        if ((line[0] == 'C' || line[0] == 'c') &&
            strncasecmp(line, length, sizeof length - 1) == 0) {
            reply->body = (size_t)(end + 4 - text);
            reply->length = strtoul(line + sizeof length - 1, NULL, 10);
            return true;
        }
    }
    return false;
}
