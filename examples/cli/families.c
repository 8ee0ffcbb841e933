/* SPDX-License-Identifier: MIT */
/* The one list of families. */
#include "table.h"
#include <string.h>

const struct cli_family *const cli_families[] = { &cli_family_profile,
                                                  &cli_family_session,
                                                  &cli_family_file,
                                                  &cli_family_upload,
                                                  &cli_family_user,
                                                  &cli_family_api_key,
                                                  &cli_family_account,
                                                  &cli_family_languages,
                                                  &cli_family_check,
                                                  &cli_family_completion,
                                                  NULL };

const struct cli_family *cli_find_family(const char *name)
{
    for (size_t i = 0; cli_families[i] != NULL; i++) {
        if (strcmp(cli_families[i]->name, name) == 0) {
            return cli_families[i];
        }
    }
    return NULL;
}

const struct cli_operation *cli_find_operation(const struct cli_family *family, const char *name)
{
    for (size_t i = 0; i < family->count; i++) {
        if (strcmp(family->operations[i].name, name) == 0) {
            return &family->operations[i];
        }
    }
    return NULL;
}
