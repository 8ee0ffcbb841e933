/* SPDX-License-Identifier: MIT */
/*
 * jsmn, as nested.c has it: a string or a primitive, at any place of any text of up to TEXT bytes, is read within its end and
 * becomes a token for which there was room and that lies in the text, or nothing has changed.
 *
 * UNWIND: jsmn_parse_primitive.0=10 jsmn_parse_string.0=6 jsmn_parse_string.1=10
 */
#define JSMN_STATIC
#include <jsmn.h>

#include "jsmn_contracts.h"

#define TEXT   9
#define TOKENS 3

int main(void)
{
    char bytes[TEXT];
    size_t len = up_to(TEXT);
    const char *js = LAST(bytes, len);
    jsmntok_t tokens[TOKENS];
    size_t room = up_to(TOKENS);
    jsmn_parser parser;
    jsmn_parser before;
    int result;

    GIVEN(part_begins(&parser, js, len, room));
    before = parser;
    if (js[parser.pos] == '"') {
        result = jsmn_parse_string(&parser, js, len, LAST(tokens, room), room);
        POSSIBLE(result == 0 && parser.pos == TEXT - 1 && js[2] == 'u');
        POSSIBLE(result == JSMN_ERROR_INVAL);
    } else {
        GIVEN(!ends_primitive(js[parser.pos]));
        result = jsmn_parse_primitive(&parser, js, len, LAST(tokens, room), room);
        POSSIBLE(result == 0 && parser.pos == TEXT - 1);
        POSSIBLE(result == JSMN_ERROR_INVAL);
    }
    PROVE(part_ends(&parser, &before, len, LAST(tokens, room), result));
    POSSIBLE(result == JSMN_ERROR_NOMEM);
    return 0;
}
