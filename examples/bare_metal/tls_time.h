/* SPDX-License-Identifier: MIT */
/** @file Time for mbedTLS where it is configured to have some; included by its configuration. */
#ifndef TLS_TIME_H
#define TLS_TIME_H

#include <stdint.h>

/** Seconds from any start: mbedTLS only takes differences. */
int64_t tls_time(int64_t *seconds);

#endif
