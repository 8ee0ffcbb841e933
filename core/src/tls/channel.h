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

enum quatrix_tls_state {
    QUATRIX_TLS_CLOSED,
    QUATRIX_TLS_CONNECTING,
    QUATRIX_TLS_CONNECTED,   /* TCP; no TLS context yet */
    QUATRIX_TLS_HANDSHAKING, /* the TLS context exists from here on */
    QUATRIX_TLS_OPEN,
    QUATRIX_TLS_BROKEN /* no close_notify any more */
};

/* Bits of quatrix_tls_priv.seen. */
enum {
    QUATRIX_SEEN_CHAIN = 1, /* a certificate was looked at: the handshake is a full one */
    QUATRIX_SEEN_PIN = 2    /* and its key is pinned */
};

enum { QUATRIX_HASH_SIZE = 32 };

/* Heap that the check of one signature takes, and reading one certificate; in bytes, found by trial
   on 64 bits. */
enum { QUATRIX_VERIFY_HEAP = 1536 * sizeof(void *), QUATRIX_PARSE_HEAP = 512 * sizeof(void *) };

/* tls.c: what the server may choose from; 0 at the end. */
extern const int quatrix_tls_suites[];

/* Read one certificate in DER, which is not copied, or any number in PEM. mbedTLS's result. */
int quatrix_tls_parse(mbedtls_x509_crt *chain, const struct quatrix_anchor *certificates);

/* Allocations that fail from here on count as those of what comes next. */
void quatrix_tls_count_failures(struct quatrix_tls *tls);

/* Note a code of mbedTLS; whether it means that there was no memory for something of that size. */
bool quatrix_tls_lacks_memory(struct quatrix_tls *tls, int code, size_t size);

/* What is wrong with a validity now: MBEDTLS_X509_BADCERT_EXPIRED, ..._FUTURE. */
uint32_t quatrix_tls_judge_dates(const struct quatrix_tls *tls, int64_t from, int64_t to);

/* SHA-256. Not 0: mbedTLS has none. */
static inline int quatrix_tls_hash(const uint8_t *data, size_t len, uint8_t hash[QUATRIX_HASH_SIZE])
{
    return mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), data, len, hash);
}

#endif
