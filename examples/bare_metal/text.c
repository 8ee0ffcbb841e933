/* SPDX-License-Identifier: MIT */
/*
 * Two functions of the C library that newlib makes fast and large (1.5 KB together); mbedTLS and the
 * library use them on a few short texts.
 */
#include <string.h>

int strcmp(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

char *strstr(const char *text, const char *word)
{
    size_t len = strlen(word);

    while (strncmp(text, word, len) != 0) {
        if (*text++ == '\0') {
            return NULL;
        }
    }
    return (char *)(size_t)text;
}
