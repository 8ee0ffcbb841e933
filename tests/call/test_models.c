/* SPDX-License-Identifier: MIT */
/* Replies of all families but profile, member by member: forms that are accepted, types that are not,
   what does not fit. As test_profile_decode.c, for many models. */
#include "operations.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum type {
    BOOL,
    INT,
    TIME,
    ID,
    CUT_TEXT,
    WHOLE_TEXT,
    OBJECT,
    METADATA,
    GROUPS,
    SERVICES,
    FACTORS,
    /* Left out and marked where they have another type, as OBJECT. */
    LOOSE_TEXT,
    LOOSE_TIME,
    MARKS,   /* METADATA of files */
    UNPULLED /* a list nobody asked for */
};

struct member {
    const char *name;
    unsigned bit;
    enum type type;
    size_t offset;
    size_t max; /* bytes of a text */
};

#define M(struct_, bit, name_, member_, type_, max_)                                               \
    {                                                                                              \
        name_, QUATRIX_##bit, type_, offsetof(struct struct_, member_), max_                       \
    }

#define U(bit, name, type, max) M(quatrix_user, USER_##bit, #name, name, type, max)
static const struct member user[] = {
    U(ID, id, ID, QUATRIX_ID_MAX),
    U(PARENT_ID, parent_id, ID, QUATRIX_ID_MAX),
    U(HOME_ID, home_id, ID, QUATRIX_ID_MAX),
    U(HOME_NAME, home_name, CUT_TEXT, QUATRIX_NAME_MAX),
    U(SUPER_ADMIN, super_admin, BOOL, 0),
    U(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    U(EMAIL, email, WHOLE_TEXT, QUATRIX_EMAIL_MAX),
    U(STATUS, status, CUT_TEXT, QUATRIX_WORD_MAX),
    U(QUOTA, quota, INT, 0),
    U(CREATED, created, TIME, 0),
    U(MODIFIED, modified, TIME, 0),
    U(GROUPS, groups, GROUPS, 0),
    U(USER_OPERATIONS, user_operations, INT, 0),
    U(EFFECTIVE_OPERATIONS, effective_operations, INT, 0),
    U(HOME_OPERATIONS, home_operations, INT, 0),
    U(LANGUAGE, language, CUT_TEXT, QUATRIX_WORD_MAX),
    U(STORAGE_ID, storage_id, ID, QUATRIX_ID_MAX),
    U(HAS_KEY, has_key, BOOL, 0),
    U(SERVICES, services, SERVICES, 0),
    U(UNIQUE_LOGIN, unique_login, CUT_TEXT, QUATRIX_NAME_MAX),
    U(CUSTOM_SFTP_HOME, custom_sftp_home, BOOL, 0),
    U(SFTP_HOME, sftp_home, CUT_TEXT, QUATRIX_NAME_MAX),
    U(READONLY, readonly, BOOL, 0),
    U(AUTH_METHODS, auth_methods, FACTORS, 0),
    U(LAST_LOGIN, last_login, TIME, 0),
    U(STORAGE_USED, storage_used, INT, 0),
    U(FORCED_AUTH, forced_auth, FACTORS, 0),
    U(SFTP_LOGIN, sftp_login, CUT_TEXT, QUATRIX_NAME_MAX),
};

#define G(bit, name, type, max) M(quatrix_short_group, SHORT_GROUP_##bit, #name, name, type, max)
static const struct member group[] = {
    G(ID, id, ID, QUATRIX_ID_MAX),
    G(METADATA, metadata, METADATA, 0),
    G(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
};

static const struct member job[] = {
    M(quatrix_job, JOB_JOB_ID, "job_id", job_id, ID, QUATRIX_ID_MAX),
};

#define P(bit, name, member, type, max) M(quatrix_pgp_key, PGP_KEY_##bit, name, member, type, max)
static const struct member pgp_key[] = {
    P(ID, "id", id, ID, QUATRIX_ID_MAX),
    P(NAME, "name", name, CUT_TEXT, QUATRIX_NAME_MAX),
    P(CREATED, "created", created, TIME, 0),
    P(MODIFIED, "modified", modified, TIME, 0),
    P(PUBLIC, "public", public_key, WHOLE_TEXT, QUATRIX_PGP_KEY_MAX),
    P(PRIVATE, "private", private_key, WHOLE_TEXT, QUATRIX_PGP_KEY_MAX),
    P(EMAIL, "email", email, WHOLE_TEXT, QUATRIX_EMAIL_MAX),
};

static const struct member mfa[] = {
    M(quatrix_profile_remove_mfa_reply, PROFILE_REMOVE_MFA_STATUS, "status", status, CUT_TEXT,
      QUATRIX_WORD_MAX),
};

#define K(bit, name, type, max) M(quatrix_api_key, API_KEY_##bit, #name, name, type, max)
static const struct member key[] = {
    K(ID, id, ID, QUATRIX_ID_MAX),
    K(ROLE_ID, role_id, ID, QUATRIX_ID_MAX),
    K(EMAIL, email, WHOLE_TEXT, QUATRIX_EMAIL_MAX),
    K(KEY, key, ID, QUATRIX_API_KEY_MAX),
    K(HINT, hint, CUT_TEXT, QUATRIX_WORD_MAX),
    K(CREATED, created, TIME, 0),
    K(MODIFIED, modified, TIME, 0),
    K(STATUS, status, CUT_TEXT, QUATRIX_WORD_MAX),
};

static const struct member id[] = {
    M(quatrix_id_reply, ID_REPLY_ID, "id", id, ID, QUATRIX_ID_MAX),
};

#define I(bit, name, type, max) M(quatrix_account_info, ACCOUNT_INFO_##bit, #name, name, type, max)
static const struct member account_info[] = {
    I(ID, id, ID, QUATRIX_ID_MAX),
    I(KEY, key, CUT_TEXT, QUATRIX_WORD_MAX),
    I(BASE, base, BOOL, 0),
    I(PROPERTIES, properties, OBJECT, QUATRIX_OBJECT_MAX),
    I(SERVER_LOCATION, server_location, CUT_TEXT, QUATRIX_WORD_MAX),
};

#define A(bit, name, type, max) M(quatrix_account, ACCOUNT_##bit, #name, name, type, max)
static const struct member account[] = {
    A(ID, id, ID, QUATRIX_ID_MAX),
    A(HOSTNAME, hostname, WHOLE_TEXT, QUATRIX_URL_MAX),
    A(PLAN, plan, CUT_TEXT, QUATRIX_WORD_MAX),
    A(STATUS, status, CUT_TEXT, QUATRIX_WORD_MAX),
    A(CURRENT, current, BOOL, 0),
};

#define B(bit, name, type, max)                                                                    \
    M(quatrix_account_metadata, ACCOUNT_METADATA_##bit, #name, name, type, max)
static const struct member account_metadata[] = {
    B(STATUS, status, CUT_TEXT, QUATRIX_WORD_MAX),
    B(TITLE, title, CUT_TEXT, QUATRIX_NAME_MAX),
    B(LANGUAGE, language, CUT_TEXT, QUATRIX_WORD_MAX),
    B(DEFAULT_LOGO, default_logo, BOOL, 0),
};

#define R(bit, name, type, max) M(quatrix_account_role, ACCOUNT_ROLE_##bit, #name, name, type, max)
static const struct member account_role[] = {
    R(ID, id, ID, QUATRIX_ID_MAX),
    R(EMAIL, email, WHOLE_TEXT, QUATRIX_EMAIL_MAX),
    R(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
};

#define L(bit, name, type, max) M(quatrix_language, LANGUAGE_##bit, #name, name, type, max)
static const struct member language[] = {
    L(ID, id, ID, QUATRIX_WORD_MAX),
    L(NAME, name, CUT_TEXT, QUATRIX_NAME_MAX),
    L(FILENAME, filename, CUT_TEXT, QUATRIX_NAME_MAX),
};

static const struct member language_default[] = {
    M(quatrix_languages_default_reply, LANGUAGES_DEFAULT_ID, "id", id, ID, QUATRIX_WORD_MAX),
};

static const struct member ping[] = {
    M(quatrix_check_ping_reply, CHECK_PING_RESPONSE, "response", response, CUT_TEXT,
      QUATRIX_WORD_MAX),
};

static const struct member captcha[] = {
    M(quatrix_session_unblock_captcha_reply, SESSION_UNBLOCK_CAPTCHA_VALID, "valid", valid, BOOL,
      0),
};

#include "files_models.h"

struct model {
    const char *operation;
    const struct member *members;
    size_t count;
    size_t due; /* ..._MEMBERS */
    bool needs;
    size_t needed;    /* which of its members */
    const char *list; /* its list is this member of the reply, else the reply itself */
};

#define MODEL_OF(operation, members, due, needs, needed, list)                                     \
    {                                                                                              \
        operation, members, COUNT(members), due, needs, needed, list                               \
    }
#define MODEL(operation, members, due, needs) MODEL_OF(operation, members, due, needs, 0, NULL)

static const struct model models[] = {
    MODEL("user_metadata", user, QUATRIX_USER_MEMBERS, true),
    MODEL("user_create", user, QUATRIX_USER_MEMBERS, true),
    MODEL("user_list", user, QUATRIX_USER_MEMBERS, true),
    MODEL("user_edit", user, QUATRIX_USER_MEMBERS, true),
    MODEL("user_group", group, QUATRIX_SHORT_GROUP_MEMBERS, false),
    MODEL("user_delete", job, QUATRIX_JOB_MEMBERS, false),
    MODEL("user_pgp_key", pgp_key, QUATRIX_PGP_KEY_MEMBERS, false),
    MODEL("user_set_mfa PIN", mfa, QUATRIX_PROFILE_REMOVE_MFA_MEMBERS, false),
    MODEL("user_remove_mfa", mfa, QUATRIX_PROFILE_REMOVE_MFA_MEMBERS, false),
    MODEL("user_reset_mfa", mfa, QUATRIX_PROFILE_REMOVE_MFA_MEMBERS, false),
    MODEL("api_key_create", key, QUATRIX_API_KEY_MEMBERS, true),
    MODEL("api_key_metadata", key, QUATRIX_API_KEY_MEMBERS, true),
    MODEL("api_key_update", key, QUATRIX_API_KEY_MEMBERS, true),
    MODEL("api_key_list", key, QUATRIX_API_KEY_MEMBERS, true),
    MODEL("api_key_list_of_user", key, QUATRIX_API_KEY_MEMBERS, true),
    MODEL("api_key_delete", id, QUATRIX_ID_REPLY_MEMBERS, true),
    MODEL("account_info", account_info, QUATRIX_ACCOUNT_INFO_MEMBERS, false),
    MODEL("account_list", account, QUATRIX_ACCOUNT_MEMBERS, false),
    MODEL("account_metadata", account_metadata, QUATRIX_ACCOUNT_METADATA_MEMBERS, false),
    MODEL("account_roles", account_role, QUATRIX_ACCOUNT_ROLE_MEMBERS, false),
    MODEL("languages_list", language, QUATRIX_LANGUAGE_MEMBERS, false),
    MODEL("languages_default", language_default, QUATRIX_LANGUAGES_DEFAULT_MEMBERS, false),
    MODEL("check_ping", ping, QUATRIX_CHECK_PING_MEMBERS, false),
    MODEL("session_unblock_captcha", captcha, QUATRIX_SESSION_UNBLOCK_CAPTCHA_MEMBERS, false),
    MODEL("session_post_captcha", captcha, QUATRIX_SESSION_UNBLOCK_CAPTCHA_MEMBERS, false),
    MODEL("file_metadata", file_metadata, QUATRIX_FILE_METADATA_MEMBERS, true),
    MODEL("file_metadata of home", file_metadata, QUATRIX_FILE_METADATA_MEMBERS, true),
    MODEL_OF("file_list", file, QUATRIX_FILE_MEMBERS, true, 0, "content"),
    MODEL_OF("file_list of home", file, QUATRIX_FILE_MEMBERS, true, 0, "content"),
    MODEL("file_set_metadata", file_set_metadata, QUATRIX_FILE_SET_METADATA_MEMBERS, false),
    MODEL("file_info", file_info, QUATRIX_FILE_INFO_MEMBERS, false),
    MODEL("file_size", file_size, QUATRIX_FILE_SIZE_REPLY_MEMBERS, false),
    MODEL("file_id", file_id, QUATRIX_FILE_ID_REPLY_MEMBERS, true),
    MODEL("file_makedir", file, QUATRIX_FILE_MEMBERS, true),
    MODEL("file_rename", file_rename, QUATRIX_FILE_RENAME_MEMBERS, false),
    MODEL("file_copyone", file, QUATRIX_FILE_MEMBERS, true),
    MODEL("file_moveone", file, QUATRIX_FILE_MEMBERS, true),
    MODEL("file_copy", job, QUATRIX_JOB_MEMBERS, false),
    MODEL("file_move", file_outcome, QUATRIX_FILE_OUTCOME_MEMBERS, false),
    MODEL("file_delete", file_outcome, QUATRIX_FILE_OUTCOME_MEMBERS, false),
    MODEL("file_empty_trash", file_erased, QUATRIX_FILE_ERASED_MEMBERS, false),
    MODEL("file_tags", file_tag, QUATRIX_FILE_TAG_MEMBERS, false),
    MODEL("file_add_tag", file_tag, QUATRIX_FILE_TAG_MEMBERS, false),
    MODEL("file_search", file, QUATRIX_FILE_MEMBERS, true),
    MODEL_OF("file_diff", file_change, QUATRIX_FILE_CHANGE_MEMBERS, false, 0, "data"),
    MODEL("file_download_link", id, QUATRIX_ID_REPLY_MEMBERS, true),
    MODEL("file_wopi_token", id, QUATRIX_ID_REPLY_MEMBERS, true),
    MODEL("file_preview", file_preview, QUATRIX_FILE_PREVIEW_MEMBERS, false),
    MODEL_OF("upload_link", upload_session, QUATRIX_UPLOAD_SESSION_MEMBERS, true,
             QUATRIX_UPLOAD_SESSION_UPLOAD_KEY, NULL),
    MODEL_OF("file_modify", upload_session, QUATRIX_UPLOAD_SESSION_MEMBERS, true,
             QUATRIX_UPLOAD_SESSION_UPLOAD_KEY, NULL),
    MODEL("upload_finalize", upload_finalize, QUATRIX_UPLOAD_FINALIZE_MEMBERS, false),
};

/* The first two members of any struct that is decoded. */
struct masks {
    uint64_t present;
    uint64_t truncated;
};

static struct masks masks_of(const struct bench *b)
{
    struct masks masks;

    memcpy(&masks, &b->out, sizeof masks);
    return masks;
}

/* What is in the reply besides the member at hand. */
static uint64_t others(const struct model *model, const struct member *m)
{
    return model->needs && m->bit != model->needed ? QUATRIX_BIT(model->needed) : 0;
}

/* Call with a reply (or a list of one element) of one member. Answers what became of it. */
static enum quatrix_status decode_one(struct bench *b, const struct model *model,
                                      const struct member *m, const char *value, size_t slice)
{
    static char body[8000];
    const struct operation *op = operation(model->operation);
    bool list = (op->flags & LIST) != 0;
    char before[40] = "";
    char needed[40] = "";
    enum quatrix_status status;

    if (model->list != NULL) {
        (void)snprintf(before, sizeof before, "{\"%s\":", model->list);
    }
    if (others(model, m) != 0) {
        (void)snprintf(needed, sizeof needed, "\"%s\":\"i\",", model->members[model->needed].name);
    }
    (void)snprintf(body, sizeof body, "%s%s{%s\"%s\":%s}%s%s", before, list ? "[" : "", needed,
                   m->name, value, list ? "]" : "", model->list != NULL ? "}" : "");
    bench_case("%s, %.60s, slices of %zu", op->name, body, slice);
    bench_prepare(b);
    b->config.work_size = 3000;
    b->slice = slice;
    answer(b, 0, "200 OK", JSON, body);
    begin(b, op, BENCH_SESSION);
    status = quatrix_wait(&b->client, op->start(b));
    if (!list) {
        return status;
    }
    CHECK_STATUS(QUATRIX_READY, status);
    status = quatrix_list_next_wait(&b->client);
    if (status == QUATRIX_SKIPPED) {
        status = quatrix_client_error(&b->client)->status;
        CHECK(status < 0);
    }
    return status;
}

/* A list goes on behind what it skipped. */
static void close_one(struct bench *b, const struct model *model)
{
    if ((operation(model->operation)->flags & LIST) != 0) {
        CHECK_STATUS(QUATRIX_END, quatrix_list_next_wait(&b->client));
    }
    bench_close(b);
}

#define IN(type) (1U << (type))
#define NUMBERS  (IN(INT) | IN(TIME) | IN(LOOSE_TIME))
#define TEXTS    (IN(ID) | IN(CUT_TEXT) | IN(WHOLE_TEXT) | IN(LOOSE_TEXT))
#define LOOSE    (IN(OBJECT) | IN(LOOSE_TEXT) | IN(LOOSE_TIME) | IN(MARKS))
#define ARRAYS   (IN(GROUPS) | IN(SERVICES) | IN(FACTORS))

/* Values, with the types that accept them. */
static const struct {
    const char *text;
    unsigned accepted_by;
    bool absent; /* where accepted, it is as good as absent */
} values[] = {
    { "null", ~0U, true },
    { "true", IN(BOOL), false },
    { "false", IN(BOOL), false },
    { "\"Y\"", IN(BOOL) | TEXTS, false },
    { "\"N\"", IN(BOOL) | TEXTS, false },
    { "\"y\"", TEXTS, false },
    { "0", NUMBERS, false },
    { "-1", NUMBERS, false },
    { "1700000000.0", NUMBERS, false },
    { "1.7e9", NUMBERS, false },
    { "\"1700000000\"", NUMBERS | TEXTS, false },
    { "\"1 \"", TEXTS, false },
    { "\"abc\"", TEXTS, false },
    { "[]", IN(UNPULLED) | ARRAYS | IN(OBJECT), false },
    { "[null]", IN(UNPULLED) | ARRAYS | IN(OBJECT), false },
    { "{}", IN(OBJECT) | IN(METADATA) | IN(MARKS), false },
    { "{\"id\":\"x\",\"x\":[{}]}", IN(OBJECT) | IN(METADATA) | IN(MARKS), false },
    { "{\"visual_order\":[]}", IN(OBJECT), false },
    { "[[]]", IN(UNPULLED) | IN(OBJECT), false },
    { "[{}]", IN(UNPULLED) | IN(GROUPS) | IN(SERVICES) | IN(OBJECT), false },
    { "[{\"metadata\":null}]", IN(UNPULLED) | IN(GROUPS) | IN(SERVICES) | IN(OBJECT), false },
    { "[{\"metadata\":{\"is_system\":\"N\",\"visual_order\":\"4\"}}]",
      IN(UNPULLED) | IN(GROUPS) | IN(SERVICES) | IN(OBJECT), false },
    { "[{\"metadata\":{\"is_system\":2}}]", IN(UNPULLED) | IN(SERVICES) | IN(OBJECT), false },
    { "[{\"metadata\":[]}]", IN(UNPULLED) | IN(SERVICES) | IN(OBJECT), false },
    { "[{\"service_key\":{}}]", IN(UNPULLED) | IN(GROUPS) | IN(OBJECT), false },
    { "[{\"id\":1}]", IN(UNPULLED) | IN(OBJECT), false },
    { "[\"2FA\"]", IN(UNPULLED) | IN(FACTORS) | IN(OBJECT), false },
    { "[\"2FA\",1]", IN(UNPULLED) | IN(OBJECT), false },
};

static void each_member_accepts_its_types_and_no_other(void **state)
{
    (void)state;
    for (size_t n = 0; n < COUNT(models); n++) {
        CHECK_NUMBER(models[n].due, models[n].count);
        for (size_t i = 0; i < models[n].count; i++) {
            const struct member *m = &models[n].members[i];
            CHECK_NUMBER(i, m->bit);
            for (size_t k = 0; k < COUNT(values); k++) {
                for (size_t slice = 0; slice < 8; slice += 1 + 2 * slice) {
                    struct bench b;
                    enum quatrix_status got = decode_one(&b, &models[n], m, values[k].text, slice);
                    uint64_t due = others(&models[n], m);
                    due |= values[k].absent ? 0 : QUATRIX_BIT(i);
                    if (models[n].needs && i == models[n].needed && values[k].absent) {
                        CHECK_STATUS(QUATRIX_E_MISSING, got);
                        CHECK_TEXT(m->name, quatrix_client_error(&b.client)->member);
                    } else if ((values[k].accepted_by & IN(m->type)) != 0) {
                        CHECK_STATUS(QUATRIX_OK, got);
                        CHECK_NUMBER(due, masks_of(&b).present);
                        CHECK_NUMBER(0, masks_of(&b).truncated);
                    } else if ((IN(m->type) & LOOSE) !=
                               0) { /* may have any form: left out, and marked */
                        CHECK_STATUS(QUATRIX_OK, got);
                        CHECK_NUMBER(due & ~QUATRIX_BIT(i), masks_of(&b).present);
                        CHECK_NUMBER(QUATRIX_BIT(i), masks_of(&b).truncated);
                    } else {
                        CHECK_STATUS(QUATRIX_E_TYPE, got);
                        CHECK(quatrix_client_error(&b.client)->member != NULL);
                    }
                    close_one(&b, &models[n]);
                }
            }
        }
    }
}

static const struct {
    const char *text;
    int64_t number;
    int64_t microseconds;
    bool exact;      /* as a number */
    bool exact_time; /* to the microsecond */
} numbers[] = {
    { "0", 0, 0, true, true },
    { "-1.0", -1, -1000000, true, true },
    { "1700000000", 1700000000, INT64_C(1700000000000000), true, true },
    { "1.7e9", 1700000000, INT64_C(1700000000000000), true, true },
    { "\"1700000000.0\"", 1700000000, INT64_C(1700000000000000), true, true },
    { "1700000000.25", 1700000000, INT64_C(1700000000250000), false, true },
    { "1700000000.1234567", 1700000000, INT64_C(1700000000123456), false, false },
    { "9223372036854", INT64_C(9223372036854), INT64_C(9223372036854000000), true, true },
};

static void numbers_are_exact_in_any_form(void **state)
{
    (void)state;
    for (size_t n = 0; n < COUNT(models); n++) {
        for (size_t i = 0; i < models[n].count; i++) {
            const struct member *m = &models[n].members[i];
            for (size_t k = 0; k < COUNT(numbers) && (IN(m->type) & NUMBERS) != 0; k++) {
                bool time = m->type != INT;
                bool exact = time ? numbers[k].exact_time : numbers[k].exact;
                int64_t got;
                struct bench b;
                CHECK_STATUS(QUATRIX_OK, decode_one(&b, &models[n], m, numbers[k].text, 3));
                memcpy(&got, (const uint8_t *)&b.out + m->offset, sizeof got);
                CHECK_NUMBER(time ? numbers[k].microseconds : numbers[k].number, got);
                CHECK_NUMBER(exact ? 0 : QUATRIX_BIT(i), masks_of(&b).truncated);
                close_one(&b, &models[n]);
            }
        }
    }
}

static void a_number_beyond_64_bits_is_refused(void **state)
{
    (void)state;
    for (size_t n = 0; n < COUNT(models); n++) {
        for (size_t i = 0; i < models[n].count; i++) {
            const struct member *m = &models[n].members[i];
            struct bench b;
            if (m->type == LOOSE_TIME) {
                CHECK_STATUS(QUATRIX_OK, decode_one(&b, &models[n], m, "9223372036854775808", 3));
                CHECK_NUMBER(QUATRIX_BIT(i), masks_of(&b).truncated);
                close_one(&b, &models[n]);
            } else if ((IN(m->type) & NUMBERS) != 0) {
                CHECK_STATUS(QUATRIX_E_RANGE,
                             decode_one(&b, &models[n], m, "9223372036854775808", 3));
                CHECK_TEXT(m->name, quatrix_client_error(&b.client)->member);
                close_one(&b, &models[n]);
            }
        }
    }
}

/* Identifiers, addresses and keys are whole or refused; what is only shown is cut and marked. */
static void a_text_fits_or_is_cut_or_refused(void **state)
{
    static char text[4000];

    (void)state;
    for (size_t n = 0; n < COUNT(models); n++) {
        for (size_t i = 0; i < models[n].count; i++) {
            const struct member *m = &models[n].members[i];
            for (size_t len = m->max > 2 ? m->max - 2 : 0;
                 (IN(m->type) & TEXTS) != 0 && len < m->max + 3; len++) {
                const char *kept;
                enum quatrix_status got;
                struct bench b;
                memset(text, 'x', sizeof text);
                text[0] = text[len + 1] = '"';
                text[len + 2] = 0;
                got = decode_one(&b, &models[n], m, text, 50);
                kept = (const char *)&b.out + m->offset;
                if (len > m->max && m->type != CUT_TEXT && m->type != LOOSE_TEXT) {
                    CHECK_STATUS(QUATRIX_E_SPACE, got);
                    CHECK_TEXT(m->name, quatrix_client_error(&b.client)->member);
                } else {
                    CHECK_STATUS(QUATRIX_OK, got);
                    CHECK_NUMBER(len < m->max ? len : m->max, strlen(kept));
                    CHECK(strspn(kept, "x") == strlen(kept));
                    CHECK_NUMBER(len > m->max ? QUATRIX_BIT(i) : 0, masks_of(&b).truncated);
                }
                close_one(&b, &models[n]);
            }
        }
    }
}

/* What is as good as absent: an empty identifier, an empty key; not an empty name. */
static void an_empty_text_is_absent_where_it_identifies(void **state)
{
    (void)state;
    for (size_t n = 0; n < COUNT(models); n++) {
        for (size_t i = 0; i < models[n].count; i++) {
            const struct member *m = &models[n].members[i];
            struct bench b;
            if ((IN(m->type) & TEXTS) == 0 || (models[n].needs && i == models[n].needed)) {
                continue;
            }
            CHECK_STATUS(QUATRIX_OK, decode_one(&b, &models[n], m, "\"\"", 0));
            CHECK_NUMBER(others(&models[n], m) | (m->type == ID ? 0 : QUATRIX_BIT(i)),
                         masks_of(&b).present);
            close_one(&b, &models[n]);
        }
    }
}

/* An object of unknown form is kept as it came, or left out and marked. */
static void an_object_of_unknown_form_fits_or_is_left_out(void **state)
{
    static char text[2000];
    const struct model *info = NULL;

    (void)state;
    for (size_t n = 0; n < COUNT(models); n++) {
        info = models[n].members == account_info ? &models[n] : info;
    }
    for (size_t len = 240; len < 300; len++) {
        bool fits = len <= QUATRIX_OBJECT_MAX;
        struct bench b;
        (void)snprintf(text, sizeof text, "{\"x\":\"%0*d\"}", (int)len - 8, 0);
        CHECK_NUMBER(len, strlen(text));
        CHECK_STATUS(QUATRIX_OK, decode_one(&b, info, &account_info[3], text, len % 40));
        CHECK_TEXT(fits ? text : "", b.out.account_info.properties);
        CHECK_NUMBER(fits ? QUATRIX_BIT(QUATRIX_ACCOUNT_INFO_PROPERTIES) : 0,
                     b.out.account_info.present);
        CHECK_NUMBER(fits ? 0 : QUATRIX_BIT(QUATRIX_ACCOUNT_INFO_PROPERTIES),
                     b.out.account_info.truncated);
        bench_close(&b);
    }
}

static void an_array_keeps_what_fits_and_counts_the_rest(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 9; n++) {
        for (size_t slice = 0; slice < 30; slice++) {
            const struct quatrix_user *u;
            char groups[900] = "[";
            char body[1200];
            struct bench b;
            bench_case("%u groups, slices of %zu", n, slice);
            for (unsigned i = 0; i < n; i++) {
                (void)snprintf(
                    groups + strlen(groups), 90,
                    "%s{\"id\":\"%u\",\"name\":\"G%u\",\"metadata\":{\"visual_order\":%u}}",
                    i > 0 ? "," : "", i, i, i);
            }
            (void)snprintf(body, sizeof body, "{\"id\":\"u\",\"groups\":%s],\"quota\":7}", groups);
            bench_open(&b, NULL, slice);
            answer(&b, 0, "200 OK", JSON, body);
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_user_metadata(&b.client, "u", &b.out.user));
            u = &b.out.user;
            CHECK_NUMBER(n, u->groups.count.total);
            CHECK_NUMBER(n < QUATRIX_GROUPS_MAX ? n : QUATRIX_GROUPS_MAX, u->groups.count.kept);
            for (unsigned i = 0; i < u->groups.count.kept; i++) {
                CHECK_NUMBER('0' + i, u->groups.item[i].id.text[0]);
                CHECK_NUMBER('0' + i, u->groups.item[i].name[1]);
                CHECK_NUMBER(i, u->groups.item[i].metadata.visual_order);
            }
            CHECK_NUMBER(n > QUATRIX_GROUPS_MAX ? QUATRIX_BIT(QUATRIX_USER_GROUPS) : 0,
                         u->truncated);
            CHECK_NUMBER(7, u->quota);
            bench_close(&b);
        }
    }
}

/* One bad user among good ones: passed over, said which and why; the next is not coloured by it. */
static void a_list_goes_on_past_an_element_it_cannot_keep(void **state)
{
    static const struct {
        const char *bad;
        enum quatrix_status due;
        const char *member;
    } elements[] = {
        { "{\"name\":\"no id\",\"quota\":9}", QUATRIX_E_MISSING, "id" },
        { "{\"id\":\"bad\",\"quota\":[]}", QUATRIX_E_TYPE, "quota" },
        { "{\"id\":\"bad\",\"quota\":1,\"quota\":1}", QUATRIX_E_DUPLICATE, "quota" },
        { "{\"id\":\"0123456789012345678901234567890123456789\"}", QUATRIX_E_SPACE, "id" },
        { "7", QUATRIX_E_TYPE, NULL },
        { "null", QUATRIX_E_TYPE, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(elements); i++) {
        for (size_t slice = 0; slice < 20; slice++) {
            const struct quatrix_user *u;
            char body[400];
            struct bench b;
            bench_case("%s, slices of %zu", elements[i].bad, slice);
            (void)snprintf(body, sizeof body,
                           "[{\"id\":\"a\",\"quota\":5},%s,{\"id\":\"c\",\"name\":\"C\"}]",
                           elements[i].bad);
            bench_open(&b, NULL, slice);
            answer(&b, 0, "200 OK", JSON, body);
            u = &b.out.user;
            CHECK_STATUS(QUATRIX_READY, quatrix_user_list(&b.client, &b.out.user));
            CHECK_STATUS(QUATRIX_OK, quatrix_list_next_wait(&b.client));
            CHECK_TEXT("a", u->id.text);
            CHECK_NUMBER(5, u->quota);
            CHECK_STATUS(QUATRIX_SKIPPED, quatrix_list_next_wait(&b.client));
            CHECK_STATUS(elements[i].due, quatrix_client_error(&b.client)->status);
            CHECK_NUMBER(2, quatrix_client_error(&b.client)->elements);
            if (elements[i].member != NULL) {
                CHECK_TEXT(elements[i].member, quatrix_client_error(&b.client)->member);
            }
            CHECK_STATUS(QUATRIX_OK, quatrix_list_next_wait(&b.client));
            CHECK_TEXT("c", u->id.text);
            CHECK_TEXT("C", u->name);
            CHECK_NUMBER(QUATRIX_BIT(QUATRIX_USER_ID) | QUATRIX_BIT(QUATRIX_USER_NAME), u->present);
            CHECK_NUMBER(0, u->quota);
            CHECK_STATUS(QUATRIX_END, quatrix_list_next_wait(&b.client));
            bench_close(&b);
        }
    }
}

/* The whole key is in the work buffer when it is taken: a smaller buffer says so. */
static void a_pgp_key_wants_a_work_buffer_that_holds_it(void **state)
{
    static char body[3000];

    (void)state;
    for (size_t size = 512; size <= 2560; size += 512) {
        struct quatrix_memory memory;
        struct bench b;
        bench_case("work buffer of %zu", size);
        (void)snprintf(body, sizeof body, "{\"id\":\"p\",\"public\":\"%0*d\"}", 2000, 0);
        bench_prepare(&b);
        b.config.work_size = size;
        b.slice = 100;
        answer(&b, 0, "200 OK", JSON, body);
        bench_begin(&b, BENCH_SESSION);
        if (size > 2000) {
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_user_pgp_key(&b.client, "u", &b.out.pgp_key));
            CHECK_NUMBER(2000, strlen(b.out.pgp_key.public_key));
            quatrix_client_memory(&b.client, &memory);
            CHECK_NUMBER(2000, memory.work_value_peak);
        } else {
            CHECK_ENDS(QUATRIX_E_SPACE, &b, quatrix_user_pgp_key(&b.client, "u", &b.out.pgp_key));
            CHECK_TEXT("public", quatrix_client_error(&b.client)->member);
        }
        bench_close(&b);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_member_accepts_its_types_and_no_other),
    cmocka_unit_test(numbers_are_exact_in_any_form),
    cmocka_unit_test(a_number_beyond_64_bits_is_refused),
    cmocka_unit_test(a_text_fits_or_is_cut_or_refused),
    cmocka_unit_test(an_empty_text_is_absent_where_it_identifies),
    cmocka_unit_test(an_object_of_unknown_form_fits_or_is_left_out),
    cmocka_unit_test(an_array_keeps_what_fits_and_counts_the_rest),
    cmocka_unit_test(a_list_goes_on_past_an_element_it_cannot_keep),
    cmocka_unit_test(a_pgp_key_wants_a_work_buffer_that_holds_it),
};

BENCH_MAIN(tests)
