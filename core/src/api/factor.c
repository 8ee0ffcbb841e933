/* SPDX-License-Identifier: MIT */
#include "api/factor.h"

struct factor_request {
    uint64_t present;
    const char *auth_type;
    const char *code;
};

enum { AUTH_TYPE, CODE_2FA, CODE_PIN };

/* A code of 2FA is digits; a PIN is any text, in base64 as all PINs of this API: newer descriptions
   of the log-in call it a plain string, older clients send base64. Not checked against the live
   service. */
static const struct quatrix_field members[] = {
    [AUTH_TYPE] = FIELD_STRING("auth_type", struct factor_request, auth_type, 3, 0),
    [CODE_2FA] = FIELD_DIGITS("code", struct factor_request, code, 6),
    [CODE_PIN] = FIELD_BASE64("code", struct factor_request, code, 32),
};
const struct quatrix_form quatrix_factor_form = { members, sizeof(struct factor_request), 1 };
const struct quatrix_form quatrix_factor_code_form = FORM_OF(struct factor_request, members);

enum quatrix_status quatrix_factor_start(struct quatrix_client *client, enum quatrix_factor factor,
                                         const char *code, void *out,
                                         const struct quatrix_endpoint *endpoint)
{
    const bool pin = factor == QUATRIX_FACTOR_PIN;
    struct factor_request request = { QUATRIX_BIT(AUTH_TYPE), pin ? "PIN" : "2FA", code };

    if (!pin && factor != QUATRIX_FACTOR_2FA) {
        return quatrix_call_reject(client, QUATRIX_E_ARGUMENT, "factor");
    }
    if ((endpoint->flags & QUATRIX_LOGIN) != 0) {
        if (client == NULL || client->priv.session.factor == QUATRIX_FACTOR_NONE) {
            return quatrix_call_reject(client, QUATRIX_E_STATE, NULL); /* none is due */
        }
        out = &client->priv.session;
    }
    if (endpoint->request == &quatrix_factor_code_form) {
        request.present |= pin ? QUATRIX_BIT(CODE_PIN) : QUATRIX_BIT(CODE_2FA);
    }
    return quatrix_call_start_texts(client, &request, out, endpoint);
}
