/* SPDX-License-Identifier: MIT */
/*
 * Names and texts lie one behind the other, in the order of the numbers: a table of pointers would take as
 * much as half of them again.
 */
#include <quatrix/status.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */
#define STATUSES(X) \
    X(OK, "done") \
    X(PENDING, "not finished yet") \
    X(END, "everything was delivered") \
    X(READY, "the reply has begun") \
    X(MFA_REQUIRED, "a second factor is required") \
    X(SKIPPED, "an element of the list was passed over") \
    X(E_ARGUMENT, "an argument is missing, empty or out of range") \
    X(E_TEXT, "text is not UTF-8 or has a character not allowed") \
    X(E_TOO_LONG, "text is longer than the API allows") \
    X(E_BUSY, "another call is running") \
    X(E_STATE, "no call of this kind is running") \
    X(E_AUTH, "not logged in") \
    X(E_SPACE, "does not fit the memory configured") \
    X(E_CONFIG, "program and library were built with different sizes") \
    X(E_CANCELLED, "cancelled") \
    X(E_CALLBACK, "a function of the program failed") \
    X(E_RESOLVE, "the host name has no address") \
    X(E_CONNECT, "the host does not accept connections") \
    X(E_TIMEOUT, "the time allowed has passed") \
    X(E_CLOSED, "the server closed without a reply") \
    X(E_CUT, "the connection ended within the reply") \
    X(E_NETWORK, "the network failed") \
    X(E_NO_ANCHOR, "no trust anchor is configured") \
    X(E_ENTROPY, "no random bytes for TLS") \
    X(E_CLOCK, "no trusted clock to judge certificates by") \
    X(E_CERT_UNTRUSTED, "the certificate is not trusted") \
    X(E_CERT_NAME, "the certificate is for another host") \
    X(E_CERT_DATE, "the certificate is expired or not yet valid") \
    X(E_CERT, "the certificate is not acceptable") \
    X(E_HANDSHAKE, "the TLS handshake failed") \
    X(E_TLS_MEMORY, "out of TLS memory") \
    X(E_TLS_RECORD, "a TLS record is larger than the buffer for it") \
    X(E_TLS, "TLS failed") \
    X(E_ANCHOR, "a trust anchor cannot be read") \
    X(E_CERT_PIN, "the certificate is not pinned") \
    X(E_SESSION, "no TLS session, or a damaged one") \
    X(E_SESSION_OTHER, "the TLS session is of another program") \
    X(E_OWN_CERT, "the own certificate cannot be read") \
    X(E_OWN_KEY, "the own key cannot be read") \
    X(E_OWN_PAIR, "the own key and certificate do not match") \
    X(E_PROTOCOL, "the reply is not HTTP") \
    X(E_HEADER, "a header of the reply is too long") \
    X(E_ENCODING, "the reply is coded in a way not asked for") \
    X(E_CONTENT, "the reply is not of the type due") \
    X(E_JSON, "the reply is not JSON") \
    X(E_DEPTH, "the reply is nested too deep") \
    X(E_TYPE, "a member of the reply has the wrong type") \
    X(E_RANGE, "a number of the reply is too large") \
    X(E_DUPLICATE, "a member of the reply occurs twice") \
    X(E_MISSING, "a needed member of the reply is absent") \
    X(E_IMAGE, "the image is in no known form") \
    X(E_EMPTY, "the image is empty") \
    X(E_SIZE, "the file does not have the size it should") \
    X(E_PART, "not the part of the file that was asked for") \
    X(E_REDIRECT, "the server redirects, which is not followed") \
    X(E_UNAUTHORIZED, "not authorized") \
    X(E_RATE_LIMITED, "too many requests") \
    X(E_HTTP, "the server refused the request") \
    X(E_SERVER, "the server failed") \
    X(E_FACTOR, "the server asks for an unknown second factor")
/* clang-format on */

#define NUMBER(name, text) QUATRIX_##name,
#define NAME(name, text)   #name "\0"
#define TEXT(name, text)   text "\0"

static const int8_t numbers[] = { STATUSES(NUMBER) };
static const char names[] = STATUSES(NAME) "?";
static const char texts[] = STATUSES(TEXT) "unknown status";

/* Of texts one behind the other. */
static const char *nth(const char *text, size_t n)
{
    while (n > 0) {
        n -= *text++ == 0;
    }
    return text;
}

/* Its place; that of the text behind all others if there is no such number. */
static size_t find(enum quatrix_status status)
{
    size_t i = 0;

    while (i < sizeof numbers && (int)numbers[i] != (int)status) {
        i++;
    }
    return i;
}

const char *quatrix_status_name(enum quatrix_status status)
{
    return nth(names, find(status));
}

const char *quatrix_status_text(enum quatrix_status status)
{
    return nth(texts, find(status));
}

const char *quatrix_phase_name(enum quatrix_phase phase)
{
    static const char phases[] = "request\0"
                                 "connect\0"
                                 "handshake\0"
                                 "send\0"
                                 "head\0"
                                 "body\0"
                                 "pause\0"
                                 "?";

    return nth(phases, (size_t)phase < 7U ? (size_t)phase : 7U);
}
