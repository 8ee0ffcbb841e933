/* SPDX-License-Identifier: MIT */
/*
 * A model that has a row of every kind, nested as deep as models may be, and a driver that does
 * with a buffer what core/src/call/reply.c does with the work buffer.
 *
 * What was decoded is written as text: the members that are present, in the order of their bits;
 * `*` where one is marked as truncated; arrays with the number of elements sent:
 *
 *     flag=1 cut=abcdefg* inner={n=7 } words=[a,b]/3*
 */
#ifndef TESTS_UNIT_JSON_DECODE_MODEL_H
#define TESTS_UNIT_JSON_DECODE_MODEL_H

#include "json/decode.h"

#include "unit/unit.h"

struct leaf {
    uint64_t present;
    uint64_t truncated;
    char word[6];
    struct {
        struct quatrix_count count;
        char item[2][4];
    } tags;
};

enum { LEAF_WORD, LEAF_TAGS, LEAF_MEMBERS };

struct inner {
    uint64_t present;
    uint64_t truncated;
    char id[9];
    char note[6];
    bool on;
    int64_t n;
    struct leaf leaf;
    struct {
        struct quatrix_count count;
        char item[2][4];
    } tags;
    struct {
        struct quatrix_count count;
        struct leaf item[2];
    } leaves;
};

enum {
    INNER_ID,
    INNER_NOTE,
    INNER_ON,
    INNER_N,
    INNER_LEAF,
    INNER_TAGS,
    INNER_LEAVES,
    INNER_MEMBERS
};

struct outer {
    uint64_t present;
    uint64_t truncated;
    bool flag;
    int64_t number;
    int64_t time;
    char text[8];
    char cut[8];
    char id[9];
    struct inner inner;
    struct {
        struct quatrix_count count;
        char item[2][8];
    } words; /* cut */
    struct {
        struct quatrix_count count;
        char item[3][5];
    } codes; /* not cut */
    struct {
        struct quatrix_count count;
        char item[2][8];
    } any; /* one or several, cut */
    struct {
        struct quatrix_count count;
        struct inner item[2];
    } list;
};

enum { FLAG, NUMBER, TIME, TEXT_, CUT, ID, INNER, WORDS, CODES, ANY, LIST, OUTER_MEMBERS };

extern const struct quatrix_json_model leaf_model;
extern const struct quatrix_json_nest outer_model;

struct result {
    enum quatrix_status status;
    const char *member;
    uint16_t tokens_used;
    size_t longest; /* most bytes that had to stay in the buffer */
    struct outer out;
};

/* A reply of len bytes, at most slice bytes at a time, through a buffer of size bytes. */
void decode(const struct quatrix_json_model *model, void *out, const char *text, size_t len,
            size_t size, size_t slice, struct result *result);

/* The same into result->out, which is zeroed before. */
void run(const char *text, size_t len, size_t size, size_t slice, struct result *result);

/* What the reply decoded to: a status, or the struct as text. Fails when a member that is absent
   is not zero. */
void describe(const struct result *result, struct unit_log *log);

/* Cases: a reply, and what it decodes to at every slicing in a buffer that holds all of it. */
struct decode_case {
    const char *name;
    const char *text;
    const char *want;
};

void check_cases(const struct decode_case *cases, size_t count);

#endif
