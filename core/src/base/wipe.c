/* SPDX-License-Identifier: MIT */
#include <quatrix/model.h>
#include <string.h>

/* Called through a volatile pointer: no compiler can know that it is memset and leave it out. */
static void *(*const volatile fill)(void *, int, size_t) = memset;

void quatrix_wipe(void *p, size_t len)
{
    if (p != NULL && len > 0) {
        fill(p, 0, len);
    }
}
