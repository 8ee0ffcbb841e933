/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "call/call.h"

static const struct quatrix_field tag_members[QUATRIX_SEARCH_TAG_MEMBERS] = {
    [QUATRIX_SEARCH_TAG_TYPE] =
        FIELD_STRING("type", struct quatrix_search_tag, type, 15, QUATRIX_TEXT_ASCII),
    [QUATRIX_SEARCH_TAG_VALUE] = FIELD_STRING("value", struct quatrix_search_tag, value, 500,
                                              QUATRIX_TEXT_CHARS | QUATRIX_TEXT_EMPTY),
};
static const struct quatrix_form tag_form = FORM_OF(struct quatrix_search_tag, tag_members);
static const struct quatrix_form *const tags_subs[] = { &tag_form };

static const struct quatrix_field tags_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] = FIELD_LIST("_and", struct quatrix_search_tags, all, 0),
    [QUATRIX_SEARCH_ANY] = FIELD_LIST("_or", struct quatrix_search_tags, any, 0),
};
static const struct quatrix_form_nest tags_form =
    FORM_NEST(FORM_OF(struct quatrix_search_tags, tags_members), tags_subs);

static const struct quatrix_field names_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] =
        FIELD_STRINGS("_and", struct quatrix_search_names, all, 255, QUATRIX_TEXT_CHARS),
    [QUATRIX_SEARCH_ANY] =
        FIELD_STRINGS("_or", struct quatrix_search_names, any, 255, QUATRIX_TEXT_CHARS),
};
static const struct quatrix_form names_form = FORM_OF(struct quatrix_search_names, names_members);

static const struct quatrix_field times_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] = FIELD_TIMES("_and", struct quatrix_search_times, all),
    [QUATRIX_SEARCH_ANY] = FIELD_TIMES("_or", struct quatrix_search_times, any),
};
static const struct quatrix_form times_form = FORM_OF(struct quatrix_search_times, times_members);

enum { SUB_TAGS, SUB_NAMES, SUB_TIMES };
static const struct quatrix_form *const query_subs[] = {
    [SUB_TAGS] = &tags_form.form,
    [SUB_NAMES] = &names_form,
    [SUB_TIMES] = &times_form,
};

#define Q struct quatrix_search_query
static const struct quatrix_field query_members[QUATRIX_SEARCH_MEMBERS] = {
    [QUATRIX_SEARCH_TAG] = FIELD_FORM("tag", Q, tag, SUB_TAGS),
    [QUATRIX_SEARCH_NAME] = FIELD_FORM("name", Q, name, SUB_NAMES),
    [QUATRIX_SEARCH_CREATED] = FIELD_FORM("created", Q, created, SUB_TIMES),
    [QUATRIX_SEARCH_MODIFIED] = FIELD_FORM("modified", Q, modified, SUB_TIMES),
};
#undef Q
static const struct quatrix_form_nest query_form =
    FORM_NEST(FORM_OF(struct quatrix_search_query, query_members), query_subs);
static const struct quatrix_form *const search_subs[] = { &query_form.form };

static const struct quatrix_field search_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] = FIELD_LIST("_and", struct quatrix_search_request, all, 0),
    [QUATRIX_SEARCH_ANY] = FIELD_LIST("_or", struct quatrix_search_request, any, 0),
};
static const struct quatrix_form_nest search_form =
    FORM_NEST(FORM_OF(struct quatrix_search_request, search_members), search_subs);

enum quatrix_status quatrix_file_search_start(struct quatrix_client *client,
                                              const struct quatrix_search_request *request,
                                              struct quatrix_file *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/search",
        .request = &search_form.form,
        .reply = &quatrix_file_model.model,
        .flags = QUATRIX_POST | QUATRIX_LIST | QUATRIX_REPEATABLE, /* a question */
    };

    return quatrix_call_start(client, request, out, &endpoint);
}
