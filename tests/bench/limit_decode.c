/* SPDX-License-Identifier: MIT */
#include "limit_decode.h"

#include "limit_members.h"

/* An empty identifier is as good as none. */
static bool id(struct object *o, unsigned member, struct quatrix_id *out)
{
    if (length(o->value) == 0) {
        return o->value->type == JSMN_STRING;
    }
    return text_whole(o, member, out->text, sizeof out->text);
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

bool limit_decode_profile(const char *json, size_t len, struct quatrix_profile *profile)
{
    static jsmntok_t tokens[TOKENS + 1];
    struct object object = { .json = json };
    jsmn_parser parser;
    int count;

    jsmn_init(&parser);
    count = jsmn_parse(&parser, json, len, tokens, TOKENS);
    if (count < 1 || tokens[0].type != JSMN_OBJECT) {
        return false;
    }
    tokens[count].start = tokens[0].end;
    memset(profile, 0, sizeof *profile);
    if (!members(&object, tokens, take_profile, profile)) {
        return false;
    }
    profile->present = object.present;
    profile->truncated = object.truncated;
    return true;
}
