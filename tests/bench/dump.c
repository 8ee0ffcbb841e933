/* SPDX-License-Identifier: MIT */
#include "dump.h"

#include <inttypes.h>
#include <stdio.h>

/* The model whose members are being printed. */
struct model {
    uint64_t present;
    const char *comma;
};

static void name(struct model *m, const char *text)
{
    printf("%s\"%s\":", m->comma, text);
    m->comma = ",";
}

/* The name of a member; false if there is no value, which is printed as null then. */
static bool member(struct model *m, unsigned bit, const char *text)
{
    name(m, text);
    if (!quatrix_has(m->present, bit)) {
        printf("null");
        return false;
    }
    return true;
}

static void print_text(const char *text)
{
    putchar('"');
    for (; *text != 0; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == '"' || c == '\\') {
            printf("\\u%04x", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

static void text(struct model *m, unsigned bit, const char *label, const char *value)
{
    if (member(m, bit, label)) {
        print_text(value);
    }
}

static void number(struct model *m, unsigned bit, const char *label, int64_t value)
{
    if (member(m, bit, label)) {
        printf("%" PRId64, value);
    }
}

static void truth(struct model *m, unsigned bit, const char *label, bool value)
{
    if (member(m, bit, label)) {
        printf(value ? "true" : "false");
    }
}

static void begin(struct model *m, uint64_t present, uint64_t truncated)
{
    m->present = present;
    m->comma = "";
    putchar('{');
    if (truncated != 0) {
        name(m, "truncated");
        printf("%" PRIu64, truncated);
    }
}

static void services(struct model *m, unsigned bit, const struct quatrix_services *list)
{
    struct model sub;

    if (!member(m, bit, "services")) {
        return;
    }
    putchar('[');
    for (uint32_t i = 0; i < list->count.kept; i++) {
        const struct quatrix_service *service = &list->item[i];
        printf(i > 0 ? "," : "");
        begin(&sub, service->present, service->truncated);
        text(&sub, QUATRIX_SERVICE_ID, "id", service->id.text);
        text(&sub, QUATRIX_SERVICE_SERVICE_KEY, "service_key", service->service_key.text);
        putchar('}');
    }
    putchar(']');
}

static void share_types(struct model *m, unsigned bit, const struct quatrix_share_types *types)
{
    struct model sub;

    if (!member(m, bit, "share_types")) {
        return;
    }
    begin(&sub, types->present, types->truncated);
    truth(&sub, QUATRIX_SHARE_TYPES_RESTRICTED_SHARE, "restricted_share", types->restricted_share);
    truth(&sub, QUATRIX_SHARE_TYPES_PUBLIC_SHARE, "public_share", types->public_share);
    truth(&sub, QUATRIX_SHARE_TYPES_TRACKED_SHARE, "tracked_share", types->tracked_share);
    putchar('}');
}

static void factors(struct model *m, unsigned bit, const char *label,
                    const struct quatrix_factors *list)
{
    if (!member(m, bit, label)) {
        return;
    }
    putchar('[');
    for (uint32_t i = 0; i < list->count.kept; i++) {
        printf(i > 0 ? "," : "");
        print_text(list->item[i].text);
    }
    putchar(']');
}

void dump_profile(const struct quatrix_profile *p)
{
    struct model m;

    begin(&m, p->present, p->truncated);
    text(&m, QUATRIX_PROFILE_ID, "id", p->id.text);
    text(&m, QUATRIX_PROFILE_NAME, "name", p->name);
    text(&m, QUATRIX_PROFILE_EMAIL, "email", p->email);
    truth(&m, QUATRIX_PROFILE_SUPER_ADMIN, "super_admin", p->super_admin);
    text(&m, QUATRIX_PROFILE_HOME_ID, "home_id", p->home_id.text);
    number(&m, QUATRIX_PROFILE_OPERATIONS, "operations", p->operations);
    number(&m, QUATRIX_PROFILE_MAX_FILE_SIZE, "max_file_size", p->max_file_size);
    number(&m, QUATRIX_PROFILE_MAX_FILES_PER_SHARE, "max_files_per_share", p->max_files_per_share);
    text(&m, QUATRIX_PROFILE_PLAN, "plan", p->plan.text);
    truth(&m, QUATRIX_PROFILE_IS_CONTACT, "is_contact", p->is_contact);
    text(&m, QUATRIX_PROFILE_LANGUAGE, "language", p->language.text);
    text(&m, QUATRIX_PROFILE_CHANNEL_ID, "channel_id", p->channel_id.text);
    text(&m, QUATRIX_PROFILE_ACCOUNT_ID, "account_id", p->account_id.text);
    text(&m, QUATRIX_PROFILE_STORAGE_ID, "storage_id", p->storage_id.text);
    number(&m, QUATRIX_PROFILE_CREATED, "created", p->created);
    number(&m, QUATRIX_PROFILE_MODIFIED, "modified", p->modified);
    number(&m, QUATRIX_PROFILE_QUOTA, "quota", p->quota);
    text(&m, QUATRIX_PROFILE_STATUS, "status", p->status.text);
    number(&m, QUATRIX_PROFILE_UID, "uid", p->uid);
    number(&m, QUATRIX_PROFILE_GID, "gid", p->gid);
    truth(&m, QUATRIX_PROFILE_HAS_KEY, "has_key", p->has_key);
    truth(&m, QUATRIX_PROFILE_PGP_ENABLED, "pgp_enabled", p->pgp_enabled);
    text(&m, QUATRIX_PROFILE_MESSAGE_SIGNATURE, "message_signature", p->message_signature);
    text(&m, QUATRIX_PROFILE_OUTGOING_ID, "outgoing_id", p->outgoing_id.text);
    text(&m, QUATRIX_PROFILE_INCOMING_ID, "incoming_id", p->incoming_id.text);
    services(&m, QUATRIX_PROFILE_SERVICES, &p->services);
    share_types(&m, QUATRIX_PROFILE_SHARE_TYPES, &p->share_types);
    text(&m, QUATRIX_PROFILE_UNIQUE_LOGIN, "unique_login", p->unique_login);
    factors(&m, QUATRIX_PROFILE_AUTH_METHODS, "auth_methods", &p->auth_methods);
    text(&m, QUATRIX_PROFILE_ACCOUNT_STATUS, "account_status", p->account_status.text);
    text(&m, QUATRIX_PROFILE_SFTP_URL, "sftp_url", p->sftp_url);
    factors(&m, QUATRIX_PROFILE_FORCED_AUTH, "forced_auth", &p->forced_auth);
    text(&m, QUATRIX_PROFILE_SFTP_LOGIN, "sftp_login", p->sftp_login);
    truth(&m, QUATRIX_PROFILE_ENABLE_PGP, "enable_pgp", p->enable_pgp);
    printf("}\n");
}

void dump_set_reply(const struct quatrix_profile_set_reply *r)
{
    struct model m;

    begin(&m, r->present, r->truncated);
    text(&m, QUATRIX_PROFILE_SET_NAME, "name", r->name);
    text(&m, QUATRIX_PROFILE_SET_EMAIL, "email", r->email);
    text(&m, QUATRIX_PROFILE_SET_LANGUAGE, "language", r->language.text);
    text(&m, QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE, "message_signature", r->message_signature);
    printf("}\n");
}
