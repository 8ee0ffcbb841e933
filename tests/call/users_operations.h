/* SPDX-License-Identifier: MIT */
/* Part of operations.c, which alone includes it: the families user, api-key, account, languages and
   check, and the captcha of session. */

/* The two forms of an operation; its arguments after the client may name b. */
#define BOTH_FORMS(name, ...)                                                                      \
    static enum quatrix_status start_##name(struct bench *b)                                       \
    {                                                                                              \
        return quatrix_##name##_start(&b->client, __VA_ARGS__);                                    \
    }                                                                                              \
    static enum quatrix_status call_##name(struct bench *b)                                        \
    {                                                                                              \
        return bench_finish(b, quatrix_##name(&b->client, __VA_ARGS__));                           \
    }

static const char *const some_ids[] = { "u-1", "u-2" };
static const struct quatrix_texts one_id = { some_ids, 1 };
static const struct quatrix_texts two_ids = { some_ids, 2 };

#define GOLDEN_USER                                                                                \
    "{\"id\":\"eb7361e9-c6df-4a56-a087-9a1471dbadab\","                                            \
    "\"parent_id\":\"a93f32a9-a172-4102-8e4e-dc90253d9e30\",\"home_id\":"                          \
    "\"59f63b7e-1f19-40d9-b9a5-a4fb8d53694c\",\"home_name\":\"ps12@example.org\",\"super_admin\":" \
    "\"Y\",\"name\":\"Pump \\u0053tation 12\",\"email\":\"ps12@example.org\",\"status\":\"A\","    \
    "\"quota\":-1.0,\"created\":1700000000,\"modified\":1700000000.5,\"groups\":[{\"id\":"         \
    "\"1e07ea63-524c-498f-94dc-77a72ed0d50a\",\"name\":\"Field\",\"metadata\":{\"is_system\":"     \
    "true,"                                                                                        \
    "\"translation_id\":\"7d0b5f3a-6b52-4b0c-8a53-2f1d1e0c9b77\",\"visual_order\":4.0}},"          \
    "{\"name\":\"Office\",\"metadata\":null}],\"user_operations\":3,\"effective_operations\":"     \
    "\"131\","                                                                                     \
    "\"home_operations\":1.91e2,\"language\":\"en_GB\",\"storage_id\":"                            \
    "\"1677cffc-d988-47c6-9431-3a3bbe3e00fc\",\"has_key\":true,\"services\":[{\"id\":"             \
    "\"42a68fec-c75a-43c4-8d0d-866b16519537\",\"service_key\":\"SFTP\"}],\"unique_login\":"        \
    "\"ps12\","                                                                                    \
    "\"new_member\":[{}],\"custom_sftp_home\":true,\"sftp_home\":\"/in\",\"readonly\":true,"       \
    "\"auth_methods\":[\"PIN\"],\"last_login\":null,\"storage_used\":9223372036854775807,"         \
    "\"forced_auth\":[\"2FA\",\"PIN\"],\"sftp_login\":\"ps12b\"}"

void check_user(const struct quatrix_user *u)
{
    uint64_t all = QUATRIX_BIT(QUATRIX_USER_MEMBERS) - 1;

    CHECK_NUMBER(all & ~QUATRIX_BIT(QUATRIX_USER_LAST_LOGIN), u->present);
    CHECK_NUMBER(0, u->truncated);
    CHECK_TEXT("eb7361e9-c6df-4a56-a087-9a1471dbadab", u->id.text);
    CHECK_TEXT("a93f32a9-a172-4102-8e4e-dc90253d9e30", u->parent_id.text);
    CHECK_TEXT("59f63b7e-1f19-40d9-b9a5-a4fb8d53694c", u->home_id.text);
    CHECK_TEXT("ps12@example.org", u->home_name);
    CHECK(u->super_admin && u->has_key && u->custom_sftp_home && u->readonly);
    CHECK_TEXT("Pump Station 12", u->name);
    CHECK_TEXT("ps12@example.org", u->email);
    CHECK_TEXT("A", u->status.text);
    CHECK_NUMBER(-1, u->quota);
    CHECK_NUMBER(INT64_C(1700000000000000), u->created);
    CHECK_NUMBER(INT64_C(1700000000500000), u->modified);
    CHECK_NUMBER(2, u->groups.count.kept);
    CHECK_NUMBER(2, u->groups.count.total);
    CHECK_NUMBER(7, u->groups.item[0].present);
    CHECK_TEXT("1e07ea63-524c-498f-94dc-77a72ed0d50a", u->groups.item[0].id.text);
    CHECK_TEXT("Field", u->groups.item[0].name);
    CHECK_NUMBER(7, u->groups.item[0].metadata.present);
    CHECK(u->groups.item[0].metadata.is_system);
    CHECK_TEXT("7d0b5f3a-6b52-4b0c-8a53-2f1d1e0c9b77",
               u->groups.item[0].metadata.translation_id.text);
    CHECK_NUMBER(4, u->groups.item[0].metadata.visual_order);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_SHORT_GROUP_NAME), u->groups.item[1].present);
    CHECK_TEXT("Office", u->groups.item[1].name);
    CHECK_NUMBER(0, u->groups.item[1].metadata.present);
    CHECK_NUMBER(3, u->user_operations);
    CHECK_NUMBER(131, u->effective_operations);
    CHECK_NUMBER(191, u->home_operations);
    CHECK_TEXT("en_GB", u->language.text);
    CHECK_TEXT("1677cffc-d988-47c6-9431-3a3bbe3e00fc", u->storage_id.text);
    CHECK_NUMBER(1, u->services.count.kept);
    CHECK_TEXT("42a68fec-c75a-43c4-8d0d-866b16519537", u->services.item[0].id.text);
    CHECK_TEXT("SFTP", u->services.item[0].service_key.text);
    CHECK_TEXT("ps12", u->unique_login);
    CHECK_TEXT("/in", u->sftp_home);
    CHECK_NUMBER(1, u->auth_methods.count.kept);
    CHECK_TEXT("PIN", u->auth_methods.item[0].text);
    CHECK_NUMBER(0, u->last_login);
    CHECK_NUMBER(INT64_MAX, u->storage_used);
    CHECK_NUMBER(2, u->forced_auth.count.kept);
    CHECK_TEXT("2FA", u->forced_auth.item[0].text);
    CHECK_TEXT("PIN", u->forced_auth.item[1].text);
    CHECK_TEXT("ps12b", u->sftp_login);
}

static void check_one_user(const struct bench *b)
{
    check_user(&b->out.user);
}

/* The golden user is the last. */
static void check_users(const struct bench *b)
{
    CHECK_NUMBER(3, b->elements);
    CHECK_NUMBER(0, b->skipped);
    CHECK_NUMBER(3, quatrix_client_error(&b->client)->elements);
    check_user(&b->out.user);
}

static void check_user_group(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(7, b->out.group.present);
    CHECK_TEXT("g-2", b->out.group.id.text);
    CHECK_TEXT("Field", b->out.group.name);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_GROUP_METADATA_IS_SYSTEM), b->out.group.metadata.present);
    CHECK(!b->out.group.metadata.is_system);
}

static void check_job(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.job.present);
    CHECK_TEXT("8a1f3f0e-55a1-4f7e-9a53-6a7e0f1e77aa", b->out.job.job_id.text);
}

static void check_pgp_key(const struct bench *b)
{
    const struct quatrix_pgp_key *key = &b->out.pgp_key;

    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_PGP_KEY_MEMBERS) - 1, key->present);
    CHECK_NUMBER(0, key->truncated);
    CHECK_TEXT("p-1", key->id.text);
    CHECK_TEXT("Dana", key->name);
    CHECK_NUMBER(INT64_C(1700000000000000), key->created);
    CHECK_NUMBER(INT64_C(1700000001000000), key->modified);
    CHECK_TEXT("bVFFTkJGcHVibGlj+/8=", key->public_key);
    CHECK_TEXT(BENCH_PGP_PRIVATE, key->private_key);
    CHECK_TEXT("dana.k@example.org", key->email);
}

static const struct quatrix_user_create_request user_create_request = {
    .present = QUATRIX_BIT(QUATRIX_USER_CREATE_MEMBERS) - 1,
    .name = "Pump \"12\"",
    .email = "p@x.org",
    .parent_id = "p-1",
    .quota = -1,
    .status = "A",
    .super_admin = false,
    .home_id = "h-1",
    .user_operations = 3,
    .home_operations = 191,
    .language = "en_GB",
    .groups = { some_ids, 2 },
    .services = { some_ids, 0 },
    .custom_sftp_home = true,
    .sftp_login = "p",
};

static const struct quatrix_user_edit_request user_edit_request = {
    .present = QUATRIX_BIT(QUATRIX_USER_EDIT_MEMBERS) - 1,
    .ids = { some_ids, 1 },
    .name = "Abc",
    .email = "p@x.org",
    .parent_id = "p-1",
    .quota = INT64_MIN,
    .status = "D",
    .super_admin = true,
    .home_id = "h-1",
    .user_operations = 1535,
    .home_operations = 0,
    .language = "de_DE",
    .groups = { NULL, 0 },
    .services = { some_ids, 2 },
    .custom_sftp_home = false,
    .sftp_login = "p",
};

static const struct quatrix_user_delete_request user_delete_request = {
    .present = QUATRIX_BIT(QUATRIX_USER_DELETE_MEMBERS) - 1,
    .ids = { some_ids, 2 },
    .delete_home = true,
};

BOTH_FORMS(user_list, &b->out.user)
BOTH_FORMS(user_metadata, "eb/7361", &b->out.user)
BOTH_FORMS(user_create, &user_create_request, &b->out.user)
BOTH_FORMS(user_edit, &user_edit_request, &b->out.user)
BOTH_FORMS(user_delete, &user_delete_request, &b->out.job)
BOTH_FORMS(user_group, &b->out.group)
BOTH_FORMS(user_pgp_key, "u-1", &b->out.pgp_key)
BOTH_FORMS(user_remove_mfa, &two_ids, QUATRIX_FACTOR_PIN, &b->out.remove_mfa)
BOTH_FORMS(user_reset_mfa, &one_id, &b->out.remove_mfa)
BOTH_FORMS(user_set_mfa, &one_id, QUATRIX_FACTOR_2FA, BENCH_CODE, &b->out.remove_mfa)
BOTH_FORMS(user_signup, "ps12@example.org", BENCH_PASSWORD)

static enum quatrix_status start_user_set_pin(struct bench *b)
{
    return quatrix_user_set_mfa_start(&b->client, &two_ids, QUATRIX_FACTOR_PIN, BENCH_PIN,
                                      &b->out.remove_mfa);
}

static enum quatrix_status call_user_set_pin(struct bench *b)
{
    return quatrix_user_set_mfa(&b->client, &two_ids, QUATRIX_FACTOR_PIN, BENCH_PIN,
                                &b->out.remove_mfa);
}

static enum quatrix_status start_user_set_none(struct bench *b)
{
    return quatrix_user_set_mfa_start(&b->client, &one_id, QUATRIX_FACTOR_2FA, "",
                                      &b->out.remove_mfa);
}

static enum quatrix_status call_user_set_none(struct bench *b)
{
    return quatrix_user_set_mfa(&b->client, &one_id, QUATRIX_FACTOR_2FA, "", &b->out.remove_mfa);
}

#define ISSUED_KEY                                                                                 \
    "{\"id\":\"39c0d032-3479-4347-b83b-ea5c88b224f0\",\"role_id\":\"u-1\","                        \
    "\"email\":\"dana.k@example.org\",\"key\":\"" BENCH_ISSUED_KEY "\",\"hint\":\"k3-i\","         \
    "\"created\":1700000000.000001,\"modified\":\"1700000000\",\"status\":\"A\"}"
#define KNOWN_KEY                                                                                  \
    "{\"id\":\"39c0d032-3479-4347-b83b-ea5c88b224f0\",\"role_id\":\"u-1\","                        \
    "\"email\":\"dana.k@example.org\",\"key\":null,\"hint\":\"k3-i\",\"created\":1700000000."      \
    "000001,"                                                                                      \
    "\"modified\":1700000000.0,\"status\":\"A\"}"

static void check_key(const struct quatrix_api_key *key, const char *secret)
{
    uint64_t all = QUATRIX_BIT(QUATRIX_API_KEY_MEMBERS) - 1;

    CHECK_NUMBER(secret[0] != 0 ? all : all & ~QUATRIX_BIT(QUATRIX_API_KEY_KEY), key->present);
    CHECK_NUMBER(0, key->truncated);
    CHECK_TEXT("39c0d032-3479-4347-b83b-ea5c88b224f0", key->id.text);
    CHECK_TEXT("u-1", key->role_id.text);
    CHECK_TEXT("dana.k@example.org", key->email);
    CHECK_TEXT(secret, key->key);
    CHECK_TEXT("k3-i", key->hint.text);
    CHECK_NUMBER(INT64_C(1700000000000001), key->created);
    CHECK_NUMBER(INT64_C(1700000000000000), key->modified);
    CHECK_TEXT("A", key->status.text);
}

static void check_issued_key(const struct bench *b)
{
    check_key(&b->out.api_key, BENCH_ISSUED_KEY);
}

static void check_known_key(const struct bench *b)
{
    check_key(&b->out.api_key, "");
}

static void check_known_keys(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    check_key(&b->out.api_key, "");
}

static void check_deleted_key(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.id.present);
    CHECK_TEXT("k-1", b->out.id.id.text);
}

static const struct quatrix_api_key_create_request api_key_create_request = {
    .present = QUATRIX_BIT(QUATRIX_API_KEY_CREATE_MEMBERS) - 1,
    .name = "gateway-7",
    .status = "A",
    .role_id = "u-1",
};

static const struct quatrix_api_key_update_request api_key_update_request = {
    .present = QUATRIX_BIT(QUATRIX_API_KEY_UPDATE_MEMBERS) - 1,
    .name = "",
    .status = "D",
};

BOTH_FORMS(api_key_list, &b->out.api_key)
BOTH_FORMS(api_key_create, &api_key_create_request, &b->out.api_key)
BOTH_FORMS(api_key_delete, "k-1", &b->out.id)
BOTH_FORMS(api_key_metadata, "k-1", &b->out.api_key)
BOTH_FORMS(api_key_update, "k-1", &api_key_update_request, &b->out.api_key)
BOTH_FORMS(api_key_list_of_user, "u-1", &b->out.api_key)

static void check_account_info(const struct bench *b)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_ACCOUNT_INFO_MEMBERS) - 1, b->out.account_info.present);
    CHECK_NUMBER(0, b->out.account_info.truncated);
    CHECK_TEXT("a-1", b->out.account_info.id.text);
    CHECK_TEXT("plan-key-7", b->out.account_info.key.text);
    CHECK(b->out.account_info.base);
    CHECK_TEXT("{\"users\": 25, \"x\":[{\"y\":null}]}", b->out.account_info.properties);
    CHECK_TEXT("eu-west", b->out.account_info.server_location.text);
}

static void check_account(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_ACCOUNT_MEMBERS) - 1, b->out.account.present);
    CHECK_TEXT("a-2", b->out.account.id.text);
    CHECK_TEXT("pumps.example.net", b->out.account.hostname);
    CHECK_TEXT("business", b->out.account.plan.text);
    CHECK_TEXT("S", b->out.account.status.text);
    CHECK(b->out.account.current);
}

static enum quatrix_status start_account_logo(struct bench *b)
{
    return quatrix_account_logo_start(&b->client);
}

static enum quatrix_status call_account_logo(struct bench *b)
{
    return bench_finish(b, quatrix_account_logo(&b->client));
}

static void check_account_logo(const struct bench *b)
{
    CHECK_BYTES("\x89PNG\r\n\x1A\nlogo", 12, b->body, b->body_len);
    CHECK_TEXT("image/png", quatrix_client_content_type(&b->client));
}

static void check_account_metadata(const struct bench *b)
{
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_ACCOUNT_METADATA_MEMBERS) - 1,
                 b->out.account_metadata.present);
    CHECK_TEXT("A", b->out.account_metadata.status.text);
    CHECK_TEXT("Acme", b->out.account_metadata.title);
    CHECK_TEXT("en_GB", b->out.account_metadata.language.text);
    CHECK(b->out.account_metadata.default_logo);
}

static void check_account_role(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_ACCOUNT_ROLE_MEMBERS) - 1, b->out.account_role.present);
    CHECK_TEXT("u-2", b->out.account_role.id.text);
    CHECK_TEXT("dana.k@example.org", b->out.account_role.email);
    CHECK_TEXT("Dana", b->out.account_role.name);
}

BOTH_FORMS(account_info, &b->out.account_info)
BOTH_FORMS(account_list, &b->out.account)
BOTH_FORMS(account_metadata, &b->out.account_metadata)
BOTH_FORMS(account_roles, &b->out.account_role)

static void check_language(const struct bench *b)
{
    CHECK_NUMBER(2, b->elements);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_LANGUAGE_MEMBERS) - 1, b->out.language.present);
    CHECK_TEXT("zh_CN", b->out.language.id.text);
    CHECK_TEXT("\xE4\xB8\xAD\xE6\x96\x87", b->out.language.name);
    CHECK_TEXT("zh.js", b->out.language.filename);
}

static void check_default_language(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.language_default.present);
    CHECK_TEXT("en_GB", b->out.language_default.id.text);
}

BOTH_FORMS(languages_list, &b->out.language)
BOTH_FORMS(languages_default, &b->out.language_default)

static void check_pong(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.ping.present);
    CHECK_TEXT("pong", b->out.ping.response.text);
}

BOTH_FORMS(check_ping, NULL, &b->out.ping)

static enum quatrix_status start_check_ping_key(struct bench *b)
{
    return quatrix_check_ping_start(&b->client, BENCH_KEY, &b->out.ping);
}

static enum quatrix_status call_check_ping_key(struct bench *b)
{
    return quatrix_check_ping(&b->client, BENCH_KEY, &b->out.ping);
}

static void check_captcha(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.captcha.present);
    CHECK(b->out.captcha.valid);
}

BOTH_FORMS(session_unblock_captcha, BENCH_CAPTCHA, &b->out.captcha)
BOTH_FORMS(session_post_captcha, BENCH_CAPTCHA, &b->out.captcha)
