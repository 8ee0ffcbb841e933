/* SPDX-License-Identifier: MIT */
#include "call/engine.h"

#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

#define HOST_MAX 253 /* RFC 1035 */

enum quatrix_status quatrix_check_basic(struct quatrix_client *client, const char *email,
                                        const char *password)
{
    enum quatrix_status status = quatrix_call_idle(client);

    if (status != QUATRIX_OK) {
        return status;
    }
    status = quatrix_text_check(email, 254, QUATRIX_TEXT_NO_COLON);
    if (status != QUATRIX_OK) {
        return quatrix_call_refuse(client, status, "email");
    }
    status = quatrix_text_check(password, 255, 0);
    return status == QUATRIX_OK ? status : quatrix_call_refuse(client, status, "password");
}

/* Every character of text is in the set, or none is. */
static bool are_all(const char *text, const char *set, bool in)
{
    while (*text != 0 && quatrix_char_in(*text, set) == in) {
        text++;
    }
    return *text == 0;
}

/* A name, or an address; a colon makes it an IPv6 address, and no port hangs on to it. A final dot is
   for name servers alone: no certificate has it. */
static bool host_is_plain(const char *host)
{
    if (host[strlen(host) - 1] == '.') {
        return false;
    }
    return quatrix_char_in(':', host) ? are_all(host, "0123456789abcdefABCDEF:.", true)
                                      : are_all(host, "/@[]?#", false);
}

/* What goes into a request as it is may not be able to end a line of it, or a path. */
static enum quatrix_status check_config(const struct quatrix_config *config, const char **member)
{
    enum quatrix_status status;

    *member = "transport";
    if (config->transport == NULL || config->transport->ops == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "work";
    if (config->work == NULL || config->work_size < QUATRIX_WORK_MIN ||
        config->work_size > INT32_MAX) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "timeout_ms";
    if (config->timeout_ms > INT32_MAX) {
        return QUATRIX_E_ARGUMENT;
    }
    *member = "host";
    status = quatrix_text_check(config->host, HOST_MAX, QUATRIX_TEXT_ASCII);
    if (status == QUATRIX_OK && !host_is_plain(config->host)) {
        return QUATRIX_E_TEXT;
    }
    if (status == QUATRIX_OK && config->base_path != NULL) {
        *member = "base_path";
        status =
            quatrix_text_check(config->base_path, 255, QUATRIX_TEXT_ASCII | QUATRIX_TEXT_EMPTY);
        if (status == QUATRIX_OK && config->base_path[0] != 0 &&
            (config->base_path[0] != '/' || !are_all(config->base_path, "?#", false))) {
            return QUATRIX_E_TEXT;
        }
    }
    if (status == QUATRIX_OK && config->user_agent != NULL) {
        *member = "user_agent";
        status = quatrix_text_check(config->user_agent, 255, 0);
    }
    return status;
}

enum quatrix_status quatrix_client_init_sized(struct quatrix_client *client, size_t client_size,
                                              uint32_t config_id,
                                              const struct quatrix_config *config)
{
    struct quatrix_client_priv *p;
    enum quatrix_status status;
    const char *member;

    if (client == NULL) {
        return QUATRIX_E_ARGUMENT;
    }
    if (client_size != sizeof *client || config_id != QUATRIX_CONFIG_ID) {
        return QUATRIX_E_CONFIG; /* its size is not known: nothing of it is touched */
    }
    memset(client, 0, sizeof *client);
    if (config == NULL) {
        return quatrix_call_refuse(client, QUATRIX_E_ARGUMENT, "config");
    }
    p = &client->priv;
    status = check_config(config, &member);
    if (status != QUATRIX_OK) {
        return quatrix_call_refuse(client, status, member);
    }
    p->config = *config;
    p->window = config->work;
    p->window_size = config->work_size;
    p->config.port = config->port == 0 ? 443 : config->port;
    p->config.timeout_ms = config->timeout_ms == 0 ? QUATRIX_TIMEOUT_MS : config->timeout_ms;
    p->config.base_path = config->base_path == NULL ? "/api/1.0" : config->base_path;
    return QUATRIX_OK;
}

void quatrix_client_deinit(struct quatrix_client *client)
{
    if (client == NULL) {
        return;
    }
    if (client->priv.config.transport != NULL) {
        quatrix_cancel(client);
        quatrix_client_close(client);
        quatrix_wipe(client->priv.config.work, client->priv.config.work_size);
    }
    quatrix_wipe(client, sizeof *client);
}

enum quatrix_status quatrix_client_close(struct quatrix_client *client)
{
    enum quatrix_status status = quatrix_call_idle(client);

    if (status == QUATRIX_OK) {
        client->priv.config.transport->ops->close(client->priv.config.transport);
        client->priv.connected = false;
    }
    return status;
}

/* Nothing is held any more, and `auth` is what authorizes from now on. */
static enum quatrix_status use(struct quatrix_client *client, enum quatrix_auth auth,
                               const char *user, const char *password)
{
    quatrix_call_forget_session(client);
    client->priv.credentials = (struct quatrix_credentials){ user, password, (uint8_t)auth };
    return QUATRIX_OK;
}

enum quatrix_status quatrix_client_forget(struct quatrix_client *client)
{
    enum quatrix_status status = quatrix_call_idle(client);

    return status == QUATRIX_OK ? use(client, QUATRIX_AUTH_NONE, NULL, NULL) : status;
}

enum quatrix_status quatrix_client_use_basic(struct quatrix_client *client, const char *email,
                                             const char *password)
{
    enum quatrix_status status = quatrix_check_basic(client, email, password);

    return status == QUATRIX_OK ? use(client, QUATRIX_AUTH_BASIC, email, password) : status;
}

enum quatrix_status quatrix_client_use_api_key(struct quatrix_client *client, const char *key)
{
    enum quatrix_status status = quatrix_call_idle(client);

    if (status != QUATRIX_OK) {
        return status;
    }
    status = quatrix_text_check(key, 255, QUATRIX_TEXT_ASCII);
    return status == QUATRIX_OK ? use(client, QUATRIX_AUTH_KEY, key, NULL)
                                : quatrix_call_refuse(client, status, "key");
}

enum quatrix_status quatrix_client_use_session(struct quatrix_client *client, const char *token)
{
    enum quatrix_status status = quatrix_call_idle(client);
    struct quatrix_id id;

    if (status != QUATRIX_OK) {
        return status;
    }
    status = quatrix_text_check(token, QUATRIX_ID_MAX, QUATRIX_TEXT_ASCII);
    if (status != QUATRIX_OK) {
        return quatrix_call_refuse(client, status, "token");
    }
    memcpy(id.text, token, strlen(token) + 1); /* it may lie in the session that is wiped now */
    use(client, QUATRIX_AUTH_SESSION, NULL, NULL);
    client->priv.session.present = QUATRIX_BIT(QUATRIX_SESSION_SESSION_ID);
    memcpy(client->priv.session.session_id.text, id.text, strlen(id.text) + 1);
    client->priv.renewed = 0; /* nobody knows */
    quatrix_wipe(&id, sizeof id);
    return QUATRIX_OK;
}

const struct quatrix_session *quatrix_client_session(const struct quatrix_client *client)
{
    return &client->priv.session;
}

const struct quatrix_error *quatrix_client_error(const struct quatrix_client *client)
{
    return &client->priv.error;
}

void quatrix_client_memory(const struct quatrix_client *client, struct quatrix_memory *memory)
{
    struct quatrix_transport *t = client->priv.config.transport;

    *memory = client->priv.memory;
    memory->client_size = sizeof *client;
    memory->work_size = client->priv.config.work_size;
    memory->work_peak = memory->request_peak > memory->work_value_peak ? memory->request_peak
                                                                       : memory->work_value_peak;
    memory->tokens = QUATRIX_TOKENS;
    memory->tls_heap_peak = t == NULL ? 0 : t->ops->heap_peak(t);
}

const char *quatrix_client_content_type(const struct quatrix_client *client)
{
    return client->priv.content_type;
}
