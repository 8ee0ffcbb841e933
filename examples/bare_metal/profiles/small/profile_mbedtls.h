/* SPDX-License-Identifier: MIT */
/*
 * mbedTLS 3.6 for the profile "small": a TLS 1.2 client, ECDHE-ECDSA on P-256 with AES-128-GCM, and
 * records of 1 KB by max_fragment_length (RFC 6066). For servers whose certificates one chooses.
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
#define MBEDTLS_NO_PLATFORM_ENTROPY /* the library hands the port's random bytes to TLS */
#define MBEDTLS_HAVE_ASM            /* multiplication by UMAAL and the like */
#define MBEDTLS_DEPRECATED_REMOVED
/* No MBEDTLS_HAVE_TIME: the library judges certificate dates by the port's clock. */

/* ---- TLS */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED

/* The smaller of the two is what the server is asked for. Records that come are larger by 29 bytes at
   most; the server's chain of certificates must fit the incoming buffer as a whole. */
#define MBEDTLS_SSL_IN_CONTENT_LEN  2048
#define MBEDTLS_SSL_OUT_CONTENT_LEN 1024

/* AES_ONLY_128_BIT_KEY_LENGTH filters no suites by itself. */
#define MBEDTLS_SSL_CIPHERSUITES MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256

/* ---- Certificates: DER alone, no text output, the server's is not kept. */
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_X509_MAX_INTERMEDIATE_CA 2
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C /* ECDSA_C asks for it */
#define MBEDTLS_OID_C

/* ---- Elliptic curves: P-256, with little memory rather than speed. */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_NO_UDBL_DIVISION /* libgcc takes 0.9 KB for it, and mbedTLS hardly ever divides */
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_WINDOW_SIZE       2
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_SIGN_ALT /* none are made, see ecdsa.c */

/* ---- Ciphers and hashes: small tables in flash. SHA-1 serves one-time codes (RFC 6238) alone. */
#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH
#define MBEDTLS_BLOCK_CIPHER_NO_DECRYPT
#define MBEDTLS_GCM_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA256_SMALLER
#define MBEDTLS_SHA1_C
#define MBEDTLS_SHA1_PROCESS_ALT /* ours is small, see sha1.c */

#endif
