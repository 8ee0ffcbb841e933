/* SPDX-License-Identifier: MIT */
/*
 * What the two parts of jsmn with loops of their own do, of a text and tokens of any size. prove_jsmn_part.c proves them; prove_jsmn.c
 * uses them. To be included after jsmn.h.
 */
#ifndef JSMN_CONTRACTS_H
#define JSMN_CONTRACTS_H

#include "proof.h"

static bool ends_primitive(char c)
{
    return c == ':' || c == '\t' || c == '\r' || c == '\n' || c == ' ' || c == ',' || c == ']' ||
           c == '}';
}

/* What both are called with. */
static bool part_begins(const jsmn_parser *parser, const char *js, size_t len, size_t num_tokens)
{
    return len <= INT16_MAX && parser->pos < len && parser->toknext <= num_tokens &&
           js[parser->pos] != 0;
}

/* A token was added for what lies between here and there, or nothing has changed. */
static bool part_ends(const jsmn_parser *parser, const jsmn_parser *before, size_t len,
                      const jsmntok_t *tokens, int result)
{
    const jsmntok_t *token = &tokens[before->toknext];

    if (parser->toksuper != before->toksuper) {
        return false;
    }
    if (result < 0) {
        return result >= JSMN_ERROR_PART && parser->pos == before->pos &&
               parser->toknext == before->toknext;
    }
    return result == 0 && parser->pos >= before->pos && parser->pos < len &&
           parser->toknext == before->toknext + 1 && token->start >= (int)before->pos &&
           token->start <= token->end && token->end <= (int)parser->pos + 1 && token->size == 0 &&
           (token->start < token->end || token->type == JSMN_STRING);
}

static int part_contract(jsmn_parser *parser, size_t len, jsmntok_t *tokens, size_t num_tokens,
                         jsmntype_t type)
{
    jsmn_parser before = *parser;
    jsmntok_t token;

    if (nondet_bool() || parser->toknext >= num_tokens) {
        return -1 - (int)up_to(2);
    }
    token.type = type;
    tokens[parser->toknext++] = token;
    parser->pos += (unsigned)up_to(len - 1 - parser->pos);
    GIVEN(part_ends(parser, &before, len, tokens, 0));
    return 0;
}

int string_contract(jsmn_parser *parser, const char *js, const size_t len, jsmntok_t *tokens,
                    const size_t num_tokens);
int string_contract(jsmn_parser *parser, const char *js, const size_t len, jsmntok_t *tokens,
                    const size_t num_tokens)
{
    PROVE(part_begins(parser, js, len, num_tokens) && js[parser->pos] == '"');
    return part_contract(parser, len, tokens, num_tokens, JSMN_STRING);
}

int primitive_contract(jsmn_parser *parser, const char *js, const size_t len, jsmntok_t *tokens,
                       const size_t num_tokens);
int primitive_contract(jsmn_parser *parser, const char *js, const size_t len, jsmntok_t *tokens,
                       const size_t num_tokens)
{
    PROVE(part_begins(parser, js, len, num_tokens) && !ends_primitive(js[parser->pos]));
    return part_contract(parser, len, tokens, num_tokens, JSMN_PRIMITIVE);
}

#endif
