/* SPDX-License-Identifier: MIT */
#include "call/backoff.h"

#include "unit/unit.h"

/* A transport that has random bytes and nothing else. */
struct source {
    struct quatrix_transport transport; /* first */
    uint32_t number;                    /* what the next bytes are, from the least */
    bool fails;
};

static bool give(struct quatrix_transport *t, uint8_t *buf, size_t len)
{
    struct source *source = (struct source *)(void *)t;

    assert_int_equal(sizeof source->number, len);
    memcpy(buf, &source->number, len);
    return !source->fails;
}

static const struct quatrix_transport_ops ops = { .entropy = give };

static uint32_t pause_ms(const struct quatrix_retry *retry, unsigned failed, uint32_t retry_after_s,
                         uint32_t number)
{
    struct source source = { { &ops, 0, 0 }, number, false };

    return quatrix_backoff_ms(retry, failed, retry_after_s, &source.transport);
}

/* Lengths double up to the cap; a pause lies between half of it and the whole. */
static void pauses_double_up_to_the_cap(void **state)
{
    static const struct {
        struct quatrix_retry retry;
        unsigned failed;
        uint32_t length;
    } rows[] = {
        { { 0 }, 1, 500 },
        { { 0 }, 2, 1000 },
        { { 0 }, 3, 2000 },
        { { .attempts = 255 }, 5, 8000 },
        { { .attempts = 255 }, 254, 8000 },
        { { .attempts = 9, .first_ms = 10, .cap_ms = 35 }, 2, 20 },
        { { .attempts = 9, .first_ms = 10, .cap_ms = 35 }, 3, 35 },
        { { .attempts = 9, .first_ms = 35, .cap_ms = 35 }, 1, 35 },
        { { .attempts = 9, .first_ms = 9000 }, 1, 8000 },
        { { .attempts = 9, .first_ms = 1, .cap_ms = 1 }, 8, 1 },
        { { .attempts = 255, .first_ms = 1, .cap_ms = UINT32_C(1) << 30 }, 31, UINT32_C(1) << 30 },
        { { .attempts = 255, .first_ms = 3, .cap_ms = UINT32_C(1) << 30 }, 254, UINT32_C(1) << 30 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint32_t length = rows[i].length;
        uint32_t least = pause_ms(&rows[i].retry, rows[i].failed, 0, 0);
        uint32_t most = pause_ms(&rows[i].retry, rows[i].failed, 0, UINT32_MAX);
        CHECK(least == length / 2, "row %zu: %u", i, (unsigned)least);
        CHECK(most == length, "row %zu: %u", i, (unsigned)most);
    }
}

static void every_pause_between_the_bounds_occurs(void **state)
{
    static const struct quatrix_retry retry = { .first_ms = 20, .cap_ms = 20 };
    bool seen[21] = { false };
    uint32_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 2000; i++) {
        uint32_t number = unit_random(&seed, 1U << 16) << 16 | unit_random(&seed, 1U << 16);
        uint32_t pause = pause_ms(&retry, 1, 0, number);
        CHECK(pause >= 10 && pause <= 20, "%u", (unsigned)pause);
        seen[pause] = true;
    }
    for (size_t i = 10; i <= 20; i++) {
        CHECK(seen[i], "never %zu", i);
    }
}

static void without_random_bytes_the_pause_is_the_longest(void **state)
{
    static const struct quatrix_retry retry = { 0 };
    struct source source = { { &ops, 0, 0 }, 0, true };

    (void)state;
    assert_int_equal(500, quatrix_backoff_ms(&retry, 1, 0, &source.transport));
    assert_int_equal(2250, quatrix_backoff_ms(&retry, 1, 2, &source.transport));
}

/* Never earlier than the server said, and not all at the same moment. */
static void what_the_server_asks_for_is_the_least(void **state)
{
    static const struct quatrix_retry retry = { .attempts = 9 };

    (void)state;
    assert_int_equal(1000, pause_ms(&retry, 1, 1, 0));
    assert_int_equal(1250, pause_ms(&retry, 1, 1, UINT32_MAX));
    assert_int_equal(4000, pause_ms(&retry, 5, 1, 0)); /* the pause is longer anyway */
    assert_int_equal(8000, pause_ms(&retry, 5, 1, UINT32_MAX));
    assert_int_equal(60000, pause_ms(&retry, 1, 60, 0));
    assert_int_equal(64000, pause_ms(&retry, 5, 60, UINT32_MAX));
}

static void what_is_asked_for_has_a_limit(void **state)
{
    static const struct quatrix_retry retry = { 0 };
    static const struct quatrix_retry patient = { .retry_after_max_s = UINT32_C(1) << 20,
                                                  .first_ms = UINT32_C(1) << 30,
                                                  .cap_ms = UINT32_C(1) << 30 };

    (void)state;
    assert_int_equal(QUATRIX_BACKOFF_NONE, pause_ms(&retry, 1, 61, 0));
    assert_int_equal(QUATRIX_BACKOFF_NONE, pause_ms(&retry, 1, UINT32_MAX, 0));
    assert_int_equal(1048576000, pause_ms(&patient, 1, UINT32_C(1) << 20, 0));
    assert_true(pause_ms(&patient, 1, UINT32_C(1) << 20, UINT32_MAX) < UINT32_C(1) << 31);
    assert_int_equal(QUATRIX_BACKOFF_NONE, pause_ms(&patient, 1, (UINT32_C(1) << 20) + 1, 0));
}

static void attempts_come_to_an_end(void **state)
{
    (void)state;
    for (unsigned attempts = 0; attempts < 256; attempts++) {
        struct quatrix_retry retry = { .attempts = (uint8_t)attempts };
        unsigned most = attempts == 0 ? 4 : attempts;
        for (unsigned failed = 1; failed < 300; failed++) {
            bool none = pause_ms(&retry, failed, 0, 0) == QUATRIX_BACKOFF_NONE;
            CHECK(none == (failed >= most), "%u of %u", failed, attempts);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_double_up_to_the_cap),
        cmocka_unit_test(every_pause_between_the_bounds_occurs),
        cmocka_unit_test(without_random_bytes_the_pause_is_the_longest),
        cmocka_unit_test(what_the_server_asks_for_is_the_least),
        cmocka_unit_test(what_is_asked_for_has_a_limit),
        cmocka_unit_test(attempts_come_to_an_end),
    };

    return cmocka_run_group_tests_name("call/backoff", tests, NULL, NULL);
}
