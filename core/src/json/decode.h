/* SPDX-License-Identifier: MIT */
/*
 * JSON that arrives in pieces into a struct, by the rows of its model. Scalars are taken as the
 * scanner cuts them; a nested object is held whole, tokenized by jsmn and taken from its tokens,
 * by the same code. So the buffer and the tokens are sized by the largest single value that is
 * wanted, never by the reply. Unknown members pass in constant memory.
 */
#ifndef QUATRIX_JSON_DECODE_H
#define QUATRIX_JSON_DECODE_H

#include "json/json.h"
#include "json/scan.h"

/* out must be zeroed already: absent and null leave it as it is. */
void quatrix_json_init(struct quatrix_json *json, const struct quatrix_json_model *model,
                       void *out);

/* The text is an array of such structs; each in turn goes to element. A single one may come without
   its array. */
void quatrix_json_init_list(struct quatrix_json *json, const struct quatrix_json_model *model,
                            void *element);

/**
 * Decode buf[json->scan.pos .. len).
 *
 * @return QUATRIX_PENDING  more is needed; bytes from quatrix_json_scan_keep() on must stay
 *         QUATRIX_OK       the object, or the list, is complete (white space may follow)
 *         QUATRIX_READY    an element of the list is complete; call again with the same buffer
 *         QUATRIX_SKIPPED  an element was passed over, json->reason says why; the same
 *         QUATRIX_E_JSON, QUATRIX_E_DEPTH, QUATRIX_E_TYPE, QUATRIX_E_RANGE, QUATRIX_E_DUPLICATE
 *         QUATRIX_E_SPACE  a text or a nested value is too large, json->member names it
 */
enum quatrix_status quatrix_json_feed(struct quatrix_json *json, const uint8_t *buf, size_t len);

/* The buffer is full of a single value, buf[0 .. len): cut it where its row allows that, and pass
   what is not wanted. QUATRIX_OK: the whole buffer is free again; else QUATRIX_E_SPACE. What is cut
   has filled its row, to within one character: the size of the buffer decides no more than that. Also
   marked as cut is one that ends where the buffer does. */
enum quatrix_status quatrix_json_overflow(struct quatrix_json *json, const uint8_t *buf,
                                          size_t len);

/* The text has ended. QUATRIX_OK when it was one whole value, or nothing but white space, and what the
   model needs is there; else QUATRIX_E_JSON (also of a bare number with nothing behind it, which might
   have gone on) or QUATRIX_E_MISSING. */
enum quatrix_status quatrix_json_finish(struct quatrix_json *json);

#endif
