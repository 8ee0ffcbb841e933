/* SPDX-License-Identifier: MIT */
#include <quatrix/model.h>

#include "unit/unit.h"

static void exactly_the_bytes_named_are_wiped(void **state)
{
    (void)state;
    for (size_t at = 0; at < 20; at++) {
        for (size_t len = 0; len < 20; len++) {
            uint8_t memory[48];
            memset(memory, 0xA5, sizeof memory);
            quatrix_wipe(memory + at, len);
            for (size_t i = 0; i < sizeof memory; i++) {
                assert_int_equal(i >= at && i < at + len ? 0 : 0xA5, memory[i]);
            }
        }
    }
}

static void nothing_is_harmless(void **state)
{
    uint8_t byte = 0xA5;

    (void)state;
    quatrix_wipe(NULL, 0);
    quatrix_wipe(NULL, 5);
    quatrix_wipe(&byte, 0);
    assert_int_equal(0xA5, byte);
}

/* The secret dies here: a compiler that saw memset() would leave it out. */
#if defined(__GNUC__)
__attribute__((noinline))
#endif
static const volatile uint8_t *
use_and_wipe(void)
{
    static volatile uint8_t *leaked;
    uint8_t secret[64];

    for (size_t i = 0; i < sizeof secret; i++) {
        secret[i] = (uint8_t)(i + 1);
    }
    leaked = secret;
    quatrix_wipe(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++) {
        assert_int_equal(0, leaked[i]);
    }
    leaked = NULL;
    return leaked;
}

static void memory_on_a_stack_is_wiped(void **state)
{
    (void)state;
    assert_null(use_and_wipe());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exactly_the_bytes_named_are_wiped),
        cmocka_unit_test(nothing_is_harmless),
        cmocka_unit_test(memory_on_a_stack_is_wiped),
    };

    return cmocka_run_group_tests_name("base/wipe", tests, NULL, NULL);
}
