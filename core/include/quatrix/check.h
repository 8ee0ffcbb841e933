/* SPDX-License-Identifier: MIT */
/**
 * @file
 * Family "check": is the service there? Known from old descriptions alone; the service may have
 * dropped it, and then answers 404 (QUATRIX_E_HTTP). quatrix_account_metadata() asks as much of it.
 */
#ifndef QUATRIX_CHECK_H
#define QUATRIX_CHECK_H

#include <quatrix/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/** CheckPingResp */
struct quatrix_check_ping_reply {
    uint64_t present; /**< Bit QUATRIX_CHECK_PING_RESPONSE. */
    uint64_t truncated;
    struct quatrix_word response;
};

enum quatrix_check_ping_member { QUATRIX_CHECK_PING_RESPONSE, QUATRIX_CHECK_PING_MEMBERS };

/**
 * Ask whether the service answers: GET /check/ping, without the client's credentials
 *
 * @param api_key  Sent in the query, where servers and proxies may log it; printable ASCII without
 *                 spaces, at most 255 bytes. NULL: none, as should be. Read before this returns.
 * @param out      Defined after QUATRIX_OK. Must stay valid until the call ends.
 * @return QUATRIX_PENDING, or QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT or QUATRIX_E_TOO_LONG (named in
 *         quatrix_client_error()->member), QUATRIX_E_BUSY, QUATRIX_E_SPACE.
 * The call ends with QUATRIX_OK or an error of quatrix/status.h.
 */
enum quatrix_status quatrix_check_ping_start(struct quatrix_client *client, const char *api_key,
                                             struct quatrix_check_ping_reply *out);

/** quatrix_check_ping_start(), then wait for the end of the call. */
static inline enum quatrix_status quatrix_check_ping(struct quatrix_client *client,
                                                     const char *api_key,
                                                     struct quatrix_check_ping_reply *out)
{
    return quatrix_wait(client, quatrix_check_ping_start(client, api_key, out));
}

#ifdef __cplusplus
}
#endif
#endif
