/* SPDX-License-Identifier: MIT */
/**
 * @file
 * --trace: the wire on stderr, "> " before a line sent, "< " before a line received.
 */
#ifndef QUATRIX_CLI_TRACE_H
#define QUATRIX_CLI_TRACE_H

#include "escape.h"
#include <stdbool.h>
#include <stddef.h>

/** Zero it to begin. */
struct trace {
    struct escape escape;
    bool open; /**< In the middle of a line. */
    bool sent; /**< Direction of that line. */
    bool cr;   /**< A CR is kept back: printed unless LF follows. */
};

/** For quatrix_client_trace(); ctx is a struct trace. The library has redacted the text. */
void trace_wire(void *ctx, bool sent, const char *text, size_t len);

/** End an open line, so that something else can be printed. */
void trace_flush(struct trace *trace);

#endif
