/* SPDX-License-Identifier: MIT */
#include <quatrix/status.h>
#include <stddef.h>
#include <stdint.h>

struct entry {
    int16_t status;
    const char *name;
    const char *text;
};

static const struct entry entries[] = {
    { QUATRIX_OK, "OK", "done" },
    { QUATRIX_PENDING, "PENDING", "not finished yet" },
    { QUATRIX_END, "END", "everything was delivered" },
    { QUATRIX_READY, "READY", "the reply has begun" },
    { QUATRIX_MFA_REQUIRED, "MFA_REQUIRED", "a second factor is required" },
    { QUATRIX_SKIPPED, "SKIPPED", "an element of the list was passed over" },
    { QUATRIX_E_ARGUMENT, "E_ARGUMENT", "an argument is missing, empty or out of range" },
    { QUATRIX_E_TEXT, "E_TEXT", "text is not UTF-8 or holds a character not allowed there" },
    { QUATRIX_E_TOO_LONG, "E_TOO_LONG", "text is longer than the API allows" },
    { QUATRIX_E_BUSY, "E_BUSY", "another call is running" },
    { QUATRIX_E_STATE, "E_STATE", "no call of this kind is running" },
    { QUATRIX_E_AUTH, "E_AUTH", "not logged in" },
    { QUATRIX_E_SPACE, "E_SPACE", "does not fit the memory configured" },
    { QUATRIX_E_CONFIG, "E_CONFIG", "program and library were built with different sizes" },
    { QUATRIX_E_CANCELLED, "E_CANCELLED", "cancelled" },
    { QUATRIX_E_CALLBACK, "E_CALLBACK", "a function of the program failed" },
    { QUATRIX_E_RESOLVE, "E_RESOLVE", "the host name has no address" },
    { QUATRIX_E_CONNECT, "E_CONNECT", "the host does not accept connections" },
    { QUATRIX_E_TIMEOUT, "E_TIMEOUT", "the time allowed has passed" },
    { QUATRIX_E_CLOSED, "E_CLOSED", "the server closed the connection without a reply" },
    { QUATRIX_E_CUT, "E_CUT", "the connection ended in the middle of the reply" },
    { QUATRIX_E_NETWORK, "E_NETWORK", "the network failed" },
    { QUATRIX_E_NO_ANCHOR, "E_NO_ANCHOR", "no trust anchor is configured" },
    { QUATRIX_E_ENTROPY, "E_ENTROPY", "no random bytes for TLS" },
    { QUATRIX_E_CLOCK, "E_CLOCK", "no trusted clock to judge certificates by" },
    { QUATRIX_E_CERT_UNTRUSTED, "E_CERT_UNTRUSTED", "the certificate is not trusted" },
    { QUATRIX_E_CERT_NAME, "E_CERT_NAME", "the certificate is for another host" },
    { QUATRIX_E_CERT_DATE, "E_CERT_DATE", "the certificate is expired or not yet valid" },
    { QUATRIX_E_CERT, "E_CERT", "the certificate is not acceptable" },
    { QUATRIX_E_HANDSHAKE, "E_HANDSHAKE", "the TLS handshake failed" },
    { QUATRIX_E_TLS_MEMORY, "E_TLS_MEMORY", "out of TLS memory" },
    { QUATRIX_E_TLS_RECORD, "E_TLS_RECORD", "a TLS record is larger than the buffer for it" },
    { QUATRIX_E_TLS, "E_TLS", "TLS failed" },
    { QUATRIX_E_ANCHOR, "E_ANCHOR", "a trust anchor cannot be read" },
    { QUATRIX_E_CERT_PIN, "E_CERT_PIN", "the certificate is not pinned" },
    { QUATRIX_E_SESSION, "E_SESSION", "no TLS session, or a damaged one" },
    { QUATRIX_E_SESSION_OTHER, "E_SESSION_OTHER", "the TLS session is of another program" },
    { QUATRIX_E_OWN_CERT, "E_OWN_CERT", "the own certificate cannot be read" },
    { QUATRIX_E_OWN_KEY, "E_OWN_KEY", "the own key cannot be read" },
    { QUATRIX_E_OWN_PAIR, "E_OWN_PAIR", "the own key and certificate do not match" },
    { QUATRIX_E_PROTOCOL, "E_PROTOCOL", "the reply is not HTTP" },
    { QUATRIX_E_HEADER, "E_HEADER", "a header of the reply is too long" },
    { QUATRIX_E_ENCODING, "E_ENCODING", "the reply is coded in a way not asked for" },
    { QUATRIX_E_CONTENT, "E_CONTENT", "the reply is not of the type due" },
    { QUATRIX_E_JSON, "E_JSON", "the reply is not JSON" },
    { QUATRIX_E_DEPTH, "E_DEPTH", "the reply is nested too deep" },
    { QUATRIX_E_TYPE, "E_TYPE", "a member of the reply has the wrong type" },
    { QUATRIX_E_RANGE, "E_RANGE", "a number of the reply is too large" },
    { QUATRIX_E_DUPLICATE, "E_DUPLICATE", "a member of the reply occurs twice" },
    { QUATRIX_E_MISSING, "E_MISSING", "a needed member of the reply is absent" },
    { QUATRIX_E_IMAGE, "E_IMAGE", "the image is in no known form" },
    { QUATRIX_E_EMPTY, "E_EMPTY", "the image is empty" },
    { QUATRIX_E_SIZE, "E_SIZE", "the file has another number of bytes than it should have" },
    { QUATRIX_E_PART, "E_PART", "not the part of the file that was asked for" },
    { QUATRIX_E_REDIRECT, "E_REDIRECT", "the server redirects, which is not followed" },
    { QUATRIX_E_UNAUTHORIZED, "E_UNAUTHORIZED", "not authorized" },
    { QUATRIX_E_RATE_LIMITED, "E_RATE_LIMITED", "too many requests" },
    { QUATRIX_E_HTTP, "E_HTTP", "the server refused the request" },
    { QUATRIX_E_SERVER, "E_SERVER", "the server failed" },
    { QUATRIX_E_FACTOR, "E_FACTOR", "the server asks for an unknown second factor" },
};

static const struct entry *find(enum quatrix_status status)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if ((int)entries[i].status == (int)status) {
            return &entries[i];
        }
    }
    return NULL;
}

const char *quatrix_status_name(enum quatrix_status status)
{
    const struct entry *entry = find(status);

    return entry != NULL ? entry->name : "?";
}

const char *quatrix_status_text(enum quatrix_status status)
{
    const struct entry *entry = find(status);

    return entry != NULL ? entry->text : "unknown status";
}

const char *quatrix_phase_name(enum quatrix_phase phase)
{
    static const char *const names[] = { "request", "connect", "handshake", "send",
                                         "head",    "body",    "pause" };
    size_t i = (size_t)phase;

    return i < sizeof names / sizeof names[0] ? names[i] : "?";
}
