/* SPDX-License-Identifier: MIT */
/* The least of HTTP/1.1: a 200 with a Content-Length. */
#ifndef LIMIT_HTTP_H
#define LIMIT_HTTP_H

#include <stdbool.h>
#include <stddef.h>

struct limit_http_reply {
    size_t body;   /* where it begins; 0: the head is not complete */
    size_t length; /* of the body */
};

/* text: NUL-terminated, from the first byte of the reply on. False: another reply. */
bool limit_http_head(const char *text, struct limit_http_reply *reply);

#endif
