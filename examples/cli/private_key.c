/* SPDX-License-Identifier: MIT */
/* The file is opened before the call: a server may show a key once only. */
#include "private_key.h"
#include "connection.h"
#include "failure.h"
#include "message.h"
#include "outfile.h"
#include <string.h>

static int write_key(struct cli *cli, struct outfile *file, size_t member)
{
    const char *key = (const char *)cli->reply.bytes + cli->operation->reply->rows[member].offset;
    uint64_t present;
    int result;

    memcpy(&present, cli->reply.bytes, sizeof present);
    if (!quatrix_has(present, (unsigned)member)) {
        message("%s: the server has sent no key; %s is not written", cli->what, file->name);
        return outfile_close(file, CLI_REPLY);
    }
    result = outfile_write(file, (const uint8_t *)key, strlen(key));
    result = result == CLI_OK ? outfile_write(file, (const uint8_t *)"\n", 1) : result;
    return outfile_close(file, result);
}

static enum quatrix_status call(struct cli *cli)
{
    return connection_wait(
        cli, cli->operation->start(&cli->client, cli->request.bytes, cli->reply.bytes));
}

static int run_to_file(struct cli *cli, size_t member, const struct cli_model *hidden)
{
    const char *name = cli->options.value[OPTION_KEY_FILE];
    struct outfile file;
    enum quatrix_status status;
    int result = outfile_check(name);

    result = result == CLI_OK ? outfile_open(&file, name) : result;
    if (result != CLI_OK) {
        return result;
    }
    status = call(cli);
    if (status != QUATRIX_OK) {
        return outfile_close(&file, failure_report(cli, cli->what, status));
    }
    result = write_key(cli, &file, member);
    output_reply(&cli->out, hidden,
                 cli->reply.bytes); /* says what there is now, also after an error */
    return result;
}

int private_key_run(struct cli *cli, size_t member, const struct cli_model *hidden)
{
    enum quatrix_status status;

    if (option_set(&cli->options, OPTION_KEY_FILE)) {
        return run_to_file(cli, member, hidden);
    }
    status = call(cli);
    if (status != QUATRIX_OK) {
        return failure_report(cli, cli->what, status);
    }
    output_reply(&cli->out, cli->operation->reply, cli->reply.bytes);
    return CLI_OK;
}
