/* SPDX-License-Identifier: MIT */
#include "limit_decode.h"

#include "limit_members.h"

static jsmntok_t tokens[TOKENS + 1];

static bool take_set(struct object *o, const char *name, size_t len, void *out)
{
    struct quatrix_profile_set_reply *r = out;

    switch (len) {
    case 4:
        return IS("name") ? text(o, QUATRIX_PROFILE_SET_NAME, r->name, sizeof r->name) : true;
    case 5:
        return IS("email") ? text_whole(o, QUATRIX_PROFILE_SET_EMAIL, r->email, sizeof r->email)
                           : true;
    case 8:
        return IS("language") ? word(o, QUATRIX_PROFILE_SET_LANGUAGE, &r->language) : true;
    case 17:
        return IS("message_signature") ? text(o, QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE,
                                              r->message_signature, sizeof r->message_signature)
                                       : true;
    default:
        return true;
    }
}

bool limit_decode_set_reply(const char *json, size_t len, struct quatrix_profile_set_reply *reply)
{
    struct object object = { .json = json };
    jsmn_parser parser;
    int count;

    jsmn_init(&parser);
    count = jsmn_parse(&parser, json, len, tokens, TOKENS);
    if (count < 1 || tokens[0].type != JSMN_OBJECT) {
        return false;
    }
    tokens[count].start = tokens[0].end;
    memset(reply, 0, sizeof *reply);
    if (!members(&object, tokens, take_set, reply)) {
        return false;
    }
    reply->present = object.present;
    reply->truncated = object.truncated;
    return true;
}
