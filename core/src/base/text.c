/* SPDX-License-Identifier: MIT */
#include "base/text.h"

bool quatrix_char_in(char c, const char *set)
{
    while (*set != 0 && *set != c) {
        set++;
    }
    return *set != 0;
}

bool quatrix_text_equal(const char *a, const char *b)
{
    while (*a != 0 && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

bool quatrix_text_has(const char *text, const char *part)
{
    for (; *text != 0; text++) {
        const char *at = text;
        const char *wanted = part;
        while (*wanted != 0 && *at == *wanted) {
            at++;
            wanted++;
        }
        if (*wanted == 0) {
            return true;
        }
    }
    return false;
}
