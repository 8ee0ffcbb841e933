/* SPDX-License-Identifier: MIT */
/* What the parts of the channel over mbedTLS share; nobody else includes this. */
#ifndef QUATRIX_TLS_CHANNEL_H
#define QUATRIX_TLS_CHANNEL_H

#include <quatrix/tls.h>

#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#define QUATRIX_MBEDTLS_3 (MBEDTLS_VERSION_NUMBER >= 0x03000000)

#if !QUATRIX_MBEDTLS_3
#define MBEDTLS_PRIVATE(member) member /* 2.28 hides nothing */
#endif

/* A session of TLS 1.3 names its server. */
#if MBEDTLS_VERSION_NUMBER >= 0x03060000 && defined(MBEDTLS_SSL_PROTO_TLS1_3) &&                   \
    defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_SERVER_NAME_INDICATION)
#define QUATRIX_TLS_NAMES 1
#else
#define QUATRIX_TLS_NAMES 0
#endif

enum quatrix_tls_state {
    QUATRIX_TLS_CLOSED,
    QUATRIX_TLS_CONNECTING,
    QUATRIX_TLS_CONNECTED,   /* TCP; no TLS context yet */
    QUATRIX_TLS_HANDSHAKING, /* the TLS context exists from here on */
    QUATRIX_TLS_OPEN,
    QUATRIX_TLS_BROKEN /* no close_notify any more */
};

enum { QUATRIX_HASH_SIZE = 32 };

/* Heap that the check of one signature takes, and reading one certificate; in bytes, found by trial
   on 64 bits. */
enum { QUATRIX_VERIFY_HEAP = 1536 * sizeof(void *), QUATRIX_PARSE_HEAP = 512 * sizeof(void *) };

/* tls.c: what the server may choose from; 0 at the end. */
extern const int quatrix_tls_suites[];

/* Whether a code of mbedTLS says that it had no memory. */
bool quatrix_tls_is_memory(int code);

/* Whether mbedTLS may have had no memory for something of that size, whatever it said. */
bool quatrix_tls_ran_out(const struct quatrix_tls *tls, size_t size);

/* Allocations that fail from here on are those of what comes next. */
void quatrix_tls_count_failures(struct quatrix_tls *tls);

/* What is wrong with a validity now: MBEDTLS_X509_BADCERT_EXPIRED, ..._FUTURE. */
uint32_t quatrix_tls_judge_dates(const struct quatrix_tls *tls, int64_t from, int64_t to);

/* Note why something could not be read; whether that was for want of memory. */
static inline bool quatrix_tls_lacks_memory(struct quatrix_tls *tls, int code)
{
    tls->transport.tls_code = code;
    return quatrix_tls_is_memory(code) || quatrix_tls_ran_out(tls, QUATRIX_PARSE_HEAP);
}

/* Read one certificate in DER, which is not copied, or any number in PEM. mbedTLS's result. */
static inline int quatrix_tls_parse(mbedtls_x509_crt *chain, const struct quatrix_anchor *from)
{
    bool pem = from->len > 0 && from->data[from->len - 1] == 0 && from->data[0] != 0x30;

    return pem ? mbedtls_x509_crt_parse(chain, from->data, from->len)
               : mbedtls_x509_crt_parse_der_nocopy(chain, from->data, from->len);
}

/* SHA-256. Not 0: mbedTLS has none. */
static inline int quatrix_tls_hash(const uint8_t *data, size_t len, uint8_t hash[QUATRIX_HASH_SIZE])
{
    return mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), data, len, hash);
}

#endif
