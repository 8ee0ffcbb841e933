/* SPDX-License-Identifier: MIT */
/* What this process holds: heap, pages, descriptors, threads, and the deepest its stack has been. */
#ifndef GAUGE_H
#define GAUGE_H

#include <stddef.h>

struct gauge {
    size_t heap;        /* bytes in use */
    size_t resident;    /* bytes of memory that are there */
    size_t descriptors; /* open ones */
    size_t threads;
    size_t stack; /* most bytes used of the stack of gauge_run() */
};

/* Call run() in a thread of its own, on a stack that remembers how deep it was used. Returns false where the system
   has no thread to give. */
_Bool gauge_run(void (*run)(void));

struct gauge gauge_read(void);

#endif
