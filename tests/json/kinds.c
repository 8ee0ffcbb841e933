/* SPDX-License-Identifier: MIT */
#include "kinds.h"

#define CUT QUATRIX_JSON_CUT

static const struct quatrix_json_member leaf_rows[] = {
    JSON_TEXT("word", struct leaf, word, CUT),
};
static const struct quatrix_json_model leaf_model = JSON_MODEL_OF(struct leaf, leaf_rows, NULL);
static const struct quatrix_json_model *const inner_subs[] = { &leaf_model };

static const struct quatrix_json_member inner_rows[] = {
    JSON_ID("id", struct inner, id),
    JSON_TEXT("text", struct inner, text, CUT),
    JSON_INT64("n", struct inner, n),
    JSON_MODEL("leaf", struct inner, leaf, 0),
    JSON_TEXTS("words", struct inner, words, 2, CUT),
};
const struct quatrix_json_model inner_model =
    JSON_MODEL_NEEDS(struct inner, inner_rows, inner_subs, 0);
static const struct quatrix_json_model *const kinds_subs[] = { &inner_model };

static const struct quatrix_json_member kinds_rows[] = {
    [KINDS_FLAG] = JSON_BOOL("flag", struct kinds, flag),
    [KINDS_NUMBER] = JSON_INT64("number", struct kinds, number),
    [KINDS_TIME] = JSON_TIME("time", struct kinds, time),
    [KINDS_TEXT] = JSON_TEXT("text", struct kinds, text, 0),
    JSON_TEXT("cut", struct kinds, cut, CUT),
    JSON_ID("id", struct kinds, id),
    JSON_MODEL("inner", struct kinds, inner, 0),
    JSON_TEXTS("words", struct kinds, words, 3, CUT),
    JSON_TEXTS("codes", struct kinds, codes, 3, 0),
    JSON_TEXTS("any", struct kinds, any, 2, QUATRIX_JSON_ONE | CUT),
    JSON_MODELS("items", struct kinds, items, 2, 0),
    JSON_OBJECT("raw", struct kinds, raw),
    ROW("loose", struct kinds, loose, SIZEOF(struct kinds, loose), QUATRIX_JSON_AS_INT64,
        QUATRIX_JSON_LOOSE, 0, 0),
};
const struct quatrix_json_model kinds_model = JSON_MODEL_OF(struct kinds, kinds_rows, kinds_subs);

static const struct quatrix_json_member folder_rows[] = {
    JSON_TEXT("name", struct folder, name, CUT),
    JSON_STREAM("content", 0),
};
const struct quatrix_json_model folder_model =
    JSON_MODEL_OF(struct folder, folder_rows, kinds_subs);
