/* SPDX-License-Identifier: MIT */
/*
 * Certificate dates are judged by the port's clock and the caller's policy, whatever the system's
 * clock says.
 */
#define _GNU_SOURCE

#include "certificates.h"
#include "rig.h"

#include <mbedtls/x509_crt.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>

#include <cmocka.h> /* after the headers it relies on */

#define EXPIRED MBEDTLS_X509_BADCERT_EXPIRED
#define FUTURE  MBEDTLS_X509_BADCERT_FUTURE

static struct rig rig;
static struct peer peer;

static int end_test(void **state)
{
    (void)state;
    rig_end(&rig);
    peer_kill(&peer);
    return 0;
}

/* Seconds since 1970 of YYYYMMDDHHMMSS, by the C library. */
static int64_t seconds(int64_t date)
{
    struct tm t;

    memset(&t, 0, sizeof t);
    t.tm_sec = (int)(date % 100);
    t.tm_min = (int)(date / 100 % 100);
    t.tm_hour = (int)(date / 10000 % 100);
    t.tm_mday = (int)(date / 1000000 % 100);
    t.tm_mon = (int)(date / 100000000 % 100) - 1;
    t.tm_year = (int)(date / 10000000000) - 1900;
    return timegm(&t);
}

static void open_rig(enum quatrix_dates dates)
{
    rig_begin(&rig);
    rig.own_clock = true;
    rig.dates = dates;
    assert_int_equal(QUATRIX_OK, rig_init(&rig));
}

/* A call at that time, over a new connection. */
static enum quatrix_status call_at(enum quatrix_clock clock, int64_t now)
{
    enum quatrix_status status;

    rig.clock = clock;
    rig.now = now;
    status = rig_call(&rig, &peer);
    assert_int_equal(QUATRIX_OK, quatrix_client_close(&rig.client));
    return status;
}

static void expect_good(enum quatrix_clock clock, int64_t now)
{
    assert_string_equal("OK", quatrix_status_name(call_at(clock, now)));
}

static void expect_refusal(enum quatrix_clock clock, int64_t now, uint32_t flags)
{
    assert_string_equal("E_CERT_DATE", quatrix_status_name(call_at(clock, now)));
    assert_int_equal(flags, quatrix_client_error(&rig.client)->verify_flags);
    assert_int_equal(QUATRIX_PHASE_HANDSHAKE, quatrix_client_error(&rig.client)->phase);
    assert_int_equal(-0x2700, quatrix_client_error(&rig.client)->tls_code);
}

static void expect_no_clock(enum quatrix_clock clock)
{
    uint32_t dials = rig.dials;

    assert_string_equal("E_CLOCK", quatrix_status_name(call_at(clock, seconds(20260101000000))));
    assert_int_equal(QUATRIX_PHASE_CONNECT, quatrix_client_error(&rig.client)->phase);
    assert_int_equal(0, quatrix_client_error(&rig.client)->verify_flags);
    assert_int_equal(dials, rig.dials);
}

/* --- policies; "expired" was valid in 2020, "future" will be in 2099 --- */

static void checked_dates_need_a_trusted_clock(void **state)
{
    (void)state;
    peer_start(&peer, "good", NULL);
    open_rig(QUATRIX_DATES_CHECKED);
    expect_no_clock(QUATRIX_CLOCK_UNKNOWN);
    expect_no_clock(QUATRIX_CLOCK_FLOOR);
    expect_good(QUATRIX_CLOCK_TRUSTED, seconds(20260101000000));
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(20191231235959), FUTURE);
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(21010101000000), EXPIRED);
    expect_no_clock(QUATRIX_CLOCK_UNKNOWN);
    expect_good(QUATRIX_CLOCK_TRUSTED, seconds(20260101000000));
    assert_int_equal(4, rig.dials);
}

static void a_floor_refuses_what_expired_before_it(void **state)
{
    (void)state;
    peer_start(&peer, "good", NULL);
    open_rig(QUATRIX_DATES_FLOOR);
    expect_no_clock(QUATRIX_CLOCK_UNKNOWN);
    expect_good(QUATRIX_CLOCK_FLOOR, seconds(20260101000000));
    expect_good(QUATRIX_CLOCK_FLOOR, seconds(20150101000000)); /* not known to be too early */
    expect_refusal(QUATRIX_CLOCK_FLOOR, seconds(21010101000000), EXPIRED);
    expect_good(QUATRIX_CLOCK_TRUSTED, seconds(20260101000000));
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(20150101000000), FUTURE);
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(21010101000000), EXPIRED);
}

static void optional_dates_are_judged_as_far_as_the_clock_goes(void **state)
{
    (void)state;
    peer_start(&peer, "good", NULL);
    open_rig(QUATRIX_DATES_OPTIONAL);
    expect_good(QUATRIX_CLOCK_UNKNOWN, 0);
    expect_good(QUATRIX_CLOCK_UNKNOWN, seconds(21010101000000));
    expect_good(QUATRIX_CLOCK_FLOOR, seconds(20150101000000));
    expect_refusal(QUATRIX_CLOCK_FLOOR, seconds(21010101000000), EXPIRED);
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(20150101000000), FUTURE);
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(21010101000000), EXPIRED);
}

static void the_clock_of_the_system_has_no_say(void **state)
{
    (void)state;
    peer_start(&peer, "expired", NULL);
    open_rig(QUATRIX_DATES_CHECKED);
    expect_good(QUATRIX_CLOCK_TRUSTED, seconds(20200601000000));
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(20260101000000), EXPIRED);
    rig_end(&rig);
    open_rig(QUATRIX_DATES_OPTIONAL);
    expect_good(QUATRIX_CLOCK_UNKNOWN, 0);
    rig_end(&rig);
    peer_start(&peer, "future", NULL);
    open_rig(QUATRIX_DATES_CHECKED);
    expect_good(QUATRIX_CLOCK_TRUSTED, seconds(20990601000000));
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(20260101000000), FUTURE);
}

static void every_certificate_of_the_chain_is_judged(void **state)
{
    (void)state;
    peer_start(&peer, "below-expired", NULL);
    open_rig(QUATRIX_DATES_CHECKED);
    expect_good(QUATRIX_CLOCK_TRUSTED, seconds(20200601000000));
    expect_refusal(QUATRIX_CLOCK_TRUSTED, seconds(20260101000000), EXPIRED);
}

/* Flags of mbedTLS's own that a clock must not hide. */
static void a_date_does_not_excuse_another_fault(void **state)
{
    (void)state;
    peer_start(&peer, "elsewhere", NULL);
    open_rig(QUATRIX_DATES_CHECKED);
    assert_int_equal(QUATRIX_E_CERT_NAME, call_at(QUATRIX_CLOCK_TRUSTED, seconds(20150101000000)));
    assert_int_equal(FUTURE | MBEDTLS_X509_BADCERT_CN_MISMATCH,
                     quatrix_client_error(&rig.client)->verify_flags);
    peer_start(&peer, "unknown", NULL);
    assert_int_equal(QUATRIX_E_CERT_UNTRUSTED,
                     call_at(QUATRIX_CLOCK_TRUSTED, seconds(21010101000000)));
    assert_int_equal(EXPIRED | MBEDTLS_X509_BADCERT_NOT_TRUSTED,
                     quatrix_client_error(&rig.client)->verify_flags);
    peer_start(&peer, "sha1", NULL);
    assert_int_equal(QUATRIX_E_CERT_DATE, call_at(QUATRIX_CLOCK_TRUSTED, seconds(21010101000000)));
    assert_int_equal(EXPIRED | MBEDTLS_X509_BADCERT_BAD_MD,
                     quatrix_client_error(&rig.client)->verify_flags);
}

/* --- the calendar: dates as in the table of certificates.c --- */

struct validity {
    const char *certificate;
    int64_t start;
    int64_t end;
};

static void a_validity_is_kept_to_the_second(void **state)
{
    const struct validity *validity = *state;
    int64_t start = seconds(validity->start);
    int64_t end = seconds(validity->end);

    peer_start(&peer, validity->certificate, NULL);
    open_rig(QUATRIX_DATES_CHECKED);
    expect_refusal(QUATRIX_CLOCK_TRUSTED, start - 1, FUTURE);
    expect_good(QUATRIX_CLOCK_TRUSTED, start);
    expect_good(QUATRIX_CLOCK_TRUSTED, end);
    expect_refusal(QUATRIX_CLOCK_TRUSTED, end + 1, EXPIRED);
}

#define TEST(function)                                                                             \
    {                                                                                              \
#function, function, NULL, end_test, NULL                                                  \
    }
#define VALID(name, from, to)                                                                      \
    {                                                                                              \
        "a validity from " #from " to " #to " is kept to the second",                              \
            a_validity_is_kept_to_the_second, NULL, end_test, &(struct validity)                   \
        {                                                                                          \
            name, from, to                                                                         \
        }                                                                                          \
    }

static const struct CMUnitTest tests[] = {
    TEST(checked_dates_need_a_trusted_clock),
    TEST(a_floor_refuses_what_expired_before_it),
    TEST(optional_dates_are_judged_as_far_as_the_clock_goes),
    TEST(the_clock_of_the_system_has_no_say),
    TEST(every_certificate_of_the_chain_is_judged),
    TEST(a_date_does_not_excuse_another_fault),
    VALID("dates-1", 20270101000000, 20270731235959),
    VALID("dates-2", 20240229000000, 20280831010203),
    VALID("dates-3", 20280301000000, 20290930235959),
    VALID("dates-4", 20490430235959, 20501031000000),
    VALID("dates-5", 20000531124557, 21001130235959),
    VALID("dates-6", 19990630000001, 19991231235959),
    VALID("dates-7", 20991231235959, 21000301000000),
    VALID("dates-8", 19700101000001, 20000229235959),
};

int main(void)
{
    return cmocka_run_group_tests_name("tls_dates", tests, rig_begin_group, rig_end_group);
}
