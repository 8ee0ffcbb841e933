/* SPDX-License-Identifier: MIT */
/*
 * mbedTLS 3.6 for the profile "any-server": TLS 1.2 and 1.3, ECDSA and RSA, records of 16 KB as servers
 * send them, session resumption in both versions.
 */
#ifndef PROFILE_MBEDTLS_H
#define PROFILE_MBEDTLS_H

#include "arena.h"

/* ---- The platform: no operating system, no stdio, memory from our arena. */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO arena_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO   arena_free
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_NO_PLATFORM_ENTROPY
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_DEPRECATED_REMOVED

/* TLS 1.3 tells the server how old a ticket is. No MBEDTLS_HAVE_TIME_DATE: the library judges
   certificate dates by the port's clock. */
#include "tls_time.h"
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_PLATFORM_TIME_TYPE_MACRO int64_t
#define MBEDTLS_PLATFORM_TIME_MACRO      tls_time
#define MBEDTLS_PLATFORM_MS_TIME_ALT

/* ---- TLS */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE /* 1.3 asks for it */
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED

/* What comes is whatever the server likes; what is sent is a hello with a ticket at most. */
#define MBEDTLS_SSL_IN_CONTENT_LEN  16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 2048

/* ---- PSA, which TLS 1.3 is built on, with the random bytes of the board (tls_platform.c). */
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#define MBEDTLS_PSA_KEY_SLOT_COUNT 8
#define MBEDTLS_HKDF_C

/* ---- Certificates: DER alone, no text output. */
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#define MBEDTLS_X509_MAX_INTERMEDIATE_CA 4
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C

/* ---- Keys: P-256 and P-384, RSA of up to 4096 bits. Little memory rather than speed. */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_NO_UDBL_DIVISION /* libgcc takes 0.9 KB for it, and mbedTLS hardly ever divides */
#define MBEDTLS_MPI_MAX_SIZE     512
#define MBEDTLS_MPI_WINDOW_SIZE  2
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_WINDOW_SIZE       2
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_SIGN_ALT /* none are made, see ecdsa.c */
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21

/* ---- Ciphers and hashes. AES-128 alone, which every server of TLS 1.3 must have and those of 1.2 do:
   offered AES-256, many take it, with SHA-384, and a reconnect takes twice the time. SHA-1 serves one-time codes (RFC 6238) alone. */
#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH
#define MBEDTLS_GCM_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C
#define MBEDTLS_SHA512_SMALLER
#define MBEDTLS_SHA1_C
#define MBEDTLS_SHA1_PROCESS_ALT /* ours is small, see sha1.c */

#endif
