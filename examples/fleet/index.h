/* SPDX-License-Identifier: MIT */
/** @file Devices by e-mail address. ASCII letters of either case are the same. */
#ifndef INDEX_H
#define INDEX_H

#include "devices.h"

/** Sort them; once in a program. twice() is told of each address that another device has already. */
void index_build(const struct devices *devices,
                 void (*twice)(void *ctx, const struct device *device, const struct device *first),
                 void *ctx);

/** NULL: no device has that address. */
struct device *index_find(const char *email);

#endif
