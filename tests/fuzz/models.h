/* SPDX-License-Identifier: MIT */
/*
 * The models of the library, as the operations of tests/call/ name them: tables that are private to their
 * files are found by starting each operation. And what holds for any struct that was decoded.
 */
#ifndef MODELS_H
#define MODELS_H

#include "json/request.h"

/* What an operation is answered. */
struct fuzz_model {
    const struct quatrix_json_model *model;
    const struct quatrix_json_model *element; /* of the list in it; NULL: there is none */
    bool list;                                /* the reply is an array of them */
    const char *golden;                       /* an example */
};

/* What one asks. */
struct fuzz_form {
    const struct quatrix_form *form;
    bool query; /* sent as a query */
};

/* Each once. There are some dozens. */
const struct fuzz_model *fuzz_replies(size_t *count);
const struct fuzz_form *fuzz_requests(size_t *count);

/* That of struct quatrix_error. */
const struct quatrix_json_model *fuzz_error_model(void);

/* Bytes of a struct: as the model says, or to the end of its last row. */
size_t fuzz_struct_size(const struct quatrix_json_model *model);

/* A struct that was decoded: members without their bit are zero, texts end, are UTF-8 and as long as they
   claim, arrays hold no more than they have room for, JSON is JSON; so are the structs in it. */
void fuzz_check_struct(const struct quatrix_json_model *model, const uint8_t *base);

/* Write it as JSON that says the same. Answers its length. */
size_t fuzz_write_struct(const struct quatrix_json_model *model, const uint8_t *base, uint8_t *buf,
                         size_t size);

/* What decoding that gives: nothing is cut, and no element is left over. */
void fuzz_forget_cuts(const struct quatrix_json_model *model, uint8_t *base);

#endif
