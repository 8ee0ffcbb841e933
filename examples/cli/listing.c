/* SPDX-License-Identifier: MIT */
/* One element lies in memory at a time, in cli->reply. */
#include "listing.h"
#include "connection.h"
#include "failure.h"

static void show_element(const struct cli *cli, const void *element)
{
    output_element(&cli->out, cli->operation, element);
}

int listing_elements(struct cli *cli, enum quatrix_status status,
                     void (*show)(const struct cli *cli, const void *element))
{
    int result = CLI_OK;

    status = connection_wait(cli, status);
    if (status != QUATRIX_READY) {
        return failure_report(cli, cli->what, status);
    }
    while ((status = connection_next(cli)) == QUATRIX_OK || status == QUATRIX_SKIPPED) {
        if (status == QUATRIX_SKIPPED) {
            result = failure_skipped(cli);
        } else {
            (show != NULL ? show : show_element)(cli, cli->reply.bytes);
        }
        if (ferror(cli->out.file) != 0) { /* nobody reads on; output_finish() says so */
            (void)quatrix_cancel(&cli->client);
            return result;
        }
    }
    if (status != QUATRIX_END) {
        return failure_report(cli, cli->what, status);
    }
    if (cli->operation->around != NULL) {
        output_around(&cli->out, cli->operation->around,
                      cli->reply.bytes + cli->operation->around_offset);
    }
    return result;
}

int listing_run(struct cli *cli)
{
    return listing_elements(
        cli, cli->operation->start(&cli->client, cli->request.bytes, cli->reply.bytes), NULL);
}
