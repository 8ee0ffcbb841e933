/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A client: one account host, one connection, one call at a time, in memory the caller owns.
 *
 * Every operation has two forms. `..._start()` checks the arguments, renders the request and
 * returns; quatrix_step() then goes as far as the network allows, never blocks, and says
 * QUATRIX_PENDING until the call has ended. The form without `_start` does both and waits.
 *
 * A client is used from one thread at a time. Any number of clients may live side by side.
 * Whatever a call ends with, the client can be used for the next one.
 */
#ifndef QUATRIX_CLIENT_H
#define QUATRIX_CLIENT_H

#include <quatrix/model.h>
#include <quatrix/private.h>
#include <quatrix/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Zero it, then set what you need. Everything pointed to must outlive the client. */
struct quatrix_config {
    const char *host; /**< "example.quatrix.it", an address literal (IPv6 without brackets), without
                           scheme, port or final dot; at most 253 bytes; required. */
    uint16_t port;    /**< TCP port; 0: 443. */
    struct quatrix_transport *transport; /**< For one client alone, see quatrix/tls.h; required. */
    uint8_t *work;       /**< Request, then one value of the reply at a time; required. */
    size_t work_size;    /**< Bytes, at least QUATRIX_WORK_MIN; 512 serve most accounts. */
    uint32_t timeout_ms; /**< Deadline of a whole call, at most 2^31 - 1; 0: QUATRIX_TIMEOUT_MS. */
    const char *base_path;  /**< Before every path; begins with a slash, or "". NULL: "/api/1.0". */
    const char *user_agent; /**< Value of a User-Agent header; NULL: none is sent. */
};

/** Why the last call failed. Plain data; valid until the next call begins. */
struct quatrix_error {
    uint64_t present;   /**< Bit QUATRIX_ERROR_x: the server sent member x of its ErrorModel. */
    uint64_t truncated; /**< Bit QUATRIX_ERROR_x. */
    enum quatrix_status status;
    enum quatrix_phase phase; /**< How far the call had come. */
    uint16_t http_status;     /**< 0: no status line arrived. */
    uint8_t retries;          /**< How often the call was tried again, see quatrix/retry.h. */
    /** What logging in again ended with, see quatrix_client_relogin(); QUATRIX_OK: with success, or it
        was not tried. If it failed, all but `status` is about it. */
    enum quatrix_status relogin;
    uint32_t elements;      /**< Of a list: elements met so far, those passed over included. */
    uint32_t retry_after_s; /**< Seconds the server asks to wait; 0: it did not say. */
    int32_t tls_code;       /**< mbedTLS's own number, else 0. */
    uint32_t verify_flags;  /**< MBEDTLS_X509_BADCERT_... of a refused certificate, else 0. */
    int32_t mfa_code;       /**< Mfa-Code header of a 207, else 0. */
    const char *member;     /**< Argument or member at fault, static text; else NULL. */
    int64_t server_code;    /**< ErrorModel `code`; values above 100 occur. */
    char server_msg[QUATRIX_MESSAGE_MAX + 1]; /**< ErrorModel `msg`, UTF-8; for people alone. */
    /** ErrorModel `details`: what depends on the call. */
    struct quatrix_error_details {
        uint64_t present; /**< Bit QUATRIX_ERROR_DETAILS_x. */
        uint64_t truncated;
        char name[48]; /**< The member, item or address at fault. */
        char ip[46];
        struct quatrix_word status;
    } details;
};

enum quatrix_error_member {
    QUATRIX_ERROR_MSG,
    QUATRIX_ERROR_CODE,
    QUATRIX_ERROR_DETAILS,
    QUATRIX_ERROR_MEMBERS
};

enum quatrix_error_details_member {
    QUATRIX_ERROR_DETAILS_STATUS,
    QUATRIX_ERROR_DETAILS_NAME,
    QUATRIX_ERROR_DETAILS_IP,
    QUATRIX_ERROR_DETAILS_MEMBERS
};

/** The session a client holds. */
struct quatrix_session {
    uint64_t present; /**< Bit QUATRIX_SESSION_SESSION_ID: there is one. */
    uint64_t truncated;
    struct quatrix_id session_id; /**< A secret: whoever has it is logged in. */
    enum quatrix_factor factor;   /**< Due before the session is of use; else NONE. */
};

enum quatrix_session_member { QUATRIX_SESSION_SESSION_ID, QUATRIX_SESSION_MEMBERS };

/** Facts to size buffers by. High-water marks since quatrix_client_init(). */
struct quatrix_memory {
    size_t client_size;      /**< sizeof(struct quatrix_client). */
    size_t work_size;        /**< As configured. */
    size_t work_peak;        /**< Smallest work buffer that would have served so far. */
    size_t work_value_peak;  /**< Largest single value that had to lie in the work buffer whole. */
    size_t request_peak;     /**< Largest request; with what is kept before it. */
    uint16_t tokens;         /**< QUATRIX_TOKENS. */
    uint16_t tokens_peak;    /**< Most tokens one nested value took. */
    size_t tls_heap_peak;    /**< Most bytes mbedTLS took of its arena at once, without about 2.5 KB
                                  of block headers; 0: not known (MBEDTLS_MEMORY_DEBUG is off). */
    uint32_t header_longest; /**< Longest header line met, in bytes; it need not fit anywhere. */
};

/** A client. Static or on a stack; do not copy it, do not touch `priv`. */
struct quatrix_client {
    struct quatrix_client_priv {
        /* What is used most comes first: small offsets make small code on Thumb and RISC-V. */
        uint8_t state;
        uint8_t mode;    /* what becomes of the body */
        uint8_t interim; /* 1xx replies so far */
        bool connected;
        bool reused;     /* the connection served a call before */
        bool moved;      /* this step has read something */
        bool begun;      /* the request was traced, the kept connection found alive */
        bool replied;    /* the first byte of the reply has arrived */
        bool unfit;      /* the reply is of a type that is not decoded */
        int8_t verdict;  /* enum quatrix_status: what the status line of the reply means */
        uint8_t *window; /* of the work buffer: where requests are rendered and replies are read */
        size_t window_size;
        size_t held; /* window[0 .. held): payload */
        size_t raw;  /* window[raw .. raw_end): read, not yet looked at */
        size_t raw_end;
        size_t dirty;     /* window[0 .. dirty) was written by this call; so was all before it */
        uint8_t *request; /* in the window, or kept before it */
        size_t sent;      /* bytes of the request taken by the transport */
        size_t request_len;
        uint32_t passed; /* bytes of a reply nobody wants */
        uint32_t deadline;
        const struct quatrix_endpoint *endpoint; /* of the running call, else NULL */
        void *reply;                             /* what it decodes into */
        struct quatrix_extra *extra;             /* of a transfer, else NULL */
        void *element;                           /* of a list inside the reply, else NULL */
        struct quatrix_credentials credentials;
        struct quatrix_config config;
        struct quatrix_error error;
        struct quatrix_memory memory;
        struct quatrix_http http;
        struct quatrix_json json;
        struct quatrix_trace trace;
        struct quatrix_policies policies;
        struct quatrix_session session;
        uint32_t renewed; /* when the session was in use, by the port's clock; 0: long ago */
        char content_type[QUATRIX_HEADER_MAX + 1];
    } priv;
};

/** What quatrix_client_init() calls; see there. */
enum quatrix_status quatrix_client_init_sized(struct quatrix_client *client, size_t client_size,
                                              uint32_t config_id,
                                              const struct quatrix_config *config);

/**
 * Set up a client. Nothing is sent; the connection is made by the first call.
 *
 * @param client  Uninitialized or zeroed memory.
 * @param config  Copied; what it points to is not.
 * @return QUATRIX_OK
 *         QUATRIX_E_ARGUMENT  something required is missing, or work_size or timeout_ms is out of
 *                             range
 *         QUATRIX_E_TEXT      a character in host, base_path or user_agent that cannot be sent
 *         QUATRIX_E_TOO_LONG  a host name of more than 253 bytes
 *         QUATRIX_E_CONFIG    program and library were built with different sizes (config.h)
 * After an error the client must not be used but for quatrix_client_deinit().
 */
static inline enum quatrix_status quatrix_client_init(struct quatrix_client *client,
                                                      const struct quatrix_config *config)
{
    return quatrix_client_init_sized(client, sizeof *client, QUATRIX_CONFIG_ID, config);
}

/** Cancel what runs, close the connection, wipe client and work buffer. The session stays valid on
    the server: log out first if it should not. */
void quatrix_client_deinit(struct quatrix_client *client);

/**
 * Authorize calls with HTTP Basic: e-mail and password go with every request.
 *
 * @param email, password  As for quatrix_session_login_start(). Not copied: both must stay valid
 *                         as long as calls are authorized by them; wipe them afterwards.
 * @return QUATRIX_OK, QUATRIX_E_BUSY, QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT or QUATRIX_E_TOO_LONG.
 * A session held is forgotten.
 */
enum quatrix_status quatrix_client_use_basic(struct quatrix_client *client, const char *email,
                                             const char *password);

/**
 * Authorize calls with an API key: Authorization: Bearer.
 *
 * @param key  Printable ASCII without spaces, at most 255 bytes. Not copied: it must stay valid as
 *             long as it is in use; wipe it afterwards.
 * @return QUATRIX_OK, QUATRIX_E_BUSY, QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT or QUATRIX_E_TOO_LONG.
 * A session held is forgotten.
 */
enum quatrix_status quatrix_client_use_api_key(struct quatrix_client *client, const char *key);

/**
 * Go on with a session that was stored, for example over a reset.
 *
 * @param token  Copied; printable ASCII without spaces, at most QUATRIX_ID_MAX bytes.
 * @return QUATRIX_OK, QUATRIX_E_BUSY, QUATRIX_E_ARGUMENT, QUATRIX_E_TEXT or QUATRIX_E_TOO_LONG.
 */
enum quatrix_status quatrix_client_use_session(struct quatrix_client *client, const char *token);

/** Forget and wipe session, API key and Basic credentials held or pointed to by the client.
    @return QUATRIX_OK or QUATRIX_E_BUSY. */
enum quatrix_status quatrix_client_forget(struct quatrix_client *client);

/* The four functions below want an initialized client. */

/** The session held, in the client's memory: valid until the next call begins. Never NULL. */
const struct quatrix_session *quatrix_client_session(const struct quatrix_client *client);

/** Why the last call failed, in the client's memory: valid until the next call begins.
    Never NULL; after success its status is not negative. */
const struct quatrix_error *quatrix_client_error(const struct quatrix_client *client);

/** Fill *memory with what was used so far. */
void quatrix_client_memory(const struct quatrix_client *client, struct quatrix_memory *memory);

/** Media type of the last reply in lower case, without parameters ("image/png"); "" if none.
    Valid until the next call begins. */
const char *quatrix_client_content_type(const struct quatrix_client *client);

/**
 * Go on with the running call as far as the network allows; never blocks.
 *
 * @return QUATRIX_PENDING  call again, after a pause or when the socket has moved
 *         QUATRIX_READY    the reply has begun: pull it with quatrix_body_read() or quatrix_list_next()
 *         QUATRIX_E_STATE  no call is running
 *         what the call ended with, see the operation
 */
enum quatrix_status quatrix_step(struct quatrix_client *client);

/** While status is QUATRIX_PENDING: step, and let the port sleep where nothing moves. Returns the
    first other status, or status itself if it was not pending. Bounded by the call's deadline. */
enum quatrix_status quatrix_wait(struct quatrix_client *client, enum quatrix_status status);

/**
 * End the running call, whatever it waits for. The connection is closed if a request was under way.
 * @return QUATRIX_OK, or QUATRIX_E_STATE if no call was running.
 * The error's status becomes QUATRIX_E_CANCELLED. Whether the server acted on a request that had
 * left is not known.
 */
enum quatrix_status quatrix_cancel(struct quatrix_client *client);

/**
 * Observe the wire in both directions, from the next request or reply on. A program that does not
 * call this carries no code for it.
 *
 * @param see  Gets text as it is sent or arrives, in fragments without a NUL; values of credentials and
 *             secrets are replaced by "***". NULL: no more.
 * @param ctx  Handed to see.
 * @return QUATRIX_OK, or QUATRIX_E_ARGUMENT for a client that is not initialized.
 */
enum quatrix_status
quatrix_client_trace(struct quatrix_client *client,
                     void (*see)(void *ctx, bool sent, const char *text, size_t len), void *ctx);

/** Close the connection; the next call makes a new one. Session and credentials stay.
    @return QUATRIX_OK or QUATRIX_E_BUSY. */
enum quatrix_status quatrix_client_close(struct quatrix_client *client);

/**
 * Pull the next bytes of a reply that arrives as raw bytes; never blocks.
 *
 * @param buf   The caller's; a secret if the reply is one.
 * @param size  Bytes, at least 1.
 * @param len   Bytes stored, 1 to size, with QUATRIX_OK; else 0.
 * @return QUATRIX_OK, QUATRIX_PENDING (nothing yet), QUATRIX_END (complete: the call is over),
 *         QUATRIX_E_STATE (no such call is running), QUATRIX_E_ARGUMENT (the call goes on), or
 *         what the call failed with.
 */
enum quatrix_status quatrix_body_read(struct quatrix_client *client, uint8_t *buf, size_t size,
                                      size_t *len);

/** quatrix_body_read(), waiting while nothing is there. */
enum quatrix_status quatrix_body_read_wait(struct quatrix_client *client, uint8_t *buf, size_t size,
                                           size_t *len);

/**
 * The next element of a list; never blocks. The call was started with the struct it goes to: each
 * element overwrites the one before. To stop early, quatrix_cancel().
 *
 * @return QUATRIX_OK       the struct holds an element
 *         QUATRIX_PENDING  nothing yet
 *         QUATRIX_SKIPPED  an element could not be decoded and was passed over; quatrix_client_error()
 *                          says why (status QUATRIX_E_SPACE, _TYPE, _RANGE, _DUPLICATE or _MISSING),
 *                          at which member, and by `elements` at which element (the first is 1). The
 *                          struct is undefined, the list goes on.
 *         QUATRIX_END      that was all: the call is over
 *         QUATRIX_E_STATE  no such call is running
 *         what the call failed with; a list that is cut off or no JSON fails, whatever came before
 * The deadline of the call begins anew with each element.
 */
enum quatrix_status quatrix_list_next(struct quatrix_client *client);

/** quatrix_list_next(), waiting while nothing is there. */
enum quatrix_status quatrix_list_next_wait(struct quatrix_client *client);

#ifdef __cplusplus
}
#endif
#endif
