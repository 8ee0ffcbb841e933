/* SPDX-License-Identifier: MIT */
/*
 * A peer: what OpenAPI's generator makes for C, in its manner, written anew for these calls. A libcurl handle, and so a
 * connection, a call; header lines and URL put together on the heap each time; the reply collected by realloc();
 * cJSON's tree copied into a tree of models in which each text and each list entry is an allocation. The caller
 * frees it. Numbers are doubles.
 */
#define _DEFAULT_SOURCE

#include "bench.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- models --- */

struct entry {
    void *data;
    struct entry *next;
};

struct list {
    struct entry *first;
    struct entry *last;
    long count;
};

struct service {
    char *id;
    char *service_key;
};

struct share_types {
    int restricted_share;
    int public_share;
    int tracked_share;
};

struct metadata {
    int is_system;
    char *translation_id;
    double visual_order;
};

struct group {
    char *id;
    char *name;
    struct metadata *metadata;
};

/* X(member) for the texts, numbers and truth values of each model. */
/* clang-format off */
#define PROFILE_TEXTS(X)                                                                           \
    X(id) X(name) X(email) X(super_admin) X(home_id) X(plan) X(language) X(channel_id)             \
    X(account_id) X(storage_id) X(status) X(message_signature) X(outgoing_id) X(incoming_id)       \
    X(unique_login) X(account_status) X(sftp_url) X(sftp_login)
#define PROFILE_NUMBERS(X)                                                                         \
    X(operations) X(max_file_size) X(max_files_per_share) X(created) X(modified) X(quota) X(uid)   \
    X(gid)
#define PROFILE_TRUTHS(X) X(is_contact) X(has_key) X(pgp_enabled) X(enable_pgp)
#define SET_TEXTS(X)      X(name) X(email) X(language) X(message_signature)
#define USER_TEXTS(X)                                                                              \
    X(id) X(parent_id) X(home_id) X(home_name) X(super_admin) X(name) X(email) X(status)           \
    X(language) X(storage_id) X(unique_login) X(sftp_home) X(sftp_login)
#define USER_NUMBERS(X)                                                                            \
    X(quota) X(created) X(modified) X(user_operations) X(effective_operations) X(home_operations)  \
    X(last_login) X(storage_used)
#define USER_TRUTHS(X) X(has_key) X(custom_sftp_home) X(readonly)
/* clang-format on */

#define A_TEXT(m)   char *m;
#define A_NUMBER(m) double m;
#define A_TRUTH(m)  int m;

struct profile {
    PROFILE_TEXTS(A_TEXT)
    PROFILE_NUMBERS(A_NUMBER)
    PROFILE_TRUTHS(A_TRUTH)
    struct list *services;
    struct share_types *share_types;
    struct list *auth_methods;
    struct list *forced_auth;
};

struct set_reply {
    SET_TEXTS(A_TEXT)
};

struct user {
    USER_TEXTS(A_TEXT)
    USER_NUMBERS(A_NUMBER)
    USER_TRUTHS(A_TRUTH)
    struct list *groups;
    struct list *services;
    struct list *auth_methods;
    struct list *forced_auth;
};

static void *need(void *block)
{
    if (block == NULL) {
        bench_fail("no memory", 0);
    }
    return block;
}

static void list_add(struct list *list, void *data)
{
    struct entry *entry = need(calloc(1, sizeof *entry));

    entry->data = data;
    if (list->last == NULL) {
        list->first = entry;
    } else {
        list->last->next = entry;
    }
    list->last = entry;
    list->count++;
}

static void list_free(struct list *list, void (*free_data)(void *data))
{
    struct entry *next;

    if (list == NULL) {
        return;
    }
    for (struct entry *entry = list->first; entry != NULL; entry = next) {
        next = entry->next;
        free_data(entry->data);
        free(entry);
    }
    free(list);
}

/* --- a tree into models --- */

static char *read_text(const cJSON *json, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);

    return cJSON_IsString(item) ? need(strdup(item->valuestring)) : NULL;
}

static double read_number(const cJSON *json, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);

    return cJSON_IsNumber(item) ? item->valuedouble : NAN;
}

static int read_truth(const cJSON *json, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);

    return cJSON_IsBool(item) ? item->valueint : -1;
}

static struct list *read_list(const cJSON *json, const char *name, void *(*read)(const cJSON *))
{
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(json, name);
    const cJSON *element;
    struct list *list;

    if (!cJSON_IsArray(array)) {
        return NULL;
    }
    list = need(calloc(1, sizeof *list));
    cJSON_ArrayForEach(element, array)
    {
        list_add(list, read(element));
    }
    return list;
}

static void *read_word(const cJSON *json)
{
    return need(strdup(json->valuestring));
}

static void *read_service(const cJSON *json)
{
    struct service *service = need(calloc(1, sizeof *service));

    service->id = read_text(json, "id");
    service->service_key = read_text(json, "service_key");
    return service;
}

static void free_service(void *data)
{
    struct service *service = data;

    free(service->id);
    free(service->service_key);
    free(service);
}

static struct share_types *read_share_types(const cJSON *json)
{
    struct share_types *types = need(calloc(1, sizeof *types));

    types->restricted_share = read_truth(json, "restricted_share");
    types->public_share = read_truth(json, "public_share");
    types->tracked_share = read_truth(json, "tracked_share");
    return types;
}

static void *read_group(const cJSON *json)
{
    struct group *group = need(calloc(1, sizeof *group));
    const cJSON *metadata = cJSON_GetObjectItemCaseSensitive(json, "metadata");

    group->id = read_text(json, "id");
    group->name = read_text(json, "name");
    group->metadata = need(calloc(1, sizeof *group->metadata));
    group->metadata->is_system = read_truth(metadata, "is_system");
    group->metadata->translation_id = read_text(metadata, "translation_id");
    group->metadata->visual_order = read_number(metadata, "visual_order");
    return group;
}

static void free_group(void *data)
{
    struct group *group = data;

    free(group->id);
    free(group->name);
    free(group->metadata->translation_id);
    free(group->metadata);
    free(group);
}

#define READ_TEXT(m)   model->m = read_text(json, #m);
#define READ_NUMBER(m) model->m = read_number(json, #m);
#define READ_TRUTH(m)  model->m = read_truth(json, #m);
#define FREE_TEXT(m)   free(model->m);

static struct profile *read_profile(const cJSON *json)
{
    struct profile *model = need(calloc(1, sizeof *model));

    PROFILE_TEXTS(READ_TEXT)
    PROFILE_NUMBERS(READ_NUMBER)
    PROFILE_TRUTHS(READ_TRUTH)
    model->services = read_list(json, "services", read_service);
    model->share_types = read_share_types(cJSON_GetObjectItemCaseSensitive(json, "share_types"));
    model->auth_methods = read_list(json, "auth_methods", read_word);
    model->forced_auth = read_list(json, "forced_auth", read_word);
    return model;
}

static void free_profile(struct profile *model)
{
    if (model != NULL) {
        PROFILE_TEXTS(FREE_TEXT)
        list_free(model->services, free_service);
        free(model->share_types);
        list_free(model->auth_methods, free);
        list_free(model->forced_auth, free);
        free(model);
    }
}

static void *read_user(const cJSON *json)
{
    struct user *model = need(calloc(1, sizeof *model));

    USER_TEXTS(READ_TEXT)
    USER_NUMBERS(READ_NUMBER)
    USER_TRUTHS(READ_TRUTH)
    model->groups = read_list(json, "groups", read_group);
    model->services = read_list(json, "services", read_service);
    model->auth_methods = read_list(json, "auth_methods", read_word);
    model->forced_auth = read_list(json, "forced_auth", read_word);
    return model;
}

static void free_user(void *data)
{
    struct user *model = data;

    USER_TEXTS(FREE_TEXT)
    list_free(model->groups, free_group);
    list_free(model->services, free_service);
    list_free(model->auth_methods, free);
    list_free(model->forced_auth, free);
    free(model);
}

static struct set_reply *read_set_reply(const cJSON *json)
{
    struct set_reply *model = need(calloc(1, sizeof *model));

    SET_TEXTS(READ_TEXT)
    return model;
}

static void free_set_reply(struct set_reply *model)
{
    if (model != NULL) {
        SET_TEXTS(FREE_TEXT)
        free(model);
    }
}

/* --- a call --- */

struct reply {
    char *data;
    size_t len;
};

static const struct bench *bench;
static struct profile *profile_now;
static struct set_reply *set_now;

static void check(const char *what, long code)
{
    if (code != 0) {
        bench_fail(what, code);
    }
}

static size_t collect(char *data, size_t size, size_t count, void *ctx)
{
    struct reply *reply = ctx;
    size_t len = size * count;

    reply->data = need(realloc(reply->data, reply->len + len + 1));
    memcpy(reply->data + reply->len, data, len);
    reply->len += len;
    reply->data[reply->len] = 0;
    return len;
}

static char *join(const char *one, const char *two, const char *three)
{
    size_t size = strlen(one) + strlen(two) + strlen(three) + 1;
    char *text = need(malloc(size));

    (void)snprintf(text, size, "%s%s%s", one, two, three);
    return text;
}

static void set_up_handle(CURL *h, struct reply *reply)
{
    struct curl_blob ca = { .data = bench->ca, .len = bench->ca_size, .flags = CURL_BLOB_NOCOPY };

    check("CAINFO", curl_easy_setopt(h, CURLOPT_CAINFO, NULL));
    check("CAPATH", curl_easy_setopt(h, CURLOPT_CAPATH, NULL));
    check("CAINFO_BLOB", curl_easy_setopt(h, CURLOPT_CAINFO_BLOB, &ca));
    check("WRITEFUNCTION", curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, collect));
    check("WRITEDATA", curl_easy_setopt(h, CURLOPT_WRITEDATA, reply));
    check("FAILONERROR", curl_easy_setopt(h, CURLOPT_FAILONERROR, 1L));
    check("NOSIGNAL", curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L));
    check("IPRESOLVE", curl_easy_setopt(h, CURLOPT_IPRESOLVE, (long)CURL_IPRESOLVE_V4));
}

/* The tree of the reply. */
static cJSON *invoke(const char *path, const char *body)
{
    struct reply reply = { NULL, 0 };
    CURL *h = need(curl_easy_init());
    char port[8];
    char *server;
    char *base;
    char *url;
    char *token = join("X-Auth-Token", ": ", bench->token);
    char *accept = join("Accept", ": ", "application/json");
    char *type = join("Content-Type", ": ", "application/json");
    struct curl_slist *headers = curl_slist_append(NULL, token);
    cJSON *tree;

    (void)snprintf(port, sizeof port, ":%u", (unsigned)bench->port);
    server = join("https://", bench->host, port);
    base = join(server, bench->base, "");
    url = join(base, path, "");
    headers = curl_slist_append(headers, accept);
    if (body != NULL) {
        headers = curl_slist_append(headers, type);
        check("POSTFIELDS", curl_easy_setopt(h, CURLOPT_POSTFIELDS, body));
    }
    set_up_handle(h, &reply);
    check("URL", curl_easy_setopt(h, CURLOPT_URL, url));
    check("HTTPHEADER", curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers));
    check(url, curl_easy_perform(h));
    curl_easy_cleanup(h);
    curl_slist_free_all(headers);
    free(url);
    free(base);
    free(server);
    free(type);
    free(accept);
    free(token);
    tree = need(cJSON_Parse(reply.data));
    free(reply.data);
    return tree;
}

static void set_up(const struct bench *b)
{
    bench = b;
    check("curl_global_init", curl_global_init(CURL_GLOBAL_ALL));
}

static void tear_down(void)
{
    free_profile(profile_now);
    free_set_reply(set_now);
    curl_global_cleanup();
}

/* Frees the result of the call before. */
static void profile(struct quatrix_profile *out)
{
    cJSON *tree;

    (void)out;
    free_profile(profile_now);
    tree = invoke("/profile", NULL);
    profile_now = read_profile(tree);
    cJSON_Delete(tree);
}

static void set(const struct quatrix_profile_set_request *request,
                struct quatrix_profile_set_reply *out)
{
    cJSON *tree = need(cJSON_CreateObject());
    char *body;

    (void)out;
    free_set_reply(set_now);
    need(cJSON_AddStringToObject(tree, "name", request->name));
    need(cJSON_AddStringToObject(tree, "email", request->email));
    need(cJSON_AddStringToObject(tree, "language", request->language));
    need(cJSON_AddStringToObject(tree, "message_signature", request->message_signature));
    body = need(cJSON_Print(tree));
    cJSON_Delete(tree);
    tree = invoke("/profile/set", body);
    free(body);
    set_now = read_set_reply(tree);
    cJSON_Delete(tree);
}

static uint64_t list(void)
{
    cJSON *tree = invoke("/user", NULL);
    struct list *users = need(calloc(1, sizeof *users));
    const cJSON *element;
    uint64_t count;

    cJSON_ArrayForEach(element, tree)
    {
        list_add(users, read_user(element));
    }
    cJSON_Delete(tree);
    count = (uint64_t)users->count;
    list_free(users, free_user);
    return count;
}

/* Each call has closed its own. */
static void disconnect(bool forget)
{
    (void)forget;
}

/* --- models into the library's structs, to compare; not measured --- */

static uint64_t put(char *out, size_t size, const char *text, unsigned member)
{
    if (text == NULL) {
        return 0;
    }
    (void)snprintf(out, size, "%s", text);
    return QUATRIX_BIT(member);
}

static uint64_t put_number(int64_t *out, double number, double unit, unsigned member)
{
    if (isnan(number)) {
        return 0;
    }
    *out = (int64_t)llround(number * unit);
    return QUATRIX_BIT(member);
}

static uint64_t put_truth(bool *out, int truth, unsigned member)
{
    *out = truth > 0;
    return truth < 0 ? 0 : QUATRIX_BIT(member);
}

static uint64_t put_words(struct quatrix_factors *out, const struct list *list, unsigned member)
{
    for (const struct entry *entry = list->first; entry != NULL; entry = entry->next) {
        struct quatrix_word *word = &out->item[out->count.kept++];
        out->count.total++;
        (void)put(word->text, sizeof word->text, entry->data, 0);
    }
    return QUATRIX_BIT(member);
}

static uint64_t put_services(struct quatrix_services *out, const struct list *list, unsigned member)
{
    for (const struct entry *entry = list->first; entry != NULL; entry = entry->next) {
        struct quatrix_service *service = &out->item[out->count.kept++];
        const struct service *from = entry->data;
        out->count.total++;
        service->present =
            put(service->id.text, sizeof service->id.text, from->id, QUATRIX_SERVICE_ID) |
            put(service->service_key.text, sizeof service->service_key.text, from->service_key,
                QUATRIX_SERVICE_SERVICE_KEY);
    }
    return QUATRIX_BIT(member);
}

static uint64_t put_share_types(struct quatrix_share_types *out, const struct share_types *from,
                                unsigned member)
{
    out->present =
        put_truth(&out->restricted_share, from->restricted_share,
                  QUATRIX_SHARE_TYPES_RESTRICTED_SHARE) |
        put_truth(&out->public_share, from->public_share, QUATRIX_SHARE_TYPES_PUBLIC_SHARE) |
        put_truth(&out->tracked_share, from->tracked_share, QUATRIX_SHARE_TYPES_TRACKED_SHARE);
    return QUATRIX_BIT(member);
}

#define PUT(m, M) out->present |= put(out->m, sizeof out->m, model->m, QUATRIX_PROFILE_##M);
#define PUT_STRUCT(m, M)                                                                           \
    out->present |= put(out->m.text, sizeof out->m.text, model->m, QUATRIX_PROFILE_##M);
#define PUT_NUMBER(m, M, unit)                                                                     \
    out->present |= put_number(&out->m, model->m, unit, QUATRIX_PROFILE_##M);
#define PUT_TRUTH(m, M) out->present |= put_truth(&out->m, model->m, QUATRIX_PROFILE_##M);

static void fetch_profile(struct quatrix_profile *out)
{
    const struct profile *model = profile_now;

    memset(out, 0, sizeof *out);
    PUT_STRUCT(id, ID)
    PUT_STRUCT(home_id, HOME_ID)
    PUT_STRUCT(channel_id, CHANNEL_ID)
    PUT_STRUCT(account_id, ACCOUNT_ID)
    PUT_STRUCT(storage_id, STORAGE_ID)
    PUT_STRUCT(outgoing_id, OUTGOING_ID)
    PUT_STRUCT(incoming_id, INCOMING_ID)
    PUT_STRUCT(plan, PLAN)
    PUT_STRUCT(language, LANGUAGE)
    PUT_STRUCT(status, STATUS)
    PUT_STRUCT(account_status, ACCOUNT_STATUS)
    PUT(name, NAME)
    PUT(email, EMAIL)
    PUT(message_signature, MESSAGE_SIGNATURE)
    PUT(unique_login, UNIQUE_LOGIN)
    PUT(sftp_url, SFTP_URL)
    PUT(sftp_login, SFTP_LOGIN)
    PUT_NUMBER(operations, OPERATIONS, 1)
    PUT_NUMBER(max_file_size, MAX_FILE_SIZE, 1)
    PUT_NUMBER(max_files_per_share, MAX_FILES_PER_SHARE, 1)
    PUT_NUMBER(created, CREATED, 1e6)
    PUT_NUMBER(modified, MODIFIED, 1e6)
    PUT_NUMBER(quota, QUOTA, 1)
    PUT_NUMBER(uid, UID, 1)
    PUT_NUMBER(gid, GID, 1)
    PUT_TRUTH(is_contact, IS_CONTACT)
    PUT_TRUTH(has_key, HAS_KEY)
    PUT_TRUTH(pgp_enabled, PGP_ENABLED)
    PUT_TRUTH(enable_pgp, ENABLE_PGP)
    out->present |=
        put_truth(&out->super_admin, model->super_admin[0] == 'Y', QUATRIX_PROFILE_SUPER_ADMIN);
    out->present |= put_services(&out->services, model->services, QUATRIX_PROFILE_SERVICES);
    out->present |=
        put_share_types(&out->share_types, model->share_types, QUATRIX_PROFILE_SHARE_TYPES);
    out->present |=
        put_words(&out->auth_methods, model->auth_methods, QUATRIX_PROFILE_AUTH_METHODS);
    out->present |= put_words(&out->forced_auth, model->forced_auth, QUATRIX_PROFILE_FORCED_AUTH);
}

static void fetch_set(struct quatrix_profile_set_reply *out)
{
    const struct set_reply *model = set_now;

    memset(out, 0, sizeof *out);
    out->present = put(out->name, sizeof out->name, model->name, QUATRIX_PROFILE_SET_NAME) |
                   put(out->email, sizeof out->email, model->email, QUATRIX_PROFILE_SET_EMAIL) |
                   put(out->language.text, sizeof out->language.text, model->language,
                       QUATRIX_PROFILE_SET_LANGUAGE) |
                   put(out->message_signature, sizeof out->message_signature,
                       model->message_signature, QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE);
}

int main(int argc, char **argv)
{
    static const struct bench_program program = {
        .set_up = set_up,
        .tear_down = tear_down,
        .profile = profile,
        .fetch_profile = fetch_profile,
        .set = set,
        .fetch_set = fetch_set,
        .list = list,
        .disconnect = disconnect,
    };

    return bench_main(argc, argv, &program);
}
