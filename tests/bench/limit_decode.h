/* SPDX-License-Identifier: MIT */
#ifndef LIMIT_DECODE_H
#define LIMIT_DECODE_H

#include <quatrix/profile.h>

/* A whole profile, with the meaning the public header gives to each member. False: it is none. */
bool limit_decode_profile(const char *json, size_t len, struct quatrix_profile *profile);

/* Likewise the answer to a change of it. */
bool limit_decode_set_reply(const char *json, size_t len, struct quatrix_profile_set_reply *reply);

/* Tokens of a user, which nobody looks at. False: it is none. */
bool limit_tokenize(const char *json, size_t len);

#endif
