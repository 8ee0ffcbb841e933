/* SPDX-License-Identifier: MIT */
/** @file From the command line and the environment. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
    const char *csv;
    const char *out; /**< Folder of credentials and journal. */
    bool dry_run;
    bool reissue;

    const char *host;
    uint16_t port;
    const char *ca;       /**< File. */
    const char *user;     /**< NULL: there is an API key. */
    const char *password; /**< NULL: see password_file. */
    const char *password_file;
    const char *api_key;
};

/** False: nothing can be done with them, and standard error says why (or shows the usage). */
bool options_read(struct options *options, int argc, char **argv);

#endif
