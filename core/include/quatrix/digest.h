/* SPDX-License-Identifier: MIT */
/**
 * @file
 * A digest of what a transfer carries, and SHA-256 as one. The API itself has no checksums.
 */
#ifndef QUATRIX_DIGEST_H
#define QUATRIX_DIGEST_H

#include <mbedtls/sha256.h>
#include <quatrix/transfer.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QUATRIX_SHA256_SIZE 32 /**< Bytes. */

/** SHA-256 of a transfer, in memory the caller owns. Do not copy it. */
struct quatrix_sha256 {
    struct quatrix_digest digest; /**< For the configuration of a transfer. */
    mbedtls_sha256_context priv;
};

/** Set up; nothing is digested yet. Needs no heap, but for a hardware driver of mbedTLS. */
void quatrix_sha256_init(struct quatrix_sha256 *sha256);

/**
 * The digest of all bytes since quatrix_sha256_init() or since the transfer began anew. Ends it.
 *
 * @return QUATRIX_OK, or QUATRIX_E_TLS: mbedTLS failed at some point, hash is zeroed
 */
enum quatrix_status quatrix_sha256_finish(struct quatrix_sha256 *sha256,
                                          uint8_t hash[QUATRIX_SHA256_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
