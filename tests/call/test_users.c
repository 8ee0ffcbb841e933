/* SPDX-License-Identifier: MIT */
/* Requests of the families user, api-key, account, languages and check, and of the captcha: what is
   marked is sent, what is required must be, what no call can be made of is refused by name. */
#include "operations.h"

#include <stdio.h>
#include <string.h>

static char long_text[5000];

/* `len` bytes of text. */
static const char *text_of(size_t len)
{
    memset(long_text, 'x', sizeof long_text);
    long_text[len] = 0;
    return long_text;
}

static const char *const ids[] = { "a-1", "b-2", "c-3" };

static void open_large(struct bench *b, enum bench_auth auth)
{
    bench_prepare(b);
    b->config.work_size = 6000;
    bench_begin(b, auth);
}

/* Refused, named, and not a single operation of the transport called; the client is idle. */
static void check_refused(struct bench *b, enum quatrix_status due, const char *member,
                          enum quatrix_status got)
{
    CHECK_ENDS(due, b, got);
    if (member != NULL) {
        CHECK_TEXT(member, quatrix_client_error(&b->client)->member);
    }
    CHECK_NUMBER(QUATRIX_PHASE_REQUEST, quatrix_client_error(&b->client)->phase);
    CHECK_NUMBER(0, b->all_calls);
    CHECK_STATUS(QUATRIX_E_STATE, quatrix_step(&b->client));
    for (size_t i = 0; i < b->config.work_size; i++) {
        CHECK(b->work[i] == 0 || b->work[i] == 0x5A); /* as bench_begin() left it, or wiped */
    }
}

/* Would be sent; is not. */
static void check_accepted(struct bench *b, enum quatrix_status got)
{
    CHECK_STATUS(QUATRIX_PENDING, got);
    CHECK_STATUS(QUATRIX_OK, quatrix_cancel(&b->client));
}

/* The body, or of a GET the first line, that was rendered into the work buffer. */
static const char *rendered(const struct bench *b)
{
    static char text[6000];
    const char *body;

    memcpy(text, b->work, b->client.priv.request_len);
    text[b->client.priv.request_len] = 0;
    body = strstr(text, "\r\n\r\n");
    assert_non_null(body);
    return body + 4;
}

/* Requests with more than one member, all of which have a value. */
static const struct quatrix_user_create_request create = {
    .name = "Abc",
    .email = "e@x",
    .parent_id = "p",
    .quota = 1,
    .status = "A",
    .super_admin = true,
    .home_id = "h",
    .user_operations = 2,
    .home_operations = 3,
    .language = "de",
    .groups = { ids, 1 },
    .services = { ids, 3 },
    .custom_sftp_home = false,
    .sftp_login = "s",
};
static const char *const create_members[QUATRIX_USER_CREATE_MEMBERS] = {
    "\"name\":\"Abc\"",           "\"email\":\"e@x\"",
    "\"parent_id\":\"p\"",        "\"quota\":1",
    "\"status\":\"A\"",           "\"super_admin\":\"Y\"",
    "\"home_id\":\"h\"",          "\"user_operations\":2",
    "\"home_operations\":3",      "\"language\":\"de\"",
    "\"groups\":[\"a-1\"]",       "\"services\":[\"a-1\",\"b-2\",\"c-3\"]",
    "\"custom_sftp_home\":false", "\"sftp_login\":\"s\"",
};

static const struct quatrix_user_edit_request edit = {
    .ids = { ids, 1 },
    .name = "Abc",
    .email = "e@x",
    .parent_id = "p",
    .quota = -1,
    .status = "D",
    .super_admin = false,
    .home_id = "h",
    .user_operations = 2,
    .home_operations = 3,
    .language = "de",
    .groups = { ids, 2 },
    .services = { NULL, 0 },
    .custom_sftp_home = true,
    .sftp_login = "s",
};
static const char *const edit_members[QUATRIX_USER_EDIT_MEMBERS] = {
    "\"ids\":[\"a-1\"]",     "\"name\":\"Abc\"",
    "\"email\":\"e@x\"",     "\"parent_id\":\"p\"",
    "\"quota\":-1",          "\"status\":\"D\"",
    "\"super_admin\":\"N\"", "\"home_id\":\"h\"",
    "\"user_operations\":2", "\"home_operations\":3",
    "\"language\":\"de\"",   "\"groups\":[\"a-1\",\"b-2\"]",
    "\"services\":[]",       "\"custom_sftp_home\":true",
    "\"sftp_login\":\"s\"",
};

static const struct quatrix_user_delete_request delete = { 0, { ids, 2 }, false };
static const char *const delete_members[QUATRIX_USER_DELETE_MEMBERS] = {
    "\"ids\":[\"a-1\",\"b-2\"]",
    "\"delete_home\":false",
};

static const struct quatrix_api_key_create_request key_create = { 0, "n", "D", "r" };
static const char *const key_create_members[QUATRIX_API_KEY_CREATE_MEMBERS] = {
    "\"name\":\"n\"",
    "\"status\":\"D\"",
    "\"role_id\":\"r\"",
};

static const struct quatrix_api_key_update_request key_update = { 0, "n", "A" };
static const char *const key_update_members[QUATRIX_API_KEY_UPDATE_MEMBERS] = {
    "\"name\":\"n\"",
    "\"status\":\"A\"",
};

enum request { CREATE, EDIT, DELETE, KEY_CREATE, KEY_UPDATE };

static const struct {
    const char *const *members;
    size_t count;
    uint64_t required;
} requests[] = {
    [CREATE] = { create_members, COUNT(create_members),
                 QUATRIX_BIT(QUATRIX_USER_CREATE_NAME) | QUATRIX_BIT(QUATRIX_USER_CREATE_EMAIL) },
    [EDIT] = { edit_members, COUNT(edit_members), QUATRIX_BIT(QUATRIX_USER_EDIT_IDS) },
    [DELETE] = { delete_members, COUNT(delete_members), QUATRIX_BIT(QUATRIX_USER_DELETE_IDS) },
    [KEY_CREATE] = { key_create_members, COUNT(key_create_members), 0 },
    [KEY_UPDATE] = { key_update_members, COUNT(key_update_members), 0 },
};

static enum quatrix_status start(struct bench *b, size_t which, uint64_t present)
{
    struct quatrix_user_create_request c = create;
    struct quatrix_user_edit_request e = edit;
    struct quatrix_user_delete_request d = delete;
    struct quatrix_api_key_create_request k = key_create;
    struct quatrix_api_key_update_request u = key_update;

    c.present = e.present = d.present = k.present = u.present = present;
    switch (which) {
    case CREATE:
        return quatrix_user_create_start(&b->client, &c, &b->out.user);
    case EDIT:
        return quatrix_user_edit_start(&b->client, &e, &b->out.user);
    case DELETE:
        return quatrix_user_delete_start(&b->client, &d, &b->out.job);
    case KEY_CREATE:
        return quatrix_api_key_create_start(&b->client, &k, &b->out.api_key);
    default:
        return quatrix_api_key_update_start(&b->client, "k", &u, &b->out.api_key);
    }
}

/* Each member alone and with any other one: sent when it is marked, in the order of the API. */
static void what_is_marked_is_sent_and_nothing_else(void **state)
{
    (void)state;
    for (size_t n = 0; n < COUNT(requests); n++) {
        for (size_t i = 0; i < requests[n].count; i++) {
            for (size_t k = i; k < requests[n].count; k++) {
                uint64_t mask = requests[n].required | QUATRIX_BIT(i) | QUATRIX_BIT(k);
                char body[400] = "{";
                struct bench b;
                bench_case("request %zu, members %zu and %zu", n, i, k);
                for (unsigned m = 0; m < requests[n].count; m++) {
                    if (quatrix_has(mask, m)) {
                        strcat(strcat(body, body[1] == 0 ? "" : ","), requests[n].members[m]);
                    }
                }
                strcat(body, "}");
                open_large(&b, BENCH_API_KEY);
                CHECK_STATUS(QUATRIX_PENDING, start(&b, n, mask));
                CHECK_TEXT(body, rendered(&b));
                bench_close(&b);
            }
        }
    }
}

static void what_is_required_must_be_marked(void **state)
{
    (void)state;
    for (size_t n = 0; n < COUNT(requests); n++) {
        uint64_t all = QUATRIX_BIT(requests[n].count) - 1;
        struct bench b;
        bench_case("request %zu", n);
        open_large(&b, BENCH_SESSION);
        for (unsigned m = 0; m < requests[n].count; m++) {
            if (quatrix_has(requests[n].required, m)) {
                char name[40];
                (void)sscanf(requests[n].members[m], "\"%39[^\"]", name);
                check_refused(&b, QUATRIX_E_ARGUMENT, name, start(&b, n, all & ~QUATRIX_BIT(m)));
            }
        }
        check_refused(&b, QUATRIX_E_ARGUMENT, "present",
                      start(&b, n, all | QUATRIX_BIT(requests[n].count)));
        check_accepted(&b, start(&b, n, all));
        if (requests[n].required == 0) { /* an empty request is one */
            CHECK_STATUS(QUATRIX_PENDING, start(&b, n, 0));
            CHECK_TEXT("{}", rendered(&b));
        }
        bench_close(&b);
    }
}

static const struct {
    const char *name;
    enum quatrix_status due;
} names[] = {
    { NULL, QUATRIX_E_ARGUMENT },
    { "", QUATRIX_E_ARGUMENT },
    { "a", QUATRIX_E_TEXT },
    { "ab", QUATRIX_E_TEXT },
    { "\xC3\xB6\xC3\xB6", QUATRIX_E_TEXT }, /* two characters of two bytes */
    { "abc", QUATRIX_PENDING },
    { "\xC3\xB6\xC3\xB6\xC3\xB6", QUATRIX_PENDING },
    { "   ", QUATRIX_PENDING },
    { "@bc", QUATRIX_E_TEXT },
    { "a@b", QUATRIX_E_TEXT },
    { "abc@", QUATRIX_E_TEXT },
    { "@", QUATRIX_E_TEXT },
    { "a:b", QUATRIX_PENDING },
    { "a\nbc", QUATRIX_E_TEXT },
    { "abc\x80", QUATRIX_E_TEXT },
    { "\x80", QUATRIX_E_TEXT },
};

static void a_name_has_3_to_511_characters_and_no_at(void **state)
{
    struct quatrix_user_create_request c = create;
    struct quatrix_user_edit_request e = edit;
    static char wide[2 * 512 + 1];
    struct bench b;

    (void)state;
    bench_case("names");
    open_large(&b, BENCH_SESSION);
    c.present = requests[CREATE].required;
    e.present = requests[EDIT].required | QUATRIX_BIT(QUATRIX_USER_EDIT_NAME);
    for (size_t i = 0; i < COUNT(names); i++) {
        bench_case("name %s", names[i].name == NULL ? "NULL" : names[i].name);
        c.name = e.name = names[i].name;
        if (names[i].due == QUATRIX_PENDING) {
            check_accepted(&b, quatrix_user_create_start(&b.client, &c, &b.out.user));
            check_accepted(&b, quatrix_user_edit_start(&b.client, &e, &b.out.user));
        } else {
            check_refused(&b, names[i].due, "name",
                          quatrix_user_create_start(&b.client, &c, &b.out.user));
            check_refused(&b, names[i].due, "name",
                          quatrix_user_edit_start(&b.client, &e, &b.out.user));
        }
    }
    for (size_t n = 510; n <= 512; n++) {
        bench_case("name of %zu characters", n);
        for (size_t i = 0; i < n; i++) {
            memcpy(wide + 2 * i, "\xC3\xB6", 3);
        }
        c.name = e.name = wide;
        if (n <= 511) {
            check_accepted(&b, quatrix_user_create_start(&b.client, &c, &b.out.user));
        } else {
            check_refused(&b, QUATRIX_E_TOO_LONG, "name",
                          quatrix_user_create_start(&b.client, &c, &b.out.user));
            check_refused(&b, QUATRIX_E_TOO_LONG, "name",
                          quatrix_user_edit_start(&b.client, &e, &b.out.user));
        }
    }
    /* A name that is not sent may be anything. */
    e.present = requests[EDIT].required;
    e.name = "@";
    check_accepted(&b, quatrix_user_edit_start(&b.client, &e, &b.out.user));
    bench_close(&b);
}

static void an_email_is_changed_of_one_user_alone(void **state)
{
    struct quatrix_user_edit_request e = edit;
    struct bench b;

    (void)state;
    open_large(&b, BENCH_SESSION);
    for (size_t n = 0; n <= 3; n++) {
        bench_case("%zu users", n);
        e.ids.count = n;
        e.present = requests[EDIT].required | QUATRIX_BIT(QUATRIX_USER_EDIT_EMAIL);
        if (n == 1) {
            check_accepted(&b, quatrix_user_edit_start(&b.client, &e, &b.out.user));
        } else {
            check_refused(&b, QUATRIX_E_ARGUMENT, n == 0 ? "ids" : "email",
                          quatrix_user_edit_start(&b.client, &e, &b.out.user));
        }
        e.present &= ~QUATRIX_BIT(QUATRIX_USER_EDIT_EMAIL);
        if (n > 0) {
            check_accepted(&b, quatrix_user_edit_start(&b.client, &e, &b.out.user));
        }
    }
    bench_close(&b);
}

/* Identifiers of requests: in lists and alone, and at the end of a path. */
static void identifiers_are_judged_wherever_they_go(void **state)
{
    static const struct {
        const char *text; /* NULL with len: text_of(len) */
        size_t len;
        enum quatrix_status due;
    } texts[] = {
        { NULL, 0, QUATRIX_E_ARGUMENT },   { "", 0, QUATRIX_E_ARGUMENT },
        { "a b", 0, QUATRIX_E_TEXT },      { "a\r\nX: y", 0, QUATRIX_E_TEXT },
        { "\xC3\xB6", 0, QUATRIX_E_TEXT }, { NULL, 64, QUATRIX_PENDING },
        { NULL, 65, QUATRIX_E_TOO_LONG },
    };
    struct bench b;
    struct quatrix_client *c = &b.client;

    (void)state;
    bench_case("identifiers");
    open_large(&b, BENCH_SESSION);
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *text = texts[i].len > 0 ? text_of(texts[i].len) : texts[i].text;
        const char *const list[] = { "ok", text };
        const struct quatrix_texts two = { list, 2 };
        struct quatrix_user_create_request u = create;
        struct quatrix_user_edit_request e = edit;
        struct quatrix_user_delete_request d = delete;
        struct quatrix_api_key_create_request k = key_create;
        struct quatrix_api_key_update_request n = key_update;
        for (unsigned place = 0; place < 16; place++) {
            enum quatrix_status got;
            const char *member = "id";
            bench_case("identifier %zu, place %u", i, place);
            u.present = requests[CREATE].required;
            e.present = requests[EDIT].required;
            e.ids = edit.ids;
            switch (place) {
            case 0:
                got = quatrix_user_metadata_start(c, text, &b.out.user);
                break;
            case 1:
                got = quatrix_user_pgp_key_start(c, text, &b.out.pgp_key);
                break;
            case 2:
                got = quatrix_api_key_delete_start(c, text, &b.out.id);
                break;
            case 3:
                got = quatrix_api_key_metadata_start(c, text, &b.out.api_key);
                break;
            case 4:
                got = quatrix_api_key_update_start(c, text, &n, &b.out.api_key);
                break;
            case 5:
                got = quatrix_api_key_list_of_user_start(c, text, &b.out.api_key);
                break;
            case 6:
                member = "parent_id";
                u.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_PARENT_ID);
                u.parent_id = text;
                got = quatrix_user_create_start(c, &u, &b.out.user);
                break;
            case 7:
                member = "home_id";
                u.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_HOME_ID);
                u.home_id = text;
                got = quatrix_user_create_start(c, &u, &b.out.user);
                break;
            case 8:
                member = "groups";
                u.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_GROUPS);
                u.groups = two;
                got = quatrix_user_create_start(c, &u, &b.out.user);
                break;
            case 9:
                member = "services";
                e.present |= QUATRIX_BIT(QUATRIX_USER_EDIT_SERVICES);
                e.services = two;
                got = quatrix_user_edit_start(c, &e, &b.out.user);
                break;
            case 10:
                member = "ids";
                e.ids = two;
                got = quatrix_user_edit_start(c, &e, &b.out.user);
                break;
            case 11:
                member = "ids";
                d.present = QUATRIX_BIT(QUATRIX_USER_DELETE_IDS);
                d.ids = two;
                got = quatrix_user_delete_start(c, &d, &b.out.job);
                break;
            case 12:
                member = "ids";
                got = quatrix_user_remove_mfa_start(c, &two, QUATRIX_FACTOR_2FA, &b.out.remove_mfa);
                break;
            case 13:
                member = "ids";
                got = quatrix_user_reset_mfa_start(c, &two, &b.out.remove_mfa);
                break;
            case 14:
                member = "ids";
                got =
                    quatrix_user_set_mfa_start(c, &two, QUATRIX_FACTOR_2FA, "", &b.out.remove_mfa);
                break;
            default:
                member = "role_id";
                k.present = QUATRIX_BIT(QUATRIX_API_KEY_CREATE_ROLE_ID);
                k.role_id = text;
                got = quatrix_api_key_create_start(c, &k, &b.out.api_key);
                break;
            }
            if (texts[i].due == QUATRIX_PENDING) {
                check_accepted(&b, got);
            } else {
                check_refused(&b, texts[i].due, member, got);
            }
        }
    }
    bench_close(&b);
}

/* An identifier is a part of a path, and never a path of its own. */
static void an_identifier_cannot_leave_its_path(void **state)
{
    static const struct {
        const char *id;
        const char *path; /* NULL: refused */
    } paths[] = {
        { "..", NULL },
        { ".", NULL },
        { "a/../b", "/user/metadata/a%2F..%2Fb " },
        { "a?b#c", "/user/metadata/a%3Fb%23c " },
        { "%2e", "/user/metadata/%252e " },
        { "A-z0_9.~", "/user/metadata/A-z0_9.~ " },
    };
    struct bench b;

    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        enum quatrix_status got;
        bench_case("%s", paths[i].id);
        open_large(&b, BENCH_SESSION);
        got = quatrix_user_metadata_start(&b.client, paths[i].id, &b.out.user);
        if (paths[i].path == NULL) {
            check_refused(&b, QUATRIX_E_TEXT, "id", got);
        } else {
            CHECK_STATUS(QUATRIX_PENDING, got);
            CHECK(strstr((const char *)b.work, paths[i].path) != NULL);
        }
        bench_close(&b);
    }
}

static void other_texts_are_judged_too(void **state)
{
    struct quatrix_user_create_request u = create;
    struct quatrix_api_key_create_request k = key_create;
    struct quatrix_api_key_update_request n = key_update;
    struct bench b;
    struct quatrix_client *c = &b.client;

    (void)state;
    bench_case("texts");
    open_large(&b, BENCH_SESSION);
    u.present = requests[CREATE].required;
    u.email = "a:b";
    check_refused(&b, QUATRIX_E_TEXT, "email", quatrix_user_create_start(c, &u, &b.out.user));
    u.email = text_of(254);
    check_accepted(&b, quatrix_user_create_start(c, &u, &b.out.user));
    u.email = text_of(255);
    check_refused(&b, QUATRIX_E_TOO_LONG, "email", quatrix_user_create_start(c, &u, &b.out.user));
    u.email = "";
    check_refused(&b, QUATRIX_E_ARGUMENT, "email", quatrix_user_create_start(c, &u, &b.out.user));
    u.email = "e";
    u.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_STATUS);
    u.status = "AD";
    check_refused(&b, QUATRIX_E_TOO_LONG, "status", quatrix_user_create_start(c, &u, &b.out.user));
    u.status = "";
    check_refused(&b, QUATRIX_E_ARGUMENT, "status", quatrix_user_create_start(c, &u, &b.out.user));
    u.status = "D";
    u.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_LANGUAGE);
    u.language = text_of(16);
    check_refused(&b, QUATRIX_E_TOO_LONG, "language",
                  quatrix_user_create_start(c, &u, &b.out.user));
    u.language = "de";
    u.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_SFTP_LOGIN);
    u.sftp_login = "a\tb";
    check_refused(&b, QUATRIX_E_TEXT, "sftp_login", quatrix_user_create_start(c, &u, &b.out.user));
    u.sftp_login = "s";
    u.present |= QUATRIX_BIT(QUATRIX_USER_CREATE_GROUPS);
    u.groups = (struct quatrix_texts){ NULL, 1 };
    check_refused(&b, QUATRIX_E_ARGUMENT, "groups", quatrix_user_create_start(c, &u, &b.out.user));
    k.present = QUATRIX_BIT(QUATRIX_API_KEY_CREATE_NAME);
    k.name = text_of(512);
    check_refused(&b, QUATRIX_E_TOO_LONG, "name",
                  quatrix_api_key_create_start(c, &k, &b.out.api_key));
    k.name = "\n";
    check_refused(&b, QUATRIX_E_TEXT, "name", quatrix_api_key_create_start(c, &k, &b.out.api_key));
    k.name = "";
    check_accepted(&b, quatrix_api_key_create_start(c, &k, &b.out.api_key));
    n.present = QUATRIX_BIT(QUATRIX_API_KEY_UPDATE_STATUS);
    n.status = NULL;
    check_refused(&b, QUATRIX_E_ARGUMENT, "status",
                  quatrix_api_key_update_start(c, "k", &n, &b.out.api_key));
    check_refused(&b, QUATRIX_E_TEXT, "api_key", quatrix_check_ping_start(c, "a b", &b.out.ping));
    check_refused(&b, QUATRIX_E_TOO_LONG, "api_key",
                  quatrix_check_ping_start(c, text_of(256), &b.out.ping));
    check_refused(&b, QUATRIX_E_TEXT, "token",
                  quatrix_session_unblock_captcha_start(c, "a b", &b.out.captcha));
    check_refused(&b, QUATRIX_E_ARGUMENT, "token",
                  quatrix_session_unblock_captcha_start(c, NULL, &b.out.captcha));
    check_refused(&b, QUATRIX_E_ARGUMENT, "token",
                  quatrix_session_post_captcha_start(c, "", &b.out.captcha));
    check_refused(&b, QUATRIX_E_TOO_LONG, "token",
                  quatrix_session_post_captcha_start(c, text_of(4097), &b.out.captcha));
    check_accepted(&b, quatrix_session_post_captcha_start(c, text_of(4096), &b.out.captcha));
    check_refused(&b, QUATRIX_E_TEXT, "email", quatrix_user_signup_start(c, "a:b", "p"));
    check_refused(&b, QUATRIX_E_TEXT, "password", quatrix_user_signup_start(c, "e", "p\n"));
    check_refused(&b, QUATRIX_E_ARGUMENT, "password", quatrix_user_signup_start(c, "e", ""));
    check_refused(&b, QUATRIX_E_TOO_LONG, "password",
                  quatrix_user_signup_start(c, "e", text_of(256)));
    bench_close(&b);
}

static void a_code_of_set_mfa_fits_its_factor_or_is_empty(void **state)
{
    static const struct {
        const char *code;
        enum quatrix_status due_2fa;
        enum quatrix_status due_pin;
        const char *body; /* of the code, where it is accepted */
    } codes[] = {
        { "", QUATRIX_PENDING, QUATRIX_PENDING, "\"\"" },
        { NULL, QUATRIX_E_ARGUMENT, QUATRIX_E_ARGUMENT, NULL },
        { "0", QUATRIX_E_ARGUMENT, QUATRIX_PENDING, "\"MA==\"" },
        { "12345", QUATRIX_E_ARGUMENT, QUATRIX_PENDING, "\"MTIzNDU=\"" },
        { "1234567", QUATRIX_E_TOO_LONG, QUATRIX_PENDING, "\"MTIzNDU2Nw==\"" },
        { "12345a", QUATRIX_E_TEXT, QUATRIX_PENDING, "\"MTIzNDVh\"" },
        { "123456789012345678901234567890123", QUATRIX_E_TOO_LONG, QUATRIX_E_TOO_LONG, NULL },
        { "\n", QUATRIX_E_TEXT, QUATRIX_E_TEXT, NULL },
    };
    const struct quatrix_texts one = { ids, 1 };
    struct bench b;

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(codes); i++) {
        bool pin = i % 2 == 1;
        const char *code = codes[i / 2].code;
        enum quatrix_status due = pin ? codes[i / 2].due_pin : codes[i / 2].due_2fa;
        char body[100];
        enum quatrix_status got;
        bench_case("code %s, PIN %d", code == NULL ? "NULL" : code, pin);
        open_large(&b, BENCH_SESSION);
        got = quatrix_user_set_mfa_start(&b.client, &one,
                                         pin ? QUATRIX_FACTOR_PIN : QUATRIX_FACTOR_2FA, code,
                                         &b.out.remove_mfa);
        if (due == QUATRIX_PENDING) {
            CHECK_STATUS(QUATRIX_PENDING, got);
            (void)snprintf(body, sizeof body,
                           "{\"ids\":[\"a-1\"],\"auth_type\":\"%s\",\"code\":%s}",
                           pin ? "PIN" : "2FA", codes[i / 2].body);
            CHECK_TEXT(body, rendered(&b));
        } else {
            check_refused(&b, due, "code", got);
        }
        bench_close(&b);
    }
}

static void what_else_a_call_needs_is_judged_too(void **state)
{
    const struct quatrix_texts one = { ids, 1 };
    const struct quatrix_texts none = { ids, 0 };
    static const int factors[] = { 0, 61, 72, -71 };
    struct quatrix_user_create_request u = create;
    struct bench b;
    struct quatrix_client *c = &b.client;

    (void)state;
    bench_case("other arguments");
    u.present = requests[CREATE].required;
    open_large(&b, BENCH_SESSION);
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_user_list_start(c, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_user_create_start(c, &u, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_api_key_delete_start(c, "k", NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_account_roles_start(c, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_languages_default_start(c, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out", quatrix_check_ping_start(c, NULL, NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "out",
                  quatrix_session_unblock_captcha_start(c, "t", NULL));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request",
                  quatrix_user_create_start(c, NULL, &b.out.user));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request", quatrix_user_edit_start(c, NULL, &b.out.user));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request",
                  quatrix_user_delete_start(c, NULL, &b.out.job));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request",
                  quatrix_api_key_create_start(c, NULL, &b.out.api_key));
    check_refused(&b, QUATRIX_E_ARGUMENT, "request",
                  quatrix_api_key_update_start(c, "k", NULL, &b.out.api_key));
    check_refused(&b, QUATRIX_E_ARGUMENT, "ids",
                  quatrix_user_reset_mfa_start(c, NULL, &b.out.remove_mfa));
    check_refused(&b, QUATRIX_E_ARGUMENT, "ids",
                  quatrix_user_reset_mfa_start(c, &none, &b.out.remove_mfa));
    for (size_t i = 0; i < COUNT(factors); i++) {
        enum quatrix_factor factor = (enum quatrix_factor)factors[i];
        check_refused(&b, QUATRIX_E_ARGUMENT, "factor",
                      quatrix_user_remove_mfa_start(c, &one, factor, &b.out.remove_mfa));
        check_refused(&b, QUATRIX_E_ARGUMENT, "factor",
                      quatrix_user_set_mfa_start(c, &one, factor, "", &b.out.remove_mfa));
    }
    bench_close(&b);
}

/* What is judged before a call may not disturb one that runs. */
static void a_client_that_is_busy_stays_so(void **state)
{
    const struct quatrix_texts one = { ids, 1 };
    struct quatrix_user_create_request u = create;
    struct quatrix_user_edit_request e = edit;
    struct bench b;
    struct quatrix_client *c = &b.client;

    (void)state;
    bench_case("busy");
    u.present = requests[CREATE].required;
    u.name = "@";
    e.present = requests[EDIT].required | QUATRIX_BIT(QUATRIX_USER_EDIT_EMAIL);
    e.ids.count = 3;
    open_large(&b, BENCH_SESSION);
    answer(&b, 0, "200 OK", JSON, "[{\"id\":\"a\"}]");
    CHECK_STATUS(QUATRIX_PENDING, quatrix_user_list_start(c, &b.out.user));
    CHECK_STATUS(QUATRIX_E_BUSY, quatrix_user_create_start(c, &u, &b.out.user));
    CHECK_STATUS(QUATRIX_E_BUSY, quatrix_user_edit_start(c, &e, &b.out.user));
    CHECK_STATUS(QUATRIX_E_BUSY, quatrix_user_set_mfa_start(c, &one, 0, NULL, &b.out.remove_mfa));
    CHECK_STATUS(QUATRIX_E_BUSY, quatrix_user_metadata_start(c, "", &b.out.user));
    CHECK_STATUS(QUATRIX_E_BUSY, quatrix_session_unblock_captcha_start(c, "t", &b.out.captcha));
    CHECK_ENDS(QUATRIX_OK, &b, bench_finish(&b, QUATRIX_PENDING));
    CHECK_NUMBER(1, b.elements);
    bench_close(&b);
}

static void every_function_bears_null_for_a_client(void **state)
{
    const struct quatrix_texts one = { ids, 1 };
    struct quatrix_user_create_request u = create;
    struct quatrix_user_edit_request e = edit;
    struct bench b;

    (void)state;
    bench_case("NULL");
    u.present = requests[CREATE].required;
    u.name = "@";
    e.present = requests[EDIT].required | QUATRIX_BIT(QUATRIX_USER_EDIT_EMAIL);
    e.ids.count = 2;
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_list(NULL, &b.out.user));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_create(NULL, &u, &b.out.user));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_metadata(NULL, "u", &b.out.user));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_edit(NULL, &e, &b.out.user));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_delete(NULL, &delete, &b.out.job));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_group(NULL, &b.out.group));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_pgp_key(NULL, "u", &b.out.pgp_key));
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_user_remove_mfa(NULL, &one, QUATRIX_FACTOR_2FA, &b.out.remove_mfa));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_reset_mfa(NULL, &one, &b.out.remove_mfa));
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_user_set_mfa(NULL, &one, QUATRIX_FACTOR_2FA, "", &b.out.remove_mfa));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_user_signup(NULL, "e", "p"));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_api_key_list(NULL, &b.out.api_key));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_api_key_create(NULL, &key_create, &b.out.api_key));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_api_key_delete(NULL, "k", &b.out.id));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_api_key_metadata(NULL, "k", &b.out.api_key));
    CHECK_STATUS(QUATRIX_E_ARGUMENT,
                 quatrix_api_key_update(NULL, "k", &key_update, &b.out.api_key));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_api_key_list_of_user(NULL, "u", &b.out.api_key));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_account_info(NULL, &b.out.account_info));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_account_list(NULL, &b.out.account));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_account_logo(NULL));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_account_metadata(NULL, &b.out.account_metadata));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_account_roles(NULL, &b.out.account_role));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_languages_list(NULL, &b.out.language));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_languages_default(NULL, &b.out.language_default));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_check_ping(NULL, NULL, &b.out.ping));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_session_unblock_captcha(NULL, "t", &b.out.captcha));
    CHECK_STATUS(QUATRIX_E_ARGUMENT, quatrix_session_post_captcha(NULL, "t", &b.out.captcha));
}

/* An unsolved captcha is told by the status alone: the body of that 401 is no ErrorModel. */
static void an_unsolved_captcha_costs_no_session(void **state)
{
    struct bench b;

    (void)state;
    bench_case("unsolved");
    bench_open(&b, NULL, 0);
    answer(&b, 0, "401 No", JSON, "{\"valid\":false}");
    answer(&b, 0, "200 OK", JSON, "{\"valid\":false}");
    answer(&b, 0, "405 No", JSON, "{\"code\":21,\"msg\":\"no\"}");
    CHECK_ENDS(QUATRIX_E_UNAUTHORIZED, &b,
               quatrix_session_unblock_captcha(&b.client, BENCH_CAPTCHA, &b.out.captcha));
    CHECK_TEXT(BENCH_TOKEN, quatrix_client_session(&b.client)->session_id.text);
    CHECK_ENDS(QUATRIX_OK, &b,
               quatrix_session_unblock_captcha(&b.client, BENCH_CAPTCHA, &b.out.captcha));
    CHECK(!b.out.captcha.valid);
    CHECK_ENDS(QUATRIX_E_HTTP, &b,
               quatrix_session_unblock_captcha(&b.client, BENCH_CAPTCHA, &b.out.captcha));
    CHECK_NUMBER(405, quatrix_client_error(&b.client)->http_status);
    bench_close(&b);
}

/* A taken e-mail is refused by the server, in its own words. */
static void a_refused_user_is_told_by_code_and_name(void **state)
{
    struct quatrix_user_create_request u = create;
    struct bench b;

    (void)state;
    bench_case("taken");
    u.present = requests[CREATE].required;
    bench_open(&b, NULL, 0);
    answer(&b, 0, "400 Bad Request", JSON,
           "{\"code\":31,\"msg\":\"Address already used\",\"details\":{\"name\":\"e@x\"}}");
    CHECK_ENDS(QUATRIX_E_HTTP, &b, quatrix_user_create(&b.client, &u, &b.out.user));
    CHECK_NUMBER(31, quatrix_client_error(&b.client)->server_code);
    CHECK_TEXT("e@x", quatrix_client_error(&b.client)->details.name);
    bench_close(&b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_marked_is_sent_and_nothing_else),
    cmocka_unit_test(what_is_required_must_be_marked),
    cmocka_unit_test(a_name_has_3_to_511_characters_and_no_at),
    cmocka_unit_test(an_email_is_changed_of_one_user_alone),
    cmocka_unit_test(identifiers_are_judged_wherever_they_go),
    cmocka_unit_test(an_identifier_cannot_leave_its_path),
    cmocka_unit_test(other_texts_are_judged_too),
    cmocka_unit_test(a_code_of_set_mfa_fits_its_factor_or_is_empty),
    cmocka_unit_test(what_else_a_call_needs_is_judged_too),
    cmocka_unit_test(a_client_that_is_busy_stays_so),
    cmocka_unit_test(every_function_bears_null_for_a_client),
    cmocka_unit_test(an_unsolved_captcha_costs_no_session),
    cmocka_unit_test(a_refused_user_is_told_by_code_and_name),
};

BENCH_MAIN(tests)
