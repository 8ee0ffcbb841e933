/* SPDX-License-Identifier: MIT */
/* Models that have a row of every kind of reply, roomy enough for most texts of the cases. */
#ifndef TESTS_JSON_KINDS_H
#define TESTS_JSON_KINDS_H

#include "json/json.h"

struct leaf {
    uint64_t present;
    uint64_t truncated;
    char word[8];
};

struct inner {
    uint64_t present;
    uint64_t truncated;
    char id[40];
    char text[24];
    int64_t n;
    struct leaf leaf;
    struct {
        struct quatrix_count count;
        char item[2][8];
    } words;
};

struct kinds {
    uint64_t present;
    uint64_t truncated;
    bool flag;
    int64_t number;
    int64_t time;
    char text[80];
    char cut[12]; /* is cut */
    char id[40];
    struct inner inner;
    struct {
        struct quatrix_count count;
        char item[3][16];
    } words; /* are cut */
    struct {
        struct quatrix_count count;
        char item[3][8];
    } codes; /* are not */
    struct {
        struct quatrix_count count;
        char item[2][16];
    } any; /* one or several */
    struct {
        struct quatrix_count count;
        struct inner item[2];
    } items;
    char raw[64];    /* JSON as it stands */
    int64_t loose;   /* left out when it is no number */
    int64_t longest; /* its name is as long as names may be */
};

struct folder {
    uint64_t present;
    uint64_t truncated;
    char name[16];
};

enum { KINDS_FLAG, KINDS_NUMBER, KINDS_TIME, KINDS_TEXT };

extern const struct quatrix_json_nest inner_model; /* needs its id where it is an element */
extern const struct quatrix_json_nest kinds_model;
extern const struct quatrix_json_nest folder_model; /* with a list, "content", of inner_model */

#endif
