/* SPDX-License-Identifier: MIT */
/* Tests fork, and their children end by _exit(): what those have counted must be written as well. */
#include <unistd.h>

void __gcov_dump(void);
void __real__exit(int status);
void __wrap__exit(int status);

void __wrap__exit(int status)
{
    __gcov_dump();
    __real__exit(status);
}
