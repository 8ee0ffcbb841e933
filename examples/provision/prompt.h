/* SPDX-License-Identifier: MIT */
/** @file Ask at the controlling terminal, without echo. */
#ifndef PROMPT_H
#define PROMPT_H

#include <stdbool.h>
#include <stddef.h>

/** A line that is not empty. False: there is no terminal, or nothing fitting was entered; standard
    error says which. */
bool prompt_silently(const char *question, char *text, size_t size);

#endif
