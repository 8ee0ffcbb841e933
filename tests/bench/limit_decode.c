/* SPDX-License-Identifier: MIT */
/*
 * jsmn over the whole text, strict, then one walk over the tokens. The struct comes out as the
 * library would fill it. Unlike there the JSON grammar is checked no further than jsmn does, and
 * neither UTF-8 nor duplicate members are looked at.
 */
#include "limit_decode.h"

#include <string.h>

#define JSMN_STATIC
#define JSMN_STRICT
#include <jsmn.h>

enum { TOKENS = 160 };

/* One object that is being filled: its masks, and the value of one of its members. */
struct object {
    const char *json;
    const jsmntok_t *value;
    uint64_t present;
    uint64_t truncated;
};

static size_t length(const jsmntok_t *token)
{
    return (size_t)(token->end - token->start);
}

static bool is_null(const struct object *o)
{
    return o->value->type == JSMN_PRIMITIVE && o->json[o->value->start] == 'n';
}

/* Past a value and all that is in it. */
static const jsmntok_t *next(const jsmntok_t *token)
{
    const jsmntok_t *after = token + 1;

    if (token->type == JSMN_OBJECT || token->type == JSMN_ARRAY) {
        while (after->start < token->end) { /* the last token is followed by one far behind */
            after++;
        }
    }
    return after;
}

static bool hex4(const char *s, const char *end, uint32_t *unit)
{
    if (end - s < 4) {
        return false;
    }
    *unit = 0;
    for (int i = 0; i < 4; i++) { /* jsmn has checked the digits */
        uint32_t c = (uint8_t)s[i];
        *unit = *unit << 4 | (c <= '9' ? c - '0' : (c | 0x20U) - 'a' + 10);
    }
    return true;
}

/* \uXXXX, or two for a character beyond U+FFFF. Returns the end of it, NULL if it is wrong. */
static const char *unicode(const char *s, const char *end, char utf8[4], size_t *n)
{
    uint32_t code;
    uint32_t low;

    if (!hex4(s, end, &code) || code == 0 || (code >= 0xDC00 && code <= 0xDFFF)) {
        return NULL;
    }
    s += 4;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (end - s < 6 || s[0] != '\\' || s[1] != 'u' || !hex4(s + 2, end, &low) || low < 0xDC00 ||
            low > 0xDFFF) {
            return NULL;
        }
        code = 0x10000 + ((code & 0x3FFU) << 10 | (low & 0x3FFU));
        s += 6;
    }
    if (code < 0x80) {
        utf8[0] = (char)code;
        *n = 1;
    } else if (code < 0x800) {
        utf8[0] = (char)(0xC0U | code >> 6);
        utf8[1] = (char)(0x80U | (code & 0x3FU));
        *n = 2;
    } else if (code < 0x10000) {
        utf8[0] = (char)(0xE0U | code >> 12);
        utf8[1] = (char)(0x80U | (code >> 6 & 0x3FU));
        utf8[2] = (char)(0x80U | (code & 0x3FU));
        *n = 3;
    } else {
        utf8[0] = (char)(0xF0U | code >> 18);
        utf8[1] = (char)(0x80U | (code >> 12 & 0x3FU));
        utf8[2] = (char)(0x80U | (code >> 6 & 0x3FU));
        utf8[3] = (char)(0x80U | (code & 0x3FU));
        *n = 4;
    }
    return s;
}

/* Returns the end of the escape at s, NULL if it is wrong. */
static const char *escape(const char *s, const char *end, char utf8[4], size_t *n)
{
    char c = s[1]; /* jsmn lets no string end with a backslash */

    *n = 1;
    switch (c) {
    case 'b':
        utf8[0] = '\b';
        return s + 2;
    case 'f':
        utf8[0] = '\f';
        return s + 2;
    case 'n':
        utf8[0] = '\n';
        return s + 2;
    case 'r':
        utf8[0] = '\r';
        return s + 2;
    case 't':
        utf8[0] = '\t';
        return s + 2;
    case 'u':
        return unicode(s + 2, end, utf8, n);
    default:
        utf8[0] = c;
        return s + 2;
    }
}

/* A string with escapes. *whole: all of it fitted. */
static bool unescape(const char *s, const char *end, char *out, size_t size, bool *whole)
{
    size_t room = size - 1;

    *whole = true;
    while (s < end) {
        char utf8[4] = { *s };
        size_t n = 1;
        const char *after = s + 1;
        if (*s == '\\') {
            after = escape(s, end, utf8, &n);
            if (after == NULL) {
                return false;
            }
        } else { /* what belongs to a character stays together */
            while (after < end && n < 4 && ((uint8_t)*after & 0xC0U) == 0x80U) {
                utf8[n++] = *after++;
            }
        }
        if (n > room) {
            *whole = false;
            break;
        }
        memcpy(out, utf8, n);
        out += n;
        room -= n;
        s = after;
    }
    *out = 0;
    return true;
}

static bool copy_text(const char *s, size_t len, char *out, size_t size, bool *whole)
{
    if (len < size && memchr(s, '\\', len) == NULL) {
        memcpy(out, s, len);
        out[len] = 0;
        *whole = true;
        return true;
    }
    return unescape(s, s + len, out, size, whole);
}

/* Text that may be cut. */
static bool text(struct object *o, unsigned member, char *out, size_t size)
{
    bool whole;

    if (is_null(o)) {
        return true;
    }
    if (o->value->type != JSMN_STRING ||
        !copy_text(o->json + o->value->start, length(o->value), out, size, &whole)) {
        return false;
    }
    o->present |= QUATRIX_BIT(member);
    if (!whole) {
        o->truncated |= QUATRIX_BIT(member);
    }
    return true;
}

static bool text_whole(struct object *o, unsigned member, char *out, size_t size)
{
    return text(o, member, out, size) && !quatrix_has(o->truncated, member);
}

/* An empty identifier is as good as none. */
static bool id(struct object *o, unsigned member, struct quatrix_id *out)
{
    if (length(o->value) == 0) {
        return o->value->type == JSMN_STRING;
    }
    return text_whole(o, member, out->text, sizeof out->text);
}

static bool word(struct object *o, unsigned member, struct quatrix_word *out)
{
    return text(o, member, out->text, sizeof out->text);
}

static bool truth(struct object *o, unsigned member, bool *out)
{
    const char *s = o->json + o->value->start;
    size_t len = length(o->value);

    if (is_null(o)) {
        return true;
    }
    if (o->value->type == JSMN_PRIMITIVE && len == 4 && memcmp(s, "true", 4) == 0) {
        *out = true;
    } else if (o->value->type == JSMN_PRIMITIVE && len == 5 && memcmp(s, "false", 5) == 0) {
        *out = false;
    } else if (o->value->type == JSMN_STRING && len == 1 && (s[0] == 'Y' || s[0] == 'N')) {
        *out = s[0] == 'Y';
    } else {
        return false;
    }
    o->present |= QUATRIX_BIT(member);
    return true;
}

/* Digits, as a negative number, since those reach further by one. Returns where they end. */
static const char *digits(const char *s, const char *end, int64_t *value)
{
    for (; s < end && *s >= '0' && *s <= '9'; s++) {
        int digit = *s - '0';
        if (*value < (INT64_MIN + digit) / 10) {
            return NULL;
        }
        *value = *value * 10 - digit;
    }
    return s;
}

/* A number in units of 10^-places; what is finer is dropped. Without exponents. */
static bool number_in(struct object *o, unsigned member, int places, int64_t *out)
{
    const char *s = o->json + o->value->start;
    const char *end = o->json + o->value->end;
    bool negative;
    int64_t value = 0;

    if (is_null(o)) {
        return true;
    }
    if (o->value->type != JSMN_PRIMITIVE) {
        return false;
    }
    negative = *s == '-';
    s += negative;
    if (s == end || *s < '0' || *s > '9') {
        return false;
    }
    s = digits(s, end, &value);
    if (s == NULL) {
        return false;
    }
    if (s < end && *s == '.') {
        const char *limit = ++s + places;
        const char *fraction = digits(s, limit < end ? limit : end, &value);
        if (fraction == NULL) {
            return false;
        }
        places -= (int)(fraction - s);
        for (s = fraction; s < end && *s >= '0' && *s <= '9'; s++) {
            if (*s != '0') {
                o->truncated |= QUATRIX_BIT(member);
            }
        }
    }
    for (; places > 0; places--) {
        if (value < INT64_MIN / 10) {
            return false;
        }
        value *= 10;
    }
    if (s != end || (!negative && value == INT64_MIN)) {
        return false;
    }
    *out = negative ? value : -value;
    o->present |= QUATRIX_BIT(member);
    return true;
}

static bool number(struct object *o, unsigned member, int64_t *out)
{
    return number_in(o, member, 0, out);
}

static bool time_us(struct object *o, unsigned member, int64_t *out)
{
    return number_in(o, member, 6, out);
}

/* The value of a member is the current one; false ends the decoding. */
typedef bool take_member(struct object *o, const char *name, size_t len, void *out);

static bool members(struct object *o, const jsmntok_t *token, take_member *take, void *out)
{
    const jsmntok_t *name = token + 1;

    for (int i = 0; i < token->size; i++) {
        if (name->type != JSMN_STRING || name->size != 1) {
            return false;
        }
        o->value = name + 1;
        if (!take(o, o->json + name->start, length(name), out)) {
            return false;
        }
        name = next(name + 1);
    }
    return true;
}

#define IS(text_) (memcmp(name, (text_), sizeof(text_) - 1) == 0)

static bool take_service(struct object *o, const char *name, size_t len, void *out)
{
    struct quatrix_service *service = out;

    if (len == 2 && IS("id")) {
        return id(o, QUATRIX_SERVICE_ID, &service->id);
    }
    if (len == 11 && IS("service_key")) {
        return word(o, QUATRIX_SERVICE_SERVICE_KEY, &service->service_key);
    }
    return true;
}

static bool services(struct object *o, unsigned member, struct quatrix_services *out)
{
    const jsmntok_t *element = o->value + 1;

    if (is_null(o)) {
        return true;
    }
    if (o->value->type != JSMN_ARRAY) {
        return false;
    }
    o->present |= QUATRIX_BIT(member);
    for (int i = 0; i < o->value->size; i++, element = next(element)) {
        struct object sub = { .json = o->json };
        struct quatrix_service *service = &out->item[out->count.kept];
        out->count.total++;
        if (out->count.kept == QUATRIX_SERVICES_MAX) {
            o->truncated |= QUATRIX_BIT(member);
            continue;
        }
        out->count.kept++;
        if (element->type != JSMN_OBJECT || !members(&sub, element, take_service, service)) {
            return false;
        }
        service->present = sub.present;
        service->truncated = sub.truncated;
    }
    return true;
}

static bool take_share_type(struct object *o, const char *name, size_t len, void *out)
{
    struct quatrix_share_types *types = out;

    if (len == 16 && IS("restricted_share")) {
        return truth(o, QUATRIX_SHARE_TYPES_RESTRICTED_SHARE, &types->restricted_share);
    }
    if (len == 12 && IS("public_share")) {
        return truth(o, QUATRIX_SHARE_TYPES_PUBLIC_SHARE, &types->public_share);
    }
    if (len == 13 && IS("tracked_share")) {
        return truth(o, QUATRIX_SHARE_TYPES_TRACKED_SHARE, &types->tracked_share);
    }
    return true;
}

static bool share_types(struct object *o, unsigned member, struct quatrix_share_types *out)
{
    struct object sub = { .json = o->json };

    if (is_null(o)) {
        return true;
    }
    if (o->value->type != JSMN_OBJECT || !members(&sub, o->value, take_share_type, out)) {
        return false;
    }
    out->present = sub.present;
    out->truncated = sub.truncated;
    o->present |= QUATRIX_BIT(member);
    return true;
}

static bool factors(struct object *o, unsigned member, struct quatrix_factors *out)
{
    const jsmntok_t *element = o->value + 1;

    if (is_null(o)) {
        return true;
    }
    if (o->value->type != JSMN_ARRAY) {
        return false;
    }
    o->present |= QUATRIX_BIT(member);
    for (int i = 0; i < o->value->size; i++, element = next(element)) {
        struct quatrix_word *item = &out->item[out->count.kept];
        bool whole;
        out->count.total++;
        if (out->count.kept == QUATRIX_FACTORS_MAX) {
            o->truncated |= QUATRIX_BIT(member);
            continue;
        }
        out->count.kept++;
        if (element->type != JSMN_STRING || !copy_text(o->json + element->start, length(element),
                                                       item->text, sizeof item->text, &whole)) {
            return false;
        }
        if (!whole) {
            o->truncated |= QUATRIX_BIT(member);
        }
    }
    return true;
}

/* By length, then by name. An unknown member is passed over. */
static bool take_profile(struct object *o, const char *name, size_t len, void *out)
{
    struct quatrix_profile *p = out;

    switch (len) {
    case 2:
        return IS("id") ? id(o, QUATRIX_PROFILE_ID, &p->id) : true;
    case 3:
        return IS("uid")   ? number(o, QUATRIX_PROFILE_UID, &p->uid)
               : IS("gid") ? number(o, QUATRIX_PROFILE_GID, &p->gid)
                           : true;
    case 4:
        return IS("name")   ? text(o, QUATRIX_PROFILE_NAME, p->name, sizeof p->name)
               : IS("plan") ? word(o, QUATRIX_PROFILE_PLAN, &p->plan)
                            : true;
    case 5:
        return IS("email")   ? text_whole(o, QUATRIX_PROFILE_EMAIL, p->email, sizeof p->email)
               : IS("quota") ? number(o, QUATRIX_PROFILE_QUOTA, &p->quota)
                             : true;
    case 6:
        return IS("status") ? word(o, QUATRIX_PROFILE_STATUS, &p->status) : true;
    case 7:
        return IS("home_id")   ? id(o, QUATRIX_PROFILE_HOME_ID, &p->home_id)
               : IS("created") ? time_us(o, QUATRIX_PROFILE_CREATED, &p->created)
               : IS("has_key") ? truth(o, QUATRIX_PROFILE_HAS_KEY, &p->has_key)
                               : true;
    case 8:
        return IS("language")   ? word(o, QUATRIX_PROFILE_LANGUAGE, &p->language)
               : IS("modified") ? time_us(o, QUATRIX_PROFILE_MODIFIED, &p->modified)
               : IS("services") ? services(o, QUATRIX_PROFILE_SERVICES, &p->services)
               : IS("sftp_url")
                   ? text_whole(o, QUATRIX_PROFILE_SFTP_URL, p->sftp_url, sizeof p->sftp_url)
                   : true;
    case 10:
        return IS("operations")   ? number(o, QUATRIX_PROFILE_OPERATIONS, &p->operations)
               : IS("is_contact") ? truth(o, QUATRIX_PROFILE_IS_CONTACT, &p->is_contact)
               : IS("channel_id") ? id(o, QUATRIX_PROFILE_CHANNEL_ID, &p->channel_id)
               : IS("account_id") ? id(o, QUATRIX_PROFILE_ACCOUNT_ID, &p->account_id)
               : IS("storage_id") ? id(o, QUATRIX_PROFILE_STORAGE_ID, &p->storage_id)
               : IS("sftp_login")
                   ? text(o, QUATRIX_PROFILE_SFTP_LOGIN, p->sftp_login, sizeof p->sftp_login)
               : IS("enable_pgp") ? truth(o, QUATRIX_PROFILE_ENABLE_PGP, &p->enable_pgp)
                                  : true;
    case 11:
        return IS("super_admin")   ? truth(o, QUATRIX_PROFILE_SUPER_ADMIN, &p->super_admin)
               : IS("pgp_enabled") ? truth(o, QUATRIX_PROFILE_PGP_ENABLED, &p->pgp_enabled)
               : IS("outgoing_id") ? id(o, QUATRIX_PROFILE_OUTGOING_ID, &p->outgoing_id)
               : IS("incoming_id") ? id(o, QUATRIX_PROFILE_INCOMING_ID, &p->incoming_id)
               : IS("share_types") ? share_types(o, QUATRIX_PROFILE_SHARE_TYPES, &p->share_types)
               : IS("forced_auth") ? factors(o, QUATRIX_PROFILE_FORCED_AUTH, &p->forced_auth)
                                   : true;
    case 12:
        return IS("unique_login")
                   ? text(o, QUATRIX_PROFILE_UNIQUE_LOGIN, p->unique_login, sizeof p->unique_login)
               : IS("auth_methods") ? factors(o, QUATRIX_PROFILE_AUTH_METHODS, &p->auth_methods)
                                    : true;
    case 13:
        return IS("max_file_size") ? number(o, QUATRIX_PROFILE_MAX_FILE_SIZE, &p->max_file_size)
                                   : true;
    case 14:
        return IS("account_status") ? word(o, QUATRIX_PROFILE_ACCOUNT_STATUS, &p->account_status)
                                    : true;
    case 17:
        return IS("message_signature") ? text(o, QUATRIX_PROFILE_MESSAGE_SIGNATURE,
                                              p->message_signature, sizeof p->message_signature)
                                       : true;
    case 19:
        return IS("max_files_per_share")
                   ? number(o, QUATRIX_PROFILE_MAX_FILES_PER_SHARE, &p->max_files_per_share)
                   : true;
    default:
        return true;
    }
}

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

static jsmntok_t tokens[TOKENS + 1];

/* Into a zeroed struct. */
static bool decode(const char *json, size_t len, take_member *take, void *out,
                   struct object *object)
{
    jsmn_parser parser;
    int count;

    *object = (struct object){ .json = json };
    jsmn_init(&parser);
    count = jsmn_parse(&parser, json, len, tokens, TOKENS);
    if (count < 1 || tokens[0].type != JSMN_OBJECT) {
        return false;
    }
    tokens[count].start = tokens[0].end;
    return members(object, tokens, take, out);
}

bool limit_decode_profile(const char *json, size_t len, struct quatrix_profile *profile)
{
    struct object object;

    memset(profile, 0, sizeof *profile);
    if (!decode(json, len, take_profile, profile, &object)) {
        return false;
    }
    profile->present = object.present;
    profile->truncated = object.truncated;
    return true;
}

bool limit_decode_set_reply(const char *json, size_t len, struct quatrix_profile_set_reply *reply)
{
    struct object object;

    memset(reply, 0, sizeof *reply);
    if (!decode(json, len, take_set, reply, &object)) {
        return false;
    }
    reply->present = object.present;
    reply->truncated = object.truncated;
    return true;
}

bool limit_tokenize(const char *json, size_t len)
{
    jsmn_parser parser;

    jsmn_init(&parser);
    return jsmn_parse(&parser, json, len, tokens, TOKENS) > 0;
}
