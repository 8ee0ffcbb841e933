/* SPDX-License-Identifier: MIT */
/*
 * What the host build of mbedTLS 3.6 changes in the default configuration.
 *
 * mbedtls.sh installs this file beside mbedtls_config.h, whose last line includes it. Programs
 * therefore see the configuration the library was built with (struct sizes depend on it) and need
 * no definition of their own.
 */

/* TLS 1.2 and 1.3 clients. Defaults of 3.6, named because the tests rely on them. */
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_PROTO_TLS1_3

/* All memory may come from a static arena: mbedtls_memory_buffer_alloc_init(). Until that is
 * called, calloc() and free() are used as in the default configuration. */
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_MEMORY_BUFFER_ALLOC_C

/* Lets quatrix_client_memory() report how much of the arena was used. */
#define MBEDTLS_MEMORY_DEBUG

/* Blocks of the arena hold pointers: aligned for a 64-bit host. */
#define MBEDTLS_MEMORY_ALIGN_MULTIPLE 8
