/* SPDX-License-Identifier: MIT */
#ifndef LIMIT_ENCODE_H
#define LIMIT_ENCODE_H

#include <quatrix/profile.h>

/* The members whose bit is set, as a JSON object without a NUL. Returns its length; 0: too long. */
size_t limit_encode_set(const struct quatrix_profile_set_request *request, char *buf, size_t size);

#endif
