/* SPDX-License-Identifier: MIT */
/* mbedTLS for one-time codes alone: HMAC-SHA-1. */
#define MBEDTLS_MD_C
#define MBEDTLS_SHA1_C
