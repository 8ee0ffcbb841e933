/* SPDX-License-Identifier: MIT */
/* GET /profile member by member: forms that are accepted, types that are not, what does not fit. */
#include "operations.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum type { BOOL, INT, TIME, ID, CUT_TEXT, WHOLE_TEXT, SERVICES, SHARE_TYPES, FACTORS };

struct member {
    const char *name;
    enum quatrix_profile_member member;
    enum type type;
    size_t offset;
    size_t max; /* bytes of a text */
};

#define M(name_, bit, type_, max_)                                                                 \
    {                                                                                              \
#name_, QUATRIX_PROFILE_##bit, type_, offsetof(struct quatrix_profile, name_), max_        \
    }

static const struct member members[] = {
    M(id, ID, ID, QUATRIX_ID_MAX),
    M(name, NAME, CUT_TEXT, QUATRIX_NAME_MAX),
    M(email, EMAIL, WHOLE_TEXT, QUATRIX_EMAIL_MAX),
    M(super_admin, SUPER_ADMIN, BOOL, 0),
    M(home_id, HOME_ID, ID, QUATRIX_ID_MAX),
    M(operations, OPERATIONS, INT, 0),
    M(max_file_size, MAX_FILE_SIZE, INT, 0),
    M(max_files_per_share, MAX_FILES_PER_SHARE, INT, 0),
    M(plan, PLAN, CUT_TEXT, QUATRIX_WORD_MAX),
    M(is_contact, IS_CONTACT, BOOL, 0),
    M(language, LANGUAGE, CUT_TEXT, QUATRIX_WORD_MAX),
    M(channel_id, CHANNEL_ID, ID, QUATRIX_ID_MAX),
    M(account_id, ACCOUNT_ID, ID, QUATRIX_ID_MAX),
    M(storage_id, STORAGE_ID, ID, QUATRIX_ID_MAX),
    M(created, CREATED, TIME, 0),
    M(modified, MODIFIED, TIME, 0),
    M(quota, QUOTA, INT, 0),
    M(status, STATUS, CUT_TEXT, QUATRIX_WORD_MAX),
    M(uid, UID, INT, 0),
    M(gid, GID, INT, 0),
    M(has_key, HAS_KEY, BOOL, 0),
    M(pgp_enabled, PGP_ENABLED, BOOL, 0),
    M(message_signature, MESSAGE_SIGNATURE, CUT_TEXT, QUATRIX_SIGNATURE_MAX),
    M(outgoing_id, OUTGOING_ID, ID, QUATRIX_ID_MAX),
    M(incoming_id, INCOMING_ID, ID, QUATRIX_ID_MAX),
    M(services, SERVICES, SERVICES, 0),
    M(share_types, SHARE_TYPES, SHARE_TYPES, 0),
    M(unique_login, UNIQUE_LOGIN, CUT_TEXT, QUATRIX_NAME_MAX),
    M(auth_methods, AUTH_METHODS, FACTORS, 0),
    M(account_status, ACCOUNT_STATUS, CUT_TEXT, QUATRIX_WORD_MAX),
    M(sftp_url, SFTP_URL, WHOLE_TEXT, QUATRIX_URL_MAX),
    M(forced_auth, FORCED_AUTH, FACTORS, 0),
    M(sftp_login, SFTP_LOGIN, CUT_TEXT, QUATRIX_NAME_MAX),
    M(enable_pgp, ENABLE_PGP, BOOL, 0),
};

/* Values, with the types that accept them as a mask of their enumerators. */
#define IN(type) (1U << (type))
#define NUMBERS  (IN(INT) | IN(TIME))
#define TEXTS    (IN(ID) | IN(CUT_TEXT) | IN(WHOLE_TEXT))

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
    { "\"YN\"", TEXTS, false },
    { "\"true\"", TEXTS, false },
    { "0", NUMBERS, false },
    { "1", NUMBERS, false },
    { "\"1\"", NUMBERS | TEXTS, false },
    { "\"-12.0\"", NUMBERS | TEXTS, false },
    { "\"1 \"", TEXTS, false },
    { "\"0x1\"", TEXTS, false },
    { "\"1e\"", TEXTS, false },
    { "\"abc\"", TEXTS, false },
    { "[]", IN(SERVICES) | IN(FACTORS), false },
    { "[null]", IN(SERVICES) | IN(FACTORS), false },
    { "{}", IN(SHARE_TYPES), false },
    { "{\"id\":\"x\",\"x\":[{}]}", IN(SHARE_TYPES), false },
    { "{\"public_share\":1}", 0, false },
    { "{\"public_share\":[]}", 0, false },
    { "[[]]", 0, false },
    { "[{}]", IN(SERVICES), false },
    { "[{\"id\":1}]", 0, false },
    { "[{\"service_key\":{}}]", 0, false },
    { "[\"2FA\"]", IN(FACTORS), false },
    { "[\"2FA\",1]", 0, false },
    { "[true]", 0, false },
    { "[\"a\",{}]", 0, false },
    { "[{},\"a\"]", 0, false },
};

static void decode_one(struct bench *b, const struct member *m, const char *value, size_t slice)
{
    char body[2000];

    (void)snprintf(body, sizeof body, "{\"%s\":%s}", m->name, value);
    bench_case("%.60s, slices of %zu", body, slice);
    bench_open(b, NULL, slice);
    answer(b, 0, "200 OK", JSON, body);
}

static void each_member_accepts_its_types_and_no_other(void **state)
{
    (void)state;
    CHECK_NUMBER(QUATRIX_PROFILE_MEMBERS, COUNT(members));
    for (size_t i = 0; i < COUNT(members); i++) {
        CHECK_NUMBER(i, members[i].member);
        for (size_t k = 0; k < COUNT(values); k++) {
            for (size_t slice = 0; slice < 8; slice++) {
                bool good = (values[k].accepted_by & IN(members[i].type)) != 0;
                struct bench b;
                decode_one(&b, &members[i], values[k].text, slice);
                CHECK_ENDS(good ? QUATRIX_OK : QUATRIX_E_TYPE, &b,
                           quatrix_profile_get(&b.client, &b.out.profile));
                if (good) {
                    CHECK_NUMBER(values[k].absent ? 0 : QUATRIX_BIT(i), b.out.profile.present);
                    CHECK_NUMBER(0, b.out.profile.truncated);
                    CHECK(quatrix_client_error(&b.client)->member == NULL);
                } else if (strchr(values[k].text, ':') == NULL) {
                    CHECK_TEXT(members[i].name, quatrix_client_error(&b.client)->member);
                } else {
                    CHECK(quatrix_client_error(&b.client)->member != NULL);
                }
                bench_close(&b);
            }
        }
    }
}

static const struct {
    const char *text;
    int64_t number;
    bool exact;
} numbers[] = {
    { "0", 0, true },
    { "-0", 0, true },
    { "12", 12, true },
    { "12.0", 12, true },
    { "1.2e1", 12, true },
    { "\"12\"", 12, true },
    { "\"12.0\"", 12, true },
    { "120E-1", 12, true },
    { "0.0012e+4", 12, true },
    { "12.5", 12, false },
    { "-12.5", -12, false },
    { "\"12.9\"", 12, false },
    { "1e-400", 0, false },
    { "0e999", 0, true },
    { "0.0000000000000000000000000000000000000000000001e46", 1, true },
    { "9223372036854775807", INT64_MAX, true },
    { "-9223372036854775808", INT64_MIN, true },
    { "9223372036854775807.9", INT64_MAX, false },
    { "9.223372036854775807e18", INT64_MAX, true },
};

static void integers_are_exact_in_any_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        for (size_t k = 0; k < COUNT(numbers) && members[i].type == INT; k++) {
            for (size_t slice = 0; slice < 4; slice++) {
                int64_t got;
                struct bench b;
                decode_one(&b, &members[i], numbers[k].text, slice);
                CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
                memcpy(&got, (const uint8_t *)&b.out.profile + members[i].offset, sizeof got);
                CHECK_NUMBER(numbers[k].number, got);
                CHECK_NUMBER(QUATRIX_BIT(i), b.out.profile.present);
                CHECK_NUMBER(numbers[k].exact ? 0 : QUATRIX_BIT(i), b.out.profile.truncated);
                bench_close(&b);
            }
        }
    }
}

static const struct {
    const char *text;
    int64_t microseconds;
    bool exact;
} times[] = {
    { "0", 0, true },
    { "1699000000", INT64_C(1699000000000000), true },
    { "\"1699000000\"", INT64_C(1699000000000000), true },
    { "1699000000.25", INT64_C(1699000000250000), true },
    { "1699000000.123456", INT64_C(1699000000123456), true },
    { "1699000000.1234567", INT64_C(1699000000123456), false },
    { "1.69900000025e9", INT64_C(1699000000250000), true },
    { "-1.5", -1500000, true },
    { "0.000001", 1, true },
    { "0.0000009", 0, false },
    { "9223372036854.775807", INT64_MAX, true },
};

static void times_are_exact_to_the_microsecond(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        for (size_t k = 0; k < COUNT(times) && members[i].type == TIME; k++) {
            int64_t got;
            struct bench b;
            decode_one(&b, &members[i], times[k].text, 3);
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
            memcpy(&got, (const uint8_t *)&b.out.profile + members[i].offset, sizeof got);
            CHECK_NUMBER(times[k].microseconds, got);
            CHECK_NUMBER(times[k].exact ? 0 : QUATRIX_BIT(i), b.out.profile.truncated);
            bench_close(&b);
        }
    }
}

static void flags_are_true_or_false(void **state)
{
    static const char *const yes[] = { "true", "\"Y\"" };
    static const char *const no[] = { "false", "\"N\"" };

    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        for (size_t k = 0; k < 4 && members[i].type == BOOL; k++) {
            struct bench b;
            decode_one(&b, &members[i], k < 2 ? yes[k] : no[k - 2], 2);
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
            CHECK_NUMBER(k < 2, ((const uint8_t *)&b.out.profile)[members[i].offset]);
            bench_close(&b);
        }
    }
}

/* Identifiers and addresses are whole or refused; what is only shown is cut and marked. */
static void a_text_fits_or_is_cut_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        const struct member *m = &members[i];
        for (size_t len = m->max > 2 ? m->max - 2 : 0; m->max > 0 && len < m->max + 3; len++) {
            for (unsigned pad = 0; pad < 3; pad++) {
                /* len bytes, of which the last are one character of pad + 1 bytes. */
                static const char *const last[] = { "z", "\xC3\xB6", "\xE2\x82\xAC" };
                char text[300] = "\"";
                char cut[300];
                struct bench b;
                size_t kept = len <= m->max             ? len
                              : len - pad - 1 <= m->max ? len - pad - 1
                                                        : m->max;
                memset(text + 1, 'x', len - pad - 1);
                text[len - pad] = 0;
                strcat(text, last[pad]);
                memcpy(cut, text + 1, kept);
                cut[kept] = 0;
                strcat(text, "\"");
                decode_one(&b, m, text, 5);
                if (len > m->max && m->type != CUT_TEXT) {
                    CHECK_ENDS(QUATRIX_E_SPACE, &b, quatrix_profile_get(&b.client, &b.out.profile));
                    CHECK_TEXT(m->name, quatrix_client_error(&b.client)->member);
                } else {
                    CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
                    CHECK_TEXT(cut, (const char *)&b.out.profile + m->offset);
                    CHECK_NUMBER(QUATRIX_BIT(i), b.out.profile.present);
                    CHECK_NUMBER(len > m->max ? QUATRIX_BIT(i) : 0, b.out.profile.truncated);
                }
                bench_close(&b);
            }
        }
    }
}

static void an_empty_identifier_is_as_good_as_absent(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        struct bench b;
        if (members[i].max == 0) {
            continue;
        }
        decode_one(&b, &members[i], "\"\"", 0);
        CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
        CHECK_NUMBER(members[i].type == ID ? 0 : QUATRIX_BIT(i), b.out.profile.present);
        bench_close(&b);
    }
}

static void an_array_keeps_what_fits_and_counts_the_rest(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 9; n++) {
        for (size_t slice = 0; slice < 30; slice++) {
            char services[600] = "[";
            char factors[200] = "[";
            char body[1000];
            struct bench b;
            const struct quatrix_profile *p = &b.out.profile;
            uint64_t marks = 0;
            bench_case("%u elements, slices of %zu", n, slice);
            for (unsigned i = 0; i < n; i++) {
                char *end = services + strlen(services);
                (void)snprintf(end, 60, "%s{\"service_key\":\"K%u\",\"id\":\"%u\"}",
                               i > 0 ? "," : "", i, i);
                end = factors + strlen(factors);
                (void)snprintf(end, 20, "%s\"F%u\"", i > 0 ? "," : "", i);
            }
            (void)snprintf(body, sizeof body, "{\"services\":%s],\"auth_methods\":%s],\"uid\":7}",
                           services, factors);
            bench_open(&b, NULL, slice);
            answer(&b, 0, "200 OK", JSON, body);
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
            CHECK_NUMBER(n, p->services.count.total);
            CHECK_NUMBER(n, p->auth_methods.count.total);
            CHECK_NUMBER(n < QUATRIX_SERVICES_MAX ? n : QUATRIX_SERVICES_MAX,
                         p->services.count.kept);
            CHECK_NUMBER(n < QUATRIX_FACTORS_MAX ? n : QUATRIX_FACTORS_MAX,
                         p->auth_methods.count.kept);
            for (unsigned i = 0; i < p->services.count.kept; i++) {
                CHECK_NUMBER('0' + i, p->services.item[i].id.text[0]);
                CHECK_NUMBER('0' + i, p->services.item[i].service_key.text[1]);
                CHECK_NUMBER('0' + i, p->auth_methods.item[i].text[1]);
            }
            marks |= n > QUATRIX_SERVICES_MAX ? QUATRIX_BIT(QUATRIX_PROFILE_SERVICES) : 0;
            marks |= n > QUATRIX_FACTORS_MAX ? QUATRIX_BIT(QUATRIX_PROFILE_AUTH_METHODS) : 0;
            CHECK_NUMBER(marks, p->truncated);
            CHECK_NUMBER(7, p->uid);
            bench_close(&b);
        }
    }
}

/* null is as good as absent also among elements, and also past the capacity. */
static void a_null_is_no_element(void **state)
{
    static const struct {
        const char *array;
        uint32_t kept;
        uint32_t total;
    } arrays[] = {
        { "[null]", 0, 0 },
        { "[null,\"0\",null,\"1\",null]", 2, 2 },
        { "[\"0\",\"1\",\"2\",null]", 3, 3 },
        { "[\"0\",\"1\",\"2\",null,\"3\",null]", 3, 4 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(arrays); i++) {
        for (size_t slice = 0; slice < 9; slice++) {
            struct bench b;
            const struct quatrix_factors *f = &b.out.profile.auth_methods;
            decode_one(&b, &members[QUATRIX_PROFILE_AUTH_METHODS], arrays[i].array, slice);
            CHECK_ENDS(QUATRIX_OK, &b, quatrix_profile_get(&b.client, &b.out.profile));
            CHECK_NUMBER(arrays[i].total, f->count.total);
            CHECK_NUMBER(arrays[i].kept, f->count.kept);
            for (uint32_t n = 0; n < f->count.kept; n++) {
                CHECK_NUMBER('0' + n, f->item[n].text[0]);
            }
            CHECK((b.out.profile.truncated != 0) == (f->count.total > f->count.kept));
            bench_close(&b);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_member_accepts_its_types_and_no_other),
    cmocka_unit_test(integers_are_exact_in_any_form),
    cmocka_unit_test(times_are_exact_to_the_microsecond),
    cmocka_unit_test(flags_are_true_or_false),
    cmocka_unit_test(a_text_fits_or_is_cut_or_refused),
    cmocka_unit_test(an_empty_identifier_is_as_good_as_absent),
    cmocka_unit_test(an_array_keeps_what_fits_and_counts_the_rest),
    cmocka_unit_test(a_null_is_no_element),
};

BENCH_MAIN(tests)
