/* SPDX-License-Identifier: MIT */
/* By hand, for one struct. Neither UTF-8 nor the lengths that the server allows are checked. */
#include "limit_encode.h"

#include <string.h>

/* Worst case: each byte of a text becomes \u00XX. */
enum { ESCAPED = 6 };

static char *put_escape(char *at, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";

    *at++ = '\\';
    if (c == '"' || c == '\\') {
        *at++ = (char)c;
    } else if (c == '\n') {
        *at++ = 'n';
    } else {
        memcpy(at, "u00", 3);
        at[3] = hex[c >> 4];
        at[4] = hex[c & 15U];
        at += 5;
    }
    return at;
}

/* before: comma, quote, name, quote, colon, quote. */
static char *put(char *at, const char *before, size_t len, const char *text)
{
    memcpy(at, before, len);
    at += len;
    for (; *text != 0; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == '"' || c == '\\') {
            at = put_escape(at, c);
        } else {
            *at++ = (char)c;
        }
    }
    *at++ = '"';
    return at;
}

static size_t most(uint64_t present, unsigned bit, size_t name, const char *text)
{
    return quatrix_has(present, bit) ? name + ESCAPED * strlen(text) + 1 : 0;
}

#define NAME     ",\"name\":\""
#define EMAIL    ",\"email\":\""
#define LANGUAGE ",\"language\":\""
#define SIGNED   ",\"message_signature\":\""
#define SIZE(s)  (sizeof(s) - 1)

size_t limit_encode_set(const struct quatrix_profile_set_request *r, char *buf, size_t size)
{
    char *at = buf;

    if (2 + most(r->present, QUATRIX_PROFILE_SET_NAME, SIZE(NAME), r->name) +
            most(r->present, QUATRIX_PROFILE_SET_EMAIL, SIZE(EMAIL), r->email) +
            most(r->present, QUATRIX_PROFILE_SET_LANGUAGE, SIZE(LANGUAGE), r->language) +
            most(r->present, QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE, SIZE(SIGNED),
                 r->message_signature) >
        size) {
        return 0;
    }
    if (quatrix_has(r->present, QUATRIX_PROFILE_SET_NAME)) {
        at = put(at, NAME, SIZE(NAME), r->name);
    }
    if (quatrix_has(r->present, QUATRIX_PROFILE_SET_EMAIL)) {
        at = put(at, EMAIL, SIZE(EMAIL), r->email);
    }
    if (quatrix_has(r->present, QUATRIX_PROFILE_SET_LANGUAGE)) {
        at = put(at, LANGUAGE, SIZE(LANGUAGE), r->language);
    }
    if (quatrix_has(r->present, QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE)) {
        at = put(at, SIGNED, SIZE(SIGNED), r->message_signature);
    }
    if (at == buf) {
        at = buf + 1;
    }
    buf[0] = '{'; /* over the first comma */
    *at++ = '}';
    return (size_t)(at - buf);
}
