/* SPDX-License-Identifier: MIT */
#include "operations.h"

#include <stdio.h>
#include <string.h>

#define NEW_TOKEN "36480de2-bd5c-4366-b517-da60fb69e070"
#define IMAGE                                                                                      \
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5E"     \
    "rkJggg=="

const char golden_profile[] =
    "{ \"id\": \"f3faa8e8-79ea-4723-8ad5-cfbc1d74bd1c\",\r\n"
    "\t\"name\":\"Dana \\u0141\\u00f3 \xF0\x9F\x94\xA7 \\ud83d\\udd27\\t\\\"Kowal\\\"\","
    "\"email\":\"dana.k@example.org\",\"super_admin\":\"Y\","
    "\"home_id\":\"f08db22f-d293-456a-b170-fab23d90fbac\",\"operations\":3,"
    "\"max_file_size\":9223372036854775807,\"max_files_per_share\":null,\"plan\":\"business\","
    "\"is_contact\":true,\"language\":\"en_GB\","
    "\"channel_id\":\"d3cdfaf7-7613-48c0-93af-0473184cf29a\","
    "\"account_id\":\"3ce1268c-9c80-42e3-bfec-3fee8ed2305d\","
    "\"storage_id\":\"1677cffc-d988-47c6-9431-3a3bbe3e00fc\",\"created\":1699000000,"
    "\"modified\":1699100000.25,\"quota\":-1,\"status\":\"A\",\"uid\":20417,\"gid\":2.04e2,"
    "\"new_member\":{\"deep\":[1,{\"x\":\"}]\"},[[]],null,-0.5e-3]},\"has_key\":true,"
    "\"pgp_enabled\":true,\"message_signature\":\"--\\r\\nDana \\/ R&D\","
    "\"outgoing_id\":\"67714350-f959-467c-8592-cfc6d7d5c4a9\","
    "\"incoming_id\":\"d4041791-0e6f-41c9-879b-e8e7efd59629\",\"services\":[{\"id\":"
    "\"42a68fec-c75a-43c4-8d0d-866b16519537\",\"service_key\":\"SFTP\"},{\"service_key\":\"FTP\"}],"
    "\"share_types\":{\"restricted_share\":true,\"public_share\":\"N\",\"tracked_share\":\"Y\"},"
    "\"unique_login\":\"dana_k\",\"auth_methods\":[\"2FA\",\"PIN\"],\"account_status\":\"S\","
    "\"sftp_url\":\"sftp.acme.example.net\",\"forced_auth\":[],\"sftp_login\":\"dana_k2\","
    "\"enable_pgp\":true }\n";

void check_profile(const struct quatrix_profile *p)
{
    uint64_t all = QUATRIX_BIT(QUATRIX_PROFILE_MEMBERS) - 1;

    CHECK_NUMBER(all & ~QUATRIX_BIT(QUATRIX_PROFILE_MAX_FILES_PER_SHARE), p->present);
    CHECK_NUMBER(0, p->truncated);
    CHECK_TEXT("f3faa8e8-79ea-4723-8ad5-cfbc1d74bd1c", p->id.text);
    CHECK_TEXT("Dana \xC5\x81\xC3\xB3 \xF0\x9F\x94\xA7 \xF0\x9F\x94\xA7\t\"Kowal\"", p->name);
    CHECK_TEXT("dana.k@example.org", p->email);
    CHECK(p->super_admin && p->is_contact && p->has_key && p->pgp_enabled && p->enable_pgp);
    CHECK_TEXT("f08db22f-d293-456a-b170-fab23d90fbac", p->home_id.text);
    CHECK_NUMBER(3, p->operations);
    CHECK_NUMBER(INT64_MAX, p->max_file_size);
    CHECK_NUMBER(0, p->max_files_per_share);
    CHECK_TEXT("business", p->plan.text);
    CHECK_TEXT("en_GB", p->language.text);
    CHECK_TEXT("d3cdfaf7-7613-48c0-93af-0473184cf29a", p->channel_id.text);
    CHECK_TEXT("3ce1268c-9c80-42e3-bfec-3fee8ed2305d", p->account_id.text);
    CHECK_TEXT("1677cffc-d988-47c6-9431-3a3bbe3e00fc", p->storage_id.text);
    CHECK_NUMBER(INT64_C(1699000000000000), p->created);
    CHECK_NUMBER(INT64_C(1699100000250000), p->modified);
    CHECK_NUMBER(-1, p->quota);
    CHECK_TEXT("A", p->status.text);
    CHECK_NUMBER(20417, p->uid);
    CHECK_NUMBER(204, p->gid);
    CHECK_TEXT("--\r\nDana / R&D", p->message_signature);
    CHECK_TEXT("67714350-f959-467c-8592-cfc6d7d5c4a9", p->outgoing_id.text);
    CHECK_TEXT("d4041791-0e6f-41c9-879b-e8e7efd59629", p->incoming_id.text);
    CHECK_NUMBER(2, p->services.count.kept);
    CHECK_NUMBER(2, p->services.count.total);
    CHECK_NUMBER(3, p->services.item[0].present);
    CHECK_TEXT("42a68fec-c75a-43c4-8d0d-866b16519537", p->services.item[0].id.text);
    CHECK_TEXT("SFTP", p->services.item[0].service_key.text);
    CHECK_NUMBER(QUATRIX_BIT(QUATRIX_SERVICE_SERVICE_KEY), p->services.item[1].present);
    CHECK_TEXT("", p->services.item[1].id.text);
    CHECK_TEXT("FTP", p->services.item[1].service_key.text);
    CHECK_NUMBER(7, p->share_types.present);
    CHECK(p->share_types.restricted_share && !p->share_types.public_share);
    CHECK(p->share_types.tracked_share);
    CHECK_TEXT("dana_k", p->unique_login);
    CHECK_NUMBER(2, p->auth_methods.count.kept);
    CHECK_NUMBER(2, p->auth_methods.count.total);
    CHECK_TEXT("2FA", p->auth_methods.item[0].text);
    CHECK_TEXT("PIN", p->auth_methods.item[1].text);
    CHECK_TEXT("S", p->account_status.text);
    CHECK_TEXT("sftp.acme.example.net", p->sftp_url);
    CHECK_NUMBER(0, p->forced_auth.count.total);
    CHECK_TEXT("dana_k2", p->sftp_login);
}

static enum quatrix_status start_login(struct bench *b)
{
    return quatrix_session_login_start(&b->client, BENCH_EMAIL, BENCH_PASSWORD);
}

static enum quatrix_status call_login(struct bench *b)
{
    return quatrix_session_login(&b->client, BENCH_EMAIL, BENCH_PASSWORD);
}

static void check_session(const struct bench *b, const char *token, enum quatrix_factor factor)
{
    const struct quatrix_session *session = quatrix_client_session(&b->client);

    CHECK(quatrix_has(session->present, QUATRIX_SESSION_SESSION_ID) == (token[0] != 0));
    CHECK_TEXT(token, session->session_id.text);
    CHECK_NUMBER(factor, session->factor);
}

static void check_new_session(const struct bench *b)
{
    check_session(b, NEW_TOKEN, QUATRIX_FACTOR_NONE);
}

static void check_2fa_due(const struct bench *b)
{
    check_session(b, NEW_TOKEN, QUATRIX_FACTOR_2FA);
    CHECK_NUMBER(71, quatrix_client_error(&b->client)->mfa_code);
    CHECK_NUMBER(207, quatrix_client_error(&b->client)->http_status);
}

static void check_pin_due(const struct bench *b)
{
    check_session(b, NEW_TOKEN, QUATRIX_FACTOR_PIN);
}

static enum quatrix_status start_login_2fa(struct bench *b)
{
    return quatrix_session_login_mfa_start(&b->client, QUATRIX_FACTOR_2FA, BENCH_CODE);
}

static enum quatrix_status call_login_2fa(struct bench *b)
{
    return quatrix_session_login_mfa(&b->client, QUATRIX_FACTOR_2FA, BENCH_CODE);
}

static enum quatrix_status start_login_pin(struct bench *b)
{
    return quatrix_session_login_mfa_start(&b->client, QUATRIX_FACTOR_PIN, BENCH_PIN);
}

static enum quatrix_status call_login_pin(struct bench *b)
{
    return quatrix_session_login_mfa(&b->client, QUATRIX_FACTOR_PIN, BENCH_PIN);
}

static void check_old_session(const struct bench *b)
{
    check_session(b, BENCH_TOKEN, QUATRIX_FACTOR_NONE);
}

static enum quatrix_status start_keepalive(struct bench *b)
{
    return quatrix_session_keepalive_start(&b->client);
}

static enum quatrix_status call_keepalive(struct bench *b)
{
    return quatrix_session_keepalive(&b->client);
}

static void check_nothing(const struct bench *b)
{
    CHECK_NUMBER(200, quatrix_client_error(&b->client)->http_status);
}

static enum quatrix_status start_logout(struct bench *b)
{
    return quatrix_session_logout_start(&b->client);
}

static enum quatrix_status call_logout(struct bench *b)
{
    return quatrix_session_logout(&b->client);
}

static void check_no_session(const struct bench *b)
{
    check_session(b, "", QUATRIX_FACTOR_NONE);
}

static enum quatrix_status start_get(struct bench *b)
{
    return quatrix_profile_get_start(&b->client, &b->out.profile);
}

static enum quatrix_status call_get(struct bench *b)
{
    return quatrix_profile_get(&b->client, &b->out.profile);
}

static void check_get(const struct bench *b)
{
    check_profile(&b->out.profile);
}

static enum quatrix_status start_info(struct bench *b)
{
    return quatrix_profile_info_start(&b->client, &b->out.info);
}

static enum quatrix_status call_info(struct bench *b)
{
    return quatrix_profile_info(&b->client, &b->out.info);
}

static void check_info(const struct bench *b)
{
    CHECK_NUMBER(15, b->out.info.present);
    CHECK_NUMBER(0, b->out.info.truncated);
    CHECK_NUMBER(73400320, b->out.info.user_used);
    CHECK_NUMBER(-1, b->out.info.user_limit);
    CHECK_NUMBER(INT64_C(912680550400), b->out.info.acc_used);
    CHECK_NUMBER(INT64_C(1099511627776), b->out.info.acc_limit);
}

static const struct quatrix_profile_set_request set_request = {
    .present = QUATRIX_BIT(QUATRIX_PROFILE_SET_NAME) | QUATRIX_BIT(QUATRIX_PROFILE_SET_LANGUAGE) |
               QUATRIX_BIT(QUATRIX_PROFILE_SET_EMAIL) |
               QUATRIX_BIT(QUATRIX_PROFILE_SET_MESSAGE_SIGNATURE),
    .name = "Dana \"K\" \xC5\x81\\",
    .email = "dana.reyes@example.org",
    .language = "en_GB",
    .message_signature = "Field team\n--\t\x01",
};

static enum quatrix_status start_set(struct bench *b)
{
    return quatrix_profile_set_start(&b->client, &set_request, &b->out.set);
}

static enum quatrix_status call_set(struct bench *b)
{
    return quatrix_profile_set(&b->client, &set_request, &b->out.set);
}

static void check_set(const struct bench *b)
{
    CHECK_NUMBER(15, b->out.set.present);
    CHECK_NUMBER(0, b->out.set.truncated);
    CHECK_TEXT("Dana \"K\" \xC5\x81\\", b->out.set.name);
    CHECK_TEXT("dana.reyes@example.org", b->out.set.email);
    CHECK_TEXT("en_GB", b->out.set.language.text);
    CHECK_TEXT("Field team\n--\t\x01", b->out.set.message_signature);
}

static enum quatrix_status start_set_password(struct bench *b)
{
    return quatrix_profile_set_password_start(&b->client, BENCH_PASSWORD, BENCH_NEW_PASSWORD,
                                              &b->out.password);
}

static enum quatrix_status call_set_password(struct bench *b)
{
    return quatrix_profile_set_password(&b->client, BENCH_PASSWORD, BENCH_NEW_PASSWORD,
                                        &b->out.password);
}

static void check_set_password(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.password.present);
    CHECK_NUMBER(0, b->out.password.truncated);
    CHECK_TEXT("dana.k@example.org", b->out.password.email);
}

static enum quatrix_status start_generate(struct bench *b)
{
    return quatrix_profile_2fa_generate_start(&b->client);
}

static enum quatrix_status call_generate(struct bench *b)
{
    return bench_finish(b, quatrix_profile_2fa_generate(&b->client));
}

static void check_generate(const struct bench *b)
{
    CHECK_BYTES(IMAGE, sizeof IMAGE - 1, b->body, b->body_len);
    CHECK_TEXT("application/octet-stream", quatrix_client_content_type(&b->client));
}

static enum quatrix_status start_set_2fa(struct bench *b)
{
    return quatrix_profile_set_mfa_start(&b->client, QUATRIX_FACTOR_2FA, BENCH_CODE,
                                         &b->out.set_mfa);
}

static enum quatrix_status call_set_2fa(struct bench *b)
{
    return quatrix_profile_set_mfa(&b->client, QUATRIX_FACTOR_2FA, BENCH_CODE, &b->out.set_mfa);
}

static void check_set_mfa(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.set_mfa.present);
    CHECK_NUMBER(0, b->out.set_mfa.truncated);
    CHECK_NUMBER(2, b->out.set_mfa.session_ids.count.kept);
    CHECK_NUMBER(2, b->out.set_mfa.session_ids.count.total);
    CHECK_TEXT("459ccb82-1b42-4c79-b926-a2d089b8a6a0", b->out.set_mfa.session_ids.item[0].text);
    CHECK_TEXT("0c1fa3f5-90d7-4a8e-bb68-2a3f64e0d111", b->out.set_mfa.session_ids.item[1].text);
}

static enum quatrix_status start_set_pin(struct bench *b)
{
    return quatrix_profile_set_mfa_start(&b->client, QUATRIX_FACTOR_PIN, BENCH_PIN,
                                         &b->out.set_mfa);
}

static enum quatrix_status call_set_pin(struct bench *b)
{
    return quatrix_profile_set_mfa(&b->client, QUATRIX_FACTOR_PIN, BENCH_PIN, &b->out.set_mfa);
}

static void check_set_pin(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.set_mfa.present);
    CHECK_NUMBER(1, b->out.set_mfa.session_ids.count.kept);
    CHECK_TEXT("459ccb82-1b42-4c79-b926-a2d089b8a6a0", b->out.set_mfa.session_ids.item[0].text);
}

static enum quatrix_status start_remove_2fa(struct bench *b)
{
    return quatrix_profile_remove_mfa_start(&b->client, QUATRIX_FACTOR_2FA, &b->out.remove_mfa);
}

static enum quatrix_status call_remove_2fa(struct bench *b)
{
    return quatrix_profile_remove_mfa(&b->client, QUATRIX_FACTOR_2FA, &b->out.remove_mfa);
}

static enum quatrix_status start_remove_pin(struct bench *b)
{
    return quatrix_profile_remove_mfa_start(&b->client, QUATRIX_FACTOR_PIN, &b->out.remove_mfa);
}

static enum quatrix_status call_remove_pin(struct bench *b)
{
    return quatrix_profile_remove_mfa(&b->client, QUATRIX_FACTOR_PIN, &b->out.remove_mfa);
}

static void check_remove(const struct bench *b)
{
    CHECK_NUMBER(1, b->out.remove_mfa.present);
    CHECK_NUMBER(0, b->out.remove_mfa.truncated);
    CHECK_TEXT("success", b->out.remove_mfa.status.text);
}

#define REQUEST(method, path, rest)                                                                \
    method " /api/1.0" path " HTTP/1.1\r\nHost: acme.example.net\r\n{auth}" rest
#define ACCEPT_JSON "Accept: application/json\r\n"
#define GET(path)   REQUEST("GET", path, ACCEPT_JSON "\r\n")
#define POST(path, len, body)                                                                      \
    REQUEST("POST", path,                                                                          \
            ACCEPT_JSON "Content-Type: application/json\r\nContent-Length: " len "\r\n\r\n" body)

#include "users_operations.h"

#include "files_operations.h" /* uses what stands there */

const struct operation operations[] = {
    { "login", start_login, call_login, check_new_session, GET("/session/login"), JSON,
      "{\"session_id\":\"" NEW_TOKEN "\"}", 200, QUATRIX_OK, 0, REPEATABLE | LOGIN | KEEP },
    { "login, 2FA due", start_login, call_login, check_2fa_due, GET("/session/login"),
      JSON "mfa-code:71\r\n", "{\"session_id\":\"" NEW_TOKEN "\"}", 207, QUATRIX_MFA_REQUIRED, 0,
      REPEATABLE | LOGIN | KEEP },
    { "login, PIN due, token in a header", start_login, call_login, check_pin_due,
      GET("/session/login"), JSON "Mfa-Code: 73\r\nX-AUTH-TOKEN: " NEW_TOKEN " \r\n",
      "{\"account_id\":null}", 207, QUATRIX_MFA_REQUIRED, 0, REPEATABLE | LOGIN | KEEP },
    { "login_mfa 2FA", start_login_2fa, call_login_2fa, check_new_session,
      POST("/session/login", "35", "{\"auth_type\":\"2FA\",\"code\":\"193406\"}"), JSON,
      "{\"session_id\":\"" NEW_TOKEN "\"}", 200, QUATRIX_OK, QUATRIX_FACTOR_2FA,
      SECOND | PARTIAL | SESSION | KEEP | SECRET_BODY },
    { "login_mfa PIN", start_login_pin, call_login_pin, check_old_session,
      POST("/session/login", "37", "{\"auth_type\":\"PIN\",\"code\":\"NDgxNTE=\"}"), JSON, "{}",
      200, QUATRIX_OK, QUATRIX_FACTOR_PIN, SECOND | PARTIAL | SESSION | KEEP | SECRET_BODY },
    { "keepalive", start_keepalive, call_keepalive, check_nothing, GET("/session/keepalive"), "",
      "", 200, QUATRIX_OK, 0, REPEATABLE | PARTIAL | NO_REPLY },
    { "logout", start_logout, call_logout, check_no_session, GET("/session/logout"),
      "Content-Type: text/html\r\n", "<p>bye</p>", 200, QUATRIX_OK, 0,
      PARTIAL | SESSION | NO_REPLY },
    { "profile_get", start_get, call_get, check_get, GET("/profile"), JSON, golden_profile, 200,
      QUATRIX_OK, 0, REPEATABLE },
    { "profile_info", start_info, call_info, check_info, GET("/profile/info"),
      "Server: x\r\nContent-Type: application/json; charset=utf-8\r\n",
      "{\"user_used\": 73400320, \"user_limit\": -1, \"acc_used\": 912680550400.0, "
      "\"acc_limit\": \"1099511627776\"}",
      200, QUATRIX_OK, 0, REPEATABLE },
    { "profile_set", start_set, call_set, check_set,
      POST("/profile/set", "123",
           "{\"name\":\"Dana \\\"K\\\" \xC5\x81\\\\\",\"email\":\"dana.reyes@example.org\","
           "\"language\":\"en_GB\",\"message_signature\":\"Field team\\n--\\t\\u0001\"}"),
      JSON,
      "{\"name\":\"Dana \\\"K\\\" \\u0141\\\\\",\"email\":\"dana.reyes@example.org\","
      "\"language\":\"en_GB\",\"message_signature\":\"Field team\\n--\\t\\u0001\"}",
      200, QUATRIX_OK, 0, 0 },
    { "profile_set_password", start_set_password, call_set_password, check_set_password,
      POST("/profile/set-password", "69",
           "{\"password\":\"VHI0aWwtbWl4ITc=\",\"new_password\":\"UXUxZXQtUjF2ZXJfMjI=\"}"),
      JSON, "{\"email\":\"dana.k@example.org\"}", 200, QUATRIX_OK, 0, KEEP | SECRET_BODY },
    { "profile_2fa_generate", start_generate, call_generate, check_generate,
      REQUEST("GET", "/profile/2fa/generate", "Accept: */*\r\n\r\n"),
      "Content-Type: application/Octet-Stream;x=y\r\n", IMAGE, 200, QUATRIX_OK, 0, RAW },
    { "profile_set_mfa 2FA", start_set_2fa, call_set_2fa, check_set_mfa,
      POST("/profile/set-mfa", "35", "{\"auth_type\":\"2FA\",\"code\":\"193406\"}"), JSON,
      "{\"session_ids\":[\"459ccb82-1b42-4c79-b926-a2d089b8a6a0\","
      "\"0c1fa3f5-90d7-4a8e-bb68-2a3f64e0d111\"]}",
      200, QUATRIX_OK, 0, KEEP | SECRET_BODY },
    { "profile_set_mfa PIN", start_set_pin, call_set_pin, check_set_pin,
      POST("/profile/set-mfa", "37", "{\"auth_type\":\"PIN\",\"code\":\"NDgxNTE=\"}"), JSON,
      "{\"session_ids\":\"459ccb82-1b42-4c79-b926-a2d089b8a6a0\"}", 200, QUATRIX_OK, 0,
      KEEP | SECRET_BODY },
    { "profile_remove_mfa 2FA", start_remove_2fa, call_remove_2fa, check_remove,
      POST("/profile/remove-mfa", "19", "{\"auth_type\":\"2FA\"}"), JSON,
      "{\"status\":\"success\"}", 200, QUATRIX_OK, 0, KEEP },
    { "profile_remove_mfa PIN", start_remove_pin, call_remove_pin, check_remove,
      POST("/profile/remove-mfa", "19", "{\"auth_type\":\"PIN\"}"), JSON,
      "{\"status\":\"success\"}", 200, QUATRIX_OK, 0, KEEP },
    { "user_list", start_user_list, call_user_list, check_users, GET("/user"), JSON,
      "[ {\"id\":\"u-1\",\"name\":\"A\"} ,\n{\"id\":\"u-2\",\"groups\":[]}," GOLDEN_USER "]", 200,
      QUATRIX_OK, 0, REPEATABLE | LIST },
    { "user_metadata", start_user_metadata, call_user_metadata, check_one_user,
      GET("/user/metadata/eb%2F7361"), JSON, GOLDEN_USER, 200, QUATRIX_OK, 0, REPEATABLE | NEEDS },
    { "user_create", start_user_create, call_user_create, check_one_user,
      POST("/user/create", "255",
           "{\"name\":\"Pump \\\"12\\\"\",\"email\":\"p@x.org\",\"parent_id\":\"p-1\",\"quota\":-1,"
           "\"status\":\"A\",\"super_admin\":\"N\",\"home_id\":\"h-1\",\"user_operations\":3,"
           "\"home_operations\":191,\"language\":\"en_GB\",\"groups\":[\"u-1\",\"u-2\"],"
           "\"services\":[],"
           "\"custom_sftp_home\":true,\"sftp_login\":\"p\"}"),
      JSON, GOLDEN_USER, 201, QUATRIX_OK, 0, NEEDS },
    { "user_edit", start_user_edit, call_user_edit, check_users,
      POST("/user/edit", "281",
           "{\"ids\":[\"u-1\"],\"name\":\"Abc\",\"email\":\"p@x.org\",\"parent_id\":\"p-1\","
           "\"quota\":-9223372036854775808,\"status\":\"D\",\"super_admin\":\"Y\",\"home_id\":\"h-"
           "1\","
           "\"user_operations\":1535,\"home_operations\":0,\"language\":\"de_DE\",\"groups\":[],"
           "\"services\":[\"u-1\",\"u-2\"],\"custom_sftp_home\":false,\"sftp_login\":\"p\"}"),
      JSON, "[{\"id\":\"u-1\"},{\"id\":\"u-2\"}," GOLDEN_USER "]", 200, QUATRIX_OK, 0, LIST },
    { "user_delete", start_user_delete, call_user_delete, check_job,
      POST("/user/delete", "40", "{\"ids\":[\"u-1\",\"u-2\"],\"delete_home\":true}"), JSON,
      "{\"job_id\":\"8a1f3f0e-55a1-4f7e-9a53-6a7e0f1e77aa\"}", 202, QUATRIX_OK, 0, 0 },
    { "user_group", start_user_group, call_user_group, check_user_group, GET("/user/group"), JSON,
      "[{\"id\":\"g-1\",\"name\":\"Office\",\"metadata\":null},{\"id\":\"g-2\",\"metadata\":"
      "{\"is_system\":false,\"translation_id\":null},\"name\":\"Field\"}]",
      200, QUATRIX_OK, 0, REPEATABLE | LIST },
    { "user_pgp_key", start_user_pgp_key, call_user_pgp_key, check_pgp_key,
      GET("/user/pgp-key/u-1"), JSON,
      "{\"id\":\"p-1\",\"name\":\"Dana\",\"created\":1700000000,\"modified\":1700000001.0,"
      "\"public\":\"bVFFTkJGcHVibGlj+\\/8=\",\"private\":\"" BENCH_PGP_PRIVATE "\","
      "\"email\":\"dana.k@example.org\"}",
      200, QUATRIX_OK, 0, REPEATABLE },
    { "user_remove_mfa", start_user_remove_mfa, call_user_remove_mfa, check_remove,
      POST("/user/remove-mfa", "39", "{\"ids\":[\"u-1\",\"u-2\"],\"auth_type\":\"PIN\"}"), JSON,
      "{\"status\":\"success\"}", 200, QUATRIX_OK, 0, KEEP },
    { "user_reset_mfa", start_user_reset_mfa, call_user_reset_mfa, check_remove,
      POST("/user/reset-mfa", "33", "{\"ids\":[\"u-1\"],\"auth_type\":\"2FA\"}"), JSON,
      "{\"status\":\"success\"}", 200, QUATRIX_OK, 0, KEEP },
    { "user_set_mfa 2FA", start_user_set_mfa, call_user_set_mfa, check_remove,
      POST("/user/set-mfa", "49", "{\"ids\":[\"u-1\"],\"auth_type\":\"2FA\",\"code\":\"193406\"}"),
      JSON, "{\"status\":\"success\"}", 200, QUATRIX_OK, 0, KEEP | SECRET_BODY },
    { "user_set_mfa PIN", start_user_set_pin, call_user_set_pin, check_remove,
      POST("/user/set-mfa", "57",
           "{\"ids\":[\"u-1\",\"u-2\"],\"auth_type\":\"PIN\",\"code\":\"NDgxNTE=\"}"),
      JSON, "{\"status\":\"success\"}", 200, QUATRIX_OK, 0, KEEP | SECRET_BODY },
    { "user_set_mfa without a code", start_user_set_none, call_user_set_none, check_remove,
      POST("/user/set-mfa", "43", "{\"ids\":[\"u-1\"],\"auth_type\":\"2FA\",\"code\":\"\"}"), JSON,
      "{\"status\":\"success\"}", 200, QUATRIX_OK, 0, KEEP },
    { "user_signup", start_user_signup, call_user_signup, check_nothing,
      POST("/user/signup", "58",
           "{\"email\":\"ps12@example.org\",\"password\":\"VHI0aWwtbWl4ITc=\"}"),
      "Content-Type: text/plain\r\n", "welcome", 200, QUATRIX_OK, 0,
      OPEN | KEEP | SECRET_BODY | NO_REPLY },
    { "api_key_list", start_api_key_list, call_api_key_list, check_known_keys, GET("/api-key"),
      JSON, "[{\"id\":\"k-1\",\"key\":\"" BENCH_ISSUED_KEY "\"}," KNOWN_KEY "]", 200, QUATRIX_OK, 0,
      REPEATABLE | LIST },
    { "api_key_create", start_api_key_create, call_api_key_create, check_issued_key,
      POST("/api-key/create", "49",
           "{\"name\":\"gateway-7\",\"status\":\"A\",\"role_id\":\"u-1\"}"),
      JSON, ISSUED_KEY, 201, QUATRIX_OK, 0, NEEDS },
    { "api_key_delete", start_api_key_delete, call_api_key_delete, check_deleted_key,
      GET("/api-key/delete/k-1"), JSON, "{\"id\":\"k-1\"}", 200, QUATRIX_OK, 0, NEEDS },
    { "api_key_metadata", start_api_key_metadata, call_api_key_metadata, check_known_key,
      GET("/api-key/metadata/k-1"), JSON, KNOWN_KEY, 200, QUATRIX_OK, 0, REPEATABLE | NEEDS },
    { "api_key_update", start_api_key_update, call_api_key_update, check_known_key,
      POST("/api-key/update/k-1", "24", "{\"name\":\"\",\"status\":\"D\"}"), JSON, KNOWN_KEY, 200,
      QUATRIX_OK, 0, NEEDS },
    { "api_key_list_of_user", start_api_key_list_of_user, call_api_key_list_of_user,
      check_known_keys, GET("/api-key/u-1"), JSON, "[{\"id\":\"k-1\"}," KNOWN_KEY "]", 200,
      QUATRIX_OK, 0, REPEATABLE | LIST },
    { "account_info", start_account_info, call_account_info, check_account_info,
      GET("/account/info"), JSON,
      "{\"id\":\"a-1\",\"key\":\"plan-key-7\",\"base\":true,\"properties\":"
      "{\"users\": 25, \"x\":[{\"y\":null}]},\"server_location\":\"eu-west\"}",
      200, QUATRIX_OK, 0, REPEATABLE },
    { "account_list", start_account_list, call_account_list, check_account, GET("/account/list"),
      JSON,
      "[{\"id\":\"a-1\",\"current\":false},{\"id\":\"a-2\",\"hostname\":\"pumps.example.net\","
      "\"plan\":\"business\",\"status\":\"S\",\"current\":true}]",
      200, QUATRIX_OK, 0, REPEATABLE | LIST },
    { "account_logo", start_account_logo, call_account_logo, check_account_logo,
      REQUEST("GET", "/account/logo", "Accept: */*\r\n\r\n"), "Content-Type: image/png\r\n",
      "\x89PNG\r\n\x1A\nlogo", 200, QUATRIX_OK, 0, OPEN | KEEP | RAW | REPEATABLE },
    { "account_metadata", start_account_metadata, call_account_metadata, check_account_metadata,
      GET("/account/metadata"), JSON,
      "{\"status\":\"A\",\"title\":\"Acme\",\"language\":\"en_GB\",\"default_logo\":true}", 200,
      QUATRIX_OK, 0, OPEN | KEEP | REPEATABLE },
    { "account_roles", start_account_roles, call_account_roles, check_account_role,
      GET("/account/roles"), JSON,
      "[{\"id\":\"u-1\"},{\"id\":\"u-2\",\"email\":\"dana.k@example.org\",\"name\":\"Dana\"}]", 200,
      QUATRIX_OK, 0, REPEATABLE | LIST },
    { "languages_list", start_languages_list, call_languages_list, check_language,
      GET("/languages"), JSON,
      "[{\"id\":\"en_GB\",\"name\":\"English\"},{\"id\":\"zh_CN\",\"name\":\"\\u4e2d\\u6587\","
      "\"filename\":\"zh.js\"}]",
      200, QUATRIX_OK, 0, REPEATABLE | LIST },
    { "languages_default", start_languages_default, call_languages_default, check_default_language,
      GET("/languages/default"), JSON, "{\"id\":\"en_GB\"}", 200, QUATRIX_OK, 0,
      OPEN | KEEP | REPEATABLE },
    { "check_ping", start_check_ping, call_check_ping, check_pong, GET("/check/ping"), JSON,
      "{\"response\":\"pong\"}", 200, QUATRIX_OK, 0, OPEN | KEEP | REPEATABLE },
    { "check_ping with a key", start_check_ping_key, call_check_ping_key, check_pong,
      GET("/check/ping?api_key=" BENCH_KEY), JSON, "{\"response\":\"pong\"}", 200, QUATRIX_OK, 0,
      OPEN | KEEP | REPEATABLE | SECRET_BODY },
    { "session_unblock_captcha", start_session_unblock_captcha, call_session_unblock_captcha,
      check_captcha, GET("/session/unblock-captcha?token=" BENCH_CAPTCHA), JSON, "{\"valid\":true}",
      200, QUATRIX_OK, 0, ANY | PARTIAL | KEEP | SECRET_BODY },
    { "session_post_captcha", start_session_post_captcha, call_session_post_captcha, check_captcha,
      POST("/session/unblock-captcha", "30", "{\"token\":\"" BENCH_CAPTCHA "\"}"), JSON,
      "{\"valid\":true}", 200, QUATRIX_OK, 0, ANY | PARTIAL | KEEP | SECRET_BODY },
    { "file_metadata", start_file_metadata, call_file_metadata, check_file_metadata,
      GET("/file/metadata/d%2F1?content=0"), JSON, METADATA_BEFORE "null" METADATA_BEHIND, 200,
      QUATRIX_OK, 0, REPEATABLE | NEEDS },
    { "file_metadata of home", start_file_metadata_home, call_file_metadata_home,
      check_file_metadata_unasked, GET("/file/metadata/?content=0"), JSON,
      METADATA_BEFORE "[{\"id\":[]},7]" METADATA_BEHIND, 200, QUATRIX_OK, 0, REPEATABLE | NEEDS },
    { "file_list", start_file_list, call_file_list, check_file_list,
      GET("/file/metadata/d-1?content=1"), JSON,
      METADATA_BEFORE "[{\"id\":\"f-1\"}, " GOLDEN_FILE " ]" METADATA_BEHIND, 200, QUATRIX_OK, 0,
      REPEATABLE | LIST },
    { "file_list of home", start_file_list_home, call_file_list_home, check_no_files,
      GET("/file/metadata/?content=1"), JSON, "{\"content\":[],\"id\":\"d-1\"}", 200, QUATRIX_OK, 0,
      REPEATABLE | LIST },
    { "file_set_metadata", start_file_set_metadata, call_file_set_metadata, check_file_set_metadata,
      POST("/file/metadata", "38", "{\"id\":\"f-2\",\"mtime\":1699400000.123456}"), JSON,
      "{\"id\":\"f-2\",\"parent_id\":\"d-1\",\"name\":\"plan.txt\",\"created\":1699400000,"
      "\"modified\":1699400000.0,\"modified_ms\":1699400000.123456,\"size\":12,\"type\":\"F\","
      "\"gid\":3,\"uid\":4,\"metadata\":" GOLDEN_MARKS ",\"operations\":255}",
      200, QUATRIX_OK, 0, REPEATABLE },
    { "file_info", start_file_info, call_file_info, check_file_info, GET("/file/info/f-2"), JSON,
      "{\"id\":\"f-2\",\"created\":1699400000,\"modified\":1699400001,\"content_modified\":"
      "1699400002.5,\"name\":\"plan.txt\",\"size\":12,\"type\":\"F\",\"file_owner\":"
      "{\"name\":\"Dana\"},\"action_role\":{},\"paths\":[\"/site-a\",[]],"
      "\"antivirus_check\":\"Eicar\",\"widget_metadata\":{\"x\" : 1}}",
      200, QUATRIX_OK, 0, REPEATABLE },
    { "file_size", start_file_size, call_file_size, check_file_size, GET("/file/size/f-2"), JSON,
      "{\"size\":9223372036854775807}", 200, QUATRIX_OK, 0, REPEATABLE },
    { "file_id", start_file_id, call_file_id, check_file_id,
      POST("/file/id", "44", "{\"path\":\"site-a/plan.txt\",\"parent_id\":\"d-1\"}"), JSON,
      "{\"file_id\":\"f-2\",\"parent_id\":\"d-1\",\"src\":\"x\",\"type\":\"F\"}", 200, QUATRIX_OK,
      0, REPEATABLE | NEEDS | LOOK_UP },
    { "file_id of home", start_file_id_home, call_file_id_home, check_file_id_home,
      POST("/file/id", "11", "{\"path\":\"\"}"), JSON, "{\"file_id\":\"d-0\"}", 200, QUATRIX_OK, 0,
      REPEATABLE | NEEDS | LOOK_UP },
    { "file_makedir", start_file_makedir, call_file_makedir, check_file,
      POST("/file/makedir", "47", "{\"target\":\"d-1\",\"name\":\"log\\\"s\",\"resolve\":true}"),
      JSON, GOLDEN_FILE, 201, QUATRIX_OK, 0, NEEDS },
    { "file_makedir without target", start_file_makedir_home, call_file_makedir_home, check_file,
      POST("/file/makedir", "31", "{\"name\":\"logs\",\"resolve\":false}"), JSON, GOLDEN_FILE, 201,
      QUATRIX_OK, 0, NEEDS },
    { "file_rename", start_file_rename, call_file_rename, check_file_rename,
      POST("/file/rename/f-2", "32", "{\"name\":\"b.txt\",\"resolve\":false}"), JSON,
      "{\"id\":\"f-2\",\"created\":1699400000,\"modified\":1699400001,\"name\":\"b(1).txt\","
      "\"parent_id\":\"d-1\",\"size\":12,\"type\":\"F\",\"metadata\":" GOLDEN_MARKS
      ",\"operations\":31,\"old_name\":\"a.txt\"}",
      200, QUATRIX_OK, 0, 0 },
    { "file_copyone", start_file_copyone, call_file_copyone, check_file,
      POST("/file/copyone", "118",
           "{\"file_id\":\"f-2\",\"target_id\":\"d-1\",\"name\":\"b.txt\","
           "\"mtime\":1699400000.123456,\"resolve\":true,\"resolve_mode\":\"overwrite\"}"),
      JSON, GOLDEN_FILE, 200, QUATRIX_OK, 0, NEEDS },
    { "file_moveone", start_file_moveone, call_file_moveone, check_file,
      POST("/file/moveone", "84",
           "{\"file_id\":\"f-2\",\"target_id\":\"d-1\",\"name\":\"b.txt\",\"resolve\":false,"
           "\"resolve_mode\":\"\"}"),
      JSON, GOLDEN_FILE, 200, QUATRIX_OK, 0, NEEDS },
    { "file_copy", start_file_copy, call_file_copy, check_job,
      POST("/file/copy", "51", "{\"ids\":[\"u-1\",\"u-2\"],\"target\":\"d-1\",\"resolve\":true}"),
      JSON, "{\"job_id\":\"8a1f3f0e-55a1-4f7e-9a53-6a7e0f1e77aa\"}", 202, QUATRIX_OK, 0, 0 },
    { "file_move", start_file_move, call_file_move, check_moved,
      POST("/file/move", "52", "{\"ids\":[\"u-1\",\"u-2\"],\"target\":\"d-1\",\"resolve\":false}"),
      JSON, "{\"ids\":[\"u-1\",\"u-2\"]}", 200, QUATRIX_OK, 0, 0 },
    { "file_move by a job", start_file_move, call_file_move, check_moved_by_job,
      POST("/file/move", "52", "{\"ids\":[\"u-1\",\"u-2\"],\"target\":\"d-1\",\"resolve\":false}"),
      JSON, "{\"job_id\":\"8a1f3f0e-55a1-4f7e-9a53-6a7e0f1e77aa\"}", 202, QUATRIX_OK, 0, 0 },
    { "file_delete", start_file_delete, call_file_delete, check_moved,
      POST("/file/delete", "21", "{\"ids\":[\"u-1\",\"u-2\"]}"), JSON,
      "{\"ids\":[\"u-1\",\"u-2\"],\"job_id\":null}", 200, QUATRIX_OK, 0, 0 },
    { "file_delete permanently", start_file_erase, call_file_erase, check_moved_by_job,
      POST("/file/delete", "41", "{\"ids\":[\"u-1\"],\"delete_permanently\":true}"), JSON,
      "{\"ids\":null,\"job_id\":\"8a1f3f0e-55a1-4f7e-9a53-6a7e0f1e77aa\"}", 202, QUATRIX_OK, 0, 0 },
    { "file_empty_trash", start_file_empty_trash, call_file_empty_trash, check_erased,
      REQUEST("POST", "/file/empty-trash/t-1", ACCEPT_JSON "Content-Length: 0\r\n\r\n"), JSON,
      "[{},{\"id\":\"f-2\",\"source_id\":\"d-1\",\"dest_id\":\"t-1\"}]", 200, QUATRIX_OK, 0, LIST },
    { "file_empty_trash, own", start_file_empty_own_trash, call_file_empty_own_trash, check_erased,
      REQUEST("POST", "/file/empty-trash/", ACCEPT_JSON "Content-Length: 0\r\n\r\n"), JSON,
      "[{\"id\":\"f-1\"},{\"id\":\"f-2\",\"source_id\":\"d-1\",\"dest_id\":\"t-1\"}]", 200,
      QUATRIX_OK, 0, LIST },
    { "file_tags", start_file_tags, call_file_tags, check_tags, GET("/file/tags/f-2"), JSON,
      "[{\"id\":\"g-1\"}," GOLDEN_TAG "]", 200, QUATRIX_OK, 0, REPEATABLE | LIST },
    { "file_add_tag", start_file_add_tag, call_file_add_tag, check_tag,
      POST("/file/add-tag/f-2", "31", "{\"type\":\"text\",\"value\":\"tag-7\"}"), JSON, GOLDEN_TAG,
      200, QUATRIX_OK, 0, 0 },
    { "file_search", start_file_search, call_file_search, check_found,
      POST("/file/search", "163",
           "{\"_and\":[{\"tag\":{\"_and\":[{\"type\":\"text\",\"value\":\"tag-7\"}]},"
           "\"name\":{\"_or\":[\"plan\",\"ske\\\\tch\"]}}],\"_or\":[{\"created\":{\"_and\":"
           "[1699400000,1699400001.5],\"_or\":[]}},{}]}"),
      JSON, "[{\"id\":\"f-1\"}," GOLDEN_FILE "]", 200, QUATRIX_OK, 0, REPEATABLE | LIST },
    { "file_diff", start_file_diff, call_file_diff, check_diff,
      GET("/file/diff/d-1?from=1699400000&to=1699500000.25"), JSON,
      "{\"from\":1699400000,\"data\":[{\"id\":\"f-1\"}," GOLDEN_CHANGE "],\"to\":1699500000.25}",
      200, QUATRIX_OK, 0, REPEATABLE | LIST },
    { "file_diff up to now", start_file_diff_now, call_file_diff_now, check_no_changes,
      GET("/file/diff/d-1?from=-1.5"), JSON, "{\"data\":[]}", 200, QUATRIX_OK, 0,
      REPEATABLE | LIST },
    { "file_download_link", start_file_download_link, call_file_download_link, check_id,
      POST("/file/download-link", "21", "{\"ids\":[\"u-1\",\"u-2\"]}"), JSON, "{\"id\":\"l-1\"}",
      200, QUATRIX_OK, 0, REPEATABLE | NEEDS },
    { "file_download", start_file_download, call_file_download, check_download,
      REQUEST("GET", "/file/download/l-1", "Accept: */*\r\n\r\n"),
      "Content-Type: application/octet-stream\r\n", "PK\x03\x04 data\r\n", 200, QUATRIX_OK, 0,
      RAW | REPEATABLE },
    { "file_csv", start_file_csv, call_file_csv, check_csv,
      REQUEST("GET", "/file/csv/d-1", "Accept: */*\r\n\r\n"), "Content-Type: text/csv\r\n",
      "Path,Name,Size\r\n/a,b,12\r\n", 200, QUATRIX_OK, 0, RAW | REPEATABLE },
    { "file_preview", start_file_preview, call_file_preview, check_preview,
      GET("/file/preview/f-2"), JSON,
      "{\"type\":\"document\",\"uri\":\"https:\\/\\/acme.example.net/p/1\",\"source\":\"/s\","
      "\"source_pdf\":\"/s.pdf\"}",
      200, QUATRIX_OK, 0, REPEATABLE },
    { "file_wopi_token", start_file_wopi_token, call_file_wopi_token, check_wopi_token,
      GET("/file/wopi-token/f-2"), JSON, "{\"id\":\"" BENCH_WOPI_TOKEN "\"}", 200, QUATRIX_OK, 0,
      REPEATABLE | NEEDS | SECRET_REPLY },
    { "upload_link", start_upload_link, call_upload_link, check_upload_session,
      POST("/upload/link", "64",
           "{\"name\":\"p.txt\",\"parent_id\":\"d-1\",\"resolve\":true,\"file_size\":12}"),
      JSON, GOLDEN_SESSION, 200, QUATRIX_OK, 0, NEEDS },
    { "upload_link without size", start_upload_link_open, call_upload_link_open,
      check_upload_session,
      POST("/upload/link", "50", "{\"name\":\"p.txt\",\"parent_id\":\"d-1\",\"resolve\":false}"),
      JSON, GOLDEN_SESSION, 200, QUATRIX_OK, 0, NEEDS },
    { "file_modify", start_file_modify, call_file_modify, check_upload_session,
      POST("/file/modify", "40", "{\"id\":\"f-2\",\"truncate\":0,\"name\":\"p.txt\"}"), JSON,
      GOLDEN_SESSION, 200, QUATRIX_OK, 0, NEEDS },
    { "file_modify as it is", start_file_modify_kept, call_file_modify_kept, check_upload_session,
      POST("/file/modify", "12", "{\"id\":\"f-2\"}"), JSON, GOLDEN_SESSION, 200, QUATRIX_OK, 0,
      NEEDS },
    { "upload_finalize", start_upload_finalize, call_upload_finalize, check_finalized,
      GET("/upload/finalize/" BENCH_UPLOAD_KEY "?mtime=1699400000.123456"), JSON,
      "{\"id\":\"f-2\",\"parent_id\":\"d-1\",\"size\":12,\"modified\":1699400000}", 200, QUATRIX_OK,
      0, SECRET_BODY },
    { "upload_finalize, server's time", start_upload_finalize_now, call_upload_finalize_now,
      check_finalized, GET("/upload/finalize/" BENCH_UPLOAD_KEY), JSON,
      "{\"id\":\"f-2\",\"parent_id\":\"d-1\",\"size\":\"12\",\"modified\":1699400000.0}", 200,
      QUATRIX_OK, 0, SECRET_BODY },
};

const size_t operations_count = sizeof operations / sizeof operations[0];

const struct operation *operation(const char *name)
{
    for (size_t i = 0; i < OPERATIONS; i++) {
        if (strcmp(operations[i].name, name) == 0) {
            return &operations[i];
        }
    }
    fail_msg("no operation %s", name);
    return NULL;
}

bool may_call(const struct operation *op, enum bench_auth auth)
{
    if ((op->flags & (LOGIN | OPEN | ANY)) != 0) {
        return true;
    }
    return auth == BENCH_SESSION || (auth != BENCH_NONE && (op->flags & SESSION) == 0);
}

void begin(struct bench *b, const struct operation *op, enum bench_auth auth)
{
    bench_begin(b, auth);
    if ((op->flags & SECOND) != 0 && auth == BENCH_SESSION) {
        bench_partial(b, op->factor);
    }
}

size_t golden_request(char *buf, size_t size, const struct operation *op, enum bench_auth auth)
{
    static const char basic[] = "Authorization: Basic ZGFuYS5rQGV4YW1wbGUub3JnOlRyNGlsLW1peCE3\r\n";
    static const char *const lines[BENCH_AUTHS] = {
        [BENCH_NONE] = "",
        [BENCH_SESSION] = "X-Auth-Token: " BENCH_TOKEN "\r\n",
        [BENCH_BASIC] = basic,
        [BENCH_API_KEY] = "Authorization: Bearer " BENCH_KEY "\r\n",
    };
    const char *line = (op->flags & LOGIN) != 0  ? basic
                       : (op->flags & OPEN) != 0 ? ""
                                                 : lines[auth];
    const char *at = strstr(op->request, "{auth}");
    int n = snprintf(buf, size, "%.*s%s%s", (int)(at - op->request), op->request, line, at + 6);

    assert_true(n > 0 && (size_t)n < size);
    return (size_t)n;
}

void check_request(const struct bench *b, size_t line, const struct operation *op,
                   enum bench_auth auth)
{
    char golden[BENCH_SENT];
    size_t len = golden_request(golden, sizeof golden, op, auth);

    CHECK_BYTES(golden, len, b->wire[line].sent, b->wire[line].sent_len);
    CHECK_NUMBER(1, b->wire[line].requests);
    CHECK_NUMBER(len, b->wire[line].parsed);
}
