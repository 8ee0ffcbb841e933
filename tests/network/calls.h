/* SPDX-License-Identifier: MIT */
/* The calls that a line of client.c's input can ask for. */
#ifndef CALLS_H
#define CALLS_H

#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

#include <inttypes.h>
#include <stdio.h>

#define WORDS_MAX 8

extern struct quatrix_posix posix;
extern struct quatrix_tls tls;
extern struct quatrix_client client;

struct call {
    const char *name;
    int words; /* with its name */
    enum quatrix_status (*run)(char **words);
};

/* Ends with an entry without a name. */
extern const struct call account_calls[];
extern const struct call file_calls[];

/* Pull a list to its end and print how many elements it had. Returns QUATRIX_OK, or what it ended with. */
enum quatrix_status calls_count(enum quatrix_status status);

/* Whose credentials log in, also by themselves where a session has ended. Texts are copied. */
extern const struct quatrix_relogin relogin;

#endif
