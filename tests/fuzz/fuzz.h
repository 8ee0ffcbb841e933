/* SPDX-License-Identifier: MIT */
/*
 * What the targets share. A target is a file fuzz_NAME.c with
 *
 *     int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
 *
 * which takes the input apart, has the library work on it, and checks what came out. It is linked with
 * an engine (libFuzzer, AFL++) that makes inputs up, or with standalone.c, which has those of a corpus.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <quatrix/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Inputs beyond this are passed over: more of the same, and slow. */
enum { FUZZ_INPUT_MAX = 16384 };

/* End the program, which engines take for a find, unless it holds. */
#define FUZZ_CHECK(holds) fuzz_check((holds), #holds, __FILE__, __LINE__)
void fuzz_check(bool holds, const char *text, const char *file, int line);

/* Have cmocka's checks end the program where engines see it. */
void fuzz_abort_on_failure(void);

/* The status is one that a call with valid arguments may end with, whatever the server says; or one of
   `also`. */
void fuzz_check_documented(enum quatrix_status status, const enum quatrix_status *also,
                           size_t count);

/* --- the input --- */

/* Bytes that say how to go about it come first, what is read as text comes behind them. */
struct fuzz_input {
    const uint8_t *at;
    size_t left;
};

uint8_t fuzz_byte(struct fuzz_input *in);                    /* 0 behind the end */
uint32_t fuzz_number(struct fuzz_input *in, uint32_t below); /* of one byte */
bool fuzz_bit(uint8_t byte, unsigned bit);

/* The next len bytes, or what is left of them, in a block of exactly their number and a NUL behind it if
   asked for; so that sanitizers see a step beyond. To be freed. */
uint8_t *fuzz_block(const uint8_t *bytes, size_t len);
char *fuzz_text(struct fuzz_input *in, size_t len); /* ends where the first NUL is */

/* Change a text of len bytes, in room for more, as the rest of the input says: up to 64 replaced,
   one inserted, some removed or repeated, one change for each four bytes. Answers the new length. */
size_t fuzz_edit(struct fuzz_input *in, uint8_t *text, size_t len, size_t room);

/* --- slices --- */

/* How a text is cut into pieces, by one byte: 0 not at all; up to 127, pieces of so many bytes; above,
   of changing sizes up to that number less 127. */
enum { FUZZ_WHOLE = 0, FUZZ_BYTEWISE = 1 };
struct fuzz_slices {
    uint8_t how;
    uint32_t state;
};

void fuzz_slices(struct fuzz_slices *slices, uint8_t how);
size_t fuzz_slice(struct fuzz_slices *slices, size_t left); /* 1 to left */

/* --- a record of what happened, for comparison --- */

struct fuzz_log {
    size_t len;
    uint8_t bytes[8 * FUZZ_INPUT_MAX];
};

void fuzz_log(struct fuzz_log *log, const void *bytes, size_t len);
void fuzz_log_number(struct fuzz_log *log, uint64_t number);
bool fuzz_log_equal(const struct fuzz_log *a, const struct fuzz_log *b);

#endif
