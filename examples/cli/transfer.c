/* SPDX-License-Identifier: MIT */
#include "transfer.h"
#include "failure.h"
#include "message.h"
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

void transfer_begin(struct transfer *transfer, struct cli *cli)
{
    memset(transfer, 0, sizeof *transfer);
    transfer->cli = cli;
    transfer->fd = -1;
    transfer->state.fd = -1;
    transfer->digests = option_set(&cli->options, OPTION_SHA256);
    quatrix_sha256_init(&transfer->sha256);
    progress_begin(&transfer->progress, cli);
}

int32_t transfer_read(void *ctx, uint64_t offset, uint8_t *buf, size_t size)
{
    struct transfer *transfer = ctx;
    ssize_t got;

    do {
        got = pread(transfer->fd, buf, size, (off_t)offset);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        return (int32_t)got;
    }
    message("%s: %s", transfer->cli->what,
            got < 0 ? strerror(errno) : "the file has become shorter while it was read");
    transfer->result = CLI_FILE;
    return -1;
}

int transfer_failed(struct transfer *transfer, enum quatrix_status status)
{
    return transfer->result != CLI_OK ? transfer->result
                                      : failure_report(transfer->cli, transfer->cli->what, status);
}

void transfer_tell_resumable(const struct transfer *transfer, uint64_t done, uint64_t total)
{
    message("%s: %" PRIu64 " of %" PRIu64 " bytes are done; the same command goes on from there",
            transfer->cli->what, done, total);
}

/* The report */

#define NAME_SHOWN 1023

struct report {
    uint64_t present;
    uint64_t truncated;
    char file[NAME_SHOWN + 1];
    struct quatrix_id id;
    int64_t bytes;
    char sha256[2 * QUATRIX_SHA256_SIZE + 1];
};

enum { REPORT_FILE, REPORT_ID, REPORT_BYTES, REPORT_SHA256 };

static const struct cli_row report_rows[] = {
    [REPORT_FILE] = CLI_ROW_TEXT(struct report, file),
    [REPORT_ID] = CLI_ROW_TEXT(struct report, id),
    [REPORT_BYTES] = CLI_ROW_INT(struct report, bytes),
    [REPORT_SHA256] = CLI_ROW_TEXT(struct report, sha256),
};
static const struct cli_model report_model = CLI_MODEL(struct report, report_rows);

static int put_digest(struct transfer *transfer, struct report *report)
{
    uint8_t hash[QUATRIX_SHA256_SIZE];

    if (!transfer->digests) {
        return CLI_OK;
    }
    if (quatrix_sha256_finish(&transfer->sha256, hash) != QUATRIX_OK) {
        message("%s: the SHA-256 could not be computed", transfer->cli->what);
        return CLI_DEFECT;
    }
    for (size_t i = 0; i < sizeof hash; i++) {
        (void)snprintf(report->sha256 + 2 * i, 3, "%02x", hash[i]);
    }
    report->present |= QUATRIX_BIT(REPORT_SHA256);
    return CLI_OK;
}

int transfer_report(struct transfer *transfer, const char *file, const char *id, uint64_t bytes)
{
    struct report report;
    struct output out = transfer->cli->out;
    size_t len = strlen(file);
    int result;

    memset(&report, 0, sizeof report);
    report.present = QUATRIX_BIT(REPORT_FILE) | QUATRIX_BIT(REPORT_BYTES);
    report.truncated = len > NAME_SHOWN ? QUATRIX_BIT(REPORT_FILE) : 0;
    memcpy(report.file, file, len > NAME_SHOWN ? NAME_SHOWN : len);
    report.bytes = (int64_t)bytes;
    if (id != NULL) {
        report.present |= QUATRIX_BIT(REPORT_ID);
        memcpy(report.id.text, id, strlen(id));
    }
    result = put_digest(transfer, &report);
    if (transfer->fd == STDOUT_FILENO) { /* the bytes are there already */
        report.present &= QUATRIX_BIT(REPORT_SHA256);
        out.file = stderr;
    }
    if (report.present != 0) {
        output_reply(&out, &report_model, &report);
    }
    return result;
}
