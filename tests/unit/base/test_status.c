/* SPDX-License-Identifier: MIT */
/*
 * Names, texts and numbers of quatrix_status. The list below cannot miss an enumerator: the switch
 * made from it has no default, and the compiler warns of one that is not in it.
 */
#include <quatrix/status.h>

#include "unit/unit.h"

#define STATUSES(X)                                                                                \
    X(OK, 0)                                                                                       \
    X(PENDING, 1)                                                                                  \
    X(END, 2)                                                                                      \
    X(READY, 3)                                                                                    \
    X(MFA_REQUIRED, 4)                                                                             \
    X(SKIPPED, 5)                                                                                  \
    X(E_ARGUMENT, -1)                                                                              \
    X(E_TEXT, -2)                                                                                  \
    X(E_TOO_LONG, -3)                                                                              \
    X(E_BUSY, -4)                                                                                  \
    X(E_STATE, -5)                                                                                 \
    X(E_AUTH, -6)                                                                                  \
    X(E_SPACE, -7)                                                                                 \
    X(E_CONFIG, -8)                                                                                \
    X(E_CALLBACK, -10)                                                                             \
    X(E_CANCELLED, -9)                                                                             \
    X(E_RESOLVE, -20)                                                                              \
    X(E_CONNECT, -21)                                                                              \
    X(E_TIMEOUT, -22)                                                                              \
    X(E_CLOSED, -23)                                                                               \
    X(E_CUT, -24)                                                                                  \
    X(E_NETWORK, -25)                                                                              \
    X(E_NO_ANCHOR, -40)                                                                            \
    X(E_ENTROPY, -41)                                                                              \
    X(E_CLOCK, -42)                                                                                \
    X(E_CERT_UNTRUSTED, -43)                                                                       \
    X(E_CERT_NAME, -44)                                                                            \
    X(E_CERT_DATE, -45)                                                                            \
    X(E_CERT, -46)                                                                                 \
    X(E_HANDSHAKE, -47)                                                                            \
    X(E_TLS_MEMORY, -48)                                                                           \
    X(E_TLS_RECORD, -49)                                                                           \
    X(E_TLS, -50)                                                                                  \
    X(E_ANCHOR, -51)                                                                               \
    X(E_CERT_PIN, -52)                                                                             \
    X(E_SESSION, -53)                                                                              \
    X(E_SESSION_OTHER, -54)                                                                        \
    X(E_OWN_CERT, -55)                                                                             \
    X(E_OWN_KEY, -56)                                                                              \
    X(E_OWN_PAIR, -57)                                                                             \
    X(E_PROTOCOL, -60)                                                                             \
    X(E_HEADER, -61)                                                                               \
    X(E_ENCODING, -62)                                                                             \
    X(E_CONTENT, -63)                                                                              \
    X(E_JSON, -64)                                                                                 \
    X(E_DEPTH, -65)                                                                                \
    X(E_TYPE, -66)                                                                                 \
    X(E_RANGE, -67)                                                                                \
    X(E_DUPLICATE, -68)                                                                            \
    X(E_MISSING, -69)                                                                              \
    X(E_IMAGE, -70)                                                                                \
    X(E_EMPTY, -71)                                                                                \
    X(E_SIZE, -72)                                                                                 \
    X(E_PART, -73)                                                                                 \
    X(E_REDIRECT, -80)                                                                             \
    X(E_UNAUTHORIZED, -81)                                                                         \
    X(E_RATE_LIMITED, -82)                                                                         \
    X(E_HTTP, -83)                                                                                 \
    X(E_SERVER, -84)                                                                               \
    X(E_FACTOR, -85)

/* The name of an enumerator; NULL for another number. */
static const char *name_of(enum quatrix_status status)
{
    switch (status) {
#define NAME(name, number)                                                                         \
    case QUATRIX_##name:                                                                           \
        return #name;
        STATUSES(NAME)
    }
    return NULL;
}

static const struct {
    enum quatrix_status status;
    int number;
} listed[] = {
#define ROW(name, number) { QUATRIX_##name, number },
    STATUSES(ROW)
};

static void statuses_are_never_renumbered(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(listed); i++) {
        assert_int_equal(listed[i].number, listed[i].status);
    }
}

/* On some machines the type of an enumeration is as small as its values allow. */
static bool is_a_status(int number)
{
    return (int)(enum quatrix_status)number == number;
}

static void every_status_has_its_own_name(void **state)
{
    (void)state;
    for (int number = -70000; number <= 70000; number++) {
        const char *name = name_of((enum quatrix_status)number);
        const char *got = quatrix_status_name((enum quatrix_status)number);
        if (is_a_status(number)) {
            CHECK(strcmp(name != NULL ? name : "?", got) == 0, "%d: %s", number, got);
        }
    }
    if (is_a_status(INT32_MAX)) {
        assert_string_equal("?", quatrix_status_name((enum quatrix_status)INT32_MAX));
        assert_string_equal("?", quatrix_status_name((enum quatrix_status)INT32_MIN));
    }
}

/* One sentence to go on after a colon, or to be followed by more. */
static void every_status_has_its_own_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(listed); i++) {
        const char *text = quatrix_status_text(listed[i].status);
        size_t len = strlen(text);
        CHECK(len > 3 && len < 80, "%s: \"%s\"", name_of(listed[i].status), text);
        CHECK(text[len - 1] != '.' && text[len - 1] != ' ' && text[0] != ' ', "\"%s\"", text);
        for (size_t k = 0; k < len; k++) {
            CHECK(text[k] >= 0x20 && text[k] < 0x7F, "\"%s\"", text);
        }
        for (size_t k = 0; k < i; k++) {
            CHECK(strcmp(text, quatrix_status_text(listed[k].status)) != 0, "twice: \"%s\"", text);
        }
        CHECK(strcmp(text, quatrix_status_text((enum quatrix_status)100)) != 0, "\"%s\"", text);
    }
}

static void another_number_has_a_text_as_well(void **state)
{
    static const int numbers[] = { 6,   100,   -11,   -19,       -26,      -58,
                                   -86, -1000, 65536, INT32_MAX, INT32_MIN };
    const char *text = quatrix_status_text((enum quatrix_status)99);

    (void)state;
    assert_non_null(text);
    assert_true(strlen(text) > 3);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        if (is_a_status(numbers[i])) {
            assert_string_equal(text, quatrix_status_text((enum quatrix_status)numbers[i]));
        }
    }
}

static void errors_are_negative_and_progress_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(listed); i++) {
        bool error = strncmp(name_of(listed[i].status), "E_", 2) == 0;
        CHECK(error == (listed[i].status < 0), "%s", name_of(listed[i].status));
    }
}

static void phases_have_names(void **state)
{
    static const char *const names[] = {
        [QUATRIX_PHASE_REQUEST] = "request",     [QUATRIX_PHASE_CONNECT] = "connect",
        [QUATRIX_PHASE_HANDSHAKE] = "handshake", [QUATRIX_PHASE_SEND] = "send",
        [QUATRIX_PHASE_HEAD] = "head",           [QUATRIX_PHASE_BODY] = "body",
        [QUATRIX_PHASE_PAUSE] = "pause",
    };

    (void)state;
    assert_int_equal(7, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_string_equal(names[i], quatrix_phase_name((enum quatrix_phase)i));
    }
    assert_string_equal("?", quatrix_phase_name((enum quatrix_phase)7));
    assert_string_equal("?", quatrix_phase_name((enum quatrix_phase)1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_are_never_renumbered),
        cmocka_unit_test(every_status_has_its_own_name),
        cmocka_unit_test(every_status_has_its_own_text),
        cmocka_unit_test(another_number_has_a_text_as_well),
        cmocka_unit_test(errors_are_negative_and_progress_is_not),
        cmocka_unit_test(phases_have_names),
    };

    return cmocka_run_group_tests_name("base/status", tests, NULL, NULL);
}
