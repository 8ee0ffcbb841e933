/* SPDX-License-Identifier: MIT */
/* Programs that must fail: by an assertion, by a fault, by a stack that overflows. */
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#if defined(CONTROL_ASSERTION)
static void harm(void)
{
    fail_msg("as it should");
}
#elif defined(CONTROL_FAULT)
static void harm(void)
{
    *(volatile int *)0x1FFFFFFC = 1; /* below RAM */
}
#else
static void harm(void)
{
    char block[QUATRIX_STACK];

    memset(block, 1, sizeof block);
    puts(block + sizeof block - 1);
}
#endif

static void this_one_fails(void **state)
{
    (void)state;
    puts("this one fails");
    harm();
}

int main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(this_one_fails) };

    return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
