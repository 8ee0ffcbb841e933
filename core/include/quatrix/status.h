/* SPDX-License-Identifier: MIT */
/**
 * @file
 * What every function returns. 0 is done, positive is progress and no failure, negative is an
 * error. Numbers are grouped by who can act and are never renumbered.
 */
#ifndef QUATRIX_STATUS_H
#define QUATRIX_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

enum quatrix_status {
    QUATRIX_OK = 0,
    QUATRIX_PENDING = 1,      /**< Not finished: call again when the network may have moved. */
    QUATRIX_END = 2,          /**< Everything was delivered. */
    QUATRIX_READY = 3,        /**< The reply has begun: pull its body. */
    QUATRIX_MFA_REQUIRED = 4, /**< The password was right; a second factor is due. */
    QUATRIX_SKIPPED = 5,      /**< An element of a list could not be decoded and was passed over. */

    /* The caller can act: nothing was sent. */
    QUATRIX_E_ARGUMENT = -1,  /**< An argument is NULL, empty or out of range. */
    QUATRIX_E_TEXT = -2,      /**< Text is not UTF-8, or holds a character not allowed there. */
    QUATRIX_E_TOO_LONG = -3,  /**< Text is longer than the API allows. */
    QUATRIX_E_BUSY = -4,      /**< Another call is running on this client. */
    QUATRIX_E_STATE = -5,     /**< No call is running, or not one of this kind. */
    QUATRIX_E_AUTH = -6,      /**< No credentials: log in first, or finish the second factor. */
    QUATRIX_E_SPACE = -7,     /**< Does not fit the work buffer, the tokens or an array. */
    QUATRIX_E_CONFIG = -8,    /**< Program and library were built with different sizes. */
    QUATRIX_E_CANCELLED = -9, /**< quatrix_cancel() ended the call. */
    QUATRIX_E_CALLBACK = -10, /**< A function of the program failed. */

    /* The network */
    QUATRIX_E_RESOLVE = -20, /**< The host name has no address. */
    QUATRIX_E_CONNECT = -21, /**< No address of the host accepted the connection. */
    QUATRIX_E_TIMEOUT = -22, /**< The deadline of the call passed. */
    QUATRIX_E_CLOSED = -23,  /**< The server closed the connection before it replied. */
    QUATRIX_E_CUT = -24,     /**< The connection ended in the middle of the reply. */
    QUATRIX_E_NETWORK = -25, /**< The network stack reported an error. */

    /* TLS: no byte of the request left when one of these ends a handshake. */
    QUATRIX_E_NO_ANCHOR = -40,      /**< No trust anchor is configured. */
    QUATRIX_E_ENTROPY = -41,        /**< The port could not supply random bytes. */
    QUATRIX_E_CLOCK = -42,          /**< No clock good enough for the date policy. */
    QUATRIX_E_CERT_UNTRUSTED = -43, /**< No chain to a trust anchor. */
    QUATRIX_E_CERT_NAME = -44,      /**< The certificate is for another host. */
    QUATRIX_E_CERT_DATE = -45,      /**< Expired, or not yet valid. */
    QUATRIX_E_CERT = -46,           /**< Refused for another reason, see verify_flags. */
    QUATRIX_E_HANDSHAKE = -47,      /**< No common version or suite, or the server refused. */
    QUATRIX_E_TLS_MEMORY = -48,     /**< mbedTLS ran out of memory: enlarge its arena. */
    QUATRIX_E_TLS_RECORD = -49,     /**< A record larger than mbedTLS's input buffer. */
    QUATRIX_E_TLS = -50,            /**< Another TLS failure, see tls_code. */
    QUATRIX_E_ANCHOR = -51,         /**< A trust anchor could not be read. */
    QUATRIX_E_CERT_PIN = -52,       /**< No key of the server's chain is pinned. */
    QUATRIX_E_SESSION = -53,        /**< No TLS session to export, or a damaged one to import. */
    QUATRIX_E_SESSION_OTHER = -54,  /**< A TLS session of another version, build or trust. */
    QUATRIX_E_OWN_CERT = -55,       /**< The client's certificate could not be read. */
    QUATRIX_E_OWN_KEY = -56,        /**< The client's key could not be read; or a wrong password. */
    QUATRIX_E_OWN_PAIR = -57,       /**< The client's key is not that of its certificate. */

    /* The reply breaks a rule; the connection was closed. */
    QUATRIX_E_PROTOCOL = -60,  /**< Not HTTP/1.1 as RFC 9112 has it. */
    QUATRIX_E_HEADER = -61,    /**< A header that matters is longer than QUATRIX_HEADER_MAX. */
    QUATRIX_E_ENCODING = -62,  /**< A content or transfer coding that was not asked for. */
    QUATRIX_E_CONTENT = -63,   /**< The content type is not JSON where JSON is due. */
    QUATRIX_E_JSON = -64,      /**< Not JSON, or not UTF-8. */
    QUATRIX_E_DEPTH = -65,     /**< Nested deeper than QUATRIX_DEPTH_MAX. */
    QUATRIX_E_TYPE = -66,      /**< A member has another type than declared. */
    QUATRIX_E_RANGE = -67,     /**< A number does not fit 64 bits. */
    QUATRIX_E_DUPLICATE = -68, /**< A member occurs twice. */
    QUATRIX_E_MISSING = -69,   /**< A needed member is absent. */
    QUATRIX_E_IMAGE = -70,     /**< The QR image is in no known form. */
    QUATRIX_E_EMPTY = -71,     /**< The QR image is empty. */
    QUATRIX_E_SIZE = -72,      /**< A file has another number of bytes than it should have. */
    QUATRIX_E_PART = -73,      /**< A part came that is not the one asked for. */

    /* The server said no; http_status and its own words are in quatrix_client_error(). */
    QUATRIX_E_REDIRECT = -80,     /**< 3xx: redirects are never followed. */
    QUATRIX_E_UNAUTHORIZED = -81, /**< 401: wrong credentials or code, or the session is over. */
    QUATRIX_E_RATE_LIMITED = -82, /**< 429: see retry_after_s. */
    QUATRIX_E_HTTP = -83,         /**< Another 4xx: the request was refused. */
    QUATRIX_E_SERVER = -84,       /**< 5xx: the server failed; it may work later. */
    QUATRIX_E_FACTOR = -85        /**< A second factor is due that this client does not know. */
};

/** How far the failed call had come. */
enum quatrix_phase {
    QUATRIX_PHASE_REQUEST = 0,   /**< Arguments checked, request rendered; nothing sent. */
    QUATRIX_PHASE_CONNECT = 1,   /**< Name resolution and TCP. */
    QUATRIX_PHASE_HANDSHAKE = 2, /**< TLS, until the certificate is accepted. */
    QUATRIX_PHASE_SEND = 3,
    QUATRIX_PHASE_HEAD = 4, /**< Waiting for, or reading, status line and headers. */
    QUATRIX_PHASE_BODY = 5,
    QUATRIX_PHASE_PAUSE = 6 /**< Between two attempts, see quatrix/retry.h. */
};

/** The enumerator without its prefix, e.g. "E_TIMEOUT"; "?" for another number. Static. */
const char *quatrix_status_name(enum quatrix_status status);

/** One sentence in English without a full stop, for people; never NULL. Static. */
const char *quatrix_status_text(enum quatrix_status status);

/** "request", "connect", "handshake", "send", "head", "body", "pause"; never NULL. Static. */
const char *quatrix_phase_name(enum quatrix_phase phase);

#ifdef __cplusplus
}
#endif
#endif
