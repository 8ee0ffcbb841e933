/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Operations of the family "file" that move bytes: put, get, cat.
 */
#ifndef QUATRIX_CLI_TRANSFER_H
#define QUATRIX_CLI_TRANSFER_H

#include "progress.h"
#include "statefile.h"
#include <quatrix/digest.h>

extern const struct cli_argument cli_put_arguments[2];
extern const struct cli_argument cli_get_arguments[2];
extern const struct cli_argument cli_cat_arguments[1];

/* cli_operation.prepare and .run */
int cli_prepare_put(struct cli *cli, void *request);
int cli_put(struct cli *cli, const void *request);
int cli_get(struct cli *cli, const void *request);
int cli_cat(struct cli *cli, const void *request);

/** What put and get have in common. */
struct transfer {
    struct cli *cli;
    int fd;     /**< Of the file of this machine. */
    int result; /**< An exit status: what a callback has said; else CLI_OK. */
    struct progress progress;
    struct statefile state;
    bool digests;
    struct quatrix_sha256 sha256;
};

/** Zero it and begin. */
void transfer_begin(struct transfer *transfer, struct cli *cli);

/** Read from transfer->fd; the form of both libraries' read(). */
int32_t transfer_read(void *ctx, uint64_t offset, uint8_t *buf, size_t size);

/** Say why a transfer ended, if a callback has not. @return the exit status */
int transfer_failed(struct transfer *transfer, enum quatrix_status status);

/** Say that the same command goes on from there. */
void transfer_tell_resumable(const struct transfer *transfer, uint64_t done, uint64_t total);

/** Print what was moved, and its digest if one was asked for. id may be NULL. */
int transfer_report(struct transfer *transfer, const char *file, const char *id, uint64_t bytes);

#endif
