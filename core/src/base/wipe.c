/* SPDX-License-Identifier: MIT */
#include <quatrix/model.h>
#include <string.h>

typedef void *fill_function(void *, int, size_t);

static fill_function *const fill = memset;

/* Read through a volatile pointer: no compiler can know that it is memset and leave it out. */
void quatrix_wipe(void *p, size_t len)
{
    fill_function *const volatile *function = &fill;

    if (p != NULL && len > 0) {
        (*function)(p, 0, len);
    }
}
