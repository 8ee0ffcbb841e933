/* SPDX-License-Identifier: MIT */
/*
 * Functions of the C library that newlib makes fast and large (1.9 KB together); mbedTLS, lwIP and the
 * scenario use them on a few short texts.
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

void *memchr(const void *bytes, int byte, size_t len)
{
    const unsigned char *at = bytes;

    for (; len > 0; at++, len--) {
        if (*at == (unsigned char)byte) {
            return (void *)(size_t)at;
        }
    }
    return NULL;
}

char *strchr(const char *text, int c)
{
    for (; *text != (char)c; text++) {
        if (*text == '\0') {
            return NULL;
        }
    }
    return (char *)(size_t)text;
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
