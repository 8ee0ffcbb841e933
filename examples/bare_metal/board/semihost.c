/* SPDX-License-Identifier: MIT */
/* Arm "Semihosting for AArch32 and AArch64", release 2.0. */
#include "semihost.h"

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_READ = 0x06,
    SYS_TIME = 0x11,
    SYS_EXIT_EXTENDED = 0x20,

    OPEN_READ_BINARY = 1,
    APPLICATION_EXIT = 0x20026
};

static int32_t call(int32_t operation, const void *arguments)
{
    register int32_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = arguments;

    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void semihost_exit(int status)
{
    const uint32_t arguments[] = { APPLICATION_EXIT, (uint32_t)status };

    (void)call(SYS_EXIT_EXTENDED, arguments);
}

uint32_t semihost_time(void)
{
    return (uint32_t)call(SYS_TIME, NULL);
}

bool semihost_random(uint8_t *buf, size_t len)
{
    static const char source[] = "/dev/urandom";
    const uint32_t open[] = { (uint32_t)(uintptr_t)source, OPEN_READ_BINARY, sizeof source - 1 };
    int32_t file = call(SYS_OPEN, open);
    const uint32_t read[] = { (uint32_t)file, (uint32_t)(uintptr_t)buf, (uint32_t)len };
    const uint32_t close[] = { (uint32_t)file };
    int32_t missing = -1;

    if (file >= 0) {
        missing = call(SYS_READ, read);
        (void)call(SYS_CLOSE, close);
    }
    return missing == 0;
}
