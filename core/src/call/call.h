/* SPDX-License-Identifier: MIT */
/*
 * One state machine for every call. A family describes its operations as endpoints and starts them;
 * quatrix_step() does the rest.
 */
#ifndef QUATRIX_CALL_CALL_H
#define QUATRIX_CALL_CALL_H

#include "base/out.h"
#include "json/request.h"

#include <quatrix/client.h>

enum quatrix_endpoint_flag {
    QUATRIX_REPEATABLE = 1,    /* sending it twice does no harm (not all GETs: many change state) */
    QUATRIX_RAW = 2,           /* the reply is pulled as bytes; they are secret */
    QUATRIX_LOGIN = 4,         /* the reply carries a session token */
    QUATRIX_PARTIAL = 8,       /* allowed while a second factor is due */
    QUATRIX_KEEP_SESSION = 16, /* 401 may also mean a wrong code or password: the session stays */
    QUATRIX_SESSION_ONLY = 32, /* makes no sense with other credentials */
    QUATRIX_OPEN = 64,         /* wants no credentials, and gets none */
    QUATRIX_HOST = 128,        /* on the bare host, not under the base path */
    QUATRIX_LIST = 256,        /* the reply is an array of its model, pulled an element at a time */
    QUATRIX_POST = 512,        /* else GET */
    QUATRIX_ENDS = 1024,       /* it is the first member of a struct quatrix_endpoint_end */
    QUATRIX_SECRET = 2048,     /* the reply is a secret whatever its members are called */
    QUATRIX_ANYBODY = 4096     /* gets what credentials there are, if any */
};

struct quatrix_endpoint {
    const char *path;                       /* after the base path; an id may follow it */
    const struct quatrix_form *request;     /* of a POST the body, of a GET the query; or NULL */
    const struct quatrix_json_model *reply; /* NULL: nothing of it is wanted */
    uint16_t flags;
};

/* One that has the last word on how its call ends. */
struct quatrix_endpoint_end {
    struct quatrix_endpoint endpoint;
    /* Called once, when the call ends, however it ends; answers what it ends with. */
    enum quatrix_status (*end)(struct quatrix_client *client, enum quatrix_status status);
};

enum quatrix_auth { QUATRIX_AUTH_NONE, QUATRIX_AUTH_SESSION, QUATRIX_AUTH_BASIC, QUATRIX_AUTH_KEY };

/* The client is idle, and these identify a user within the limits that quatrix/session.h describes;
   else an error that is in quatrix_client_error() as well, unless another call is running. */
enum quatrix_status quatrix_check_basic(struct quatrix_client *client, const char *email,
                                        const char *password);

/**
 * Check, render and begin a call. The endpoint comes last: what a function of a family was called with is
 * where it has to be already.
 *
 * @param data     Of the endpoint's request form; read before this returns.
 * @param reply    The endpoint's reply model; must stay until the call ends.
 * @return QUATRIX_PENDING, or an error that is in quatrix_client_error() as well
 */
enum quatrix_status quatrix_call_start(struct quatrix_client *client, const void *data, void *reply,
                                       const struct quatrix_endpoint *endpoint);

/* The same for a request form that has nothing but texts: programs without others carry less. */
enum quatrix_status quatrix_call_start_texts(struct quatrix_client *client, const void *data,
                                             void *reply, const struct quatrix_endpoint *endpoint);

/* The same without a request. */
enum quatrix_status quatrix_call_get(struct quatrix_client *client, void *reply,
                                     const struct quatrix_endpoint *endpoint);

/* The same for a path that ends with an identifier, of at most 64 bytes. */
enum quatrix_status quatrix_call_start_id(struct quatrix_client *client, const char *id,
                                          void *reply, const struct quatrix_endpoint *endpoint);
enum quatrix_status quatrix_call_start_at(struct quatrix_client *client, const char *id,
                                          const void *data, void *reply,
                                          const struct quatrix_endpoint *endpoint);

/* The same for a login: authorized by these instead of what the client holds. */
enum quatrix_status quatrix_call_start_login(struct quatrix_client *client, const char *email,
                                             const char *password,
                                             const struct quatrix_endpoint *endpoint);

/* The endpoint has the last word on what its call ends with. */
enum quatrix_status quatrix_call_end(struct quatrix_client *client,
                                     const struct quatrix_endpoint *endpoint,
                                     enum quatrix_status status);

/* Record why a call cannot start, and return it. */
enum quatrix_status quatrix_call_refuse(struct quatrix_client *client, enum quatrix_status status,
                                        const char *member);

/* The same where nobody has asked yet whether the client is there and idle: if not, that is the answer. */
enum quatrix_status quatrix_call_reject(struct quatrix_client *client, enum quatrix_status status,
                                        const char *member);

/* QUATRIX_OK when the client is there and idle, else E_ARGUMENT or E_BUSY. */
enum quatrix_status quatrix_call_idle(const struct quatrix_client *client);

/* Forget and wipe the session. */
void quatrix_call_forget_session(struct quatrix_client *client);

#endif
