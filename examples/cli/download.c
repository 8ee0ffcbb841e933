/* SPDX-License-Identifier: MIT */
/* Blocks go out by write(2), as the buffers of stdio could not be wiped: a QR image is a secret. */
#include "download.h"
#include "connection.h"
#include "failure.h"
#include "message.h"
#include "outfile.h"
#include <errno.h>
#include <quatrix/image.h>
#include <string.h>
#include <unistd.h>

#define NAME_SHOWN 255

struct download_report {
    uint64_t present;
    uint64_t truncated;
    char file[NAME_SHOWN + 1];
    char content_type[QUATRIX_HEADER_MAX + 1];
    int64_t bytes;
};

enum { REPORT_FILE, REPORT_CONTENT_TYPE, REPORT_BYTES };

static const struct cli_row report_rows[] = {
    [REPORT_FILE] = CLI_ROW_TEXT(struct download_report, file),
    [REPORT_CONTENT_TYPE] = CLI_ROW_TEXT(struct download_report, content_type),
    [REPORT_BYTES] = CLI_ROW_INT(struct download_report, bytes),
};
static const struct cli_model report_model = CLI_MODEL(struct download_report, report_rows);

/* Name of the file, or NULL for standard output. */
static const char *out_name(const struct cli *cli)
{
    const char *name = cli->options.value[OPTION_OUT];

    return name != NULL && strcmp(name, "-") == 0 ? NULL : name;
}

int download_check(const struct cli *cli)
{
    if (!option_set(&cli->options, OPTION_OUT) && isatty(STDOUT_FILENO) != 0) {
        message("the reply is no text: give --out FILE, or --out - to have it on the terminal");
        return CLI_USAGE;
    }
    return out_name(cli) != NULL ? outfile_check(out_name(cli)) : CLI_OK;
}

static int refuse(struct cli *cli, enum quatrix_status status)
{
    message("%s: %s [%s, body]", cli->what, quatrix_status_text(status),
            quatrix_status_name(status));
    return CLI_REPLY;
}

/* All blocks of the reply to the file. */
static int copy(struct cli *cli, struct outfile *file, struct quatrix_image *image)
{
    uint8_t block[1024];
    size_t len;
    int result = CLI_OK;
    enum quatrix_status status = QUATRIX_OK;

    while (result == CLI_OK) {
        status = connection_read(cli, block, sizeof block, &len);
        if (status != QUATRIX_OK) {
            break;
        }
        status = image != NULL ? quatrix_image_decode(image, block, &len) : QUATRIX_OK;
        result = status == QUATRIX_OK ? outfile_write(file, block, len) : refuse(cli, status);
    }
    quatrix_wipe(block, sizeof block);
    if (result != CLI_OK) {
        (void)quatrix_cancel(&cli->client);
        return result;
    }
    if (status != QUATRIX_END) {
        return failure_report(cli, cli->what, status);
    }
    status = image != NULL ? quatrix_image_finish(image) : QUATRIX_OK;
    return status == QUATRIX_OK ? CLI_OK : refuse(cli, status);
}

static void copy_text(char *to, size_t size, const char *from, bool *cut)
{
    size_t len = strlen(from);

    *cut = len >= size;
    len = *cut ? size - 1 : len;
    memcpy(to, from, len);
    to[len] = '\0';
}

static void print_report(const struct cli *cli, int64_t bytes)
{
    struct download_report report;
    const char *type = quatrix_client_content_type(&cli->client);
    bool cut;

    memset(&report, 0, sizeof report);
    report.present = QUATRIX_BIT(REPORT_FILE) | QUATRIX_BIT(REPORT_BYTES);
    report.bytes = bytes;
    copy_text(report.content_type, sizeof report.content_type, type, &cut);
    if (report.content_type[0] != '\0') {
        report.present |= QUATRIX_BIT(REPORT_CONTENT_TYPE);
    }
    copy_text(report.file, sizeof report.file, out_name(cli), &cut);
    report.truncated = cut ? QUATRIX_BIT(REPORT_FILE) : 0;
    output_reply(&cli->out, &report_model, &report);
}

static int store(struct cli *cli, struct quatrix_image *image)
{
    struct outfile file;
    int result = outfile_open(&file, out_name(cli));

    if (result != CLI_OK) {
        (void)quatrix_cancel(&cli->client);
        return result;
    }
    result = copy(cli, &file, image);
    result = outfile_close(&file, result);
    if (result == CLI_OK && out_name(cli) != NULL) {
        print_report(cli, file.bytes);
    }
    return result;
}

int download_run(struct cli *cli)
{
    const struct cli_operation *operation = cli->operation;
    struct quatrix_image image = { 0 };
    bool decode = operation->form == CLI_FORM_IMAGE && !option_set(&cli->options, OPTION_RAW);
    enum quatrix_status status = operation->start(&cli->client, cli->request.bytes, NULL);
    int result;

    status = connection_wait(cli, status);
    if (status != QUATRIX_READY) {
        return failure_report(cli, cli->what, status);
    }
    result = store(cli, decode ? &image : NULL);
    quatrix_wipe(&image, sizeof image);
    return result;
}
