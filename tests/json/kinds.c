/* SPDX-License-Identifier: MIT */
#include "kinds.h"

static const struct quatrix_json_member leaf_rows[] = {
    JSON_CUT("word", struct leaf, word),
};
static const struct quatrix_json_model leaf_model = JSON_MODEL_OF(struct leaf, leaf_rows);
static const struct quatrix_json_model *const inner_subs[] = { &leaf_model };

static const struct quatrix_json_member inner_rows[] = {
    JSON_ID("id", struct inner, id),         JSON_CUT("text", struct inner, text),
    JSON_INT64("n", struct inner, n),        JSON_MODEL("leaf", struct inner, leaf, 0),
    JSON_CUTS("words", struct inner, words),
};
const struct quatrix_json_nest inner_model =
    JSON_NEST(JSON_MODEL_NEEDS(struct inner, inner_rows, 0), inner_subs);
static const struct quatrix_json_model *const kinds_subs[] = { &inner_model.model };

static const struct quatrix_json_member kinds_rows[] = {
    [KINDS_FLAG] = JSON_BOOL("flag", struct kinds, flag),
    [KINDS_NUMBER] = JSON_INT64("number", struct kinds, number),
    [KINDS_TIME] = JSON_TIME("time", struct kinds, time),
    [KINDS_TEXT] = JSON_TEXT("text", struct kinds, text),
    JSON_CUT("cut", struct kinds, cut),
    JSON_ID("id", struct kinds, id),
    JSON_MODEL("inner", struct kinds, inner, 0),
    JSON_CUTS("words", struct kinds, words),
    JSON_TEXTS("codes", struct kinds, codes),
    JSON_ARRAY("any", struct kinds, any, CUTS, 1),
    JSON_MODELS("items", struct kinds, items, 0),
    JSON_OBJECT("raw", struct kinds, raw),
    JSON_LENIENT_INT64("loose", struct kinds, loose),
    JSON_INT64("a_name_of_thirty_two_characters_", struct kinds, longest),
};
const struct quatrix_json_nest kinds_model =
    JSON_NEST(JSON_MODEL_OF(struct kinds, kinds_rows), kinds_subs);

static const struct quatrix_json_member folder_rows[] = {
    JSON_CUT("name", struct folder, name),
    JSON_STREAM("content", 0),
};
const struct quatrix_json_nest folder_model =
    JSON_NEST(JSON_MODEL_OF(struct folder, folder_rows), kinds_subs);
