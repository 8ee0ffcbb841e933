/* SPDX-License-Identifier: MIT */
/*
 * jsmn, as nested.c has it: of any text of up to TEXT bytes its tokens lie in the text, and only a string is empty. That is all
 * prove_tokens.c asks of them.
 *
 * REPLACE: jsmn_parse_string=string_contract jsmn_parse_primitive=primitive_contract
 * UNWIND: jsmn_parse.0=4 jsmn_parse.1=4 jsmn_parse.2=4 jsmn_parse.3=6 jsmn_parse.4=4
 */
#define JSMN_STATIC
#include <jsmn.h>

#include "jsmn_contracts.h"

#define TEXT   5
#define TOKENS 3

int main(void)
{
    char bytes[TEXT];
    size_t len = up_to(TEXT);
    jsmntok_t tokens[TOKENS];
    jsmn_parser parser;
    int count;
    size_t any = up_to(TOKENS - 1);

    jsmn_init(&parser);
    count = jsmn_parse(&parser, LAST(bytes, len), len, tokens, TOKENS);
    PROVE(count <= TOKENS);
    if (count > 0 && any < (size_t)count) {
        PROVE(tokens[any].start >= 0 && tokens[any].start <= tokens[any].end &&
              (size_t)tokens[any].end <= len);
        PROVE(tokens[any].type >= JSMN_OBJECT && tokens[any].type <= JSMN_PRIMITIVE);
        PROVE(tokens[any].start < tokens[any].end || tokens[any].type == JSMN_STRING);
    }
    POSSIBLE(count == 2 && tokens[0].type == JSMN_OBJECT);
    POSSIBLE(count == JSMN_ERROR_NOMEM);
    POSSIBLE(count == JSMN_ERROR_PART);
    return 0;
}
