/* SPDX-License-Identifier: MIT */
/** @file What the parts of the host program share. */
#ifndef HOST_H
#define HOST_H

#include "scenario.h"

/** From the command line and the environment. */
struct host_options {
    const char *host;
    uint16_t port;
    const char *ca;        /**< File. */
    const char *store;     /**< Folder. */
    const char *operator_; /**< Program that reads the image; NULL: ask at the terminal. */
    const char *name;
    const char *language;
    const char *signature;
};

/** False: nothing can be done with them, and standard error says why (or shows the usage). */
bool host_options_read(struct host_options *options, int argc, char **argv);

/** One line to standard error, "provision: ..." */
void host_message(const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 1, 2)))
#endif
    ;

#endif
