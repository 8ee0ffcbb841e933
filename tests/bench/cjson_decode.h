/* SPDX-License-Identifier: MIT */
/* cJSON into the structs of the library. False: it is no such thing. */
#ifndef CJSON_DECODE_H
#define CJSON_DECODE_H

#include <quatrix/profile.h>
#include <quatrix/user.h>

struct cJSON;

bool cjson_decode_profile(const char *json, size_t len, struct quatrix_profile *profile);
bool cjson_decode_set_reply(const char *json, size_t len, struct quatrix_profile_set_reply *reply);

/* One element of a list. */
bool cjson_decode_user(const struct cJSON *json, struct quatrix_user *user);

/* The members whose bit is set, as text for free(). NULL: no memory. */
char *cjson_encode_set(const struct quatrix_profile_set_request *request);

#endif
