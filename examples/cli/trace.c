/* SPDX-License-Identifier: MIT */
/* Fragments become lines; CR LF ends one, and so does a change of direction. */
#include "trace.h"

static void put(struct trace *trace, bool sent, const char *text, size_t len)
{
    if (!trace->open) {
        (void)fputs(sent ? "> " : "< ", stderr);
        trace->open = true;
        trace->sent = sent;
    }
    escape_piece(&trace->escape, stderr, text, len, ESCAPE_LINE);
}

static void end_line(struct trace *trace, bool sent)
{
    put(trace, sent, "", 0);
    escape_end(&trace->escape, stderr, ESCAPE_LINE);
    (void)fputc('\n', stderr);
    trace->open = false;
    trace->cr = false;
}

void trace_flush(struct trace *trace)
{
    if (trace->cr) {
        put(trace, trace->sent, "\r", 1);
    }
    if (trace->open) {
        end_line(trace, trace->sent);
    }
    trace->cr = false;
}

static void one(struct trace *trace, bool sent, const char *byte)
{
    if (*byte == '\n') {
        end_line(trace, sent);
        return;
    }
    if (trace->cr) {
        put(trace, sent, "\r", 1);
        trace->cr = false;
    }
    if (*byte == '\r') {
        trace->cr = true;
        trace->sent = sent;
    } else {
        put(trace, sent, byte, 1);
    }
}

void trace_wire(void *ctx, bool sent, const char *text, size_t len)
{
    struct trace *trace = ctx;

    if ((trace->open || trace->cr) && trace->sent != sent) {
        trace_flush(trace);
    }
    for (size_t i = 0; i < len; i++) {
        one(trace, sent, &text[i]);
    }
}
