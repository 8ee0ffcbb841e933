/* SPDX-License-Identifier: MIT */
/* Family "check". */
#include "cli.h"
#include <quatrix/check.h>

struct ping {
    uint64_t present;
    const char *api_key;
};

static const struct cli_argument ping_arguments[] = {
    { .name = "api_key",
      .kind = CLI_ARG_SECRET,
      .offset = offsetof(struct ping, api_key),
      .secret = SECRET_API_KEY,
      .help = "sent in the address, where servers may log it" },
};

static const struct cli_row ping_rows[QUATRIX_CHECK_PING_MEMBERS] = {
    [QUATRIX_CHECK_PING_RESPONSE] = CLI_ROW_TEXT(struct quatrix_check_ping_reply, response),
};
static const struct cli_model ping_model = CLI_MODEL(struct quatrix_check_ping_reply, ping_rows);

static enum quatrix_status start_ping(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    const struct ping *ping = request;

    return quatrix_check_ping_start(client, ping->api_key, reply);
}

static const struct cli_operation operations[] = {
    { .name = "ping",
      .summary = "ask whether the service answers",
      .note = "of old descriptions: account metadata asks as much",
      .auth = CLI_AUTH_NONE,
      .arguments = ping_arguments,
      .argument_count = CLI_COUNT(ping_arguments),
      .reply = &ping_model,
      .start = start_ping },
};

const struct cli_family cli_family_check = { .name = "check",
                                             .summary = "is the service there?",
                                             .operations = operations,
                                             .count = CLI_COUNT(operations) };
