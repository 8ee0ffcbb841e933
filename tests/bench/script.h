/* SPDX-License-Identifier: MIT */
/* A transport that takes any request and answers it with one text, in pieces of 1,024 bytes, as a device with
   small records would get it. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <quatrix/transport.h>

struct quatrix_transport *script_start(const char *text, size_t len);

#endif
