/* SPDX-License-Identifier: MIT */
/*
 * A second opinion on JSON: RFC 8259 read once more, over a text that lies in memory whole, into a
 * tree. It shares no code with core and is as strict: no half surrogate pairs, no NUL in a text, no
 * nesting beyond QUATRIX_DEPTH_MAX. Of a text that goes wrong it keeps the tree up to there.
 */
#ifndef TESTS_JSON_REFERENCE_H
#define TESTS_JSON_REFERENCE_H

#include "bytes.h"

#include <quatrix/status.h>
#include <stdbool.h>

enum node_kind {
    NODE_DUE, /* a name whose value is not there */
    NODE_NULL,
    NODE_FALSE,
    NODE_TRUE,
    NODE_NUMBER,
    NODE_STRING,
    NODE_OBJECT,
    NODE_ARRAY
};

struct node {
    enum node_kind kind;
    size_t start; /* text[start .. end), quotes included */
    size_t end;   /* 0: the text goes wrong, or breaks off, before it */
    size_t name;  /* of a member: text[name .. name_end), without quotes */
    size_t name_end;
    size_t parent; /* of nodes, by their index; 0: none */
    size_t child;
    size_t last;
    size_t next;
};

struct document {
    const uint8_t *text;
    size_t len;
    struct node *node; /* 0 is nobody, 1 the root */
    size_t nodes;      /* the root's index and above */
    size_t room;
    enum quatrix_status status; /* QUATRIX_OK, E_JSON, E_DEPTH */
    size_t wrong;               /* first byte that cannot be; len if it breaks off */
};

void document_read(struct document *doc, const void *text, size_t len);
void document_free(struct document *doc);

/* A string, or a member name, as UTF-8: what lies between the quotes, which document_read() has
   accepted. */
void reference_text(const uint8_t *text, size_t len, struct bytes *out);

/* Bytes of the UTF-8 character that begins here; 0: there is none. */
size_t reference_character(const uint8_t *text, size_t len);

/* A number, or the text of one, in units of 10^-places: QUATRIX_OK, E_TYPE or E_RANGE. */
enum quatrix_status reference_number(const uint8_t *text, size_t len, int places, int64_t *value,
                                     bool *exact);

#endif
