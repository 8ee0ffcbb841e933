/* SPDX-License-Identifier: MIT */
#include "limit_decode.h"

#define JSMN_STATIC
#define JSMN_STRICT
#include <jsmn.h>

enum { TOKENS = 160 };

bool limit_tokenize(const char *json, size_t len)
{
    static jsmntok_t tokens[TOKENS];
    jsmn_parser parser;

    jsmn_init(&parser);
    return jsmn_parse(&parser, json, len, tokens, TOKENS) > 0;
}
