/* SPDX-License-Identifier: MIT */
/*
 * Models of replies as tables: one row per member, in the order of the member's enumeration, so that
 * struct, presence bit and row cannot drift apart. Requests have theirs in json/request.h.
 */
#ifndef QUATRIX_JSON_JSON_H
#define QUATRIX_JSON_JSON_H

#include <quatrix/model.h>

enum quatrix_json_type {
    QUATRIX_JSON_AS_BOOL,   /* bool; "Y" and "N" are read as well */
    QUATRIX_JSON_AS_INT64,  /* int64_t */
    QUATRIX_JSON_AS_TIME,   /* int64_t, microseconds; seconds with a fraction on the wire */
    QUATRIX_JSON_AS_TEXT,   /* char[arg]; what does not fit is an error */
    QUATRIX_JSON_AS_CUT,    /* char[arg]; what does not fit is cut and marked */
    QUATRIX_JSON_AS_ID,     /* as AS_TEXT; an empty one is as good as absent */
    QUATRIX_JSON_AS_JSON,   /* char[arg], an object or array as its JSON text */
    QUATRIX_JSON_AS_MODEL,  /* struct of nested model arg */
    QUATRIX_JSON_AS_STREAM, /* the list; its elements, of nested model arg, go elsewhere */
    QUATRIX_JSON_AS_TEXTS,  /* struct quatrix_count, then texts; arg is QUATRIX_JSON_TEXTS_ARG */
    QUATRIX_JSON_AS_CUTS,   /* the same, each as AS_CUT */
    QUATRIX_JSON_AS_MODELS  /* struct quatrix_count, then structs; arg is QUATRIX_JSON_MODELS_ARG */
};

/* 8 bytes on a 32-bit target. */
struct quatrix_json_member {
    const char *name;
    unsigned offset : 14; /* in the struct of the model */
    unsigned arg : 13;    /* bytes of a scalar, else see the types */
    unsigned type : 4;
    /* What has another form than ours: texts may be a single one without brackets, and all else is
       left out and marked as truncated, instead of an error. */
    unsigned lenient : 1;
};

struct quatrix_json_model {
    const struct quatrix_json_member *members;
    uint16_t size; /* of the struct */
    uint8_t count;
    uint8_t needs; /* row + 1 of the member without which the others are of no use; or 0 */
};

/* A model that has nested ones; it is known by their rows. */
struct quatrix_json_nest {
    struct quatrix_json_model model;
    const struct quatrix_json_model *const *sub;
};

/* `present` and `truncated` come first in every struct that is decoded. */
#define QUATRIX_JSON_PRESENT   0
#define QUATRIX_JSON_TRUNCATED sizeof(uint64_t)

/* A constant. One with more bits is divided by zero, which no initializer may be. */
#define JSON_BITS(value, bits)                                                                     \
    ((unsigned)(value) / (unsigned)((unsigned long)(value) >> (bits) == 0))

/* An array holds 1 to 64 elements, texts of 1 to 128 bytes or structs of one of 16 nested models. */
#define QUATRIX_JSON_TEXTS_ARG(size, max) (JSON_BITS((size)-1, 7) << 6 | JSON_BITS((max)-1, 6))
#define QUATRIX_JSON_MODELS_ARG(sub, max) (JSON_BITS(sub, 4) << 6 | JSON_BITS((max)-1, 6))

static inline size_t quatrix_json_capacity(const struct quatrix_json_member *row)
{
    return (row->arg & 63U) + 1U;
}

static inline size_t quatrix_json_text_size(const struct quatrix_json_member *row)
{
    return row->type >= QUATRIX_JSON_AS_TEXTS ? (row->arg >> 6) + 1U : row->arg;
}

static inline const struct quatrix_json_model *
quatrix_json_sub(const struct quatrix_json_model *model, const struct quatrix_json_member *row)
{
    return ((const struct quatrix_json_nest *)model)
        ->sub[row->type == QUATRIX_JSON_AS_MODELS ? row->arg >> 6 : row->arg];
}

/* Rows: (JSON name, struct, member of it, ...). */
#define JSON_ROW(n, s, m, type_, arg_, lenient_)                                                   \
    {                                                                                              \
        .name = (n), .offset = JSON_BITS(offsetof(s, m), 14), .arg = JSON_BITS(arg_, 13),          \
        .type = QUATRIX_JSON_AS_##type_, .lenient = (lenient_)                                     \
    }
#define JSON_SIZEOF(s, m) sizeof(((s *)0)->m)

#define JSON_BOOL(n, s, m)       JSON_ROW(n, s, m, BOOL, sizeof(bool), 0)
#define JSON_INT64(n, s, m)      JSON_ROW(n, s, m, INT64, sizeof(int64_t), 0)
#define JSON_TIME(n, s, m)       JSON_ROW(n, s, m, TIME, sizeof(int64_t), 0)
#define JSON_TEXT(n, s, m)       JSON_ROW(n, s, m, TEXT, JSON_SIZEOF(s, m), 0)
#define JSON_CUT(n, s, m)        JSON_ROW(n, s, m, CUT, JSON_SIZEOF(s, m), 0)
#define JSON_ID(n, s, m)         JSON_ROW(n, s, m, ID, JSON_SIZEOF(s, m), 0)
#define JSON_OBJECT(n, s, m)     JSON_ROW(n, s, m, JSON, JSON_SIZEOF(s, m), 1)
#define JSON_MODEL(n, s, m, sub) JSON_ROW(n, s, m, MODEL, sub, 0)
/* Not worth an error. */
#define JSON_LENIENT_INT64(n, s, m)      JSON_ROW(n, s, m, INT64, sizeof(int64_t), 1)
#define JSON_LENIENT_TIME(n, s, m)       JSON_ROW(n, s, m, TIME, sizeof(int64_t), 1)
#define JSON_LENIENT_CUT(n, s, m)        JSON_ROW(n, s, m, CUT, JSON_SIZEOF(s, m), 1)
#define JSON_LENIENT_MODEL(n, s, m, sub) JSON_ROW(n, s, m, MODEL, sub, 1)
/* m is a struct of a quatrix_count `count` and an array `item`. */
#define JSON_ARRAY(n, s, m, type, lenient)                                                         \
    JSON_ROW(n, s, m, type,                                                                        \
             QUATRIX_JSON_TEXTS_ARG(JSON_SIZEOF(s, m.item[0]), JSON_COUNT(((s *)0)->m.item)),      \
             lenient)
#define JSON_TEXTS(n, s, m)        JSON_ARRAY(n, s, m, TEXTS, 0)
#define JSON_TEXTS_OR_ONE(n, s, m) JSON_ARRAY(n, s, m, TEXTS, 1)
#define JSON_CUTS(n, s, m)         JSON_ARRAY(n, s, m, CUTS, 0)
#define JSON_MODELS(n, s, m, sub)                                                                  \
    JSON_ROW(n, s, m, MODELS, QUATRIX_JSON_MODELS_ARG(sub, JSON_COUNT(((s *)0)->m.item)), 0)
/* The list is nowhere in the struct. */
#define JSON_STREAM(n, sub)                                                                        \
    {                                                                                              \
        .name = (n), .arg = (sub), .type = QUATRIX_JSON_AS_STREAM                                  \
    }

#define JSON_COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* The model of a struct: its rows, and perhaps the row it cannot do without. */
#define JSON_MODEL_OF(s, rows)                                                                     \
    {                                                                                              \
        (rows), sizeof(s), JSON_COUNT(rows), 0                                                     \
    }
#define JSON_MODEL_NEEDS(s, rows, row)                                                             \
    {                                                                                              \
        (rows), sizeof(s), JSON_COUNT(rows), (row) + 1                                             \
    }
/* One with nested ones: JSON_NEST(JSON_MODEL_OF(...), subs). */
#define JSON_NEST(model, subs)                                                                     \
    {                                                                                              \
        model, (subs)                                                                              \
    }

#endif
