/* SPDX-License-Identifier: MIT */
/** @file Text for people. What could steer a terminal is shown as "?": it may come from a server or a file. */
#ifndef SAY_H
#define SAY_H

#include <stdio.h>

#ifdef __GNUC__
#define SAY_FORMAT(at) __attribute__((format(printf, at, (at) + 1)))
#else
#define SAY_FORMAT(at)
#endif

/** One line to standard error, "fleet: ..." */
void say(const char *format, ...) SAY_FORMAT(1);

/** Text to a stream, without an end of line. */
void say_to(FILE *stream, const char *format, ...) SAY_FORMAT(2);

#endif
