/* SPDX-License-Identifier: MIT */
/*
 * Makes one call of the families user, api-key, account, languages and check, or hands in a captcha,
 * and prints what came: a line "member: value" for each member that is present, "--" before each
 * element of a list, and at last "= STATUS HTTP-STATUS SERVER-CODE MEMBER". For test_users.py.
 *
 *     e2e_users PORT CA.pem CREDENTIALS CALL [ARGUMENT...]
 *
 * Credentials are "none", "key:KEY", or "login:E-MAIL:PASSWORD" (which logs in first).
 */
#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[4096];
static uint8_t ca[8192];

static void text(uint64_t present, unsigned bit, const char *name, const char *value)
{
    if (quatrix_has(present, bit)) {
        printf("%s: %s\n", name, value);
    }
}

static void number(uint64_t present, unsigned bit, const char *name, int64_t value)
{
    if (quatrix_has(present, bit)) {
        printf("%s: %" PRId64 "\n", name, value);
    }
}

static void factors(uint64_t present, unsigned bit, const char *name,
                    const struct quatrix_factors *factors)
{
    if (!quatrix_has(present, bit)) {
        return;
    }
    printf("%s:", name);
    for (uint32_t i = 0; i < factors->count.kept; i++) {
        printf(" %s", factors->item[i].text);
    }
    printf(" of %" PRIu32 "\n", factors->count.total);
}

static void print_group(const struct quatrix_short_group *g)
{
    text(g->present, QUATRIX_SHORT_GROUP_ID, "group.id", g->id.text);
    text(g->present, QUATRIX_SHORT_GROUP_NAME, "group.name", g->name);
    number(g->metadata.present, QUATRIX_GROUP_METADATA_IS_SYSTEM, "group.is_system",
           g->metadata.is_system);
    text(g->metadata.present, QUATRIX_GROUP_METADATA_TRANSLATION_ID, "group.translation_id",
         g->metadata.translation_id.text);
    number(g->metadata.present, QUATRIX_GROUP_METADATA_VISUAL_ORDER, "group.visual_order",
           g->metadata.visual_order);
}

static void print_user_lists(const struct quatrix_user *u)
{
    if (quatrix_has(u->present, QUATRIX_USER_GROUPS)) {
        printf("groups: %" PRIu32 "\n", u->groups.count.total);
        for (uint32_t i = 0; i < u->groups.count.kept; i++) {
            print_group(&u->groups.item[i]);
        }
    }
    if (quatrix_has(u->present, QUATRIX_USER_SERVICES)) {
        printf("services: %" PRIu32 "\n", u->services.count.total);
        for (uint32_t i = 0; i < u->services.count.kept; i++) {
            printf("service: %s %s\n", u->services.item[i].id.text,
                   u->services.item[i].service_key.text);
        }
    }
    factors(u->present, QUATRIX_USER_AUTH_METHODS, "auth_methods", &u->auth_methods);
    factors(u->present, QUATRIX_USER_FORCED_AUTH, "forced_auth", &u->forced_auth);
}

static void print_user(const void *of)
{
    const struct quatrix_user *u = of;

    text(u->present, QUATRIX_USER_ID, "id", u->id.text);
    text(u->present, QUATRIX_USER_PARENT_ID, "parent_id", u->parent_id.text);
    text(u->present, QUATRIX_USER_HOME_ID, "home_id", u->home_id.text);
    text(u->present, QUATRIX_USER_HOME_NAME, "home_name", u->home_name);
    number(u->present, QUATRIX_USER_SUPER_ADMIN, "super_admin", u->super_admin);
    text(u->present, QUATRIX_USER_NAME, "name", u->name);
    text(u->present, QUATRIX_USER_EMAIL, "email", u->email);
    text(u->present, QUATRIX_USER_STATUS, "status", u->status.text);
    number(u->present, QUATRIX_USER_QUOTA, "quota", u->quota);
    number(u->present, QUATRIX_USER_CREATED, "created", u->created);
    number(u->present, QUATRIX_USER_MODIFIED, "modified", u->modified);
    number(u->present, QUATRIX_USER_USER_OPERATIONS, "user_operations", u->user_operations);
    number(u->present, QUATRIX_USER_EFFECTIVE_OPERATIONS, "effective_operations",
           u->effective_operations);
    number(u->present, QUATRIX_USER_HOME_OPERATIONS, "home_operations", u->home_operations);
    text(u->present, QUATRIX_USER_LANGUAGE, "language", u->language.text);
    text(u->present, QUATRIX_USER_STORAGE_ID, "storage_id", u->storage_id.text);
    number(u->present, QUATRIX_USER_HAS_KEY, "has_key", u->has_key);
    text(u->present, QUATRIX_USER_UNIQUE_LOGIN, "unique_login", u->unique_login);
    number(u->present, QUATRIX_USER_CUSTOM_SFTP_HOME, "custom_sftp_home", u->custom_sftp_home);
    text(u->present, QUATRIX_USER_SFTP_HOME, "sftp_home", u->sftp_home);
    number(u->present, QUATRIX_USER_READONLY, "readonly", u->readonly);
    number(u->present, QUATRIX_USER_LAST_LOGIN, "last_login", u->last_login);
    number(u->present, QUATRIX_USER_STORAGE_USED, "storage_used", u->storage_used);
    text(u->present, QUATRIX_USER_SFTP_LOGIN, "sftp_login", u->sftp_login);
    print_user_lists(u);
}

static void print_any_group(const void *of)
{
    print_group(of);
}

static void print_job(const void *of)
{
    const struct quatrix_job *j = of;

    text(j->present, QUATRIX_JOB_JOB_ID, "job_id", j->job_id.text);
}

static void print_pgp_key(const void *of)
{
    const struct quatrix_pgp_key *k = of;

    text(k->present, QUATRIX_PGP_KEY_ID, "id", k->id.text);
    text(k->present, QUATRIX_PGP_KEY_NAME, "name", k->name);
    number(k->present, QUATRIX_PGP_KEY_CREATED, "created", k->created);
    number(k->present, QUATRIX_PGP_KEY_MODIFIED, "modified", k->modified);
    number(k->present, QUATRIX_PGP_KEY_PUBLIC, "public", (int64_t)strlen(k->public_key));
    number(k->present, QUATRIX_PGP_KEY_PRIVATE, "private", (int64_t)strlen(k->private_key));
    text(k->present, QUATRIX_PGP_KEY_EMAIL, "email", k->email);
}

static void print_mfa(const void *of)
{
    const struct quatrix_profile_remove_mfa_reply *r = of;

    text(r->present, QUATRIX_PROFILE_REMOVE_MFA_STATUS, "status", r->status.text);
}

static void print_key(const void *of)
{
    const struct quatrix_api_key *k = of;

    text(k->present, QUATRIX_API_KEY_ID, "id", k->id.text);
    text(k->present, QUATRIX_API_KEY_ROLE_ID, "role_id", k->role_id.text);
    text(k->present, QUATRIX_API_KEY_EMAIL, "email", k->email);
    text(k->present, QUATRIX_API_KEY_KEY, "key", k->key);
    text(k->present, QUATRIX_API_KEY_HINT, "hint", k->hint.text);
    number(k->present, QUATRIX_API_KEY_CREATED, "created", k->created);
    number(k->present, QUATRIX_API_KEY_MODIFIED, "modified", k->modified);
    text(k->present, QUATRIX_API_KEY_STATUS, "status", k->status.text);
}

static void print_id(const void *of)
{
    const struct quatrix_id_reply *r = of;

    text(r->present, QUATRIX_ID_REPLY_ID, "id", r->id.text);
}

static void print_account_info(const void *of)
{
    const struct quatrix_account_info *a = of;

    text(a->present, QUATRIX_ACCOUNT_INFO_ID, "id", a->id.text);
    text(a->present, QUATRIX_ACCOUNT_INFO_KEY, "key", a->key.text);
    number(a->present, QUATRIX_ACCOUNT_INFO_BASE, "base", a->base);
    text(a->present, QUATRIX_ACCOUNT_INFO_PROPERTIES, "properties", a->properties);
    text(a->present, QUATRIX_ACCOUNT_INFO_SERVER_LOCATION, "server_location",
         a->server_location.text);
}

static void print_account(const void *of)
{
    const struct quatrix_account *a = of;

    text(a->present, QUATRIX_ACCOUNT_ID, "id", a->id.text);
    text(a->present, QUATRIX_ACCOUNT_HOSTNAME, "hostname", a->hostname);
    text(a->present, QUATRIX_ACCOUNT_PLAN, "plan", a->plan.text);
    text(a->present, QUATRIX_ACCOUNT_STATUS, "status", a->status.text);
    number(a->present, QUATRIX_ACCOUNT_CURRENT, "current", a->current);
}

static void print_account_metadata(const void *of)
{
    const struct quatrix_account_metadata *a = of;

    text(a->present, QUATRIX_ACCOUNT_METADATA_STATUS, "status", a->status.text);
    text(a->present, QUATRIX_ACCOUNT_METADATA_TITLE, "title", a->title);
    text(a->present, QUATRIX_ACCOUNT_METADATA_LANGUAGE, "language", a->language.text);
    number(a->present, QUATRIX_ACCOUNT_METADATA_DEFAULT_LOGO, "default_logo", a->default_logo);
}

static void print_role(const void *of)
{
    const struct quatrix_account_role *r = of;

    text(r->present, QUATRIX_ACCOUNT_ROLE_ID, "id", r->id.text);
    text(r->present, QUATRIX_ACCOUNT_ROLE_EMAIL, "email", r->email);
    text(r->present, QUATRIX_ACCOUNT_ROLE_NAME, "name", r->name);
}

static void print_language(const void *of)
{
    const struct quatrix_language *l = of;

    text(l->present, QUATRIX_LANGUAGE_ID, "id", l->id.text);
    text(l->present, QUATRIX_LANGUAGE_NAME, "name", l->name);
    text(l->present, QUATRIX_LANGUAGE_FILENAME, "filename", l->filename);
}

static void print_default_language(const void *of)
{
    const struct quatrix_languages_default_reply *r = of;

    text(r->present, QUATRIX_LANGUAGES_DEFAULT_ID, "id", r->id.text);
}

static void print_pong(const void *of)
{
    const struct quatrix_check_ping_reply *r = of;

    text(r->present, QUATRIX_CHECK_PING_RESPONSE, "response", r->response.text);
}

static void print_captcha(const void *of)
{
    const struct quatrix_session_unblock_captcha_reply *r = of;

    number(r->present, QUATRIX_SESSION_UNBLOCK_CAPTCHA_VALID, "valid", r->valid);
}

/* What any call decodes into. */
static union {
    struct quatrix_user user;
    struct quatrix_short_group group;
    struct quatrix_job job;
    struct quatrix_pgp_key pgp_key;
    struct quatrix_profile_remove_mfa_reply mfa;
    struct quatrix_api_key api_key;
    struct quatrix_id_reply id;
    struct quatrix_account_info account_info;
    struct quatrix_account account;
    struct quatrix_account_metadata account_metadata;
    struct quatrix_account_role account_role;
    struct quatrix_language language;
    struct quatrix_languages_default_reply language_default;
    struct quatrix_check_ping_reply ping;
    struct quatrix_session_unblock_captcha_reply captcha;
} out;

/* Arguments; args[n] is NULL where there is none. */
typedef char **arguments;

static struct quatrix_texts texts_from(arguments args)
{
    struct quatrix_texts texts = { (const char *const *)args, 0 };

    while (args[texts.count] != NULL) {
        texts.count++;
    }
    return texts;
}

static enum quatrix_factor factor_of(const char *name)
{
    return strcmp(name, "PIN") == 0 ? QUATRIX_FACTOR_PIN : QUATRIX_FACTOR_2FA;
}

/* Most kilobytes this process has had in memory at once. */
static long most_resident(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : -1;
}

/* Marks a list of which nothing is printed. */
static void print_count(const void *reply)
{
    (void)reply;
}

static enum quatrix_status user_list(arguments args)
{
    (void)args;
    return quatrix_user_list(&client, &out.user);
}

/* NAME E-MAIL [GROUP-ID...] */
static enum quatrix_status user_create(arguments args)
{
    const struct quatrix_user_create_request request = {
        .present =
            QUATRIX_BIT(QUATRIX_USER_CREATE_NAME) | QUATRIX_BIT(QUATRIX_USER_CREATE_EMAIL) |
            QUATRIX_BIT(QUATRIX_USER_CREATE_QUOTA) | QUATRIX_BIT(QUATRIX_USER_CREATE_STATUS) |
            QUATRIX_BIT(QUATRIX_USER_CREATE_SUPER_ADMIN) |
            QUATRIX_BIT(QUATRIX_USER_CREATE_USER_OPERATIONS) |
            QUATRIX_BIT(QUATRIX_USER_CREATE_HOME_OPERATIONS) |
            QUATRIX_BIT(QUATRIX_USER_CREATE_LANGUAGE) | QUATRIX_BIT(QUATRIX_USER_CREATE_GROUPS) |
            QUATRIX_BIT(QUATRIX_USER_CREATE_SERVICES) |
            QUATRIX_BIT(QUATRIX_USER_CREATE_CUSTOM_SFTP_HOME),
        .name = args[0],
        .email = args[1],
        .quota = INT64_C(5368709120),
        .status = "A",
        .super_admin = false,
        .user_operations = 3,
        .home_operations = 191,
        .language = "de_DE",
        .groups = texts_from(args + 2),
        .services = { NULL, 0 },
        .custom_sftp_home = true,
    };

    return quatrix_user_create(&client, &request, &out.user);
}

static enum quatrix_status user_metadata(arguments args)
{
    return quatrix_user_metadata(&client, args[0], &out.user);
}

/* MEMBER VALUE ID... */
static enum quatrix_status user_edit(arguments args)
{
    struct quatrix_user_edit_request request = {
        .present = QUATRIX_BIT(QUATRIX_USER_EDIT_IDS),
        .ids = texts_from(args + 2),
        .name = args[1],
        .email = args[1],
        .status = args[1],
        .language = args[1],
        .quota = strtoll(args[1], NULL, 10),
        .super_admin = strcmp(args[1], "Y") == 0,
    };
    static const struct {
        const char *name;
        enum quatrix_user_edit_member member;
    } members[] = {
        { "name", QUATRIX_USER_EDIT_NAME },
        { "email", QUATRIX_USER_EDIT_EMAIL },
        { "status", QUATRIX_USER_EDIT_STATUS },
        { "quota", QUATRIX_USER_EDIT_QUOTA },
        { "language", QUATRIX_USER_EDIT_LANGUAGE },
        { "super_admin", QUATRIX_USER_EDIT_SUPER_ADMIN },
    };

    for (size_t i = 0; i < COUNT(members); i++) {
        if (strcmp(args[0], members[i].name) == 0) {
            request.present |= QUATRIX_BIT(members[i].member);
        }
    }
    return quatrix_user_edit(&client, &request, &out.user);
}

/* Y|N ID... */
static enum quatrix_status user_delete(arguments args)
{
    const struct quatrix_user_delete_request request = {
        .present =
            QUATRIX_BIT(QUATRIX_USER_DELETE_IDS) | QUATRIX_BIT(QUATRIX_USER_DELETE_DELETE_HOME),
        .ids = texts_from(args + 1),
        .delete_home = strcmp(args[0], "Y") == 0,
    };

    return quatrix_user_delete(&client, &request, &out.job);
}

static enum quatrix_status user_group(arguments args)
{
    (void)args;
    return quatrix_user_group(&client, &out.group);
}

static enum quatrix_status user_pgp_key(arguments args)
{
    return quatrix_user_pgp_key(&client, args[0], &out.pgp_key);
}

/* FACTOR ID... */
static enum quatrix_status user_remove_mfa(arguments args)
{
    const struct quatrix_texts ids = texts_from(args + 1);

    return quatrix_user_remove_mfa(&client, &ids, factor_of(args[0]), &out.mfa);
}

static enum quatrix_status user_reset_mfa(arguments args)
{
    const struct quatrix_texts ids = texts_from(args);

    return quatrix_user_reset_mfa(&client, &ids, &out.mfa);
}

/* FACTOR CODE ID... */
static enum quatrix_status user_set_mfa(arguments args)
{
    const struct quatrix_texts ids = texts_from(args + 2);

    return quatrix_user_set_mfa(&client, &ids, factor_of(args[0]), args[1], &out.mfa);
}

static enum quatrix_status user_signup(arguments args)
{
    return quatrix_user_signup(&client, args[0], args[1]);
}

static enum quatrix_status api_key_list(arguments args)
{
    (void)args;
    return quatrix_api_key_list(&client, &out.api_key);
}

/* NAME [USER-ID] */
static enum quatrix_status api_key_create(arguments args)
{
    struct quatrix_api_key_create_request request = {
        .present =
            QUATRIX_BIT(QUATRIX_API_KEY_CREATE_NAME) | QUATRIX_BIT(QUATRIX_API_KEY_CREATE_STATUS),
        .name = args[0],
        .status = "A",
        .role_id = args[1],
    };

    if (args[1] != NULL) {
        request.present |= QUATRIX_BIT(QUATRIX_API_KEY_CREATE_ROLE_ID);
    }
    return quatrix_api_key_create(&client, &request, &out.api_key);
}

static enum quatrix_status api_key_delete(arguments args)
{
    return quatrix_api_key_delete(&client, args[0], &out.id);
}

static enum quatrix_status api_key_metadata(arguments args)
{
    return quatrix_api_key_metadata(&client, args[0], &out.api_key);
}

/* ID STATUS NAME */
static enum quatrix_status api_key_update(arguments args)
{
    const struct quatrix_api_key_update_request request = { 3, args[2], args[1] };

    return quatrix_api_key_update(&client, args[0], &request, &out.api_key);
}

static enum quatrix_status api_key_list_of_user(arguments args)
{
    return quatrix_api_key_list_of_user(&client, args[0], &out.api_key);
}

static enum quatrix_status account_info(arguments args)
{
    (void)args;
    return quatrix_account_info(&client, &out.account_info);
}

static enum quatrix_status account_list(arguments args)
{
    (void)args;
    return quatrix_account_list(&client, &out.account);
}

static enum quatrix_status account_logo(arguments args)
{
    (void)args;
    return quatrix_account_logo(&client);
}

static enum quatrix_status account_metadata(arguments args)
{
    (void)args;
    return quatrix_account_metadata(&client, &out.account_metadata);
}

static enum quatrix_status account_roles(arguments args)
{
    (void)args;
    return quatrix_account_roles(&client, &out.account_role);
}

static enum quatrix_status languages_list(arguments args)
{
    (void)args;
    return quatrix_languages_list(&client, &out.language);
}

static enum quatrix_status languages_default(arguments args)
{
    (void)args;
    return quatrix_languages_default(&client, &out.language_default);
}

/* [KEY] */
static enum quatrix_status check_ping(arguments args)
{
    return quatrix_check_ping(&client, args[0], &out.ping);
}

static enum quatrix_status unblock_captcha(arguments args)
{
    return quatrix_session_unblock_captcha(&client, args[0], &out.captcha);
}

static enum quatrix_status post_captcha(arguments args)
{
    return quatrix_session_post_captcha(&client, args[0], &out.captcha);
}

static const struct call {
    const char *name;
    int arguments; /* at least */
    enum quatrix_status (*make)(arguments args);
    void (*print)(const void *of); /* NULL: nothing but its bytes */
} calls[] = {
    { "user_list", 0, user_list, print_user },
    { "user_count", 0, user_list, print_count },
    { "user_create", 2, user_create, print_user },
    { "user_metadata", 1, user_metadata, print_user },
    { "user_edit", 2, user_edit, print_user },
    { "user_delete", 1, user_delete, print_job },
    { "user_group", 0, user_group, print_any_group },
    { "user_pgp_key", 1, user_pgp_key, print_pgp_key },
    { "user_remove_mfa", 1, user_remove_mfa, print_mfa },
    { "user_reset_mfa", 0, user_reset_mfa, print_mfa },
    { "user_set_mfa", 2, user_set_mfa, print_mfa },
    { "user_signup", 2, user_signup, NULL },
    { "api_key_list", 0, api_key_list, print_key },
    { "api_key_create", 1, api_key_create, print_key },
    { "api_key_delete", 1, api_key_delete, print_id },
    { "api_key_metadata", 1, api_key_metadata, print_key },
    { "api_key_update", 3, api_key_update, print_key },
    { "api_key_list_of_user", 1, api_key_list_of_user, print_key },
    { "account_info", 0, account_info, print_account_info },
    { "account_list", 0, account_list, print_account },
    { "account_logo", 0, account_logo, NULL },
    { "account_metadata", 0, account_metadata, print_account_metadata },
    { "account_roles", 0, account_roles, print_role },
    { "languages_list", 0, languages_list, print_language },
    { "languages_default", 0, languages_default, print_default_language },
    { "check_ping", 0, check_ping, print_pong },
    { "unblock_captcha", 1, unblock_captcha, print_captcha },
    { "post_captcha", 1, post_captcha, print_captcha },
};

/* All elements, counted alone, and what memory it took. */
static enum quatrix_status count_list(void)
{
    struct quatrix_memory memory;
    enum quatrix_status status;
    unsigned long count = 0;

    do {
        status = quatrix_list_next_wait(&client);
        count += status == QUATRIX_OK;
        if (status == QUATRIX_SKIPPED) {
            const struct quatrix_error *error = quatrix_client_error(&client);
            printf("skipped: %" PRIu32 " %s %s\n", error->elements,
                   quatrix_status_name(error->status), error->member);
        }
    } while (status == QUATRIX_OK || status == QUATRIX_SKIPPED);
    quatrix_client_memory(&client, &memory);
    printf("count: %lu\nwork_peak: %zu\ntokens_peak: %u\nresident: %ld\n", count, memory.work_peak,
           (unsigned)memory.tokens_peak, most_resident());
    return status;
}

/* All elements. */
static enum quatrix_status pull_list(const struct call *call)
{
    enum quatrix_status status;

    if (call->print == print_count) {
        return count_list();
    }

    do {
        status = quatrix_list_next_wait(&client);
        if (status == QUATRIX_OK) {
            printf("--\n");
            call->print(&out);
        } else if (status == QUATRIX_SKIPPED) {
            const struct quatrix_error *error = quatrix_client_error(&client);
            printf("skipped: %" PRIu32 " %s %s\n", error->elements,
                   quatrix_status_name(error->status), error->member);
        }
    } while (status == QUATRIX_OK || status == QUATRIX_SKIPPED);
    return status;
}

static enum quatrix_status pull_bytes(void)
{
    uint8_t block[100];
    enum quatrix_status status;
    size_t all = 0;
    size_t len;

    printf("type: %s\nbytes: ", quatrix_client_content_type(&client));
    while ((status = quatrix_body_read_wait(&client, block, sizeof block, &len)) == QUATRIX_OK) {
        for (size_t i = 0; i < len; i++) {
            printf("%02x", block[i]);
        }
        all += len;
    }
    printf("\nlength: %zu\n", all);
    return status;
}

static void finish(const struct call *call, enum quatrix_status status)
{
    const struct quatrix_error *error = quatrix_client_error(&client);

    if (status == QUATRIX_READY) {
        status = call->print == NULL ? pull_bytes() : pull_list(call);
    } else if (status == QUATRIX_OK && call->print != NULL) {
        call->print(&out);
    }
    printf("= %s %u %" PRId64 " %s\n", quatrix_status_name(status), error->http_status,
           error->server_code, error->member == NULL ? "-" : error->member);
}

static enum quatrix_status authorize(char *credentials)
{
    char *email;
    char *password;

    if (strncmp(credentials, "key:", 4) == 0) {
        return quatrix_client_use_api_key(&client, credentials + 4);
    }
    if (strncmp(credentials, "login:", 6) != 0) {
        return QUATRIX_OK;
    }
    email = credentials + 6;
    password = strchr(email, ':');
    if (password == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    *password++ = 0;
    return quatrix_session_login(&client, email, password);
}

static enum quatrix_status open_client(const char *port, const char *ca_path)
{
    static struct quatrix_anchor anchor = { ca, 0 };
    struct quatrix_tls_config trust = { .port = &posix.port,
                                        .anchors = &anchor,
                                        .anchor_count = 1 };
    const struct quatrix_config config = { .host = "localhost",
                                           .port = (uint16_t)strtoul(port, NULL, 10),
                                           .transport = quatrix_tls_transport(&tls),
                                           .work = work,
                                           .work_size = sizeof work };
    enum quatrix_status status;
    FILE *file = fopen(ca_path, "rb");

    if (file == NULL) {
        return QUATRIX_E_NO_ANCHOR;
    }
    anchor.len = fread(ca, 1, sizeof ca - 1, file) + 1;
    (void)fclose(file);
    status = quatrix_posix_init(&posix);
    if (status == QUATRIX_OK) {
        status = quatrix_tls_init(&tls, &trust);
    }
    return status == QUATRIX_OK ? quatrix_client_init(&client, &config) : status;
}

int main(int argc, char **argv)
{
    enum quatrix_status status;

    if (argc < 5) {
        (void)fprintf(stderr, "e2e_users PORT CA.pem CREDENTIALS CALL [ARGUMENT...]\n");
        return 2;
    }
    status = open_client(argv[1], argv[2]);
    if (status == QUATRIX_OK) {
        status = authorize(argv[3]);
    }
    if (status != QUATRIX_OK) {
        (void)fprintf(stderr, "cannot begin: %s\n", quatrix_status_text(status));
        return 1;
    }
    for (size_t i = 0; i < COUNT(calls); i++) {
        if (strcmp(argv[4], calls[i].name) == 0 && argc - 5 >= calls[i].arguments) {
            finish(&calls[i], calls[i].make(argv + 5));
            quatrix_client_deinit(&client);
            quatrix_tls_deinit(&tls);
            quatrix_posix_deinit(&posix);
            return 0;
        }
    }
    (void)fprintf(stderr, "no such call\n");
    return 2;
}
