/* SPDX-License-Identifier: MIT */
#include "reason.h"

#include <stdarg.h>

bool reason_failed(struct reason *reason, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(reason->text, sizeof reason->text, format, arguments);
    va_end(arguments);
    return false;
}

bool reason_stop(struct reason *reason, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(reason->text, sizeof reason->text, format, arguments);
    va_end(arguments);
    reason->stop = true;
    return false;
}

static bool network(enum quatrix_status status)
{
    return status <= QUATRIX_E_RESOLVE && status >= QUATRIX_E_NETWORK;
}

/* Network, TLS, credentials, limits: nothing that one device has to do with. */
static bool concerns_all(enum quatrix_status status)
{
    return network(status) || (status <= QUATRIX_E_NO_ANCHOR && status >= QUATRIX_E_OWN_PAIR) ||
           status == QUATRIX_E_AUTH || status == QUATRIX_E_UNAUTHORIZED ||
           status == QUATRIX_E_RATE_LIMITED;
}

bool reason_call(struct reason *reason, const struct quatrix_client *client, const char *what)
{
    const struct quatrix_error *error = quatrix_client_error(client);
    char where[48] = "";
    char wait[64] = "";

    if (error->http_status != 0) {
        (void)snprintf(where, sizeof where, ", HTTP %u code %lld", error->http_status,
                       (long long)error->server_code);
    }
    if (error->retry_after_s != 0) {
        (void)snprintf(wait, sizeof wait, "; come back in %lu s",
                       (unsigned long)error->retry_after_s);
    }
    (void)reason_failed(reason, "%s: %s [%s%s]%s%s%s%s%s", what, quatrix_status_text(error->status),
                        quatrix_status_name(error->status), where, error->member != NULL ? " " : "",
                        error->member != NULL ? error->member : "",
                        error->server_msg[0] != 0 ? ": " : "", error->server_msg, wait);
    if (concerns_all(error->status)) {
        reason->stop = true;
    }
    return false;
}

bool reason_uncertain(enum quatrix_status status)
{
    switch (status) {
    case QUATRIX_E_HTTP:
    case QUATRIX_E_REDIRECT:
    case QUATRIX_E_UNAUTHORIZED:
    case QUATRIX_E_RATE_LIMITED:
        return false;
    default: /* above: the server said no; below -20: it never came to that */
        return status <= QUATRIX_E_RESOLVE || status == QUATRIX_E_SPACE;
    }
}
