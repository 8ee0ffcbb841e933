/* SPDX-License-Identifier: MIT */
/** @file What is said in the end: why it failed, or how much memory it took. */
#ifndef REPORT_H
#define REPORT_H

#include "outside.h"

/** One line: step, reason, phase, HTTP status, the server's words. */
void report_failure(struct scenario *s, enum quatrix_status status);

/** A table of what the buffers were, and how much of them was used. */
void report_memory(struct scenario *s);

#endif
