/* SPDX-License-Identifier: MIT */
/* Small forms of strchr, strcmp and strstr, which in newlib take 2 KB of an image. */
#ifndef QUATRIX_BASE_TEXT_H
#define QUATRIX_BASE_TEXT_H

#include <stdbool.h>

/* NUL is in no set. */
bool quatrix_char_in(char c, const char *set);

bool quatrix_text_equal(const char *a, const char *b);

/* True when part, which is not empty, stands anywhere in text. */
bool quatrix_text_has(const char *text, const char *part);

#endif
