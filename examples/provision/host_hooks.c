/* SPDX-License-Identifier: MIT */
#include "host_hooks.h"

#include <stdio.h>
#include <time.h>

static void print(void *ctx, const char *line)
{
    (void)ctx;
    (void)puts(line);
    (void)fflush(stdout); /* whoever reads it through a pipe wants to see it now */
}

static bool load(void *ctx, enum scenario_item item, char *text, size_t size)
{
    return host_store_load(&((struct host *)ctx)->store, item, text, size);
}

static bool save(void *ctx, enum scenario_item item, const char *text)
{
    return host_store_save(&((struct host *)ctx)->store, item, text);
}

static bool image(void *ctx, size_t offset, const uint8_t *png, size_t len)
{
    return host_operator_image(&((struct host *)ctx)->operator_, offset, png, len);
}

static bool image_end(void *ctx)
{
    return host_operator_image_end(&((struct host *)ctx)->operator_);
}

static bool unix_time(void *ctx, int64_t *seconds)
{
    (void)ctx;
    *seconds = (int64_t)time(NULL);
    return *seconds > 0;
}

static void sleep_ms(void *ctx, uint32_t ms)
{
    struct timespec left = { (time_t)(ms / 1000U), (long)(ms % 1000U) * 1000000L };

    (void)ctx;
    while (nanosleep(&left, &left) != 0) {
    }
}

void host_hooks(struct scenario_hooks *hooks, struct host *host, const char *operator_)
{
    host->operator_.store = &host->store;
    host->operator_.program = operator_;
    hooks->ctx = host;
    hooks->print = print;
    hooks->load = load;
    hooks->save = save;
    hooks->image = image;
    hooks->image_end = image_end;
    hooks->unix_time = unix_time;
    hooks->sleep = sleep_ms;
}
