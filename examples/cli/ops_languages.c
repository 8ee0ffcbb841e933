/* SPDX-License-Identifier: MIT */
/* Family "languages". */
#include "cli.h"
#include <quatrix/languages.h>

#define ROW(kind, member) CLI_ROW_##kind(struct quatrix_language, member)
static const struct cli_row language_rows[QUATRIX_LANGUAGE_MEMBERS] = {
    [QUATRIX_LANGUAGE_ID] = ROW(TEXT, id),
    [QUATRIX_LANGUAGE_NAME] = ROW(TEXT, name),
    [QUATRIX_LANGUAGE_FILENAME] = ROW(TEXT, filename),
};
#undef ROW
static const struct cli_model language_model = CLI_MODEL(struct quatrix_language, language_rows);

static const uint8_t language_columns[] = { QUATRIX_LANGUAGE_ID, QUATRIX_LANGUAGE_NAME };

static enum quatrix_status start_list(struct quatrix_client *client, const void *request,
                                      void *reply)
{
    (void)request;
    return quatrix_languages_list_start(client, reply);
}

static const struct cli_row default_rows[QUATRIX_LANGUAGES_DEFAULT_MEMBERS] = {
    [QUATRIX_LANGUAGES_DEFAULT_ID] = CLI_ROW_TEXT(struct quatrix_languages_default_reply, id),
};
static const struct cli_model default_model =
    CLI_MODEL(struct quatrix_languages_default_reply, default_rows);

static enum quatrix_status start_default(struct quatrix_client *client, const void *request,
                                         void *reply)
{
    (void)request;
    return quatrix_languages_default_start(client, reply);
}

static const struct cli_operation operations[] = {
    { .name = "list",
      .summary = "list the languages of the account",
      .form = CLI_FORM_LIST,
      .reply = &language_model,
      .columns = language_columns,
      .column_count = CLI_COUNT(language_columns),
      .start = start_list },
    { .name = "default",
      .summary = "show the language of those who chose none",
      .auth = CLI_AUTH_NONE,
      .reply = &default_model,
      .start = start_default },
};

const struct cli_family cli_family_languages = { .name = "languages",
                                                 .summary = "what the account can be shown in",
                                                 .operations = operations,
                                                 .count = CLI_COUNT(operations) };
