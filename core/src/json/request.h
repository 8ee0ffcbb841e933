/* SPDX-License-Identifier: MIT */
/*
 * Requests as tables: one row per member, in the order of the member's enumeration, so that struct,
 * presence bit and row cannot drift apart. `present` comes first in every such struct.
 */
#ifndef QUATRIX_JSON_REQUEST_H
#define QUATRIX_JSON_REQUEST_H

#include "base/utf8.h"
#include "json/json.h"

enum quatrix_field_type {
    QUATRIX_FIELD_BOOL,    /* bool: true and false, in a query 1 and 0 */
    QUATRIX_FIELD_LETTER,  /* bool: "Y" and "N" */
    QUATRIX_FIELD_INT64,   /* int64_t */
    QUATRIX_FIELD_TIME,    /* int64_t, microseconds; seconds with a fraction on the wire */
    QUATRIX_FIELD_STRING,  /* const char *, at most max bytes or characters, by its rules */
    QUATRIX_FIELD_DIGITS,  /* const char *, exactly max decimal digits */
    QUATRIX_FIELD_BASE64,  /* as STRING, sent in base64 */
    QUATRIX_FIELD_STRINGS, /* struct quatrix_texts, each as STRING */
    QUATRIX_FIELD_TIMES,   /* struct quatrix_times, each as TIME */
    QUATRIX_FIELD_FORM,    /* struct of nested form max */
    QUATRIX_FIELD_LIST     /* a pointer to structs of nested form max, their size_t count */
};

/* 8 bytes on a 32-bit target. */
struct quatrix_field {
    const char *name;
    unsigned offset : 9; /* in the struct of the form */
    unsigned max : 13;   /* see the types */
    unsigned type : 4;
    unsigned rules : 5;    /* of strings: a set of enum quatrix_text_rule */
    unsigned required : 1; /* not sent, or an empty array: an error */
};

struct quatrix_form {
    const struct quatrix_field *members;
    uint16_t size; /* of the struct */
    uint8_t count;
};

/* A form that has nested ones; it is known by their rows. */
struct quatrix_form_nest {
    struct quatrix_form form;
    const struct quatrix_form *const *sub;
};

static inline const struct quatrix_form *quatrix_form_sub(const struct quatrix_form *form,
                                                          const struct quatrix_field *row)
{
    return ((const struct quatrix_form_nest *)form)->sub[row->max];
}

/* Rows: (JSON name, struct, member of it, ...). */
#define FIELD_ROW(n, s, m, type_, max_, rules_, required_)                                         \
    {                                                                                              \
        .name = (n), .offset = JSON_BITS(offsetof(s, m), 9), .max = JSON_BITS(max_, 13),           \
        .type = QUATRIX_FIELD_##type_, .rules = (rules_), .required = (required_)                  \
    }
#define FIELD_BOOL(n, s, m)               FIELD_ROW(n, s, m, BOOL, 0, 0, 0)
#define FIELD_LETTER(n, s, m)             FIELD_ROW(n, s, m, LETTER, 0, 0, 0)
#define FIELD_INT64(n, s, m)              FIELD_ROW(n, s, m, INT64, 0, 0, 0)
#define FIELD_TIME(n, s, m)               FIELD_ROW(n, s, m, TIME, 0, 0, 0)
#define FIELD_TIMES(n, s, m)              FIELD_ROW(n, s, m, TIMES, 0, 0, 0)
#define FIELD_STRING(n, s, m, max, r)     FIELD_ROW(n, s, m, STRING, max, r, 0)
#define FIELD_STRINGS(n, s, m, max, r)    FIELD_ROW(n, s, m, STRINGS, max, r, 0)
#define FIELD_DIGITS(n, s, m, exactly)    FIELD_ROW(n, s, m, DIGITS, exactly, 0, 0)
#define FIELD_BASE64(n, s, m, max)        FIELD_ROW(n, s, m, BASE64, max, 0, 0)
#define FIELD_FORM(n, s, m, sub)          FIELD_ROW(n, s, m, FORM, sub, 0, 0)
#define FIELD_LIST(n, s, m, sub)          FIELD_ROW(n, s, m, LIST, sub, 0, 0)
#define REQUIRED_STRING(n, s, m, max, r)  FIELD_ROW(n, s, m, STRING, max, r, 1)
#define REQUIRED_STRINGS(n, s, m, max, r) FIELD_ROW(n, s, m, STRINGS, max, r, 1)
/* An identifier of the API, and several. */
#define FIELD_ID(n, s, m)     FIELD_STRING(n, s, m, 64, QUATRIX_TEXT_ASCII)
#define FIELD_IDS(n, s, m)    FIELD_STRINGS(n, s, m, 64, QUATRIX_TEXT_ASCII)
#define REQUIRED_ID(n, s, m)  REQUIRED_STRING(n, s, m, 64, QUATRIX_TEXT_ASCII)
#define REQUIRED_IDS(n, s, m) REQUIRED_STRINGS(n, s, m, 64, QUATRIX_TEXT_ASCII)

/* The form of a struct: its rows. */
#define FORM_OF(s, rows)                                                                           \
    {                                                                                              \
        (rows), sizeof(s), JSON_COUNT(rows)                                                        \
    }

/* One with nested ones: FORM_NEST(FORM_OF(...), subs). */
#define FORM_NEST JSON_NEST

#endif
