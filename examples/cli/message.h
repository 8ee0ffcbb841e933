/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Lines on stderr, each begun with "quatrix: ".
 */
#ifndef QUATRIX_CLI_MESSAGE_H
#define QUATRIX_CLI_MESSAGE_H

#if defined(__GNUC__)
#define MESSAGE_FORMAT __attribute__((format(printf, 1, 2)))
#else
#define MESSAGE_FORMAT
#endif

/** Say what is wrong. The text comes from the caller or the command line, not from a server. */
void message(const char *format, ...) MESSAGE_FORMAT;

/** The same, begun with "warning: ". */
void warning(const char *format, ...) MESSAGE_FORMAT;

#endif
