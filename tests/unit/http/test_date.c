/* SPDX-License-Identifier: MIT */
#include "http/date.h"

#include "unit/unit.h"

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                      "jul", "aug", "sep", "oct", "nov", "dec" };
static const char *const days[] = { "thu", "fri", "sat", "sun", "mon", "tue", "wed" };
static const char *const long_days[] = { "thursday", "friday",  "saturday", "sunday",
                                         "monday",   "tuesday", "wednesday" };

static void dates_in_three_forms(void **state)
{
    static const struct {
        const char *text;
        uint32_t seconds;
    } rows[] = {
        /* RFC 9110 section 5.6.7 */
        { "sun, 06 nov 1994 08:49:37 gmt", 784111777 },
        { "sunday, 06-nov-94 08:49:37 gmt", 784111777 },
        { "sun nov  6 08:49:37 1994", 784111777 },
        { "thu, 01 jan 1970 00:00:00 gmt", 0 },
        { "tue, 19 jan 2038 03:14:08 gmt", UINT32_C(0x80000000) },
        { "thu, 31 dec 2105 23:59:59 gmt", UINT32_C(4291747199) },
        { "tue, 29 feb 2000 12:00:00 gmt", 951825600 },
        { "sun feb 29 12:00:00 2004", 1078056000 },
        { "thursday, 01-jan-70 00:00:00 gmt", 0 },
        { "tuesday, 31-dec-69 23:59:59 gmt", UINT32_C(3155759999) }, /* of 2069 */
        { "wed, 31 dec 2008 23:59:60 gmt", 1230768000 },             /* a leap second */
        { "sat nov 16 08:49:37 1994", 784975777 },
        { "sun nov 06 08:49:37 1994", 784111777 },
        { "mon, 06 nov 1994 08:49:37 gmt", 784111777 }, /* the name of the day is not used */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint32_t seconds = 1;
        CHECK(quatrix_http_date(rows[i].text, &seconds), "%s", rows[i].text);
        CHECK(seconds == rows[i].seconds, "%s: %u", rows[i].text, (unsigned)seconds);
    }
}

static void what_is_no_date_is_refused(void **state)
{
    static const char *const rows[] = {
        "",
        " ",
        "0",
        "120",
        "soon",
        "sun",
        "sun,",
        "sun, ",
        "sunday",
        "sun nov",
        "sun, 06 nov 1994 08:49:37",
        "sun, 06 nov 1994 08:49:37 ",
        "sun, 06 nov 1994 08:49:37 gm",
        "sun, 06 nov 1994 08:49:37 gmt ",
        "sun, 06 nov 1994 08:49:37 gmtx",
        "sun, 06 nov 1994 08:49:37 utc",
        "sun, 06 nov 1994 08:49:37 +0000",
        " sun, 06 nov 1994 08:49:37 gmt",
        "sun,06 nov 1994 08:49:37 gmt",
        "sun, 6 nov 1994 08:49:37 gmt",
        "sun,  6 nov 1994 08:49:37 gmt",
        "sun, 006 nov 1994 08:49:37 gmt",
        "sun, 06  nov 1994 08:49:37 gmt",
        "sun, 06 nov 94 08:49:37 gmt",
        "sun, 06 nov 01994 08:49:37 gmt",
        "sun, 06 nov 1994 8:49:37 gmt",
        "sun, 06 nov 1994 08.49.37 gmt",
        "sun, 06 nov 1994 08:49 gmt",
        "sun, 06 nov 1994 08:49: gmt",
        "sun, 06 nov 1994 -8:49:37 gmt",
        "sun, 06 nov 1994 24:00:00 gmt",
        "sun, 06 nov 1994 08:60:37 gmt",
        "sun, 06 nov 1994 08:49:61 gmt",
        "sun, 00 nov 1994 08:49:37 gmt",
        "sun, 31 nov 1994 08:49:37 gmt",
        "sun, 32 dec 1994 08:49:37 gmt",
        "sun, 29 feb 1994 08:49:37 gmt",
        "sun, 30 feb 1996 08:49:37 gmt",
        "sun, 29 feb 2100 08:49:37 gmt",
        "sun, 06 nov 1969 08:49:37 gmt",
        "fri, 01 jan 2106 00:00:00 gmt",
        "sun, 06 nov 9999 08:49:37 gmt",
        "xxx, 06 nov 1994 08:49:37 gmt",
        "sun, 06 xxx 1994 08:49:37 gmt",
        "su, 06 nov 1994 08:49:37 gmt",
        "unm, 06 nov 1994 08:49:37 gmt",
        "sun, 06 anf 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "sunday, 06-nov-1994 08:49:37 gmt",
        "sunday, 06-nov-9 08:49:37 gmt",
        "sunday, 06-nov-94 08:49:37",
        "sunday, 06 nov-94 08:49:37 gmt",
        "sun nov 6 08:49:37 1994",
        "sun nov   6 08:49:37 1994",
        "sun nov  16 08:49:37 1994",
        "sun nov  6 08:49:37 1994 gmt",
        "sun nov  6 08:49:37",
        "sun nov  6 08:49:37 94",
        "1994-11-06t08:49:37z",
        "784111777",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint32_t seconds = 12345;
        size_t len = strlen(rows[i]) + 1;
        char *copy = (char *)unit_copy(rows[i], len);
        CHECK(!quatrix_http_date(copy, &seconds), "'%s'", rows[i]);
        CHECK(seconds == 12345, "'%s'", rows[i]);
        free(copy);
    }
}

/* Each day there is, counted up from the first. */
static void every_day_has_its_number(void **state)
{
    static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    uint32_t day = 0;

    (void)state;
    for (unsigned year = 1970; year < 2106; year++) {
        for (unsigned month = 0; month < 12; month++) {
            bool leap = month == 1 && year % 4 == 0 && year != 2100;
            for (unsigned date = 1; date <= lengths[month] + (leap ? 1U : 0U); date++, day++) {
                uint32_t second = day * 7919 % 86400;
                uint32_t seconds[3] = { 1, 1, 1 };
                char time[16];
                char text[48];
                (void)snprintf(time, sizeof time, "%02u:%02u:%02u", (unsigned)(second / 3600),
                               (unsigned)(second / 60 % 60), (unsigned)(second % 60));
                (void)snprintf(text, sizeof text, "%s, %02u %s %u %s gmt", days[day % 7], date,
                               months[month], year, time);
                CHECK(quatrix_http_date(text, &seconds[0]), "%s", text);
                (void)snprintf(text, sizeof text, "%s %s %2u %s %u", days[day % 7], months[month],
                               date, time, year);
                CHECK(quatrix_http_date(text, &seconds[1]), "%s", text);
                (void)snprintf(text, sizeof text, "%s, %02u-%s-%02u %s gmt", long_days[day % 7],
                               date, months[month], year % 100, time);
                CHECK(quatrix_http_date(text, &seconds[2]), "%s", text);
                CHECK(seconds[0] == day * 86400 + second, "%s: %u", text, (unsigned)seconds[0]);
                CHECK(seconds[1] == seconds[0], "%s: %u", text, (unsigned)seconds[1]);
                CHECK((seconds[2] == seconds[0]) == (year < 2070), "%s: %u", text,
                      (unsigned)seconds[2]);
            }
        }
    }
    assert_int_equal(49673, day);
}

/* Whatever is done to it, a date is read within its bounds. */
static void damaged_dates_do_no_damage(void **state)
{
    static const char *const good[] = { "sun, 06 nov 1994 08:49:37 gmt",
                                        "sunday, 06-nov-94 08:49:37 gmt",
                                        "sun nov  6 08:49:37 1994" };
    uint32_t seed = 7;

    (void)state;
    for (unsigned i = 0; i < 30000; i++) {
        char text[64];
        size_t len = strlen(good[i % COUNT(good)]);
        uint32_t seconds = 0;
        char *copy;
        memcpy(text, good[i % COUNT(good)], len);
        unit_mutate(&seed, "sun, 0:9-gmtvZ", text, &len);
        copy = (char *)unit_copy(text, len + 1);
        copy[len] = 0;
        (void)quatrix_http_date(copy, &seconds);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_in_three_forms),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(every_day_has_its_number),
        cmocka_unit_test(damaged_dates_do_no_damage),
    };

    return cmocka_run_group_tests_name("http/date", tests, NULL, NULL);
}
