/* SPDX-License-Identifier: MIT */
/* Whether a call may begin. Apart from the many that ask, so that compilers make no copies of it. */
#include "call/engine.h"

#include <string.h>

enum quatrix_status quatrix_call_idle(const struct quatrix_client *client)
{
    if (client == NULL || client->priv.config.transport == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    return client->priv.state == QUATRIX_CALL_IDLE ? QUATRIX_OK : QUATRIX_E_BUSY;
}

enum quatrix_status quatrix_call_end(struct quatrix_client *client,
                                     const struct quatrix_endpoint *endpoint,
                                     enum quatrix_status status)
{
    if ((endpoint->flags & QUATRIX_ENDS) == 0) {
        return status;
    }
    return ((const struct quatrix_endpoint_end *)(const void *)endpoint)->end(client, status);
}

enum quatrix_status quatrix_call_refuse(struct quatrix_client *client, enum quatrix_status status,
                                        const char *member)
{
    struct quatrix_client_priv *p = &client->priv;

    memset(&p->error, 0, sizeof p->error);
    p->error.status = status;
    p->error.member = member;
    return status;
}

enum quatrix_status quatrix_call_reject(struct quatrix_client *client, enum quatrix_status status,
                                        const char *member)
{
    enum quatrix_status idle = quatrix_call_idle(client);

    return idle == QUATRIX_OK ? quatrix_call_refuse(client, status, member) : idle;
}
