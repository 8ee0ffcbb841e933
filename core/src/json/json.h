/* SPDX-License-Identifier: MIT */
/*
 * Models as tables: one row per member, in the order of the member's enumeration, so that struct,
 * presence bit and row cannot drift apart. The rows decode replies and encode requests.
 */
#ifndef QUATRIX_JSON_JSON_H
#define QUATRIX_JSON_JSON_H

#include "base/utf8.h"

#include <quatrix/model.h>

enum quatrix_json_type {
    QUATRIX_JSON_AS_BOOL,    /* bool; "Y" and "N" are read as well */
    QUATRIX_JSON_AS_INT64,   /* int64_t */
    QUATRIX_JSON_AS_TIME,    /* int64_t, microseconds; seconds with a fraction on the wire */
    QUATRIX_JSON_AS_TEXT,    /* char[size] */
    QUATRIX_JSON_AS_MODEL,   /* struct of model->sub[sub] */
    QUATRIX_JSON_AS_TEXTS,   /* struct quatrix_count, then char[count][size] */
    QUATRIX_JSON_AS_MODELS,  /* struct quatrix_count, then count structs of size bytes */
    QUATRIX_JSON_AS_JSON,    /* replies: char[size], an object or array as its JSON text */
    QUATRIX_JSON_AS_STREAM,  /* replies: the list; its elements, of model->sub[sub], go elsewhere */
    QUATRIX_JSON_AS_STRING,  /* requests: const char *, at most size bytes or characters */
    QUATRIX_JSON_AS_BASE64,  /* the same, sent in base64 */
    QUATRIX_JSON_AS_STRINGS, /* requests: struct quatrix_texts, each as AS_STRING */
    QUATRIX_JSON_AS_TIMES,   /* requests: struct quatrix_times, each as AS_TIME */
    QUATRIX_JSON_AS_LIST /* requests: a pointer to structs of model->sub[sub], their size_t count */
};

enum quatrix_json_flag {
    /* any member of a request */
    QUATRIX_JSON_REQUIRED = 64, /* not sent, or an empty array: an error */
    /* strings of requests: a set of enum quatrix_text_rule, and */
    QUATRIX_JSON_DIGITS = 32, /* exactly size decimal digits */
    /* bool of requests */
    QUATRIX_JSON_LETTER = 1, /* "Y" and "N", else true and false */
    /* any member of a reply */
    QUATRIX_JSON_LOOSE = 1, /* of another type or too large: marked as truncated, else an error */
    /* text of replies */
    QUATRIX_JSON_CUT = 32, /* what does not fit is cut and marked, else an error */
    QUATRIX_JSON_ID = 64,  /* an empty string is as good as absent */
    /* arrays of replies */
    QUATRIX_JSON_ONE = 128 /* a single element may come without brackets */
};

/* 12 bytes on a 32-bit target. */
struct quatrix_json_member {
    const char *name;
    uint16_t offset; /* in the struct of the model */
    uint16_t size;   /* see the types */
    uint8_t type;
    uint8_t flags;
    uint8_t count; /* capacity of an array */
    uint8_t sub;   /* index of a nested model */
};

struct quatrix_json_model {
    const struct quatrix_json_member *members;
    const struct quatrix_json_model *const *sub;
    uint8_t count;
    uint8_t needs; /* replies: row + 1 of the member without which the others are of no use; or 0 */
    uint16_t size; /* of the struct */
};

/* `present` and `truncated` come first in every struct that is decoded. */
#define QUATRIX_JSON_PRESENT   0
#define QUATRIX_JSON_TRUNCATED sizeof(uint64_t)

/* Rows: (JSON name, struct, member of it, ...). */
#define ROW(name_, struct_, member_, size_, type_, flags_, count_, sub_)                           \
    {                                                                                              \
        .name = (name_), .offset = (uint16_t)offsetof(struct_, member_),                           \
        .size = (uint16_t)(size_), .type = (type_), .flags = (flags_), .count = (count_),          \
        .sub = (sub_)                                                                              \
    }
#define SIZEOF(struct_, member_) sizeof(((struct_ *)0)->member_)

#define JSON_BOOL_FLAGS(n, s, m, flags)                                                            \
    ROW(n, s, m, SIZEOF(s, m), QUATRIX_JSON_AS_BOOL, flags, 0, 0)
#define JSON_BOOL(n, s, m)        JSON_BOOL_FLAGS(n, s, m, 0)
#define JSON_INT64(n, s, m)       ROW(n, s, m, SIZEOF(s, m), QUATRIX_JSON_AS_INT64, 0, 0, 0)
#define JSON_TIME(n, s, m)        ROW(n, s, m, SIZEOF(s, m), QUATRIX_JSON_AS_TIME, 0, 0, 0)
#define JSON_TEXT(n, s, m, flags) ROW(n, s, m, SIZEOF(s, m), QUATRIX_JSON_AS_TEXT, flags, 0, 0)
#define JSON_ID(n, s, m)          JSON_TEXT(n, s, m, QUATRIX_JSON_ID)
#define JSON_MODEL(n, s, m, sub)  ROW(n, s, m, SIZEOF(s, m), QUATRIX_JSON_AS_MODEL, 0, 0, sub)
/* m is a struct of a quatrix_count `count` and an array `item`. */
#define JSON_TEXTS(n, s, m, max, flags)                                                            \
    ROW(n, s, m, SIZEOF(s, m.item[0]), QUATRIX_JSON_AS_TEXTS, flags, max, 0)
#define JSON_MODELS(n, s, m, max, sub)                                                             \
    ROW(n, s, m, SIZEOF(s, m.item[0]), QUATRIX_JSON_AS_MODELS, 0, max, sub)
#define JSON_STRING(n, s, m, max, flags) ROW(n, s, m, max, QUATRIX_JSON_AS_STRING, flags, 0, 0)
#define JSON_BASE64(n, s, m, max)        ROW(n, s, m, max, QUATRIX_JSON_AS_BASE64, 0, 0, 0)

#define JSON_STRINGS(n, s, m, max, flags) ROW(n, s, m, max, QUATRIX_JSON_AS_STRINGS, flags, 0, 0)
#define JSON_TIMES(n, s, m)               ROW(n, s, m, 0, QUATRIX_JSON_AS_TIMES, 0, 0, 0)
#define JSON_LIST(n, s, m, flags, sub)    ROW(n, s, m, 0, QUATRIX_JSON_AS_LIST, flags, 0, sub)
#define JSON_OBJECT(n, s, m)                                                                       \
    ROW(n, s, m, SIZEOF(s, m), QUATRIX_JSON_AS_JSON, QUATRIX_JSON_LOOSE, 0, 0)
/* Of a reply; the list is nowhere in its struct. */
#define JSON_STREAM(n, sub_)                                                                       \
    {                                                                                              \
        .name = (n), .type = QUATRIX_JSON_AS_STREAM, .sub = (sub_)                                 \
    }

#define JSON_COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* The model of a struct: its rows, its nested models or NULL, and perhaps the row it cannot do without. */
#define JSON_MODEL_OF(s, rows, subs)                                                               \
    {                                                                                              \
        (rows), (subs), JSON_COUNT(rows), 0, sizeof(s)                                             \
    }
#define JSON_MODEL_NEEDS(s, rows, subs, row)                                                       \
    {                                                                                              \
        (rows), (subs), JSON_COUNT(rows), (row) + 1, sizeof(s)                                     \
    }

#endif
