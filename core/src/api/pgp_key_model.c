/* SPDX-License-Identifier: MIT */
#include "api/shared.h"

#define K struct quatrix_pgp_key
static const struct quatrix_json_member members[QUATRIX_PGP_KEY_MEMBERS] = {
    [QUATRIX_PGP_KEY_ID] = JSON_ID("id", K, id),
    [QUATRIX_PGP_KEY_NAME] = JSON_CUT("name", K, name),
    [QUATRIX_PGP_KEY_CREATED] = JSON_TIME("created", K, created),
    [QUATRIX_PGP_KEY_MODIFIED] = JSON_TIME("modified", K, modified),
    [QUATRIX_PGP_KEY_PUBLIC] = JSON_TEXT("public", K, public_key),
    [QUATRIX_PGP_KEY_PRIVATE] = JSON_TEXT("private", K, private_key),
    [QUATRIX_PGP_KEY_EMAIL] = JSON_TEXT("email", K, email),
};
#undef K
const struct quatrix_json_model quatrix_pgp_key_model =
    JSON_MODEL_OF(struct quatrix_pgp_key, members);
