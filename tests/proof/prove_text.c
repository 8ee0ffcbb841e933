/* SPDX-License-Identifier: MIT */
/*
 * Texts compared: any two of up to TEXT characters are read within their ends, and are equal if and only if they are.
 *
 * UNWIND: any_text.0=9 quatrix_text_equal.0=9 quatrix_char_in.0=9 quatrix_text_has.0=9 quatrix_text_has.1=9 same.0=9
 */
#include "base/text.c"

#include "proof.h"

#define TEXT 8

static bool same(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

static size_t length(const char *array, const char *text)
{
    return TEXT - (size_t)(text - array);
}

int main(void)
{
    char first[TEXT + 1];
    char second[TEXT + 1];
    const char *a = any_text(first, sizeof first);
    const char *b = any_text(second, sizeof second);
    size_t a_len = length(first, a);
    size_t b_len = length(second, b);
    bool begins = a_len >= b_len && same(a, b, b_len);

    PROVE(quatrix_text_equal(a, b) == (begins && a_len == b_len));
    PROVE(!begins || a_len == 0 || quatrix_text_has(a, b));
    PROVE(!quatrix_text_has(a, b) || a_len >= b_len);
    PROVE(!quatrix_char_in(*first, second + TEXT));
    PROVE(a_len == 0 || quatrix_char_in(a[a_len - 1], a));
    POSSIBLE(begins && a_len == TEXT && b_len == TEXT);
    POSSIBLE(begins && b_len == 0);
    POSSIBLE(!begins && quatrix_text_has(a, b) && a_len == 3 && b_len == 2);
    return 0;
}
