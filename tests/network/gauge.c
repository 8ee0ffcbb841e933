/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* mallinfo2() */
#include "gauge.h"

#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE       4096
#define STACK_SIZE (256 * 1024)
#define UNTOUCHED  0xA5

static uint8_t *stack;

#ifdef __SANITIZE_ADDRESS__
size_t __sanitizer_get_current_allocated_bytes(void); /* gcc 12 brings no header for it */

static size_t heap_in_use(void)
{
    return __sanitizer_get_current_allocated_bytes();
}
#else
/* Exact only without glibc's caches of freed blocks: GLIBC_TUNABLES=glibc.malloc.tcache_count=0 */
static size_t heap_in_use(void)
{
    const struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}
#endif

static size_t resident(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (file != NULL) {
        if (fscanf(file, "%*u %lu", &pages) != 1) {
            pages = 0;
        }
        (void)fclose(file);
    }
    return pages * PAGE;
}

/* Entries of a folder but for "." and "..". */
static size_t entries(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);

    while (folder != NULL && readdir(folder) != NULL) {
        count++;
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return count < 2 ? 0 : count - 2;
}

static size_t stack_used(void)
{
    size_t free_bytes = 0;

    while (free_bytes < STACK_SIZE && stack[free_bytes] == UNTOUCHED) {
        free_bytes++;
    }
    return STACK_SIZE - free_bytes;
}

struct gauge gauge_read(void)
{
    /* Heap first: reading the rest takes some. */
    const struct gauge now = { .heap = heap_in_use(),
                               .resident = resident(),
                               .descriptors = entries("/proc/self/fd") - 1,
                               .threads = entries("/proc/self/task"),
                               .stack = stack_used() };

    return now;
}

static void *thread(void *run)
{
    void (*function)(void);

    memcpy(&function, run, sizeof function);
    function();
    return NULL;
}

_Bool gauge_run(void (*run)(void))
{
    pthread_attr_t attributes;
    pthread_t id;
    _Bool ran = 0;
    void *memory = NULL;

    if (posix_memalign(&memory, PAGE, STACK_SIZE) != 0 || pthread_attr_init(&attributes) != 0) {
        free(memory);
        return 0;
    }
    stack = memory;
    memset(stack, UNTOUCHED, STACK_SIZE);
    if (pthread_attr_setstack(&attributes, stack, STACK_SIZE) == 0 &&
        pthread_create(&id, &attributes, thread, &run) == 0) {
        ran = pthread_join(id, NULL) == 0;
    }
    (void)pthread_attr_destroy(&attributes);
    free(stack);
    return ran;
}
