/* SPDX-License-Identifier: MIT */
/*
 * mbedTLS for a program in which several threads use it: appended to its default configuration
 * (MBEDTLS_USER_CONFIG_FILE). An RTOS defines MBEDTLS_THREADING_ALT instead of PTHREAD and calls
 * mbedtls_threading_set_alt() with its own mutexes.
 */
#define MBEDTLS_THREADING_C
#define MBEDTLS_THREADING_PTHREAD

/* One arena for all threads; with MBEDTLS_THREADING_C it has a lock of its own. */
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_MEMORY_BUFFER_ALLOC_C
#define MBEDTLS_MEMORY_ALIGN_MULTIPLE 8

/* Counters of its self-test are shared without a lock: harmless, but the sanitizer sees them. */
#undef MBEDTLS_SELF_TEST
