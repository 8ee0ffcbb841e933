/* SPDX-License-Identifier: MIT */
/*
 * Functions of the C library that newlib makes fast and large (1 KB together); here they are used on
 * a few short texts.
 */
#include <string.h>

int strncmp(const char *a, const char *b, size_t len)
{
    while (len > 1 && *a != '\0' && *a == *b) {
        a++;
        b++;
        len--;
    }
    return len == 0 ? 0 : (unsigned char)*a - (unsigned char)*b;
}

int strcmp(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

void *memchr(const void *memory, int byte, size_t len)
{
    const unsigned char *at = memory;

    for (; len > 0; at++, len--) {
        if (*at == (unsigned char)byte) {
            return (void *)(size_t)at;
        }
    }
    return NULL;
}

char *strchr(const char *text, int character)
{
    return memchr(text, character, strlen(text) + 1);
}
