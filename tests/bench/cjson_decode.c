/* SPDX-License-Identifier: MIT */
/* As one writes it by hand: parse all of it into a tree, look each member up by its name, free the tree. */
#include "cjson_decode.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

/* One object that is being filled: its masks; false once a member is of a wrong type. */
struct object {
    const cJSON *json;
    uint64_t present;
    uint64_t truncated;
    bool good;
};

/* A member that has a value; NULL: it has none. */
static const cJSON *get(const struct object *o, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o->json, name);

    return cJSON_IsNull(item) ? NULL : item;
}

static void cut(struct object *o, unsigned member, const cJSON *item, char *out, size_t size)
{
    size_t len = strlen(item->valuestring);

    if (len >= size) {
        len = size - 1;
        while (len > 0 && ((uint8_t)item->valuestring[len] & 0xC0U) == 0x80U) {
            len--; /* not inside a character */
        }
        o->truncated |= QUATRIX_BIT(member);
    }
    memcpy(out, item->valuestring, len);
    out[len] = 0;
}

static void text(struct object *o, unsigned member, const char *name, char *out, size_t size)
{
    const cJSON *item = get(o, name);

    if (item == NULL) {
        return;
    }
    if (!cJSON_IsString(item)) {
        o->good = false;
        return;
    }
    cut(o, member, item, out, size);
    o->present |= QUATRIX_BIT(member);
}

static void id(struct object *o, unsigned member, const char *name, struct quatrix_id *out)
{
    text(o, member, name, out->text, sizeof out->text);
    if (out->text[0] == 0) {
        o->present &= ~QUATRIX_BIT(member);
    }
}

static void word(struct object *o, unsigned member, const char *name, struct quatrix_word *out)
{
    text(o, member, name, out->text, sizeof out->text);
}

static void truth(struct object *o, unsigned member, const char *name, bool *out)
{
    const cJSON *item = get(o, name);

    if (item == NULL) {
        return;
    }
    if (cJSON_IsBool(item)) {
        *out = cJSON_IsTrue(item);
    } else if (cJSON_IsString(item)) {
        *out = item->valuestring[0] == 'Y';
    } else {
        o->good = false;
        return;
    }
    o->present |= QUATRIX_BIT(member);
}

static void number_in(struct object *o, unsigned member, const char *name, double unit,
                      int64_t *out)
{
    const cJSON *item = get(o, name);

    if (item == NULL) {
        return;
    }
    if (!cJSON_IsNumber(item)) {
        o->good = false;
        return;
    }
    *out = (int64_t)llround(item->valuedouble * unit);
    o->present |= QUATRIX_BIT(member);
}

static void number(struct object *o, unsigned member, const char *name, int64_t *out)
{
    number_in(o, member, name, 1, out);
}

static void time_us(struct object *o, unsigned member, const char *name, int64_t *out)
{
    number_in(o, member, name, 1e6, out);
}

static const cJSON *array(struct object *o, unsigned member, const char *name)
{
    const cJSON *item = get(o, name);

    if (item == NULL) {
        return NULL;
    }
    if (!cJSON_IsArray(item)) {
        o->good = false;
        return NULL;
    }
    o->present |= QUATRIX_BIT(member);
    return item;
}

/* Room for one more of an array? */
static bool keep(struct object *o, unsigned member, struct quatrix_count *count, uint32_t most)
{
    count->total++;
    if (count->kept == most) {
        o->truncated |= QUATRIX_BIT(member);
        return false;
    }
    count->kept++;
    return true;
}

static void services(struct object *o, unsigned member, struct quatrix_services *out)
{
    const cJSON *element;

    cJSON_ArrayForEach(element, array(o, member, "services"))
    {
        struct quatrix_service *service = &out->item[out->count.kept];
        struct object sub = { .json = element, .good = true };
        if (keep(o, member, &out->count, QUATRIX_SERVICES_MAX)) {
            id(&sub, QUATRIX_SERVICE_ID, "id", &service->id);
            word(&sub, QUATRIX_SERVICE_SERVICE_KEY, "service_key", &service->service_key);
            service->present = sub.present;
            service->truncated = sub.truncated;
            o->good &= sub.good;
        }
    }
}

static void factors(struct object *o, unsigned member, const char *name,
                    struct quatrix_factors *out)
{
    const cJSON *element;

    cJSON_ArrayForEach(element, array(o, member, name))
    {
        struct quatrix_word *item = &out->item[out->count.kept];
        if (!cJSON_IsString(element)) {
            o->good = false;
        } else if (keep(o, member, &out->count, QUATRIX_FACTORS_MAX)) {
            cut(o, member, element, item->text, sizeof item->text);
        }
    }
}

static void share_types(struct object *o, unsigned member, struct quatrix_share_types *out)
{
    struct object sub = { .json = get(o, "share_types"), .good = true };

    if (sub.json == NULL) {
        return;
    }
    truth(&sub, QUATRIX_SHARE_TYPES_RESTRICTED_SHARE, "restricted_share", &out->restricted_share);
    truth(&sub, QUATRIX_SHARE_TYPES_PUBLIC_SHARE, "public_share", &out->public_share);
    truth(&sub, QUATRIX_SHARE_TYPES_TRACKED_SHARE, "tracked_share", &out->tracked_share);
    out->present = sub.present;
    out->truncated = sub.truncated;
    o->present |= QUATRIX_BIT(member);
    o->good &= sub.good && cJSON_IsObject(sub.json);
}

static void fill_profile(struct object *o, struct quatrix_profile *p)
{
    id(o, QUATRIX_PROFILE_ID, "id", &p->id);
    text(o, QUATRIX_PROFILE_NAME, "name", p->name, sizeof p->name);
    text(o, QUATRIX_PROFILE_EMAIL, "email", p->email, sizeof p->email);
    truth(o, QUATRIX_PROFILE_SUPER_ADMIN, "super_admin", &p->super_admin);
    id(o, QUATRIX_PROFILE_HOME_ID, "home_id", &p->home_id);
    number(o, QUATRIX_PROFILE_OPERATIONS, "operations", &p->operations);
    number(o, QUATRIX_PROFILE_MAX_FILE_SIZE, "max_file_size", &p->max_file_size);
    number(o, QUATRIX_PROFILE_MAX_FILES_PER_SHARE, "max_files_per_share", &p->max_files_per_share);
    word(o, QUATRIX_PROFILE_PLAN, "plan", &p->plan);
    truth(o, QUATRIX_PROFILE_IS_CONTACT, "is_contact", &p->is_contact);
    word(o, QUATRIX_PROFILE_LANGUAGE, "language", &p->language);
    id(o, QUATRIX_PROFILE_CHANNEL_ID, "channel_id", &p->channel_id);
    id(o, QUATRIX_PROFILE_ACCOUNT_ID, "account_id", &p->account_id);
    id(o, QUATRIX_PROFILE_STORAGE_ID, "storage_id", &p->storage_id);
    time_us(o, QUATRIX_PROFILE_CREATED, "created", &p->created);
    time_us(o, QUATRIX_PROFILE_MODIFIED, "modified", &p->modified);
    number(o, QUATRIX_PROFILE_QUOTA, "quota", &p->quota);
    word(o, QUATRIX_PROFILE_STATUS, "status", &p->status);
    number(o, QUATRIX_PROFILE_UID, "uid", &p->uid);
    number(o, QUATRIX_PROFILE_GID, "gid", &p->gid);
    truth(o, QUATRIX_PROFILE_HAS_KEY, "has_key", &p->has_key);
    truth(o, QUATRIX_PROFILE_PGP_ENABLED, "pgp_enabled", &p->pgp_enabled);
    text(o, QUATRIX_PROFILE_MESSAGE_SIGNATURE, "message_signature", p->message_signature,
         sizeof p->message_signature);
    id(o, QUATRIX_PROFILE_OUTGOING_ID, "outgoing_id", &p->outgoing_id);
    id(o, QUATRIX_PROFILE_INCOMING_ID, "incoming_id", &p->incoming_id);
    services(o, QUATRIX_PROFILE_SERVICES, &p->services);
    share_types(o, QUATRIX_PROFILE_SHARE_TYPES, &p->share_types);
    text(o, QUATRIX_PROFILE_UNIQUE_LOGIN, "unique_login", p->unique_login, sizeof p->unique_login);
    factors(o, QUATRIX_PROFILE_AUTH_METHODS, "auth_methods", &p->auth_methods);
    word(o, QUATRIX_PROFILE_ACCOUNT_STATUS, "account_status", &p->account_status);
    text(o, QUATRIX_PROFILE_SFTP_URL, "sftp_url", p->sftp_url, sizeof p->sftp_url);
    factors(o, QUATRIX_PROFILE_FORCED_AUTH, "forced_auth", &p->forced_auth);
    text(o, QUATRIX_PROFILE_SFTP_LOGIN, "sftp_login", p->sftp_login, sizeof p->sftp_login);
    truth(o, QUATRIX_PROFILE_ENABLE_PGP, "enable_pgp", &p->enable_pgp);
}

bool cjson_decode_profile(const char *json, size_t len, struct quatrix_profile *profile)
{
    cJSON *tree = cJSON_ParseWithLength(json, len);
    struct object o = { .json = tree, .good = cJSON_IsObject(tree) };

    memset(profile, 0, sizeof *profile);
    fill_profile(&o, profile);
    profile->present = o.present;
    profile->truncated = o.truncated;
    cJSON_Delete(tree);
    return o.good;
}

bool cjson_decode_set_reply(const char *json, size_t len, struct quatrix_profile_set_reply *reply)
{
    cJSON *tree = cJSON_ParseWithLength(json, len);
    struct object o = { .json = tree, .good = cJSON_IsObject(tree) };

    memset(reply, 0, sizeof *reply);
    text(&o, QUATRIX_PROFILE_SET_NAME, "name", reply->name, sizeof reply->name);
    text(&o, QUATRIX_PROFILE_SET_EMAIL, "email", reply->email, sizeof reply->email);
    word(&o, QUATRIX_PROFILE_SET_LANGUAGE, "language", &reply->language);
    text(&o, QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE, "message_signature", reply->message_signature,
         sizeof reply->message_signature);
    reply->present = o.present;
    reply->truncated = o.truncated;
    cJSON_Delete(tree);
    return o.good;
}

static void group_metadata(struct object *o, unsigned member, struct quatrix_group_metadata *out)
{
    struct object sub = { .json = get(o, "metadata"), .good = true };

    if (sub.json == NULL) {
        return;
    }
    truth(&sub, QUATRIX_GROUP_METADATA_IS_SYSTEM, "is_system", &out->is_system);
    id(&sub, QUATRIX_GROUP_METADATA_TRANSLATION_ID, "translation_id", &out->translation_id);
    number(&sub, QUATRIX_GROUP_METADATA_VISUAL_ORDER, "visual_order", &out->visual_order);
    out->present = sub.present;
    out->truncated = sub.truncated;
    o->present |= QUATRIX_BIT(member);
    o->good &= sub.good && cJSON_IsObject(sub.json);
}

static void groups(struct object *o, unsigned member, struct quatrix_groups *out)
{
    const cJSON *element;

    cJSON_ArrayForEach(element, array(o, member, "groups"))
    {
        struct quatrix_short_group *group = &out->item[out->count.kept];
        struct object sub = { .json = element, .good = true };
        if (keep(o, member, &out->count, QUATRIX_GROUPS_MAX)) {
            id(&sub, QUATRIX_SHORT_GROUP_ID, "id", &group->id);
            text(&sub, QUATRIX_SHORT_GROUP_NAME, "name", group->name, sizeof group->name);
            group_metadata(&sub, QUATRIX_SHORT_GROUP_METADATA, &group->metadata);
            group->present = sub.present;
            group->truncated = sub.truncated;
            o->good &= sub.good;
        }
    }
}

static void fill_user(struct object *o, struct quatrix_user *u)
{
    id(o, QUATRIX_USER_ID, "id", &u->id);
    id(o, QUATRIX_USER_PARENT_ID, "parent_id", &u->parent_id);
    id(o, QUATRIX_USER_HOME_ID, "home_id", &u->home_id);
    text(o, QUATRIX_USER_HOME_NAME, "home_name", u->home_name, sizeof u->home_name);
    truth(o, QUATRIX_USER_SUPER_ADMIN, "super_admin", &u->super_admin);
    text(o, QUATRIX_USER_NAME, "name", u->name, sizeof u->name);
    text(o, QUATRIX_USER_EMAIL, "email", u->email, sizeof u->email);
    word(o, QUATRIX_USER_STATUS, "status", &u->status);
    number(o, QUATRIX_USER_QUOTA, "quota", &u->quota);
    time_us(o, QUATRIX_USER_CREATED, "created", &u->created);
    time_us(o, QUATRIX_USER_MODIFIED, "modified", &u->modified);
    groups(o, QUATRIX_USER_GROUPS, &u->groups);
    number(o, QUATRIX_USER_USER_OPERATIONS, "user_operations", &u->user_operations);
    number(o, QUATRIX_USER_EFFECTIVE_OPERATIONS, "effective_operations", &u->effective_operations);
    number(o, QUATRIX_USER_HOME_OPERATIONS, "home_operations", &u->home_operations);
    word(o, QUATRIX_USER_LANGUAGE, "language", &u->language);
    id(o, QUATRIX_USER_STORAGE_ID, "storage_id", &u->storage_id);
    truth(o, QUATRIX_USER_HAS_KEY, "has_key", &u->has_key);
    services(o, QUATRIX_USER_SERVICES, &u->services);
    text(o, QUATRIX_USER_UNIQUE_LOGIN, "unique_login", u->unique_login, sizeof u->unique_login);
    truth(o, QUATRIX_USER_CUSTOM_SFTP_HOME, "custom_sftp_home", &u->custom_sftp_home);
    text(o, QUATRIX_USER_SFTP_HOME, "sftp_home", u->sftp_home, sizeof u->sftp_home);
    truth(o, QUATRIX_USER_READONLY, "readonly", &u->readonly);
    factors(o, QUATRIX_USER_AUTH_METHODS, "auth_methods", &u->auth_methods);
    time_us(o, QUATRIX_USER_LAST_LOGIN, "last_login", &u->last_login);
    number(o, QUATRIX_USER_STORAGE_USED, "storage_used", &u->storage_used);
    factors(o, QUATRIX_USER_FORCED_AUTH, "forced_auth", &u->forced_auth);
    text(o, QUATRIX_USER_SFTP_LOGIN, "sftp_login", u->sftp_login, sizeof u->sftp_login);
}

bool cjson_decode_user(const struct cJSON *json, struct quatrix_user *user)
{
    struct object o = { .json = json, .good = cJSON_IsObject(json) };

    memset(user, 0, sizeof *user);
    fill_user(&o, user);
    user->present = o.present;
    user->truncated = o.truncated;
    return o.good;
}

char *cjson_encode_set(const struct quatrix_profile_set_request *r)
{
    const struct {
        const char *name;
        const char *value;
    } members[QUATRIX_PROFILE_SET_MEMBERS] = {
        [QUATRIX_PROFILE_SET_NAME] = { "name", r->name },
        [QUATRIX_PROFILE_SET_EMAIL] = { "email", r->email },
        [QUATRIX_PROFILE_SET_LANGUAGE] = { "language", r->language },
        [QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE] = { "message_signature", r->message_signature },
    };
    cJSON *tree = cJSON_CreateObject();
    bool good = tree != NULL;
    char *encoded;

    for (unsigned i = 0; i < QUATRIX_PROFILE_SET_MEMBERS; i++) {
        if (quatrix_has(r->present, i)) {
            good = good && cJSON_AddStringToObject(tree, members[i].name, members[i].value) != NULL;
        }
    }
    encoded = good ? cJSON_PrintUnformatted(tree) : NULL;
    cJSON_Delete(tree);
    return encoded;
}
