/* SPDX-License-Identifier: MIT */
#include <quatrix/file.h>

#include "api/file_model.h"
#include "call/call.h"

static const struct quatrix_json_member tag_members[QUATRIX_SEARCH_TAG_MEMBERS] = {
    [QUATRIX_SEARCH_TAG_TYPE] =
        JSON_STRING("type", struct quatrix_search_tag, type, 15, QUATRIX_TEXT_ASCII),
    [QUATRIX_SEARCH_TAG_VALUE] = JSON_STRING("value", struct quatrix_search_tag, value, 500,
                                             QUATRIX_TEXT_CHARS | QUATRIX_TEXT_EMPTY),
};
static const struct quatrix_json_model tag_model =
    JSON_MODEL_OF(struct quatrix_search_tag, tag_members, NULL);
static const struct quatrix_json_model *const tags_subs[] = { &tag_model };

static const struct quatrix_json_member tags_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] = JSON_LIST("_and", struct quatrix_search_tags, all, 0, 0),
    [QUATRIX_SEARCH_ANY] = JSON_LIST("_or", struct quatrix_search_tags, any, 0, 0),
};
static const struct quatrix_json_model tags_model =
    JSON_MODEL_OF(struct quatrix_search_tags, tags_members, tags_subs);

static const struct quatrix_json_member names_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] =
        JSON_STRINGS("_and", struct quatrix_search_names, all, 255, QUATRIX_TEXT_CHARS),
    [QUATRIX_SEARCH_ANY] =
        JSON_STRINGS("_or", struct quatrix_search_names, any, 255, QUATRIX_TEXT_CHARS),
};
static const struct quatrix_json_model names_model =
    JSON_MODEL_OF(struct quatrix_search_names, names_members, NULL);

static const struct quatrix_json_member times_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] = JSON_TIMES("_and", struct quatrix_search_times, all),
    [QUATRIX_SEARCH_ANY] = JSON_TIMES("_or", struct quatrix_search_times, any),
};
static const struct quatrix_json_model times_model =
    JSON_MODEL_OF(struct quatrix_search_times, times_members, NULL);

enum { SUB_TAGS, SUB_NAMES, SUB_TIMES };
static const struct quatrix_json_model *const query_subs[] = {
    [SUB_TAGS] = &tags_model,
    [SUB_NAMES] = &names_model,
    [SUB_TIMES] = &times_model,
};

#define Q struct quatrix_search_query
static const struct quatrix_json_member query_members[QUATRIX_SEARCH_MEMBERS] = {
    [QUATRIX_SEARCH_TAG] = JSON_MODEL("tag", Q, tag, SUB_TAGS),
    [QUATRIX_SEARCH_NAME] = JSON_MODEL("name", Q, name, SUB_NAMES),
    [QUATRIX_SEARCH_CREATED] = JSON_MODEL("created", Q, created, SUB_TIMES),
    [QUATRIX_SEARCH_MODIFIED] = JSON_MODEL("modified", Q, modified, SUB_TIMES),
};
#undef Q
static const struct quatrix_json_model query_model =
    JSON_MODEL_OF(struct quatrix_search_query, query_members, query_subs);
static const struct quatrix_json_model *const search_subs[] = { &query_model };

static const struct quatrix_json_member search_members[QUATRIX_SEARCH_LISTS] = {
    [QUATRIX_SEARCH_ALL] = JSON_LIST("_and", struct quatrix_search_request, all, 0, 0),
    [QUATRIX_SEARCH_ANY] = JSON_LIST("_or", struct quatrix_search_request, any, 0, 0),
};
static const struct quatrix_json_model search_model =
    JSON_MODEL_OF(struct quatrix_search_request, search_members, search_subs);

enum quatrix_status quatrix_file_search_start(struct quatrix_client *client,
                                              const struct quatrix_search_request *request,
                                              struct quatrix_file *out)
{
    static const struct quatrix_endpoint endpoint = {
        .path = "/file/search",
        .request = &search_model,
        .reply = &quatrix_file_model,
        .flags = QUATRIX_POST | QUATRIX_LIST | QUATRIX_REPEATABLE, /* a question */
    };

    return quatrix_call_start(client, request, out, &endpoint);
}
