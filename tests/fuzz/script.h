/* SPDX-License-Identifier: MIT */
/* What a server says, out of an input, for the scripted transport of tests/call/. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "call/bench.h"
#include "fuzz.h"

/* How the transport behaves: nine bytes. */
void fuzz_transport(struct bench *b, struct fuzz_input *in);

/* The rest of the input as replies, "%%" between them. A connection that is made anew goes on with the
   next one. The input must stay. */
void fuzz_replies_of(struct bench *b, const uint8_t *text, size_t len);

/* The library kept the contract of quatrix/transport.h. */
void fuzz_check_contract(struct bench *b);

/* Whatever has happened, the client can be used: it logs in, with success. */
void fuzz_use_again(struct bench *b);

#endif
