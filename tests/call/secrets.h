/* SPDX-License-Identifier: MIT */
/* Looks for secrets, and for pieces of them, where none may be. */
#ifndef SECRETS_H
#define SECRETS_H

#include "operations.h"

/* The first secret of which 8 bytes in a row (or all, if it is shorter) are in the memory;
   NULL: none. The token counts as one only with `token`. */
const char *find_secret(const void *memory, size_t len, bool token);

/* The same, also of secrets that are escaped: in percent, JSON, base64 at any place, hexadecimal. */
const char *find_any_form(const void *memory, size_t len);

/* Nothing in the work buffer; in the client nothing but the session it holds. */
void check_no_secret(const struct bench *b);

/* True when the text is in the memory. */
bool holds(const void *memory, size_t len, const char *text);

#endif
