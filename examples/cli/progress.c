/* SPDX-License-Identifier: MIT */
/* "  43 % [#########            ]  12.3 MB   1.2 MB/s  0:12 left" */
#include "progress.h"
#include <inttypes.h>
#include <quatrix/transfer.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define EACH_MS  200 /* so often the bar is drawn */
#define BAR_MAX  40
#define BESIDE   52               /* columns that are not the bar */
#define COLUMNS  80               /* where the terminal does not say */
#define LEFT_MAX UINT64_C(360000) /* seconds; more is not worth telling */

static uint64_t now_ms(void)
{
    struct timespec now = { 0, 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000) + (uint64_t)now.tv_nsec / 1000000;
}

static unsigned columns(void)
{
    struct winsize size;

    memset(&size, 0, sizeof size);
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS;
}

void progress_begin(struct progress *progress, const struct cli *cli)
{
    memset(progress, 0, sizeof *progress);
    progress->shown = isatty(STDERR_FILENO) != 0 && !option_set(&cli->options, OPTION_QUIET) &&
                      !option_set(&cli->options, OPTION_TRACE);
    progress->when = now_ms();
}

/* "12.3 MB", in thousands as disks and networks count. */
static void put_bytes(char *text, size_t size, uint64_t bytes, const char *per)
{
    static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
    size_t unit = 0;
    uint64_t tenths = bytes;

    for (; tenths >= (unit == 0 ? 1000U : 10000U); unit++) {
        tenths /= unit == 0 ? 100U : 1000U;
    }
    if (unit == 0) {
        (void)snprintf(text, size, "%" PRIu64 " B%s", bytes, per);
    } else {
        (void)snprintf(text, size, "%" PRIu64 ".%" PRIu64 " %s%s", tenths / 10, tenths % 10,
                       units[unit], per);
    }
}

static void put_left(char *text, size_t size, uint64_t bytes, uint64_t rate)
{
    uint64_t seconds = rate > 0 ? bytes / rate : LEFT_MAX;

    text[0] = '\0';
    if (seconds >= LEFT_MAX) {
        return;
    }
    if (seconds >= 3600) {
        (void)snprintf(text, size, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64 " left", seconds / 3600,
                       seconds / 60 % 60, seconds % 60);
    } else {
        (void)snprintf(text, size, "%" PRIu64 ":%02" PRIu64 " left", seconds / 60, seconds % 60);
    }
}

/* Tenths of what is done, without a multiplication that could overflow. */
static unsigned share(uint64_t done, uint64_t total, unsigned of)
{
    if (total == 0 || done >= total) {
        return of;
    }
    return (unsigned)(total < UINT64_MAX / 1000 ? done * of / total : done / (total / of));
}

static void draw_bar(uint64_t done, uint64_t total)
{
    unsigned width = columns() > BESIDE ? columns() - BESIDE : 0;
    unsigned filled;

    width = width < BAR_MAX ? width : BAR_MAX;
    (void)fprintf(stderr, "%3u %%", share(done, total, 100));
    if (width < 4) {
        return;
    }
    filled = share(done, total, width);
    (void)fputs(" [", stderr);
    for (unsigned i = 0; i < width; i++) {
        (void)fputc(i < filled ? '#' : ' ', stderr);
    }
    (void)fputc(']', stderr);
}

static void draw(struct progress *progress, uint64_t done, uint64_t total)
{
    char bytes[32];
    char rate[32] = "";
    char left[32] = "";

    put_bytes(bytes, sizeof bytes, done, "");
    if (progress->measured) {
        put_bytes(rate, sizeof rate, progress->rate, "/s");
    }
    (void)fputc('\r', stderr);
    if (total != QUATRIX_SIZE_UNKNOWN) {
        draw_bar(done, total);
        if (progress->measured && done < total) {
            put_left(left, sizeof left, total - done, progress->rate);
        }
    }
    (void)fprintf(stderr, " %9s %11s %s\033[K", bytes, rate, left);
    (void)fflush(stderr);
    progress->drawn = true;
}

/* The newest counts for a quarter. */
static void measure(struct progress *progress, uint64_t now, uint64_t done)
{
    uint64_t passed = now - progress->when;
    uint64_t bytes = done > progress->before ? done - progress->before : 0;
    uint64_t rate = passed > 0 ? bytes * 1000 / passed : 0;

    progress->rate = progress->measured ? (progress->rate * 3 + rate) / 4 : rate;
    progress->measured = true;
    progress->when = now;
    progress->before = done;
}

void progress_show(struct progress *progress, uint64_t done, uint64_t total)
{
    uint64_t now;

    if (!progress->shown) {
        return;
    }
    now = now_ms();
    if (!progress->drawn && !progress->measured) { /* what was done before does not count */
        progress->before = progress->before == 0 ? done : progress->before;
        draw(progress, done, total);
    } else if (now - progress->when >= EACH_MS) {
        measure(progress, now, done);
        draw(progress, done, total);
    }
}

void progress_end(struct progress *progress, uint64_t done, uint64_t total)
{
    if (progress->drawn) {
        draw(progress, done, total);
        (void)fputc('\n', stderr);
        progress->drawn = false;
    }
}
